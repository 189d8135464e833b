"""What the books themselves tell of bank accounts: the last balance asserted, and what came after.

Clearing accounts are told with them: money on its way from a processor ought to arrive, so they
return to zero.
"""

from __future__ import annotations

import re

from billcli.domain.frozen import frozen
from billcli.domain.named import TYPE_CHECKING
from billcli.domain.party import nearest
from billcli.domain.problem import UsageError
from billcli.matching.bank_movement import Balances, movements_of

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Iterator

    from billcli.domain.entry import Asserted, Facts
    from billcli.domain.money import Money
    from billcli.matching.bank_movement import BankMovement
    from billcli.services.workspace import Workspace

_CLEARING = re.compile(r"clearing|undeposited", re.IGNORECASE)


@frozen
class BankStanding:
    """A bank account in one currency as the books have it.

    Attributes:
        balance: at the end of the day that was asked for.
        asserted: its last ``balance`` directive until then, or None.
        after: how many movements followed that.
        open: those of them that the bank has not told of: they carry neither reference nor key.
    """

    account: str
    currency: str
    balance: Money
    asserted: Asserted | None
    after: int
    open: tuple[BankMovement, ...]

    @property
    def holds(self) -> bool:
        """Return whether a balance was asserted, and the bank told of all that followed."""
        return (self.asserted is not None and not self.open) or not self.after


@frozen
class Clearing:
    """A clearing account that is not at zero.

    Attributes:
        since: the first movement since it last was, or since it began.
    """

    account: str
    currency: str
    balance: Money
    since: dt.date


def bank_standings(workspace: Workspace, account: str, day: dt.date) -> tuple[BankStanding, ...]:
    """Return how bank accounts stand at the end of a day, by account and currency.

    Those are the accounts of the project file and those with movements the bank told of.

    Args:
        workspace: the books.
        account: the only one, or empty for all.
        day: the last that counts.

    Raises:
        UsageError: there is no such account.
    """
    require_account(workspace, account)
    facts = workspace.snapshot.facts
    settings = workspace.settings
    named = [settings.accounts.bank, *(bank.account for bank in settings.banks)]
    accounts = [account] if account else list(dict.fromkeys([*filter(None, named), *_told(facts)]))
    used = _currencies(facts)
    return tuple(
        _standing(facts, name, currency, day)
        for name in accounts
        for currency in sorted(used.get(name, ()))
    )


def clearings(workspace: Workspace, day: dt.date) -> tuple[Clearing, ...]:
    """Return the clearing accounts that are not at zero at the end of a day.

    An account is one by its name: a part of it says clearing, or undeposited.
    """
    facts = workspace.snapshot.facts
    found = (
        _cleared(facts, name, currency, day)
        for name, currencies in sorted(_currencies(facts).items())
        if _CLEARING.search(name)
        for currency in sorted(currencies)
    )
    return tuple(one for one in found if one)


def require_account(workspace: Workspace, account: str) -> None:
    """Refuse the name of an account that the ledger has not.

    Raises:
        UsageError: there is none of that name; the nearest are named.
    """
    known = workspace.snapshot.facts.accounts
    if account and account not in known:
        near = nearest(account, {name: (name,) for name in known})
        raise UsageError.of(
            "ACCOUNT-UNKNOWN",
            f"the account {account} is not open in the ledger",
            hint=f"did you mean {' or '.join(near)}?" if near else "look at the open directives",
        )


def _told(facts: Facts) -> Iterator[str]:
    for entry in facts.entries:
        for posting in entry.postings:
            if posting.meta and posting.meta.keys() & {"bank-ref", "bank-key"}:
                yield posting.account


def _currencies(facts: Facts) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for entry in facts.entries:
        for posting in entry.postings:
            found.setdefault(posting.account, set()).add(posting.amount.currency)
    return found


def _standing(facts: Facts, account: str, currency: str, day: dt.date) -> BankStanding:
    movements = _until(movements_of(facts, account, currency), day)
    asserted = [
        one
        for one in facts.balances
        if (one.account, one.currency) == (account, currency)
        and one.date.toordinal() <= day.toordinal() + 1
    ]
    last = max(asserted, key=lambda one: one.date, default=None)
    after = [one for one in movements if last is None or one.date >= last.date]
    balance = Balances(movements, currency).on(day)
    waiting = tuple(one for one in after if not one.reconciled)
    return BankStanding(account, currency, balance, last, len(after), waiting)


def _cleared(facts: Facts, account: str, currency: str, day: dt.date) -> Clearing | None:
    movements = _until(movements_of(facts, account, currency), day)
    balances = Balances(movements, currency)
    since: dt.date | None = None
    for moved_on in sorted({one.date for one in movements}):
        since = (since or moved_on) if balances.on(moved_on) else None
    return Clearing(account, currency, balances.on(day), since) if since else None


def _until(movements: Iterable[BankMovement], day: dt.date) -> list[BankMovement]:
    return [one for one in movements if one.date <= day]
