"""Files that bear a number as their name: found by it, never a path, written as a whole."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from billcli.domain.problem import BillcliError, UsageError
from billcli.services.named_file import made, names_in, path_of, read_named, rewritten
from billcli.services.writing import Consent

if TYPE_CHECKING:
    from pathlib import Path

    from shop import Shop

TEXT = 'customer = "Acme"\n'


def agreed(_text: str) -> None:
    """Agree to everything."""


def refused(_text: str) -> None:
    raise UsageError.of("NEEDS-YES", "no")


YES, NO, DRY = Consent(agreed), Consent(refused), Consent(refused, dry_run=True)


def shown(path: Path) -> str:
    return path.name


def test_only_legal_names_are_of_the_kind(shop: Shop) -> None:
    for name in (
        "b.toml",
        "a.toml",
        ".hidden.toml",
        "c.txt",
        "-d.toml",
        "é.toml",
        "toml",
        "e.TOML",
    ):
        shop.write(f"quotes/{name}", TEXT)
    assert names_in(shop.workspace(), "quotes") == ["a", "b"]


@pytest.mark.parametrize("kind", ["missing", "file"])
def test_without_a_folder_there_are_none(shop: Shop, kind: str) -> None:
    if kind == "file":
        shop.write("quotes", "a file")
    assert names_in(shop.workspace(), "quotes") == []


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("Q-1", "Q-1"),
        ("q-1", "Q-1"),
        ("Q-1.toml", "Q-1"),
        ("quotes/Q-1.toml", "Q-1"),
        ("q-2", "q-2"),
        ("Q-2", "Q-2"),
    ],
)
def test_a_name_is_found_in_any_case(shop: Shop, typed: str, found: str) -> None:
    for name in ("Q-1", "q-2", "Q-2"):
        shop.write(f"quotes/{name}.toml", f"# {name}\n")
    file = read_named(shop.workspace(), "quotes", "quote", typed, shown)
    assert (file.name, file.content) == (found, f"# {found}\n".encode())


@pytest.mark.parametrize("typed", ["Q-3", "../main", "/Q-1", "a/Q-1", "", "x" * 5000])
def test_what_is_not_there(shop: Shop, typed: str) -> None:
    shop.write("quotes/Q-1.toml", TEXT)
    with pytest.raises(UsageError) as caught:
        read_named(shop.workspace(), "quotes", "quote", typed, shown)
    assert [p.code for p in caught.value.problems] == ["QUOTE-MISSING"]


@pytest.mark.parametrize("kind", ["folder", "link", "gone"])
def test_what_is_no_plain_file(shop: Shop, kind: str) -> None:
    path = path_of(shop.workspace(), "quotes", "Q-1")
    path.parent.mkdir()
    if kind == "folder":
        path.mkdir()
    else:
        path.symlink_to(shop.folder / ("billcli.toml" if kind == "link" else "nothing"))
    with pytest.raises(BillcliError) as caught:
        read_named(shop.workspace(), "quotes", "quote", "Q-1", shown)
    assert [p.code for p in caught.value.problems] == ["DRAFT-UNREADABLE"]


def test_the_folder_is_made_with_the_first_file(shop: Shop) -> None:
    books = shop.workspace()
    place = path_of(books, "quotes", "Q-1")
    assert made(books, TEXT, DRY, lambda: place) == place
    assert not place.parent.exists()
    with pytest.raises(UsageError):
        made(books, TEXT, NO, lambda: place)
    assert not place.parent.exists()
    assert made(books, TEXT, YES, lambda: place) == place
    assert place.read_text() == TEXT


def test_a_file_that_is_there_is_never_overwritten(shop: Shop) -> None:
    shop.write("quotes/Q-1.toml", "mine")
    books = shop.workspace()
    with pytest.raises(BillcliError) as caught:
        made(books, TEXT, YES, lambda: path_of(books, "quotes", "Q-1"))
    assert [p.code for p in caught.value.problems] == ["FILE-EXISTS"]
    assert shop.text("quotes/Q-1.toml") == "mine"


def test_a_change_is_made_to_what_was_read(shop: Shop) -> None:
    shop.write("quotes/Q-1.toml", TEXT)
    books = shop.workspace()
    file = read_named(books, "quotes", "quote", "Q-1", shown)
    rewritten(books, file, "dry", DRY)
    with pytest.raises(UsageError):
        rewritten(books, file, "no", NO)
    assert shop.text("quotes/Q-1.toml") == TEXT
    rewritten(books, file, "new\n", YES)
    assert shop.text("quotes/Q-1.toml") == "new\n"
    with pytest.raises(BillcliError) as caught:
        rewritten(books, file, "newer\n", YES)
    assert [p.code for p in caught.value.problems] == ["FILE-CHANGED"]
    assert shop.text("quotes/Q-1.toml") == "new\n"
