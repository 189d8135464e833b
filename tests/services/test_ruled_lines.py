"""Reconciling with rules: what they book, what they yield to, and that no line is lost."""

from __future__ import annotations

import datetime as dt
import random
from collections import Counter
from typing import TYPE_CHECKING

import pytest

from billcli.domain.money import Money, total
from billcli.services.line_answer import Follow
from billcli.services.reconcile import book_answers, book_certain
from billcli.services.review import Fate, set_aside
from billcli.services.review_statement import review
from billcli.services.statement_set import Wanted, read_statement_set
from billcli.services.writing import Consent

if TYPE_CHECKING:
    from shop import Shop

    from billcli.services.review import Review
    from billcli.services.writing import Written

HEAD = "Date;Payee;Text;Amount;Currency\n"
POWER = "2026-01-31;City Power;Electricity;-80.12;EUR\n"
INTEREST = "2026-01-31;Lake Bank;Interest;0.45;EUR\n"
CERTAIN = "2026-01-31;ACME INC;Invoice INV-2026-0001;100.00;EUR\n"
RULES = """[rule.power]
payer = "City Power"
sign = "out"
book = "Expenses:Fees"

[rule.interest]
text = "interest"
leave = "kept by hand"

[rule.acme]
payer = "ACME INC"
book = "Income:Books"

[rule.dollars]
text = "dollars"
book = "Expenses:Dollars"
"""


def _agree(text: str) -> None:
    assert text


YES, DRY = Consent(_agree), Consent(_agree, dry_run=True)


@pytest.fixture
def desk(shop: Shop) -> Shop:
    """Return books with an invoice of 100 EUR and some rules."""
    shop.append("2026-01-20 open Expenses:Dollars USD\n")
    shop.sold("100")
    shop.write("rules.toml", RULES)
    return shop


def _seen(desk: Shop, *rows: str) -> Review:
    desk.write("bank.csv", HEAD + "".join(rows))
    books = desk.workspace()
    return read_statement_set(books, Wanted(desk.folder, ["bank.csv"])).review(books)


def _booked(desk: Shop, *rows: str, consent: Consent = YES) -> Written[Review]:
    seen = _seen(desk, *rows)
    return book_certain(desk.workspace(), seen, consent)


def _balance(desk: Shop, account: str) -> Money:
    facts = desk.workspace().snapshot.facts
    amounts = [p.amount for e in facts.entries for p in e.postings if p.account == account]
    return total(amounts, "EUR")


def test_rules_book_and_leave_what_is_no_customers(desk: Shop) -> None:
    written = _booked(desk, POWER, INTEREST)
    assert [(one.fate, one.entry_id, one.why) for one in written.value.lines] == [
        (Fate.BY_RULE, "BNK-2026-0001", "rule power (Expenses:Fees)"),
        (Fate.IGNORED, "", "rule interest (kept by hand)"),
    ]
    assert _balance(desk, "Expenses:Fees") == Money.of("80.12", "EUR")
    (entry,) = (e for e in desk.workspace().snapshot.facts.entries if e.payee == "City Power")
    assert (entry.tags, entry.links, entry.narration) == ((), ("BNK-2026-0001",), "Electricity")
    assert [sorted(p.meta) for p in entry.postings] == [["bank-key", "bank-text", "payer"], []]
    assert 'reason: "kept by hand"' in desk.text()
    assert desk("check --strict").status == 0
    assert {one.fate for one in _seen(desk, POWER, INTEREST).lines} == {Fate.KNOWN}


def test_a_dry_run_says_what_rules_would_do(desk: Shop) -> None:
    before = desk.tree() | {"bank.csv": (HEAD + POWER).encode()}
    written = _booked(desk, POWER, consent=DRY)
    assert [one.entry_id for one in written.value.lines] == ["BNK-2026-0001"]
    assert "Expenses:Fees" in written.text
    assert desk.tree() == before


def test_what_the_matcher_would_book_is_asked_when_a_rule_holds_too(desk: Shop) -> None:
    (one,) = _seen(desk, CERTAIN).lines
    assert one.fate is Fate.WAITING
    assert one.why.startswith("INV-2026-0001: the text names INV-2026-0001")
    assert one.why.endswith("; rule acme (Income:Books) holds as well")


def test_a_line_that_is_asked_settles_nothing_for_the_lines_beside_it(desk: Shop) -> None:
    """Twins: while a rule holds for the line that names one of them, the other may be either."""
    desk.sold("100")
    named = "2026-01-31;ACME INC;deposit back INV-2026-0001;100.00;EUR\n"
    nameless = "2026-01-31;ACME INC;transfer;100.00;EUR\n"
    desk.write("rules.toml", "")
    assert {one.fate for one in _seen(desk, named, nameless).lines} == {Fate.CERTAIN}
    desk.write("rules.toml", '[rule.back]\ntext = "deposit back"\nleave = "no sale"\n')
    assert {one.fate for one in _seen(desk, named, nameless).lines} == {Fate.WAITING}


