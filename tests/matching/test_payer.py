"""Payers: what a ledger teaches about them, and which names are alike."""

from __future__ import annotations

import datetime as dt

import pytest

from billcli.domain.bank_line import BankLine
from billcli.domain.books import Books
from billcli.domain.entry import Account, Entry, Facts, Posting, Record
from billcli.domain.money import Money
from billcli.matching.payer import Payer, Payers, learn, likeness, name_words

DAY = dt.date(2026, 3, 10)
ROOT = "Assets:Receivable"


def payment(customers: dict[str, str], meta: dict[str, str], day: dt.date = DAY) -> Entry:
    owed = tuple(
        Posting(f"{ROOT}:{c}", Money.of(f"-{n}", "EUR"), {"invoice": f"I-{c}"})
        for c, n in customers.items()
    )
    cash = Posting("Assets:Bank", Money.of("1.00", "EUR"), meta)
    return Entry(day, "Bank", "", ("payment",), (), (cash, *owed))


def invoice(customer: str, name: str) -> Entry:
    postings = (
        Posting(f"{ROOT}:{customer}", Money.of("1.00", "EUR"), {"invoice": f"I-{customer}"}),
        Posting("Income:Sales", Money.of("-1.00", "EUR")),
    )
    return Entry(DAY - dt.timedelta(days=9), name, "", ("invoice",), (), postings)


def learned(*entries: Entry, records: tuple[Record, ...] = ()) -> dict[str, Payer]:
    accounts = {
        f"{ROOT}:{c}": Account(dt.date(2026, 1, 1), f"{ROOT}:{c}") for c in ("Acme", "Globex")
    }
    invoices = (invoice("Acme", "Acme Inc."), invoice("Globex", "Globex"))
    facts = Facts(entries=(*invoices, *entries), records=records, accounts=accounts)
    books = Books.of(facts, (ROOT,), DAY)
    return {p.customer: p for p in learn(facts, books.parties, books.debtors, DAY)}


def test_a_payment_teaches_name_and_account() -> None:
    found = learned(payment({"Acme": "1.00"}, {"payer": "ACME HOLDING", "payer-iban": "DE1"}))
    assert "ACME HOLDING" in found["Acme"].names
    assert found["Acme"].ibans == ("DE1",)
    assert "ACME HOLDING" not in found["Globex"].names


def test_a_payment_for_two_customers_teaches_nothing() -> None:
    found = learned(payment({"Acme": "0.50", "Globex": "0.50"}, {"payer": "TRUSTEE"}))
    assert not any("TRUSTEE" in p.names for p in found.values())


def test_a_later_payment_teaches_nothing_yet() -> None:
    later = payment({"Acme": "1.00"}, {"payer": "LATER"}, DAY + dt.timedelta(days=1))
    assert "LATER" not in learned(later)["Acme"].names


def test_records_teach_names_accounts_and_aliases() -> None:
    values = ("Acme", f"{ROOT}:Acme")
    meta = {"name": "Acme Inc.", "trading-name": "Roadrunner", "iban": "DE2"}
    records = (
        Record(dt.date(2026, 1, 1), "customer", values, meta, (1,)),
        Record(DAY, "payer", ("Acme", "DE3"), {"kind": "iban", "status": "active"}),
        Record(DAY, "payer", ("Acme", "Coyote"), {"kind": "name", "status": "active"}),
    )
    found = learned(records=records)["Acme"]
    assert found.names == ("Acme Inc.", "Roadrunner", "Coyote")
    assert found.ibans == ("DE2", "DE3")


@pytest.mark.parametrize(
    ("own", "given", "low", "high"),
    [
        ("Müller & Söhne GmbH", "MUELLER SOEHNE", 1.0, 1.0),
        ("Anna Meyer", "MEYER, ANNA", 1.0, 1.0),
        ("Acme Trading Inc.", "ACME TRADNG", 0.9, 1.0),
        ("Acme Trading Inc.", "ACME TRAD", 0.9, 1.0),
        ("Acme Trading Inc.", "Acme Trading Accounts Payable", 0.8, 0.95),
        ("Anna Meyer", "Anna Schmidt", 0.3, 0.6),
        ("Anna Meyer", "Globex", 0.0, 0.0),
        ("GmbH", "Acme", 0.0, 0.0),
        ("Łódź Żółw sp. z o.o.", "LODZ ZOLW", 1.0, 1.0),
    ],
)
def test_names_alike(own: str, given: str, low: float, high: float) -> None:
    assert low <= likeness(name_words(own), name_words(given)) <= high


def test_the_index_finds_owners_and_names() -> None:
    index = Payers.of([Payer("A", ("Acme Trading", "Acme"), ("de 1",)), Payer("B", ("Globex",))])
    line = BankLine("X", DAY, Money.of("1.00", "EUR"), payer="ACME TRADING", payer_iban="DE1")
    assert index.owners(line) == {"A"}
    assert index.alike(line) == {"A": 1.0}
    nobody = BankLine("X", DAY, Money.of("1.00", "EUR"))
    assert (index.owners(nobody), index.alike(nobody)) == (frozenset(), {})
