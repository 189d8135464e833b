"""Books as of a day: nothing after it counts, wherever it stands in the files."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from billcli.domain.books import Books
from billcli.domain.open_item import Kind
from billcli.domain.receivable import find_roots
from billcli.ledger.load import load

if TYPE_CHECKING:
    from collections.abc import Callable
    from decimal import Decimal
    from pathlib import Path
    from types import ModuleType

    from mixed_books import World

    from billcli.domain.entry import Facts

END = dt.date(2999, 12, 31)
ROOTS = ("Assets:AR",)
CI = settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])
LONG = settings(max_examples=2000, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def owed(books: Books) -> dict[tuple[str, str], Decimal]:
    return {key: money.number for key, money in books.balances().items() if money}


def everything(books: Books) -> tuple[object, ...]:
    """Return all that the books answer, places in files left out."""
    return (
        books.items, books.movements, books.balances(), books.account_balances(),
        {key: party.name for key, party in books.parties.items()},
    )  # fmt: skip


def check_day(world: World, day: dt.date, books_of: Callable[..., Books]) -> None:
    """The whole ledger on a day is the ledger that ends on that day."""
    whole = books_of(world.text(), day, ROOTS)
    assert owed(whole) == world.owed(day)
    cut = books_of(world.text(day), END, ROOTS)
    assert whole.items == cut.items
    assert whole.movements == cut.movements
    assert whole.balances() == cut.balances()


days = st.integers(-1, 190)


@CI
@given(st.data(), days)
def test_what_is_owed_on_a_day_is_what_was_true_then(
    mixed: ModuleType, books_of: Callable[..., Books], data: st.DataObject, day: int
) -> None:
    check_day(data.draw(mixed.worlds()), mixed.START + dt.timedelta(days=day), books_of)


@pytest.mark.long
@LONG
@given(st.data(), days)
def test_what_is_owed_on_a_day_is_what_was_true_then_long(
    mixed: ModuleType, books_of: Callable[..., Books], data: st.DataObject, day: int
) -> None:
    check_day(data.draw(mixed.worlds()), mixed.START + dt.timedelta(days=day), books_of)


LATER = (
    '{day} * "Acme" "more" ^INV-2026-0001\n  Assets:AR:Acme  9.00 EUR\n  Income:Services\n',
    ('{day} * "Globex" "more" #INV-2026-0002\n  invoice: "INV-2026-0001"\n'
    "  Assets:AR  -9.00 USD\n  Assets:Bank:Checking  9.00 USD\n"),
    '{day} * "Acme" "move"\n  Assets:AR:Acme  -5.00 EUR\n  Assets:AR:Globex  5.00 EUR\n',
    '{day} note Assets:AR:Acme "not so" #dispute ^INV-2026-0001\n  id: "DSP-1"\n  status: "open"\n',
    '{day} custom "payer" "Globex" "Acme"\n  kind: "name"\n  status: "active"\n',
    "{day} open Assets:AR:Zulu\n",
    "{day} close Assets:AR:Acme\n",
    '{day} document Assets:AR:Acme "x.pdf" ^INV-2026-0001\n',
)  # fmt: skip


def check_later_facts(
    world: World, later: list[str], offset: int, books_of: Callable[..., Books]
) -> None:
    """Facts of any kind after the day change no answer given for it."""
    day = world.facts[-1].date
    text = "\n".join(one.format(day=day + dt.timedelta(days=offset + 1)) for one in later)
    before = books_of(world.text(), day, ROOTS)
    after = books_of(world.text() + text, day, ROOTS)
    assert everything(before) == everything(after)


@CI
@given(st.data(), st.lists(st.sampled_from(LATER), min_size=1, max_size=4), st.integers(0, 40))
def test_later_facts_of_any_kind_change_nothing(
    mixed: ModuleType,
    books_of: Callable[..., Books],
    data: st.DataObject,
    later: list[str],
    offset: int,
) -> None:
    check_later_facts(data.draw(mixed.worlds()), later, offset, books_of)


@pytest.mark.long
@LONG
@given(st.data(), st.lists(st.sampled_from(LATER), min_size=1, max_size=4), st.integers(0, 40))
def test_later_facts_of_any_kind_change_nothing_long(
    mixed: ModuleType,
    books_of: Callable[..., Books],
    data: st.DataObject,
    later: list[str],
    offset: int,
) -> None:
    check_later_facts(data.draw(mixed.worlds()), later, offset, books_of)


STORY = """
    2026-01-01 open Assets:AR:Acme
    2026-01-01 custom "customer" "Acme" Assets:AR:Acme
      name: "Acme Inc."
      terms: "net 30"
    2026-03-01 custom "customer" "Acme" Assets:AR:Acme
      name: "Acme Holding"
      terms: "net 10"
    2026-01-10 * "Acme Inc." "first" #invoice
      invoice: "INV-1"
      Assets:AR:Acme   100.00 EUR
      Income:Services -100.00 EUR
    2026-02-10 * "Acme Inc." "paid" #payment
      id: "PMT-1"
      Assets:Bank      130.00 EUR
      Assets:AR:Acme  -100.00 EUR
        invoice: "INV-1"
      Assets:AR:Acme   -30.00 EUR
        invoice: "PMT-1"
    2026-03-10 * "Acme Inc." "second" #invoice
      invoice: "INV-2"
      Assets:AR:Acme   200.00 EUR
      Income:Services -200.00 EUR
    2026-03-20 * "Acme Inc." "apply" #application
      id: "APP-1"
      Assets:AR:Acme    30.00 EUR
        invoice: "PMT-1"
      Assets:AR:Acme   -30.00 EUR
        invoice: "INV-2"
    2026-03-25 note Assets:AR:Acme "wrong price" #dispute ^INV-2
      id: "DSP-1"
      status: "open"
    2026-04-05 note Assets:AR:Acme "settled" #dispute ^INV-2
      id: "DSP-1"
      status: "closed"
