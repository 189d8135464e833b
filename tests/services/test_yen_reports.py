"""Amounts are shown with the digits of their currency, whatever Beancount needs in the ledger."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from shop import Shop

REPORTS = (
    "report income", "report income --basis cash", "report income --by customer", "report tax",
    "report tax --basis cash", "report open --in JPY", "why PMT-2026-0001", "why APP-2026-0002",
    "writeoff list", "statement show Globex",
)  # fmt: skip


@pytest.fixture
def yen(shop: Shop) -> Shop:
    """Return books in yen with an invoice in dollars, of which all kinds of things became."""
    main = shop.text("main.beancount")
    shop.write("main.beancount", main.replace('currency" "EUR"', 'currency" "JPY"'))
    text = shop.text("billcli.toml").replace('currency = "EUR"', 'currency = "JPY"')
    shop.write("billcli.toml", f"{text}\n[currency]\nvalue = true\n")
    shop.append("\n2025-01-01 price USD 149.37 JPY\n2026-01-20 price USD 151.11 JPY\n")
    shop.done(
        'invoice create Globex --line "249.91 Work; tax=VAT" --instalments "3 monthly"',
        "payment add Globex 83.30 USD --allocate INV-2026-0001",
        "payment add Globex 33.33 USD --on-account",
        "credit apply PMT-2026-0002 INV-2026-0001",
        "writeoff create INV-2026-0001=50 --reason Gone --tax-relief",
        'invoice create Acme --line "400 Work" --currency JPY',
        "payment unapply PMT-2026-0001",
        "payment add Acme 475 JPY --oldest-first",
    )
    assert re.search(r"\d\.0 JPY", shop.text())
    return shop


def test_yen_have_no_decimals_in_any_report(yen: Shop) -> None:
    for line in REPORTS:
        for form in ("plain", "table", "json"):
            answer = yen(f"{line} --format {form}")
            assert answer.status == 0, answer.err
            assert not re.search(r"(?<![\d.])-?\d+\.0(?!\d)", answer.out), (line, answer.out)
    assert "-1\t" in yen("report income").out


def test_dinars_have_three_and_finer_ones_stay(shop: Shop) -> None:
    shop.append(
        '2026-01-05 * "Acme Inc." "Bill" #invoice ^B-1\n  invoice: "B-1"\n'
        "  Assets:Receivable:Acme  12.3450 KWD\n  Income:Services  -12.3450 KWD\n"
        '2026-01-06 * "Acme Inc." "Bill" #invoice ^B-2\n  invoice: "B-2"\n'
        "  Assets:Receivable:Globex  1.23456 USD\n  Income:Services  -1.23456 USD\n"
    )
    rows = shop("report income --by customer").rows
    at = rows[0].index("net")
    assert [row[at] for row in rows[1:]] == ["12.345", "1.23456"]
