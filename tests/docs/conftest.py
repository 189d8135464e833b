"""What the tests of the documentation share: its files, its blocks, and a desk to try it on."""

from __future__ import annotations

import contextlib
import importlib.util
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from billcli.cli.app import run
from billcli.cli.invocation import Surroundings

if TYPE_CHECKING:
    from types import ModuleType

ROOT = Path(__file__).parents[2]


def _module(name: str, path: Path) -> ModuleType:
    if name not in sys.modules:
        spec = importlib.util.spec_from_file_location(name, path)
        assert spec is not None
        assert spec.loader is not None
        sys.modules[name] = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(sys.modules[name])
    return sys.modules[name]


def scenarios() -> ModuleType:
    """Return the player of Markdown scenarios, whose commands answer as on a terminal."""
    module = _module("docs_scenario", ROOT / "tests" / "scenarios" / "scenario.py")
    module.World = type("Desk", (module.World,), {"billcli": _on_a_terminal})
    return module


def _on_a_terminal(desk: object, argv: list[str], typed: str = "", *, terminal: bool = False):  # noqa: ANN202 - the player's own type
    """Run a command with its answer on a terminal of 80 columns; it asks only where told to."""
    around = Surroundings(
        {"HOME": str(desk.folder / ".home"), "TERM": "dumb", "VISUAL": desk.editor},
        desk.folder, desk.today, stdin_tty=terminal, stdout_tty=True, stderr_tty=terminal,
        columns=80,
    )  # fmt: skip

    player = sys.modules["docs_scenario"]

    def act() -> int:
        sys.stdin = player.Keyboard(typed, sys.stdout)
        with contextlib.redirect_stderr(sys.stdout):  # on a screen both come in their order
            return run(argv, around)

    return player.seen(act, typed)


@pytest.fixture(scope="session")
def root() -> Path:
    return ROOT


@pytest.fixture(scope="session")
def player() -> ModuleType:
    return scenarios()
