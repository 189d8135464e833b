"""Shapes that ledgers of other people's making have, read as the kernel's facts."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from textwrap import dedent
from typing import TYPE_CHECKING

import pytest

from billcli.domain.assign_item import find_roots
from billcli.domain.books import Books
from billcli.domain.money import Money
from billcli.ledger.load import load, read_text

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from billcli.domain.entry import Entry, Facts
    from billcli.ledger.snapshot import Snapshot

END = dt.date(2999, 12, 31)
OPEN = """
    2026-01-01 open Assets:AR:Acme
    2026-01-01 open Assets:Bank
    2026-01-01 open Assets:Depot
    2026-01-01 open Income:Services
    2026-01-01 open Expenses:Fees
    2026-01-01 open Equity:Opening
"""


@pytest.fixture
def books(tmp_path: Path) -> Callable[..., Snapshot]:
    """Return a reader of a ledger's text with other files beside it."""

    def read(text: str, **files: str) -> Snapshot:
        for name, content in files.items():
            (tmp_path / f"{name}.beancount").write_text(dedent(content), encoding="utf-8")
        main = tmp_path / "main.beancount"
        main.write_text(dedent(OPEN) + dedent(text), encoding="utf-8")
        return load(main, seen_from=tmp_path)

    return read


def only(snapshot: Snapshot) -> Entry:
    assert snapshot.problems == ()
    (entry,) = snapshot.facts.entries
    return entry


def legs(entry: Entry) -> list[str]:
    return [f"{p.account.split(':')[1]} {p.amount}" for p in entry.postings]


def owed(facts: Facts) -> dict[str, str]:
    found = Books.of(facts, find_roots(facts), END).open_items()
    return {row.item: str(row.balance_open) for row in found}


@pytest.mark.parametrize("flag", ["*", "!", "txn", "P", "?", "&", "#", "%"])
def test_any_flag_is_kept_and_counts(books: Callable[..., Snapshot], flag: str) -> None:
    snapshot = books(f"""
        2026-01-05 {flag} "Acme" "x"
          Assets:AR:Acme  10.00 EUR
          Income:Services
    """)
    assert only(snapshot).flag == ("*" if flag == "txn" else flag)
    assert owed(snapshot.facts) == {"Acme/2026-01-05/1": "10.00 EUR"}


@pytest.mark.parametrize(
    ("head", "payee", "narration"),
    [
        ('"Acme" "x"', "Acme", "x"),
        ('"x"', "", "x"),
        ("", "", ""),
        ('"" ""', "", ""),
        ('"Acme" ""', "Acme", ""),
        ('"Acme \\"A\\"" "a \\\\ b"', 'Acme "A"', "a \\ b"),
    ],
)
def test_payee_and_narration_may_be_missing(
    books: Callable[..., Snapshot], head: str, payee: str, narration: str
) -> None:
    text = f"2026-01-05 * {head}\n  Assets:AR:Acme  1.00 EUR\n  Income:Services\n"
    entry = only(books(text))
    assert (entry.payee, entry.narration) == (payee, narration)


def test_a_narration_over_several_lines_is_kept(books: Callable[..., Snapshot]) -> None:
    entry = only(
        books('2026-01-05 * "two\nlines"\n  Assets:AR:Acme  1.00 EUR\n  Income:Services\n')
    )
    assert entry.narration == "two\nlines"
    assert [p.source.line for p in entry.postings] == [10, 11]


@pytest.mark.parametrize(
    ("written", "number"),
    [
        ("1,234.50", "1234.50"),
        ("(100 + 20) * 2", "240"),
        ("119.00 / 1.19", "100"),
        ("-5", "-5"),
        ("+5.", "5"),
        ("0.00", "0.00"),
        ("10.000", "10.000"),
    ],
)
def test_a_number_is_read_as_beancount_computes_it(
    books: Callable[..., Snapshot], written: str, number: str
) -> None:
    text = f'2026-01-05 * "x"\n  Assets:AR:Acme  {written} EUR\n  Income:Services\n'
    assert only(books(text)).postings[0].amount.number == Decimal(number)


def test_an_amount_left_out_is_filled_in_and_stands_where_it_was(
    books: Callable[..., Snapshot],
) -> None:
    entry = only(
        books("""
        2026-01-05 * "x"
          Income:Services
          Assets:AR:Acme  10.00 EUR
          Expenses:Fees    1.00 EUR
    """)
    )
    assert legs(entry) == ["Services -11.00 EUR", "AR 10.00 EUR", "Fees 1.00 EUR"]


