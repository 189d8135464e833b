"""What the first page and the ledger format claim beyond what their commands show."""

from __future__ import annotations

import json
import re
import shutil
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from beancount import loader
from beanquery import connect

if TYPE_CHECKING:
    from types import ModuleType

ROOT = Path(__file__).parents[2]


@pytest.fixture
def studio(player: ModuleType, tmp_path: Path) -> Any:  # noqa: ANN401 - the player's own type
    """Return a desk with the example, and one invoice and one statement booked into it."""
    (tmp_path / "books").mkdir()
    desk = player.World(tmp_path / "books")
    for words in (
        ["init", "--example"],
        ["invoice", "create", "Acme", "--line", "100 Poster", "--yes"],
        ["reconcile", "statement-2026-01.csv", "--yes"],
    ):
        assert desk.billcli([*words, "-q"]).status in {0, 5}
    return desk


def _items(player: ModuleType, folder: Path, *words: str) -> dict[tuple[str, str], Decimal]:
    desk = player.World(folder)
    data = json.loads(desk.billcli(["report", "open", "--format", "json", *words]).out)["data"]
    found: dict[tuple[str, str], Decimal] = {}
    for row in data["items"]:
        key = row["item"], row["balance_open"]["currency"]
        found[key] = found.get(key, Decimal(0)) + Decimal(row["balance_open"]["number"])
    return found


def test_the_ledger_files_alone_say_what_is_open(
    studio: Any,  # noqa: ANN401
    player: ModuleType,
    tmp_path: Path,
) -> None:
    bare = tmp_path / "bare"
    bare.mkdir()
    for file in studio.folder.glob("*.beancount"):
        shutil.copy(file, bare)
    known = _items(player, studio.folder)
    assert len(known) > 10
    assert _items(player, bare, "-f", "main.beancount") == known


def test_the_query_of_the_ledger_format_gives_the_same_items(
    studio: Any,  # noqa: ANN401
    player: ModuleType,
) -> None:
    text = (ROOT / "docs" / "reference" / "ledger-format.md").read_text(encoding="utf-8")
    query = re.search(r"```sql\n(.*?)```", text, re.DOTALL)
    assert query
    entries, errors, options = loader.load_file(str(studio.folder / "main.beancount"))
    assert errors == []
    answer = connect("beancount:", entries=entries, errors=errors, options=options)
    found = {
        (item, position.units.currency): position.units.number
        for item, inventory in answer.execute(query[1]).fetchall()
        for position in inventory
    }
    assert found == _items(player, studio.folder)


def test_an_edit_that_bean_check_accepts_is_noticed(studio: Any) -> None:  # noqa: ANN401
    ledger = studio.folder / "2026.beancount"
    text = ledger.read_text(encoding="utf-8")
    old = next(line for line in text.splitlines() if "documents" not in line and "Poster" in line)
    ledger.write_text(text.replace(old, old.replace("Poster", "Posters")), encoding="utf-8")
    _, errors, _ = loader.load_file(str(studio.folder / "main.beancount"))
    assert errors == []
    checked = studio.billcli(["check"])
    assert checked.status == 1
    assert "SEAL-BROKEN" in checked.out


def test_the_wheel_is_not_needed_for_the_books(studio: Any) -> None:  # noqa: ANN401
    """Every directive is one that Beancount itself knows: no plugin, no own syntax."""
    for file in studio.folder.glob("*.beancount"):
        text = file.read_text(encoding="utf-8")
        assert not re.search(r"^plugin ", text, re.MULTILINE), file.name
