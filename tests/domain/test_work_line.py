"""Lines of an invoice made from hours and expenses."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from billcli.domain.line_draft import PriceItem
from billcli.domain.line_text import parse_lines
from billcli.domain.problem import UsageError
from billcli.domain.work import Step, Work
from billcli.domain.work_line import Group, Rates, expense_lines, time_lines

PRICES = {
    "consulting": PriceItem("consulting", "Consulting", Decimal("90.00"), "HUR"),
    "Website": PriceItem("Website", "Website", Decimal("120.00"), "HUR", "LOW"),
    "globex": PriceItem("globex", "Advice", Decimal("150.00"), "HUR"),
}
RATES = Rates(PRICES, "consulting")
SIX = Step(360)


def day(number: int) -> dt.date:
    return dt.date(2026, 1, number)


def time(number: int, minutes: int, project: str = "", text: str = "", **more: object) -> Work:
    seconds = minutes * 60
    name = f"{number}-{minutes}-{project}-{text}"
    return Work(name, day(number), "Acme", project, text, seconds, **more)


WORKS = [
    time(5, 90, "logo", "Draft"),
    time(5, 30, "logo", "Draft"),
    time(6, 33, "logo", "Corrections"),
    time(6, 120, "website", "Home page"),
    time(7, 20, "", "Call"),
]


@pytest.mark.parametrize(
    ("group", "expected"),
    [
        (
            Group.PROJECT,
            [
                "2.6 h x consulting logo; period=2026-01-05..2026-01-06",
                "2 h x Website website; period=2026-01-06..2026-01-06",
                "0.3 h x consulting Call; period=2026-01-07..2026-01-07",
            ],
        ),
        (
            Group.DAY,
            [
                "2 h x consulting logo: Draft; period=2026-01-05..2026-01-05",
                "0.6 h x consulting logo: Corrections; period=2026-01-06..2026-01-06",
                "2 h x Website website: Home page; period=2026-01-06..2026-01-06",
                "0.3 h x consulting Call; period=2026-01-07..2026-01-07",
            ],
        ),
        (
            Group.ALL,
            [
                "2.9 h x consulting logo; period=2026-01-05..2026-01-07",
                "2 h x Website website; period=2026-01-06..2026-01-06",
            ],
        ),
    ],
)
def test_what_is_alike_is_one_line(group: Group, expected: list[str]) -> None:
    assert list(time_lines(WORKS, group, RATES, SIX)) == expected


def test_the_order_of_entries_makes_no_difference() -> None:
    for group in Group:
        lines = time_lines(WORKS, group, RATES, SIX)
        assert time_lines(WORKS[::-1], group, RATES, SIX) == lines


@pytest.mark.parametrize(
    ("work", "rate"),
    [
        (time(5, 60, "logo", price=Decimal(100)), "100"),
        (time(5, 60, "website", price=Decimal("99.50")), "99.50"),
        (time(5, 60, "website"), "Website"),
        (time(5, 60, "WEBSITE"), "Website"),
        (time(5, 60, "other"), "consulting"),
        (time(5, 60), "consulting"),
        (Work("a", day(5), "Globex", "other", seconds=60), "globex"),
        (Work("a", day(5), "Globex", "website", seconds=60), "Website"),
    ],
)
def test_the_price_of_an_hour_is_the_nearest_one(work: Work, rate: str) -> None:
    assert RATES.of(work) == rate


def test_entries_of_different_rates_or_taxes_are_lines_of_their_own() -> None:
    works = [
        time(5, 60, "logo"),
        time(6, 60, "logo", price=Decimal(100)),
        time(7, 60, "logo", tax="LOW"),
    ]
    assert list(time_lines(works, Group.ALL, RATES, SIX)) == [
        "1 h x consulting logo; period=2026-01-05..2026-01-05",
        "1 h x 100 logo; period=2026-01-06..2026-01-06",
        "1 h x consulting logo; tax=LOW; period=2026-01-07..2026-01-07",
    ]


def test_all_entries_without_a_price_are_named_at_once() -> None:
    works = [time(5, 60, "logo"), time(6, 60, "menu"), time(7, 60, "logo"), time(8, 60)]
    with pytest.raises(UsageError) as caught:
        time_lines(works, Group.PROJECT, Rates({}), SIX)
    assert [p.code for p in caught.value.problems] == ["WORK-PRICE"] * 3
    assert [p.message.split()[-1] for p in caught.value.problems] == [
        "'logo'",
        "'menu'",
        "'Acme'",
    ]
    assert "[prices.logo]" in caught.value.problems[0].help


def test_a_price_code_that_a_line_could_not_hold_is_passed_over() -> None:
    odd = {"two words": PriceItem("two words", "x", Decimal(1), "HUR")}
    assert Rates(odd).of(time(5, 60, "two words")) == ""


@pytest.mark.parametrize(
    "text",
    ["Home page; menu", "back\\slash", "a \\; b", "x 3 = 4", "10 h x 5 Work", "—", "ümlaut"],
)
def test_any_description_comes_through_the_grammar_of_lines(text: str) -> None:
    (line,) = parse_lines(time_lines([time(5, 60, "", text)], Group.PROJECT, RATES, SIX), PRICES)
    assert line.description == text
    assert (line.quantity, line.unit, line.price) == (Decimal(1), "HUR", Decimal("90.00"))
    spent = Work("a", day(5), "Acme", "", text, price=Decimal("84.50"))
    (line,) = parse_lines(expense_lines([spent], "EUR"), PRICES)
    assert line.description == text


def test_a_long_list_of_details_is_cut() -> None:
    works = [time(5, 6, "logo", f"Detail number {n} of very many") for n in range(20)]
    (line,) = parse_lines(time_lines(works, Group.DAY, RATES, SIX), PRICES)
    assert len(line.description) == 160
    assert line.description.startswith("logo: Detail number 0 of very many")
    assert line.description.endswith("…")


@pytest.mark.parametrize(
    ("price", "markup", "currency", "expected"),
    [
        ("84.50", None, "EUR", "84.50"),
        ("84.50", "0", "EUR", "84.50"),
        ("84.50", "10", "EUR", "92.95"),
        ("84.55", "10", "EUR", "93.01"),
        ("0.05", "10", "EUR", "0.06"),
        ("84.50", "12.5", "EUR", "95.06"),
        ("1000", "10", "JPY", "1100"),
        ("1005", "10", "JPY", "1106"),
        ("1.005", "10", "KWD", "1.106"),
    ],
)
def test_an_expense_is_billed_with_its_markup(
    price: str, markup: str | None, currency: str, expected: str
) -> None:
    share = None if markup is None else Decimal(markup)
    work = Work("a", day(5), "Acme", "", "Train", price=Decimal(price), markup=share)
    assert expense_lines([work], currency) == (f"1 x {expected} Train",)


def test_expenses_are_lines_of_their_own_with_their_tax() -> None:
    works = [
        Work("b", day(9), "Acme", "", "Hotel", price=Decimal("120.00"), tax="LOW"),
        Work("a", day(5), "Acme", "", "Train", price=Decimal("84.50")),
        Work("c", day(9), "Acme", "", "Hotel", price=Decimal("120.00"), tax="LOW"),
    ]
    assert expense_lines(works, "EUR") == (
        "1 x 84.50 Train",
        "1 x 120.00 Hotel; tax=LOW",
        "1 x 120.00 Hotel; tax=LOW",
    )


@settings(max_examples=30, deadline=None)
@given(
    st.lists(
        st.tuples(st.integers(1, 28), st.integers(1, 600), st.sampled_from(["", "logo", "menu"])),
        min_size=1,
        max_size=12,
    )
)
def test_no_time_is_lost_or_billed_twice_however_it_is_grouped(
    entries: list[tuple[int, int, str]],
) -> None:
    works = [time(d, 6 * m, name, f"part {n}") for n, (d, m, name) in enumerate(entries)]
    exact = sum((Decimal(m) / 10 for _, m, _ in entries), Decimal(0))
    for group in Group:
        lines = parse_lines(time_lines(works, group, RATES, SIX), PRICES)
        assert sum((line.quantity for line in lines), Decimal(0)) == exact
