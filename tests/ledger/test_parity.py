"""Random ledgers of every directive read as Beancount's own loader reads them, faults included."""

from __future__ import annotations

import datetime as dt
import itertools
from collections import Counter
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest
from beancount import loader
from beancount.core import data as bean
from beancount.core.amount import Amount
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from billcli.domain.money import Money
from billcli.domain.problem import errors
from billcli.ledger.faults import Places, problems_of
from billcli.ledger.load import load

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from billcli.domain.entry import Directive, Posting
    from billcli.domain.problem import Problem
    from billcli.ledger.snapshot import Snapshot

START = dt.date(2026, 1, 1)
ACCOUNTS = (
    "Assets:Receivable:Acme", "Assets:Receivable:Globex", "Assets:Bank:Checking",
    "Liabilities:SalesTax", "Income:Services", "Expenses:Fees", "Equity:Opening",
)  # fmt: skip
HOLDING = "Assets:Depot"
CURRENCIES = ("EUR", "USD", "JPY")
PLUGINS = (
    'plugin "beancount.plugins.implicit_prices"',
    'plugin "beancount.plugins.auto_accounts"',
    'plugin "beancount.plugins.check_closing"',
    'plugin "beancount.plugins.close_tree"',
    'plugin "beancount.plugins.coherent_cost"',
    'plugin "beancount.plugins.currency_accounts" "Equity:Currencies"',
    'plugin "beancount.plugins.leafonly"',
    'plugin "beancount.plugins.noduplicates"',
    'plugin "beancount.plugins.nounused"',
    'plugin "beancount.plugins.onecommodity"',
    'plugin "beancount.plugins.sellgains"',
    'plugin "beancount.plugins.unique_prices"',
    'plugin "beancount.plugins.check_drained"',
    'plugin "beancount.plugins.check_commodity"',
    'plugin "beancount.plugins.commodity_attr" "{\'name\': None}"',
)
OPTIONS = (
    'option "title" "Books of an invented firm"',
    'option "operating_currency" "EUR"',
    'option "operating_currency" "USD"',
    'option "booking_method" "FIFO"',
    'option "booking_method" "NONE"',
    'option "booking_method" "LIFO"',
    'option "render_commas" "TRUE"',
    'option "inferred_tolerance_default" "EUR:0.01"',
    'option "infer_tolerance_from_cost" "TRUE"',
    'option "account_previous_balances" "Opening"',
    'option "name_income" "Ertrag"',
    'option "name_assets" "Aktiva"',
)
VALUES = (
    '"free text"', '"a ""quoted"" word"'.replace('""', '\\"'), "2026-02-03", "12.50", "-3", "TRUE",
    "FALSE", "17.10 EUR", "USD", "#tagged", "Assets:Bank:Checking", '""', "(3 + 4)", '"Übung 東京"',
)  # fmt: skip

names = st.sampled_from(["Acme", "Globex", "Müller & Söhne", "", "O'Neil", "東京商事"])
words = st.sampled_from(["Consulting", "Rückerstattung", "two\nlines", "; no comment", "a  b", ""])
marks = st.lists(
    st.sampled_from(["#trip", "#invoice", "^INV-1", "^INV-2026-0002", "^a/b.c", "#q1"]), max_size=3
)
meta = st.lists(
    st.tuples(st.sampled_from(["invoice", "due", "note", "x-1", "aB"]), st.sampled_from(VALUES)),
    max_size=3,
    unique_by=lambda pair: pair[0],
)
cents = st.integers(-200_000, 200_000)


@st.composite
def days(draw: st.DrawFn, last: int = 300) -> str:
    return str(START + dt.timedelta(days=draw(st.integers(1, last))))


@dataclass(frozen=True)
class Text:
    """A ledger: its directives, what stands before them, and how it is cut into files."""

    head: tuple[str, ...]
    parts: tuple[str, ...]
    cuts: tuple[int, ...]
    nested: bool = False
    documents: tuple[str, ...] = field(default=("invoice.pdf",))


