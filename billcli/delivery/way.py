"""The ways a letter can go, seen from outside: what each is given, and what it answers."""

from __future__ import annotations

from enum import Enum

from billcli.domain.frozen import frozen
from billcli.domain.named import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable

    from billcli.delivery.mail import Attachment


class State(Enum):
    """Where a letter stands.

    It is ``READY`` on disk before anything is done, ``SENDING`` right before its text is handed
    over, and then what became of it. Only ``READY``, ``WAITING`` and ``REFUSED`` letters may ever
    be sent again; ``UNKNOWN`` ones once a person has said that they did not arrive. What is
    ``SENT`` or ``DRAFTED`` is settled when its notes stand in the ledger.
    """

    READY = "ready"
    SENDING = "sending"
    SENT = "sent"
    DRAFTED = "drafted"
    WAITING = "waiting"
    REFUSED = "refused"
    UNKNOWN = "unknown"


@frozen
class Outcome:
    """What became of a letter, and why where it did not go."""

    state: State
    reason: str = ""


@frozen
class Parcel:
    """A letter ready to go.

    Attributes:
        name: of its file, without an ending; the same for the same letter.
        sender: bare address in the envelope.
        to: the one bare address it goes to; empty for one that is only printed.
        message: the whole message as bytes, lines ended by CR and LF; empty for one to print.
    """

    name: str
    sender: str
    to: str
    message: bytes
    attachments: tuple[Attachment, ...] = ()


class Way(Protocol):
    """A way letters go: by a mail server, into a mail program, or into a folder."""

    @property
    def is_mail(self) -> bool:
        """Return whether it carries messages, for which a reader's address is needed."""
        ...

    @property
    def is_draft(self) -> bool:
        """Return whether a person sends what it carries."""
        ...

    @property
    def place(self) -> str:
        """Return where letters go, in words."""
        ...

    def deliver(self, parcel: Parcel, handing_over: Callable[[], None]) -> Outcome:
        """Carry one letter, and return what became of it.

        Args:
            parcel: the letter.
            handing_over: is called right before it leaves in such a way that its arrival is no
                longer known here; whatever it raises stops the letter from leaving.
        """
        ...

    def close(self) -> None:
        """Take leave of whoever was asked to carry."""
        ...
