"""Books written in several conventions at once: what is owed is what is true."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from beanquery import connect
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from billcli.domain.books import Books
from billcli.domain.money import ZERO
from billcli.domain.open_item import KnownBy
from billcli.domain.receivable import find_roots
from billcli.ledger.load import load

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path
    from types import ModuleType

    from mixed_books import World

END = dt.date(2999, 12, 31)
EXPLICIT = frozenset({"transaction-metadata", "posting-metadata"})
CI = settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])
LONG = settings(max_examples=2000, deadline=None, suppress_health_check=[HealthCheck.too_slow])
QUERY = (
    "SELECT any_meta('invoice') AS item, sum(position) AS open WHERE account ~ '^Assets:AR'"
    " GROUP BY item HAVING not empty(sum(position))"
)
Sums = dict[tuple[str, str], Decimal]


def by_customer(books: Books) -> Sums:
    """Return what is owed by customer and currency, added up from the open items."""
    sums: Sums = defaultdict(lambda: ZERO)
    for row in books.open_items():
        sums[row.customer, row.balance_open.currency] += row.balance_open.number
    return {key: number for key, number in sums.items() if number}


def by_item(books: Books) -> Sums:
    """Return what is left of each item that has a name of its own."""
    sums: Sums = defaultdict(lambda: ZERO)
    for row in books.open_items():
        if "/" not in row.item:
            sums[row.item, row.balance_open.currency] += row.balance_open.number
    return dict(sums)


def by_item_inferred(books: Books) -> Sums:
    return {
        (row.item, row.balance_open.currency): row.balance_open.number
        for row in books.open_items()
        if "/" in row.item
    }


def check_truth(world: World, books_of: Callable[..., Books]) -> None:
    books = books_of(world.text())
    assert by_customer(books) == world.owed()
    assert by_item(books) == world.owed_by_item()
    accounts: Sums = defaultdict(lambda: ZERO)
    for (_, currency), money in books.account_balances().items():
        accounts["", currency] += money.number
    owed: Sums = defaultdict(lambda: ZERO)
    for (_, currency), number in by_customer(books).items():
        owed["", currency] += number
    assert {k: n for k, n in accounts.items() if n} == {k: n for k, n in owed.items() if n}


@CI
@given(st.data())
def test_items_and_customers_owe_what_is_true(
    mixed: ModuleType, books_of: Callable[..., Books], data: st.DataObject
) -> None:
    check_truth(data.draw(mixed.worlds()), books_of)


@pytest.mark.long
@LONG
@given(st.data())
def test_items_and_customers_owe_what_is_true_long(
    mixed: ModuleType, books_of: Callable[..., Books], data: st.DataObject
) -> None:
    check_truth(data.draw(mixed.worlds()), books_of)


def check_each_pair(world: World, books_of: Callable[..., Books]) -> None:
    """A customer's items are the same whatever the others write."""
    whole = books_of(world.text())
    for customer in world.conventions:
        alone = type(world)(
            world.conventions, tuple(f for f in world.facts if f.customer == customer), world.later
        )
        apart = books_of(alone.text())
        mine = {k: n for k, n in by_customer(whole).items() if k[0] == customer}
        assert by_customer(apart) == mine
        named = {row.item for row in whole.items if row.customer == customer}
        assert {row.item for row in apart.items} == named


@CI
@given(st.data())
def test_one_customer_does_not_change_anothers_items(
    mixed: ModuleType, books_of: Callable[..., Books], data: st.DataObject
) -> None:
    check_each_pair(data.draw(mixed.worlds()), books_of)


@pytest.mark.long
@LONG
@given(st.data())
def test_one_customer_does_not_change_anothers_items_long(
    mixed: ModuleType, books_of: Callable[..., Books], data: st.DataObject
) -> None:
    check_each_pair(data.draw(mixed.worlds()), books_of)


def asked(path: Path) -> dict[tuple[str, str], Decimal]:
    rows = connect(f"beancount:{path}").execute(QUERY).fetchall()
    return {
        (item, position.units.currency): position.units.number
        for item, inventory in rows
        for position in inventory
        if item
    }


