from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from billcli.domain.open_item import KnownBy

if TYPE_CHECKING:
    from collections.abc import Callable

    from billcli.domain.books import Books


def _entry(
    head: str, number: str, *, other: str = "Income:X", account: str = "Assets:AR", meta: str = ""
) -> str:
    minus = number[1:] if number.startswith("-") else f"-{number}"
    key = f"    {meta}\n" if meta else ""
    return f"{head}\n  {account}  {number} USD\n{key}  {other}  {minus} USD\n"


def bill(head: str, number: str, **rest: str) -> str:
    return _entry(f"2026-01-0{head}", number, **rest)


def paid(head: str, number: str, **rest: str) -> str:
    return _entry(f"2026-02-0{head}", f"-{number}", other="Assets:Bank", **rest)


def _items(books: Books) -> dict[str, str]:
    return {row.item: str(row.balance_open.number) for row in books.open_items()}


def _known(books: Books) -> set[tuple[str, str]]:
    return {(m.item, m.known_by.value) for m in books.movements}


def test_a_posting_outranks_its_transaction(books_of: Callable[..., Books]) -> None:
    books = books_of("""
        2026-01-01 * "Acme" "x" ^INV-3
          invoice: "INV-1"
          Assets:AR:Acme   5.00 USD
          Assets:AR:Acme   7.00 USD
            invoice: "INV-2"
          Income:X       -12.00 USD
        """)
    assert _items(books) == {"INV-1": "5.00", "INV-2": "7.00"}
    assert {m.known_by for m in books.movements} == {KnownBy.EXPLICIT}


def test_a_number_left_unquoted_is_an_id(books_of: Callable[..., Books]) -> None:
    text = bill('1 * "Acme" "x"', "9.00", meta="invoice: 1001")
    text += paid('1 * "Acme" "x"', "4.00", meta='invoice: "1001"')
    assert _items(books_of(text)) == {"1001": "5.00"}


def test_a_link_of_one_bill_is_its_name(books_of: Callable[..., Books]) -> None:
    text = bill('1 * "Acme" "x" ^INV-1', "9.00") + bill('2 * "Acme" "x" ^INV-2', "9.00")
    books = books_of(text + paid('1 * "Acme" "x" ^INV-2', "4.00"))
    assert _items(books) == {"INV-1": "9.00", "INV-2": "5.00"}
    assert _known(books) == {("INV-1", "link"), ("INV-2", "link")}


def test_a_link_leads_to_the_id_that_the_bill_states(books_of: Callable[..., Books]) -> None:
    text = bill('1 * "Acme" "x" ^case-7', "9.00", meta='invoice: "A01"')
    books = books_of(text + paid('1 * "Acme" "x" ^case-7', "4.00"))
    assert _items(books) == {"A01": "5.00"}
    assert _known(books) == {("A01", "explicit"), ("A01", "link")}


def test_a_link_that_is_an_id_needs_no_link_on_the_bill(books_of: Callable[..., Books]) -> None:
    text = bill('1 * "Acme" "x"', "9.00", meta='invoice: "A01"')
    assert _items(books_of(text + paid('1 * "Acme" "x" ^A01', "4.00"))) == {"A01": "5.00"}


PROJECT = (
    bill('1 * "Acme" "x" ^INV-1 ^atlas', "9.00")
    + bill('2 * "Globex" "x" ^INV-2 ^atlas', "8.00")
    + _entry('2026-01-03 * "Printer" "x" ^atlas', "5.00", account="Expenses:X", other="Assets:Bank")
)


def test_a_projects_link_on_unrelated_entries_does_not_mislead(
    books_of: Callable[..., Books],
) -> None:
    text = PROJECT + paid('1 * "Globex" "x" ^atlas ^INV-2', "3.00")
    assert _items(books_of(text)) == {"INV-1": "9.00", "INV-2": "5.00"}


def test_a_projects_link_does_not_lead_to_another_customer(books_of: Callable[..., Books]) -> None:
    text = bill('1 * "Acme" "x" ^atlas', "9.00") + bill('1 * "Globex" "x" ^INV-2', "8.00")
    books = books_of(text + paid('1 * "Globex" "x" ^atlas', "3.00"))
    assert _items(books) == {"atlas": "9.00", "INV-2": "5.00"}


def test_a_name_outranks_a_link_that_only_leads(books_of: Callable[..., Books]) -> None:
    text = bill('1 * "Acme" "x" ^atlas ^INV-1', "9.00") + bill('2 * "Acme" "x" ^INV-2', "8.00")
    books = books_of(text + paid('1 * "Acme" "x" ^atlas ^INV-2', "3.00"))
    assert _items(books) == {"INV-1": "9.00", "INV-2": "5.00"}


@pytest.mark.parametrize(
    ("links", "narration", "name"),
    [
        ("^atlas ^INV-1", "x", "INV-1"),
        ("^atlas-2026 ^A-7", "Bill a-7", "A-7"),
        ("^atlas-2026 ^INV-7", "x", "INV-7"),
        ("^first ^second", "x", "first"),
        ("^late ^7-of-9", "x", "7-of-9"),
        ("#t1 ^atlas", "x", "atlas"),
    ],
)
def test_the_link_that_looks_like_the_number_is_the_name(
    books_of: Callable[..., Books], links: str, narration: str, name: str
) -> None:
    assert _items(books_of(bill(f'1 * "Acme" "{narration}" {links}', "9.00"))) == {name: "9.00"}


