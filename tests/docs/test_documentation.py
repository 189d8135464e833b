"""Everything the documentation shows is true: commands, links, settings, ledger text."""

from __future__ import annotations

import os
import re
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from billcli.domain.problem import BillcliError
from billcli.ledger.load import load
from billcli.store.settings import parse_settings

if TYPE_CHECKING:
    from types import ModuleType

ROOT = Path(__file__).parents[2]
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
PLAYED = [
    ROOT / "README.md",
    ROOT / "docs" / "tutorial.md",
    *sorted((ROOT / "docs" / "how-to").glob("*.md")),
]
LINK = re.compile(r"(?<!!)\[[^\]]*\]\(([^)\s]+)\)|!\[[^\]]*\]\(([^)\s]+)\)")
FENCED = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)
WRITE = os.environ.get("SCENARIOS") == "write"
HARMLESS = {"LEDGER-EMPTY"}  # a page may show one line
OPENED = "1970-01-01 open {}\n"


def _name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def _anchor(heading: str) -> str:
    """Return the anchor a heading gets where Markdown is shown."""
    bare = re.sub(r"[^\w\- ]", "", heading.strip().lower().replace("`", ""))
    return bare.replace(" ", "-")


def _prose(path: Path) -> str:
    return re.sub(
        r"^```.*?^```", "", path.read_text(encoding="utf-8"), flags=re.MULTILINE | re.DOTALL
    )


@pytest.mark.parametrize("page", PLAYED, ids=_name)
def test_commands_show_what_the_page_says(page: Path, player: ModuleType, tmp_path: Path) -> None:
    assert player.play(page, tmp_path, write=WRITE) > 0


@pytest.mark.parametrize("page", PLAYED, ids=_name)
def test_no_page_shows_a_slip_of_its_writer(page: Path) -> None:
    """What was seen is written by a run, which takes a mistyped command as it comes."""
    slips = ("COMMAND-LINE", "COMMAND-UNKNOWN", "OPTION-UNKNOWN", "TEMPLATE-ERROR]: no template")
    text = page.read_text(encoding="utf-8")
    assert [slip for slip in slips if f"error[{slip}" in text] == []


@pytest.mark.parametrize("page", PAGES, ids=_name)
def test_relative_links_lead_somewhere(page: Path) -> None:
    for found in LINK.finditer(_prose(page)):
        target, _, anchor = (found[1] or found[2]).partition("#")
        if "://" in target or target.startswith("mailto:"):
            continue
        file = page.parent / target if target else page
        assert file.exists(), f"{_name(page)}: {target}"
        if anchor:
            headings = re.findall(r"^#+ (.*)$", _prose(file), re.MULTILINE)
            assert anchor in map(_anchor, headings), f"{_name(page)}: #{anchor}"


@pytest.mark.parametrize("page", PAGES, ids=_name)
def test_settings_that_are_shown_are_accepted(page: Path, player: ModuleType) -> None:
    for block in player.blocks(page.read_text(encoding="utf-8")):
        text = "\n".join(block.lines) + "\n"
        if block.kind == "toml" and block.options.get("file", "billcli.toml") == "billcli.toml":
            try:
                parse_settings(text.encode(), f"{_name(page)}:{block.line}")
            except BillcliError as error:
                pytest.fail("\n".join(f"{p.where}: {p.message}" for p in error.problems))
        elif block.kind == "toml":
            tomllib.loads(text)


@pytest.mark.parametrize("page", PAGES, ids=_name)
def test_ledger_text_that_is_shown_loads(page: Path, player: ModuleType, tmp_path: Path) -> None:
    """Accounts are opened for pages that show entries alone; includes need their files."""
    for block in player.blocks(page.read_text(encoding="utf-8")):
        if block.kind != "beancount" or "in" in block.options:
            continue
        text = "\n".join(block.lines) + "\n"
        if "include " in text:
            continue
        opened = set(re.findall(r"^\S+ open (\S+)", text, re.MULTILINE))
        used = set(re.findall(r"\b(?:Assets|Liabilities|Equity|Income|Expenses)(?::[\w-]+)+", text))
        ledger = tmp_path / f"{block.line}.beancount"
        preamble = "".join(OPENED.format(account) for account in sorted(used - opened))
        ledger.write_text(text + preamble, encoding="utf-8")
        problems = [p for p in load(ledger).problems if p.code not in HARMLESS]
        if wrong := block.options.get("wrong"):
            assert [p.code for p in problems] == [wrong]
            continue
        shown = "\n".join(f"{p.where}: {p.message}" for p in problems)
        assert not problems, f"{_name(page)}:{block.line}: {shown}"


def test_the_line_that_runs_the_tests_stands_where_the_continuous_build_looks() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8").splitlines()
    after = readme[readme.index("<!-- test line -->") + 1 :]
    lines = after[: after.index("```")]
    assert lines[0] == "```sh"
    steps = (
        "python3 -m venv .venv",
        ".venv/bin/pip install --quiet -e '.[test]'",
        ".venv/bin/python -m pytest -n auto",
    )
    assert [line for line in lines if line.startswith("python3")] == [" && ".join(steps)]
    assert "'/^<!-- test line -->$/,/^```$/p' README.md" in (ROOT / ".ci" / "run").read_text()


def test_the_first_page_stays_short() -> None:
    assert len((ROOT / "README.md").read_text(encoding="utf-8").splitlines()) <= 165


def test_every_page_can_be_reached_from_the_first() -> None:
    reached, waiting = set(), [ROOT / "README.md"]
    while waiting:
        page = waiting.pop().resolve()
        if page in reached or page.suffix != ".md":
            continue
        reached.add(page)
        for found in LINK.finditer(_prose(page)):
            target = (found[1] or found[2]).partition("#")[0]
            if target and "://" not in target:
                waiting.append(page.parent / target)
    assert [_name(page) for page in PAGES if page.resolve() not in reached] == []
