"""Income and its tax added up: per period, customer, account or tax."""

from __future__ import annotations

from billcli.domain.figure import UNTAXED, Sort, TaxName
from billcli.domain.money import EXACT, ZERO, Money
from billcli.domain.named import TYPE_CHECKING, NamedTuple
from billcli.domain.settled_leg import full

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Iterable, Mapping
    from decimal import Decimal

    from billcli.domain.earned import Earned

SORTS = tuple(Sort)


class IncomeRow(NamedTuple):
    """Income of a period, customer or account, in one currency.

    Attributes:
        key: such as ``2026-03``; an empty text for a grand total.
        net: without tax.
        exchange: what exchange rates gained.
        written_off: debts that were given up, without their tax; negative.
        advances: money that no document takes yet.
        taken_over: money for documents whose net and tax another ledger knows.
    """

    key: str
    currency: str
    net: Money
    tax: Money
    exchange: Money
    written_off: Money
    advances: Money
    taken_over: Money

    @property
    def gross(self) -> Money:
        """Income with its tax."""
        return self.net + self.tax


class TaxRow(NamedTuple):
    """What one tax comes to in a period.

    Attributes:
        period: such as ``2026-Q1``; an empty text for a grand total.
        name: which tax; all empty for what is outside of any.
        base: what is taxed.
    """

    period: str
    currency: str
    name: TaxName
    base: Money
    tax: Money


def month(day: dt.date) -> str:
    """Return the month of a day, as in ``2026-03``."""
    return f"{day.year:04}-{day.month:02}"


def quarter(day: dt.date) -> str:
    """Return the quarter of a day, as in ``2026-Q1``."""
    return f"{day.year:04}-Q{(day.month + 2) // 3}"


def year(day: dt.date) -> str:
    """Return the year of a day."""
    return f"{day.year:04}"


PERIODS: Mapping[str, Callable[[dt.date], str]] = {"month": month, "quarter": quarter, "year": year}
KEYS: Mapping[str, Callable[[Earned], str]] = {
    "month": lambda one: month(one.date),
    "quarter": lambda one: quarter(one.date),
    "year": lambda one: year(one.date),
    "customer": lambda one: one.customer,
    "account": lambda one: one.figure.account,
}


def within(
    found: Iterable[Earned], since: dt.date | None, until: dt.date | None
) -> Iterable[Earned]:
    """Return what counts on days of a period; None leaves an end open."""
    return (
        one
        for one in found
        if (since is None or one.date >= since) and (until is None or one.date <= until)
    )


def income_rows(found: Iterable[Earned], by: str) -> tuple[IncomeRow, ...]:
    """Return a row per key and currency, in order.

    Args:
        found: what counts.
        by: a name of ``KEYS``.
    """
    key_of = KEYS[by]
    sums: dict[tuple[str, str], dict[Sort, Decimal]] = {}
    for one in found:
        key = key_of(one), one.figure.currency
        row = sums.setdefault(key, {})
        sort = one.figure.sort
        row[sort] = EXACT.add(row.get(sort, ZERO), one.figure.number)
    return tuple(_row(key, currency, sums[key, currency]) for key, currency in sorted(sums))


def _row(key: str, currency: str, row: Mapping[Sort, Decimal]) -> IncomeRow:
    return IncomeRow(key, currency, *(_amount(row.get(sort, ZERO), currency) for sort in SORTS))


def _amount(number: Decimal, currency: str) -> Money:
    """Return an amount with its currency's digits, whatever those it was written with were for."""
    return full(Money.zero(currency) + Money(number, currency))


def income_totals(rows: Iterable[IncomeRow]) -> tuple[IncomeRow, ...]:
    """Return a grand total per currency, by currency."""
    sums: dict[str, IncomeRow] = {}
    for row in rows:
        old = sums.get(row.currency)
        amounts = row[2:] if old is None else map(Money.__add__, old[2:], row[2:])
        sums[row.currency] = IncomeRow("", row.currency, *amounts)
    return tuple(sums[currency] for currency in sorted(sums))


def tax_rows(found: Iterable[Earned], by: str) -> tuple[TaxRow, ...]:
    """Return a row per period, currency and tax, in order; what is outside of any tax stands last.

    Args:
        found: what counts.
        by: a name of ``PERIODS``.
    """
    period_of = PERIODS[by]
    sums: dict[tuple[str, str, TaxName], tuple[Decimal, Decimal]] = {}
    for one in found:
        figure = one.figure
        if figure.sort is not Sort.TAX and not (figure.sort is Sort.NET and figure.base):
            continue
        key = period_of(one.date), figure.currency, figure.tax
        base, tax = sums.get(key, (ZERO, ZERO))
        more = figure.number if figure.sort is Sort.TAX else ZERO
        sums[key] = EXACT.add(base, figure.base), EXACT.add(tax, more)
    return tuple(_tax_row(*key, *sums[key]) for key in sorted(sums, key=_tax_order))


def _tax_order(key: tuple[str, str, TaxName]) -> tuple[object, ...]:
    period, currency, name = key
    return period, currency, name == UNTAXED, name.category, -name.rate, name


def _tax_row(period: str, currency: str, name: TaxName, base: Decimal, tax: Decimal) -> TaxRow:
    return TaxRow(period, currency, name, _amount(base, currency), _amount(tax, currency))


def tax_totals(rows: Iterable[TaxRow]) -> tuple[TaxRow, ...]:
    """Return a grand total per currency and tax, in order."""
    sums: dict[tuple[str, str, TaxName], tuple[Money, Money]] = {}
    for row in rows:
        key = "", row.currency, row.name
        old = sums.get(key)
        sums[key] = (old[0] + row.base, old[1] + row.tax) if old else (row.base, row.tax)
    return tuple(TaxRow(*key, *sums[key]) for key in sorted(sums, key=_tax_order))
