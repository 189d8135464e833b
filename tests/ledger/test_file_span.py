"""A large file in portions: it tells what the whole bytes tell, and is proved when read again."""

from __future__ import annotations

import os
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from billcli.domain.problem import errors
from billcli.ledger import file_contents, file_span
from billcli.ledger.added_text import appended, block_behind
from billcli.ledger.atomic_file import bytes_of, digest, put, write_temp
from billcli.ledger.file_contents import FileBytes, FileContents, read_now
from billcli.ledger.file_mark import RACY
from billcli.ledger.file_span import FileSpan
from billcli.ledger.load import load
from billcli.ledger.screen import screen

if TYPE_CHECKING:
    from pathlib import Path


class MovedError(Exception):
    """What the caller makes of a file that moved."""


def moved(path: Path, why: str) -> MovedError:
    return MovedError(f"{path.name}: {why}")


def span_of(path: Path, content: bytes, split: int | None = None, portion: int = 8) -> FileSpan:
    path.write_bytes(content)
    with pytest.MonkeyPatch.context() as small:
        small.setattr(file_span, "PORTION", portion)
        return FileSpan(path, split, moved)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "a.beancount"


CONTENTS = st.one_of(
    st.binary(max_size=40),
    st.text("añ\n\r\0€x;😀", max_size=30).map(str.encode),
    st.text("ab\n", max_size=60).map(str.encode),
)


@given(CONTENTS, st.integers(0, 45), st.integers(1, 9))
@settings(max_examples=50, deadline=None)
def test_one_pass_tells_what_the_bytes_tell(
    tmp_path_factory: pytest.TempPathFactory, content: bytes, split: int, portion: int
) -> None:
    check_pass(tmp_path_factory.getbasetemp() / "span", content, split, portion)


@pytest.mark.long
@given(CONTENTS, st.integers(0, 45), st.integers(1, 9))
@settings(max_examples=5000, deadline=None)
def test_one_pass_tells_what_the_bytes_tell_in_full(
    tmp_path_factory: pytest.TempPathFactory, content: bytes, split: int, portion: int
) -> None:
    check_pass(tmp_path_factory.getbasetemp() / "span", content, split, portion)


def check_pass(path: Path, content: bytes, split: int, portion: int) -> None:
    span, whole = span_of(path, content, split, portion), FileBytes(content)
    assert (span.size, span.sha256, span.lines) == (whole.size, whole.sha256, whole.lines)
    assert (span.ends_line, span.content) == (whole.ends_line, content)
    assert span.sha256_with(b"more") == whole.sha256_with(b"more")
    if split <= len(content):
        assert span.split_at(split) == whole.split_at(split)
    else:
        assert span.split_at(split)[0] == ""
    if span.is_clean:
        assert not errors(screen(content, "x"))
        assert b"\r" not in content
    grown, line = appended(content, "x\n")
    assert block_behind(span, "x\n") == (grown[len(content) :], line)


@pytest.mark.parametrize("text", ["2026\nlines\n", "ñandú €\n" * 9, "x\n; no newline", "a\n" * 40])
def test_usual_text_is_clean(file: Path, text: str) -> None:
    assert span_of(file, text.encode(), portion=16).is_clean


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\xef\xbb\xbfx\n",
        b"\xff\xfex\0\n\0",
        b"x\0y\n",
        b"x\r\ny\r\n",
        b"\xe9\n",
        b"cut \xc3",
        b"a line as long as many portions of the file are\n",
    ],
)
def test_anything_odd_is_left_to_the_screen(file: Path, content: bytes) -> None:
    assert not span_of(file, content).is_clean


def test_only_what_follows_the_loaded_bytes_is_kept(file: Path) -> None:
    assert span_of(file, b"old\nnew\n", 4).held == 4
    assert span_of(file, b"old\nnew\n", 0).split_at(0) == (digest(b""), True, b"old\nnew\n")
    assert span_of(file, b"old\nnew\n").held == 0
    assert FileBytes(b"old\n").held == 4


# Going through it again


def edited(path: Path) -> None:
    path.write_bytes(path.read_bytes().replace(b"old", b"new"))


def set_back(path: Path) -> None:
    before = path.stat()
    edited(path)
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))


def grown(path: Path) -> None:
    path.write_bytes(path.read_bytes() + b"more\n")


@pytest.mark.parametrize("change", [edited, set_back, grown])
@pytest.mark.parametrize("is_settled", [True, False])
def test_bytes_that_changed_are_not_copied(file: Path, change: object, is_settled: bool) -> None:
    span = span_of(file, b"old\nnew\n")
    if is_settled:
        # As if the tick of the file system's clock had passed, as it has in a file left alone.
        ctime = span.mark.ctime_ns - 1
        span.mark = span.mark._replace(ctime_ns=ctime, seen_ns=ctime + RACY + 1)
    assert callable(change)
    change(file)
    with pytest.raises(MovedError, match="changed while"):
        write_temp(file.with_name("copy"), span, b"added\n")
    with pytest.raises(MovedError):
        bytes_of(span)


@pytest.mark.parametrize("is_settled", [True, False])
def test_bytes_that_stayed_are_copied(file: Path, is_settled: bool) -> None:
    span = span_of(file, b"old\nnew\n", portion=3)
    if is_settled:
        span.mark = span.mark._replace(seen_ns=span.mark.ctime_ns + RACY)
    write_temp(file, span, b"added\n")
    assert bytes_of(span) == b"old\nnew\n"
    assert bytes_of(b"x") == b"x"
    put(file)
    assert file.read_bytes() == b"old\nnew\nadded\n"


# When it is used


def test_a_large_file_is_never_read_as_a_whole(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file.write_bytes(b"; x\n" * 5)
    assert isinstance(read_now(file, moved), FileBytes)
    monkeypatch.setattr(file_contents, "WHOLE", 19)
    assert isinstance(read_now(file, moved), FileSpan)
    contents = FileContents(moved)
    contents.add(file, digest(file.read_bytes()))
    span = contents.read(file)
    assert isinstance(span, FileSpan)
    assert span.held == 0
    assert contents[file] == b"; x\n" * 5


def test_the_load_knows_the_mark_of_the_bytes_it_read(file: Path) -> None:
    file.write_bytes(b"2026-01-01 open Assets:Bank\n")
    (loaded,) = load(file).files
    assert loaded.mark is not None
    assert loaded.mark[:5] == FileSpan(file, None, moved).mark[:5]
    assert replace(loaded, mark=None) == loaded
