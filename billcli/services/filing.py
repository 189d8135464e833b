"""Where new directives go: the year's file, the customers' file, or the ledger itself."""

from __future__ import annotations

import re
from itertools import groupby

from billcli.domain.entry import Account, Record
from billcli.domain.frozen import frozen
from billcli.domain.named import TYPE_CHECKING
from billcli.ledger.atomic_file import digest
from billcli.ledger.change_set import Append, Change, ChangeSet, NewFile, Removal, Rewrite

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from billcli.domain.entry import Directive
    from billcli.services.workspace import Workspace

_INCLUDE = re.compile(rb'^include[ \t]+"[^"\n]*"[^\n]*\n', re.MULTILINE)


@frozen
class Papers:
    """Everything a command wants to put into the books.

    Attributes:
        directives: ledger text to be, in the order it shall stand.
        files: documents to make, and a file of rules to change.
        removals: files that are no longer needed, such as an issued draft.
        unchanged: files that must still be what the decision was made from, each with its own
            bytes: what stays the same is compared and not written.
    """

    directives: tuple[Directive, ...] = ()
    files: tuple[NewFile | Rewrite, ...] = ()
    removals: tuple[Removal, ...] = ()
    unchanged: tuple[Rewrite, ...] = ()


def filed(workspace: Workspace, papers: Papers, contents: Mapping[Path, bytes]) -> ChangeSet:
    """Return the change that puts papers into the books.

    Args:
        workspace: the books.
        papers: what is to go in.
        contents: the bytes of each ledger file now, by its real path.

    A year file that does not exist yet is made and included in the same change.
    """
    appends: list[Change] = []
    known = {file.path for file in workspace.snapshot.files}
    fresh: list[Path] = []
    for path, group in groupby(papers.directives, lambda d: target_of(workspace, d)):
        if path.resolve() not in known:
            known.add(path.resolve())
            fresh.append(path)
        appends.append(Append(path, tuple(group)))
    made = _new_ledger_files(workspace, fresh, contents) if fresh else ()
    return ChangeSet((*papers.files, *made, *_merged(appends), *papers.removals, *papers.unchanged))


def _merged(appends: Sequence[Change]) -> list[Append]:
    """Return one append per file, in the order the files were first named."""
    by_path: dict[Path, tuple[Directive, ...]] = {}
    for change in appends:
        if isinstance(change, Append):
            by_path[change.path] = (*by_path.get(change.path, ()), *change.directives)
    return [Append(path, directives) for path, directives in by_path.items()]


def target_of(workspace: Workspace, directive: Directive) -> Path:
    """Return the file a directive is written to."""
    files = workspace.settings.files
    kept_apart = isinstance(directive, Account | Record) and _is_party(directive)
    name = files.customers if kept_apart and files.customers else files.write
    if not name:
        return workspace.snapshot.ledger.path
    return workspace.folder / name.replace("{year}", f"{directive.date.year:04}")


def _is_party(directive: Account | Record) -> bool:
    return isinstance(directive, Account) or directive.kind in {"customer", "issuer", "payer"}


def _new_ledger_files(
    workspace: Workspace, paths: Sequence[Path], contents: Mapping[Path, bytes]
) -> list[Change]:
    """Return new files, and one rewrite that includes them all in the ledger."""
    main = workspace.snapshot.ledger.path
    old = contents[main]
    newline = b"\r\n" if workspace.snapshot.ledger.newline == "\r\n" else b"\n"
    names = [path.relative_to(workspace.folder).as_posix().encode() for path in paths]
    lines = b"".join(b'include "' + name + b'"' + newline for name in names)
    last = max((found.end() for found in _INCLUDE.finditer(old)), default=None)
    if last is None:
        joint = b"" if old.endswith(b"\n") or not old else newline
        new = old + joint + lines
    else:
        new = old[:last] + lines + old[last:]
    # An empty file would look cut off after an undo: each begins with its name.
    made = [NewFile(path, _heading(name, newline)) for path, name in zip(paths, names, strict=True)]
    return [*made, Rewrite(main, digest(old), new)]


def _heading(name: bytes, newline: bytes) -> bytes:
    return b"; " + name + newline


def unfiled(
    workspace: Workspace, path: Path, rest: bytes, contents: Mapping[Path, bytes]
) -> tuple[Change, ...]:
    """Return the change that leaves ``rest`` of a ledger file.

    Args:
        workspace: the books.
        path: the file's real path.
        rest: what is left of it.
        contents: the bytes of each ledger file now, by its real path.

    A file that was made for an entry goes with it, and so does its include: when nothing but the
    heading is left, and the ledger includes it by the line that was written with it.
    """
    main = workspace.snapshot.ledger.path
    old, newline = contents[main], b"\r\n" if b"\r\n" in rest else b"\n"
    folder = workspace.folder.resolve()
    if path != main and path.is_relative_to(folder):
        name = path.relative_to(folder).as_posix().encode()
        line = b'include "' + name + b'"' + newline
        rows = old.splitlines(keepends=True)
        if rest == _heading(name, newline) and rows.count(line) == 1:
            kept = b"".join(row for row in rows if row != line)
            removal = Removal(path, digest(contents[path]))
            return (Rewrite(main, digest(old), kept), removal)
    return (Rewrite(path, digest(contents[path]), rest),)


def all_unfiled(
    workspace: Workspace, rests: Mapping[Path, bytes], contents: Mapping[Path, bytes]
) -> tuple[Change, ...]:
    """Return the change that leaves ``rests`` of several ledger files; see ``unfiled``.

    Args:
        workspace: the books.
        rests: what is left of each file, by its real path.
        contents: the bytes of each ledger file now, by its real path.
    """
    main = workspace.snapshot.ledger.path
    now = {path: contents[path] for path in (*rests, main)}
    rewrites: dict[Path, Rewrite] = {}
    removals: list[Change] = []
    for path in sorted(rests, key=lambda path: path != main):  # includes go from what is left of it
        for change in (
            unfiled(workspace, path, rests[path], now) if rests[path] != now[path] else ()
        ):
            if isinstance(change, Rewrite):
                first = rewrites.get(change.path, change)
                rewrites[change.path] = first._replace(content=change.content)
                now[change.path] = change.content
            else:
                removals.append(change)
    return (*rewrites.values(), *removals)
