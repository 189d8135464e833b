"""What was earned when: by the date of documents (accrual), or of their money (cash basis).

On the cash basis a settlement releases what it settles in proportion (``claim``). Further:

* A discount lowers income on the day it is taken, by the net and tax posted.
* Money on account is an advance. Once a document takes it, it is income of the day it came.
* A credit note applied to the invoice it corrects changes what that invoice is made of, and no
  money moves. Applied to another item it settles both, as paying back and being paid would.
* A refund and a returned payment lower income on their day. What is written off never came.

Source: docs/reference/ledger-format.md rules 4, 7, 8, 11 and 15.
"""

from __future__ import annotations

from enum import Enum

from billcli.domain.claim import Claim
from billcli.domain.figure import Figure, Sort
from billcli.domain.income_entry import Income, IncomeEntry, Nature, key_of
from billcli.domain.income_share import shares_of
from billcli.domain.meta import text_of
from billcli.domain.money import EXACT, WIDE, ZERO, Money, rounded
from billcli.domain.named import TYPE_CHECKING, NamedTuple
from billcli.domain.open_item import Kind

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Iterator
    from decimal import Decimal
    from typing import TypeAlias

    from billcli.domain.income_entry import ItemKey
    from billcli.domain.open_item import Movement

    _Released: TypeAlias = tuple[dt.date, str, Iterable[Figure]]


class Basis(Enum):
    """What the date of income is: its document's, or that of the money."""

    ACCRUAL = "accrual"
    CASH = "cash"


class Earned(NamedTuple):
    """A figure on the day and of the customer it counts for."""

    date: dt.date
    customer: str
    figure: Figure


def earned(income: Income, basis: Basis) -> Iterator[Earned]:
    """Yield all that counts, in the order of the ledger; dates go back for what was advanced."""
    return accrued(income) if basis is Basis.ACCRUAL else _CashBasis(income).received()


def accrued(income: Income) -> Iterator[Earned]:
    """Yield what counts by the date of documents, and of what lowered them."""
    for found in income.entries:
        for share in shares_of(found, found.made or found.moved[:1]):
            for figure in share.figures:
                if figure.sort is not Sort.TAKEN_OVER:
                    yield Earned(found.entry.date, share.key[0], figure)


class _CashBasis:
    """Follows what every item is made of through its settlements."""

    def __init__(self, income: Income) -> None:
        self._income = income
        self._claims: dict[ItemKey, Claim] = {}
        for found in income.entries:
            for share in shares_of(found, found.made):
                self._claims[share.key] = Claim(
                    share.key[2],
                    share.account,
                    EXACT.add(share.amount, share.at_once),
                    share.figures,
                    is_valued=found.made[0].value is not None,
                )

    def received(self) -> Iterator[Earned]:
        """Yield what counts by the date of money."""
        for found in self._income.entries:
            for day, customer, figures in self._of(found):
                for figure in figures:
                    yield Earned(day, customer, figure)

    def _of(self, found: IncomeEntry) -> Iterator[_Released]:
        day, nature = found.entry.date, found.nature
        if nature is Nature.APPLICATION:
            yield from self._applied(found)
        elif nature in {Nature.CORRECTION, Nature.WRITE_OFF}:
            for share in shares_of(found, found.moved):
                claim = self._claim(share.key, share.account)
                if nature is Nature.WRITE_OFF and claim.is_made_of_figures:
                    claim.waive(-share.amount)
                else:
                    yield day, share.key[0], claim.change(share.amount, share.figures)
        else:
            for share in shares_of(found, found.made):
                yield day, share.key[0], self._claims[share.key].settle(share.at_once)
            for moved in found.moved:
                yield day, moved.customer, self._settled(moved, -moved.amount.number)
            if nature is Nature.SETTLEMENT:
                yield day, found.moved[0].customer, found.figures

    def _applied(self, found: IncomeEntry) -> Iterator[_Released]:
        today, moved_on = found.entry.date, self._income.moved_on(found.entry)
        yield today, found.moved[0].customer, found.figures
        for credit, target, amount in _pairs(found.moved):
            given, taken = self._of_moved(credit), self._of_moved(target)
            if self._corrects(credit, target):
                less = self._settled(credit, -amount)
                yield today, target.customer, taken.change(-amount, less)
            elif self._corrects(target, credit):  # that is taken back
                more = self._settled(target, amount)
                yield today, credit.customer, given.change(amount, more)
            else:
                came = map(self._income.arrival, (key_of(credit), key_of(target)))
                day = next(filter(None, came), None) or moved_on or today
                yield day, credit.customer, self._settled(credit, -amount)
                yield day, target.customer, self._settled(target, amount)

    def _settled(self, moved: Movement, amount: Decimal) -> list[Figure]:
        """Settle a movement's item by an amount, all of the movement's or some of it."""
        value = None
        if moved.value is not None and moved.amount:
            whole = moved.amount.number
            exact = WIDE.divide(WIDE.multiply(moved.value.number, amount), whole)
            value = Money(rounded(exact, moved.value.currency), moved.value.currency)
        return self._of_moved(moved).settle(amount, value)

    def _of_moved(self, moved: Movement) -> Claim:
        return self._claim(key_of(moved), moved.account)

    def _claim(self, key: ItemKey, account: str) -> Claim:
        """Return an item's claim; money on account is one without figures."""
        if key not in self._claims:
            self._claims[key] = Claim(key[2], account, ZERO, (), is_valued=True)
        return self._claims[key]

    def _corrects(self, credit: Movement, target: Movement) -> bool:
        """Return whether one item is the credit note of the other."""
        key = key_of(credit)
        if self._income.kinds[key] is not Kind.CREDIT_NOTE:
            return False
        made_by = self._income.openings[key]
        named = text_of(made_by.meta.get("corrects"))
        return target.item == named if named else target.item in made_by.links


def _pairs(moved: Iterable[Movement]) -> Iterator[tuple[Movement, Movement, Decimal]]:
    """Yield which movement upwards goes with which downwards, and how much of both."""
    given: list[tuple[Movement, Decimal]] = []
    taken: list[tuple[Movement, Decimal]] = []
    for one in moved:
        (given if one.amount.number > 0 else taken).append((one, one.amount.number.copy_abs()))
    while given and taken:
        (credit, has), (target, needs) = given.pop(0), taken.pop(0)
        amount = min(has, needs)
        yield credit, target, amount
        if has > amount:
            given.insert(0, (credit, EXACT.subtract(has, amount)))
        if needs > amount:
            taken.insert(0, (target, EXACT.subtract(needs, amount)))
