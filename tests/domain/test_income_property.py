"""Random histories: what was accrued less what came in is what is open, on every day."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from billcli.domain.books import Books
from billcli.domain.discount_share import discount_shares
from billcli.domain.earned import Basis, earned
from billcli.domain.entry import Entry, Facts, Posting
from billcli.domain.figure import Sort
from billcli.domain.income_entry import income_of
from billcli.domain.invoice import TaxGroup
from billcli.domain.money import Money, quantum, rounded, total

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import ModuleType

    from billcli.domain.entry import Meta
    from billcli.domain.figure import TaxName

START = dt.date(2026, 1, 1)
ROOT = "Assets:Receivable"
ACME = f"{ROOT}:Acme"
RATES = {"V19": Decimal(19), "V7": Decimal(7), "Z": Decimal(0)}
COUNTED = frozenset(Sort) - {Sort.EXCHANGE}


class Story:
    """Draws one customer's history, entry by entry, and knows what is open."""

    def __init__(self, draw: st.DrawFn, currency: str, *, gives_up: bool) -> None:
        self.draw, self.currency, self.gives_up = draw, currency, gives_up
        self.day, self.entries, self.count = START, [], 0
        self.open: dict[str, Decimal] = {}
        self.taxes: dict[str, list[TaxGroup]] = {}
        self.wholes: dict[str, Money] = {}
        self.corrects: dict[str, str] = {}
        self.last: Entry | None = None

    def play(self, steps: int) -> None:
        deeds = [self.bill, self.bill, self.pay, self.pay, self.advance, self.credit, self.apply]
        deeds += [self.refund, self.give_back]
        for _ in range(steps):
            self.day += dt.timedelta(days=self.draw(st.integers(0, 9)))
            self.draw(st.sampled_from([*deeds, self.write_off] if self.gives_up else deeds))()

    def close(self) -> None:
        """Settle all that is open with money."""
        self.day += dt.timedelta(days=1)
        for item, left in list(self.open.items()):
            if left:
                self._settle({item: -left}, "payment" if left > 0 else "refund")

    def _name(self, kind: str) -> str:
        self.count += 1
        return f"{kind}-{self.count}"

    def _amount(self, most: Decimal | None = None) -> Decimal:
        unit = quantum(self.currency)
        high = int(most / unit) if most else 50_000
        return self.draw(st.integers(1, high)) * unit

    def _pick(self, sign: int) -> str | None:
        found = [item for item, left in self.open.items() if left * sign > 0]
        return self.draw(st.sampled_from(found)) if found else None

    def _money(self, number: Decimal) -> Money:
        return Money(number, self.currency)

    def _add(self, tag: str, legs: list[Posting], meta: Meta, *links: str) -> Entry:
        assert not total([leg.amount for leg in legs], self.currency)
        entry = Entry(self.day, "Acme", "x", (tag,), links, tuple(legs), meta)
        self.entries.append(entry)
        return entry

    def _owed(self, item: str, number: Decimal) -> Posting:
        self.open[item] = self.open.get(item, Decimal(0)) + number
        return Posting(ACME, self._money(number), {"invoice": item})

    def _document(self, item: str, sign: int, corrects: str = "") -> None:
        codes = self.draw(st.lists(st.sampled_from([*RATES, ""]), min_size=1, max_size=4))
        legs: list[Posting] = []
        bases: dict[str, Decimal] = defaultdict(Decimal)
        for code in codes:
            net = self._amount()
            bases[code] += net
            account = self.draw(st.sampled_from(["Income:Work", "Income:Books"]))
            meta: Meta = {"item": "x", "tax": code} if code else {"item": "x"}
            legs.append(Posting(account, self._money(-sign * net), meta))
        groups = []
        for code, base in sorted(bases.items()):
            if code:
                tax = rounded(base * RATES[code] / 100, self.currency)
                meta = {"tax": code, "category": "S", "rate": RATES[code]}
                meta = {**meta, "base": self._money(sign * base)}
                legs.append(Posting("Liabilities:VAT", self._money(-sign * tax), meta))
                group = TaxGroup(
                    code, "", "S", RATES[code], self._money(base), self._money(tax),
                    "Liabilities:VAT",
                )  # fmt: skip
                groups.append(group)
        gross = -total([leg.amount for leg in legs], self.currency).number
        self.taxes[item], self.wholes[item] = groups, self._money(abs(gross))
        links, meta = [item], {"invoice": item}
        if corrects:
            links, meta = [item, corrects], {"invoice": item, "corrects": corrects}
            self.corrects[item] = corrects
        self._add("invoice" if sign > 0 else "credit-note", [self._owed(item, gross), *legs], meta,
                  *links)  # fmt: skip

    def bill(self) -> None:
        self._document(self._name("INV"), 1)

    def credit(self) -> None:
        known = [item for item in self.open if item.startswith("INV")]
        target = self.draw(st.sampled_from([*known, ""]))
        self._document(self._name("CN"), -1, target)

    def _settle(self, parts: dict[str, Decimal], tag: str, legs: tuple[Posting, ...] = ()) -> None:
        owed = [self._owed(item, number) for item, number in parts.items()]
        money = -total([leg.amount for leg in (*owed, *legs)], self.currency)
        name = self._name("PMT")
        self.last = self._add(
            tag, [Posting("Assets:Bank", money), *legs, *owed], {"id": name}, *parts
        )

    def pay(self) -> None:
        item = self._pick(1)
        if item is None:
            return
        amount = self._amount(self.open[item])
        if self.draw(st.booleans()):
            amount = self.open[item]
        legs: tuple[Posting, ...] = ()
        off = rounded(amount / 50, self.currency)
        if off and self.draw(st.integers(0, 2)) == 0 and item.startswith("INV"):
            net, taxes = discount_shares(self._money(off), self.taxes[item], self.wholes[item])
            said = {"adjustment": "discount"}
            legs = (
                Posting("Income:Discounts", net, said),
                *(
                    Posting(t.account, t.tax, {**said, "tax": t.code, "base": -t.base})
                    for t in taxes
                ),
            )
        parts = {item: -amount}
        if self.gives_up and not legs and self.draw(st.booleans()):
            parts[item] -= self._amount(Decimal(3))  # too much
        other = self._pick(1)
        if other and other != item and not legs:
            parts[other] = -self._amount(self.open[other])
        self._settle(parts, "payment", legs)

    def advance(self) -> None:
        name = self._name("ADV")
        amount = self._amount()
        legs = [Posting("Assets:Bank", self._money(amount)), self._owed(name, -amount)]
        self._add("payment", legs, {"id": name}, name)

    def apply(self) -> None:
        credit, target = self._pick(-1), self._pick(1)
        if credit is None or target is None:
            return
        own = self.corrects.get(credit, "")
        if self.open.get(own, 0) > 0 and self.draw(st.booleans()):
            target = own
        amount = min(-self.open[credit], self.open[target])
        legs = [self._owed(credit, amount), self._owed(target, -amount)]
        self._add("application", legs, {"id": self._name("APP")}, credit, target)

    def refund(self) -> None:
        item = self._pick(-1)
        if item is not None:
            self._settle({item: self._amount(-self.open[item])}, "refund")

    def give_back(self) -> None:
        if self.last is None:
            return
        taken, self.last = self.last, None
        for leg in taken.postings:
            item = leg.meta.get("invoice")
            if isinstance(item, str):
                self.open[item] -= leg.amount.number
        legs = [
            Posting(p.account, -p.amount,
                    {k: -v if isinstance(v, Money) else v for k, v in p.meta.items()})
            for p in taken.postings
        ]  # fmt: skip
        meta = {"id": self._name("RET"), "reverses": taken.meta["id"]}
        self._add("reversal", legs, meta, *taken.links)

    def write_off(self) -> None:
        """Give up what is owed, or keep what nobody asks back: on account, overpaid, credited."""
        item = self._pick(self.draw(st.sampled_from([1, -1])))
        if item is None:
            return
        left = self.open[item]
        amount = self._amount(abs(left)).copy_sign(left)
        net, taxes = self._money(amount), ()
        if left > 0 and item in self.taxes and self.draw(st.booleans()):
            net, taxes = discount_shares(net, self.taxes[item], self.wholes[item])
        said = {} if taxes or self.draw(st.booleans()) else {"adjustment": "rounding"}
        legs = [
            self._owed(item, -amount),
            Posting("Expenses:BadDebt", net, said),
            *(Posting(t.account, t.tax, {"tax": t.code, "base": -t.base}) for t in taxes),
        ]
        self.last = self._add("write-off", legs, {"id": self._name("WO")}, item)


