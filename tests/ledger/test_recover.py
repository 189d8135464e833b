from __future__ import annotations

import json
import os
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest

from billcli.domain.problem import BillcliError, InvalidError
from billcli.ledger import atomic_file, journal_record
from billcli.ledger.atomic_file import digest, temp_of
from billcli.ledger.journal_record import JournalRecord, Step
from billcli.ledger.recover import Recovery, recover

if TYPE_CHECKING:
    from pathlib import Path

OLD, NEW, OTHER = b"old", b"new", b"edited by a person"


class Wreck:
    """A project as a crash left it: files, waiting bytes and a journal."""

    def __init__(self, project: Path) -> None:
        self.project, self.state = project, project / ".billcli"
        self.state.mkdir()
        self.steps: list[Step] = []

    def file(
        self,
        name: str,
        old: bytes | None,
        new: bytes | None,
        *,
        now: bytes | None,
        waiting: bytes | None = None,
    ) -> Wreck:
        path = self.project / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if now is not None:
            path.write_bytes(now)
        if waiting is not None:
            temp_of(path).write_bytes(waiting)
        self.steps.append(Step(name, old and digest(old), new and digest(new)))
        return self

    def recover(self, *folders: str) -> Recovery:
        journal_record.save(JournalRecord(tuple(self.steps), folders), self.state)
        result = recover(self.project, self.state)
        assert recover(self.project, self.state) is Recovery.NOTHING
        return result

    def files(self) -> dict[str, bytes]:
        return {
            path.relative_to(self.project).as_posix(): path.read_bytes()
            for path in self.project.rglob("*")
            if path.is_file()
        }


@pytest.fixture
def wreck(tmp_path: Path) -> Wreck:
    return Wreck(tmp_path)


def test_without_a_journal_there_is_nothing_to_do(wreck: Wreck) -> None:
    assert recover(wreck.project, wreck.state) is Recovery.NOTHING


def test_a_half_written_journal_never_happened(wreck: Wreck) -> None:
    temp_of(wreck.state / journal_record.NAME).write_bytes(b'{"form": "bi')
    assert recover(wreck.project, wreck.state) is Recovery.NOTHING
    assert wreck.files() == {}


def test_before_the_first_rename_everything_made_is_taken_away(wreck: Wreck) -> None:
    wreck.file("d/e/a.pdf", None, NEW, now=NEW).file("m", OLD, NEW, now=OLD, waiting=NEW)
    assert wreck.recover("d", "d/e") is Recovery.UNDONE
    assert wreck.files() == {"m": OLD}
    assert not (wreck.project / "d").exists()


def test_torn_waiting_bytes_are_taken_away(wreck: Wreck) -> None:
    wreck.file("d/a.pdf", None, NEW, now=None, waiting=b"n").file("m", OLD, NEW, now=OLD)
    assert wreck.recover("d") is Recovery.UNDONE
    assert wreck.files() == {"m": OLD}


def test_a_made_folder_somebody_uses_stays(wreck: Wreck) -> None:
    wreck.file("d/a.pdf", None, NEW, now=NEW).file("m", OLD, NEW, now=OLD, waiting=NEW)
    (wreck.project / "d/mine.txt").write_bytes(b"mine")
    assert wreck.recover("d") is Recovery.UNDONE
    assert wreck.files() == {"m": OLD, "d/mine.txt": b"mine"}


def test_a_made_file_somebody_changed_stays(wreck: Wreck) -> None:
    wreck.file("a.pdf", None, NEW, now=OTHER).file("m", OLD, NEW, now=OLD, waiting=NEW)
    assert wreck.recover() is Recovery.UNDONE
    assert wreck.files() == {"a.pdf": OTHER, "m": OLD}


def test_after_the_first_rename_the_others_follow(wreck: Wreck) -> None:
    wreck.file("m", OLD, NEW, now=NEW).file("n", OLD, NEW, now=OLD, waiting=NEW)
    wreck.file("gone.pdf", OLD, None, now=OLD)
    assert wreck.recover() is Recovery.FINISHED
    assert wreck.files() == {"m": NEW, "n": NEW}


def test_a_file_to_remove_that_somebody_changed_stays(wreck: Wreck) -> None:
    wreck.file("m", OLD, NEW, now=NEW).file("gone.pdf", OLD, None, now=OTHER)
    assert wreck.recover() is Recovery.FINISHED
    assert wreck.files() == {"m": NEW, "gone.pdf": OTHER}


def test_files_that_are_only_made_are_kept_once_the_first_has_its_name(wreck: Wreck) -> None:
    wreck.file("a", None, NEW, now=NEW).file("b", None, NEW, now=None, waiting=NEW)
    assert wreck.recover() is Recovery.FINISHED
    assert wreck.files() == {"a": NEW, "b": NEW}


def test_files_that_are_only_removed_all_go_once_the_first_is_gone(wreck: Wreck) -> None:
    wreck.file("a", OLD, None, now=None).file("b", OLD, None, now=OLD)
    assert wreck.recover() is Recovery.FINISHED
    assert wreck.files() == {}


def test_an_edit_after_the_rename_is_kept_with_what_belongs_to_it(wreck: Wreck) -> None:
    wreck.file("a.pdf", None, NEW, now=NEW).file("m", OLD, NEW, now=OTHER)
    wreck.file("n", OLD, NEW, now=OLD, waiting=NEW)
    assert wreck.recover() is Recovery.FINISHED
    assert wreck.files() == {"a.pdf": NEW, "m": OTHER, "n": NEW}


