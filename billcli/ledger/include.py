"""Where an ``include`` leads: only to plain files inside the ledger's own folder.

Beancount follows includes anywhere: through symbolic links (the same entries twice, without an
error), into devices (it hangs), into ``/etc`` (its contents appear in error texts). Nothing here
opens what it has not looked at first (safety rule 5).
"""

from __future__ import annotations

import errno
import os
import re
import stat
from dataclasses import dataclass
from fnmatch import translate
from pathlib import Path
from typing import TYPE_CHECKING

from billcli.domain.problem import BillcliError, Problem, Severity, Source

if TYPE_CHECKING:
    from collections.abc import Iterator

SIZE_MAX = 512 * 1024 * 1024
_MAGIC = re.compile(r"[*?\[]")
_BACKUP = re.compile(
    r".*(~|\.bak|\.orig|\.rej|\.old|\.swp|\.tmp)|#.*#|.*(\.sync-conflict-|\(conflicted copy).*",
    re.IGNORECASE,
)
_ENCRYPTED = (".gpg", ".asc")


class UnreadableFileError(BillcliError):
    """A path that must not or cannot be read as part of a ledger."""


@dataclass(frozen=True, slots=True)
class RegularFile:
    """A file as it was when it was read.

    Attributes:
        identity: device and inode, equal for two hard links to one file.
    """

    path: Path
    content: bytes
    identity: tuple[int, int]


@dataclass(frozen=True, slots=True)
class Resolved:
    """What one ``include`` means: the files it names, in a fixed order, and what is wrong."""

    paths: tuple[Path, ...] = ()
    problems: tuple[Problem, ...] = ()


def is_hidden(name: str) -> bool:
    """Return whether a file name begins with a dot.

    >>> is_hidden(".main.beancount"), is_hidden("main.beancount")
    (True, False)
    """
    return name.startswith(".")


def is_backup(name: str) -> bool:
    """Return whether a name is one that editors, merges and file synchronisers leave behind.

    >>> [is_backup(n) for n in ("2026.beancount~", "a.bak", "#a#", "2026.beancount")]
    [True, True, True, False]
    """
    return _BACKUP.fullmatch(name) is not None


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
            status = os.fstat(file.fileno())
            _check_kind(status, name, where)
            content = file.read(SIZE_MAX + 1)
    except (OSError, ValueError) as error:
        raise _from_system(error, name, where) from error
    if len(content) > SIZE_MAX:
        raise _refused("LARGE", f"{name} is larger than {SIZE_MAX >> 20} MiB", where)
    return RegularFile(path, content, (status.st_dev, status.st_ino))


def resolve(root: Path, including: Path, written: str, where: Source) -> Resolved:
    """Return the files an ``include`` names.

    A pattern is expanded in sorted order; a backup it matches is left out with a warning. What
    the pattern names is not opened here.

    Args:
        root: the ledger's folder, real and absolute; nothing outside it is ever looked at.
        including: the file with the ``include``, real and absolute.
        written: the text between the quotes.
        where: the place of the ``include``.
    """
    inside = _inside(root, including, written)
    if inside is None:
        return Resolved((), (_outside(written, root, where),))
    if not _MAGIC.search(written):
        problem = _check_way(root, inside, where)
        return Resolved((), (problem,)) if problem else Resolved((root / inside,))
    return _expanded(root, inside, written, where)


def _expanded(root: Path, pattern: str, written: str, where: Source) -> Resolved:
    paths: list[Path] = []
    problems: list[Problem] = []
    for found in sorted(_matches(root, "", list(Path(pattern).parts))):
        if is_backup(os.path.basename(found)):  # noqa: PTH119 - text inside root, not a path yet
            problems.append(_skipped(found, written, where))
        elif problem := _check_way(root, found, where):
            problems.append(problem)
        else:
            paths.append(root / found)
    if not paths and all(p.severity is Severity.WARNING for p in problems):
        problems.append(_problem("MISSING", f'no file matches "{written}"', where))
    return Resolved(tuple(paths), tuple(problems))


