"""What a change does to the files of the books, as a unified diff to read before agreeing."""

from __future__ import annotations

import difflib

from billcli.domain.named import TYPE_CHECKING
from billcli.ledger.added_text import appended
from billcli.ledger.change_set import Append, NewFile, Rewrite
from billcli.ledger.render import render

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from billcli.ledger.change_set import ChangeSet


def ledger_diff(change: ChangeSet, old: Mapping[Path, bytes], folder: Path) -> str:
    """Return how the ledger's files would differ; removals and line ends are not shown.

    Args:
        change: what would be written.
        old: the bytes of each ledger file now, by its real path.
        folder: names of files count from here.
    """
    new: dict[Path, bytes] = {}
    for one in change.changes:
        path = (folder / one.path).resolve()
        if isinstance(one, Rewrite | NewFile):
            new[path] = one.content
        elif isinstance(one, Append):
            before = new.get(path, old.get(path, b""))
            new[path] = appended(before, render(one.directives))[0]
    return "".join(
        _of_file(path.relative_to(folder).as_posix(), old.get(path, b""), content)
        for path, content in new.items()
    )


def _of_file(name: str, old: bytes, new: bytes) -> str:
    before, after = (content.decode().splitlines() for content in (old, new))
    lines = difflib.unified_diff(before, after, name, name, n=2, lineterm="")
    return "".join(f"{line}\n" for line in lines)
