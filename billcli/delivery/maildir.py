"""Drafts for a mail program: one message per file, in a maildir or as ``.eml`` files.

A letter's file has its own name, so that carrying it twice leaves one.
"""

from __future__ import annotations

from billcli.delivery.durable_file import make_folder, write_durably
from billcli.delivery.way import Outcome, State
from billcli.domain.frozen import frozen
from billcli.domain.named import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from billcli.delivery.way import Parcel


@frozen
class Maildir:
    """A maildir, where a mail program finds new messages.

    Attributes:
        folder: which holds ``cur``, ``new`` and ``tmp``; they are made where they are missing.
    """

    folder: Path
    is_mail: bool = True
    is_draft: bool = True

    @property
    def place(self) -> str:
        """Return where drafts go, in words."""
        return f"maildir {self.folder}"

    def deliver(self, parcel: Parcel, handing_over: Callable[[], None]) -> Outcome:  # noqa: ARG002 - a file can be written again
        """Put a draft into ``new``, unless the mail program has it already.

        Raises:
            OSError: the folder cannot be written.
        """
        name = f"{parcel.name}.billcli"
        for below in ("cur", "new", "tmp"):
            make_folder(self.folder / below)
        taken = any(file.name.partition(":")[0] == name for file in (self.folder / "cur").iterdir())
        if not taken:
            write_durably(self.folder / "new" / name, parcel.message, self.folder / "tmp")
        return Outcome(State.DRAFTED, str(self.folder))

    def close(self) -> None:
        """Do nothing: each draft is in its place."""


@frozen
class EmlFolder:
    """A folder of ``.eml`` files, which mail programs open as messages to be sent."""

    folder: Path
    is_mail: bool = True
    is_draft: bool = True

    @property
    def place(self) -> str:
        """Return where drafts go, in words."""
        return f"drafts in {self.folder}"

    def deliver(self, parcel: Parcel, handing_over: Callable[[], None]) -> Outcome:  # noqa: ARG002 - as above
        """Write the draft's file.

        Raises:
            OSError: the folder cannot be written.
        """
        make_folder(self.folder)
        path = self.folder / f"{parcel.name}.eml"
        write_durably(path, parcel.message)
        return Outcome(State.DRAFTED, str(path))

    def close(self) -> None:
        """Do nothing: each draft is in its place."""