def check_bean_query(world: World, path: Path) -> None:
    path.write_text(world.text(), encoding="utf-8")
    snapshot = load(path)
    assert snapshot.problems == ()
    books = Books.of(snapshot.facts, find_roots(snapshot.facts), END)
    explicit: Sums = {
        (row.item, row.balance_open.currency): row.balance_open.number
        for row in books.open_items()
        if row.known_by is KnownBy.EXPLICIT
    }
    assert explicit == asked(path) == world.owed_by_item(None, EXPLICIT)


@CI
@given(st.data())
def test_explicit_items_are_those_of_bean_query(
    mixed: ModuleType, tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    check_bean_query(data.draw(mixed.worlds()), tmp_path_factory.mktemp("books") / "main.beancount")


@pytest.mark.long
@LONG
@given(st.data())
def test_explicit_items_are_those_of_bean_query_long(
    mixed: ModuleType, tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    check_bean_query(data.draw(mixed.worlds()), tmp_path_factory.mktemp("books") / "main.beancount")


def rows_of(books: Books) -> list[tuple[object, ...]]:
    """Return every row of the books without the names of accounts and files."""
    return [
        (
            r.item, r.kind, r.customer, r.customer_name, r.date_issued, r.date_due, r.instalment,
            r.amount, r.balance_open, r.known_by,
        )
        for r in books.items
    ]  # fmt: skip


def check_roots(world: World, folder: Path) -> None:
    """Another name of the assets root changes the names of the accounts, and nothing else."""
    plain, other = folder / "plain.beancount", folder / "other.beancount"
    plain.write_text(world.text(), encoding="utf-8")
    renamed = world.text().replace("Assets:", "Vermögen:").replace("Income:", "Erlöse:")
    names = 'option "name_assets" "Vermögen"\noption "name_income" "Erlöse"\n'
    other.write_text(names + renamed, encoding="utf-8")
    found = []
    for path in (plain, other):
        snapshot = load(path)
        assert snapshot.problems == ()
        found.append(Books.of(snapshot.facts, find_roots(snapshot.facts), END))
    assert rows_of(found[0]) == rows_of(found[1])
    assert {r.account.replace("Assets:", "Vermögen:", 1) for r in found[0].items} == {
        r.account for r in found[1].items
    }


@CI
@given(st.data())
def test_names_of_roots_change_nothing_but_names(
    mixed: ModuleType, tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    check_roots(data.draw(mixed.worlds()), tmp_path_factory.mktemp("books"))


@pytest.mark.long
@LONG
@given(st.data())
def test_names_of_roots_change_nothing_but_names_long(
    mixed: ModuleType, tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    check_roots(data.draw(mixed.worlds()), tmp_path_factory.mktemp("books"))


@pytest.mark.parametrize(
    ("convention", "known_by"),
    [
        ("link", KnownBy.LINK),
        ("tag", KnownBy.LINK),
        ("transaction-metadata", KnownBy.EXPLICIT),
        ("posting-metadata", KnownBy.EXPLICIT),
        ("account-per-invoice", KnownBy.ACCOUNT),
        ("account-per-customer", KnownBy.INFERRED),
        ("payee-only", KnownBy.INFERRED),
    ],
)
def test_the_generator_writes_each_convention_as_it_is_known(
    mixed: ModuleType, books_of: Callable[..., Books], convention: str, known_by: KnownBy
) -> None:
    day = mixed.START
    bill = mixed.entry_text(day, "Acme", convention, "EUR", [("INV-2026-0001", 10_000)])
    paid = mixed.entry_text(day, "Acme", convention, "EUR", [("INV-2026-0001", -4_000)])
    (row,) = books_of(bill + "\n" + paid).items
    assert (row.known_by, str(row.balance_open), row.customer) == (known_by, "60.00 EUR", "Acme")
    named = convention not in mixed.WITHOUT_IDS
    assert row.item == ("INV-2026-0001" if named else "Acme/2026-01-01/1")
