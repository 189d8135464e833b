"""What a person wants money or credit to settle: every wish granted, or all refused at once."""

from __future__ import annotations

import re

from billcli.domain.allocation_part import Part, by_due, row_name, sum_of
from billcli.domain.dated_record import folded
from billcli.domain.frozen import frozen
from billcli.domain.money import EXACT, Money, parse_money, total
from billcli.domain.named import TYPE_CHECKING
from billcli.domain.party import nearest
from billcli.domain.problem import Problem, UsageError, quoted

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from decimal import Decimal

    from billcli.domain.open_item import OpenItem

_NUMBER = re.compile(r"[0-9]{1,4}", re.ASCII)


@frozen
class Wanted:
    """One ``--allocate ID[#INSTALMENT][=AMOUNT]``.

    Attributes:
        item: id of an open item.
        amount: how much of it, positive (also for a credit that is used up); None for as much
            as there is.
        instalment: number of the one that is meant; None for all of the item, oldest due first.
    """

    item: str
    amount: Money | None = None
    instalment: int | None = None

    def __str__(self) -> str:
        """Return the item as it is named."""
        return self.item if self.instalment is None else f"{self.item}#{self.instalment}"

    def names(self, row: OpenItem) -> bool:
        """Return whether a row is meant; an item that bears the whole text as its id is, too."""
        if folded(row.item) == folded(str(self)):
            return True
        return folded(row.item) == folded(self.item) and self.instalment == row.instalment


@frozen
class Said:
    """How errors speak of wishes.

    Attributes:
        flag: what they were typed for.
        source: what settles them, in a word.
    """

    flag: str = "--allocate"
    source: str = "payment"


def instalment_of(text: str) -> tuple[str, int | None]:
    """Return an item as typed, and the number of its instalment when one is named.

    >>> instalment_of("INV-7#2"), instalment_of("INV-7")
    (('INV-7', 2), ('INV-7', None))
    """
    item, mark, number = text.strip().rpartition("#")
    if mark and item.strip() and _NUMBER.fullmatch(number):
        return item.strip(), int(number)
    return text.strip(), None


def parse_wanted(text: str, currency: str, *, flag: str = "--allocate") -> Wanted:
    """Return one wish as typed.

    Args:
        text: ``ID`` or ``ID=AMOUNT``.
        currency: of the amount.
        flag: what it was typed for, to name in the error.

    Raises:
        UsageError: no id, or an amount that is none.

    >>> parse_wanted("INV-7#2=20.00", "EUR")
    Wanted(item='INV-7', amount=Money(number=Decimal('20.00'), currency='EUR'), instalment=2)
    """
    item, equals, number = text.partition("=")
    if not item.strip():
        raise UsageError.of(
            "ALLOCATION-UNREADABLE",
            f"{flag}: {quoted(text)} names no item",
            hint=f"write {flag} INV-2026-0001 or {flag} INV-2026-0001=250.00"
            if flag[:2] == "--"
            else "write INV-2026-0001 or INV-2026-0001=250.00",
        )
    amount = parse_money(number.strip(), currency, flag=flag) if equals else None
    name, instalment = instalment_of(item)
    return Wanted(name, amount, instalment)


def granted(
    settled: Money,
    items: Sequence[OpenItem],
    wanted: Sequence[Wanted],
    said: Said | None = None,
) -> list[Part]:
    """Return the parts that meet every wish, credits first.

    Args:
        settled: what the payment settles, positive.
        items: the customer's open items, of any currency.
        wanted: what was asked for.
        said: words for the errors; None takes those of a payment.

    Raises:
        UsageError: wishes that cannot be met, all of them at once (``allocation.decide`` lists the
            codes).
    """
    said = said or Said()
    problems: list[Problem] = []
    rows = [_rows(wish, settled.currency, items, problems) for wish in wanted]
    every = [id(row) for found in rows for row in found]
    for wish, found in zip(wanted, rows, strict=True):
        if any(every.count(id(row)) > 1 for row in found):
            problems.append(_problem("DUPLICATE", f"{wish} is named twice", "name each item once"))
            break
    parts: list[Part] = []
    if not problems:
        # Credits first: what they free can be spent on the other items.
        order = sorted(range(len(wanted)), key=lambda at: rows[at][0].balance_open.number > 0)
        for at in order:
            left = settled - sum_of(parts, settled.currency)
            parts += _taken(wanted[at], rows[at], left, said.source, problems)
    if problems:
        raise UsageError(*(p._replace(message=f"{said.flag}: {p.message}") for p in problems))
    return parts


def _rows(
    wish: Wanted, currency: str, items: Sequence[OpenItem], problems: list[Problem]
) -> list[OpenItem]:
    """Return the open rows of the item a wish names; what is wrong with it goes to problems."""
    named = [i for i in items if wish.names(i)]
    rows = by_due(i for i in named if i.balance_open.currency == currency)
    rows = [row for row in rows if row.balance_open.number > 0] or rows
    if not named:
        known = (row_name(i) if wish.instalment else i.item for i in items)
        near = nearest(str(wish), {name: (name,) for name in known})
        advice = f"did you mean {' or '.join(near)}?" if near else "see billcli report open"
        what = f"the customer has no open item {quoted(str(wish))}"
        problems.append(Problem("UNKNOWN-ITEM", what, help=advice))
    elif not rows or (wish.amount and wish.amount.currency != currency):
        other = named[0].balance_open.currency if not rows else currency
        what = f"{wish} is open in {other}, and cannot be settled in another currency"
        problems.append(_problem("CURRENCY", what, f"allocate {other} to it"))
    elif wish.amount is not None and wish.amount.number <= 0:
        what = f"{wish.amount} of {wish} settles nothing"
        problems.append(_problem("AMOUNT", what, "give a positive amount, or none for all of it"))
    elif wish.amount and wish.amount.number > _open(rows).copy_abs():
        what = f"{wish.amount} is more than the {Money(_open(rows), currency)} open of {wish}"
        problems.append(
            _problem("EXCEEDS", what, "allocate what is open; the rest stays on account")
        )
    return rows


def _taken(
    wish: Wanted, rows: Sequence[OpenItem], left: Money, source: str, problems: list[Problem]
) -> list[Part]:
    is_credit = rows[0].balance_open.number < 0
    amount = wish.amount.number if wish.amount else _open(rows).copy_abs()
    if not is_credit and not wish.amount:
        amount = min(amount, left.number)
    if not is_credit and (amount > left.number or amount <= 0):
        what = f"{Money(_open(rows), left.currency) if not wish.amount else wish.amount}"
        what += f" for {wish} is more than the {left} left of the {source}"
        problems.append(_problem("SUM", what, "allocate no more than what is settled"))
        return []
    parts: list[Part] = []
    for row in rows:
        take = min(amount, row.balance_open.number.copy_abs())
        if take:
            parts.append(Part(row, Money(take.copy_sign(row.balance_open.number), left.currency)))
            amount = EXACT.subtract(amount, take)
    return parts


def _open(rows: Iterable[OpenItem]) -> Decimal:
    listed = list(rows)
    return total([row.balance_open for row in listed], listed[0].balance_open.currency).number


def _problem(code: str, message: str, advice: str) -> Problem:
    return Problem(f"ALLOCATION-{code}", message, help=advice)
