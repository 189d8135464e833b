"""Disputes and what they say of items, from notes as a ledger writes them."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from billcli.domain.dated_note import latest
from billcli.domain.dispute import Disputed, disputes
from billcli.domain.money import Money
from billcli.domain.open_item import Extent

if TYPE_CHECKING:
    from collections.abc import Callable

    from billcli.domain.books import Books
    from billcli.domain.entry import Facts

DAY = dt.date(2026, 3, 31)
BILL = """
    2026-01-01 open Assets:AR:Acme
    2026-01-01 open Income:X
    2026-01-10 * "Acme" "Bill" #invoice ^INV-1
      invoice: "INV-1"
      Assets:AR:Acme  {one} USD
      Assets:AR:Acme  {two} USD
        due: 2026-04-01
        instalment: 2
      Income:X
    """
NOTE = """
    {day} note Assets:AR:Acme "{text}" #dispute ^INV-1 ^{own}
      id: "{own}"
      {meta}
    """


def _note(day: str, text: str, own: str, meta: str = 'status: "open"') -> str:
    return NOTE.format(day=day, text=text, own=own, meta=meta)


def test_the_latest_note_of_an_id_stands_and_the_first_tells_since_when(
    facts_of: Callable[[str], Facts],
) -> None:
    text = _note("2026-02-03", "settled on the phone", "DSP-1", 'status: "closed"')
    text += _note("2026-02-01", "two hours too many", "DSP-1")
    text += _note("2026-02-02", "three hours too many", "DSP-1", "amount: 30.00 USD")
    text += _note("2026-02-02", "wrong address", "DSP-2", "amount: -30.00 USD")
    notes = facts_of(text).notes
    first, second = disputes(notes, DAY)
    assert (first.id, first.opened, first.is_open) == ("DSP-1", dt.date(2026, 2, 1), False)
    assert (first.account, first.items) == ("Assets:AR:Acme", ("INV-1",))
    assert (first.reason, first.amount) == ("three hours too many", None)
    assert (second.reason, second.amount, second.is_open) == ("wrong address", None, True)
    (before,) = disputes(notes, dt.date(2026, 2, 1))
    assert (before.reason, before.amount, before.is_open) == ("two hours too many", None, True)
    assert disputes(notes, dt.date(2026, 2, 2))[0].amount == Money.of("30.00", "USD")
    assert latest(notes, "hold", DAY) == ()


PARTS = [
    ("", "0.00", Extent.NONE),
    ('status: "open"', "100.00", Extent.ALL),
    ("amount: 30.00 USD", "30.00", Extent.PART),
    ("amount: 100.00 USD", "100.00", Extent.ALL),
    ("amount: 120.00 USD", "100.00", Extent.ALL),
    ("amount: 30.00 EUR", "100.00", Extent.ALL),
]


@pytest.mark.parametrize(("meta", "part", "extent"), PARTS)
def test_an_amount_disputes_a_part_of_an_item(
    facts_of: Callable[[str], Facts], meta: str, part: str, extent: Extent
) -> None:
    notes = facts_of(_note("2026-02-01", "No", "DSP-1", meta)).notes if meta else ()
    said = Disputed(disputes(notes, DAY))
    assert said.part("INV-1", Money.of(100, "USD")) == Money.of(part, "USD")
    assert said.extent("INV-1", Decimal(100), "USD") is extent
    assert said.items == (("INV-1",) if meta else ())
    assert [one.id for one in said.about("INV-1")] == (["DSP-1"] if meta else [])


def test_parts_add_up_and_nothing_of_what_is_settled_is_disputed(
    facts_of: Callable[[str], Facts],
) -> None:
    text = "".join(_note("2026-02-01", "No", f"DSP-{n}", "amount: 50.00 USD") for n in (1, 2))
    said = Disputed(disputes(facts_of(text).notes, DAY))
    assert said.part("INV-1", Money.of(300, "USD")) == Money.of(100, "USD")
    assert said.extent("INV-1", Decimal(100), "USD") is Extent.ALL
    assert said.extent("INV-1", Decimal(101), "USD") is Extent.PART
    assert said.extent("INV-1", Decimal(0), "USD") is Extent.PART
    assert said.part("INV-1", Money.of(-5, "USD")) == Money.zero("USD")


@pytest.mark.parametrize(
    ("amount", "extent"),
    [("99.99", Extent.PART), ("100.00", Extent.ALL), ("500.00", Extent.ALL)],
)
def test_an_item_is_disputed_by_what_is_open_of_all_its_instalments(
    books_of: Callable[..., Books], amount: str, extent: Extent
) -> None:
    text = BILL.format(one="60.00", two="40.00") + _note(
        "2026-02-01", "No", "DSP-1", f"amount: {amount} USD"
    )
    books = books_of(text)
    assert [row.disputed for row in books.items] == [extent, extent]
    assert [one.id for one in books.disputes] == ["DSP-1"]
