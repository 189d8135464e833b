"""Contacts by notes: what counts as one, the last good one, and what came back."""

from __future__ import annotations

import datetime as dt

import pytest

from billcli.domain.contact import Contact, ContactKind, contacts, reached
from billcli.domain.entry import Note

ACME, GLOBEX = "Assets:Receivable:Acme", "Assets:Receivable:Globex"
DAY = dt.date(2026, 3, 1)


def note(tags: str, day: int = 1, account: str = ACME, own: str = "") -> Note:
    meta = {"id": own} if own else {}
    return Note(dt.date(2026, 3, day), account, f"said: {tags}", tuple(tags.split()), (), meta)


@pytest.mark.parametrize(
    ("tags", "kind"),
    [
        ("call", ContactKind.CALL),
        ("delivery mail", ContactKind.MAIL),
        ("delivery letter", ContactKind.LETTER),
        ("letter delivery urgent", ContactKind.LETTER),
        ("delivery bounce", ContactKind.BOUNCE),
        ("delivery", None),
        ("delivery fax", None),
        ("dispute", None),
        ("bounce", None),
        ("", None),
    ],
)
def test_the_tags_of_a_note_tell_the_kind_of_contact(tags: str, kind: ContactKind | None) -> None:
    found = contacts([note(tags, own="CON-1")], DAY)
    assert found == ((Contact("CON-1", ACME, DAY, kind, f"said: {tags}"),) if kind else ())


@pytest.mark.parametrize("kind", ContactKind)
def test_a_contact_is_read_as_it_is_written(kind: ContactKind) -> None:
    (found,) = contacts([note(" ".join(kind.tags))], DAY)
    assert (found.kind, found.id) == (kind, "")


def test_contacts_come_by_date_up_to_a_day_and_of_one_account() -> None:
    notes = [note("call", 5), note("call", 2, GLOBEX), note("delivery bounce", 3), note("call", 9)]
    day = dt.date(2026, 3, 5)
    assert [one.date.day for one in contacts(notes, day)] == [2, 3, 5]
    assert [one.date.day for one in contacts(notes, day, ACME)] == [3, 5]
    assert contacts(notes, dt.date(2026, 3, 1)) == ()


@pytest.mark.parametrize(
    ("kinds", "changed", "last", "bounces"),
    [
        ([], None, None, 0),
        (["call"], None, 1, 0),
        (["call", "delivery bounce"], None, 1, 1),
        (["delivery bounce", "delivery bounce"], None, None, 2),
        (["delivery bounce", "delivery bounce"], 1, None, 1),
        (["delivery bounce", "delivery letter", "delivery bounce"], 3, 2, 0),
        (["delivery bounce", "delivery mail"], None, 2, 1),
    ],
)
def test_bounces_count_from_the_day_after_the_address_was_replaced(
    kinds: list[str], changed: int | None, last: int | None, bounces: int
) -> None:
    notes = [note(kind, day) for day, kind in enumerate(kinds, 1)]
    found = contacts(notes, dt.date(2026, 3, 31))
    reach = reached(found, dt.date(2026, 3, changed) if changed else None)
    assert (reach.last.date.day if reach.last else None, reach.bounces) == (last, bounces)
