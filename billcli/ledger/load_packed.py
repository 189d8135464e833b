"""A full load that hands its facts on for the read model, packed, besides the snapshot."""

from __future__ import annotations

from functools import cached_property
from itertools import chain
from pathlib import Path

from billcli.domain.named import TYPE_CHECKING
from billcli.ledger.collector import collector_paused
from billcli.ledger.gather import gather
from billcli.ledger.ground import Ground, GroundFile
from billcli.ledger.load import Loading
from billcli.ledger.pack import Packer, place_of
from billcli.ledger.plugin_run import Policy
from billcli.ledger.raw_value import is_booked
from billcli.ledger.standing import NotLocal
from billcli.ledger.tally import Tally

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from decimal import Decimal

    from billcli.domain.packed import Packed
    from billcli.domain.problem import Problem
    from billcli.ledger.gather import Gathered
    from billcli.ledger.seam import Raw
    from billcli.ledger.snapshot import Snapshot


class Loaded:
    """A full load.

    Attributes:
        files: as in ``Snapshot``.
        ground: what is to be kept of them.
        options: the ledger's.
        problems: everything wrong with the ledger; once there is a snapshot it may know of more.
        lots: accounts where the order of postings matters: they hold lots, or a currency is left
            out that Beancount tells from what the account holds.
        reason: why later changes cannot be told from the changed files alone; empty when they can.
        totals: what all postings come to by account and currency, then by month, once all rows were
            taken.
    """

    def __init__(self, gathered: Gathered, policy: Policy) -> None:
        """Load all that was read."""
        self._loading = loading = Loading(gathered, policy)
        loading.run()
        self._entries = loading.entries
        self.files = tuple(gathered.files)
        self.options, self.problems = loading.options, loading.problems()
        pads = [
            (entry.account, entry.date.isoformat())
            for entry in self._entries
            if type(entry).__name__ == "Pad"
        ]
        self.ground = ground_of(gathered, len(self._entries), pads)
        from billcli.ledger.plain_booking import lots_of  # noqa: PLC0415 - imports Beancount

        self.lots = lots_of(chain(self._entries, *(one.entries for one in gathered.parsed)))
        self.reason = _reason(self.problems, self.ground, policy)
        self.totals: dict[tuple[str, str], dict[str, Decimal]] = {}

    @cached_property
    def snapshot(self) -> Snapshot:
        """The same as ``load`` returns it."""
        return self._loading.snapshot()

    def rows(self) -> Iterator[tuple[str, Packed]]:
        """Yield every directive with the path of its file, or the name a plugin made up for it.

        In the order of files, then of lines; what a pad made follows the pad. The garbage collector
        is off until the last was taken. What a plugin made may be of any shape, and raise anything.
        """
        order = {file.path: index for index, file in enumerate(self.ground.files)}
        packer = Packer({})
        last = len(order)
        tally = Tally()
        with collector_paused():
            places = [place_of(entry.meta) for entry in self._entries]
            for index in sorted(
                range(len(places)), key=lambda i: (order.get(places[i].file, last), places[i].line)
            ):
                entry = self._entries[index]
                row = packer.pack(entry)
                if row.kind == "T":
                    tally.use(row.date, _moved(entry))
                yield places[index].file, row
        self.totals = tally.totals()


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
        return Loaded(gather(ledger, seen_from or Path.cwd()), policy)


def ground_of(gathered: Gathered, entry_count: int, pads: Iterable[tuple[str, str]] = ()) -> Ground:
    """Return what is to be kept of the files of a full load."""
    files = [
        GroundFile(str(file.path), file.size, file.sha256, file.newline).with_lines(
            one.includes, one.settings, one.plugins
        )
        for file, one in zip(gathered.files, gathered.parsed, strict=True)
    ]
    return Ground(str(gathered.root), tuple(files), entry_count, tuple(pads))


def _moved(transaction: Raw) -> list[tuple[str, Decimal, str]]:
    return [(leg.account, *leg.units) for leg in transaction.postings if is_booked(leg)]


def _reason(problems: Sequence[Problem], ground: Ground, policy: Policy) -> str:
    if problems:
        return "the ledger has a problem: " + problems[0].code
    try:
        ground.check_local(policy)
    except NotLocal as refused:
        return str(refused)
    return ""
