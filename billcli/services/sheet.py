"""Documents to be made: each a name and a context, turned into files or into one answer."""

from __future__ import annotations

from dataclasses import dataclass

from billcli.domain.named import TYPE_CHECKING
from billcli.domain.problem import UsageError
from billcli.ledger.atomic_file import put, write_temp
from billcli.services.render_document import ENDINGS, document_path, press_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from pathlib import Path

    from billcli.documents.letterhead import Context
    from billcli.documents.render import Rendered
    from billcli.domain.problem import Problem
    from billcli.services.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Sheet:
    """A document to be made.

    Attributes:
        name: of its files, without an ending.
        kind: which template makes it.
    """

    name: str
    kind: str
    context: Context


@dataclass(frozen=True, slots=True)
class Made:
    """Files that were made, or in a dry run would have been, and warnings about them."""

    files: tuple[Path, ...]
    problems: tuple[Problem, ...]


def make_files(
    workspace: Workspace,
    sheets: Sequence[Sheet],
    *,
    dry_run: bool,
    track: Callable[[Sequence[Sheet]], Iterable[Sheet]] = iter,
) -> Made:
    """Write every form of each document to its place, replacing what is there.

    Args:
        workspace: the books.
        sheets: what to make.
        dry_run: make, but write nothing.
        track: passes the sheets on, and shows how far it is.

    Raises:
        InvalidError: a template is wrong; nothing is written then.
    """
    made: dict[Path, bytes] = {}
    problems: list[Problem] = []
    for sheet, rendered in _rendered(workspace, track(sheets), workspace.settings.output.formats):
        made |= {document_path(workspace, sheet.name, f): d for f, d in rendered.files.items()}
        problems += rendered.problems
    for path, content in made.items() if not dry_run else ():
        path.parent.mkdir(parents=True, exist_ok=True)
        write_temp(path, content)
        put(path)
    return Made(tuple(made), tuple(problems))


def make_one(
    workspace: Workspace, sheets: Sequence[Sheet], ending: str
) -> tuple[bytes, tuple[Problem, ...]]:
    """Return one document in the form a file ending names.

    Raises:
        UsageError: several documents, or an ending that is no document's.
    """
    form = next((form for form, known in ENDINGS.items() if known == ending), "")
    if not form or len(sheets) != 1:
        raise UsageError.of(
            "RENDER-OUTPUT",
            "-o takes one document and a name ending in .pdf, .html or .txt",
            hint="leave -o out to write documents/",
        )
    ((_, rendered),) = _rendered(workspace, sheets, (form,))
    return rendered.files[form], rendered.problems


def _rendered(
    workspace: Workspace, sheets: Iterable[Sheet], forms: Sequence[str]
) -> Iterator[tuple[Sheet, Rendered]]:
    with press_of(workspace) as press:
        for sheet in sheets:
            yield sheet, press.render(sheet.kind, sheet.context, forms)
