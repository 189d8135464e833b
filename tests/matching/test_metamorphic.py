"""Statements changed in ways that must not matter, and the verdicts that must stay."""

from __future__ import annotations

import datetime as dt
import random
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import combinations
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from billcli.domain.bank_line import BankLine
from billcli.domain.money import Money, total
from billcli.domain.open_item import Kind, KnownBy, OpenItem
from billcli.domain.reference import rf_reference
from billcli.matching.assign import propose
from billcli.matching.payer import Payer
from billcli.matching.proposal import Proposal, Verdict

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

DAY = dt.date(2026, 3, 10)
CERTAIN, ASK = Verdict.CERTAIN, Verdict.ASK
CI = settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow])
LONG = settings(max_examples=2000, deadline=None, suppress_health_check=[HealthCheck.too_slow])
NAMES = {
    "Acme": "Acme Trading Inc.", "Globex": "Globex Holding AG", "Mueller": "Anna Müller",
    "Initech": "Initech GmbH",
}  # fmt: skip
IBANS = {
    "Acme": "DE89370400440532013000", "Globex": "FR1420041010050500013M02606",
    "Mueller": "CH9300762011623852957", "Initech": "GB82WEST12345698765432",
}  # fmt: skip
PAYERS = tuple(Payer(c, (NAMES[c],), (IBANS[c],)) for c in NAMES)


def item(number: str, balance: Money, customer: str, instalment: int | None = None) -> OpenItem:
    issued = DAY - dt.timedelta(days=30)
    return OpenItem(
        number, Kind.INVOICE if balance.number > 0 else Kind.CREDIT_NOTE, customer, NAMES[customer],
        f"Assets:Receivable:{customer}", issued, issued + dt.timedelta(days=30), instalment,
        balance, balance, KnownBy.EXPLICIT,
    )  # fmt: skip


def line(text: str, amount: Money, payer: str = "", iban: str = "", **more: str) -> BankLine:
    return BankLine("Assets:Bank", DAY, amount, text, payer, iban, **more)


@dataclass(frozen=True)
class Statement:
    """Invented open items, and lines some of which pay them."""

    items: tuple[OpenItem, ...]
    lines: tuple[BankLine, ...]

    def proposals(self) -> tuple[Proposal, ...]:
        return propose(self.lines, self.items, PAYERS)


eur = st.integers(100, 9_999).map(lambda n: Money.of(f"{n // 100}.{n % 100:02}", "EUR"))
customers = st.sampled_from(sorted(NAMES))


@st.composite
def open_items(draw: st.DrawFn) -> tuple[OpenItem, ...]:
    made = draw(st.lists(st.tuples(eur, customers), min_size=1, max_size=8))
    found = [item(f"INV-2026-{n:04}", money, who) for n, (money, who) in enumerate(made, 1)]
    if draw(st.booleans()):
        found.append(item("CN-2026-0001", -draw(eur), draw(customers)))
    if draw(st.booleans()):
        found.append(found[0]._replace(item="INV-2026-0500", balance_open=Money.zero("EUR")))
    return tuple(found)


@st.composite
def lines_for(draw: st.DrawFn, items: tuple[OpenItem, ...]) -> BankLine:
    """A line that pays one or more items exactly, nearly, or says something else."""
    paid = draw(st.lists(st.sampled_from(items), min_size=1, max_size=3, unique_by=id))
    whole = total([one.balance_open for one in paid], "EUR")
    off = draw(st.sampled_from(["0.00"] * 6 + ["0.01", "-1.00"]))
    names = [one.item for one in paid]
    sep = draw(st.sampled_from([" ", ", ", "/", " + ", " und "]))
    text = draw(st.sampled_from(["", "Rg. ", "payment for ", "SVWZ+"])) + sep.join(names)
    payer = draw(st.sampled_from([paid[0].customer, paid[0].customer, "", "Globex"]))
    kind = draw(st.integers(0, 3))
    more = {"reference": rf_reference(names[0])} if kind == 0 and len(names) == 1 else {}
    if kind == 1:
        text = draw(st.sampled_from(["thanks", "rent 2026", "0001", "order 77"]))
    return line(
        text, whole + Money.of(off, "EUR"), NAMES.get(payer, ""),
        draw(st.sampled_from(["", IBANS.get(payer, "")])), **more,
    )  # fmt: skip


