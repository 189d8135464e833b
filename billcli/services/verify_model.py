"""Whether a read model says what the ledger says: every byte, every fact, every figure.

A second model is made from Beancount's own full load, whatever way the kept one came about, and the
two are compared. It stands beside the kept one and is removed again.
"""

from __future__ import annotations

import time
from dataclasses import replace

from billcli.domain.named import TYPE_CHECKING, NamedTuple
from billcli.ledger.current import moved
from billcli.services.keep_model import read_ledger, verdict_on
from billcli.services.make_model import whole_of
from billcli.services.model_reading import NotKeptError, load_whole, reading_of
from billcli.store.index_compare import differences
from billcli.store.index_file import ModelLost
from billcli.store.index_write import beside

if TYPE_CHECKING:
    from collections.abc import Callable

    from billcli.services.keep_model import Kept, Wanted
    from billcli.store.index_file import Place
    from billcli.store.index_read import Model

_TRIES = 3


class Verified(NamedTuple):
    """The outcome.

    Attributes:
        kept: the ledger as its model says it.
        wrong: what the model says otherwise, in words; empty when it is right, or there is none.
    """

    kept: Kept
    wrong: tuple[str, ...] = ()


def verify(wanted: Wanted, place: Place, told: Callable[[str], None] = lambda _: None) -> Verified:
    """Compare the read model of a ledger with the ledger; a stale one is brought up to date first.

    Args:
        wanted: the ledger.
        place: where its model is kept.
        told: is given what is being done, before it is.

    Raises:
        InvalidError: the main file is missing or cannot be read.
        LedgerMoved: the ledger keeps changing.
    """
    for _ in range(_TRIES):
        kept = read_ledger(wanted)
        if kept.shelf is None:
            return Verified(kept)
        wrong = _wrong(wanted, place, kept.shelf.model, told)
        if wrong is not None:
            return Verified(kept, wrong)
        kept.shelf.model.close()
    raise moved(wanted.seen_from / wanted.ledger, "the ledger keeps changing while it is compared")


def _wrong(
    wanted: Wanted, place: Place, model: Model, told: Callable[[str], None]
) -> tuple[str, ...] | None:
    """Return what is wrong with a model; None when the ledger changed meanwhile."""
    try:
        told("Comparing every byte of the ledger")
        if said := verdict_on(model, verify=True).reason:
            return (said,) if _is_fresh(model) else None
        told("Reading the ledger with Beancount")
        loaded = load_whole(wanted)
        told("Comparing every fact and figure")
        # Its sums are added up from its own facts: another way than the kept model's.
        reading = replace(reading_of(loaded), adds_up=False)
        with beside(place, whole_of(wanted, reading), time.time_ns()) as made:
            found = differences(model, made)
    except NotKeptError as error:
        return (f"no model can be made: {error}",) if _is_fresh(model) else None
    except ModelLost as lost:
        return (str(lost),)
    if found and not _is_fresh(model):
        return None
    return tuple(map(str, found))


def _is_fresh(model: Model) -> bool:
    """Return whether a model is taken for fresh by those who ask it."""
    return verdict_on(model).fresh
