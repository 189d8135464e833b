"""Deposits of cheques and cash, from the slip to the line of the bank."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from shop import Shop

HEAD = "Date,Amount,Currency,Name,Description\n"
PAY = "payment add Acme"


PAID = """
2025-01-01 open Assets:UndepositedFunds
2026-01-31 * "Acme Inc." "Invoice INV-2026-0004" #invoice ^INV-2026-0004
  invoice: "INV-2026-0004"
  Assets:Receivable:Acme     77.00 EUR
  Income:Services           -77.00 EUR
"""
PART = """
2026-01-31 * "Acme Inc." "Invoice INV-2026-000{n}" #invoice ^INV-2026-000{n}
  invoice: "INV-2026-000{n}"
  Assets:Receivable:Acme    {n}00.00 EUR
  Income:Services          -{n}00.00 EUR
2026-01-31 * "Acme Inc." "{said}" #payment ^PMT-2026-000{n} ^INV-2026-000{n}
  id: "PMT-2026-000{n}"
  Assets:UndepositedFunds   {n}00.00 EUR
    receipt: "PMT-2026-000{n}"
  Assets:Receivable:Acme   -{n}00.00 EUR
    invoice: "INV-2026-000{n}"
"""


@pytest.fixture
def paid(shop: Shop) -> Shop:
    """Return a shop whose customer paid with two cheques and in cash, 600 EUR together."""
    parts = enumerate(("Cheque 88", "Cheque 89", "Cash"), 1)
    shop.append(PAID + "".join(PART.format(n=n, said=said) for n, said in parts))
    return shop


def read(shop: Shop, *rows: str, yes: bool = True) -> list[tuple[str, str, str]]:
    shop.write("bank.csv", HEAD + "".join(f"{row}\n" for row in rows))
    data: Any = shop("reconcile bank.csv --format json", yes=yes).data
    return [(line["status"], line["fate"], line["why"]) for line in data["lines"]]


def in_bank(shop: Shop) -> list[str]:
    entries = shop.workspace().snapshot.facts.entries
    legs = [leg for entry in entries for leg in entry.postings]
    return [str(leg.amount) for leg in legs if leg.account == "Assets:Bank:Checking"]


@pytest.mark.parametrize(
    "row",
    [
        "2026-01-31,600.00,EUR,,Counter",
        "2026-02-03,600.00,EUR,,Counter",
        "2026-02-20,600.00,EUR,,DEP 2026 0001",
    ],
)
def test_the_line_of_a_deposit_is_known_and_books_nothing(paid: Shop, row: str) -> None:
    paid.done("deposit create --all")
    paid.today = paid.today.replace(month=3)
    ((status, fate, why),) = read(paid, row)
    assert (status, fate) == ("known", "known")
    assert why == "it is DEP-2026-0001 of 2026-01-31, in the ledger"
    assert in_bank(paid) == ["600.00 EUR"]
    before = paid.tree()
    assert [fate for _, fate, _ in read(paid, row)] == ["known"]
    assert paid.tree() == before
    assert paid("check").status == 0
    told = paid("bank prove bank.csv --format json").data["differences"]
    assert "not in the ledger" not in {one["what"] for one in told}


def test_a_second_line_of_its_amount_is_not_the_same_deposit(paid: Shop) -> None:
    """Neither in one statement nor in the next is a forgotten deposit lost."""
    paid.done("deposit create --all")
    paid.today = paid.today.replace(month=2, day=5)
    assert [fate for _, fate, _ in read(paid, "2026-01-31,600.00,EUR,,Counter")] == ["known"]
    ((_, fate, _),) = read(paid, "2026-02-02,600.00,EUR,,Till")
    assert fate != "known"


def test_two_lines_of_one_amount_are_asked_about(paid: Shop) -> None:
    paid.done("deposit create --all")
    paid.today = paid.today.replace(month=2, day=5)
    rows = [f"2026-02-0{day},600.00,EUR,,Counter {day}" for day in (1, 2)]
    before = paid.text()
    found = read(paid, *rows)
    assert [fate for _, fate, _ in found] == ["waiting", "waiting"]
    assert all("DEP-2026-0001 of 2026-01-31, 600.00 EUR" in why for _, _, why in found)
    assert paid.text() == before


@pytest.mark.parametrize(
    ("amount", "text", "words"),
    [
        ("500.00", "Counter", "100.00 EUR less, PMT-2026-0001 is missing"),
        ("400.00", "DEP-2026-0001", "200.00 EUR less, PMT-2026-0002 is missing"),
        ("900.00", "DEP-2026-0001", "300.00 EUR more, as if PMT-2026-0003 had come twice"),
        ("595.00", "DEP-2026-0001", "5.00 EUR less, which is none of what is in it"),
        ("77.00", "INV-2026-0004 DEP-2026-0001", "523.00 EUR less, which is none of"),
    ],
)
def test_another_amount_is_asked_about_and_the_difference_named(
    paid: Shop, amount: str, text: str, words: str
) -> None:
    paid.done("deposit create --all")
    before = paid.text()
    ((status, _, why),) = read(paid, f"2026-01-31,{amount},EUR,,{text}")
    assert status == "review"
    assert "DEP-2026-0001 of 2026-01-31, 600.00 EUR, which is in the ledger" in why
    assert words in why
    assert paid.text() == before


def test_a_customers_claim_comes_before_a_deposit_of_the_same_amount(shop: Shop) -> None:
    shop.sold("600", "600")
    shop.done(f"{PAY} 600 EUR --cheque 88 --allocate INV-2026-0001", "deposit create --all")
    ((_, fate, _),) = read(shop, "2026-01-31,600.00,EUR,Acme Inc.,INV-2026-0002")
    assert fate == "waiting"
    shop.done("undo", "undo")
    ((_, fate, _),) = read(shop, "2026-01-31,600.00,EUR,Acme Inc.,INV-2026-0002")
    assert fate == "booked"


def test_an_open_invoice_of_the_same_amount_is_a_question(shop: Shop) -> None:
    shop.sold("600", "600")
    shop.done(f"{PAY} 600 EUR --cheque 88 --allocate INV-2026-0001", "deposit create --all")
    ((_, fate, why),) = read(shop, "2026-01-31,600.00,EUR,,Counter")
    assert fate == "waiting"
    assert why.startswith("it may be DEP-2026-0001")


def test_a_rule_that_holds_too_is_a_question(paid: Shop) -> None:
    paid.done(
        "deposit create --all", "bank rule add --id till --text Counter --book Income:Services"
    )
    ((_, fate, why),) = read(paid, "2026-01-31,600.00,EUR,,Counter")
    assert fate == "waiting"
    assert "it may be DEP-2026-0001" in why
    assert "rule till" in why


def test_what_waits_without_a_slip_is_proposed(paid: Shop) -> None:
    ((status, _, why),) = read(paid, "2026-01-31,600.00,EUR,,Counter")
    assert (status, in_bank(paid)) == ("review", [])
    command = "billcli deposit create PMT-2026-0001 PMT-2026-0002 PMT-2026-0003 --date 2026-01-31"
    assert command in why
    ((_, _, why),) = read(paid, "2026-01-31,500.00,EUR,,Counter")
    assert why.startswith("PMT-2026-0002, PMT-2026-0003 wait to be deposited")
    ((_, _, why),) = read(paid, "2026-01-31,300.00,EUR,,Counter")
    assert "deposit" not in why, "two ways to come to it"
    ((_, _, why),) = read(paid, "2026-01-30,600.00,EUR,,Counter")
    assert "deposit" not in why, "nothing waited on that day"


def test_a_person_makes_the_deposit_by_the_line(paid: Shop) -> None:
    paid.write("bank.csv", f"{HEAD}2026-01-31,600.00,EUR,,Counter\n")
    answer = paid("reconcile bank.csv", "r", "y")
    assert answer.status == 0, answer.err
    (slip,) = paid("deposit show DEP-2026-0001 --format json").data["deposits"]
    assert slip["amount"] == {"number": "600.00", "currency": "EUR"}
    assert len(slip["lines"]) == 3
    assert paid("deposit list --format json").data["waiting"] == []
    assert [fate for _, fate, _ in read(paid, "2026-01-31,600.00,EUR,,Counter")] == ["known"]
    assert in_bank(paid) == ["600.00 EUR"]
    assert paid("check --strict").status == 0


def test_a_deposit_made_by_a_line_is_taken_back_with_its_cheques(paid: Shop) -> None:
    paid.write("bank.csv", f"{HEAD}2026-01-31,600.00,EUR,,Counter\n")
    paid("reconcile bank.csv", "r", "y")
    paid.sold("5")
    paid.done("match undo DEP-2026-0001")
    data: Any = paid("deposit list --format json").data
    assert len(data["waiting"]) == 3
    assert paid("check --strict").status == 0


def test_two_lines_that_come_to_the_same_cheques_are_not_both_offered_them(paid: Shop) -> None:
    paid.today = paid.today.replace(month=2, day=5)
    rows = [f"2026-02-0{day},600.00,EUR,,Counter {day}" for day in (1, 2)]
    paid.write("bank.csv", HEAD + "".join(f"{row}\n" for row in rows))
    answer = paid("reconcile bank.csv", "r", "q")
    assert "follow a deposit" not in answer.err + answer.out
    assert in_bank(paid) == []


def test_a_file_of_waiting_lines_names_the_command_instead_of_the_key(paid: Shop) -> None:
    paid.write("bank.csv", f"{HEAD}2026-01-31,600.00,EUR,,Counter\n")
    paid("match export bank.csv -o waiting.toml")
    text = paid.text("waiting.toml")
    assert "billcli deposit create PMT-2026-0001" in text
    assert "# rule =" not in text


def test_a_payout_less_its_fee_is_known_by_what_reached_the_bank(paid: Shop) -> None:
    card = PART.format(n=5, said="Card").replace("UndepositedFunds", "Clearing:Cards")
    card = card.replace("receipt", "charge-id")
    paid.append(f"{card}2025-01-01 open Assets:Clearing:Cards\n")
    paid.done("deposit create --charges --fee 9.10")
    ((_, fate, _),) = read(paid, "2026-01-31,490.90,EUR,,Payout")
    assert fate == "known"
    assert in_bank(paid) == ["490.90 EUR"]


def test_money_that_went_out_is_no_deposit(paid: Shop) -> None:
    paid.done("deposit create --all")
    ((_, _, why),) = read(paid, "2026-01-31,-600.00,EUR,,DEP-2026-0001")
    assert "it names" not in why
