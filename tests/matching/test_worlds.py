"""A month at the bank, exported in many ways: the ledger ends up with the same lines."""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from billcli.bank.csv_read import read_statement
from billcli.domain.bank_line import BankLine
from billcli.domain.entry import Entry, Facts, Posting, Record
from billcli.domain.money import Money
from billcli.domain.open_item import Kind, KnownBy, OpenItem
from billcli.domain.payment_entry import bank_meta
from billcli.matching.assign import propose
from billcli.matching.identity import sort_lines
from billcli.matching.payer import Payer
from billcli.matching.proposal import Verdict
from billcli.matching.sorted_line import LineStatus

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

BANK = "Assets:Bank:Checking"
FIRST = dt.date(2026, 3, 14)  # a day that is no month
DAYS = 12
CI = settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow])
LONG = settings(max_examples=2000, deadline=None, suppress_health_check=[HealthCheck.too_slow])
FRESH = {LineStatus.NEW, LineStatus.DOUBTFUL}
Content = Counter[tuple[object, ...]]


@st.composite
def movements(draw: st.DrawFn, most: int = 10) -> tuple[BankLine, ...]:
    """Return a statement, oldest first: identical lines, credits, debits, with references or not.

    A bank either gives each line a reference of its own or none at all.
    """
    with_refs = draw(st.booleans())
    rows = draw(
        st.lists(
            st.tuples(
                st.integers(0, DAYS),
                st.sampled_from(["119.00", "1234.50", "5.00", "-5.00", "-1800.25", "0.17"]),
                st.sampled_from(["INV-2026-0001", "rent March", "fee", "INV-2026-0002 thanks"]),
                st.sampled_from(["Acme Trading Inc.", "Globex Holding AG", "Landlord"]),
            ),
            min_size=1,
            max_size=most,
        )
    )
    made: list[BankLine] = []
    seen: Counter[tuple[object, ...]] = Counter()
    for n, (day, number, text, payer) in enumerate(sorted(rows), 1):
        date, amount = FIRST + dt.timedelta(days=day), Money.of(number, "EUR")
        seen[date, amount] += 1
        ref = f"B26{n:06}" if with_refs else ""
        made.append(BankLine(BANK, date, amount, text, payer, bank_ref=ref, nth=seen[date, amount]))
    return tuple(made)


def booked(line: BankLine, *, halves: bool = False) -> Entry:
    """Return the entry of a line as the contract says; perhaps over two postings."""
    meta = bank_meta(line)
    whole = Posting(BANK, line.amount, meta)
    if halves:
        part = Money.of("1.00", "EUR")
        postings = (Posting(BANK, line.amount - part, meta), Posting(BANK, part, meta))
        return Entry(line.date, line.payer, "", (), (), postings)
    return Entry(line.date, line.payer, "", (), (), (whole,))


def ignored(line: BankLine) -> Record:
    key = {"bank-ref": line.bank_ref} if line.bank_ref else {"bank-key": line.key}
    meta = {**key, "reason": "private", "bank-text": line.text}
    return Record(line.date, "bank-line", (BANK, "ignored"), meta)


def imported(
    files: Iterable[Sequence[BankLine]],
    facts: Facts | None = None,
    book: Callable[[BankLine], Entry | Record] = booked,
) -> Facts:
    """Return the ledger after importing files in order.

    A question whether a line is new is answered truthfully: texts are whole here, so that another
    text is another line.
    """
    facts = facts or Facts()
    for file in files:
        fresh = [s.line for s in sort_lines(file, facts, BANK) if s.status in FRESH]
        made = [book(line) for line in fresh]
        facts = replace(
            facts,
            entries=facts.entries + tuple(m for m in made if isinstance(m, Entry)),
            records=facts.records + tuple(m for m in made if isinstance(m, Record)),
        )
    return facts


