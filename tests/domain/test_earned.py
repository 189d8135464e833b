"""What was earned when: every kind of entry that settles, on both bases."""

from __future__ import annotations

from collections import defaultdict
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from billcli.domain.assign_item import find_roots
from billcli.domain.books import Books
from billcli.domain.earned import Basis, earned
from billcli.domain.figure import Sort
from billcli.domain.income_entry import income_of
from billcli.ledger.load import load

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable

WORKED = Path(__file__).parents[2] / "ledgers" / "worked.beancount"
OPENS = """\
2026-01-01 open Assets:Receivable:Acme
2026-01-01 open Assets:Receivable:Globex
2026-01-01 open Assets:Bank
2026-01-01 open Assets:Stock
2026-01-01 open Income:Work
2026-01-01 open Income:Discounts
2026-01-01 open Income:FX
2026-01-01 open Expenses:Fees
2026-01-01 open Expenses:BadDebt
2026-01-01 open Expenses:Goods
2026-01-01 open Liabilities:VAT
2026-01-01 open Liabilities:Provision
2026-01-01 open Equity:Opening
"""
# 226.00: 100.00 taxed 19 %, 100.00 taxed 7 %
MIXED = """
2026-01-10 * "Acme" "Invoice A" #invoice ^A
  invoice: "A"
  Assets:Receivable:Acme  226.00 EUR
  Income:Work  -100.00 EUR
    item: "One"
    tax: "V19"
  Income:Work  -100.00 EUR
    item: "Two"
    tax: "V7"
  Liabilities:VAT  -19.00 EUR
    tax: "V19"
    category: "S"
    rate: 19
    base: 100.00 EUR
  Liabilities:VAT  -7.00 EUR
    tax: "V7"
    category: "S"
    rate: 7
    base: 100.00 EUR
"""
PLAIN = """
2026-01-10 * "Acme" "Invoice A" #invoice ^A
  invoice: "A"
  Assets:Receivable:Acme  119.00 EUR
  Income:Work  -100.00 EUR
    item: "One"
    tax: "V19"
  Liabilities:VAT  -19.00 EUR
    tax: "V19"
    category: "S"
    rate: 19
    base: 100.00 EUR
"""
OTHER = PLAIN.replace("01-10", "01-12").replace('"A"', '"B"').replace("^A", "^B")
CREDIT = """
2026-02-01 * "Acme" "Credit note C" #credit-note ^C ^A
  invoice: "C"
  corrects: "A"
  Assets:Receivable:Acme  -107.00 EUR
  Income:Work  100.00 EUR
    item: "Two"
    tax: "V7"
  Liabilities:VAT  7.00 EUR
    tax: "V7"
    category: "S"
    rate: 7
    base: -100.00 EUR
"""


def paid(date: str, item: str, amount: str, *legs: str, tag: str = "payment") -> str:
    """Return an entry that settles an item by an amount; without legs by money."""
    others = legs or (f"Assets:Bank  {amount} EUR",)
    lines = "".join(f"  {leg}\n" for leg in others)
    left = Decimal(amount) * -1
    own = f'  Assets:Receivable:Acme  {left} EUR\n    invoice: "{item}"\n'
    return f'{date} * "Acme" "x" #{tag} ^{item}\n{lines}{own}'


def applied(date: str, credit: str, target: str, amount: str) -> str:
    return (
        f'{date} * "Acme" "x" #application ^{credit} ^{target}\n'
        f'  Assets:Receivable:Acme  {amount} EUR\n    invoice: "{credit}"\n'
        f'  Assets:Receivable:Acme  -{amount} EUR\n    invoice: "{target}"\n'
    )


def named(own: str, text: str) -> str:
    """Return an entry with an id of its own."""
    head, rest = text.split("\n", 1)
    return f'{head}\n  id: "{own}"\n{rest}'


def moved(date: str, payment: str, *parts: tuple[str, str]) -> str:
    """Return an entry that moves the money of a payment."""
    legs = "".join(
        f'  Assets:Receivable:Acme  {number} EUR\n    invoice: "{item}"\n' for item, number in parts
    )
    return f'{date} * "Acme" "x" #application\n  corrects: "{payment}"\n{legs}'


def counted(books: Books, basis: Basis) -> dict[str, str]:
    """Return what counts, by the day, as in ``{"01-10": "net 100.00, V19 19.00/100.00"}``."""
    days: dict[dt.date, dict[str, list[Decimal]]] = defaultdict(dict)
    for one in earned(income_of(books), basis):
        figure = one.figure
        name = (figure.tax.code or "tax") if figure.sort is Sort.TAX else figure.sort.value
        added = days[one.date].setdefault(name, [Decimal(0), Decimal(0)])
        added[0] += figure.number
        added[1] += figure.base
    return {
        f"{day:%m-%d}": ", ".join(
            f"{name} {number}" + (f"/{base}" if base else "")
            for name, (number, base) in found.items()
            if number or base
        )
        for day, found in sorted(days.items())
    }


