"""Pay credit back to a customer, and list what was paid back."""

from __future__ import annotations

from billcli.domain.allocation_part import Part, sum_of
from billcli.domain.bank_deposit import CHARGE, RECEIPT, booked_under, key_on
from billcli.domain.entry_link import own_id
from billcli.domain.frozen import frozen
from billcli.domain.meta import text_of
from billcli.domain.money import Money, parse_money, total
from billcli.domain.named import TYPE_CHECKING, NamedTuple
from billcli.domain.problem import UsageError
from billcli.domain.refund_entry import refund_entry
from billcli.domain.seal import sealed
from billcli.services.adjustment_account import opened_for
from billcli.services.credit_item import credit_rows, not_before, taken_from
from billcli.services.document_value import worth_on
from billcli.services.filing import Papers
from billcli.services.list_payments import arrived
from billcli.services.money_account import arrival_account
from billcli.services.record_payment import check_named
from billcli.services.take_number import Numbers
from billcli.services.writing import Consent, Decision, Written, perform

if TYPE_CHECKING:
    import datetime as dt

    from billcli.domain.books import Books
    from billcli.domain.entry import Directive, Entry
    from billcli.domain.open_item import Movement, OpenItem
    from billcli.services.workspace import Workspace


@frozen
class RefundRequest:
    """What is paid back.

    Attributes:
        credit: id of a credit note, or of a payment of which something is left.
        amount: as typed; empty for all that is left.
        account: the money leaves; empty takes the configured one of the currency, or of cards.
        charge: the card processor's id, where that pays back; empty where it does not.
    """

    credit: str
    date: dt.date
    amount: str = ""
    account: str = ""
    charge: str = ""


@frozen
class Refunded:
    """Credit that was paid back.

    Attributes:
        number: the entry's id.
        credit: the open item it came from.
        amount: what was paid, positive.
        left: what is left of the credit.
        account: the money left.
        waits: the name under which the next deposit or payout deducts it; empty where none does.
    """

    number: str
    credit: OpenItem
    amount: Money
    left: Money
    account: str
    waits: str = ""


class Refund(NamedTuple):
    """A refund as the ledger has it, its amount positive."""

    refund: str
    entry: Entry
    customer: str
    customer_name: str
    amount: Money
    movements: tuple[Movement, ...]


def refund_credit(
    workspace: Workspace, request: RefundRequest, consent: Consent
) -> Written[Refunded]:
    """Write a refund of credit: money leaves, and the credit is used up by as much.

    Raises:
        UsageError: no credit, more than is left of it, no account it could leave, or a charge of
            another refund.
    """

    def decision(now: Workspace, tail: tuple[Directive, ...]) -> Decision[Refunded]:
        rows = credit_rows(now.all_books(), request.credit)
        first, unit = rows[0], rows[0].balance_open.currency
        left = -sum_of([Part(row, row.balance_open) for row in rows], unit)
        amount = parse_money(request.amount, unit, flag="AMOUNT") if request.amount else left
        _check(first, amount, left)
        parts = taken_from(rows, amount)
        check_named(parts, "")
        not_before(request.date, parts)
        account = _leaves(now, request, unit)
        number = Numbers(now, tail).next("refund", request.date)
        payee = first.customer_name
        waits = _waits(now, request, account, number)
        entry = refund_entry(
            number,
            payee,
            request.date,
            parts,
            bank=account,
            meta=dict(waits),
            fx=now.settings.accounts.fx,
            rate=_rate(now, first, amount, request.date),
        )
        name = waits[0][1] if waits else ""
        done = Refunded(number, first, amount, left - amount, account, name)
        return Decision(done, Papers((sealed(entry), *opened_for(now, entry))))

    return perform(workspace, decision, consent)


def _leaves(workspace: Workspace, request: RefundRequest, currency: str) -> str:
    usual = workspace.settings.accounts.cards if request.charge else ""
    return arrival_account(workspace, request.account or usual, currency)


def _waits(
    workspace: Workspace, request: RefundRequest, account: str, number: str
) -> tuple[tuple[str, str], ...]:
    """Return the key and the name under which what leaves an account is deducted from what waits.

    Nothing waits on a bank's account. A refund may bear the id of the charge that it pays back.

    Raises:
        UsageError: another refund bears the id (PAYMENT-CHARGE).
    """
    facts, usual, charge = workspace.snapshot.facts, workspace.settings.accounts, request.charge
    if others := [one for one in booked_under(facts, charge) if "refund" in one.tags]:
        raise UsageError.of(
            "PAYMENT-CHARGE",
            f"--charge: {charge[:60]} is booked already ({own_id(others[0])})",
            hint="each refund has an id of its own; billcli refund list shows them",
        )
    if charge:
        return ((CHARGE, charge),)
    key = {usual.undeposited: RECEIPT, usual.cards: CHARGE}.get(account, "")
    if request.account and not key:
        key = key_on(facts, account)
    return ((key, number),) if key else ()


def _check(credit: OpenItem, amount: Money, left: Money) -> None:
    if amount.number <= 0:
        raise UsageError.of(
            "PAYMENT-AMOUNT",
            f"a refund of {amount} pays nothing back",
            hint=f"leave the amount out to pay back all of {left}",
        )
    if amount.number > left.number:
        raise UsageError.of(
            "REFUND-EXCEEDS",
            f"{amount} is more than the {left} left of {credit.item}",
            hint="pay back what is left; billcli credit list shows it",
        )


def _rate(
    workspace: Workspace, credit: OpenItem, amount: Money, day: dt.date
) -> tuple[Money, Money] | None:
    """Return value and amount of the money, where the credit is kept at a value."""
    held = credit.value_open
    if held is None:
        return None
    value = worth_on(workspace, amount, held.currency, day)
    if value is None:
        raise UsageError.of(
            "VALUE-MISSING",
            f"{credit.item} is kept at a value in {held.currency}",
            hint=f"add to the ledger: {day} price {amount.currency} NUMBER {held.currency}",
        )
    return value, amount


def list_refunds(
    books: Books, customer: str = "", since: dt.date | None = None, until: dt.date | None = None
) -> tuple[Refund, ...]:
    """Return the refunds in the order of the ledger.

    Raises:
        UsageError: no such customer.
    """
    wanted = books.customer(customer).id if customer else ""
    by_entry: dict[int, list[Movement]] = {}
    within = books.about(customer=wanted) if wanted else books.tagged("refund")
    for moved in within.movements:
        if "refund" in moved.entry.tags and wanted in ("", moved.customer):
            by_entry.setdefault(id(moved.entry), []).append(moved)
    found = [_refund(books, moved) for moved in by_entry.values()]
    return tuple(
        one
        for one in found
        if (since is None or one.entry.date >= since) and (until is None or one.entry.date <= until)
    )


def _refund(books: Books, moved: list[Movement]) -> Refund:
    entry, customer = moved[0].entry, moved[0].customer
    name = text_of(entry.meta.get("id")) or str(entry.source)
    paid = -arrived(books, entry)
    amount = paid or total([m.amount for m in moved], moved[0].amount.currency)
    return Refund(name, entry, customer, books.name_of(customer), amount, tuple(moved))
