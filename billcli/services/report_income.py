"""What was earned and taxed in a period, as asked for."""

from __future__ import annotations

from billcli.domain.earned import Basis, Earned, earned
from billcli.domain.frozen import frozen
from billcli.domain.income_entry import income_of
from billcli.domain.income_report import within
from billcli.domain.named import TYPE_CHECKING
from billcli.domain.problem import UsageError, quoted

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable

    from billcli.services.workspace import Workspace


@frozen
class IncomeAsked:
    """Which income is asked for.

    Attributes:
        by: what the rows are about.
        since, until: the days, both included; None leaves an end open.
    """

    basis: Basis
    by: str
    since: dt.date | None = None
    until: dt.date | None = None


def income_asked(
    basis: str, by: str, keys: Iterable[str], since: dt.date | None, until: dt.date | None
) -> IncomeAsked:
    """Return what a person asks for.

    Args:
        basis: as typed.
        by: as typed.
        keys: what it may be.
        since: first day, or None.
        until: last day, or None.

    Raises:
        UsageError: a word is none of those known, or the first day is after the last.
    """
    _check("--basis", basis, [one.value for one in Basis])
    _check("--by", by, keys)
    if since and until and since > until:
        raise UsageError.of(
            "PERIOD-BACKWARDS", f"--from {since} is after --to {until}", hint="swap the two"
        )
    return IncomeAsked(Basis(basis), by, since, until)


def _check(flag: str, word: str, known: Iterable[str]) -> None:
    if word not in known:
        raise UsageError.of(
            "OPTION-VALUE",
            f"{flag}: {quoted(word, 20)} is not known",
            hint=f"use {', '.join(known)}",
        )


def earned_in(workspace: Workspace, as_of: dt.date, asked: IncomeAsked) -> Iterable[Earned]:
    """Return what counts in the period, as far as it is known on a day.

    Nothing kept in the read model tells it: every entry that touches an open item is read.
    """
    found = earned(income_of(workspace.books(as_of)), asked.basis)
    return within(found, asked.since, asked.until)
