"""A stale model brought up to date: what is read, and when it is given up."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from billcli.services import follow_change
from billcli.services.follow_change import follow
from billcli.services.keep_model import Wanted, read_ledger, verdict_on
from billcli.services.workspace import Selection, chosen
from billcli.store.index_file import ModelClosed
from billcli.store.index_read import Model, open_model
from billcli.store.index_write import Passing

if TYPE_CHECKING:
    from pathlib import Path

    from shop import Shop

BILL = """
2026-01-05 * "Acme" "Work" #invoice ^{item}
  invoice: "{item}"
  Assets:Receivable:Acme  10.00 EUR
  Income:Services  -10.00 EUR
"""
PAPER = '2026-01-09 document Assets:Receivable:Acme "papers/a.pdf"\n'


@pytest.fixture(name="wanted")
def _wanted(shop: Shop, tmp_path: Path) -> Wanted:
    (shop.folder / "papers").mkdir()
    (shop.folder / "papers/a.pdf").write_bytes(b"%PDF")
    shop.append(BILL.format(item="INV-1") + PAPER)
    env = {"BILLCLI_CACHE": str(tmp_path / "cache")}
    wanted = chosen(Selection(env, shop.folder, shop.today))[-1]
    shelf = read_ledger(wanted).shelf
    assert shelf is not None
    shelf.model.close()
    return wanted


def opened(wanted: Wanted) -> Model:
    model, reason = open_model(wanted.place())
    assert model is not None, reason
    return model


def followed(wanted: Wanted) -> tuple[str, list[str]]:
    """Return what following says and tells; the model is closed afterwards, whatever happened."""
    model, told = opened(wanted), ["before"]
    said = follow(wanted, model, verdict_on(model), told)
    with pytest.raises(ModelClosed):
        model.balances()
    return said, told


def items(wanted: Wanted) -> list[str]:
    model = opened(wanted)
    try:
        assert verdict_on(model).fresh
        return [row[1] for row in model.open_items()]
    finally:
        model.close()


def test_an_entry_that_came_is_all_that_is_read(wanted: Wanted, shop: Shop) -> None:
    shop.append(BILL.format(item="INV-2"))
    said, told = followed(wanted)
    assert said == ""
    assert told[0] == "before"
    assert told[1].startswith("Only what changed was read: ")
    assert told[1].endswith("main.beancount has grown")
    assert items(wanted) == ["INV-1", "INV-2"]


def test_another_paper_in_a_folder_changes_no_fact(wanted: Wanted, shop: Shop) -> None:
    (shop.folder / "papers/b.pdf").write_bytes(b"%PDF")
    said, told = followed(wanted)
    assert said == ""
    assert told[1].endswith("papers holds other files")
    assert items(wanted) == ["INV-1"]


def test_a_paper_that_is_gone_is_not_followed(wanted: Wanted, shop: Shop) -> None:
    (shop.folder / "papers/a.pdf").unlink()
    said, told = followed(wanted)
    assert said.endswith("papers/a.pdf is gone")
    assert told == ["before"]


def test_a_paper_that_is_gone_with_its_entry_is_followed(wanted: Wanted, shop: Shop) -> None:
    shop.write("main.beancount", shop.text("main.beancount").removesuffix(PAPER))
    (shop.folder / "papers/a.pdf").unlink()
    said, told = followed(wanted)
    assert said == ""
    assert told[1].startswith("Only what changed was read: ")
    assert items(wanted) == ["INV-1"]


def test_a_paper_that_is_gone_is_missed_when_another_entry_went(wanted: Wanted, shop: Shop) -> None:
    text = shop.text("customers.beancount")
    shop.write("customers.beancount", text.replace('  terms: "net 60"\n', ""))
    (shop.folder / "papers/a.pdf").unlink()
    said, told = followed(wanted)
    assert said.endswith("papers/a.pdf is gone")
    assert told == ["before"]


def test_a_changed_option_is_not_followed(wanted: Wanted, shop: Shop) -> None:
    shop.append('option "title" "Another"\n')
    said, told = followed(wanted)
    assert "main.beancount has grown; " in said
    assert told == ["before"]


def test_another_version_is_not_followed(wanted: Wanted) -> None:
    model = opened(wanted)
    verdict = verdict_on(model).lost("made with another version")
    assert follow(wanted, model, verdict, []) == "made with another version"


def test_a_model_that_tells_nothing_of_its_files_is_not_followed(
    wanted: Wanted, shop: Shop
) -> None:
    shop.append(BILL.format(item="INV-2"))
    model = opened(wanted)
    verdict = verdict_on(model)
    model.meta["reason"] = "a plugin looks at all entries"
    assert follow(wanted, model, verdict, []) == "a plugin looks at all entries"


def test_a_file_that_changes_again_is_read_as_it_is_now(wanted: Wanted, shop: Shop) -> None:
    shop.append(BILL.format(item="INV-2"))
    model = opened(wanted)
    verdict = verdict_on(model)
    shop.append(BILL.format(item="INV-3"))
    assert follow(wanted, model, verdict, []) == ""
    assert items(wanted) == ["INV-1", "INV-2", "INV-3"]


@pytest.mark.parametrize(
    ("failure", "said"), [(Passing("locked"), ""), ("the disk is full", "the disk is full")]
)
def test_a_failure_to_write_ends_it_unless_it_passes(
    wanted: Wanted, shop: Shop, monkeypatch: pytest.MonkeyPatch, failure: str, said: str
) -> None:
    shop.append(BILL.format(item="INV-2"))
    monkeypatch.setattr(follow_change, "write_delta", lambda *_given: failure)
    assert followed(wanted) == (said, ["before"])


def test_what_was_stamped_already_is_not_hashed_again(
    wanted: Wanted, shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    shop.append(BILL.format(item="INV-2"))
    monkeypatch.setattr(follow_change, "stamp", None)
    assert followed(wanted)[0] == ""
    assert items(wanted) == ["INV-1", "INV-2"]
