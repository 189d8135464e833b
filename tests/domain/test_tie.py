from __future__ import annotations

import datetime as dt

import pytest

from billcli.domain.books import Books
from billcli.domain.entry import (
    Account,
    Directive,
    Document,
    Entry,
    Facts,
    Meta,
    Note,
    Posting,
    Record,
)  # fmt: skip
from billcli.domain.money import Decimal, Money
from billcli.domain.packed import pack
from billcli.domain.tie import Ties
from billcli.domain.tie_name import customer_tie, item_tie, item_ties
from billcli.domain.whole import Whole

DAY = dt.date(2026, 1, 31)
ROOTS = ("Assets:AR",)
NOTHING: frozenset[str] = frozenset()
PLAIN = Whole({}, NOTHING, NOTHING)


def entry(
    account: str,
    number: str,
    *,
    other: str = "",
    payee: str = "",
    tags: str = "",
    links: str = "",
    meta: Meta | None = None,
    own: Meta | None = None,
) -> Entry:
    """Return a transaction with one receivable posting."""
    other = other or ("Assets:Bank" if number.startswith("-") else "Income:Sales")
    leg = Posting(account, Money.of(number, "EUR"), own or {})
    postings = (leg, Posting(other, -leg.amount))
    marks = tuple(tags.split()), tuple(links.split())
    return Entry(DAY, payee, "", *marks, postings, meta or {})


def ties_of(value: object, whole: Whole = PLAIN) -> set[str]:
    return set(Ties(ROOTS, whole).of(value))


def test_a_bill_is_tied_by_account_customer_payee_and_names() -> None:
    bill = entry(
        "Assets:AR:Acme",
        "9",
        payee="Acme  Inc.",
        tags="invoice q1",
        links="INV-7",
        meta={"id": "D1"},
    )
    assert ties_of(bill) == {
        "a:Assets:AR:Acme", "c:acme", "c:acme inc.", "n:INV-7", "n:q1", "n:D1"
    }  # fmt: skip


def test_a_payment_on_a_customers_account_is_not_tied_by_the_bank_or_a_batch() -> None:
    paid = entry("Assets:AR:Acme", "-9", payee="PayPal", links="batch-7")
    assert ties_of(paid) == {"a:Assets:AR:Acme", "c:acme"}


def test_a_refund_is_tied_by_its_links_but_not_by_the_bank() -> None:
    back = entry("Assets:AR:Acme", "9", other="Assets:Bank", payee="PayPal", links="INV-7")
    assert ties_of(back) == {"a:Assets:AR:Acme", "c:acme", "n:INV-7"}


def test_a_payment_known_by_its_payee_is_tied_by_payee_and_links() -> None:
    paid = entry("Assets:AR", "-9", payee=" Big Bank", links="INV-7")
    assert ties_of(paid) == {"c:big bank", "n:INV-7"}
    assert ties_of(entry("Assets:AR", "-9")) == {"c:unknown"}


def test_what_calls_the_customer_stands_before_the_payee() -> None:
    called = entry("Assets:AR", "-9", payee="PayPal", links="INV-7", own={"customer": "Acme"})
    assert ties_of(called) == {"c:acme"}
    bill = entry("Assets:AR", "9", payee="Project", meta={"customer": "Acme"})
    assert ties_of(bill) == {"c:acme"}
    given = entry("Assets:AR:Trade", "-9", payee="PayPal", meta={"customer-id": "C-17"})
    assert ties_of(given) == {"c:c-17"}


def test_items_are_tied_by_posting_then_transaction_then_account() -> None:
    own, every = {"invoice": "X1"}, {"invoice": "X2"}
    account = "Assets:AR:Acme:INV-7"
    both = {"a:Assets:AR:Acme", "c:acme"}
    assert ties_of(entry(account, "-9", own=own, meta=every)) == {*both, "n:X1"}
    assert ties_of(entry(account, "-9", meta=every)) == {*both, "n:X2"}
    assert ties_of(entry(account, "-9")) == {*both, "n:INV-7"}
    assert ties_of(entry("Assets:AR:INV-7", "-9", payee="Acme")) == {
        "a:Assets:AR:INV-7", "c:acme", "n:INV-7"
    }  # fmt: skip


def test_records_say_whose_an_account_is() -> None:
    whole = Whole({"Assets:AR:Group": "C-17"}, NOTHING, NOTHING)
    paid = entry("Assets:AR:Group:Acme", "-9")
    assert ties_of(paid, whole) == {"a:Assets:AR:Group", "c:c-17"}
    assert ties_of(paid) == {"a:Assets:AR:Group:Acme", "c:acme"}


def test_accounts_whose_open_names_a_customer_tie_whatever_the_posting_gives() -> None:
    whole = Whole({}, NOTHING, frozenset({"Assets:AR", "Assets:AR:Trade"}))
    assert ties_of(entry("Assets:AR", "-9", payee="Acme"), whole) == {"a:Assets:AR", "c:acme"}
    given = entry("Assets:AR:Trade", "-9", meta={"customer-id": "C-17"})
    assert ties_of(given, whole) == {"a:Assets:AR:Trade", "c:c-17"}


