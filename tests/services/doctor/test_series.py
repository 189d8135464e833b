"""Questions about document numbers, each fault seeded."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from billcli.services.doctor import series as asked_about
from billcli.services.doctor.scene import Scene, Screen, Tried

if TYPE_CHECKING:
    from conftest import Ask
    from shop import Shop


def test_fresh_series_are_well_and_name_their_next_number(ask: Ask) -> None:
    found = ask("series")
    assert found["Does every number stand once?"]["answer"] == "yes"
    assert found["Is the series invoice free of gaps?"]["answer"] == "yes"
    assert found["Which invoice number comes next?"]["detail"] == "INV-2026-0001"
    assert found["Which invoice number comes next?"]["answer"] == "info"


def test_the_next_number_follows_the_last(ask: Ask, shop: Shop) -> None:
    shop.sold("10", "20")
    found = ask("series")
    assert found["Which invoice number comes next?"]["detail"] == "INV-2026-0003"
    assert found["Is the series invoice free of gaps?"]["detail"] == "INV-{year}-{n:04}, 2 numbers"


def test_a_gap_that_billcli_numbered_is_a_fault(ask: Ask, shop: Shop) -> None:
    shop.sold("10", "20", "30")
    entries = re.split(r"\n(?=2026-)", shop.text("2026.beancount"))
    kept = [text for text in entries if "INV-2026-0002" not in text]
    assert len(kept) < len(entries)
    shop.write("2026.beancount", "\n".join(kept))
    wrong = ask("series")["Is the series invoice free of gaps?"]
    assert (wrong["fault"], wrong["code"]) == (True, "NUMBER-MISSING")
    assert "INV-2026-0002" in wrong["detail"]
    assert wrong["fix"] == "billcli help NUMBER-MISSING"
    assert shop(wrong["fix"].removeprefix("billcli ")).status == 0


def test_a_gap_in_numbers_of_other_hands_is_advice(ask: Ask, shop: Shop) -> None:
    for n in (1, 3):
        shop.append(
            f'2026-01-0{n} * "Acme" "Work" #invoice\n  invoice: "INV-2026-000{n}"\n'
            "  Assets:Receivable:Acme  10 EUR\n  Income:Services\n"
        )
    wrong = ask("series")["Is the series invoice free of gaps?"]
    assert (wrong["answer"], wrong["fault"]) == ("no", False)


def test_a_number_used_twice(ask: Ask, shop: Shop) -> None:
    shop.sold("10")
    shop.append(
        '2026-01-05 * "Acme" "Work" #invoice\n  invoice: "INV-2026-0001"\n'
        "  Assets:Receivable:Acme  10 EUR\n  Income:Services\n"
    )
    wrong = ask("series")["Does every number stand once?"]
    assert (wrong["fault"], wrong["code"]) == (True, "NUMBER-DUPLICATE")


@pytest.mark.parametrize(("floor", "answer"), [(118, "no"), (2, None), (1, None)])
def test_a_floor_that_would_leave_a_gap(
    ask: Ask, shop: Shop, floor: int, answer: str | None
) -> None:
    shop.sold("10")
    shop.setting(f"[series.invoice]\nnext = {floor}\n")
    found = ask("series").get("Does next of invoice leave no gap?")
    assert (found and found["answer"]) == answer
    if found:
        assert found["fix"] == "set next = 2 under [series.invoice] in billcli.toml"
        assert "leaves a gap behind 1" in found["detail"]


def test_what_cannot_be_checked_is_not_said_to_be_well(shop: Shop) -> None:
    scene = Scene(shop.workspace().selection, Screen())
    scene.__dict__["checked"] = Tried()
    with pytest.raises(RuntimeError):
        list(asked_about.unique(scene))