@st.composite
def stories(draw: st.DrawFn, *, gives_up: bool) -> Story:
    story = Story(draw, draw(st.sampled_from(["EUR", "JPY", "KWD"])), gives_up=gives_up)
    story.play(draw(st.integers(2, 14)))
    return story


class ValuedStory:
    """Money on account and invoices in pounds, kept at what they were worth in euros."""

    def __init__(self, draw: st.DrawFn) -> None:
        self.draw, self.day, self.entries = draw, START, []
        self.held: dict[str, tuple[Decimal, Decimal]] = {}

    def play(self, steps: int) -> None:
        for _ in range(steps):
            self.day += dt.timedelta(days=self.draw(st.integers(0, 9)))
            self.draw(st.sampled_from([self.bill, self.advance, self.advance, self.apply,
                                       self.apply, self.pay, self.keep]))()  # fmt: skip

    def _cents(self, most: Decimal = Decimal(500)) -> Decimal:
        return Decimal(self.draw(st.integers(1, int(most * 100)))) / 100

    def _leg(self, item: str, number: Decimal, value: Decimal) -> Posting:
        was = self.held.get(item, (Decimal(0), Decimal(0)))
        self.held[item] = was[0] + number, was[1] + value
        return Posting(ACME, Money(number, "GBP"), {"invoice": item}, Money(abs(value), "EUR"))

    def _off(self, item: str, amount: Decimal) -> Posting:
        """Return the leg that takes an amount off, with its share of the value."""
        number, value = self.held[item]
        part = value * amount / abs(number) if amount != abs(number) else value
        return self._leg(item, -amount.copy_sign(number), -rounded(part, "EUR").copy_sign(value))

    def _add(self, tag: str, legs: list[Posting], meta: Meta, *others: Posting) -> None:
        worth = sum(
            (p.price.number.copy_sign(p.amount.number) for p in legs if p.price), Decimal(0)
        )
        rest = [*others] or [Posting("Income:FX", Money(-worth, "EUR"), {"adjustment": "fx"})]
        links = tuple(str(leg.meta["invoice"]) for leg in legs if "invoice" in leg.meta)
        self.entries.append(Entry(self.day, "Acme", "x", (tag,), links, (*legs, *rest), meta))

    def _pick(self, sign: int) -> str:
        found = [item for item, (number, _) in self.held.items() if number * sign > 0]
        return self.draw(st.sampled_from(found)) if found else ""

    def bill(self) -> None:
        item, amount, value = f"INV-{len(self.entries)}", self._cents(), self._cents()
        own = Posting("Income:Work", Money(-value, "EUR"), {"item": "x"})
        self._add("invoice", [self._leg(item, amount, value)], {"invoice": item}, own)

    def _bank(self, amount: Decimal, value: Decimal) -> Posting:
        return Posting("Assets:Bank", Money(amount, "GBP"), {}, Money(value, "EUR"))

    def advance(self) -> None:
        item, amount, value = f"PMT-{len(self.entries)}", self._cents(), self._cents()
        bank = self._bank(amount, value)
        legs = [bank, self._leg(item, -amount, -value)]
        self.entries.append(
            Entry(self.day, "Acme", "x", ("payment",), (item,), tuple(legs), {"id": item})
        )

    def apply(self) -> None:
        credit, target = self._pick(-1), self._pick(1)
        if credit and target:
            most = min(-self.held[credit][0], self.held[target][0])
            amount = self.draw(st.sampled_from([most, self._cents(most)]))
            self._add("application", [self._off(credit, amount), self._off(target, amount)], {})

    def pay(self) -> None:
        item = self._pick(self.draw(st.sampled_from([1, -1])))
        if item:
            number = self.held[item][0]
            amount = self._cents(abs(number))
            bank = self._bank(amount.copy_sign(number), self._cents())
            self._add("payment" if number > 0 else "refund", [bank, self._off(item, amount)], {})

    def keep(self) -> None:
        item = self._pick(-1)
        if item:
            leg = self._off(item, -self.held[item][0])
            assert leg.price is not None
            kept = Posting("Expenses:Rounding", Money(-leg.price.number, "EUR"))
            self._add("write-off", [leg], {}, kept)


