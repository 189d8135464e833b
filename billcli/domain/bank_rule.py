"""A bookkeeper's rule for bank lines that are no customer's: what must hold, and what is done."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from billcli.domain.entry import NOWHERE
from billcli.domain.iban import compact
from billcli.domain.named import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from decimal import Decimal

    from billcli.domain.bank_line import BankLine
    from billcli.domain.problem import Source


class Way(StrEnum):
    """Which way money moved."""

    IN = "in"
    OUT = "out"


@dataclass(frozen=True, slots=True)
class BankRule:
    """A rule. All conditions that are given must hold; one at least is given.

    Attributes:
        id: its name in the file of rules.
        payer, text: what the other party's name, the remittance text must contain.
        payer_is: the other party's whole name.
        payer_iban: the other party's account.
        amount, least, most: of the amount without its sign, in the line's currency.
        way: which way the money moved.
        account: ledger account of the bank account.
        book: the account that takes the line; or empty, then ``leave`` says why it is left.
        about: number of what the line brings, where the books themselves make the rule.
        takes: receipts of the cheques and cash that the line brings, likewise.
    """

    id: str
    payer: str = ""
    payer_is: str = ""
    payer_iban: str = ""
    text: str = ""
    amount: Decimal | None = None
    least: Decimal | None = None
    most: Decimal | None = None
    way: Way | None = None
    account: str = ""
    book: str = ""
    leave: str = ""
    about: str = ""
    takes: tuple[str, ...] = ()
    source: Source = field(default=NOWHERE, compare=False)

    def holds(self, line: BankLine) -> bool:
        """Return whether every condition holds for a line; case and blanks do not count."""
        return all(self._held(line))

    def _held(self, line: BankLine) -> Iterator[bool]:
        payer, number = _plain(line.payer), abs(line.amount.number)
        yield _plain(self.payer) in payer
        yield self.payer_is == "" or _plain(self.payer_is) == payer
        yield self.payer_iban == "" or compact(self.payer_iban) == compact(line.payer_iban)
        yield _plain(self.text) in _plain(line.text)
        yield self.amount is None or number == self.amount
        yield self.least is None or number >= self.least
        yield self.most is None or number <= self.most
        yield self.way is None or self.way is (Way.OUT if line.amount.number < 0 else Way.IN)
        yield self.account in {"", line.account}

    @property
    def outcome(self) -> tuple[str, str]:
        """Return what is done, for comparing."""
        return self.book, self.leave

    def __str__(self) -> str:
        """Return its name and what it does: ``rule power (Expenses:Energy)``."""
        if self.takes:
            return f"a deposit of {', '.join(self.takes)}"
        return f"rule {self.id} ({self.book or self.leave})"


def deciding(rules: Sequence[BankRule], line: BankLine) -> tuple[BankRule | None, BankRule | None]:
    """Return the first rule that holds, and the next one that would do something else.

    Args:
        rules: in their order, which decides.
        line: of a statement.
    """
    held = [rule for rule in rules if rule.holds(line)]
    if not held:
        return None, None
    first = held[0]
    return first, next((rule for rule in held if rule.outcome != first.outcome), None)


def _plain(text: str) -> str:
    """Return a text as it is compared: without case, blanks as one.

    >>> _plain(" City  POWER ")
    'city power'
    """
    return " ".join(text.casefold().split())
