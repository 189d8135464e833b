"""How collecting by direct debit looks: on a terminal, in a pipe, and to programs."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from shop import Shop

OWN = "DE75512108001245126199"
SETTINGS = f"""
[debit]
creditor_id = "DE98ZZZ09999999999"

[bank.account."Assets:Bank:Checking"]
iban = "{OWN}"
"""


@pytest.fixture
def bank(shop: Shop) -> Shop:
    """Return books with a mandate of one customer, and items of two."""
    shop.setting(SETTINGS)
    shop.done('customer edit Acme --iban DE02120300000000202051 --mandate "M-1 2026-01-02"')
    shop.sold("100", "50.5")
    shop.sold("9", customer="Globex")
    return shop


def test_a_terminal_shows_what_is_collected_and_asks(bank: Shop) -> None:
    answer = bank("debit run --collect 2026-03-02", "y")
    assert answer.status == 0
    rows = [line for line in answer.out.splitlines() if "PMT-2026-0001" in line]
    assert any("INV-2026-0001 INV-2026-0002" in row and "150.50 EUR" in row for row in rows)
    assert "documents/REM-2026-0001.xml" in (answer.out + answer.err)
    assert "M-1" in answer.out
    assert "Collected 150.50 EUR from 1 customer on 2026-03-02: REM-2026-0001" in answer.err


def test_no_is_an_answer(bank: Shop) -> None:
    before = bank.tree()
    assert bank("debit run --collect 2026-03-02", "n").codes == ["NOT-CONFIRMED"]
    assert bank.tree() == before


def test_without_a_terminal_somebody_has_to_agree(bank: Shop) -> None:
    before = bank.tree()
    answer = bank("debit run --collect 2026-03-02")
    assert (answer.status, answer.codes) == (2, ["NEEDS-YES"])
    assert bank.tree() == before


def test_a_dry_run_shows_the_entries(bank: Shop) -> None:
    before = bank.tree()
    answer = bank("debit run --collect 2026-03-02 --dry-run --format beancount")
    assert answer.status == 0
    assert "#payment #remittance ^PMT-2026-0001" in answer.out
    assert bank.tree() == before


@pytest.mark.parametrize("form", ["csv", "plain", "jsonl", "ids"])
def test_every_form_of_answer_tells_of_it(bank: Shop, form: str) -> None:
    answer = bank(f"debit run --collect 2026-03-02 --format {form}", yes=True)
    assert answer.status == 0, answer.err
    assert ("REM-2026-0001" if form == "ids" else "PMT-2026-0001") in answer.out


def test_what_is_left_out_is_said_with_the_reason(bank: Shop) -> None:
    bank.done("payment add Acme 10 EUR --on-account")
    answer = bank("debit run --collect 2026-03-02 --format json", yes=True)
    assert answer.status == 0
    assert answer.data["run"] == ""
    assert answer.data["debits"] == []
    (left,) = answer.data["left"]
    assert (left["customer"], left["item"]) == ("Acme", "")
    assert left["reason"].startswith("10.00 EUR are owed to it (PMT-2026-0001)")


def test_the_order_names_the_own_bank_where_the_record_does(bank: Shop) -> None:
    bank.append(
        f'\n2025-02-01 custom "issuer" "Studio"\n  iban: "{OWN}"\n  bic: "SOGEDEFFXXX"\n',
        "customers.beancount",
    )
    bank.done("debit run --collect 2026-03-02")
    order = bank.tree()["documents/REM-2026-0001.xml"].decode()
    assert "<BICFI>SOGEDEFFXXX</BICFI>" in order
    assert f"<IBAN>{OWN}</IBAN>" in order


def test_the_account_of_the_record_serves_where_the_settings_name_none(shop: Shop) -> None:
    shop.setting('\n[debit]\ncreditor_id = "DE98ZZZ09999999999"\nmessage = "pain.008.001.02"\n')
    shop.append(
        f'\n2025-02-01 custom "issuer" "Studio"\n  iban: "{OWN}"\n  bic: "SOGEDEFFXXX"\n',
        "customers.beancount",
    )
    shop.done('customer edit Acme --iban DE02120300000000202051 --mandate "M-1 2026-01-02"')
    shop.sold("100")
    shop.done("debit run --collect 2026-03-02")
    order = shop.tree()["documents/REM-2026-0001.xml"].decode()
    assert "pain.008.001.02" in order
    assert "<BIC>SOGEDEFFXXX</BIC>" in order
    assert f"<IBAN>{OWN}</IBAN>" in order


def test_the_list_of_runs_is_empty_at_first(bank: Shop) -> None:
    assert bank("debit list --format json").data == {"runs": []}
    assert "Nothing was collected yet." in bank("debit list", "").out


def test_a_mandate_without_a_day_is_told_to_be_wrong(bank: Shop) -> None:
    answer = bank("customer edit Acme --mandate M-2", yes=True)
    assert (answer.status, answer.codes) == (0, ["MANDATE-UNREADABLE"])
    answer = bank("debit run --collect 2026-03-02 --format json", yes=True)
    (left,) = answer.data["left"]
    assert left["reason"].startswith("mandate 'M-2' is no reference with the day it was signed")