VALUED = """
2026-01-05 * "Acme" "x" #payment ^P
  id: "P"
  Assets:Bank  100.00 GBP @@ 120.00 EUR
  Assets:Receivable:Acme  -100.00 GBP @@ 120.00 EUR
    invoice: "P"
"""
SMALL = 'Expenses:Fees  {} EUR\n    adjustment: "rounding"'
ACCRUED = {"01-10": "net 100.00, V19 19.00/100.00"}
CASES = {
    "a payment earns its share of every rate": (
        MIXED + paid("2026-01-20", "A", "100.00") + paid("2026-03-20", "A", "126.00"),
        {
            "01-20": "net 88.50, V19 8.40/44.25, V7 3.10/44.25",
            "03-20": "net 111.50, V19 10.60/55.75, V7 3.90/55.75",
        },
        {"01-10": "net 200.00, V19 19.00/100.00, V7 7.00/100.00"},
    ),
    "three thirds lose no cent": (
        PLAIN
        + paid("2026-01-11", "A", "39.67")
        + paid("2026-01-12", "A", "39.67")
        + paid("2026-01-13", "A", "39.66"),
        {
            "01-11": "net 33.34, V19 6.33/33.34",
            "01-12": "net 33.33, V19 6.34/33.33",
            "01-13": "net 33.33, V19 6.33/33.33",
        },
        ACCRUED,
    ),
    "a discount lowers both by what is posted": (
        PLAIN
        + paid(
            "2026-01-20", "A", "119.00", "Assets:Bank  115.43 EUR",
            'Income:Discounts  3.00 EUR\n    adjustment: "discount"',
            'Liabilities:VAT  0.57 EUR\n    adjustment: "discount"\n    tax: "V19"\n'
            "    base: -3.00 EUR",
        ),
        {"01-20": "net 97.00, V19 18.43/97.00"},
        ACCRUED | {"01-20": "V19 -0.57/-3.00, net -3.00"},
    ),
    "a fee is no less income, and a rest below tolerance is": (
        PLAIN
        + paid(
            "2026-01-20", "A", "119.00", "Assets:Bank  113.98 EUR",
            'Expenses:Fees  5.00 EUR\n    adjustment: "bank_fee"',
            'Expenses:BadDebt  0.02 EUR\n    adjustment: "rounding"',
        ),
        {"01-20": "net 99.98, V19 19.00/100.00"},
        ACCRUED | {"01-20": "net -0.02"},
    ),
    "a returned payment takes it back on its day": (
        PLAIN + paid("2026-01-20", "A", "119.00")
        + paid("2026-01-25", "A", "-119.00", tag="reversal"),
        {"01-20": "net 100.00, V19 19.00/100.00", "01-25": "net -100.00, V19 -19.00/-100.00"},
        ACCRUED,
    ),
    "a credit note on its own invoice moves nothing": (
        MIXED + CREDIT + applied("2026-02-02", "C", "A", "107.00")
        + paid("2026-02-20", "A", "119.00"),
        {"02-20": "net 100.00, V19 19.00/100.00"},
        {
            "01-10": "net 200.00, V19 19.00/100.00, V7 7.00/100.00",
            "02-01": "net -100.00, V7 -7.00/-100.00",
        },
    ),
    "after a part is paid it says what that was for": (
        MIXED + paid("2026-01-20", "A", "113.00") + CREDIT
        + applied("2026-02-02", "C", "A", "107.00") + paid("2026-02-20", "A", "6.00"),
        {
            "01-20": "net 100.00, V19 9.50/50.00, V7 3.50/50.00",
            "02-02": "net -5.04, V19 8.54/44.96, V7 -3.50/-50.00",
            "02-20": "net 5.04, V19 0.96/5.04",
        },
        None,
    ),
    "taking that application back restores it": (
        MIXED + CREDIT + applied("2026-02-02", "C", "A", "107.00")
        + applied("2026-02-03", "A", "C", "107.00") + paid("2026-02-20", "A", "226.00"),
        {"02-20": "net 200.00, V19 19.00/100.00, V7 7.00/100.00"},
        None,
    ),
    "a credit note on another invoice pays that and takes from its own": (
        MIXED + paid("2026-01-20", "A", "226.00") + OTHER + CREDIT
        + applied("2026-02-02", "C", "B", "107.00"),
        {
            "01-20": "net 200.00, V19 19.00/100.00, V7 7.00/100.00",
            "02-02": "net -10.08, V7 -7.00/-100.00, V19 17.08/89.92",
        },
        None,
    ),
    "a credit note without corrects is known by its link": (
        MIXED + CREDIT.replace('  corrects: "A"\n', "")
        + applied("2026-02-02", "C", "A", "107.00"),
        {},
        None,
    ),
    "a refund of a credit note is less income": (
        MIXED + paid("2026-01-20", "A", "226.00") + CREDIT
        + paid("2026-02-05", "C", "-107.00", tag="refund"),
        {
            "01-20": "net 200.00, V19 19.00/100.00, V7 7.00/100.00",
            "02-05": "net -100.00, V7 -7.00/-100.00",
        },
        None,
    ),
    "money on account is an advance": (
        paid("2026-01-05", "P", "50.00").replace("^P", '^P\n  id: "P"')
        + paid("2026-01-30", "P", "-20.00", tag="refund"),
        {"01-05": "advances 50.00", "01-30": "advances -20.00"},
        {},
    ),
    "and income of the day it came once a document takes it": (
        paid("2026-01-05", "P", "130.00").replace("^P", '^P\n  id: "P"')
        + PLAIN + applied("2026-02-02", "P", "A", "119.00"),
        {"01-05": "advances 11.00, net 100.00, V19 19.00/100.00"},
        ACCRUED,
    ),
    "until that is taken back": (
        paid("2026-01-05", "P", "130.00").replace("^P", '^P\n  id: "P"')
        + PLAIN + applied("2026-02-02", "P", "A", "119.00")
        + applied("2026-02-03", "A", "P", "119.00"),
        {"01-05": "advances 130.00"},
        ACCRUED,
    ),
    "an overpaid item holds an advance": (
        PLAIN + paid("2026-01-20", "A", "150.00"),
        {"01-20": "net 100.00, V19 19.00/100.00, advances 31.00"},
        ACCRUED,
    ),
    "an advance that is kept becomes income": (
        paid("2026-01-05", "P", "5.00").replace("^P", '^P\n  id: "P"')
        + paid("2026-03-05", "P", "-5.00", "Income:Work  -5.00 EUR", tag="kept"),
        {"01-05": "advances 5.00", "03-05": "net 5.00/5.00, advances -5.00"},
        {"03-05": "net 5.00/5.00"},
    ),
    "what is written off never came, and lowers what was accrued": (
        PLAIN + paid("2026-01-20", "A", "59.50")
        + paid(
            "2026-03-20", "A", "11.90", "Expenses:BadDebt  10.00 EUR", "Liabilities:VAT  1.90 EUR",
            tag="write-off",
        )
        + paid("2026-04-20", "A", "47.60"),
        {"01-20": "net 50.00, V19 9.50/50.00", "04-20": "net 40.00, V19 7.60/40.00"},
        ACCRUED | {"03-20": "written_off -10.00, V19 -1.90/-10.00"},
    ),
    "against a provision, and without its tax": (
        PLAIN + paid("2026-03-20", "A", "119.00", "Liabilities:Provision  119.00 EUR",
                     tag="write-off"),
        {},
        ACCRUED | {"03-20": "written_off -119.00"},
    ),
    "a small credit written off is kept": (
        paid("2026-01-05", "P", "0.50").replace("^P", '^P\n  id: "P"')
        + paid("2026-03-05", "P", "-0.50", "Expenses:Fees  -0.50 EUR", tag="write-off"),
        {"01-05": "advances 0.50", "03-05": "net 0.50/0.50, advances -0.50"},
        {"03-05": "net 0.50/0.50"},
    ),
    "a small difference kept is outside of no tax": (
        paid("2026-01-05", "P", "0.02").replace("^P", '^P\n  id: "P"')
        + paid("2026-03-05", "P", "-0.02", SMALL.format("-0.02"), tag="write-off"),
        {"01-05": "advances 0.02", "03-05": "net 0.02, advances -0.02"},
        {"03-05": "net 0.02"},
    ),
    "what an invoice was paid too much is kept the same": (
        PLAIN + paid("2026-01-20", "A", "119.02")
        + paid("2026-03-05", "A", "-0.02", SMALL.format("-0.02"), tag="write-off"),
        {
            "01-20": "net 100.00, V19 19.00/100.00, advances 0.02",
            "03-05": "net 0.02, advances -0.02",
        },
        ACCRUED | {"03-05": "net 0.02"},
    ),
    "and an advance again when that is taken back": (
        PLAIN + paid("2026-01-20", "A", "119.02")
        + named("W", paid("2026-03-05", "A", "-0.02", SMALL.format("-0.02"), tag="write-off"))
        + paid("2026-03-06", "A", "0.02", SMALL.format("0.02"), tag="reversal").replace(
            "^A", '^A\n  reverses: "W"'
        ),
        {
            "01-20": "net 100.00, V19 19.00/100.00, advances 0.02",
            "03-05": "net 0.02, advances -0.02",
            "03-06": "net -0.02, advances 0.02",
        },
        ACCRUED | {"03-05": "net 0.02", "03-06": "net -0.02"},
    ),
    "a small rest given up never came, also when that is taken back": (
        PLAIN + paid("2026-01-20", "A", "118.98")
        + named("W", paid("2026-03-05", "A", "0.02", SMALL.format("0.02"), tag="write-off"))
        + paid("2026-03-06", "A", "-0.01", SMALL.format("-0.01"), tag="reversal").replace(
            "^A", '^A\n  corrects: "W"'
        )
        + paid("2026-03-06", "A", "0.01"),
        {"01-20": "net 99.98, V19 19.00/99.98", "03-06": "net 0.01, V19 0.00/0.01"},
        ACCRUED | {"03-05": "written_off -0.02", "03-06": "written_off 0.01"},
    ),
    "a credit note nobody asks back was never paid": (
        MIXED + paid("2026-01-20", "A", "226.00") + CREDIT
        + paid("2026-03-05", "C", "-107.00", "Expenses:BadDebt  -107.00 EUR", tag="write-off"),
        {"01-20": "net 200.00, V19 19.00/100.00, V7 7.00/100.00"},
        None,
    ),
    "refunded too much, what nobody gives back is lost": (
        PLAIN + paid("2026-01-20", "A", "119.00") + CREDIT
        + paid("2026-02-05", "C", "-110.00", tag="refund")
        + paid("2026-03-05", "C", "3.00", "Expenses:BadDebt  3.00 EUR", tag="write-off"),
        {
            "01-20": "net 100.00, V19 19.00/100.00",
            "02-05": "net -100.00, V7 -7.00/-100.00, advances -3.00",
            "03-05": "net -3.00/-3.00, advances 3.00",
        },
        None,
    ),
    "a credit on the invoice itself changes what it is made of": (
        MIXED
        + paid("2026-02-01", "A", "107.00", "Income:Work  100.00 EUR",
               'Liabilities:VAT  7.00 EUR\n    tax: "V7"', tag="credited")
        + paid("2026-02-20", "A", "119.00"),
        {"02-20": "net 100.00, V19 19.00/100.00"},
        {
            "01-10": "net 200.00, V19 19.00/100.00, V7 7.00/100.00",
            "02-01": "net -100.00, V7 -7.00/-100.00",
        },
    ),
    "instalments are parts of one document": (
        PLAIN.replace(
            "  Assets:Receivable:Acme  119.00 EUR\n",
            "  Assets:Receivable:Acme  59.50 EUR\n    due: 2026-02-01\n    instalment: 1\n"
            "  Assets:Receivable:Acme  59.50 EUR\n    due: 2026-03-01\n    instalment: 2\n",
        ) + paid("2026-02-01", "A", "59.50"),
        {"02-01": "net 50.00, V19 9.50/50.00"},
        ACCRUED,
    ),
    "what was billed elsewhere tells no tax": (
        """
2026-01-10 * "Acme" "Opening balance: invoice A" #invoice ^A
  invoice: "A"
  Assets:Receivable:Acme  119.00 EUR
  Equity:Opening  -119.00 EUR
""" + paid("2026-01-20", "A", "60.00"),
        {"01-20": "taken_over 60.00"},
        {},
    ),
    "what is paid at once is received at once": (
        """
2026-01-10 * "Acme" "Sale" ^A
  Assets:Receivable:Acme  60.00 EUR
  Assets:Bank  40.00 EUR
  Income:Work  -100.00 EUR
""" + paid("2026-01-20", "A", "60.00", tag="transfer"),
        {"01-10": "net 40.00/40.00", "01-20": "net 60.00/60.00"},
        {"01-10": "net 100.00/100.00"},
    ),
    "also in another currency": (
        """
2026-01-10 * "Acme" "Sale" ^A
  Assets:Receivable:Acme  60.00 EUR
  Assets:Bank  44.00 USD @@ 40.00 EUR
  Assets:Bank  1.00 GBP @@ 1.00 CHF
  Income:Work  -1.00 CHF
  Income:Work  -100.00 EUR
""",
        {"01-10": "net 40.40/40.40"},
        {"01-10": "net 101.00/101.00"},
    ),
    "goods that leave at cost are no income": (
        """
2026-01-10 * "Acme" "Sale" ^A
  Assets:Receivable:Acme  100.00 EUR
  Income:Work  -100.00 EUR
  Expenses:Goods  70.00 EUR
  Assets:Stock  -70.00 EUR
""",
        {},
        {"01-10": "net 100.00/100.00"},
    ),
    "two customers' bills in one entry share its figures": (
        """
2026-01-10 * "Both" "Sale"
  Assets:Receivable:Acme  119.00 EUR
    invoice: "A"
  Assets:Receivable:Globex  238.00 EUR
    invoice: "B"
  Income:Work  -300.00 EUR
  Liabilities:VAT  -57.00 EUR
""" + paid("2026-01-20", "A", "119.00"),
        {"01-20": "net 100.00, tax 19.00/100.00"},
        {"01-10": "net 300.00, tax 57.00/300.00"},
    ),
    "a document of nothing counts on its day": (
        """
2026-01-10 * "Acme" "Exchange" #invoice ^A
  invoice: "A"
  Assets:Receivable:Acme  0.00 EUR
  Income:Work  -100.00 EUR
    item: "New"
  Income:Discounts  100.00 EUR
    item: "Old"
""",
        {},
        {},
    ),
    "money that comes before its bill without naming it": (
        """
2026-01-05 * "Acme" "Transfer"
  Assets:Bank  119.00 EUR
  Assets:Receivable:Acme  -119.00 EUR
2026-01-10 * "Acme" "Bill"
  Assets:Receivable:Acme  119.00 EUR
  Income:Work  -100.00 EUR
  Liabilities:VAT  -19.00 EUR
""",
        {"01-05": "net 100.00, tax 19.00/100.00"},
        {"01-10": "net 100.00, tax 19.00/100.00"},
    ),
    "an invoice kept at a value releases that value": (
        """
2026-01-10 * "Acme" "Invoice A" #invoice ^A
  invoice: "A"
  Assets:Receivable:Acme  90.00 GBP @@ 101.00 EUR
  Income:Work  -101.00 EUR
    item: "One"
    amount: 90.00 GBP
2026-01-20 * "Acme" "Part" #payment ^A
  Assets:Bank  30.00 GBP @@ 34.00 EUR
  Assets:Receivable:Acme  -30.00 GBP @@ 33.67 EUR
    invoice: "A"
  Income:FX  -0.33 EUR
2026-01-25 * "Acme" "Part" #payment ^A
  Assets:Bank  30.00 GBP @@ 34.00 EUR
  Assets:Receivable:Acme  -30.00 GBP @@ 33.67 EUR
    invoice: "A"
  Income:FX  -0.33 EUR
    adjustment: "fx"
2026-01-30 * "Acme" "Rest" #payment ^A
  Assets:Bank  30.00 GBP @@ 33.00 EUR
  Assets:Receivable:Acme  -30.00 GBP @@ 33.66 EUR
    invoice: "A"
  Income:FX  0.66 EUR
    adjustment: "fx"
""",
        {
            "01-20": "net 33.67/33.67, exchange 0.33",
            "01-25": "net 33.67/33.67, exchange 0.33",
            "01-30": "net 33.66/33.66, exchange -0.66",
        },
        {
            "01-10": "net 101.00/101.00", "01-20": "exchange 0.33", "01-25": "exchange 0.33",
            "01-30": "exchange -0.66",
        },
    ),
    "money on account that is kept at a value is an advance of that value": (
        VALUED,
        {"01-05": "advances 120.00"},
        {},
    ),
    "so its sum stays when an invoice takes it, and when the rest is paid back": (
        VALUED + """
2026-01-10 * "Acme" "Invoice A" #invoice ^A
  invoice: "A"
  Assets:Receivable:Acme  60.00 GBP @@ 75.00 EUR
  Income:Work  -75.00 EUR
    item: "One"
    amount: 60.00 GBP
2026-01-20 * "Acme" "x" #application ^P ^A
  Assets:Receivable:Acme  60.00 GBP @@ 72.00 EUR
    invoice: "P"
  Assets:Receivable:Acme  -60.00 GBP @@ 75.00 EUR
    invoice: "A"
  Income:FX  3.00 EUR
    adjustment: "fx"
2026-01-25 * "Acme" "Back" #refund ^P
  Assets:Receivable:Acme  40.00 GBP @@ 48.00 EUR
    invoice: "P"
  Assets:Bank  -40.00 GBP @@ 47.00 EUR
  Income:FX  -1.00 EUR
    adjustment: "fx"
""",
        {
            "01-05": "advances 48.00, net 75.00/75.00",
            "01-20": "exchange -3.00",
            "01-25": "advances -48.00, exchange 1.00",
        },
        {"01-10": "net 75.00/75.00", "01-20": "exchange -3.00", "01-25": "exchange 1.00"},
    ),
    "what is left of it and kept is earned at its value": (
        VALUED + """
2026-03-05 * "Acme" "x" #write-off ^P
  Assets:Receivable:Acme  100.00 GBP @@ 120.00 EUR
    invoice: "P"
  Expenses:Fees  -120.00 EUR
""",
        {"01-05": "advances 120.00", "03-05": "net 120.00/120.00, advances -120.00"},
        {"03-05": "net 120.00/120.00"},
    ),
    "without a value it is an advance in its own currency": (
        VALUED.replace(" @@ 120.00 EUR", ""), {"01-05": "advances 100.00"}, {},
    ),
    "and so is all of it once a part has none, or one in a third currency": (
        VALUED + """
2026-01-25 * "Acme" "Back" #refund ^P
  Assets:Receivable:Acme  40.00 GBP
    invoice: "P"
  Assets:Bank  -40.00 GBP
""" + VALUED.replace('"P"', '"Q"').replace("^P", "^Q").replace("01-05", "02-05") + """
2026-02-25 * "Acme" "Back" #refund ^Q
  Assets:Receivable:Acme  40.00 GBP @@ 50.00 CHF
    invoice: "Q"
  Assets:Bank  -40.00 GBP @@ 50.00 CHF
""",
        {
            "01-05": "advances 120.00", "01-25": "advances -60.00", "02-05": "advances 120.00",
            "02-25": "advances -60.00",
        },
        {},
    ),
    "what a valued invoice was paid too much is an advance of what that is worth": (
        """
2026-01-10 * "Acme" "Invoice A" #invoice ^A
  invoice: "A"
  Assets:Receivable:Acme  90.00 GBP @@ 101.00 EUR
  Income:Work  -101.00 EUR
    item: "One"
    amount: 90.00 GBP
2026-01-20 * "Acme" "All" #payment ^A
  Assets:Bank  100.00 GBP @@ 112.00 EUR
  Assets:Receivable:Acme  -100.00 GBP @@ 112.00 EUR
    invoice: "A"
""",
        {"01-20": "net 101.00/101.00, advances 11.00"},
        {"01-10": "net 101.00/101.00"},
    ),
    "a return that states no value gives back what was released": (
        """
2026-01-10 * "Acme" "Invoice A" #invoice ^A
  invoice: "A"
  Assets:Receivable:Acme  90.00 GBP @@ 101.00 EUR
  Income:Work  -101.00 EUR
    item: "One"
2026-01-20 * "Acme" "All" #payment ^A
  Assets:Bank  90.00 GBP @@ 103.00 EUR
  Assets:Receivable:Acme  -90.00 GBP @@ 101.00 EUR
    invoice: "A"
  Income:FX  -2.00 EUR
    adjustment: "fx"
2026-01-25 * "Acme" "Returned" #reversal ^A
  Assets:Bank  -90.00 GBP
  Assets:Receivable:Acme  90.00 GBP
    invoice: "A"
2026-01-30 * "Acme" "Part" #payment ^A
  Assets:Bank  30.00 GBP
  Assets:Receivable:Acme  -30.00 GBP
    invoice: "A"
""",
        {
            "01-20": "net 101.00/101.00, exchange 2.00",
            "01-25": "net -101.00/-101.00",
            "01-30": "net 33.67/33.67",
        },
        None,
    ),
    "lines outside of any tax stay outside of it": (
        PLAIN.replace("119.00", "139.00").replace(
            "  Liabilities:VAT", '  Income:Work  -20.00 EUR\n    item: "Fare"\n  Liabilities:VAT'
        ) + paid("2026-01-20", "A", "69.50"),
        {"01-20": "net 60.00/10.00, V19 9.50/50.00"},
        {"01-10": "net 120.00/20.00, V19 19.00/100.00"},
    ),
    "a discount on them lowers what is untaxed": (
        PLAIN.replace("119.00", "139.00").replace(
            "  Liabilities:VAT", '  Income:Work  -20.00 EUR\n    item: "Fare"\n  Liabilities:VAT'
        )
        + paid(
            "2026-01-20", "A", "139.00", "Assets:Bank  125.10 EUR",
            'Income:Discounts  12.00 EUR\n    adjustment: "discount"',
            'Liabilities:VAT  1.90 EUR\n    adjustment: "discount"\n    tax: "V19"\n'
            "    base: -10.00 EUR",
        ),
        {"01-20": "net 108.00/18.00, V19 17.10/90.00"},
        None,
    ),
    "taxes of a compound code share their lines": (
        """
2026-01-10 * "Acme" "Invoice A" #invoice ^A
  invoice: "A"
  Assets:Receivable:Acme  114.98 EUR
  Income:Work  -100.00 EUR
    item: "One"
    tax: "QC"
  Liabilities:VAT  -5.00 EUR
    tax: "GST"
    group: "QC"
    rate: 5
    base: 100.00 EUR
  Liabilities:VAT  -9.98 EUR
    tax: "QST"
    group: "QC"
    rate: 9.975
    base: 100.00 EUR
""" + paid("2026-01-20", "A", "57.49"),
        {"01-20": "net 50.00, GST 2.50/50.00, QST 4.99/50.00"},
        {"01-10": "net 100.00, GST 5.00/100.00, QST 9.98/100.00"},
    ),
    "reverse charge has a base and no tax": (
        PLAIN.replace("119.00", "100.00").replace("-19.00", "0.00").replace('"S"', '"AE"')
        .replace("rate: 19", "rate: 0") + paid("2026-01-20", "A", "25.00"),
        {"01-20": "net 25.00, V19 0.00/25.00"},
        {"01-10": "net 100.00, V19 0.00/100.00"},
    ),
    "a credit goes to one item after the other": (
        paid("2026-01-05", "P", "30.00").replace("^P", '^P\n  id: "P"')
        + paid("2026-01-06", "Q", "100.00").replace("^Q", '^Q\n  id: "Q"')
        + PLAIN.replace("119.00", "100.00").replace("-19.00", "0.00").replace("V19", "Z")
        + OTHER.replace("119.00", "100.00").replace("-19.00", "0.00").replace("V19", "Z")
        + """
2026-02-02 * "Acme" "x" #application ^P ^Q ^A ^B
  Assets:Receivable:Acme  30.00 EUR
    invoice: "P"
  Assets:Receivable:Acme  100.00 EUR
    invoice: "Q"
  Assets:Receivable:Acme  -90.00 EUR
    invoice: "A"
  Assets:Receivable:Acme  -40.00 EUR
    invoice: "B"
""",
        {"01-05": "net 30.00, Z 0.00/30.00", "01-06": "net 100.00, Z 0.00/100.00"},
        None,
    ),
    "a discount on a tax of zero has the base that is stated, else none": (
        PLAIN.replace("119.00", "100.00").replace("-19.00", "0.00").replace("V19", "Z")
        + paid(
            "2026-01-20", "A", "100.00", "Assets:Bank  97.00 EUR",
            'Income:Discounts  3.00 EUR\n    adjustment: "discount"',
            'Liabilities:VAT  0.00 EUR\n    adjustment: "discount"\n    tax: "Z"',
        ),
        {"01-20": "net 97.00/-3.00, Z 0.00/100.00"},
        None,
    ),
    "a tax that only another document bears is known by its code": (
        PLAIN + OTHER.replace("V19", "V7").replace("119.00", "107.00").replace("-19.00", "-7.00")
        .replace("rate: 19", "rate: 7")
        + paid("2026-02-01", "A", "10.70", "Income:Work  10.00 EUR",
               'Liabilities:VAT  0.70 EUR\n    tax: "V7"', tag="credited"),
        {},
        {
            "01-10": "net 100.00, V19 19.00/100.00", "01-12": "net 100.00, V7 7.00/100.00",
            "02-01": "net -10.00, V7 -0.70/-10.00",
        },
    ),
    "and one that no document bears by what the posting says": (
        PLAIN
        + paid("2026-02-01", "A", "10.70", "Income:Work  10.00 EUR",
               'Expenses:Fees  0.70 EUR\n    tax: "OLD"\n    rate: 7\n    base: -10.00 EUR',
               tag="credited"),
        {},
        ACCRUED | {"02-01": "net -10.00, OLD -0.70/-10.00"},
    ),
    "bills in two currencies": (
        """
2026-01-10 * "Both" "Sale"
  Assets:Receivable:Acme  100.00 GBP
    invoice: "A"
  Assets:Receivable:Globex  100.00 USD
    invoice: "B"
  Income:Work  -100.00 GBP
  Income:Work  -100.00 USD
2026-01-20 * "Acme" "Part" #payment ^A
  Assets:Bank  50.00 GBP
  Assets:Receivable:Acme  -50.00 GBP
    invoice: "A"
""",
        {"01-20": "net 50.00/50.00"},
        {"01-10": "net 200.00/200.00"},
    ),
    "bills whose figures are worth nothing": (
        """
2026-01-10 * "Both" "Sale"
  Assets:Receivable:Acme  100.00 GBP @@ 0.00 EUR
    invoice: "A"
  Assets:Receivable:Globex  100.00 USD @@ 0.00 EUR
    invoice: "B"
  Income:Work  0.00 EUR
2026-01-20 * "Acme" "Part" #payment ^A
  Assets:Bank  50.00 GBP
  Assets:Receivable:Acme  -50.00 GBP
    invoice: "A"
""",
        {},
        {},
    ),
    "bills that cancel each other out": (
        """
2026-01-10 * "Both" "Sale and return" #invoice
  Assets:Receivable:Acme  100.00 EUR
    invoice: "A"
  Assets:Receivable:Globex  -100.00 EUR
    invoice: "B"
  Income:Work  -10.00 EUR
  Income:Discounts  10.00 EUR
""",
        {},
        {},
    ),
    "a payment taken off what it settled is an advance of the day it came": (
        PLAIN + named("P", paid("2026-01-20", "A", "119.00"))
        + moved("2026-02-02", "P", ("A", "119.00"), ("P", "-119.00")),
        {"01-20": "advances 119.00"},
        ACCRUED,
    ),
    "and income of that day for the invoice it is moved to": (
        PLAIN + MIXED.replace('"A"', '"B"').replace("^A", "^B")
        + named("P", paid("2026-01-20", "A", "119.00"))
        + moved("2026-02-02", "P", ("A", "119.00"), ("B", "-119.00")),
        {"01-20": "net 105.31, V19 10.00/52.66, V7 3.69/52.65"},
        None,
    ),
    "also of a customer to whom it was moved": (
        PLAIN + named("P", paid("2026-01-20", "A", "119.00"))
        + named("M", moved("2026-02-02", "P", ("A", "119.00"), ("M", "-119.00"))),
        {"01-20": "advances 119.00"},
        None,
    ),
    "a discount goes back with it": (
        PLAIN
        + named("P", paid(
            "2026-01-20", "A", "119.00", "Assets:Bank  115.43 EUR",
            'Income:Discounts  3.00 EUR\n    adjustment: "discount"',
            'Liabilities:VAT  0.57 EUR\n    adjustment: "discount"\n    tax: "V19"\n'
            "    base: -3.00 EUR",
        ))
        + paid(
            "2026-02-02", "A", "-3.57",
            'Income:Discounts  -3.00 EUR\n    adjustment: "discount"',
            'Liabilities:VAT  -0.57 EUR\n    adjustment: "discount"\n    tax: "V19"\n'
            "    base: 3.00 EUR",
            tag="reversal",
        )
        + moved("2026-02-02", "P", ("A", "115.43"), ("P", "-115.43")),
        {"01-20": "advances 115.43"},
        ACCRUED | {"01-20": "V19 -0.57/-3.00, net -3.00", "02-02": "V19 0.57/3.00, net 3.00"},
    ),
    "and an exchange difference": (
        """
2026-01-10 * "Acme" "Invoice A" #invoice ^A
  invoice: "A"
  Assets:Receivable:Acme  90.00 GBP @@ 101.00 EUR
  Income:Work  -101.00 EUR
    item: "One"
2026-01-20 * "Acme" "All" #payment ^A ^P
  id: "P"
  Assets:Bank  90.00 GBP @@ 103.00 EUR
  Assets:Receivable:Acme  -90.00 GBP @@ 101.00 EUR
    invoice: "A"
  Income:FX  -2.00 EUR
    adjustment: "fx"
2026-02-02 * "Acme" "Unapply" #application ^A ^P
  id: "R"
  corrects: "P"
  Assets:Receivable:Acme  90.00 GBP @@ 101.00 EUR
    invoice: "A"
  Assets:Receivable:Acme  -90.00 GBP @@ 103.00 EUR
    invoice: "P"
  Income:FX  2.00 EUR
    adjustment: "fx"
""",
        {"01-20": "exchange 2.00, advances 103.00", "02-02": "exchange -2.00"},
        None,
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_what_counts_when(books_of: Callable[..., Books], name: str) -> None:
    text, by_money, by_document = CASES[name]
    books = books_of(OPENS + text)
    found = {day: said for day, said in counted(books, Basis.CASH).items() if said}
    assert found == by_money
    if by_document is not None:
        found = {day: said for day, said in counted(books, Basis.ACCRUAL).items() if said}
        assert found == by_document


def test_the_worked_example_on_both_bases() -> None:
    facts = load(WORKED).facts
    books = Books.of(facts, find_roots(facts), max(e.date for e in facts.entries))
    by_money = counted(books, Basis.CASH)
    assert by_money["02-20"] == "net 2300.00/500.00, CA-8 144.00/1800.00, advances 50.00"
    assert by_money["03-05"] == "advances -50.00"
    assert by_money["03-04"] == "net 1080.00/1080.00, exchange 20.00"
    assert by_money["04-10"] == "net 2619.00, tax 497.61/2619.00"
    assert by_money["04-14"] == "net -2619.00, tax -497.61/-2619.00"
    by_document = counted(books, Basis.ACCRUAL)
    assert by_document["03-20"] == "written_off -100.00, tax -8.00/-100.00"
    assert by_document["03-25"] == "net 9.07/9.07"
