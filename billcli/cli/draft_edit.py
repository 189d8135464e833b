"""One draft in an editor, opened again until it is right or the person leaves it for later."""

from __future__ import annotations

import sys

from billcli.cli.change import near
from billcli.cli.editor import run_editor
from billcli.cli.outcome import Outcome
from billcli.cli.problem_text import problem_lines
from billcli.cli.prompt import Reader, terminal
from billcli.cli.stream import put
from billcli.domain.named import TYPE_CHECKING
from billcli.domain.problem import BillcliError, ConflictError, InvalidError, Problem, Severity
from billcli.services.draft_form import dressed, guide_lines, state_of
from billcli.services.edit_draft import Edit, Round, begin, drop, mark, read, settle, started

if TYPE_CHECKING:
    from pathlib import Path

    from billcli.cli.invocation import Invocation
    from billcli.services.workspace import Workspace

NO = frozenset({"n", "no", "q", "quit"})


def edited(
    call: Invocation, workspace: Workspace, edit: Edit, reader: Reader = terminal
) -> Outcome:
    """Open a draft in the editor until it stands, nothing is to be changed, or it is left.

    Args:
        call: the invocation.
        workspace: the books.
        edit: what is edited.
        reader: asks whether to open it again.

    Raises:
        UsageError: there is no editor.
        InvalidError: the text is wrong; it is kept, with its problems marked.
        ConflictError: somebody changed the draft meanwhile; the text is kept.
        BillcliError: the editor failed; the text is kept.
    """
    if call.dry_run:
        text = dressed(edit.begun, guide_lines(workspace), state_of(edit.original))
        return Outcome(data=_data(call, edit.target, None, written=False), text=text)
    edit = begin(workspace, edit)
    shown = near(call, edit.kept)
    if edit.resumed and not call.quiet:
        put(f"Going on with the text kept in {shown}\n", sys.stderr)
    while True:
        _opened(call, workspace, edit)
        try:
            found = read(workspace, edit, shown)
            if found.checked is None:
                drop(workspace, edit)
                return _unchanged(call, edit)
            if found.checked.problems:
                raise InvalidError(*mark(workspace, edit, found, shown))
            return _written(call, edit, settle(workspace, edit, found), found)
        except BillcliError as error:
            _again(call, error, _left(call, edit), reader)
            if isinstance(error, ConflictError):
                edit = begin(workspace, started(edit.target))


def _opened(call: Invocation, workspace: Workspace, edit: Edit) -> None:
    """Run the editor; when it fails say where the text is, or leave nothing behind."""
    before = edit.kept.read_bytes()
    try:
        run_editor(call, edit.kept)
    except BillcliError as error:
        there = edit.kept.is_file()
        untouched = there and not edit.resumed and edit.kept.read_bytes() == before
        if untouched and not edit.complete:
            drop(workspace, edit)
            raise
        kept = (_left(call, edit),) if there else ()
        raise type(error)(*error.problems, *kept, exit_code=error.exit_code) from None


def _left(call: Invocation, edit: Edit) -> Problem:
    """Return where the text is, and how to go on with it."""
    shown = near(call, edit.kept)
    name = near(call, edit.target)
    return Problem(
        "DRAFT-KEPT",
        f"your text is kept in {shown}",
        None,
        f"billcli invoice edit {name} goes on with it",
        Severity.WARNING,
    )


def _again(call: Invocation, error: BillcliError, kept: Problem, reader: Reader) -> None:
    """Show what is wrong and ask whether to open the text again; without a person, give up.

    Raises:
        BillcliError: the error with where the text is kept, when nobody can be asked; when the
            person wants to stop only the latter, because the rest was just shown.
    """
    if not call.may_ask or call.yes:
        raise type(error)(*error.problems, kept, exit_code=error.exit_code) from None
    said = "".join(f"{line}\n" for line in problem_lines(error.problems, call.cwd))
    answer = reader(f"{said}Edit it again? [Y/n] ")
    if answer is None or answer.strip().casefold() in NO:
        raise type(error)(kept, exit_code=error.exit_code) from None


def _unchanged(call: Invocation, edit: Edit) -> Outcome:
    there = edit.original is not None
    said = f"{near(call, edit.target)} stands as it was" if there else "no draft was made"
    return Outcome(
        data=_data(call, edit.target if there else None, None, written=False),
        messages=(f"Nothing was changed: {said}",),
        ids=(near(call, edit.target),) if there else (),
    )


def _written(call: Invocation, edit: Edit, path: Path, found: Round) -> Outcome:
    shown = near(call, path)
    did = "Wrote" if edit.original is None else "Changed"
    checked = found.checked
    total = checked.invoice.total if checked and checked.invoice else ""
    return Outcome(
        data=_data(call, path, found, written=True),
        messages=(f"{did} draft {shown} of {total}", f"Next: billcli invoice issue {shown}"),
        ids=(shown,),
        changed=True,
    )


def _data(
    call: Invocation, path: Path | None, found: Round | None, *, written: bool
) -> dict[str, object]:
    invoice = found.checked.invoice if found and found.checked else None
    return {
        "draft": near(call, path) if path else None,
        "customer": invoice.customer if invoice else None,
        "total": invoice.total if invoice else None,
        "written": written,
    }
