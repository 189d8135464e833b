"""A full load that hands its facts on for the read model, packed, besides the snapshot."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

from billcli.ledger.collector import collector_paused
from billcli.ledger.gather import gather
from billcli.ledger.ground import Ground, GroundFile
from billcli.ledger.load import Loading
from billcli.ledger.pack import Packer, place_of
from billcli.ledger.plugin_run import Policy
from billcli.ledger.standing import NotLocal

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from billcli.domain.packed import Packed
    from billcli.ledger.gather import Gathered
    from billcli.ledger.seam import Raw
    from billcli.ledger.snapshot import Snapshot


@dataclass(frozen=True, slots=True)
class Loaded:
    """A full load.

    Attributes:
        snapshot: as ``load`` returns it.
        ground: the files.
        lots: accounts where the order of postings matters: they hold lots, or a currency is left
            out that Beancount tells from what the account holds.
        reason: why later changes cannot be told from the changed files alone; empty when they can.
    """

    snapshot: Snapshot
    ground: Ground
    lots: frozenset[str]
    reason: str
    _entries: list[Raw] = field(repr=False)

    def rows(self) -> Iterator[tuple[str, Packed]]:
        """Yield every directive with the path of its file, or the name a plugin made up for it.

        In the order of files, then of lines; what a pad made follows the pad. The garbage collector
        is off until the last was taken.
        """
        order = {file.path: index for index, file in enumerate(self.ground.files)}
        packer = Packer({})
        last = len(order)
        with collector_paused():
            places = [place_of(entry.meta) for entry in self._entries]
            for index in sorted(
                range(len(places)), key=lambda i: (order.get(places[i].file, last), places[i].line)
            ):
                yield places[index].file, packer.pack(self._entries[index])


def load_packed(
    ledger: Path,
    *,
    skip_plugins: Iterable[str] = (),
    allow_plugins: Iterable[str] = (),
    seen_from: Path | None = None,
) -> Loaded:
    """Return a ledger as it stands on the disk, ready to be kept; arguments as of ``load``.

    Raises:
        InvalidError: the main file is missing or cannot be read.
    """
    policy = Policy(tuple(skip_plugins), tuple(allow_plugins))
    with collector_paused():
        gathered = gather(ledger, seen_from or Path.cwd())
        loading = Loading(gathered, policy)
        snapshot = loading.snapshot()
        pads = [
            (entry.account, entry.date.isoformat())
            for entry in loading.entries
            if type(entry).__name__ == "Pad"
        ]
        ground = ground_of(gathered, snapshot.entry_count, pads)
        entries = chain(loading.entries, *(one.entries for one in gathered.parsed))
        return Loaded(
            snapshot, ground, lots_of(entries), _reason(snapshot, ground, policy), loading.entries
        )


def ground_of(gathered: Gathered, entry_count: int, pads: Iterable[tuple[str, str]] = ()) -> Ground:
    """Return what is to be kept of the files of a full load."""
    files = [
        GroundFile(str(file.path), file.size, file.sha256, file.newline).with_lines(
            one.includes, one.settings, one.plugins
        )
        for file, one in zip(gathered.files, gathered.parsed, strict=True)
    ]
    return Ground(str(gathered.root), tuple(files), entry_count, tuple(pads))


def lots_of(entries: Iterable[Raw]) -> frozenset[str]:
    """Return the accounts whose postings Beancount books by what the account holds.

    Args:
        entries: directives before booking, which fills in what is left out, and after plugins.
    """
    from beancount.core.number import MISSING  # noqa: PLC0415 - imported with the ledger

    def by_content(units: Raw, cost: Raw, price: Raw) -> bool:
        if cost is not None or (price is not None and price.currency is MISSING):
            return True
        return units is not MISSING and units is not None and units.currency is MISSING

    return frozenset(
        leg.account
        for entry in entries
        for leg in getattr(entry, "postings", None) or ()
        if by_content(leg.units, leg.cost, leg.price)
    )


def _reason(snapshot: Snapshot, ground: Ground, policy: Policy) -> str:
    if snapshot.problems:
        return "the ledger has a problem: " + snapshot.problems[0].code
    try:
        ground.check_local(policy)
    except NotLocal as refused:
        return str(refused)
    return ""
