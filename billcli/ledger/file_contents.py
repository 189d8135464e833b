"""The bytes of ledger files under the lock: read when wanted, and proved to be those observed."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from pathlib import Path

from billcli.domain.named import TYPE_CHECKING
from billcli.ledger.file_mark import read_marked
from billcli.ledger.file_span import FileSpan

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from typing import TypeAlias

    from billcli.domain.problem import BillcliError
    from billcli.ledger.file_mark import FileMark
    from billcli.ledger.seam import Raw


WHOLE = 1 << 20
"""Bytes up to which a file is read as a whole."""


class FileBytes:
    """The bytes of one file as they were read.

    Attributes:
        content: all of them.
        mark: how the file stood before; None for bytes that are in no file yet.
        size: how many.
        is_clean: False: ``ledger.screen`` has to look at them.
    """

    __slots__ = ("_hash", "content", "mark", "size")
    is_clean = False

    def __init__(self, content: bytes, mark: FileMark | None = None) -> None:
        """Keep and hash them."""
        self.content, self.mark, self.size = content, mark, len(content)
        self._hash: Raw = hashlib.sha256(content)

    @property
    def lines(self) -> int:
        """Newlines in them."""
        return self.content.count(b"\n")

    @property
    def ends_line(self) -> bool:
        """Whether the last byte is a newline, or there is none."""
        return not self.content or self.content.endswith(b"\n")

    @property
    def held(self) -> int:
        """Bytes it keeps in memory."""
        return self.size

    def split_at(self, size: int) -> tuple[str, bool, bytes]:
        """Return of the first bytes their sha256 and whether they end a line, and what follows."""
        old = FileBytes(self.content[:size])
        return old.sha256, old.ends_line, self.content[size:]

    @property
    def sha256(self) -> str:
        """Their sha256, in hexadecimal."""
        digest: str = self._hash.hexdigest()
        return digest

    def sha256_with(self, more: bytes) -> str:
        """Return the sha256 of these bytes with more behind them, hashing only those.

        >>> FileBytes(b"a").sha256_with(b"b")[:8]
        'fb8e20fc'
        """
        grown = self._hash.copy()
        grown.update(more)
        digest: str = grown.hexdigest()
        return digest


FileRead: TypeAlias = FileBytes | FileSpan


class FileContents(Mapping[Path, bytes]):
    """The bytes of each file by its real path; read only when wanted, and as a rule once."""

    def __init__(self, moved: Callable[[Path, str], BillcliError], most: int = 0) -> None:
        """Begin without files.

        Args:
            moved: makes the error for a file that is not what was observed.
            most: bytes kept of files that are taken up; of the last of these all are kept.
        """
        self._moved, self._most = moved, most
        self._digests: dict[Path, str] = {}
        self._read: dict[Path, FileRead] = {}

    def add(self, path: Path, sha256: str, read: FileRead | None = None) -> None:
        """Take a file up, with its bytes if they were read: the last files are the likeliest."""
        self._digests[path] = sha256
        if read is None:
            return
        self._read[path] = read
        kept = sum(one.held for one in self._read.values())
        while kept > self._most and len(self._read) > 1:
            kept -= self._read.pop(next(iter(self._read))).held

    def read(self, path: Path) -> FileRead:
        """Return a file's bytes, read now if they were not before.

        Raises:
            KeyError: no file of the ledger.
            BillcliError: the file changed, or is gone, since it was observed.
            OSError: it cannot be read.
        """
        found = self._read.get(path)
        if found is None:
            expected = self._digests[path]
            found = read_now(path, self._moved)
            if found.sha256 != expected:
                raise self._moved(path, "the file changed while the ledger was looked at")
            self._read[path] = found
        return found

    def __getitem__(self, path: Path) -> bytes:
        """Return a file's bytes, as ``read``."""
        return self.read(path).content

    def __iter__(self) -> Iterator[Path]:
        """Go through the paths, in the order of the ledger's files."""
        return iter(self._digests)

    def __len__(self) -> int:
        """Return the number of files."""
        return len(self._digests)


def read_now(
    path: Path, moved: Callable[[Path, str], BillcliError], split: int | None = None
) -> FileRead:
    """Return a file's bytes, or of a large file what one pass tells; a file that is gone has moved.

    Args:
        path: the file.
        moved: makes the error for a file that is gone, or changes between two passes.
        split: bytes it had when the ledger was loaded, see ``FileSpan``.

    Raises:
        BillcliError: it is gone.
        OSError: it cannot be read.
    """
    try:
        if path.stat().st_size > WHOLE:
            return FileSpan(path, split, moved)
        return FileBytes(*read_marked(path))
    except FileNotFoundError:
        raise moved(path, "the file is gone since the ledger was read") from None
