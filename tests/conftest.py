"""Fixtures every package of tests may use."""

from __future__ import annotations

import gc
import importlib.util
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import hypothesis
import pytest
from jinja2 import Environment

# Beancount writes a pickle beside a ledger that took a second to load: not into our own folders.
os.environ["BEANCOUNT_DISABLE_LOAD_CACHE"] = "1"

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from types import ModuleType

    from mail_server import MailServer
    from shop import Shop


def pytest_configure(config: pytest.Config) -> None:
    """Try the same random cases in each run, and ever other ones in the long run."""
    hypothesis.settings.register_profile("same", derandomize=True)
    if "not long" in config.option.markexpr:
        hypothesis.settings.load_profile("same")


def pytest_collection_finish() -> None:
    """Spare the collector what stays anyway: 16,000 tests and all modules."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(100_000, 20, 100)


def module_beside(name: str) -> ModuleType:
    """Return a module that stands in this folder."""
    if name not in sys.modules:
        spec = importlib.util.spec_from_file_location(name, Path(__file__).with_name(f"{name}.py"))
        assert spec is not None
        assert spec.loader is not None
        sys.modules[name] = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(sys.modules[name])
    return sys.modules[name]


@pytest.fixture(scope="session", autouse=True)
def spared() -> Iterator[None]:
    """Spare what is no part of any test: compiling a template again, and waiting for the disk."""
    codes: dict[tuple[object, ...], object] = {}
    compile_anew = Environment.compile

    def compiled(self: Environment, source: object, *names: object, **raw: object) -> object:
        key = (type(self), getattr(self, "output", None), source, *names, *raw.items())
        if key not in codes:
            codes[key] = compile_anew(self, source, *names, **raw)  # type: ignore[call-overload]
        return codes[key]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Environment, "compile", compiled)
        patch.setattr(os, "fsync", lambda _descriptor: None)  # no test cuts the power
        yield


@pytest.fixture(scope="session")
def beside() -> Callable[[str], ModuleType]:
    """Return what finds a module in this folder, by its name."""
    return module_beside


@pytest.fixture(scope="session")
def crash_sweep() -> ModuleType:
    """Return ``tests/crash_sweep.py``: stop anything that writes at every call it makes."""
    return module_beside("crash_sweep")


@pytest.fixture(scope="session")
def shop_module() -> ModuleType:
    """Return ``tests/shop.py``: small books, and the command line over them."""
    return module_beside("shop")


@pytest.fixture
def shop(shop_module: ModuleType, tmp_path: Path) -> Shop:
    """Return fresh small books of an invented shop."""
    return shop_module.Shop.open(tmp_path / "books")


@pytest.fixture(scope="session")
def mail_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[MailServer]:
    """Return a real mail server, which misbehaves for readers of certain names."""
    with module_beside("mail_server").running(tmp_path_factory.mktemp("arrived")) as server:
        yield server
