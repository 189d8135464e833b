from __future__ import annotations

import datetime as dt
from decimal import Decimal
from types import SimpleNamespace
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from billcli.domain.entry import Account, Document, Entry, Facts, LedgerOptions, Note, Record
from billcli.domain.money import Money
from billcli.ledger.load import load, read_text
from billcli.ledger.read import facts_of

if TYPE_CHECKING:
    from pathlib import Path

HEAD = "2026-01-01 open Assets:Bank\n2026-01-01 open Income:Work\n"


def facts(text: str) -> Facts:
    result, problems = read_text(text, "a.bean")
    assert problems == ()
    return result


def postings(*lines: str) -> list[tuple[str, str]]:
    """Return amount and total price of each posting, as text."""
    text = '2026-02-01 * "x"\n' + "".join(f"  Assets:Bank  {line}\n" for line in lines)
    legs = facts(text).entries[0].postings
    return [(str(leg.amount), str(leg.price)) for leg in legs]


def test_a_transaction_keeps_its_words_marks_and_places() -> None:
    (entry,) = facts(
        '\n2026-02-01 ! "Acme" "Design" #zeta #alpha ^Z-1 ^A-1\n  ^M-1 #mid\n'
        '  zebra: "1"\n  apple: 2026-03-01\n'
        '  Assets:Bank  10.00 USD\n    note: "leg"\n  Income:Work\n'
    ).entries
    assert entry == Entry(
        dt.date(2026, 2, 1),
        "Acme",
        "Design",
        ("zeta", "alpha", "mid"),
        ("Z-1", "A-1", "M-1"),
        entry.postings,
        {"zebra": "1", "apple": dt.date(2026, 3, 1)},
        "!",
    )
    assert list(entry.meta) == ["zebra", "apple"]
    assert entry.postings[0].meta == {"note": "leg"}
    assert str(entry.postings[1].amount) == "-10.00 USD"
    assert [str(s) for s in (entry.source, entry.postings[1].source)] == ["a.bean:2", "a.bean:8"]


def test_a_transaction_without_payee_or_words_has_empty_ones() -> None:
    (entry,) = facts("2026-02-01 txn\n  Assets:Bank  0 USD\n").entries
    assert (entry.payee, entry.narration, entry.flag, entry.tags) == ("", "", "*", ())


def test_pushed_tags_come_after_the_written_ones() -> None:
    (entry,) = facts(
        'pushtag #trip\n2026-02-01 * "x" #b #a\n  Assets:Bank  0 USD\npoptag #trip\n'
    ).entries
    assert entry.tags == ("b", "a", "trip")


@pytest.mark.parametrize(
    ("line", "total"),
    [
        ("985.00 EUR @@ 1083.50 USD", "1083.50 USD"),
        ("-1000.00 EUR @@ 1080.00 USD", "1080.00 USD"),
        ("3 EUR @@ 10.000 USD", "10.000 USD"),
        ("0.00 EUR @@ 5.00 USD", "5.00 USD"),
        ("985.00 EUR @ 1.10 USD", "1083.50 USD"),
        ("-3.00 EUR @ 0.333333 USD", "0.999999 USD"),
        ("100 EUR @ 110 JPY", "11000 JPY"),
        ("7 EUR @ 1/7 USD", "1.00 USD"),
        ("5.00 EUR", "None"),
    ],
)
def test_a_price_is_the_total_of_its_leg(line: str, total: str) -> None:
    assert postings(line, f"-{total}" if total != "None" else "-5.00 EUR")[0][1] == total


def test_postings_stay_in_the_order_of_the_file() -> None:
    lines = ("1 USD", "2 EUR", "-1 USD", "3 CHF", "-2 EUR", "-3 CHF")
    assert [amount for amount, _ in postings(*lines)] == list(lines)


