from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from billcli.domain.entry import Directive, Document, Entry, Note, Posting
from billcli.domain.money import Money
from billcli.domain.seal import sealed
from billcli.ledger.added_text import appended
from billcli.ledger.block import last_block, note_block
from billcli.ledger.render import render

DAY = dt.date(2026, 1, 15)
ACME = "Assets:Receivable:Acme"


def entry(own_id: str, *, key: str = "invoice", note: str = "Consulting") -> Entry:
    owed = Money.of("100.00", "EUR")
    legs = Posting(ACME, owed, {"invoice": "INV-9"}), Posting("Income:Services", -owed)
    meta = {key: own_id} if own_id else {}
    links = (own_id, "INV-9") if own_id else ("RET-1",)
    return sealed(Entry(DAY, "Acme", note, (), links, legs, meta))


def document(number: str) -> Document:
    return Document(DAY, ACME, f"documents/{number}.pdf", (), (number,))


def note(number: str) -> Note:
    return Note(DAY, ACME, "Made", (), (number,), {"level": Decimal(1)})


def added(old: bytes, *directives: Directive) -> bytes:
    return appended(old, render(directives))[0]


OLD = {
    "nothing": b"",
    "a line": b"2025-01-01 open Assets:Bank\n",
    "no final newline": b"2025-01-01 open Assets:Bank",
    "a blank line at the end": b"2025-01-01 open Assets:Bank\n\n",
    "blank lines only": b"\n\n",
    "windows lines": b"; one\r\n; two\r\n",
    "windows lines without the last": b"; one\r\n; two",
    "mixed lines": b"; one\n; two\r\n; three\n",
    "mixed, mostly windows": b"; one\r\n; two\r\n; three\n",
    "another invoice": added(b"", entry("INV-1"), document("INV-1")),
}


@pytest.mark.parametrize("old", OLD.values(), ids=OLD)
@pytest.mark.parametrize("attached", [(), (document("INV-2"),), (document("INV-2"), note("INV-2"))])
def test_removing_what_was_appended_gives_the_old_bytes(
    old: bytes, attached: tuple[Directive, ...]
) -> None:
    new = added(old, entry("INV-2"), *attached)
    block = last_block(new, {"INV-2"})
    assert block is not None
    newline = b"\r\n" if old.count(b"\r\n") * 2 > old.count(b"\n") else b"\n"
    whole = old if old.endswith(b"\n") or not old else old + newline
    assert block.removed_from(new) == whole
    assert block.text.replace("\r\n", "\n") == render([entry("INV-2"), *attached])


def test_what_stands_behind_the_block_stays() -> None:
    new = added(b"; top\n", entry("INV-2"), document("INV-2"))
    later = b"\n; a comment\n2026-02-01 balance Assets:Bank 0.00 EUR\n"
    block = last_block(new + later, {"INV-2"})
    assert block is not None
    assert block.removed_from(new + later) == b"; top\n" + later


def test_entries_written_together_are_found_together() -> None:
    old = added(b"", entry("INV-1"))
    new = added(
        old,
        entry("CN-1"),
        document("CN-1"),
        entry("APP-1", key="id"),
    )
    block = last_block(new, {"CN-1", "APP-1"})
    assert block is not None
    assert block.removed_from(new) == old


def test_a_bank_fee_without_an_id_goes_with_the_return_it_is_linked_to() -> None:
    new = added(b"; top\n", entry("RET-1", key="id"), entry(""))
    block = last_block(new, {"RET-1"})
    assert block is not None
    assert block.removed_from(new) == b"; top\n"


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"2025-01-01 open Assets:Bank\n",
        added(b"", entry("INV-1")),
        added(b"", entry("INV-2"), entry("PMT-1", key="id")),
    ],
    ids=["nothing", "no entry", "another entry", "not the last"],
)
def test_there_is_no_block_when_the_last_sealed_entry_is_another(content: bytes) -> None:
    assert last_block(content, {"INV-2"}) is None


