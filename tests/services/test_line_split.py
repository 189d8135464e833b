"""A line split as it is typed, with what is left told after each word."""

from __future__ import annotations

import datetime as dt

import pytest

from billcli.domain.money import Money
from billcli.domain.open_item import Kind, KnownBy, OpenItem
from billcli.domain.problem import UsageError
from billcli.services.line_answer import Accept, Settle
from billcli.services.line_split import Split, item_meant, parts_of

DAY = dt.date(2026, 1, 5)


def eur(number: str) -> Money:
    return Money.of(number, "EUR")


def _row(item: str, number: str, customer: str = "Acme", part: int | None = None) -> OpenItem:
    due = DAY + dt.timedelta(days=part or 0)
    amount = eur(number)
    kind = Kind.INVOICE if amount.number > 0 else Kind.CREDIT_NOTE
    return OpenItem(item, kind, customer, customer, f"Assets:Receivable:{customer}", DAY, due, part,
                    amount, amount, KnownBy.EXPLICIT)  # fmt: skip


ROWS = [
    _row("INV-2025-0042", "10.00", "Globex"),
    _row("INV-2026-0042", "100.00"),
    _row("INV-2026-0045", "60.00"),
    _row("INV-2026-0007", "30.00", "Globex"),
    _row("CN-2026-0003", "-25.00"),
]


@pytest.mark.parametrize(
    ("text", "customer", "item"),
    [
        ("INV-2026-0042", "", "INV-2026-0042"),
        ("inv-2025-0042", "Acme", "INV-2025-0042"),
        ("42", "Acme", "INV-2026-0042"),
        ("0045", "", "INV-2026-0045"),
        ("cn3", "Acme", "CN-2026-0003"),
        ("i7", "Acme", "INV-2026-0007"),
    ],
)
def test_the_end_of_a_number_is_enough(text: str, customer: str, item: str) -> None:
    assert item_meant(text, ROWS, customer) == item


@pytest.mark.parametrize(
    ("text", "code"),
    [("42", "ITEM-SEVERAL"), ("2", "UNKNOWN-ITEM"), ("x42", "UNKNOWN-ITEM"), ("", "UNKNOWN-ITEM")],
)
def test_a_number_that_is_none_or_several_is_refused(text: str, code: str) -> None:
    with pytest.raises(UsageError) as caught:
        item_meant(text, ROWS)
    assert caught.value.problems[0].code == code


def test_what_is_left_follows_every_word() -> None:
    split = Split(eur("150.00"), ROWS, "Acme")
    split.add("42")
    assert split.left == eur("50.00")
    split.add("45 -cn3")
    assert split.left == eur("15.00")
    assert split.answer() == Settle(
        "Acme", ("INV-2026-0042=100.00", "CN-2026-0003=25.00", "INV-2026-0045=60.00")
    )


def test_an_item_takes_no_more_than_is_left() -> None:
    split = Split(eur("80.00"), ROWS, "Acme")
    split.add("42")
    assert split.answer() == Settle("Acme", ("INV-2026-0042=80.00",))


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("42=101", "ALLOCATION-EXCEEDS"),
        ("42=0", "ALLOCATION-SUM"),
        ("42=ten", "AMOUNT-UNREADABLE"),
        ("42 42", "ALLOCATION-DUPLICATE"),
        ("-42", "ALLOCATION-AMOUNT"),
        ("-cn3=26", "ALLOCATION-EXCEEDS"),
        ("42=50 45=60", "ALLOCATION-SUM"),
        ("42 99", "UNKNOWN-ITEM"),
    ],
)
def test_a_word_that_cannot_be_leaves_everything_as_it_was(typed: str, code: str) -> None:
    split = Split(eur("100.00"), ROWS, "Acme")
    split.add("7=5")
    before = split.left
    with pytest.raises(UsageError) as caught:
        split.add(typed)
    assert (caught.value.problems[0].code, split.left) == (code, before)


def test_several_customers_are_one_way_to_book_without_a_rest() -> None:
    split = Split(eur("130.00"), ROWS, "Acme")
    split.add("INV-2026-0042 7=25")
    assert split.customers == ("Acme", "Globex")
    with pytest.raises(UsageError, match=r"5\.00 EUR would be left"):
        split.answer()
    split.add("INV-2025-0042=5")
    answer = split.answer()
    assert isinstance(answer, Accept)
    assert answer.chosen.customer == ""
    assert [(p.item.item, str(p.amount.number)) for p in answer.chosen.parts] == [
        ("INV-2026-0042", "100.00"), ("INV-2026-0007", "25.00"), ("INV-2025-0042", "5.00"),
    ]  # fmt: skip


def test_nobody_named_is_refused() -> None:
    with pytest.raises(UsageError, match="left of nobody"):
        Split(eur("1.00"), ROWS).answer()


def test_instalments_are_filled_as_they_fall_due() -> None:
    rows = [_row("INV-1", "40.00", part=2), _row("INV-1", "60.00", part=1)]
    found = parts_of({"INV-1": eur("80.00")}, rows)
    assert [(p.item.instalment, str(p.amount.number)) for p in found] == [
        (1, "60.00"),
        (2, "20.00"),
    ]