def content(facts: Facts) -> Content:
    return Counter(
        (e.date, str(sum(p.amount.number for p in e.postings)), e.postings[0].meta["bank-text"])
        for e in facts.entries
    )


def told(lines: Iterable[BankLine]) -> Content:
    return Counter((one.date, str(one.amount.number), one.text) for one in lines)


slices = st.lists(st.tuples(st.integers(0, DAYS), st.integers(0, DAYS)), max_size=5)


def cut(lines: Sequence[BankLine], bounds: Iterable[tuple[int, int]]) -> list[list[BankLine]]:
    """Return exports of whole days, that may overlap, repeat or miss days."""
    return [
        [one for one in lines if min(pair) <= (one.date - FIRST).days <= max(pair)]
        for pair in bounds
    ]


def check_exports(lines: tuple[BankLine, ...], bounds: list[tuple[int, int]]) -> None:
    """However the month is cut, repeated and ordered, every line is in the ledger once."""
    files = [file for file in cut(lines, bounds) if file]
    for order in ([*files, lines], [lines, *files], [*files, *reversed(files), lines, lines]):
        facts = imported(order)
        assert content(facts) == told(lines)
        assert {s.status for s in sort_lines(lines, facts, BANK)} == {LineStatus.KNOWN}


@CI
@given(movements(), slices)
def test_however_a_month_is_exported_each_line_is_booked_once(
    lines: tuple[BankLine, ...], bounds: list[tuple[int, int]]
) -> None:
    check_exports(lines, bounds)


@pytest.mark.long
@LONG
@given(movements(), slices)
def test_however_a_month_is_exported_each_line_is_booked_once_long(
    lines: tuple[BankLine, ...], bounds: list[tuple[int, int]]
) -> None:
    check_exports(lines, bounds)


@CI
@given(movements(), slices)
def test_a_slice_brings_nothing_but_its_own_lines(
    lines: tuple[BankLine, ...], bounds: list[tuple[int, int]]
) -> None:
    files = cut(lines, bounds)
    days = {one.date for file in files for one in file}
    assert content(imported(files)) == told(one for one in lines if one.date in days)


@CI
@given(movements())
def test_ignored_lines_stay_ignored(lines: tuple[BankLine, ...]) -> None:
    facts = imported([lines], book=ignored)
    assert facts.entries == ()
    assert {s.status for s in sort_lines(lines, facts, BANK)} == {LineStatus.KNOWN}


@CI
@given(movements())
def test_lines_booked_over_two_postings_are_known(lines: tuple[BankLine, ...]) -> None:
    facts = imported([lines], book=lambda one: booked(one, halves=True))
    assert content(facts) == told(lines)
    assert {s.status for s in sort_lines(lines, facts, BANK)} == {LineStatus.KNOWN}


@CI
@given(movements())
def test_another_account_is_another_statement(lines: tuple[BankLine, ...]) -> None:
    elsewhere = [replace(one, account="Assets:Bank:Savings") for one in lines]
    facts = imported([lines])
    found = sort_lines(elsewhere, facts, "Assets:Bank:Savings")
    assert {s.status for s in found} == {LineStatus.NEW}


@CI
@given(movements())
def test_new_keys_never_meet_old_ones(lines: tuple[BankLine, ...]) -> None:
    """Days that come one by one, and then twice as many lines on each, keep their keys apart."""
    bare = [replace(one, bank_ref="") for one in lines]
    doubled = [*bare, *(replace(one, text=f"{one.text} again") for one in bare)]
    facts = imported([bare, doubled])
    keys = [p.meta["bank-key"] for e in facts.entries for p in e.postings]
    assert len(keys) == len(set(keys)) == 2 * len(lines)


def test_a_reference_outranks_the_text() -> None:
    line = BankLine(BANK, FIRST, Money.of("5.00", "EUR"), "fee", bank_ref="B1")
    facts = imported([[line]])
    (again,) = sort_lines([replace(line, text="FEE / Gebühr")], facts, BANK)
    assert again.status is LineStatus.KNOWN
    (other,) = sort_lines([replace(line, amount=Money.of("6.00", "EUR"))], facts, BANK)
    assert other.status is LineStatus.CONFLICT