def test_a_lot_counts_its_cost_and_its_amount_is_units() -> None:
    lines = ("3 HOOL {10.00 USD} @ 12.00 USD", "1 HOOL {9.00 USD} @@ 12.00 USD")
    assert postings(*lines, "2 HOOL {{30.00 USD}}", "USD") == [
        ("3 HOOL", "30.00 USD"),
        ("1 HOOL", "9.00 USD"),
        ("2 HOOL", "30.00 USD"),
        ("-69.00 USD", "None"),
    ]


@settings(max_examples=50)
@given(
    st.decimals(Decimal("0.01"), Decimal(10**7), places=2),
    st.decimals(Decimal("0.01"), Decimal(10**7), places=2),
)
def test_a_total_is_what_was_written(units: Decimal, total: Decimal) -> None:
    assert postings(f"{units} EUR @@ {total} USD", f"-{total} USD")[0] == (
        f"{units} EUR",
        f"{total} USD",
    )


def test_metadata_of_every_type() -> None:
    (entry,) = facts(
        '2026-02-01 *\n  text: "a"\n  none:\n  null: NULL\n  empty: ""\n  number: 1.50\n'
        "  day: 2026-03-01\n  money: 3.00 EUR\n  yes: TRUE\n  no: FALSE\n  account: Assets:Bank\n"
        "  currency: USD\n  tag: #t\n  Assets:Bank  0 USD\n"
    ).entries
    assert entry.meta == {
        "text": "a",
        "empty": "",
        "number": Decimal("1.50"),
        "day": dt.date(2026, 3, 1),
        "money": Money.of("3.00", "EUR"),
        "yes": True,
        "no": False,
        "account": "Assets:Bank",
        "currency": "USD",
        "tag": "t",
    }


def test_records_know_which_values_are_accounts() -> None:
    record, bare = facts(
        '2026-02-01 custom "customer" "Acme" Assets:Bank 3 1.00 EUR TRUE 2026-03-01\n'
        '  name: "Acme Inc."\n2026-02-01 custom "issuer"\n'
    ).records
    assert record == Record(
        dt.date(2026, 2, 1),
        "customer",
        ("Acme", "Assets:Bank", Decimal(3), Money.of("1.00", "EUR"), True, dt.date(2026, 3, 1)),
        {"name": "Acme Inc."},
        (1,),
    )
    assert bare == Record(dt.date(2026, 2, 1), "issuer", ())


def test_notes_and_documents_keep_marks_and_paths_as_written(tmp_path: Path) -> None:
    (tmp_path / "a.pdf").touch()
    (tmp_path / "main.bean").write_text(
        f'{HEAD}2026-02-01 note Assets:Bank "Sent" #zz #aa ^L-1\n  level: 1\n'
        '2026-02-01 document Assets:Bank "../x/./a.pdf" ^L-1\n'.replace("../x/./", "./")
    )
    result = load(tmp_path / "main.bean", seen_from=tmp_path).facts
    day = dt.date(2026, 2, 1)
    assert result.notes == (
        Note(day, "Assets:Bank", "Sent", ("zz", "aa"), ("L-1",), {"level": Decimal(1)}),
    )
    assert result.documents == (Document(day, "Assets:Bank", "./a.pdf", (), ("L-1",)),)
    assert str(result.notes[0].source) == "main.bean:3"


def test_accounts_know_their_opening_and_closing() -> None:
    result = facts(
        '2026-01-01 open Assets:Bank USD,EUR\n  iban: "X"\n2026-03-01 close Assets:Bank\n'
        "2026-04-01 close Assets:Bank\n2026-04-01 close Assets:Gone\n2026-01-02 open Assets:Bank\n"
    )
    day, end = dt.date(2026, 1, 1), dt.date(2026, 3, 1)
    assert result.accounts == {
        "Assets:Bank": Account(day, "Assets:Bank", ("USD", "EUR"), {"iban": "X"}, end)
    }


