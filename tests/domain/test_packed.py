from __future__ import annotations

import datetime as dt
import json
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from billcli.domain.entry import (
    NOWHERE,
    Account,
    Asserted,
    Document,
    Entry,
    ExchangeRate,
    LedgerOptions,
    Note,
    Posting,
    Record,
)
from billcli.domain.money import Money
from billcli.domain.packed import (
    Packed,
    facts_of_packed,
    pack,
    pack_options,
    unpack,
    unpack_options,
)
from billcli.domain.packed_value import (
    compact,
    meta_of_packed,
    packed_meta,
    packed_value,
    parsed,
    value_of_packed,
)
from billcli.domain.problem import Source

DAY = dt.date(2026, 1, 31)
OPTIONS = LedgerOptions("Shop", ("EUR",))
SALE = Entry(
    DAY,
    "Müller & Söhne",
    'He said "hi"\n',
    ("invoice",),
    ("A-1",),
    (
        Posting("Assets:AR:Acme", Money.of("1.50", "EUR"), source=Source("a", 12)),
        Posting(
            "Income:Sales",
            Money.of("-1.60", "USD"),
            {"quantity": Decimal(1)},
            Money.of("1.50", "EUR"),
            Source("a", 13),
        ),
    ),
    {"due": dt.date(2026, 2, 14), "hold": True, "fee": Money.of("0.10", "EUR"), "terms": "net 14"},
    "!",
    Source("a", 10),
)

texts = st.text(max_size=6)
dates = st.dates()
currencies = st.sampled_from(["EUR", "USD", "X'A"])
numbers = st.decimals(allow_nan=False, allow_infinity=False, places=2) | st.sampled_from(
    [Decimal("1E+3"), Decimal("-0.00"), Decimal("1.10"), Decimal("1.1"), Decimal("1E-20")]
)
money = st.builds(Money, numbers, currencies)
values = texts | numbers | dates | money | st.booleans()
metas = st.dictionaries(texts, values, max_size=3)
marks = st.lists(texts, max_size=2).map(tuple)
lines = st.integers(0, 50)
postings = st.builds(
    Posting,
    texts,
    money,
    metas,
    st.none() | money,
    st.builds(Source, st.sampled_from(["a", "a", "b", ""]), lines),
)
sources = st.builds(Source, st.just("a"), lines)
directives = st.one_of(
    st.builds(
        Entry, dates, texts, texts, marks, marks, st.lists(postings, max_size=3).map(tuple), metas,
        texts, sources,
    ),
    st.builds(
        Record, dates, texts, st.lists(values, max_size=3).map(tuple), metas,
        st.lists(st.integers(0, 2), max_size=2).map(tuple), sources,
    ),
    st.builds(Note, dates, texts, texts, marks, marks, metas, sources),
    st.builds(Document, dates, texts, texts, marks, marks, metas, sources),
    st.builds(Account, dates, texts, marks, metas, st.none(), sources),
    st.builds(ExchangeRate, dates, texts, money, sources),
)  # fmt: skip


def _exact(value: object) -> str:
    """Return everything a value holds, places and digits of decimals included."""
    return repr(value)


@settings(max_examples=50, deadline=None)
@given(directives)
def test_what_was_packed_is_unpacked_exactly(value: Entry | Record | Note) -> None:
    packed = pack(value)
    assert packed == (packed.kind, value.date.isoformat(), value.source.line, packed.data)
    assert unpack(packed, "a") == value
    assert _exact(unpack(packed, "a")) == _exact(value)
    assert packed.data == compact(json.loads(packed.data))


@pytest.mark.long
@settings(max_examples=5000, deadline=None)
@given(directives)
def test_what_was_packed_is_unpacked_exactly_in_many_cases(value: Entry | Record | Note) -> None:
    assert _exact(unpack(pack(value), "a")) == _exact(value)


def test_a_transaction_is_packed_as_written_down() -> None:
    packed = pack(SALE)
    assert packed.kind == "T"
    assert packed.data == (
        '["!","Müller & Söhne","He said \\"hi\\"\\n",["invoice"],["A-1"],{"due":["d","2026-02-14"],'
        '"hold":true,"fee":["m","0.10","EUR"],"terms":"net 14"},[["Assets:AR:Acme","1.50","EUR",'
        '0,0,2],["Income:Sales","-1.60","USD",{"quantity":["n","1"]},["1.50","EUR"],3]]]'
    )


