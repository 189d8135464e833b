"""All credit notes of an invoice, as the ledger has them, leave nothing on any account."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from beancount import loader
from beancount.core.inventory import Inventory

if TYPE_CHECKING:
    from shop import Shop

SETTINGS = """
[tax.RC]
category = "AE"

[tax.GST]
rate = 5
account = "Liabilities:Tax"

[tax.PST]
rate = 7
account = "Liabilities:Tax"

[tax.BC]
components = ["GST", "PST"]
"""
BY_LINE = """
[rounding]
level = "line"
"""
COINS = """
[rounding.cash]
EUR = 0.05
"""
BILLS = {
    "two rates and a discount": (
        '--line "3 x 33.33 Work" --line "7 x 1.99 Book; tax=LOW" --discount 7%',
        "",
    ),
    "discounts of lines": (
        '--line "3 x 33.33 Work; discount=10" --line "4.5 x 9.99 Paper; discount=3%"',
        "",
    ),
    "gross prices": (
        '--line "3 x 9.99 Book; tax=LOW" --line "7 x 0.35 Pen" --prices gross --discount 5%',
        "",
    ),
    "tax rounded by line": (
        '--line "3 x 0.13 Pen" --line "7 x 0.13 Clip" --line "9 x 1.13 Pad"',
        BY_LINE,
    ),
    "yen": ('--line "3 x 1001 Work" --line "7 x 33 Book; tax=LOW" --currency JPY', ""),
    "dinar": ('--line "3 x 1.005 Work" --line "7 x 0.333 Book; tax=LOW" --currency KWD', ""),
    "reverse charge": ('--line "3 x 333.33 Work; tax=RC" --line "7 x 5 Book; tax=RC"', ""),
    "components of a tax": ('--line "3 x 33.33 Work; tax=BC" --line "7 x 0.99 Book; tax=GST"', ""),
    "rounded to coins": ('--line "3 x 1.11 Work" --line "7 x 0.33 Book; tax=LOW"', COINS),
    "without tax in part": ('--line "3 x 33.33 Work" --line "7 x 1.99 Fee; tax=ZERO"', ""),
}
STEPS = {
    "lines": ("--lines 1=1", "--lines 2=3", "--lines 1=0.5,2=1"),
    "lines in whole": ("--lines 2", "--lines 1=2"),
    "an amount and lines": ("--lines 1=1", "--amount 1"),
}


def balances(shop: Shop) -> dict[str, str]:
    """Return what Beancount itself finds on the accounts, zeros left out."""
    entries, errors, _ = loader.load_file(str(shop.folder / "main.beancount"))
    assert errors == []
    found: dict[str, Inventory] = {}
    for entry in entries:
        for posting in getattr(entry, "postings", ()):
            found.setdefault(posting.account, Inventory()).add_position(posting)
    return {name: str(held) for name, held in found.items() if not held.is_empty()}


@pytest.mark.parametrize("bill", BILLS)
@pytest.mark.parametrize("steps", STEPS)
def test_nothing_is_left_of_what_was_credited_in_parts(shop: Shop, bill: str, steps: str) -> None:
    words, settings = BILLS[bill]
    shop.setting(SETTINGS + settings)
    shop.done(f"invoice create Acme {words}")
    assert balances(shop)
    for step in STEPS[steps]:
        shop.done(f'credit create INV-2026-0001 {step} --reason "Returned"')
    shop.done('credit create INV-2026-0001 --full --reason "All of it"')
    assert balances(shop) == {}
    assert shop("report open --format ids").out == ""
    answer = shop("check --strict")
    assert (answer.status, answer.codes) == (0, []), answer.err


@pytest.mark.parametrize("bill", BILLS)
def test_a_full_credit_note_is_the_invoice_itself(shop: Shop, bill: str) -> None:
    words, settings = BILLS[bill]
    shop.setting(SETTINGS + settings)
    shop.done(f"invoice create Acme {words}", "invoice void INV-2026-0001")
    assert balances(shop) == {}
    bought, given = shop("invoice show INV-2026-0001 CN-2026-0001 --format json").data["invoices"]
    for key in ("lines", "allowances", "taxes", "rounding", "net", "tax", "total"):
        assert bought[key] == given[key], key


def test_what_is_printed_adds_up(shop: Shop) -> None:
    shop.done('invoice create Acme --line "3 x 33.33 Work; discount=10" --discount 10%')
    shop.done('credit create INV-2026-0001 --lines 1=1 --reason "One too many"')
    text = shop.text("../books/documents/CN-2026-0001.txt")
    assert "Corrects      INV-2026-0001" in text
    assert "Reason: One too many" in text
    rows = [row.split() for row in text.splitlines()]
    assert ["1", "Work", "1", "33.33", "19%", "30.00"] in rows
    assert ["Net", "total", "27.00"] in rows
    assert ["Total", "credit", "EUR", "32.13"] in rows
