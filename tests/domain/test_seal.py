from __future__ import annotations

import datetime as dt
import json
from dataclasses import replace
from decimal import Decimal

import pytest
from beancount import loader
from hypothesis import given, settings
from hypothesis import strategies as st

from billcli.domain.contract import ENTRY_KEYS, KIND_TAGS, POSTING_KEYS
from billcli.domain.entry import Entry, Posting
from billcli.domain.money import Money
from billcli.domain.problem import Source
from billcli.domain.seal import DIGITS, is_sealed, item_names, seal_of, sealed, verify
from billcli.ledger.render import render

EUR = "EUR"


def eur(number: str) -> Money:
    return Money.of(number, EUR)


INVOICE = Entry(
    dt.date(2026, 1, 15),
    "Acme Inc.",
    "Invoice INV-1",
    ("invoice", "urgent"),
    ("INV-1", "QUO-1", "QUO-9", "project-x"),
    (
        Posting("Assets:Receivable:Acme", eur("119.00"), {"due": dt.date(2026, 2, 14)}),
        Posting("Income:Services", eur("-100.00"), {"item": "Work", "quantity": Decimal("10.0")}),
        Posting("Liabilities:Tax", eur("-19.00"), {"tax": "DE-19", "base": eur("100.00")}),
    ),
    {"invoice": "INV-1", "corrects": "QUO-1", "note": "thanks", "mood": "fine"},
)


def with_posting(n: int, **changes: object) -> Entry:
    legs = list(INVOICE.postings)
    legs[n] = replace(legs[n], **changes)
    return replace(INVOICE, postings=tuple(legs))


def with_meta(**changes: object) -> Entry:
    return replace(INVOICE, meta={**INVOICE.meta, **changes})


INSIDE = {
    "date": replace(INVOICE, date=dt.date(2026, 1, 16)),
    "payee": replace(INVOICE, payee="Acme Inc"),
    "narration": replace(INVOICE, narration="Invoice INV-2"),
    "payee and narration shifted": replace(INVOICE, payee="Acme Inc.Invoice", narration=" INV-1"),
    "kind tag gone": replace(INVOICE, tags=("urgent",)),
    "kind tag added": replace(INVOICE, tags=("invoice", "urgent", "payment")),
    "item link gone": replace(INVOICE, links=("QUO-1", "QUO-9", "project-x")),
    "second item link gone": replace(INVOICE, links=("INV-1", "QUO-9", "project-x")),
    "key changed": with_meta(note="no thanks"),
    "key gone": replace(INVOICE, meta={"invoice": "INV-1", "corrects": "QUO-1", "mood": "fine"}),
    "key added": with_meta(terms="net 30"),
    "posting gone": replace(INVOICE, postings=INVOICE.postings[:2]),
    "postings gone": replace(INVOICE, postings=()),
    "posting twice": replace(INVOICE, postings=(*INVOICE.postings, INVOICE.postings[0])),
    "postings in another order": replace(INVOICE, postings=INVOICE.postings[::-1]),
    "account": with_posting(0, account="Assets:Receivable:Globex"),
    "number": with_posting(0, amount=eur("119.01")),
    "number with other digits": with_posting(0, amount=eur("119.0")),
    "sign": with_posting(0, amount=eur("-119.00")),
    "currency": with_posting(0, amount=Money.of("119.00", "USD")),
    "price added": with_posting(0, price=Money.of("130.00", "USD")),
    "due as text": with_posting(0, meta={"due": "2026-02-14"}),
    "due moved to another posting": replace(
        with_posting(0, meta={}),
        postings=(
            replace(INVOICE.postings[0], meta={}),
            replace(
                INVOICE.postings[1],
                meta={**INVOICE.postings[1].meta, "due": dt.date(2026, 2, 14)},
            ),
            INVOICE.postings[2],
        ),
    ),
    "quantity with other digits": with_posting(
        1, meta={"item": "Work", "quantity": Decimal("10.00")}
    ),
    "quantity as text": with_posting(1, meta={"item": "Work", "quantity": "10.0"}),
    "base as number": with_posting(2, meta={"tax": "DE-19", "base": Decimal("100.00")}),
    "truth instead of text": with_meta(note=True),
    "nothing instead of text": with_meta(note=None),
}

OUTSIDE = {
    "flag": replace(INVOICE, flag="!"),
    "foreign tag gone": replace(INVOICE, tags=("invoice",)),
    "foreign tag added": replace(INVOICE, tags=("later", *INVOICE.tags)),
    "foreign link gone": replace(INVOICE, links=("INV-1", "QUO-1")),
    "foreign link added": replace(INVOICE, links=(*INVOICE.links, "trip")),
    "order of tags and links": replace(INVOICE, tags=INVOICE.tags[::-1], links=INVOICE.links[::-1]),
    "foreign key changed": with_meta(mood="bad"),
    "foreign key added": with_meta(origin="import"),
    "order of keys": replace(INVOICE, meta=dict(reversed(INVOICE.meta.items()))),
    "foreign key on a posting": with_posting(0, meta={"due": dt.date(2026, 2, 14), "seen": True}),
    "the seal itself": with_meta(seal="000000000000"),
    "place": replace(INVOICE, source=Source("main.beancount", 7)),
}


