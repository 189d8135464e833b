"""A Jinja environment that shows plain data, runs no code, and comes to an end.

Jinja's own immutable sandbox hides attributes and refuses changes. Here, moreover, every value is
escaped for the kind of output whatever the template says, only the filters, tests and methods
listed below exist, and loops, calls, files and sizes are counted.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from jinja2 import StrictUndefined, nodes, pass_context
from jinja2.exceptions import SecurityError
from jinja2.runtime import Undefined
from jinja2.sandbox import ImmutableSandboxedEnvironment
from markupsafe import Markup

from billcli.documents.budget import Budget
from billcli.domain.money import Money
from billcli.domain.named import TYPE_CHECKING, cast

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from typing import Any

    from jinja2 import BaseLoader, Template
    from jinja2.runtime import Context

FILTERS = frozenset(
    "capitalize count default d first items last length list lower reject rejectattr reverse"
    " select selectattr sort title trim unique upper map".split()
)
TEXT_FILTERS = frozenset("capitalize lower title trim upper".split())
TESTS = frozenset(
    "defined undefined none string mapping sequence iterable eq equalto == ne != lt lessthan < le"
    " <= gt greaterthan > ge >= in odd even divisibleby true false boolean number integer".split()
)
METHODS: Mapping[type, frozenset[str]] = {
    str: frozenset("lower upper strip lstrip rstrip startswith endswith".split()),
    Mapping: frozenset("get items keys values".split()),
    tuple: frozenset("index count".split()),
    Money: frozenset({"currency"}),
}
_GLOBALS = frozenset({"range", "namespace"})
_BITS_MAX = 64


class Sandbox(ImmutableSandboxedEnvironment):
    """The environment of one kind of output.

    Attributes:
        budget: what the rendering under way may still use.
        show: how a text is written for this kind of output.
    """

    intercepted_binops = frozenset({"+", "-", "*", "/", "//", "**", "%"})

    def __init__(self, loader: BaseLoader, show: Callable[[str], str]) -> None:
        """Make an environment that writes texts by ``show``."""
        super().__init__(
            loader=loader,
            autoescape=True,
            undefined=StrictUndefined,
            finalize=self._finalize,
            optimized=False,
            trim_blocks=True,
            lstrip_blocks=True,
            keep_trailing_newline=True,
        )
        self.show = show
        self.budget = Budget()
        own = {
            "counted": self._counted, "joined": self._joined, "join": self._join,
            "e": self.written, "escape": self.written,
        }  # fmt: skip
        safe = {n: f for n, f in self.filters.items() if n in FILTERS}
        safe |= {n: self._of_text(safe[n]) for n in TEXT_FILTERS}
        self.filters = safe | own
        self.tests = {n: t for n, t in self.tests.items() if n in TESTS}
        self.globals = {n: g for n, g in self.globals.items() if n in _GLOBALS}
        self.concat = self._concat  # type: ignore[method-assign]

    @pass_context
    def _finalize(self, context: Context, value: object) -> Markup:
        """Write a value when the template runs: Jinja would escape constants for HTML before."""
        del context
        return self.written(value)

    def written(self, value: object) -> Markup:
        """Return what ``{{ value }}`` writes; only template source passes unchanged.

        Raises:
            TypeError: the value is no text, so that nothing is written by accident.
        """
        if isinstance(value, Markup):
            return value
        return Markup(self.show(self.text(value)))  # noqa: S704 - here values are escaped

    def text(self, value: object) -> str:
        """Return a text or whole number as text.

        Raises:
            TypeError: the value is anything else.
        """
        if isinstance(value, str | Undefined) or type(value) is int:
            return str(value)
        if isinstance(value, Money):
            msg = "an amount is written as {{ value|money }} or {{ value|amount }}"
            raise TypeError(msg)
        msg = f"a {type(value).__name__} cannot be written, only one of its fields"
        raise TypeError(msg)

    def _concat(self, pieces: Iterable[str]) -> str:
        found = list(pieces)
        self.budget.allow(sum(map(len, found)))
        return "".join(found)

    def _counted(self, values: Iterable[object]) -> Iterator[object]:
        return self.budget.counted(values)

    def _join(self, values: Iterable[object], between: str = "") -> str:
        pieces = list(self.budget.counted(values))
        if between:
            pieces = [piece for value in pieces for piece in (between, value)][1:]
        return self._joined(pieces)

    def _joined(self, values: Sequence[object]) -> str:
        """Join texts; beside template source every text is escaped, so that none becomes source."""
        mixed = any(isinstance(value, Markup) for value in values)
        pieces = list(map(self.written if mixed else self.text, values))
        self.budget.allow(sum(map(len, pieces)))
        return Markup("").join(pieces) if mixed else "".join(pieces)

    def _of_text(self, text_filter: Callable[..., object]) -> Callable[..., object]:
        """Return a filter that takes texts only: of a nested list the text may be boundless."""
        return lambda value, *arguments: text_filter(
            value if isinstance(value, str) else self.text(value), *arguments
        )

    def _generate(
        self,
        source: nodes.Template,
        name: str | None,
        filename: str | None,
        defer_init: bool = False,
    ) -> str:
        """Compile a template whose loops are counted and whose ``~`` is bounded."""
        for loop in source.find_all(nodes.For):
            loop.iter = _through(loop.iter, "counted")
        for concat in source.find_all(nodes.Concat):
            operands = nodes.Tuple(concat.nodes, "load", lineno=concat.lineno)
            concat.nodes = [_through(operands, "joined")]
        source.set_environment(self)
        return super()._generate(source, name, filename, defer_init)

    def call_binop(self, context: Any, operator: str, left: Any, right: Any) -> Any:  # noqa: ANN401 - Jinja's signature
        """Return sums of short whole numbers and of texts; figures come ready to be written."""
        for operand in (left, right):
            if isinstance(operand, Undefined):
                str(operand)
        if operator == "+" and isinstance(left, str) and isinstance(right, str):
            return self._joined((left, right))
        short = all(type(n) is int and n.bit_length() <= _BITS_MAX for n in (left, right))
        if short and operator not in {"/", "**"}:
            return super().call_binop(context, operator, left, right)
        msg = f"{operator} is not available here: templates write figures, they make none"
        raise SecurityError(msg)

    def call(self, context: Any, obj: Any, /, *args: Any, **kwargs: Any) -> Any:  # noqa: ANN401 - Jinja's signature
        """Call what the sandbox allows, for a step."""
        self.budget.step()
        return super().call(context, obj, *args, **kwargs)

    def is_safe_attribute(self, obj: Any, attr: str, value: Any) -> bool:  # noqa: ANN401 - Jinja's signature
        """Return whether a template may read an attribute of a Python value."""
        for kind, names in METHODS.items():
            if isinstance(obj, kind):
                return attr in names
        return super().is_safe_attribute(obj, attr, value)

    def wrap_str_format(self, value: Any) -> None:  # noqa: ANN401 - Jinja's signature
        """Offer no ``format``: it pads to any width and goes through floats."""

    def _load_template(self, name: str, globals: Any) -> Template:  # noqa: A002, ANN401 - Jinja's signature
        """Return a template, for a step: files may include each other."""
        self.budget.step()
        return super()._load_template(name, globals)


def _through(node: nodes.Node, name: str) -> nodes.Filter:
    return nodes.Filter(cast("nodes.Expr", node), name, [], [], None, None, lineno=node.lineno)
