"""A ledger as it was when it was read: its files, its facts and what is wrong with it."""

from __future__ import annotations

from billcli.domain.frozen import field, frozen
from billcli.domain.named import TYPE_CHECKING
from billcli.domain.problem import InvalidError, errors

if TYPE_CHECKING:
    from pathlib import Path

    from billcli.domain.entry import Facts
    from billcli.domain.problem import Problem
    from billcli.ledger.file_mark import FileMark


@frozen
class LedgerFile:
    r"""One file of a ledger; the hash is of the very bytes the facts were read from.

    Attributes:
        path: real and absolute.
        name: as the user would type it.
        size: bytes.
        sha256: 64 hex digits.
        newline: ``\n`` or ``\r\n``, whichever most lines have.
        open_push: what ``pushtag`` and ``pushmeta`` leave open at the end of the file, as texts
            such as ``pushtag #trip (line 4)``: nothing may be appended while there is any.
        mark: how the file stood before it was read, None when that is not known.
    """

    path: Path
    name: str
    size: int
    sha256: str
    newline: str = "\n"
    open_push: tuple[str, ...] = ()
    mark: FileMark | None = field(default=None, compare=False)


@frozen
class Snapshot:
    """The outcome of one load.

    Attributes:
        root: the real folder of the main file; every other file is below it.
        files: the files read, the main one first, in the order of their includes.
        facts: what the ledger says; incomplete when the snapshot is not sound.
        problems: everything wrong with the ledger, in the order of files and lines.
        entry_count: directives of every kind after booking and plugins.
    """

    root: Path
    files: tuple[LedgerFile, ...]
    facts: Facts
    problems: tuple[Problem, ...] = ()
    entry_count: int = 0

    @property
    def ledger(self) -> LedgerFile:
        """The main file."""
        return self.files[0]

    @property
    def is_sound(self) -> bool:
        """Whether the ledger was read without any error; warnings do not count."""
        return not errors(self.problems)

    def require_sound(self) -> None:
        """Stop a command that moves money unless the whole ledger was read (safety rule 4).

        One unreadable line can hide the payment before it, and a reminder would go to a customer
        who has paid.

        Raises:
            InvalidError: with every error of the ledger.
        """
        if not self.is_sound:
            raise InvalidError(*errors(self.problems))
