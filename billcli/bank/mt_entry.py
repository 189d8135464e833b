"""One entry of MT940, field 61 with its details, as a line of the account."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from billcli.bank.balance_proof import runs_down
from billcli.bank.mt_amount import amount_of
from billcli.bank.mt_date import booking_date
from billcli.bank.mt_line import parse_line
from billcli.bank.mt_words import detail_of
from billcli.bank.plain_text import one_line
from billcli.bank.stated_amount import charges_of, original_of, stated_in
from billcli.bank.two_signs import UNPROVEN
from billcli.domain.bank_line import BankLine
from billcli.domain.contract import TEXT_MAX
from billcli.domain.iban import is_iban
from billcli.domain.money import Money
from billcli.domain.named import TYPE_CHECKING, NamedTuple
from billcli.domain.problem import Problem, Source

if TYPE_CHECKING:
    from collections.abc import Sequence

    from billcli.bank.mt_date import Span
    from billcli.bank.mt_detail import Detail
    from billcli.bank.mt_line import Move
    from billcli.bank.mt_message import Entry, Message
    from billcli.bank.mt_wrap import Widths
    from billcli.bank.two_signs import Signs

RETURNS = frozenset({"009", "059", "108", "109", "159", "184"})
"""Codes of returned cheques, transfers and direct debits (DK, list of Geschäftsvorfallcodes)."""
RETURNED_ITEM = "RTI"
INTERIM_DOUBT = "a report within the day (MT942): the bank may still change it"


class Read(NamedTuple):
    """A line as read, and what the statement has to know of it."""

    line: BankLine
    reversal: bool = False
    pending: bool = False
    warning: str = ""
    dialect: str = ""

    @property
    def turned(self) -> BankLine:
        """Return the line, a reversal with the other sign."""
        return replace(self.line, amount=-self.line.amount) if self.reversal else self.line


@dataclass(slots=True)
class EntryReader:
    """Reads the entries of one statement and gathers what is wrong with them."""

    name: str
    currency: str
    span: Span
    widths: Widths
    own: str
    problems: list[Problem] = field(default_factory=list)

    def read_all(self, message: Message) -> list[Read]:
        """Return the lines that can be read; the others are noted."""
        doubt = INTERIM_DOUBT if message.interim else ""
        read = (self._read(entry, doubt) for entry in message.entries)
        return [one for one in read if one]

    def _read(self, entry: Entry, doubt: str) -> Read | None:
        try:
            move = parse_line(entry.move.rows)
        except ValueError as error:
            self._fault("STATEMENT-AMOUNT", entry, error)
            return None
        try:
            booked = booking_date(move.value, move.entry, self.span)
        except ValueError as error:
            self._fault("STATEMENT-DATE", entry, error)
            return None
        try:
            number = amount_of(move.amount, self.currency)
        except ValueError as error:
            self._fault("STATEMENT-AMOUNT", entry, error)
            return None
        detail = detail_of(entry.details, self.widths)
        amount = Money(number if move.incoming else -number, self.currency)
        line = BankLine(
            "",
            booked.date,
            amount,
            source=Source(self.name, entry.move.line),
            doubt=doubt or booked.warning,
        )
        told = _told(line, move, detail, self.own)
        return Read(told, move.reversal, move.expected, booked.warning, detail.dialect)

    def _fault(self, code: str, entry: Entry, error: ValueError) -> None:
        self.problems.append(
            Problem(
                code,
                f":61: {error}",
                Source(self.name, entry.move.line),
                "export the file again, or correct this line in a copy of it",
                excerpt=f":61:{entry.move.value[:200]}",
            )
        )


def lines_of(booked: Sequence[Read], signs: Signs) -> tuple[BankLine, ...]:
    """Return the lines that moved money, oldest first, with reversals signed as was chosen."""
    found = [one.turned if signs.other else one.line for one in booked]
    if signs.problem:
        found = [
            replace(line, doubt=UNPROVEN) if one.reversal else line
            for line, one in zip(found, booked, strict=True)
        ]
    found = [line for line in found if line.amount]
    if runs_down([line.date for line in found]):
        found.reverse()
    return tuple(found)


def _told(line: BankLine, move: Move, detail: Detail, own: str) -> BankLine:
    """Return the line with all that is said of it."""
    more = " ".join(one_line(row) for row in move.more)
    stated = stated_in(more) or detail.stated
    party = _party(move, more, detail)
    account = "" if party.account in {own, own.rpartition("/")[2]} else party.account
    return replace(
        line,
        text=party.text[:TEXT_MAX],
        payer=party.name[:TEXT_MAX],
        payer_iban=account[:TEXT_MAX],
        reference=detail.reference,
        bank_ref=one_line(move.bank)[:TEXT_MAX],
        end_to_end=one_line(detail.end_to_end)[:TEXT_MAX],
        charges=charges_of(stated),
        original=original_of(stated, line.amount),
        returned=_returned(move, detail),
    )


class _Party(NamedTuple):
    """The other party's name and account, and the words without them."""

    name: str
    account: str
    text: str


def _party(move: Move, more: str, detail: Detail) -> _Party:
    """Return who the other party is; field 61 names it when the details do not."""
    name, text = one_line(detail.payer or move.party), one_line(detail.text)
    repeated = f"{move.customer} {more}"  # ASN and SNS: the words begin with account and name
    if move.customer and more and text.startswith(repeated):
        return _Party(name or more, move.customer, text.removeprefix(repeated).strip())
    account = detail.account or (move.customer if move.party else "")
    account = account or next(filter(is_iban, (move.customer, more)), "")
    free = "" if more.startswith("/") or is_iban(more) else more
    return _Party(name, account, text or ("" if detail.dialect else free or move.customer))


def _returned(move: Move, detail: Detail) -> str:
    """Return why a payment came back: the bank's reason, what it calls the entry, or its code."""
    back = move.code == RETURNED_ITEM or move.reversal or detail.code in RETURNS
    if not back and not detail.returned:
        return ""
    reason = detail.returned or detail.posting or ("reversal" if move.reversal else "returned item")
    return one_line(reason)[:TEXT_MAX]
