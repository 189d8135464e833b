"""Documents as PDF, HTML and text: the first of a process, and each one after it."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from benchmarks.books import TODAY, write_books
from benchmarks.stopwatch import Call, Command, billcli, least, table
from billcli.services.customer_account import customer_of
from billcli.services.render_document import press_of, rendered
from billcli.services.void_invoice import document_of
from billcli.services.workspace import Selection, open_workspace

if TYPE_CHECKING:
    from pathlib import Path

    from benchmarks.books import Book
    from benchmarks.plan import Plan

FLOOR = "billcli invoice show"
FORMATS = {"text": "txt", "html": "html", "pdf": "pdf"}


def run(plan: Plan, folder: Path) -> list[str]:
    """Return the cost of one document in each format."""
    book = write_books(folder / "rendering", 20)
    number = book.open[0][0]
    options = ("-f", str(book.ledger), "--today", str(TODAY), "invoice")
    first = {FLOOR: Command(billcli(*options, "show", number), book.folder)}
    for ending in FORMATS.values():
        words = ("render", number, "-o", str(folder / f"document.{ending}"))
        first[f"billcli invoice render -o .{ending}"] = Command(billcli(*options, *words), folder)
    lines = table("Rendering, start-up and reading included", least(first, plan.runs), FLOOR)
    return [*lines, *_further(book, number, plan.runs)]


def _further(book: Book, number: str, runs: int) -> list[str]:
    """Return the cost of each further document of one process, against parsing its context."""
    workspace = open_workspace(Selection(os.environ, book.folder, TODAY, file=book.ledger))
    invoice = document_of(workspace, workspace.all_books(), number)
    customer = customer_of(workspace, invoice.customer, invoice.date)
    with press_of(workspace) as press:

        def call(form: str) -> Call:
            return Call(lambda: rendered(press, workspace, invoice, customer, (form,)))

        for form in FORMATS:
            rendered(press, workspace, invoice, customer, (form,))
        seconds = least({form: call(form) for form in FORMATS}, runs)
    return table("Rendering, each further document", seconds, "text")
