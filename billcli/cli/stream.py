"""Writing that cannot crash: any text to any stream, and files that are old or new, never half."""

from __future__ import annotations

import os
import stat
import sys

TYPE_CHECKING = False  # as in typing, which the first page does without
if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path
    from typing import NoReturn, TextIO

NARROWEST = 20
_WAITING = frozenset({"profile", "bdb"})

_STAND_INS = {
    "\u2013": "-", "\u2014": "-", "\u2018": "'", "\u2019": "'", "\u201c": '"', "\u201d": '"',
    "\u2026": "...", "\u2192": "->", "\u00a0": " ", "\u00df": "ss", "\u00d7": "x",
}  # fmt: skip


def encoding_of(stream: TextIO) -> str:
    """Return the encoding a stream writes in; UTF-8 when it does not say."""
    return getattr(stream, "encoding", None) or "utf-8"


def can_draw(stream: TextIO) -> bool:
    """Return whether a stream takes box drawing characters and the ellipsis."""
    return encodable("\u2500\u2026", encoding_of(stream)) == "\u2500\u2026"


def encodable(text: str, encoding: str) -> str:
    r"""Return text that an encoding can write, with stand-ins for what it cannot.

    Accents are dropped before a letter is given up for a question mark.

    >>> encodable("Müller → 株 \udc80", "ascii")
    'Muller -> ? ?'
    """
    if encoding == "utf-8" and text.isascii():  # a long list is not encoded twice
        return text
    try:
        text.encode(encoding)
    except UnicodeEncodeError:
        return "".join(_stand_in(char, encoding) for char in text)
    return text


def _stand_in(char: str, encoding: str) -> str:
    import contextlib  # noqa: PLC0415 - most answers can be written as they are
    import unicodedata  # noqa: PLC0415 - the same

    bare = "".join(c for c in unicodedata.normalize("NFKD", char) if not unicodedata.combining(c))
    for candidate in (char, _STAND_INS.get(char, ""), bare):
        with contextlib.suppress(UnicodeEncodeError):
            if candidate.encode(encoding):
                return candidate
    return "?"


def put(text: str, stream: TextIO) -> None:
    """Write text and flush; a reader that went away is no error.

    Raises:
        OSError: the stream cannot be written, such as a full disk.
    """
    if not text:
        return
    try:
        stream.write(encodable(text, encoding_of(stream)))
        stream.flush()
    except BrokenPipeError:
        silence(stream)
    except OSError:
        silence(stream)
        raise


def silence(stream: TextIO) -> None:
    """Let nothing more reach a broken stream, not even the interpreter's last flush."""
    import contextlib  # noqa: PLC0415 - a reader seldom goes away

    with contextlib.suppress(OSError, ValueError):
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, stream.fileno())
        os.close(nowhere)


def leave(status: int) -> NoReturn:
    """End this process; what it holds is left to the kernel, which is quicker than to free it.

    A tenth of a command went into that. Functions of ``atexit`` run before. Where other threads
    still work, or a profiler or a debugger waits for the end, the process ends the usual way.
    """
    if sys.modules.keys().isdisjoint(_WAITING) and _is_done():
        try:
            sys.stdout.flush()
            sys.stderr.flush()
        except (OSError, ValueError, AttributeError):  # closed, or None
            sys.exit(status)
        os._exit(status)
    sys.exit(status)


def _is_done() -> bool:
    """Return whether no other thread works; what waited for the end of Python has run then."""
    threading, atexit = map(sys.modules.get, ("threading", "atexit"))
    if threading is not None and threading.active_count() > 1:
        return False
    run = getattr(atexit, "_run_exitfuncs", None)  # as multiprocessing does
    if run is not None:
        run()
    return atexit is None or run is not None


def write_file(target: Path, content: bytes) -> None:
    """Replace a file's content in one step; a pipe or device is written through.

    The mode of an existing file is kept and a link is followed.

    Raises:
        OSError: it cannot be written; the old content still stands.
    """
    import tempfile  # noqa: PLC0415 - most answers go to a stream
    from pathlib import Path  # noqa: PLC0415

    real = target.resolve()
    mode = _mode(real)
    if mode is not None and not stat.S_ISREG(mode):
        real.write_bytes(content)
        return
    descriptor, name = tempfile.mkstemp(dir=real.parent, prefix=f".{real.name[:40]}.")
    temporary = Path(name)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fchmod(file.fileno(), stat.S_IMODE(mode) if mode is not None else _new_mode())
            os.fsync(file.fileno())
        temporary.replace(real)
    except BaseException:
        temporary.unlink()
        raise


def _mode(path: Path) -> int | None:
    try:
        return path.stat().st_mode
    except FileNotFoundError:
        return None


def _new_mode() -> int:
    """Return the mode a new file gets from the process's mask."""
    mask = os.umask(0)
    os.umask(mask)
    return 0o666 & ~mask


def make_tolerant() -> None:
    """Let the standard streams write what they can instead of failing on a character."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace" if stream is sys.stdout else "backslashreplace")


def terminal_columns(env: Mapping[str, str]) -> int:
    """Return the width of the terminal: COLUMNS, else what a standard stream says, else 80."""
    stated = env.get("COLUMNS", "")
    if stated.isascii() and stated.isdigit() and int(stated) > 0:
        return max(int(stated), NARROWEST)
    for descriptor in (1, 2, 0):
        try:
            width = os.get_terminal_size(descriptor).columns
        except OSError:
            continue
        if width > 0:
            return max(width, NARROWEST)
    return 80
