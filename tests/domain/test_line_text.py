from __future__ import annotations

import contextlib
import datetime as dt
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from billcli.domain.invoice import Period
from billcli.domain.line_draft import UNITS, LineDraft, PriceItem
from billcli.domain.line_text import parse_line, parse_lines
from billcli.domain.problem import Problem, UsageError
from billcli.domain.reduction import Reduction, parse_reduction

PRICES = {
    item.code: item
    for item in (
        PriceItem("consulting", "Consulting", Decimal("150.00"), "HUR", "CA-8", "Income:Services"),
        PriceItem("hosting", "Hosting, one month", Decimal(300), "MON", currency="USD"),
        PriceItem("3D-print", "Printed part", Decimal("12.50")),
        PriceItem("blank", "", Decimal(1)),
    )
}


def refused(text: str, code: str, prices: dict[str, PriceItem] = PRICES) -> Problem:
    with pytest.raises(UsageError) as caught:
        parse_line(text, prices, flag="--line")
    problem = caught.value.problems[0]
    assert problem.code == code
    assert problem.message.startswith("--line: ")
    assert problem.help
    return problem


@pytest.mark.parametrize(
    ("text", "quantity", "unit", "price", "description"),
    [
        ("10 h x 150.00 Consulting, January", "10", "HUR", "150.00", "Consulting, January"),
        ("300 Hosting", "1", "C62", "300", "Hosting"),
        ("2 x 49.90 Licence", "2", "C62", "49.90", "Licence"),
        ("2.5 d x 800 Workshop", "2.5", "DAY", "800", "Workshop"),
        ("-1 x 49.90 Licence returned", "-1", "C62", "49.90", "Licence returned"),
        ("-50.00 Goodwill", "1", "C62", "-50.00", "Goodwill"),
        ("+3 x +2 Signs", "3", "C62", "2", "Signs"),
        ("0 x 5 Nothing", "0", "C62", "5", "Nothing"),
        ("3 LTR x 1.85 Oil", "3", "LTR", "1.85", "Oil"),
        ("3 E48 x 1.85 Service units", "3", "E48", "1.85", "Service units"),
        ("  4   km   x  0.30   Travel   to  site ", "4", "KMT", "0.30", "Travel to site"),
        ("1 x 300 10.5 kW heater", "1", "C62", "300", "10.5 kW heater"),
        ("1000000 x 0.00012345 Requests", "1000000", "C62", "0.00012345", "Requests"),
        ("300 2026 edition", "1", "C62", "300", "2026 edition"),
        ("300 h", "1", "C62", "300", "h"),
        (
            "5 株式会社 =cmd|'/c calc'!A0 [bold]",
            "1",
            "C62",
            "5",
            "株式会社 =cmd|'/c calc'!A0 [bold]",
        ),
    ],
)
def test_quantity_unit_price_and_description(
    text: str, quantity: str, unit: str, price: object, description: str
) -> None:
    line = parse_line(text, {})
    assert line == LineDraft(description, Decimal(quantity), unit, Decimal(price))


@pytest.mark.parametrize(
    ("word", "unit"),
    [
        ("h", "HUR"),
        ("d", "DAY"),
        ("min", "MIN"),
        ("pc", "C62"),
        ("pcs", "C62"),
        ("km", "KMT"),
        ("mo", "MON"),
        ("kg", "KGM"),
        ("m2", "MTK"),
        ("HUR", "HUR"),
        ("C62", "C62"),
        ("4K", "4K"),
    ],
)
def test_units(word: object, unit: str) -> None:
    assert parse_line(f"1 {word} x 5 Thing", {}).unit == unit
    assert parse_line(f"5 Thing; unit={word}", {}).unit == unit


def test_a_price_list_code_fills_the_line() -> None:
    assert parse_line("10 h x consulting", PRICES) == LineDraft(
        "Consulting", Decimal(10), "HUR", Decimal("150.00"), "CA-8", "Income:Services"
    )


def test_a_code_without_quantity_takes_the_unit_of_the_list() -> None:
    line = parse_line("hosting", PRICES)
    assert (line.quantity, line.unit, line.currency) == (1, "MON", "USD")
    assert line.tax is None
    assert line.account is None


def test_what_the_line_says_goes_before_the_price_list() -> None:
    line = parse_line("2 x consulting Review; tax=DE-19; account=Income:Reviews", PRICES)
    assert line == LineDraft(
        "Review", Decimal(2), "HUR", Decimal("150.00"), "DE-19", "Income:Reviews"
    )


def test_a_code_may_start_with_a_digit() -> None:
    assert parse_line("4 x 3D-print", PRICES).price == Decimal("12.50")


