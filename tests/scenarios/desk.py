"""A small set of books to try commands on."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

MAIN = """option "operating_currency" "EUR"
include "more.beancount"

2025-01-01 open Assets:Bank
2025-01-01 open Income:Services
2025-01-01 open Income:Discounts
2025-01-01 open Liabilities:Tax
2025-01-01 open Expenses:Fees
2025-01-01 open Expenses:Rounding
2025-01-01 open Equity:Opening-Balances
"""
MORE = """2025-01-01 open Assets:Receivable:Acme
2025-01-01 custom "issuer" "Issuer"
  name: "Studio Linden"

2025-01-01 custom "customer" "Acme" Assets:Receivable:Acme
  name: "Acme Inc."

2025-01-01 open Assets:Receivable:Globex
2025-01-01 custom "customer" "Globex" Assets:Receivable:Globex
  name: "Globex Ltd."
  currency: "USD"

2026-01-02 * "Acme Inc." "Invoice OLD-1" #invoice ^OLD-1
  invoice: "OLD-1"
  due: 2026-01-16
  Assets:Receivable:Acme   100.00 EUR
  Income:Services         -100.00 EUR
"""
SETTINGS = """[ledger]
file = "main.beancount"

[accounts]
bank = "Assets:Bank"
income = "Income:Services"
tax = "Liabilities:Tax"
fees = "Expenses:Fees"

[defaults]
currency = "EUR"
tax = "VAT"

[output]
formats = ["text"]

[tax.VAT]
rate = 19

[tax.ZERO]
category = "Z"
"""
STATEMENT = """Date;Payee;Text;Amount;Currency
2026-01-30;ACME INC;Invoice OLD-1;100.00;EUR
"""


def set_up(folder: Path, formats: str = '["text"]') -> Path:
    """Write the books, and return the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "main.beancount").write_text(MAIN)
    (folder / "more.beancount").write_text(MORE)
    (folder / "billcli.toml").write_text(SETTINGS.replace('["text"]', formats))
    (folder / "january.csv").write_text(STATEMENT)
    return folder
