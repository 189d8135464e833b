"""Books that are asked through the model, and how little of it they ask."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest

from billcli.domain.numbering import Series
from billcli.domain.problem import UsageError
from billcli.services.kept_books import KeptBooks
from billcli.services.kept_facts import KeptFacts
from billcli.services.shelf import Shelf
from billcli.services.take_number import Numbers
from billcli.store.item_query import ItemQuery

if TYPE_CHECKING:
    from pathlib import Path

    from shop import Shop

    from billcli.services.workspace import Workspace

MAIN = """\
option "operating_currency" "EUR"
2025-01-01 open Assets:Bank
2025-01-01 open Assets:Padded
2025-01-01 open Equity:Opening
2025-01-01 open Income:Work
2025-01-01 open Assets:Receivable:Acme EUR
2025-01-01 open Assets:Receivable:Globex
2025-01-01 open Assets:Old
2025-06-01 close Assets:Old
2025-01-01 custom "customer" "Acme" Assets:Receivable:Acme
  name: "Acme Inc."
2025-01-01 custom "issuer" "Studio"
2025-02-01 balance Assets:Bank 0 EUR
2025-03-01 * "Acme" "Work" #invoice ^INV-2025-0001
  invoice: "INV-2025-0001"
  Assets:Receivable:Acme  10.00 EUR
  Income:Work  -10.00 EUR
2025-03-05 * "Globex" "Work" #invoice ^INV-2025-0002
  invoice: "INV-2025-0002"
  Assets:Receivable:Globex  7.00 EUR
  Income:Work  -7.00 EUR
2025-03-09 * "Acme" "" ^INV-2025-0001
  Assets:Bank  4.00 EUR
  Assets:Receivable:Acme  -4.00 EUR
2025-12-24 * "Acme" "" ^INV-2025-0001
  Assets:Bank  6.00 EUR
  Assets:Receivable:Acme  -6.00 EUR
2025-03-02 * "Globex" "open before"
  invoice: "INV-2025-0900"
  Assets:Receivable:Globex  3.00 EUR
  Equity:Opening  -3.00 EUR
