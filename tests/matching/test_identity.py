"""Which lines are new: counted, never booked twice, never dropped, asked when in doubt."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from billcli.domain.bank_line import BankLine
from billcli.domain.entry import Entry, Facts, Posting, Record
from billcli.domain.money import Money
from billcli.domain.problem import BillcliError, Source
from billcli.matching.identity import sort_lines
from billcli.matching.sorted_line import LineStatus, SortedLine, refuse_conflicts

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

BANK = "Assets:Bank:Checking"
DAY = dt.date(2026, 3, 10)
NEW, KNOWN = LineStatus.NEW, LineStatus.KNOWN
DOUBTFUL, CONFLICT = LineStatus.DOUBTFUL, LineStatus.CONFLICT


def line(text: str = "", number: str = "5.00", day: dt.date = DAY, ref: str = "") -> BankLine:
    return BankLine(BANK, day, Money.of(number, "EUR"), text, bank_ref=ref)


def booked(*lines: BankLine, text: bool = True) -> Facts:
    """Return the ledger after booking the lines as the contract says (format rule 13)."""
    entries = []
    for one in lines:
        meta = {"bank-ref": one.bank_ref} if one.bank_ref else {"bank-key": one.key}
        if text and one.text:
            meta["bank-text"] = one.text
        posting = Posting(BANK, one.amount, meta)
        entries.append(Entry(one.date, "Acme", "", (), (), (posting,)))
    return Facts(entries=tuple(entries))


def by_hand(number: str = "5.00", day: dt.date = DAY) -> Facts:
    posting = Posting(BANK, Money.of(number, "EUR"))
    return Facts(entries=(Entry(day, "Acme", "", (), (), (posting,), source=Source("a", 7)),))


def both(*facts: Facts) -> Facts:
    return Facts(
        entries=tuple(e for f in facts for e in f.entries),
        records=tuple(r for f in facts for r in f.records),
    )


def statuses(lines: Sequence[BankLine], facts: Facts) -> list[LineStatus]:
    return [one.status for one in sort_lines(lines, facts, BANK)]


def test_everything_is_new_to_an_empty_ledger() -> None:
    assert statuses([line("a"), line("b")], Facts()) == [NEW, NEW]


def test_the_same_file_twice_gives_nothing_new() -> None:
    lines = [line("a", ref="R1"), line("b"), line("b"), line("c", "-3.00")]
    first = sort_lines(lines, Facts(), BANK)
    assert statuses(lines, booked(*(one.line for one in first))) == [KNOWN] * 4


def test_a_reference_is_enough_and_says_so() -> None:
    found = sort_lines([line("other text", ref="R1")], booked(line("a", ref="R1")), BANK)[0]
    assert found.status is KNOWN
    assert "R1" in found.reason


def test_a_reference_survives_a_moved_day_but_not_a_month() -> None:
    later = line(ref="R1", day=DAY + dt.timedelta(days=2))
    much_later = line(ref="R1", day=DAY + dt.timedelta(days=31))
    assert statuses([later], booked(line(ref="R1"))) == [KNOWN]
    assert statuses([much_later], booked(line(ref="R1"))) == [CONFLICT]


def test_the_same_reference_with_another_amount_is_a_conflict() -> None:
    found = sort_lines([line(ref="R1", number="6.00")], booked(line(ref="R1")), BANK)
    assert found[0].status is CONFLICT
    with pytest.raises(BillcliError) as caught:
        refuse_conflicts(found)
    problem = caught.value.problems[0]
    assert problem.code == "BANK-CONFLICT"
    assert "6.00 EUR here" in problem.message
    assert "5.00 EUR in the ledger" in problem.message


def test_without_conflict_nothing_is_refused() -> None:
    refuse_conflicts(sort_lines([line()], Facts(), BANK))


@pytest.mark.parametrize("ref", ["NONREF", "", "notprovided", "0"])
def test_words_for_no_reference_are_none(ref: str) -> None:
    found = sort_lines([line("a", ref=ref)], booked(line("b", "7.00", ref="NONREF")), BANK)[0]
    assert (found.status, found.line.bank_ref) == (NEW, "")


def test_references_that_repeat_in_a_file_are_none() -> None:
    lines = [line("a", ref="7"), line("b", ref="7"), line("c", ref="8")]
    found = sort_lines(lines, Facts(), BANK)
    assert [one.line.bank_ref for one in found] == ["", "", "8"]
    assert statuses(lines, booked(*(one.line for one in found))) == [KNOWN] * 3


def test_a_line_booked_over_two_postings_is_known() -> None:
    halves = booked(line(number="2.00", ref="R1"), line(number="3.00", ref="R1"))
    assert statuses([line(ref="R1")], halves) == [KNOWN]


def test_a_line_booked_by_key_over_two_postings_counts_once() -> None:
    one = line("a")
    meta = {"bank-key": one.key, "bank-text": "a"}
    parts = tuple(Posting(BANK, Money.of(n, "EUR"), meta) for n in ("2.00", "3.00"))
    facts = Facts(entries=(Entry(DAY, "", "", (), (), parts),))
    assert statuses([one, one], facts) == [KNOWN, NEW]


def test_identical_lines_are_counted_not_collapsed() -> None:
    found = sort_lines([line("a")] * 3, booked(line("a")), BANK)
    assert [one.status for one in found] == [KNOWN, NEW, NEW]
    assert [one.line.nth for one in found[1:]] == [2, 3]


def test_new_keys_are_free_in_the_ledger() -> None:
    facts = booked(replace(line("a"), nth=4))
    new = sort_lines([line("a"), line("b"), line("c")], facts, BANK)[1:]
    assert [one.line.nth for one in new] == [5, 6]


def test_another_text_beside_the_known_one_is_new() -> None:
    assert statuses([line("a"), line("b")], booked(line("a"))) == [KNOWN, NEW]


def test_another_text_alone_may_be_the_same_line_in_another_format() -> None:
    found = sort_lines([line("b")], booked(line("a")), BANK)[0]
    assert found.status is DOUBTFUL
    assert "another text" in found.reason


def test_capitals_and_blanks_do_not_make_another_text() -> None:
    assert statuses([line("INV 7  Acme")], booked(line("inv-7 acme"))) == [KNOWN]


def test_lines_without_text_are_counted_only() -> None:
    ledger = booked(line("a"), text=False)
    assert statuses([line("b")], ledger) == [KNOWN]
    assert statuses([line("b"), line("c")], ledger) == [DOUBTFUL, DOUBTFUL]


def test_another_reference_is_another_line() -> None:
    assert statuses([line("a", ref="R2")], booked(line("a", ref="R1"))) == [NEW]


def test_a_line_with_and_without_reference_meets_by_text() -> None:
    assert statuses([line("a")], booked(line("a", ref="R1"))) == [KNOWN]
    assert statuses([line("a", ref="R1")], booked(line("a"))) == [KNOWN]


def test_another_account_does_not_count() -> None:
    assert [x.status for x in sort_lines([line("a")], booked(line("a")), "Assets:Bank:B")] == [NEW]


@pytest.mark.parametrize(("days", "status"), [(-3, DOUBTFUL), (3, DOUBTFUL), (4, NEW)])
def test_an_entry_by_hand_is_asked_about(days: int, status: LineStatus) -> None:
    facts = by_hand(day=DAY + dt.timedelta(days=days))
    assert statuses([line("a")], facts) == [status]


def test_an_entry_by_hand_says_where_it_stands() -> None:
    found = sort_lines([line("a"), line("b", "6.00")], by_hand(), BANK)
    assert (found[0].source.line, found[1].status) == (7, NEW)
    assert "entered by hand" in found[0].reason
    assert "Acme" in found[0].reason


def test_a_known_line_is_not_asked_about_for_an_entry_by_hand() -> None:
    assert statuses([line("a")], both(booked(line("a")), by_hand())) == [KNOWN]


def ignored(meta: dict[str, str], values: tuple[str, ...] = (BANK, "ignored")) -> Facts:
    return Facts(records=(Record(DAY, "bank-line", values, meta),))


def test_ignored_lines_are_known_by_key_or_reference() -> None:
    keyed = ignored({"bank-key": line("a").key, "bank-text": "a", "reason": "private"})
    assert statuses([line("a"), line("a")], keyed) == [KNOWN, NEW]
    referred = ignored({"bank-ref": "R1", "reason": "private"})
    assert statuses([line("a", ref="R1")], referred) == [KNOWN]


def test_other_records_say_nothing_about_lines() -> None:
    assert statuses([line("a")], ignored({"reason": "no key"})) == [NEW]
    assert statuses([line("a")], ignored({"bank-ref": "R1"}, (BANK, "seen"))) == [NEW]
    assert statuses([line("a", ref="R1")], ignored({"bank-ref": "R1"}, ("X", "ignored"))) == [NEW]


texts = st.sampled_from(["rent", "fee", ""])
days = st.integers(0, 2).map(lambda n: DAY + dt.timedelta(days=n))
numbers = st.sampled_from(["5.00", "-5.00"])
lines_of = st.lists(st.builds(line, texts, numbers, days), max_size=8)


def after(files: Iterable[Sequence[BankLine]]) -> Facts:
    """Return the ledger after importing files in order; doubtful lines are confirmed as new.

    A doubt is answered truthfully: texts are reliable here, so another text is another line.
    """
    facts = Facts()
    for file in files:
        found: tuple[SortedLine, ...] = sort_lines(file, facts, BANK)
        fresh = [one.line for one in found if one.status in {NEW, DOUBTFUL}]
        facts = both(facts, booked(*fresh))
    return facts


def content(facts: Facts) -> Counter[tuple[object, ...]]:
    return Counter(
        (entry.date, posting.amount, posting.meta.get("bank-text", ""))
        for entry in facts.entries
        for posting in entry.postings
    )


def told(lines: Iterable[BankLine]) -> Counter[tuple[object, ...]]:
    return Counter((one.date, one.amount, one.text) for one in lines)


def check_slices(lines: list[BankLine], cuts: list[tuple[int, int]], order: list[int]) -> None:
    """Import whole-day slices that overlap, then the whole: the ledger holds each line once."""
    slices = [[one for one in lines if low <= (one.date - DAY).days <= high] for low, high in cuts]
    files = [slices[i % len(slices)] for i in order] if slices else []
    assert content(after([*files, lines])) == told(lines)
    assert content(after([lines, *files])) == told(lines)


cuts_of = st.lists(st.tuples(st.integers(0, 2), st.integers(0, 2)), max_size=4)


@settings(max_examples=50)
@given(lines_of, cuts_of, st.lists(st.integers(0, 9), max_size=5))
def test_slices_overlaps_and_order_do_not_matter(
    lines: list[BankLine], cuts: list[tuple[int, int]], order: list[int]
) -> None:
    check_slices(lines, cuts, order)


@pytest.mark.long
@settings(max_examples=2000, deadline=None)
@given(lines_of, cuts_of, st.lists(st.integers(0, 9), max_size=5))
def test_slices_overlaps_and_order_do_not_matter_long(
    lines: list[BankLine], cuts: list[tuple[int, int]], order: list[int]
) -> None:
    check_slices(lines, cuts, order)


@settings(max_examples=50)
@given(lines_of, st.randoms(use_true_random=False))
def test_the_order_of_rows_does_not_matter(lines: list[BankLine], random: object) -> None:
    shuffled = list(lines)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert content(after([lines, shuffled])) == content(after([shuffled, lines])) == told(lines)


@settings(max_examples=50)
@given(lines_of)
def test_keys_stay_unique(lines: list[BankLine]) -> None:
    half = lines[: len(lines) // 2]
    keys = [
        posting.meta["bank-key"] for entry in after([half, lines]).entries
        for posting in entry.postings
    ]  # fmt: skip
    assert len(keys) == len(set(keys))


def test_an_own_payment_without_key_is_called_by_its_number() -> None:
    facts = by_hand()
    (entry,) = facts.entries
    own = replace(entry, tags=("payment",), meta={**entry.meta, "id": "PMT-2026-0001"})
    found = sort_lines([line("a")], replace(facts, entries=(own,)), BANK)
    assert found[0].status is DOUBTFUL
    assert found[0].reason == f"the ledger has a payment of 5.00 EUR on {DAY} (PMT-2026-0001)"
    refund = replace(own, tags=("refund",), meta={**entry.meta, "id": "x" * 900})
    found = sort_lines([line("a")], replace(facts, entries=(refund,)), BANK)
    assert found[0].reason.startswith("the ledger has a refund of ")
    assert len(found[0].reason) < 200
