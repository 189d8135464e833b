"""Invented books of any size: a project folder with as many transactions as a benchmark asks for.

The same size gives the same bytes. Customers pay most invoices in full, some in two parts, and
leave every eighth open, so that lists have something to show at every size.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from billcli.domain.entry import Account, Entry, Posting, Record
from billcli.domain.money import Money, rounded
from billcli.domain.seal import sealed
from billcli.ledger.render import blocks

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from billcli.domain.entry import Directive, Meta

START = dt.date(2022, 1, 1)
TODAY = dt.date(2026, 6, 30)
CUSTOMERS = 40
CURRENCY = "EUR"
RATE = Decimal(19)

_SETTINGS = """\
[ledger]
file = "main.beancount"

[accounts]
receivable = "Assets:Receivable"
bank = "Assets:Bank:Checking"
income = "Income:Services"
tax = "Liabilities:Tax"

[defaults]
currency = "EUR"
terms = "net 30"
tax = "DE-19"

[tax.DE-19]
rate = 19
"""
_OPTIONS = 'option "title" "Benchmark"\noption "operating_currency" "EUR"\n\n'


@dataclass(frozen=True, slots=True)
class Book:
    """Where generated books stand, and what is still open in them.

    Attributes:
        open: number, customer and amount of each invoice nobody has paid, oldest first.
    """

    folder: Path
    open: tuple[tuple[str, str, Money], ...]

    @property
    def ledger(self) -> Path:
        """The main file."""
        return self.folder / "main.beancount"

    @property
    def size(self) -> int:
        """Bytes of the main file."""
        return self.ledger.stat().st_size


def customer(n: int) -> str:
    """Return the id of the n-th customer."""
    return f"Customer{n % CUSTOMERS:02}"


def write_books(folder: Path, transactions: int) -> Book:
    """Write a project of about so many transactions (never fewer) into a new folder."""
    folder.mkdir(parents=True)
    (folder / "billcli.toml").write_text(_SETTINGS, encoding="utf-8")
    directives: list[Directive] = list(_opening())
    left: list[tuple[str, str, Money]] = []
    trade: list[Entry] = []
    n = 0
    while len(trade) < transactions:
        n += 1
        date = START + (TODAY - START) * len(trade) // max(transactions, 1)
        invoice = _invoice(n, date)
        trade.append(invoice)
        if n % 8 == 0:
            left.append((f"INV-{n:06}", customer(n), invoice.postings[0].amount))
        else:
            trade.extend(_payments(n, invoice))
    directives += sorted(trade, key=lambda entry: entry.date)
    text = _OPTIONS + "\n".join(blocks(directives))
    (folder / "main.beancount").write_text(text, encoding="utf-8")
    return Book(folder, tuple(left))


def _opening() -> Iterator[Directive]:
    for name in ("Assets:Bank:Checking", "Income:Services", "Liabilities:Tax"):
        yield Account(START, name, (CURRENCY,))
    yield Record(START, "issuer", ("Studio",), {"name": "Studio Benchmark", "country": "DE"})
    for n in range(CUSTOMERS):
        account = f"Assets:Receivable:{customer(n)}"
        yield Account(START, account)
        meta = {"name": f"Client number {n} Ltd", "country": "DE", "terms": "net 30"}
        yield Record(START, "customer", (customer(n), account), meta, (1,))


def _invoice(n: int, date: dt.date) -> Entry:
    number = f"INV-{n:06}"
    price = Decimal(5000 + n * 37 % 90000).scaleb(-2)
    tax = rounded(price * RATE / 100, CURRENCY)
    line: Meta = {
        "item": f"Consulting, week {n}", "quantity": Decimal(1), "unit": "C62",
        "price": Money(price, CURRENCY), "tax": "DE-19",
    }  # fmt: skip
    share: Meta = {"tax": "DE-19", "category": "S", "rate": RATE, "base": Money(price, CURRENCY)}
    return sealed(
        Entry(
            date,
            f"Client number {n % CUSTOMERS} Ltd",
            f"Invoice {number}",
            ("invoice",),
            (number,),
            (
                Posting(f"Assets:Receivable:{customer(n)}", Money(price + tax, CURRENCY)),
                Posting("Income:Services", Money(-price, CURRENCY), line),
                Posting("Liabilities:Tax", Money(-tax, CURRENCY), share),
            ),
            {"invoice": number, "due": date + dt.timedelta(days=30), "terms": "net 30"},
        )
    )


def _payments(n: int, invoice: Entry) -> Iterator[Entry]:
    owed = invoice.postings[0]
    half = Money(rounded(owed.amount.number / 2, CURRENCY), CURRENCY)
    parts = (half, owed.amount - half) if n % 5 == 0 else (owed.amount,)
    for part, amount in enumerate(parts):
        number = f"PMT-{n:06}-{part}"
        item = str(invoice.meta["invoice"])
        yield sealed(
            Entry(
                min(invoice.date + dt.timedelta(days=20 + 9 * part), TODAY),
                invoice.payee,
                f"Transfer for {item}",
                ("payment",),
                (item, number),
                (
                    Posting("Assets:Bank:Checking", amount, {"bank-ref": number}),
                    Posting(owed.account, -amount, {"invoice": item}),
                ),
                {"id": number},
            )
        )
