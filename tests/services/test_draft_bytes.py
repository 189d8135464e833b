"""Drafts are plain files: nothing is read or written through what only bears a draft's name."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

import pytest

from billcli.domain.problem import BillcliError
from billcli.ledger.change_set import Rewrite
from billcli.services.draft import apply
from billcli.services.draft_bytes import bytes_if_there, bytes_of

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from shop import Shop

PRECIOUS = "somebody's shell settings\n"


def a_link(path: Path) -> None:
    target = path.with_name("precious")
    target.write_text(PRECIOUS, encoding="utf-8")
    path.symlink_to(target)


def a_loop(path: Path) -> None:
    path.symlink_to(path)


def a_link_to_nothing(path: Path) -> None:
    path.symlink_to("nowhere")


def an_endless_device(path: Path) -> None:
    path.symlink_to("/dev/zero")


ODD = (a_link, a_loop, a_link_to_nothing, an_endless_device, os.mkfifo)
COMMANDS = ("show", "issue", "edit", "edit --note Hi", "void")


def code_of(error: BillcliError) -> str:
    return error.problems[0].code


@pytest.mark.parametrize("make", ODD)
def test_what_is_no_plain_file_is_not_read(tmp_path: Path, make: Callable[[Path], None]) -> None:
    path = tmp_path / "a.toml"
    make(path)
    for read in (lambda: bytes_of(path, "a.toml"), lambda: bytes_if_there(path)):
        with pytest.raises(BillcliError) as caught:
            read()
        assert code_of(caught.value) == "DRAFT-UNREADABLE"


def test_what_is_not_there_is_no_draft(tmp_path: Path) -> None:
    for name in ("a.toml", "", "a.toml/b"):
        with pytest.raises(BillcliError) as caught:
            bytes_of(tmp_path / name, name)
        assert code_of(caught.value) == "DRAFT-MISSING"
    assert bytes_if_there(tmp_path / "a.toml") is None
    with pytest.raises(BillcliError) as caught:
        bytes_if_there(tmp_path)
    assert code_of(caught.value) == "DRAFT-UNREADABLE"


def test_a_plain_file_is_read_as_it_is(tmp_path: Path) -> None:
    (tmp_path / "a.toml").write_bytes(b"\xff\x00\r\n")
    assert bytes_of(tmp_path / "a.toml", "a") == b"\xff\x00\r\n"
    assert bytes_if_there(tmp_path / "a.toml") == b"\xff\x00\r\n"


@pytest.mark.parametrize("make", ODD)
@pytest.mark.parametrize("command", COMMANDS)
def test_no_command_follows_or_waits(
    shop: Shop, make: Callable[[Path], None], command: str
) -> None:
    folder = shop.folder / "drafts"
    folder.mkdir()
    make(folder / "a.toml")
    shop.env["VISUAL"] = "true"
    verb, _, options = command.partition(" ")
    answer = shop(f"invoice {verb} drafts/a.toml {options}", yes=True)
    assert answer.codes[-1] in {"DRAFT-UNREADABLE", "DRAFT-MISSING"}
    assert answer.status in {2, 3}
    if make is a_link:
        assert (folder / "precious").read_text(encoding="utf-8") == PRECIOUS


def test_an_odd_file_hides_no_draft_from_the_list(shop: Shop) -> None:
    shop.write("drafts/good.toml", 'customer = "Acme"\nlines = ["5 Box"]\n')
    (shop.folder / "drafts/folder.toml").mkdir()
    for number, make in enumerate(ODD):
        make(shop.folder / "drafts" / f"odd-{number}.toml")
    answer = shop("invoice list --drafts --format json")
    rows = answer.data["drafts"]
    assert answer.status == 3
    assert [row["draft"] for row in rows if not row["missing"]] == ["drafts/good.toml"]
    assert len(rows) == len(ODD) + 1
    assert {p["code"] for p in answer.envelope["problems"]} == {"DRAFT-UNREADABLE"}
    ids = shop("invoice list --drafts --format ids")
    assert ids.out == "drafts/good.toml\n"


# What an editor, or what it was told to do, can leave in the place of the text.
SWAPS = {
    "a link": "os.symlink('precious', form)",
    "a folder": "os.mkdir(form)",
    "a pipe": "os.mkfifo(form)",
    "a link to nothing": "os.symlink('nowhere', form)",
}


@pytest.mark.parametrize("swap", SWAPS.values(), ids=SWAPS.keys())
@pytest.mark.parametrize("command", ["create Acme --edit", "edit a"])
def test_an_editor_that_swaps_the_file_harms_nothing(shop: Shop, swap: str, command: str) -> None:
    shop.write("drafts/precious", PRECIOUS)
    shop.write("drafts/a.toml", 'customer = "Acme"\nlines = ["5 Box"]\n')
    shop.write("swap.py", f"import os, sys\nform = sys.argv[1]\nos.unlink(form)\n{swap}\n")
    shop.env["VISUAL"] = f"{sys.executable} swap.py"
    answer = shop(f"invoice {command}")
    assert (answer.status, answer.codes) == (3, ["DRAFT-KEPT", "DRAFT-UNREADABLE"])
    assert shop.text("drafts/precious") == PRECIOUS
    assert shop.text("drafts/a.toml") == 'customer = "Acme"\nlines = ["5 Box"]\n'


def test_a_kept_text_that_is_a_link_is_not_opened(shop: Shop) -> None:
    """Books of somebody else may hold one: an edit would write where it leads."""
    shop.write("precious", PRECIOUS)
    shop.write("drafts/a.toml", 'customer = "Acme"\nlines = ["5 Box"]\n')
    (shop.folder / "drafts/a.edit.toml").symlink_to("../precious")
    shop.env["VISUAL"] = "touch opened"
    answer = shop("invoice edit a")
    assert (answer.status, answer.codes) == (3, ["DRAFT-UNREADABLE"])
    assert "opened" not in shop.tree()
    assert shop.text("precious") == PRECIOUS


def test_no_change_is_written_through_a_link(shop: Shop) -> None:
    shop.write("precious", PRECIOUS)
    (shop.folder / "a.toml").symlink_to("precious")
    with pytest.raises(BillcliError) as caught:
        apply(shop.workspace(), Rewrite(shop.folder / "a.toml", "0" * 64, b"x"))
    assert code_of(caught.value) == "DRAFT-UNREADABLE"
    assert shop.text("precious") == PRECIOUS