"""


@pytest.mark.parametrize(
    ("day", "items"),
    [
        ("2026-01-09", {}),
        ("2026-01-10", {"INV-1": "100.00 EUR"}),
        ("2026-02-09", {"INV-1": "100.00 EUR"}),
        ("2026-02-10", {"PMT-1": "-30.00 EUR"}),
        ("2026-03-10", {"PMT-1": "-30.00 EUR", "INV-2": "200.00 EUR"}),
        ("2026-03-20", {"INV-2": "170.00 EUR"}),
        ("2999-12-31", {"INV-2": "170.00 EUR"}),
    ],
)
def test_each_day_has_its_own_open_items(
    books_of: Callable[..., Books], day: str, items: dict[str, str]
) -> None:
    books = books_of(STORY, dt.date.fromisoformat(day))
    assert {row.item: str(row.balance_open) for row in books.open_items()} == items


@pytest.mark.parametrize(
    ("day", "name", "due"),
    [
        ("2026-01-31", "Acme Inc.", "2026-02-09"),
        ("2026-02-28", "Acme Inc.", "2026-02-09"),
        ("2026-03-01", "Acme Holding", "2026-02-09"),
        ("2026-06-01", "Acme Holding", "2026-02-09"),
    ],
)
def test_the_name_is_todays_and_the_due_date_that_of_the_invoice(
    books_of: Callable[..., Books], day: str, name: str, due: str
) -> None:
    books = books_of(STORY, dt.date.fromisoformat(day))
    (row,) = books.item("INV-1")
    assert (books.parties["Acme"].name, str(row.date_due)) == (name, due)


def test_an_invoice_falls_due_by_the_terms_of_its_own_day(books_of: Callable[..., Books]) -> None:
    books = books_of(STORY)
    assert {row.item: str(row.date_due) for row in books.items if row.date_due} == {
        "INV-1": "2026-02-09",
        "INV-2": "2026-03-20",
    }


@pytest.mark.parametrize(
    ("day", "disputed"),
    [("2026-03-24", False), ("2026-03-25", True), ("2026-04-04", True), ("2026-04-05", False)],
)
def test_a_dispute_counts_while_it_lasts(
    books_of: Callable[..., Books], day: str, disputed: bool
) -> None:
    books = books_of(STORY, dt.date.fromisoformat(day))
    assert [row.disputed for row in books.item("INV-2")] == [disputed]


def test_a_date_before_the_first_record_uses_the_first(books_of: Callable[..., Books]) -> None:
    books = books_of(STORY, dt.date(2025, 6, 1))
    assert books.parties["Acme"].name == "Acme Inc."
    assert books.items == ()


def test_what_is_used_up_keeps_its_kind(books_of: Callable[..., Books]) -> None:
    kinds = {row.item: row.kind for row in books_of(STORY).items}
    assert kinds == {"INV-1": Kind.INVOICE, "INV-2": Kind.INVOICE, "PMT-1": Kind.PAYMENT}


def test_numbers_in_use_do_not_depend_on_the_day(books_of: Callable[..., Books]) -> None:
    early = books_of(STORY, dt.date(2026, 1, 1))
    assert early.numbers() == books_of(STORY).numbers()
    assert {"INV-1", "INV-2", "PMT-1", "APP-1", "DSP-1"} <= early.numbers()


def test_history_stops_at_the_day(books_of: Callable[..., Books]) -> None:
    def told(day: str) -> list[str]:
        books = books_of(STORY, dt.date.fromisoformat(day))
        return [f"{m.date} {m.amount}" for m in books.history("INV-2")]

    assert told("2026-03-09") == []
    assert told("2026-03-19") == ["2026-03-10 200.00 EUR"]
    assert told("2026-03-20") == ["2026-03-10 200.00 EUR", "2026-03-20 -30.00 EUR"]


def test_days_overdue_are_counted_from_the_day(books_of: Callable[..., Books]) -> None:
    (row,) = books_of(STORY).item("INV-1")
    assert row.days_overdue(dt.date(2026, 2, 9)) == 0
    assert row.days_overdue(dt.date(2026, 2, 10)) == 1
    assert row.days_overdue(dt.date(2026, 1, 31)) == -9


def test_the_same_day_counts_whole(tmp_path: Path) -> None:
    """A bill in the main file and its payment in an included one, both of the day asked for."""
    (tmp_path / "paid.beancount").write_text(
        '2026-01-10 * "Acme" "paid"\n  Assets:AR:Acme  -40.00 EUR\n  Assets:Bank  40.00 EUR\n'
    )
    main = tmp_path / "main.beancount"
    main.write_text(
        'plugin "beancount.plugins.auto_accounts"\ninclude "paid.beancount"\n'
        '2026-01-10 * "Acme" "bill"\n  Assets:AR:Acme  100.00 EUR\n  Income:X  -100.00 EUR\n'
    )
    snapshot = load(main)
    assert snapshot.problems == ()
    facts: Facts = snapshot.facts
    books = Books.of(facts, find_roots(facts), dt.date(2026, 1, 10))
    assert [str(row.balance_open) for row in books.open_items()] == ["60.00 EUR"]
    earlier = Books.of(facts, find_roots(facts), dt.date(2026, 1, 9))
    assert earlier.open_items() == ()
