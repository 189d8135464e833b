"""A claim: an open item as what it is made of, released as money settles it.

What is released of each figure is the share that the whole settled so far has in the whole, less
what was released before. So nothing is lost or made by rounding: figures of one settlement add up
to its amount, and a claim settled in full has released exactly the document's figures.
"""

from __future__ import annotations

from billcli.domain.figure import Figure, Sort, joined
from billcli.domain.money import EXACT, WIDE, ZERO, Money, rounded, split
from billcli.domain.named import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from decimal import Decimal


class Claim:
    """What an item is made of, and how much of it was settled.

    Attributes:
        currency: of the item.
        whole: what it was made for and changed to, signed as the item is; zero for money on
            account, of which everything settled is an advance.
        settled: what was taken off it so far.
        account: receivable account, under which an advance stands.
    """

    def __init__(
        self,
        currency: str,
        account: str,
        whole: Decimal,
        figures: Iterable[Figure],
        *,
        is_valued: bool,
    ) -> None:
        """Keep what it is made of.

        Args:
            currency: of the item.
            account: its receivable account.
            whole: the sum of the figures, in the item's currency.
            figures: what it is made of.
            is_valued: whether every settlement may tell what it releases in the base currency.
        """
        self.currency, self.account, self.whole = currency, account, whole
        self.settled, self._valued = ZERO, is_valued
        self._value: Money | None = None
        self._figures: list[Figure] = []
        self._released: list[tuple[Decimal, Decimal]] = []
        self._waived = ZERO
        self._advances: dict[str, Decimal] = {}
        self._lost: list[Figure] = []
        self._extend(figures)

    @property
    def is_made_of_figures(self) -> bool:
        """Whether there is anything to release; money on account is nothing but an advance."""
        return bool(self._figures)

    def settle(self, amount: Decimal, value: Money | None = None) -> list[Figure]:
        """Take an amount off, and return what that releases.

        Args:
            amount: positive when money came for a debt.
            value: the same in the base currency, where items are kept at one (format rule 15).
        """
        self.settled = EXACT.add(self.settled, amount)
        if value is None:
            self._valued = self._valued and not amount
        elif not self._value:
            self._value = value
        elif self._value.currency == value.currency:
            self._value += value
        else:
            self._valued = False
        return self._release()

    def change(self, amount: Decimal, figures: Iterable[Figure]) -> list[Figure]:
        """Change what the item is made of, and return what that releases of money that came before.

        Args:
            amount: by how much the item rises; a credit note lowers it.
            figures: what it is made of besides.
        """
        self.whole = EXACT.add(self.whole, amount)
        self._extend(figures)
        return self._release()

    def waive(self, amount: Decimal) -> None:
        """Give up an amount of what is open, which releases nothing, or take that back.

        Args:
            amount: as for ``settle``; of the other sign when what was given up is owed again.
        """
        left = EXACT.subtract(self.whole, self.settled)
        self.whole = EXACT.subtract(self.whole, amount)
        if self._waived and (amount > 0) != (self._waived > 0):
            shared = _shares(self._lost, -amount, self._waived)
            given_up = [figure.of(-number, -base) for figure, (number, base) in shared]
        else:
            shared = _shares(self._open(), amount, left) if left else []
            given_up = [figure.of(number, base) for figure, (number, base) in shared]
        self._waived = EXACT.add(self._waived, amount)
        self._lost = joined([*self._lost, *given_up])
        self._extend(figure.of(-figure.number, -figure.base) for figure in given_up)

    def _open(self) -> list[Figure]:
        """Return what of the figures was not released."""
        return [
            figure.of(
                EXACT.subtract(figure.number, number),
                EXACT.subtract(figure.base, base),
            )
            for figure, (number, base) in zip(self._figures, self._released, strict=True)
        ]

    def _extend(self, figures: Iterable[Figure]) -> None:
        """Add figures, each to the one of its kind, and keep what was released of that."""
        self._figures = joined([*self._figures, *figures])
        more = len(self._figures) - len(self._released)
        self._released += [(ZERO, ZERO)] * more

    def _release(self) -> list[Figure]:
        """Return what is released since the last time."""
        found = []
        targets = self._targets()
        for at, (figure, target) in enumerate(zip(self._figures, targets, strict=True)):
            number, base = (
                EXACT.subtract(*p) for p in zip(target, self._released[at], strict=True)
            )
            if number or base:
                found.append(figure.of(number, base))
        self._released = targets
        advances = self._over()
        more = {
            unit: EXACT.subtract(advances.get(unit, ZERO), self._advances.get(unit, ZERO))
            for unit in sorted({*advances, *self._advances})
        }
        found += [
            Figure(Sort.ADVANCE, self.account, unit, number)
            for unit, number in more.items()
            if number
        ]
        self._advances = advances
        return found

    def _over(self) -> dict[str, Decimal]:
        """Return what was settled beyond the figures, at its value where that is told."""
        over = EXACT.subtract(self.settled, self._counted())
        if not over:
            return {}
        if not self._valued or self._value is None:
            return {self.currency: over}
        unit = self._value.currency
        pairs = zip(self._figures, self._released, strict=True)
        released = sum((number for figure, (number, _) in pairs if figure.currency == unit), ZERO)
        return {unit: EXACT.subtract(self._value.number, released)}

    def _counted(self) -> Decimal:
        """Return what was settled of the figures: nothing less than none, nothing more than all."""
        low, high = sorted((ZERO, self.whole))
        return min(max(self.settled, low), high)

    def _targets(self) -> list[tuple[Decimal, Decimal]]:
        settled = self._counted()
        if settled == self.whole:
            return [(figure.number, figure.base) for figure in self._figures]
        told = self._value if self._valued and settled == self.settled else None
        value = None if told is None else told.number
        shared = _shares(self._figures, settled, self.whole, value)
        return [pair for _, pair in shared]