"""
END = dt.date.max
JUNE = dt.date(2025, 6, 1)


@pytest.fixture
def space(shop: Shop, tmp_path: Path) -> Workspace:
    shop.write("main.beancount", MAIN)
    shop.env["BILLCLI_CACHE"] = str(tmp_path / "cache")
    return shop.workspace()


def kept(space: Workspace, day: dt.date = END) -> KeptBooks:
    books = space.books(day)
    assert isinstance(books, KeptBooks)
    return books


def test_rows_are_taken_as_they_are_when_nothing_is_later(space: Workspace) -> None:
    books = kept(space)
    assert books.live is None
    assert [row.item for row in books.items] == [
        "INV-2025-0001", "INV-2025-0900", "INV-2025-0002",
    ]  # fmt: skip
    assert [row.item for row in books.open_items()] == ["INV-2025-0900", "INV-2025-0002"]
    assert str(books.balances()["Acme", "EUR"]) == "0.00 EUR"
    assert "entries" not in vars(space.snapshot.facts)


def test_only_customers_with_later_facts_are_worked_out(space: Workspace) -> None:
    books = kept(space, JUNE)
    assert books.live is not None
    assert {m.customer for m in books.live.movements} == {"Acme"}
    assert [str(row.balance_open) for row in books.open_items()] == [
        "6.00 EUR", "3.00 EUR", "7.00 EUR",
    ]  # fmt: skip
    assert str(books.balances()["Acme", "EUR"]) == "6.00 EUR"


def test_books_of_another_day_are_of_the_same_model(space: Workspace) -> None:
    books = kept(space)
    assert books.at(END) is books
    assert isinstance(books.at(JUNE), KeptBooks)
    assert books.at(JUNE).open_items() == kept(space, JUNE).open_items()


def test_a_customer_is_found_in_any_case_or_not_at_all(space: Workspace) -> None:
    assert kept(space).customer("acme").id == "Acme"
    assert kept(space, dt.date(2025, 3, 1)).customer("ACME").id == "Acme"
    assert kept(space).party_on("acme", JUNE).name == "Acme Inc."
    with pytest.raises(UsageError, match="Nobody"):
        kept(space).customer("Nobody")
    with pytest.raises(UsageError, match="Nobody"):
        kept(space).party_on("Nobody", END)


def test_an_item_is_found_in_any_case_or_not_at_all(space: Workspace) -> None:
    assert kept(space).item("INV-2025-0001")[0].customer == "Acme"
    assert kept(space).item("inv-2025-0001")[0].customer == "Acme"
    with pytest.raises(UsageError, match="INV-9"):
        kept(space).item("INV-9")
    assert len(kept(space).history("INV-2025-0001")) == 3
    assert kept(space).history("INV-9") == ()
    assert len(kept(space).movements_of("Globex")) == 2


def test_what_was_seen_already_is_asked_again(space: Workspace) -> None:
    books = kept(space)
    every = books.movements
    assert all(any(m is one for one in every) for m in books.history("INV-2025-0001"))
    assert books.about(customer="Acme") is books.about(item="INV-9")


def test_many_are_asked_about_at_once_and_say_the_same(
    space: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    books, asked = kept(space), []
    facts = Shelf.facts
    monkeypatch.setattr(Shelf, "facts", lambda *said: asked.append(said) or facts(*said))
    items = ["INV-2025-0001", "INV-2025-0002", "INV-9"]
    few = books.among(items=items)
    found = [few.history(item) for item in items]
    assert (list(map(len, found)), len(asked)) == ([3, 1, 0], 1)
    assert found == [kept(space).history(item) for item in items]
    assert books.among(["Acme", "GLOBEX"]) is few
    assert books.among().movements == books.among(["Nobody"], ["INV-9"]).movements == ()
    assert kept(space, JUNE).among(["Acme"]).history("INV-2025-0001") == found[0][:2]


def test_what_is_open_is_read_once(space: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    books = kept(space)
    rows, globex = books.open_items(), books.open_items("Globex")
    assert [row.item for row in rows] == ["INV-2025-0900", "INV-2025-0002"]
    assert globex == rows
    monkeypatch.setattr(ItemQuery, "rows", None)
    assert books.open_items() is rows
    assert books.open_items("Globex") is globex


def test_numbers_in_use_and_given_elsewhere(space: Workspace) -> None:
    books = kept(space)
    assert books.numbers() == {"INV-2025-0001", "INV-2025-0002", "INV-2025-0900"}
    assert books.taken_over() == {"INV-2025-0900"}


@pytest.mark.parametrize(
    ("pattern", "floor", "expected"),
    [
        ("INV-{year}-{n:04}", None, "INV-2025-0901"),
        ("INV-{year}-{n:04}", 5, "INV-2025-0901"),
        ("INV-{year}-{n:04}", 1000, "INV-2025-1000"),
        ("INV-{n}", None, "INV-1"),
        ("RE-{year}-{n:04}", None, "RE-2025-0001"),
        ("RE-{year}-{n:04}", 7, "RE-2025-0007"),
    ],
)
def test_the_next_number_comes_from_the_highest(
    space: Workspace, shop: Shop, pattern: str, floor: int | None, expected: str
) -> None:
    series = Series("invoice", pattern, floor)
    space.settings.series["invoice"] = series  # type: ignore[index]
    day = dt.date(2025, 7, 1)
    shop.env["BILLCLI_CACHE"] = "off"
    plain = shop.workspace()
    plain.settings.series["invoice"] = series  # type: ignore[index]
    assert Numbers(plain).next("invoice", day) == expected
    assert Numbers(space).next("invoice", day) == expected
    every = set(kept(space).numbers())
    assert set(kept(space).numbers_before(series, day)) <= every


def test_a_series_without_a_floor_asks_for_one_number(space: Workspace) -> None:
    series = Series("invoice", "INV-{year}-{n:04}")
    found = kept(space).numbers_before(series, dt.date(2025, 7, 1))
    assert list(found) == ["INV-2025-0900"]


BILLED = """
2025-04-01 * "Globex" "Work" #invoice ^{number}
  invoice: "{number}"
  Assets:Receivable:Globex  1.00 EUR
  Income:Work  -1.00 EUR
