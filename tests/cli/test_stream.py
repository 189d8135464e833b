from __future__ import annotations

import io
import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from billcli.cli import stream
from billcli.cli.stream import (
    can_draw,
    encodable,
    leave,
    make_tolerant,
    put,
    silence,
    write_file,
)


def _stream(encoding: str) -> io.TextIOWrapper:
    return io.TextIOWrapper(io.BytesIO(), encoding=encoding, errors="strict", newline="")


def _written(text: str, encoding: str) -> bytes:
    stream = _stream(encoding)
    put(text, stream)
    raw = stream.buffer
    assert isinstance(raw, io.BytesIO)
    return raw.getvalue()


@given(
    st.text(st.characters(exclude_categories=[])), st.sampled_from(["ascii", "utf-8", "latin-1"])
)
@settings(max_examples=50, deadline=None)
def test_any_text_can_be_put_on_any_stream(text: str, encoding: str) -> None:
    assert len(_written(text, encoding)) >= 0
    if text.isascii():
        assert _written(text, encoding) == text.encode()


@pytest.mark.parametrize(
    ("text", "ascii_text"),
    [
        ("Müller & Söhne", "Muller & Sohne"),
        ("Straße", "Strasse"),
        ("a … b \u2013 c → d", "a ... b - c -> d"),
        ("株式", "??"),
        ("a\udc80", "a?"),
        ("\u0301", "?"),
    ],
)
def test_ascii_streams_get_the_nearest_letters(text: str, ascii_text: str) -> None:
    assert _written(text, "ascii") == ascii_text.encode()


def test_what_an_encoding_knows_is_kept() -> None:
    assert encodable("ü株", "latin-1") == "ü?"


def test_only_streams_beyond_ascii_can_draw() -> None:
    assert can_draw(_stream("utf-8"))
    assert not can_draw(_stream("ascii"))
    assert not can_draw(_stream("latin-1"))
    assert can_draw(io.StringIO())


class _Broken(io.StringIO):
    def __init__(self, error: OSError) -> None:
        super().__init__()
        self.error = error

    def flush(self) -> None:
        raise self.error


def test_a_reader_that_went_away_is_no_error() -> None:
    put("x", _Broken(BrokenPipeError()))


def test_a_full_disk_is_an_error() -> None:
    with pytest.raises(OSError, match="full"):
        put("x", _Broken(OSError(28, "full")))


def test_nothing_is_not_even_flushed() -> None:
    put("", _Broken(OSError(28, "full")))


def test_a_silenced_stream_takes_everything(tmp_path: Path) -> None:
    with (tmp_path / "x").open("w", encoding="utf-8") as stream:
        silence(stream)
        stream.write("lost")
    assert (tmp_path / "x").read_bytes() == b""


def test_a_file_is_replaced_and_keeps_its_mode(tmp_path: Path) -> None:
    target = tmp_path / "x.csv"
    target.write_bytes(b"old")
    target.chmod(0o640)
    write_file(target, b"new")
    assert target.read_bytes() == b"new"
    assert stat.S_IMODE(target.stat().st_mode) == 0o640
    assert list(tmp_path.iterdir()) == [target]


def test_a_new_file_has_the_usual_mode(tmp_path: Path) -> None:
    mask = os.umask(0o027)
    try:
        write_file(tmp_path / "x", b"")
    finally:
        os.umask(mask)
    assert stat.S_IMODE((tmp_path / "x").stat().st_mode) == 0o640


def test_a_link_is_followed(tmp_path: Path) -> None:
    (tmp_path / "real").write_bytes(b"old")
    (tmp_path / "link").symlink_to("real")
    write_file(tmp_path / "link", b"new")
    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "real").read_bytes() == b"new"


def test_a_device_is_written_through() -> None:
    write_file(Path(os.devnull), b"x")
    assert stat.S_ISCHR(Path(os.devnull).stat().st_mode)


def test_a_failed_write_leaves_the_old_file_and_no_litter(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "x"
    target.write_bytes(b"old")

    def fail(_: int) -> None:
        raise OSError(28, "full")

    monkeypatch.setattr(os, "fsync", fail)
    with pytest.raises(OSError, match="full"):
        write_file(target, b"new")
    assert target.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [target]


def test_standard_streams_are_made_tolerant(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdout", _stream("ascii"))
    monkeypatch.setattr(sys, "stderr", io.StringIO())
    make_tolerant()
    assert sys.stdout.errors == "replace"


class Ended(BaseException):
    """Stands for the end of the process."""


@pytest.fixture
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let nothing seem to wait for the end, which is only an exception here."""

    def end(status: int) -> None:
        raise Ended(status)

    monkeypatch.setattr("os._exit", end)
    monkeypatch.setattr(stream, "_WAITING", frozenset())
    monkeypatch.setattr(stream, "_is_done", lambda: True)


@pytest.mark.usefixtures("at_once")
def test_a_process_ends_at_once_and_what_was_written_is_written(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    out, err = _stream("utf-8"), _stream("utf-8")
    monkeypatch.setattr("sys.stdout", out)
    monkeypatch.setattr("sys.stderr", err)
    out.write("the end")
    err.write("is near")
    with pytest.raises(Ended, match="3"):
        leave(3)
    assert out.buffer.getvalue() == b"the end"  # type: ignore[attr-defined]
    assert err.buffer.getvalue() == b"is near"  # type: ignore[attr-defined]


@pytest.mark.usefixtures("at_once")
@pytest.mark.parametrize("name", ["sys.stdout", "sys.stderr"])
def test_a_process_whose_streams_are_closed_or_missing_ends_the_usual_way(
    monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    closed = _stream("utf-8")
    closed.close()
    for gone in (closed, None):
        monkeypatch.setattr(name, gone)
        with pytest.raises(SystemExit, match="5"):
            leave(5)


@pytest.mark.usefixtures("at_once")
@pytest.mark.parametrize("name", sorted(stream._WAITING))
def test_a_process_whose_end_is_waited_for_ends_the_usual_way(
    monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setattr(stream, "_WAITING", frozenset({name}))
    monkeypatch.setitem(sys.modules, name, sys)
    with pytest.raises(SystemExit, match="0"):
        leave(0)


ENDING = """
import sys, threading, time
from billcli.cli.stream import leave
{before}
print("last words", flush=False)
leave(3)
"""


@pytest.mark.parametrize(
    ("before", "said"),
    [
        ("import atexit\natexit.register(print, 'at exit')", ["last words", "at exit"]),
        (
            (
                "def late():\n    time.sleep(0.2)\n    print('done')\n"
                "threading.Thread(target=late).start()"
            ),
            ["last words", "done"],
        ),
        ("import atexit\natexit._run_exitfuncs = None", ["last words"]),
        (
            "class Odd:\n    def __del__(self):\n        print('freed')\nodd = Odd()",
            ["last words"],  # nothing is freed
        ),
        (
            (
                "class Odd:\n    def __del__(self):\n        print('freed')\nodd = Odd()\n"
                "import profile"
            ),
            ["last words", "freed"],
        ),
    ],
)
def test_nobody_who_waits_for_the_end_of_a_process_is_forgotten(
    before: str, said: list[str]
) -> None:
    ended = subprocess.run(  # noqa: S603 - our own code
        [sys.executable, "-c", ENDING.format(before=before)],
        capture_output=True, text=True, check=False, env={"PYTHONPATH": ":".join(sys.path)},
    )  # fmt: skip
    assert (ended.returncode, ended.stdout.splitlines(), ended.stderr) == (3, said, "")
