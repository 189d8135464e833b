"""Editing a draft as a text: what is typed is kept on disk from the first moment until it stands.

The text under edit is a file of its own beside the draft (``NAME.edit.toml``). The draft changes in
one step, and only while it still is what the edit began with; until then, and after whatever goes
wrong, the text stays where it is, and the next edit goes on with it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from billcli.domain.named import TYPE_CHECKING
from billcli.domain.problem import ConflictError, Problem, Source
from billcli.ledger.atomic_file import digest
from billcli.ledger.change_set import NewFile, Removal, Rewrite
from billcli.services.check_draft import Checked, check_draft
from billcli.services.draft import apply, check_new
from billcli.services.draft_bytes import bytes_if_there
from billcli.services.draft_file import free_name, kept_of
from billcli.services.draft_form import (
    bare,
    beside,
    dressed,
    guide_lines,
    marked,
    says_nothing,
    state_of,
    stated,
)
from billcli.services.draft_text import draft_text

if TYPE_CHECKING:
    from pathlib import Path

    from billcli.services.invoice_request import InvoiceRequest
    from billcli.services.workspace import Workspace

_POSITION = re.compile(r" \(at line \d+, (column \d+)\)")


@dataclass(frozen=True, slots=True)
class Edit:
    """One draft being edited.

    Attributes:
        target: the draft; it may not exist yet.
        kept: the file in which it is edited.
        original: the draft's bytes when the edit began; None when there was none.
        begun: the person's text when the edit began, without marks and guide.
        named: whether the person chose the name of a new draft.
        resumed: whether it goes on with a text kept of an earlier edit.
        complete: whether the text counts as said even if it is closed as it was opened.
        stale: the form as it was shown, when the text was made from an older draft: closed just so
            it does not replace what somebody else wrote.
    """

    target: Path
    kept: Path
    original: bytes | None
    begun: str
    named: bool = True
    resumed: bool = False
    complete: bool = False
    stale: bytes = b""

    @property
    def before(self) -> str:
        """The draft's own text, empty when there was none."""
        return _decoded(self.original or b"")


@dataclass(frozen=True, slots=True)
class Round:
    """What came back from the editor.

    Attributes:
        text: what the person wrote; empty when nothing is to be changed.
        checked: what it asks for and what is wrong with it; None when nothing is to be changed.
    """

    text: str = ""
    checked: Checked | None = None


def begin(workspace: Workspace, edit: Edit) -> Edit:
    """Put the form where the editor finds it; a text kept of an earlier edit goes on instead.

    Raises:
        BillcliError: the file cannot be written.
    """
    state = state_of(edit.original)
    kept = bytes_if_there(edit.kept)
    if kept is not None:
        form = _decoded(kept)
        text = bare(form, edit.before)
        if not says_nothing(text):
            changed = stated(form) not in {"", state}
            lead = beside(edit.before) if changed else ""
            shown = dressed(lead + text, guide_lines(workspace), state)
            _write(workspace, edit.kept, shown)
            begun = edit.begun if edit.original else ""
            stale = _encoded(shown) if lead else b""
            return replace(edit, begun=bare(begun, begun), resumed=True, stale=stale)
    text = edit.begun
    _write(workspace, edit.kept, dressed(text, guide_lines(workspace), state))
    return replace(edit, begun=bare(text, edit.before))


def read(workspace: Workspace, edit: Edit, shown: str) -> Round:
    """Return what the editor left, checked as issuing would check it.

    Args:
        workspace: the books.
        edit: what is edited.
        shown: the kept file as the person knows it.

    Raises:
        ConflictError: nobody decided between this text and another's (``DRAFT-CHANGED``).
    """
    content = bytes_if_there(edit.kept) or b""
    if edit.stale and content == edit.stale:
        raise moved(edit)
    text = bare(_decoded(content), edit.before)
    unchanged = text == edit.begun and not edit.complete
    if says_nothing(text) or unchanged:
        return Round()
    return Round(text, check_draft(workspace, _encoded(text), shown))


