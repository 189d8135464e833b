"""Keys of a person on a terminal of its own; it is always left as it was found."""

from __future__ import annotations

import os
import pty
import signal
import subprocess
import sys
import termios
import threading
import time
from contextlib import contextmanager
from select import select
from typing import TYPE_CHECKING

import pytest

from billcli.cli.key_press import Readers, pressed
from billcli.cli.prompt import terminal

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path
    from types import ModuleType

LOCAL = 3  # of what tcgetattr returns
PATIENCE = 20


class Keyboard:
    """The other end of a terminal, whose keys come once the program waits for one."""

    def __init__(self) -> None:
        self.master, self.slave = pty.openpty()
        self.found = termios.tcgetattr(self.slave)

    def waits_for_key(self) -> bool:
        return not termios.tcgetattr(self.slave)[LOCAL] & termios.ICANON

    def restored(self) -> bool:
        return termios.tcgetattr(self.slave) == self.found

    def press(self, keys: bytes) -> None:
        """Press keys as soon as one is waited for."""
        until(self.waits_for_key)
        os.write(self.master, keys)


def until(seen: Callable[[], bool]) -> None:
    end = time.monotonic() + PATIENCE
    while not seen():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.002)


@pytest.fixture
def keyboard(monkeypatch: pytest.MonkeyPatch) -> Iterator[Keyboard]:
    board = Keyboard()
    with os.fdopen(os.dup(board.slave)) as stdin:
        monkeypatch.setattr("sys.stdin", stdin)
        yield board
    os.close(board.master)
    os.close(board.slave)


@contextmanager
def _presses(board: Keyboard, keys: bytes) -> Iterator[None]:
    hand = threading.Thread(target=board.press, args=(keys,), daemon=True)
    hand.start()
    yield
    hand.join(PATIENCE)


@pytest.mark.parametrize(
    ("sent", "key", "echo"),
    [
        (b"n", "n", "n"),
        (b"S", "S", "S"),
        (b"/", "/", "/"),
        (b"\r", "", ""),
        (b"\n", "", ""),
        (b" ", " ", " "),
        ("ü".encode(), "ü", "ü"),
        (b"\x1b[A", "\x1b", ""),
        (b"\x1b", "\x1b", ""),
        (b"\x04", None, "\x04"),
        (b"s 42 45\r", "s", "s"),
    ],
)
def test_one_key_answers_and_the_terminal_is_as_before(
    keyboard: Keyboard, capsys: pytest.CaptureFixture[str], sent: bytes, key: str, echo: str
) -> None:
    with _presses(keyboard, sent):
        assert pressed("Answer: ") == key
    assert keyboard.restored()
    out, err = capsys.readouterr()
    assert (out, err) == ("", f"Answer: {echo.strip(chr(4))}\n")


def test_what_was_typed_before_the_question_answers_nothing(keyboard: Keyboard) -> None:
    os.write(keyboard.master, b"1\n")
    until(lambda: bool(select([keyboard.slave], [], [], 0)[0]))
    with _presses(keyboard, b"n"):
        assert pressed("Answer: ") == "n"


def test_a_line_is_read_between_keys(keyboard: Keyboard) -> None:
    with _presses(keyboard, b"s"):
        assert pressed("Answer: ") == "s"
    os.write(keyboard.master, b"42 45\n")
    assert terminal("Items: ") == "42 45"
    with _presses(keyboard, b"n"):
        assert pressed("Answer: ") == "n"


@pytest.mark.parametrize("keys", [b"\x03", b"n\x03"])
def test_ctrl_c_interrupts_and_the_terminal_is_as_before(keyboard: Keyboard, keys: bytes) -> None:
    with _presses(keyboard, keys), pytest.raises(KeyboardInterrupt):
        pressed("Answer: ")
    assert keyboard.restored()


def test_an_interrupt_from_elsewhere_leaves_the_terminal_as_before(keyboard: Keyboard) -> None:
    def send() -> None:
        until(keyboard.waits_for_key)
        os.kill(os.getpid(), signal.SIGINT)

    # What is run in the background by a script has its interrupts ignored.
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    threading.Thread(target=send, daemon=True).start()
    try:
        with pytest.raises(KeyboardInterrupt):
            pressed("Answer: ")
    finally:
        signal.signal(signal.SIGINT, before)
    assert keyboard.restored()