@st.composite
def statements(draw: st.DrawFn, least: int = 1) -> Statement:
    items = draw(open_items())
    return Statement(items, tuple(draw(st.lists(lines_for(items), min_size=least, max_size=6))))


def booked(proposal: Proposal) -> list[tuple[str, str, str]]:
    """Return what a certain line settles: item, customer and amount."""
    return sorted((p.item.item, p.item.customer, str(p.amount)) for p in proposal.parts)


def verdicts(found: Sequence[Proposal]) -> list[tuple[Verdict, object]]:
    """Return the verdicts, with what is booked where it is certain."""
    return [(p.verdict, booked(p) if p.verdict is CERTAIN else None) for p in found]


def names(one: BankLine, item: str) -> bool:
    text = f"{one.text} {one.reference}".casefold()
    return item.casefold() in text or rf_reference(item).casefold() in text


def is_part(one: Proposal) -> bool:
    """Return whether a certain line plainly pays a part of the one document it names."""
    (part, *more) = one.parts
    most = part.item.balance_open.number * Decimal("0.9")
    return not more and names(one.line, part.item.item) and 0 < part.amount.number <= most


def is_hinted(one: Proposal) -> bool:
    """Return whether a text is the short number of the one document that a line settles."""
    return [part.item.item.rpartition("-")[2] for part in one.parts] == [one.line.text]


def explanations(one: Proposal, rows: Sequence[OpenItem]) -> int:
    """Count by trying them all the groups of a customer's rows that make up the amount."""
    own = [row.balance_open.number for row in rows if row.customer == one.customer]
    groups = (group for n in range(1, 6) for group in combinations(own, n))
    return sum(sum(group) == one.line.amount.number for group in groups)


def check_certain(statement: Statement) -> None:
    """Certain is exact: amounts of one customer, claimed once, and named or the only ones."""
    found = statement.proposals()
    claims: list[tuple[str, int | None]] = []
    for one in found:
        if one.verdict is CERTAIN:
            assert total([p.amount for p in one.parts], "EUR") == one.line.amount
            assert all(p.amount == p.item.balance_open for p in one.parts) or is_part(one)
            assert len({p.item.customer for p in one.parts}) == 1
            claims += [(part.item.item, part.item.instalment) for part in one.parts]
            if not all(names(one.line, part.item.item) for part in one.parts):
                assert one.line.payer == NAMES[one.customer] or (
                    one.line.payer_iban == IBANS[one.customer]
                )
                others = {p.item for o in found if o is not one and is_sure(o) for p in o.parts}
                rows = [row for row in statement.items if row not in others and row.balance_open]
                assert explanations(one, rows) == 1 or is_hinted(one)
    assert len(claims) == len(set(claims))


def is_sure(one: Proposal) -> bool:
    return one.verdict is CERTAIN


@CI
@given(statements())
def test_certain_is_exactly_what_is_named(statement: Statement) -> None:
    check_certain(statement)


@pytest.mark.long
@LONG
@given(statements())
def test_certain_is_exactly_what_is_named_long(statement: Statement) -> None:
    check_certain(statement)


def check_order(statement: Statement, seed: int) -> None:
    """Neither the order of lines nor that of items and payers matters."""
    mixer = random.Random(seed)  # noqa: S311 - a shuffled test, no secret
    order = list(range(len(statement.lines)))
    mixer.shuffle(order)
    items, payers = list(statement.items), list(PAYERS)
    mixer.shuffle(items)
    mixer.shuffle(payers)
    found = statement.proposals()
    again = propose([statement.lines[i] for i in order], items, payers)
    assert verdicts([found[i] for i in order]) == verdicts(again)
    for at, one in zip(order, again, strict=True):
        assert {d.words for d in found[at].doubts} == {d.words for d in one.doubts}


@CI
@given(statements(), st.integers(0, 999))
def test_no_order_matters(statement: Statement, seed: int) -> None:
    check_order(statement, seed)


@pytest.mark.long
@LONG
@given(statements(), st.integers(0, 999))
def test_no_order_matters_long(statement: Statement, seed: int) -> None:
    check_order(statement, seed)


