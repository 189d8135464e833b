"""From the command line's invocation to books and consent."""

from __future__ import annotations

from billcli.domain.named import TYPE_CHECKING
from billcli.services.workspace import Selection, Workspace, open_workspace

if TYPE_CHECKING:
    from billcli.cli.invocation import Invocation
    from billcli.domain.books import Books
    from billcli.services.writing import Consent


def selection(invocation: Invocation) -> Selection:
    """Return which books the person means."""
    return Selection(
        env=invocation.env,
        cwd=invocation.cwd,
        today=invocation.today,
        file=invocation.file,
        project=invocation.project,
        allow_plugins=invocation.allow_plugins,
        receivable=invocation.receivable,
    )


def opened(invocation: Invocation) -> Workspace:
    """Return the books, loaded."""
    return open_workspace(selection(invocation))


def books_to_show(invocation: Invocation, workspace: Workspace) -> Books:
    """Return the books in which a named thing is looked up: all of them, unless ``--as-of``."""
    if invocation.as_of is None:
        return workspace.all_books()
    return workspace.books(invocation.as_of)


def consent(invocation: Invocation, question: str = "Write this?") -> Consent:
    """Return how far a writing command may go: it shows the text and asks, unless told."""
    from billcli.cli.prompt import confirm, say_waiting  # noqa: PLC0415 - reading never asks
    from billcli.services.writing import Consent  # noqa: PLC0415 - nor writes

    return Consent(
        lambda text: confirm(invocation, text, question=question),
        invocation.dry_run,
        waiting=lambda pid: say_waiting(invocation, pid),
    )