@st.composite
def valued_stories(draw: st.DrawFn) -> ValuedStory:
    story = ValuedStory(draw)
    story.play(draw(st.integers(2, 10)))
    return story


def judge_valued(story: ValuedStory) -> None:
    """All figures are in euros, and add up to the values held and to the money that came."""
    for day in sorted({entry.date for entry in story.entries}):
        books = Books.of(Facts(tuple(story.entries)), (ROOT,), day)
        income = income_of(books)
        sums = {basis: Decimal(0) for basis in Basis}
        for basis in Basis:
            for one in earned(income, basis):
                assert one.figure.currency == "EUR"
                sums[basis] += one.figure.number
        held = [row.value_open for row in books.open_items()]
        left = sum((value.number for value in held if value), Decimal(0))
        assert sums[Basis.ACCRUAL] - sums[Basis.CASH] == left
        bank = [
            p for e in story.entries if e.date <= day for p in e.postings if "Bank" in p.account
        ]
        came = [p.price.number.copy_sign(p.amount.number) for p in bank if p.price]
        assert sums[Basis.CASH] == sum(came, Decimal(0))


@settings(max_examples=40, deadline=None)
@given(story=valued_stories())
def test_money_kept_at_a_value_counts_at_that_value(story: ValuedStory) -> None:
    judge_valued(story)


