"""The reference pages name what the code has, all of it and nothing else."""

from __future__ import annotations

import os
import re
from dataclasses import fields
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from billcli.bank.column_name import ROLES
from billcli.bank.csv_profile import profile_of
from billcli.cli.app import command_tree
from billcli.cli.catalogue.catalogue import codes, listing
from billcli.cli.command_table import entrances
from billcli.cli.hoist import RESERVED
from billcli.cli.reference import contexts, reference
from billcli.domain.contract import ENTRY_KEYS, KIND_TAGS, NOTE_TAGS, PARTY_KEYS, POSTING_KEYS
from billcli.domain.money import ROUNDINGS
from billcli.domain.open_item import KnownBy
from billcli.domain.problem import ExitCode
from billcli.domain.tax import CATEGORIES
from billcli.domain.terms import parse_terms
from billcli.matching.policy import Policy
from billcli.store.settings import parse_settings
from billcli.store.toml_table import TomlTable

if TYPE_CHECKING:
    from types import ModuleType

ROOT = Path(__file__).parents[2]
PAGES = ROOT / "docs" / "reference"
ROW = re.compile(r"^\| (.+?) \|", re.MULTILINE)


def _page(name: str) -> str:
    return (PAGES / name).read_text(encoding="utf-8")


def _section(text: str, heading: str) -> str:
    return re.split(r"^## ", text.split(f"## {heading}\n")[1], flags=re.MULTILINE)[0]


def _named(text: str) -> set[str]:
    """Return what the first column of the tables names."""
    cells = "\n".join(ROW.findall(text))
    return set(re.findall(r"`([^`]+)`", cells))


def test_the_commands_are_those_of_the_program() -> None:
    if os.environ.get("SCENARIOS") == "write":
        (PAGES / "commands.md").write_text(reference(), encoding="utf-8")
    assert _page("commands.md") == reference()


def test_the_codes_are_those_of_the_catalogue() -> None:
    if os.environ.get("SCENARIOS") == "write":
        (PAGES / "errors.md").write_text(listing(), encoding="utf-8")
    assert _page("errors.md") == listing()
    assert len(re.findall(r"^\| \[", listing(), re.MULTILINE)) == len(codes())


def _asked_for(settings: bytes, monkeypatch: pytest.MonkeyPatch) -> set[str]:
    """Return the keys that the reader of billcli.toml looks for in a full file."""
    asked: set[str] = set()

    def spied(name: str) -> None:
        real = getattr(TomlTable, name)

        def spy(self: TomlTable, key: str, *rest: object) -> object:
            asked.add(self.name(key))
            return real(self, key, *rest)

        monkeypatch.setattr(TomlTable, name, spy)

    for name in ("text", "texts", "whole", "number", "date", "truth"):
        spied(name)
    parse_settings(settings, "settings.md")
    return asked


def _general(key: str) -> str:
    """Return a key with the names of users replaced by what they are."""
    kinds = (
        (r"^series\.[\w-]+\.", "series.KIND."),
        (r"^tax\.[^.]+\.rates\.(?:rate|from)$", "tax.CODE.rates"),
        (r"^tax\.[^.]+\.", "tax.CODE."),
        (r"^prices\.[^.]+\.", "prices.CODE."),
        (r"^time\.customers\..*", "time.customers.PROJECT"),
        (r"^bank\.account\..*\.(\w+)$", r"bank.account.ACCOUNT.\1"),
        (r"^rounding\.cash\..*$", "rounding.cash"),
        (r"^dunning\.customers\..*$", "dunning.customers.ID"),
        (r"^dunning\.interest\.rates\..*$", "dunning.interest.rates"),
        (r"^writeoff\.allowance\..*$", "writeoff.allowance"),
    )
    for pattern, name in kinds:
        key = re.sub(pattern, name, key)
    return key


def test_every_setting_is_documented_and_no_other(
    monkeypatch: pytest.MonkeyPatch, player: ModuleType
) -> None:
    text = _page("settings.md")
    full = next(block for block in player.blocks(text) if block.kind == "toml")
    asked = _asked_for("\n".join(full.lines).encode(), monkeypatch)
    known = {_general(key) for key in asked} | {"ledger.skip_plugins", "dunning.ladder"}
    known |= {f"matching.{field.name}" for field in fields(Policy)}
    known -= {"matching.application_order"}  # it stands in [application]
    assert _named(_section(text, "What the keys mean")) == known


