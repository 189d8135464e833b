from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest

from billcli.domain.dated_record import payer_aliases
from billcli.domain.parties import parties
from billcli.domain.party import Party, find_customer, issuer, nearest
from billcli.domain.problem import ExitCode, UsageError

if TYPE_CHECKING:
    from collections.abc import Callable

    from billcli.domain.books import Books
    from billcli.domain.entry import Facts

ROOTS = ("Assets:Receivable",)
DAY = dt.date(2026, 6, 30)

RECORDS = """
    2026-01-01 custom "customer" "Acme" Assets:Receivable:Acme
      name: "Acme Inc."
      terms: "net 30"
      hold: "yes"
    2026-03-01 custom "customer" "acme" Assets:Receivable:Acme
      terms: "net 14"
      hold: ""
    2026-05-01 custom "customer" "Globex"
      name: "Globex"
      currency: "EUR"
      language: "de"
      country: "AT"
      email: "ap@globex.example"
      foreign: TRUE
    """


@pytest.mark.parametrize(
    ("on", "terms", "is_held"),
    [
        (dt.date(2025, 1, 1), "net 30", True),
        (dt.date(2026, 1, 1), "net 30", True),
        (dt.date(2026, 2, 28), "net 30", True),
        (dt.date(2026, 3, 1), "net 14", False),
    ],
)
def test_a_later_record_replaces_just_the_keys_it_names(
    facts_of: Callable[[str], Facts], on: dt.date, terms: str, *, is_held: bool
) -> None:
    party = parties(facts_of(RECORDS), ROOTS, on)["Acme"]
    assert (party.terms, party.is_held, party.name) == (terms, is_held, "Acme Inc.")
    assert party.account == "Assets:Receivable:Acme"
    assert ("hold" in party.values) is is_held


def test_a_partys_values_have_names(facts_of: Callable[[str], Facts]) -> None:
    globex = parties(facts_of(RECORDS), ROOTS, DAY)["Globex"]
    assert globex.currency == "EUR"
    assert globex.language == "de"
    assert globex.country == "AT"
    assert globex.email == "ap@globex.example"
    assert globex.is_foreign
    assert globex.account == ""
    assert not globex.is_held


def test_what_is_not_recorded_is_empty() -> None:
    party = Party("Acme")
    assert party.name == "Acme"
    assert party.text("vat-id") == party.terms == party.email == ""
    assert not party.is_held
    assert not party.is_foreign
    assert not Party("Acme", "", {"hold": "no"}).is_held
    assert Party("Acme", "", {"hold": "until paid"}).is_held


def test_records_on_one_day_count_in_the_order_of_the_file(
    facts_of: Callable[[str], Facts],
) -> None:
    facts = facts_of("""
        2026-01-01 custom "customer" "Acme"
          terms: "net 30"
        2026-01-01 custom "customer" "Acme"
          terms: "net 7"
        """)
    assert parties(facts, ROOTS, DAY)["Acme"].terms == "net 7"


FOREIGN = """
    2026-01-01 open Assets:Receivable:Acme
      customer: "Acme Incorporated"
      email: "ap@acme.example"
      nonsense: "x"
    2026-01-01 open Assets:Receivable:K10001
      customer-id: "Globex"
      terms: "net 10"
    2026-01-01 open Assets:Receivable:INV-7
      customer: "Initech"
    2026-01-01 open Assets:Receivable:Domestic
    2026-01-01 open Assets:Receivable:Domestic:Hooli
    2026-07-01 open Assets:Receivable:Later
    2026-01-01 open Assets:Bank
    """


def test_customers_of_other_ledgers_are_read_from_their_accounts(
    facts_of: Callable[[str], Facts],
) -> None:
    found = parties(facts_of(FOREIGN), ROOTS, DAY)
    assert set(found) == {"Acme", "Globex", "Initech", "Hooli"}
    assert found["Acme"].name == "Acme Incorporated"
    assert found["Acme"].values == {"name": "Acme Incorporated", "email": "ap@acme.example"}
    assert found["Globex"].terms == "net 10"
    assert found["Globex"].account == "Assets:Receivable:K10001"
    assert found["Hooli"].account == "Assets:Receivable:Domestic:Hooli"


