"""Notes in any order: what stands of each id, held against the plainest way to tell it."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from billcli.domain.dated_note import OPEN, items_of, latest, status_of
from billcli.domain.dispute import Disputed, disputes
from billcli.domain.entry import Note
from billcli.domain.hold import held, holds
from billcli.domain.money import Money
from billcli.domain.open_item import Extent

if TYPE_CHECKING:
    from billcli.domain.entry import MetaValue

START = dt.date(2026, 1, 1)
ITEMS = ("INV-1", "INV-2", "INV-3")
TAGS = ("dispute", "hold", "promise")


def _note(day: int, tag: str, own: str, *items: str, **meta: MetaValue) -> Note:
    links = (*items, own) if own else items
    said = {**({"id": own} if own else {}), **meta}
    date = START + dt.timedelta(days=day)
    return Note(date, "Assets:AR:Acme", f"on day {day}", (tag,), links, said)


@st.composite
def _notes(draw: st.DrawFn) -> list[Note]:
    """Draw notes by date, as a ledger gives them."""
    found = []
    for day in sorted(draw(st.lists(st.integers(0, 20), max_size=12))):
        tag = draw(st.sampled_from(TAGS))
        own = draw(st.sampled_from(["", f"{tag}-1", f"{tag}-2", f"{tag}-3"]))
        items = draw(st.lists(st.sampled_from(ITEMS), max_size=2, unique=True))
        meta: dict[str, MetaValue] = {}
        if draw(st.booleans()):
            meta["status"] = draw(st.sampled_from(["open", "closed", "gone"]))
        if draw(st.booleans()):
            meta["amount"] = Money.of(
                draw(st.integers(-5, 60)), draw(st.sampled_from(["EUR", "USD"]))
            )
        if draw(st.booleans()):
            meta["until"] = START + dt.timedelta(days=draw(st.integers(0, 25)))
        found.append(_note(day, tag, own, *items, **meta))
    return found


@settings(max_examples=60)
@given(_notes(), st.sampled_from(TAGS), st.integers(0, 21))
def test_the_last_note_of_each_id_stands(notes: list[Note], tag: str, day: int) -> None:
    as_of = START + dt.timedelta(days=day)
    seen = [note for note in notes if tag in note.tags and note.date <= as_of]
    named = {note.meta["id"] for note in seen if "id" in note.meta}
    found = {one.id: one for one in latest(notes, tag, as_of) if one.id}
    assert found.keys() == named
    for own, one in found.items():
        own_notes = [note for note in seen if note.meta.get("id") == own]
        assert one.note is own_notes[-1]
        assert one.since == own_notes[0].date
        opened = [note for note in own_notes if status_of(note) == OPEN]
        if opened and own_notes[0] in opened:
            assert one.reason == opened[-1].comment
        assert own not in one.links


@settings(max_examples=60)
@given(_notes(), st.integers(0, 21), st.integers(0, 100))
def test_what_is_disputed_is_never_more_than_what_is_open(
    notes: list[Note], day: int, left: int
) -> None:
    said = Disputed(disputes(notes, START + dt.timedelta(days=day)))
    for item in ITEMS:
        part = said.part(item, Money.of(left, "EUR"))
        assert 0 <= part.number <= left
        extent = said.extent(item, Decimal(left), "EUR")
        assert bool(extent) is bool(said.about(item)) is (item in said.items)
        if left:
            assert (part.number == left) is (extent is Extent.ALL)
        if any(one.amount is None for one in said.about(item)):
            assert extent is Extent.ALL


@settings(max_examples=60)
@given(_notes(), st.integers(0, 21))
def test_a_hold_holds_its_items_or_the_account_while_it_is_open(
    notes: list[Note], day: int
) -> None:
    as_of = START + dt.timedelta(days=day)
    found = holds(notes, as_of)
    whole = any(one.is_open and not one.items for one in found)
    for item in ITEMS:
        alone = any(one.is_open and item in one.items for one in found)
        assert (held(found, "Assets:AR:Acme", item) is not None) is (whole or alone)
        assert (held(found, "Assets:AR:Globex", item) is not None) is alone
    assert all(one.until is None or one.until >= as_of for one in found if one.is_open)


@pytest.mark.parametrize(
    ("meta", "status"),
    [({}, "open"), ({"status": " closed "}, "closed"), ({"status": ""}, "open")],
)
def test_a_note_is_open_where_it_says_nothing_else(meta: dict[str, MetaValue], status: str) -> None:
    assert status_of(_note(0, "hold", "HLD-1", **meta)) == status


def test_notes_without_an_id_go_by_account_and_links() -> None:
    notes = [
        _note(0, "dispute", "", "INV-1"),
        _note(1, "dispute", "", "INV-2"),
        _note(2, "dispute", "", "INV-1", status="closed"),
    ]
    found = latest(notes, "dispute", START + dt.timedelta(days=2))
    assert [(one.links, one.status) for one in found] == [
        (("INV-1",), "closed"), (("INV-2",), "open"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("own", "links", "items"),
    [
        ("HLD-1", ("INV-1", "HLD-1", "HLD-1..HLD-2"), ("INV-1",)),
        ("HLD-1", ("HLD-1", "HLD-1..HLD-2"), ()),
        ("", ("A..B", "INV-1", "INV-1"), ("A..B", "INV-1")),
    ],
)
def test_what_was_written_with_a_note_is_none_of_its_items(
    own: str, links: tuple[str, ...], items: tuple[str, ...]
) -> None:
    note = Note(START, "Assets:AR:Acme", "", ("hold",), links, {"id": own} if own else {})
    assert items_of(note, own) == items
    assert latest([note], "hold", START)[0].links == items
