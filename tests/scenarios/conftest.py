"""Collect the scenarios, and hand out books to try commands on."""

from __future__ import annotations

import importlib.util
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import ModuleType

HERE = Path(__file__).parent


def module(name: str) -> ModuleType:
    """Return a module that stands beside the tests."""
    key = f"scenarios_{name}"
    if key not in sys.modules:
        spec = importlib.util.spec_from_file_location(key, HERE / f"{name}.py")
        assert spec is not None
        assert spec.loader is not None
        sys.modules[key] = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(sys.modules[key])
    return sys.modules[key]


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> pytest.Collector | None:
    if file_path.suffix == ".md":
        return ScenarioFile.from_parent(parent, path=file_path)
    return None


class ScenarioFile(pytest.File):
    """A Markdown file, which is one scenario."""

    def collect(self) -> list[ScenarioItem]:
        return [ScenarioItem.from_parent(self, name=self.path.stem)]


class ScenarioItem(pytest.Item):
    """A scenario, from its first block to its last."""

    def runtest(self) -> None:
        factory = self.config._tmp_path_factory  # type: ignore[attr-defined]
        folder = factory.mktemp(self.name)
        play = module("scenario").play
        count = play(self.path, folder, write=os.environ.get("SCENARIOS") == "write")
        assert count, "a scenario runs at least one command"

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException]) -> object:
        if isinstance(excinfo.value, module("scenario").Mismatch):
            return str(excinfo.value)
        return super().repr_failure(excinfo)

    def reportinfo(self) -> tuple[Path, int, str]:
        return self.path, 0, f"scenario {self.name}"


@pytest.fixture(scope="session")
def beside_me() -> Callable[[str], ModuleType]:
    """Return what finds a module in this folder, by its name."""
    return module


@pytest.fixture(scope="session")
def scenario() -> ModuleType:
    """Return ``scenario.py``: the command line in this process."""
    return module("scenario")


@pytest.fixture(scope="session")
def desk() -> ModuleType:
    """Return ``desk.py``: small books to try commands on."""
    return module("desk")


@pytest.fixture
def world(scenario: ModuleType, desk: ModuleType, tmp_path: Path) -> object:
    """Return small books at a prompt: ``world.folder`` and ``world.billcli([...])``."""
    return scenario.World(desk.set_up(tmp_path / "books"))
