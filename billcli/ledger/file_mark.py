"""How a file stood when its bytes were read, to tell later without reading it whether it changed.

Whoever writes to a file moves its ``ctime``, which nobody can set back; but file systems count time
in ticks, so a write just after the reading may leave no trace. A mark is therefore trusted only
when the file had been left alone for a while before it was read (the rule of git's index).
"""

from __future__ import annotations

import os
import time

from billcli.domain.named import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from pathlib import Path

RACY = 2_000_000_000
"""Nanoseconds: the coarsest tick of a file system in use (FAT)."""


class FileMark(NamedTuple):
    """What the system says of a file, asked before its bytes were read.

    Attributes:
        size: bytes.
        mtime_ns, ctime_ns: last change of the bytes, and of anything, since 1970.
        inode, device: which file it is.
        seen_ns: the clock when this was asked.
    """

    size: int
    mtime_ns: int
    ctime_ns: int
    inode: int
    device: int
    seen_ns: int

    @property
    def is_settled(self) -> bool:
        """Whether the bytes are known to be those read for as long as the mark stays."""
        return max(self.mtime_ns, self.ctime_ns) + RACY <= self.seen_ns

    def proves(self, now: os.stat_result) -> bool:
        """Return whether a file that stands like this now has the bytes that were read then."""
        return self.is_settled and self[:5] == marked(now, 0)[:5]


def marked(status: os.stat_result, seen_ns: int | None = None) -> FileMark:
    """Return the mark of a file whose bytes are about to be read.

    Args:
        status: of the very descriptor that is read.
        seen_ns: the clock when it was asked; now, if it was asked just now.
    """
    return FileMark(
        status.st_size,
        status.st_mtime_ns,
        status.st_ctime_ns,
        status.st_ino,
        status.st_dev,
        time.time_ns() if seen_ns is None else seen_ns,
    )


def read_marked(path: Path) -> tuple[bytes, FileMark]:
    """Return a file's bytes, and how it stood before they were read.

    Raises:
        OSError: it is not there or cannot be read.
    """
    with path.open("rb", buffering=0) as file:
        seen = time.time_ns()
        mark = marked(os.fstat(file.fileno()), seen)
        return file.read(), mark
