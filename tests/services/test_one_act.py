"""What one command wrote is taken back by one undo; what two wrote, by two."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from shop import Shop

SALE = 'invoice create Acme --line "100 Work"'
ADD = 'plan add work Acme --line "100 Work; tax=ZERO" --from {}'


def _undone(shop: Shop) -> list[str]:
    return shop("undo --format json", yes=True).data["ids"]


def test_an_application_written_by_another_command_is_an_act_of_its_own(shop: Shop) -> None:
    shop.done(SALE)
    trees = [shop.tree()]
    shop.done("credit create INV-2026-0001 --amount 19 --reason No --no-apply")
    trees.append(shop.tree())
    shop.done("credit apply CN-2026-0001")
    assert _undone(shop) == ["APP-2026-0001"]
    assert shop.tree() == trees[1]
    assert _undone(shop) == ["CN-2026-0001"]
    assert shop.tree() == trees[0]


def test_the_document_of_a_credit_note_tells_of_no_payment_in_advance(shop: Shop) -> None:
    shop.done(SALE, "credit create INV-2026-0001 --amount 19 --reason No")
    assert '  on: "CN-2026-0001"\n' in shop.text()
    before = shop.text("documents/CN-2026-0001.txt")
    shop.done("invoice render CN-2026-0001 -o again.txt")
    assert shop.text("again.txt") == before


def test_small_differences_are_taken_back_together(shop: Shop) -> None:
    shop.sold("50", "60", "70")
    shop.done(
        "payment add Acme 49.97 EUR --allocate INV-2026-0001",
        "payment add Acme 59.98 EUR --allocate INV-2026-0002",
    )
    trees = [shop.tree()]
    shop.done('writeoff small --max "0.05 EUR"')
    assert shop.text().count(" ^WO-2026-0001..WO-2026-0002\n") == 2
    assert shop("check --strict").status == 0
    trees.append(shop.tree())
    shop.done(
        "payment add Acme 69.99 EUR --allocate INV-2026-0003", 'writeoff small --max "0.05 EUR"'
    )
    assert _undone(shop) == ["WO-2026-0003"]
    shop.done("undo")
    assert shop.tree() == trees[1]
    assert _undone(shop) == ["WO-2026-0001", "WO-2026-0002"]
    assert shop.tree() == trees[0]


@pytest.mark.parametrize("write", ['write = "{year}.beancount"\n', ""])
def test_a_run_of_plans_is_one_act_also_over_the_end_of_a_year(shop: Shop, write: str) -> None:
    shop.write(
        "billcli.toml", shop.text("billcli.toml").replace('write = "{year}.beancount"\n', write)
    )
    shop.done(ADD.format("2025-10-31"))
    before = shop.tree()
    shop.done("plan run")
    ids = ["INV-2025-0001", "INV-2025-0002", "INV-2025-0003", "INV-2026-0001"]
    assert shop("check --strict").status == 0
    assert _undone(shop) == ids
    assert shop.tree() == before


def test_two_runs_are_two_acts(shop: Shop) -> None:
    shop.done(ADD.format("2026-01-01"), "plan run --as-of 2026-01-01")
    between = shop.tree()
    shop.done(ADD.format("2026-01-30").replace("work", "more"), "plan run")
    assert _undone(shop) == ["INV-2026-0002"]
    shop.write("plans/more.toml", "")
    (shop.folder / "plans/more.toml").unlink()
    assert shop.tree() == between


def test_an_act_with_something_else_inside_stays(shop: Shop) -> None:
    """Not a part of it goes while another part stays."""
    shop.done(ADD.format("2026-01-10").replace("--from", '--every "1 week" --from'), "plan run")
    text = shop.text()
    at = text.index('2026-01-17 * "Acme')
    note = '2026-01-17 * "Snack"\n  Assets:Cash  -1 EUR\n  Expenses:Fees  1 EUR\n\n'
    shop.write("2026.beancount", text[:at] + note + text[at:])
    before = shop.tree()
    answer = shop("undo", yes=True)
    assert (answer.status, answer.codes) == (2, ["UNDO-NOT-LAST"])
    assert shop.tree() == before


def test_the_last_file_of_a_run_names_it(shop: Shop) -> None:
    """Whichever of its files was saved last, it is clear what was written last."""
    shop.done(ADD.format("2025-11-30"), "plan run")
    old = shop.folder / "2025.beancount"
    old.write_bytes(old.read_bytes())
    assert _undone(shop) == ["INV-2025-0001", "INV-2025-0002", "INV-2026-0001"]