STRANGERS = (
    Payer("Umbra", ("Umbra Lighting Ltd",), ("NL91ABNA0417164300",)),
    Payer("Vandelay", ("Vandelay Import Export",), ()),
)
UNRELATED = (
    item("INV-2025-0901", Money.of("7777.77", "EUR"), "Acme")._replace(customer="Umbra"),
    item("Q-88123", Money.of("8888.88", "EUR"), "Acme")._replace(customer="Vandelay"),
    item("INV-2025-0777", Money.of("9999.99", "USD"), "Globex"),
)
NOISE = (
    line("card payment, coffee", Money.of("-3.20", "EUR"), "Corner Cafe"),
    line("INV-2025-0901", Money.of("7777.77", "EUR"), "Umbra Lighting Ltd"),
    line("interest", Money.of("0.17", "EUR")),
    line("Vandelay Q-88123", Money.of("8888.88", "EUR"), "Vandelay Import Export"),
)


def check_unrelated(statement: Statement, at: int, *, with_lines: bool, with_items: bool) -> None:
    """Unrelated items, customers and lines leave what is certain as it is."""
    found = verdicts(statement.proposals())
    lines = list(statement.lines)
    noise = NOISE if with_lines else ()
    place = at % (len(lines) + 1)
    items = (*statement.items, *UNRELATED) if with_items else statement.items
    payers = (*PAYERS, *STRANGERS) if with_items else PAYERS
    again = propose([*lines[:place], *noise, *lines[place:]], items, payers)
    kept = [*again[:place], *again[place + len(noise) :]]
    assert verdicts(kept) == found


@CI
@given(statements(), st.integers(0, 9), st.booleans(), st.booleans())
def test_what_is_unrelated_changes_no_verdict(
    statement: Statement, at: int, with_lines: bool, with_items: bool
) -> None:
    check_unrelated(statement, at, with_lines=with_lines, with_items=with_items)


@pytest.mark.long
@LONG
@given(statements(), st.integers(0, 9), st.booleans(), st.booleans())
def test_what_is_unrelated_changes_no_verdict_long(
    statement: Statement, at: int, with_lines: bool, with_items: bool
) -> None:
    check_unrelated(statement, at, with_lines=with_lines, with_items=with_items)


def check_more_items(statement: Statement, more: list[tuple[Money, str]]) -> None:
    """Related items may raise a doubt, but never turn a certain line to another item."""
    found = statement.proposals()
    new = [item(f"INV-2026-{n:04}", m, who) for n, (m, who) in enumerate(more, 101)]
    again = propose(statement.lines, (*statement.items, *new), PAYERS)
    for before, after in zip(found, again, strict=True):
        if before.verdict is CERTAIN and after.verdict is CERTAIN:
            assert booked(before) == booked(after)
        if not is_sure(before) and is_sure(after):
            assert {p.item for p in after.parts} & set(new)


@CI
@given(statements(), st.lists(st.tuples(eur, customers), max_size=4))
def test_more_items_never_turn_a_certain_line_elsewhere(
    statement: Statement, more: list[tuple[Money, str]]
) -> None:
    check_more_items(statement, more)


@pytest.mark.long
@LONG
@given(statements(), st.lists(st.tuples(eur, customers), max_size=4))
def test_more_items_never_turn_a_certain_line_elsewhere_long(
    statement: Statement, more: list[tuple[Money, str]]
) -> None:
    check_more_items(statement, more)


def grouped(reference: str) -> str:
    return " ".join(reference[i : i + 4] for i in range(0, len(reference), 4))


REWRITINGS: dict[str, Callable[[BankLine], BankLine]] = {
    "lower case": lambda one: replace(one, text=one.text.lower(), payer=one.payer.lower()),
    "upper case": lambda one: replace(one, text=one.text.upper(), payer=one.payer.upper()),
    "a blank at both ends": lambda one: replace(one, text=f" {one.text} "),
    "words around": lambda one: replace(one, text=f"thanks, {one.text} , regards"),
    "the reference grouped": lambda one: replace(one, reference=grouped(one.reference)),
    "the reference in lower case": lambda one: replace(one, reference=one.reference.lower()),
    "the IBAN grouped": lambda one: replace(one, payer_iban=grouped(one.payer_iban)),
    "the IBAN in lower case": lambda one: replace(one, payer_iban=one.payer_iban.lower()),
    "a mark of the format": lambda one: replace(one, text=f"/REMI/{one.text}/"),
    "another line number": lambda one: replace(one, nth=one.nth + 3),
    "a reference of the bank": lambda one: replace(one, bank_ref="B2600001"),
    "a balance": lambda one: replace(one, balance=Money.of("5.00", "EUR")),
}