def keyed(pairs: Iterable[tuple[str, str]], indent: str) -> str:
    return "".join(f"{indent}{key}: {value}\n" for key, value in pairs)


def number(value: int, currency: str) -> str:
    return str(value) if currency == "JPY" else f"{Decimal(value).scaleb(-2)}"


@st.composite
def plain_entries(draw: st.DrawFn) -> str:
    """A transaction in one currency that balances, or lacks one amount, or rarely does not."""
    currency = draw(st.sampled_from(CURRENCIES))
    accounts = draw(st.lists(st.sampled_from(ACCOUNTS), min_size=2, max_size=4))
    figures = [draw(cents) for _ in accounts[1:]]
    rest = -sum(figures) + draw(st.sampled_from([0] * 12 + [1, 100]))
    flag = draw(st.sampled_from(["*", "!", "txn", "P"]))
    payee, narration = (w.replace("\n", "\\n") for w in (draw(names), draw(words)))
    text = f'{draw(days())} {flag} "{payee}" "{narration}" {" ".join(draw(marks))}'.rstrip() + "\n"
    text += keyed(draw(meta), "  ")
    legs = [f"{number(f, currency)} {currency}" for f in figures]
    legs.append(draw(st.sampled_from([f"{number(rest, currency)} {currency}", ""])))
    order = draw(st.permutations(list(zip(accounts, legs, strict=True))))
    for account, leg in order:
        sign = draw(st.sampled_from(["", "", "", "! "]))
        text += f"  {sign}{account}  {leg}".rstrip() + "\n" + keyed(draw(meta), "    ")
    return text


@st.composite
def priced_entries(draw: st.DrawFn) -> str:
    """A transaction in two currencies, priced per unit or in total."""
    units, rate = draw(st.integers(1, 90_000)), draw(st.integers(1, 300))
    account, other = draw(st.sampled_from(ACCOUNTS)), draw(st.sampled_from(ACCOUNTS))
    worth = Decimal(units * rate).scaleb(-4)
    amount = Decimal(units).scaleb(-2)
    price = draw(st.sampled_from([f"@ {Decimal(rate).scaleb(-2)}", f"@@ {worth}"]))
    return (
        f'{draw(days())} * "Acme" "abroad"\n'
        f"  {account}  {amount} EUR {price} USD\n  {other}  -{worth} USD\n"
    )


@st.composite
def bought_and_sold(draw: st.DrawFn) -> str:
    """Units bought at cost and some of them sold, with lots named or left to the method."""
    bought, cost = draw(st.integers(1, 40)), Decimal(draw(st.integers(100, 5_000))).scaleb(-2)
    sold = draw(st.integers(1, 45))
    lot = draw(st.sampled_from(["{}", f"{{{cost} EUR}}", f"{{{cost} EUR, 2026-01-02}}"]))
    label = draw(st.sampled_from(["", ', "lot-a"', ", 2026-01-02"]))
    text = f'2026-01-02 * "buy"\n  {HOLDING}  {bought} HOOL {{{cost} EUR{label}}}\n'
    text += "  Assets:Bank:Checking\n"
    text += f'\n{draw(days())} * "sell"\n  {HOLDING}  -{sold} HOOL {lot} @ {cost + 1} EUR\n'
    return text + f"  Assets:Bank:Checking  {sold * (cost + 1)} EUR\n  Income:Services\n"


