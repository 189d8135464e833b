"""A bank's file through the user's own beangulp importers, where the project names them.

An importer is code. It runs when the project file names it and both files are the user's own, so
that nobody else's folder makes billcli run anything; what else the user allows with
``--allow-plugin`` runs too.
"""

from __future__ import annotations

import os
import stat
from fnmatch import fnmatchcase

from billcli.bank.importer_config import among_modules, read_importers
from billcli.bank.importer_run import run_importers
from billcli.bank.importer_statement import statements_of
from billcli.domain.named import TYPE_CHECKING
from billcli.domain.problem import InvalidError, Source, UsageError
from billcli.ledger.beancount_import import complete
from billcli.store.settings import PROJECT_FILE

if TYPE_CHECKING:
    from pathlib import Path

    from billcli.domain.bank_statement import BankStatement
    from billcli.services.workspace import Workspace


def imported(workspace: Workspace, path: Path, shown: str) -> tuple[BankStatement, ...]:
    """Return what the user's importers make of a file; nothing when none of them knows it.

    Args:
        workspace: the books.
        path: the file.
        shown: its name as typed.

    Raises:
        UsageError: beangulp is not installed, or the importers are not the user's own.
        InvalidError: the importers failed.
    """
    named, project = workspace.settings.importers, workspace.found.project
    if not named or project is None:
        return ()
    file = (project / named).resolve()
    where = _origin(workspace)
    if not file.is_file():
        raise InvalidError.of(
            "IMPORTER-FAILED",
            f"importers: there is no file {named}",
            where=where,
            hint=f"correct the name, which counts from the folder of {PROJECT_FILE}",
        )
    _require_own(workspace, (project / PROJECT_FILE, file), named, where)
    complete()
    with among_modules(file, named):
        config = read_importers(file, named)
        from billcli.bank.existing_entries import existing_entries  # noqa: PLC0415 - Beancount

        existing = existing_entries(workspace.snapshot.facts.entries)
        found = run_importers(config, path.resolve(), existing)
    return tuple(
        statement for one in found for statement in statements_of(one, shown, workspace.roots)
    )


def _require_own(workspace: Workspace, files: tuple[Path, ...], named: str, where: Source) -> None:
    """Refuse code that somebody else wrote or may change, unless the user allows it.

    Raises:
        UsageError: it is not the user's own.
    """
    if any(fnmatchcase(named, one) for one in workspace.selection.allow_plugins):
        return
    for file in files:
        about = file.stat()
        foreign = hasattr(os, "getuid") and about.st_uid not in {os.getuid(), 0}
        if foreign or (os.name == "posix" and about.st_mode & stat.S_IWOTH):
            why = "belongs to somebody else" if foreign else "may be changed by anybody"
            raise UsageError.of(
                "IMPORTER-REFUSED",
                f"the importers of {named} were not run: {file.name} {why}",
                where=where,
                hint=f"make the file your own, or run them once with --allow-plugin {named}",
            )


def _origin(workspace: Workspace) -> Source:
    origin = workspace.settings.origins.get("bank.importers", PROJECT_FILE)
    file, _, line = origin.rpartition(":")
    return Source(file, int(line)) if line.isdigit() else Source(origin)