def _inside(root: Path, including: Path, written: str) -> str | None:
    """Return the path relative to root, by its words alone, or None when it leads outside."""
    start = str(including.parent) if not written.startswith(os.sep) else os.sep
    absolute = os.path.normpath(f"{start}{os.sep}{written}")
    prefix = str(root).rstrip(os.sep) + os.sep
    if absolute == str(root):
        return "."
    return absolute[len(prefix) :] if absolute.startswith(prefix) else None


def _check_way(root: Path, inside: str, where: Source) -> Problem | None:
    """Return what forbids reading a file: a link on the way, a hidden or a backup name."""
    place = root
    for name in Path(inside).parts:
        place /= name
        if is_hidden(name):
            return _problem("HIDDEN", f"{inside} is hidden: its name begins with a dot", where)
        if place.is_symlink():
            return _problem("SYMLINK", f"{inside} is reached through a symbolic link", where)
    if is_backup(place.name):
        return _problem("BACKUP", f"{inside} has the name of a backup copy", where)
    return None


def _matches(root: Path, folder: str, parts: list[str]) -> Iterator[str]:
    """Yield the names below root that the parts of a pattern match, links never followed."""
    part, rest = parts[0], parts[1:]
    if part == "**":
        yield from _below(root, folder, rest)
        return
    if not _MAGIC.search(part):
        names = [part] if os.path.lexists(root / folder / part) else []
    else:
        fits = re.compile(translate(part)).match
        names = [e.name for e in _entries(root / folder) if fits(e.name) and not is_hidden(e.name)]
    for name in names:
        inside = os.path.join(folder, name)  # noqa: PTH118 - stays a text relative to root
        if not rest:
            yield inside
        elif (root / inside).is_dir():
            yield from _matches(root, inside, rest)


def _below(root: Path, folder: str, rest: list[str]) -> Iterator[str]:
    """Yield matches of ``**``: here, and in every folder below that is no link."""
    if rest:
        yield from _matches(root, folder, rest)
    for entry in _entries(root / folder):
        inside = os.path.join(folder, entry.name)  # noqa: PTH118 - stays a text relative to root
        if is_hidden(entry.name):
            continue
        if entry.is_dir(follow_symlinks=False):
            yield from _below(root, inside, rest)
        elif not rest:
            yield inside


def _entries(folder: Path) -> list[os.DirEntry[str]]:
    try:
        with os.scandir(folder) as entries:
            return sorted(entries, key=lambda e: e.name)
    except OSError:
        return []


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
    return _refused("UNREADABLE", f"{name} cannot be read: {os.strerror(number or 0)}", where)


def _refused(kind: str, message: str, where: Source | None) -> UnreadableFileError:
    return UnreadableFileError(_problem(kind, message, where))


_HELP = {
    "MISSING": "correct the name; it counts from the folder of the file that includes it",
    "SYMLINK": "include the file itself, by its name inside the ledger's folder",
    "NOT-REGULAR": "include files only, no folders, pipes or devices",
    "HIDDEN": "rename the file, or take the include out",
    "BACKUP": "include the original, or rename the file",
    "ENCRYPTED": "decrypt the file first; billcli starts no other program to read a ledger",
    "LARGE": "divide the file, for example one file per year",
    "UNREADABLE": "change its owner or mode",
}


def _problem(kind: str, message: str, where: Source | None) -> Problem:
    return Problem(f"INCLUDE-{kind}", message, where, _HELP[kind])


def _outside(written: str, root: Path, where: Source) -> Problem:
    return Problem(
        "INCLUDE-OUTSIDE",
        f'"{written}" leads outside the ledger\'s folder',
        where,
        f"move the file into {root} and include it by its relative name",
    )


def _skipped(found: str, written: str, where: Source) -> Problem:
    return Problem(
        "INCLUDE-SKIPPED",
        f'{found} has the name of a backup copy and is not read, though "{written}" matches it',
        where,
        "delete it, or make the pattern narrower: bean-check counts it",
        Severity.WARNING,
    )
