"""A bank line split over items as a person types them: ``42 45 -cn3``, and what is left of it."""

from __future__ import annotations

import re

from billcli.domain.allocation_part import by_due
from billcli.domain.dated_record import folded
from billcli.domain.money import Money, parse_money, plain, total
from billcli.domain.named import TYPE_CHECKING
from billcli.domain.party import nearest
from billcli.domain.problem import BillcliError, UsageError, quoted
from billcli.matching.proposal import Part, Suggestion, clipped
from billcli.services.line_answer import Accept, Settle

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from billcli.domain.open_item import OpenItem

_LAST_NUMBER = re.compile(r"(\d+)\D*$", re.ASCII)
_SHORT = re.compile(r"([a-z]*)0*(\d+)", re.ASCII)
_LETTERS = re.compile(r"[a-z]*", re.ASCII)
CANDIDATES_MAX = 3


def item_meant(text: str, rows: Iterable[OpenItem], customer: str = "") -> str:
    """Return the id of the open item a person means by its id, or by the end of its number.

    Args:
        text: ``INV-2026-0042``, ``42`` or ``cn3``, in any case.
        rows: what is open.
        customer: whose items are meant where others have such numbers too.

    Raises:
        UsageError: there is none (UNKNOWN-ITEM), or several (ITEM-SEVERAL).
    """
    every = {row.item: row for row in rows}
    exact = [item for item in every if folded(item) == folded(text)]
    short = [item for item in every if _ends_so(item, text)]
    own = [item for item in short if every[item].customer == customer]
    found = exact or own or short
    if len(found) == 1:
        return found[0]
    if found:
        named = " or ".join(clipped(item) for item in found[:CANDIDATES_MAX])
        raise UsageError.of(
            "ITEM-SEVERAL", f"{text[:40]} may be {named}", hint="type more of the number"
        )
    near = nearest(text, {item: (item,) for item in every})
    raise UsageError.of(
        "UNKNOWN-ITEM",
        f"there is no open item {quoted(text)}",
        hint=f"did you mean {' or '.join(near)}?" if near else "see billcli report open",
    )


def _ends_so(item: str, text: str) -> bool:
    """Return whether a text is the last number of an item, after its first letters or without."""
    short, last = _SHORT.fullmatch(folded(text)), _LAST_NUMBER.search(item)
    if not short or not last or short[2] != last[1].lstrip("0"):
        return False
    letters = _LETTERS.match(folded(item))
    return not short[1] or bool(letters and letters[0].startswith(short[1]))


class Split:
    """A line's amount, laid on one item after the other.

    Attributes:
        customer: whose items are meant where others have such numbers too, or empty.
    """

    def __init__(self, amount: Money, rows: Sequence[OpenItem], customer: str = "") -> None:
        """Start with nothing laid.

        Args:
            amount: of the line.
            rows: what everybody has open, in any currency.
            customer: see above.
        """
        self.amount, self.customer = amount, customer
        self._rows = [row for row in rows if row.balance_open.currency == amount.currency]
        self._laid: dict[str, Money] = {}

    @property
    def left(self) -> Money:
        """Return what no item has taken yet."""
        return self.amount - total(self._laid.values(), self.amount.currency)

    @property
    def customers(self) -> tuple[str, ...]:
        """Return the customers whose items have taken something."""
        return tuple(dict.fromkeys(r.customer for r in self._rows if r.item in self._laid))

    def add(self, text: str) -> None:
        """Lay the line on items; nothing is laid when one of them cannot be.

        Args:
            text: ids or ends of numbers, each with ``=AMOUNT`` where it is not all that is open;
                ``-`` before one uses up a credit.

        Raises:
            UsageError: an item is unknown or named twice, or takes more than is open or left.
        """
        before = dict(self._laid)
        words = sorted(text.split(), key=lambda word: not word.startswith("-"))
        try:
            for word in words:
                self._lay(word)
        except UsageError:
            self._laid = before
            raise

    def _lay(self, word: str) -> None:
        name, _, number = word.removeprefix("-").partition("=")
        item = item_meant(name, self._rows, self.customer)
        if item in self._laid:
            raise _refused(
                "ALLOCATION-DUPLICATE", f"{clipped(item)} is named twice", "name each item once"
            )
        amounts = [row.balance_open for row in self._rows if row.item == item]
        open_now = total(amounts, self.amount.currency)
        if word.startswith("-") and open_now.number > 0:
            words = f"{clipped(item)} is no credit: {open_now} is open of it"
            raise _refused("ALLOCATION-AMOUNT", words, f"type {name} without the minus")
        most = open_now.number if open_now.number < 0 else min(open_now.number, self.left.number)
        put = Money(most, open_now.currency)
        if number:
            given = parse_money(number, open_now.currency, flag=clipped(item))
            put = Money(abs(given.number).copy_sign(open_now.number), given.currency)
        if abs(put.number) > abs(open_now.number):
            words = f"{put} is more than the {open_now} open of {clipped(item)}"
            raise _refused("ALLOCATION-EXCEEDS", words, "give what is open, or less")
        if not put or put.number > self.left.number:
            words = f"{put if number else open_now} for {clipped(item)}, and {self.left} is left"
            raise _refused("ALLOCATION-SUM", words, "give less, or take another item away")
        self._laid[item] = put

    def answer(self) -> Accept | Settle:
        """Return the answer; what is left stays on account of the one customer.

        Raises:
            UsageError: items of several customers leave something over, or nobody is named.
        """
        customers = self.customers
        if len(customers) > 1:
            return Accept(self._of_several())
        customer = customers[0] if customers else self.customer
        if not customer:
            raise _refused(
                "ALLOCATION-SUM", f"{self.left} is left of nobody", "name an item or a customer"
            )
        return Settle(
            customer, tuple(f"{item}={plain(abs(put.number))}" for item, put in self._laid.items())
        )

    def _of_several(self) -> Suggestion:
        if self.left:
            words = f"{self.left} would be left, of several customers"
            raise _refused("ALLOCATION-SUM", words, "lay all of it on items")
        return Suggestion("", tuple(parts_of(self._laid, self._rows)), self.left)


def parts_of(laid: Mapping[str, Money], rows: Sequence[OpenItem]) -> list[Part]:
    """Return the parts of items, their rows filled in the order in which they fall due.

    Args:
        laid: amounts signed as the items are.
        rows: what is open.
    """
    parts: list[Part] = []
    for item, amount in laid.items():
        left = amount
        own = by_due(row for row in rows if row.item == item)
        for row in own:
            most = min(left, row.balance_open, key=lambda money: abs(money.number))
            if left and most.number * left.number > 0:
                parts.append(Part(row, most))
                left -= most
    return parts


def _refused(code: str, words: str, hint: str) -> BillcliError:
    return UsageError.of(code, words, hint=hint)
