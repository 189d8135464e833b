from __future__ import annotations

import datetime as dt
import time
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from billcli.domain.contract import DOCUMENT_NUMBER
from billcli.domain.numbering import Series, Tally
from billcli.domain.problem import InvalidError

if TYPE_CHECKING:
    from collections.abc import Iterator

D = dt.date
JANUARY = D(2026, 1, 15)
YEARLY = Series("invoice", "INV-{year}-{n:04}")
MONTHLY = Series("invoice", "{year}{month:02}-{n:03}")
PLAIN = Series("invoice", "R{n}")


@pytest.mark.parametrize(
    ("series", "n", "number"),
    [
        (YEARLY, 1, "INV-2026-0001"),
        (YEARLY, 9999, "INV-2026-9999"),
        (YEARLY, 10000, "INV-2026-10000"),
        (MONTHLY, 7, "202601-007"),
        (PLAIN, 7, "R7"),
        (Series("x", "{n}.{year}"), 12, "12.2026"),
        (Series("x", "{n:02}{year}"), 123, "1232026"),
        (Series("x", "A.{n:03}.5"), 4, "A.004.5"),
    ],
)
def test_a_number_is_written_and_read_back(series: Series, n: int, number: str) -> None:
    assert series.format(n, JANUARY) == number
    period, read = series.read(number)
    assert read == n
    assert period == tuple(
        v for k, v in (("{year}", 2026), ("{month:02}", 1)) if k in series.pattern
    )


@pytest.mark.parametrize(
    "number",
    [
        "",
        "INV-2026-1",
        "INV-2026-00001",
        "INV-2026-0000",
        "INV-26-0001",
        "INV-0026-0001",
        "inv-2026-0001",
        "CN-2026-0001",
        "INV-2026-0001a",
        "INV-2026-0001\n",
        "INV-2026-\u0660\u0660\u0660\u0661",
        "INV-2026--001",
        "INV-2026-" + "9" * 30,
    ],
)
def test_other_numbers_are_not_of_the_series(number: str) -> None:
    assert YEARLY.read(number) is None


def test_a_month_that_does_not_exist_is_not_of_the_series() -> None:
    assert MONTHLY.read("202613-001") is None
    assert MONTHLY.read("202612-001") == ((2026, 12), 1)


def test_literal_dots_are_only_dots() -> None:
    assert Series("x", "A.{n}").read("AB1") is None


@pytest.mark.parametrize(
    ("used", "number"),
    [
        ([], "INV-2026-0001"),
        (["INV-2026-0001"], "INV-2026-0002"),
        (["INV-2026-0003", "INV-2026-0001"], "INV-2026-0004"),
        (["INV-2025-0044"], "INV-2026-0001"),
        (["INV-2027-0044"], "INV-2026-0001"),
        (["CN-2026-0044", "PMT-1", ""], "INV-2026-0001"),
        (["INV-2026-9999"], "INV-2026-10000"),
        (["INV-2026-10000", "INV-2026-9999"], "INV-2026-10001"),
    ],
)
def test_the_next_number_is_the_highest_of_the_period_plus_one(
    used: list[str], number: str
) -> None:
    assert YEARLY.next(used, JANUARY) == number


def test_each_month_counts_for_itself() -> None:
    used = ["202601-004", "202602-009", "202501-077"]
    assert MONTHLY.next(used, D(2026, 1, 31)) == "202601-005"
    assert MONTHLY.next(used, D(2026, 2, 1)) == "202602-010"
    assert MONTHLY.next(used, D(2026, 3, 1)) == "202603-001"


def test_without_a_year_there_is_one_count_for_ever() -> None:
    assert PLAIN.next(["R41"], D(2031, 1, 1)) == "R42"


@pytest.mark.parametrize(
    ("used", "date", "number"),
    [
        ([], JANUARY, "INV-2026-0118"),
        (["INV-2026-0005"], JANUARY, "INV-2026-0118"),
        (["INV-2026-0117"], JANUARY, "INV-2026-0118"),
        (["INV-2026-0118"], JANUARY, "INV-2026-0119"),
        (["INV-2026-0130"], JANUARY, "INV-2026-0131"),
        (["INV-2026-0118"], D(2027, 1, 1), "INV-2027-0001"),
        (["INV-2026-0118"], D(2025, 12, 31), "INV-2025-0001"),
        (["INV-2025-0117"], JANUARY, "INV-2026-0118"),
    ],
)
def test_the_floor_rules_only_until_it_is_reached_anywhere(
    used: list[str], date: dt.date, number: str
) -> None:
    assert Series("invoice", YEARLY.pattern, 118).next(used, date) == number