@dataclass(frozen=True)
class Dialect:
    """How a bank writes its exports."""

    name: str
    header: tuple[str, str, str, str]
    delimiter: str = ","
    decimal: str = "."
    thousands: str = ""
    date: str = "%Y-%m-%d"
    encoding: str = "utf-8"
    newest_first: bool = False
    quoting: int = csv.QUOTE_MINIMAL
    preamble: str = ""
    newline: str = "\n"


EN = ("Date", "Description", "Counterparty", "Amount")
DE = ("Buchungstag", "Verwendungszweck", "Auftraggeber/Empfänger", "Betrag")
DIALECTS = [
    Dialect("plain", EN),
    Dialect("newest first", EN, newest_first=True),
    Dialect("quoted", EN, quoting=csv.QUOTE_ALL),
    Dialect("windows line ends", EN, newline="\r\n"),
    Dialect("tabs", EN, delimiter="\t"),
    Dialect("bars", EN, delimiter="|"),
    Dialect("grouped thousands", EN, thousands=","),
    Dialect("American dates", EN, date="%m/%d/%Y"),
    Dialect("British dates", EN, date="%d/%m/%Y", thousands=","),
    Dialect("byte order mark", EN, encoding="utf-8-sig"),
    Dialect("UTF-16", EN, delimiter="\t", encoding="utf-16"),
    Dialect("German", DE, ";", ",", ".", "%d.%m.%Y"),
    Dialect("German, Windows", DE, ";", ",", ".", "%d.%m.%Y", "cp1252", newest_first=True),
    Dialect("German, quoted", DE, ";", ",", "", "%d.%m.%y", quoting=csv.QUOTE_ALL),
    Dialect(
        "German, with a preamble", DE, ";", ",", ".", "%d.%m.%Y",
        preamble="Kontoauszug;\nvom 01.03.2026;\n\n",
    ),
    Dialect("Dutch", ("Datum", "Omschrijving", "Tegenpartij", "Bedrag"), ",", ",", "", "%Y%m%d"),
    Dialect("French", ("Date", "Libellé", "Tiers", "Montant"), ";", ",", " ", "%d/%m/%Y"),
    Dialect("Spanish", ("Fecha", "Concepto", "Ordenante", "Importe"), ";", ",", ".", "%d/%m/%Y"),
    Dialect("Italian", ("Data", "Causale", "Controparte", "Importo"), ";", ",", ".", "%d/%m/%Y"),
    Dialect("Polish", ("Data operacji", "Tytuł", "Nadawca", "Kwota"), ";", ",", " ", "%Y-%m-%d"),
    Dialect("Swedish", ("Datum", "Text", "Motpart", "Belopp"), ";", ",", " ", "%Y-%m-%d"),
]  # fmt: skip


def number(money: Money, dialect: Dialect) -> str:
    text = f"{money.number:,}".replace(",", "\0").replace(".", dialect.decimal)
    return text.replace("\0", dialect.thousands)


def exported(lines: Sequence[BankLine], dialect: Dialect) -> bytes:
    out = io.StringIO()
    writer = csv.writer(
        out, delimiter=dialect.delimiter, quoting=dialect.quoting, lineterminator=dialect.newline
    )  # type: ignore[call-overload]
    writer.writerow(dialect.header)
    for one in reversed(lines) if dialect.newest_first else lines:
        date = one.date.strftime(dialect.date)
        writer.writerow([date, one.text, one.payer, number(one.amount, dialect)])
    return (dialect.preamble + out.getvalue()).encode(dialect.encoding)


