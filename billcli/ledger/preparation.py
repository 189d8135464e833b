"""A change made ready to write: the new bytes of every file, proved, and the steps to them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from billcli.domain.problem import BillcliError, ConflictError, InvalidError, Source, errors
from billcli.ledger.atomic_file import digest, digest_of
from billcli.ledger.change_set import Append, NewFile, Receipt, Rewrite
from billcli.ledger.journal_record import JournalRecord, Step
from billcli.ledger.load import open_push
from billcli.ledger.parse import parse
from billcli.ledger.proof import prove
from billcli.ledger.render import blocks
from billcli.ledger.screen import line_at, newline_of, screen

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from billcli.ledger.change_set import ChangeSet, Removal
    from billcli.ledger.current import Current
    from billcli.ledger.snapshot import LedgerFile


@dataclass(frozen=True, slots=True)
class Prepared:
    """A change that only needs its bytes moved.

    Attributes:
        record: its steps: files made, then rewritten, then removed.
        contents: the new bytes of each file made or rewritten, by the step's path.
        receipt: what the change will have done.
    """

    record: JournalRecord
    contents: Mapping[str, bytes] = field(repr=False)
    receipt: Receipt


def prepare(
    project: Path,
    files: Sequence[LedgerFile],
    current: Current,
    change_set: ChangeSet,
    roots: Mapping[str, str] | None = None,
) -> Prepared:
    """Return the change ready to write; nothing is written here.

    Raises:
        ConflictError: ``FILE-EXISTS``, ``FILE-CHANGED``.
        InvalidError: ``FILE-OUTSIDE``, ``LEDGER-OPEN-PUSH``, a file whose bytes
            cannot be appended to, or a text that fails its proof.
        UsageError: a directive cannot be written.
        OSError: a file cannot be read.
    """
    draft = _Draft(project.resolve(), {file.path: file for file in files}, current, roots)
    for change in change_set.changes:
        match change:
            case Append():
                draft.append(change)
            case NewFile():
                draft.make(change)
            case Rewrite():
                draft.rewrite(change)
            case _:
                draft.remove(change)
    return draft.prepared(change_set.text())


def appended(old: bytes, text: str) -> tuple[bytes, int]:
    r"""Return a file's bytes with a block of text behind them, and the block's first line.

    The old bytes stay as they are. A missing final newline is added, then one blank line, unless
    the file is empty; new lines end as the file's lines end.

    >>> appended(b"a\r\nb", "c\n")
    (b'a\r\nb\r\n\r\nc\r\n', 4)
    """
    newline = newline_of(old).encode()
    lead = b"" if not old or old.endswith(b"\n") else newline
    if old:
        lead += newline
    block = lead + text.encode().replace(b"\n", newline)
    return old + block, line_at(old, len(old)) + lead.count(b"\n")


class _Draft:
    """Gathers the steps of a change in the order they will be taken."""

    def __init__(
        self,
        project: Path,
        files: Mapping[Path, LedgerFile],
        current: Current,
        roots: Mapping[str, str] | None,
    ) -> None:
        self.project, self.files, self.current, self.roots = project, files, current, roots
        self.old: dict[str, str | None] = {}
        self.contents: dict[str, bytes] = {}
        self.removed: dict[str, str] = {}
        self.places: list[Source] = []

    def append(self, change: Append) -> None:
        name = self._name(change.path)
        old = self.contents.get(name)
        shown = name
        if old is None:
            file = self._file(name)
            old, shown = self.current.contents[file.path], file.name
            self.old[name] = self.current.digests[file.path]
        _check_appendable(old, shown)
        texts = blocks(change.directives)
        if not texts:
            return
        text = "\n".join(texts)
        prove(text, change.directives, shown, self.roots)
        self.contents[name], line = appended(old, text)
        for block in texts:
            self.places.append(Source(shown, line))
            line += block.count("\n") + 1

    def make(self, change: NewFile) -> None:
        name = self._name(change.path)
        path = self.project / name
        if path.exists() or path.is_symlink():
            raise ConflictError.of(
                "FILE-EXISTS",
                "the file that should be made is there already",
                where=Source(str(path)),
                hint="if nothing in the ledger names it, move it away; then run the command again",
            )
        self.old[name], self.contents[name] = None, change.content

    def rewrite(self, change: Rewrite) -> None:
        name = self._name(change.path)
        self._check_same(name, change.sha256_old)
        self.old[name], self.contents[name] = change.sha256_old, change.content

    def remove(self, change: Removal) -> None:
        name = self._name(change.path)
        self._check_same(name, change.sha256_old)
        self.removed[name] = change.sha256_old

    def prepared(self, text: str) -> Prepared:
        steps = [Step(name, self.old[name], digest(new)) for name, new in self.contents.items()]
        steps = [step for step in steps if step.old != step.new]
        steps.sort(key=lambda step: step.old is not None)  # files are made first
        steps += [Step(name, old, None) for name, old in self.removed.items()]
        record = JournalRecord(tuple(steps), self._folders(steps))
        files = tuple(self.project / step.path for step in steps)
        return Prepared(record, self.contents, Receipt(tuple(self.places), text, files))

    def _folders(self, steps: Sequence[Step]) -> tuple[str, ...]:
        """Return the folders that must be made, outer ones before inner ones."""
        missing: set[Path] = set()
        for step in steps:
            parents = (self.project / step.path).parents
            missing |= {folder for folder in parents if not folder.exists()}
        return tuple(folder.relative_to(self.project).as_posix() for folder in sorted(missing))

    def _name(self, path: Path) -> str:
        """Return the path from the project folder; a symbolic link may only be its last part."""
        named = self.project / path
        place = named.parent.resolve() / named.name
        if not place.is_relative_to(self.project) or named.name in {"", ".."}:
            raise InvalidError.of(
                "FILE-OUTSIDE",
                f"the file is not below the project folder {self.project}",
                where=Source(str(path)),
                hint="keep every file of the books in one folder",
            )
        return place.relative_to(self.project).as_posix()

    def _file(self, name: str) -> LedgerFile:
        """Return the ledger file to append to."""
        file = self.files.get((self.project / name).resolve())
        if file is None:
            raise InvalidError.of(
                "FILE-OUTSIDE",
                "the file is not part of the ledger: what is written there would not count",
                where=Source(name),
                hint=f'include it in the main ledger: include "{name}"',
            )
        return file

    def _check_same(self, name: str, sha256: str) -> None:
        if digest_of(self.project / name) != sha256:
            raise changed(self.project / name)


def _check_appendable(content: bytes, name: str) -> None:
    """Refuse bytes behind which new text would not mean what it says, also when they are new.

    Raises:
        InvalidError: they cannot be read, or leave a push open (``LEDGER-OPEN-PUSH``).
    """
    if faults := errors(screen(content, name)):
        raise InvalidError(*faults)
    pushes = parse(content, name).open_push if b"push" in content else ()
    if pushes:
        raise InvalidError(*(open_push(Source(name, push.line), push.name) for push in pushes))


def changed(path: Path) -> BillcliError:
    """Return the error for a file that somebody else saved while a change was under way."""
    return ConflictError.of(
        "FILE-CHANGED",
        "somebody saved this file while it was being changed; nothing was written",
        where=Source(str(path)),
        hint="run the command again",
    )
