"""The stamp of one file: what ``lstat`` says of it, and what its bytes are.

A folder has a stamp too, over the names in it; so has nothing at all, so that what is not there can
be watched.
"""

from __future__ import annotations

import os
from binascii import crc32

TYPE_CHECKING = False  # typing itself costs a third of a query
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from typing import TypeAlias

    # path, size, mtime_ns, ctime_ns, inode, device, sha256, crc, seen_ns: as in FileRow
    Stamp: TypeAlias = tuple[str, int, int, int, int, int, str, int, int]
    Status: TypeAlias = tuple[int, int, int, int, int]

RACY = 2_000_000_000
LEDGER, NAME, WATCHED, FOLDER = range(4)
# Where the columns of a file stand in its row (``index_rows.FileRow``).
(
    ID, ORD, PATH, SIZE, MTIME, CTIME, INODE, DEVICE, SHA, CRC, SEEN, NEWLINE, PUSH, MADE,
) = range(14)  # fmt: skip
NOTHING: Status = (0, 0, 0, 0, 0)
_PIECE = 1 << 18
_KIND, _REGULAR, _FOLDER = 0o170000, 0o100000, 0o040000


def status_of(path: str, made: int = LEDGER) -> Status | None:
    """Return size, mtime_ns, ctime_ns, inode and device of a file, or folder where ``made`` says.

    Returns:
        None when there is none, or something else has its name, such as a symbolic link.
    """
    try:
        status = os.lstat(path)
    except (OSError, ValueError):
        return None
    if status.st_mode & _KIND != (_FOLDER if made == FOLDER else _REGULAR):
        return None
    return _five(status)


def _five(status: os.stat_result) -> Status:
    size = 0 if status.st_mode & _KIND == _FOLDER else status.st_size
    return (size, status.st_mtime_ns, status.st_ctime_ns, status.st_ino, status.st_dev)


def is_racy(mtime_ns: int, ctime_ns: int, seen_ns: int) -> bool:
    """Return whether a file may have been written again unseen after it was looked at.

    >>> is_racy(10_000_000_000, 10_000_000_000, 11_000_000_000)
    True
    >>> is_racy(10_000_000_000, 10_000_000_000, 12_000_000_000)
    False
    """
    return max(mtime_ns, ctime_ns) + RACY > seen_ns


def stamp(path: str, now_ns: int, made: int = LEDGER) -> Stamp | None:
    """Return the stamp of a file, every byte hashed.

    Args:
        path: the file.
        now_ns: the clock before this call, nanoseconds since 1970.
        made: as in ``FileRow``; what is watched may be missing, and has a stamp all the same.

    Returns:
        None when it is no regular file (a symbolic link is none) or cannot be read.
    """
    if made == NAME or (made != LEDGER and not os.path.lexists(path)):
        return (path, *NOTHING, "", 0, now_ns)
    found = look(path, now_ns, made)
    return found[0] if found else None


def look(
    path: str, now_ns: int, made: int = LEDGER, old_size: int = -1
) -> tuple[Stamp, str] | None:
    """Return a file's stamp, and the SHA-256 of its first ``old_size`` bytes when it has them."""
    from _hashlib import openssl_sha256  # noqa: PLC0415 - 2 ms, and hashlib itself costs thrice that

    try:
        status, pieces = _open(path, made)
        whole, prefix, crc, at = openssl_sha256(), "", 0, 0
        for piece in pieces:
            if at <= old_size < at + len(piece):
                head = whole.copy()
                head.update(piece[: old_size - at])
                prefix = head.hexdigest()
            whole.update(piece)
            crc = crc32(piece, crc)
            at += len(piece)
    except (OSError, ValueError):
        return None
    if at == old_size:
        prefix = whole.hexdigest()
    return (path, *status, whole.hexdigest(), crc, now_ns), prefix


def folder_before(path: str, added: set[str], now_ns: int) -> tuple[Stamp, str] | None:
    """Return a folder's stamp, and the SHA-256 it had before names were added; None without it."""
    from _hashlib import openssl_sha256  # noqa: PLC0415 - see look

    found = look(path, now_ns, FOLDER)
    if found is None:
        return None
    return found[0], openssl_sha256(_names(path, added)).hexdigest()


def _names(path: str, but: Iterable[str] = ()) -> bytes:
    """Return the names in a folder as one text, with where links lead to."""
    with os.scandir(path) as entries:
        names = [
            f"{entry.name}\0\0{os.readlink(entry.path)}" if entry.is_symlink() else entry.name  # noqa: PTH115 - pathlib costs a third of a query
            for entry in entries
            if entry.name not in but
        ]
    return "\0".join(sorted(names)).encode("utf-8", "surrogateescape")


def crc_of(path: str, status: Status) -> int:
    """Return the CRC-32 of a file's bytes, or -1 when it is not the one of that status any more."""
    crc = 0
    try:
        now, pieces = _open(path, LEDGER)
        for piece in pieces:
            crc = crc32(piece, crc)
    except (OSError, ValueError):
        return -1
    return crc if now == status else -1


def _open(path: str, made: int) -> tuple[Status, Iterator[bytes | memoryview]]:
    if made == FOLDER:
        status = status_of(path, FOLDER)
        if status is None:
            raise NotADirectoryError
        return status, iter([_names(path)])
    descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC | os.O_NOFOLLOW | os.O_NONBLOCK)
    found = os.fstat(descriptor)
    if found.st_mode & _KIND != _REGULAR:
        os.close(descriptor)
        raise FileNotFoundError
    return _five(found), _pieces(descriptor)


def _pieces(descriptor: int) -> Iterator[memoryview]:
    room = memoryview(bytearray(_PIECE))
    try:
        while count := os.readv(descriptor, [room]):
            yield room[:count]
    finally:
        os.close(descriptor)
