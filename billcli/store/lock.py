"""The writers' lock of a project: one process at a time changes the books.

The lock is ``flock`` on ``.billcli/lock``. The kernel frees it when its holder ends, however it
ends, so there is no stale lock to remove; the file stays, because removing it would let two
processes lock two different files of the same name.
"""

from __future__ import annotations

import fcntl
import os
import time
from contextlib import contextmanager

from billcli.domain.named import TYPE_CHECKING, NamedTuple
from billcli.domain.problem import BillcliError, ConflictError, Source

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

FOLDER = ".billcli"
WAIT = 60.0
PATIENCE = 1.0
_FIRST_PAUSE = 0.001
_LONGEST_PAUSE = 0.05
_GROWTH = 1.6
_PID_BYTES = 20


class Lock(NamedTuple):
    """A lock of a project: its file, and what whoever holds it is doing to the books."""

    name: str
    doing: str


BOOKS = Lock("lock", "writing to")
OUTBOX = Lock("outbox.lock", "sending from")


@contextmanager
def hold(
    project: Path,
    wait: float = WAIT,
    waiting: Callable[[int | None], None] | None = None,
    *,
    of: Lock = BOOKS,
) -> Iterator[Path]:
    """Hold a lock of the project; yields the folder of its locks, journal and outbox.

    The folder is made when it is missing, with a ``.gitignore`` of its own, so that git never sees
    what is in it.

    Args:
        project: folder that holds the main ledger.
        wait: seconds to wait for another writer; 0 does not wait.
        waiting: is told, once and after about a second, the process waited for (None: unknown).
        of: which lock.

    Raises:
        ConflictError: another process holds it (``LOCK-HELD``, names the process).
        BillcliError: the folder or file cannot be made (``LOCK-UNWRITABLE``).
    """
    folder = project / FOLDER
    descriptor = _opened(folder, of.name)
    try:
        _wait_for(descriptor, folder / of.name, of, wait, waiting)
        _prepare(folder, descriptor, of)
        yield folder
    finally:
        os.close(descriptor)


def _opened(folder: Path, name: str) -> int:
    try:
        folder.mkdir(exist_ok=True)
        flags = os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW
        return os.open(folder / name, flags, 0o666)
    except OSError as error:
        raise _unwritable(folder, error) from error


def _wait_for(
    descriptor: int,
    path: Path,
    lock: Lock,
    wait: float,
    waiting: Callable[[int | None], None] | None,
) -> None:
    begun = time.monotonic()
    end = begun + wait
    pause = _FIRST_PAUSE
    while not taken(descriptor):
        left = end - time.monotonic()
        if left <= 0:
            raise ConflictError.of(
                "LOCK-HELD",
                f"another billcli{_holder(descriptor)} is {lock.doing} these books",
                where=Source(str(path)),
                hint="wait until it has finished, then run the command again",
            )
        if waiting is not None and time.monotonic() - begun >= PATIENCE:
            waiting(_pid(descriptor))
            waiting = None
        time.sleep(min(pause, left))
        pause = min(pause * _GROWTH, _LONGEST_PAUSE)


def taken(descriptor: int) -> bool:
    """Take the lock of an open file, unless another process holds it; return whether it is ours."""
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _holder(descriptor: int) -> str:
    pid = _pid(descriptor)
    return "" if pid is None else f" (process {pid})"


def _pid(descriptor: int) -> int | None:
    pid = os.pread(descriptor, _PID_BYTES, 0).strip()
    return int(pid) if pid.isdigit() else None


def _prepare(folder: Path, descriptor: int, lock: Lock) -> None:
    """Write the holder's pid, and the ``.gitignore`` where it is missing; the lock is held."""
    try:
        os.ftruncate(descriptor, 0)
        os.pwrite(descriptor, b"%d\n" % os.getpid(), 0)
        ignore = folder / ".gitignore"
        if not ignore.exists():
            fresh = folder / f".gitignore.{lock.name}.new"
            with fresh.open("wb", buffering=0) as file:
                file.write(b"*\n")
                os.fsync(file.fileno())
            fresh.replace(ignore)
            _sync(folder)
            _sync(folder.parent)
    except OSError as error:
        raise _unwritable(folder, error) from error


def _sync(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _unwritable(folder: Path, error: OSError) -> BillcliError:
    return BillcliError.of(
        "LOCK-UNWRITABLE",
        f"cannot lock these books: {(error.strerror or type(error).__name__).lower()}",
        where=Source(str(folder)),
        hint="make the folder of the ledger writable for you, and free space on its disk",
    )