@pytest.mark.parametrize("name", REWRITINGS)
@settings(max_examples=8, deadline=None)
@given(statement=statements())
def test_how_a_line_is_written_does_not_matter(name: str, statement: Statement) -> None:
    changed = [REWRITINGS[name](one) for one in statement.lines]
    assert verdicts(propose(changed, statement.items, PAYERS)) == verdicts(statement.proposals())


@pytest.mark.parametrize("separator", ["", " ", "/", ".", "_", "-", " - "])
@pytest.mark.parametrize("number", ["INV-2026-0007", "RE-2026-118", "ACME-2026-04"])
def test_separators_inside_a_number_do_not_matter(number: str, separator: str) -> None:
    money = Money.of("119.00", "EUR")
    written = separator.join(number.split("-"))
    proposal = propose([line(f"pays {written} today", money)], [item(number, money, "Acme")])[0]
    assert (proposal.verdict, booked(proposal)[0][0]) == (CERTAIN, number)


@pytest.mark.parametrize("group", [2, 3, 4, 5, 8, 30])
@pytest.mark.parametrize("gap", [" ", "-"])
def test_any_grouping_of_a_structured_reference_is_read(group: int, gap: str) -> None:
    money, rf = Money.of("119.00", "EUR"), rf_reference("INV-2026-0007")
    written = gap.join(rf[i : i + group] for i in range(0, len(rf), group))
    items = [item("INV-2026-0007", money, "Acme"), item("INV-2026-0008", money, "Acme")]
    for one in (line(f"x {written}", money), line(f"x {written.lower()}", money)):
        proposal = propose([one], items)[0]
        assert (proposal.verdict, booked(proposal)[0][0]) == (CERTAIN, "INV-2026-0007")


@pytest.mark.parametrize("at", range(4, 17))
def test_a_reference_with_one_digit_wrong_proves_nothing(at: int) -> None:
    money, rf = Money.of("119.00", "EUR"), rf_reference("INV-2026-0007")
    if at >= len(rf) or not rf[at].isdigit():
        return
    wrong = f"{rf[:at]}{(int(rf[at]) + 1) % 10}{rf[at + 1 :]}"
    one = line("payment", money, reference=wrong)
    assert propose([one], [item("INV-2026-0007", money, "Acme")])[0].verdict is not CERTAIN


prefixes = st.text("ABCXYZ0123456789", min_size=1, max_size=4)


def check_longer(prefix: str, suffix: str, number: int) -> None:
    """A number inside a longer one, before or behind, is never the number."""
    name, money = f"INV-2026-{number:04}", Money.of("119.00", "EUR")
    joined = [f"{prefix}{name}", f"{name}{suffix}", f"{prefix}{name}{suffix}"]
    parted = [f"{name}{sign}{suffix}" for sign in "-_."] + [
        f"{prefix}{sign}{name}" for sign in "-_"
    ]
    for text in (*joined, *parted):
        one = propose([line(text, money)], [item(name, money, "Acme")])[0]
        assert one.verdict is ASK, text


@settings(max_examples=50, deadline=None)
@given(prefixes, prefixes, st.integers(0, 9999))
def test_a_number_inside_a_longer_one_never_counts(prefix: str, suffix: str, number: int) -> None:
    check_longer(prefix, suffix, number)


@pytest.mark.long
@LONG
@given(prefixes, prefixes, st.integers(0, 9999))
def test_a_number_inside_a_longer_one_never_counts_long(
    prefix: str, suffix: str, number: int
) -> None:
    check_longer(prefix, suffix, number)


