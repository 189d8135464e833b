from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from billcli.domain.money import Money
from billcli.domain.problem import InvalidError, UsageError
from billcli.domain.tax import CATEGORIES, Rounding, TaxCode, TaxPart, TaxTable

if TYPE_CHECKING:
    from collections.abc import Callable

D = dt.date
START = D(2000, 1, 1)
VAT = "Liabilities:VAT"


def code(name: str = "DE-19", category: str = "S", rate: str = "19", **more: object) -> TaxCode:
    return TaxCode(name, category, VAT, ((START, Decimal(rate)),), **more)


GERMAN = TaxCode(
    "DE-S",
    "S",
    VAT,
    (
        (D(2021, 1, 1), Decimal(19)),
        (D(2007, 1, 1), Decimal(19)),
        (D(2020, 7, 1), Decimal(16)),
    ),
)


@pytest.mark.parametrize(
    ("date", "rate"),
    [
        (D(2007, 1, 1), 19),
        (D(2020, 6, 30), 19),
        (D(2020, 7, 1), 16),
        (D(2020, 12, 31), 16),
        (D(2021, 1, 1), 19),
        (D(2199, 1, 1), 19),
    ],
)
def test_the_latest_rate_that_has_begun_rules(date: dt.date, rate: int | str) -> None:
    assert GERMAN.rate_on(date) == rate


def test_before_the_first_rate_there_is_none() -> None:
    with pytest.raises(UsageError) as caught:
        GERMAN.rate_on(D(2006, 12, 31))
    problem = caught.value.problems[0]
    assert problem.code == "TAX-NO-RATE"
    assert "DE-S has no rate on 2006-12-31; its first is from 2007-01-01" in problem.message
    assert "billcli.toml" in problem.help


def test_a_code_without_rates_has_none() -> None:
    with pytest.raises(UsageError) as caught:
        TaxCode("X", "S", VAT, ()).rate_on(START)
    assert caught.value.problems[0].message == "tax code X has no rate on 2000-01-01"


@pytest.mark.parametrize(
    ("category", "reason"),
    [
        ("S", ""),
        ("Z", ""),
        ("E", "Exempt from tax"),
        ("AE", "Reverse charge"),
        ("K", "Intra-Community supply"),
        ("G", "Export"),
        ("O", "Not subject to tax"),
    ],
)
def test_a_category_that_charges_nothing_has_a_reason(category: str, reason: str) -> None:
    assert TaxCode("X", category, VAT, ()).reason == reason
    assert TaxCode("X", category, VAT, (), "Own words").reason == "Own words"


def test_unknown_codes_name_the_nearest() -> None:
    table = TaxTable((code("DE-19"), code("DE-7", rate="7"), code("AT-20", rate="20")))
    with pytest.raises(UsageError) as caught:
        table.find("DE19")
    problem = caught.value.problems[0]
    assert problem.code == "TAX-UNKNOWN"
    assert "'DE19'" in problem.message
    assert problem.help.startswith("use DE-19")


def test_an_unlike_code_names_the_first_three() -> None:
    table = TaxTable(tuple(code(name) for name in ("AA", "BB", "CC", "DD")))
    with pytest.raises(UsageError) as caught:
        table.find("zzz")
    assert caught.value.problems[0].help.startswith("use AA, BB, CC, or add")


def test_an_empty_table_says_where_to_add_a_code() -> None:
    with pytest.raises(UsageError) as caught:
        TaxTable().find("DE-19")
    assert caught.value.problems[0].help == "add it under [tax] in billcli.toml"


def test_no_code_charges_nothing() -> None:
    assert TaxTable().parts("", START) == ()


def test_a_simple_code_is_one_part() -> None:
    table = TaxTable((code(),))
    assert table.parts("DE-19", START) == (TaxPart("DE-19", "", "S", Decimal(19), VAT, ""),)


def test_a_compound_code_is_a_part_for_each_component() -> None:
    gst = TaxCode("GST", "S", "Liabilities:GST", ((START, Decimal(5)),))
    pst = TaxCode("PST", "S", "Liabilities:PST", ((START, Decimal(7)),))
    table = TaxTable((gst, pst, TaxCode("BC", "S", "", (), components=("GST", "PST"))))
    assert table.parts("BC", START) == (
        TaxPart("GST", "BC", "S", Decimal(5), "Liabilities:GST", ""),
        TaxPart("PST", "BC", "S", Decimal(7), "Liabilities:PST", ""),
    )


