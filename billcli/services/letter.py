"""A letter to a customer, before it is posted, and what became of it."""

from __future__ import annotations

from billcli.delivery.way import State
from billcli.domain.frozen import frozen
from billcli.domain.named import TYPE_CHECKING

if TYPE_CHECKING:
    from billcli.delivery.mail import Attachment
    from billcli.domain.entry import Note
    from billcli.domain.problem import Problem

UNSENT = frozenset({State.WAITING, State.REFUSED, State.UNKNOWN})
"""What a person should hear of: the run ends with exit code 5."""


@frozen
class Letter:
    """What is to be sent once.

    Attributes:
        key: names it for ever, such as ``reminder/2/INV-2026-0004``; what was sent under a key is
            not sent again.
        customer: id of the customer.
        to: bare address; empty is allowed only where letters are printed.
        text: plain text of the message.
        html: the same as HTML, or empty.
        language: of the text, such as ``de``.
        answers: Message-IDs of earlier letters on the matter, the oldest first.
        notes: what the ledger is to say once it is sent; posting adds ``to``, ``message-id`` and
            ``sha256``.
    """

    key: str
    customer: str
    to: str
    subject: str
    text: str
    html: str = ""
    attachments: tuple[Attachment, ...] = ()
    language: str = ""
    answers: tuple[str, ...] = ()
    notes: tuple[Note, ...] = ()


@frozen
class Posted:
    """What became of a letter.

    Attributes:
        state: ``READY`` in a dry run: it would be sent.
        reason: the server's words, where a draft lies, or why it did not go.
        message_id: of the message, or empty when none was made.
        earlier: whether it was settled by an earlier run, and nothing was done now.
        problem: why the letter could not even be made, or None.
    """

    letter: Letter
    state: State
    reason: str = ""
    message_id: str = ""
    earlier: bool = False
    problem: Problem | None = None
