from __future__ import annotations

import os
import re
from pathlib import Path
from typing import TYPE_CHECKING

import billcli
from billcli.cli.app import command_tree
from billcli.cli.hoist import RESERVED
from billcli.cli.reference import contexts, pages, reference

if TYPE_CHECKING:
    import pytest

    from billcli.cli.command_table import Entrance

ROOT = Path(billcli.__file__).parents[1]
WRITTEN = ROOT / "docs" / "reference" / "commands.md"


def _ready() -> dict[str, Entrance]:
    """Return the commands whose modules are there."""
    folder = Path(billcli.__file__).parent / "cli"
    table = command_tree().entrances
    return {
        name: entrance
        for name, entrance in table.items()
        if (folder / f"{entrance.module.rpartition('.')[2]}.py").exists()
    }


def test_the_reference_holds_every_command_once(table: dict[str, Entrance]) -> None:
    text = reference(command_tree(table))
    headings = [line for line in text.splitlines() if line.startswith("#")]
    assert headings == [
        "# Commands",
        "## billcli",
        "### billcli item",
        "#### billcli item list",
        "#### billcli item add",
        "### billcli fail",
        "### billcli give",
    ]
    assert "billcli item list --count 2" in text


def test_the_reference_does_not_depend_on_the_terminal(
    table: dict[str, Entrance], monkeypatch: pytest.MonkeyPatch
) -> None:
    before = reference(command_tree(table))
    monkeypatch.setenv("COLUMNS", "41")
    monkeypatch.setattr(os, "get_terminal_size", lambda *_: os.terminal_size((41, 10)))
    assert reference(command_tree(table)) == before


def test_the_written_reference_is_that_of_the_commands() -> None:
    if WRITTEN.exists():
        assert WRITTEN.read_text(encoding="utf-8") == reference()
    assert "help" in _ready()


def test_every_command_shows_an_example_at_once_and_plain_text() -> None:
    for path, text in pages(command_tree(_ready())):
        lines = text.splitlines()
        if "Commands:" not in lines:
            assert any(line.startswith("    ") and "billcli" in line for line in lines[:10]), path
        assert text.isprintable() or set("\n") >= {c for c in text if not c.isprintable()}, path


def test_no_command_takes_the_spelling_of_a_global_option() -> None:
    for context in contexts(command_tree(_ready()), None):
        taken = {
            spelling
            for parameter in context.command.params
            for spelling in (*parameter.opts, *parameter.secondary_opts)
        }
        assert not taken & RESERVED, context.command_path


def test_values_are_words_in_capitals_everywhere() -> None:
    """No ``<str>``, no ``{draft}``: what is to be replaced looks alike on every page."""
    for context in contexts(command_tree(), None):
        usage = " ".join(context.command.collect_usage_pieces(context))
        assert not re.search(r"[<>{}a-z]", usage), usage
        for param in context.command.get_params(context):
            name = (param.get_help_record(context) or ("", ""))[0]
            value = re.sub(r"-[-\w]+,?", "", name).strip()
            assert value == value.upper(), f"{context.command_path}: {name}"
            assert "<" not in value
