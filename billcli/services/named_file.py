"""Files that bear a number or an id as their name, each kind in a folder of its own.

Quotes and plans: TOML in git, made when the first is written. A name is never a path.
"""

from __future__ import annotations

import os
from dataclasses import dataclass

from billcli.domain.contract import DOCUMENT_NUMBER
from billcli.domain.meta import folded
from billcli.domain.named import TYPE_CHECKING
from billcli.domain.party import nearest
from billcli.domain.problem import InvalidError, Source, UsageError, quoted
from billcli.ledger.atomic_file import digest
from billcli.ledger.change_set import ChangeSet, NewFile, Rewrite
from billcli.services.draft_bytes import bytes_of
from billcli.services.writing import journal_of

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from billcli.services.workspace import Workspace
    from billcli.services.writing import Consent

ENDING = ".toml"


@dataclass(frozen=True, slots=True)
class NamedFile:
    """A file of such a kind as it was read.

    Attributes:
        name: number or id.
        path: where it stands.
        shown: the file as the person knows it.
        content: its bytes.
    """

    name: str
    path: Path
    shown: str
    content: bytes

    @property
    def guard(self) -> Rewrite:
        """The condition that it is still what it was, see ``Papers.unchanged``."""
        return Rewrite(self.path, digest(self.content), self.content)


def names_in(workspace: Workspace, folder: str) -> list[str]:
    """Return the names there are, in order; files of other names are none of the kind."""
    try:
        found = os.listdir(workspace.folder / folder)  # noqa: PTH208 - only names are wanted
    except OSError:
        return []
    names = (name.removesuffix(ENDING) for name in found if name.endswith(ENDING))
    return sorted(name for name in names if DOCUMENT_NUMBER.fullmatch(name))


def path_of(workspace: Workspace, folder: str, name: str) -> Path:
    """Return where the file of a name stands; the name must be a legal one."""
    return workspace.folder / folder / f"{name}{ENDING}"


def read_named(
    workspace: Workspace, folder: str, what: str, name: str, shown: Callable[[Path], str]
) -> NamedFile:
    """Return a file by its name, in any case.

    Args:
        workspace: the books.
        folder: of its kind.
        what: its kind in messages: ``quote`` or ``plan``.
        name: as typed; the name of its file will do.
        shown: names a file as the person knows it.

    Raises:
        UsageError: there is none.
        InvalidError: it is no plain file, or not readable (``DRAFT-UNREADABLE``).
    """
    bare = name.removeprefix(f"{folder}/").removesuffix(ENDING)
    there = names_in(workspace, folder)
    same = [one for one in there if one == bare] or [
        one for one in there if folded(one) == folded(bare)
    ]
    if not same:
        near = nearest(bare, {one: (one,) for one in there})
        raise _missing(what, bare, f"did you mean {' or '.join(near)}?" if near else "")
    path = path_of(workspace, folder, same[0])
    if os.path.isdir(path):  # noqa: PTH112 - Path raises where a name is too long
        hint = f"keep nothing but files in {folder}"
        raise InvalidError.of(
            "DRAFT-UNREADABLE", f"the {what} is a folder", where=Source(shown(path)), hint=hint
        )
    content = bytes_of(path, shown(path), what, lambda _shown, _path: _missing(what, bare, ""))
    return NamedFile(same[0], path, shown(path), content)


def _missing(what: str, name: str, hint: str) -> UsageError:
    error = UsageError.of(
        "PLAN-MISSING" if what == "plan" else "QUOTE-MISSING",
        f"there is no {what} {quoted(name)}",
        hint=hint or f"see billcli {what} list",
    )
    assert isinstance(error, UsageError)  # noqa: S101 - what ``of`` of the class returns
    return error


def rewritten(workspace: Workspace, file: NamedFile, text: str, consent: Consent) -> None:
    """Change such a file, after showing what it will say.

    Raises:
        UsageError: nobody agreed.
        ConflictError: it was changed meanwhile, or a writer holds the lock.
        BillcliError: the disk is full or fails.
    """
    if consent.dry_run:
        return
    consent.ask(text)
    change = Rewrite(file.path, digest(file.content), text.encode())
    journal_of(workspace, consent).commit((), lambda _: ChangeSet((change,)), wait=consent.wait)


def made(workspace: Workspace, text: str, consent: Consent, place: Callable[[], Path]) -> Path:
    """Make such a file, after showing what it will say, and return where it stands.

    Args:
        workspace: the books.
        text: what it says.
        consent: how far to go.
        place: its path, asked for once more under the lock.

    Raises:
        UsageError: nobody agreed.
        ConflictError: a writer holds the lock.
        BillcliError: the disk is full or fails.
    """
    path = place()
    if consent.dry_run:
        return path
    consent.ask(text)
    final: list[Path] = []

    def under_lock(_current: object) -> ChangeSet:
        final.append(place())
        return ChangeSet((NewFile(final[-1], text.encode()),))

    journal_of(workspace, consent).commit((), under_lock, wait=consent.wait)
    return final[-1]
