"""Whether a read model still says what the ledger says.

The key of a model is the stamp of every file (size, times, inode, device, SHA-256), what every
include pattern matched, and the versions of everything that took part. Up to ``SMALL`` bytes in
all, the bytes are looked at every time: a CRC-32 where the stamp is the same to the nanosecond,
SHA-256 wherever it is not. Above that, an equal stamp is enough unless it is *racy*: a file written
less than ``RACY`` before it was hashed may have been written again within the same tick of the
file system's clock (the rule of git's index).
"""

from __future__ import annotations

import os

from billcli.store.index_stamp import (
    CRC,
    FOLDER,
    LEDGER,
    MADE,
    NAME,
    NOTHING,
    PATH,
    SEEN,
    SHA,
    SIZE,
    crc_of,
    is_racy,
    look,
    stamp,
    status_of,
)
from billcli.store.index_version import versions

TYPE_CHECKING = False  # typing itself costs a third of a query
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from typing import TypeAlias

    from billcli.store.index_read import Model
    from billcli.store.index_schema import Row
    from billcli.store.index_stamp import Stamp, Status

    # (including file, text as written) -> real paths in order
    Expand: TypeAlias = Callable[[str, str], Sequence[str]]

SMALL = 10_000_000
__all__ = ["SMALL", "Change", "Verdict", "check", "joined", "same", "stamp", "versions"]


class Change:
    """What happened to one file.

    Attributes:
        how: ``grown`` (the old bytes are a prefix of the new), ``edited``, ``gone``, ``appeared``
            (a pattern matches it now), or ``watched`` (a folder has other names in it).
        path: the file.
        file: its id in the model, 0 for one that appeared.
        old_size: bytes it had.
        stamp: how it stands now; None when gone or appeared.
    """

    __slots__ = ("file", "how", "old_size", "path", "stamp")

    def __init__(
        self, how: str, path: str, file: int = 0, old_size: int = 0, stamp: Stamp | None = None
    ) -> None:
        """Keep the five."""
        self.how, self.path, self.file, self.old_size, self.stamp = how, path, file, old_size, stamp

    def __repr__(self) -> str:
        """Return how and which, for whoever debugs."""
        return f"{self.how} {self.path}"


class Verdict:
    """The answer of ``check``.

    Attributes:
        reason: why the model is not fresh, in words; empty when it is.
        everything: nothing of the model can be kept (another version, a watched file).
        changes: what happened, file by file, in the order of the files; empty with ``everything``.
        patterns: (file id, line, written, found) as they match now, when any differs, else ().
        settled: (file id, stamp) that may be kept so that they need no hashing next time.
        looked_at: bytes that were read.
    """

    __slots__ = ("changes", "everything", "looked_at", "patterns", "reason", "settled")

    def __init__(self) -> None:
        """Begin with a fresh model."""
        self.reason = ""
        self.everything = False
        self.changes: list[Change] = []
        self.patterns: list[Row] = []
        self.settled: list[tuple[int, Stamp]] = []
        self.looked_at = 0

    @property
    def fresh(self) -> bool:
        """Whether the model says what the ledger says."""
        return not self.reason

    def lost(self, reason: str) -> Verdict:
        """Note that nothing of the model can be kept, and why."""
        self.reason, self.everything, self.changes, self.patterns = reason, True, [], []
        return self


def joined(paths: Iterable[str]) -> str:
    """Return what a pattern matched as one text, as ``PatternRow.found`` has it."""
    return "\0".join(paths)


def same(stamps: Iterable[Stamp]) -> bool:
    """Return whether files of the ledger still stand as they were stamped.

    Those that were written less than ``RACY`` before are hashed again.
    """
    for old in stamps:
        if status_of(old[0]) != old[1:6]:
            return False
        if is_racy(old[2], old[3], old[8]):
            found = look(old[0], old[8])
            if found is None or found[0] != old:
                return False
    return True


