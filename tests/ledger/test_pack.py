"""Rows made straight from Beancount's directives equal those of the kernel's values."""

from __future__ import annotations

import datetime as dt
import json
import random
from decimal import Decimal
from textwrap import dedent
from typing import TYPE_CHECKING

import pytest
from beancount.core import data
from beancount.core.amount import Amount
from beancount.parser.grammar import ValueType
from hypothesis import given, settings
from hypothesis import strategies as st

from billcli.domain.entry import Facts
from billcli.domain.money import Money
from billcli.domain.packed import Packed, facts_of_packed, pack, unpack
from billcli.ledger.load_packed import load_packed
from billcli.ledger.pack import Packer, marks_text, meta_text, place_of, value_text
from billcli.ledger.read import facts_of
from billcli.ledger.written import ordered
from billcli.store.index_sums import add

if TYPE_CHECKING:
    from pathlib import Path
    from types import ModuleType

    from billcli.domain.entry import Fact

DAY = dt.date(2026, 1, 31)
HERE = {"filename": "/books/main.beancount", "lineno": 7}
NAMES = {"/books/main.beancount": "main.beancount", "/books/b.beancount": "b.beancount"}


def values_of(facts: Facts) -> list[Fact]:
    return [
        *facts.entries,
        *facts.records,
        *facts.notes,
        *facts.documents,
        *facts.accounts.values(),
        *facts.rates,
    ]


def known(directive: object) -> Packed:
    """Return the row of what reading makes of a directive."""
    (value,) = values_of(facts_of([directive], NAMES, Facts().options))
    return pack(value)


def transaction(*postings: data.Posting, **fields: object) -> data.Transaction:
    made = data.Transaction(
        dict(HERE), DAY, "*", "Acme", "x", frozenset(), frozenset(), list(postings)
    )
    return made._replace(**fields)


def posting(
    number: str = "1.50", line: int = 8, file: str = "/books/main.beancount", **more: object
) -> data.Posting:
    meta = {"filename": file, "lineno": line, **more}
    return data.Posting("Assets:Bank", Amount(Decimal(number), "EUR"), None, None, None, meta)


@pytest.mark.parametrize(
    "directive",
    [
        transaction(posting(), posting("-1.50", 9)),
        transaction(payee=None, narration=None, flag="!"),
        transaction(flag=None),
        transaction(posting(line=9), posting("2", 8), posting("3", 10)),
        transaction(posting(line=9), posting("2", 0), posting("3", 8)),
        transaction(posting(file="/books/b.beancount", line=3)),
        transaction(posting(file="", line=0)),
        transaction(posting()._replace(meta=None), posting(line=5)),
        transaction(posting()._replace(meta={}), meta={}),
        transaction(posting()._replace(units=data.Amount(None, None))),
        transaction(posting()._replace(units=None)),
        transaction(posting(__automatic__=True, item="z")),
        transaction(posting(__automatic__=True)),
        transaction(meta={**HERE, "__tolerances__": {}, "due": DAY, "non": None, "ok": True}),
        transaction(meta={**HERE, "sum": Decimal("1E+3"), "m": Amount(Decimal(2), "EUR")}),
        transaction(meta={**HERE, "count": 3, "at": dt.datetime(2026, 1, 2, 3, 4)}),  # noqa: DTZ001
        transaction(tags=frozenset({"b", "a"}), links=ordered({"z": None, "y": None})),
        transaction(payee='A "quoted" \\ name\n\t\x01', narration="Müller \U0001f600"),
        transaction(payee="\udc80 broken", narration="Müller"),
        transaction(meta={**HERE, "filename": "<plugin>"}),
        transaction(meta={"filename": 5, "lineno": None}),
        data.Custom(
            dict(HERE), DAY, "customer",
            [ValueType("a", str), ValueType("Assets:Bank", "<AccountDummy>"),
             ValueType(None, type(None)), ValueType(Decimal(2), Decimal)],
        ),
        data.Custom(dict(HERE), DAY, "customer", None),
        data.Note({**HERE, "by": "Ann"}, DAY, "Assets:Bank", "called", frozenset({"t"}), None),
        data.Document({**HERE, "__path": "a.pdf"}, DAY, "Assets:Bank", "/books/a.pdf", None, None),
        data.Document(dict(HERE), DAY, "Assets:Bank", "/books/a.pdf", None, frozenset({"l"})),
        data.Open({**HERE, "name": "x"}, DAY, "Assets:Bank", ["EUR", "USD"], None),
        data.Open(dict(HERE), DAY, "Assets:Bank", None, None),
        data.Price(dict(HERE), DAY, "GBP", Amount(Decimal("1.1712"), "EUR")),
    ],
)  # fmt: skip
def test_a_row_is_that_of_the_value_read(directive: object) -> None:
    assert Packer(NAMES).pack(directive) == known(directive)


def test_a_price_is_the_total_that_was_written(tmp_path: Path) -> None:
    rows = loaded(tmp_path, """
        2026-01-01 open Assets:Bank
        2026-01-02 * "x"
          Assets:Bank  3.00 USD @@ 2.00 EUR
          Assets:Bank  3.00 USD @ 1.5 EUR
          Assets:Bank  -6.50 EUR
    """)  # fmt: skip
    legs = json.loads(rows[1].data)[6]
    assert [leg[4] for leg in legs] == [["2.00", "EUR"], ["4.50", "EUR"], 0]