def check_twins(statement: Statement, at: int) -> None:
    """When a certain line stands twice, both are asked about, and no other line becomes certain."""
    found = statement.proposals()
    place = at % len(found)
    if found[place].verdict is not CERTAIN:
        return
    again = propose([*statement.lines, statement.lines[place]], statement.items, PAYERS)
    twins = again[place], again[-1]
    if found[place].parts[0].amount != found[place].parts[0].item.balance_open:
        return  # a part may well be paid twice
    assert [one.verdict for one in twins] == [ASK, ASK]
    for one in twins:
        assert any("another line of the day" in doubt.words for doubt in one.doubts)
    for before, after in zip(found, again, strict=False):
        assert not (before.verdict is not CERTAIN and after.verdict is CERTAIN)


@CI
@given(statements(), st.integers(0, 5))
def test_two_lines_for_one_item_are_both_asked(statement: Statement, at: int) -> None:
    check_twins(statement, at)


@pytest.mark.long
@LONG
@given(statements(), st.integers(0, 5))
def test_two_lines_for_one_item_are_both_asked_long(statement: Statement, at: int) -> None:
    check_twins(statement, at)


def check_settled(statement: Statement) -> None:
    """Once a certain line is booked, the same line is never certain again."""
    found = statement.proposals()
    paid = {p.item for one in found if one.verdict is CERTAIN for p in one.parts}
    after = [
        i._replace(balance_open=Money.zero("EUR")) if i in paid else i for i in statement.items
    ]
    again = propose(statement.lines, after, PAYERS)
    for before, now in zip(found, again, strict=True):
        if before.verdict is CERTAIN:
            assert now.verdict is not CERTAIN
            # Money out to a stranger is not the customers', whatever number it holds.
            named = all(names(now.line, part.item.item) for part in before.parts)
            if named and (now.verdict is ASK or now.line.amount.number > 0):
                assert any("settled already" in doubt.words for doubt in now.doubts)


@CI
@given(statements())
def test_what_is_booked_is_not_certain_again(statement: Statement) -> None:
    check_settled(statement)


@pytest.mark.long
@LONG
@given(statements())
def test_what_is_booked_is_not_certain_again_long(statement: Statement) -> None:
    check_settled(statement)


@CI
@given(statements(), st.integers(1, 500))
def test_another_amount_is_never_certain(statement: Statement, cents: int) -> None:
    """A line that named its items exactly names them no longer when it differs by a cent."""
    off = Money.of(f"{cents // 100}.{cents % 100:02}", "EUR")
    whole = {
        total([row.balance_open for row in statement.items if row.item == i.item], "EUR")
        for i in statement.items
    }
    for one, before in zip(statement.lines, statement.proposals(), strict=True):
        if before.verdict is CERTAIN and one.amount + off not in whole:
            changed = replace(one, amount=one.amount + off)
            assert propose([changed], statement.items, PAYERS)[0].verdict is not CERTAIN


@CI
@given(statements())
def test_another_currency_is_never_certain(statement: Statement) -> None:
    changed = [replace(one, amount=Money(one.amount.number, "CHF")) for one in statement.lines]
    assert all(p.verdict is not CERTAIN for p in propose(changed, statement.items, PAYERS))


def test_the_generator_makes_every_verdict() -> None:
    """Guard against a generator that proves nothing: enough lines must be certain."""
    counts = {CERTAIN: 0, ASK: 0}

    @settings(max_examples=60, deadline=None, database=None, derandomize=True)
    @given(statements())
    def count(statement: Statement) -> None:
        for one in statement.proposals():
            counts[one.verdict] = counts.get(one.verdict, 0) + 1

    count()
    assert counts[CERTAIN] > 20
    assert counts[ASK] > 20


@pytest.mark.parametrize(("gap", "verdict"), [(" - ", CERTAIN), (" -- ", ASK), ("     ", ASK)])
def test_parts_of_a_number_far_apart_are_no_number(gap: str, verdict: Verdict) -> None:
    money = Money.of("119.00", "EUR")
    one = line(f"pays INV{gap}2026{gap}0007 today", money)
    assert propose([one], [item("INV-2026-0007", money, "Acme")])[0].verdict is verdict


@pytest.mark.parametrize("end", ["", " ", "-", ".", "  "])
def test_what_follows_a_structured_reference_at_the_end_does_not_matter(end: str) -> None:
    money = Money.of("119.00", "EUR")
    one = line(f"x {grouped(rf_reference('INV-2026-0007'))}{end}", money)
    assert propose([one], [item("INV-2026-0007", money, "Acme")])[0].verdict is CERTAIN