def _shares(
    figures: Sequence[Figure], part: Decimal, whole: Decimal, value: Decimal | None = None
) -> list[tuple[Figure, tuple[Decimal, Decimal]]]:
    """Return number and base of each figure that belong to a part of the whole.

    The numbers add up to the part: by largest remainder per currency. A base is what belongs of the
    lines that bear the tax, where they are known, else in proportion.

    Args:
        figures: what the whole is made of.
        part: signed as the whole is.
        whole: not zero.
        value: what the part is worth in the figures' currency, where that is told.
    """
    numbers: dict[int, Decimal] = {}
    by_currency: dict[str, list[int]] = {}
    for at, figure in enumerate(figures):
        by_currency.setdefault(figure.currency, []).append(at)
    for currency, places in by_currency.items():
        weights = [figures[at].number for at in places]
        added = sum(weights, ZERO)
        is_told = value is not None and len(by_currency) == 1
        worth = value if is_told and value else _part(added, part, whole, currency)
        if added:
            shared = [money.number for money in split(Money(worth, currency), weights)]
        else:
            shared = [_part(weight, part, whole, currency) for weight in weights]
        numbers.update(zip(places, shared, strict=True))
    found = []
    for at, figure in enumerate(figures):
        base = numbers[at] if figure.is_untaxed else ZERO
        if figure.sort is Sort.TAX:
            base = _base(figure, figures, numbers, part, whole)
        found.append((figure, (numbers[at], base)))
    return found


def _base(
    tax: Figure,
    figures: Sequence[Figure],
    numbers: dict[int, Decimal],
    part: Decimal,
    whole: Decimal,
) -> Decimal:
    nets = [at for at, figure in enumerate(figures) if figure.sort is Sort.NET]
    taxed = [at for at in nets if not figures[at].is_untaxed]
    codes = {tax.tax.code, tax.tax.group} - {""}
    bearing = [at for at in taxed if figures[at].code in codes]
    for lines in (bearing, taxed):
        if sum((figures[at].number for at in lines), ZERO) == tax.base:
            return sum((numbers[at] for at in lines), ZERO)
    return _part(tax.base, part, whole, tax.currency)


def _part(number: Decimal, part: Decimal, whole: Decimal, currency: str) -> Decimal:
    """Return the share of a number that a part has in the whole, rounded."""
    return rounded(WIDE.divide(WIDE.multiply(number, part), whole), currency)
