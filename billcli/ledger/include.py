"""Where an ``include`` leads: only to plain files inside the ledger's own folder.

Beancount follows includes anywhere: through symbolic links (the same entries twice, without an
error), into devices (it hangs), into ``/etc`` (its contents appear in error texts). Nothing here
opens what it has not looked at first (safety rule 5).
"""

from __future__ import annotations

import os
import re
from fnmatch import translate
from pathlib import Path

from billcli.domain.frozen import frozen
from billcli.domain.named import TYPE_CHECKING
from billcli.domain.problem import Problem, Severity, Source
from billcli.ledger.file_name import is_backup, is_hidden
from billcli.ledger.include_problem import include_problem, outside, skipped

if TYPE_CHECKING:
    from collections.abc import Iterator

FILES_MAX = 10_000
"""Files that a ledger may have."""
_MAGIC = re.compile(r"[*?\[]")


@frozen
class Resolved:
    """What one ``include`` means: the files it names, in a fixed order, and what is wrong."""

    paths: tuple[Path, ...] = ()
    problems: tuple[Problem, ...] = ()


def is_below(root: Path, folder: str) -> bool:
    """Return whether a folder really lies in the ledger's, whatever links say on the way.

    Args:
        root: the ledger's folder, without links.
        folder: relative to it, or absolute.
    """
    return Path(os.path.realpath(root / folder)).is_relative_to(root)


def is_pattern(written: str) -> bool:
    """Return whether the text of an ``include`` names files by a pattern.

    >>> is_pattern("years/*.beancount"), is_pattern("2026.beancount")
    (True, False)
    """
    return _MAGIC.search(written) is not None


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
        return Resolved((), (outside(written, root, where),))
    if not is_pattern(written):
        problem = _check_way(root, inside, where)
        return Resolved((), (problem,)) if problem else Resolved((root / inside,))
    return _expanded(root, inside, written, where)


def _expanded(root: Path, pattern: str, written: str, where: Source) -> Resolved:
    paths: list[Path] = []
    problems: list[Problem] = []
    for found in sorted(_matches(root, "", list(Path(pattern).parts))):
        if is_backup(os.path.basename(found)):  # noqa: PTH119 - text inside root, not a path yet
            problems.append(skipped(found, written, where))
        elif problem := _check_way(root, found, where):
            problems.append(problem)
        else:
            paths.append(root / found)
    if not paths and all(p.severity is Severity.WARNING for p in problems):
        problems.append(include_problem("MISSING", f'no file matches "{written}"', where))
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
            return include_problem(
                "HIDDEN", f"{inside} is hidden: its name begins with a dot", where
            )
        if place.is_symlink():
            return include_problem("SYMLINK", f"{inside} is reached through a symbolic link", where)
    if is_backup(place.name):
        return include_problem("BACKUP", f"{inside} has the name of a backup copy", where)
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
