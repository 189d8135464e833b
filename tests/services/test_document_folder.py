from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from billcli.services.document_folder import document_folders

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize("written", ["papers/a.pdf", "../books/papers/a.pdf"])
def test_a_document_stands_in_its_folder(tmp_path: Path, written: str) -> None:
    (tmp_path / "books/papers").mkdir(parents=True)
    found = document_folders(str(tmp_path / "books/main.beancount"), written)
    assert list(found) == [str(tmp_path / "books/papers")]


def test_a_link_leads_to_another_folder(tmp_path: Path) -> None:
    (tmp_path / "far").mkdir()
    (tmp_path / "a.pdf").symlink_to("far/b.pdf")
    found = document_folders(str(tmp_path / "main.beancount"), "a.pdf")
    assert list(found) == [str(tmp_path), str(tmp_path / "far")]


def test_above_a_folder_that_is_a_link_is_where_it_leads(tmp_path: Path) -> None:
    (tmp_path / "far/papers").mkdir(parents=True)
    (tmp_path / "papers").symlink_to("far/papers")
    found = document_folders(str(tmp_path / "main.beancount"), "papers/../a.pdf")
    assert list(found) == [str(tmp_path / "far")]


def test_an_absolute_path_is_taken_as_it_is(tmp_path: Path) -> None:
    found = document_folders("/elsewhere/main.beancount", str(tmp_path / "a.pdf"))
    assert list(found) == [str(tmp_path)]
