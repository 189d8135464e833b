"""The page that traces a command names what is called, where it stands, and in which order."""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from types import FrameType, ModuleType

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "explanation" / "one-command.md"
Call = tuple[str, str]


def _called(desk: Any, words: list[str]) -> dict[Call, int]:  # noqa: ANN401 - the player's own type
    """Return the functions of billcli that a command calls, numbered as they first are."""
    first: dict[Call, int] = {}
    files: dict[str, str] = {}

    def watch(frame: FrameType, event: str, _: object) -> None:
        if event == "call":
            code = frame.f_code
            name = code.co_filename
            if name not in files:
                path = Path(name)
                files[name] = (
                    path.relative_to(ROOT).as_posix()
                    if path.is_relative_to(ROOT / "billcli")
                    else ""
                )
            if files[name]:
                first.setdefault((files[name], code.co_qualname), len(first))

    before = sys.getprofile()
    sys.setprofile(watch)
    try:
        seen = desk.billcli(words)
    finally:
        sys.setprofile(before)
    assert seen.status == 0, seen.err
    return first


@pytest.fixture
def desk(player: ModuleType, tmp_path: Path) -> Any:  # noqa: ANN401 - the player's own type
    books = player.World(tmp_path)
    for words in (
        ["init", "--name", "Studio Linden", "--country", "DE", "--tax", "19", "-q"],
        ["customer", "add", "Acme", "--yes", "-q"],
    ):
        assert books.billcli(words).status == 0
    return books


def _traced() -> list[Call]:
    """Return file and function of each row, in the order of the page."""
    rows = [line.split("|") for line in PAGE.read_text(encoding="utf-8").splitlines()]
    found: list[Call] = []
    for row in rows:
        if len(row) == 5 and "`billcli/" in row[3]:
            names, files = (re.findall(r"`([^`]+)`", cell) for cell in row[2:4])
            found += zip(files, names, strict=True)
    return found


def test_the_trace_is_what_the_command_does(desk: Any) -> None:  # noqa: ANN401
    (command,) = re.findall(r"^    billcli (.*)$", PAGE.read_text(encoding="utf-8"), re.MULTILINE)
    assert command == 'invoice create Acme --line "10 h x 150.00 Consulting" --yes'
    words = ["invoice", "create", "Acme", "--line", "10 h x 150.00 Consulting", "--yes"]
    called = _called(desk, words)
    traced = _traced()
    assert len(traced) > 40
    assert [call for call in traced if call not in called] == []
    order = [called[call] for call in traced]
    late = [call for call, place, before in zip(traced[1:], order[1:], order, strict=False)
            if place < before]  # fmt: skip
    assert late == []


def test_each_package_has_its_part_in_it() -> None:
    packages = {file.split("/")[1] for file, _ in _traced()}
    assert packages == {"cli", "documents", "domain", "ledger", "services", "store"}


def test_what_the_page_says_of_a_dry_run_is_so(desk: Any) -> None:  # noqa: ANN401
    called = _called(desk, ["invoice", "create", "Acme", "--line", "1 Box", "--dry-run"])
    assert ("billcli/ledger/render.py", "render") in called
    assert ("billcli/cli/prompt.py", "confirm") not in called
    assert ("billcli/ledger/journal.py", "Journal.commit") not in called