@pytest.mark.parametrize(
    ("used", "missing"),
    [
        ([], ()),
        (["INV-2026-0001"], ()),
        (["INV-2026-0001", "INV-2026-0003"], ("INV-2026-0002",)),
        (["INV-2026-0005", "INV-2026-0006"], ()),
        (["INV-2026-0003", "INV-2026-0001", "INV-2026-0003", "X-9"], ("INV-2026-0002",)),
        (["INV-2025-0007", "INV-2026-0002"], ("INV-2026-0001",)),
        (
            ["INV-2026-0001", "INV-2026-0005", "INV-2026-0010"],
            ("INV-2026-0002", "INV-2026-0003", "INV-2026-0004", "INV-2026-0006..INV-2026-0009"),
        ),
    ],
)
def test_gaps_are_found(used: list[str], missing: object) -> None:
    assert YEARLY.missing(used) == missing


@pytest.mark.parametrize(
    ("used", "missing"),
    [
        (["INV-2026-0120"], ("INV-2026-0118", "INV-2026-0119")),
        (["INV-2026-0118", "INV-2027-0002"], ("INV-2027-0001",)),
        (["INV-2025-0007", "INV-2026-0118"], ()),
        (["INV-2026-0117"], ()),
    ],
)
def test_gaps_count_from_the_floor_until_it_was_reached(used: list[str], missing: object) -> None:
    assert Series("invoice", YEARLY.pattern, 118).missing(used) == missing


def test_a_wild_number_does_not_fill_the_memory() -> None:
    gap = PLAIN.missing(["R1", "R999999999999999999"])
    assert gap == ("R2..R999999999999999998",)


@pytest.mark.parametrize(
    ("pattern", "said"),
    [
        ("INV", "exactly once"),
        ("", "exactly once"),
        ("INV-{year}", "exactly once"),
        ("{n}-{n:04}", "exactly once"),
        ("{year}{year}{n}", "at most once"),
        ("INV-{month:02}-{n}", "without the year"),
        ("INV-{month}-{year}-{n}", "{month}"),
        ("INV-{day}-{n}", "{day}"),
        ("INV-{n:4}", "{n:4}"),
        ("INV-{n!r}", "{n!r}"),
        ("INV-{n.real}", "{n.real}"),
        ("INV-{}-{n}", "{}"),
        ("INV {n}", "no legal"),
        ("-{n}", "no legal"),
        ("RÉ-{n}", "no legal"),
        ("INV/{year}/{n}", "no legal"),
        ("INV-{n}}", "no legal"),
        ("{{{n}", "no legal"),
        ("A" * 60 + "{n}", "no legal"),
    ],
)
def test_patterns_that_make_no_document_numbers_are_refused(pattern: str, said: str) -> None:
    with pytest.raises(InvalidError) as caught:
        Series("invoice", pattern)
    problem = caught.value.problems[0]
    assert problem.code == "CONFIG-INVALID"
    assert "series invoice" in problem.message
    assert said in problem.message
    assert "INV-{year}-{n:04}" in problem.help


@pytest.mark.parametrize("floor", [0, -5, 10**18])
def test_a_floor_is_a_number_from_one_up(floor: int) -> None:
    with pytest.raises(InvalidError, match="next = "):
        Series("invoice", "INV-{n}", floor)


literals = st.text("ABZ019.-_", max_size=5)


@st.composite
def all_series(draw: st.DrawFn) -> Series:
    fields = draw(st.sampled_from([[], ["{year}"], ["{year}", "{month:02}"]]))
    fields = draw(st.permutations([*fields, draw(st.sampled_from(["{n}", "{n:02}", "{n:04}"]))]))
    return Series("any", "A" + "".join(draw(literals) + f for f in fields) + draw(literals))


def holds_for_any_series(series: Series, date: dt.date, n: int, m: int) -> None:
    number = series.format(n, date)
    assert DOCUMENT_NUMBER.fullmatch(number)
    period, read = series.read(number)
    assert read == n
    assert (series.format(m, date) == number) == (m == n)
    following = series.next([number], date)
    assert series.read(following) == (period, n + 1)