@pytest.mark.parametrize("change", INSIDE, ids=str)
def test_a_change_of_what_billcli_means_changes_the_seal(change: str) -> None:
    assert seal_of(INSIDE[change]) != seal_of(INVOICE)


@pytest.mark.parametrize("change", OUTSIDE, ids=str)
def test_a_change_of_what_others_add_leaves_the_seal(change: str) -> None:
    assert seal_of(OUTSIDE[change]) == seal_of(INVOICE)


def test_all_inside_changes_give_different_seals() -> None:
    assert len({seal_of(entry) for entry in INSIDE.values()}) == len(INSIDE)


def test_the_seal_is_frozen_for_good() -> None:
    assert seal_of(INVOICE) == "1d0f23971dfe"


def test_sealing_adds_the_last_key_and_verifies() -> None:
    entry = sealed(INVOICE)
    assert list(entry.meta)[-1] == "seal"
    assert len(str(entry.meta["seal"])) == DIGITS
    assert is_sealed(entry)
    assert verify(entry)
    assert not is_sealed(INVOICE)
    assert not verify(INVOICE)


def test_sealing_again_replaces_the_old_seal() -> None:
    edited = replace(sealed(INVOICE), narration="Invoice INV-1, corrected")
    assert not verify(edited)
    again = sealed(replace(edited, meta={"seal": edited.meta["seal"], **INVOICE.meta}))
    assert list(again.meta) == [*INVOICE.meta, "seal"]
    assert verify(again)


def test_item_names_come_from_the_transaction_and_its_postings() -> None:
    legs = (
        Posting("Assets:Receivable:Acme", eur("-1.00"), {"invoice": "INV-2"}),
        Posting("Assets:Bank", eur("1.00"), {"invoice": Decimal(7), "receipt": "RCT-1"}),
    )
    meta = {"id": "PMT-1", "on": "", "reverses": "PMT-0", "note": "x"}
    entry = Entry(dt.date(2026, 1, 1), "", "", (), (), legs, meta)
    assert item_names(entry) == {"PMT-1", "PMT-0", "INV-2"}


@pytest.mark.parametrize(
    ("number", "same"),
    [
        ("1080.00", True),
        ("1080", True),
        ("1080.000000000000000000000001", True),
        ("1080.01", False),
    ],
)
def test_a_price_counts_without_what_division_left(number: str, *, same: bool) -> None:
    first = seal_of(with_posting(0, price=Money.of("1080.00", "USD")))
    assert (seal_of(with_posting(0, price=Money.of(number, "USD"))) == first) is same


def test_a_price_on_nothing_is_nothing() -> None:
    nothing = with_posting(0, amount=eur("0.00"), price=Money.of("10.00", "USD"))
    forgotten = with_posting(0, amount=eur("0.00"), price=Money.of("0", "USD"))
    assert seal_of(nothing) == seal_of(forgotten)
    assert seal_of(nothing) != seal_of(with_posting(0, amount=eur("0.00")))


def test_a_very_long_number_has_a_seal_too() -> None:
    huge = Money(Decimal("9" * 90 + ".5"), "USD")
    assert len(seal_of(with_posting(0, price=huge))) == DIGITS


# Random entries: any two that differ in a covered field have different seals.

TEXT = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Cf"]), max_size=8)
NUMBER = st.decimals(
    min_value=-(10**9), max_value=10**9, places=2, allow_nan=False, allow_infinity=False
)
CURRENCY = st.sampled_from(["EUR", "USD", "GBP"])
MONEY = st.builds(Money, NUMBER.filter(bool), CURRENCY)
DATE = st.dates(dt.date(1900, 1, 1), dt.date(2100, 1, 1))
VALUE = st.one_of(TEXT, NUMBER, MONEY, DATE, st.booleans())
NAME = st.sampled_from(["INV-1", "INV-2", "PMT-1", "CN-1"])


def metas(keys: frozenset[str]) -> st.SearchStrategy[dict[str, object]]:
    wanted = sorted(keys - {"seal"})
    return st.dictionaries(st.sampled_from(wanted), VALUE, max_size=3)


@st.composite
def postings(draw: st.DrawFn) -> Posting:
    amount = draw(MONEY)
    other = Money(abs(draw(NUMBER.filter(bool))), "CHF")
    price = draw(st.sampled_from([None, other]))
    account = draw(st.sampled_from(["Assets:Receivable:Acme", "Assets:Bank", "Income:Work"]))
    return Posting(account, amount, draw(metas(POSTING_KEYS)), price)


ENTRIES = st.builds(
    Entry,
    date=DATE,
    payee=TEXT,
    narration=TEXT,
    tags=st.lists(st.sampled_from(sorted(KIND_TAGS)), max_size=2, unique=True).map(tuple),
    links=st.lists(NAME, max_size=3, unique=True).map(tuple),
    postings=st.lists(postings(), max_size=4).map(tuple),
    meta=metas(ENTRY_KEYS),
)


