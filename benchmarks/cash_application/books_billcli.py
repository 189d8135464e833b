"""The same books in billcli's own ledger format, with its settings."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from benchmarks.cash_application.books_plain import BANK, brought, tax_of
from benchmarks.cash_application.values import HISTORY, START
from benchmarks.cash_application.vocabulary import vocabulary
from billcli.domain.entry import Account, Entry, Posting, Record
from billcli.domain.money import Money
from billcli.domain.seal import sealed
from billcli.ledger.render import blocks

if TYPE_CHECKING:
    from collections.abc import Iterator

    from benchmarks.cash_application.values import Customer, Item, Paid, World
    from billcli.domain.entry import Directive, Meta, MetaValue

_ACCOUNTS = (
    BANK, "Income:Services", "Income:FX", "Liabilities:Tax", "Equity:Opening", "Expenses:Fees:Bank",
    "Expenses:Fees:Card", "Expenses:Discounts", "Expenses:Rounding",
)  # fmt: skip
_SETTINGS = """\
[ledger]
file = "main.beancount"

[accounts]
receivable = "Assets:Receivable"
bank = "{bank}"
income = "Income:Services"
tax = "Liabilities:Tax"

[defaults]
currency = "{currency}"
terms = "net 30"
tax = "VAT"

[tax.VAT]
rate = {vat}
"""


def settings(world: World) -> str:
    """Return the text of billcli.toml."""
    vat = vocabulary(world.language).vat
    return _SETTINGS.format(bank=BANK, currency=world.currency, vat=vat)


def ledger(world: World) -> str:
    """Return the ledger as text."""
    directives: list[Directive] = [*_opening(world)]
    dated: list[Entry] = [sealed(_item(item, world)) for item in world.items]
    dated += [sealed(_payment(n, paid)) for n, paid in enumerate(world.paid, start=1)]
    directives += sorted(dated, key=lambda entry: entry.date)
    options = (
        f'option "title" "Cash application"\noption "operating_currency" "{world.currency}"\n\n'
    )
    balance = f"\n{START} balance {BANK}  {_money(world.opening, world.currency)}\n"
    return options + "\n".join(blocks(directives)) + balance


def _money(cents: int, currency: str) -> Money:
    return Money(Decimal(cents).scaleb(-2), currency)


def _account(customer: Customer) -> str:
    return f"Assets:Receivable:{customer.account}"


def _opening(world: World) -> Iterator[Directive]:
    words = vocabulary(world.language)
    for name in _ACCOUNTS:
        yield Account(HISTORY, name)
    issuer: Meta = {"name": "Studio Benchmark", "country": words.country}
    yield Record(HISTORY, "issuer", ("Issuer",), issuer)
    for one in world.customers:
        yield Account(HISTORY, _account(one))
        meta: dict[str, str | bool] = {
            "name": one.name, "country": vocabulary(one.language).country, "terms": "net 30",
        }  # fmt: skip
        if one.foreign:
            meta["foreign"] = True
        yield Record(HISTORY, "customer", (one.account, _account(one)), meta, (1,))
    amount = _money(brought(world), world.currency)
    legs = (Posting(BANK, amount), Posting("Equity:Opening", -amount))
    yield Entry(HISTORY, "Opening", "Brought forward", (), (), legs)


def _item(item: Item, world: World) -> Entry:
    rate = Decimal(vocabulary(world.language).vat)
    tax = _money(tax_of(item, world), item.currency)
    gross = _money(item.gross, item.currency)
    net = gross - tax
    line: Meta = {
        "item": "Services", "quantity": Decimal(1), "unit": "C62", "price": net, "tax": "VAT",
    }  # fmt: skip
    share: Meta = {"tax": "VAT", "category": "S", "rate": rate, "base": net}
    meta: dict[str, MetaValue] = {"invoice": item.number, "due": item.due}
    if item.terms:
        meta["terms"] = f"{item.terms[0]}/{item.terms[1]} net 30"
    links = [item.number]
    if item.reference:
        meta["rf"] = item.reference
    if item.corrects:
        del meta["due"]
        meta["corrects"] = item.corrects.number
        links.append(item.corrects.number)
    credit = item.gross < 0
    return Entry(
        item.issued,
        item.customer.name,
        f"{'Credit note' if credit else 'Invoice'} {item.number}",
        ("credit-note" if credit else "invoice",),
        tuple(links),
        (
            Posting(_account(item.customer), gross),
            Posting("Income:Services", -net, {} if credit else line),
            Posting("Liabilities:Tax", -tax, {} if credit else share),
        ),
        meta,
    )


def _payment(n: int, paid: Paid) -> Entry:
    number = f"PMT-{n:06}"
    amount = _money(paid.amount, paid.item.currency)
    cash: dict[str, str] = {"bank-ref": f"25{n:08}", "payer": paid.payer}
    if paid.iban:
        cash["payer-iban"] = paid.iban
    return Entry(
        paid.date,
        paid.item.customer.name,
        "Transfer",
        ("payment",),
        (paid.item.number, number),
        (
            Posting(BANK, amount, cash),
            Posting(_account(paid.item.customer), -amount, {"invoice": paid.item.number}),
        ),
        {"id": number},
    )
