"""Which note ``undo`` takes back: the last that was written, or the one that is named."""

from __future__ import annotations

import datetime as dt
import os
from typing import TYPE_CHECKING

import pytest

from billcli.domain.entry import Note
from billcli.domain.problem import UsageError
from billcli.services.last_written import ends_of
from billcli.services.undo_entry import undo_entry
from billcli.services.undo_note import last_note, note_id
from billcli.services.writing import Consent

if TYPE_CHECKING:
    from shop import Shop

DAY = dt.date(2026, 1, 31)
YES = Consent(lambda _text: None)
CALL = 'contact log Acme "Called"'


@pytest.mark.parametrize(
    ("tags", "links", "own", "found"),
    [
        (("dispute",), ("INV-1", "DSP-1"), "DSP-1", "DSP-1"),
        (("delivery", "mail"), ("CON-1",), "CON-1", "CON-1"),
        (("dispute",), ("INV-1",), "DSP-1", ""),
        (("reminder",), ("INV-1", "R-1"), "R-1", ""),
        (("call",), (), "", ""),
    ],
)
def test_a_note_that_billcli_wrote_links_itself(
    tags: tuple[str, ...], links: tuple[str, ...], own: str, found: str
) -> None:
    meta = {"id": own} if own else {}
    assert note_id(Note(DAY, "Assets:Receivable:Acme", "No", tags, links, meta)) == found


def _last(shop: Shop, wanted: str = "") -> str:
    note = last_note(shop.workspace(), wanted)
    return note_id(note) if note else ""


def _saved(shop: Shop, name: str, second: int) -> None:
    os.utime(shop.folder / name, (second, second))


def test_what_stands_last_in_the_file_was_written_last(shop: Shop) -> None:
    assert _last(shop) == ""
    shop.done(CALL)
    assert _last(shop) == "CON-2026-0001"
    shop.sold("100")
    assert _last(shop) == ""
    assert list(ends_of(shop.workspace())) == ["2026.beancount"]
    shop.done("dispute open INV-2026-0001 --reason No", CALL)
    assert _last(shop) == "CON-2026-0002"
    assert _last(shop, "DSP-2026-0001") == "DSP-2026-0001"
    assert _last(shop, "INV-2026-0001") == ""


def test_a_note_written_by_hand_is_not_the_last_act(shop: Shop) -> None:
    shop.sold("100")
    shop.append(
        '\n2026-02-01 note Assets:Receivable:Acme "They said" #call ^INV-2026-0001\n  id: "X-1"\n',
        "2026.beancount",
    )
    assert _last(shop) == ""
    assert undo_entry(shop.workspace(), "", YES).ids == ("INV-2026-0001",)


def test_of_two_files_the_one_that_was_saved_last_tells(shop: Shop) -> None:
    shop.sold("100")
    shop.today = dt.date(2027, 1, 2)
    shop.done(CALL)
    _saved(shop, "2026.beancount", 1000)
    _saved(shop, "2027.beancount", 2000)
    assert _last(shop) == "CON-2027-0001"
    _saved(shop, "2026.beancount", 3000)
    with pytest.raises(UsageError) as caught:
        _last(shop)
    (problem,) = caught.value.problems
    assert problem.code == "UNDO-WHICH"
    assert "CON-2027-0001 or INV-2026-0001" in problem.message
    assert undo_entry(shop.workspace(), "CON-2027-0001", YES).ids == ("CON-2027-0001",)


def test_the_latest_note_of_an_id_goes_first(shop: Shop) -> None:
    shop.sold("100")
    shop.done("dispute open INV-2026-0001 --reason No")
    opened = shop.tree()
    shop.done("dispute close DSP-2026-0001 --note Agreed")
    undone = undo_entry(shop.workspace(), "DSP-2026-0001", YES)
    assert '"Agreed" #dispute' in undone.text
    assert (undone.files, undone.place) == ((), "2026.beancount:28")
    assert shop.tree() == opened


