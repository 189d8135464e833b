"""Deposits on quotes: taxed, deducted once, and to the cent."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from shop import Shop

CREATE = 'quote create Acme --line "1000 Site; tax=VAT" --line "110.50 Book; tax=LOW"'
QUOTE = "QUO-2026-0001"
DEPOSIT = f"quote accept {QUOTE} --deposit 30%"
ISSUE = f"quote issue {QUOTE}"


def figures(shop: Shop, *numbers: str) -> tuple[Decimal, ...]:
    """Return net, tax and total of some invoices together."""
    shown = shop(f"invoice show {' '.join(numbers)} --format json").data["invoices"]
    return tuple(
        sum((Decimal(one[key]["number"]) for one in shown), Decimal(0))
        for key in ("net", "tax", "total")
    )


def offered(shop: Shop) -> tuple[Decimal, ...]:
    one = shop(f"quote show {QUOTE} --format json").data["quotes"][0]
    return tuple(Decimal(one[key]["number"]) for key in ("net", "tax", "total"))


@pytest.mark.parametrize("percent", ["30%", "33.3%", "1%", "12.5%"])
@pytest.mark.parametrize("options", ["", "--prices gross", "--discount 5%", "--discount 25.00"])
def test_both_invoices_come_to_the_quote(shop: Shop, percent: str, options: str) -> None:
    shop.done(f"{CREATE} {options}", f"quote accept {QUOTE} --deposit {percent}", ISSUE)
    assert figures(shop, "INV-2026-0001", "INV-2026-0002") == offered(shop)
    assert shop("check --strict").status == 0


def test_what_is_written(shop: Shop) -> None:
    shop.done(CREATE, DEPOSIT, f"{ISSUE} --date 2026-02-10")
    first, last = (part for part in shop.text().split("\n\n") if "#invoice" in part)
    assert [f'quote: "{QUOTE}"' in first, f'on: "{QUOTE}"' in first] == [True, True]
    assert [f'quote: "{QUOTE}"' in last, f'on: "{QUOTE}"' in last] == [True, False]
    assert first.count(f'item: "Deposit of 30% on quote {QUOTE}"') == 2
    assert last.count('item: "Deposit INV-2026-0001"') == 2
    assert re.findall(r"quantity: -1\n.*\n +price: (.*)", last) == ["300.00 EUR", "33.14 EUR"]


def test_the_state_follows(shop: Shop) -> None:
    def state() -> str:
        return str(shop("quote list --format json").data["quotes"][0]["status"])

    shop.done(CREATE)
    assert state() == "open"
    shop.done(DEPOSIT)
    assert state() == "accepted"
    shop.done(ISSUE)
    assert state() == "invoiced"
    shop.done("undo")
    assert state() == "accepted"
    shop.done("undo")
    assert state() == "open"


@pytest.mark.parametrize(
    ("before", "command", "codes"),
    [
        ([], ISSUE, ["QUOTE-NOT-ACCEPTED"]),
        ([DEPOSIT], DEPOSIT, ["QUOTE-INVOICED"]),
        ([DEPOSIT], f"quote accept {QUOTE}", ["QUOTE-INVOICED"]),
        ([DEPOSIT], f"quote accept {QUOTE} --anyway", ["QUOTE-INVOICED"]),
        ([DEPOSIT], f"quote decline {QUOTE}", ["QUOTE-INVOICED"]),
        ([DEPOSIT, ISSUE], ISSUE, ["QUOTE-INVOICED"]),
        ([f"quote accept {QUOTE}"], ISSUE, ["QUOTE-INVOICED"]),
        ([f"quote accept {QUOTE}"], DEPOSIT, ["QUOTE-INVOICED"]),
        ([], f"quote accept {QUOTE} --deposit 100%", ["OPTION-VALUE"]),
        ([], f"quote accept {QUOTE} --deposit 500", ["OPTION-VALUE"]),
        ([], f"quote accept {QUOTE} --deposit 0%", ["OPTION-VALUE"]),
        ([], f"quote accept {QUOTE} --deposit some", ["AMOUNT-UNREADABLE"]),
    ],
)
def test_each_is_billed_once(shop: Shop, before: list[str], command: str, codes: list[str]) -> None:
    shop.done(CREATE, *before)
    books = {path: path.read_bytes() for path in shop.folder.glob("*.beancount")}
    answer = shop(command, yes=True)
    assert (answer.status, answer.codes) == (2, codes), answer.err
    assert {path: path.read_bytes() for path in shop.folder.glob("*.beancount")} == books


def test_a_deposit_that_was_voided_is_not_deducted(shop: Shop) -> None:
    shop.done(CREATE, DEPOSIT, "invoice void INV-2026-0001", ISSUE)
    assert figures(shop, "INV-2026-0002") == offered(shop)
    assert 'item: "Deposit INV-2026-0001"' not in shop.text()


def test_what_was_credited_of_a_deposit_is_not_deducted(shop: Shop) -> None:
    shop.done(
        'quote create Acme --line "1000 Site; tax=ZERO"',
        DEPOSIT,
        'credit create INV-2026-0001 --amount 100 --reason "Too much"',
        ISSUE,
    )
    assert figures(shop, "INV-2026-0002")[0] == Decimal("800.00")


def test_a_rate_that_changed_is_refused(shop: Shop) -> None:
    dated = "rates = [{rate = 19}, {from = 2026-07-01, rate = 20}]"
    shop.write("billcli.toml", shop.text("billcli.toml").replace("rate = 19", dated))
    shop.done(CREATE, DEPOSIT)
    answer = shop(f"{ISSUE} --date 2026-07-01 --yes")
    assert (answer.status, answer.codes) == (2, ["QUOTE-RATE"])
    shop.done("invoice void INV-2026-0001", f"{ISSUE} --date 2026-07-01")
    assert "    rate: 20\n" in shop.text()


def test_an_account_for_deposits_goes_back_to_zero(shop: Shop) -> None:
    shop.append("2025-01-01 open Liabilities:Deposits\n")
    settings = shop.text("billcli.toml")
    more = '[accounts]\ndeposits = "Liabilities:Deposits"'
    shop.write("billcli.toml", settings.replace("[accounts]", more))
    shop.done(CREATE, DEPOSIT)
    found = re.findall(r"Liabilities:Deposits +(\S+) EUR", shop.text())
    assert found == ["-300.00", "-33.14"]
    shop.done(ISSUE)
    found = re.findall(r"Liabilities:Deposits +(\S+) EUR", shop.text())
    assert sum(map(Decimal, found)) == 0
    assert shop("check --strict").status == 0


@pytest.mark.parametrize(
    ("language", "first", "last"),
    [
        ("de", f"Anzahlung 30% auf Angebot {QUOTE}", "Anzahlung INV-2026-0001"),
        ("fr", f"Acompte de 30% sur le devis {QUOTE}", "Acompte INV-2026-0001"),
        ("es", f"Anticipo del 30% sobre el presupuesto {QUOTE}", "Anticipo INV-2026-0001"),
        ("nl", f"Aanbetaling van 30% op offerte {QUOTE}", "Aanbetaling INV-2026-0001"),
        ("it", f"Acconto del 30% sul preventivo {QUOTE}", "Acconto INV-2026-0001"),
    ],
)
def test_deposits_speak_the_customers_language(
    shop: Shop, language: str, first: str, last: str
) -> None:
    shop.done(f"customer edit Acme --language {language} --since 2025-01-01")
    shop.done(CREATE, DEPOSIT, ISSUE)
    assert [shop.text().count(f'item: "{words}"') for words in (first, last)] == [2, 2]


def test_the_whole_is_not_billed_before_its_deposit(shop: Shop) -> None:
    shop.done(f"{CREATE} --date 2026-01-20", f"{DEPOSIT} --date 2026-01-30")
    before = shop.tree()
    answer = shop(f"quote issue {QUOTE} --date 2026-01-29", yes=True)
    assert (answer.status, answer.codes) == (2, ["QUOTE-VALIDITY"])
    assert "--date 2026-01-30 or later" in answer.err
    assert shop.tree() == before
    shop.done("invoice void INV-2026-0001", f"quote issue {QUOTE} --date 2026-01-29")
