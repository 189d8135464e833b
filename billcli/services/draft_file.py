"""Which files are drafts, how they are named, and how a person names one."""

from __future__ import annotations

import os
import re
import unicodedata

from billcli.domain.named import TYPE_CHECKING

if TYPE_CHECKING:
    import datetime as dt
    from pathlib import Path

    from billcli.services.workspace import Workspace

FOLDER = "drafts"
WORK = "work"  # beside it: what waits to be billed, see ``work_store``
ENDING = ".toml"
KEPT_ENDING = ".edit.toml"  # a text that somebody edits, or that is kept after an edit


def free_name(workspace: Workspace, customer: str, date: dt.date, own: Path | None = None) -> Path:
    """Return the file of a new draft in ``drafts/``: named by day and customer, and not taken.

    Args:
        workspace: the books.
        customer: id, or whatever was typed for one.
        date: of the invoice.
        own: a kept text whose name counts as free, because it becomes this draft.
    """
    folder = workspace.folder / FOLDER
    bare = unicodedata.normalize("NFKD", customer).encode("ascii", "ignore").decode()
    stem = re.sub(r"[^A-Za-z0-9]+", "-", bare).strip("-").lower()[:64] or "draft"
    name = f"{date}-{stem}"
    files = folder.glob(f"*{ENDING}") if folder.is_dir() else ()
    taken = {path.name.removesuffix(KEPT_ENDING).removesuffix(ENDING)
             for path in files if path != own}  # fmt: skip
    n = 1
    while (found := name if n == 1 else f"{name}-{n}") in taken:
        n += 1
    return folder / f"{found}{ENDING}"


def is_file(path: Path) -> bool:
    """Return whether there is such a file; of a name no disk can hold there is none."""
    return os.path.isfile(path)  # noqa: PTH113 - Path.is_file raises where a name is too long


def find_draft(workspace: Workspace, cwd: Path, name: str) -> Path:
    """Return the file of a draft named by its path, or by its name in ``drafts/``."""
    return next((path for path in _places(workspace, cwd, name) if is_file(path)), cwd / name)


def find_edited(workspace: Workspace, cwd: Path, name: str) -> Path:
    """Return the file of a draft to edit: it is there, or a text of it is kept, or neither."""
    bare = name.removesuffix(KEPT_ENDING)
    places = _places(workspace, cwd, bare if bare == name else f"{bare}{ENDING}")
    kept = (path for path in places if path.suffix == ENDING and is_file(kept_of(path)))
    there = (*(path for path in places if is_file(path)), *kept)
    return there[0] if there else cwd / name


def draft_named(workspace: Workspace, cwd: Path, name: str) -> Path | None:
    """Return the file of a draft, where a command takes drafts and numbers alike, else None.

    What ends in ``.toml`` can be no document number that is on its way to the books; a bare name is
    a draft when ``drafts/`` has it.
    """
    if name.endswith(ENDING):
        return find_edited(workspace, cwd, name)
    stem = workspace.folder / FOLDER / f"{name}{ENDING}"
    return stem if is_file(stem) else None


def _places(workspace: Workspace, cwd: Path, name: str) -> list[Path]:
    stem = workspace.folder / FOLDER / name
    return [cwd / name, workspace.folder / name, stem, stem.with_name(f"{stem.name}{ENDING}")]


def kept_of(path: Path) -> Path:
    """Return where the text of a draft stands while it is edited, and afterwards if it is wrong.

    >>> from pathlib import Path
    >>> kept_of(Path("drafts/acme.toml")).name
    'acme.edit.toml'
    """
    return path.with_name(f"{path.name.removesuffix(ENDING)}{KEPT_ENDING}")


def drafts(workspace: Workspace) -> list[Path]:
    """Return the drafts there are, by name."""
    return [path for path in _files(workspace) if not path.name.endswith(KEPT_ENDING)]


def kept_alone(workspace: Workspace) -> list[Path]:
    """Return the texts kept of edits whose draft is not there yet, by name."""
    there = {kept_of(path) for path in drafts(workspace)}
    kept = [path for path in _files(workspace) if path.name.endswith(KEPT_ENDING)]
    return [path for path in kept if path not in there]


def _files(workspace: Workspace) -> list[Path]:
    folder = workspace.folder / FOLDER
    found = folder.glob(f"*{ENDING}") if folder.is_dir() else ()
    return sorted(path for path in found if not path.is_dir())
