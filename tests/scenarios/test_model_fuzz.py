"""The gate of the read model: what is asked through it is what the ledger's text says.

Random ledgers full of receivables are changed at random, well and badly, again and again. After
every change all answers through the model are held against those of a ledger read afresh, and the
rows of a model that followed against those of one made anew. No difference is allowed.
"""

from __future__ import annotations

import datetime as dt
import sys
from collections import Counter
from random import Random
from typing import TYPE_CHECKING

import pytest

from billcli.services.workspace import Selection, Workspace, open_workspace
from billcli.store import index_key

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path
    from types import ModuleType

    from random_dues import RandomDues

STEPS = 20
SHORT = 4  # ledgers in CI
LONG = 110  # ledgers by ``pytest -m long``: 2,200 rounds
TODAY = dt.date(2025, 6, 15)
DAYS = (dt.date(2024, 2, 1), TODAY, dt.date(2025, 6, 14), dt.date(2024, 12, 31), dt.date.max)


class Play:
    """One random ledger, changed again and again.

    Attributes:
        told: what was counted, in words.
    """

    def __init__(self, seed: int, folder: Path, modules: tuple[ModuleType, ModuleType]) -> None:
        made, self.answers = modules
        rng = Random(seed)  # noqa: S311 - a test to repeat, no secret
        self.seed, self.rng, self.made, self.caches = seed, rng, made, folder / "cache"
        self.books: RandomDues = made.RandomDues(rng, folder / "books", plain=rng.random() < 0.6)
        self.named = "Assets:AR" if rng.random() < 0.15 else None
        self.told: Counter[str] = Counter()
        self.books.write()
        self.sound = self.books.copy()

    def open(self, cache: str) -> Workspace:
        env = {"BILLCLI_CACHE": cache if cache == "off" else str(self.caches / cache)}
        main = self.books.folder / "main.beancount"
        chosen = Selection(env, self.books.folder, TODAY, file=main, receivable=self.named)
        return open_workspace(chosen)

    def round(self, step: int) -> None:
        deed = self.deed()
        now, fresh = self.open("kept"), self.open("off")
        asked = self.seed * 1000 + step
        said = [self.answers.workspace_said(space, DAYS, asked, Random) for space in (now, fresh)]
        assert said[0] == said[1], "\n".join([deed, *now.remarks, *self.answers.differences(*said)])
        self.books.standing = self.made.Sums(fresh.snapshot.facts)
        told = "whole" if any("read as a whole" in r for r in now.remarks) else "followed"
        if not fresh.snapshot.is_sound:
            assert now.shelf is None
            told = "unsound"
        elif now.shelf is None:
            told = "no model"
        self.told["rounds"] += 1
        self.told[told] += 1
        self.told[f"{told} {deed.partition(',')[0]}"] += 1
        if told == "followed":
            self.same_rows(now, step)
        elif told in ("whole", "no model"):
            self.told[f"why {now.remarks[-1].rpartition(';')[2][-70:]}"] += 1
        if now.shelf is not None:
            now.shelf.model.close()
        if fresh.snapshot.is_sound:
            self.sound = self.books.copy()
        elif self.rng.random() < 0.7:
            self.books.files = self.sound
            self.books.write()

    def deed(self) -> str:
        chance = self.rng.random()
        if chance < 0.04:
            self.books.touch()
            return "touch"
        if chance < 0.1 and self.books.swap():
            return "swap"
        deed = self.books.step()
        self.books.write()
        return deed

    def same_rows(self, now: Workspace, step: int) -> None:
        anew = self.open(f"anew{step}")
        assert anew.shelf is not None
        assert now.shelf is not None
        assert anew.remarks
        rows = [
            self.answers.rows_of(space.shelf.model.place.path)
            for space in (now, anew)
            if space.shelf
        ]
        anew.shelf.model.close()
        assert rows[0] == rows[1], "\n".join([*now.remarks, *self.answers.differences(*rows)])


def played(
    ledgers: range, folder: Path, modules: tuple[ModuleType, ModuleType], steps: int = STEPS
) -> Counter[str]:
    told: Counter[str] = Counter()
    for seed in ledgers:
        play = Play(seed, folder / str(seed), modules)
        for step in range(steps):
            try:
                play.round(step)
            except Exception as error:
                error.add_note(f"ledger {seed}, step {step}")
                raise
        told += play.told
    return told


@pytest.fixture(scope="module")
def modules(beside: Callable[[str], ModuleType]) -> tuple[ModuleType, ModuleType]:
    beside("random_books")
    return beside("random_dues"), beside("model_answers")


def test_a_model_says_what_the_ledger_says(
    tmp_path: Path, modules: tuple[ModuleType, ModuleType]
) -> None:
    told = played(range(SHORT), tmp_path, modules)
    assert told["rounds"] == SHORT * STEPS
    assert told["followed"] > told["rounds"] / 6  # the rest says what needs a full load


def test_a_model_of_files_known_by_their_times_says_what_the_ledger_says(
    tmp_path: Path, modules: tuple[ModuleType, ModuleType], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(index_key, "SMALL", 0)
    played(range(500, 501), tmp_path, modules)


@pytest.mark.long
def test_two_thousand_changes_of_a_model(
    tmp_path: Path, modules: tuple[ModuleType, ModuleType]
) -> None:
    told = played(range(1000, 1000 + LONG), tmp_path, modules)
    sys.stdout.write(f"{dict(sorted(told.items()))}\n")
    assert told["rounds"] == LONG * STEPS
