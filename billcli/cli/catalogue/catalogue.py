"""Finding the page of a problem code, for ``billcli help CODE``.

A page says what the problem means, shows the smallest ledger or command that has it, and what to
do. Pages are the files ``CODE.md`` beside this module.
"""

from __future__ import annotations

import re
from pathlib import Path

_FOLDER = Path(__file__).parent
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
