"""A file of waiting lines as a person gave it back: the lines, their answers, every mistake."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace

from billcli.domain.bank_line import BankLine
from billcli.domain.money import Money, parse_money
from billcli.domain.named import TYPE_CHECKING
from billcli.domain.problem import BillcliError, InvalidError, Problem, Source
from billcli.services.review_text import SCHEMA, seal_of
from billcli.store.toml_table import TomlFile, TomlTable, key_lines, read_toml

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from billcli.domain.money import Money as Amount

_BLOCK = re.compile(r"^[ \t]*\[\[[ \t]*line[ \t]*\]\]", re.MULTILINE)
KINDS = ("accept", "items", "on_account", "ignore", "rule", "book")
WITH_ITEMS = ("customer", "discount", "fee")


@dataclass(frozen=True, slots=True)
class Proposed:
    """A proposal as the file has it, not yet looked up in the books.

    Attributes:
        items: texts of ``ID[#INSTALMENT]=AMOUNT CURRENCY``, signed.
        adjustments: texts of ``KIND AMOUNT CURRENCY [ID]``.
        on_account: ``AMOUNT CURRENCY``, or empty.
        evidence: codes.
    """

    customer: str
    items: tuple[str, ...]
    adjustments: tuple[str, ...]
    on_account: str
    evidence: str


@dataclass(frozen=True, slots=True)
class Returned:
    """One line of the file with its answer.

    Attributes:
        held: how many lines of its kind the ledger held when it was written.
        kind: which of ``KINDS`` answers it, empty for none.
        remember: keep for the next time who paid, or what is done with such lines.
        where: its place in the file; ``at`` has those of its keys.
    """

    line: BankLine
    held: int
    kind: str
    accept: int
    items: tuple[str, ...]
    customer: str
    on_account: str
    ignore: str
    rule: str
    book: str
    discount: Amount | None
    fee: Amount | None
    remember: bool
    proposals: tuple[Proposed, ...]
    where: Source
    at: Source


@dataclass(slots=True)
class ReviewFile:
    """Everything a file says.

    Attributes:
        books: state of the books it was written from.
        problems: what is wrong with it, each with its line.
    """

    name: str
    books: str = ""
    lines: list[Returned] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


def read_review(data: bytes, name: str) -> ReviewFile:
    """Return what a file says, with every mistake in it.

    Raises:
        InvalidError: it is no TOML, or no file of ``match export``.
    """
    file, top = read_toml(data, name)
    if top.text("schema") != SCHEMA:
        raise InvalidError.of(
            "REVIEW-FILE",
            f"{name} is no file of waiting lines",
            where=Source(name),
            hint="billcli match export FILE... -o review.toml writes one",
        )
    found = ReviewFile(name, top.text("books"))
    text = data.decode()
    starts = [match.start() for match in _BLOCK.finditer(text)]
    rows = top.peek("line")
    for number, row in enumerate(rows if isinstance(rows, list) else ()):
        first = text.count("\n", 0, starts[number]) if number < len(starts) else 0
        block = text[starts[number] : (*starts, None)[number + 1]] if number < len(starts) else ""
        places = {path[1:]: line + first for path, line in key_lines(block).items()}
        _read_line(found, TomlFile(name, places), row)
    found.problems += file.problems
    found.problems += _twice(found.lines)
    return found


def _read_line(found: ReviewFile, file: TomlFile, row: object) -> None:
    table = TomlTable(file, (), row if isinstance(row, dict) else {})
    try:
        line = _line(file, table)
    except BillcliError as error:
        where = Source(file.name, file.line(()))
        found.problems += [p if p.where else p._replace(where=where) for p in error.problems]
        return
    table.finish()
    found.lines.append(replace(line, kind="") if file.problems else line)
    found.problems += file.problems


def _line(file: TomlFile, table: TomlTable) -> Returned:
    line, held = _bank_line(table)
    if table.text("seal") != seal_of(line, held):
        raise InvalidError.of(
            "REVIEW-LINE",
            f"what the bank said of {line.amount} on {line.date} was changed in the file",
            where=Source(file.name, file.line(())),
            hint="put it back, or write the file anew with billcli match export",
        )
    kinds = [kind for kind in KINDS if table.has(kind)]
    lonely = [] if kinds == ["items"] else [key for key in WITH_ITEMS if table.has(key)]
    if len(kinds) > 1:
        key = kinds[1]
        table.wrong(key, f"{kinds[0]} and {key} answer the same line", "keep one of them")
    if lonely:
        table.wrong(lonely[0], f"{lonely[0]} says nothing without items", "add items = [...]")
    currency = line.amount.currency
    kind = kinds[0] if kinds else ""
    remember = table.truth("remember")
    if remember and kind in {"", "rule"}:
        words = "a rule is there already" if kind else "the line has no answer"
        table.wrong("remember", f"remember has nothing to keep: {words}", "remove remember = true")
    return Returned(
        line,
        held,
        kind,
        table.whole("accept") or 0,
        table.texts("items"),
        table.text("customer"),
        table.text("on_account"),
        table.text("ignore"),
        table.text("rule"),
        table.text("book"),
        _amount(table.text("discount"), currency, "discount"),
        _amount(table.text("fee"), currency, "fee"),
        remember,
        tuple(_proposed(one) for one in table.rows("proposals")),
        Source(file.name, file.line(())),
        Source(file.name, file.line((kind,)) if kind else file.line(())),
    )


def _bank_line(table: TomlTable) -> tuple[BankLine, int]:
    date = table.date("date")
    number, _, currency = table.text("amount").partition(" ")
    if date is None:
        raise InvalidError.of("REVIEW-LINE", "the line has no date", hint="write the file anew")
    original = table.text("original")
    line = BankLine(
        table.text("account"),
        date,
        parse_money(number, currency),
        table.text("text"),
        table.text("payer"),
        table.text("payer_iban"),
        table.text("reference"),
        table.text("bank_ref"),
        table.text("end_to_end"),
        original=money_of(original) if original else None,
        nth=table.whole("nth") or 1,
    )
    return line, table.whole("held") or 0


def _amount(text: str, currency: str, name: str) -> Money | None:
    return parse_money(text, currency, flag=name) if text else None


def money_of(text: str) -> Money:
    """Return an amount as the file writes it: ``12.00 EUR``.

    Raises:
        UsageError: it is none.
    """
    number, _, currency = text.partition(" ")
    return parse_money(number, currency.strip())


def _proposed(table: TomlTable) -> Proposed:
    found = Proposed(
        table.text("customer"),
        table.texts("items"),
        table.texts("adjustments"),
        table.text("on_account"),
        table.text("evidence"),
    )
    table.finish()
    return found


def _twice(lines: Sequence[Returned]) -> Iterator[Problem]:
    """Yield a problem per line that stands in the file twice: it would be booked twice."""
    seen: set[tuple[str, str]] = set()
    for one in lines:
        name = one.line.account, one.line.bank_ref or one.line.key
        if name in seen:
            message = f"{one.line.amount} of {one.line.date} stands in the file twice"
            yield Problem("REVIEW-LINE", message, one.where, "remove one of the two")
        seen.add(name)
