"""How commands that write notes answer, in each form."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from shop import Shop

KEYS = ["id", "date", "account", "items", "text", "amount", "until", "status"]
ACTS = {
    "dispute open INV-2026-0001 --reason Dear --amount 5": ("DSP-2026-0001", "Dear", "open"),
    "promise add INV-2026-0001 --until +1d": (
        "PTP-2026-0001", "Promises to pay 100.00 EUR until 2026-02-01", "open",
    ),
    "hold set INV-2026-0001 --reason Wait": ("HLD-2026-0001", "Wait", "open"),
    "contact log Acme Called": ("CON-2026-0001", "Called", None),
}  # fmt: skip


@pytest.mark.parametrize(("line", "told"), ACTS.items())
def test_programs_get_the_note(shop: Shop, line: str, told: tuple[str, str, str | None]) -> None:
    shop.sold("100")
    data = shop(f"{line} --format json", yes=True).data
    (note,) = data["notes"]
    assert list(note) == KEYS
    assert (note["id"], note["text"], note["status"]) == told
    assert note["items"] == ([] if line.startswith("contact") else ["INV-2026-0001"])
    assert note["account"] == "Assets:Receivable:Acme"
    assert data["written"] is True
    assert data["files"] == ["2026.beancount"]
    assert data["places"][0].startswith("2026.beancount:")


@pytest.mark.parametrize(("line", "told"), ACTS.items())
def test_ids_alone_and_nothing_but_the_text(
    shop: Shop, line: str, told: tuple[str, str, str | None]
) -> None:
    shop.sold("100")
    before = shop.tree()
    assert shop(f"{line} --dry-run --format ids").out == f"{told[0]}\n"
    text = shop(f"{line} --dry-run --format beancount").out
    assert text.startswith("2026-01-31 note Assets:Receivable:Acme")
    assert shop.tree() == before
    assert shop(f"{line} --format ids", yes=True).out == f"{told[0]}\n"
    assert text in shop.text()


def test_several_are_closed_at_once_from_standard_input(shop: Shop) -> None:
    shop.sold("100", "50")
    shop.done(
        "dispute open INV-2026-0001 --reason Dear", "dispute open INV-2026-0002 --reason Dear"
    )
    answer = shop("dispute close -", stdin="DSP-2026-0001\nDSP-2026-0002\n", yes=True)
    assert answer.err.startswith("Closed: DSP-2026-0001, DSP-2026-0002 (2026.beancount:")
    assert shop("dispute list --format ids").out == ""
