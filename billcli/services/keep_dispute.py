"""Open and close disputes about items, or about parts of them."""

from __future__ import annotations

from billcli.domain.frozen import frozen
from billcli.domain.named import TYPE_CHECKING
from billcli.domain.open_item import balances_open
from billcli.services.keep_note import (
    amount_given,
    closing,
    note_of,
    noted,
    owed_rows,
    text_given,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from billcli.domain.entry import Meta, Note
    from billcli.services.workspace import Workspace
    from billcli.services.writing import Consent, Written


@frozen
class DisputeRequest:
    """What is disputed.

    Attributes:
        item: id of an open item.
        amount: text of the part that is disputed; empty for all of it.
        reason: what the customer says.
    """

    item: str
    amount: str
    reason: str


def open_dispute(
    workspace: Workspace, request: DisputeRequest, consent: Consent
) -> Written[tuple[Note, ...]]:
    """Write down that an item is disputed.

    Raises:
        UsageError: the item is unknown or settled, the amount is no part of it, or no reason is
            given.
    """

    def make(now: Workspace, number: Callable[[str], str]) -> Iterable[Note]:
        rows = owed_rows(now.all_books(), request.item)
        hint = "say what the customer does not accept"
        reason = text_given(request.reason, "--reason", hint)
        amount = amount_given(request.amount, balances_open(rows)[0])
        meta: Meta = {"amount": amount} if amount else {}
        said = now.today, rows[0].account, reason
        yield note_of("dispute", number("dispute"), [rows[0].item], said, meta)

    return noted(workspace, make, consent)


def close_disputes(
    workspace: Workspace, numbers: Sequence[str], text: str, consent: Consent
) -> Written[tuple[Note, ...]]:
    """Write down that disputes are over, with how they ended.

    Raises:
        UsageError: there is none of an id, or it is closed already.
    """

    def make(now: Workspace, _number: Callable[[str], str]) -> Iterable[Note]:
        said = text_given(text or "Dispute closed", "--note", "")
        return closing(now, "dispute", numbers, said)

    return noted(workspace, make, consent)
