"""The stamp of a file says everything that tells its bytes from others."""

from __future__ import annotations

import hashlib
import os
import zlib
from typing import TYPE_CHECKING

import pytest

from billcli.store import index_stamp
from billcli.store.index_stamp import FOLDER, NAME, WATCHED, crc_of, look, stamp, status_of

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize("piece", [1, 7, 1 << 18])
@pytest.mark.parametrize("size", [0, 1, 7, 20, 50])
def test_bytes_are_hashed_whole_whatever_the_pieces(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, piece: int, size: int
) -> None:
    monkeypatch.setattr(index_stamp, "_PIECE", piece)
    path = tmp_path / "a"
    path.write_bytes(bytes(range(50))[:size])
    content, told = path.read_bytes(), path.stat()
    status = (size, told.st_mtime_ns, told.st_ctime_ns, told.st_ino, told.st_dev)
    assert status_of(str(path)) == status
    whole = (str(path), *status, hashlib.sha256(content).hexdigest(), zlib.crc32(content), 5)
    assert stamp(str(path), 5) == whole
    assert crc_of(str(path), status) == zlib.crc32(content)
    for old in range(size + 3):
        prefix = hashlib.sha256(content[:old]).hexdigest() if old <= size else ""
        assert look(str(path), 5, old_size=old) == (whole, prefix)


def test_a_file_that_is_another_one_by_now_has_no_checksum(tmp_path: Path) -> None:
    path = tmp_path / "a"
    path.write_bytes(b"one")
    before = status_of(str(path))
    path.write_bytes(b"three")
    assert crc_of(str(path), before) == -1
    path.unlink()
    assert crc_of(str(path), before) == -1


@pytest.mark.parametrize("kind", ["link", "folder", "pipe", "nothing"])
def test_only_regular_files_have_a_stamp(tmp_path: Path, kind: str) -> None:
    path = tmp_path / kind
    if kind == "link":
        (tmp_path / "real").write_text("x")
        path.symlink_to(tmp_path / "real")
    elif kind == "folder":
        path.mkdir()
    elif kind == "pipe":
        os.mkfifo(path)  # a plain open would wait for ever
    assert status_of(str(path)) is None
    assert stamp(str(path), 5) is None


def test_a_folder_is_its_names(tmp_path: Path) -> None:
    first = stamp(str(tmp_path), 5, FOLDER)
    (tmp_path / "b").write_text("x")
    (tmp_path / "a").write_text("x")
    second = stamp(str(tmp_path), 5, FOLDER)
    (tmp_path / "a").write_text("y")
    assert second[6] == stamp(str(tmp_path), 5, FOLDER)[6] != first[6]
    assert status_of(str(tmp_path), FOLDER)[0] == 0
    assert stamp(str(tmp_path / "a"), 5, FOLDER) is None


def test_names_and_missing_things_have_an_empty_stamp(tmp_path: Path) -> None:
    for made in (NAME, WATCHED, FOLDER):
        assert stamp(str(tmp_path / "x"), 5, made) == (str(tmp_path / "x"), 0, 0, 0, 0, 0, "", 0, 5)


def test_no_descriptor_stays_open(tmp_path: Path) -> None:
    path = tmp_path / "a"
    path.write_bytes(b"x" * 1000)
    os.mkfifo(tmp_path / "pipe")
    free = os.dup(0)
    os.close(free)
    for _ in range(3):
        stamp(str(path), 5)
        stamp(str(tmp_path / "pipe"), 5)
        crc_of(str(path), status_of(str(path)))
        crc_of(str(path), (1, 2, 3, 4, 5))
    again = os.dup(0)
    os.close(again)
    assert again == free
