"""Everything that took part in a model is told by one text."""

from __future__ import annotations

import importlib.metadata
import os
import sys
from typing import TYPE_CHECKING

from billcli.store import index_version
from billcli.store.index_version import versions

if TYPE_CHECKING:
    from pathlib import Path

    import pytest


def installed(folder: Path, number: str = "3.2.3") -> Path:
    package = folder / "beancount"
    package.mkdir(parents=True)
    (package / "__init__.py").write_text("")
    (package / "VERSION").write_text(f"{number}\n")
    os.utime(package / "__init__.py", ns=(1, 1))
    return folder


def test_the_installation_that_would_be_imported_is_told(tmp_path: Path) -> None:
    one, two = installed(tmp_path / "1"), installed(tmp_path / "2", "3.3.0")
    nothing = str(tmp_path / "nothing")
    assert versions([nothing, str(one), str(two)]).endswith("; beancount 3.2.3 of 1 0")
    assert versions([str(two), str(one)]).endswith("; beancount 3.3.0 of 1 0")


def test_the_current_folder_may_be_named_by_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(installed(tmp_path / "1"))
    assert "beancount 3.2.3" in versions([""])


def test_installing_again_is_another_version(tmp_path: Path) -> None:
    folder = installed(tmp_path / "1")
    before = versions([str(folder)])
    os.utime(folder / "beancount" / "__init__.py", ns=(2, 2))
    assert versions([str(folder)]) != before


def test_each_of_the_four_counts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    search = [str(installed(tmp_path / "1"))]
    told = {versions(search)}
    monkeypatch.setattr(index_version, "__version__", "99")
    told.add(versions(search))
    monkeypatch.setattr(index_version, "SCHEMA", 99)
    told.add(versions(search))
    monkeypatch.setattr(sys, "version", "9.9.9 (main)")
    told.add(versions(search))
    assert len(told) == 4


def test_what_is_not_found_by_name_is_asked_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert versions([str(tmp_path)]).endswith(
        f"beancount {importlib.metadata.version('beancount')}"
    )
    monkeypatch.setattr(index_version, "_PACKAGE", "no-such-package")
    assert versions([str(tmp_path)]).endswith("; no no-such-package")