@st.composite
def small_directives(draw: st.DrawFn) -> str:
    day, account = draw(days()), draw(st.sampled_from(ACCOUNTS))
    currency, figure = draw(st.sampled_from(CURRENCIES)), draw(cents)
    amount = f"{number(figure, currency)} {currency}"
    tail = draw(meta)
    value = draw(st.sampled_from([v for v in VALUES if v[0] != "("]))
    custom_value = value if value[0] != "#" and value != "USD" else '"x"'
    line = draw(
        st.sampled_from(
            [
                f'{day} note {account} "called, \\"soon\\"" #call ^INV-1',
                f"{day} price {currency} {abs(figure) + 1} CHF",
                f'{day} event "place" "Graz"',
                f'{day} query "open" "SELECT account"',
                f'{day} document {account} "invoice.pdf" #sent',
                f'{day} document {account} "missing.pdf"',
                f'{day} custom "customer" "Acme" {account} {custom_value}',
                f'{day} custom "budget" {amount} "monthly" {account}',
                f"{day} balance {account} {amount}",
                f"{day} balance Assets:Unused 0 EUR",
                f"{day} balance {account} 5 ~ 1000000 {currency}",
                f"{day} commodity {draw(st.sampled_from(['CHF', 'GBP', 'HOOL']))}",
                f"{day} open Assets:Extra:{draw(st.sampled_from('ABCDE'))} EUR,USD",
                f"{day} close {draw(st.sampled_from(['Assets:Unused', account]))}",
            ]
        )
    )
    return f"{line}\n{keyed(tail, '  ')}"


@st.composite
def padded(draw: st.DrawFn) -> str:
    """A pad and, mostly, the balance it is for."""
    first, account = draw(st.integers(1, 200)), draw(st.sampled_from(ACCOUNTS[:4]))
    pad, later = START + dt.timedelta(days=first), START + dt.timedelta(days=first + 20)
    text = f"{pad} pad {account} Equity:Opening\n"
    balance = f"\n{later} balance {account}  {number(draw(cents), 'EUR')} EUR\n"
    return text + draw(st.sampled_from([balance, balance, ""]))


@st.composite
def pushed(draw: st.DrawFn) -> str:
    inner = draw(plain_entries())
    return draw(
        st.sampled_from(
            [
                f"pushtag #push\n\n{inner}\npoptag #push\n",
                f'pushmeta invoice: "INV-9"\n\n{inner}\npopmeta invoice:\n',
                f"pushtag #a\npushtag #b\n\n{inner}\npoptag #a\npoptag #b\n",
                f"* a heading\n\n{inner}\n; a comment\n",
            ]
        )
    )


@st.composite
def ledgers(draw: st.DrawFn) -> Text:
    options = draw(st.lists(st.sampled_from(OPTIONS), max_size=3, unique=True))
    plugins = draw(st.lists(st.sampled_from(PLUGINS), max_size=3, unique=True))
    opens = [f"2026-01-01 open {account}\n" for account in (*ACCOUNTS, HOLDING, "Assets:Unused")]
    kinds = st.one_of(
        plain_entries(), plain_entries(), priced_entries(), bought_and_sold(), small_directives(),
        padded(), pushed(),
    )  # fmt: skip
    parts = [*opens, *draw(st.lists(kinds, max_size=14))]
    cuts = draw(st.lists(st.integers(0, len(parts)), max_size=3))
    return Text((*options, *plugins), tuple(parts), tuple(sorted(cuts)), draw(st.booleans()))


def renamed(text: str, head: Iterable[str]) -> str:
    for line in head:
        _, key, value = (*line.split(" ", 2), "")[:3]
        if key == '"name_assets"':
            text = text.replace("Assets:", value.strip('"') + ":")
        if key == '"name_income"':
            text = text.replace("Income:", value.strip('"') + ":")
    return text


def write(text: Text, folder: Path) -> Path:
    """Write the ledger as one main file and as many included ones as there are cuts."""
    names = "".join(o + "\n" for o in text.head if '"name_' in o)
    bounds = [0, *text.cuts, len(text.parts)]
    pieces = [text.parts[a:b] for a, b in itertools.pairwise(bounds)]
    bodies = [renamed("\n".join(piece), text.head) for piece in pieces]
    includes = ""
    for at, body in enumerate(bodies[1:], 1):
        place = folder / ("years" if text.nested else "") / f"part{at}.beancount"
        place.parent.mkdir(exist_ok=True)
        place.write_text(f"{names}; part {at}\n\n{body}\n", encoding="utf-8")
        includes += f'include "{place.relative_to(folder)}"\n'
    for name in text.documents:
        for place in {folder, folder / "years"}:
            place.mkdir(exist_ok=True)
            (place / name).write_bytes(b"%PDF")
    main = folder / "main.beancount"
    head = renamed("\n".join(text.head), ()) + "\n"
    main.write_text(f"{head}{includes}\n{bodies[0]}\n", encoding="utf-8")
    return main


