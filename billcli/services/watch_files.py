"""What besides a ledger's own files decides what it says, and has to be watched with them."""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path

from billcli.domain.named import TYPE_CHECKING
from billcli.domain.packed_value import parsed
from billcli.ledger.include import is_below, is_pattern
from billcli.services.document_folder import document_folders
from billcli.services.keep_model import expand_in
from billcli.services.model_reading import NotKeptError
from billcli.store.index_key import joined, stamp
from billcli.store.index_rows import FileRow, PatternRow, files_of
from billcli.store.index_stamp import FOLDER, WATCHED

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from billcli.ledger.ground import Ground
    from billcli.services.keep_model import Wanted
    from billcli.store.index_read import Model


def watched(model: Model, wanted: Wanted, ground: Ground, first: int) -> Iterator[FileRow]:
    """Yield what else decides what the ledger says: plugins' sources, folders of documents.

    Args:
        model: holds the facts.
        wanted: the ledger.
        ground: its files.
        first: the first number that is free.
    """
    paths = [(path, WATCHED) for path in _sources(wanted)]
    paths += [(folder, FOLDER) for folder in _folders(model, ground)]
    now = time.time_ns()
    for at, (path, made) in enumerate(dict.fromkeys(paths), first):
        found = stamp(path, now, made)
        if found is None:
            msg = f"{path} cannot be watched"
            raise NotKeptError(msg)
        yield FileRow(at, at, *found, made=made)


def _sources(wanted: Wanted) -> Iterator[str]:
    """Yield the source files of the plugins that the user allowed, and of all they may import.

    Of what is installed, only the packages that are named.
    """
    if not wanted.allow:
        return
    import sysconfig  # noqa: PLC0415 - few ledgers run plugins
    from fnmatch import fnmatchcase  # noqa: PLC0415 - the same

    tops = [allowed.partition(".")[0] for allowed in wanted.allow]
    installed = tuple({*sysconfig.get_paths().values(), str(Path(__file__).parents[1])})
    for name, module in list(sys.modules.items()):
        file = getattr(module, "__file__", None)
        is_named = any(fnmatchcase(name.partition(".")[0], top) for top in tops)
        if file and (is_named or not file.startswith(installed)):
            yield file


def _folders(model: Model, ground: Ground) -> Iterator[str]:
    """Yield the folders that hold documents the ledger names, or is to find."""
    paths = {row.id: row.path for row in files_of(model)}
    found: dict[str, None] = {}
    for row in model.facts(kinds="D"):
        found.update(dict.fromkeys(document_folders(paths[row[1]], parsed(row[5])[1])))
    root = Path(ground.root)
    for name, value in ground.main.settings:
        if name == "documents" and is_below(root, value):
            for folder, _, _ in os.walk(root / value):
                found[folder] = None
        elif name == "documents" and is_below(root, os.path.dirname(value)):  # noqa: PTH120
            found[str((root / value).parent)] = None  # a link in it may come to lead inside
    yield from map(os.path.normpath, found)


def patterns_of(ground: Ground, ids: Mapping[str, int]) -> list[PatternRow]:
    """Return what the include patterns of a ledger match.

    Args:
        ground: its files.
        ids: their numbers in the model, by path.

    Raises:
        NotKeptError: they match other files now than were read.
    """
    expand = expand_in(ground.root)
    found = [
        PatternRow(ids[file.path], line, written, joined(expand(file.path, written)))
        for file in ground.files
        for line, written in file.includes
        if is_pattern(written)
    ]
    named = (path for row in found for path in row.found.split("\0") if path and path[0] == "/")
    if not ids.keys() >= set(named):
        msg = "other files are included now than were read"
        raise NotKeptError(msg)
    return found
