"""Which ledger a command works on, and the project folder that belongs to it.

Source of the order: docs/reference/command-line.md, "Which ledger".
"""

from __future__ import annotations

from billcli.domain.named import TYPE_CHECKING, NamedTuple
from billcli.domain.problem import InvalidError, Source, UsageError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path

PROJECT_FILE = "billcli.toml"
SUFFIXES = (".beancount", ".bean")


class Found(NamedTuple):
    """The answer to "which ledger".

    Attributes:
        ledger: the top ledger file, absolute, symbolic links kept as the user named them.
        project: the folder that holds ``billcli.toml``, or None when there is none.
        reason: how it was found, in words, for ``config show --origin`` and ``-v``.
    """

    ledger: Path
    project: Path | None
    reason: str


def find_ledger(
    file: Path | None,
    project: Path | None,
    env: Mapping[str, str],
    cwd: Path,
    known: Callable[[Path], str] | None = None,
) -> Found:
    """Return the ledger to work on.

    The first that speaks decides: ``-f``, ``--project``, ``BILLCLI_FILE``, the nearest
    ``billcli.toml`` from the current folder upward, ``BEANCOUNT_FILE``, the only ledger here.

    Args:
        file: value of ``-f/--file``, or None.
        project: value of ``--project``, or None; its ``billcli.toml`` is used in any case.
        env: the environment.
        cwd: the current folder; relative names start here.
        known: the ledger that a project file is known to name, by its folder, or an empty text.

    Raises:
        UsageError: nothing names a ledger, or what names it points at nothing.
        InvalidError: ``billcli.toml`` cannot be read.
    """
    chosen = _project_folder(project, cwd)
    if file is not None:
        return _beside(_existing(cwd / file, "-f/--file"), chosen, "-f/--file")
    if chosen is None and env.get("BILLCLI_FILE"):
        return _beside(_existing(cwd / env["BILLCLI_FILE"], "BILLCLI_FILE"), None, "BILLCLI_FILE")
    folder = chosen or project_above(cwd)
    named = ((known and known(folder)) or _named_in(folder)) if folder else None
    if folder and named:
        origin = f"ledger in {folder / PROJECT_FILE}"
        return Found(_existing(folder / named, origin), folder, origin)
    if chosen is None and env.get("BEANCOUNT_FILE"):
        ledger = _existing(cwd / env["BEANCOUNT_FILE"], "BEANCOUNT_FILE")
        return _beside(ledger, None, "BEANCOUNT_FILE")
    here = chosen or cwd
    found = sorted(candidates(here))
    if len(found) == 1:
        return _beside(found[0], chosen, f"the only ledger in {here}")
    raise _nothing(folder, cwd, here, found)


def project_above(folder: Path) -> Path | None:
    """Return the nearest folder, from this one upward, that holds ``billcli.toml``."""
    for place in (folder, *folder.parents):
        if (place / PROJECT_FILE).is_file():
            return place
    return None


def _project_folder(project: Path | None, cwd: Path) -> Path | None:
    if project is None:
        return None
    folder = cwd / project
    if not (folder / PROJECT_FILE).is_file():
        raise UsageError.of(
            "PROJECT-MISSING",
            f"--project: there is no {PROJECT_FILE} in {folder}",
            hint=f"name the folder that holds {PROJECT_FILE}, or run billcli init there",
        )
    return folder


def _beside(ledger: Path, project: Path | None, reason: str) -> Found:
    return Found(ledger, project or project_above(ledger.parent), reason)


def _existing(ledger: Path, origin: str) -> Path:
    if ledger.is_file():
        return ledger
    what = "is not a regular file" if ledger.exists() else "does not exist"
    raise UsageError.of(
        "LEDGER-NOT-FOUND",
        f"{origin}: {ledger} {what}",
        hint="name the main ledger file, as in -f main.beancount",
    )


def _named_in(folder: Path) -> str | None:
    """Return the value of ``ledger`` in the folder's project file, or None when it has none."""
    import re  # noqa: PLC0415 - as below
    import tomllib  # noqa: PLC0415 - costs 4 ms, and most runs name the ledger otherwise

    path = folder / PROJECT_FILE
    try:
        value = tomllib.loads(path.read_text(encoding="utf-8")).get("ledger")
        value = value.get("file") if isinstance(value, dict) else value
    except RecursionError:
        return None  # whoever reads the settings says where
    except (OSError, ValueError) as error:
        line = re.search(r"at line (\d+)", str(error))
        raise InvalidError.of(
            "CONFIG-INVALID",
            f"{PROJECT_FILE} cannot be read: {error}",
            where=Source(str(path), int(line[1]) if line else 0),
            hint="correct the file; it is TOML in UTF-8",
        ) from error
    if value is None or (isinstance(value, str) and value):
        return value
    raise InvalidError.of(
        "CONFIG-INVALID",
        "ledger must be a file name in quotes",
        where=Source(str(path)),
        hint='write ledger = "main.beancount"',
    )


def candidates(folder: Path) -> Iterator[Path]:
    """Yield the files of a folder that may be ledgers: by ending, not hidden, no backups."""
    from billcli.ledger.file_name import is_backup, is_hidden  # noqa: PLC0415 - most name theirs

    for path in folder.iterdir():
        plain = not is_hidden(path.name) and not is_backup(path.name)
        if path.suffix in SUFFIXES and plain and path.is_file():
            yield path


def _nothing(folder: Path | None, cwd: Path, here: Path, found: list[Path]) -> BaseException:
    config = (
        f"{folder / PROJECT_FILE} (names no ledger)"
        if folder
        else f"{PROJECT_FILE} (not in {cwd} nor above)"
    )
    names = ", ".join(path.name for path in found) or "none"
    tried = (
        "-f/--file (not given)",
        "BILLCLI_FILE (not set)",
        config,
        "BEANCOUNT_FILE (not set)",
        f"*.beancount and *.bean in {here} ({names})",
    )
    return UsageError.of(
        "LEDGER-SEVERAL" if found else "LEDGER-NOT-FOUND",
        ("several ledgers" if found else "no ledger") + " found; tried: " + "; ".join(tried),
        hint="name the main one with -f FILE"
        if found
        else "name it with -f FILE, or begin a new one with billcli init",
    )