def test_one_leg_left_out_of_two_currencies_becomes_two(books: Callable[..., Snapshot]) -> None:
    entry = only(
        books("""
        2026-01-05 * "x"
          Assets:AR:Acme  10.00 EUR
          Assets:AR:Acme   5.00 USD
          Income:Services
    """)
    )
    assert sorted(legs(entry)[2:]) == ["Services -10.00 EUR", "Services -5.00 USD"]


@pytest.mark.parametrize(
    ("leg", "other", "price"),
    [
        ("10.00 EUR @ 1.10 USD", "-11.00 USD", "11.00 USD"),
        ("10.00 EUR @@ 11.00 USD", "-11.00 USD", "11.00 USD"),
        ("3.00 EUR @@ 10.00 USD", "-10.00 USD", "10.00 USD"),
        ("7.00 EUR @@ 0.01 USD", "-0.01 USD", "0.01 USD"),
        ("-10.00 EUR @@ 11.00 USD", "11.00 USD", "11.00 USD"),
        ("10.00 EUR @ 0 USD", "0 USD", "0.00 USD"),
        ("1000 JPY @ 0.0061 EUR", "-6.10 EUR", "6.10 EUR"),
        ("10.00 EUR @ 1.23456 USD", "-12.3456 USD", "12.3456 USD"),
    ],
)
def test_a_price_is_kept_as_the_total_that_was_written(
    books: Callable[..., Snapshot], leg: str, other: str, price: str
) -> None:
    entry = only(books(f'2026-01-05 * "x"\n  Assets:AR:Acme  {leg}\n  Income:Services  {other}\n'))
    assert str(entry.postings[0].price) == price
    assert entry.postings[1].price is None


@pytest.mark.parametrize(
    ("cost", "worth"),
    [
        ("{5.00 EUR}", "10.00 EUR"),
        ("{{10.00 EUR}}", "10.00 EUR"),
        ("{5.00 EUR, 2026-01-01}", "10.00 EUR"),
        ('{5.00 EUR, "lot"}', "10.00 EUR"),
        ("{1.00 # 8.00 EUR}", "10.00 EUR"),
        ("{5.00 EUR} @ 7.00 EUR", "10.00 EUR"),
    ],
)
def test_what_was_bought_counts_by_its_cost(
    books: Callable[..., Snapshot], cost: str, worth: str
) -> None:
    entry = only(
        books(f'2026-01-05 * "x"\n  Assets:Depot  2 HOOL {cost}\n  Assets:Bank  -10.00 EUR\n')
    )
    assert str(entry.postings[0].amount) == "2 HOOL"
    assert str(entry.postings[0].price) == worth


def test_what_is_sold_names_its_lots_and_postings_keep_their_order(
    books: Callable[..., Snapshot],
) -> None:
    snapshot = books("""
        2026-01-05 * "buy"
          Assets:Depot  2 HOOL {5.00 EUR}
          Assets:Bank  -10.00 EUR
        2026-01-06 * "buy"
          Assets:Depot  2 HOOL {6.00 EUR}
          Assets:Bank  -12.00 EUR
        2026-01-07 * "sell"
          Assets:Bank      21.00 EUR
          Assets:Depot     -2 HOOL {5.00 EUR}
          Assets:Depot     -1 HOOL {6.00 EUR}
          Income:Services
    """)
    assert snapshot.problems == ()
    sold = snapshot.facts.entries[-1]
    assert legs(sold) == [
        "Bank 21.00 EUR", "Depot -2 HOOL", "Depot -1 HOOL", "Services -5.00 EUR",
    ]  # fmt: skip


def test_tags_and_links_keep_their_order_pushed_ones_last(books: Callable[..., Snapshot]) -> None:
    snapshot = books("""
        pushtag #zoo
        2026-01-05 * "x" #b ^z #a ^INV-1 ^a
          Assets:AR:Acme  1.00 EUR
          Income:Services
        poptag #zoo
    """)
    entry = only(snapshot)
    assert entry.tags == ("b", "a", "zoo")
    assert entry.links == ("z", "INV-1", "a")


