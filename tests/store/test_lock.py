from __future__ import annotations

import os
import signal
from typing import TYPE_CHECKING

import pytest

from billcli.domain.problem import BillcliError, ConflictError
from billcli.store.lock import FOLDER, OUTBOX, hold

if TYPE_CHECKING:
    from pathlib import Path


def held_by_a_child(project: Path) -> tuple[int, int]:
    """Start a process that holds the lock; return its pid and a pipe that frees it when closed."""
    ready_out, ready_in = os.pipe()
    free_out, free_in = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(free_in)
        with hold(project):
            os.write(ready_in, b"x")
            os.read(free_out, 1)
        os._exit(0)
    os.close(ready_in)
    os.close(free_out)
    os.read(ready_out, 1)
    os.close(ready_out)
    return child, free_in


def test_the_folder_hides_itself_from_git(tmp_path: Path) -> None:
    with hold(tmp_path) as folder:
        assert folder == tmp_path / FOLDER
        assert (folder / ".gitignore").read_bytes() == b"*\n"
        assert (folder / "lock").read_text() == f"{os.getpid()}\n"
    assert sorted(path.name for path in folder.iterdir()) == [".gitignore", "lock"]


def test_a_gitignore_of_the_users_own_is_kept(tmp_path: Path) -> None:
    (tmp_path / FOLDER).mkdir()
    (tmp_path / FOLDER / ".gitignore").write_text("mine")
    with hold(tmp_path):
        pass
    assert (tmp_path / FOLDER / ".gitignore").read_text() == "mine"


def test_it_can_be_taken_again_after_it_was_given_back(tmp_path: Path) -> None:
    for _ in range(3):
        with hold(tmp_path, 0):
            pass


def test_without_waiting_the_process_that_holds_it_is_named(tmp_path: Path) -> None:
    child, free = held_by_a_child(tmp_path)
    with pytest.raises(ConflictError) as caught, hold(tmp_path, 0):
        pass
    os.close(free)
    os.waitpid(child, 0)
    problem = caught.value.problems[0]
    assert problem.code == "LOCK-HELD"
    assert f"process {child}" in problem.message
    assert problem.help


def test_the_lock_of_the_outbox_is_another(tmp_path: Path) -> None:
    with hold(tmp_path, 0), hold(tmp_path, 0, of=OUTBOX) as folder:
        assert folder == tmp_path / ".billcli"
        with pytest.raises(ConflictError) as held, hold(tmp_path, 0, of=OUTBOX):
            pytest.fail("it was taken twice")
    (problem,) = held.value.problems
    assert problem.message.endswith(" is sending from these books")
    assert str(problem.where).endswith("/outbox.lock")


def test_who_is_waited_for_is_told_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[int | None] = []
    child, free = held_by_a_child(tmp_path)
    with pytest.raises(ConflictError), hold(tmp_path, 0.02, told.append):
        pass
    assert told == []  # nobody need know of a short wait
    monkeypatch.setattr("billcli.store.lock.PATIENCE", 0.001)
    with pytest.raises(ConflictError), hold(tmp_path, 0.05, told.append):
        pass
    os.close(free)
    os.waitpid(child, 0)
    assert told == [child]


def test_waiting_ends_after_the_time_given(tmp_path: Path) -> None:
    child, free = held_by_a_child(tmp_path)
    with pytest.raises(ConflictError), hold(tmp_path, 0.02):
        pass
    os.close(free)
    os.waitpid(child, 0)


def test_a_killed_holder_leaves_no_lock_behind(tmp_path: Path) -> None:
    child, free = held_by_a_child(tmp_path)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    os.close(free)
    with hold(tmp_path, 0):
        assert (tmp_path / FOLDER / "lock").read_text() == f"{os.getpid()}\n"


def test_waiting_gets_it_when_the_holder_ends(tmp_path: Path) -> None:
    child, free = held_by_a_child(tmp_path)
    os.close(free)
    with hold(tmp_path, 60):
        assert (tmp_path / FOLDER / "lock").exists()
    os.waitpid(child, 0)


def test_a_holder_without_a_readable_pid_is_not_named(tmp_path: Path) -> None:
    child, free = held_by_a_child(tmp_path)
    (tmp_path / FOLDER / "lock").write_text("")
    with pytest.raises(ConflictError) as caught, hold(tmp_path, 0):
        pass
    os.close(free)
    os.waitpid(child, 0)
    assert "process" not in caught.value.problems[0].message


def test_a_lock_that_is_a_symbolic_link_is_refused(tmp_path: Path) -> None:
    (tmp_path / FOLDER).mkdir()
    precious = tmp_path / "precious"
    precious.write_text("kept")
    (tmp_path / FOLDER / "lock").symlink_to(precious)
    with pytest.raises(BillcliError) as caught, hold(tmp_path, 0):
        pass
    assert caught.value.problems[0].code == "LOCK-UNWRITABLE"
    assert precious.read_text() == "kept"


def test_a_folder_that_cannot_be_made_is_a_problem_in_words(tmp_path: Path) -> None:
    (tmp_path / FOLDER).write_text("a file in its place")
    with pytest.raises(BillcliError) as caught, hold(tmp_path, 0):
        pass
    assert caught.value.problems[0].code == "LOCK-UNWRITABLE"


def test_a_full_disk_is_a_problem_in_words(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> int:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "pwrite", full)
    with pytest.raises(BillcliError) as caught, hold(tmp_path, 0):
        pass
    assert caught.value.problems[0].code == "LOCK-UNWRITABLE"
    assert "no space left" in caught.value.problems[0].message
