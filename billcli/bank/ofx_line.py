"""One STMTTRN of an OFX file as a bank line."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass, field

from billcli.bank.decimal_sign import read_amount
from billcli.bank.ofx_date import read_day
from billcli.bank.plain_text import joined_words, one_line
from billcli.domain.bank_line import BankLine
from billcli.domain.contract import TEXT_MAX
from billcli.domain.money import ZERO, Money
from billcli.domain.named import TYPE_CHECKING
from billcli.domain.problem import Problem, Source, quoted

if TYPE_CHECKING:
    from decimal import Decimal

    from billcli.bank.ofx_text import Element

OTHER_DAYS = ("DTUSER", "DTAVAIL")
HINT = "export it again, or correct it in a copy of the file"
_NO_REFERENCE = re.compile(r"0*", re.ASCII)
_CURRENCY = re.compile(r"[A-Z]{3}", re.ASCII)
_AGAINST = {"DEBIT": 1, "CREDIT": -1}


@dataclass(slots=True)
class LineReader:
    """Reads the lines of one account, noting every place that cannot be read.

    Attributes:
        file: its name, for messages.
        currency: of lines that do not name their own; empty when the file names none.
        own: the account's own number.
        last_day: of the statement, for lines without a date; None when it is not stated.
        usual: the file's decimal sign as far as it is known.
        undated, zeros: lines of the file without a date, and those that moved no money.
    """

    file: str
    currency: str
    own: str
    last_day: dt.date | None
    usual: str
    problems: list[Problem] = field(default_factory=list)
    undated: list[int] = field(default_factory=list)
    zeros: list[int] = field(default_factory=list)

    def line(self, element: Element) -> BankLine | None:
        """Return the line, None when it moved no money or cannot be read."""
        currency = stated_currency(element) or self.currency
        number = self.number(element, "TRNAMT", currency)
        date, doubt = self._date(element)
        if not number:
            self.zeros.append(element.line)
            return None
        words = element.value("TRNTYPE").upper()
        if _AGAINST.get(words, 0) * number > 0:
            way = "in" if number > 0 else "out"
            doubt = doubt or f"the bank calls it a {words.lower()}, but its amount says money {way}"
        reference = one_line(element.value("FITID"))
        return BankLine(
            "",
            date,
            Money(number, currency),
            _text(element),
            _payer(element),
            self._other_account(element),
            bank_ref="" if _NO_REFERENCE.fullmatch(reference) else reference[:TEXT_MAX],
            source=Source(self.file, element.line),
            doubt=doubt,
        )

    def fault(self, code: str, element: Element, tag: str, words: str) -> None:
        """Note that a value cannot be read."""
        text = one_line(element.value(tag))[:40]
        where = Source(self.file, element.line)
        self.problems.append(Problem(code, f"{tag} {quoted(text)}: {words}", where, HINT))

    def number(self, element: Element, tag: str, currency: str) -> Decimal:
        """Return an amount, zero when it cannot be read."""
        try:
            return read_amount(element.value(tag), self.usual, currency)
        except ValueError as error:
            self.fault("STATEMENT-AMOUNT", element, tag, str(error))
            return ZERO

    def _date(self, element: Element) -> tuple[dt.date, str]:
        """Return the booking date; for want of one another date, with a doubt."""
        try:
            if date := read_day(element.value("DTPOSTED")):
                return date, ""
            dates = (read_day(element.value(tag)) for tag in OTHER_DAYS)
            date = next(filter(None, dates), self.last_day)
        except ValueError as error:
            self.fault("STATEMENT-DATE", element, "DTPOSTED", str(error))
            return dt.date.min, ""
        if date is None:
            self.fault("STATEMENT-DATE", element, "DTPOSTED", "there is no date")
            return dt.date.min, ""
        self.undated.append(element.line)
        return date, f"the bank gave no day that exists; {date} is the nearest known"

    def _other_account(self, element: Element) -> str:
        parts = element.all("BANKACCTTO", "CCACCTTO")
        number = next((plain_number(part.value("ACCTID")) for part in parts), "")
        return "" if number == self.own else number


def stated_currency(element: Element) -> str:
    """Return the currency an amount is in by its own CURRENCY, or an empty string.

    ORIGCURRENCY only tells what the amount was converted from (OFX 2.3 section 5.2).
    """
    own = next(element.all("CURRENCY"), None)
    text = own.value("CURSYM") if own else element.value("CURRENCY")
    return currency_code(text)


def currency_code(text: str) -> str:
    """Return an ISO code in capitals, an empty string when the text is none.

    >>> currency_code(" eur "), currency_code("Euro")
    ('EUR', '')
    """
    code = text.strip().upper()
    return code if _CURRENCY.fullmatch(code) else ""


def plain_number(text: str) -> str:
    """Return an account's number without blanks, in capitals.

    >>> plain_number("de89 3704 0044 0532 0130 00")
    'DE89370400440532013000'
    """
    return "".join(one_line(text).split()).upper()[:TEXT_MAX]


def _payer(element: Element) -> str:
    name = one_line(element.value("NAME") or element.value("PAYEE"))
    longer = one_line(element.value("EXTDNAME"))
    return (longer if longer.startswith(name) else name)[:TEXT_MAX]


def _text(element: Element) -> str:
    """Return the words: many banks put them into the name, and the rest of them into the memo."""
    return joined_words(text for tag in ("NAME", "EXTDNAME", "MEMO") for text in element.texts(tag))