def test_all_keys() -> None:
    line = parse_line(
        "10 x 150 Work; tax=CA-8; account=Income:Work; discount=5%; unit=h;"
        " period=2026-01-01..2026-01-31",
        {},
    )
    assert line == LineDraft(
        "Work",
        Decimal(10),
        "HUR",
        Decimal(150),
        "CA-8",
        "Income:Work",
        Reduction(Decimal(5), percent=True),
        Period(dt.date(2026, 1, 1), dt.date(2026, 1, 31)),
    )


def test_a_discount_may_be_an_amount_and_blanks_do_not_matter() -> None:
    line = parse_line("150 Work ;discount = 25.00;  period=2026-02 ", {})
    assert line.discount == Reduction(Decimal("25.00"), percent=False)
    assert line.period.end == dt.date(2026, 2, 28)


@pytest.mark.parametrize(
    ("text", "description"),
    [
        (r"5 Nuts\; bolts", "Nuts; bolts"),
        (r"5 Nuts\; bolts; tax=A", "Nuts; bolts"),
        (r"5 C:\dir", r"C:\dir"),
        (r"5 Back\\; tax=A", "Back\\"),
        (r"5 tax\;tax=B; tax=A", "tax;tax=B"),
        (r"5 a \\\; b", r"a \; b"),
    ],
)
def test_a_semicolon_in_the_description_is_escaped(text: str, description: str) -> None:
    line = parse_line(text, {})
    assert line.description == description
    assert line.tax in {None, "A"}


@pytest.mark.parametrize(
    ("text", "code", "said"),
    [
        ("", "LINE-UNREADABLE", "no price"),
        ("   ", "LINE-UNREADABLE", "no price"),
        ("10 x", "LINE-UNREADABLE", "no price"),
        ("10 h x", "LINE-UNREADABLE", "no price"),
        ("; tax=A", "LINE-UNREADABLE", "no price"),
        ("150.00", "LINE-UNREADABLE", "no description"),
        ("10 x 150.00", "LINE-UNREADABLE", "no description"),
        ("blank", "LINE-UNREADABLE", "no description"),
        ("10 hrs x 150 Work", "LINE-UNIT", "'hrs'"),
        ("10 H x 150 Work", "LINE-UNIT", "'H'"),
        ("10 HOUR x 150 Work", "LINE-UNIT", "'HOUR'"),
        ("10 10 x 150 Work", "LINE-UNIT", "'10'"),
        ("300 Hosting x large", "LINE-UNIT", "'Hosting'"),
        ("5 Work; unit=hours", "LINE-UNIT", "'hours'"),
        ("2 d x consulting", "LINE-UNIT", "priced per HUR"),
        ("consulting; unit=d", "LINE-UNIT", "priced per HUR"),
        ("10 X 150 Work", "LINE-AMBIGUOUS", "letter x"),
        ("10 * 150 Work", "LINE-AMBIGUOUS", "letter x"),
        ("10 h \u00d7 150 Work", "LINE-AMBIGUOUS", "letter x"),
        ("10 h 150 Work", "LINE-AMBIGUOUS", "letter x"),
        ("10 150.00 Work", "LINE-AMBIGUOUS", "letter x"),
        ("150,00 Work", "LINE-PRICE", "'150,00'"),
        ("1'000.00 Work", "LINE-PRICE", '"1\'000.00"'),
        ("1e3 Work", "LINE-PRICE", "'1e3'"),
        (".5 Work", "LINE-PRICE", "'.5'"),
        ("$5 Work", "LINE-PRICE", "'$5'"),
        ("2x 50 Work", "LINE-PRICE", "'2x'"),
        ("10 x 1_000 Work", "LINE-PRICE", "'1_000'"),
        ("\uff11\uff10\uff10 Work", "LINE-PRICE", "\uff11\uff10\uff10"),
        ("consultng", "LINE-CODE", "'consultng'"),
        ("NaN Work", "LINE-CODE", "'NaN'"),
        ("x 5 Work", "LINE-CODE", "'x'"),
        ("5 Work; colour=red", "LINE-KEY", "tax, account, discount, unit, period"),
        ("5 Nuts; bolts", "LINE-KEY", "'bolts'"),
        ("5 Work;", "LINE-KEY", "''"),
        ("5 Work; tax=", "LINE-KEY", "'tax='"),
        ("5 Work; Tax=A", "LINE-KEY", "'Tax=A'"),
        ("5 Work; tax=A; tax=B", "LINE-KEY", "tax twice"),
        ("1 h x 5 Work; unit=h", "LINE-KEY", "unit twice"),
        ("5 Work; account=Services", "LINE-ACCOUNT", "'Services'"),
        ('5 Work; account=Income:Work"x', "LINE-ACCOUNT", "Income:Work"),
        ("5 Work; discount=-5%", "DISCOUNT-RANGE", "-5%"),
        ("5 Work; discount=101%", "DISCOUNT-RANGE", "101%"),
        ("5 Work; discount=0", "DISCOUNT-RANGE", "of 0"),
        ("5 Work; discount=five", "AMOUNT-UNREADABLE", "'five'"),
        ("5 Work; period=January", "DATE-UNREADABLE", "'January'"),
        ("5 Work; period=2026-02-01..2026-01-01", "PERIOD-BACKWARDS", "before it starts"),
        ("1234567890123456 Work", "AMOUNT-LARGE", "price"),
        ("1234567890123456 x 5 Work", "AMOUNT-LARGE", "quantity"),
        ("1.123456789 h x 5 Work", "AMOUNT-LARGE", "quantity"),
        ("5 " + "W" * 10_000, "TEXT-LONG", "10002"),
        ("5 Work\nmore", "TEXT-CONTROL", "control"),
        ("5 Work\x1b[31m", "TEXT-CONTROL", "control"),
        ("5 Work\u202e", "TEXT-CONTROL", "control"),
    ],
)
def test_lines_that_cannot_be_read_say_why(text: str, code: str, said: str) -> None:
    problem = refused(text, code)
    assert said in problem.message
    assert len(problem.message) < 250


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("consultng", "did you mean consulting"),
        ("3-print", "decimal point"),
        ("Consulting, January", "did you mean consulting, hosting? or write a price"),
        ("10 h 150 Work", "1 x 300 10.5 kW"),
        ("5 Nuts; bolts", r"\;"),
        ("10 hrs x 150 Work", "h, d, min"),
        ("150.00", "[QTY [UNIT] x] PRICE|CODE DESCRIPTION"),
    ],
)
def test_the_hint_says_what_to_write(text: str, hint: object) -> None:
    with pytest.raises(UsageError) as caught:
        parse_line(text, PRICES)
    assert hint in caught.value.problems[0].help


