"""The lock is never held while a ledger is loaded, and never without need."""

from __future__ import annotations

import fcntl
import os
from typing import TYPE_CHECKING, Any, TypeAlias

import pytest

from billcli.ledger import gather, load, load_packed
from billcli.services import keep_model, model_reading, workspace, writing

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

World: TypeAlias = Any  # scenario.World: the module is loaded by its path

CREATE = ["invoice", "create", "Acme", "--line", "2 h x 50 Work", "--yes"]
COMMANDS = {
    "invoice create": CREATE,
    "payment add": ["payment", "add", "Acme", "100", "EUR", "--yes"],
    "reconcile": ["reconcile", "january.csv", "--yes"],
    "invoice void": ["invoice", "void", "OLD-1", "--yes"],
    "customer add": ["customer", "add", "Initech", "--yes"],
    "customer edit": ["customer", "edit", "Acme", "--email", "a@acme.example", "--yes"],
    "undo": ["undo", "--yes"],
}
READING = {
    "report open": ["report", "open"],
    "report aging": ["report", "aging"],
    "invoice list": ["invoice", "list"],
    "check": ["check"],
    "statement": ["statement", "show", "Acme"],
    "dry run": [*CREATE[:-1], "--dry-run"],
}


def is_locked(project: Path) -> bool:
    """Return whether anybody, this process included, holds the writers' lock."""
    try:
        descriptor = os.open(project / ".billcli" / "lock", os.O_RDWR)
    except FileNotFoundError:
        return False
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    finally:
        os.close(descriptor)
    return False


@pytest.fixture
def guarded(world: World, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Make every load fail while the lock is held; returns the loads that were made.

    A load brings the read model up to date, by whatever it has to read, and asks it.
    """
    loads: list[str] = []

    def guard(name: str, real: Callable[..., Any]) -> Callable[..., Any]:
        def call(*args: object, **kwargs: object) -> object:
            assert not is_locked(world.folder), f"{name} while the lock is held"
            loads.append(name)
            return real(*args, **kwargs)

        return call

    monkeypatch.setattr(workspace, "read_ledger", guard("load", keep_model.read_ledger))
    monkeypatch.setattr(model_reading, "cold_build", guard("build", model_reading.cold_build))
    for module in (load, load_packed):
        monkeypatch.setattr(module, "gather", guard("gather", gather.gather))
    return loads


@pytest.mark.parametrize("argv", COMMANDS.values(), ids=COMMANDS)
def test_nothing_is_loaded_while_the_lock_is_held(
    world: World, guarded: list[str], argv: list[str]
) -> None:
    if argv[0] == "undo":
        assert world.billcli(CREATE).status == 0
    seen = world.billcli(argv)
    assert seen.status == 0, seen
    assert "load" in guarded, "the guard was not in the way"


@pytest.mark.parametrize("argv", READING.values(), ids=READING)
def test_reading_takes_no_lock(world: World, argv: list[str]) -> None:
    assert world.billcli(argv).status == 0
    assert not (world.folder / ".billcli").exists()


def test_the_guard_sees_the_lock(world: World) -> None:
    with writing.hold(world.folder, 0):
        assert is_locked(world.folder)
    assert not is_locked(world.folder)


@pytest.mark.parametrize("argv", COMMANDS.values(), ids=COMMANDS)
def test_whoever_writes_in_between_is_seen(
    world: World, monkeypatch: pytest.MonkeyPatch, guarded: list[str], argv: list[str]
) -> None:
    """Another invoice is written after the ledger was loaded and before the lock is taken."""
    hold, meddled = writing.hold, []
    if argv[0] == "undo":
        assert world.billcli(CREATE).status == 0

    def meddling(project: Path, wait: float, **words: object) -> object:
        if not meddled:
            meddled.append(True)
            main = project / "main.beancount"
            main.write_text(main.read_text() + OTHERS)
        return hold(project, wait, **words)

    monkeypatch.setattr(writing, "hold", meddling)
    seen = world.billcli(argv)
    assert meddled
    assert seen.status == 0, seen
    books = (world.folder / "main.beancount").read_text()
    assert OTHERS.strip() in books, "the other's entry is lost"
    assert world.billcli(["check"]).status == 0
    if argv is CREATE:
        assert "^INV-2026-0008" in books, "the number was not taken after the other's"
    else:
        assert guarded.count("load") > 1, "the decision was not made again on what stands now"


OTHERS = """
2026-01-20 * "Globex Ltd." "By hand" #invoice ^INV-2026-0007
  invoice: "INV-2026-0007"
  due: 2026-02-20
  Assets:Receivable:Globex  10.00 EUR
  Income:Services          -10.00 EUR
"""
