"""Cheques, cash and card charges: each waits, and reaches the bank once."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from tests.services.test_unapply_payment import entries, left, refused, sound

if TYPE_CHECKING:
    from shop import Shop

PAY = "payment add Acme"
HELD, CARDS = "Assets:UndepositedFunds", "Assets:Clearing:Cards"


@pytest.fixture
def sold(shop: Shop) -> Shop:
    """Return a shop with three open invoices of Acme."""
    shop.sold("100", "200", "300")
    return shop


def held(shop: Shop, account: str) -> Decimal:
    """Return what an account holds."""
    facts = shop.workspace().snapshot.facts
    amounts = [p.amount.number for e in facts.entries for p in e.postings if p.account == account]
    return sum(amounts, Decimal(0))


def waits(shop: Shop) -> dict[str, str]:
    answer = shop("deposit list --format json")
    return {row["name"]: row["amount"]["number"] for row in answer.data["waiting"]}


def test_two_cheques_and_cash_make_one_deposit(sold: Shop) -> None:
    sold.done(f"{PAY} 100 EUR --cheque 88", f"{PAY} 200 EUR --cheque 89", f"{PAY} 300 EUR --cash")
    assert left(sold) == {}
    assert waits(sold) == {
        "PMT-2026-0001": "100.00", "PMT-2026-0002": "200.00", "PMT-2026-0003": "300.00"
    }  # fmt: skip
    assert entries(sold, "Cheque 88")[2:4] == [
        "  Assets:UndepositedFunds   100.00 EUR",
        '    receipt: "PMT-2026-0001"',
    ]
    sold.done("deposit create PMT-2026-0001 PMT-2026-0003")
    assert entries(sold, "Deposit DEP") == [
        '2026-01-31 * "Bank" "Deposit DEP-2026-0001" #deposit ^DEP-2026-0001',
        '  id: "DEP-2026-0001"',
        "  Assets:Bank:Checking      400.00 EUR",
        "  Assets:UndepositedFunds  -100.00 EUR",
        '    receipt: "PMT-2026-0001"',
        "  Assets:UndepositedFunds  -300.00 EUR",
        '    receipt: "PMT-2026-0003"',
    ]
    assert waits(sold) == {"PMT-2026-0002": "200.00"}
    sold.done("deposit create --all --fee 1.50 --account Assets:Cash --text Counter")
    assert (held(sold, HELD), held(sold, "Assets:Cash")) == (0, Decimal("198.50"))
    rows = sold("deposit list --format json").data["deposits"]
    assert [(row["deposit"], row["kind"], row["count"]) for row in rows] == [
        ("DEP-2026-0001", "deposit", 2),
        ("DEP-2026-0002", "deposit", 1),
    ]
    (shown,) = sold("deposit show DEP-2026-0002 --format json").data["deposits"]
    rows = sold("deposit show DEP-2026-0001 DEP-2026-0002 --format csv").out.splitlines()
    assert [row.split(",")[:2] for row in rows[1:]] == [
        ["DEP-2026-0001", "PMT-2026-0001"],
        ["DEP-2026-0001", "PMT-2026-0003"],
        ["DEP-2026-0002", "PMT-2026-0002"],
    ]
    assert (shown["fee"]["number"], shown["lines"][0]["narration"]) == ("1.50", "Cheque 89")
    sound(sold)


def test_each_is_deposited_once(sold: Shop) -> None:
    said = refused(sold, "deposit create --all", "DEPOSIT-NOTHING")
    assert "--cheque 88, --cash or --charge" in said
    sold.done(f"{PAY} 100 EUR --cheque 88", "deposit create --all")
    refused(sold, "deposit create --all", "DEPOSIT-NOTHING")
    refused(sold, "deposit create PMT-2026-0001", "DEPOSIT-NOTHING")
    sold.done("undo")
    said = refused(sold, "deposit create PMT-2026-0001 PMT-2026-0002", "DEPOSIT-NOTHING")
    assert "did you" not in said
    assert "what waits: PMT-2026-0001" in said
    refused(sold, "deposit create PMT-2026-0001 --date 2026-01-30", "DEPOSIT-NOTHING")
    refused(sold, "deposit show DEP-2026-0001", "UNKNOWN-ENTRY")
    sold.done("deposit create PMT-2026-0001 PMT-2026-0001")
    said = refused(sold, "deposit show DEP-2026-0009", "UNKNOWN-ENTRY")
    assert "DEP-2026-0001" in said


def test_what_cannot_be_meant_is_refused(sold: Shop) -> None:
    sold.done(f"{PAY} 100 EUR --cheque 88", f"{PAY} 200 EUR --charge ch_1")
    said = refused(sold, "deposit create PMT-2026-0001 ch_1", "DEPOSIT-MIXED")
    assert "PMT-2026-0001 100.00 EUR and ch_1 200.00 EUR" in said
    for wrong in ("", "--all --charges", "PMT-2026-0001 --all"):
        refused(sold, f"deposit create {wrong}", "PAYMENT-MODE")
    for fee in ("0", "-1", "100", "101"):
        refused(sold, f"deposit create --all --fee={fee}", "PAYMENT-AMOUNT")
    refused(sold, f"{PAY} 300 EUR --charge ch_1", "PAYMENT-CHARGE")
    refused(sold, f"{PAY} 300 EUR --charge ch_2 --cash", "PAYMENT-MODE")
    for account in ("Assets:Receivable:Acme", "Income:Services", "Equity:Opening-Balances"):
        refused(sold, f"deposit create --all --account {account}", "ACCOUNT-NOT-MONEY")


def test_the_account_is_opened_and_goes_with_its_payment(sold: Shop) -> None:
    before = sold.tree()
    sold.done(f"{PAY} 100 EUR --cheque 88")
    assert f"open {HELD}" in sold.text("customers.beancount")
    sold.done("undo")
    assert sold.tree() == before


def test_a_payout_clears_each_charge_in_full(sold: Shop) -> None:
    sold.done(
        f"{PAY} 100 EUR --charge ch_1",
        f"{PAY} 200 EUR --charge ch_2",
        "deposit create --charges --fee 6.10",
    )
    assert entries(sold, "Payout")[:1] == [
        '2026-01-31 * "Cards" "Payout DEP-2026-0001" #payout ^DEP-2026-0001'
    ]
    assert (held(sold, CARDS), held(sold, "Assets:Bank:Checking")) == (0, Decimal("293.90"))
    assert waits(sold) == {}
    sound(sold)


def test_a_chargeback_is_deducted_from_the_next_payout(sold: Shop) -> None:
    sold.done(
        f"{PAY} 100 EUR --charge ch_1",
        "deposit create ch_1",
        "payment reverse PMT-2026-0001 --kind chargeback",
        f"{PAY} 200 EUR --charge ch_2",
    )
    assert waits(sold) == {"ch_1": "-100.00", "ch_2": "200.00"}
    sold.done("deposit create --charges --fee 2")
    assert (held(sold, CARDS), held(sold, "Assets:Bank:Checking")) == (0, Decimal("198.00"))
    assert left(sold) == {"INV-2026-0001": "100.00", "INV-2026-0003": "300.00"}
    sound(sold)


def test_a_charge_that_went_back_before_its_payout_waits_no_more(sold: Shop) -> None:
    sold.done(f"{PAY} 100 EUR --charge ch_1", "payment reverse PMT-2026-0001 --kind chargeback")
    assert (waits(sold), held(sold, CARDS)) == ({}, 0)


@pytest.mark.parametrize("deposited", [False, True])
def test_a_cheque_bounces_where_it_is(sold: Shop, deposited: bool) -> None:
    sold.done(f"{PAY} 100 EUR --cheque 88", *(["deposit create --all"] if deposited else []))
    sold.done("payment reverse PMT-2026-0001 --kind bounced --fee 5")
    assert (waits(sold), held(sold, HELD)) == ({}, 0)
    assert held(sold, "Assets:Bank:Checking") == -5
    assert left(sold)["INV-2026-0001"] == "100.00"
    sound(sold)


def test_the_line_of_the_bank_is_asked_about_and_not_booked_again(sold: Shop) -> None:
    sold.done(f"{PAY} 100 EUR --cheque 88", f"{PAY} 200 EUR --cash", "deposit create --all")
    before = sold.tree()
    sold.write("bank.csv", "Date;Payee;Text;Amount;Currency\n2026-01-31;Counter;Slip;300.00;EUR\n")
    answer = sold("reconcile bank.csv --format json", yes=True)
    (line,) = answer.data["lines"]
    assert line["fate"] == "waiting"
    assert "perhaps the same" in line["why"]
    assert sold.tree() == before | {"bank.csv": sold.tree()["bank.csv"]}


def test_charges_of_two_processors_wait_apart(sold: Shop) -> None:
    sold.append("\n2025-01-01 open Assets:Clearing:Stripe\n")
    sold.done(
        f"{PAY} 100 EUR --charge ch_1 --account Assets:Clearing:Stripe",
        f"{PAY} 200 EUR --charge ch_2",
        "deposit create ch_1 --fee 3",
    )
    assert (held(sold, "Assets:Clearing:Stripe"), held(sold, CARDS)) == (0, 200)
    assert entries(sold, "Payout")[0].startswith('2026-01-31 * "Stripe" "Payout')


@pytest.mark.parametrize("account", [HELD, CARDS])
def test_where_money_waits_is_no_bank(sold: Shop, account: str) -> None:
    sold.done(f"{PAY} 100 EUR --cheque 88", f"{PAY} 200 EUR --charge ch_1")
    for what in ("--all", "--charges"):
        said = refused(sold, f"deposit create {what} --account {account}", "DEPOSIT-NO-BANK")
        assert f"on {account} money waits to be deposited" in said
        assert "name the bank account that the money goes to" in said
    sold.done("deposit create --all --account Assets:Cash")
    assert waits(sold) == {"ch_1": "200.00"}


def test_a_bank_that_is_where_money_waits_is_refused_too(sold: Shop) -> None:
    """Whoever configured it so named no bank at all."""
    sold.done(f"{PAY} 100 EUR --cheque 88")
    text = sold.text("billcli.toml")
    sold.write("billcli.toml", text.replace('bank = "Assets:Bank:Checking"', f'bank = "{HELD}"'))
    refused(sold, "deposit create --all", "DEPOSIT-NO-BANK")


def test_the_fee_of_a_chargeback_is_deducted_with_it(sold: Shop) -> None:
    """It stayed on the clearing account for good, and no payout came to what the bank had."""
    sold.done(
        f"{PAY} 100 EUR --charge ch_1",
        "deposit create --charges --fee 3",
        "payment reverse PMT-2026-0001 --kind chargeback --fee 15",
        f"{PAY} 200 EUR --charge ch_2",
    )
    assert waits(sold) == {"ch_1": "-115.00", "ch_2": "200.00"}
    sold.done("deposit create --charges --fee 6")
    assert (held(sold, CARDS), held(sold, "Assets:Bank:Checking")) == (0, 97 + 79)
    sound(sold)
    sold.done("undo", "undo PMT-2026-0002", "undo RET-2026-0001")
    assert waits(sold) == {}
