from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from billcli.domain.allocation import Allocations, Mode, decide, wholes
from billcli.domain.money import Money, total
from billcli.domain.open_item import Kind, KnownBy, OpenItem
from billcli.domain.problem import ExitCode, UsageError
from billcli.domain.wanted import Wanted, parse_wanted

if TYPE_CHECKING:
    from collections.abc import Sequence


def usd(number: str | int) -> Money:
    return Money.of(number, "USD")


def item(
    name: str,
    number: str | int,
    *,
    due: int | None = 1,
    instalment: int | None = None,
    currency: str = "USD",
) -> OpenItem:
    money = Money.of(number, currency)
    return OpenItem(
        name, Kind.INVOICE, "Acme", "Acme Inc.", "Assets:AR:Acme", dt.date(2026, 1, 1),
        None if due is None else dt.date(2026, 2, due), instalment, money, money, KnownBy.EXPLICIT,
    )  # fmt: skip


def shown(found: Allocations) -> list[str]:
    parts = [
        f"{p.open_item.item}{'/' + str(p.open_item.instalment) if p.open_item.instalment else ''}"
        f" {p.amount.number}"
        for p in found.parts
    ]
    return parts + ([f"rest {found.residual.number}"] if found.residual else [])


def refused(
    amount: Money, items: Sequence[OpenItem], *wanted: Wanted, mode: Mode = Mode.EXACT
) -> list[str]:
    with pytest.raises(UsageError) as caught:
        decide(amount, items, wanted, mode)
    assert caught.value.exit_code is ExitCode.USAGE
    assert all(p.help for p in caught.value.problems)
    return [p.code for p in caught.value.problems]


ONE, TWO, THREE = item("INV-1", "100.00"), item("INV-2", "40.00", due=3), item("INV-3", "60.00")
CREDIT = item("CN-1", "-30.00", due=None)
EURO = item("INV-E", "50.00", currency="EUR")
PARTS = [item("INV-7", "70.00", due=5, instalment=2), item("INV-7", "70.00", due=2, instalment=1)]


@pytest.mark.parametrize(
    ("amount", "items", "parts"),
    [
        ("100.00", [ONE, TWO], ["INV-1 100.00"]),
        ("140.00", [ONE, TWO], ["INV-1 100.00", "INV-2 40.00"]),
        ("100.00", [ONE], ["INV-1 100.00"]),
        ("100.00", [ONE, EURO], ["INV-1 100.00"]),
        ("70.00", [ONE, CREDIT], ["INV-1 100.00", "CN-1 -30.00"]),
        ("110.00", [ONE, TWO, CREDIT], ["INV-1 100.00", "INV-2 40.00", "CN-1 -30.00"]),
        ("140.00", [ONE, TWO, CREDIT], ["INV-1 100.00", "INV-2 40.00"]),
        ("70.00", PARTS, ["INV-7/1 70.00"]),
        ("140.00", PARTS, ["INV-7/1 70.00", "INV-7/2 70.00"]),
        ("140.00", [*PARTS, ONE], ["INV-7/1 70.00", "INV-7/2 70.00"]),
    ],
)
def test_the_only_explanation_is_taken(
    amount: str, items: list[OpenItem], parts: list[str]
) -> None:
    found = shown(decide(usd(amount), items))
    assert sorted(found) == sorted(parts)


@pytest.mark.parametrize(
    ("amount", "items"),
    [
        ("99.99", [ONE, TWO]),
        ("100.00", [ONE, TWO, THREE, item("INV-4", "100.00")]),
        ("100.00", [ONE, TWO, item("CN-2", "-40.00")]),
        ("100.00", []),
        ("50.00", [EURO]),
        ("100.00", [item("INV-0", "0.00")]),
        ("30.00", [CREDIT]),
    ],
)
def test_no_or_several_explanations_are_refused(amount: str, items: list[OpenItem]) -> None:
    assert refused(usd(amount), items) == ["PAYMENT-AMBIGUOUS"]


def test_the_refusal_lists_the_items_and_the_flags() -> None:
    with pytest.raises(UsageError) as caught:
        decide(usd("5.00"), [TWO, ONE, CREDIT, *PARTS])
    (problem,) = caught.value.problems
    assert problem.message == (
        "5.00 USD is neither one open item nor all of them: CN-1 -30.00 USD; INV-1 100.00 USD"
        " due 2026-02-01; INV-7#1 70.00 USD due 2026-02-02; INV-2 40.00 USD due"
        " 2026-02-03; INV-7#2 70.00 USD due 2026-02-05"
    )
    assert problem.help == "say which: --allocate ID[=AMOUNT], --oldest-first or --on-account"
    with pytest.raises(UsageError) as caught:
        decide(usd("100.00"), [ONE, item("INV-4", "100.00")])
    assert caught.value.problems[0].message.startswith("100.00 USD has 2 explanations")
    with pytest.raises(UsageError) as caught:
        decide(usd("5.00"), [])
    assert "no item is open in USD" in caught.value.problems[0].message


