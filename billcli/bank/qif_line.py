"""One record of a QIF file as a bank line."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

from billcli.bank.date_text import DateStyle, parse_date
from billcli.bank.decimal_sign import read_amount
from billcli.bank.plain_text import joined_words, one_line
from billcli.domain.bank_line import BankLine
from billcli.domain.contract import TEXT_MAX
from billcli.domain.money import ZERO, Money
from billcli.domain.named import TYPE_CHECKING
from billcli.domain.problem import Problem, Source, quoted

if TYPE_CHECKING:
    from decimal import Decimal

    from billcli.bank.qif_text import Record

HINT = "export it again, or correct it in a copy of the file"


@dataclass(slots=True)
class QifReader:
    """Reads the records of a file, noting every place that cannot be read.

    Attributes:
        file: its name, for messages.
        orders: of day, month and year; several while it is open which is meant.
        usual: the file's decimal sign as far as it is known.
    """

    file: str
    orders: tuple[str, ...]
    usual: str
    problems: list[Problem] = field(default_factory=list)

    def line(self, record: Record) -> BankLine:
        """Return the line, with an amount of zero when it cannot be read."""
        payer = one_line(record.first("P"))[:TEXT_MAX]
        days = list(dict.fromkeys(self._day(record, order) for order in self.orders))
        return BankLine(
            "",
            days[0],
            Money(self.number(record), ""),
            joined_words((*record.fields.get("P", ()), *record.fields.get("M", ()))),
            payer,
            source=Source(self.file, record.line),
            doubt=f"its day is {' or '.join(map(str, days))}" if days[1:] else "",
        )

    def number(self, record: Record) -> Decimal:
        """Return the amount, that of its splits together if it has no other; zero if unreadable."""
        text = amount_text(record)
        texts = [text] if text else record.fields.get("$", [""])
        try:
            return sum((read_amount(one, self.usual, "") for one in texts), ZERO)
        except ValueError as error:
            said = one_line(" + ".join(texts))[:40]
            self._fault("STATEMENT-AMOUNT", record, f"amount {quoted(said)}: {error}")
            return ZERO

    def _day(self, record: Record, order: str) -> dt.date:
        try:
            return parse_date(record.day, DateStyle(order))
        except ValueError as error:
            said = f"date {quoted(one_line(record.first('D')))}: {error}"
            self._fault("STATEMENT-DATE", record, said)
            return dt.date.min

    def _fault(self, code: str, record: Record, words: str) -> None:
        self.problems.append(Problem(code, words, Source(self.file, record.line), HINT))


def amount_text(record: Record) -> str:
    """Return the amount as the file has it; Quicken writes it twice."""
    return record.first("T") or record.first("U")