"""
WIDE = [f"INV-2025-{n:05}" for n in range(1, 61)]


@pytest.mark.parametrize(
    ("pattern", "numbers", "expected"),
    [
        ("INV-{year}-{n:04}", WIDE, "INV-2025-0901"),
        ("INV-{year}-{n:04}", [*WIDE, "INV-2025-10000"], "INV-2025-10001"),
        ("INV-{year}-{n:04}", [*WIDE, "INV-2025-9999"], "INV-2025-10000"),
        ("INV-{year}-{n:05}", WIDE, "INV-2025-00061"),
        ("INV-{year}-{n:05}", [*WIDE, "INV-2025-123456"], "INV-2025-123457"),
        ("INV-{year}-{n}", WIDE, "INV-2025-1"),
        ("INV-{year}-{n}", [*WIDE, "INV-2025-7", "INV-2025-12"], "INV-2025-13"),
        ("INV-{n:02}-{year}", ["INV-07-2025", "INV-012-2025", "INV-99-2024"], "INV-08-2025"),
        ("INV-{n:02}-{year}", ["INV-99-2025", "INV-100-2025"], "INV-101-2025"),
    ],
)
def test_numbers_of_other_widths_are_of_other_series(
    shop: Shop, tmp_path: Path, pattern: str, numbers: list[str], expected: str
) -> None:
    shop.write("main.beancount", MAIN + "".join(BILLED.format(number=n) for n in numbers))
    shop.env["BILLCLI_CACHE"] = str(tmp_path / "cache")
    space, day = shop.workspace(), dt.date(2025, 7, 1)
    series = Series("invoice", pattern)
    space.settings.series["invoice"] = series  # type: ignore[index]
    assert Numbers(space).next("invoice", day) == expected
    assert series.next(kept(space).numbers(), day) == expected


def test_a_first_number_among_many_of_another_width_asks_for_none(
    shop: Shop, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shop.write("main.beancount", MAIN + "".join(BILLED.format(number=n) for n in WIDE))
    shop.env["BILLCLI_CACHE"] = str(tmp_path / "cache")
    books = kept(shop.workspace())
    monkeypatch.setattr(type(books.shelf.model), "numbers", None)
    for pattern in ("INV-{year}-{n:03}", "INV-{year}-{n}", "RE-{n}"):
        assert not books.numbers_before(Series("invoice", pattern), dt.date(2025, 7, 1))


# Facts


def facts(space: Workspace) -> KeptFacts:
    found = space.snapshot.facts
    assert isinstance(found, KeptFacts)
    return found


def test_facts_come_kind_by_kind(space: Workspace) -> None:
    found = facts(space)
    assert [record.kind for record in found.records_of("issuer")] == ["issuer"]
    assert "records" not in vars(found)
    assert len(found.records) == 2
    assert len(found.records_of("customer")) == 1
    assert (found.notes, found.documents, found.pads) == ((), (), ())
    assert len(found.entries) == 5
    assert found.currencies_used() == {"EUR"}


@pytest.mark.usefixtures("space")
def test_notes_of_a_tag_are_fetched_alone(shop: Shop) -> None:
    shop.append(
        '2025-03-09 note Assets:Receivable:Acme "spoke of a dispute" #call\n'
        '2025-03-10 note Assets:Receivable:Acme "two too many" #dispute ^INV-2025-0001\n'
        "  amount: 2.00 EUR\n"
    )
    facts_now = facts(shop.workspace())
    assert [note.comment for note in facts_now.notes_of("dispute")] == ["two too many"]
    assert "notes" not in vars(facts_now)
    assert len(facts_now.notes) == 2
    assert facts_now.notes_of("call") == facts_now.notes[:1]


def test_an_account_is_fetched_alone(space: Workspace) -> None:
    accounts = facts(space).accounts
    assert accounts["Assets:Old"].closed == JUNE
    assert "Assets:Never" not in accounts
    with pytest.raises(KeyError):
        accounts["Assets:Never"]
    assert "_every" not in vars(accounts)
    assert len(accounts) == len(list(accounts)) == 7
    assert accounts["Assets:Bank"].name == "Assets:Bank"


def test_assertions_after_a_day(space: Workspace) -> None:
    found = facts(space)
    assert len(found.balances_after(dt.date(2025, 1, 31), "EUR")) == 1
    assert found.balances_after(dt.date(2025, 2, 1), "EUR") == ()
    assert len(found.balances) == 1
    assert found.balances_after(dt.date(2025, 1, 31), "USD") == ()


@pytest.mark.usefixtures("space")
def test_assertions_that_a_pad_fills_are_told(shop: Shop) -> None:
    shop.append(
        "2025-01-02 pad Assets:Padded Equity:Opening\n2025-02-02 balance Assets:Padded 5 EUR\n"
    )
    found = shop.workspace().snapshot.facts
    assert [one.padded for one in found.balances_after(dt.date(2025, 1, 1), "EUR")] == [False, True]
