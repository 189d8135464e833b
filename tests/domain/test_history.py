"""Books as they grow and as they are filed: order, files and later entries change no item."""

from __future__ import annotations

import datetime as dt
import itertools
from collections import defaultdict
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from billcli.domain.books import Books
from billcli.domain.money import ZERO
from billcli.domain.receivable import find_roots
from billcli.ledger.load import load

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from decimal import Decimal
    from pathlib import Path
    from types import ModuleType

    from mixed_books import Fact, World

END = dt.date(2999, 12, 31)
ROOTS = ("Assets:AR",)
CI = settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])
LONG = settings(max_examples=2000, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def books_at(path: Path) -> Books:
    snapshot = load(path)
    assert snapshot.problems == ()
    return Books.of(snapshot.facts, find_roots(snapshot.facts), END)


def check_order(world: World, facts: Sequence[Fact], books_of: Callable[..., Books]) -> None:
    """The order of days within a file changes nothing; entries of one day keep theirs."""
    shuffled = world.head() + "\n".join(fact.text for fact in facts)
    one, other = books_of(world.text(), END, ROOTS), books_of(shuffled, END, ROOTS)
    assert one.items == other.items
    assert one.movements == other.movements
    assert dict(one.parties) == dict(other.parties)


@CI
@given(st.data())
def test_the_order_within_a_file_changes_nothing(
    mixed: ModuleType, books_of: Callable[..., Books], data: st.DataObject
) -> None:
    world = data.draw(mixed.worlds())
    check_order(world, data.draw(mixed.same_day_orders(world)), books_of)


@pytest.mark.long
@LONG
@given(st.data())
def test_the_order_within_a_file_changes_nothing_long(
    mixed: ModuleType, books_of: Callable[..., Books], data: st.DataObject
) -> None:
    world = data.draw(mixed.worlds())
    check_order(world, data.draw(mixed.same_day_orders(world)), books_of)


def check_files(world: World, cuts: list[int], folder: Path) -> None:
    """One file, or the same directives in several included ones, in folders or not."""
    whole = folder / "whole.beancount"
    whole.write_text(world.text(), encoding="utf-8")
    bounds = sorted({0, len(world.facts), *(cut % (len(world.facts) + 1) for cut in cuts)})
    includes = ""
    for at, (low, high) in enumerate(itertools.pairwise(bounds)):
        place = folder / ("sub" if at % 2 else "") / f"part{at}.beancount"
        place.parent.mkdir(exist_ok=True)
        text = "".join(f"{fact.text}\n" for fact in world.facts[low:high])
        place.write_text(text, encoding="utf-8")
        includes += f'include "{place.relative_to(folder)}"\n'
    main = folder / "main.beancount"
    main.write_text(world.head() + includes, encoding="utf-8")
    one, other = books_at(whole), books_at(main)
    assert one.items == other.items
    assert one.movements == other.movements


@CI
@given(st.data(), st.lists(st.integers(0, 20), max_size=4))
def test_files_and_folders_change_nothing(
    mixed: ModuleType,
    tmp_path_factory: pytest.TempPathFactory,
    data: st.DataObject,
    cuts: list[int],
) -> None:
    check_files(data.draw(mixed.worlds()), cuts, tmp_path_factory.mktemp("books"))


@pytest.mark.long
@LONG
@given(st.data(), st.lists(st.integers(0, 20), max_size=4))
def test_files_and_folders_change_nothing_long(
    mixed: ModuleType,
    tmp_path_factory: pytest.TempPathFactory,
    data: st.DataObject,
    cuts: list[int],
) -> None:
    check_files(data.draw(mixed.worlds()), cuts, tmp_path_factory.mktemp("books"))


def names_of_debits(books: Books) -> dict[tuple[object, ...], set[str]]:
    """Return the items each debit belongs to, by its place in the file."""
    found: dict[tuple[object, ...], set[str]] = defaultdict(set)
    for m in books.movements:
        if m.amount.number > 0:
            found[m.source.file, m.source.line].add(m.item)
    return found


def check_growth(world: World, books_of: Callable[..., Books]) -> None:
    """Each further entry leaves the names of all items before it as they were."""
    known: dict[tuple[object, ...], set[str]] = {}
    text = world.head()
    for fact in (*world.facts, world.later):
        text += f"{fact.text}\n"
        found = names_of_debits(books_of(text, END, ROOTS))
        assert {place: found[place] for place in known} == known
        known = found


@CI
@given(st.data())
def test_no_later_entry_renames_an_item(
    mixed: ModuleType, books_of: Callable[..., Books], data: st.DataObject
) -> None:
    check_growth(data.draw(mixed.worlds()), books_of)


@pytest.mark.long
@LONG
@given(st.data())
def test_no_later_entry_renames_an_item_long(
    mixed: ModuleType, books_of: Callable[..., Books], data: st.DataObject
) -> None:
    check_growth(data.draw(mixed.worlds()), books_of)


def check_step(world: World, books_of: Callable[..., Books]) -> None:
    """One more entry moves exactly what it says, of exactly its customer."""
    before = books_of(world.text(), END, ROOTS)
    after = books_of(f"{world.text()}{world.later.text}", END, ROOTS)
    changes: dict[tuple[str, str], Decimal] = defaultdict(lambda: ZERO)
    for books, sign in ((before, -1), (after, 1)):
        for key, money in books.balances().items():
            changes[key] += sign * money.number
    key = world.later.customer, world.later.currency
    moved = sum((m.amount.number for m in after.movements if m.entry.narration), ZERO) - sum(
        (m.amount.number for m in before.movements if m.entry.narration), ZERO
    )
    assert {k: n for k, n in changes.items() if n} == {key: moved}
    others = [row for row in before.items if row.customer != world.later.customer]
    assert others == [row for row in after.items if row.customer != world.later.customer]


@CI
@given(st.data())
def test_one_more_entry_moves_what_it_says(
    mixed: ModuleType, books_of: Callable[..., Books], data: st.DataObject
) -> None:
    check_step(data.draw(mixed.worlds()), books_of)


@pytest.mark.long
@LONG
@given(st.data())
def test_one_more_entry_moves_what_it_says_long(
    mixed: ModuleType, books_of: Callable[..., Books], data: st.DataObject
) -> None:
    check_step(data.draw(mixed.worlds()), books_of)


def check_twice(world: World, folder: Path) -> None:
    """Reading twice gives the same; so does reading with other directives in between."""
    path = folder / "main.beancount"
    path.write_text(world.text(), encoding="utf-8")
    first = books_at(path)
    noise = "\n".join(
        f'{fact.date} event "place" "Graz"\n{fact.date} price GBP 1.{at:02} EUR'
        for at, fact in enumerate(world.facts)
    )
    path.write_text(f"; a comment\n\n{noise}\n\n* heading\n\n{world.text()}", encoding="utf-8")
    second = books_at(path)
    assert first.items == second.items
    assert first.balances() == second.balances()


@CI
@given(st.data())
def test_directives_about_other_things_change_nothing(
    mixed: ModuleType, tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    check_twice(data.draw(mixed.worlds()), tmp_path_factory.mktemp("books"))
