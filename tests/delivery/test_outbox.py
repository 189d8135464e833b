"""The outbox on disk: what is known of each letter, whole at any moment."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from billcli.delivery.outbox import Outbox
from billcli.delivery.slip import Slip, name_of
from billcli.delivery.way import State
from billcli.domain.problem import InvalidError

if TYPE_CHECKING:
    from pathlib import Path

SLIP = Slip(
    key="delivery/../../etc/INV-1", state=State.READY, at="2026-01-31T09:00:00+00:00",
    customer="Acme", to="ap@acme.example", sender="desk@linden.example", subject="Invoice für 1",
    message_id="<a@linden.example>", sha256="00ff", notes=(("2026-01-31", '["A","b",[],[],{}]'),),
)  # fmt: skip


@pytest.fixture
def outbox(tmp_path: Path) -> Outbox:
    return Outbox(tmp_path / "outbox")


def test_an_outbox_that_is_not_there_holds_nothing(outbox: Outbox) -> None:
    assert outbox.waiting() == ()
    assert outbox.find("x") is None
    assert not outbox.folder.exists()


def test_a_letter_is_known_by_its_key_until_it_is_put_away_and_after(outbox: Outbox) -> None:
    outbox.begin(SLIP, b"text")
    assert outbox.find(SLIP.key) == SLIP
    assert outbox.message(SLIP) == b"text"
    sent = SLIP.now(State.SENT, "2026-01-31T09:00:01+00:00", "250 ok")
    outbox.keep(sent)
    assert outbox.waiting() == (sent,)
    for _ in range(2):
        outbox.settle(sent)
    assert outbox.waiting() == ()
    assert outbox.find(SLIP.key) == sent
    assert outbox.find("another") is None
    names = sorted(path.name for path in (outbox.folder / "noted").iterdir())
    assert names == [f"{SLIP.name}.eml", f"{SLIP.name}.json"]


def test_a_letter_is_put_away_although_somebody_tidied_up(outbox: Outbox) -> None:
    outbox.begin(SLIP, b"text")
    (outbox.folder / "noted").rmdir()
    outbox.settle(SLIP)
    assert outbox.waiting() == ()
    assert outbox.find(SLIP.key) == SLIP


def test_letters_are_listed_in_the_order_of_time(outbox: Outbox) -> None:
    for key, at in (("b", "2026-01-02"), ("c", "2026-01-01"), ("a", "2026-01-02")):
        outbox.begin(Slip(key, State.WAITING, at, "", "", "", "", "", ""), b"")
    assert [slip.key for slip in outbox.waiting()] == ["c", "a", "b"]


def test_no_key_leads_to_another_folder() -> None:
    names = {name_of(key) for key in ("a/b", "a-b", "../a", "\udc80", "", "x" * 5000)}
    assert len(names) == 6
    assert all(name.isalnum() and len(name) == 32 for name in names)


def changed(**fields: object) -> bytes:
    kept = {name: getattr(SLIP, name) for name in Slip.__match_args__} | {"version": 1, "notes": []}
    return json.dumps(kept | {"state": "sent"} | fields, default=str).encode()


@pytest.mark.parametrize(
    "content",
    [
        b"", b"{", b"[]", b"{}", b"\xff", b"null", changed(version=2), changed(state="posted"),
        changed(to=None), changed(notes="x"), changed(notes=[1]), changed(attempts="1"),
        changed(state=None),
    ],
)  # fmt: skip
def test_a_damaged_slip_stops_everything(outbox: Outbox, content: bytes) -> None:
    outbox.begin(SLIP, b"")
    path = outbox.folder / f"{SLIP.name}.json"
    path.write_bytes(content)
    for look in (outbox.waiting, lambda: outbox.find(SLIP.key)):
        with pytest.raises(InvalidError) as refused:
            look()
        assert refused.value.problems[0].code == "OUTBOX-UNREADABLE"
        assert str(refused.value.problems[0].where) == str(path)
    path.write_bytes(changed())
    assert outbox.waiting()[0].state is State.SENT