@pytest.mark.parametrize(
    ("row", "why"),
    [
        ("2026-01-31;Shop;dollars;-5.00;EUR\n", "Expenses:Dollars takes no EUR"),
        ("2026-01-19;Shop;dollars;-5.00;USD\n", "Expenses:Dollars is not open on 2026-01-19"),
        ("2026-02-01;City Power;Electricity;-80.12;EUR\n", "2026-02-01 is after today"),
        ("2026-01-31;City Power;for INV-2026-0001;-80.12;EUR\n", "names INV-2026-0001"),
    ],
)
def test_a_rule_that_may_not_decide_is_mentioned(desk: Shop, row: str, why: str) -> None:
    (one,) = _seen(desk, row).lines
    assert one.fate is Fate.WAITING
    assert why in one.why
    assert " holds as well" in one.why


def test_a_line_that_may_be_in_the_books_is_asked(desk: Shop) -> None:
    desk.append(
        '2026-01-30 * "Power"\n  Assets:Bank:Checking  -80.12 EUR\n  Expenses:Fees\n',
        "2026.beancount",
    )
    (one,) = _seen(desk, POWER).lines
    assert (one.fate, one.doubtful) == (Fate.WAITING, True)
    assert one.why.endswith("rule power (Expenses:Fees) holds as well")


def test_a_rule_may_be_followed_by_answer(desk: Shop) -> None:
    seen = _seen(desk, CERTAIN)
    (one,) = seen.lines
    assert one.ruling
    answers = [(one.line, Follow(one.ruling.rule))]
    written = book_answers(desk.workspace(), seen.statement, answers, YES)
    assert written.value == ("BNK-2026-0001",)
    assert _balance(desk, "Income:Books") == Money.of("-100", "EUR")


def test_what_nobody_agreed_to_waits(desk: Shop) -> None:
    aside = set_aside(_seen(desk, POWER, INTEREST))
    assert {one.fate for one in aside.lines} == {Fate.WAITING}


def _random_rows(dice: random.Random) -> list[str]:
    payers = ["ACME INC", "City Power", "Lake Bank", "Globex Ltd.", "Nobody", "Paper Shop", ""]
    texts = ["INV-2026-0001", "INV-2026-0002", "interest", "electricity", "dollars", "thanks", ""]
    amounts = ["100.00", "-80.12", "0.45", "250.00", "-100.00", "7.00"]
    days = [dt.date(2026, 1, 15) + dt.timedelta(days=n) for n in range(20)]
    return [
        f"{dice.choice(days)};{dice.choice(payers)};{dice.choice(texts)};{dice.choice(amounts)};EUR\n"
        for _ in range(dice.randrange(1, 40))
    ]


def _check_whole(desk: Shop, seed: int) -> None:
    dice = random.Random(seed)  # noqa: S311 - a test
    rows = _random_rows(dice)
    before = _balance(desk, "Assets:Bank:Checking")
    seen = _seen(desk, *rows)
    ready = seen.count(Fate.CERTAIN) + seen.count(Fate.RULED)
    final = _booked(desk, *rows).value if ready else seen
    fates = Counter(one.fate for one in final.lines)
    ends = (Fate.BOOKED, Fate.BY_RULE, Fate.WAITING, Fate.OTHER, Fate.IGNORED, Fate.KNOWN)
    assert len(final.lines) == len(rows) == sum(fates[fate] for fate in ends)
    assert all(one.why for one in final.lines)
    written = [one for one in final.lines if one.fate in {Fate.BOOKED, Fate.BY_RULE}]
    moved = total([one.line.amount for one in written], "EUR")
    assert _balance(desk, "Assets:Bank:Checking") == before + moved
    again = _seen(desk, *rows)
    known = fates[Fate.BOOKED] + fates[Fate.BY_RULE] + fates[Fate.IGNORED] + fates[Fate.KNOWN]
    assert again.count(Fate.KNOWN) >= known
    assert not any(one.fate in {Fate.CERTAIN, Fate.RULED} for one in again.lines)


@pytest.mark.parametrize("seed", range(4))
def test_every_line_of_a_random_statement_ends_somewhere(desk: Shop, seed: int) -> None:
    desk.sold("250", customer="Acme")
    _check_whole(desk, seed)


@pytest.mark.long
@pytest.mark.parametrize("seed", range(10, 60))
def test_every_line_of_many_random_statements_ends_somewhere(desk: Shop, seed: int) -> None:
    desk.sold("250", customer="Acme")
    _check_whole(desk, seed)
    _check_whole(desk, seed + 1)


def test_said_rules_reach_the_review_only_through_the_file(desk: Shop) -> None:
    desk.write("bank.csv", HEAD + POWER)
    books = desk.workspace()
    read = read_statement_set(books, Wanted(desk.folder, ["bank.csv"]))
    assert [rule.id for rule in read.said.rules] == ["power", "interest", "acme", "dollars"]
    assert [one.fate for one in review(books, read.statement).lines] == [Fate.OTHER]