def test_a_record_outranks_the_account_and_the_account_the_payee(
    facts_of: Callable[[str], Facts],
) -> None:
    facts = facts_of("""
        2026-01-01 open Assets:Receivable:Acme
          name: "From open"
          email: "open@acme.example"
        2026-01-01 custom "customer" "Acme" Assets:Receivable:Acme
          name: "From record"
        2026-01-02 * "From payee" "x"
          Assets:Receivable:Acme  1.00 USD
          Income:X               -1.00 USD
        2026-01-02 * "Globex Corp" "x"
          Assets:Receivable:Globex  1.00 USD
          Income:X                 -1.00 USD
        """)
    found = parties(facts, ROOTS, DAY)
    assert found["Acme"].name == "From record"
    assert found["Acme"].email == "open@acme.example"
    assert found["Globex"].name == "Globex Corp"


PAYEES = """
    2026-01-02 * "ACH credit" "paid early"
      Assets:Bank        5.00 USD
      Assets:Receivable -5.00 USD
        invoice: "INV-1"
    2026-01-03 * "Acme  Inc." "x"
      Assets:Receivable  5.00 USD
        invoice: "INV-1"
      Income:X          -5.00 USD
    2026-01-04 * "ACME INC." "x"
      Assets:Receivable  5.00 USD
      Income:X          -5.00 USD
    2026-01-05 * "" "nobody"
      Assets:Receivable  5.00 USD
      Income:X          -5.00 USD
    2026-01-06 * "Bank" "x"
      customer: "Initech"
      Assets:Bank        5.00 USD
      Assets:Receivable -5.00 USD
    """


def test_payees_are_the_same_customer_without_regard_to_case_and_blanks(
    books_of: Callable[..., Books],
) -> None:
    books = books_of(PAYEES)
    assert set(books.parties) == {"Acme Inc.", "unknown", "Initech"}
    assert books.balances()["Acme Inc.", "USD"].number == 5


def test_a_payee_is_known_by_the_recorded_name_or_a_payer_alias(
    books_of: Callable[..., Books],
) -> None:
    books = books_of("""
        2026-01-01 custom "customer" "Acme" Assets:Receivable
          name: "Acme Inc."
        2026-01-01 custom "customer" "Globex" Assets:Receivable
          name: "Globex"
        2026-01-01 custom "payer" "Globex" "Burns Holding"
        2026-01-02 * "acme inc." "x"
          Assets:Receivable  5.00 USD
          Income:X          -5.00 USD
        2026-01-02 * "BURNS HOLDING" "x"
          Assets:Receivable  7.00 USD
          Income:X          -7.00 USD
        """)
    assert {c: str(m) for (c, _), m in books.balances().items()} == {
        "Acme": "5.00 USD",
        "Globex": "7.00 USD",
    }


def test_a_name_that_two_customers_bear_tells_nobody(books_of: Callable[..., Books]) -> None:
    books = books_of("""
        2026-01-01 custom "customer" "North" Assets:Receivable
          name: "Acme"
        2026-01-01 custom "customer" "South" Assets:Receivable
          name: "Acme"
        2026-01-02 * "Acme" "x"
          Assets:Receivable  5.00 USD
          Income:X          -5.00 USD
        """)
    assert list(books.balances()) == [("Acme", "USD")]


def test_the_issuer_is_a_dated_record_too(facts_of: Callable[[str], Facts]) -> None:
    facts = facts_of("""
        2026-01-01 custom "issuer"
          name: "Studio One"
          city: "Graz"
        2026-04-01 custom "issuer"
          city: "Linz"
        """)
    early, late = issuer(facts, dt.date(2026, 2, 1)), issuer(facts, DAY)
    assert early is not None
    assert late is not None
    assert (early.text("city"), late.text("city"), late.name) == ("Graz", "Linz", "Studio One")
    assert issuer(facts_of("; nothing\n"), DAY) is None


def test_payer_aliases_end_when_removed(facts_of: Callable[[str], Facts]) -> None:
    facts = facts_of("""
        2026-01-01 custom "payer" "Acme" "Acme Treasury"
          kind: "name"
          origin: "reconcile"
        2026-01-01 custom "payer" "Acme" "AT611904300234573201"
        2026-02-01 custom "payer" "acme" "ACME TREASURY"
          status: "removed"
        2026-09-01 custom "payer" "Acme" "too late"
        2026-01-01 custom "payer" "Incomplete"
        """)
    early = payer_aliases(facts, dt.date(2026, 1, 31))
    assert [(a.customer, a.text, a.kind, a.origin) for a in early] == [
        ("Acme", "Acme Treasury", "name", "reconcile"),
        ("Acme", "AT611904300234573201", "", ""),
    ]
    assert [a.text for a in payer_aliases(facts, DAY)] == ["AT611904300234573201"]