def loaded(folder: Path, text: str) -> list[Packed]:
    main = folder / "main.beancount"
    main.write_text(dedent(text).lstrip(), encoding="utf-8")
    found = load_packed(main, seen_from=folder)
    assert not [p for p in found.snapshot.problems if p.severity.value == "error"]
    return [row for _, row in found.rows()]


def test_every_kind_of_directive_has_its_row(tmp_path: Path) -> None:
    rows = loaded(tmp_path, """
        2026-01-01 open Assets:Bank EUR,USD "FIFO"
        2026-01-01 open Assets:Tank
        2026-01-01 open Equity:Opening
        2026-01-02 pad Assets:Tank Equity:Opening
        2026-01-03 balance Assets:Tank  5.00 ~ 0.01 EUR
        2026-01-03 balance Assets:Bank  0 EUR
        2026-01-04 commodity EUR
        2026-01-05 price EUR 1.10 USD
        2026-01-06 event "place" "Rome"
        2026-01-07 query "q" "SELECT 1"
        2026-01-08 custom "budget" Assets:Bank 1.50 EUR 2.5 TRUE 2026-01-01 "text"
        2026-12-31 close Assets:Bank
    """)  # fmt: skip
    assert [(row.kind, row.line, row.data) for row in rows] == [
        ("O", 1, '["Assets:Bank",["EUR","USD"],{},"FIFO"]'),
        ("O", 2, '["Assets:Tank",[],{},""]'),
        ("O", 3, '["Equity:Opening",[],{},""]'),
        ("P", 4, '["Assets:Tank","Equity:Opening"]'),
        ("T", 4, rows[4].data),
        ("B", 5, '["Assets:Tank","5.00","EUR","0.01"]'),
        ("B", 6, '["Assets:Bank","0","EUR",0]'),
        ("-", 7, '["Commodity","EUR"]'),
        ("R", 8, '["EUR","1.10","USD"]'),
        ("-", 9, '["Event",""]'),
        ("-", 10, '["Query",""]'),
        ("C", 11, rows[11].data),
        ("X", 12, '["Assets:Bank"]'),
    ]
    assert json.loads(rows[4].data)[6] == [
        ["Assets:Tank", "5.00", "EUR", 0, 0, 1],
        ["Equity:Opening", "-5.00", "EUR", 0, 0, 1],
    ]
    assert json.loads(rows[11].data)[1:] == [
        ["Assets:Bank", ["m", "1.50", "EUR"], ["n", "2.5"], True, ["d", "2026-01-01"], "text"],
        {},
        [0],
    ]


def test_the_rows_of_random_ledgers_are_their_facts(
    tmp_path: Path, parts: tuple[ModuleType, ...]
) -> None:
    made = parts[0]
    for seed in range(12):
        rng = random.Random(seed)  # noqa: S311 - a test to repeat, no secret
        books = made.RandomBooks(rng, tmp_path / str(seed))
        books.write()
        found = load_packed(books.folder / "main.beancount", seen_from=books.folder)
        names = {str(file.path): file.name for file in found.snapshot.files}
        rows = [(names[path], row) for path, row in found.rows()]
        facts = found.snapshot.facts
        totals: dict[tuple[str, str], dict[str, Decimal]] = {}
        add(totals, ((0, 0, row.line, row.date, row.kind, row.data) for _, row in rows))
        assert found.totals == totals
        assert len(rows) == found.snapshot.entry_count
        assert facts_of_packed(rows, facts.options) == facts
        packed = {row for _, row in rows if row.kind in "TCNDOR"}
        booked = {row._replace(data=row.data) for row in map(pack, values_of(facts))}
        assert {r for r in booked if r.kind != "O"} <= packed | pads(packed, booked)


def pads(packed: set[Packed], booked: set[Packed]) -> set[Packed]:
    """Return what pads made: their postings name files, as seen here or as they are."""
    lines = {row.line for row in packed if '"P"' in row.data}
    return {row for row in booked if row.line in lines}


META = st.dictionaries(
    st.from_regex(r"[a-z][a-z0-9-]{1,6}", fullmatch=True).filter(
        lambda key: key not in {"filename", "lineno"}
    ),
    st.one_of(
        st.text(max_size=8), st.booleans(), st.dates(), st.none(),
        st.decimals(allow_nan=False, allow_infinity=False, places=3),
        st.builds(Amount, st.decimals(allow_nan=False, allow_infinity=False), st.just("EUR")),
        st.builds(object),
    ),
    max_size=4,
)  # fmt: skip


@given(META, META, st.text(max_size=9), st.text(max_size=9), st.lists(st.text(max_size=4)))
@settings(max_examples=50, deadline=None)
def test_any_text_and_value_is_packed_as_read(
    head: dict[str, object], leg: dict[str, object], payee: str, narration: str, marks: list[str]
) -> None:
    directive = transaction(
        posting(**leg),
        meta={**HERE, **head},
        payee=payee,
        narration=narration,
        links=ordered(dict.fromkeys(marks)),
    )
    row = Packer(NAMES).pack(directive)
    assert row == known(directive)
    row.data.encode()
    assert pack(unpack(row, "main.beancount")) == row  # type: ignore[arg-type]


def test_pieces_of_a_row() -> None:
    assert value_text(Money(Decimal("1.50"), "EUR")) == '["m","1.50","EUR"]'
    assert value_text(object()) is None
    assert meta_text(None) == "{}"
    assert marks_text(["a", "b"]) == '["a","b"]'
    assert place_of(None) == ("", 0)
    assert place_of({"filename": 3, "lineno": None}) == ("3", 0)