# Two days and a full amount that leave no order of dates and no decimal sign open.
ANCHOR = (
    BankLine(BANK, FIRST - dt.timedelta(days=1), Money.of("1234.56", "EUR"), "opening", "Initech"),
    BankLine(BANK, FIRST + dt.timedelta(days=17), Money.of("0.99", "EUR"), "closing", "Initech"),
)


def read(lines: Sequence[BankLine], dialect: Dialect) -> tuple[BankLine, ...]:
    data = exported(lines, dialect)
    return read_statement(data, f"{dialect.name}.csv", None, BANK, "EUR").lines


def check_dialect(lines: tuple[BankLine, ...], dialect: Dialect) -> None:
    """The same month in another dialect gives the same lines, keys included."""
    bare = [replace(one, bank_ref="") for one in (ANCHOR[0], *lines, ANCHOR[1])]
    assert Counter(read(bare, dialect)) == Counter(bare)
    plain = read(bare, DIALECTS[0])
    facts = imported([plain])
    assert content(imported([read(bare, dialect)], facts)) == told(bare)


@pytest.mark.parametrize("dialect", DIALECTS, ids=lambda dialect: dialect.name)
@settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(lines=movements())
def test_another_dialect_gives_the_same_lines(
    dialect: Dialect, lines: tuple[BankLine, ...]
) -> None:
    check_dialect(lines, dialect)


@pytest.mark.long
@pytest.mark.parametrize("dialect", DIALECTS, ids=lambda dialect: dialect.name)
@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(lines=movements())
def test_another_dialect_gives_the_same_lines_long(
    dialect: Dialect, lines: tuple[BankLine, ...]
) -> None:
    check_dialect(lines, dialect)


def invoice(name: str, balance: str, customer: str) -> OpenItem:
    money, issued = Money.of(balance, "EUR"), FIRST - dt.timedelta(days=20)
    return OpenItem(
        name, Kind.INVOICE, customer, customer, f"Assets:Receivable:{customer}", issued,
        issued + dt.timedelta(days=30), None, money, money, KnownBy.EXPLICIT,
    )  # fmt: skip


ITEMS = (
    invoice("INV-2026-0001", "119.00", "Acme"),
    invoice("INV-2026-0002", "1234.50", "Globex"),
    invoice("INV-2026-0003", "5.00", "Acme"),
)
PAYERS = (Payer("Acme", ("Acme Trading Inc.",)), Payer("Globex", ("Globex Holding AG",)))


@pytest.mark.parametrize("dialect", DIALECTS[1:], ids=lambda dialect: dialect.name)
@settings(max_examples=4, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(lines=movements(most=6))
def test_another_dialect_settles_the_same_items(
    dialect: Dialect, lines: tuple[BankLine, ...]
) -> None:
    whole = (ANCHOR[0], *lines, ANCHOR[1])

    def settled(found: tuple[BankLine, ...]) -> Counter[tuple[object, ...]]:
        return Counter(
            (one.line.date, one.verdict, tuple(sorted(p.item.item for p in one.parts)))
            for one in propose(found, ITEMS, PAYERS)
        )

    assert settled(read(whole, dialect)) == settled(read(whole, DIALECTS[0]))


def test_the_month_pays_what_it_names() -> None:
    """Guard: in a plain month the lines that name an item exactly are certain."""
    lines = (
        BankLine(BANK, FIRST, Money.of("119.00", "EUR"), "INV-2026-0001", "Acme Trading Inc."),
        BankLine(BANK, FIRST, Money.of("1234.50", "EUR"), "INV-2026-0002", "Globex Holding AG"),
        BankLine(BANK, FIRST, Money.of("-1800.25", "EUR"), "rent March", "Landlord"),
    )
    found = propose(read((ANCHOR[0], *lines, ANCHOR[1]), DIALECTS[11]), ITEMS, PAYERS)
    assert [one.verdict for one in found[1:4]] == [
        Verdict.CERTAIN, Verdict.CERTAIN, Verdict.OTHER,
    ]  # fmt: skip
