"""Documents as PDF, HTML and text: the first, each one after it, many, a long one, and a peer's.

The peer is WeasyPrint, which makes a PDF of the same invoice's HTML. It needs libraries of the
system; where they are missing the benchmark says so.
"""

from __future__ import annotations

import os
from dataclasses import replace
from typing import TYPE_CHECKING

from benchmarks.books import TODAY, write_books
from benchmarks.stopwatch import Call, Command, billcli, least, table
from billcli.services.customer_account import customer_of
from billcli.services.issued_document import document_of
from billcli.services.render_document import press_of, rendered
from billcli.services.workspace import Selection, open_workspace

if TYPE_CHECKING:
    from pathlib import Path

    from benchmarks.books import Book
    from benchmarks.plan import Plan
    from billcli.domain.invoice import Invoice

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
    return [*lines, *_many(folder, plan), *_further(book, number, plan)]


def _many(folder: Path, plan: Plan) -> list[str]:
    """Return the cost of many invoices in one command, against one of them."""
    book = write_books(folder / "many", plan.documents * 3)
    numbers = [f"INV-{n + 1:06}" for n in range(plan.documents)]
    options = ("-f", str(book.ledger), "--today", str(TODAY), "invoice", "render")
    one, many = "one invoice", f"{plan.documents} invoices"
    cases = {
        one: Command(billcli(*options, numbers[0]), book.folder),
        many: Command(billcli(*options, *numbers), book.folder),
    }
    return table("Rendering all formats in one command", least(cases, plan.runs), one)


def _further(book: Book, number: str, plan: Plan) -> list[str]:
    """Return the cost of each further document of one process, a long one and the peer's."""
    workspace = open_workspace(Selection(os.environ, book.folder, TODAY, file=book.ledger))
    invoice = document_of(workspace, workspace.all_books(), number)
    customer = customer_of(workspace, invoice.customer, invoice.date)
    long = replace(invoice, lines=invoice.lines * plan.long)
    with press_of(workspace) as press:

        def call(form: str, what: Invoice) -> Call:
            return Call(lambda: rendered(press, workspace, what, customer, (form,)))

        page = {f: rendered(press, workspace, invoice, customer, (f,)).files[f] for f in FORMATS}
        cases = {form: call(form, invoice) for form in FORMATS}
        cases[f"pdf of {plan.long} lines"] = call("pdf", long)
        peer, excuse = _weasyprint(page["html"].decode())
        if peer:
            cases["pdf by WeasyPrint"] = peer
        seconds = least(cases, plan.runs)
    lines = table("Rendering, each further document", seconds, "pdf")
    return [*lines, *([] if peer else [f"  WeasyPrint was not measured: {excuse}"])]


def _weasyprint(page: str) -> tuple[Call | None, str]:
    """Return how WeasyPrint prints a page, or why it cannot be had."""
    try:
        from weasyprint import HTML  # noqa: PLC0415 - a peer, not a part
    except (ImportError, OSError) as error:
        return None, str(error).splitlines()[0]
    return Call(lambda: HTML(string=page).write_pdf()), ""
