"""Where new directives go, and how a file for a new year comes into the ledger."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest

from billcli.domain.entry import Account, Document, Entry, Note, Posting, Record
from billcli.domain.money import Money
from billcli.ledger.change_set import Append, NewFile, Removal, Rewrite
from billcli.services.filing import Papers, filed, target_of

if TYPE_CHECKING:
    from pathlib import Path

    from shop import Shop


DAY = dt.date(2026, 1, 31)
OWED = "Assets:Receivable:Acme"


def _entry(day: dt.date = DAY, text: str = "Sale") -> Entry:
    one = Money.of("1.00", "EUR")
    return Entry(day, "Acme", text, (), (), (Posting(OWED, one), Posting("Income:Services", -one)))


def _note(day: dt.date = DAY) -> Note:
    return Note(day, OWED, "called")


PARTY = Record(DAY, "customer", ("Acme", OWED), {"name": "Acme"}, (1,))
BANK_LINE = Record(DAY, "bank-line", ("Assets:Bank:Checking", "ignored"), {}, (0,))


def _contents(shop: Shop) -> dict[Path, bytes]:
    return {file.path: file.path.read_bytes() for file in shop.workspace().snapshot.files}


def test_entries_go_into_the_file_of_their_year(shop: Shop) -> None:
    books = shop.workspace()
    assert target_of(books, _entry()) == books.folder / "2026.beancount"
    assert target_of(books, _entry(dt.date(987, 1, 1))) == books.folder / "0987.beancount"
    assert target_of(books, _note()) == books.folder / "2026.beancount"
    assert target_of(books, BANK_LINE) == books.folder / "2026.beancount"
    assert target_of(books, Document(DAY, OWED, "a.pdf")) == books.folder / "2026.beancount"


@pytest.mark.parametrize(
    "directive",
    [
        Account(DAY, OWED),
        PARTY,
        Record(DAY, "issuer", ("Me",)),
        Record(DAY, "payer", ("Acme", "X")),
    ],
)
def test_customers_and_their_accounts_go_into_the_file_of_customers(
    shop: Shop, directive: Account | Record
) -> None:
    books = shop.workspace()
    assert target_of(books, directive) == books.folder / "customers.beancount"


def test_without_names_of_files_all_goes_into_the_ledger(shop: Shop) -> None:
    shop.write("billcli.toml", 'ledger = "main.beancount"\n')
    books = shop.workspace()
    assert target_of(books, PARTY) == books.folder / "main.beancount"
    assert target_of(books, _entry()) == books.folder / "main.beancount"
    change = filed(books, Papers((_entry(), PARTY)), _contents(shop))
    assert change.changes == (Append(books.folder / "main.beancount", (_entry(), PARTY)),)


def test_customers_stay_with_the_entries_when_only_those_have_a_file(shop: Shop) -> None:
    shop.write("billcli.toml", 'ledger = "main.beancount"\n[files]\nwrite = "{year}.beancount"\n')
    books = shop.workspace()
    assert target_of(books, PARTY) == books.folder / "2026.beancount"


def test_a_new_year_is_a_new_file_and_an_include_in_one_change(shop: Shop) -> None:
    books = shop.workspace()
    contents = _contents(shop)
    change = filed(books, Papers((_entry(),)), contents)
    new, rewrite, append = change.changes
    assert new == NewFile(books.folder / "2026.beancount", b"; 2026.beancount\n")
    assert isinstance(rewrite, Rewrite)
    assert rewrite.path == books.folder / "main.beancount"
    old = contents[rewrite.path]
    line = b'include "customers.beancount"\n'
    assert rewrite.content == old.replace(line, line + b'include "2026.beancount"\n')
    assert append == Append(books.folder / "2026.beancount", (_entry(),))


def test_the_include_stands_at_the_end_when_there_is_none_yet(shop: Shop) -> None:
    text = shop.text("main.beancount").replace('include "customers.beancount"\n', "")
    customers = shop.text("customers.beancount")
    shop.write("main.beancount", (text + customers).rstrip("\n"))
    books = shop.workspace()
    rewrite = filed(books, Papers((_entry(),)), _contents(shop)).changes[1]
    assert isinstance(rewrite, Rewrite)
    assert rewrite.content == (text + customers).encode() + b'include "2026.beancount"\n'


def test_an_empty_main_file_gets_just_the_include(shop: Shop) -> None:
    shop.write("main.beancount", "")
    books = shop.workspace()
    rewrite = filed(books, Papers((_entry(),)), _contents(shop)).changes[1]
    assert isinstance(rewrite, Rewrite)
    assert rewrite.content == b'include "2026.beancount"\n'


def test_line_ends_of_the_main_file_are_kept(shop: Shop) -> None:
    path = shop.folder / "main.beancount"
    path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    new, rewrite, _ = filed(shop.workspace(), Papers((_entry(),)), _contents(shop)).changes
    assert isinstance(new, NewFile)
    assert isinstance(rewrite, Rewrite)
    assert new.content == b"; 2026.beancount\r\n"
    assert b'include "customers.beancount"\r\ninclude "2026.beancount"\r\n' in rewrite.content
    assert rewrite.content.count(b"\n") == rewrite.content.count(b"\r\n")


def test_a_file_that_is_there_is_appended_to(shop: Shop) -> None:
    shop.sold("1")
    books = shop.workspace()
    change = filed(books, Papers((_entry(),)), _contents(shop))
    assert change.changes == (Append(books.folder / "2026.beancount", (_entry(),)),)


def test_two_new_years_are_included_in_order(shop: Shop) -> None:
    books = shop.workspace()
    later = _entry(dt.date(2027, 1, 1))
    change = filed(books, Papers((_entry(), later)), _contents(shop))
    names = [c.path.name for c in change.changes if isinstance(c, NewFile)]
    assert names == ["2026.beancount", "2027.beancount"]
    last = [c for c in change.changes if isinstance(c, Rewrite)][-1]
    assert b'include "2026.beancount"\ninclude "2027.beancount"\n' in last.content


def test_entries_of_two_years_written_together_are_both_in_the_ledger(shop: Shop) -> None:
    shop.write(
        "bank.csv",
        "Date;Payee;Text;Amount;Currency\n"
        "2026-12-30;ACME INC;INV-2026-0001;100.00;EUR\n"
        "2027-01-02;ACME INC;INV-2026-0002;200.00;EUR\n",
    )
    shop.append(
        '2025-12-01 * "Acme Inc." "Invoice INV-2026-0001" #invoice ^INV-2026-0001\n'
        '  invoice: "INV-2026-0001"\n'
        "  Assets:Receivable:Acme  100.00 EUR\n  Income:Services  -100.00 EUR\n"
        '2025-12-01 * "Acme Inc." "Invoice INV-2026-0002" #invoice ^INV-2026-0002\n'
        '  invoice: "INV-2026-0002"\n'
        "  Assets:Receivable:Acme  200.00 EUR\n  Income:Services  -200.00 EUR\n"
    )
    shop.today = dt.date(2027, 1, 3)
    shop.done("reconcile bank.csv")
    assert shop.text("main.beancount").splitlines()[2:5] == [
        'include "customers.beancount"',
        'include "2026.beancount"',
        'include "2027.beancount"',
    ]
    assert 'id: "PMT-2026-0001"' in shop.text("2026.beancount")
    assert 'id: "PMT-2027-0001"' in shop.text("2027.beancount")
    assert shop("report open").rows[1:] == []


def test_directives_of_one_file_are_one_append_in_their_order(shop: Shop) -> None:
    shop.sold("1")
    books = shop.workspace()
    papers = Papers((_entry(), PARTY, _entry(text="Second"), Account(DAY, "Assets:New")))
    changes = filed(books, papers, _contents(shop)).changes
    assert changes == (
        Append(books.folder / "2026.beancount", (_entry(), _entry(text="Second"))),
        Append(books.folder / "customers.beancount", (PARTY, Account(DAY, "Assets:New"))),
    )


def test_documents_come_first_and_removals_last(shop: Shop) -> None:
    shop.sold("1")
    books = shop.workspace()
    made = NewFile(books.folder / "documents" / "a.txt", b"a")
    gone = Removal(books.folder / "drafts" / "a.toml", "0" * 64)
    changes = filed(books, Papers((_entry(),), (made,), (gone,)), _contents(shop)).changes
    assert [type(change) for change in changes] == [NewFile, Append, Removal]


def test_nothing_is_no_change(shop: Shop) -> None:
    assert filed(shop.workspace(), Papers(), _contents(shop)).changes == ()
