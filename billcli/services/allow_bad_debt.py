"""Book the allowance for bad debts: what is needed as of a day, less what the books hold."""

from __future__ import annotations

from billcli.domain.aging import aged, totals
from billcli.domain.allowance import (
    Allowance,
    allowance_entry,
    edges_in,
    expected_of,
    held_in,
)
from billcli.domain.entry import Account, Facts
from billcli.domain.frozen import replace
from billcli.domain.money import Money
from billcli.domain.named import TYPE_CHECKING
from billcli.domain.problem import UsageError
from billcli.domain.receivable import find_roots, is_receivable
from billcli.domain.seal import sealed
from billcli.services.adjustment_account import AdjustmentAccounts, opened_for
from billcli.services.filing import Papers
from billcli.services.net_of_tax import owed_net
from billcli.services.take_number import Numbers
from billcli.services.whole_act import joined
from billcli.services.writing import Consent, Decision, Written, perform

if TYPE_CHECKING:
    import datetime as dt

    from billcli.domain.entry import Directive
    from billcli.services.workspace import Workspace


def allow_bad_debt(
    workspace: Workspace, as_of: dt.date, date: dt.date, consent: Consent
) -> Written[tuple[Allowance, ...]]:
    """Book what the allowance of each currency has to change by; nothing where it fits.

    Args:
        workspace: the books.
        as_of: the day as of which items are open, and days overdue are counted.
        date: of the entries, and of the balance that is held before.
        consent: how far to go.

    Raises:
        UsageError: no percentage is agreed on (WRITEOFF-ALLOWANCE), or the account would be taken
            for a receivable (ALLOWANCE-ACCOUNT).
    """

    def decision(now: Workspace, tail: tuple[Directive, ...]) -> Decision[tuple[Allowance, ...]]:
        accounts, numbers = AdjustmentAccounts(now), Numbers(now, tail)
        plans = []
        for draft in _drafts(now, as_of, date):
            if draft.change:
                expense = accounts.name("bad_debt", date)
                number = numbers.next("write-off", date)
                plans.append(replace(draft, number=number, expense=expense))
            else:
                plans.append(draft)
        entries = joined([sealed(allowance_entry(plan)) for plan in plans if plan.number])
        known = now.snapshot.facts.accounts
        opened = {one.name: one for one in opened_for(now, *entries)} | accounts.opened
        for plan in plans:
            if plan.number and plan.account not in known:
                opened[plan.account] = Account(now.settings.start or date, plan.account)
        return Decision(tuple(plans), Papers((*opened.values(), *entries)))

    return perform(workspace, decision, consent)


def _drafts(workspace: Workspace, as_of: dt.date, date: dt.date) -> tuple[Allowance, ...]:
    """Return the allowance of each currency in which something is overdue or held."""
    percents = workspace.settings.write_off.allowance
    if not percents:
        raise UsageError.of(
            "WRITEOFF-ALLOWANCE",
            "it is not said how much of what is overdue is expected to be lost",
            hint='set allowance = {"1-30" = 2, "over 30" = 50} under [writeoff] in billcli.toml',
        )
    account = _account(workspace)
    held = held_in(workspace.snapshot.facts.entries, account, date)
    relief = workspace.settings.write_off.tax_relief
    owed = owed_net(workspace, as_of) if relief else workspace.owed(as_of)
    rows = totals(aged(owed, as_of, edges_in(percents)))
    expected = {row.currency: expected_of(row, percents) for row in rows if row.overdue}
    return tuple(
        Allowance(
            number="",
            date=date,
            as_of=as_of,
            currency=currency,
            expected=expected.get(currency, ()),
            held=held.get(currency, Money.zero(currency)),
            account=account,
            expense="",
        )
        for currency in sorted({*expected, *(c for c, amount in held.items() if amount)})
    )


def _account(workspace: Workspace) -> str:
    """Return the account that holds the allowance.

    Raises:
        UsageError: what stands on it would be taken for a debt of a customer.
    """
    settings, facts = workspace.settings, workspace.snapshot.facts
    name = settings.accounts.allowance
    if "accounts.allowance" not in settings.origins:
        root, _, rest = name.partition(":")
        name = f"{facts.options.roots.get(root, root)}:{rest}"
    alone = Facts(accounts={name: Account(workspace.today, name)}, options=facts.options)
    if is_receivable(name, workspace.roots) or find_roots(alone):
        raise UsageError.of(
            "ALLOWANCE-ACCOUNT",
            f"{name} would be taken for what customers owe",
            hint="set allowance under [accounts] to an account that does not stand below it",
        )
    return name
