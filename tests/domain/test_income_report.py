from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest

from billcli.domain.earned import Earned
from billcli.domain.figure import Figure, Sort, TaxName, joined
from billcli.domain.income_report import (
    KEYS,
    PERIODS,
    income_rows,
    income_totals,
    tax_rows,
    tax_totals,
    within,
)

V19, V7 = TaxName("V19", "", "S", Decimal(19)), TaxName("V7", "", "S", Decimal(7))


def net(day: str, number: str, base: str = "0", currency: str = "EUR", who: str = "Acme") -> Earned:
    figure = Figure(Sort.NET, "Income:Work", currency, Decimal(number), base=Decimal(base))
    return Earned(dt.date.fromisoformat(day), who, figure)


def tax(day: str, number: str, base: str, name: TaxName = V19, currency: str = "EUR") -> Earned:
    figure = Figure(
        Sort.TAX, "Liabilities:VAT", currency, Decimal(number), name.code, name, Decimal(base)
    )
    return Earned(dt.date.fromisoformat(day), "Acme", figure)


FOUND = [
    net("2026-01-31", "120", "20"),
    tax("2026-01-31", "19", "100"),
    net("2026-02-01", "100", who="Globex"),
    tax("2026-02-01", "7", "100", V7),
    tax("2026-04-01", "-1.90", "-10"),
    net("2026-04-01", "10", "10", "USD"),
    Earned(
        dt.date(2026, 4, 1), "Acme",
        Figure(Sort.ADVANCE, "Assets:Receivable:Acme", "EUR", Decimal(5)),
    ),
]  # fmt: skip


@pytest.mark.parametrize(
    ("by", "rows"),
    [
        ("month", ["2026-01 120.00 EUR 19.00 EUR", "2026-02 100.00 EUR 7.00 EUR",
                   "2026-04 0.00 EUR -1.90 EUR", "2026-04 10.00 USD 0.00 USD"]),
        ("quarter", ["2026-Q1 220.00 EUR 26.00 EUR", "2026-Q2 0.00 EUR -1.90 EUR",
                     "2026-Q2 10.00 USD 0.00 USD"]),
        ("year", ["2026 220.00 EUR 24.10 EUR", "2026 10.00 USD 0.00 USD"]),
        ("customer", ["Acme 120.00 EUR 24.10 EUR", "Acme 10.00 USD 0.00 USD",
                      "Globex 100.00 EUR 0.00 EUR"]),
        ("account", ["Assets:Receivable:Acme 0.00 EUR 0.00 EUR", "Income:Work 220.00 EUR 0.00 EUR",
                     "Income:Work 10.00 USD 0.00 USD", "Liabilities:VAT 0.00 EUR 24.10 EUR"]),
    ],
)  # fmt: skip
def test_income_by(by: str, rows: list[str]) -> None:
    assert [f"{row.key} {row.net} {row.tax}" for row in income_rows(FOUND, by)] == rows
    assert by in KEYS


def test_totals_are_of_one_currency_each() -> None:
    euro, dollar = income_totals(income_rows(FOUND, "month"))
    assert (euro.key, str(euro.gross), str(euro.advances)) == ("", "244.10 EUR", "5.00 EUR")
    assert (str(dollar.gross), str(dollar.advances)) == ("10.00 USD", "0.00 USD")


@pytest.mark.parametrize(
    ("since", "until", "kept"),
    [(None, None, 7), ("2026-02-01", None, 5), (None, "2026-02-01", 4), ("2026-02-01",) * 2 + (2,)],
)
def test_both_days_of_a_period_belong_to_it(
    since: str | None, until: str | None, kept: int
) -> None:
    days = [dt.date.fromisoformat(day) if day else None for day in (since, until)]
    assert len(list(within(FOUND, *days))) == kept


def test_tax_per_period_and_rate_with_what_is_outside_last() -> None:
    rows = tax_rows(FOUND, "quarter")
    assert [(r.period, r.name.code, str(r.base), str(r.tax)) for r in rows] == [
        ("2026-Q1", "V19", "100.00 EUR", "19.00 EUR"),
        ("2026-Q1", "V7", "100.00 EUR", "7.00 EUR"),
        ("2026-Q1", "", "20.00 EUR", "0.00 EUR"),
        ("2026-Q2", "V19", "-10.00 EUR", "-1.90 EUR"),
        ("2026-Q2", "", "10.00 USD", "0.00 USD"),
    ]
    assert [(r.name.code, str(r.base), str(r.tax)) for r in tax_totals(rows)] == [
        ("V19", "90.00 EUR", "17.10 EUR"),
        ("V7", "100.00 EUR", "7.00 EUR"),
        ("", "20.00 EUR", "0.00 EUR"),
        ("", "10.00 USD", "0.00 USD"),
    ]


@pytest.mark.parametrize(
    ("day", "names"),
    [
        ("2026-01-01", ["2026-01", "2026-Q1", "2026"]),
        ("2026-03-31", ["2026-03", "2026-Q1", "2026"]),
        ("2026-04-01", ["2026-04", "2026-Q2", "2026"]),
        ("0099-12-31", ["0099-12", "0099-Q4", "0099"]),
    ],
)
def test_names_of_periods(day: str, names: list[str]) -> None:
    assert [name(dt.date.fromisoformat(day)) for name in PERIODS.values()] == names


def test_figures_of_a_kind_add_up_where_the_first_of_them_stands() -> None:
    one, other = FOUND[0].figure, FOUND[2].figure
    apart = one._replace(is_untaxed=True)
    assert joined([one, apart, other]) == [one.of(Decimal(220), Decimal(20)), apart]
