"""Keeping the read model of a ledger: it is asked while it is fresh, else brought up to date.

What changed is found out from the changed files alone where that is certain (``ledger.delta``);
else the ledger is read as a whole and the model made anew. Without a place for the model, or when
something is wrong with it, the ledger is read each time: never an error of the user's.
"""

from __future__ import annotations

import json
import time
from dataclasses import dataclass, field
from enum import Enum
from pathlib import Path
from typing import TYPE_CHECKING

from billcli.domain.packed import unpack_options
from billcli.domain.problem import Problem, Severity, Source
from billcli.domain.whole import Whole
from billcli.ledger.file_mark import FileMark
from billcli.ledger.gather import name_of
from billcli.ledger.snapshot import LedgerFile, Snapshot
from billcli.services.kept_books import Shelf
from billcli.services.kept_facts import KeptFacts
from billcli.store.index_file import ModelLost, place_of
from billcli.store.index_key import check
from billcli.store.index_read import open_model

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from billcli.store.index_file import Place
    from billcli.store.index_key import Expand
    from billcli.store.index_read import Model
    from billcli.store.index_schema import Row


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which ledger is to be read, and how.

    Attributes:
        ledger: the main file.
        skip: plugins left out besides billcli's own, whose rules ``check`` runs by itself.
        allow: plugins run.
        receivable: named root of the receivables, or an empty text.
        seen_from: the folder from which file names are shown.
        env: says where the model is kept.
    """

    ledger: Path
    skip: tuple[str, ...]
    allow: tuple[str, ...]
    receivable: str
    seen_from: Path
    env: Mapping[str, str] = field(repr=False)

    @property
    def variant(self) -> str:
        """What else decides what the model holds."""
        said = [self.skip, self.allow, self.receivable]
        return json.dumps(said) if any(said) else ""

    def place(self) -> Place:
        """Return where the model is kept."""
        return place_of(str(self.seen_from / self.ledger), self.env, self.variant)


class How(Enum):
    """How a ledger was read: from its model, what changed, or as a whole, with a model or not."""

    FRESH = "fresh"
    FOLLOWED = "followed"
    MADE = "made"
    NOT_KEPT = "not-kept"


@dataclass(frozen=True, slots=True)
class Kept:
    """A ledger that was read, and the model it can be asked through.

    Attributes:
        shelf: None where there is no model.
        remarks: what was done and why, for ``-v``.
        how: the same in a word.
        reason: why there is no model, in words.
    """

    snapshot: Snapshot
    shelf: Shelf | None = None
    remarks: tuple[str, ...] = ()
    how: How = How.FRESH
    reason: str = ""


FRESH = "The read model answered: the ledger has not changed"


def read_ledger(wanted: Wanted) -> Kept:
    """Return the ledger as it stands, from its model wherever that is fresh or can be made so.

    Raises:
        InvalidError: the main file is missing or cannot be read.
    """
    place = wanted.place()
    remarks: list[str] = []
    for _ in range(_TRIES):
        model, reason = open_model(place)
        if model is None:
            break
        try:
            verdict = check(model, time.time_ns(), expand_in(model.meta["root"]))
            if verdict.fresh:
                how = How.FOLLOWED if remarks else How.FRESH
                if found := asked(wanted, model, remarks or (FRESH,), how):
                    return found
                reason = "its problems are worded for another folder"
                model.close()
                break
            from billcli.services.follow_change import follow  # noqa: PLC0415 - rarely needed

            reason = follow(wanted, model, verdict, remarks)
        except ModelLost as lost:
            reason = str(lost)
        if reason:
            break
    else:
        reason = "it keeps changing"
    from billcli.services.make_model import make_anew  # noqa: PLC0415 - rarely needed

    return make_anew(wanted, place, reason, remarks)


_TRIES = 3


def expand_in(folder: str) -> Expand:
    """Return what tells which files an include of a ledger in a folder matches now.

    What is wrong with an include stands among the files, so that a new fault is noticed too.
    """
    root = Path(folder)

    def expand(including: str, written: str) -> Sequence[str]:
        from billcli.ledger.include import resolve  # noqa: PLC0415 - few ledgers use patterns

        found = resolve(root, Path(including), written, Source(including))
        return [*map(str, found.paths), *(f"?{p.code}: {p.message}" for p in found.problems)]

    return expand


def asked(wanted: Wanted, model: Model, remarks: Sequence[str], how: How) -> Kept | None:
    """Return what a fresh model says; None where its problems were worded for another folder."""
    meta = model.meta
    problems = json.loads(meta["problems"])
    if problems and meta["seen_from"] != str(wanted.seen_from):
        return None
    names: dict[int, str] = {}
    files: list[LedgerFile] = []
    for row in model.files():
        names[row[_ID]] = row[_PATH]
        if row[_MADE] == _LEDGER:
            names[row[_ID]] = name_of(Path(row[_PATH]), wanted.seen_from)
            files.append(_ledger_file(row, names[row[_ID]]))
    shelf = Shelf(
        model,
        names,
        unpack_options(meta["options"]),
        tuple(json.loads(meta["roots"])),
        Whole.unpacked(meta["whole"]),
        meta["apart_from"],
    )
    snapshot = Snapshot(
        root=Path(meta["root"]),
        files=tuple(files),
        facts=KeptFacts(shelf),
        problems=tuple(map(_problem, problems)),
        entry_count=int(meta["entry_count"]),
    )
    return Kept(snapshot, shelf, tuple(remarks), how)


_ID, _PATH, _MADE, _LEDGER = 0, 2, 13, 0


def _ledger_file(row: Row, name: str) -> LedgerFile:
    _, _, path, size, mtime, ctime, inode, device, sha256, _, seen, newline, push, _ = row
    mark = FileMark(size, mtime, ctime, inode, device, seen)
    return LedgerFile(Path(path), name, size, sha256, newline, tuple(json.loads(push)), mark)


def _problem(row: Sequence[str | int]) -> Problem:
    code, message, file, line, hint, severity, excerpt = row
    where = Source(str(file), int(line)) if file or line else None
    return Problem(str(code), str(message), where, str(hint), Severity(severity), str(excerpt))
