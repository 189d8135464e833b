"""The books of a world as many people keep them: customers as accounts with metadata.

Invoices and credit notes bear `invoice:`, payments the link of what they pay and who paid.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from benchmarks.cash_application.values import HISTORY, START, text_of
from benchmarks.cash_application.vocabulary import vocabulary

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator

    from benchmarks.cash_application.values import Item, Paid, World

BANK = "Assets:Bank:Checking"
_ACCOUNTS = (
    BANK, "Income:Sales", "Income:FX", "Liabilities:VAT", "Equity:Opening", "Expenses:Bank-Fees",
    "Expenses:Card-Fees", "Expenses:Discounts", "Expenses:Rounding",
)  # fmt: skip


def quoted(text: str) -> str:
    """Return a text as a string of Beancount."""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def ledger(world: World) -> str:
    """Return the ledger as text, in the order of time."""
    parts = [f'option "title" "Cash application"\noption "operating_currency" "{world.currency}"\n']
    parts += [f"{HISTORY} open {account}" for account in _ACCOUNTS]
    for one in world.customers:
        foreign = "\n  foreign: TRUE" if one.foreign else ""
        parts.append(
            f"{HISTORY} open Assets:Receivable:{one.account}\n  customer: {quoted(one.name)}\n"
            f'  customer-id: "{one.id}"{foreign}'
        )
    parts.append(_opening(world))
    dated = [(item.issued, 0, _item(item, world)) for item in world.items]
    dated += [(paid.date, 1, _payment(paid)) for paid in world.paid]
    parts += [text for _, _, text in sorted(dated, key=lambda one: one[:2])]
    parts.append(f"{START} balance {BANK}  {text_of(world.opening)} {world.currency}")
    return "\n\n".join(parts) + "\n"


def brought(world: World) -> int:
    """Return what was on the bank account before the first entry of the books."""
    return world.opening - sum(paid.amount for paid in world.paid)


def _opening(world: World) -> str:
    amount = brought(world)
    return _entry(
        HISTORY, "Opening", "Brought forward", "", "", (),
        ((BANK, amount, world.currency), ("Equity:Opening", -amount, world.currency)),
    )  # fmt: skip


def tax_of(item: Item, world: World) -> int:
    """Return the value added tax within an item's gross."""
    vat = vocabulary(world.language).vat
    net = (abs(item.gross) * 200 + 100 + vat) // (2 * (100 + vat))
    return (abs(item.gross) - net) * (1 if item.gross > 0 else -1)


def _item(item: Item, world: World) -> str:
    tax = tax_of(item, world)
    credit = item.gross < 0
    meta = [("invoice", quoted(item.number)), ("due", str(item.due))]
    if item.reference:
        meta.append(("rf", quoted(item.reference)))
    if item.terms:
        meta.append(("terms", quoted(f"{item.terms[0]}/{item.terms[1]}")))
    return _entry(
        item.issued,
        item.customer.name,
        f"{'Credit note' if credit else 'Invoice'} {item.number}",
        "credit-note" if credit else "invoice",
        item.number,
        tuple(meta),
        (
            (f"Assets:Receivable:{item.customer.account}", item.gross, item.currency),
            ("Income:Sales", tax - item.gross, item.currency),
            ("Liabilities:VAT", -tax, item.currency),
        ),
    )


def _payment(paid: Paid) -> str:
    meta = [("payer", quoted(paid.payer))]
    if paid.iban:
        meta.append(("payer-iban", quoted(paid.iban)))
    item = paid.item
    return _entry(
        paid.date, item.customer.name, f"Payment {item.number}", "payment", item.number,
        tuple(meta),
        ((BANK, paid.amount, item.currency),
         (f"Assets:Receivable:{item.customer.account}", -paid.amount, item.currency)),
    )  # fmt: skip


def _entry(
    date: dt.date,
    payee: str,
    narration: str,
    tag: str,
    link: str,
    meta: tuple[tuple[str, str], ...],
    postings: tuple[tuple[str, int, str], ...],
) -> str:
    def lines() -> Iterator[str]:
        marks = (f" #{tag}" if tag else "") + (f" ^{link}" if link else "")
        yield f"{date} * {quoted(payee)} {quoted(narration)}{marks}"
        yield from (f"  {key}: {value}" for key, value in meta)
        yield from (f"  {account}  {text_of(n)} {currency}" for account, n, currency in postings)

    return "\n".join(lines())
