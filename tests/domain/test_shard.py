"""Shards: books over the parts of a ledger say what books over all of it say."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import replace
from decimal import Decimal
from typing import TypeAlias

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from billcli.domain.books import Books
from billcli.domain.entry import Account, Entry, Facts, Note, Posting, Record
from billcli.domain.money import Money
from billcli.domain.problem import Source
from billcli.domain.shard import Shards, Ties, Whole, accounts_touched, must_tie_anew

CI = settings(max_examples=50, deadline=None, suppress_health_check=list(HealthCheck))
LONG = settings(max_examples=5000, deadline=None, suppress_health_check=list(HealthCheck))

Fact: TypeAlias = Entry | Record | Account | Note

ROOTS = ("Assets:AR", "Assets:Debtors")
FIRST = dt.date(2026, 1, 1)
END = dt.date.max
ACCOUNTS = (
    "Assets:AR", "Assets:AR", "Assets:AR:Acme", "Assets:AR:Globex", "Assets:AR:Umbra",
    "Assets:AR:Acme:INV-7", "Assets:AR:INV-8", "Assets:AR:Group", "Assets:AR:Group:Globex",
    "Assets:AR:Group:Hooli", "Assets:AR:Umbra:EUR", "Assets:Debtors:Umbra", "Assets:AR:VAT",
)  # fmt: skip
OTHERS = ("Assets:Bank", "Income:Sales", "Liabilities:Tax")
NAMES = ("Acme", "ACME", "Globex", "Umbra", "Hooli", "C-17", "Acme  Inc.", "PayPal", "Big Bank", "")
ITEMS = ("INV-7", "INV-8", "X1", "X2", "P1", "P2", "Acme/2026-01-01/1", "PayPal/2026-01-02/1", "26")
TAGS = (
    "invoice", "payment", "refund", "late-fee", "credit-note", "application", "topic", "INV-7",
    "q1",
)  # fmt: skip

dates = st.integers(0, 5).map(lambda n: FIRST + dt.timedelta(days=n))
accounts = st.sampled_from(ACCOUNTS)
names = st.sampled_from(NAMES)
items = st.sampled_from(ITEMS)
numbers = st.sampled_from([Decimal(n) for n in (10, 20, -10, -20, 5, -5, 0, -30)])
currencies = st.sampled_from(["EUR", "EUR", "EUR", "USD"])


def rarely(values: st.SearchStrategy[object], *, of: int = 4) -> st.SearchStrategy[object]:
    return st.integers(1, of).flatmap(lambda n: values if n == of else st.none())


def metas(**keys: st.SearchStrategy[object]) -> st.SearchStrategy[dict[str, object]]:
    found = st.fixed_dictionaries({k.replace("_", "-"): v for k, v in keys.items()})
    return found.map(lambda meta: {k: v for k, v in meta.items() if v is not None})


posting_metas = metas(
    invoice=rarely(items), customer_id=rarely(names, of=6), customer=rarely(names, of=6),
    due=rarely(dates, of=6),
)  # fmt: skip
legs = st.builds(
    Posting,
    accounts | st.sampled_from(OTHERS),
    st.builds(Money, numbers, currencies),
    posting_metas | st.just({}),
    rarely(st.builds(Money, st.just(Decimal(7)), st.just("CHF")), of=8),
)
marks = st.lists(items, max_size=2, unique=True).map(tuple)
tags = st.lists(st.sampled_from(TAGS), max_size=2, unique=True).map(tuple)
entries = st.builds(
    Entry, dates, names, st.sampled_from(["", "for INV-7"]), tags, marks | st.just(()),
    st.lists(legs, min_size=1, max_size=3).map(tuple),
    metas(
        invoice=rarely(items), customer_id=rarely(names, of=8), customer=rarely(names, of=6),
        id=rarely(items), terms=rarely(st.just("net 3")),
    ),
)  # fmt: skip
party_metas = metas(
    name=rarely(names, of=2), trading_name=rarely(names), terms=rarely(st.just("net 14"))
)
owned = accounts.flatmap(lambda a: names.map(lambda n: ((n, a), (1,))))
known = names.map(lambda n: ((n,), ()))
records = st.one_of(
    st.builds(
        lambda day, head, meta: Record(day, "customer", head[0], meta, head[1]),
        dates, owned | known | st.just(((), ())), party_metas,
    ),
    st.builds(
        lambda day, pair, meta: Record(day, "payer", pair, meta),
        dates, st.tuples(names, names) | st.tuples(names),
        metas(status=rarely(st.just("removed"))),
    ),
    st.builds(Record, dates, st.just("issuer"), names.map(lambda n: (n,))),
)  # fmt: skip
opens = st.builds(
    Account, dates, accounts, st.just(()),
    metas(customer_id=rarely(names), customer=rarely(names), name=rarely(names)),
)  # fmt: skip
notes = st.builds(
    Note, dates, accounts, st.just(""), st.sampled_from([("dispute",), ("call",)]), marks,
    metas(id=rarely(items, of=2), status=rarely(st.sampled_from(["open", "settled"]))),
)  # fmt: skip
facts_of_all_kinds = st.lists(
    st.one_of(entries, entries, entries, records, opens, notes), min_size=2, max_size=12
)


def arranged(found: list[Fact]) -> list[Fact]:
    """Return facts in the order of a ledger, no account opened twice."""
    opened: dict[str, Fact] = {}
    kept = sorted(found, key=lambda fact: fact.date)
    for fact in kept:
        if isinstance(fact, Account):
            opened.setdefault(fact.name, fact)
    return [f for f in kept if not isinstance(f, Account) or opened[f.name] is f]


def placed(found: list[Fact]) -> list[Fact]:
    """Return facts each with a place of its own."""
    made: list[Fact] = []
    for at, fact in enumerate(found):
        source = Source(str(at), 1)
        if isinstance(fact, Entry):
            legs = enumerate(fact.postings)
            fact = replace(  # noqa: PLW2901 -- the same fact, placed
                fact, postings=tuple(replace(p, source=Source(str(at), n)) for n, p in legs)
            )
        made.append(replace(fact, source=source))
    return made


def facts_of(found: list[Fact]) -> Facts:
    return Facts(
        entries=tuple(f for f in found if isinstance(f, Entry)),
        records=tuple(f for f in found if isinstance(f, Record)),
        notes=tuple(f for f in found if isinstance(f, Note)),
        accounts={f.name: f for f in found if isinstance(f, Account)},
    )


class Rows:
    """What books say, to be compared and added up."""

    def __init__(self, *books: Books, numbers: bool = True) -> None:
        self.items: list[str] = []
        self.parties: dict[str, str] = {}
        self.history: dict[tuple[str, str], list[str]] = {}
        self.balances: dict[tuple[str, str], Money] = {}
        self.accounts: dict[tuple[str, str], Money] = {}
        self.numbers: set[str] = set()
        for one in books:
            self._add(one, numbers)
        self.items.sort()

    def _add(self, books: Books, numbers: bool) -> None:
        parties = {key: repr(party) for key, party in books.parties.items()}
        assert parties.keys().isdisjoint(self.parties)
        assert books.balances().keys().isdisjoint(self.balances)
        self.items += [f"{row!r} {row.source}" for row in books.items]
        self.parties |= parties
        self.balances |= books.balances()
        self.numbers |= books.numbers() if numbers else set()
        moved: dict[tuple[str, str], list[str]] = defaultdict(list)
        for m in books.movements:
            moved[m.customer, m.item].append(f"{m!r} {m.source}")
        assert moved.keys().isdisjoint(self.history)
        self.history |= moved
        for key, amount in books.account_balances().items():
            self.accounts[key] = amount + self.accounts.get(key, Money.zero(key[1]))


class Model:
    """A ledger in shards, as a read model keeps it: ties, members, and what each shard says."""

    def __init__(self, found: list[Fact]) -> None:
        self.facts = found
        self.whole = Whole.of(facts_of(found), ROOTS)
        self.ties: dict[str, int] = {}
        self.member: dict[int, int] = {}
        self.next = 1
        self.kept: dict[int, Books] = {}
        self.touched: set[int] = set()
        self.put(found)

    def put(self, added: list[Fact]) -> None:
        """Tie facts to shards, which are touched then."""
        ties, shards = Ties(ROOTS, self.whole), Shards(self.ties, self.next)
        for fact in added:
            if found := ties.of(fact):
                number = self.member[id(fact)] = shards.join(found)
                self.touched.add(number)
        self.next, self.ties = shards.next, {**self.ties, **shards.fresh}
        self.ties = {tie: shards.now(number) for tie, number in self.ties.items()}
        self.member = {key: shards.now(number) for key, number in self.member.items()}
        self.touched = {shards.now(number) for number in self.touched}
        assert not shards.merged.keys() & (set(self.ties.values()) | set(self.member.values()))

    def change(self, removed: list[Fact], added: list[Fact]) -> Model:
        """Return the model after a change, with only what was touched to be worked out again."""
        used = {p.account for f in self.facts if isinstance(f, Entry) for p in f.postings}
        used |= {f.name for f in self.facts if isinstance(f, Account)}
        gone = {id(f) for f in removed}
        found = arranged([f for f in (*self.facts, *added) if id(f) not in gone])
        whole = Whole.of(facts_of(found), ROOTS)
        if must_tie_anew(self.whole, whole, ROOTS, used):
            return Model(found)
        kept = {id(f) for f in found}
        self.touched = {self.member[id(f)] for f in self.facts if self._goes(f, kept)}
        named = Ties(ROOTS, whole)
        for account in accounts_touched(self.whole, whole):
            ties = [tie for tie in named.of_account(account) if tie in self.ties]
            self.touched |= {self.ties[tie] for tie in ties}
        known = {id(f) for f in self.facts}
        self.facts, self.whole = found, whole
        self.member = {key: number for key, number in self.member.items() if key in kept}
        self.put([f for f in found if id(f) not in known])
        return self

    def _goes(self, fact: Fact, kept: set[int]) -> bool:
        return id(fact) in self.member and id(fact) not in kept

    def rows(self, day: dt.date = END) -> Rows:
        """Return what all shards say, worked out again where touched, all if credits differ."""
        shards = set(self.member.values())
        own = {n: self._books(n, day, apart=None).apart_from for n in shards}
        apart = any(own.values())
        fresh = self.touched | {n for n, books in self.kept.items() if books.apart is not apart}
        for number in shards & fresh | shards - self.kept.keys():
            self.kept[number] = self._books(number, day, apart=apart)
        self.touched = set()
        self.since = min(filter(None, own.values()), default="")
        alone = facts_of([f for f in self.facts if id(f) not in self.member])
        parts = [self.kept[number] for number in shards]
        return Rows(*parts, Books.of(alone, ROOTS, day, apart=apart), numbers=day == END)

    def _books(self, shard: int, day: dt.date, *, apart: bool | None) -> Books:
        part = facts_of([f for f in self.facts if self.member.get(id(f)) == shard])
        return Books.of(part, ROOTS, day, apart=apart, whole=self.whole)


def check_parts(found: list[Fact]) -> None:
    """On every day the shards say together what all facts say."""
    found = arranged(placed(found))
    for day in (*sorted({fact.date for fact in found}), END):
        whole, model = Books.of(facts_of(found), ROOTS, day), Model(found)
        together = model.rows(day)
        assert vars(together) == vars(Rows(whole, numbers=day == END))
        assert model.since == whole.apart_from


def check_change(before: list[Fact], added: list[Fact], gone: list[int]) -> None:
    """After a change the touched shards alone, worked out again, make all right."""
    every = placed([*before, *added])
    model = Model(arranged(every[: len(before)]))
    model.rows()
    removed = [f for at, f in enumerate(model.facts) if at in gone]
    model = model.change(removed, every[len(before) :])
    assert vars(model.rows()) == vars(Rows(Books.of(facts_of(model.facts), ROOTS, END)))


few = st.lists(st.integers(0, 11), max_size=2)


@CI
@given(facts_of_all_kinds)
def test_shards_say_together_what_the_ledger_says(found: list[Fact]) -> None:
    check_parts(found)


@pytest.mark.long
@LONG
@given(facts_of_all_kinds)
def test_shards_say_together_what_the_ledger_says_long(found: list[Fact]) -> None:
    check_parts(found)


@CI
@given(facts_of_all_kinds, facts_of_all_kinds, few)
def test_a_change_touches_no_other_shards(
    before: list[Fact], added: list[Fact], gone: list[int]
) -> None:
    check_change(before, added[:3], gone)


@pytest.mark.long
@LONG
@given(facts_of_all_kinds, facts_of_all_kinds, few)
def test_a_change_touches_no_other_shards_long(
    before: list[Fact], added: list[Fact], gone: list[int]
) -> None:
    check_change(before, added[:3], gone)


def test_shards_join_when_a_fact_ties_them() -> None:
    shards = Shards({"c:acme": 4, "n:X1": 7, "c:globex": 9}, first=10)
    assert shards.join(["c:hooli"]) == 10
    assert shards.join(["n:X1", "c:acme", "n:X9"]) == 4
    assert shards.join(["n:X9", "c:hooli"]) == 4
    assert shards.merged == {7: 4, 10: 4}
    assert shards.fresh == {"c:hooli": 4, "n:X9": 4}
    assert shards.touched(["n:X1", "c:hooli", "c:nobody", "c:globex"]) == {4, 9}
    assert (shards.now(7), shards.now(9), shards.next) == (4, 9, 11)


def test_shards_that_joined_in_turn_are_found_by_every_old_number() -> None:
    shards = Shards()
    numbers = [shards.join([f"c:{n}"]) for n in range(6)]
    for n in range(5, 0, -1):
        shards.join([f"c:{n}", f"c:{n - 1}"])
    assert {shards.now(number) for number in numbers} == {1}
    assert shards.merged == dict.fromkeys(range(2, 7), 1)
    assert Shards().fresh == {}


def test_a_group_ceases_to_be_a_customer_when_an_account_is_opened_below() -> None:
    group = Account(FIRST, "Assets:AR:Group")
    below = Account(FIRST, "Assets:AR:Group:Hooli")
    model = Model([group])
    assert model.rows().parties.keys() == {"Group"}
    model = model.change([], [below])
    assert model.rows().parties.keys() == {"Hooli"}
    assert model.change([below], []).rows().parties.keys() == {"Group"}


def test_a_payment_in_another_shard_may_change_how_all_are_read() -> None:
    bill = Posting("Assets:AR:Acme", Money.of("9", "EUR"), {"invoice": "X1"})
    paid = Posting("Assets:AR:Acme", Money.of("-5", "EUR"))
    other = Posting("Assets:AR:Globex", Money.of("9", "EUR"), {"invoice": "X2"})
    named = replace(other, amount=-other.amount)
    first = [Entry(FIRST, "", "", (), (), (p,)) for p in (bill, paid, other)]
    model = Model(placed(first))
    assert [row.split("'")[1] for row in model.rows().items] == ["X1", "X2"]
    model = model.change([], [replace(first[2], postings=(named,), source=Source("9", 1))])
    assert [row.split("'")[1] for row in model.rows().items] == ["Acme/2026-01-01/2", "X1", "X2"]
    assert model.since == "2026-01-01"
