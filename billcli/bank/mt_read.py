"""A bank's file in MT940 or MT942 as statements: all of it, or an error that names each fault."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from billcli.bank.code_page import decoded
from billcli.bank.mt_balance import Account, Balance, account_of, balance_of, currency_of
from billcli.bank.mt_date import Span
from billcli.bank.mt_entry import EntryReader, Read, lines_of
from billcli.bank.mt_message import Message, messages
from billcli.bank.mt_text import split_fields
from billcli.bank.mt_wrap import widths_of
from billcli.bank.refusal import refuse
from billcli.bank.two_signs import Signs, choose_signs
from billcli.domain.bank_statement import BankStatement, numbered_together
from billcli.domain.money import total
from billcli.domain.named import TYPE_CHECKING
from billcli.domain.problem import Problem, Severity, Source, UsageError

if TYPE_CHECKING:
    from billcli.bank.mt_text import Field
    from billcli.bank.mt_wrap import Widths

SHOWN_MAX = 5
_LOOKS = re.compile(rb"(?:^|[\r\n\x01@}{:])[ \t]*:(?:25|28C|61|60[FM]|62[FM]|34F):", re.ASCII)
_HEAD = 100_000


def is_mt940(data: bytes) -> bool:
    r"""Return whether a file has the fields of MT940 or MT942 near its beginning.

    >>> is_mt940(b":20:A\r\n:25:1\r\n:60F:C260331EUR0,\r\n"), is_mt940(b"a,b\n")
    (True, False)
    """
    return _LOOKS.search(data[:_HEAD].replace(b"\x00", b"")) is not None


def read_mt940(data: bytes, name: str) -> tuple[BankStatement, ...]:
    """Return the statements of a file, in its order, without a ledger account.

    Args:
        data: the bytes of the file.
        name: its name, for messages.

    Raises:
        UsageError: it is no MT940, states no line or balance, or holds lines or balances that
            cannot be read; every place is named, at most twenty.
    """
    text, encoding = decoded(data)
    fields = split_fields(text)
    found = messages(fields)
    if not found:
        raise UsageError.of(
            "STATEMENT-NONE",
            "the file holds no line and no balance of MT940",
            where=Source(name),
            hint="export it again, as MT940 or as another format",
        )
    widths = widths_of([one.rows for one in fields if one.tag == "86"])
    reader = _Reader(name, encoding, widths)
    read = [reader.statement(message) for message in found]
    refuse(reader.problems)
    return numbered_together(read)


@dataclass(slots=True)
class _Reader:
    """Reads the messages of one file and gathers what is wrong."""

    name: str
    encoding: str
    widths: Widths
    problems: list[Problem] = field(default_factory=list)

    def statement(self, message: Message) -> BankStatement:
        """Return the statement of a message, noting what cannot be read."""
        account = account_of(message.account)
        currency = self._currency(message, account)
        opening = self._balance(message.opening, currency)
        closing = self._balance(message.closing, currency)
        span = Span(opening and opening.date, closing and closing.date)
        entries = EntryReader(self.name, currency, span, self.widths, account.number)
        read = entries.read_all(message)
        self.problems += entries.problems
        booked = [one for one in read if not one.pending]
        signs = _signs(booked, currency, opening, closing, Source(self.name, message.line))
        return BankStatement(
            "",
            currency,
            lines_of(booked, signs),
            self._dialect(message, booked, signs),
            opening.money if opening else None,
            closing.money if closing else None,
            pending=len(read) - len(booked),
            problems=_problems(booked, signs, Source(self.name, message.line)),
            bank_account=account.number,
            number=message.number.partition("/")[0].strip().lstrip("0"),
            closing_date=closing.date if closing else None,
        )

    def _balance(self, one: Field | None, currency: str) -> Balance | None:
        if one is None:
            return None
        try:
            return balance_of(one.value, currency)
        except ValueError as error:
            self._fault(one.line, f":{one.tag}: {error}", f":{one.tag}:{one.value[:200]}")
            return None

    def _currency(self, message: Message, account: Account) -> str:
        """Return the currency of all amounts, an empty string when the file names none."""
        balances = [one for one in (message.opening, message.closing) if one]
        stated = [found for one in balances if (found := currency_of(one.value))]
        if len(set(stated)) > 1:
            self._fault(message.line, f"the balances are in {stated[0]} and {stated[1]}")
        sums = (currency_of(one.value) for one in message.sums)
        return next(filter(None, [*stated, *sums, account.currency]), "")

    def _dialect(
        self, message: Message, booked: list[Read], signs: Signs
    ) -> tuple[tuple[str, str], ...]:
        words = dict.fromkeys(one.dialect for one in booked if one.dialect)
        turned = "signed like what they reverse" if signs.other else "as the standard says"
        reversals = any(one.reversal for one in booked)
        return (
            ("format", "MT942" if message.interim else "MT940"),
            ("encoding", self.encoding),
            *([("details", ", ".join(words))] if words else ()),
            *([("reversals", turned)] if reversals else ()),
        )

    def _fault(self, line: int, words: str, excerpt: str = "") -> None:
        hint = "export the file again, or correct this place in a copy of it"
        where = Source(self.name, line)
        self.problems.append(Problem("STATEMENT-AMOUNT", words, where, hint, excerpt=excerpt))


def _signs(
    booked: list[Read],
    currency: str,
    opening: Balance | None,
    closing: Balance | None,
    where: Source,
) -> Signs:
    if not any(one.reversal for one in booked):
        return Signs()
    return choose_signs(
        opening.money if opening else None,
        closing.money if closing else None,
        total((one.line.amount for one in booked), currency),
        total((one.turned.amount for one in booked), currency),
        where,
    )


def _problems(booked: list[Read], signs: Signs, where: Source) -> tuple[Problem, ...]:
    found = [signs.problem] if signs.problem else []
    if dated := [f"line {one.line.source.line}: {one.warning}" for one in booked if one.warning]:
        words = f"{len(dated)} lines have no day that exists: {'; '.join(dated[:SHOWN_MAX])}"
        hint = "they have the nearest day known, and wait to be looked at"
        found.append(Problem("STATEMENT-NO-DATE", words, where, hint, Severity.WARNING))
    if zeros := [str(one.line.source.line) for one in booked if not one.line.amount]:
        shown = ", ".join(zeros[:SHOWN_MAX])
        words = f"{len(zeros)} lines that moved no money were left out: {shown}"
        hint = "look whether one of them ought to have an amount"
        found.append(Problem("STATEMENT-ZERO", words, where, hint, Severity.WARNING))
    return tuple(found)
