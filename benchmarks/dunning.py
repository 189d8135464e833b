"""Deciding about many open items: reminders and the worklist, beyond what loading them costs."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import TYPE_CHECKING

from benchmarks.books import CURRENCY, TODAY
from benchmarks.stopwatch import Command, billcli, least, table
from billcli.domain.entry import Account, Entry, Posting, Record
from billcli.domain.money import Money
from billcli.ledger.render import blocks

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from benchmarks.plan import Plan
    from billcli.domain.entry import Directive

LOADED = "report open --limit 1"
_COMMANDS = (LOADED, "remind", "remind --format json", "worklist", "worklist --format json")
_EACH = 5
_FIRST = dt.date(2024, 1, 1)
_SETTINGS = """\
[ledger]
file = "main.beancount"

[accounts]
receivable = "Assets:Receivable"
income = "Income:Services"

[dunning]
ladder = [
    {level = "reminder", days = 7},
    {level = "second", days = 21, fee = "5.00 EUR", interest = true},
    {level = "final", days = 60, fee = "10.00 EUR", interest = true},
]

[dunning.interest]
rate = 9
"""


def run(plan: Plan, folder: Path) -> list[str]:
    """Return what it costs to decide about open items, most of which bear a fee and interest."""
    (folder / "billcli.toml").write_text(_SETTINGS, encoding="utf-8")
    ledger = folder / "main.beancount"
    ledger.write_text("\n".join(blocks(list(_books(plan.items)))), encoding="utf-8")
    ours = ("-f", str(ledger), "--today", str(TODAY))
    cases = {f"billcli {c}": Command(billcli(*ours, *c.split()), folder) for c in _COMMANDS}
    cases[f"billcli {LOADED}"]()  # makes the read model
    found = least(cases, plan.runs)
    loaded = found.pop(f"billcli {LOADED}")
    title = f"Deciding about {plan.items:,} open items"
    lines = table(title, {f"billcli {LOADED}": loaded, **found}, f"billcli {LOADED}")
    lines += [f"  {name}: {one - loaded:.2f} s beyond loading" for name, one in found.items()]
    return [*lines, "  goal: 10,000 under 1 s"]


def _books(items: int) -> Iterator[Directive]:
    """Yield customers with five open invoices each, one of six paid late, one of ten in part."""
    yield Account(_FIRST, "Income:Services", (CURRENCY,))
    yield Account(_FIRST, "Assets:Bank", (CURRENCY,))
    yield Record(_FIRST, "issuer", ("Studio",), {"name": "Studio Benchmark", "country": "DE"})
    customers = max(items // _EACH, 1)
    for n in range(customers):
        name, account = f"C{n:05}", _account(n)
        yield Account(_FIRST, account)
        meta = {"name": f"Client number {n} Ltd", "country": "DE", "email": f"{name}@example.com"}
        yield Record(_FIRST, "customer", (name, account), meta, (1,))
    trade = [entry for n in range(items + items // 5) for entry in _deal(n, n % customers, items)]
    yield from sorted(trade, key=lambda entry: entry.date)


def _deal(n: int, customer: int, items: int) -> Iterator[Entry]:
    date = TODAY - dt.timedelta(days=40 + n * 37 % 360)
    amount = Money(Decimal(5000 + n * 73 % 90000).scaleb(-2), CURRENCY)
    number, account = f"INV-{n:06}", _account(customer)
    postings = (Posting(account, amount), Posting("Income:Services", -amount))
    meta = {"invoice": number, "due": date + dt.timedelta(days=30)}
    payee = f"Client number {customer} Ltd"
    yield Entry(date, payee, f"Invoice {number}", ("invoice",), (number,), postings, meta)
    if n >= items or n % 10 == 0:
        paid = amount if n >= items else Money(Decimal("20.00"), CURRENCY)
        bank = (Posting("Assets:Bank", paid), Posting(account, -paid, {"invoice": number}))
        on, id_ = date + dt.timedelta(days=36), f"PMT-{n:06}"
        yield Entry(on, payee, "Transfer", ("payment",), (number, id_), bank, {"id": id_})


def _account(n: int) -> str:
    return f"Assets:Receivable:C{n:05}"
