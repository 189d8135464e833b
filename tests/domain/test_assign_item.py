from __future__ import annotations

import datetime as dt
from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from billcli.domain.assign_item import find_roots, movements
from billcli.domain.books import Books
from billcli.domain.entry import Entry, Facts, Posting
from billcli.domain.money import ZERO, Money, total
from billcli.domain.open_item import Kind, KnownBy

if TYPE_CHECKING:
    from collections.abc import Callable

CASH, INCOME = "Assets:Bank", "Income:Services"
START = dt.date(2026, 1, 1)
END = dt.date(2999, 12, 31)


def _ledger(*lines: str) -> str:
    """Return entries from lines such as ``01-05 Acme 100`` (a bill) or ``02-05 Acme -40``."""
    text = ""
    for line in lines:
        day, customer, number, *rest = line.split()
        other = CASH if number.startswith("-") else INCOME
        minus = number[1:] if number.startswith("-") else f"-{number}"
        currency, account = "USD", f"Assets:AR:{customer}"
        marks = " ".join(word for word in rest if word[0] in "^#")
        for word in rest:
            currency = word if word.isupper() and len(word) == 3 else currency
            account = word if word.startswith("Assets:") else account
            other = word.removeprefix("other=") if word.startswith("other=") else other
        text += f'2026-{day} * "{customer}" "x" {marks}\n'
        text += f"  {account}  {number} {currency}\n  {other}  {minus} {currency}\n"
    return text


def _items(books: Books) -> dict[str, str]:
    return {
        row.item: f"{row.balance_open.number.normalize():f} {row.balance_open.currency}"
        for row in books.open_items()
    }


def test_payments_settle_the_oldest_first(books_of: Callable[..., Books]) -> None:
    books = books_of(_ledger("01-05 Acme 100", "01-09 Acme 50", "02-01 Acme -120"))
    assert _items(books) == {"Acme/2026-01-09/1": "30 USD"}
    assert {row.known_by for row in books.items} == {KnownBy.INFERRED}
    assert [str(m.amount) for m in books.movements] == ["100 USD", "50 USD", "-100 USD", "-20 USD"]


def test_what_is_left_of_a_payment_is_an_item_of_its_own(books_of: Callable[..., Books]) -> None:
    books = books_of(_ledger("01-05 Acme 100", "02-01 Acme -120"))
    (row,) = books.open_items()
    assert (row.item, str(row.balance_open)) == ("Acme/2026-02-01/1", "-20.00 USD")
    assert row.kind is Kind.PAYMENT
    assert row.date_issued == dt.date(2026, 2, 1)


def test_what_is_left_bears_the_payments_id(books_of: Callable[..., Books]) -> None:
    text = _ledger("01-05 Acme 100", "02-01 Acme -120")
    text = text.replace('2026-02-01 * "Acme" "x" \n', '2026-02-01 * "Acme" "x"\n  id: "PMT-1"\n')
    assert _items(books_of(text)) == {"PMT-1": "-20 USD"}


def test_money_that_waits_settles_the_next_bill(books_of: Callable[..., Books]) -> None:
    text = _ledger("01-05 Acme -120", "02-01 Acme 100", "02-02 Acme 50")
    early = books_of(text, dt.date(2026, 1, 31))
    assert _items(early) == {"Acme/2026-01-05/1": "-120 USD"}
    late = books_of(text)
    assert _items(late) == {"Acme/2026-02-02/1": "30 USD"}
    assert [row.kind for row in late.items] == [Kind.INVOICE, Kind.INVOICE]


def test_customers_and_currencies_do_not_mix(books_of: Callable[..., Books]) -> None:
    books = books_of(
        _ledger("01-05 Acme 100", "01-05 Globex 70", "01-06 Acme 60 EUR", "02-01 Acme -60 EUR")
    )
    assert _items(books) == {"Acme/2026-01-05/1": "100 USD", "Globex/2026-01-05/1": "70 USD"}


def test_names_count_the_customers_entries_of_the_day(books_of: Callable[..., Books]) -> None:
    books = books_of(
        _ledger("01-05 Acme 1", "01-05 Acme 2", "01-05 Globex 3", "01-06 Acme 4", "01-05 Acme 5")
    )
    assert [row.item for row in books.items if row.customer == "Acme"] == [
        "Acme/2026-01-05/1", "Acme/2026-01-05/2", "Acme/2026-01-05/3", "Acme/2026-01-06/1",
    ]  # fmt: skip