def test_pads_and_what_they_add_are_facts(tmp_path: Path) -> None:
    (tmp_path / "main.bean").write_text(
        f"{HEAD}2026-02-01 pad Assets:Bank Income:Work\n2026-03-01 balance Assets:Bank 7 USD\n"
    )
    result = load(tmp_path / "main.bean", seen_from=tmp_path).facts
    assert [(account, str(place)) for account, place in result.pads] == [
        ("Assets:Bank", "main.bean:3")
    ]
    assert [(e.flag, str(e.postings[0].amount)) for e in result.entries] == [("P", "7 USD")]


def test_a_pad_fills_the_first_balance_after_it_of_each_currency(tmp_path: Path) -> None:
    (tmp_path / "main.bean").write_text(
        f"{HEAD}"
        "2026-02-01 balance Assets:Bank 0 USD\n"
        "2026-02-01 pad Assets:Bank Income:Work\n"
        "2026-03-01 balance Assets:Bank 7 USD\n"
        "2026-03-01 balance Assets:Bank 5 EUR\n"
        "2026-03-01 balance Income:Work -7 USD\n"
        "2026-04-01 balance Assets:Bank 7 USD\n"
        "2026-04-01 pad Assets:Bank Income:Work\n"
        "2026-05-01 balance Assets:Bank 9 USD\n"
    )
    result = load(tmp_path / "main.bean", seen_from=tmp_path)
    assert result.problems == ()
    assert [(b.date.month, b.account, b.currency) for b in result.facts.balances if b.padded] == [
        (3, "Assets:Bank", "USD"), (3, "Assets:Bank", "EUR"), (5, "Assets:Bank", "USD"),
    ]  # fmt: skip
    assert len(result.facts.balances) == 6


def test_options_that_change_meaning_are_kept() -> None:
    text = (
        'option "title" "Books"\noption "operating_currency" "EUR"\n'
        'option "operating_currency" "USD"\noption "name_assets" "Aktiva"\n'
        'option "plugin_processing_mode" "raw"\noption "inferred_tolerance_default" "*:1000"\n'
        'option "infer_tolerance_from_cost" "false"\noption "booking_method" "FIFO"\n'
    )
    assert facts(text).options == LedgerOptions(
        "Books",
        ("EUR", "USD"),
        {**LedgerOptions().roots, "Assets": "Aktiva"},
        ("plugin_processing_mode: raw", "inferred_tolerance_default: *:1000"),
    )


def test_a_ledger_without_options_has_the_defaults() -> None:
    assert facts(HEAD).options == LedgerOptions()


def test_the_order_of_a_day_is_that_of_files_and_lines(tmp_path: Path) -> None:
    def sale(name: str) -> str:
        return f'2026-02-01 * "{name}"\n  Assets:Bank  0 USD\n'

    (tmp_path / "main.bean").write_text(
        f'include "b"\ninclude "a"\n{HEAD}{"; x" * 9}\n\n\n{sale("main")}'
    )
    (tmp_path / "b").write_text("\n" * 99 + sale("b1") + sale("b2"))
    (tmp_path / "a").write_text(sale("a").replace("-01 *", "-02 *") + sale("a0"))
    result = load(tmp_path / "main.bean", seen_from=tmp_path).facts
    assert [entry.narration for entry in result.entries] == ["main", "b1", "b2", "a0", "a"]
    assert [str(e.source) for e in result.entries][1] == "b:100"


def test_operating_currencies_of_all_files_are_joined(tmp_path: Path) -> None:
    (tmp_path / "main.bean").write_text(f'option "operating_currency" "EUR"\ninclude "a"\n{HEAD}')
    (tmp_path / "a").write_text(
        'option "operating_currency" "USD"\noption "operating_currency" "EUR"\n'
        'option "inferred_tolerance_default" "*:1"\n'
    )
    options = load(tmp_path / "main.bean").facts.options
    assert options.operating_currency == ("EUR", "USD")
    assert options.risky == ()


