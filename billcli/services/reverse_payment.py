"""Reverse a payment that went back: bounced, returned by the bank, or charged back."""

from __future__ import annotations

from billcli.domain.bank_deposit import RECEIPT, taken_to
from billcli.domain.contract import DOCUMENT_KINDS, check_text
from billcli.domain.frozen import frozen
from billcli.domain.meta import text_of
from billcli.domain.money import parse_money, total
from billcli.domain.named import TYPE_CHECKING
from billcli.domain.payment_correction import Head
from billcli.domain.payment_reversal import Fee, payment_reversal
from billcli.domain.payment_share import shares_of
from billcli.domain.problem import UsageError, quoted
from billcli.domain.receivable import is_receivable
from billcli.domain.seal import sealed
from billcli.services.adjustment_account import AdjustmentAccounts
from billcli.services.filing import Papers
from billcli.services.money_account import bank_account
from billcli.services.payment_standing import groups_of, standing_of
from billcli.services.take_number import Numbers
from billcli.services.writing import Decision, perform

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping

    from billcli.domain.books import Books
    from billcli.domain.entry import Directive, Entry
    from billcli.domain.payment_standing import Standing
    from billcli.domain.problem import BillcliError
    from billcli.services.workspace import Workspace
    from billcli.services.writing import Consent, Written

KINDS = {
    "bounced": "Payment bounced",
    "returned": "Payment returned",
    "chargeback": "Chargeback",
    "mistake": "Payment taken back",
}


@frozen
class ReversalRequest:
    """A payment that went back, as a person tells it.

    Attributes:
        payment: its id.
        kind: a key of ``KINDS``.
        date: when the money went back.
        fee: text of what the bank took for it, or an empty text.
        reason: in the person's words.
    """

    payment: str
    kind: str
    date: dt.date
    fee: str = ""
    reason: str = ""


@frozen
class Reversed:
    """A reversed payment.

    Attributes:
        entry: that reverses it.
        standing: of the payment before.
    """

    entry: Entry
    standing: Standing


def reverse_payment(
    workspace: Workspace, request: ReversalRequest, consent: Consent
) -> Written[Reversed]:
    """Write the mirror of a payment; what it settled is open again.

    Raises:
        UsageError: no such payment or kind, it is reversed already (PAYMENT-REVERSED), or
            something of it was used since (PAYMENT-USED).
    """
    narration = _narration(request.kind)
    reason = check_text(request.reason, flag="--reason")

    def decide(books: Workspace, tail: tuple[Directive, ...]) -> Decision[Reversed]:
        standing = standing_of(books.all_books(), request.payment, request.date)
        every = books.all_books().numbered(request.payment)
        _check_in_force(every, standing)
        accounts = AdjustmentAccounts(books)
        fx = accounts.name("fx", request.date)
        head = Head(standing.payment, standing.entry.payee, request.date, narration, fx)
        cash = _cash_account(books, standing)
        entry = payment_reversal(
            Numbers(books, tail).next("return", request.date),
            head,
            standing,
            lambda account: is_receivable(account, every.roots),
            went=lambda account: cash.get(account, account),
            fee=_fee(books, standing, request, accounts, cash),
            reason=reason,
        )
        used = {leg.account for leg in entry.postings}
        opened = (made for name, made in accounts.opened.items() if name in used)
        return Decision(Reversed(entry, standing), Papers((sealed(entry), *opened)))

    return perform(workspace, decide, consent)


def _narration(kind: str) -> str:
    if kind in KINDS:
        return KINDS[kind]
    raise UsageError.of(
        "OPTION-VALUE",
        f"--kind: {quoted(kind)} is no way in which a payment goes back",
        hint=f"use {', '.join(KINDS)}",
    )