def test_tags_below_the_head_line_count_too(books: Callable[..., Snapshot]) -> None:
    entry = only(
        books("""
        2026-01-05 * "x" ^INV-1
          #late ^INV-2
          Assets:AR:Acme  1.00 EUR
          Income:Services
    """)
    )
    assert set(entry.links) == {"INV-1", "INV-2"}
    assert entry.tags == ("late",)


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ('"INV-1"', "INV-1"),
        ("2026-02-01", dt.date(2026, 2, 1)),
        ("12.50", Decimal("12.50")),
        ("12.50 EUR", Money.of("12.50", "EUR")),
        ("TRUE", True),
        ("FALSE", False),
        ("EUR", "EUR"),
        ("#tag", "tag"),
        ("Assets:Bank", "Assets:Bank"),
        ('""', ""),
    ],
)
def test_metadata_of_every_type_keeps_its_type(
    books: Callable[..., Snapshot], written: str, value: object
) -> None:
    entry = only(
        books(f"""
        2026-01-05 * "x"
          key: {written}
          Assets:AR:Acme  1.00 EUR
            key: {written}
          Income:Services
    """)
    )
    assert entry.meta == entry.postings[0].meta == {"key": value}
    assert type(entry.meta["key"]) is type(value)


def test_metadata_without_a_value_is_none(books: Callable[..., Snapshot]) -> None:
    entry = only(
        books("""
        2026-01-05 * "x"
          invoice:
          Assets:AR:Acme  1.00 EUR
          Income:Services
    """)
    )
    assert entry.meta == {}


def test_the_parsers_own_metadata_is_not_shown(books: Callable[..., Snapshot]) -> None:
    entry = only(
        books("""
        2026-01-05 * "x"
          Assets:AR:Acme  10.00 EUR @@ 11.00 USD
          Income:Services
    """)
    )
    assert entry.meta == {}
    assert [p.meta for p in entry.postings] == [{}, {}]


def test_pushed_metadata_is_the_entrys(books: Callable[..., Snapshot]) -> None:
    entry = only(
        books("""
        pushmeta invoice: "INV-7"
        2026-01-05 * "x"
          Assets:AR:Acme  1.00 EUR
          Income:Services
        popmeta invoice:
    """)
    )
    assert entry.meta == {"invoice": "INV-7"}


def test_a_pad_makes_an_entry_that_counts(books: Callable[..., Snapshot]) -> None:
    snapshot = books("""
        2026-01-05 pad Assets:AR:Acme Equity:Opening
        2026-01-31 balance Assets:AR:Acme  250.00 EUR
    """)
    assert snapshot.problems == ()
    assert owed(snapshot.facts) == {"Acme/2026-01-05/1": "250.00 EUR"}
    assert [account for account, _ in snapshot.facts.pads] == ["Assets:AR:Acme"]


@pytest.mark.parametrize(
    ("name", "count"),
    [
        ("implicit_prices", 1),
        ("auto_accounts", 1),
        ("close_tree", 1),
        ("nounused", 1),
        ("leafonly", 1),
        ("sellgains", 1),
    ],
)
def test_beancounts_own_plugins_run(books: Callable[..., Snapshot], name: str, count: int) -> None:
    snapshot = books(f"""
        plugin "beancount.plugins.{name}"
        2026-01-05 * "Acme" "x"
          Assets:AR:Acme   10.00 EUR @@ 11.00 USD
          Income:Services -11.00 USD
    """)
    assert len(snapshot.facts.entries) == count
    assert owed(snapshot.facts) == {"Acme/2026-01-05/1": "10.00 EUR"}
    assert not [p for p in snapshot.problems if p.code.startswith("PLUGIN")]


def test_accounts_opened_by_a_plugin_are_known(books: Callable[..., Snapshot]) -> None:
    snapshot = books("""
        plugin "beancount.plugins.auto_accounts"
        2026-01-05 * "x"
          Assets:AR:Globex  1.00 EUR
          Income:Other
    """)
    assert snapshot.problems == ()
    assert {"Assets:AR:Globex", "Income:Other"} <= snapshot.facts.accounts.keys()


def test_entries_of_one_day_stand_in_the_order_of_their_files(
    books: Callable[..., Snapshot],
) -> None:
    sale = '2026-01-05 * "Acme" "{}"\n  Assets:AR:Acme  1.00 EUR\n  Income:Services\n'
    snapshot = books(
        f'include "b.beancount"\ninclude "a.beancount"\n{sale.format("main")}',
        a=sale.format("a"),
        b=sale.format("b1") + sale.format("b2"),
    )
    assert [e.narration for e in snapshot.facts.entries] == ["main", "b1", "b2", "a"]
    assert [str(e.source) for e in snapshot.facts.entries][1:] == [
        "b.beancount:1", "b.beancount:4", "a.beancount:1",
    ]  # fmt: skip


def test_included_files_have_their_own_pushes_and_roots(books: Callable[..., Snapshot]) -> None:
    snapshot = books(
        'pushtag #main\ninclude "a.beancount"\npoptag #main\n',
        a='2026-01-05 * "x"\n  Assets:AR:Acme  1.00 EUR\n  Income:Services\n',
    )
    assert only(snapshot).tags == ()


