"""Draw the pictures of the documentation from what billcli itself puts out.

``python docs/pictures/make.py`` writes them; a test compares the drawings with fresh ones.
"""

# ruff: noqa: INP001 - a script of its own

from __future__ import annotations

import contextlib
import datetime as dt
import io
import re
import sys
import tempfile
from pathlib import Path

from rich._export_format import CONSOLE_SVG_FORMAT
from rich.console import Console
from rich.text import Text

from billcli.cli.app import run
from billcli.cli.invocation import Surroundings

HERE = Path(__file__).parent
TODAY = dt.date(2026, 1, 31)
NUMBER = "INV-2026-0001"
COLUMNS = 100
SCREENS = {"aging": ["report", "aging"], "status": ["status"]}
INVOICE = [
    "invoice", "create", "Acme", "--yes",
    "--line", "12 h x design Website, January",
    "--line", "350.00 Photo licences; tax=DE-7; account=Income:Licences",
]  # fmt: skip
# Rich names a web font; a picture that loads nothing is drawn alike everywhere.
FORMAT = re.sub(r"@font-face \{\{.*?\}\}\s*", "", CONSOLE_SVG_FORMAT, flags=re.DOTALL).replace(
    "Fira Code, monospace", "monospace"
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


def drawing(title: str, shown: str) -> str:
    """Return the SVG of a terminal that shows a text with its colours."""
    console = Console(
        record=True, width=COLUMNS, file=io.StringIO(), color_system="truecolor",
        force_terminal=True, legacy_windows=False, _environ={},
    )  # fmt: skip
    console.print(Text(f"$ billcli {title}", style="bold"))
    console.print(Text.from_ansi(shown.rstrip("\n")), soft_wrap=True)
    name = "billcli-" + title.replace(" ", "-")
    svg = console.export_svg(title="", code_format=FORMAT, unique_id=name)
    return "\n".join(line.rstrip() for line in svg.splitlines()) + "\n"


def screens(folder: Path) -> dict[str, str]:
    """Return the drawings by file name, of the example with one new invoice.

    Args:
        folder: an empty folder to work in.
    """
    answer(folder, ["init", "--example"])
    answer(folder, INVOICE)
    return {f"{n}.svg": drawing(" ".join(w), answer(folder, w)) for n, w in SCREENS.items()}


def page(folder: Path, picture: Path) -> None:
    """Write the first page of the invoice as a picture: the same source as the PDF's.

    Args:
        folder: of the books, as ``screens`` left them.
        picture: PNG file to write.
    """
    import typst  # noqa: PLC0415 - the drawings do without

    from billcli.documents import pdf  # noqa: PLC0415

    kept: list[bytes] = []
    compile_pdf = pdf.Printer._compile  # noqa: SLF001 - the one place that has the source

    def keep(printer: pdf.Printer, source: str, date: dt.date, standards: object) -> bytes:
        compiler = typst.Compiler(
            source.encode(), root=printer._root, font_paths=printer._fonts  # noqa: SLF001
        )  # fmt: skip
        pages = compiler.compile(format="png", ppi=110.0)
        kept.append(pages[0] if isinstance(pages, list) else pages)
        return compile_pdf(printer, source, date, standards)  # type: ignore[arg-type]

    pdf.Printer._compile = keep  # type: ignore[assignment,method-assign]  # noqa: SLF001
    try:
        answer(folder, ["invoice", "render", NUMBER, "--yes"])
    finally:
        pdf.Printer._compile = compile_pdf  # type: ignore[method-assign]  # noqa: SLF001
    picture.write_bytes(kept[0])


def main() -> None:
    """Write all pictures beside this file."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for file, svg in screens(folder).items():
            (HERE / file).write_text(svg, encoding="utf-8")
        page(folder, HERE / "invoice.png")
    sys.stdout.write(f"{', '.join(sorted(p.name for p in HERE.glob('*.*g')))}\n")


if __name__ == "__main__":
    main()
