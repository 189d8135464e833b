"""Figures: what entries earn, tax and give up, as a report of income adds them up.

Income is positive here, whatever the sign of its posting. Amounts are as posted: of an invoice
kept at a value in the base currency (docs/reference/ledger-format.md rule 15) they are that value.
"""

from __future__ import annotations

from enum import Enum

from billcli.domain.money import EXACT, ZERO
from billcli.domain.named import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable
    from decimal import Decimal


class Sort(Enum):
    """What a figure is.

    NET and TAX are what documents are made of; discounts and small differences lower them. EXCHANGE
    is what exchange rates gained or lost, WRITTEN_OFF what is given up, ADVANCE money that no
    document takes yet, TAKEN_OVER what came for documents whose net and tax another ledger knows.
    """

    NET = "net"
    TAX = "tax"
    EXCHANGE = "exchange"
    WRITTEN_OFF = "written_off"
    ADVANCE = "advances"
    TAKEN_OVER = "taken_over"


class TaxName(NamedTuple):
    """Which tax a figure is; all empty for what is outside of any tax.

    Attributes:
        code: as posted; of a compound code its component's.
        group: the compound code, or an empty text.
        category: UNCL 5305 letter.
        rate: percent.
    """

    code: str = ""
    group: str = ""
    category: str = ""
    rate: Decimal = ZERO


UNTAXED = TaxName()


class Figure(NamedTuple):
    """An amount that counts.

    Attributes:
        number: positive for income and its tax.
        code: tax code of a line, empty when it has none.
        tax: of a tax figure, which tax.
        base: of a tax figure, what is taxed; of a net figure, how much of it no tax is about.
        is_untaxed: of a net figure, whether no tax is about it.
    """

    sort: Sort
    account: str
    currency: str
    number: Decimal
    code: str = ""
    tax: TaxName = UNTAXED
    base: Decimal = ZERO
    is_untaxed: bool = False

    def same(self) -> tuple[object, ...]:
        """Return what figures have in common that add up to one."""
        return (self.sort, self.account, self.currency, self.code, self.tax, self.is_untaxed)

    def plus(self, number: Decimal, base: Decimal) -> Figure:
        """Return the same figure with so much more."""
        return self._replace(number=EXACT.add(self.number, number), base=EXACT.add(self.base, base))

    def of(self, number: Decimal, base: Decimal) -> Figure:
        """Return a figure of the same kind with other amounts."""
        return self._replace(number=number, base=base)


def joined(figures: Iterable[Figure]) -> list[Figure]:
    """Return figures of a kind added up, in the order in which each kind comes first."""
    found: dict[object, Figure] = {}
    for figure in figures:
        key = figure.same()
        old = found.get(key)
        found[key] = old.plus(figure.number, figure.base) if old else figure
    return list(found.values())
