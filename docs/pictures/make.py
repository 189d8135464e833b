"""Make the pictures of the documentation from what billcli itself puts out.

``python docs/pictures/make.py`` writes them. Screens are drawn as SVG, which a test compares with
fresh ones. Documents are printed as PDF and then painted; each PNG bears the fingerprint of what
was printed, and the test compares that: pixels depend on the painter's version, it does not.
"""

# ruff: noqa: INP001 - a script of its own

from __future__ import annotations

import contextlib
import datetime as dt
import hashlib
import io
import re
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from rich._export_format import CONSOLE_SVG_FORMAT
from rich.console import Console
from rich.text import Text

from billcli.cli.app import run
from billcli.cli.invocation import Surroundings
from billcli.domain.money import Money
from billcli.domain.reminder import Level, Reminder, ReminderCharge, ReminderLine

if TYPE_CHECKING:
    from billcli.domain.open_item import OpenItem
    from billcli.services.sheet import Sheet
    from billcli.services.workspace import Workspace

HERE = Path(__file__).parent
TODAY = dt.date(2026, 1, 31)
NUMBER = "INV-2026-0001"
LATE = "Acme"
COLUMNS = 100
PIXELS_PER_INCH = 110
COLOURS = 48
EDGE = "#c9d1d9"  # of a white sheet on a white page
FINGERPRINT = "billcli source"
SCREENS = {
    "aging": ["report", "aging"],
    "status": ["status"],
    "invoice-show": ["invoice", "show", NUMBER],
    "doctor": ["doctor", "--section", "ledger,series"],
}
INVOICE = [
    "invoice", "create", "Acme", "--yes", "--period", "2026-01-05..2026-01-30",
    "--line", "12 h x design Website, January",
    "--line", "2.5 h x direction Review with the marketing team",
    "--line", "250 x 4.85 Printed handbook, 48 pages; tax=DE-7",
    "--line", "350.00 Photo licences; tax=DE-7; account=Income:Licences",
    "--note", "Thank you for the good work together.",
]  # fmt: skip
SWISS_DESK = [
    ["init", "--name", "Atelier Linden GmbH", "--address", "Seestrasse 14", "--postcode", "8002",
     "--city", "Zürich", "--country", "CH", "--tax", "8.1", "--iban", "CH4431999123000889012",
     "--vat-id", "CHE-999.999.996 MWST"],
    ["customer", "add", "Acme", "--name", "Acme AG", "--address", "Rue du Lac 7", "--yes",
     "--postcode", "1003", "--city", "Lausanne", "--country", "CH", "--language", "de"],
    ["invoice", "create", "Acme", "--line", "14 h x 135 Gestaltung der Website",
     "--line", "1 x 480 Bildrechte für ein Jahr", "--terms", "2/10 net 30", "--yes"],
]  # fmt: skip
STATEMENT = """Date;Payee;IBAN;Text;Amount
2026-01-29;MUELLER UND SOEHNE OHG;DE89370400440532013000;RG INV-2O25-O040 abzgl. Skonto;1437.92
2026-01-30;EDITIONS PAPILLON BLEU;FR7630006000011234567890189;facture 26;2000.00
"""
REVIEW = ["match", "review", "january.csv"]
KEYS = "d\n\n\n"
ANSWER = "Answer: "
# Rich names a web font; a picture that loads nothing is drawn alike everywhere.
FORMAT = re.sub(r"@font-face \{\{.*?\}\}\s*", "", CONSOLE_SVG_FORMAT, flags=re.DOTALL).replace(
    "Fira Code, monospace", "monospace"
)
# Rich clips each line to its height, by half a letter in some viewers, and ends it in a text.
NEEDLESS = (
    r'<clipPath id="[^"]*-line-\d+">\s*<rect [^>]*/>\s*</clipPath>\s*',
    r' clip-path="url\(#[^"]*-line-\d+\)"',
    r'<text class="[^"]*" x="[\d.]+" y="[\d.]+" textLength="[\d.]+">\s*</text>',
)


def answer(folder: Path, words: list[str]) -> str:
    """Return what a command writes on a terminal with colours.

    Raises:
        RuntimeError: the command failed.
    """
    env = {"HOME": str(folder), "TERM": "xterm-256color"}
    around = Surroundings(env, folder, TODAY, stdout_tty=True, columns=COLUMNS)
    out = io.TextIOWrapper(io.BytesIO(), encoding="utf-8", newline="")
    err = io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        status = run(words, around)
        out.flush()
    if status:
        raise RuntimeError(err.getvalue())
    return out.buffer.getvalue().decode()  # type: ignore[attr-defined]


def review(folder: Path) -> str:
    """Return what a person sees who answers one line of a statement and looks at the next one."""
    (folder / REVIEW[-1]).write_text(STATEMENT, encoding="utf-8")
    env = {"HOME": str(folder), "TERM": "xterm-256color"}
    around = Surroundings(env, folder, TODAY, True, True, True, columns=COLUMNS)
    out = io.StringIO()
    err = io.TextIOWrapper(io.BytesIO(), encoding="utf-8", newline="")

    class Typed(io.StringIO):
        def readline(self, size: int | None = -1, /) -> str:
            line = super().readline(size)
            err.write(line)
            return line

    before, sys.stdin = sys.stdin, Typed(KEYS)
    try:
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            run(REVIEW, around)
            err.flush()
    finally:
        sys.stdin = before
    shown = err.buffer.getvalue().decode()  # type: ignore[attr-defined]
    return str(shown[: shown.rindex(ANSWER)] + ANSWER)


