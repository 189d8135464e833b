"""Record a payment: which open items it settles is decided or refused, never guessed."""

from __future__ import annotations

from billcli.domain.agreement import OLDEST_FIRST
from billcli.domain.allocation import Allocations, Mode, decide
from billcli.domain.allocation_part import sum_of
from billcli.domain.bank_deposit import CHARGE, RECEIPT, booked_under
from billcli.domain.contract import is_unnamed
from billcli.domain.currency import check_known, currencies_of
from billcli.domain.frozen import frozen
from billcli.domain.meta import text_of
from billcli.domain.money import Money, plain, total
from billcli.domain.named import TYPE_CHECKING
from billcli.domain.open_item import Kind
from billcli.domain.payment_entry import payment_entry
from billcli.domain.payment_plan import UNSAID, DiscountTaken, PaymentAccounts, PaymentPlan
from billcli.domain.problem import Problem, UsageError
from billcli.domain.seal import sealed
from billcli.domain.wanted import Wanted, parse_wanted
from billcli.services.adjustment_account import AdjustmentAccounts, opened_for
from billcli.services.agreed_order import agreement_with
from billcli.services.customer_account import account_of
from billcli.services.early_payment import EarlyPayments
from billcli.services.filing import Papers
from billcli.services.money_account import arrival_account, check_money
from billcli.services.take_number import Numbers
from billcli.services.writing import Consent, Decision, Written, perform

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Mapping

    from billcli.domain.allocation_part import Part
    from billcli.domain.books import Books
    from billcli.domain.entry import Directive
    from billcli.domain.open_item import OpenItem
    from billcli.services.workspace import Workspace


@frozen
class PaymentRequest:
    """A payment as a person tells it.

    Attributes:
        customer: id, in any case.
        amount: what arrived, positive.
        account: ledger account it arrived on; empty takes the configured one of the currency.
        wanted: texts of ``ID[#INSTALMENT][=AMOUNT]``.
        fee: what a bank kept; it settles too.
        discount: what the payer took off for paying early, tax included; it settles too.
        arrived: what the bank made of the amount, where its account is kept in another currency.
        waits: key under which the money waits to reach the bank, ``receipt`` or ``charge-id``.
        charge: the processor's id of the charge; a receipt is called like its payment.
    """

    customer: str
    amount: Money
    date: dt.date
    account: str = ""
    wanted: tuple[str, ...] = ()
    mode: Mode = Mode.EXACT
    fee: Money | None = None
    discount: Money | None = None
    narration: str = UNSAID
    arrived: Money | None = None
    waits: str = ""
    charge: str = ""


def record_payment(
    workspace: Workspace, request: PaymentRequest, consent: Consent
) -> Written[PaymentPlan]:
    """Write a payment; the answer is the plan with its number.

    Raises:
        UsageError: unknown customer or item, no or several explanations of the amount, more
            allocated than is open.
        InvalidError: the ledger has errors.
        ConflictError: somebody else writes.
    """

    def decide_payment(books: Workspace, tail: tuple[Directive, ...]) -> Decision[PaymentPlan]:
        _check_told(books, request)
        number = Numbers(books, tail).next("payment", request.date)
        plan = payment_plan(books, request, books.all_books(), number)
        entry = sealed(payment_entry(plan))
        return Decision(plan, Papers((entry, *opened_for(books, entry))))

    return perform(workspace, decide_payment, consent)


def _arrives(workspace: Workspace, request: PaymentRequest) -> str:
    """Return the account a payment arrives on, that of what waits included."""
    accounts = workspace.settings.accounts
    usual = {RECEIPT: accounts.undeposited, CHARGE: accounts.cards}.get(request.waits, "")
    currency = (request.arrived or request.amount).currency
    return arrival_account(workspace, request.account or usual, currency)


def payment_plan(
    workspace: Workspace, request: PaymentRequest, books: Books, number: str
) -> PaymentPlan:
    """Return what a payment does, decided on the books given.

    Raises:
        UsageError: as for ``record_payment``.
    """
    customer = books.customer(request.customer)
    currency = request.amount.currency
    extras = [part for part in (request.fee, request.discount) if part]
    settled = total([request.amount, *extras], currency)
    wanted = tuple(parse_wanted(text, currency) for text in request.wanted)
    items = books.open_items(customer.id)
    if not wanted:  # what is dated later is settled only when it is named
        until = max(request.date, workspace.today)
        items = tuple(item for item in items if item.date_issued <= until)
    taken: tuple[tuple[str, Money], ...] = ()
    if request.discount or request.mode is not Mode.EXACT:
        allocations = decide(settled, items, wanted, request.mode)
    else:
        agreed = OLDEST_FIRST
        if not wanted:
            agreed = agreement_with(workspace, books, customer.id, request.date, items)
        early = EarlyPayments(workspace, books, request.date, agreed)
        allocations, taken = early.decide(settled, items, wanted)
    check_named(allocations.parts)
    if request.discount:
        item = discounted_item(request.discount, allocations, wanted)
        taken = ((item.item, request.discount),)
    discounts = tuple(_discount(workspace, books, item, amount) for item, amount in taken)
    check_residual(request.discount, allocations)
    value = worth_of_money(workspace, request.amount, request.arrived, request.date, allocations)
    needed = {"fees": request.fee, "discounts": discounts, "fx": value or request.arrived}
    return PaymentPlan(
        number=number,
        payee=customer.name,
        date=request.date,
        amount=request.amount,
        allocations=allocations,
        accounts=PaymentAccounts(
            bank=_arrives(workspace, request),
            receivable=account_of(workspace, customer),
            **_adjusting(workspace, request.date, needed),
        ),
        narration=request.narration,
        fee=request.fee,
        arrived=request.arrived,
        discounts=discounts,
        value=value,
        customer=customer.id,
        waits=(request.waits, request.charge or number) if request.waits else None,
    )


