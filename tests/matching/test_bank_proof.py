"""A bank account proven: statements against the ledger, and against each other."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from billcli.domain.bank_line import BankLine, numbered
from billcli.domain.bank_statement import BankStatement
from billcli.domain.entry import Entry, Facts, Posting
from billcli.domain.money import Money
from billcli.matching.bank_movement import movements_of, pair
from billcli.matching.bank_proof import AccountProof, prove_account
from billcli.matching.proven_statement import Verdict

BANK = "Assets:Bank"


def eur(number: str | int) -> Money:
    return Money.of(number, "EUR")


def day(number: int) -> dt.date:
    return dt.date(2026, 3, 1) + dt.timedelta(days=number - 1)


def booked(*moves: tuple[int, str]) -> Facts:
    return Facts(
        tuple(
            Entry(day(number), "Acme", "", (), (), (Posting(BANK, eur(amount)),))
            for number, amount in moves
        )
    )


def statement(
    *moves: tuple[int, str],
    opening: str = "",
    closing: str = "",
    number: str = "",
    until: int = 0,
) -> BankStatement:
    return BankStatement(
        BANK,
        "EUR",
        numbered(BankLine(BANK, day(at), eur(amount)) for at, amount in moves),
        opening=eur(opening) if opening else None,
        closing=eur(closing) if closing else None,
        number=number,
        closing_date=day(until) if until else None,
    )


def verdicts(proof: AccountProof) -> list[str]:
    return [one.verdict.value for one in proof.statements]


def test_books_that_hold_every_line_prove() -> None:
    one = statement((2, "5.00"), (4, "-1.00"), opening="10.00", closing="14.00")
    proof = prove_account([[one]], booked((1, "10.00"), (2, "5.00"), (4, "-1.00"), (5, "9.00")))
    [found] = proof.statements
    assert (found.begin, found.end, found.ledger) == (day(2), day(4), eur("14.00"))
    assert (found.difference, found.verdict) == (eur(0), Verdict.PROVEN)
    assert (proof.missing, proof.extra, proof.shifted, proof.gaps) == ((), (), (), ())
    assert proof.holds


def test_what_one_side_lacks_is_named() -> None:
    one = statement((2, "5.00"), (4, "-1.00"), opening="0.00", closing="4.00")
    proof = prove_account([[one]], booked((2, "5.00"), (3, "7.00"), (9, "8.00")))
    assert [line.amount for line in proof.missing] == [eur("-1.00")]
    assert [moved.amount for moved in proof.extra] == [eur("7.00")]
    assert proof.statements[0].difference == eur("-8.00")
    assert (verdicts(proof), proof.holds) == (["differs"], False)


def test_equal_sums_do_not_hide_what_is_missing() -> None:
    one = statement((2, "5.00"), opening="0.00", closing="5.00")
    proof = prove_account([[one]], booked((2, "2.00"), (2, "3.00")))
    assert verdicts(proof) == ["proven"]
    assert (len(proof.missing), len(proof.extra), proof.holds) == (1, 2, False)


def test_a_statement_that_does_not_close_is_open_whatever_the_ledger_has() -> None:
    one = statement((2, "5.00"), opening="0.00", closing="6.00")
    assert verdicts(prove_account([[one]], booked((2, "6.00")))) == ["open"]


def test_a_statement_without_a_closing_balance_proves_by_its_lines_alone() -> None:
    proof = prove_account([[statement((2, "5.00"))]], booked((2, "5.00")))
    assert (verdicts(proof), proof.holds) == (["no-balance"], True)
    assert not prove_account([[statement((2, "5.00"))]], booked()).holds


def test_a_statement_of_nothing_proves_nothing() -> None:
    proof = prove_account([[statement(closing="5.00")]], booked((2, "5.00")))
    assert (verdicts(proof), proof.extra, proof.statements[0].end) == (["no-balance"], (), None)


def test_a_line_that_the_ledger_has_beyond_the_end_is_told() -> None:
    one = statement((2, "5.00"), (4, "1.00"), opening="0.00", closing="6.00")
    proof = prove_account([[one]], booked((2, "5.00"), (6, "1.00")))
    assert verdicts(proof) == ["differs"]
    [(line, moved)] = proof.shifted
    assert (line.date, moved.date) == (day(4), day(6))
    inside = prove_account([[one]], booked((3, "5.00"), (4, "1.00")))
    assert (inside.shifted, inside.holds) == ((), True)


def slips(*made: tuple[int, str, str]) -> Facts:
    """Return books with a deposit of each day, amount and number; without one it is a sale."""
    return Facts(
        tuple(
            Entry(
                day(at), "Deposit", "", ("deposit",) if slip else (), (),
                (Posting(BANK, eur(amount)),), {"id": slip} if slip else {},
            )
            for at, amount, slip in made
        )
    )  # fmt: skip


def words(at: int, text: str) -> BankLine:
    return BankLine(BANK, day(at), eur("5.00"), text=text)


@pytest.mark.parametrize(
    ("made", "lines", "pairs"),
    [
        ([(1, "5.00", "DEP-1")], [(20, "slip DEP-1")], {20: 1}),
        ([(1, "5.00", "DEP-1")], [(20, "slip dep 1")], {20: 1}),
        ([(1, "5.00", "DEP-1")], [(20, "counter deposit")], {}),
        ([(1, "5.00", "DEP-1")], [(4, "counter deposit")], {4: 1}),
        ([(1, "5.00", "DEP-1")], [(20, "slip DEP-11")], {}),
        ([(1, "5.01", "DEP-1")], [(20, "slip DEP-1")], {}),
        ([(1, "5.00", "DEP-1")], [(9, "DEP-1"), (20, "DEP-1")], {9: 1}),
        ([(1, "5.00", "DEP-1"), (9, "5.00", "")], [(9, "DEP-1")], {9: 1}),
        ([(1, "5.00", "DEP-1"), (9, "5.00", "")], [(9, "DEP-1"), (10, "x")], {9: 1, 10: 9}),
        ([(1, "5.00", "DEP-1"), (2, "5.00", "DEP-1-2")], [(20, "DEP-1-2")], {20: 2}),
        ([(1, "5.00", "DEP-2"), (2, "5.00", "DEP-1")], [(9, "DEP-1"), (10, "DEP-2")],
         {9: 2, 10: 1}),
    ],
)  # fmt: skip
def test_a_line_that_names_a_deposit_slip_is_its_line_however_late(
    made: list[tuple[int, str, str]], lines: list[tuple[int, str]], pairs: dict[int, int]
) -> None:
    movements = movements_of(slips(*made), BANK, "EUR")
    told = [words(*line) for line in lines]
    found = pair(told, movements)
    assert {told[at].date.day: one.date.day for at, one in found.items()} == pairs
    backwards = pair(told[::-1], movements[::-1])
    if len({text for _, text in lines}) == len(lines):
        assert {told[::-1][at].date.day: one.date.day for at, one in backwards.items()} == pairs


FIRST = statement((2, "5.00"), opening="0.00", closing="5.00", number="7", until=3)


def test_days_between_statements_that_meet_are_told_by_them() -> None:
    later = statement((9, "1.00"), opening="5.00", closing="6.00")
    between = booked((2, "5.00"), (5, "4.00"), (6, "-4.00"), (9, "1.00"))
    proof = prove_account([[FIRST, later]], between)
    assert [moved.date for moved in proof.extra] == [day(5), day(6)]
    apart = statement((9, "1.00"), opening="7.00", closing="8.00")
    assert prove_account([[FIRST, apart]], between).extra == ()


@pytest.mark.parametrize(
    ("opening", "number", "words", "certain"),
    [
        ("5.00", "8", "", False),
        ("5.00", "1", "", False),
        ("5.00", "9", "statement 8 is not here", False),
        ("6.00", "9", "statement 8 is not here", True),
        ("6.00", "8", "it opens with 6.00 EUR, the one before ends with 5.00 EUR", True),
        ("", "12", "statements 8 to 11 are not here", True),
        ("", "8", "", False),
        ("", "A-9", "", False),
    ],
)
def test_gaps_between_statements_are_named(
    opening: str, number: str, words: str, certain: bool
) -> None:
    closing = str(eur(opening).number + 1) if opening else ""
    later = statement((9, "1.00"), opening=opening, closing=closing, number=number)
    proof = prove_account([[later], [FIRST]], booked((2, "5.00"), (9, "1.00")))
    told = [(gap.day, gap.words, gap.certain) for gap in proof.gaps]
    assert told == ([(day(9), words, certain)] if words else [])


def test_statements_that_overlap_have_no_gap_and_their_lines_count_once() -> None:
    both = statement((2, "5.00"), (4, "1.00"), opening="0.00", closing="6.00")
    wide = statement((1, "2.00"), (2, "5.00"), (4, "1.00"), opening="0.00", closing="8.00")
    proof = prove_account([[both], [wide], [both]], booked((1, "2.00"), (2, "5.00"), (4, "1.00")))
    assert (proof.missing, proof.gaps, len(proof.statements)) == ((), (), 2)


def test_files_of_one_day_with_other_references_have_other_lines() -> None:
    def refs(*texts: str) -> list[BankStatement]:
        lines = [BankLine(BANK, day(2), eur("5.00"), bank_ref=text) for text in texts]
        return [replace(statement(), lines=numbered(lines))]

    def count(*files: list[BankStatement]) -> int:
        return len(prove_account(files, booked()).missing)

    assert count(refs("A"), refs("B")) == 2
    assert count(refs("A", "B"), refs("B", "A")) == 2
    assert count(refs("A"), refs("")) == count(refs(""), refs("A")) == 1
    assert count(refs("", ""), refs("A"), refs("NONREF", "", "")) == 3


def test_reports_of_one_day_at_two_hours_have_no_gap() -> None:
    noon = statement((2, "5.00"), opening="0.00", closing="5.00")
    night = statement((2, "5.00"), (2, "1.00"), opening="0.00", closing="6.00")
    wide = statement((1, "0.50"), (2, "5.00"), opening="-0.50", closing="5.00", until=3)
    facts = booked((2, "5.00"), (2, "1.00"))
    assert prove_account([[noon, night]], facts).gaps == ()
    assert prove_account([[noon, wide]], facts).gaps == ()


def test_a_file_in_one_piece_hides_no_gap_in_the_other() -> None:
    later = statement((9, "1.00"), opening="5.00", closing="6.00")
    whole = statement((2, "5.00"), (9, "1.00"), opening="0.00", closing="6.00")
    facts = booked((2, "5.00"), (9, "1.00"))
    assert prove_account([[FIRST, later], [whole]], facts).gaps == ()
    apart = statement((9, "1.00"), opening="7.00", closing="8.00")
    assert len(prove_account([[FIRST, apart], [whole]], facts).gaps) == 1


def test_equal_lines_of_two_statements_in_one_file_are_two() -> None:
    [one, two] = (
        statement((2, "5.00"), opening=a, closing=b) for a, b in (("0.00", "5.00"), ("5.00", "10"))
    )
    proof = prove_account([[one, two]], booked((2, "5.00"), (2, "5.00")))
    assert (proof.missing, proof.extra, proof.gaps) == ((), (), ())
    assert len(prove_account([[one, two]], booked((2, "5.00"))).missing) == 1


@given(st.lists(st.tuples(st.integers(1, 9), st.integers(-3, 3).filter(bool)), max_size=8))
def test_the_difference_is_what_the_sides_lack(moves: list[tuple[int, int]]) -> None:
    """Beyond what stands on other days: closing - ledger = missing - extra."""
    kept = [(at, f"{number}.00") for at, number in moves[::2]]
    lost = [(at, f"{number}.00") for at, number in moves[1::2]]
    every = sorted([*kept, *lost])
    end = str(sum(int(float(amount)) for _, amount in every))
    one = statement(*every, opening="0.00", closing=end, until=9)
    proof = prove_account([[one]], booked(*kept))
    lacking = sum((line.amount.number for line in proof.missing), start=eur(0).number)
    lacking -= sum(moved.amount.number for moved in proof.extra)
    assert proof.statements[0].difference == Money(lacking, "EUR")
    assert proof.holds == (not lost)
