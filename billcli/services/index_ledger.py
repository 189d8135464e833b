"""The read model of a ledger looked after by hand: brought up to date, made anew, verified, shown.

Every command does the first by itself. What can be wrong with a model is never an error of the
user's, so a ledger without one is told in words; only a model that lied is an error.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from enum import Enum

from billcli.domain.named import TYPE_CHECKING
from billcli.domain.problem import Problem
from billcli.services.keep_model import How, read_ledger, verdict_on
from billcli.services.make_model import make_anew
from billcli.services.model_reading import load_whole
from billcli.services.verify_model import verify
from billcli.services.workspace import chosen
from billcli.store.index_file import WRITE_WAIT, ModelLost, refused
from billcli.store.index_guard import blocked, remove
from billcli.store.index_read import open_model
from billcli.store.index_rows import files_of
from billcli.store.index_stamp import LEDGER

if TYPE_CHECKING:
    from collections.abc import Callable

    from billcli.services.keep_model import Kept, Wanted
    from billcli.services.workspace import Selection
    from billcli.store.index_file import Place
    from billcli.store.index_read import Model


class Task(Enum):
    """What is to be done with a model."""

    UPDATE = "update"
    REBUILD = "rebuild"
    VERIFY = "verify"
    STATUS = "status"


@dataclass(frozen=True, slots=True)
class Standing:
    """How a read model stands.

    Attributes:
        path: where it is kept, an empty text when nowhere.
        kept: whether there is one that can be read.
        fresh: whether it says what the ledger says now.
        reason: why there is none, or why it is not fresh, in words.
        follows: whether later changes can be told from the changed files alone.
        obstacle: why they cannot.
        size: bytes.
        made: when it was made, or last brought up to date.
        files, facts, items, open_items: how many it holds.
    """

    path: str
    kept: bool = False
    fresh: bool = False
    reason: str = ""
    follows: bool = False
    obstacle: str = ""
    size: int = 0
    made: dt.datetime | None = None
    files: int = 0
    facts: int = 0
    items: int = 0
    open_items: int = 0


@dataclass(frozen=True, slots=True)
class Indexed:
    """What was done with a model.

    Attributes:
        how: how the ledger was read; None for ``STATUS``.
        remarks: what was done and why, in words.
        problems: errors of the ledger, or that the model was wrong.
        sound: whether the ledger has no errors.
        equal: whether the model was what the ledger says; None when that was not asked, or there
            was none.
    """

    standing: Standing
    how: How | None = None
    remarks: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = ()
    sound: bool = True
    equal: bool | None = None


def index_ledger(
    selection: Selection, task: Task, told: Callable[[str], None] = lambda _: None
) -> Indexed:
    """Do something with the read model of a ledger.

    Args:
        selection: which ledger.
        task: what to do; ``STATUS`` changes nothing.
        told: is given what is being done, before it is.

    Raises:
        UsageError: no ledger can be found.
        InvalidError: the project file is wrong, or the ledger cannot be read at all.
        ConflictError: the ledger keeps changing while the model is verified.
    """
    _, wanted = chosen(selection)
    place = wanted.place()
    if task is Task.STATUS:
        standing = _explained(standing_of(place), wanted, told)
        return Indexed(replace(standing, reason=wanted.shown(standing.reason)))
    if hindrance := _hindrance(place):
        standing = Standing(place.path, reason=hindrance)
        return Indexed(standing, How.NOT_KEPT, (f"No read model is kept: {hindrance}",))
    told("Reading the ledger")
    if task is Task.VERIFY:
        done = _verified(wanted, place, told)
    elif task is Task.REBUILD:
        done = _done(_made_anew(wanted, place, "that was asked for"), place)
    else:
        done = _done(read_ledger(wanted), place)
    return replace(done, remarks=tuple(map(wanted.shown, done.remarks)))


def _explained(standing: Standing, wanted: Wanted, told: Callable[[str], None]) -> Standing:
    """Return how a model stands; where there could be one and is none, errors may be why."""
    if standing.kept or _hindrance(wanted.place()):
        return standing
    told("Reading the ledger")
    sound = load_whole(wanted).snapshot.is_sound
    return standing if sound else replace(standing, reason="the ledger has errors")


def _hindrance(place: Place) -> str:
    """Return why there can be no model, whatever the ledger says, or nothing."""
    if not place.path:
        return place.reason
    return "" if refused(place.path) == "" else blocked(place.path)


def _made_anew(wanted: Wanted, place: Place, reason: str) -> Kept:
    failure = remove(place.path, WRITE_WAIT) if place.path else ""
    return make_anew(wanted, place, reason, (f"The old one stays: {failure}",) if failure else ())


def _verified(wanted: Wanted, place: Place, told: Callable[[str], None]) -> Indexed:
    kept, wrong = verify(wanted, place, told)
    if kept.shelf is None:
        return _done(kept, place)
    if not wrong:
        return replace(_done(kept, place), equal=True)
    kept.shelf.model.close()
    told("Making it anew")
    done = _done(_made_anew(wanted, place, "the read model was wrong"), place)
    problem = Problem(
        "INDEX-WRONG",
        f"the read model did not say what the ledger says: {'; '.join(wrong)}",
        help="please report it with the words above; the model has been made anew",
    )
    return replace(done, problems=(*done.problems, problem), equal=False)


def _done(kept: Kept, place: Place) -> Indexed:
    sound = kept.snapshot.is_sound
    standing = (
        Standing(place.path, reason=kept.reason) if kept.shelf is None else standing_of(place)
    )
    problems = () if sound else kept.snapshot.problems
    return Indexed(standing, kept.how, kept.remarks, problems, sound)


def standing_of(place: Place) -> Standing:
    """Return how the model of a place stands, without reading more than tells that.

    Args:
        place: from ``Wanted.place``.
    """
    reason = place.reason
    if not reason:
        try:
            model, reason = open_model(place)
            if model is not None:
                try:
                    return _standing(model)
                finally:
                    model.close()
        except ModelLost as lost:
            reason = str(lost)
        reason = _hindrance(place) or reason
    return Standing(place.path, reason=reason)


def _standing(model: Model) -> Standing:
    verdict = verdict_on(model)
    meta = model.status()
    obstacle = meta["reason"]
    seconds = int(meta["made_ns"]) // 1_000_000_000
    return Standing(
        meta["path"],
        kept=True,
        fresh=verdict.fresh,
        reason=verdict.reason,
        follows=not obstacle,
        obstacle=obstacle,
        size=int(meta["bytes"]),
        made=dt.datetime.fromtimestamp(seconds, dt.UTC),
        files=len(files_of(model, LEDGER)),
        facts=int(meta["count_fact"]),
        items=int(meta["count_item"]),
        open_items=int(meta["count_open"]),
    )