anything = given(
    all_series(),
    st.dates(D(1900, 1, 1), D(2200, 12, 31)),
    st.integers(1, 10**6),
    st.integers(1, 10**6),
)
test_any_series_reads_what_it_writes = settings(max_examples=50)(anything(holds_for_any_series))
test_any_series_reads_what_it_writes_in_full = pytest.mark.long(
    settings(max_examples=10_000)(anything(holds_for_any_series))
)


@given(st.sets(st.integers(1, 60), min_size=1))
@settings(max_examples=50)
def test_used_and_missing_make_the_whole(counts: set[int]) -> None:
    used = [f"R{n}" for n in counts]
    spread = []
    for gap in PLAIN.missing(used):
        first, _, last = gap.partition("..")
        spread += range(int(first[1:]), int((last or first)[1:]) + 1)
    assert sorted([*spread, *counts]) == list(range(min(counts), max(counts) + 1))


def test_the_next_of_many_numbers_takes_time_in_proportion() -> None:
    def seconds(count: int) -> float:
        used = [f"INV-2026-{n:04}" for n in range(1, count)]
        start = time.process_time()
        assert YEARLY.next(used, JANUARY) == f"INV-2026-{count:04}"
        return time.process_time() - start

    assert seconds(40_000) < 40 * max(seconds(4_000), 0.001)


@given(
    st.lists(st.sampled_from(["INV-2026-{:04}", "INV-2025-{:04}", "CN-2026-{:04}"]), max_size=6),
    st.lists(st.integers(1, 40), min_size=6, max_size=6),
    st.none() | st.integers(1, 50),
    st.lists(st.sampled_from([JANUARY, D(2025, 6, 1)]), max_size=5),
)
@settings(max_examples=50)
def test_a_tally_gives_what_counting_anew_each_time_gives(
    patterns: list[str], counts: list[int], floor: int | None, dates: list[dt.date]
) -> None:
    series = Series("invoice", "INV-{year}-{n:04}", floor)
    used = [pattern.format(n) for pattern, n in zip(patterns, counts, strict=False)]
    tally = Tally(series, used)
    for date in dates:
        highest = {}
        for number in used:
            if found := series.read(number):
                highest[found[0]] = max(found[1], highest.get(found[0], 0))
        n = highest.get((date.year,), 0) + 1
        if floor and max(highest.values(), default=0) < floor:
            n = max(n, floor)
        assert tally.next(date) == series.next(used, date) == series.format(n, date)
        used.append(tally.next(date))
        tally.add(used[-1])


def test_a_thousand_numbers_cost_one_look_at_the_ledger() -> None:
    class Counted(list[str]):
        looks = 0

        def __iter__(self) -> Iterator[str]:
            Counted.looks += 1
            return super().__iter__()

    tally = Tally(YEARLY, Counted(["INV-2026-0001"]))
    for _ in range(1_000):
        tally.add(tally.next(JANUARY))
    assert (tally.next(JANUARY), Counted.looks) == ("INV-2026-1002", 1)


@pytest.mark.parametrize(
    ("number", "used", "issued", "floor", "skipped"),
    [
        ("A-7", ["INV-2026-0001"], ["INV-2026-0001"], None, ""),
        ("INV-2026-0002", ["INV-2026-0001"], ["INV-2026-0001"], None, "INV-2026-0002"),
        ("INV-2026-0200", ["INV-2026-0001"], ["INV-2026-0001"], None, "INV-2026-0002"),
        ("INV-2026-0003", ["INV-2026-0004"], ["INV-2026-0004"], None, ""),
        ("INV-2026-0200", ["INV-2026-0150"], [], None, ""),
        ("INV-2025-0200", ["INV-2026-0001"], ["INV-2026-0001"], None, ""),
        ("INV-2025-0200", ["INV-2025-0150", "INV-2026-0001"], ["INV-2026-0001"], None, ""),
        ("INV-2026-0118", [], [], 118, "INV-2026-0118"),
        ("INV-2026-0117", [], [], 118, ""),
        ("INV-2025-0300", [], [], 118, ""),
        ("INV-2026-0118", ["INV-2025-0118"], [], 118, "INV-2026-0118"),
        ("INV-2026-0118", ["INV-2025-0118"], ["INV-2025-0118"], 118, ""),
        ("INV-2026-0200", [], [], 1, ""),
    ],
)
def test_a_number_from_elsewhere_must_not_make_the_series_jump(
    number: str, used: list[str], issued: list[str], floor: int | None, skipped: str
) -> None:
    series = Series("invoice", "INV-{year}-{n:04}", floor)
    assert series.jump(number, used, issued, dt.date(2026, 5, 1)) == skipped
