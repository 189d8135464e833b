"""Collect by direct debit: payments that settle what is due, and the order for the bank, at once.

Each debit is a payment on the clearing account, dated the day of collection and known by its
end-to-end id, so that the bank's return of it finds what it opens again. What is collected is
settled in the ledger: a second run finds it so, and collects nothing twice.
"""

from __future__ import annotations

import datetime as dt
from os.path import relpath

from billcli.documents.pain_008 import Creditor, Order, pain_008
from billcli.domain.allocation import Allocations
from billcli.domain.direct_debit import CURRENCY, Debit, LeftOut
from billcli.domain.entry import Document, Entry
from billcli.domain.frozen import frozen, replace
from billcli.domain.iban import is_sepa
from billcli.domain.money import Money
from billcli.domain.named import TYPE_CHECKING
from billcli.domain.numbering import Tally
from billcli.domain.party import issuer
from billcli.domain.payment_entry import payment_entry
from billcli.domain.payment_plan import PaymentAccounts, PaymentPlan
from billcli.domain.problem import UsageError
from billcli.domain.seal import sealed
from billcli.domain.target_day import is_target_day, next_target_day
from billcli.ledger.change_set import NewFile
from billcli.services.adjustment_account import opened_for
from billcli.services.debit_choice import chosen_debits
from billcli.services.filing import Papers, target_of
from billcli.services.render_document import data_path
from billcli.services.take_number import Numbers
from billcli.services.whole_act import RUN
from billcli.services.writing import Decision, Written, perform

if TYPE_CHECKING:
    from collections.abc import Sequence

    from billcli.domain.entry import Directive
    from billcli.services.workspace import Workspace
    from billcli.services.writing import Consent

NARRATION = "Direct debit"


@frozen
class DebitRun:
    """What is collected.

    Attributes:
        number: names the run and its file; empty when there is nothing to collect.
        debits: each with the number of its payment.
        left: what is not collected, and why.
    """

    number: str
    collected: dt.date
    debits: tuple[tuple[str, Debit], ...]
    left: tuple[LeftOut, ...]

    @property
    def amount(self) -> Money:
        """What is collected in all."""
        amounts = [debit.amount for _, debit in self.debits]
        return sum(amounts[1:], amounts[0]) if amounts else Money.zero(CURRENCY)


class _NothingDueError(Exception):
    """There is nothing to collect, and so nothing to write or to agree to."""

    def __init__(self, run: DebitRun, remarks: tuple[str, ...]) -> None:
        """Keep what is answered then."""
        super().__init__(run.collected)
        self.run, self.remarks = run, remarks


def collection_day(workspace: Workspace, asked: dt.date | None) -> dt.date:
    """Return the day on which money is collected: the one asked for, else the next possible.

    Raises:
        UsageError: the day asked for is past, or banks settle nothing on it.
    """
    if asked is None:
        days = workspace.settings.debit.days
        return next_target_day(workspace.today + dt.timedelta(days=days))
    if asked <= workspace.today or not is_target_day(asked):
        first = next_target_day(max(asked, workspace.today + dt.timedelta(days=1)))
        said = "is not after today" if asked <= workspace.today else "is no banking day"
        raise UsageError.of(
            "DEBIT-DAY", f"--collect: {asked} {said}", hint=f"use --collect {first}"
        )
    return asked


def run_debit(
    workspace: Workspace, wanted: Sequence[str], collected: dt.date, consent: Consent
) -> Written[DebitRun]:
    """Collect what is due on a day from customers who gave a mandate.

    Args:
        workspace: the books.
        wanted: ids of customers or items to which the run is limited; empty for all.
        collected: as ``collection_day`` gives it.
        consent: how far to go.

    Raises:
        UsageError: creditor identifier or account are missing, an id is unknown, or what is named
            cannot be collected.
        InvalidError: the ledger has errors.
    """

    def decide(books: Workspace, tail: tuple[Directive, ...]) -> Decision[DebitRun]:
        creditor = _creditor(books, collected)
        debits, left = chosen_debits(books, wanted, collected)
        if not debits:
            raise _NothingDueError(DebitRun("", collected, (), left), books.remarks)
        numbers = Numbers(books, tail)
        run = _run_number(books, tail, collected)
        named = tuple((numbers.next("payment", collected), debit) for debit in debits)
        order = Order(run, books.today, collected, creditor, named, books.settings.debit.message)
        done = DebitRun(run, collected, named, left)
        return Decision(done, _papers(books, order), is_ahead=True)

    try:
        return perform(workspace, decide, consent)
    except _NothingDueError as nothing:
        return Written(nothing.run, "", remarks=nothing.remarks)


def _papers(workspace: Workspace, order: Order) -> Papers:
    clearing = workspace.settings.accounts.debits
    entries = [_entry(order, number, debit, clearing) for number, debit in order.debits]
    path = data_path(workspace, order.number)
    folder = target_of(workspace, entries[-1]).parent
    name = relpath(path, folder).replace("\\", "/")
    directives: list[Directive] = [*entries]
    directives.append(Document(order.collected, clearing, name, (), (order.number,)))
    directives += opened_for(workspace, *entries)
    return Papers(tuple(directives), (NewFile(path, pain_008(order)),))


def _entry(order: Order, number: str, debit: Debit, clearing: str) -> Entry:
    """Return the payment of one debit; its cash leg bears the end-to-end id."""
    entry = payment_entry(
        PaymentPlan(
            number=number,
            payee=debit.customer.name,
            date=order.collected,
            amount=debit.amount,
            allocations=Allocations(debit.parts, Money.zero(CURRENCY)),
            accounts=PaymentAccounts(bank=clearing, receivable=debit.customer.account),
            narration=NARRATION,
            customer=debit.customer.id,
        )
    )
    cash, *others = entry.postings
    cash = replace(cash, meta={**cash.meta, "end-to-end": number})
    return sealed(
        replace(
            entry,
            tags=(*entry.tags, RUN),
            links=tuple(dict.fromkeys((*entry.links, order.number, order.block(debit)))),
            postings=(cash, *others),
        )
    )


def _creditor(workspace: Workspace, on: dt.date) -> Creditor:
    """Return who collects.

    Raises:
        UsageError: the identifier, the name or the account are missing (DEBIT-CREDITOR).
    """
    own = issuer(workspace.snapshot.facts, on)
    setting = workspace.settings.debit
    banks = [bank.iban for bank in workspace.settings.banks if bank.currency in ("", CURRENCY)]
    ibans = [*(iban for iban in banks if iban), own.text("iban") if own else ""]
    missing = [
        what
        for what, there in (
            ("creditor_id under [debit] in billcli.toml", setting.creditor_id),
            ("your name in the issuer's record", own and own.text("name")),
            ("iban under [bank.account] in billcli.toml", is_sepa(ibans[0])),
        )
        if not there
    ]
    if missing or own is None:
        raise UsageError.of(
            "DEBIT-CREDITOR",
            f"direct debits need {', '.join(missing)}",
            hint="set it; your bank gives the creditor identifier",
        )
    bic = own.text("bic") if ibans[0] == own.text("iban") else ""
    return Creditor(own.name, ibans[0], bic, setting.creditor_id)


def _run_number(workspace: Workspace, tail: Sequence[Directive], day: dt.date) -> str:
    """Return the next number of a run: runs are known by the links of their payments."""
    entries = (one for one in tail if isinstance(one, Entry))
    every = (*workspace.snapshot.facts.entries_naming(RUN), *entries)
    used = (link for entry in every if RUN in entry.tags for link in entry.links)
    return Tally(workspace.settings.series["remittance"], used).next(day)
