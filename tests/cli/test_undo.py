"""``billcli undo`` as typed."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from shop import Shop


def test_on_a_terminal_the_text_is_shown_and_asked_about(shop: Shop) -> None:
    shop.sold("1")
    before = shop.tree()
    answer = shop("undo", "n")
    assert answer.status == 1
    assert answer.codes == ["NOT-CONFIRMED"]
    assert "Take this back? [y/N] n\n" in answer.err
    assert '2026-01-31 * "Acme Inc." "Invoice INV-2026-0001" #invoice' in answer.err
    assert shop.tree() == before
    answer = shop("undo", "y")
    assert answer.status == 0
    assert answer.err.endswith("Took back INV-2026-0001 (2026.beancount:3)\nNext: billcli status\n")
    assert "2026.beancount" not in shop.tree()


def test_without_a_terminal_it_needs_yes(shop: Shop) -> None:
    shop.sold("1")
    answer = shop("undo")
    assert (answer.status, answer.codes) == (2, ["NEEDS-YES"])
    assert shop("undo --no-input", "y").codes == ["NEEDS-YES"]


def test_a_dry_run_shows_the_text_and_writes_nothing(shop: Shop) -> None:
    shop.sold("1")
    before = shop.tree()
    answer = shop("undo --dry-run")
    assert answer.status == 0
    assert answer.err == "Would take back INV-2026-0001 (2026.beancount:3)\nNext: billcli status\n"
    assert answer.out.startswith('2026-01-31 * "Acme Inc."')
    assert shop.tree() == before


def test_json_names_what_went(shop: Shop) -> None:
    shop.sold("1")
    answer = shop("undo INV-2026-0001 --format json", yes=True)
    assert answer.envelope["schema"] == "billcli.undo/1"
    assert answer.data["ids"] == ["INV-2026-0001"]
    assert answer.data["files"] == ["documents/INV-2026-0001.txt"]
    assert answer.data["written"] is True
    assert answer.data["text"].startswith('2026-01-31 * "Acme Inc."')


def test_ids_of_an_act(shop: Shop) -> None:
    shop.sold("1")
    shop.done("invoice void INV-2026-0001")
    assert shop("undo --format ids", yes=True).out == "CN-2026-0001\nAPP-2026-0001\n"


def test_nothing_to_take_back_is_a_usage_error(shop: Shop) -> None:
    answer = shop("undo", yes=True)
    assert (answer.status, answer.codes) == (2, ["UNDO-NOTHING"])