def drawing(title: str, shown: str) -> str:
    """Return the SVG of a terminal that shows a text with its colours."""
    console = Console(
        record=True, width=COLUMNS, file=io.StringIO(), color_system="truecolor",
        force_terminal=True, legacy_windows=False, _environ={},
    )  # fmt: skip
    console.print(Text(f"$ billcli {title}", style="bold"))
    console.print(Text.from_ansi(shown.rstrip("\n")), soft_wrap=True)
    name = "billcli-" + re.sub(r"\W+", "-", title)
    svg = console.export_svg(title="", code_format=FORMAT, unique_id=name)
    for needless in NEEDLESS:
        svg = re.sub(needless, "", svg)
    return "\n".join(line.rstrip() for line in svg.splitlines()) + "\n"


def studio(folder: Path) -> Path:
    """Return the books of the example with one new invoice."""
    folder.mkdir()
    answer(folder, ["init", "--example"])
    answer(folder, INVOICE)
    return folder


def atelier(folder: Path) -> Path:
    """Return the books of a Swiss studio with one invoice."""
    folder.mkdir()
    for words in SWISS_DESK:
        answer(folder, words)
    return folder


def screens(books: Path) -> dict[str, str]:
    """Return the drawings by file name.

    Args:
        books: of the example, as ``studio`` made them.
    """
    found = {f"{n}.svg": drawing(" ".join(w), answer(books, w)) for n, w in SCREENS.items()}
    return found | {"review.svg": drawing(" ".join(REVIEW), review(books))}


def opened(folder: Path) -> Workspace:
    """Return books, loaded."""
    from billcli.services.workspace import Selection, open_workspace  # noqa: PLC0415 - loads all

    return open_workspace(Selection({}, folder, TODAY))


def documents(books: Path, swiss: Path) -> dict[str, Sheet]:
    """Return the documents to be painted, by file name without its ending."""
    from billcli.services import document_sheet as sheets  # noqa: PLC0415 - loads jinja2

    desk = opened(books)
    (invoice,) = sheets.invoice_sheets(desk, [NUMBER])
    (account,) = sheets.statement_sheets(desk, [LATE], dt.date(2025, 10, 1), TODAY)
    (bill,) = sheets.invoice_sheets(opened(swiss), [NUMBER])
    letter = reminder(desk)
    return {"invoice": invoice, "statement": account, "reminder": letter, "swiss-qr-bill": bill}


def reminder(desk: Workspace) -> Sheet:
    """Return a second reminder of what a customer of the example is late with."""
    from billcli.documents.reminder_context import reminder_context  # noqa: PLC0415 - loads jinja2
    from billcli.services.render_document import letterhead, look_of  # noqa: PLC0415 - with the above
    from billcli.services.sheet import Sheet  # noqa: PLC0415 - with the above

    books = desk.books(TODAY)
    party = books.customer(LATE)
    late = [item for item in books.open_items(LATE) if (item.days_overdue(TODAY) or 0) > 0]
    letter = Reminder(
        Level.SECOND,
        LATE,
        TODAY,
        "EUR",
        tuple(map(_asked, late)),
        (ReminderCharge("late-fee", late[0].item, Money.of("40.00", "EUR")),),
        TODAY + dt.timedelta(days=10),
    )
    head = letterhead(desk, party, TODAY, look_of(desk))
    return Sheet("letter", "reminder", reminder_context(letter, head))


def _asked(item: OpenItem) -> ReminderLine:
    late = item.days_overdue(TODAY) or 0
    issued = item.date_issued
    return ReminderLine(item.item, issued, item.date_due, late, item.amount, item.balance_open)


def fingerprint(sheet: Sheet) -> str:
    """Return what tells one printed page from another: its Typst source and its images."""
    from billcli.documents.environment import Templates  # noqa: PLC0415 - loads jinja2

    source = Templates(None).render(sheet.kind, "pdf", sheet.context).encode()
    images = [data for _, data in sorted(sheet.context.files.items())]
    return hashlib.sha256(b"\0".join([source, *images])).hexdigest()


def page(sheet: Sheet, picture: Path) -> None:
    """Write the first page of a document as a picture.

    Args:
        sheet: the document.
        picture: PNG file to write.
    """
    import pypdfium2  # noqa: PLC0415 - the drawings do without
    from PIL import ImageOps  # noqa: PLC0415 - likewise
    from PIL.PngImagePlugin import PngInfo  # noqa: PLC0415 - likewise

    from billcli.documents.render import render  # noqa: PLC0415 - loads jinja2

    pdf = pypdfium2.PdfDocument(render(sheet.kind, sheet.context, ["pdf"]).files["pdf"])
    painted = pdf[0].render(scale=PIXELS_PER_INCH / 72).to_pil().convert("RGB")
    pdf.close()
    about = PngInfo()
    about.add_text(FINGERPRINT, fingerprint(sheet))
    framed = ImageOps.expand(painted, border=1, fill=EDGE)
    framed.quantize(COLOURS, dither=0).save(picture, optimize=True, pnginfo=about)


def main() -> None:
    """Write all pictures beside this file."""
    with tempfile.TemporaryDirectory() as name:
        books, swiss = studio(Path(name) / "studio"), atelier(Path(name) / "atelier")
        for file, svg in screens(books).items():
            (HERE / file).write_text(svg, encoding="utf-8")
        for file, sheet in documents(books, swiss).items():
            page(sheet, HERE / f"{file}.png")
    sys.stdout.write(f"{', '.join(sorted(p.name for p in HERE.glob('*.*g')))}\n")


if __name__ == "__main__":
    main()
