"""Links, keys, customers, options: rules about the words around the figures."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest

from billcli.domain.entry import LedgerOptions, Record
from billcli.domain.problem import Source
from billcli.domain.rule.customer import customer_accounts, duplicate_customers
from billcli.domain.rule.key import orphan_keys
from billcli.domain.rule.link import missing_links
from billcli.domain.rule.option import padded_receivables, risky_options
from billcli.domain.rule.scope import kind, place, title

if TYPE_CHECKING:
    from tests.domain.rule.conftest import Book

AR = "Assets:Receivable:Acme"
DAY = dt.date(2026, 1, 1)


def record(
    *values: str, line: int = 5, kind: str = "customer", positions: tuple[int, ...] = (1,)
) -> Record:
    return Record(DAY, kind, values, {}, positions, Source("main.beancount", line))


def test_all_links_there(book: type[Book]) -> None:
    entry = book.transaction(
        "#payment ^PMT-1 ^INV-1 x", (f"{AR} -1.00 EUR", {"invoice": "INV-1"}), id="PMT-1"
    )
    assert list(missing_links(book.scope(entry))) == []


@pytest.mark.parametrize(("seal", "word"), [(True, "error"), (False, "warning")])
def test_missing_links_are_told_together(book: type[Book], seal: bool, word: str) -> None:
    entry = book.transaction(
        "#payment x",
        (f"{AR} -1.00 EUR", {"invoice": "INV-1"}),
        (f"{AR} -1.00 EUR", {"invoice": "no link can be this"}),
        id="PMT-1",
        seal=seal,
    )
    (problem,) = missing_links(book.scope(entry))
    assert str(problem) == (
        f"main.beancount:100: {word}[LINK-MISSING]: PMT-1 names an item without its link:"
        " ^INV-1 ^PMT-1"
    )
    assert ("reseal" in problem.help) is seal


def test_a_single_missing_link_is_told(book: type[Book]) -> None:
    entry = book.transaction("#invoice ^other x", f"{AR} 1.00 EUR", invoice="INV-1")
    (problem,) = missing_links(book.scope(entry))
    assert problem.message == "INV-1 names an item without its link: ^INV-1"


def test_entries_of_no_trade_are_left_alone(book: type[Book]) -> None:
    rent = book.transaction("rent", ("Expenses:Rent 1.00 EUR", {"id": "x"}), item="x", seal=False)
    scope = book.scope(rent)
    assert [list(rule(scope)) for rule in (missing_links, orphan_keys)] == [[], []]


def test_keys_on_the_wrong_level_are_warned_of(book: type[Book]) -> None:
    entry = book.transaction(
        "#invoice x",
        (f"{AR} 1.00 EUR", {"terms": "net 30", "due": DAY}),
        ("Income -1.00 EUR", {"due": DAY, "instalment": 1, "item": "Work", "mine": "ok"}),
        invoice="INV-1",
        quantity=1,
        mood="fine",
    )
    assert book.said(orphan_keys(book.scope(entry))) == [
        (
            "main.beancount:100: warning[KEY-ORPHAN]: INV-1: quantity stands on the transaction,"
            " but belongs to a posting"
        ),
        "main.beancount:101: warning[KEY-ORPHAN]: INV-1: terms means nothing on this posting",
        "main.beancount:102: warning[KEY-ORPHAN]: INV-1: due means nothing on this posting",
        "main.beancount:102: warning[KEY-ORPHAN]: INV-1: instalment means nothing on this posting",
    ]


def test_customers_that_differ_in_capitals(book: type[Book]) -> None:
    scope = book.scope(
        records=(
            record("Acme", AR),
            record("ACME", "Assets:Receivable:ACME", line=8),
            record("ACME", "Assets:Receivable:ACME", line=9),
            record("Acme", AR, line=10),
            record("acme", "x", kind="payer", line=11),
            record(line=12),
        ),
        accounts=book.accounts(AR, "Assets:Receivable:ACME"),
    )
    assert book.said(duplicate_customers(scope)) == [
        (
            "main.beancount:8: error[CUSTOMER-DUPLICATE]: customer ACME and customer Acme"
            " (main.beancount:5) differ only in capitals"
        )
    ]
    assert list(customer_accounts(scope)) == []


def test_accounts_alone_tell_of_double_customers(book: type[Book]) -> None:
    names = (AR, "Assets:Receivable:aCME", "Assets:Receivable", f"{AR}:INV-1", "Assets:ACME")
    scope = book.scope(accounts=book.accounts(*names))
    assert [p.where.line for p in duplicate_customers(scope)] == [2]


def test_a_record_of_an_account_not_opened(book: type[Book]) -> None:
    scope = book.scope(records=(record("Acme", AR),), accounts=book.accounts("Assets:Bank"))
    (problem,) = customer_accounts(scope)
    assert str(problem) == (
        "main.beancount:5: error[CUSTOMER-ACCOUNT]: the record of Acme names"
        " Assets:Receivable:Acme, which is not opened"
    )
    assert problem.help == "correct the name, or add: 2026-01-01 open Assets:Receivable:Acme"


@pytest.mark.parametrize(("strict", "word"), [(False, "warning"), (True, "error")])
def test_risky_options(book: type[Book], strict: bool, word: str) -> None:
    scope = book.scope(strict=strict, options=LedgerOptions(risky=("plugin_processing_mode: raw",)))
    assert book.said(risky_options(scope)) == [
        f"{word}[OPTION-RISKY]: option plugin_processing_mode: raw takes checks of Beancount away"
    ]


def test_a_path_for_plugins_is_said_to_be_one(book: type[Book]) -> None:
    scope = book.scope(options=LedgerOptions(risky=("insert_pythonpath: TRUE",)))
    assert [p.message for p in risky_options(scope)] == [
        "option insert_pythonpath: TRUE lets plugins be loaded from the folder of the ledger"
    ]


def test_pads_on_receivables_only(book: type[Book]) -> None:
    scope = book.scope(
        pads=((AR, Source("main.beancount", 9)), ("Assets:Bank", Source("main.beancount", 10)))
    )
    assert book.said(padded_receivables(scope)) == [
        (
            "main.beancount:9: error[AR-PAD]: pad invents an amount on Assets:Receivable:Acme"
            " that belongs to no document"
        )
    ]


def test_names_for_sentences(book: type[Book]) -> None:
    entry = book.transaction
    assert title(entry("Words", id="PMT-1", invoice="INV-1")) == "PMT-1"
    assert title(entry("Words", invoice="INV-1")) == "INV-1"
    assert title(entry("Words")) == '"Words"'
    assert title(entry("#payment")) == "the transaction"
    assert kind(entry("#credit-note x")) == "credit note"
    assert kind(entry("#mine x")) == "posting"


def test_places(book: type[Book]) -> None:
    entry = book.transaction("x", f"{AR} 1.00 EUR")
    assert str(place(entry, entry.postings[0])) == "main.beancount:101"
    assert str(place(entry)) == "main.beancount:100"


def test_keys_of_other_tools_are_judged_only_when_strict(book: type[Book]) -> None:
    entry = book.transaction(
        "x", f"{AR} 1.00 EUR", "Income -1.00 EUR", invoice="INV-1", payer="ACME", seal=False
    )
    assert list(orphan_keys(book.scope(entry))) == []
    (problem,) = orphan_keys(book.scope(entry, strict=True))
    assert problem.message.endswith("payer stands on the transaction, but belongs to a posting")
