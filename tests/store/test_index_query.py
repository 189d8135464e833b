"""The answers other programs may have, and what they cost: modules and statements, not seconds."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import billcli
from billcli.store import index_key, index_query, index_write
from billcli.store.index_file import ModelLost
from billcli.store.index_query import open_books, open_checked

if TYPE_CHECKING:
    from conftest import Toy


SECOND = 1_000_000_000


def opened(toy: Toy, today: str = "2026-05-31") -> tuple[index_query.Model | None, str]:
    return open_books(str(toy.main), toy.env, today=today, now_ns=toy.now(), expand=toy.expand)


def test_a_fresh_model_answers(made: Toy) -> None:
    books, reason = opened(made)
    assert books is not None
    assert reason == ""
    assert [row[0] for row in books.balances()] == ["acme", "globex", "initech"]
    assert [row[1] for row in books.open_items(limit=2)] == ["INV-1", "INV-2"]
    books.close()


def test_without_a_model_there_is_a_reason(toy: Toy) -> None:
    assert opened(toy) == (None, "there is no read model yet")


def test_a_stale_model_does_not_answer(made: Toy) -> None:
    made.write("jan.toy", "")
    assert opened(made) == (None, f"{made.path('jan.toy')} has changed")
    made.env["BILLCLI_CACHE"] = "off"
    assert opened(made)[0] is None


@pytest.mark.parametrize(
    ("bounds", "today", "answers"),
    [
        ({}, "2026-05-31", True),
        ({"valid_from": "2026-05-01", "valid_until": "2026-05-31"}, "2026-05-31", True),
        ({"valid_from": "2026-05-01", "valid_until": "2026-05-31"}, "2026-05-01", True),
        ({"valid_from": "2026-05-01", "valid_until": "2026-05-31"}, "2026-06-01", False),
        ({"valid_from": "2026-05-01"}, "2026-04-30", False),
        ({"valid_from": "2026-05-01"}, "2099-04-30", True),
    ],
)
def test_a_model_answers_for_its_days_only(
    toy: Toy, bounds: dict[str, str], today: str, answers: bool
) -> None:
    toy.make(**bounds)
    books, reason = opened(toy, today)
    assert (books is not None) == answers
    assert answers or reason.startswith("the read model answers for 2026-05-01 to ")
    if books is not None:
        books.close()


def test_a_model_that_is_lost_on_the_way_does_not_answer(
    made: Toy, monkeypatch: pytest.MonkeyPatch
) -> None:
    def lose(*_given: object, **_named: object) -> None:
        raise ModelLost("gone")

    monkeypatch.setattr(index_query, "check", lose)
    assert opened(made) == (None, "gone")


def test_what_was_racy_is_noted_down_once_it_has_settled(
    toy: Toy, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(index_key, "SMALL", 0)
    toy.make(toy.now(late=SECOND))
    for looked_at in (sum(path.stat().st_size for path in toy.files()), 0):
        first = toy.verdict()
        assert first.looked_at == looked_at
        model, verdict, reason = open_checked(toy.place, toy.now(), toy.expand)
        assert model is not None
        assert (reason, verdict.fresh, verdict.looked_at) == ("", True, 0)
        model.close()


def test_a_model_that_cannot_be_written_answers_all_the_same(
    toy: Toy, monkeypatch: pytest.MonkeyPatch
) -> None:
    toy.make(toy.now(late=SECOND))
    monkeypatch.setattr(index_write, "keep", lambda *_given: "no")
    books, reason = opened(toy)
    assert books is not None, reason
    assert [row[0] for row in books.balances()] == ["acme", "globex", "initech"]
    books.close()


def test_a_model_that_goes_away_meanwhile_does_not_answer(
    toy: Toy, monkeypatch: pytest.MonkeyPatch
) -> None:
    toy.make(toy.now(late=SECOND))
    monkeypatch.setattr(index_write, "keep", lambda *_given: toy.model_path.unlink())
    assert opened(toy) == (None, "there is no read model yet")


PROGRAM = """
import sys, os, time
before = set(sys.modules)
from billcli.store.index_query import open_books, open_checked
books, reason = open_books(sys.argv[1], os.environ, today="2026-05-31", now_ns=time.time_ns())
assert books is not None, reason
assert books.balances() and books.open_items(limit=50)
print(*sorted(name for name in set(sys.modules) - before))
"""


def test_a_query_loads_next_to_nothing(toy: Toy) -> None:
    toy.write("main.toy", 'include "jan.toy"\n')
    for path in toy.files():
        os.utime(path, ns=(1, 1))
    # An old model: what was written just now would be hashed to be sure.
    assert toy.make() == ""
    done = subprocess.run(  # noqa: S603 - our own Python
        [sys.executable, "-c", PROGRAM, str(toy.main)],
        env={**os.environ, **toy.env, "PYTHONPATH": str(Path(billcli.__file__).parent.parent)},
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    loaded = {name.partition(".")[0] for name in done.stdout.split()}
    heavy = {"typing", "datetime", "json", "decimal", "dataclasses", "pathlib", "re", "hashlib"}
    assert not loaded & (heavy | {"beancount", "typer", "rich", "click"})
    ours = {name for name in done.stdout.split() if name.startswith("billcli.store.")}
    assert len(ours) <= 8


def test_a_query_asks_few_questions(made: Toy) -> None:
    books, _reason = opened(made)
    assert books is not None
    asked: list[str] = []
    books.connection.set_trace_callback(asked.append)
    books.balances()
    books.open_items(limit=50)
    assert len([sql for sql in asked if sql != "PRAGMA data_version"]) == 2
    books.close()