def test_what_touches_no_receivable_has_no_ties() -> None:
    assert ties_of(entry("Assets:Bank", "9", payee="Acme", links="INV-7")) == set()
    assert ties_of(entry("Assets:AR:VAT", "9", payee="Acme")) == set()
    assert ties_of(Document(DAY, "Assets:AR:Acme", "a.pdf", (), ("INV-7",))) == set()
    assert ties_of(Account(DAY, "Assets:Bank", meta={"customer": "Acme"})) == set()
    assert Ties(ROOTS, PLAIN).of_account("Assets:Bank") == ()


def test_opened_accounts_are_tied_to_their_customer() -> None:
    def opened(name: str, **meta: str) -> set[str]:
        keys = {key.replace("_", "-"): value for key, value in meta.items()}
        return ties_of(Account(DAY, name, meta=keys))

    assert opened("Assets:AR") == set()
    assert opened("Assets:AR:Acme") == {"a:Assets:AR:Acme", "c:acme"}
    assert opened("Assets:AR:Acme", customer="Acme Inc.") == {"a:Assets:AR:Acme", "c:acme"}
    assert opened("Assets:AR:Acme", customer_id="C-17") == {"a:Assets:AR:Acme", "c:c-17"}
    assert opened("Assets:AR:INV-7", customer="Acme Inc.") == {"a:Assets:AR:INV-7", "c:acme inc."}
    assert opened("Assets:AR:INV-7") == {"a:Assets:AR:INV-7"}
    whole = Whole({"Assets:AR:Acme": "C-9"}, NOTHING, NOTHING)
    named = Account(DAY, "Assets:AR:Acme", meta={"customer-id": "C-17"})
    assert ties_of(named, whole) == {"a:Assets:AR:Acme", "c:c-9"}
    assert Ties(ROOTS, PLAIN).of_account("Assets:AR:Acme:INV-7") == ("a:Assets:AR:Acme",)


def test_records_are_tied_by_every_name() -> None:
    record = Record(
        DAY,
        "customer",
        ("Acme", "Assets:AR:A"),
        {"name": "Acme Inc.", "trading-name": "ACME Shop"},
        (1,),
    )
    assert ties_of(record) == {"c:acme", "c:acme inc.", "c:acme shop"}
    whole = Whole({"Assets:AR:A": "Acme"}, NOTHING, NOTHING)
    assert "a:Assets:AR:A" in ties_of(record, whole)
    assert ties_of(Record(DAY, "customer", ())) == {"c:"}
    assert ties_of(Record(DAY, "payer", ("Acme", "Big Bank"))) == {"c:acme", "c:big bank"}
    assert ties_of(Record(DAY, "payer", ("Acme", " "))) == {"c:acme"}
    assert ties_of(Record(DAY, "payer", ("Acme",))) == set()
    assert ties_of(Record(DAY, "issuer", ("Me",), {"name": "Me Ltd"})) == set()


def test_disputes_are_tied_by_links_and_id() -> None:
    note = Note(DAY, "Assets:AR", "", ("dispute",), ("INV-7", "Acme/2026-01-31/1"), {"id": "D1"})
    assert ties_of(note) == {"n:INV-7", "n:Acme/2026-01-31/1", "c:acme", "d:D1"}
    assert ties_of(Note(DAY, "Assets:AR", "", ("call",), ("INV-7",), {"id": "D1"})) == set()
    assert ties_of(Note(DAY, "Assets:AR", "", ("dispute",))) == set()


def test_a_dispute_about_an_inferred_item_stands_with_its_customer() -> None:
    bill = entry("Assets:AR:Acme", "9")
    item = "Acme/2026-01-31/1"
    note = Note(DAY, "Assets:AR", "", ("dispute",), (item,), {"id": "D1"})
    end = Note(DAY, "Assets:AR", "", ("dispute",), (), {"id": "D1", "status": "settled"})
    assert ties_of(bill) & ties_of(note)
    assert ties_of(note) & ties_of(end)
    (open_row,) = Books.of(Facts((bill,), notes=(note,)), ROOTS, DAY).items
    (settled,) = Books.of(Facts((bill,), notes=(note, end)), ROOTS, DAY).items
    assert (open_row.item, open_row.disputed, settled.disputed) == (item, True, False)


@pytest.mark.parametrize("item", ["INV-7", "a/b", ""])
def test_an_items_own_name_is_its_tie(item: str) -> None:
    assert item_ties(item) == (item_tie(item),)


def test_an_inferred_item_is_tied_to_the_customer_in_its_name() -> None:
    assert item_ties("A/B/2026-01-31/1")[1] == customer_tie("A/B")


def test_what_an_account_means_is_found_once() -> None:
    ties = Ties(ROOTS, PLAIN)
    assert ties.of_account("Assets:AR:Acme") is ties.of_account("Assets:AR:Acme")


def test_what_is_packed_has_the_same_ties() -> None:
    bill = entry("Assets:AR:Acme", "9", payee="Acme", links="INV-7", own={"invoice": Decimal(7)})
    values: list[Directive] = [
        bill,
        Account(DAY, "Assets:AR:Acme", (), {"customer": "Acme Inc."}),
        Record(DAY, "customer", ("Acme",), {"name": "ACME Corporation"}),
        Note(DAY, "Assets:AR:Acme", "no", ("dispute",), ("INV-7",)),
        Document(DAY, "Assets:AR:Acme", "a.pdf"),
    ]
    ties = Ties(ROOTS, PLAIN)
    for value in values:
        assert ties.of_packed(pack(value)) == ties.of(value)
    assert "n:7" in ties.of(bill)
