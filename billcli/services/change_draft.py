"""Change a draft key by key, without an editor."""

from __future__ import annotations

from typing import TYPE_CHECKING

from billcli.domain.problem import InvalidError
from billcli.ledger.atomic_file import digest
from billcli.ledger.change_set import Rewrite
from billcli.services.check_draft import check_draft
from billcli.services.draft import apply, bytes_of
from billcli.services.draft_reading import reading
from billcli.services.draft_text import with_values

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from billcli.domain.invoice import Invoice
    from billcli.services.workspace import Workspace


def changed_by(
    workspace: Workspace,
    path: Path,
    shown: str,
    values: Mapping[str, str],
    lines: Sequence[str],
    *,
    dry_run: bool,
) -> tuple[str, Invoice]:
    """Change keys of a draft and add lines to it; remarks and everything else stay.

    Returns:
        The draft's new text, and its figures.

    Raises:
        UsageError: there is no such draft.
        InvalidError: it cannot be read, or could not be issued afterwards; nothing is written.
        ConflictError: somebody changed it meanwhile.
    """
    old = bytes_of(path, shown)
    found = reading(old, shown, workspace.today)
    if found.request is None:
        raise InvalidError(*found.problems)
    text = with_values(old.decode(), values, lines)
    checked = check_draft(workspace, text.encode("utf-8", "surrogatepass"), shown)
    if checked.problems or checked.invoice is None:
        raise InvalidError(*checked.problems)
    if not dry_run:
        apply(workspace, Rewrite(path, digest(old), text.encode()))
    return text, checked.invoice
