from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from billcli.documents.columns import beside, row, width, wrapped
from billcli.documents.text_table import ROLES, Column, strip, table

FIGURE = "-999,999,999,999,999.99"


def column(heading: str, role: str, *cells: str) -> Column:
    return Column(heading, role, [[cell] for cell in cells])


def test_columns_are_as_wide_as_their_figures() -> None:
    found = table(
        [column("Item", "fill", "Poster", "Print"), column("Sum", "figure", "1.00", "1,000.00")], 20
    )
    assert found.split("\n") == [
        "Item             Sum", "-" * 20, "Poster          1.00", "Print       1,000.00",
    ]  # fmt: skip


def test_headings_wrap_before_texts_do() -> None:
    found = table(
        [column("Item", "fill", "A long item"), column("Price of one unit", "figure", "1.00")], 24
    )
    assert found.split("\n") == [
        "                   Price", "                      of", "                     one",
        "Item                unit", "-" * 24,
        "A long item         1.00",
    ]  # fmt: skip


def test_details_stand_indented_below_their_text() -> None:
    cells = [["Poster", "in January and February"]]
    found = table([Column("", "fill", cells), column("", "figure", "1.00")], 20)
    assert found.split("\n") == ["Poster          1.00", "  in January", "  and February"]


def test_marks_are_set_to_the_right() -> None:
    found = table(
        [column("", "fill", "x"), column("", "right", "5% + 9.975%"), column("", "figure", "1")], 30
    )
    assert found == f"x{'5% + 9.975%':>26}  1"
    narrow = table([column("", "fill", "x"), column("", "right", "a" * 9)], 14)
    assert narrow.split("\n") == ["x       aaaaaa", " " * 11 + "aaa"]


def test_figures_without_room_stand_below_the_texts() -> None:
    columns = [
        column("Item", "fill", "A description of the work"),
        column("Price", "figure", FIGURE),
        column("Sum", "figure", FIGURE),
    ]
    assert table(columns, 60).split("\n") == [
        "Item", " " * 30 + "Price" + " " * 22 + "Sum", "-" * 60, "A description of the work",
        " " * 12 + FIGURE + "  " + FIGURE,
    ]  # fmt: skip
    assert table(columns, 40).split("\n") == [
        "Item", "-" * 40, "A description of the work", "Price" + " " * 12 + FIGURE,
        "Sum" + " " * 14 + FIGURE,
    ]  # fmt: skip


def test_what_fits_nowhere_still_stands_there() -> None:
    assert table([column("Longest", "figure", "1" * 30)], 20) == "\n".join(
        ["-" * 20, "Longest", "1" * 30]
    )
    texts = [
        column("", "text", "a" * 30),
        column("", "text", "b" * 30),
        column("", "fill", "c" * 30),
    ]
    assert table(texts, 20).split("\n") == [
        *["a" * 20, "a" * 10], *["b" * 20, "b" * 10], *["c" * 20, "c" * 10],
    ]  # fmt: skip
    several = [column("", "figure", "1" * 12), column("", "text", "h"), column("", "figure", "")]
    assert table(several, 12).split("\n") == ["1" * 12, " " * 11 + "h"]
    assert table([]) == ""
    assert table([column("Item", "fill")], 8) == "Item\n--------"


def test_a_strip_is_even_or_a_list() -> None:
    parts = [column("Not yet due", "figure", "1.00"), column("late", "figure", "12.00")]
    assert strip(parts, 30).split("\n") == [
        "   Not yet due            late", "          1.00           12.00",
    ]  # fmt: skip
    assert strip(parts, 10).split("\n") == ["Not", "yet", "due   1.00", "late", "     12.00"]
    assert strip([]) == ""


TEXT = st.text(st.sampled_from("ab株式\u0301 \u00a0\u1161-"), max_size=60)
NUMBER = st.integers(0, 10**15).map(lambda n: f"{n:,}.00")


@settings(max_examples=50, deadline=None)
@given(
    st.lists(
        st.sampled_from(ROLES).flatmap(
            lambda role: st.tuples(
                TEXT,
                st.just(role),
                st.lists(NUMBER if role == "figure" else TEXT, min_size=2, max_size=2),
            )
        ),
        max_size=7,
    ).filter(lambda columns: sum(role == "fill" for _, role, _ in columns) <= 1)
)
def test_nothing_is_lost_and_nothing_is_too_wide(columns: list[tuple[str, str, list[str]]]) -> None:
    found = table([column(heading, role, *cells) for heading, role, cells in columns], 80)
    assert all(width(line) <= 80 for line in found.split("\n"))
    wanted = Counter("".join("".join(cells) for _, _, cells in columns))
    lost = wanted - Counter(found)
    assert not {c for c in lost if not c.isspace()}
    for _, role, cells in columns:
        assert all(cell in found for cell in cells if role == "figure")


def test_blanks_that_hold_together_hold() -> None:
    assert wrapped("pay EUR\u00a01\u202f000.00", 14) == ("pay", "EUR\u00a01\u202f000.00")
    assert wrapped("a\u3000b\tc", 1) == ("a", "b", "c")
    assert width("\u1112\u1161\u11ab") == 2


def test_a_row_gives_figures_the_room_they_need() -> None:
    assert row([("", 10), ("Sum", 10), (FIGURE, -10)]) == f"      Sum  {FIGURE}"
    assert row([("Description", 12), (FIGURE, -10)]) == f"{'Description'}\n{FIGURE.rjust(24)}"
    long = "a long text that can wrap in less"
    assert row([(long, 33), (FIGURE, -10)]).split("\n") == [
        "a long text that can" + "  " + FIGURE, "wrap in less",
    ]  # fmt: skip


@pytest.mark.parametrize(("left", "right"), [("a", "b\nc"), ("a\nb", "c"), ("", "")])
def test_blocks_stand_side_by_side(left: str, right: str) -> None:
    found = beside(left, right, 4).split("\n")
    assert len(found) == max(left.count("\n"), right.count("\n")) + 1
    assert [line[:4].strip() for line in found if line[:4].strip()] == list(
        filter(None, left.split("\n"))
    )
    assert [line[6:] for line in found if line[6:]] == list(filter(None, right.split("\n")))
