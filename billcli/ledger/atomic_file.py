"""Replacing a file in one step: whoever looks sees the old bytes or the new ones, never a mixture.

New bytes go to a hidden file in the same folder, reach the disk, and then take the place of the
old ones by a rename. The hidden name matches no include pattern, and is always the same for a file,
so that recovery finds it.
"""

from __future__ import annotations

import errno
import hashlib
import os
import re
import stat
from contextlib import contextmanager, suppress

from billcli.domain.named import TYPE_CHECKING
from billcli.domain.problem import BillcliError, Source

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path
    from typing import TypeAlias

    from billcli.ledger.file_span import FileSpan

    Part: TypeAlias = bytes | FileSpan

_TEMP_ENDING = ".billcli-tmp"
_FULL = frozenset({errno.ENOSPC, errno.EDQUOT})
_DENIED = frozenset({errno.EACCES, errno.EPERM, errno.EROFS})
_WRITE_BITS = stat.S_IWUSR | stat.S_IWGRP | stat.S_IWOTH


def digest(content: bytes) -> str:
    """Return the sha256 of the bytes, in hexadecimal.

    >>> digest(b"")[:12]
    'e3b0c44298fc'
    """
    return hashlib.sha256(content).hexdigest()


def digest_of(path: Path) -> str | None:
    """Return the sha256 of a file's bytes, or None when there is no such file."""
    try:
        with path.open("rb", buffering=0) as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except FileNotFoundError:
        return None


def temp_of(path: Path) -> Path:
    """Return where new bytes of a file wait: hidden, beside the file a symbolic link leads to.

    >>> from pathlib import Path
    >>> temp_of(Path("/nowhere/main.beancount")).name
    '.main.beancount.billcli-tmp'
    """
    real = path.resolve()
    return real.with_name(f".{real.name}{_TEMP_ENDING}")


def write_temp(path: Path, *parts: Part) -> None:
    """Write the new bytes of a file beside it, on disk, with the mode and owner it has.

    Args:
        path: the file.
        parts: its new bytes, one part after the other; a part may be the span of a file.

    Raises:
        BillcliError: the file is read-only (``FILE-READ-ONLY``), or a span's bytes changed.
        OSError: the disk is full or fails.
    """
    old = _status(path)
    if old is not None and (not old.st_mode & _WRITE_BITS or not os.access(path, os.W_OK)):
        raise BillcliError.of(
            "FILE-READ-ONLY",
            "the file is read-only",
            where=Source(str(path)),
            hint=f"make it writable, for example: chmod u+w {path}",
        )
    flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC | os.O_NOFOLLOW
    descriptor = os.open(temp_of(path), flags, 0o666 if old is None else 0o600)
    try:
        if old is not None:
            _take_after(descriptor, old)
        for part in parts:
            for portion in (part,) if isinstance(part, bytes) else part.portions():
                _write_all(descriptor, portion)
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def bytes_of(part: Part) -> bytes:
    """Return a part of a file as a whole; raises as ``FileSpan.portions``."""
    return part if isinstance(part, bytes) else part.content


def put(path: Path) -> None:
    """Let the waiting bytes take the file's place.

    Raises:
        OSError: they are not there, or the folder cannot be written.
    """
    temp_of(path).replace(path.resolve())


def remove(path: Path) -> None:
    """Remove a file for good, its name on the disk included.

    Raises:
        OSError: it is not there, or the folder cannot be written.
    """
    path.unlink()
    sync_folder(path.parent)


def sync_folder(folder: Path) -> None:
    """Make sure that names made, renamed or removed in a folder have reached the disk.

    Raises:
        OSError: the disk fails.
    """
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


@contextmanager
def told(project: Path) -> Iterator[None]:
    """Turn a failing disk into a problem a person can act on.

    Raises:
        BillcliError: ``DISK-FULL``, ``FILE-DENIED`` or ``FILE-FAILED``.
    """
    try:
        yield
    except OSError as error:
        code, hint = _advice(error.errno)
        raise BillcliError.of(
            code,
            f"the change was not written: {str(error.strerror or error).lower()}",
            where=Source(_meant(os.fsdecode(error.filename or project))),
            hint=hint,
        ) from error


def _meant(name: str) -> str:
    """Return the file a person knows, for the name under which its new bytes wait."""
    return re.sub(rf"\.([^/]+){re.escape(_TEMP_ENDING)}\Z", r"\1", name)


def _advice(number: int | None) -> tuple[str, str]:
    if number in _FULL:
        return "DISK-FULL", "free some space and run the command again"
    if number in _DENIED:
        return "FILE-DENIED", "make the file and its folder writable for you"
    return "FILE-FAILED", "check the disk, then run the command again; it finishes or undoes this"


def _status(path: Path) -> os.stat_result | None:
    try:
        return path.stat()
    except FileNotFoundError:
        return None


def _take_after(descriptor: int, old: os.stat_result) -> None:
    """Give the new file the old one's owner and mode; another's file stays in its group."""
    mine = os.fstat(descriptor)
    if (mine.st_uid, mine.st_gid) != (old.st_uid, old.st_gid):
        try:
            os.fchown(descriptor, old.st_uid, old.st_gid)
        except PermissionError:
            with suppress(PermissionError):
                os.fchown(descriptor, -1, old.st_gid)
    os.fchmod(descriptor, stat.S_IMODE(old.st_mode))


def _write_all(descriptor: int, content: bytes) -> None:
    rest = memoryview(content)
    while rest:
        rest = rest[os.write(descriptor, rest) :]
