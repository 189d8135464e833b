"""Where the outbox of some books lies; whoever only looks into it needs nothing that sends."""

from __future__ import annotations

from billcli.delivery.outbox import FOLDER, Outbox
from billcli.domain.named import TYPE_CHECKING
from billcli.store.lock import FOLDER as KEPT

if TYPE_CHECKING:
    from billcli.services.workspace import Workspace

REMINDERS = "reminder/"
"""Begins the keys of reminders: they are asked for anew, as what they say may be overtaken."""


def outbox_of(workspace: Workspace) -> Outbox:
    """Return the outbox of these books, to be looked at; it need not exist."""
    return Outbox(workspace.folder / KEPT / FOLDER)