def _cash_account(books: Workspace, standing: Standing) -> dict[str, str]:
    """Return where money of a payment left from, by the account it arrived on.

    A cheque that was deposited bounces at the bank; a charge goes back at its processor.
    """
    found: dict[str, str] = {}
    facts = books.snapshot.facts
    assets = facts.options.roots.get("Assets", "Assets")
    for leg in standing.entry.postings:
        if leg.account.startswith(f"{assets}:") and not is_receivable(leg.account, books.roots):
            receipt = text_of(leg.meta.get(RECEIPT))
            bank = taken_to(facts, receipt) if receipt else ""
            found[leg.account] = bank or leg.account
    return found


def _fee(
    books: Workspace,
    standing: Standing,
    request: ReversalRequest,
    accounts: AdjustmentAccounts,
    cash: Mapping[str, str],
) -> Fee | None:
    """Return what was taken for giving the payment back, None for nothing."""
    if not request.fee:
        return None
    paid = next(leg for leg in standing.entry.postings if leg.account in cash)
    amount = parse_money(request.fee, paid.amount.currency, flag="--fee")
    if amount.number <= 0:
        raise UsageError.of(
            "PAYMENT-AMOUNT",
            f"--fee: {amount} is not more than zero",
            hint="give what was taken as a positive amount, or leave --fee out",
        )
    waits = RECEIPT in paid.meta and cash[paid.account] == paid.account
    bank = bank_account(books, amount.currency) if waits else cash[paid.account]
    return Fee(amount, accounts.name("fees", request.date), bank)


def _check_in_force(books: Books, standing: Standing) -> None:
    """Refuse a payment that went back already, or of which something was used since.

    Raises:
        UsageError: with the entry that stands in the way.
    """
    name = standing.payment
    if "application" in standing.entry.tags:
        first = text_of(standing.entry.meta.get("corrects"))
        raise UsageError.of(
            "UNKNOWN-PAYMENT",
            f"{name} is money of {first} that was moved, no payment of its own",
            hint=f"billcli payment reverse {first}",
        )
    for entry in standing.voices:
        if text_of(entry.meta.get("reverses")) == name:
            other = text_of(entry.meta.get("id")) or str(entry.source)
            raise UsageError.of(
                "PAYMENT-REVERSED", f"{name} was reversed by {other}", hint=f"billcli why {name}"
            )
    groups = groups_of(books)
    own = {id(entry) for entry in standing.voices}
    spoken = [group for group in groups if id(group[0].entry) in own]
    by_itself = {share[:4]: share.amount for share in shares_of(name, spoken)}
    for share in shares_of(name, groups):
        if by_itself.get(share[:4]) != share.amount:
            raise _used(name, _user(books, own, share.item, name), f" {share.item}")
    held = {share[:4]: share.amount for share in standing.shares}
    for key, amount in by_itself.items():
        if held.get(key) != amount:
            raise _used(name, _user(books, own, key[0], name))
    credited = -total([m.amount for group in spoken for m in group], standing.currency)
    settled = total(held.values(), standing.currency)
    if credited - settled != standing.on_account:
        raise _used(name, _user(books, own, name, name))


def _user(books: Books, own: set[int], item: str, name: str) -> Entry:
    """Return the last entry of others that used money of a payment, or opened its item."""

    def opening(one: str) -> list[Entry]:
        found = [m.entry for m in books.history(one) if m.amount.number > 0]
        return [e for e in found if id(e) not in own and DOCUMENT_KINDS.isdisjoint(e.tags)]

    uses = opening(name)
    touching = books.entries_of(item)
    return ([entry for entry in uses if entry in touching] or opening(item) or uses)[-1]


def _used(name: str, entry: Entry, item: str = "") -> BillcliError:
    other = text_of(entry.meta.get("id")) or str(entry.source)
    return UsageError.of(
        "PAYMENT-USED",
        f"{name} cannot be reversed: {other} used or gave back some of it",
        hint=f"first run: billcli payment unapply {name}{item}" if item else f"billcli why {name}",
    )