def test_a_bank_as_payee_may_pay_what_the_link_names(books_of: Callable[..., Books]) -> None:
    text = bill('1 * "Acme" "x" ^INV-1', "9.00") + paid('1 * "ACH credit" "x" ^INV-1', "9.00")
    books = books_of(text)
    assert _items(books) == {}
    assert list(books.balances()) == [("Acme", "USD")]


def test_an_id_decides_whose_payment_it_is(books_of: Callable[..., Books]) -> None:
    text = bill('1 * "Acme" "x"', "9.00", meta='invoice: "A01"')
    text += bill('2 * "Globex" "x"', "9.00", meta='invoice: "A02"')
    text += paid('1 * "Globex" "x"', "9.00", meta='invoice: "A01"')
    assert _items(books_of(text)) == {"A02": "9.00"}


def test_customers_may_use_the_same_number(books_of: Callable[..., Books]) -> None:
    text = "".join(
        bill(f'1 * "{c}" "x"', "9.00", account=f"Assets:AR:{c}", meta='invoice: "A01"')
        for c in ("Acme", "Globex")
    )
    text += paid('1 * "Acme" "x"', "9.00", account="Assets:AR:Acme", meta='invoice: "A01"')
    (row,) = books_of(text).open_items()
    assert (row.item, row.customer) == ("A01", "Globex")
    assert len(books_of(text).item("A01")) == 2


def test_a_tag_with_a_digit_names_a_case(books_of: Callable[..., Books]) -> None:
    text = bill('1 * "Freud" "x" #freud-2023-09', "9.00") + bill('2 * "Freud" "x" #f-10', "5.00")
    books = books_of(text + paid('1 * "Freud" "x" #f-10', "4.00"))
    assert _items(books) == {"freud-2023-09": "9.00", "f-10": "1.00"}


@pytest.mark.parametrize("tag", ["consulting", "invoice"])
def test_a_topic_or_a_kind_is_no_name(books_of: Callable[..., Books], tag: str) -> None:
    assert list(_items(books_of(bill(f'1 * "Acme" "x" #{tag}', "9.00")))) == ["Acme/2026-01-01/1"]


def test_a_returned_payment_reopens_what_its_link_names(books_of: Callable[..., Books]) -> None:
    text = bill('1 * "Acme" "x" ^INV-1', "9.00") + paid('1 * "Acme" "x" ^INV-1', "9.00")
    text += _entry('2026-02-05 * "Acme" "returned" ^INV-1 ^RET-1', "9.00", other="Assets:Bank")
    books = books_of(text)
    assert _items(books) == {"INV-1": "9.00"}
    assert [m.date.month for m in books.history("INV-1")] == [1, 2, 2]


def test_a_late_fee_with_a_link_of_its_own_is_its_own_item(books_of: Callable[..., Books]) -> None:
    text = bill('1 * "Acme" "x" ^INV-1', "9.00")
    text += bill('5 * "Acme" "fee" #late-fee ^LF-1 ^INV-1', "1.00")
    assert _items(books_of(text)) == {"INV-1": "9.00", "LF-1": "1.00"}


def test_two_bills_with_one_link_name_nothing(books_of: Callable[..., Books]) -> None:
    text = bill('1 * "Acme" "x" ^atlas', "9.00") + bill('2 * "Acme" "x" ^atlas', "8.00")
    books = books_of(text + paid('1 * "Acme" "x" ^atlas', "3.00"))
    assert _items(books) == {"Acme/2026-01-01/1": "6.00", "Acme/2026-01-02/1": "8.00"}


def test_an_account_per_invoice_is_exact_whatever_its_links(books_of: Callable[..., Books]) -> None:
    account = "Assets:AR:INV-1"
    text = bill('1 * "Acme" "x" ^atlas', "9.00", account=account)
    text += paid('1 * "ACH" "x"', "4.00", account=account)
    books = books_of(text)
    assert _items(books) == {"INV-1": "5.00"}
    assert _known(books) == {("INV-1", "account")}
    assert books.open_items()[0].customer == "Acme"


def test_an_id_known_only_from_a_credit_can_be_linked(books_of: Callable[..., Books]) -> None:
    text = paid('1 * "Acme" "x"', "9.00", meta='invoice: "PMT-1"')
    text += _entry('2026-02-05 * "Acme" "refund" ^PMT-1', "9.00", other="Assets:Bank")
    books = books_of(text)
    assert _items(books) == {}
    assert [m.item for m in books.movements] == ["PMT-1", "PMT-1"]


def test_an_entry_that_bills_two_customers_names_an_item_of_each(
    books_of: Callable[..., Books],
) -> None:
    books = books_of("""
        2026-01-01 * "Both" "x" ^INV-1
          Assets:AR:Acme    5.00 USD
          Assets:AR:Globex  7.00 USD
          Income:X        -12.00 USD
        """)
    assert {(r.item, r.customer) for r in books.items} == {("INV-1", "Acme"), ("INV-1", "Globex")}
