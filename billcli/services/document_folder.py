"""Which folders tell that a document of the ledger is gone."""

from __future__ import annotations

import os
from pathlib import Path

from billcli.domain.named import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator


def document_folders(ledger_file: str, written: str) -> Iterator[str]:
    """Yield the folder a document's name stands in, and the one of the file that a link leads to.

    Args:
        ledger_file: path of the file that names the document.
        written: the document's path as written there.

    >>> list(document_folders("/nowhere/2026.beancount", "papers/../papers/a.pdf"))
    ['/nowhere/papers']
    """
    path = Path(ledger_file).parent / written
    # Behind a link, ".." is another folder than the text says.
    yield os.path.realpath(path.parent) if ".." in path.parts else str(path.parent)
    if path.is_symlink():
        yield os.path.dirname(os.path.realpath(path))  # noqa: PTH120 - a text all the way
