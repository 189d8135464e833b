from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from billcli.domain.entry import Posting
from billcli.domain.instalment import (
    Instalment,
    Share,
    instalments_of,
    parse_instalments,
    planned,
)
from billcli.domain.money import Money, quantum, total
from billcli.domain.problem import UsageError

D = dt.date
DAY = D(2026, 1, 15)


def usd(number: str) -> Money:
    return Money.of(number, "USD")


def dues(text: str, first: D) -> list[str]:
    return [share.due.isoformat() for share in parse_instalments(text, DAY, first)]


@pytest.mark.parametrize(
    ("text", "first", "expected"),
    [
        ("4 monthly", D(2026, 1, 31), ["2026-01-31", "2026-02-28", "2026-03-31", "2026-04-30"]),
        ("2 yearly", D(2028, 2, 29), ["2028-02-29", "2029-02-28"]),
        ("3 quarterly", D(2026, 11, 30), ["2026-11-30", "2027-02-28", "2027-05-30"]),
        ("3 weekly", D(2026, 2, 20), ["2026-02-20", "2026-02-27", "2026-03-06"]),
        ("2 every 14 days", DAY, ["2026-01-15", "2026-01-29"]),
        ("2 EVERY  1 month", DAY, ["2026-01-15", "2026-02-15"]),
        ("2 every 2 weeks", DAY, ["2026-01-15", "2026-01-29"]),
        ("2026-03-01=300.00, 2026-04-01=rest", DAY, ["2026-03-01", "2026-04-01"]),
        ("+14d=1,+44d=rest", DAY, ["2026-01-29", "2026-02-28"]),
    ],
)
def test_every_date_is_counted_from_the_first(text: str, first: D, expected: list[str]) -> None:
    assert dues(text, first) == expected


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("monthly", "INSTALMENTS-UNREADABLE"),
        ("1 monthly", "INSTALMENTS-UNREADABLE"),
        ("121 weekly", "INSTALMENTS-UNREADABLE"),
        ("3 every 0 days", "INSTALMENTS-UNREADABLE"),
        ("3 fortnightly", "INSTALMENTS-UNREADABLE"),
        ("2026-03-01=300", "INSTALMENTS-UNREADABLE"),
        ("2026-03-01=300, 2026-04-01", "INSTALMENTS-UNREADABLE"),
        ("2026-03-01=a, 2026-04-01=rest", "AMOUNT-UNREADABLE"),
        ("2026-02-30=1, 2026-04-01=rest", "DATE-IMPOSSIBLE"),
        ("2026-01-14=1, 2026-04-01=rest", "INSTALMENTS-DATES"),
        ("2026-04-01=1, 2026-04-01=rest", "INSTALMENTS-DATES"),
        ("2026-04-01=1, 2026-03-01=rest", "INSTALMENTS-DATES"),
        ("120 every 24 months", "INSTALMENTS-DATES"),
        ("120 every 999 months", "INSTALMENTS-DATES"),
        ("120 every 999 weeks", "INSTALMENTS-DATES"),
    ],
)
def test_a_plan_that_cannot_be_kept_is_refused(text: str, code: str) -> None:
    with pytest.raises(UsageError) as caught:
        parse_instalments(text, DAY, DAY)
    assert [p.code for p in caught.value.problems] == [code]
    assert all(p.help for p in caught.value.problems)


def test_the_first_may_not_fall_due_before_the_document() -> None:
    with pytest.raises(UsageError, match="instalment 1 is due on 2026-01-14"):
        parse_instalments("2 monthly", DAY, D(2026, 1, 14))


@pytest.mark.parametrize(
    ("shares", "whole", "expected"),
    [
        ((None, None, None), "100.00", ["33.34", "33.33", "33.33"]),
        (("300", None), "1071.00", ["300.00", "771.00"]),
        (("300", None, None), "1000.01", ["300.00", "350.01", "350.00"]),
        (("40.00", "60.00"), "100.00", ["40.00", "60.00"]),
    ],
)
def test_amounts_add_up_to_the_total(
    shares: tuple[str | None, ...], whole: str, expected: list[str]
) -> None:
    asked = [Share(D(2026, 2, n), None if s is None else Decimal(s))
             for n, s in enumerate(shares, 1)]  # fmt: skip
    found = planned(asked, usd(whole))
    assert [str(part.amount.number) for part in found] == expected
    assert [part.number for part in found] == list(range(1, len(expected) + 1))


@pytest.mark.parametrize(
    ("shares", "whole", "words"),
    [
        (("40", "50"), "100.00", "90.00 USD in all, but the total is 100.00 USD"),
        (("140", None), "100.00", "one would be -40.00 USD"),
        (("100", None), "100.00", "one would be 0.00 USD"),
        (("-5", None), "100.00", "one would be -5.00 USD"),
        ((None, None), "0.01", "one would be 0.00 USD"),
        (("50.005", "49.995"), "100.00", "50.005 USD has more digits"),
    ],
)
def test_amounts_that_do_not_add_up_are_refused(
    shares: tuple[str | None, ...], whole: str, words: str
) -> None:
    asked = [Share(DAY, None if s is None else Decimal(s)) for s in shares]
    with pytest.raises(UsageError) as caught:
        planned(asked, usd(whole))
    (problem,) = caught.value.problems
    assert problem.code == "INSTALMENTS-SUM"
    assert words in problem.message


@settings(max_examples=40, deadline=None)
@given(st.integers(120, 10**9), st.integers(2, 120), st.sampled_from(["EUR", "JPY", "KWD"]))
def test_no_two_equal_parts_differ_by_more_than_the_smallest_unit(
    units: int, count: int, currency: str
) -> None:
    whole = Money(units * quantum(currency), currency)
    parts = planned(parse_instalments(f"{count} monthly", DAY, DAY), whole)
    amounts = [part.amount for part in parts]
    assert total(amounts, currency) == whole
    assert max(a.number for a in amounts) - min(a.number for a in amounts) <= quantum(currency)
    assert amounts == sorted(amounts, key=lambda a: -a.number)


def test_instalments_are_read_back_in_the_order_they_fall_due() -> None:
    def leg(number: str, due: object, nth: object = None) -> Posting:
        meta = {"due": due} | ({"instalment": nth} if nth is not None else {})
        return Posting("Assets:AR:Acme", usd(number), meta if due else {})

    second = leg("60.00", D(2026, 3, 1), Decimal(2))
    first = leg("40.00", "2026-02-01", Decimal(1))
    assert instalments_of([second, first], 1) == (
        Instalment(1, D(2026, 2, 1), usd("40.00")),
        Instalment(2, D(2026, 3, 1), usd("60.00")),
    )
    unnumbered = [leg("-60.00", D(2026, 3, 1)), leg("-40.00", D(2026, 2, 1))]
    assert [(p.number, p.amount) for p in instalments_of(unnumbered, -1)] == [
        (1, usd("40.00")),
        (2, usd("60.00")),
    ]
    assert instalments_of([first], 1) == ()
    assert instalments_of([first, leg("60.00", None)], 1) == ()
    assert instalments_of([first, first], 1) == ()
