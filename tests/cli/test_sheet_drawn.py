"""A document on a terminal: it fits any width, nothing is cut, and figures stand on one point."""

from __future__ import annotations

import re
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from billcli.cli.layout import width
from billcli.cli.sheet import Sheet, SheetLine, SheetMove, Tone
from billcli.cli.sheet_drawn import drawn
from billcli.cli.sheet_pen import MEASURE, Pen, ends, on_point
from billcli.domain.money import Money

WORDS = st.text("ab cdefgh \u00e9\u682a\u0301\x1b\n[bold]", max_size=60)
NUMBERS = st.decimals(-(10**8), 10**8, allow_nan=False, places=2) | st.decimals(0, 99, places=4)


def eur(number: str | Decimal) -> Money:
    return Money(Decimal(number), "EUR")


def sheet(**changes: object) -> Sheet:
    values: dict[str, object] = {
        "sender": ("Studio Linden", "Bonn"),
        "addressee": ("Acme Inc.", "Main Street 1"),
        "title": "Invoice",
        "number": "INV-2026-0001",
        "status": "overdue by 3 days",
        "tone": Tone.BAD,
        "particulars": (("Date", "2026-01-31"), ("Due", "2026-03-02")),
        "lines": (
            SheetLine("Consulting in January", Decimal("12.5"), "h", Decimal(150), "19%",
                      eur("1875.00"), ("2026-01-01 to 2026-01-31",)),
            SheetLine("Book", Decimal(3), "", Decimal("9.999"), "7%", eur("30.00")),
        ),
        "sums": (("Net", eur("1905.00")), ("VAT 19% of 1875.00", eur("356.25"))),
        "total": ("Total", eur("2261.25")),
        "notes": ("Thank you.",),
        "payment": (("Reference", "RF16 INV2 0260 001"),),
        "settled": (("Settled", eur("61.25")), ("Open", eur("2200.00"))),
        "history": (SheetMove("2026-01-31", "Invoice", eur("2261.25"), "2026.beancount:3"),),
    }  # fmt: skip
    return Sheet(**{**values, **changes})  # type: ignore[arg-type]


@pytest.mark.parametrize("columns", [40, 60, 80, 120])
def test_a_page_fits_and_says_everything(columns: int) -> None:
    text = drawn(sheet(), columns, color=False, unicode=True)
    assert max(map(width, text.splitlines())) <= min(columns, MEASURE)
    for said in (
        "Studio Linden", "Main Street 1", "INV-2026-0001", "overdue by 3 days", "2026-03-02",
        "Consulting in January", "2026-01-01 to 2026-01-31", "9.999", "1875.00", "356.25",
        "Total EUR", "2261.25", "Thank you.", "RF16 INV2 0260 001", "2200.00 EUR",
    ):  # fmt: skip
        assert said in text


def test_amounts_of_lines_and_totals_stand_on_one_point() -> None:
    rows = drawn(sheet(), 80, color=False, unicode=True).splitlines()
    figures = ("1875.00", "30.00", "1905.00", "356.25", "2261.25")
    ends_ = {len(row) for row in rows if row.endswith(figures)}
    assert ends_ == {80}
    (first, second) = (row for row in rows if "Consulting" in row or "Book" in row)
    assert first.index("12.5") + 2 == second.index("3 ") + 1
    assert first.index("150") + 3 == second.index("9.999") + 1


def test_a_narrow_page_gives_each_line_two_rows() -> None:
    rows = drawn(sheet(), 40, color=False, unicode=True).splitlines()
    at = rows.index("Consulting in January")
    assert rows[at + 1 : at + 3] == [
        "  2026-01-01 to 2026-01-31", "  12.5 h x 150, 19%              1875.00",
    ]  # fmt: skip


def test_colour_and_rules_only_where_they_can_be_shown() -> None:
    plain = drawn(sheet(), 80, color=False, unicode=False)
    assert plain.isascii()
    assert "\x1b" not in plain
    painted = drawn(sheet(), 80, color=True, unicode=True)
    assert "\x1b[31moverdue by 3 days\x1b[0m" in painted
    assert re.sub(r"\x1b\[\d+m", "", painted) == drawn(sheet(), 80, color=False, unicode=True)


def test_text_of_users_moves_no_cursor_and_is_no_markup() -> None:
    odd = SheetLine("[bold]x[/bold]\x1b[2J\ny", Decimal(1), "", Decimal(1), "", eur("1.00"))
    text = drawn(sheet(lines=(odd,), addressee=("A\rB",)), 80, color=False, unicode=True)
    assert "[bold]x[/bold][2J y" in text
    assert "\x1b" not in text
    assert "\r" not in text


def test_a_page_may_be_nearly_empty() -> None:
    bare = sheet(sender=(), addressee=(), particulars=(), lines=(), sums=(), notes=(), payment=(),
                 settled=(), history=(), status="")  # fmt: skip
    text = drawn(bare, 80, color=True, unicode=True)
    assert "INV-2026-0001" in text
    assert "Total EUR" in text
    assert "History" not in text
    assert "Payment" not in text


def test_what_a_total_holds_stands_below_it() -> None:
    text = drawn(sheet(sums=(), included=(("with VAT 19%", eur("361.04")),)), 60, color=False,
                 unicode=True)  # fmt: skip
    assert text.index("Total EUR") < text.index("with VAT 19%")


@given(
    st.lists(st.tuples(WORDS, NUMBERS, NUMBERS, NUMBERS, st.sampled_from(["", "h", "kg"])),
             max_size=4), WORDS, WORDS, st.integers(40, 130))  # fmt: skip
@settings(max_examples=50)
def test_any_words_and_numbers_fit(
    rows: list[tuple[str, Decimal, Decimal, Decimal, str]], name: str, note: str, columns: int
) -> None:
    lines = tuple(SheetLine(a, b, e, c, "19%", eur(d), (a,)) for a, b, c, d, e in rows)
    page = sheet(
        lines=lines, sender=(name, note), addressee=(note, name), notes=(note,), status=name[:20],
        particulars=((name[:12], note),), sums=((note, eur("1.5")),),
        history=(SheetMove("2026-01-31", note, eur("-1"), name),),
    )  # fmt: skip
    text = drawn(page, columns, color=False, unicode=True)
    for line in lines:
        assert str(line.amount).partition(" ")[0] in text
    assert max(map(width, text.splitlines())) <= min(columns, MEASURE)


@given(st.lists(NUMBERS.map(str), max_size=6))
@settings(max_examples=50)
def test_numbers_on_a_point_are_of_one_width(numbers: list[str]) -> None:
    lined = on_point(numbers)
    assert [text.strip() for text in lined] == numbers
    assert len({len(text) for text in lined}) <= 1
    assert len({text.index(".") for text in lined if "." in text}) <= 1


def test_a_figure_moves_to_a_row_of_its_own_rather_than_being_cut() -> None:
    pen = Pen(20, color=False, unicode=True)
    assert ends("a b", "1.00", pen) == ["a b             1.00"]
    assert ends("a long description", "123.00", pen) == [
        "a long description", "              123.00",
    ]  # fmt: skip
