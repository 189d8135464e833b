"""OFX files (OFX 1 and 2, QFX, QBO) as statements: every line of every account, or an error."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, replace

from billcli.bank.decimal_sign import usual_decimal
from billcli.bank.line_order import oldest_first
from billcli.bank.ofx_date import read_day
from billcli.bank.ofx_line import LineReader, currency_code, plain_number, stated_currency
from billcli.bank.ofx_text import decode_ofx, parse_ofx
from billcli.bank.plain_text import one_line
from billcli.bank.refusal import moved_no_money, places, refuse
from billcli.domain.bank_statement import BankStatement, numbered_together
from billcli.domain.money import Money
from billcli.domain.named import TYPE_CHECKING
from billcli.domain.problem import BillcliError, Problem, Severity, Source, UsageError

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator, Sequence

    from billcli.bank.ofx_text import Element
    from billcli.domain.bank_line import BankLine

HEAD = 4000
KINDS = {"STMTRS": "bank", "CCSTMTRS": "credit card", "INVSTMTRS": "investment, its cash"}

_FROM = ("BANKACCTFROM", "CCACCTFROM", "INVACCTFROM")
_SIGNS = re.compile(rb"OFXHEADER|<OFX>|<(?:BANK|CREDITCARD|INVSTMT)MSGSRSV[12]>", re.IGNORECASE)


def is_ofx(data: bytes) -> bool:
    """Return whether a file looks like OFX: its header or first elements stand near the start.

    >>> is_ofx(b"OFXHEADER:100"), is_ofx(b"<html>")
    (True, False)
    """
    return bool(_SIGNS.search(data[:HEAD].replace(b"\x00", b"")))


def read_ofx(data: bytes, name: str) -> tuple[BankStatement, ...]:
    """Return the statements of an OFX file, each account's lines oldest first.

    The currency is empty where the file names none. The closing balance is LEDGERBAL; OFX states no
    opening one.

    Args:
        data: the bytes of the file.
        name: its name, for messages.

    Raises:
        UsageError: the file holds no statement, or amounts or dates cannot be read.
    """
    text, encoding = decode_ofx(data)
    root = parse_ofx(text, name)
    elements = tuple(root.all(*KINDS))
    if not elements:
        raise _nothing(root, name)
    usual = usual_decimal((*root.texts("TRNAMT"), *root.texts("BALAMT")))
    accounts = [_read_account(element, name, usual) for element in elements]
    refuse([*_orphans(root, elements, name), *(p for a in accounts for p in a.reader.problems)])
    times = Counter((a.reader.own, line.bank_ref) for a in accounts for line in a.lines)
    repeated = frozenset(key for key, count in times.items() if count > 1)
    return numbered_together(
        [one for account in accounts for one in account.statements(encoding, repeated)]
    )


@dataclass(frozen=True, slots=True)
class _Account:
    """A statement of the file with its lines, oldest first, in whatever currencies."""

    element: Element
    reader: LineReader
    lines: tuple[BankLine, ...]
    closing: Money | None
    closing_date: dt.date | None

    def statements(
        self, encoding: str, repeated: frozenset[tuple[str, str]]
    ) -> Iterator[BankStatement]:
        """Yield the statement, then one for each other currency that lines of it are in.

        References in ``repeated`` tell no two lines apart, so they are none.
        """
        own = self.reader.own
        lines = [
            replace(line, bank_ref="") if (own, line.bank_ref) in repeated else line
            for line in self.lines
        ]
        first = self.reader.currency
        first_only = BankStatement(
            "",
            first,
            (),
            self._dialect(encoding, sum(not line.bank_ref for line in lines)),
            closing=self.closing,
            pending=sum(1 for _ in self.element.all("STMTTRNP")),
            problems=self._warnings(),
            bank_account=own,
            closing_date=self.closing_date,
        )
        for currency in dict.fromkeys((first, *(line.amount.currency for line in lines))):
            found = tuple(line for line in lines if line.amount.currency == currency)
            if currency == first:
                yield replace(first_only, lines=found)
            else:
                yield BankStatement("", currency, found, first_only.dialect, bank_account=own)

    def _dialect(self, encoding: str, bare: int) -> tuple[tuple[str, str], ...]:
        securities = sum(1 for _ in self.element.all("INVTRAN"))
        left_out = (("left out: securities", str(securities)),) if securities else ()
        without = (("lines without reference", str(bare)),) if bare else ()
        kind = KINDS[self.element.tag]
        return (("format", "OFX"), ("encoding", encoding), ("account", kind), *left_out, *without)

    def _warnings(self) -> tuple[Problem, ...]:
        found: list[Problem] = []
        where = Source(self.reader.file, self.element.line)
        if self.reader.zeros:
            found.append(moved_no_money(self.reader.zeros, where))
        if undated := self.reader.undated:
            words = f"{len(undated)} lines have no day that exists: {places(undated)}"
            hint = "they have the nearest day known, and wait to be looked at"
            found.append(Problem("STATEMENT-NO-DATE", words, where, hint, Severity.WARNING))
        return tuple(found)


def _read_account(element: Element, file: str, usual: str) -> _Account:
    balance = next(element.all("LEDGERBAL"), None)
    as_of = _day(balance, "DTASOF")
    own = next(element.all(*_FROM), element)
    reader = LineReader(
        file,
        _currency(element),
        plain_number(own.value("ACCTID")),
        _day(element, "DTEND") or as_of,
        usual,
    )
    closing = None
    if balance and balance.value("BALAMT"):
        closing = Money(reader.number(balance, "BALAMT", reader.currency), reader.currency)
    lines = [line for one in element.all("STMTTRN") if (line := reader.line(one))]
    return _Account(element, reader, oldest_first(lines), closing, as_of if closing else None)


def _currency(element: Element) -> str:
    """Return the statement's currency, for want of it the one that all its lines name."""
    named = {stated_currency(line) for line in element.all("STMTTRN")}
    return currency_code(element.value("CURDEF")) or (named.pop() if len(named) == 1 else "")


def _day(element: Element | None, tag: str) -> dt.date | None:
    try:
        return read_day(element.value(tag)) if element else None
    except ValueError:
        return None


def _orphans(root: Element, elements: Sequence[Element], file: str) -> Iterator[Problem]:
    """Yield a problem for every line that stands in no account's statement."""
    inside = {id(line) for element in elements for line in element.all("STMTTRN")}
    for line in root.all("STMTTRN"):
        if id(line) not in inside:
            where = Source(file, line.line)
            hint = "export it again: a part of the file is missing"
            yield Problem("STATEMENT-NONE", "the line stands in no statement", where, hint)


def _nothing(root: Element, file: str) -> BillcliError:
    """Return the error for a file without a statement, with what the bank says of it."""
    said = next(filter(None, map(_refusal, root.all("STATUS"))), "")
    return UsageError.of(
        "STATEMENT-NONE",
        f"the file holds no bank statement{said}",
        where=Source(file),
        hint="export the account's transactions again, as OFX, QFX or QBO",
    )


def _refusal(status: Element) -> str:
    if status.value("SEVERITY").upper() != "ERROR":
        return ""
    said = one_line(status.value("MESSAGE"))[:200]
    return f"; the bank says: error {one_line(status.value('CODE'))[:20]} {said}".rstrip()