def covered(entry: Entry) -> object:
    """What rule 17 lists, told without any code of the seal."""
    links = [link for link in entry.links if link in item_names(entry)]
    legs = [(p.account, str(p.amount), str(p.price), typed(p.meta)) for p in entry.postings]
    tags = sorted(entry.tags)
    return entry.date, entry.payee, entry.narration, tags, sorted(links), typed(entry.meta), legs


def typed(meta: object) -> str:
    return json.dumps([(k, type(v).__name__, str(v)) for k, v in sorted(meta.items())])


@given(ENTRIES, ENTRIES)
@settings(max_examples=50, deadline=None)
def test_seals_are_equal_only_when_the_entries_are(one: Entry, two: Entry) -> None:
    assert (seal_of(one) == seal_of(two)) is (covered(one) == covered(two))


def drop(entry: Entry, n: int) -> Entry:
    return replace(entry, postings=entry.postings[:n] + entry.postings[n + 1 :])


@given(ENTRIES.filter(lambda entry: entry.postings), st.data())
@settings(max_examples=50, deadline=None)
def test_any_single_change_inside_is_noticed(entry: Entry, data: st.DataObject) -> None:
    n = data.draw(st.integers(0, len(entry.postings) - 1))
    leg = entry.postings[n]
    cent = Money.of("0.01", leg.amount.currency)
    changed = data.draw(
        st.sampled_from(
            [
                replace(entry, date=entry.date + dt.timedelta(1)),
                replace(entry, payee=entry.payee + "x"),
                replace(entry, narration=entry.narration + "x"),
                replace(entry, tags=tuple(KIND_TAGS.symmetric_difference(entry.tags))),
                replace(entry, meta={**entry.meta, "note": "another note"}),
                drop(entry, n),
                replace(
                    entry,
                    postings=(*drop(entry, n).postings, replace(leg, amount=leg.amount + cent)),
                ),
                replace(
                    entry,
                    postings=(*drop(entry, n).postings, replace(leg, account="Assets:Other")),
                ),
            ]
        )
    )
    assert verify(sealed(entry))
    assert not verify(replace(changed, meta={**changed.meta, "seal": seal_of(entry)}))


# The seal must come back from the text: Beancount reads what the renderer wrote.


def reread(entry: Entry) -> Entry:
    """Read the entry with Beancount itself, in the shortest way that keeps what was written."""
    accounts = sorted({posting.account for posting in entry.postings})
    opens = "".join(f"1900-01-01 open {account}\n" for account in accounts)
    found, _errors, _options = loader.load_string(opens + render([entry]))
    (txn,) = [each for each in found if type(each).__name__ == "Transaction"]
    legs = sorted(txn.postings, key=lambda posting: posting.meta["lineno"])
    return Entry(
        txn.date,
        txn.payee or "",
        txn.narration or "",
        tuple(txn.tags),
        tuple(txn.links),
        tuple(read_leg(leg) for leg in legs),
        read_meta(txn.meta),
        txn.flag,
    )


def read_leg(leg: object) -> Posting:
    amount = Money(leg.units.number, leg.units.currency)
    price = leg.price and Money(leg.price.number * abs(amount.number), leg.price.currency)
    return Posting(leg.account, amount, read_meta(leg.meta), price)


def read_meta(meta: dict[str, object]) -> dict[str, object]:
    own = {k: v for k, v in meta.items() if not k.startswith("__") and k not in PARSER_KEYS}
    return {k: Money(*v) if isinstance(v, tuple) else v for k, v in own.items()}


PARSER_KEYS = {"filename", "lineno"}


@given(ENTRIES)
@settings(max_examples=50, deadline=None)
def test_the_seal_survives_the_ledger(entry: Entry) -> None:
    assert verify(reread(sealed(entry)))


@pytest.mark.long
@given(ENTRIES)
@settings(max_examples=2000, deadline=None)
def test_the_seal_survives_the_ledger_long(entry: Entry) -> None:
    assert verify(reread(sealed(entry)))


@pytest.mark.parametrize("units", ["1000.00", "985.00", "3.00", "0.07", "999999999.99"])
@pytest.mark.parametrize("value", ["1080.00", "1083.50", "0.01", "1000000000.00"])
def test_a_total_price_survives_the_ledger(units: str, value: str) -> None:
    legs = (
        Posting("Assets:Receivable:Acme", eur(units), price=Money.of(value, "USD")),
        Posting("Income:Services", Money.of(f"-{value}", "USD")),
        Posting("Assets:Receivable:Acme", eur(f"-{units}"), price=Money.of(value, "USD")),
        Posting("Income:Services", Money.of(value, "USD")),
    )
    entry = Entry(dt.date(2026, 2, 1), "Mueller", "Invoice", (), (), legs)
    assert verify(reread(sealed(entry)))
