from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from billcli.ledger.file_contents import FileBytes, FileContents, read_now
from billcli.ledger.file_mark import RACY, FileMark, marked, read_marked

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


class MovedError(Exception):
    """What the caller makes of a file that moved."""


def moved(path: Path, why: str) -> MovedError:
    return MovedError(f"{path.name}: {why}")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "a.beancount"
    path.write_bytes(b"2026-01-01 open Assets:Bank\n")
    return path


def settled(path: Path) -> FileMark:
    """Return the mark of a file as it would be had it been left alone for long."""
    status = path.stat()
    return marked(status, max(status.st_mtime_ns, status.st_ctime_ns) + RACY)


# Marks


def test_a_file_left_alone_is_proved_by_its_mark(file: Path) -> None:
    mark = settled(file)
    assert mark.is_settled
    assert mark.proves(file.stat())
    assert mark.proves(file.lstat())


def test_a_file_just_written_is_not(file: Path) -> None:
    content, mark = read_marked(file)
    assert content == file.read_bytes()
    assert not mark.is_settled
    assert not mark.proves(file.stat())
    assert not settled(file)._replace(seen_ns=settled(file).seen_ns - 1).is_settled


def test_a_mark_of_now_is_taken_with_the_clock(file: Path) -> None:
    status = file.stat()
    before, mark = settled(file).seen_ns - RACY, marked(status)
    assert mark.seen_ns >= before
    assert mark[:5] == (
        status.st_size, status.st_mtime_ns, status.st_ctime_ns, status.st_ino, status.st_dev,
    )  # fmt: skip


def append(path: Path) -> None:
    path.write_bytes(path.read_bytes() + b"; more\n")


def same_size(path: Path) -> None:
    """Write other bytes of the same size and set the time back, as a sync tool does."""
    before = path.stat()
    path.write_bytes(path.read_bytes().replace(b"Bank", b"Cash"))
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))


def replaced(path: Path) -> None:
    before, other = path.stat(), path.with_suffix(".new")
    other.write_bytes(path.read_bytes())
    os.utime(other, ns=(before.st_atime_ns, before.st_mtime_ns))
    other.replace(path)


def touched(path: Path) -> None:
    os.utime(path, ns=(1, 1))


@pytest.mark.parametrize("change", [append, same_size, replaced, touched])
def test_whoever_touches_a_file_breaks_its_mark(file: Path, change: Callable[[Path], None]) -> None:
    os.utime(file, ns=(10**18, 10**18))
    mark = settled(file)
    # The file system's tick may not have passed since the mark, as it has in a file left alone.
    mark = mark._replace(ctime_ns=mark.ctime_ns - 1)
    change(file)
    assert not mark.proves(file.stat())


def test_a_time_in_the_future_proves_nothing(file: Path) -> None:
    mark = settled(file)
    assert not mark._replace(mtime_ns=mark.seen_ns + 1).is_settled
    assert not mark._replace(ctime_ns=mark.seen_ns + 1).is_settled


# Contents


def test_a_file_is_read_once_and_only_when_wanted(file: Path) -> None:
    content = file.read_bytes()
    contents = FileContents(moved)
    contents.add(file, FileBytes(content).sha256)
    assert list(contents) == [file]
    assert len(contents) == 1
    assert contents[file] == content
    file.unlink()
    assert contents[file] is contents.read(file).content


def test_bytes_that_are_known_are_not_read_again(file: Path) -> None:
    read = read_now(file, moved)
    contents = FileContents(moved)
    contents.add(file, read.sha256, read)
    append(file)
    assert contents[file] == read.content


def test_a_file_that_is_not_what_was_observed_has_moved(file: Path) -> None:
    contents = FileContents(moved)
    contents.add(file, FileBytes(file.read_bytes()).sha256)
    append(file)
    with pytest.raises(MovedError, match=r"a\.beancount: the file changed while"):
        contents.read(file)
    file.unlink()
    with pytest.raises(MovedError, match="is gone"):
        contents.read(file)


def test_a_file_of_no_ledger_has_no_bytes(file: Path) -> None:
    with pytest.raises(KeyError):
        FileContents(moved)[file]
    assert file not in FileContents(moved)


def test_more_bytes_are_hashed_behind_the_others() -> None:
    read = FileBytes(b"one")
    assert read.sha256_with(b"two") == FileBytes(b"onetwo").sha256
    assert read.sha256_with(b"") == read.sha256
    assert (read.size, read.mark) == (3, None)
