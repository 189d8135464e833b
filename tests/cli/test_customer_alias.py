"""Who pays for a customer: listed, added, removed, and remembered after an answer."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from shop import Shop

HEAD = "Date;Payee;IBAN;Text;Amount;Currency\n"
BOB = "DE89370400440532013000"
OFFERED = '2026-01-31 custom "payer" "Acme"'


def _row(amount: str, payer: str = "Bob Stranger", iban: str = BOB, text: str = "thanks") -> str:
    return f"2026-01-31;{payer};{iban};{text};{amount};EUR\n"


@pytest.fixture
def sold(shop: Shop) -> Shop:
    """Return a shop with open invoices of Acme."""
    shop.sold("100", "200", "300")
    return shop


def _asked(shop: Shop, row: str, *typed: str) -> str:
    shop.write("bank.csv", HEAD + row)
    return shop("reconcile bank.csv", *typed).err


def _fate(shop: Shop, row: str) -> str:
    shop.write("next.csv", HEAD + row)
    answer = shop("reconcile next.csv --dry-run --format json")
    return str(answer.data["lines"][0]["fate"])


def _book(shop: Shop, remember: str, row: str = _row("100.00", text="for INV-1")) -> str:
    """Book a line for an invoice of Acme, and answer whether to remember who paid."""
    return _asked(shop, row, "s INV-2026-0001", "y", remember)


def test_who_is_remembered_is_certain_the_next_time(sold: Shop) -> None:
    assert _fate(sold, _row("200.00")) != "booked"
    said = _book(sold, "y")
    assert f"Bob Stranger {BOB} paid for Acme Inc. Remember?" in said
    record = sold.text("customers.beancount").split("\n\n")[-1]
    assert record == (
        f'{OFFERED} "{BOB}"\n'
        '  kind: "iban"\n'
        '  origin: "Assets:Bank:Checking 2026-01-31 100.00 EUR 1"\n'
        '  status: "active"\n'
    )
    assert _fate(sold, _row("200.00")) == "booked"
    assert "Remember?" not in _asked(sold, _row("7.00"), "o", "Acme", "y")
    assert sold("customer alias list").rows[1:] == [
        ["Acme", BOB, "iban", "2026-01-31", "Assets:Bank:Checking 2026-01-31 100.00 EUR 1"]
    ]


def test_without_an_account_the_name_is_remembered(sold: Shop) -> None:
    _book(sold, "y", _row("100.00", iban=""))
    assert f'{OFFERED} "Bob Stranger"\n  kind: "name"' in sold.text("customers.beancount")
    assert _fate(sold, _row("200.00", iban="")) == "booked"


def test_never_is_recorded_and_teaches_nothing(sold: Shop) -> None:
    _book(sold, "n")
    assert 'status: "removed"' in sold.text("customers.beancount")
    assert _fate(sold, _row("200.00")) == "waiting"
    assert "Remember?" not in _asked(sold, _row("7.00"), "o", "Acme", "y")


def test_what_is_skipped_is_asked_again(sold: Shop) -> None:
    before = sold.tree()["customers.beancount"]
    _book(sold, "s")
    assert sold.tree()["customers.beancount"] == before
    assert "Remember?" in _asked(sold, _row("7.00"), "o", "Acme", "y", "s")


def test_each_payer_is_asked_about_once(sold: Shop) -> None:
    rows = _row("7.00") + _row("8.00")
    said = _asked(sold, rows, "o", "Acme", "o", "Acme", "y", "y")
    assert said.count("Remember?") == 1


def test_the_customer_itself_and_programs_are_not_asked(sold: Shop) -> None:
    assert "Remember?" not in _asked(sold, _row("7.00", "ACME INC"), "o", "Acme", "y")
    before = sold.tree()["customers.beancount"]
    sold.write("bank.csv", HEAD + _row("100.00", text="Invoice INV-2026-0001"))
    assert sold("reconcile bank.csv", yes=True).status == 0
    assert sold.tree()["customers.beancount"] == before


def test_who_pays_for_several_never_decides_alone(sold: Shop) -> None:
    sold.done('customer add Initech --name "Initech GmbH"', f"customer alias add Acme {BOB}")
    sold.sold("5000", customer="Initech")
    assert _fate(sold, _row("5000.00")) == "waiting"
    sold.sold("5000")
    assert _fate(sold, _row("5000.00", "Anybody")) == "booked"  # who pays for Acme alone
    sold.done(f"customer alias add Initech {BOB}")
    assert _fate(sold, _row("5000.00", "Anybody")) == "waiting"
    sold.done(f"customer alias remove Acme {BOB}")
    assert _fate(sold, _row("5000.00", "Anybody")) == "booked"


def test_removing_is_a_later_record(sold: Shop) -> None:
    _book(sold, "y")
    before = sold.text("customers.beancount")
    sold.done("customer alias remove acme de89370400440532013000")
    text = sold.text("customers.beancount")
    assert text.startswith(before)
    assert text.endswith('status: "removed"\n')
    assert sold("customer alias list Acme").rows[1:] == []
    assert _fate(sold, _row("200.00")) == "waiting"
    assert sold(f"customer alias remove Acme {BOB}", yes=True).codes == ["ALIAS-UNKNOWN"]


def test_who_was_learnt_from_an_answer_is_removed_too(sold: Shop) -> None:
    _book(sold, "s", _row("100.00", iban=""))
    assert _fate(sold, _row("200.00", iban="")) == "booked"
    sold.done('customer alias remove Acme "Bob Stranger"')
    assert _fate(sold, _row("200.00", iban="")) == "waiting"


def test_added_by_hand_it_holds_from_the_start(sold: Shop) -> None:
    answer = sold('customer alias add Acme "Bob Stranger" --format json', yes=True)
    assert answer.data["since"] == "2025-01-01"
    assert answer.data["kind"] == "name"
    assert (
        sold("customer alias add Acme de89-3704 --kind iban --format json", yes=True).data["alias"]
        == "DE89-3704"
    )
    assert _fate(sold, _row("200.00", iban="")) == "booked"
    sold.done("customer alias add Globex Carl --since 2026-01-15")
    assert [row[3] for row in sold("customer alias list Globex").rows[1:]] == ["2026-01-15"]


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ('add Acme "Bob Stranger"', "CUSTOMER-UNCHANGED"),
        ("add Acme", "ID-MISSING"),
        ("remove", "ID-MISSING"),
        ("forget Acme Bob", "OPTION-VALUE"),
        ("add Acme Zoe --kind phone", "OPTION-VALUE"),
        ("add Nobody Zoe", "UNKNOWN-CUSTOMER"),
        ('remove Acme "Bob Strange"', "ALIAS-UNKNOWN"),
    ],
)
def test_what_cannot_be_is_said(shop: Shop, words: str, code: str) -> None:
    shop.done('customer alias add Acme "Bob Stranger"')
    before = shop.tree()
    answer = shop(f"customer alias {words}", yes=True)
    assert (answer.status, answer.codes) == (2, [code])
    assert shop.tree() == before


def test_taking_the_line_back_takes_the_payer_back(sold: Shop) -> None:
    before = sold.tree()
    _book(sold, "y")
    (sold.folder / "bank.csv").unlink()
    sold.done("match undo --last")
    assert sold.tree() == before
    _book(sold, "y")
    sold.done("customer add Umbra --name Umbra", "payment add Acme 1 EUR --on-account")
    sold.done("match undo PMT-2026-0001")
    assert sold.text("customers.beancount").endswith('status: "removed"\n')
    assert sold("customer alias list").rows[1:] == []