KNOWN = {
    name: Party(name, "", {"name": real})
    for name, real in (("Acme", "Acme Inc."), ("Globex", "Globex"), ("Initech", "Office Park"))
}


@pytest.mark.parametrize("text", ["Acme", "acme", "ACME"])
def test_a_customer_is_found_without_regard_to_case(text: str) -> None:
    assert find_customer(KNOWN, text).id == "Acme"


def test_the_very_id_comes_first() -> None:
    known = {"acme": Party("acme"), "Acme": Party("Acme")}
    assert find_customer(known, "Acme").id == "Acme"


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("Acne", "did you mean Acme (Acme Inc.)?"),
        ("office", "did you mean Initech (Office Park)?"),
        ("Globexx", "did you mean Globex?"),
        ("\x1b[31m", "see billcli customer list"),
    ],
)
def test_an_unknown_customer_names_the_nearest(text: str, hint: str) -> None:
    with pytest.raises(UsageError) as caught:
        find_customer(KNOWN, text)
    (problem,) = caught.value.problems
    assert problem.code == "UNKNOWN-CUSTOMER"
    assert problem.help == hint
    assert "\x1b" not in problem.message
    assert caught.value.exit_code is ExitCode.USAGE


def test_at_most_three_are_near_best_first() -> None:
    names = {f"INV-{n}": (f"INV-{n}",) for n in range(1, 9)}
    near = nearest("INV-12", names)
    assert len(near) == 3
    assert near[0] in {"INV-1", "INV-2"}
    assert nearest("", {"Acme": ("Acme",)}) == []


@pytest.mark.parametrize("text", ["42", "inv-42", "INV-0042", "INV-2026-42"])
def test_a_number_may_be_shortened_as_people_do(text: str) -> None:
    names = {f"INV-2026-{n:04}": (f"INV-2026-{n:04}",) for n in range(1, 100)}
    assert nearest(text, names)[0] == "INV-2026-0042"
    assert nearest("PMT-42", {"INV-2026-0042": ("INV-2026-0042",)}) == []


SHARED = """
    2026-01-01 open Assets:AR:Acme
    2026-01-01 open Assets:AR:Globex
    2026-01-02 * "Acme" "Project"
      Assets:AR:Acme  1.00 USD
      Income:X  -1.00 USD
    2026-01-02 * "Acme" "Project"
      Assets:AR:Globex  1.00 USD
      Income:X  -1.00 USD
    """


def named(books: Books, customer: str) -> str:
    return books.parties[customer].name


def test_a_payee_that_is_another_customer_is_no_name(books_of: Callable[..., Books]) -> None:
    books = books_of(SHARED)
    assert (named(books, "Acme"), named(books, "Globex")) == ("Acme", "Globex")


def test_the_name_is_the_payee_of_most_bills_and_the_first_of_equals(
    books_of: Callable[..., Books],
) -> None:
    bill = '2026-01-{:02} * "{}" "Work"\n  {}  {}1.00 USD\n  Income:X\n'
    text = "2026-01-01 open Assets:AR:Globex\n"
    bank = '2026-01-02 * "Bank" "Prepaid"\n  Assets:AR:Globex  -1.00 USD\n  Assets:Bank\n'
    names = ("Globex Ltd", "Globex Inc.", "Globex Inc.")
    account = "Assets:AR:Globex"
    text += bank + "".join(bill.format(n, each, account, "") for n, each in enumerate(names, 3))
    days = {day: named(books_of(text, dt.date(2026, 1, day)), "Globex") for day in range(2, 6)}
    assert days == {2: "Globex", 3: "Globex Ltd", 4: "Globex Ltd", 5: "Globex Inc."}


def test_a_stated_customer_outranks_every_payee(books_of: Callable[..., Books]) -> None:
    books = books_of("""
        2026-01-01 open Assets:AR:Globex
        2026-01-02 * "Project" "Work"
          Assets:AR:Globex  2.00 USD
          Income:X
        2026-01-03 * "Project" "Work"
          customer: "Globex Corp"
          Assets:AR:Globex  2.00 USD
          Income:X
        """)
    assert named(books, "Globex") == "Globex Corp"
