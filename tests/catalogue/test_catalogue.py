"""Every problem code has a page, and every page tells the truth."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from billcli.cli.catalogue.catalogue import codes, nearest, page, summary
from billcli.domain import wanted
from billcli.domain.numbering import Series
from billcli.domain.receivable import find_roots
from billcli.domain.rule.check import check
from billcli.ledger.include_problem import _HELP
from billcli.ledger.load import load
from tests.catalogue.source_codes import FAMILIES, codes_named, computed, sources, without_help
from tests.catalogue.trial import example

LEDGERS = Path(__file__).parent / "ledgers"
TRIGGERS = sorted(path.stem for path in LEDGERS.glob("*.beancount"))
SERIES = (Series("invoice", "INV-{year}-{n:04}"),)

# Problems after which there is nothing to do, or whose page says it better than one line can.
HELPLESS = frozenset({"NOT-CONFIRMED"})
# To be given a hint by whoever next works there; nothing new may join them.
OWING = frozenset({"services/doctor/scene.py"})


def test_every_code_has_a_page() -> None:
    without = {code: place for code, place in codes_named().items() if code not in codes()}
    assert without == {}, (
        "write billcli/cli/catalogue/CODE.md (the form of BANK-MISSING.md: # CODE, one sentence,"
        " ## What it means, ## Example with a ```console block that provokes it and shows what it"
        " says, ## What to do); when the text is no code of a problem, name it in NOT_CODES of"
        " tests/catalogue/source_codes.py"
    )


def test_every_page_is_of_a_code_that_the_program_says() -> None:
    dead = sorted({*codes()} - {*codes_named()})
    assert dead == [], "no module names these codes any more: remove billcli/cli/catalogue/CODE.md"


def test_codes_are_put_together_only_in_known_families() -> None:
    assert sorted(computed().values()) == [
        "f'ALLOCATION-{code}'", "f'INCLUDE-{kind}'"
    ], "write the code as one text, so that it can be searched for"  # fmt: skip


def test_the_families_of_codes_are_those_of_the_program() -> None:
    assert set(_HELP) == set(FAMILIES["INCLUDE"].split())
    source = Path(wanted.__file__).read_text(encoding="utf-8")
    assert set(re.findall(r'_problem\(\s*"([A-Z]+)"', source)) == set(
        FAMILIES["ALLOCATION"].split()
    )


def test_every_problem_says_what_to_do() -> None:
    silent = {
        place: code
        for place, code in without_help().items()
        if code not in HELPLESS and place.partition(":")[0] not in OWING
    }
    assert silent == {}, 'add hint="..." (Problem: help=): the command to run or thing to change'


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
    assert "".join(f"{problem}\n" for problem in problems) == example(code, "text")
    assert code in {problem.code for problem in problems}
    assert all(problem.help for problem in problems)


@pytest.mark.parametrize("code", TRIGGERS)
def test_the_ledger_on_the_page_is_the_one_that_is_tried(code: str) -> None:
    ledger = (LEDGERS / f"{code}.beancount").read_text(encoding="utf-8")
    assert example(code, "beancount").strip() in ledger


def test_every_rule_has_its_smallest_ledger() -> None:
    rules = [source for source in sources() if source.path.parent.name == "rule"]
    assert sorted({code for source in rules for code, _ in source.named()}) == TRIGGERS


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
