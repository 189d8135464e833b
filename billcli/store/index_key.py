"""Whether a read model still says what the ledger says.

The key of a model is the stamp of every file (size, times, inode, device, SHA-256), what every
include pattern matched, and the versions of everything that took part. Up to ``SMALL`` bytes in
all, the bytes are looked at every time: a CRC-32 where the stamp is the same to the nanosecond,
SHA-256 wherever it is not. Above that, an equal stamp is enough unless it is *racy*: a file written
less than ``RACY`` before it was hashed may have been written again within the same tick of the
file system's clock (the rule of git's index).
"""

from __future__ import annotations


TYPE_CHECKING = False  # typing itself costs more than a query
if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable, Iterable, Sequence
    from typing import TypeAlias

    # (including file, text as written) -> real paths in order
    Expand: TypeAlias = Callable[[str, str], Sequence[str]]
    # path, size, mtime_ns, ctime_ns, inode, device, sha256, crc, seen_ns: as in FileRow
    Stamp: TypeAlias = tuple[str, int, int, int, int, int, str, int, int]

SMALL = 10_000_000
RACY = 2_000_000_000


class Change:
    """What happened to one file.

    Attributes:
        how: ``grown`` (the old bytes are a prefix of the new), ``edited``, ``gone``, or
            ``appeared`` (a pattern matches it now).
        path: the file.
        file: its id in the model, 0 for one that appeared.
        old_size: bytes it had.
        stamp: how it stands now; None when gone or appeared.
    """

    __slots__ = ("file", "how", "old_size", "path", "stamp")

    def __init__(self, how: str, path: str, file: int, old_size: int, stamp: Stamp | None) -> None:
        """Keep the five."""
        self.how, self.path, self.file, self.old_size, self.stamp = how, path, file, old_size, stamp


class Verdict:
    """The answer of ``check``.

    Attributes:
        fresh: the model says what the ledger says.
        everything: nothing of the model can be kept (another version, a watched file).
        reason: why it is not fresh, in words; empty when it is.
        changes: what happened, file by file, in the order of the files; empty with ``everything``.
        patterns: (file id, line, written, found JSON) as they match now, when any differs, else ().
        settled: (file id, stamp) that may be kept so that they need no hashing next time.
        hashed: bytes that were read.
    """

    __slots__ = ("changes", "everything", "fresh", "hashed", "patterns", "reason", "settled")


def versions(search: Sequence[str] | None = None) -> str:
    """Return one text that changes with python, beancount, billcli or the schema.

    Args:
        search: where modules are looked for, by default ``sys.path``.
    """
    raise NotImplementedError


def stamp(path: str, now_ns: int) -> Stamp | None:
    """Return a file's stamp, its bytes hashed; None when it is no regular file or unreadable.

    Args:
        path: the file; a symbolic link is no file.
        now_ns: the clock before this call.
    """
    raise NotImplementedError


def same(stamps: Iterable[Stamp]) -> bool:
    """Return whether files still stand as they were stamped; racy ones are hashed again."""
    raise NotImplementedError


def check(
    connection: sqlite3.Connection,
    now_ns: int,
    expand: Expand | None = None,
    *,
    verify: bool = False,
) -> Verdict:
    """Return whether a model is fresh, and what has changed where it is not.

    Args:
        connection: from ``index_file.connect``.
        now_ns: the clock.
        expand: what an include pattern matches now; without it a model with patterns is stale.
        verify: hash every byte with SHA-256.

    Raises:
        ModelLost: the model cannot be read.
    """
    raise NotImplementedError


def keep(connection: sqlite3.Connection, verdict: Verdict) -> None:
    """Write down stamps that have settled, so that they are not hashed again; best effort."""
    raise NotImplementedError
