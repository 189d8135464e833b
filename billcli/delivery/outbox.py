"""The outbox: what is to be sent, is being sent, and went, durable at every step.

Each letter has a slip ``<name>.json``, replaced as a whole with every step, and its message
``<name>.eml``. Letters whose notes stand in the ledger move to ``noted/``, where only their own
keys are ever looked for, so that a long history costs nothing.
"""

from __future__ import annotations

from contextlib import suppress

from billcli.delivery.durable_file import make_folder, sync_folder, write_durably
from billcli.delivery.slip import name_of, read_slip, slip_bytes
from billcli.domain.frozen import frozen
from billcli.domain.named import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from billcli.delivery.slip import Slip

FOLDER = "outbox"
NOTED = "noted"


@frozen
class Outbox:
    """The outbox of one project; whoever changes it holds its lock.

    Attributes:
        folder: ``.billcli/outbox`` beside the ledger; it need not exist.
    """

    folder: Path

    def find(self, key: str) -> Slip | None:
        """Return what is known of a key, None when nothing is.

        Raises:
            InvalidError: OUTBOX-UNREADABLE.
        """
        for folder in (self.folder, self.folder / NOTED):
            with suppress(FileNotFoundError):
                return _read(folder / f"{name_of(key)}.json")
        return None

    def waiting(self) -> tuple[Slip, ...]:
        """Return the letters that are not settled, in order of time and key.

        Raises:
            InvalidError: OUTBOX-UNREADABLE.
        """
        if not self.folder.is_dir():
            return ()
        found = (_read(path) for path in self.folder.glob("[0-9a-f]*.json"))
        return tuple(sorted(found, key=lambda slip: (slip.at, slip.key)))

    def begin(self, slip: Slip, message: bytes) -> None:
        """Take up a letter: from now on its intent is on disk.

        Raises:
            OSError: the disk is full or fails.
        """
        make_folder(self.folder / NOTED)
        write_durably(self.folder / f"{slip.name}.eml", message)
        self.keep(slip)

    def keep(self, slip: Slip) -> None:
        """Write down where a letter stands now.

        Raises:
            OSError: the disk is full or fails.
        """
        write_durably(self.folder / f"{slip.name}.json", slip_bytes(slip))

    def message(self, slip: Slip) -> bytes:
        """Return a letter's message as it was last made.

        Raises:
            OSError: the file cannot be read.
        """
        return (self.folder / f"{slip.name}.eml").read_bytes()

    def withdraw(self, slip: Slip) -> None:
        """Forget a letter that never went and is not wanted any more.

        Raises:
            OSError: the disk fails.
        """
        for ending in ("json", "eml"):
            (self.folder / f"{slip.name}.{ending}").unlink(missing_ok=True)
        sync_folder(self.folder)

    def settle(self, slip: Slip) -> None:
        """Put a letter away whose notes stand in the ledger; done twice, it is done once.

        Raises:
            OSError: the disk fails.
        """
        make_folder(self.folder / NOTED)  # somebody may have tidied up
        for ending in ("eml", "json"):  # the slip last: while it is here, this is done again
            with suppress(FileNotFoundError):
                old = self.folder / f"{slip.name}.{ending}"
                old.replace(self.folder / NOTED / old.name)
        sync_folder(self.folder / NOTED)
        sync_folder(self.folder)


def _read(path: Path) -> Slip:
    return read_slip(path.read_bytes(), str(path))
