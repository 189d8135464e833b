"""The runs in which direct debits were collected, as the ledger has them."""

from __future__ import annotations

from billcli.domain.direct_debit import CURRENCY
from billcli.domain.frozen import frozen
from billcli.domain.meta import text_of
from billcli.domain.money import Money, total
from billcli.domain.named import TYPE_CHECKING
from billcli.services.whole_act import RUN, runs_of

if TYPE_CHECKING:
    import datetime as dt

    from billcli.domain.entry import Entry
    from billcli.services.workspace import Workspace


@frozen
class PastRun:
    """One run.

    Attributes:
        number: names it and its file.
        payments: ids of its payments.
        amount: collected in all; what was returned since is not taken off.
    """

    number: str
    collected: dt.date
    payments: tuple[str, ...]
    amount: Money


def past_runs(workspace: Workspace) -> tuple[PastRun, ...]:
    """Return the runs by date, of what is not after the cut-off."""
    series = workspace.settings.series["remittance"]
    by_run: dict[str, list[Entry]] = {}
    for entry in workspace.snapshot.facts.entries_naming(RUN):
        for run in filter(series.read, runs_of(entry)):
            by_run.setdefault(run, []).append(entry)
    return tuple(
        PastRun(
            number,
            entries[0].date,
            tuple(text_of(entry.meta.get("id")) for entry in entries),
            total([entry.postings[0].amount for entry in entries], CURRENCY),
        )
        for number, entries in by_run.items()
    )
