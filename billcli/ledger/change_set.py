"""A change to the books as a value: it can be shown, compared and applied, and does nothing itself.

The journal (``billcli.ledger.journal``) is the only one that applies it.
"""

from __future__ import annotations

from billcli.domain.named import TYPE_CHECKING, NamedTuple
from billcli.ledger.render import render

if TYPE_CHECKING:
    from pathlib import Path
    from typing import TypeAlias

    from billcli.domain.entry import Directive
    from billcli.domain.problem import Source
    from billcli.ledger.file_mark import FileMark


class Append(NamedTuple):
    """Directives to write at the end of a ledger file that exists or is made by the same change.

    Attributes:
        path: absolute, or relative to the project folder.
    """

    path: Path
    directives: tuple[Directive, ...]


class NewFile(NamedTuple):
    """A file to make: a document, or a ledger file for a new year. It must not exist."""

    path: Path
    content: bytes


class Rewrite(NamedTuple):
    """A ledger file to replace as a whole: a removed block, an added include line.

    Attributes:
        sha256_old: of the bytes the new content was made from.
    """

    path: Path
    sha256_old: str
    content: bytes


class Removal(NamedTuple):
    """A file to remove, if it still is what it was.

    Attributes:
        sha256_old: of the bytes that may be removed.
    """

    path: Path
    sha256_old: str


Change: TypeAlias = Append | NewFile | Rewrite | Removal


class ChangeSet(NamedTuple):
    """Everything one command does to the files of a project, all of it or nothing.

    Files are made first, in order; then ledger files change, in order; removals come last.
    """

    changes: tuple[Change, ...] = ()

    def text(self) -> str:
        """Return the Beancount text that would be appended, as ``--dry-run`` and prompts show it.

        Raises:
            UsageError: a directive cannot be written.
        """
        return "\n".join(
            render(change.directives)
            for change in self.changes
            if isinstance(change, Append) and change.directives
        )


class Appended(NamedTuple):
    """What was added to one ledger file, exactly: who knows the file as it was need not read it.

    Attributes:
        path: the file's real path.
        size_old, sha256_old: of the bytes it had, which stand before the new ones unchanged.
        size, sha256: of the bytes it has.
        directives: as the new text reads, with their lines in the file.
        mark: how the file stood just after the change; never settled, so it proves nothing before
            the bytes were hashed again. None when somebody else changed the file at once.
    """

    path: Path
    size_old: int
    sha256_old: str
    size: int
    sha256: str
    directives: tuple[Directive, ...]
    mark: FileMark | None = None


class Receipt(NamedTuple):
    """What a change did.

    Attributes:
        places: where each appended directive stands, in the order of the change set.
        text: the Beancount text that was appended.
        files: every file made, changed or removed, in that order.
        appended: of these, the files of the ledger that only grew. The change of any other file
            in ``files`` is to be found out by reading it.
    """

    places: tuple[Source, ...] = ()
    text: str = ""
    files: tuple[Path, ...] = ()
    appended: tuple[Appended, ...] = ()
