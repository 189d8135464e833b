"""Keeping the read model of a ledger: it is asked while it is fresh, else brought up to date.

What changed is found out from the changed files alone where that is certain (``ledger.delta``);
else the ledger is read as a whole and the model made anew. Without a place for the model, or when
something is wrong with it, the ledger is read each time: never an error of the user's.
"""

from __future__ import annotations

import os
import time
from enum import Enum
from functools import cached_property
from pathlib import Path

from billcli.domain.named import TYPE_CHECKING, NamedTuple
from billcli.domain.problem import Source
from billcli.services.shelf import Shelf
from billcli.store.index_file import ModelChanged, ModelLost, place_of
from billcli.store.index_key import check
from billcli.store.index_read import open_model

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from billcli.domain.problem import Problem
    from billcli.ledger.snapshot import Snapshot
    from billcli.store.index_file import Place
    from billcli.store.index_key import Expand, Verdict
    from billcli.store.index_read import Model


class Wanted(NamedTuple):
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
    env: Mapping[str, str]

    @property
    def variant(self) -> str:
        """What else decides what the model holds."""
        said = (self.skip, self.allow, self.receivable)
        return repr(said) if any(said) else ""

    def place(self) -> Place:
        """Return where the model is kept."""
        return place_of(str(self.seen_from / self.ledger), self.env, self.variant)

    def shown(self, text: str) -> str:
        """Return a remark with the names of files as the person would type them."""
        return text.replace(f"{os.path.realpath(self.seen_from)}/", "") if "/" in text else text


class How(Enum):
    """How a ledger was read: from its model, what changed, or as a whole, with a model or not."""

    FRESH = "fresh"
    FOLLOWED = "followed"
    MADE = "made"
    NOT_KEPT = "not-kept"


class Kept:
    """A ledger that was read, and the model it can be asked through.

    Attributes:
        shelf: None where there is no model.
        remarks: what was done and why, for ``-v``.
        how: the same in a word.
        reason: why there is no model, in words.
    """

    def __init__(
        self,
        read: Snapshot | Shelf,
        remarks: Sequence[str] = (),
        how: How = How.FRESH,
        reason: str = "",
    ) -> None:
        """Keep what was read, as a whole or from its model."""
        self._read, self.remarks, self.how, self.reason = read, tuple(remarks), how, reason
        self.shelf = read if isinstance(read, Shelf) else None

    @cached_property
    def snapshot(self) -> Snapshot:
        """What was read; of a model nothing is fetched before it is asked for."""
        if not isinstance(self._read, Shelf):
            return self._read
        from billcli.services.kept_snapshot import snapshot_of  # noqa: PLC0415 - as above

        return snapshot_of(self._read)

    @property
    def problems(self) -> tuple[Problem, ...]:
        """What is wrong with the ledger."""
        has_none = self.shelf is not None and self.shelf.model.meta["problems"] == "[]"
        return () if has_none else self.snapshot.problems


FRESH = "The read model answered: the ledger has not changed"


def read_ledger(wanted: Wanted) -> Kept:
    """Return the ledger as it stands, from its model wherever that is fresh or can be made so.

    Raises:
        InvalidError: the main file is missing or cannot be read.
    """
    place = wanted.place()
    remarks: list[str] = []
    noted = False
    for _ in range(_TRIES):
        model, reason = open_model(place)
        if model is None:
            break
        if not model.meta.keys() >= _SAID:
            reason = "the read model is damaged: table meta"
            model.close()
            break
        try:
            verdict = verdict_on(model)
            if verdict.fresh and verdict.settled and not noted:
                _note_down(model, verdict)
                noted = True
                continue
            if verdict.fresh:
                how = How.FOLLOWED if remarks else How.FRESH
                if found := asked(wanted, model, remarks or (FRESH,), how):
                    return found
                reason = "its problems are worded for another folder"
                model.close()
                break
            from billcli.services.follow_change import follow  # noqa: PLC0415 - rarely needed

            reason = follow(wanted, model, verdict, remarks)
        except ModelChanged:
            model.close()
            continue
        except ModelLost as lost:
            reason = str(lost)
        if reason:
            break
    else:
        reason = "it keeps changing"
    from billcli.services.make_model import make_anew  # noqa: PLC0415 - rarely needed

    return make_anew(wanted, place, reason, remarks)


def _note_down(model: Model, verdict: Verdict) -> None:
    """Keep that files have settled, so that the next command need not hash them; as best it can.

    Args:
        model: closed afterwards, because it answers no more once it is written to.
        verdict: what was found.
    """
    from billcli.store.index_write import keep  # noqa: PLC0415 - once after each change, 15 ms

    model.close()
    keep(model.place, verdict)


_TRIES = 4  # of which one may end with noting down that nothing changed
_SAID = frozenset(
    "apart_from entry_count ground options problems reason revision root roots seen_from"
    " whole".split()
)


def verdict_on(model: Model, *, verify: bool = False) -> Verdict:
    """Return whether a model says what the ledger says now.

    Args:
        model: open for reading.
        verify: look at every byte.

    Raises:
        ModelLost: the model cannot be read.
    """
    return check(model, time.time_ns(), expand_in(model.meta["root"]), verify=verify)


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
    if meta["problems"] != "[]" and meta["seen_from"] != str(wanted.seen_from):
        return None
    return Kept(Shelf(model, wanted.seen_from, wanted.receivable), remarks, how)
