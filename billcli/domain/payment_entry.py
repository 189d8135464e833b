"""A payment as a ledger entry: what arrived, what was deducted, and what it settles.

Source: docs/reference/ledger-format.md rules 4 to 6, 11 to 13 and 15 and its worked example.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from billcli.domain.discount_share import discount_shares
from billcli.domain.entry import Entry, Posting
from billcli.domain.money import WIDE, Money, rounded, total
from billcli.domain.problem import UsageError

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator, Sequence
    from decimal import Decimal

    from billcli.domain.allocation import Allocations, Part
    from billcli.domain.bank_line import BankLine
    from billcli.domain.entry import MetaValue
    from billcli.domain.invoice import TaxGroup


@dataclass(frozen=True, slots=True)
class PaymentAccounts:
    """Where the legs of a payment go, as configured.

    Attributes:
        bank: where the money arrived.
        receivable: the customer's account, for what stays on account.
        fees, discounts, fx: income or expense accounts; used only when something goes there.
    """

    bank: str
    receivable: str
    fees: str = "Expenses:Fees:Bank"
    discounts: str = "Income:Discounts"
    fx: str = "Income:FX"


@dataclass(frozen=True, slots=True)
class DiscountTaken:
    """A discount a payer took on one item.

    Attributes:
        item: id of the item.
        amount: with tax, positive.
        taxes: the tax groups of the item's document, empty when it shows no tax.
        invoice_total: the document's total with tax; None when ``taxes`` is empty.
    """

    item: str
    amount: Money
    taxes: tuple[TaxGroup, ...] = ()
    invoice_total: Money | None = None


@dataclass(frozen=True, slots=True)
class PaymentPlan:
    """A payment, decided.

    Attributes:
        number: the payment's id, such as ``PMT-2026-0002``.
        payee: the customer's name.
        amount: what arrived on the bank account, positive.
        allocations: of ``amount`` plus fee plus discounts (``settled``).
        fee: what a bank kept, in the payment's currency, positive.
        value: what ``amount`` is worth in the base currency, for items priced in it (rule 15).
        bank_line: the bank's own words, when a statement told of the payment.
        evidence: codes of what spoke for the allocations, for the cash leg.
    """

    number: str
    payee: str
    date: dt.date
    amount: Money
    allocations: Allocations
    accounts: PaymentAccounts
    narration: str = "Payment"
    fee: Money | None = None
    discounts: tuple[DiscountTaken, ...] = ()
    value: Money | None = None
    bank_line: BankLine | None = field(default=None, repr=False)
    evidence: str = ""

    @property
    def settled(self) -> Money:
        """What the payment settles: the amount, the fee and the discounts."""
        taken = [discount.amount for discount in self.discounts]
        return total([self.amount, *([self.fee] if self.fee else []), *taken], self.amount.currency)


def payment_entry(plan: PaymentPlan) -> Entry:
    """Return the entry of a payment; its legs sum to exactly zero.

    Raises:
        UsageError: a discount exceeds what is settled of its item (DISCOUNT-EXCEEDS), or a foreign
            item needs the payment's worth in the base currency (VALUE-MISSING).
        ValueError: the allocations do not add up to what is settled.
    """
    _check(plan)
    base = _base_currency(plan)
    legs = [_bank(plan), *_deductions(plan), *_receivables(plan)]
    if base:
        legs = list(_valued(plan, legs, base))
    items = [part.open_item.item for part in plan.allocations.parts]
    return Entry(
        plan.date,
        plan.payee,
        plan.narration,
        ("payment",),
        tuple(dict.fromkeys([plan.number, *items])),
        tuple(legs),
        {"id": plan.number},
    )


def _check(plan: PaymentPlan) -> None:
    parts, residual = plan.allocations.parts, plan.allocations.residual
    given = total([part.amount for part in parts], plan.amount.currency) + residual
    if given != plan.settled or residual.number < 0 or plan.amount.number < 0:
        msg = f"{plan.number}: {given} allocated, {plan.settled} settled"
        raise ValueError(msg)
    for discount in plan.discounts:
        shares = [part.amount for part in parts if part.open_item.item == discount.item]
        share = total(shares, plan.amount.currency)
        if discount.amount.number > share.number:
            raise UsageError.of(
                "DISCOUNT-EXCEEDS",
                f"--discount: {discount.amount} is more than the {share} settled"
                f" of {discount.item}",
                hint="give a smaller discount, or write the item off",
            )


def bank_meta(line: BankLine | None, evidence: str = "") -> dict[str, MetaValue]:
    """Return what the bank said, as metadata of the cash leg (format rule 13)."""
    if line is None:
        return {}
    key, known = ("bank-ref", line.bank_ref) if line.bank_ref else ("bank-key", line.key)
    stated = {
        key: known,
        "bank-text": line.text,
        "payer": line.payer,
        "payer-iban": line.payer_iban,
        "evidence": evidence,
    }
    return {name: text for name, text in stated.items() if text}


def _bank(plan: PaymentPlan) -> Posting:
    meta = bank_meta(plan.bank_line, plan.evidence)
    return Posting(plan.accounts.bank, _full(plan.amount), meta)


def _deductions(plan: PaymentPlan) -> Iterator[Posting]:
    if plan.fee:
        yield Posting(plan.accounts.fees, _full(plan.fee), {"adjustment": "bank_fee"})
    for discount in plan.discounts:
        net, taxes = discount_shares(discount.amount, discount.taxes, discount.invoice_total)
        yield Posting(plan.accounts.discounts, net, {"adjustment": "discount"})
        for share in taxes:
            meta: dict[str, MetaValue] = {"adjustment": "discount", "tax": share.code}
            if share.group:
                meta["group"] = share.group
            yield Posting(share.account, share.tax, meta | {"base": -share.base})


def _receivables(plan: PaymentPlan) -> Iterator[Posting]:
    for part in plan.allocations.parts:
        meta: dict[str, MetaValue] = {"invoice": part.open_item.item}
        if part.open_item.instalment is not None:
            meta["instalment"] = WIDE.create_decimal(part.open_item.instalment)
        yield Posting(part.open_item.account, -_full(part.amount), meta)
    if plan.allocations.residual:
        residual = -_full(plan.allocations.residual)
        yield Posting(plan.accounts.receivable, residual, {"invoice": plan.number})


def _full(amount: Money) -> Money:
    """Return the same amount with its currency's digits; finer ones stay, so that nothing is lost.

    An item of a ledger written by hand may hold a fraction of the smallest unit.
    """
    fitted = amount.rounded()
    return fitted if fitted == amount else amount


def _base_currency(plan: PaymentPlan) -> str:
    """Return the base currency when an item is priced in it, else an empty string."""
    for part in plan.allocations.parts:
        if worth := part.open_item.value_open:
            if plan.value is None:
                raise UsageError.of(
                    "VALUE-MISSING",
                    f"{part.open_item.item} is kept at a value in {worth.currency}",
                    hint=f"say what {plan.amount} is worth, in {worth.currency}",
                )
            return worth.currency
    return plan.value.currency if plan.value else ""


def _valued(plan: PaymentPlan, legs: Sequence[Posting], base: str) -> Iterator[Posting]:
    """Yield the legs priced in the base currency, then what the exchange rates made of it.

    The bank leg is worth what the plan says; fee and residual are worth the same per unit. An item
    gives up its own value in proportion, the last part all that is left, and so does its discount.
    """
    value = plan.value or Money.zero(base)
    released = _released(plan.allocations.parts, value, plan.amount)
    first = len(legs) - len(released) - bool(plan.allocations.residual)
    worth: list[Money] = []
    for at, leg in enumerate(legs):
        if at >= first and at - first < len(released):
            price = Money(-released[at - first].number, base)
        elif leg.meta.get("adjustment") == "discount":
            price = _at_rate(leg.amount, *_rate(plan, released))
        else:
            price = _at_rate(leg.amount, value, plan.amount)
        worth.append(price)
        yield _priced(leg, price)
    rest = -total(worth, base)
    if rest:
        yield Posting(plan.accounts.fx, rest, {"adjustment": "fx"})


def _released(parts: Sequence[Part], value: Money, amount: Money) -> list[Money]:
    found: list[Money] = []
    for part in parts:
        held = part.open_item.value_open
        if held is None:
            found.append(_at_rate(part.amount, value, amount))
        else:
            found.append(_at_rate(part.amount, held, part.open_item.balance_open))
    return found


def _rate(plan: PaymentPlan, released: Sequence[Money]) -> tuple[Money, Money]:
    """Return the value and amount of the items that discounts were taken on."""
    on = {discount.item for discount in plan.discounts}
    parts = plan.allocations.parts
    pairs = [(r, p.amount) for r, p in zip(released, parts, strict=True) if p.open_item.item in on]
    values, amounts = zip(*pairs, strict=True)
    return total(values, values[0].currency), total(amounts, amounts[0].currency)


def _at_rate(amount: Money, value: Money, whole: Money) -> Money:
    """Return the share of a value that an amount has in the whole, rounded."""
    if amount == whole or not whole:
        return value
    exact: Decimal = WIDE.divide(WIDE.multiply(value.number, amount.number), whole.number)
    return Money(rounded(exact, value.currency), value.currency)


def _priced(leg: Posting, price: Money) -> Posting:
    """Return a leg with its price, or an income or expense leg in the base currency itself."""
    if "adjustment" not in leg.meta:
        return replace(leg, price=Money(price.number.copy_abs(), price.currency))
    meta = dict(leg.meta)
    base = meta.get("base")
    if isinstance(base, Money) and leg.amount:
        meta["base"] = _at_rate(base, price, leg.amount)
    if meta["adjustment"] == "discount":
        meta["amount"] = leg.amount
    return replace(leg, amount=price, meta=meta)