def mark(workspace: Workspace, edit: Edit, found: Round, shown: str) -> tuple[Problem, ...]:
    """Write the text with its problems marked; return them with the lines where they now stand.

    Raises:
        BillcliError: the file cannot be written; it still holds what the editor left.
    """
    assert found.checked is not None  # noqa: S101 - a round without text has nothing to mark
    # The parser's own count of lines would contradict the marks that stand above them now.
    problems = [
        problem._replace(message=_POSITION.sub(r" (\1)", problem.message))
        for problem in found.checked.problems
    ]
    text, lines = marked(found.text, problems)
    _write(workspace, edit.kept, dressed(text, guide_lines(workspace), state_of(edit.original)))
    return tuple(
        problem._replace(where=Source(shown, line))
        for problem, line in zip(problems, lines, strict=True)
    )


def settle(workspace: Workspace, edit: Edit, found: Round) -> Path:
    """Let the text become the draft, and return its file.

    Raises:
        ConflictError: somebody changed the draft meanwhile (``DRAFT-CHANGED``); both are kept.
        UsageError: a new draft's name was taken meanwhile.
        BillcliError: the disk is full or fails.
    """
    content = _encoded(found.text)
    target = edit.target
    change: NewFile | Rewrite
    if edit.original is None:
        if not edit.named and found.checked and found.checked.request:
            request = found.checked.request
            target = free_name(workspace, request.customer, request.date, own=edit.kept)
        check_new(target, named=edit.named)
        change = NewFile(target, content)
    else:
        change = Rewrite(target, digest(edit.original), content)
    try:
        apply(workspace, change, *_removal(edit))
    except ConflictError as error:
        if error.problems[0].code in {"FILE-CHANGED", "FILE-EXISTS"}:
            raise moved(edit) from None
        raise
    return target


def moved(edit: Edit) -> ConflictError:
    """Return the error for a draft that somebody changed while it was edited."""
    error = ConflictError.of(
        "DRAFT-CHANGED",
        "somebody changed this draft while it was edited; it stands as they left it",
        where=Source(edit.target.name),
        hint=f"billcli invoice edit {edit.target.stem} shows your text and theirs",
    )
    assert isinstance(error, ConflictError)  # noqa: S101 - what ``of`` of the class returns
    return error


def drop(workspace: Workspace, edit: Edit) -> None:
    """Remove the kept text: it stands in the draft, or it was given up.

    Raises:
        BillcliError: it cannot be removed.
    """
    apply(workspace, *_removal(edit))


def _removal(edit: Edit) -> tuple[Removal, ...]:
    if not edit.kept.is_file():
        return ()
    return (Removal(edit.kept, digest(edit.kept.read_bytes())),)


def fresh(workspace: Workspace, request: InvoiceRequest, discount: str, path: Path | None) -> Edit:
    """Return the edit of a new draft that begins with what was said so far.

    Args:
        workspace: the books.
        request: what was said; it may lack customer and lines.
        discount: the document discount as typed.
        path: where the draft is to be; None makes a name in ``drafts/`` when it is complete.

    Raises:
        UsageError: there is such a file already, or no such folder.
    """
    target = path or free_name(workspace, request.customer, request.date)
    for file in (target, kept_of(target)):
        check_new(file, named=path is not None)
    complete = bool(request.customer and request.lines)
    said = draft_text(request if request.lines else replace(request, lines=("",)), discount)
    text = said if request.customer else f'customer = ""\n{said}'
    return Edit(target, kept_of(target), None, text, named=path is not None, complete=complete)


def started(target: Path) -> Edit:
    """Return the edit of a draft as it stands, or of one that is to be at that place."""
    original = bytes_if_there(target)
    return Edit(target, kept_of(target), original, _decoded(original or b""))


def _write(workspace: Workspace, kept: Path, form: str) -> None:
    content = _encoded(form)
    old = bytes_if_there(kept)
    change = NewFile(kept, content) if old is None else Rewrite(kept, digest(old), content)
    apply(workspace, change)


def _decoded(content: bytes) -> str:
    return content.decode("utf-8", "surrogateescape")


def _encoded(text: str) -> bytes:
    return text.encode("utf-8", "surrogateescape")