@pytest.mark.parametrize(
    ("amount", "parts"),
    [
        ("30.00", ["INV-1 30.00"]),
        ("130.00", ["INV-1 100.00", "INV-2 30.00"]),
        ("150.00", ["INV-1 100.00", "INV-2 40.00", "rest 10.00"]),
    ],
)
def test_oldest_first_follows_the_due_dates(amount: str, parts: list[str]) -> None:
    found = decide(usd(amount), [TWO, ONE, CREDIT, EURO], mode=Mode.OLDEST_FIRST)
    assert shown(found) == parts


def test_without_a_due_date_the_date_of_issue_counts() -> None:
    undated = item("INV-U", "10.00", due=None)
    found = decide(usd("20.00"), [ONE, undated], mode=Mode.OLDEST_FIRST)
    assert shown(found) == ["INV-U 10.00", "INV-1 10.00"]


def test_on_account_leaves_every_item_alone() -> None:
    assert shown(decide(usd("100.00"), [ONE], mode=Mode.ON_ACCOUNT)) == ["rest 100.00"]
    assert shown(decide(usd("5.00"), [], mode=Mode.ON_ACCOUNT)) == ["rest 5.00"]


@pytest.mark.parametrize(
    ("amount", "wanted", "parts"),
    [
        ("50.00", [Wanted("INV-1", usd("30.00"))], ["INV-1 30.00", "rest 20.00"]),
        ("50.00", [Wanted("inv-1")], ["INV-1 50.00"]),
        ("150.00", [Wanted("INV-1")], ["INV-1 100.00", "rest 50.00"]),
        ("110.00", [Wanted("INV-2"), Wanted("INV-1")], ["INV-2 40.00", "INV-1 70.00"]),
        ("70.00", [Wanted("INV-1"), Wanted("CN-1")], ["CN-1 -30.00", "INV-1 100.00"]),
        ("90.00", [Wanted("INV-1"), Wanted("CN-1", usd("10.00"))], ["CN-1 -10.00", "INV-1 100.00"]),
        ("100.00", [Wanted("INV-7", usd("100.00"))], ["INV-7/1 70.00", "INV-7/2 30.00"]),
        ("70.00", [Wanted("INV-7")], ["INV-7/1 70.00"]),
        ("70.00", [Wanted("inv-7", None, 2)], ["INV-7/2 70.00"]),
        ("80.00", [Wanted("INV-7", usd("20.00"), 2)], ["INV-7/2 20.00", "rest 60.00"]),
        (
            "90.00",
            [Wanted("INV-7", usd("20.00"), 2), Wanted("INV-7", None, 1)],
            ["INV-7/2 20.00", "INV-7/1 70.00"],
        ),
    ],
)
def test_what_is_asked_for_is_done_and_the_rest_stays_on_account(
    amount: str, wanted: list[Wanted], parts: list[str]
) -> None:
    assert shown(decide(usd(amount), [ONE, TWO, CREDIT, *PARTS], wanted)) == parts


def test_the_rest_of_a_wish_may_go_to_the_oldest() -> None:
    found = decide(
        usd("120.00"), [ONE, TWO, THREE], [Wanted("INV-2", usd("30.00"))], Mode.OLDEST_FIRST
    )
    assert shown(found) == ["INV-2 30.00", "INV-1 90.00"]


@pytest.mark.parametrize(
    ("wanted", "codes"),
    [
        ([Wanted("INV-9")], ["UNKNOWN-ITEM"]),
        ([Wanted("zzz")], ["UNKNOWN-ITEM"]),
        ([Wanted("INV-E")], ["ALLOCATION-CURRENCY"]),
        ([Wanted("INV-1", Money.of("5.00", "EUR"))], ["ALLOCATION-CURRENCY"]),
        ([Wanted("INV-1", usd("0.00"))], ["ALLOCATION-AMOUNT"]),
        ([Wanted("INV-1", usd("-5.00"))], ["ALLOCATION-AMOUNT"]),
        ([Wanted("INV-1", usd("100.01"))], ["ALLOCATION-EXCEEDS"]),
        ([Wanted("CN-1", usd("30.01"))], ["ALLOCATION-EXCEEDS"]),
        ([Wanted("INV-1"), Wanted("inv-1")], ["ALLOCATION-DUPLICATE"]),
        ([Wanted("INV-7"), Wanted("inv-7", None, 1)], ["ALLOCATION-DUPLICATE"]),
        ([Wanted("INV-7", None, 3)], ["UNKNOWN-ITEM"]),
        ([Wanted("INV-7", usd("70.01"), 2)], ["ALLOCATION-EXCEEDS"]),
        ([Wanted("INV-1", usd("60.00"))], ["ALLOCATION-SUM"]),
        ([Wanted("INV-2"), Wanted("INV-1"), Wanted("INV-3")], ["ALLOCATION-SUM"]),
        ([Wanted("INV-2", usd("1000.00")), Wanted("X")], ["ALLOCATION-EXCEEDS", "UNKNOWN-ITEM"]),
    ],
)
def test_wishes_that_cannot_be_met_are_refused_together(
    wanted: list[Wanted], codes: list[str]
) -> None:
    assert refused(usd("50.00"), [ONE, TWO, THREE, CREDIT, EURO, *PARTS], *wanted) == codes