def test_postings_of_one_entry_are_one_item(books_of: Callable[..., Books]) -> None:
    books = books_of("""
        2026-01-05 * "Acme" "two rates"
          Assets:AR  100.00 USD
          Assets:AR   20.00 USD
          Income:X  -120.00 USD
        """)
    assert _items(books) == {"Acme/2026-01-05/1": "120 USD"}


def test_a_credit_note_settles_as_a_payment_does(books_of: Callable[..., Books]) -> None:
    text = _ledger("01-05 Acme 100", "02-01 Acme -30 other=Income:Services")
    assert _items(books_of(text)) == {"Acme/2026-01-05/1": "70 USD"}
    alone = books_of(_ledger("02-01 Acme -30 other=Income:Services"))
    assert alone.open_items()[0].kind is Kind.CREDIT_NOTE


def test_money_paid_back_ends_what_waits(books_of: Callable[..., Books]) -> None:
    books = books_of(_ledger("01-05 Acme -30", "02-01 Acme 30 other=Assets:Bank"))
    assert books.open_items() == ()
    assert books.items[0].kind is Kind.PAYMENT


def test_a_payment_with_several_links_settles_them_in_their_order(
    books_of: Callable[..., Books],
) -> None:
    bills = ("01-05 Acme 100 ^INV-1", "01-06 Acme 50 ^INV-2", "01-07 Acme 70 ^INV-3")
    books = books_of(_ledger(*bills, "02-01 Acme -160 ^INV-1 ^INV-3"))
    assert _items(books) == {"INV-2": "50 USD", "INV-3": "10 USD"}
    assert {m.known_by for m in books.movements} == {KnownBy.LINK}


def test_what_several_links_leave_is_an_item_of_its_own(books_of: Callable[..., Books]) -> None:
    bills = ("01-05 Acme 100 ^INV-1", "01-06 Acme 50 ^INV-2", "01-07 Acme 70 ^INV-3")
    books = books_of(_ledger(*bills, "02-01 Acme -160 ^INV-1 ^INV-2"))
    assert _items(books) == {"INV-3": "70 USD", "Acme/2026-02-01/1": "-10 USD"}


def test_a_returned_payment_reopens_several_the_other_way_round(
    books_of: Callable[..., Books],
) -> None:
    bills = ("01-05 Acme 100 ^INV-1", "01-06 Acme 50 ^INV-2", "02-01 Acme -150 ^INV-1 ^INV-2")
    back = "02-05 Acme {} other=Assets:Bank ^INV-1 ^INV-2"
    assert _items(books_of(_ledger(*bills, back.format(150)))) == {
        "INV-1": "100 USD",
        "INV-2": "50 USD",
    }
    assert _items(books_of(_ledger(*bills, back.format(60)))) == {
        "INV-1": "10 USD",
        "INV-2": "50 USD",
    }
    assert _items(books_of(_ledger(*bills, back.format(155)))) == {
        "INV-1": "100 USD",
        "INV-2": "50 USD",
        "Acme/2026-02-05/1": "5 USD",
    }


def test_a_linked_item_that_is_settled_takes_nothing(books_of: Callable[..., Books]) -> None:
    bills = ("01-05 Acme 100 ^INV-1", "01-06 Acme 50 ^INV-2", "01-20 Acme -100 ^INV-1")
    books = books_of(_ledger(*bills, "02-01 Acme -30 ^INV-1 ^INV-2"))
    assert _items(books) == {"INV-2": "20 USD"}
    assert len(books.movements) == 4


def test_nothing_is_inferred_onto_an_account_kept_for_one_document(
    books_of: Callable[..., Books],
) -> None:
    lines = ("01-05 Acme 100 Assets:AR:INV-1", "01-06 Acme 50", "02-01 Acme -70 Assets:AR")
    books = books_of(_ledger(*lines).replace("Assets:AR:Acme", "Assets:AR"))
    assert _items(books) == {"INV-1": "100 USD", "Acme/2026-02-01/1": "-20 USD"}


