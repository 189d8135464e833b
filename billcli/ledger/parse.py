"""One file's text given to Beancount's parser, in a way that cannot end the process."""

from __future__ import annotations

import io

from billcli.domain.frozen import field, frozen
from billcli.domain.named import TYPE_CHECKING
from billcli.ledger import beancount_import
from billcli.ledger.arithmetic import no_traps

if TYPE_CHECKING:
    from collections.abc import Mapping

    from billcli.ledger.seam import Raw
    from billcli.ledger.written import Written

ROOT_OPTIONS = {
    "Assets": "name_assets",
    "Liabilities": "name_liabilities",
    "Equity": "name_equity",
    "Income": "name_income",
    "Expenses": "name_expenses",
}
_EXHAUSTED = "memory exhausted"  # what the parser notes, with the line, before MemoryError


@frozen
class Parsed:
    """What the parser made of one file.

    Attributes:
        entries: Beancount's directives, not booked, amounts possibly missing.
        errors: Beancount's errors and those of ``ledger.builder``.
        options: Beancount's options of this file.
        includes, plugins, settings, open_push: directives without a date, with their lines.
    """

    entries: list[Raw] = field(default_factory=list)
    errors: list[Raw] = field(default_factory=list)
    options: dict[str, Raw] = field(default_factory=dict)
    includes: tuple[Written, ...] = ()
    plugins: tuple[Written, ...] = ()
    settings: tuple[Written, ...] = ()
    open_push: tuple[Written, ...] = ()


def parse(content: bytes, filename: str, roots: Mapping[str, str] | None = None) -> Parsed:
    """Return the directives of one screened file.

    An arithmetic operation that fails gives a value that is no number, which the builder refuses
    with its line.

    Args:
        content: the whole file, UTF-8.
        filename: what directives carry as their file; document paths count from its folder.
        roots: other names of the five account roots, by their English names.
    """
    # ruff: noqa: PLC0415 - importing Beancount takes 25 ms
    beancount_import.prepare()
    from beancount.parser import _parser  # type: ignore[attr-defined]  # a C module

    from billcli.ledger.builder import LedgerBuilder

    with no_traps() as context:
        builder = LedgerBuilder(context.flags)
        for root, name in (roots or {}).items():
            builder.option(filename, 0, ROOT_OPTIONS[root], name)
        builder.settings.clear()
        failure = None
        try:
            _parser.Parser(builder).parse(io.BytesIO(content), filename=filename, lineno=1)
        except Exception as error:  # noqa: BLE001 - whatever the parser raises is the file's fault
            failure = error
        entries, errors, options = builder.finalize()
    if failure is not None:
        errors = _explain(failure, errors, filename)
    return Parsed(
        entries,
        errors,
        options,
        tuple(builder.includes),
        tuple(builder.plugins),
        tuple(builder.settings),
        tuple(builder.open_push),
    )


def _explain(failure: Exception, errors: list[Raw], filename: str) -> list[Raw]:
    """Return the errors with the parser's giving up among them, in words and with its line."""
    from beancount.core.data import new_metadata
    from beancount.parser.grammar import ParserSyntaxError

    if isinstance(failure, MemoryError):
        deep = "an expression is nested too deeply"
        return [e._replace(message=deep) if e.message == _EXHAUSTED else e for e in errors]
    source = new_metadata(filename, 0)
    return [*errors, ParserSyntaxError(source, f"the parser gave up: {failure}")]
