"""A model made anew: which way, when there is none, and what is told of it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from billcli.domain.problem import InvalidError
from billcli.ledger.standing import NotLocal
from billcli.services import make_model
from billcli.services.keep_model import How, Kept, Wanted
from billcli.services.make_model import make_anew
from billcli.services.workspace import Selection, chosen
from billcli.store.index_file import ModelLost
from billcli.store.index_read import open_model

if TYPE_CHECKING:
    from shop import Shop

BILL = """
2026-01-05 * "Acme" "Work" #invoice ^INV-1
  invoice: "INV-1"
  Assets:Receivable:Acme  10.00 EUR
  Income:Services  -10.00 EUR
"""


@pytest.fixture(name="wanted")
def _wanted(shop: Shop, tmp_path: Path) -> Wanted:
    shop.append(BILL)
    env = {"BILLCLI_CACHE": str(tmp_path / "cache")}
    return chosen(Selection(env, shop.folder, shop.today))[-1]


def made(wanted: Wanted, said: tuple[str, ...] = ()) -> Kept:
    kept = make_anew(wanted, wanted.place(), "there is none", said)
    if kept.shelf is not None:
        kept.shelf.model.close()
    return kept


def test_a_model_is_made_file_by_file(wanted: Wanted) -> None:
    kept = made(wanted, ("before",))
    assert kept.how is How.MADE
    assert list(kept.remarks) == ["before", "The ledger is read as a whole: there is none"]
    model, _ = open_model(wanted.place())
    assert model is not None
    assert [row[1] for row in model.open_items()] == ["INV-1"]
    assert (model.meta["root"], model.meta["problems"]) == (str(wanted.seen_from), "[]")
    assert model.meta["valid_from"] == "2026-01-05"
    model.close()


def test_what_needs_the_whole_ledger_is_loaded_at_once(
    wanted: Wanted, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_wanted: Wanted) -> None:
        raise NotLocal("files hang together")

    monkeypatch.setattr(make_model, "cold_reading", refuse)
    kept = made(wanted)
    assert kept.how is How.MADE
    assert kept.remarks[-1] == "All at once, not file by file: files hang together"


def test_without_a_place_the_ledger_is_read_and_the_reason_told(wanted: Wanted) -> None:
    off = wanted._replace(env={"BILLCLI_CACHE": "off"})
    kept = made(off)
    assert (kept.how, kept.shelf) == (How.NOT_KEPT, None)
    assert kept.snapshot.entry_count > 1
    assert "BILLCLI_CACHE=off" in kept.reason


def test_a_ledger_with_errors_has_no_model(wanted: Wanted, shop: Shop) -> None:
    shop.append('2026-01-05 * "x" "y"\n  Assets:Cash  1 EUR\n')
    kept = made(wanted)
    assert (kept.how, kept.reason) == (How.NOT_KEPT, "the ledger has errors")
    assert not kept.snapshot.is_sound
    assert not Path(wanted.place().path).exists()


def test_a_ledger_that_is_gone_is_told(wanted: Wanted) -> None:
    (wanted.seen_from / wanted.ledger).unlink()
    with pytest.raises(InvalidError):
        made(wanted)


def test_a_folder_in_the_way_means_no_model(wanted: Wanted) -> None:
    Path(wanted.place().path, "more").mkdir(parents=True)
    kept = made(wanted)
    assert kept.how is How.NOT_KEPT
    assert kept.snapshot.is_sound
    assert "cannot be written" in kept.reason


def test_a_model_that_is_lost_at_once_is_done_without(
    wanted: Wanted, monkeypatch: pytest.MonkeyPatch
) -> None:
    def lost(*_given: object) -> None:
        raise ModelLost("gone")

    monkeypatch.setattr(make_model, "open_model", lost)
    kept = made(wanted)
    assert kept.how is How.NOT_KEPT
    assert kept.snapshot.is_sound
