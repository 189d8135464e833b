"""Change a draft key by key, without an editor."""

from __future__ import annotations

from difflib import SequenceMatcher

from billcli.domain.named import TYPE_CHECKING
from billcli.domain.problem import InvalidError, Source
from billcli.ledger.atomic_file import digest
from billcli.ledger.change_set import Rewrite
from billcli.services.check_draft import check_draft
from billcli.services.draft import apply
from billcli.services.draft_bytes import bytes_of
from billcli.services.draft_reading import reading
from billcli.services.draft_text import with_values

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from billcli.domain.invoice import Invoice
    from billcli.domain.problem import Problem
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
        raise InvalidError(*_where_they_stand(checked.problems, old.decode(), text, shown))
    if not dry_run:
        apply(workspace, Rewrite(path, digest(old), text.encode()))
    return text, checked.invoice


def _where_they_stand(
    problems: Sequence[Problem], old: str, new: str, shown: str
) -> tuple[Problem, ...]:
    """Return problems of a text that was not written with their places in the file as it is.

    What came from the options stands nowhere: the whole file is its place.
    """
    before, after = old.splitlines(), new.splitlines()
    lines = {
        block.b + i + 1: block.a + i + 1
        for block in SequenceMatcher(None, before, after).get_matching_blocks()
        for i in range(block.size)
    }
    return tuple(
        problem._replace(where=Source(shown, lines.get(problem.where.line, 0)))
        if problem.where and problem.where.file == shown
        else problem
        for problem in problems
    )