def test_what_is_shown_may_be_declined(shop: Shop) -> None:
    shop.done(CALL)
    before = shop.tree()
    shown: list[str] = []

    def no(text: str) -> None:
        shown.append(text)
        raise UsageError.of("NOT-CONFIRMED", "no")

    with pytest.raises(UsageError):
        undo_entry(shop.workspace(), "", Consent(no))
    (text,) = shown
    assert text == (
        '2026-01-31 note Assets:Receivable:Acme "Called" #call ^CON-2026-0001\n'
        '  id: "CON-2026-0001"\n'
    )
    assert shop.tree() == before


def test_a_note_that_was_written_meanwhile_is_kept(shop: Shop) -> None:
    shop.done(CALL)
    asked: list[str] = []

    def meanwhile(text: str) -> None:
        asked.append(text)
        if len(asked) == 1:
            shop.done('contact log Globex "Called, too"')

    undone = undo_entry(shop.workspace(), "CON-2026-0001", Consent(meanwhile))
    assert undone.ids == ("CON-2026-0001",)
    assert len(asked) == 2
    assert "CON-2026-0001" not in shop.text()
    assert '"Called, too" #call ^CON-2026-0002' in shop.text()


def test_windows_lines_stay(shop: Shop) -> None:
    shop.sold("100")
    path = shop.folder / "2026.beancount"
    path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    before = path.read_bytes()
    shop.done(CALL)
    assert b"CON-2026-0001\r\n" in path.read_bytes()
    shop.done("undo")
    assert path.read_bytes() == before


SET = "hold set Acme Globex --reason Wait"


def test_what_one_command_wrote_goes_back_together(shop: Shop) -> None:
    before = shop.tree()
    shop.done(SET)
    assert shop.text().count("^HLD-2026-0001..HLD-2026-0002") == 2
    assert undo_entry(shop.workspace(), "HLD-2026-0001", YES).ids == (
        "HLD-2026-0001", "HLD-2026-0002",
    )  # fmt: skip
    assert shop.tree() == before


def test_closing_is_an_act_of_its_own_although_it_is_of_the_same_ids(shop: Shop) -> None:
    shop.done(CALL, SET)
    opened = shop.tree()
    shop.done("hold clear HLD-2026-0001 HLD-2026-0002")
    undone = undo_entry(shop.workspace(), "", YES)
    assert undone.ids == ("HLD-2026-0001", "HLD-2026-0002")
    assert undone.text.count('status: "closed"') == 2
    assert shop.tree() == opened
    assert shop.done("hold list --format ids").out.split() == ["HLD-2026-0001", "HLD-2026-0002"]


def test_one_of_them_that_was_closed_since_goes_first(shop: Shop) -> None:
    shop.done(SET, "hold clear Globex")
    before = shop.tree()
    assert "^HLD-2026-0001.." not in shop.text().partition("Hold cleared")[2]
    with pytest.raises(UsageError) as caught:
        undo_entry(shop.workspace(), "HLD-2026-0001", YES)
    (problem,) = caught.value.problems
    assert problem.code == "UNDO-NOT-LAST"
    assert problem.help == "take that back first: billcli undo HLD-2026-0002"
    assert shop.tree() == before
    shop.done("undo HLD-2026-0002", "undo HLD-2026-0001")
    assert "#hold" not in shop.text("customers.beancount")
    assert not (shop.folder / "2026.beancount").exists()


def test_a_hold_of_two_items_is_about_one_each(shop: Shop) -> None:
    shop.sold("100")
    shop.sold("200")
    answer = shop("hold set INV-2026-0001 INV-2026-0002 --reason Wait --format json", yes=True)
    assert [note["items"] for note in answer.data["notes"]] == [["INV-2026-0001"],
                                                               ["INV-2026-0002"]]  # fmt: skip
    rows = shop("hold list --format json").data["holds"]
    assert [row["items"] for row in rows] == [["INV-2026-0001"], ["INV-2026-0002"]]
    shop.done("hold clear INV-2026-0002")
    assert shop.done("hold list --format ids").out.split() == ["HLD-2026-0001"]
    assert shop("check --strict").status == 0
