"""The index names every page, and the lists of documentation are in order and complete."""

from __future__ import annotations

import re
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from types import ModuleType

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
SECTIONS = {"how-to": "How to", "reference": "Reference", "explanation": "Explanation"}
PART = r"^## {}\n(.*?)(?=^## |\Z)"
FIRST_INVOICE = 5  # commands, the installation included


def _text(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def _part(text: str, heading: str) -> str:
    found = re.search(PART.format(heading), text, re.MULTILINE | re.DOTALL)
    assert found, heading
    return found[1]


@pytest.mark.parametrize("folder", SECTIONS)
def test_every_page_is_in_its_part_of_the_index(folder: str) -> None:
    listed = re.findall(
        rf"\({folder}/([\w-]+)\.md\)", _part(_text("docs/README.md"), SECTIONS[folder])
    )
    assert sorted(listed) == sorted(path.stem for path in (DOCS / folder).glob("*.md"))


def test_every_other_page_is_in_the_index_too() -> None:
    index = _text("docs/README.md")
    pages = {path.name for path in DOCS.glob("*.md")} - {"README.md"}
    assert pages <= set(re.findall(r"\(([\w-]+\.md)\)", index))
    assert "(decisions/README.md)" in index


def test_each_line_of_the_index_says_what_the_page_is_about() -> None:
    lines = [line for line in _text("docs/README.md").splitlines() if line.startswith("- ")]
    assert len(lines) > 20
    assert [
        line for line in lines if not re.fullmatch(r"- \[[^\]]+\]\([^)]+\): .{10,90}", line)
    ] == []


def test_the_terms_of_the_glossary_are_in_order_and_each_stands_once() -> None:
    terms = re.findall(r"^\| ([^|]+) \|", _text("docs/glossary.md"), re.MULTILINE)[1:]
    keys = [term.lower().replace("-", " ") for term in terms if not term.startswith("---")]
    assert len(keys) > 40
    assert [(one, two) for one, two in pairwise(keys) if one >= two] == []


def test_folders_and_files_that_contributors_are_sent_to_are_there() -> None:
    named = re.findall(
        r"`((?:billcli|templates|tests|docs|ledgers)/[^`<\s]*)`", _text("CONTRIBUTING.md")
    )
    assert len(named) > 30
    for name in named:
        if name.isupper() or "CODE" in name or "KIND" in name:
            continue
        assert (ROOT / name).exists(), name


def test_a_newcomer_has_the_first_invoice_after_five_commands(
    player: ModuleType, tmp_path: Path
) -> None:
    """One line installs; the commands of the page do the rest, in an empty folder."""
    readme = _text("README.md")
    (install,) = re.findall(
        r"^```sh\n(.*)\n```", _part(readme, "Try it").split("<!--")[0], re.MULTILINE
    )
    assert "pip install" in install
    block = next(player.blocks(_part(readme, "The first invoice")))
    typed = [line[2:] for line in block.lines if line.startswith("$ ")]
    assert 1 + len(typed) <= FIRST_INVOICE
    books = tmp_path / "books"
    books.mkdir()
    (tmp_path / "page.md").write_text(
        "\n".join(["```console", *block.lines, "```", ""]), encoding="utf-8"
    )
    player.play(tmp_path / "page.md", books)
    made = sorted(path.name for path in (books / "documents").iterdir())
    assert made == ["INV-2026-0001.html", "INV-2026-0001.pdf", "INV-2026-0001.txt"]