CANCELLED = """2026-01-05 * "Acme" "billed and taken back"
  invoice: "INV-1"
  Assets:AR:Acme   100 USD
  Assets:AR:Acme  -100 USD
"""


def test_an_item_settled_by_name_takes_nothing_more(books_of: Callable[..., Books]) -> None:
    books = books_of(CANCELLED + _ledger("01-06 Acme 50", "02-01 Acme -30"))
    assert _items(books) == {"Acme/2026-01-06/1": "20 USD"}
    assert len(books.history("INV-1")) == 2


def test_a_move_passes_over_what_is_settled(books_of: Callable[..., Books]) -> None:
    move = """2026-02-20 * "Acme" "move"
  Assets:AR:Acme      -50 USD
  Assets:Debtors:Acme  50 USD
"""
    books = books_of(CANCELLED + _ledger("01-06 Acme 50") + move)
    assert len(books.history("INV-1")) == 2
    assert books.open_items()[0].account == "Assets:Debtors:Acme"


def test_what_names_nothing_leaves_named_items_alone_where_ids_settle(
    books_of: Callable[..., Books],
) -> None:
    lines = ["01-05 Acme 100 ^INV-1", "01-06 Acme 50", "02-01 Acme -90", "02-02 Acme -5 ^INV-1"]
    books = books_of(_ledger(*lines))
    assert _items(books) == {"INV-1": "95 USD", "Acme/2026-02-01/1": "-40 USD"}
    assert next(r for r in books.items if r.item == "INV-1").known_by is KnownBy.LINK


def test_what_names_nothing_settles_named_items_where_only_bills_have_names(
    books_of: Callable[..., Books],
) -> None:
    lines = ["01-05 Acme 100 ^INV-1", "01-06 Acme 50", "02-01 Acme -120"]
    books = books_of(_ledger(*lines))
    assert _items(books) == {"Acme/2026-01-06/1": "30 USD"}
    assert next(r for r in books.items if r.item == "INV-1").known_by is KnownBy.INFERRED


def test_an_item_reopened_is_settled_again(books_of: Callable[..., Books]) -> None:
    lines = [
        "01-05 Acme 100 ^INV-1",
        "02-01 Acme -100",
        "02-02 Acme 100 ^INV-1 other=Assets:Bank",
        "02-03 Acme -100",
    ]
    assert _items(books_of(_ledger(*lines))) == {}


def test_a_move_to_another_account_keeps_the_items(books_of: Callable[..., Books]) -> None:
    move = """2026-02-20 * "Acme" "new chart of accounts"
  Assets:Debtors:Acme   130 USD
  Assets:AR:Acme       -130 USD
"""
    lines = _ledger("01-05 Acme 100", "01-09 Acme 50", "02-01 Acme -20")
    books = books_of(lines + move + _ledger("03-01 Acme -90 Assets:Debtors:Acme"))
    assert books.roots == ("Assets:AR", "Assets:Debtors")
    (row,) = books.open_items()
    assert (row.item, str(row.balance_open)) == ("Acme/2026-01-09/1", "40.00 USD")
    assert row.account == "Assets:Debtors:Acme"
    assert row.date_issued == dt.date(2026, 1, 9)


def test_a_move_of_part_or_of_more_than_is_open(books_of: Callable[..., Books]) -> None:
    move = """2026-02-20 * "Acme" "move"
  Assets:AR:Acme      -{0} USD
  Assets:Debtors:Acme  {0} USD
"""
    lines = _ledger("01-05 Acme 100")
    part = books_of(lines + move.format(30))
    assert _items(part) == {"Acme/2026-01-05/1": "100 USD"}
    more = books_of(lines + move.format(130))
    assert _items(more) == {"Acme/2026-01-05/1": "100 USD"}
    assert {m.item for m in more.movements} == {"Acme/2026-01-05/1", "Acme/2026-02-20/1"}


def test_a_posting_of_nothing_with_several_links_is_kept(books_of: Callable[..., Books]) -> None:
    bills = ("01-05 Acme 100 ^INV-1", "01-06 Acme 50 ^INV-2")
    books = books_of(_ledger(*bills, "02-01 Acme -0 ^INV-1 ^INV-2"))
    assert [m.item for m in books.movements] == ["INV-1", "INV-2", "INV-1"]


