"""A large file gone through once in portions, so that it never stands in memory as a whole."""

from __future__ import annotations

import codecs
import hashlib
import os
import time

from billcli.domain.named import TYPE_CHECKING
from billcli.ledger.file_mark import marked

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from billcli.domain.problem import BillcliError
    from billcli.ledger.file_mark import FileMark
    from billcli.ledger.seam import Raw

PORTION = 1 << 18
_MARKS = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")


class FileSpan:
    """What one pass over a file's bytes tells; they can be gone through again, and are proved then.

    Attributes:
        path: the file.
        mark: how it stood before the pass.
        size: bytes.
        lines: newlines in them.
        ends_line: whether the last byte is one, or there is none.
        is_clean: whether the bytes are such that ``ledger.screen`` finds nothing, and all lines
            end with a newline alone; when not, ``ledger.screen`` has to look.
    """

    __slots__ = (
        "_changed", "_hash", "_old", "ends_line", "is_clean", "lines", "mark", "path", "size",
    )  # fmt: skip

    def __init__(
        self, path: Path, split: int | None, changed: Callable[[Path, str], BillcliError]
    ) -> None:
        """Go through the file.

        Args:
            path: the file.
            split: bytes it had when the ledger was loaded; those that follow are kept. None when
                only its bytes now matter.
            changed: makes the error for bytes that are others when gone through again.

        Raises:
            OSError: it cannot be read.
        """
        self.path, self._changed = path, changed
        self.size = self.lines = 0
        self.ends_line = self.is_clean = True
        rest = bytearray()
        self._hash: Raw = hashlib.sha256()
        decoder = codecs.getincrementaldecoder("utf-8")()
        with path.open("rb", buffering=0) as file:
            seen = time.time_ns()
            self.mark: FileMark = marked(os.fstat(file.fileno()), seen)
            left = split or 0
            while portion := file.read(min(PORTION, left)):
                left -= len(portion)
                self._take(portion, decoder)
            old = "" if left else self.sha256, self.ends_line
            while portion := file.read(PORTION):
                if split is not None:
                    rest += portion
                self._take(portion, decoder)
        self._old = (*old, bytes(rest))
        self.is_clean = self.is_clean and not decoder.getstate()[0] and self.size > 0

    def split_at(self, size: int) -> tuple[str, bool, bytes]:  # noqa: ARG002 - known since the pass
        """Return of the first bytes their sha256 and whether they end a line, and what follows."""
        return self._old

    def _take(self, portion: bytes, decoder: codecs.IncrementalDecoder) -> None:
        newlines = portion.count(b"\n")
        if self.is_clean:
            begins_marked = not self.size and portion.startswith(_MARKS)
            # A portion without a newline may belong to a line that is too long.
            whole = newlines or len(portion) < PORTION
            self.is_clean = bool(
                whole and not begins_marked and b"\0" not in portion and b"\r" not in portion
            ) and (_decodes(portion, decoder))
        self._hash.update(portion)
        self.size += len(portion)
        self.lines += newlines
        self.ends_line = portion.endswith(b"\n")

    @property
    def held(self) -> int:
        """Bytes it keeps in memory."""
        return len(self._old[2])

    @property
    def sha256(self) -> str:
        """The sha256 of the bytes, in hexadecimal."""
        digest: str = self._hash.hexdigest()
        return digest

    def sha256_with(self, more: bytes) -> str:
        """Return the sha256 of these bytes with more behind them, hashing only those."""
        grown = self._hash.copy()
        grown.update(more)
        digest: str = grown.hexdigest()
        return digest

    def portions(self) -> Iterator[bytes]:
        """Yield the bytes again; the last step proves that they are the same.

        Raises:
            BillcliError: somebody changed the file.
            OSError: it cannot be read.
        """
        again: Raw = None if self.mark.is_settled else hashlib.sha256()
        with self.path.open("rb", buffering=0) as file:
            while portion := file.read(PORTION):
                if again is not None:
                    again.update(portion)
                yield portion
            is_same = self.mark.proves(os.fstat(file.fileno()))
        if not (is_same if again is None else again.digest() == self._hash.digest()):
            raise self._changed(self.path, "the file changed while the ledger was looked at")

    @property
    def content(self) -> bytes:
        """All bytes, read anew; raises as ``portions``."""
        return b"".join(self.portions())


def _decodes(portion: bytes, decoder: codecs.IncrementalDecoder) -> bool:
    if portion.isascii() and not decoder.getstate()[0]:
        return True
    try:
        decoder.decode(portion)
    except UnicodeDecodeError:
        return False
    return True