def plugin_made(**changes: object) -> SimpleNamespace:
    """Return a transaction as a careless plugin makes it."""
    whole: dict[str, object] = {
        "meta": {
            "filename": "<plugin>",
            "lineno": 0,
            "count": 3,
            "bad": [1],
            "at": dt.datetime(2026, 1, 1, 12, tzinfo=dt.UTC),
            "__x": "y",
        },
        "date": dt.date(2026, 1, 1),
        "flag": None,
        "payee": None,
        "narration": None,
        "tags": {"b", "a"},
        "links": None,
        "postings": [
            SimpleNamespace(account="Assets:A", units=None, meta=None, price=None, cost=None),
            SimpleNamespace(
                account="Assets:B",
                units=SimpleNamespace(number=Decimal(2), currency="EUR"),
                meta=None,
                price=SimpleNamespace(number=None, currency="USD"),
                cost=None,
            ),
        ],
    }
    kind = type("Transaction", (SimpleNamespace,), {})
    result: SimpleNamespace = kind(**{**whole, **changes})
    return result


def test_what_a_plugin_made_is_read_as_far_as_it_goes() -> None:
    (entry,) = facts_of([plugin_made()], {}, LedgerOptions()).entries
    assert (entry.flag, entry.payee, entry.tags, entry.links) == ("*", "", ("a", "b"), ())
    assert entry.meta == {"count": Decimal(3), "at": dt.date(2026, 1, 1)}
    assert [(p.account, str(p.amount), p.price) for p in entry.postings] == [
        ("Assets:B", "2 EUR", None)
    ]
    assert str(entry.source) == "<plugin>"
    (bare,) = facts_of([plugin_made(meta=None)], {}, LedgerOptions()).entries
    assert str(bare.source) == ""


def test_a_posting_a_plugin_added_stays_where_it_was_put() -> None:
    def leg(line: int) -> SimpleNamespace:
        units = SimpleNamespace(number=Decimal(line), currency="EUR")
        meta = {"filename": "a", "lineno": line} if line else None
        return SimpleNamespace(account="Assets:A", units=units, meta=meta, price=None, cost=None)

    def order(*lines: int) -> list[int]:
        made = plugin_made(postings=[leg(line) for line in lines])
        (entry,) = facts_of([made], {}, LedgerOptions()).entries
        return [int(posting.amount.number) for posting in entry.postings]

    assert order(3, 0, 2) == [3, 0, 2]
    assert order(3, 1, 2) == [1, 2, 3]


def test_a_record_made_by_a_plugin_loses_only_what_it_cannot_hold() -> None:
    kind = type("Custom", (SimpleNamespace,), {})
    values = [SimpleNamespace(value=[1], dtype=list), SimpleNamespace(value="A", dtype=str)]
    made = kind(date=dt.date(2026, 1, 1), type="x", values=values, meta={})
    (record,) = facts_of([made], {}, LedgerOptions()).records
    assert record.values == ("A",)


def test_reading_what_was_rendered_gives_the_same_values() -> None:
    from billcli.ledger.render import render  # noqa: PLC0415 - the other half of the round trip

    first = facts(
        f'{HEAD}2026-02-01 * "Acme Inc." "Invoice" #invoice #b #a ^INV-1\n  invoice: "INV-1"\n'
        "  Assets:Bank  1000.00 EUR @@ 1080.00 USD\n    due: 2026-03-01\n"
        "  Income:Work  -1080.00 USD\n    quantity: 3\n    amount: 1000.00 EUR\n"
        '2026-02-02 custom "customer" "Acme" Assets:Bank\n  name: "Acme \\"Inc.\\""\n'
        '2026-02-03 note Assets:Bank "Called" #call ^INV-1\n'
    )
    texts = [*first.accounts.values(), *first.entries, *first.records, *first.notes]
    assert facts(render(texts)) == first
