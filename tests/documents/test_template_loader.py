from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from jinja2 import Environment, TemplateNotFound
from jinja2.exceptions import SecurityError

from billcli.documents.budget import FILE_MAX
from billcli.documents.template_loader import FolderLoader, inside

if TYPE_CHECKING:
    from pathlib import Path

ENVIRONMENT = Environment(autoescape=True)


@pytest.fixture
def folders(tmp_path: Path) -> tuple[Path, Path]:
    user, own = tmp_path / "user", tmp_path / "own"
    for folder in (user, own):
        folder.mkdir()
        (folder / "both.txt").write_text(folder.name, "utf-8")
    (own / "own.txt").write_text("only here", "utf-8")
    (tmp_path / "secret.txt").write_text("secret", "utf-8")
    return user, own


def source(folders: tuple[Path, ...], name: str) -> str:
    return FolderLoader(folders).get_source(ENVIRONMENT, name)[0]


def test_the_users_folder_comes_first(folders: tuple[Path, Path]) -> None:
    assert source(folders, "both.txt") == "user"
    assert source(folders, "own.txt") == "only here"
    assert source(folders, "shipped/both.txt") == "own"


def test_the_path_is_told_for_errors(folders: tuple[Path, Path]) -> None:
    assert FolderLoader(folders).get_source(ENVIRONMENT, "own.txt")[1] == str(
        folders[1] / "own.txt"
    )


def test_a_missing_template_is_named(folders: tuple[Path, Path]) -> None:
    with pytest.raises(TemplateNotFound, match="nothing"):
        source(folders, "nothing.txt")


@pytest.mark.parametrize(
    "name",
    [
        "../secret.txt", "a/../../secret.txt", "/etc/passwd", "", "..", "a\\..\\b", "C:/x", "a\0b",
        "shipped/../secret.txt",
    ],
)  # fmt: skip
def test_names_do_not_lead_outside(folders: tuple[Path, Path], name: str) -> None:
    with pytest.raises(SecurityError, match="outside the template folder"):
        source(folders, name)


def test_links_do_not_lead_outside(folders: tuple[Path, Path]) -> None:
    (folders[0] / "link.txt").symlink_to("../secret.txt")
    (folders[0] / "dir").symlink_to("..")
    for name in ("link.txt", "dir/secret.txt"):
        with pytest.raises(SecurityError, match="outside"):
            source(folders, name)


def test_links_inside_are_fine(folders: tuple[Path, Path]) -> None:
    (folders[0] / "again.txt").symlink_to("both.txt")
    assert source(folders, "again.txt") == "user"


def test_only_ordinary_files_of_modest_size_are_read(folders: tuple[Path, Path]) -> None:
    (folders[0] / "folder").mkdir()
    (folders[0] / "big.txt").write_bytes(b"x" * (FILE_MAX + 1))
    (folders[0] / "latin.txt").write_bytes(b"\xfc")
    for name, words in (
        ("folder", "not an ordinary file"),
        ("big.txt", "not an ordinary file"),
        ("latin.txt", "not UTF-8"),
    ):
        with pytest.raises(SecurityError, match=words):
            source(folders, name)


def test_inside_gives_the_path(tmp_path: Path) -> None:
    assert inside(tmp_path, "a/b.txt") == tmp_path / "a" / "b.txt"