def test_an_edit_before_the_rename_is_kept_and_the_change_undone(wreck: Wreck) -> None:
    wreck.file("a.pdf", None, NEW, now=NEW).file("m", OLD, NEW, now=OTHER, waiting=NEW)
    assert wreck.recover() is Recovery.UNDONE
    assert wreck.files() == {"m": OTHER}


def test_an_edit_before_anything_was_written_is_kept(wreck: Wreck) -> None:
    wreck.file("a.pdf", None, NEW, now=None).file("m", OLD, NEW, now=OTHER)
    assert wreck.recover() is Recovery.UNDONE
    assert wreck.files() == {"m": OTHER}


@pytest.mark.parametrize(("now", "waiting"), [(OTHER, NEW), (OLD, b"torn"), (OLD, None)])
def test_what_cannot_be_finished_is_left_alone(
    wreck: Wreck, now: bytes, waiting: bytes | None
) -> None:
    wreck.file("m", OLD, NEW, now=NEW).file("n", OLD, NEW, now=now, waiting=waiting)
    with pytest.raises(InvalidError) as caught:
        wreck.recover()
    problem = caught.value.problems[0]
    assert problem.code == "RECOVERY-BLOCKED"
    assert problem.where is not None
    assert problem.where.file.endswith("/n")
    assert wreck.files()["n"] == now
    assert (wreck.state / journal_record.NAME).exists()


JOURNALS: dict[str, Any] = {
    "no json": b"\x00\x00",
    "another form": {"form": "x", "steps": [], "folders": []},
    "a list": [],
    "no steps": {"form": "billcli journal 1", "folders": []},
    "a path outside": {
        "form": "billcli journal 1",
        "folders": [],
        "steps": [["../precious", None, digest(OLD)]],
    },
    "an absolute path": {
        "form": "billcli journal 1",
        "folders": [],
        "steps": [["/etc/precious", None, digest(OLD)]],
    },
    "a path through a link": {
        "form": "billcli journal 1",
        "folders": [],
        "steps": [["link/precious", None, digest(OLD)]],
    },
    "a folder outside": {"form": "billcli journal 1", "folders": [".."], "steps": []},
    "no path": {"form": "billcli journal 1", "folders": [""], "steps": []},
    "a step too short": {"form": "billcli journal 1", "folders": [], "steps": [["x"]]},
}


@pytest.mark.parametrize("content", JOURNALS.values(), ids=JOURNALS)
def test_a_journal_that_is_not_ours_is_not_followed(tmp_path: Path, content: object) -> None:
    project = tmp_path / "project"
    project.mkdir()
    wreck = Wreck(project)
    precious = tmp_path / "precious"
    precious.write_bytes(OLD)
    (project / "link").symlink_to(tmp_path)
    text = content if isinstance(content, bytes) else json.dumps(content).encode()
    (wreck.state / journal_record.NAME).write_bytes(text)
    with pytest.raises(InvalidError) as caught:
        recover(project, wreck.state)
    assert caught.value.problems[0].code == "JOURNAL-UNREADABLE"
    assert caught.value.problems[0].help
    assert precious.read_bytes() == OLD


# The file that takes another's place


def owners(monkeypatch: pytest.MonkeyPatch, *, refuse: int) -> list[tuple[int, int]]:
    """Record the owners a file is given; the first ``refuse`` attempts are not permitted."""
    given: list[tuple[int, int]] = []

    def fchown(_: int, user: int, group: int) -> None:
        given.append((user, group))
        if len(given) <= refuse:
            raise PermissionError(1, "Operation not permitted")

    monkeypatch.setattr(os, "fchown", fchown)
    return given


@pytest.mark.parametrize(
    ("refuse", "expected"),
    [(0, [(4711, 4712)]), (1, [(4711, 4712), (-1, 4712)]), (2, [(4711, 4712), (-1, 4712)])],
)
def test_the_owner_is_kept_or_at_least_the_group(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    refuse: int,
    expected: list[tuple[int, int]],
) -> None:
    given = owners(monkeypatch, refuse=refuse)
    old: Any = SimpleNamespace(st_uid=4711, st_gid=4712, st_mode=0o100660)
    with (tmp_path / "x").open("wb") as file:
        atomic_file._take_after(file.fileno(), old)
    assert given == expected
    assert (tmp_path / "x").stat().st_mode & 0o777 == 0o660


def test_a_waiting_file_that_is_a_symbolic_link_is_not_followed(tmp_path: Path) -> None:
    precious = tmp_path / "precious"
    precious.write_bytes(OLD)
    temp_of(tmp_path / "m").symlink_to(precious)
    with pytest.raises(BillcliError), atomic_file.told(tmp_path):
        atomic_file.write_temp(tmp_path / "m", NEW)
    assert precious.read_bytes() == OLD


def test_another_users_file_is_read_only_to_us(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "m").write_bytes(OLD)
    monkeypatch.setattr(os, "access", lambda *_: False)
    with pytest.raises(BillcliError) as caught:
        atomic_file.write_temp(tmp_path / "m", NEW)
    assert caught.value.problems[0].code == "FILE-READ-ONLY"
    assert not temp_of(tmp_path / "m").exists()