def test_the_other_kinds_are_packed_as_written_down() -> None:
    assert pack(Record(DAY, "customer", ("Acme", "Assets:AR"), {}, (1,))) == (
        "C", "2026-01-31", 0, '["customer",["Acme","Assets:AR"],{},[1]]'
    )  # fmt: skip
    assert pack(Note(DAY, "Assets:AR", "hi", ("call",), ("A-1",))).data == (
        '["Assets:AR","hi",["call"],["A-1"],{}]'
    )
    document = Document(DAY, "Assets:AR", "a/b.pdf", source=Source("a", 3))
    assert pack(document) == ("D", "2026-01-31", 3, '["Assets:AR","a/b.pdf",[],[],{}]')
    assert pack(Account(DAY, "Assets:AR", ("EUR",), {"id": "A"}, DAY)).data == (
        '["Assets:AR",["EUR"],{"id":"A"},""]'
    )
    held = Asserted(DAY, "Assets:Bank", Money.of("5.00", "EUR"), Source("a", 9))
    assert pack(held) == ("B", "2026-01-31", 9, '["Assets:Bank","5.00","EUR",0]')


def test_a_moved_transaction_takes_its_postings_along() -> None:
    packed = pack(SALE)
    moved = replace(
        SALE,
        source=Source("b", 110),
        postings=tuple(
            replace(p, source=Source("b", p.source.line + 100)) for p in SALE.postings
        ),
    )  # fmt: skip
    assert pack(moved).data == packed.data
    assert _exact(unpack(packed, "b", 110)) == _exact(moved)
    assert isinstance(derived := unpack(packed, "17", 0), Entry)
    assert [p.source for p in derived.postings] == [Source("17", 2), Source("17", 3)]


def test_places_outside_the_transaction_stay_where_they_are() -> None:
    legs = [
        replace(SALE.postings[0], source=place) for place in (NOWHERE, Source("b", 7), Source("a"))
    ]
    value = replace(SALE, postings=tuple(legs))
    assert json.loads(pack(value).data)[-1][0][-1] is None
    assert json.loads(pack(value).data)[-1][1][-1] == ["b", 7]
    assert _exact(unpack(pack(value), "a")) == _exact(value)


def test_what_stands_nowhere_is_the_one_nowhere() -> None:
    found = unpack(pack(Note(DAY, "Assets:AR", "hi")), "")
    assert isinstance(found, Note)
    assert found.source is NOWHERE
    assert facts_of_packed([("", pack(Note(DAY, "A", "hi")))], OPTIONS).notes[0].source is NOWHERE


def test_kinds_that_are_no_values_of_their_own() -> None:
    assert unpack(Packed("X", "2026-01-31", 1, '["Assets:AR"]'), "a") is None
    assert unpack(Packed("P", "2026-01-31", 1, '["Assets:AR","Equity:Open"]'), "a") is None
    assert unpack(Packed("-", "2026-01-31", 1, '["Commodity","EUR"]'), "a") is None
    balance = unpack(Packed("B", "2026-01-31", 9, '["Assets:Bank","5","EUR",0]'), "a")
    held = Asserted(DAY, "Assets:Bank", Money.of(5, "EUR"), Source("a", 9))
    assert _exact(balance) == _exact(held)


def test_text_that_is_no_utf_8_is_escaped_and_comes_back() -> None:
    note = Note(DAY, "Assets:AR", "caf\udce9 ü", source=Source("a", 1))
    assert pack(note).data.isascii()
    assert unpack(pack(note), "a") == note


def test_values_come_back_in_their_own_types() -> None:
    meta = {"a": "x", "b": True, "c": Decimal("1.50"), "d": DAY, "e": Money.of("2.00", "EUR")}
    text = compact(packed_meta(meta))
    assert (
        text == '{"a":"x","b":true,"c":["n","1.50"],"d":["d","2026-01-31"],"e":["m","2.00","EUR"]}'
    )
    assert _exact(meta_of_packed(parsed(text))) == _exact(meta)
    assert [_exact(value_of_packed(packed_value(v))) for v in meta.values()] == [
        _exact(v) for v in meta.values()
    ]


def test_options_come_back() -> None:
    options = LedgerOptions("Ä", ("EUR", "USD"), {"Assets": "Aktiva"}, ("x: y",))
    assert unpack_options(pack_options(options)) == options
    assert unpack_options(pack_options(LedgerOptions())) == LedgerOptions()


