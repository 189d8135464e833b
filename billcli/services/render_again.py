"""Make the documents of issued invoices again, from the ledger alone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from billcli.domain.problem import UsageError
from billcli.ledger.atomic_file import put, write_temp
from billcli.services.customer_account import customer_of
from billcli.services.issued_document import document_of
from billcli.services.render_document import ENDINGS, document_path, press_of, rendered

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from billcli.domain.problem import Problem
    from billcli.services.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Remade:
    """Files made again, and warnings about them."""

    files: tuple[Path, ...]
    problems: tuple[Problem, ...]


def render_again(workspace: Workspace, numbers: Sequence[str], *, dry_run: bool) -> Remade:
    """Write every form of each document to its place, replacing what is there.

    Raises:
        UsageError: no such document.
        InvalidError: a template is wrong; nothing is written then.
    """
    made: dict[Path, bytes] = {}
    problems: list[Problem] = []
    for number, forms, warnings in _each(workspace, numbers, ()):
        made |= {document_path(workspace, number, form): data for form, data in forms.items()}
        problems += warnings
    for path, content in made.items() if not dry_run else ():
        path.parent.mkdir(parents=True, exist_ok=True)
        write_temp(path, content)
        put(path)
    return Remade(tuple(made), tuple(problems))


def render_one(
    workspace: Workspace, numbers: Sequence[str], ending: str
) -> tuple[bytes, tuple[Problem, ...]]:
    """Return one document in the form a file ending names.

    Raises:
        UsageError: no such document, several of them, or an ending that is no document's.
    """
    form = next((form for form, known in ENDINGS.items() if known == ending), "")
    if not form or len(numbers) != 1:
        raise UsageError.of(
            "RENDER-OUTPUT",
            "-o takes one document and a name ending in .pdf, .html or .txt",
            hint="leave -o out to write documents/",
        )
    ((_, forms, problems),) = _each(workspace, numbers, (form,))
    return forms[form], problems


def _each(
    workspace: Workspace, numbers: Sequence[str], forms: tuple[str, ...]
) -> list[tuple[str, dict[str, bytes], tuple[Problem, ...]]]:
    books = workspace.all_books()
    found = [document_of(workspace, books, number) for number in numbers]
    answer = []
    with press_of(workspace) as press:
        for invoice in found:
            customer = customer_of(workspace, invoice.customer, invoice.date)
            made = rendered(press, workspace, invoice, customer, forms)
            answer.append((invoice.number, dict(made.files), made.problems))
    return answer
