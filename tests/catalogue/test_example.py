"""Every page's problem is provoked, and the program says what the page says it does.

How, tells ``tests/catalogue/trial.py``.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from billcli.cli.catalogue.catalogue import codes, page
from tests.catalogue.faults import FAULTS, damaged_rules, provoke
from tests.catalogue.trial import Trial, compare, example, make_books, parts

if TYPE_CHECKING:
    from pathlib import Path

TYPED = tuple(code for code in codes() if example(code, "console"))
LEDGERS = tuple(code for code in codes() if example(code, "beancount"))
# Said by bean-check, not by a command of ours.
PLUGIN = frozenset({"CHECK-FAILED"})


@pytest.fixture(scope="session")
def books(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_books(tmp_path_factory.mktemp("catalogue") / "books")


@pytest.fixture
def trial(books: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Trial:
    return Trial.of(books, tmp_path / "books", capsys)


@pytest.mark.parametrize("code", TYPED)
def test_an_example_answers_as_its_page_says(code: str, trial: Trial) -> None:
    status, err = trial.typed(parts(example(code, "console"))[0])
    compare(code, "console", err)
    assert (status in {1, 2, 3, 4, 6}) == ("error[" in err)


@pytest.mark.parametrize("code", FAULTS)
def test_a_fault_is_told_as_its_page_says(
    code: str, trial: Trial, monkeypatch: pytest.MonkeyPatch
) -> None:
    status, err = provoke(code, trial, monkeypatch)
    compare(code, "text", err)
    assert (status not in {0, 5}) == ("error[" in err)


def test_broken_rules_are_told_as_their_page_says(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    said = damaged_rules(tmp_path / "main.beancount", monkeypatch)
    assert said == example("CHECK-FAILED", "text")


def test_every_page_is_provoked() -> None:
    means = (*TYPED, *LEDGERS, *FAULTS, *PLUGIN)
    advice = (
        "Show its problem in a ```console block of billcli/cli/catalogue/CODE.md ($ commands, then"
        " what the last one says), or in tests/catalogue/ledgers/CODE.beancount and a ```beancount"
        " block, or, when only a failing machine can show it, in tests/catalogue/faults.py"
    )
    assert sorted(set(codes()) - set(means)) == [], advice
    assert sorted(set(FAULTS) - set(codes())) == [], "a fault without a page: take it out"


def test_a_page_shows_its_problem() -> None:
    without = [code for code in codes() if f"[{code}]" not in (page(code) or "")]
    assert without == []


def test_no_two_pages_say_the_same() -> None:
    bodies = [re.sub(r"(?s)^.*?\n\n|```.*?```", "", page(code) or "") for code in codes()]
    paragraphs = [p for body in bodies for p in body.split("\n\n") if len(p) > 60]
    assert sorted({p for p in paragraphs if paragraphs.count(p) > 1}) == []