def test_two_postings_that_do_not_cancel_are_no_move(books_of: Callable[..., Books]) -> None:
    books = books_of("""
        2026-02-20 * "Acme" "bill with a deposit taken off"
          Assets:AR:Acme  100 USD
          Assets:AR:Acme  -30 USD
          Income:X        -70 USD
        """)
    assert _items(books) == {"Acme/2026-02-20/1": "70 USD"}


def test_entries_with_any_flag_count(books_of: Callable[..., Books]) -> None:
    text = _ledger("01-05 Acme 100").replace(" * ", " ! ")
    assert _items(books_of(text)) == {"Acme/2026-01-05/1": "100 USD"}


def test_a_part_has_its_share_of_the_posting_price(books_of: Callable[..., Books]) -> None:
    books = books_of("""
        2026-01-05 * "Acme" "x"
          Assets:AR:Acme  0.10 EUR @@ 0.11 USD
          Income:X       -0.11 USD
        2026-01-06 * "Acme" "x"
          Assets:AR:Acme  0.10 EUR @@ 0.12 USD
          Income:X       -0.12 USD
        2026-02-06 * "Acme" "x"
          Assets:Bank     0.15 EUR @@ 0.17 USD
          Assets:AR:Acme -0.15 EUR @@ 0.17 USD
        """)
    assert [str(m.value) for m in books.movements] == [
        "0.11 USD", "0.12 USD", "-0.11 USD", "-0.06 USD",
    ]  # fmt: skip


def test_parts_share_a_price_finer_than_its_currency_without_loss(
    books_of: Callable[..., Books],
) -> None:
    books = books_of(
        _ledger("01-05 Acme 1 EUR", "01-06 Acme 2 EUR")
        + """2026-02-06 * "Acme" "x"
  Assets:Bank     3.00 EUR @@ 3.335 USD
  Assets:AR:Acme -3.00 EUR @@ 3.335 USD
"""
    )
    values = [m.value.number for m in books.movements if m.value]
    assert values == [Decimal("-1.11"), Decimal("-2.225")]


def test_a_posting_of_nothing_has_no_value(books_of: Callable[..., Books]) -> None:
    books = books_of("""
        2026-01-05 * "Acme" "x"
          Assets:AR:Acme  0.00 EUR @@ 0.00 USD
          Income:X        0.00 USD
        """)
    assert books.movements[0].value is None
    assert books.open_items() == ()


MARKS = (None, "INV-1", "INV-2", "CN-1")
DAYS = 60


@st.composite
def entries(draw: st.DrawFn, *, named: bool = True) -> Entry:
    """Return a bill, credit note, payment, refund, application or move, in any convention."""
    date = START + dt.timedelta(days=draw(st.integers(0, DAYS)))
    currency = draw(st.sampled_from(["USD", "EUR", "JPY"]))
    payee = draw(st.sampled_from(["Acme", "ACME", "Globex", "ACH", ""]))
    marks = st.sampled_from(MARKS if named else (None,))
    legs: list[Posting] = []
    for _ in range(draw(st.integers(1, 3))):
        number = Decimal(draw(st.integers(-300, 300)))
        account = draw(
            st.sampled_from(
                ["Assets:AR", "Assets:AR:Acme", "Assets:AR:Globex", "Assets:Debtors:Acme"]
                + ["Assets:AR:INV-9", "Assets:AR:Acme:INV-8"] * named
            )
        )
        meta = {"invoice": m} if (m := draw(marks)) else {}
        if draw(st.booleans()) and named:
            meta["instalment"] = Decimal(draw(st.integers(1, 2)))
            meta["due"] = date + dt.timedelta(days=draw(st.integers(0, 3)))
        legs.append(Posting(account, Money(number, currency), meta))
    rest = -total([leg.amount for leg in legs], currency)
    legs.append(Posting(draw(st.sampled_from([CASH, INCOME])), rest))
    tags = draw(st.sampled_from([(), (), ("invoice",), ("payment",), ("refund",), ("case-1",)]))
    links = tuple(draw(st.lists(st.sampled_from(["INV-1", "INV-2", "CN-1", "atlas"]), max_size=2)))
    meta = {"invoice": m} if (m := draw(marks)) else {}
    return Entry(date, payee, "x", tags if named else (), links if named else (), tuple(legs), meta)