def test_custom_values_keep_their_types_and_accounts_are_told_apart(
    books: Callable[..., Snapshot],
) -> None:
    snapshot = books("""
        2026-01-05 custom "customer" "Acme" Assets:AR:Acme 5 7.00 EUR 2026-02-01 TRUE "Assets:Bank"
          name: "Acme Inc."
    """)
    (record,) = snapshot.facts.records
    assert record.kind == "customer"
    assert record.values == (
        "Acme", "Assets:AR:Acme", Decimal(5), Money.of("7.00", "EUR"), dt.date(2026, 2, 1), True,
        "Assets:Bank",
    )  # fmt: skip
    assert record.accounts == (1,)
    assert record.meta == {"name": "Acme Inc."}


def test_notes_and_documents_keep_marks_and_paths(
    books: Callable[..., Snapshot], tmp_path: Path
) -> None:
    (tmp_path / "sent").mkdir()
    (tmp_path / "sent" / "a.pdf").write_bytes(b"%PDF")
    snapshot = books("""
        2026-01-05 note Assets:AR:Acme "called" #call ^INV-1
          id: "DSP-1"
        2026-01-06 document Assets:AR:Acme "sent/a.pdf" #sent ^INV-1
    """)
    assert snapshot.problems == ()
    (note,), (document,) = snapshot.facts.notes, snapshot.facts.documents
    assert (note.comment, note.tags, note.links, note.meta) == (
        "called", ("call",), ("INV-1",), {"id": "DSP-1"},
    )  # fmt: skip
    assert (document.path, document.tags, document.links) == ("sent/a.pdf", ("sent",), ("INV-1",))


def test_the_first_open_and_the_first_close_count(books: Callable[..., Snapshot]) -> None:
    snapshot = books("""
        2026-02-01 open Assets:AR:Acme EUR
        2026-03-01 close Assets:Bank
        2026-04-01 close Assets:Bank
    """)
    facts = snapshot.facts
    assert facts.accounts["Assets:AR:Acme"].date == dt.date(2026, 1, 1)
    assert facts.accounts["Assets:AR:Acme"].currencies == ()
    assert facts.accounts["Assets:Bank"].closed == dt.date(2026, 3, 1)
    assert {p.code for p in snapshot.problems} == {"LEDGER-VALIDATION"}


@pytest.mark.parametrize(
    ("line", "risky"),
    [
        ('option "title" "Books"', ()),
        ('option "infer_tolerance_from_cost" "FALSE"', ()),
        ('option "infer_tolerance_from_cost" "TRUE"', ("infer_tolerance_from_cost: TRUE",)),
        ('option "inferred_tolerance_default" "*:1"', ("inferred_tolerance_default: *:1",)),
        ('option "inferred_tolerance_multiplier" "0.5"', ()),
        ('option "inferred_tolerance_multiplier" "5"', ("inferred_tolerance_multiplier: 5",)),
    ],
)
def test_options_that_loosen_checks_are_known(
    books: Callable[..., Snapshot], line: str, risky: tuple[str, ...]
) -> None:
    assert books(line).facts.options.risky == risky


def test_operating_currencies_of_all_files_count_in_order(books: Callable[..., Snapshot]) -> None:
    snapshot = books(
        'option "operating_currency" "USD"\ninclude "a.beancount"\n',
        a='option "operating_currency" "EUR"\noption "operating_currency" "USD"\n',
    )
    assert snapshot.facts.options.operating_currency == ("USD", "EUR")


def test_the_last_title_of_the_main_file_counts(books: Callable[..., Snapshot]) -> None:
    snapshot = books(
        'option "title" "One"\noption "title" "Two"\ninclude "a.beancount"\n',
        a='option "title" "Three"\n',
    )
    assert snapshot.facts.options.title == "Two"


def test_a_posting_that_cannot_be_booked_takes_nothing_else_along() -> None:
    facts, problems = read_text(
        '2026-01-05 * "good"\n  Assets:A  1 EUR\n  Assets:B\n\n'
        '2026-01-06 * "bad"\n  Assets:A\n  Assets:B\n\n'
        '2026-01-07 * "good"\n  Assets:A  2 EUR\n  Assets:B\n'
    )
    assert [p.code for p in problems] == ["LEDGER-BOOKING"]
    assert [p.where.line for p in problems if p.where] == [7]
    whole = [e.date.day for e in facts.entries if len(e.postings) == 2]
    assert whole == [5, 7]