def test_every_setting_of_a_profile_is_documented(player: ModuleType) -> None:
    text = _page("settings.md")
    full = next(block for block in player.blocks(text) if block.kind == "toml")
    settings = parse_settings("\n".join(full.lines).encode(), "settings.md")
    table = settings.profiles["mybank"]
    profile_of(table, "mybank")
    named = _named(_section(text, "How a bank writes its CSV files")) - {"bank.profile.NAME"}
    assert named == set(table)
    with pytest.raises(Exception, match="known are") as caught:
        profile_of({"colour": 1}, "mybank")
    known = re.search(r"known are ([\w, ]+)", str(caught.value))
    assert known
    assert named == set(known[1].split(", "))
    assert set(ROLES) <= set(re.findall(r"`(\w+)`", text.split("The roles of columns")[1]))


def test_every_global_option_and_exit_status_is_documented() -> None:
    text = _page("command-line.md")
    options = " ".join(_named(_section(text, "Options of every command")))
    assert set(re.findall(r"--?[a-z-]+", options)) == set(RESERVED)
    statuses = re.findall(r"^\| (\d+) \|", _section(text, "Exit status"), re.MULTILINE)
    assert [int(status) for status in statuses] == [int(code) for code in ExitCode]


def test_every_variable_that_is_documented_is_read() -> None:
    named = _named(_section(_page("command-line.md"), "Environment"))
    sources = "\n".join(
        path.read_text(encoding="utf-8") for path in (ROOT / "billcli").rglob("*.py")
    )
    assert len(named) > 4
    assert [name for name in named if f'"{name}"' not in sources] == []


def test_the_keys_of_the_ledger_format_are_those_of_the_code() -> None:
    rules = _section(_page("ledger-format.md"), "Rules")
    keys = rules.split("18. **Keys.**")[1]
    lists = [set(found.split()) for found in re.findall(r"`([^`]+)`", keys)]
    assert lists == [set(ENTRY_KEYS), set(POSTING_KEYS), set(PARTY_KEYS)]
    tags = {tag for found in re.findall(r"`(#[^`]+)`", rules) for tag in found.split()}
    assert tags == {f"#{tag}" for tag in KIND_TAGS | NOTE_TAGS}
    ways = _named(_section(_page("ledger-format.md"), "Ledgers that billcli did not write"))
    assert ways == {way.value for way in KnownBy}


@pytest.mark.parametrize("page", ["CONTRIBUTING.md", "docs/explanation/safety.md"])
def test_files_that_a_page_sends_to_are_there(page: str) -> None:
    """A name without a folder stands in the folder of the name before it."""
    folder, count = ROOT, 0
    for name in re.findall(r"`([\w/.]+\.py)`", (ROOT / page).read_text(encoding="utf-8")):
        if "/" in name:
            folder = (ROOT / name).parent
        count += 1
        assert (ROOT / name).is_file() or (folder / name).is_file(), name
    assert count > 10


def test_commands_that_pages_mention_exist() -> None:
    """A command in running text has no output that could be compared."""
    table = entrances()
    paths = {context.command_path for context in contexts(command_tree(), None)}
    for page in [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")]:
        for noun, verb in re.findall(
            r"`billcli ([a-z]+)(?: ([a-z]+(?:-[a-z]+)*))?", page.read_text(encoding="utf-8")
        ):
            assert noun in table, f"{page.name}: billcli {noun}"
            if verb and table[noun].group:
                assert f"billcli {noun} {verb}" in paths, f"{page.name}: billcli {noun} {verb}"


def test_every_benchmark_is_listed() -> None:
    folder = ROOT / "benchmarks"
    runs = (folder / "__main__.py").read_text(encoding="utf-8")
    names = re.findall(r'^ +"(\w+)": \w+\.run,$', runs, re.MULTILINE)
    assert names
    runs = (folder / "README.md").read_text(encoding="utf-8").split("\n## ")[0]
    assert _named(runs) == set(names)


def test_every_way_of_rounding_and_category_is_documented() -> None:
    rows = _page("settings.md").splitlines()
    modes = next(row for row in rows if row.startswith("| `rounding.mode`")).split("|")[2]
    named = {f"ROUND_{mode.upper().replace('-', '_')}" for mode in re.findall(r"`([^`]+)`", modes)}
    assert named == ROUNDINGS
    letters = next(row for row in rows if row.startswith("| `tax.CODE.category`")).split("|")[2]
    assert tuple(re.findall(r"`(\w+)`", letters)) == CATEGORIES


def test_the_terms_of_the_ledger_format_are_understood() -> None:
    rule = _page("ledger-format.md").split("16. **Terms**")[1].split("17. ")[0]
    shown = re.findall(r"`([^`]+)`", rule)
    assert len(shown) >= 4
    for text in shown:
        assert parse_terms(text), text