def check(
    model: Model, now_ns: int, expand: Expand | None = None, *, verify: bool = False
) -> Verdict:
    """Return whether a model is fresh, and what has changed where it is not.

    Args:
        model: open for reading.
        now_ns: the clock, nanoseconds since 1970.
        expand: what an include pattern matches now; without it a model with patterns is stale.
        verify: hash every byte with SHA-256.

    Raises:
        ModelLost: the model cannot be read.
    """
    verdict = Verdict()
    now, then = versions(), model.meta.get("versions", "")
    if now != then:
        return verdict.lost(f"made with {then}; this is {now}")
    files = [row for row in model.files() if row[MADE] != NAME]
    known = [(row, status_of(row[PATH], row[MADE])) for row in files]
    if bent := _bent([row[PATH] for row in files if row[MADE] == LEDGER]):
        return verdict.lost(f"{bent} is a symbolic link now")
    size = sum(status[0] for _row, status in known if status)
    for row, status in known:
        _check_file(verdict, row, status, now_ns, (verify, size <= SMALL))
        if verdict.everything:
            return verdict
    _check_patterns(verdict, model, files, expand)
    if verdict.changes:
        verdict.reason = ", ".join(f"{c.path} {_WORDS[c.how]}" for c in verdict.changes[:3])
    return verdict


_WORDS = {
    "grown": "has grown",
    "edited": "has changed",
    "gone": "is gone",
    "appeared": "is new",
    "watched": "holds other files",
}


def _check_file(
    verdict: Verdict, row: Row, status: Status | None, now_ns: int, thorough: tuple[bool, bool]
) -> None:
    path, made, verify, small = row[PATH], row[MADE], *thorough
    equal = (status or NOTHING) == row[SIZE:SHA]
    if status is None:
        if equal and made != LEDGER:
            return
        _note(verdict, Change("gone", path, row[0], row[SIZE]), made)
        return
    doubtful = verify or row[SEEN] > now_ns or is_racy(status[1], status[2], row[SEEN])
    if equal and not doubtful:
        if not small or made == FOLDER:
            return
        verdict.looked_at += status[0]
        if crc_of(path, status) == row[CRC]:
            return
    _compare(verdict, row, now_ns)


def _compare(verdict: Verdict, row: Row, now_ns: int) -> None:
    """Hash a file and say what happened to it; the same bytes are no change."""
    path, made, old_size = row[PATH], row[MADE], row[SIZE]
    found = look(path, now_ns, made, old_size)
    if found is None:
        _note(verdict, Change("gone", path, row[0], old_size), made)
        return
    new, prefix = found
    verdict.looked_at += new[1]
    if new[6] == row[SHA]:
        if new[1:6] != row[SIZE:SHA] or not is_racy(new[2], new[3], now_ns):
            verdict.settled.append((row[0], new))
        return
    how = "grown" if prefix == row[SHA] else "edited"
    _note(verdict, Change(how, path, row[0], old_size, new), made)


def _note(verdict: Verdict, change: Change, made: int) -> None:
    if made == LEDGER:
        verdict.changes.append(change)
    elif made == FOLDER:
        change.how = "watched"
        verdict.changes.append(change)
    else:
        verdict.lost(f"{change.path} {_WORDS[change.how]}")


def _check_patterns(
    verdict: Verdict, model: Model, files: Sequence[Row], expand: Expand | None
) -> None:
    patterns = model.patterns()
    if not patterns:
        return
    if expand is None:
        verdict.lost("the ledger includes files by a pattern, and nobody expands it")
        return
    path_of = {row[0]: row[PATH] for row in files}
    now = [(*row[:3], joined(expand(path_of[row[0]], row[2]))) for row in patterns]
    if now == patterns:
        return
    verdict.patterns = now
    named = {path_of[row[0]] for row in files}
    gone = {change.path for change in verdict.changes if change.how == "gone"}
    ids = {path: file for file, path in path_of.items()}
    for path in dict.fromkeys(_matched(now)):
        if path not in named:
            verdict.changes.append(Change("appeared", path))
    for path in dict.fromkeys(_matched(patterns)):
        if path not in set(_matched(now)) | gone:
            verdict.changes.append(Change("gone", path, ids.get(path, 0)))


def _matched(patterns: Iterable[Row]) -> Iterator[str]:
    for row in patterns:
        yield from row[3].split("\0") if row[3] else ()


def _bent(paths: Sequence[str]) -> str:
    """Return a folder between the main file's and another's that is a symbolic link, or nothing."""
    root = os.path.dirname(paths[0]) if paths else ""  # noqa: PTH120 - pathlib costs a third of a query
    folders = {os.path.dirname(path) for path in paths} - {root}  # noqa: PTH120 - the same
    looked = {root}
    for folder in sorted(folders):
        while folder not in looked and len(folder) > len(root):
            if os.path.islink(folder):  # noqa: PTH114 - the same
                return folder
            looked.add(folder)
            folder = os.path.dirname(folder)  # noqa: PLW2901, PTH120 - upward; the same
    return ""
