"""A column of amounts, as a long list has it: texts, of which no amount is made unless asked."""

from __future__ import annotations

from decimal import Decimal

from billcli.domain.money import Money, plain
from billcli.domain.named import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence


class Amounts:
    """Amounts in full digits and their currencies.

    Attributes:
        numbers: as ``money.plain`` writes them.
        currencies: one for each.

    >>> list(Amounts.of(["1.50", "2E+1"], ["EUR", "JPY"]))
    [Money(number=Decimal('1.50'), currency='EUR'), Money(number=Decimal('20'), currency='JPY')]
    """

    __slots__ = ("currencies", "numbers")

    def __init__(self, numbers: Sequence[str], currencies: Sequence[str]) -> None:
        """Keep both."""
        self.numbers, self.currencies = numbers, currencies

    @classmethod
    def of(cls, exact: Sequence[str], currencies: Sequence[str]) -> Amounts:
        """Return amounts whose numbers may be written as ``str`` writes decimals.

        That is in full digits but for an exponent and for the sign of a zero.
        """
        joined = "".join(exact)
        if "E" in joined or "-0" in joined:
            exact = [plain(Decimal(text)) for text in exact]
        return cls(exact, currencies)

    def __len__(self) -> int:
        """Return how many there are."""
        return len(self.numbers)

    def __iter__(self) -> Iterator[Money]:
        """Yield them one by one."""
        return map(Money, map(Decimal, self.numbers), self.currencies)