def histories(*, named: bool = True) -> st.SearchStrategy[Facts]:
    listed = st.lists(entries(named=named), max_size=14)
    return listed.map(lambda es: Facts(entries=tuple(sorted(es, key=lambda e: e.date))))


def check_sums(facts: Facts) -> None:
    """Assert that items, parts and accounts add up to the same, however they were assigned."""
    roots = find_roots(facts)
    books = Books.of(facts, roots, END)
    posted = [p for e in facts.entries for p in e.postings if books.debtors.place(p.account)]
    for currency in {p.amount.currency for p in posted}:
        whole = total([p.amount for p in posted if p.amount.currency == currency], currency)
        rows = [r.balance_open for r in books.items if r.balance_open.currency == currency]
        assert total(rows, currency) == whole
        for customer in {m.customer for m in books.movements}:
            mine = [
                r.balance_open
                for r in books.items
                if r.customer == customer and r.balance_open.currency == currency
            ]
            zero = Money.zero(currency)
            assert total(mine, currency) == books.balances().get((customer, currency), zero)
    parts: dict[tuple[int, str], Decimal] = {}
    for m in books.movements:
        parts[id(m.entry), m.account] = parts.get((id(m.entry), m.account), ZERO) + m.amount.number
    legs: dict[tuple[int, str], Decimal] = {}
    for entry in facts.entries:
        for p in entry.postings:
            if books.debtors.place(p.account):
                key = id(entry), p.account
                legs[key] = legs.get(key, ZERO) + p.amount.number
    assert parts == legs


@settings(max_examples=50, deadline=None)
@given(histories())
def test_the_sum_of_items_is_the_balance(facts: Facts) -> None:
    check_sums(facts)


@pytest.mark.long
@settings(max_examples=2000, deadline=None)
@given(histories())
def test_the_sum_of_items_is_the_balance_in_many_histories(facts: Facts) -> None:
    check_sums(facts)


@settings(max_examples=50, deadline=None)
@given(histories(), st.integers(0, DAYS))
def test_later_entries_never_change_an_earlier_answer(facts: Facts, day: int) -> None:
    as_of = START + dt.timedelta(days=day)
    until = replace(facts, entries=tuple(e for e in facts.entries if e.date <= as_of))
    roots = find_roots(facts)
    assert Books.of(facts, roots, as_of).items == Books.of(until, roots, END).items


@settings(max_examples=50, deadline=None)
@given(histories(named=False), entries(named=False))
def test_names_stay_as_a_ledger_without_ids_grows(facts: Facts, entry: Entry) -> None:
    roots = ("Assets:AR", "Assets:Debtors")
    later = replace(entry, date=START + dt.timedelta(days=DAYS + 1))
    grown = replace(facts, entries=(*facts.entries, later))
    before = Books.of(facts, roots, END)
    bills = {row.item for row in before.items if row.amount.number > 0}
    assert bills <= {row.item for row in Books.of(grown, roots, END).items}


@settings(max_examples=50, deadline=None)
@given(histories(named=False))
def test_a_customer_owes_either_bills_or_has_a_credit(facts: Facts) -> None:
    books = Books.of(facts, ("Assets:AR", "Assets:Debtors"), END)
    signs: dict[tuple[str, str], set[bool]] = {}
    for row in books.open_items():
        key = row.customer, row.balance_open.currency
        signs.setdefault(key, set()).add(row.balance_open.number > 0)
    assert all(len(found) == 1 for found in signs.values())


def test_many_entries_take_time_in_proportion() -> None:
    def moved(count: int) -> int:
        bill = Posting("Assets:AR:Acme", Money.of(2, "USD")), Posting(INCOME, Money.of(-2, "USD"))
        pay = Posting("Assets:AR:Acme", Money.of(-1, "USD")), Posting(CASH, Money.of(1, "USD"))
        listed = [Entry(START, "Acme", "x", (), (), legs) for legs in (bill, pay)] * count
        return len(movements(Facts(entries=tuple(listed)), ("Assets:AR",), END))

    assert moved(3000) == 6000
