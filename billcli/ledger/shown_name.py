"""Names of files as the user would type them."""

from __future__ import annotations

import os

from billcli.domain.named import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path


def name_of(path: Path, seen_from: Path) -> str:
    """Return the shorter of a path's relative and absolute names.

    >>> from pathlib import Path
    >>> name_of(Path("/books/2026.beancount"), Path("/books"))
    '2026.beancount'
    """
    relative = os.path.relpath(path, seen_from)
    return min(relative, str(path), key=len)
