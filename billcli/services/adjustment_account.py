"""Accounts that take what payments settle beyond their money: fees, discounts, rounding, exchange.

The configured account counts; else the usual one, if it is open; else the only open one whose name
says what it is for. Where there is none, the usual one is opened in the same change.
"""

from __future__ import annotations

import re

from billcli.domain.entry import Account
from billcli.domain.named import TYPE_CHECKING

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

    from billcli.domain.entry import Entry
    from billcli.services.workspace import Workspace

_NAMED = {
    "discounts": re.compile(r"(?i)discount|skonto|rabatt|escompte|remise|sconto|descuento|korting"),
    "fees": re.compile(r"(?i)bank[:-]?(fee|charge|cost)|(fee|charge)s?:bank|bankgeb|frais.*banc"),
    "card_fees": re.compile(r"(?i)(card|psp|processor|stripe|payment)[:-]?fee|fees?:(card|stripe)"),
    "rounding": re.compile(r"(?i)round|rundung|arrondi|arrotond|redondeo|afrond"),
    "bad_debt": re.compile(r"(?i)bad[:-]?debt|write[:-]?offs?|forderungsausf|uncollect"),
    "late_fees": re.compile(r"(?i)late[:-]?fees?|dunning|mahngeb|frais.*retard|morator"),
    "interest": re.compile(r"(?i)interest|verzugszins|int[eé]r[eê]ts?|rente"),
    "fx": re.compile(r"(?i):(fx|forex)\b|exchange|kursdiff|wechselkurs"),
}
# Where money stands until the bank has it.
_ON_THE_WAY = ("undeposited", "cards", "debits")


class AdjustmentAccounts:
    """Chooses the accounts, and remembers which of them have to be opened."""

    def __init__(self, workspace: Workspace) -> None:
        """Choose among the accounts of the books."""
        self._workspace = workspace
        self.opened: dict[str, Account] = {}
        self._named: dict[str, Sequence[tuple[str, dt.date]]] = {}

    def name(self, kind: str, date: dt.date) -> str:
        """Return the account of a kind: ``fees card_fees discounts rounding bad_debt fx``.

        Args:
            kind: its name under ``[accounts]`` in the project file.
            date: of the entry; an account that has to be opened is opened on that day or earlier.
        """
        settings, facts = self._workspace.settings, self._workspace.snapshot.facts
        usual: str = getattr(settings.accounts, kind)
        configured = f"accounts.{kind}" in settings.origins
        known = facts.accounts.get(usual)
        if configured or (known and known.closed is None) or usual in self.opened:
            self._open_earlier(usual, date)
            return usual
        fitting = [name for name, opened in self._fitting(kind) if opened <= date]
        if len(fitting) == 1:
            return fitting[0]
        self.opened[usual] = Account(settings.start or date, usual)
        return usual

    def _fitting(self, kind: str) -> Sequence[tuple[str, dt.date]]:
        """Return the accounts whose name says that they are for a kind, with their first days."""
        if kind not in self._named:
            facts = self._workspace.snapshot.facts
            roots = tuple(facts.options.roots.get(r, r) for r in ("Income", "Expenses"))
            self._named[kind] = [
                (name, account.date)
                for name, account in facts.accounts.items()
                if account.closed is None and name.startswith(roots) and _NAMED[kind].search(name)
            ]
        return self._named[kind]

    def _open_earlier(self, name: str, date: dt.date) -> None:
        made = self.opened.get(name)
        if made and date < made.date:
            self.opened[name] = Account(date, name)


def opened_for(workspace: Workspace, *entries: Entry) -> tuple[Account, ...]:
    """Return the accounts of ``[accounts]`` that entries need and that nobody has opened yet.

    An account that was closed is not opened again.
    """
    settings, known = workspace.settings, workspace.snapshot.facts.accounts
    names = {getattr(settings.accounts, kind) for kind in (*_NAMED, *_ON_THE_WAY)}
    days: dict[str, dt.date] = {}
    for entry in entries:
        for posting in entry.postings:
            if posting.account in names and posting.account not in known:
                day = settings.start or entry.date
                days[posting.account] = min(day, days.get(posting.account, day))
    return tuple(Account(day, name) for name, day in days.items())
