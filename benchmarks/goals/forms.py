"""The same books in the words of Beancount, hledger and ledger: accounts file, a file per year."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from itertools import groupby
from typing import TYPE_CHECKING

from benchmarks.goals import trade

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path

    from benchmarks.goals.trade import Deal, Size

ENDINGS = {"beancount": "beancount", "hledger": "journal", "ledger": "ledger"}
SETTINGS = """\
[ledger]
file = "main.beancount"

[accounts]
receivable = "Assets:Receivable"
bank = "Assets:Bank:Checking"
income = "Income:Services"
tax = "Liabilities:Tax:VAT"

[defaults]
currency = "EUR"
terms = "net 30"
tax = "VAT"

[files]
write = "{year}.beancount"

[tax.VAT]
rate = 20
"""
_JANUARY = 1


def write_forms(folder: Path, size: Size) -> None:
    """Write the books of a size in three languages, each in a folder of its own."""
    for language, ending in ENDINGS.items():
        place = folder / language
        place.mkdir(parents=True, exist_ok=True)
        for name, lines in _files(language, size):
            text = "\n".join([*lines, ""])
            (place / f"{name}.{ending}").write_text(text, encoding="utf-8")
    (folder / "beancount" / "billcli.toml").write_text(SETTINGS, encoding="utf-8")


def _files(language: str, size: Size) -> Iterator[tuple[str, Iterable[str]]]:
    years = range(trade.first_day(size).year, trade.END.year + 1)
    names = ["accounts", *map(str, years)]
    if language == "beancount":
        yield "main", _beancount_main(names)
        yield "accounts", _beancount_accounts(size)
        entry, assertion = _beancount_entry, _beancount_assertion
    else:
        yield "main", (f"include {name}.{ENDINGS[language]}" for name in names)
        yield "accounts", _journal_accounts(language, size)
        entry, assertion = _journal_entry, _journal_assertion
    by_year = groupby(_events(size), key=lambda event: event[0].year)
    for year, events in by_year:
        yield str(year), _text(events, entry, assertion)


type_of_event = tuple[dt.date, "Deal | None", str, int]


def _text(
    events: Iterable[type_of_event],
    entry: Callable[[Deal], Iterator[str]],
    assertion: Callable[[dt.date, str, int], Iterator[str]],
) -> Iterator[str]:
    for date, deal, account, cents in events:
        yield from entry(deal) if deal else assertion(date, account, cents)
        yield ""


def _events(size: Size) -> Iterator[type_of_event]:
    """Yield dealings with a bank assertion each month and one per customer each year."""
    balance: Counter[str] = Counter()
    month = trade.first_day(size)
    for deal in trade.deals(size):
        while deal.date >= (following := _next_month(month)):
            month = following
            yield month, None, trade.BANK, balance[trade.BANK]
            if month.month == _JANUARY:
                for n in range(1, size.customers + 1):
                    account = trade.receivable(n)
                    yield month, None, account, balance[account]
        for leg in deal.legs:
            balance[leg.account] += leg.cents
        yield deal.date, deal, "", 0


def _next_month(date: dt.date) -> dt.date:
    return (date.replace(day=1) + dt.timedelta(days=32)).replace(day=1)


def _accounts(size: Size) -> list[str]:
    customers = [trade.receivable(n) for n in range(1, size.customers + 1)]
    fixed = (trade.BANK, trade.SAVINGS, trade.CARD, trade.PAYABLE, trade.TAX)
    return [*fixed, *trade.INCOME, *trade.COSTS, *customers]


def _money(cents: int) -> str:
    sign = "-" if cents < 0 else ""
    return f"{sign}{abs(cents) // 100}.{abs(cents) % 100:02} EUR"


def _beancount_main(names: list[str]) -> Iterator[str]:
    yield 'option "title" "Benchmark"'
    yield 'option "operating_currency" "EUR"'
    yield from (f'include "{name}.beancount"' for name in names)


def _beancount_accounts(size: Size) -> Iterator[str]:
    start = trade.first_day(size)
    yield from (f"{start} open {account} EUR" for account in _accounts(size))
    yield f'{start} custom "issuer" "Studio"\n  name: "Studio Benchmark"\n  country: "DE"'
    for n in range(1, size.customers + 1):
        name = trade.customer_id(n)
        yield f'{start} custom "customer" "{name}" {trade.receivable(n)}'
        yield f'  name: "{trade.customer_name(n)}"'
        yield f'  country: "DE"\n  terms: "net 30"\n  email: "ap@{name.lower()}.example"'


def _beancount_entry(deal: Deal) -> Iterator[str]:
    links = "".join(f" ^{link}" for link in deal.links)
    yield f'{deal.date} * "{deal.payee}" "{deal.narration}"{links}'
    for key, value in deal.notes:
        yield f"  {key}: {value}" if isinstance(value, dt.date) else f'  {key}: "{value}"'
    for leg in deal.legs:
        yield f"  {leg.account}  {_money(leg.cents)}"
        yield from (f'    {key}: "{value}"' for key, value in leg.notes)


def _beancount_assertion(date: dt.date, account: str, cents: int) -> Iterator[str]:
    yield f"{date} balance {account}  {_money(cents)}"


def _journal_accounts(language: str, size: Size) -> Iterator[str]:
    yield (
        "commodity 1000.00 EUR"
        if language == "hledger"
        else "commodity EUR\n    format 1000.00 EUR"
    )
    yield from (f"account {account}" for account in _accounts(size))


def _journal_entry(deal: Deal) -> Iterator[str]:
    code = f"({deal.links[0]}) " if deal.links else ""
    yield f"{deal.date} * {code}{deal.payee} - {deal.narration}"
    yield from (f"    ; {key}: {value}" for key, value in deal.notes)
    for leg in deal.legs:
        yield f"    {leg.account}  {_money(leg.cents)}"
        yield from (f"    ; {key}: {value}" for key, value in leg.notes)


def _journal_assertion(date: dt.date, account: str, cents: int) -> Iterator[str]:
    yield f"{date} * Balance assertion"
    yield f"    {account}  0.00 EUR = {_money(cents)}"
