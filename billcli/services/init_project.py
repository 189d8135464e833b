"""Set up billing in a folder: a new ledger, the example, or the settings of a ledger there is."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from fnmatch import fnmatch
from pathlib import Path

from billcli.domain.named import TYPE_CHECKING
from billcli.domain.problem import UsageError
from billcli.ledger.atomic_file import put, sync_folder, write_temp
from billcli.ledger.change_set import ChangeSet, NewFile
from billcli.ledger.discover import candidates
from billcli.ledger.journal import Journal
from billcli.services.adopt_ledger import config_for
from billcli.services.found_project import files_of
from billcli.services.party_check import doubts
from billcli.store.lock import hold
from billcli.store.settings import PROJECT_FILE
from billcli.store.shipped import shipped

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping

    from billcli.domain.problem import Problem
    from billcli.services.found_project import Founding

_INCLUDE = re.compile(r'^include[ \t]+"([^"\n]*)"', re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Founded:
    """What was, or would be, written.

    Attributes:
        files: names of the files, in the folder.
        ledger: main ledger of the project.
        problems: warnings to show with it.
    """

    folder: Path
    files: Mapping[str, str]
    ledger: str
    problems: tuple[Problem, ...] = ()


def ledgers_in(folder: Path) -> list[Path]:
    """Return the ledgers that stand in a folder: not hidden files, nor what another includes."""
    if not folder.is_dir():
        return []
    found = sorted(candidates(folder))
    texts = [path.read_text(encoding="utf-8", errors="replace") for path in found]
    included = {
        path
        for text in texts
        for name in _INCLUDE.findall(text)
        for path in _matching(folder, name)
    }
    return [path for path in found if path not in included] or found


def _matching(folder: Path, name: str) -> list[Path]:
    """Return the files of a folder that an include names, by name or by pattern."""
    return [path for path in folder.iterdir() if fnmatch(path.name, name.removeprefix("./"))]


def init_new(folder: Path, found: Founding, today: dt.date, *, dry_run: bool) -> Founded:
    """Write the files of a new project.

    Raises:
        UsageError: the folder has a project file already.
        ConflictError: one of the files exists.
    """
    written = _written(folder, files_of(found, today), "main.beancount", dry_run=dry_run)
    return replace(written, problems=doubts(found.details, {"country": found.country}))


def init_example(folder: Path, *, dry_run: bool) -> Founded:
    """Write the example: a year of an invented studio's trade.

    Raises:
        UsageError: the folder has a project file or a ledger already.
    """
    if ledgers_in(folder):
        raise UsageError.of(
            "INIT-LEDGER", f"there is a ledger in {folder} already", hint="name an empty folder"
        )
    source = shipped("ledgers") / "studio"
    files = {
        path.relative_to(source).as_posix(): path.read_text(encoding="utf-8")
        for path in sorted(source.rglob("*"))
        if path.is_file() and not _is_litter(path.relative_to(source))
    }
    return _written(folder, files, "main.beancount", dry_run=dry_run)


def _is_litter(path: Path) -> bool:
    """Return whether a file is left over from commands that ran in the example itself."""
    return path.name != ".gitignore" and any(part.startswith(".") for part in path.parts)


def init_beside(folder: Path, ledger: Path, currency: str, *, dry_run: bool) -> Founded:
    """Write only the project file, for a ledger that is there; its accounts are looked up in it.

    Raises:
        UsageError: the folder has a project file already.
    """
    text, problems = config_for(ledger, folder, currency)
    _require_new(folder)
    if not dry_run:  # one file needs no journal, and nothing else shall appear in the folder
        write_temp(folder / PROJECT_FILE, text.encode())
        put(folder / PROJECT_FILE)
        sync_folder(folder)
    return Founded(folder, {PROJECT_FILE: text}, ledger.name, problems)


def only_ledger(folder: Path, named: Path | None) -> Path | None:
    """Return the ledger of a folder that is to be set up, None when it has none.

    Raises:
        UsageError: the folder has a project file already, or several ledgers and none is named.
    """
    _require_new(folder)
    if named is not None:
        return named
    found = ledgers_in(folder)
    if len(found) > 1:
        names = ", ".join(path.name for path in found)
        raise UsageError.of(
            "LEDGER-SEVERAL", f"there are several ledgers in {folder}: {names}",
            hint="name the main one with -f FILE",
        )  # fmt: skip
    return found[0] if found else None


def _written(folder: Path, files: Mapping[str, str], ledger: str, *, dry_run: bool) -> Founded:
    _require_new(folder)
    if not dry_run:
        folder.mkdir(parents=True, exist_ok=True)
        made = (NewFile(Path(name), text.encode()) for name, text in files.items())
        fresh = ChangeSet(tuple(new for new in made if not _may_stay(folder, new)))
        Journal(folder, hold).commit((), lambda _current: fresh)
    return Founded(folder, files, ledger)


def _require_new(folder: Path) -> None:
    if (folder / PROJECT_FILE).exists():
        raise UsageError.of(
            "INIT-PROJECT",
            f"{folder} has a {PROJECT_FILE} already",
            hint="billcli status shows where things stand",
        )


def _may_stay(folder: Path, new: NewFile) -> bool:
    """Return whether a file that is there is left as it is: a user's own ``.gitignore``."""
    return new.path.name == ".gitignore" and (folder / new.path).exists()
