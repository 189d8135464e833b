"""A ledger on its way into a read model: read file by file, or loaded as a whole."""

from __future__ import annotations

import os

from billcli.domain.frozen import field, frozen
from billcli.domain.named import TYPE_CHECKING
from billcli.domain.problem import errors
from billcli.ledger.cold import cold_build
from billcli.ledger.cold_pool import can_fork
from billcli.ledger.load_packed import load_packed
from billcli.ledger.plugin_run import OWN

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from decimal import Decimal

    from billcli.domain.entry import LedgerOptions
    from billcli.domain.packed import Packed
    from billcli.domain.problem import Problem
    from billcli.ledger.ground import Ground
    from billcli.ledger.load_packed import Loaded
    from billcli.services.keep_model import Wanted


class NotKeptError(Exception):
    """There can be no model of the ledger as it stands; ``str`` says why."""


@frozen
class Reading:
    """A ledger on its way into a model.

    Attributes:
        paths: of its files, in order.
        rows: a path, and rows of it, until every directive was told; asked for once.
        done: what else is known once all rows were taken.
        adds_up: whether the totals of all postings are known then.
        jobs: processes that may work on it.
    """

    paths: tuple[str, ...]
    rows: Iterable[tuple[str, Iterable[Packed]]]
    done: Callable[[], Read]
    adds_up: bool = False
    jobs: int = 1


@frozen
class Read:
    """What is known of a ledger that was read.

    Attributes:
        reason: why changes cannot be told from the changed files alone, or an empty text.
        open_push: of each file, as in ``LedgerFile``.
        totals: what all postings come to by account and currency, then by month, where
            ``adds_up``.
    """

    ground: Ground
    options: LedgerOptions
    problems: tuple[Problem, ...] = ()
    lots: frozenset[str] = frozenset()
    reason: str = ""
    open_push: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    totals: Mapping[tuple[str, str], Mapping[str, Decimal]] = field(default_factory=dict)


def cold_reading(wanted: Wanted) -> Reading:
    """Return the reading of a ledger file by file.

    Raises:
        NotLocal: it has to be loaded as a whole.
    """
    jobs = len(os.sched_getaffinity(0)) if can_fork() else 1
    build = cold_build(
        wanted.seen_from / wanted.ledger,
        skip_plugins=(*wanted.skip, OWN),
        allow_plugins=wanted.allow,
        jobs=jobs,
    )

    def done() -> Read:
        return Read(build.ground, build.options, totals=build.totals)

    return Reading(build.files, build.rows(), done, adds_up=True, jobs=jobs)


def load_whole(wanted: Wanted) -> Loaded:
    """Return a ledger as Beancount loads it.

    Raises:
        InvalidError: the main file is missing or cannot be read.
    """
    return load_packed(
        wanted.ledger,
        skip_plugins=(*wanted.skip, OWN),
        allow_plugins=wanted.allow,
        seen_from=wanted.seen_from,
    )


def reading_of(loaded: Loaded) -> Reading:
    """Return the reading of a ledger that was loaded as a whole.

    Raises:
        NotKeptError: it has errors, whose causes may lie outside its files.
    """
    if errors(loaded.problems):
        raise NotKeptError("the ledger has errors")

    def rows() -> Iterator[tuple[str, Iterable[Packed]]]:
        try:
            for path, row in loaded.rows():
                yield path, (row,)
        except Exception as error:
            raise NotKeptError("a plugin made directives that cannot be read") from error

    def done() -> Read:
        return Read(
            loaded.ground,
            loaded.options,
            loaded.problems,
            loaded.lots,
            loaded.reason,
            {str(file.path): file.open_push for file in loaded.files},
            loaded.totals,
        )

    return Reading(tuple(str(file.path) for file in loaded.files), rows(), done, adds_up=True)
