"""What became of the ledger since it was loaded, found out under the lock without loading it again.

Usually nothing, or other processes of ours appended to it: then reading the new lines is enough to
take the next number. Anything else means loading again, outside the lock.

A small ledger is hashed as a whole. Of a large one, a file that stands as it did when it was read,
and had been left alone before that, is not read again: an entry costs the same on any ledger. The
file that is written is always read, and its bytes proved by their hash.
"""

from __future__ import annotations

import time

from billcli.domain.entry import Entry
from billcli.domain.named import TYPE_CHECKING, NamedTuple, TypeVar
from billcli.domain.problem import ConflictError, InvalidError, Problem, Source
from billcli.ledger.file_contents import FileContents, read_now
from billcli.ledger.piece import read_piece
from billcli.ledger.proof import imbalance

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from pathlib import Path

    from billcli.domain.entry import Directive
    from billcli.ledger.file_contents import FileRead
    from billcli.ledger.snapshot import LedgerFile

S = TypeVar("S")
T = TypeVar("T")

HASHED = 10_000_000
"""Bytes of a ledger up to which all of it is hashed whatever the system says of its files."""


class LedgerMoved(ConflictError):  # noqa: N818 - a thing that happens, not a fault
    """The ledger changed since it was loaded, by more than appended entries: load it again."""


class Current(NamedTuple):
    """The ledger at the moment of writing, seen from what was loaded before.

    Attributes:
        moved: whether anything was appended since.
        tail: the directives appended since, in the order of files and lines; their lines are
            counted from where the loaded text ended.
        contents: the bytes of each ledger file now, by its real path, and their sha256.
        trusting: whether files were taken for unchanged without being hashed.
    """

    moved: bool
    tail: tuple[Directive, ...]
    contents: FileContents
    trusting: bool = False


def observe(
    files: Iterable[LedgerFile], roots: Mapping[str, str] | None = None, *, hashed: int = HASHED
) -> Current:
    """Return the ledger as it is now; the lock must be held.

    Args:
        files: the files as they were when the ledger was loaded.
        roots: other names of the five account roots, by their English names.
        hashed: bytes up to which a whole ledger is hashed; also how many are kept in memory.

    Raises:
        LedgerMoved: a file was changed by more than entries at its end, or is gone.
        OSError: a file cannot be read.
    """
    files = tuple(files)
    trusting = sum(file.size for file in files) > hashed
    contents = FileContents(moved, hashed)
    tail: list[Directive] = []
    has_moved = False
    for file in files:
        if trusting and _stands(file):
            contents.add(file.path, file.sha256)
            continue
        now = read_now(file.path, moved, file.size)
        if now.sha256 != file.sha256:
            has_moved = True
            tail += _appended(file, now, roots)
        contents.add(file.path, now.sha256, now)
    return Current(has_moved, tuple(tail), contents, trusting)


def with_retries(
    load: Callable[[], S],
    act: Callable[[S], T],
    *,
    seconds: float = 60.0,
    clock: Callable[[], float] = time.monotonic,
) -> T:
    """Load and act, again from the start whenever the ledger moved in between.

    Args:
        load: reads the ledger; runs outside the lock.
        act: plans and commits on what was loaded; may raise LedgerMoved.
        seconds: after these it gives up.
        clock: a rising count of seconds.

    Raises:
        LedgerMoved: somebody else kept changing the ledger all the time.
    """
    end = clock() + seconds
    while True:
        try:
            return act(load())
        except LedgerMoved:
            if clock() >= end:
                raise


def moved(path: Path, why: str) -> LedgerMoved:
    """Return the error for a file that is not what was loaded."""
    return LedgerMoved(
        Problem("FILE-CHANGED", why, Source(str(path)), "run the command again: it reads it anew")
    )


def _stands(file: LedgerFile) -> bool:
    """Return whether the system knows that a file was not touched since it was loaded."""
    if file.mark is None:
        return False
    try:
        return file.mark.proves(file.path.lstat())
    except FileNotFoundError:
        raise moved(file.path, "the file is gone since the ledger was read") from None


def _appended(
    file: LedgerFile, now: FileRead, roots: Mapping[str, str] | None
) -> tuple[Directive, ...]:
    sha256, ends_line, new = now.split_at(file.size)
    if sha256 != file.sha256:
        raise moved(file.path, "the file changed since the ledger was read")
    if not ends_line:
        # The end of a line that had none belongs to what was read before.
        if not new.startswith((b"\n", b"\r\n")):
            raise moved(file.path, "the last line of the file changed since the ledger was read")
        new = new[new.index(b"\n") + 1 :]
    if new.startswith((b" ", b"\t")):
        raise moved(file.path, "the last entry of the file changed since the ledger was read")
    try:
        tail = read_piece(new.decode("utf-8", "surrogateescape"), file.name, roots)
    except InvalidError as error:
        raise moved(file.path, "more than entries was added since the ledger was read") from error
    if any(isinstance(directive, Entry) and imbalance(directive) for directive in tail):
        raise moved(file.path, "an entry that may not balance was added since the ledger was read")
    return tail