@pytest.mark.parametrize(
    ("codes", "said"),
    [
        ((code(category="X"),), "category 'X' is none of S, Z, E, AE, K, G, O"),
        ((code(category="s"),), "category 's'"),
        ((code(rate="0"),), "category S cannot have the rate 0"),
        ((code(rate="-1"),), "category S cannot have the rate -1"),
        ((code(rate="100.1"),), "category S cannot have the rate 100.1"),
        ((TaxCode("A", "S", "", ()),), "has no account"),
        ((TaxCode("A", "S", VAT, ((START, Decimal(5)),) * 2),), "two rates from the same day"),
        ((code(), code()), "DE-19 is defined 2 times"),
        ((code("A", rate="5", components=("B",)), code("B")), "rates of its own"),
        ((TaxCode("A", "S", "", (), components=("B",)),), "'B' is not a simple tax code"),
        ((TaxCode("A", "S", "", (), components=("A",)),), "'A' is not a simple tax code"),
        ((TaxCode("A", "S", "", (), components=("B", "B")), code("B")), "component twice"),
    ],
)
def test_codes_that_could_charge_a_wrong_tax_are_refused(
    codes: tuple[TaxCode, ...], said: str
) -> None:
    with pytest.raises(InvalidError) as caught:
        TaxTable(codes)
    assert said in str(caught.value)


@pytest.mark.parametrize("category", [c for c in CATEGORIES if c != "S"])
def test_categories_that_charge_nothing_have_rate_zero(category: str) -> None:
    assert TaxTable((code(category=category, rate="0"),)).find("DE-19").category == category
    with pytest.raises(InvalidError, match=f"category {category} cannot have the rate 7"):
        TaxTable((code(category=category, rate="7"),))


def test_all_faults_are_named_at_once() -> None:
    with pytest.raises(InvalidError) as caught:
        TaxTable((code("A", "X", "7"), TaxCode("B", "S", "", ())))
    assert [p.message.split(":")[0] for p in caught.value.problems] == [
        "tax code A",
        "tax code A",
        "tax code B",
    ]


@pytest.mark.parametrize(
    ("mode", "number", "result"),
    [
        ("ROUND_HALF_UP", "2.675", "2.68"),
        ("ROUND_HALF_UP", "-2.675", "-2.68"),
        ("ROUND_HALF_EVEN", "2.665", "2.66"),
        ("ROUND_DOWN", "2.679", "2.67"),
        ("ROUND_UP", "2.671", "2.68"),
        ("ROUND_FLOOR", "-2.671", "-2.68"),
        ("ROUND_CEILING", "-2.679", "-2.67"),
    ],
)
def test_rounding_follows_the_mode(mode: str, number: str, result: str) -> None:
    assert str(Rounding(mode).money(Decimal(number), "EUR")) == f"{result} EUR"


@pytest.mark.parametrize(
    ("currency", "result"), [("JPY", "3"), ("EUR", "2.68"), ("KWD", "2.675"), ("CLF", "2.6751")]
)
def test_rounding_follows_the_currency(currency: str, result: str) -> None:
    assert str(Rounding().money(Decimal("2.67514"), currency)) == f"{result} {currency}"


def test_zero_has_no_sign() -> None:
    assert not Rounding().money(Decimal("-0.001"), "EUR").number.is_signed()


@pytest.mark.parametrize(
    ("amount", "difference"),
    [
        ("9.97", "-0.02"),
        ("9.98", "0.02"),
        ("9.975", "0.025"),
        ("10.00", "0.00"),
        ("10.02", "-0.02"),
        ("10.03", "0.02"),
    ],
)
def test_cash_is_rounded_to_the_smallest_coin(amount: str, difference: str) -> None:
    rounding = Rounding(cash={"CHF": Decimal("0.05")})
    assert rounding.cash_difference(Money.of(amount, "CHF")) == Money.of(difference, "CHF")
    assert rounding.cash_difference(Money.of(amount, "EUR")) == Money.zero("EUR")


@pytest.mark.parametrize(
    ("made", "said"),
    [
        (lambda: Rounding("HALF_UP"), "mode 'HALF_UP'"),
        (lambda: Rounding(level="group"), "level 'group'"),
        (lambda: Rounding(cash={"CHF": Decimal(0)}), "CHF step 0"),
        (lambda: Rounding(cash={"CHF": Decimal("NaN")}), "CHF step NaN"),
    ],
)
def test_rounding_settings_that_mean_nothing_are_refused(
    made: Callable[[], object], said: str
) -> None:
    with pytest.raises(InvalidError, match="CONFIG-INVALID") as caught:
        made()
    assert said in str(caught.value)
