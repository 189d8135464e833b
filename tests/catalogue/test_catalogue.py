"""Every problem code has a page, and every page tells the truth."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

import billcli
from billcli.cli.catalogue.catalogue import codes, nearest, page, summary
from billcli.domain import wanted
from billcli.domain.numbering import Series
from billcli.domain.receivable import find_roots
from billcli.domain.rule.check import check
from billcli.ledger.include_problem import _HELP
from billcli.ledger.load import load

LEDGERS = Path(__file__).parent / "ledgers"
TRIGGERS = sorted(path.stem for path in LEDGERS.glob("*.beancount"))
SERIES = (Series("invoice", "INV-{year}-{n:04}"),)
SOURCES = sorted(Path(billcli.__file__).parent.rglob("*.py"))
CODE = re.compile(r"[A-Z][A-Z0-9]*(?:-[A-Z0-9]+)+", re.ASCII)

# Names of the trade that look like codes.
NOT_CODES = frozenset({"UTF-8", "UTF-16", "UTF-16-LE", "UTF-16-BE", "A-R", "ISO-8859-1"}) | {
    "NOT-REGULAR", "INV-2026-0001",
}  # fmt: skip

# Codes put together from a family and a kind.
FAMILIES = {
    "INCLUDE": "MISSING SYMLINK NOT-REGULAR HIDDEN BACKUP ENCRYPTED LARGE UNREADABLE",
    "LEDGER": "MISSING SYMLINK NOT-REGULAR ENCRYPTED LARGE UNREADABLE",
    "ALLOCATION": "DUPLICATE CURRENCY AMOUNT EXCEEDS SUM",
}
COMPOSED = frozenset(f"{name}-{kind}" for name, kinds in FAMILIES.items() for kind in kinds.split())


def raised(path: Path) -> set[str]:
    """Return the codes a module names: texts of the form of a code, but for docstrings."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    texts = {n.value for n in ast.walk(tree) if isinstance(n, ast.Constant)}
    return {t for t in texts if isinstance(t, str) and CODE.fullmatch(t)} - NOT_CODES


def block(text: str, language: str) -> str:
    match = re.search(rf"^```{language}\n(.*?)^```$", text, re.DOTALL | re.MULTILINE)
    return match.group(1) if match else ""


def test_every_code_has_a_page() -> None:
    named = {code: path.name for path in SOURCES for code in raised(path)}
    named |= dict.fromkeys(COMPOSED, "a family of codes")
    without = {code: file for code, file in named.items() if code not in codes()}
    assert without == {}, "write billcli/cli/catalogue/CODE.md"


def test_the_families_of_codes_are_those_of_the_program() -> None:
    assert set(_HELP) == set(FAMILIES["INCLUDE"].split())
    assert set(_HELP) - {"HIDDEN", "BACKUP"} == set(FAMILIES["LEDGER"].split())
    source = Path(wanted.__file__).read_text(encoding="utf-8")
    assert set(re.findall(r'_problem\(\s*"([A-Z]+)"', source)) == set(
        FAMILIES["ALLOCATION"].split()
    )


def test_every_page_is_of_a_code_that_exists() -> None:
    named = {match for path in SOURCES for match in CODE.findall(path.read_text(encoding="utf-8"))}
    assert sorted(set(codes()) - named - COMPOSED) == []


@pytest.mark.parametrize("code", codes())
def test_a_page_has_its_parts(code: str) -> None:
    text = page(code)
    heads = re.findall(r"^#+ .*$", text, re.MULTILINE)
    assert heads == [f"# {code}", "## What it means", "## Example", "## What to do"]
    assert summary(code).endswith(".")
    assert max(map(len, text.split("```")[0].splitlines())) <= 105
    assert text.endswith("\n")


@pytest.mark.parametrize("code", TRIGGERS)
def test_the_smallest_ledger_has_just_the_problems_its_page_shows(code: str) -> None:
    snapshot = load(LEDGERS / f"{code}.beancount", seen_from=LEDGERS)
    assert snapshot.problems == ()
    problems = check(snapshot.facts, find_roots(snapshot.facts), SERIES)
    assert "".join(f"{problem}\n" for problem in problems) == block(page(code), "text")
    assert code in {problem.code for problem in problems}
    assert all(problem.help for problem in problems)


@pytest.mark.parametrize("code", TRIGGERS)
def test_the_ledger_on_the_page_is_the_one_that_is_tried(code: str) -> None:
    ledger = (LEDGERS / f"{code}.beancount").read_text(encoding="utf-8")
    assert block(page(code), "beancount").strip() in ledger


def test_every_rule_has_its_smallest_ledger() -> None:
    rules = [path for path in SOURCES if path.parent.name == "rule"]
    assert sorted(set().union(*map(raised, rules))) == TRIGGERS


@pytest.mark.parametrize("code", ["", "nothing", "AR-", "../README", "AR-OVERPAID.md", "AR/PAD"])
def test_there_is_no_page_of_what_is_no_code(code: str) -> None:
    assert page(code) is None
    assert summary(code) == ""


def test_a_page_is_found_in_any_capitals() -> None:
    assert page(" ar-overpaid ") == page("AR-OVERPAID")
    assert summary("ar-overpaid") == "More was taken from an open item than was left of it."


@pytest.mark.parametrize(
    ("typed", "best"),
    [("ar-overpayed", "AR-OVERPAID"), ("SEALBROKEN", "SEAL-BROKEN"), ("overpaid", "AR-OVERPAID")],
)
def test_a_mistyped_code_finds_its_neighbours(typed: str, best: str) -> None:
    assert nearest(typed)[0] == best
    assert len(nearest(typed)) <= 3


@pytest.mark.parametrize("typed", ["", "x", "zzzzzzzzzz"])
def test_nonsense_finds_nothing(typed: str) -> None:
    assert nearest(typed) == ()
