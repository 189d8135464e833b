"""A folder of documents to be printed and posted."""

from __future__ import annotations

from pathlib import PurePath

from billcli.delivery.durable_file import make_folder, write_durably
from billcli.delivery.mail import PDF
from billcli.delivery.way import Outcome, State
from billcli.domain.frozen import frozen
from billcli.domain.named import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from billcli.delivery.way import Parcel

_MARK = 8


@frozen
class PrintFolder:
    """Where documents wait for a printer.

    Attributes:
        folder: is made when it is missing.
    """

    folder: Path
    is_mail: bool = False
    is_draft: bool = True

    @property
    def place(self) -> str:
        """Return where documents go, in words."""
        return f"documents to print in {self.folder}"

    def deliver(self, parcel: Parcel, handing_over: Callable[[], None]) -> Outcome:  # noqa: ARG002 - a file can be written again
        """Write the PDF files of a letter, marked so that another's of that name stays.

        Raises:
            OSError: the folder cannot be written.
        """
        printed = [one for one in parcel.attachments if one.kind == PDF]
        if not printed:
            return Outcome(State.REFUSED, "it has no PDF to print")
        make_folder(self.folder)
        for one in printed:
            name = PurePath(PurePath(one.name).name)
            path = self.folder / f"{name.stem}-{parcel.name[:_MARK]}.pdf"
            write_durably(path, one.content)
        return Outcome(State.DRAFTED, str(self.folder))

    def close(self) -> None:
        """Do nothing: each document is in its place."""
