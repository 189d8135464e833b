"""Reading a plain file: never through a link, from a device, or by waiting on a pipe.

Source: safety rule 5.
"""

from __future__ import annotations

import errno
import os
import stat
import time

from billcli.domain.frozen import frozen
from billcli.domain.named import TYPE_CHECKING
from billcli.domain.problem import BillcliError, Source
from billcli.ledger.file_mark import marked
from billcli.ledger.include_problem import include_problem

if TYPE_CHECKING:
    from pathlib import Path

    from billcli.ledger.file_mark import FileMark

SIZE_MAX = 512 * 1024 * 1024
_ENCRYPTED = (".gpg", ".asc")


class UnreadableFileError(BillcliError):
    """A path that must not or cannot be read as part of a ledger."""


@frozen
class RegularFile:
    """A file as it was when it was read.

    Attributes:
        mark: how it stood before it was read.
    """

    path: Path
    content: bytes
    mark: FileMark

    @property
    def identity(self) -> tuple[int, int]:
        """Device and inode, equal for two hard links to one file."""
        return self.mark.device, self.mark.inode


def read_regular(path: Path, where: Source | None = None, name: str = "") -> RegularFile:
    """Return the bytes of a plain file, opened without following a link or waiting on a pipe.

    Args:
        path: the file.
        where: the ``include`` that names it.
        name: what messages call it, by default the last part of its path.

    Raises:
        UnreadableFileError: the path is missing, a link, not a regular file, too large, encrypted
            or not permitted; codes ``INCLUDE-MISSING -SYMLINK -NOT-REGULAR -LARGE -ENCRYPTED
            -UNREADABLE``.
    """
    name = name or path.name
    if path.suffix in _ENCRYPTED:
        raise _refused("ENCRYPTED", f"{name} is encrypted", where)
    try:
        _check_kind(path.lstat(), name, where)
        flags = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_NOCTTY | os.O_CLOEXEC
        with os.fdopen(os.open(path, flags), "rb") as file:
            seen = time.time_ns()
            status = os.fstat(file.fileno())
            _check_kind(status, name, where)
            content = file.read(SIZE_MAX + 1)
    except (OSError, ValueError) as error:
        raise _from_system(error, name, where) from error
    if len(content) > SIZE_MAX:
        raise _refused("LARGE", f"{name} is larger than {SIZE_MAX >> 20} MiB", where)
    return RegularFile(path, content, marked(status, seen))


def _check_kind(status: os.stat_result, name: str, where: Source | None) -> None:
    if stat.S_ISLNK(status.st_mode):
        raise _refused("SYMLINK", f"{name} is a symbolic link", where)
    if not stat.S_ISREG(status.st_mode):
        raise _refused("NOT-REGULAR", f"{name} is not a regular file", where)


def _from_system(
    error: OSError | ValueError, name: str, where: Source | None
) -> UnreadableFileError:
    number = error.errno if isinstance(error, OSError) else errno.ENOENT
    if number in {errno.ENOENT, errno.ENOTDIR, errno.ENAMETOOLONG}:
        return _refused("MISSING", f"{name[:80]} does not exist", where)
    if number in {errno.ELOOP, errno.EMLINK}:
        return _refused("SYMLINK", f"{name} is a symbolic link", where)
    return _refused(
        "UNREADABLE", f"{name} cannot be read: {os.strerror(number or 0).lower()}", where
    )


def _refused(kind: str, message: str, where: Source | None) -> UnreadableFileError:
    return UnreadableFileError(include_problem(kind, message, where))