def value(raw: Any) -> object:  # noqa: ANN401 - Beancount's values have no type
    return Money(raw.number, raw.currency) if isinstance(raw, Amount) else raw


def theirs_meta(raw: Any) -> dict[str, object]:  # noqa: ANN401 - same
    own = {"filename", "lineno"}
    return {
        k: value(v)
        for k, v in (raw or {}).items()
        if k not in own and not k.startswith("__") and v is not None
    }


def leg(posting: Any) -> tuple[object, ...]:  # noqa: ANN401 - same
    units = Money(posting.units.number, posting.units.currency)
    return posting.account, units, tuple(sorted(theirs_meta(posting.meta).items(), key=repr))


def our_leg(posting: Posting) -> tuple[object, ...]:
    return posting.account, posting.amount, tuple(sorted(posting.meta.items(), key=repr))


def told(entry: Any, *more: object) -> tuple[object, ...]:  # noqa: ANN401 - same
    tags = getattr(entry, "tags", None) or ()
    links = getattr(entry, "links", None) or ()
    return (
        str(entry.date), *more, tuple(sorted(tags)), tuple(sorted(links)),
        repr(sorted(theirs_meta(entry.meta).items())),
    )  # fmt: skip


def ours(one: Directive, *more: object) -> tuple[object, ...]:
    tags, links = getattr(one, "tags", ()), getattr(one, "links", ())
    return (
        str(one.date), *more, tuple(sorted(tags)), tuple(sorted(links)),
        repr(sorted(one.meta.items())),
    )  # fmt: skip


def of_kind(entries: Iterable[Any], kind: type) -> list[Any]:
    return [entry for entry in entries if isinstance(entry, kind)]


def same_facts(snapshot: Snapshot, entries: list[Any]) -> None:
    facts = snapshot.facts
    assert snapshot.entry_count == len(entries)
    assert Counter(
        ours(e, e.flag, e.payee, e.narration, tuple(sorted(map(our_leg, e.postings), key=repr)))
        for e in facts.entries
    ) == Counter(
        told(
            t,
            t.flag,
            t.payee or "",
            t.narration or "",
            tuple(sorted(map(leg, t.postings), key=repr)),
        )
        for t in of_kind(entries, bean.Transaction)
    )
    assert Counter(ours(n, n.account, n.comment) for n in facts.notes) == Counter(
        told(n, n.account, n.comment) for n in of_kind(entries, bean.Note)
    )
    assert Counter(ours(r, r.kind, repr(r.values)) for r in facts.records) == Counter(
        told(c, c.type, repr(tuple(value(v.value) for v in c.values)))
        for c in of_kind(entries, bean.Custom)
    )
    assert Counter(f"{r.date} {r.currency} {r.amount}" for r in facts.rates) == Counter(
        f"{p.date} {p.currency} {Money(p.amount.number, p.amount.currency)}"
        for p in of_kind(entries, bean.Price)
    )
    assert Counter(str(d.date) + d.account for d in facts.documents) == Counter(
        str(d.date) + d.account for d in of_kind(entries, bean.Document)
    )