@pytest.mark.long
@settings(max_examples=5_000, deadline=None)
@given(story=valued_stories())
def test_money_kept_at_a_value_counts_so_in_many_histories(story: ValuedStory) -> None:
    judge_valued(story)


def read(story: Story, day: dt.date = dt.date.max) -> Books:
    return Books.of(Facts(tuple(story.entries)), (ROOT,), day)


def judge_gross(story: Story) -> None:
    for day in sorted({entry.date for entry in story.entries}):
        books = read(story, day)
        income = income_of(books)
        accrued = sum((e.figure.number for e in earned(income, Basis.ACCRUAL)), Decimal(0))
        received = sum((e.figure.number for e in earned(income, Basis.CASH)), Decimal(0))
        left = sum((row.balance_open.number for row in books.open_items()), Decimal(0))
        assert accrued - received == left
        bank = [p.amount for e in books.facts.entries for p in e.postings if e.date <= day]
        money = [a.number for a, p in zip(bank, _postings(books, day), strict=True)
                 if p.account == "Assets:Bank"]  # fmt: skip
        assert received == sum(money, Decimal(0)), "income is the money that came, to the cent"


def _postings(books: Books, day: dt.date) -> list[Posting]:
    return [p for entry in books.facts.entries if entry.date <= day for p in entry.postings]


def judge_settled(story: Story) -> None:
    """Hold figure against figure where everything was paid and nothing given up."""
    story.close()
    income = income_of(read(story))
    sums: dict[Basis, dict[tuple[Sort, str, TaxName], tuple[Decimal, Decimal]]] = {}
    for basis in Basis:
        found = sums[basis] = {}
        for one in earned(income, basis):
            figure = one.figure
            key = figure.sort, figure.account, figure.tax
            number, base = found.get(key, (Decimal(0), Decimal(0)))
            found[key] = number + figure.number, base + figure.base
    kept = [{k: v for k, v in found.items() if any(v)} for found in sums.values()]
    assert kept[0] == kept[1]


@settings(max_examples=60, deadline=None)
@given(story=stories(gives_up=True))
def test_accrued_less_received_is_open_on_every_day(story: Story) -> None:
    judge_gross(story)


@settings(max_examples=60, deadline=None)
@given(story=stories(gives_up=False))
def test_what_is_settled_has_earned_exactly_what_it_says(story: Story) -> None:
    judge_settled(story)


@pytest.mark.long
@settings(max_examples=5_000, deadline=None)
@given(story=stories(gives_up=True))
def test_accrued_less_received_is_open_in_many_histories(story: Story) -> None:
    judge_gross(story)


@pytest.mark.long
@settings(max_examples=5_000, deadline=None)
@given(story=stories(gives_up=False))
def test_what_is_settled_has_earned_it_in_many_histories(story: Story) -> None:
    judge_settled(story)


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_every_convention_of_bookkeepers_says_the_same(
    mixed: ModuleType, books_of: Callable[..., Books], data: st.DataObject
) -> None:
    world = data.draw(mixed.worlds())
    books = books_of(world.text(), roots=("Assets:AR",))
    income = income_of(books)
    sums: dict[Basis, dict[str, Decimal]] = {}
    for basis in Basis:
        found = sums[basis] = defaultdict(Decimal)
        for one in earned(income, basis):
            found[one.figure.currency] += one.figure.number
    left: dict[str, Decimal] = defaultdict(Decimal)
    for (_, currency), number in world.owed().items():
        left[currency] += number
    for currency in mixed.CURRENCIES:
        accrued, received = (sums[basis][currency] for basis in Basis)
        assert accrued - received == left[currency]