def test_the_words_of_a_refusal() -> None:
    with pytest.raises(UsageError) as caught:
        decide(usd("50.00"), [ONE, TWO], [Wanted("INV-11"), Wanted("INV-2", usd("41.00"))])
    unknown, exceeds = caught.value.problems
    assert unknown.help == "did you mean INV-1 or INV-2?"
    assert exceeds.message == "--allocate: 41.00 USD is more than the 40.00 USD open of INV-2"


@pytest.mark.parametrize("number", ["0.00", "-5.00"])
def test_a_payment_of_nothing_is_refused(number: str) -> None:
    assert refused(usd(number), [ONE]) == ["PAYMENT-AMOUNT"]


def test_an_overpaid_instalment_is_left_alone() -> None:
    rows = [item("INV-7", "70.00", instalment=1), item("INV-7", "-5.00", due=5, instalment=2)]
    found = decide(usd("80.00"), rows, [Wanted("INV-7")])
    assert shown(found) == ["INV-7/1 70.00", "rest 10.00"]


def test_an_item_whose_id_looks_like_an_instalment_is_meant_by_all_of_it() -> None:
    found = decide(usd("40.00"), [item("shop#2", "40.00")], [parse_wanted("shop#2", "USD")])
    assert shown(found) == ["shop#2 40.00"]


def test_what_is_left_goes_to_other_instalments_of_a_named_one() -> None:
    found = decide(usd("100.00"), [*PARTS, TWO], [Wanted("INV-7", None, 2)], Mode.OLDEST_FIRST)
    assert shown(found) == ["INV-7/2 70.00", "INV-7/1 30.00"]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("INV-1", Wanted("INV-1")),
        (" INV-1 = 20 ", Wanted("INV-1", usd("20.00"))),
        ("Acme/2026-01-05/1=0.5", Wanted("Acme/2026-01-05/1", usd("0.50"))),
        ("INV-7#2", Wanted("INV-7", None, 2)),
        ("INV-7#2 = 5", Wanted("INV-7", usd("5.00"), 2)),
        ("#2", Wanted("#2")),
        ("INV-7#b", Wanted("INV-7#b")),
    ],
)
def test_an_allocation_as_typed(text: str, wanted: Wanted) -> None:
    assert parse_wanted(text, "USD") == wanted


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("=5.00", "ALLOCATION-UNREADABLE"),
        ("  ", "ALLOCATION-UNREADABLE"),
        ("INV-1=", "AMOUNT-UNREADABLE"),
        ("INV-1=1,50", "AMOUNT-UNREADABLE"),
        ("INV-1=1.005", "AMOUNT-DIGITS"),
    ],
)
def test_an_allocation_that_cannot_be_read(text: str, code: str) -> None:
    with pytest.raises(UsageError) as caught:
        parse_wanted(text, "USD")
    assert caught.value.problems[0].code == code


@settings(max_examples=50, deadline=None)
@given(
    st.integers(1, 400),
    st.lists(st.tuples(st.integers(-90, 150), st.integers(1, 28)), max_size=6),
    st.sampled_from(Mode),
    st.lists(st.tuples(st.integers(0, 6), st.none() | st.integers(1, 200)), max_size=4),
)
def test_an_allocation_never_exceeds_what_is_open(
    amount: int,
    rows: list[tuple[int, int]],
    mode: Mode,
    wishes: list[tuple[int, int | None]],
) -> None:
    items = [item(f"INV-{n}", number, due=due) for n, (number, due) in enumerate(rows)]
    wanted = [Wanted(f"INV-{n}", None if take is None else usd(take)) for n, take in wishes]
    try:
        found = decide(usd(amount), items, wanted, mode)
    except UsageError:
        return
    assert total([p.amount for p in found.parts], "USD") + found.residual == usd(amount)
    assert found.residual.number >= 0
    for part in found.parts:
        left = part.open_item.balance_open
        assert part.amount
        assert (part.amount.number > 0) == (left.number > 0)
        assert abs(part.amount.number) <= abs(left.number)
    assert len({id(p.open_item) for p in found.parts}) == len(found.parts)


def test_without_a_name_one_item_is_meant_or_all_of_them() -> None:
    found = [[row.item for row in rows] for rows in wholes([TWO, ONE, CREDIT, *PARTS])]
    assert found == [
        ["CN-1"],
        ["INV-1"],
        ["INV-7", "INV-7"],
        ["INV-2"],
        ["CN-1", "INV-1", "INV-7", "INV-2", "INV-7"],
        ["INV-1", "INV-7", "INV-2", "INV-7"],
    ]
    assert wholes([]) == [[], []]