def _adjusting(workspace: Workspace, date: dt.date, needed: Mapping[str, object]) -> dict[str, str]:
    """Return the account of each kind; the ledger's are looked through only for what is needed."""
    chosen, usual = AdjustmentAccounts(workspace), workspace.settings.accounts
    return {
        kind: chosen.name(kind, date) if part else getattr(usual, kind)
        for kind, part in needed.items()
    }


def worth_of_money(
    workspace: Workspace,
    amount: Money,
    arrived: Money | None,
    date: dt.date,
    allocations: Allocations,
) -> Money | None:
    """Return what money was worth when it came: as it arrived, else by the ledger's price.

    Args:
        workspace: the books.
        amount: in the currency of what is settled.
        arrived: what the bank made of it, None where it left it as it was.
        date: when it came.
        allocations: what it settles.

    Returns:
        None where nothing asks for it, or where neither tells.
    """
    kept = [part.open_item.value_open for part in allocations.parts]
    held = {value.currency for value in kept if value is not None}
    if kept and not held:
        return None
    from billcli.services.document_value import base_of, worth_on  # noqa: PLC0415 - mostly domestic

    base = held.pop() if held else base_of(workspace)
    if base in {"", amount.currency}:
        return None
    if arrived is not None and arrived.currency == base:
        return arrived
    return worth_on(workspace, arrived or amount, base, date)


def check_named(parts: Iterable[Part], otherwise: str = ", or use --on-account") -> None:
    """Refuse items that only the order of entries tells: nothing can be written about them.

    Args:
        parts: what is to be settled.
        otherwise: what else may be done, for the hint.

    Raises:
        UsageError: with each of them and the place where a number would name it.
    """
    problems = tuple(
        Problem(
            "ITEM-UNNAMED",
            f"{item.item} has no number in the ledger that a payment could name",
            item.source,
            'add a line `invoice: "NUMBER"` to that entry and to what was paid of it' + otherwise,
        )
        for part in parts
        if is_unnamed((item := part.open_item).item)
    )
    if problems:
        raise UsageError(*problems)


def _check_told(workspace: Workspace, request: PaymentRequest) -> None:
    """Refuse what a person cannot mean; a statement speaks for itself.

    Raises:
        UsageError: an unknown currency, an account that holds no money, a charge that is booked
            already, a fee or discount that is not positive.
    """
    facts = workspace.snapshot.facts
    check_known(request.amount.currency, currencies_of(facts), flag="CURRENCY")
    check_money(workspace, request.account)
    if booked := booked_under(facts, request.charge):
        name = text_of(booked[0].meta.get("id")) or str(booked[0].source)
        raise UsageError.of(
            "PAYMENT-CHARGE",
            f"--charge: {request.charge[:60]} is booked already ({name})",
            hint="each charge is one payment; billcli payment list shows it",
        )
    parts = (
        ("PAYMENT-AMOUNT", "--fee", request.fee),
        ("PAYMENT-AMOUNT", "--discount", request.discount),
        ("PAYMENT-AMOUNT", "--arrived", request.arrived),
    )
    for code, flag, part in parts:
        if part is not None and part.number <= 0:
            raise UsageError.of(
                code,
                f"{flag}: {part} is not more than zero",
                hint=f"give it as a positive amount, or leave {flag} out",
            )


def check_residual(discount: Money | None, allocations: Allocations) -> None:
    """Refuse a discount of which something would stay on account: it was taken off an item.

    Raises:
        UsageError: something stays on account.
    """
    if not discount or not allocations.residual:
        return
    settled = sum_of(allocations.parts, discount.currency)
    if discount.number > settled.number:  # DISCOUNT-EXCEEDS says more
        return
    item = allocations.parts[0].open_item
    if item.balance_open == settled:
        hint = f"only {settled} of {item.item} is open: correct the amount or the discount"
    else:
        whole = plain((settled + allocations.residual).number)
        hint = f"the discount settles too: --allocate {item.item}={whole}, or leave the amount out"
    raise UsageError.of(
        "DISCOUNT-RESIDUAL",
        f"--discount: {allocations.residual} would stay on account, with a discount of {discount}",
        hint=hint,
    )


def _discount(workspace: Workspace, books: Books, item: str, amount: Money) -> DiscountTaken:
    """Return the discount on an item, with what it takes off the taxes of its document."""
    if books.item(item)[0].kind is not Kind.INVOICE:
        return DiscountTaken(item, amount)
    from billcli.domain.left_share import left_shares  # noqa: PLC0415 - discounts are rare
    from billcli.services.credit_room import room_of  # noqa: PLC0415

    return DiscountTaken(item, amount, left_shares(room_of(workspace, books, item), amount))


def discounted_item(
    discount: Money, allocations: Allocations, wanted: tuple[Wanted, ...]
) -> OpenItem:
    """Return the one item a discount was taken from.

    Raises:
        UsageError: none or several are settled (DISCOUNT-ITEM).
    """
    items = {part.open_item.item: part.open_item for part in allocations.parts}
    first = next((items[wish.item] for wish in wanted if wish.item in items), None)
    if len(items) != 1 or not (item := first or next(iter(items.values()))):
        raise UsageError.of(
            "DISCOUNT-ITEM",
            f"--discount: it is not clear which item the discount of {discount} belongs to",
            hint="record the payment of that item by itself, with --allocate ID",
        )
    return item