def _row(kind: str, date: str, line: int, *data: object) -> Packed:
    return Packed(kind, date, line, compact(list(data)))


def test_facts_stand_by_date_then_in_the_order_of_files_and_lines() -> None:
    def entry(day: int, line: int, name: str) -> Packed:
        return pack(
            replace(SALE, date=dt.date(2026, 1, day), narration=name, source=Source("", line))
        )

    rows = [("m", entry(2, 5, "b")), ("m", entry(1, 9, "a")), ("i", entry(2, 1, "c"))]
    facts = facts_of_packed(rows, OPTIONS)
    assert [e.narration for e in facts.entries] == ["a", "b", "c"]
    assert [e.source for e in facts.entries] == [Source("m", 9), Source("m", 5), Source("i", 1)]
    assert facts.options is OPTIONS
    assert facts_of_packed(sorted(rows, key=lambda row: row[1].date), OPTIONS) == facts


def test_facts_know_when_accounts_close() -> None:
    rows = [
        ("a", _row("X", "2026-03-01", 9, "Assets:AR")),
        ("a", _row("X", "2026-02-01", 10, "Assets:AR")),
        ("a", _row("X", "2026-02-01", 11, "Assets:Unknown")),
        ("a", _row("O", "2026-01-02", 2, "Assets:AR", ["USD"], {}, "")),
        ("a", _row("O", "2026-01-01", 3, "Assets:AR", ["EUR"], {"id": "x"}, "STRICT")),
        ("a", _row("O", "2026-01-01", 4, "Assets:Bank", [], {}, "")),
    ]
    facts = facts_of_packed(rows, OPTIONS)
    first = dt.date(2026, 1, 1)
    closed = Account(first, "Assets:AR", ("EUR",), {"id": "x"}, dt.date(2026, 2, 1))
    assert facts.accounts == {"Assets:AR": closed, "Assets:Bank": Account(first, "Assets:Bank")}
    assert facts.accounts["Assets:AR"].source == Source("a", 3)


def test_facts_know_which_balances_a_pad_fills() -> None:
    bank = "Assets:Bank"
    rows = [
        ("a", _row("B", "2026-01-01", 1, bank, "0", "EUR", 0)),
        ("a", _row("B", "2026-02-01", 2, bank, "5", "EUR", "0.01")),
        ("a", _row("B", "2026-03-01", 3, bank, "5", "EUR", 0)),
        ("a", _row("B", "2026-03-01", 4, bank, "5", "USD", 0)),
        ("a", _row("B", "2026-03-01", 5, "Assets:Cash", "5", "USD", 0)),
        ("b", _row("P", "2026-01-10", 1, bank, "Equity:Opening")),
        ("c", _row("P", "2026-01-10", 1, "Assets:Other", "Equity:Opening")),
    ]
    facts = facts_of_packed(rows, OPTIONS)
    assert [(b.date.month, b.account, b.currency, b.padded) for b in facts.balances] == [
        (1, bank, "EUR", False),
        (2, bank, "EUR", True),
        (3, bank, "EUR", False),
        (3, bank, "USD", True),
        (3, "Assets:Cash", "USD", False),
    ]
    assert facts.pads == ((bank, Source("b", 1)), ("Assets:Other", Source("c", 1)))


def test_records_notes_and_documents_are_facts_too() -> None:
    record = Record(DAY, "payer", ("Acme", "Acme Ltd"), {"kind": "name"}, (), Source("a", 1))
    note = Note(DAY, "Assets:AR", "hi", ("call",), (), {}, Source("a", 2))
    document = Document(DAY, "Assets:AR", "x.pdf", (), ("A-1",), {}, Source("a", 3))
    other = ("a", _row("-", "2026-01-31", 4, "Commodity", "EUR"))
    rows = [*(("a", pack(value)) for value in (record, note, document)), other]
    facts = facts_of_packed(rows, OPTIONS)
    assert (facts.records, facts.notes, facts.documents) == ((record,), (note,), (document,))
    assert _exact(facts.records[0]) == _exact(record)


@pytest.mark.parametrize("text", ["", "x", "[1,", '"open', " []"])
def test_what_is_no_json_is_an_error(text: str) -> None:
    with pytest.raises(ValueError, match=r"no JSON|Expecting|Unterminated"):
        parsed(text)
