"""What a ledger teaches about customers as payers."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest

from billcli.domain.books import Books
from billcli.domain.entry import Account, Entry, Facts, Posting, Record
from billcli.domain.money import Money
from billcli.matching.learn_payer import learn

if TYPE_CHECKING:
    from billcli.matching.payer import Payer

DAY = dt.date(2026, 3, 10)
ROOT = "Assets:Receivable"


def payment(
    customers: dict[str, str], meta: dict[str, str], day: dt.date = DAY, *, entry: bool = False
) -> Entry:
    """Return a payment whose payer stands on the cash posting, or on the entry."""
    owed = tuple(
        Posting(f"{ROOT}:{c}", Money.of(f"-{n}", "EUR"), {"invoice": f"I-{c}"})
        for c, n in customers.items()
    )
    cash = Posting("Assets:Bank", Money.of("1.00", "EUR"), {} if entry else meta)
    return Entry(day, "Bank", "", ("payment",), (), (cash, *owed), meta if entry else {})


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


@pytest.mark.parametrize("entry", [True, False])
def test_a_payment_teaches_name_and_account(entry: bool) -> None:
    meta = {"payer": "ACME", "payer-iban": "DE1"}
    found = learned(payment({"Acme": "1.00"}, meta, entry=entry))
    assert "ACME" in found["Acme"].names
    assert (found["Acme"].ibans, found["Acme"].aliases) == (("DE1",), ())
    assert "ACME" not in found["Globex"].names


@pytest.mark.parametrize(("name", "own"), [("Acne", True), ("Acme Wien", False), ("Ulf", False)])
def test_who_does_not_resemble_the_customer_pays_for_it(name: str, own: bool) -> None:
    found = learned(payment({"Acme": "1.00"}, {"payer": name, "payer-iban": "DE1"}))["Acme"]
    assert (name in found.names, name in found.aliases) == (own, not own)
    assert (found.ibans, found.alias_ibans) == ((("DE1",), ()) if own else ((), ("DE1",)))


def test_an_account_without_name_is_the_customers_own() -> None:
    found = learned(payment({"Acme": "1.00"}, {"payer-iban": "DE1"}))["Acme"]
    assert (found.ibans, found.alias_ibans) == (("DE1",), ())
    name_only = learned(payment({"Acme": "1.00"}, {"payer": "Acme"}))["Acme"]
    assert (name_only.ibans, name_only.names[-1]) == ((), "Acme")


def test_a_payment_for_two_customers_teaches_nothing() -> None:
    found = learned(payment({"Acme": "0.50", "Globex": "0.50"}, {"payer": "TRUSTEE"}))
    assert not any("TRUSTEE" in (*p.names, *p.aliases) for p in found.values())


def test_money_of_no_customer_teaches_nothing() -> None:
    assert learned(payment({}, {"payer": "LANDLORD"})) == learned()


def test_an_entry_without_payer_teaches_nothing() -> None:
    assert learned(payment({"Acme": "1.00"}, {})) == learned()


def test_a_later_payment_teaches_nothing_yet() -> None:
    later = payment({"Acme": "1.00"}, {"payer": "LATER"}, DAY + dt.timedelta(days=1))
    assert learned(later) == learned()


def test_records_teach_names_accounts_and_aliases() -> None:
    values = ("Acme", f"{ROOT}:Acme")
    meta = {"name": "Acme Inc.", "trading-name": "Roadrunner", "iban": "DE2"}
    records = (
        Record(dt.date(2026, 1, 1), "customer", values, meta, (1,)),
        Record(DAY, "payer", ("Acme", "DE3"), {"kind": "iban", "status": "active"}),
        Record(DAY, "payer", ("Acme", "Coyote"), {"kind": "name", "status": "active"}),
        Record(DAY, "payer", ("Acme", "Wile"), {"kind": "name", "status": "removed"}),
    )
    found = learned(records=records)["Acme"]
    assert found.names == ("Acme Inc.", "Roadrunner")
    assert found.aliases == ("Coyote",)
    assert found.ibans == ("DE2",)
    assert found.alias_ibans == ("DE3",)


def test_what_is_learnt_twice_stands_once() -> None:
    twice = [payment({"Acme": "1.00"}, {"payer": "ACME", "payer-iban": "DE1"})] * 2
    found = learned(*twice)["Acme"]
    assert (found.names.count("ACME"), found.ibans) == (1, ("DE1",))