def test_a_request_to_end_is_passed_on_once_the_terminal_is_as_before(keyboard: Keyboard) -> None:
    told: list[bool] = []
    before = signal.signal(signal.SIGTERM, lambda *_: told.append(keyboard.restored()))

    def send() -> None:
        until(keyboard.waits_for_key)
        os.kill(os.getpid(), signal.SIGTERM)

    threading.Thread(target=send, daemon=True).start()
    try:
        assert pressed("Answer: ") is None
    finally:
        signal.signal(signal.SIGTERM, before)
    assert told == [True]


def test_suspending_restores_the_terminal_and_asks_again(
    keyboard: Keyboard, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    stopped: list[tuple[int, int, bool]] = []

    def stop(who: int, number: int) -> None:
        stopped.append((who, number, keyboard.restored()))
        threading.Thread(target=keyboard.press, args=(b"q",), daemon=True).start()

    monkeypatch.setattr(os, "kill", stop)
    with _presses(keyboard, b"\x1a"):
        assert pressed("Answer: ") == "q"
    assert stopped == [(0, signal.SIGTSTP, True)]
    assert capsys.readouterr().err == "Answer: \nAnswer: q\n"


def test_a_terminal_that_goes_away_is_the_end(keyboard: Keyboard) -> None:
    def away() -> None:
        until(keyboard.waits_for_key)
        nowhere = os.open(os.devnull, os.O_RDONLY)
        os.dup2(nowhere, keyboard.master)
        os.close(nowhere)

    threading.Thread(target=away, daemon=True).start()
    assert pressed("Answer: ") is None


@pytest.mark.usefixtures("keyboard")
def test_keys_are_read_on_a_terminal_that_has_them(monkeypatch: pytest.MonkeyPatch) -> None:
    assert Readers.of({"TERM": "xterm"}) == (terminal, pressed)
    assert Readers.of({"TERM": "dumb"}) == (terminal, terminal)
    monkeypatch.setattr("billcli.cli.key_press.find_spec", lambda _: None)
    assert Readers.of({"TERM": "xterm"}) == (terminal, terminal)
    monkeypatch.undo()
    assert not sys.stdin.isatty()
    assert Readers.of({"TERM": "xterm"}) == (terminal, terminal)


class Asked:
    """``billcli match review`` as a program on a terminal of its own."""

    def __init__(self, folder: Path, board: Keyboard) -> None:
        self.board = board
        self.seen = bytearray()
        self.program = subprocess.Popen(
            [sys.executable, "-m", "billcli", "match", "review", "bank.csv"],
            cwd=folder, stdin=board.slave, stdout=board.slave, stderr=board.slave,
            env=os.environ | {"TERM": "xterm", "BILLCLI_TODAY": "2026-01-31"},
        )  # fmt: skip
        threading.Thread(target=self._read, daemon=True).start()

    def _read(self) -> None:
        while self.program.poll() is None:
            self.seen += os.read(self.board.master, 4096)

    def shows(self, text: str) -> None:
        until(lambda: text.encode() in self.seen)


@pytest.fixture
def asked(shop_module: ModuleType, tmp_path: Path) -> Iterator[Asked]:
    shop = shop_module.Shop.open(tmp_path / "books")
    shop.sold("200")
    rows = "2026-01-31;ACME INC;in advance;200.00;EUR\n2026-01-31;Zed;other;7.00;EUR\n"
    shop.write("bank.csv", "Date;Payee;Text;Amount;Currency\n" + rows)
    found = Asked(shop.folder, Keyboard())
    yield found
    found.program.kill()
    found.program.wait()


def test_lines_are_answered_by_keys_and_ctrl_c_offers_what_was_answered(asked: Asked) -> None:
    asked.board.press(b"1")
    asked.shows("2 of 2")
    asked.board.press(b"\x03")
    asked.shows("Save this answer? [y/N] ")
    assert asked.board.restored()
    os.write(asked.board.master, b"y\n")
    assert asked.program.wait(PATIENCE) == 5
    asked.shows("1 booked, 1 waiting")
    assert asked.board.restored()


def test_a_program_that_is_ended_leaves_the_terminal_as_before(asked: Asked) -> None:
    until(asked.board.waits_for_key)
    asked.program.terminate()
    assert asked.program.wait(PATIENCE) == -signal.SIGTERM
    assert asked.board.restored()
