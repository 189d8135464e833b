"""A change to the books as a value: it can be shown, compared and applied, and does nothing itself.

The journal (``billcli.ledger.journal``) is the only one that applies it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeAlias

from billcli.ledger.render import render

if TYPE_CHECKING:
    from pathlib import Path

    from billcli.domain.entry import Directive
    from billcli.domain.problem import Source


@dataclass(frozen=True, slots=True)
class Append:
    """Directives to write at the end of a ledger file that exists or is made by the same change.

    Attributes:
        path: absolute, or relative to the project folder.
    """

    path: Path
    directives: tuple[Directive, ...]


@dataclass(frozen=True, slots=True)
class NewFile:
    """A file to make: a document, or a ledger file for a new year. It must not exist."""

    path: Path
    content: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Rewrite:
    """A ledger file to replace as a whole: a removed block, an added include line.

    Attributes:
        sha256_old: of the bytes the new content was made from.
    """

    path: Path
    sha256_old: str
    content: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Removal:
    """A file to remove, if it still is what it was.

    Attributes:
        sha256_old: of the bytes that may be removed.
    """

    path: Path
    sha256_old: str


Change: TypeAlias = Append | NewFile | Rewrite | Removal


@dataclass(frozen=True, slots=True)
class ChangeSet:
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


@dataclass(frozen=True, slots=True)
class Receipt:
    """What a change did.

    Attributes:
        places: where each appended directive stands, in the order of the change set.
        text: the Beancount text that was appended.
        files: every file made, changed or removed, in that order.
    """

    places: tuple[Source, ...] = ()
    text: str = ""
    files: tuple[Path, ...] = ()
