"""Revaluing what is open in a currency that somebody names."""

from __future__ import annotations

from billcli.domain.currency import check_known, currencies_of
from billcli.domain.exchange import Rates
from billcli.domain.named import TYPE_CHECKING
from billcli.domain.revaluation import Revaluation

if TYPE_CHECKING:
    import datetime as dt

    from billcli.services.workspace import Workspace


def revaluation(workspace: Workspace, currency: str, day: dt.date) -> Revaluation:
    """Return what values amounts in a currency by the ledger's prices of a day.

    Raises:
        UsageError: there is no such currency.
    """
    facts = workspace.snapshot.facts
    check_known(currency, currencies_of(facts), flag="--in")
    return Revaluation(Rates(facts.rates), currency, day)
