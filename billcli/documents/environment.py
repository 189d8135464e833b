"""The template environments: one for each kind of output, each with its own way to write values."""

from __future__ import annotations

from functools import partial

from markupsafe import Markup

from billcli.documents.budget import Budget
from billcli.documents.columns import beside, row, width
from billcli.documents.escape import html_text, typst_string, typst_text, visible
from billcli.documents.sandbox import Sandbox
from billcli.documents.template_code import ready_code
from billcli.documents.template_loader import FolderLoader
from billcli.documents.template_problem import MISTAKES, template_error
from billcli.documents.text_table import ROLES, Column, strip, table
from billcli.documents.wording import shipped_templates
from billcli.domain.money import Money
from billcli.domain.named import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path

    from billcli.documents.letterhead import Context

SUFFIXES = {"pdf": "typ", "html": "html", "text": "txt"}
_SHOWN = {"pdf": typst_text, "html": html_text, "text": visible}
_MINUS = "\u2212"
TEXT_WIDTH = 80  # columns of a terminal, and of mail that quotes no line


class DocumentEnvironment(Sandbox):
    """A sandbox with the filters of documents.

    ``money`` writes an amount with its currency, ``amount`` without; ``figure`` gives a number
    that is a text its minus sign. Typst has ``code``, a literal for places where Typst reads code;
    plain text has ``row`` (cells side by side), ``line`` (a rule), ``blank`` (room for a text),
    ``table`` and ``strip`` (see ``text_table``) and ``beside`` (two blocks side by side).
    """

    def __init__(self, output: str, folders: Sequence[Path]) -> None:
        """Make the environment of one output over template folders."""
        super().__init__(FolderLoader(folders, partial(ready_code, output)), _SHOWN[output])
        self.output = output
        self.context: Context | None = None
        self.filters |= {"money": self._money, "amount": self._amount, "figure": self._figure}
        if output == "pdf":
            self.filters["code"] = self._code
        if output == "text":
            self.filters |= {"row": self._row, "line": self._line, "blank": _blank}
            self.filters |= {"table": self._table, "strip": self._strip, "beside": self._beside}

    def texts(self, name: str, context: Context) -> Iterable[str]:
        """Yield the pieces of a rendered template, within a fresh budget."""
        self.context, self.budget = context, Budget()
        template = self.get_template(f"{name}.{SUFFIXES[self.output]}")
        for piece in template.generate(
            context.data, paper=context.paper, decimal_mark=context.notation.mark
        ):
            yield self.budget.write(piece)

    def _money(self, money: Money) -> str:
        return self._figure(self._known().notation.money(money))

    def _amount(self, money: Money) -> str:
        return self._figure(self._known().notation.amount(money))

    def _known(self) -> Context:
        if self.context is None:
            msg = "amounts are written only while a document is rendered"
            raise TypeError(msg)
        return self.context

    def _figure(self, text: str) -> str:
        return text if self.output == "text" else text.replace("-", _MINUS, 1)

    def _code(self, value: object) -> Markup:
        return Markup(typst_string(self.text(value)))  # noqa: S704 - a literal is inert

    def _row(self, cells: Iterable[tuple[object, int]]) -> Markup:
        found = [(visible(self.text(t)), int(columns)) for t, columns in cells]
        self.budget.allow(sum(len(t) + abs(columns) for t, columns in found))
        return Markup(row(found))  # noqa: S704 - the cells are made visible above

    def _table(
        self,
        records: Iterable[Mapping[str, object]],
        columns: Iterable[tuple[str | Sequence[str], str, str]],
        total: int = TEXT_WIDTH,
    ) -> Markup:
        """Lay out records by columns: each names (first, then details), heading and role."""
        found = list(self.budget.counted(records))
        made = [self._column(found, *column) for column in columns]
        self.budget.allow(total + sum(len(t) for c in made for cell in c.cells for t in cell))
        return Markup(table(made, total))  # noqa: S704 - the cells are made visible

    def _column(
        self, records: Sequence[object], names: str | Sequence[str], heading: str, role: str
    ) -> Column:
        if role not in ROLES:
            msg = f"a column is {', '.join(ROLES)}, not {role!r:.40}"
            raise TypeError(msg)
        keys = (names,) if isinstance(names, str) else names
        cells = [[self._cell(self.getitem(r, key)) for key in keys] for r in records]
        if role == "figure":
            pads = self._known().notation.pads([cell[0] for cell in cells])
            cells = [[cell[0] + _blank(pad)] for cell, pad in zip(cells, pads, strict=True)]
        kept = [[first, *filter(None, rest)] for first, *rest in cells]
        return Column(visible(self.text(heading)), role, kept)

    def _cell(self, value: object) -> str:
        return visible(self._amount(value) if isinstance(value, Money) else self.text(value))

    def _strip(self, records: Iterable[Mapping[str, object]], total: int = TEXT_WIDTH) -> Markup:
        """Lay out amounts, each a record with ``label`` and ``amount``, beside each other."""
        found = [
            self._column([r], "amount", self.text(self.getitem(r, "label")), "figure")
            for r in self.budget.counted(records)
        ]
        self.budget.allow(total * (len(found) + 1))
        return Markup(strip(found, total))  # noqa: S704 - the cells are made visible

    def _beside(self, left: str, right: str, columns: int) -> Markup:
        one, two = (str(self.written(block)).rstrip("\n") for block in (left, right))
        self.budget.allow((columns + 1) * (2 + one.count("\n") + two.count("\n")))
        return Markup(beside(one, two, columns))  # noqa: S704 - both are written

    def _line(self, stroke: str, columns: int) -> str:
        self.budget.allow(columns)
        return visible(stroke) * columns


def _blank(text: str) -> str:
    return " " * width(text)


class Templates:
    """The templates of one folder, compiled once and rendered many times.

    Attributes:
        folders: where templates are sought, in order.
    """

    def __init__(self, template_dir: Path | None = None) -> None:
        """Use the user's folder, if any, before billcli's own."""
        shipped = shipped_templates()
        self.folders = (template_dir, shipped) if template_dir else (shipped,)
        self._environments: dict[str, DocumentEnvironment] = {}

    def render(self, name: str, output: str, context: Context) -> str:
        """Return the text of a template.

        Args:
            name: of the template without its suffix, such as ``invoice``.
            output: ``pdf`` (gives Typst source), ``html`` or ``text``.
            context: what the template is given.

        Raises:
            InvalidError: TEMPLATE-ERROR, with the template's file and line.
        """
        if output not in self._environments:
            self._environments[output] = DocumentEnvironment(output, self.folders)
        try:
            return "".join(self._environments[output].texts(name, context))
        except MISTAKES as error:
            own = (folder / f"{name}.{SUFFIXES[output]}" for folder in self.folders)
            file = next((path for path in own if path.is_file()), None)
            raise template_error(error, self.folders, file) from error

    def files(self, name: str, output: str) -> tuple[Path, ...]:
        """Return the files that may have a part in a document, its own template first."""
        suffix = SUFFIXES[output]
        own = [folder / f"{name}.{suffix}" for folder in self.folders]
        others = [f for folder in self.folders for f in sorted(folder.rglob(f"*.{suffix}"))]
        return tuple(dict.fromkeys(f for f in (*own, *others) if f.is_file()))
