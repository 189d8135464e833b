"""One writer at a time in the cache folder, and nothing left lying about in it.

SQLite's own locks are not enough where a whole file is replaced: a transaction that is cut short
leaves a journal under the file's name, and a new file of that name would be overwritten from it.
So whoever writes holds a lock beside the model, and opens the model only then.
"""

from __future__ import annotations

import os
import sqlite3
import time
from contextlib import contextmanager, suppress

from billcli.domain.named import TYPE_CHECKING
from billcli.store.index_file import is_locked, opened
from billcli.store.lock import taken

if TYPE_CHECKING:
    from collections.abc import Iterator

_PAUSE = 0.01
_DAY_NS = 86_400_000_000_000
ENDING = ".new"


class Busy(Exception):  # noqa: N818 - not an error of the user's; the model stays as it is
    """Another process writes this model, and did not finish in time."""


class Overtaken(Busy):
    """Somebody else has written to the model or the ledger first; asked again, it says so."""


@contextmanager
def writing(path: str, wait: float) -> Iterator[None]:
    """Hold the writers' lock of a model; its folder is made when it is missing.

    Args:
        path: the model.
        wait: seconds to wait for another writer; 0 does not wait.

    Raises:
        Busy: another process holds it all that time.
        OSError: the folder or the lock cannot be made.
    """
    os.makedirs(os.path.dirname(path), 0o700, exist_ok=True)  # noqa: PTH103, PTH120 - a text all the way
    flags = os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW
    descriptor = os.open(f"{path}.lock", flags, 0o600)
    try:
        end = time.monotonic() + wait
        while not taken(descriptor):
            if time.monotonic() >= end:
                raise Busy("the read model is being written by another process")
            time.sleep(_PAUSE)
        yield
    finally:
        os.close(descriptor)


def undo_leftovers(path: str, wait: float) -> None:
    """Bring a model to the state before a transaction that was cut short; the lock is held.

    A model that is damaged loses its journal instead: it is about to be replaced.

    Raises:
        Busy: a reader kept it all that time.
    """
    if not os.path.lexists(f"{path}-journal"):
        return
    try:
        connection = opened(path, wait)
        try:
            connection.execute("BEGIN EXCLUSIVE")
            connection.execute("ROLLBACK")
        finally:
            connection.close()
    except sqlite3.OperationalError as error:
        if is_locked(error):
            raise Busy("the read model is being read by another process") from error
    except sqlite3.Error:
        pass
    with suppress(FileNotFoundError):
        os.unlink(f"{path}-journal")  # noqa: PTH108 - a text all the way


def sweep(folder: str, now_ns: int) -> None:
    """Remove temporary files that processes which are gone left in the cache folder."""
    for name in os.listdir(folder):  # noqa: PTH208 - a text all the way
        stem, ending = os.path.splitext(name)  # noqa: PTH122 - the same
        if ending == ENDING and not _alive(stem.rpartition(".")[2]):
            _remove(f"{folder}/{name}")
        elif ending == ENDING and now_ns - os.lstat(f"{folder}/{name}").st_mtime_ns > _DAY_NS:
            _remove(f"{folder}/{name}")  # its number was given to another process


def _alive(pid: str) -> bool:
    try:
        os.kill(int(pid), 0)
    except PermissionError:
        return True
    except (OSError, ValueError, OverflowError):
        return False
    return True


def _remove(path: str) -> None:
    with suppress(OSError):
        os.unlink(path)  # noqa: PTH108 - a text all the way


def remove(path: str, wait: float) -> str:
    """Remove a model; return why it cannot be, or nothing, also when there is none.

    Args:
        path: the model.
        wait: seconds to wait for another writer.
    """
    try:
        with writing(path, wait):
            for name in (path, f"{path}-journal"):
                with suppress(FileNotFoundError):
                    os.unlink(name)  # noqa: PTH108 - a text all the way
    except Busy as error:
        return str(error)
    except OSError as error:
        return f"the read model cannot be removed: {(error.strerror or str(error)).lower()}"
    return ""


def blocked(path: str) -> str:
    """Return why no model could be written at a path, or nothing; nothing is tried or made."""
    folder = os.path.dirname(path)  # noqa: PTH120 - a text all the way
    above = folder
    while not os.path.lexists(above):  # a link that leads nowhere is in the way too
        above = os.path.dirname(above)  # noqa: PTH120 - the same
    if not os.path.isdir(above):  # noqa: PTH112 - the same
        return f"{above} is not a folder, so no read model can be kept in {folder}"
    if not os.access(above, os.W_OK | os.X_OK):
        return f"no read model can be kept in {folder}: {above} cannot be written"
    return ""
