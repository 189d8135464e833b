"""A change made ready to write: the new bytes of every file, proved, and the steps to them."""

from __future__ import annotations

from contextlib import suppress

from billcli.domain.named import TYPE_CHECKING, NamedTuple
from billcli.domain.problem import BillcliError, ConflictError, InvalidError, Source
from billcli.ledger.added_text import block_behind, check_appendable, placed
from billcli.ledger.atomic_file import bytes_of, digest, digest_of
from billcli.ledger.change_set import Append, Appended, NewFile, Receipt, Rewrite
from billcli.ledger.file_contents import FileBytes
from billcli.ledger.file_span import FileSpan
from billcli.ledger.journal_record import JournalRecord, Step
from billcli.ledger.proof import prove
from billcli.ledger.render import blocks

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from billcli.domain.entry import Directive
    from billcli.ledger.atomic_file import Part
    from billcli.ledger.change_set import ChangeSet, Removal
    from billcli.ledger.current import Current
    from billcli.ledger.file_contents import FileRead
    from billcli.ledger.file_mark import FileMark
    from billcli.ledger.snapshot import LedgerFile


class Prepared(NamedTuple):
    """A change that only needs its bytes moved.

    Attributes:
        record: its steps: files made, then rewritten, then removed.
        contents: the new bytes of each file made or rewritten, in parts, by the step's path.
        receipt: what the change will have done.
        marks: how files to change stood before they were read, where that proves their bytes.
    """

    record: JournalRecord
    contents: Mapping[str, tuple[Part, ...]]
    receipt: Receipt
    marks: Mapping[str, FileMark]

    def is_still(self, step: Step, path: Path) -> bool:
        """Return whether a file to change has the bytes that its new ones were made from.

        Raises:
            OSError: it cannot be read.
        """
        mark = self.marks.get(step.path)
        with suppress(FileNotFoundError):
            if mark is not None and mark.proves(path.stat()):
                return True
        return digest_of(path) == step.old


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
        self.new: dict[str, str] = {}
        self.contents: dict[str, tuple[Part, ...]] = {}
        self.marks: dict[str, FileMark] = {}
        self.removed: dict[str, str] = {}
        self.places: list[Source] = []
        self.appended: dict[str, Appended] = {}

    def append(self, change: Append) -> None:
        name = self._name(change.path)
        parts = self.contents.get(name)
        if parts is None:
            file = self._file(name)
            old, shown = self._known(name, file), file.name
        else:
            old, shown = FileBytes(b"".join(map(bytes_of, parts))), name
            check_appendable(old, shown)
        texts = blocks(change.directives)
        if not texts:
            return
        text = "\n".join(texts)
        read = prove(text, change.directives, shown, self.roots)
        block, line = block_behind(old, text)
        before = old if isinstance(old, FileSpan) else old.content
        self.contents[name], self.new[name] = (before, block), old.sha256_with(block)
        standing = tuple(placed(directive, shown, line - 1) for directive in read)
        self.places += [directive.source for directive in standing]
        self._note(name, old, old.size + len(block), standing)

    def _known(self, name: str, file: LedgerFile) -> FileRead:
        """Return the bytes of a file of the ledger that can be appended to.

        Others appended no more than entries since it was loaded, or it would have been loaded
        again; so what it leaves open is known.
        """
        old = self.current.contents.read(file.path)
        self.old[name] = old.sha256
        if self.current.trusting and old.mark is not None:
            self.marks[name] = old.mark
        check_appendable(old, file.name, may_push=bool(file.open_push))
        return old

    def _note(self, name: str, old: FileRead, size: int, standing: tuple[Directive, ...]) -> None:
        """Note what the receipt says of a file of the ledger that grows, and does nothing else."""
        before = self.appended.get(name)
        if before is None:
            if old.mark is None:
                return
            path = (self.project / name).resolve()
            before = Appended(path, old.size, old.sha256, 0, "", ())
        self.appended[name] = before._replace(
            size=size, sha256=self.new[name], directives=(*before.directives, *standing)
        )

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
        self._replace(name, None, change.content)

    def rewrite(self, change: Rewrite) -> None:
        name = self._name(change.path)
        self._check_same(name, change.sha256_old)
        self._replace(name, change.sha256_old, change.content)

    def _replace(self, name: str, old: str | None, content: bytes) -> None:
        self.old[name], self.new[name], self.contents[name] = old, digest(content), (content,)
        self.marks.pop(name, None)
        self.appended.pop(name, None)

    def remove(self, change: Removal) -> None:
        name = self._name(change.path)
        self._check_same(name, change.sha256_old)
        self.removed[name] = change.sha256_old

    def prepared(self, text: str) -> Prepared:
        steps = [Step(name, self.old[name], new) for name, new in self.new.items()]
        steps = [step for step in steps if step.old != step.new]
        steps.sort(key=lambda step: step.old is not None)  # files are made first
        steps += [Step(name, old, None) for name, old in self.removed.items()]
        record = JournalRecord(tuple(steps), self._folders(steps))
        files = tuple(self.project / step.path for step in steps)
        grown = tuple(self.appended.values())
        receipt = Receipt(tuple(self.places), text, files, grown)
        return Prepared(record, self.contents, receipt, self.marks)

    def _folders(self, steps: Sequence[Step]) -> tuple[str, ...]:
        """Return the folders that must be made, outer ones before inner ones."""
        missing: set[Path] = set()
        for step in steps:
            parents = (self.project / step.path).parents
            for folder in parents:
                _check_folder(folder, step.path)
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


def _check_folder(folder: Path, name: str) -> None:
    """Refuse a file below what is no folder; else the change could be neither made nor undone."""
    if folder.exists() and not folder.is_dir():
        raise BillcliError.of(
            "FOLDER-IS-FILE",
            f"{folder.name} is a file, and a folder is needed there",
            where=Source(name),
            hint=f"give the file {folder.name} another name",
        )


def changed(path: Path) -> BillcliError:
    """Return the error for a file that somebody else saved while a change was under way."""
    return ConflictError.of(
        "FILE-CHANGED",
        "somebody saved this file while it was being changed; nothing was written",
        where=Source(str(path)),
        hint="run the command again",
    )
