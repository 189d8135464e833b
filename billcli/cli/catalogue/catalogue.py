"""Finding the page of a problem code, for ``billcli help CODE``.

A page says what the problem means, shows the smallest ledger or command that has it, and what to
do. Pages are the files ``CODE.md`` beside this module.

``python -m billcli.cli.catalogue.catalogue > docs/reference/errors.md`` writes the list of all
codes; a test compares.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

_FOLDER = Path(__file__).parent
_HEAD = """\
# Errors and warnings

Made by `python -m billcli.cli.catalogue.catalogue` from the page of each code; do not edit.

`billcli help CODE` shows a page on the terminal: what the code means, an example that provokes it,
and what to do. A message of billcli begins with the file and line it is about, when there is one,
then says `error[CODE]` or `warning[CODE]`, the lines at fault, and `help:` with what to do next. In
JSON the same stands under `problems`; see [JSON](json.md).

| Code | Meaning |
| --- | --- |
"""
_CODE = re.compile(r"[A-Z][A-Z0-9]*(?:-[A-Z0-9]+)+", re.ASCII)


def page(code: str) -> str | None:
    """Return the Markdown page of a code in any spelling of capitals, None when there is none.

    >>> page("ar-overpaid").splitlines()[0]
    '# AR-OVERPAID'
    """
    wanted = code.strip().upper()
    if not _CODE.fullmatch(wanted):
        return None
    path = _FOLDER / f"{wanted}.md"
    return path.read_text(encoding="utf-8") if path.is_file() else None


def codes() -> tuple[str, ...]:
    """Return every code that has a page, in order."""
    return tuple(sorted(path.stem for path in _FOLDER.glob("*.md")))


def summary(code: str) -> str:
    """Return the sentence below the heading of a page, an empty string when there is no page.

    >>> summary("AR-PAD")
    'A `pad` directive fills a receivable account.'
    """
    paragraphs = (page(code) or "").split("\n\n")
    return " ".join(paragraphs[1].split()) if len(paragraphs) > 1 else ""


def nearest(code: str, count: int = 3) -> tuple[str, ...]:
    """Return the codes most like a mistyped one, the best first.

    >>> nearest("AR-OVERPAYED")[0]
    'AR-OVERPAID'
    """
    from difflib import get_close_matches  # noqa: PLC0415 - only after a typing mistake

    wanted = code.strip().upper()
    inside = [known for known in codes() if len(wanted) > 1 and wanted in known]
    alike = get_close_matches(wanted, codes(), n=count, cutoff=0.5)
    return tuple(dict.fromkeys(inside + alike))[:count]


def listing() -> str:
    """Return the list of all codes as Markdown, each with its sentence and its page."""
    pages = "../../billcli/cli/catalogue"
    rows = (f"| [{code}]({pages}/{code}.md) | {_cell(summary(code))} |\n" for code in codes())
    return _HEAD + "".join(rows)


def _cell(text: str) -> str:
    return text.replace("|", r"\|")


if __name__ == "__main__":
    from billcli.cli.stream import put

    put(listing(), sys.stdout)
