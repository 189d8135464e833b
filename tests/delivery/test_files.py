"""Drafts and documents to print: whole, once, and never in another's place."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest

from billcli.delivery.folder import PrintFolder
from billcli.delivery.mail import Attachment
from billcli.delivery.maildir import EmlFolder, Maildir
from billcli.delivery.way import Outcome, Parcel, State

if TYPE_CHECKING:
    from pathlib import Path
    from types import ModuleType

PAPER = Attachment("../INV-1.pdf", b"%PDF")
LETTER = Parcel(
    "0123456789abcdef", "d@linden.example", "a@acme.example", b"To: a\r\n\r\nx", (PAPER,)
)


def never() -> None:
    pytest.fail("a file can be written again: nothing leaves for good")


def files(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


def test_a_maildir_gets_each_draft_once(tmp_path: Path) -> None:
    way = Maildir(tmp_path / "mail" / "Drafts")
    for _ in range(2):
        outcome = way.deliver(LETTER, never)
        assert outcome == Outcome(State.DRAFTED, str(way.folder))
    name = "0123456789abcdef.billcli"
    assert files(way.folder) == {f"new/{name}": LETTER.message}
    assert (way.folder / "tmp").is_dir()
    (way.folder / "new" / name).rename(way.folder / "cur" / f"{name}:2,S")
    way.deliver(LETTER, never)
    assert files(way.folder) == {f"cur/{name}:2,S": LETTER.message}
    assert "maildir" in way.place


def test_a_folder_gets_each_draft_as_a_file(tmp_path: Path) -> None:
    way = EmlFolder(tmp_path / "drafts")
    assert way.deliver(LETTER, never).reason.endswith("drafts/0123456789abcdef.eml")
    way.deliver(LETTER, never)
    assert files(way.folder) == {"0123456789abcdef.eml": LETTER.message}
    assert "drafts in" in way.place


def test_documents_to_print_lie_beside_those_of_the_same_name(tmp_path: Path) -> None:
    way = PrintFolder(tmp_path / "print")
    other = Parcel("ffff", "", "", b"", (Attachment("INV-1.pdf", b"%PDF other"),))
    assert way.deliver(LETTER, never).state is State.DRAFTED
    assert way.deliver(other, never).state is State.DRAFTED
    assert files(tmp_path) == {
        "print/INV-1-01234567.pdf": b"%PDF",
        "print/INV-1-ffff.pdf": b"%PDF other",
    }
    assert "to print in" in way.place


def test_a_letter_without_a_document_is_not_printed(tmp_path: Path) -> None:
    text = Attachment("a.txt", b"x", "text/plain")
    outcome = PrintFolder(tmp_path).deliver(Parcel("x", "", "", b"", (text,)), never)
    assert outcome == Outcome(State.REFUSED, "it has no PDF to print")
    assert files(tmp_path) == {}


def test_files_are_whole_or_not_there(tmp_path: Path, crash_sweep: ModuleType) -> None:
    def act(project: Path) -> None:
        for way in (Maildir(project / "m"), EmlFolder(project / "e"), PrintFolder(project / "p")):
            way.deliver(LETTER, lambda: None)
            way.close()

    def judge(project: Path, _: object) -> None:
        left = files(project).items()
        found = {name: content for name, content in left if "/." not in name and "tmp/" not in name}
        assert set(found.values()) <= {LETTER.message, PAPER.content}, found
        act(project)
        assert len([name for name in files(project) if "/." not in name]) == 3

    assert crash_sweep.out_of_order(crash_sweep.calls_of(tmp_path / "once", act)) == []
    shutil.rmtree(tmp_path / "once")
    assert crash_sweep.sweep(tmp_path, lambda _: None, act, judge, ("kill",)) > 20
