"""Which ledger a person means, and how it is to be read."""

from __future__ import annotations

from os.path import relpath

from billcli.domain.named import TYPE_CHECKING, NamedTuple
from billcli.ledger.discover import PROJECT_FILE, find_ledger
from billcli.services.keep_model import Wanted
from billcli.store.kept_settings import SaidOfReading, keep, kept

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping
    from pathlib import Path

    from billcli.ledger.discover import Found
    from billcli.store.settings import Settings


class Selection(NamedTuple):
    """What decides which books, and from which day they are looked at.

    Attributes:
        today: the clock.
        file: ledger named by ``-f``, or None.
        project: folder named by ``--project``, or None.
        receivable: root of the receivable accounts named by the user, or None.
    """

    env: Mapping[str, str]
    cwd: Path
    today: dt.date
    file: Path | None = None
    project: Path | None = None
    allow_plugins: tuple[str, ...] = ()
    receivable: str | None = None


def chosen(selection: Selection, *, keeps: bool = True) -> tuple[Found, Wanted]:
    """Return which ledger is meant, and how it is to be read.

    Args:
        selection: what the person said.
        keeps: whether what a project file says may be kept for the next time.

    Raises:
        UsageError: no ledger can be found.
        InvalidError: the project file is wrong.
    """
    env, cwd = selection.env, selection.cwd

    def known(folder: Path) -> str:
        said = _kept_of(folder, env)
        return said.ledger if said else ""

    found = find_ledger(selection.file, selection.project, env, cwd, known)
    said = _said(found, selection, keeps=keeps)
    wanted = Wanted(
        found.ledger,
        said.skip_plugins,
        selection.allow_plugins,
        selection.receivable or said.receivable,
        selection.cwd,
        selection.env,
    )
    return found, wanted


def _said(found: Found, selection: Selection, *, keeps: bool) -> SaidOfReading:
    """Return what the project file says of reading."""
    if found.project is None:
        return SaidOfReading("", (), "")
    if said := _kept_of(found.project, selection.env):
        return said
    before = _bytes_of(found.project)
    settings = settings_of(found, selection.cwd)
    said = SaidOfReading(settings.ledger, settings.skip_plugins, settings.accounts.receivable)
    if keeps and before is not None and before == _bytes_of(found.project):
        keep(str(found.project / PROJECT_FILE), before, said, selection.env)
    return said


def _kept_of(project: Path, env: Mapping[str, str]) -> SaidOfReading | None:
    data = _bytes_of(project)
    return None if data is None else kept(str(project / PROJECT_FILE), data, env)


def _bytes_of(project: Path) -> bytes | None:
    try:
        return (project / PROJECT_FILE).read_bytes()
    except OSError:  # whoever reads the settings says so
        return None


def settings_of(found: Found, cwd: Path) -> Settings:
    """Return the settings that belong to a ledger.

    Raises:
        InvalidError: the project file is wrong.
    """
    from billcli.store.settings import load_settings  # noqa: PLC0415 - reading seldom needs them

    return load_settings(found.project, settings_name(found.project, cwd))


def settings_name(project: Path | None, cwd: Path) -> str:
    """Return the project file's name as seen from a folder."""
    return relpath(project / PROJECT_FILE, cwd) if project else PROJECT_FILE