def test_an_entry_by_hand_behind_it_does_not_hide_the_last_sealed_one() -> None:
    new = added(b"", entry("INV-2"))
    by_hand = b'\n2026-02-01 * "By hand"\n  Assets:Bank  1.00 EUR\n  Income:Services  -1.00 EUR\n'
    block = last_block(new + by_hand, {"INV-2"})
    assert block is not None
    assert block.removed_from(new + by_hand) == by_hand


def test_a_note_of_another_item_or_behind_a_comment_stays() -> None:
    new = added(b"", entry("INV-2"))
    for rest in (
        b"\n" + render([note("INV-1")]).encode(),
        b"\n; x\n" + render([note("INV-2")]).encode(),
    ):
        block = last_block(new + rest, {"INV-2"})
        assert block is not None
        assert block.removed_from(new + rest) == rest


def test_a_caret_in_a_text_is_not_a_link() -> None:
    new = added(b"", entry("INV-2"))
    remark = render([Note(DAY, ACME, "see ^INV-2", (), ("INV-1",))]).encode()
    block = last_block(new + b"\n" + remark, {"INV-2"})
    assert block is not None
    assert block.removed_from(new + b"\n" + remark) == b"\n" + remark


LINES = st.lists(
    st.sampled_from(["; x", "", "2025-01-01 open Assets:Bank", '2025-01-02 * "a" "b"', "  k: 1"]),
    max_size=6,
)


@given(LINES, st.sampled_from(["\n", "\r\n"]), st.booleans())
@settings(max_examples=50, deadline=None)
def test_append_then_remove_is_nothing_whatever_stood_before(
    lines: list[str], newline: str, ends: bool
) -> None:
    old = newline.join([*lines, ""] if ends else lines).encode()
    new = added(old, entry("INV-2"), document("INV-2"))
    block = last_block(new, {"INV-2"})
    assert block is not None
    assert block.removed_from(new).removesuffix(b"\n").removesuffix(b"\r") == old.removesuffix(
        b"\n"
    ).removesuffix(b"\r")
    assert block.removed_from(new).startswith(old)


def _line(content: bytes, text: bytes) -> int:
    return content[: content.index(text)].count(b"\n") + 1


@pytest.mark.parametrize("old", OLD.values(), ids=OLD)
@pytest.mark.parametrize("more", [(), (entry("INV-7"), document("INV-7"))])
def test_a_note_is_taken_out_from_wherever_it_stands(
    old: bytes, more: tuple[Directive, ...]
) -> None:
    own = Note(DAY, ACME, "No", ("dispute",), ("INV-9", "DSP-1"), {"id": "DSP-1"})
    new = added(old, own)
    behind = added(new, *more) if more else new
    block = note_block(behind, _line(behind, b" note Assets"))
    assert block is not None
    assert block.text.replace("\r\n", "\n") == render([own])
    ended = old if not old or old.endswith(b"\n") else new[: len(old) + new[len(old) :].index(b"2")]
    rest = block.removed_from(behind)
    assert rest.startswith(old)
    assert b"dispute" not in rest
    if not more:
        assert rest in {old, ended, old + b"\n", old + b"\r\n"}
    else:
        assert rest.count(b"INV-7") == behind.count(b"INV-7")


def test_of_several_notes_the_one_on_the_line_is_meant() -> None:
    notes = [Note(DAY, ACME, f"No {n}", ("hold",), (f"HLD-{n}",), {}) for n in range(3)]
    content = added(b"; books\n", *notes)
    for one in notes:
        block = note_block(content, _line(content, render([one]).encode()))
        assert block is not None
        assert block.text == render([one])
        assert block.removed_from(content) == added(
            b"; books\n", *(other for other in notes if other is not one)
        )


def test_where_no_note_begins_there_is_none() -> None:
    content = added(b"", entry("INV-1"), document("INV-1"), note("INV-1"))
    for line in range(1, content.count(b"\n") + 2):
        block = note_block(content, line)
        assert (block is None) is (line != _line(content, b"2026-01-15 note"))