def same_accounts(snapshot: Snapshot, entries: list[Any]) -> None:
    opened: dict[str, Any] = {}
    for one in of_kind(entries, bean.Open):
        opened.setdefault(one.account, one)
    facts = snapshot.facts
    assert {a.name: (a.date, a.currencies) for a in facts.accounts.values()} == {
        name: (one.date, tuple(one.currencies or ())) for name, one in opened.items()
    }
    closed = {c.account: c.date for c in reversed(of_kind(entries, bean.Close))}
    assert {a.name: a.closed for a in facts.accounts.values() if a.closed} == {
        name: day for name, day in closed.items() if name in opened
    }
    assert Counter(account for account, _ in facts.pads) == Counter(
        p.account for p in of_kind(entries, bean.Pad)
    )
    assert Counter((b.date, b.account, b.currency) for b in facts.balances) == Counter(
        (b.date, b.account, b.amount.currency) for b in of_kind(entries, bean.Balance)
    )


def same_balances(snapshot: Snapshot, entries: list[Any]) -> None:
    sums: Counter[tuple[str, str]] = Counter()
    for entry in of_kind(entries, bean.Transaction):
        for p in entry.postings:
            sums[p.account, p.units.currency] += p.units.number
    found: Counter[tuple[str, str]] = Counter()
    for mine in snapshot.facts.entries:
        for posting in mine.postings:
            found[posting.account, posting.amount.currency] += posting.amount.number  # type: ignore[assignment]
    assert found == sums


def same_totals(snapshot: Snapshot, entries: list[Any]) -> None:
    """What a posting counts in its other currency is its units times the price, to a millionth."""
    by_place: dict[tuple[object, ...], list[Any]] = {}  # one line may take from several lots
    for p in (p for t in of_kind(entries, bean.Transaction) for p in t.postings):
        if p.meta and "lineno" in p.meta and (p.price is not None or p.cost is not None):
            key = (p.meta["filename"], p.meta["lineno"], p.units.number)
            by_place.setdefault(key, []).append(p)
    paths = {file.name: str(file.path) for file in snapshot.files}
    priced = [p for e in snapshot.facts.entries for p in e.postings if p.price is not None]
    for posting in priced:
        key = (paths.get(posting.source.file), posting.source.line, posting.amount.number)
        if key in by_place:
            theirs = by_place[key].pop(0)
            rate = theirs.price if theirs.cost is None else theirs.cost
            exact = abs(theirs.units.number) * rate.number
            assert posting.price is not None
            assert posting.price.currency == rate.currency
            assert abs(posting.price.number - exact) <= Decimal("1e-6")


def same_errors(snapshot: Snapshot, faults: list[Any], main: Path) -> None:
    """As many errors of each class, each in the same file and line."""
    places = Places(
        {str(f.path): f.name for f in snapshot.files},
        {str(f.path): f.path.read_bytes() for f in snapshot.files},
        main.name,
    )
    theirs = errors(problems_of(faults, places))
    assert Counter(where(p) for p in errors(snapshot.problems)) == Counter(map(where, theirs))


def where(problem: Problem) -> tuple[str, str, int]:
    source = problem.where
    return (problem.code, source.file, source.line) if source else (problem.code, "", 0)


def check_parity(text: Text, folder: Path) -> None:
    main = write(text, folder)
    entries, faults, _ = loader.load_file(str(main))
    snapshot = load(main, seen_from=folder)
    same_facts(snapshot, entries)
    same_accounts(snapshot, entries)
    same_balances(snapshot, entries)
    same_totals(snapshot, entries)
    same_errors(snapshot, faults, main)


RELAXED = [HealthCheck.too_slow, HealthCheck.data_too_large]


@settings(max_examples=20, deadline=None, suppress_health_check=RELAXED)
@given(ledgers())
def test_a_ledger_is_read_as_beancount_reads_it(
    tmp_path_factory: pytest.TempPathFactory, text: Text
) -> None:
    check_parity(text, tmp_path_factory.mktemp("books"))


@pytest.mark.long
@settings(max_examples=1000, deadline=None, suppress_health_check=RELAXED)
@given(ledgers())
def test_a_ledger_is_read_as_beancount_reads_it_long(
    tmp_path_factory: pytest.TempPathFactory, text: Text
) -> None:
    check_parity(text, tmp_path_factory.mktemp("books"))
