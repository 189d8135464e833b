"""A payment as a ledger entry: what arrived, what was deducted, and what it settles.

Source: docs/reference/ledger-format.md rules 4 to 6, 11 to 13 and 15 and its worked example.
"""

from __future__ import annotations

from billcli.domain.allocation_part import sum_of
from billcli.domain.entry import Entry, Posting
from billcli.domain.entry_link import links_of
from billcli.domain.exchange_leg import evening_legs
from billcli.domain.frozen import replace
from billcli.domain.money import total
from billcli.domain.named import TYPE_CHECKING
from billcli.domain.payment_value import base_currency, valued
from billcli.domain.problem import UsageError
from billcli.domain.settled_leg import full, settled_legs

if TYPE_CHECKING:
    from collections.abc import Iterator

    from billcli.domain.bank_line import BankLine
    from billcli.domain.entry import MetaValue
    from billcli.domain.payment_plan import PaymentPlan


def payment_entry(plan: PaymentPlan) -> Entry:
    """Return the entry of a payment; its legs sum to exactly zero.

    Raises:
        UsageError: a discount exceeds what is settled of its item (DISCOUNT-EXCEEDS), or a foreign
            item needs the payment's worth in the base currency (VALUE-MISSING).
        ValueError: the allocations do not add up to what is settled.
    """
    _check(plan)
    base = base_currency(plan)
    legs = [_bank(plan), *_deductions(plan), *_receivables(plan)]
    if base:
        legs = list(valued(plan, legs, base))
    if plan.arrived:
        price = None if base == plan.arrived.currency else legs[0].amount
        legs[0] = replace(legs[0], amount=full(plan.arrived), price=price)
        legs += evening_legs(legs, plan.accounts.fx)
    items = [part.open_item.item for part in plan.allocations.parts]
    return Entry(
        plan.date,
        plan.payee,
        plan.narration,
        ("payment",),
        links_of(plan.number, items),
        tuple(legs),
        {"id": plan.number},
    )


def _check(plan: PaymentPlan) -> None:
    parts, residual = plan.allocations.parts, plan.allocations.residual
    given = sum_of(parts, plan.amount.currency) + residual
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
        "end-to-end": line.end_to_end,
        "evidence": evidence,
    }
    return {name: text for name, text in stated.items() if text}


def _bank(plan: PaymentPlan) -> Posting:
    meta = bank_meta(plan.bank_line, plan.evidence)
    if plan.waits:
        meta = {plan.waits[0]: plan.waits[1], **meta}
    return Posting(plan.accounts.bank, full(plan.amount), meta)


def _deductions(plan: PaymentPlan) -> Iterator[Posting]:
    if plan.fee:
        yield Posting(plan.accounts.fees, full(plan.fee), {"adjustment": "bank_fee"})
    if plan.rounding:
        yield Posting(plan.accounts.rounding, full(plan.rounding), {"adjustment": "rounding"})
    several = len({part.open_item.item for part in plan.allocations.parts}) > 1
    for discount in plan.discounts:
        said: dict[str, MetaValue] = {"adjustment": "discount"}
        if several:
            said["invoice"] = discount.item
        net = discount.amount - total([share.tax for share in discount.taxes], plan.amount.currency)
        yield Posting(plan.accounts.discounts, net, said)
        for share in discount.taxes:
            meta: dict[str, MetaValue] = {**said, "tax": share.code}
            if share.group:
                meta["group"] = share.group
            yield Posting(share.account, share.tax, meta | {"base": -share.base})


def _receivables(plan: PaymentPlan) -> Iterator[Posting]:
    yield from settled_legs(plan.allocations.parts)
    if plan.allocations.residual:
        residual = -full(plan.allocations.residual)
        yield Posting(plan.accounts.receivable, residual, {"invoice": plan.number})
