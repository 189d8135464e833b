"""One key of a person without Enter, where the terminal reads keys; elsewhere a line."""

from __future__ import annotations

import os
import signal
import sys
from importlib.util import find_spec

from billcli.cli.prompt import Reader, terminal
from billcli.cli.stream import put
from billcli.domain.named import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping

INTERRUPT, SUSPEND, ESCAPE = "\x03", "\x1a", "\x1b"


class Readers(NamedTuple):
    """What shows a question and reads its answer.

    Attributes:
        line: for words and amounts.
        key: for one key; a line where the terminal reads no keys.
    """

    line: Reader
    key: Reader

    @classmethod
    def of(cls, env: Mapping[str, str]) -> Readers:
        """Return the readers of the terminal that standard input is."""
        return cls(terminal, pressed if _reads_keys(env) else terminal)


def _reads_keys(env: Mapping[str, str]) -> bool:
    module = "msvcrt" if sys.platform == "win32" else "termios"
    return env.get("TERM") != "dumb" and sys.stdin.isatty() and find_spec(module) is not None


def pressed(question: str) -> str | None:
    """Show a question on standard error and return the key pressed; "" is Enter, None the end.

    What was typed before the question was shown, or behind the key, answers nothing. The terminal
    is as before whenever this returns, raises or is suspended; Ctrl-Z shows the question again.

    Raises:
        KeyboardInterrupt: Ctrl-C.
    """
    while True:
        put(question, sys.stderr)
        typed = _typed()
        if INTERRUPT in typed:
            raise KeyboardInterrupt
        key = typed[:1]
        put(f"{key if key.isprintable() else ''}\n", sys.stderr)
        if key != SUSPEND:
            return None if not key else key.strip("\r\n")
        os.kill(0, signal.SIGTSTP)  # the whole job, as the terminal itself does it


def _typed() -> str:
    """Return what a key sends, which for some keys is several letters; empty at the end."""
    import typer  # noqa: PLC0415 - the commands have loaded it

    before = signal.getsignal(signal.SIGTERM)
    signal.signal(signal.SIGTERM, _end)
    try:
        return typer.getchar() or ""
    except EOFError:
        return ""
    except KeyboardInterrupt:
        return INTERRUPT
    except _EndedError:
        signal.signal(signal.SIGTERM, before)
        signal.raise_signal(signal.SIGTERM)
        return ""
    finally:
        signal.signal(signal.SIGTERM, before)


class _EndedError(Exception):
    """The program is to end; the terminal is put right first."""


def _end(_number: int, _frame: object) -> None:
    raise _EndedError