def test_an_unlike_code_names_three_of_the_list() -> None:
    prices = {c: PriceItem(c, c, Decimal(1)) for c in ("aa", "bb", "cc", "dd")}
    assert refused("zzzz", "LINE-CODE", prices).help.startswith("did you mean aa, bb, cc? or write")


def test_without_a_price_list_the_hint_is_a_price() -> None:
    assert refused("consulting", "LINE-CODE", {}).help.startswith("write a price")


def test_all_lines_are_judged_at_once() -> None:
    with pytest.raises(UsageError) as caught:
        parse_lines(["5 Good", "nope", "10 hrs x 5 Bad", "5 Fine"], PRICES, flag="--line")
    assert [p.code for p in caught.value.problems] == ["LINE-CODE", "LINE-UNIT"]


def test_good_lines_come_back_in_order() -> None:
    lines = parse_lines(["5 One", "6 Two"], {})
    assert [line.description for line in lines] == ["One", "Two"]


@pytest.mark.parametrize(
    ("text", "value", "percent"),
    [("5%", "5", True), ("2.5 %", "2.5", True), ("100%", "100", True), ("25.00", "25.00", False)],
)
def test_reductions(text: str, value: str, percent: str) -> None:
    assert parse_reduction(text) == Reduction(Decimal(value), percent=percent)


words = st.text("abcdefgXYZ,.-", min_size=1, max_size=8).filter(lambda w: w != "X")


@given(
    st.decimals(-9999, 9999, places=2),
    st.sampled_from(sorted(UNITS)),
    st.decimals(-9999, 9999, places=4),
    st.lists(words, min_size=1, max_size=5).map(" ".join),
)
@settings(max_examples=50)
def test_a_written_line_is_read_the_same(
    quantity: str, unit: str, price: object, description: str
) -> None:
    line = parse_line(f"{quantity:f} {unit} x {price:f} {description}; tax=A", {})
    assert line == LineDraft(description, quantity, UNITS[unit], price, "A")


def never_breaks(text: str) -> None:
    with contextlib.suppress(UsageError):
        line = parse_line(text, PRICES)
        assert line.description
        assert line.price.is_finite()


any_text = given(
    st.one_of(
        st.text(max_size=60),
        st.text("10 hx.;=\\%taxdiscount-consulting", max_size=40),
    )
)
test_any_text_is_a_line_or_a_clear_error = settings(max_examples=50)(any_text(never_breaks))
test_any_text_is_a_line_or_a_clear_error_in_full = pytest.mark.long(
    settings(max_examples=10_000)(any_text(never_breaks))
)


def test_an_x_in_the_description_is_explained() -> None:
    with pytest.raises(UsageError) as caught:
        parse_line("10.00 A x B", {})
    problem = caught.value.problems[0]
    assert problem.code == "LINE-UNIT"
    assert problem.help.endswith("state a quantity: 1 x 10.00 A x B")
    with pytest.raises(UsageError) as caught:
        parse_line("10 hours x 100.00 Work", {})
    assert "description" not in caught.value.problems[0].help
    assert parse_line("1 x 10.00 A x B", {}).description == "A x B"
    with pytest.raises(UsageError) as caught:
        parse_line("10.00 A x " + "B" * 100, {})
    assert caught.value.problems[0].help.endswith("B...")
