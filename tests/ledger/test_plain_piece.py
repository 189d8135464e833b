"""The short way of reading a piece of text: it gives what the long way gives, or nothing."""

from __future__ import annotations

import datetime as dt
import subprocess
import sys
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from billcli.domain.entry import Account, Asserted, Document, Entry, Note, Posting, Record
from billcli.domain.money import Money
from billcli.domain.problem import Source
from billcli.ledger import piece, plain_piece
from billcli.ledger.piece import read_piece
from billcli.ledger.plain_piece import read_plain

if TYPE_CHECKING:
    from billcli.domain.entry import Directive

DAY = dt.date(2026, 1, 15)
ROOTS = {
    "Assets": "Aktiva",
    "Liabilities": "Liabilities",
    "Equity": "Equity",
    "Income": "Income",
    "Expenses": "Expenses",
}
HEAD = '2026-01-15 * "Acme" "x"\n'


def plain(text: str, roots: dict[str, str] | None = None) -> tuple[Directive, ...] | None:
    return read_plain(text.encode("utf-8", "surrogateescape"), "x", roots)


def long_way(text: str, roots: dict[str, str] | None = None) -> tuple[Directive, ...]:
    return piece._read_any(text, "x", roots)


def places(directives: tuple[Directive, ...]) -> list[Source]:
    found = []
    for directive in directives:
        found.append(directive.source)
        if isinstance(directive, Entry):
            found += [posting.source for posting in directive.postings]
    return found


def compare(text: str, roots: dict[str, str] | None = None) -> bool:
    """Check that the short way agrees with the long one; return whether it could be gone."""
    short = plain(text, roots)
    if short is None:
        return False
    full = long_way(text, roots)
    assert short == full
    assert places(short) == places(full)
    return True


WHOLE = """\
; a comment
2026-01-15 ! "Acme" "In \\"words\\"" #invoice #b ^INV-1 ^A-2
  due: 2026-02-14
  note: "two
lines"
  count: 3
  net: 1.50 EUR
  paid: FALSE
  account: Assets:Bank
  currency: EUR
  tag: #x
  nothing:
  Assets:Receivable:Müller-2  1,000.00 EUR ; a comment
    item: "Hosting"
    rate: 8.5
  ! Income:Services  -900.00 EUR
  Liabilities:2026:Tax  -100.00 EUR

2026-01-15 txn "only a narration"
  Assets:Bank  10.00 USD @@ 9.00 EUR
  Assets:Cash  -9.00 EUR
2026-01-16 open Assets:New EUR,USD
  name: "Acme"
2026-01-16 open Assets:Any
2026-01-16 custom "customer" "acme" TRUE 1.5 2.00 EUR 2026-01-01 Assets:New "x"
  name: "Acme Inc."
2026-01-17 note Assets:New "He called" #call ^INV-1
  by: "Bea"
2026-01-17 document Assets:New "documents/a.pdf" ^INV-1
"""


def test_everything_billcli_writes_is_plain() -> None:
    assert compare(WHOLE)


def test_plain_text_reads_as_values_with_their_lines() -> None:
    read = plain(WHOLE)
    assert read is not None
    invoice, exchange, opened, _, customer, note, document = read
    assert isinstance(invoice, Entry)
    assert (invoice.flag, invoice.payee, invoice.narration) == ("!", "Acme", 'In "words"')
    assert (invoice.tags, invoice.links) == (("invoice", "b"), ("INV-1", "A-2"))
    assert dict(invoice.meta) == {
        "due": dt.date(2026, 2, 14),
        "note": "two\nlines",
        "count": Decimal(3),
        "net": Money.of("1.50", "EUR"),
        "paid": False,
        "account": "Assets:Bank",
        "currency": "EUR",
        "tag": "x",
    }
    first = invoice.postings[0]
    assert first.amount == Money.of("1000.00", "EUR")
    assert dict(first.meta) == {"item": "Hosting", "rate": Decimal("8.5")}
    assert first.source == Source("x", 13)
    assert isinstance(exchange, Entry)
    assert (exchange.payee, exchange.flag) == ("", "*")
    assert exchange.postings[0] == Posting(
        "Assets:Bank", Money.of("10.00", "USD"), {}, Money.of("9.00", "EUR")
    )
    assert opened == Account(DAY + dt.timedelta(1), "Assets:New", ("EUR", "USD"), {"name": "Acme"})
    assert isinstance(customer, Record)
    assert customer.accounts == (5,)
    assert isinstance(note, Note)
    assert note.tags == ("call",)
    assert document == Document(
        DAY + dt.timedelta(2), "Assets:New", "documents/a.pdf", (), ("INV-1",)
    )


def test_windows_lines_are_plain() -> None:
    assert compare(WHOLE.replace('"two\nlines"', '"two"').replace("\n", "\r\n"))


def test_names_of_roots_are_those_of_the_ledger() -> None:
    text = HEAD + "  Aktiva:Bank  1.00 EUR\n  Income:A  -1.00 EUR\n"
    assert plain(text) is None
    assert compare(text, ROOTS)
    assert plain(HEAD + "  Assets:Bank  0.00 EUR\n", ROOTS) is None


def test_balances_are_plain_and_stand_where_they_are_written() -> None:
    text = "2026-01-15 balance Assets:A -1.00 EUR\n" + HEAD + "2026-01-14 balance Assets:B 0 USD\n"
    assert compare(text)
    assert plain(text) == (
        Asserted(DAY, "Assets:A", Money.of("-1.00", "EUR")),
        Entry(DAY, "Acme", "x", (), (), ()),
        Asserted(DAY - dt.timedelta(1), "Assets:B", Money.of("0", "USD")),
    )


LEGS = "  Assets:A  1.00 EUR\n  Income:B  -1.00 EUR\n"
NOT_PLAIN = {
    "an amount left out": HEAD + "  Assets:A  1.00 EUR\n  Income:B\n",
    "a number left out": HEAD + "  Assets:A  1.00 EUR\n  Income:B  EUR\n",
    "a currency left out": HEAD + "  Assets:A  1.00\n  Income:B  -1.00 EUR\n",
    "a cost": HEAD + "  Assets:A  1 ACME {1.00 EUR}\n  Income:B  -1.00 EUR\n",
    "an empty cost": HEAD + "  Assets:A  -1 ACME {}\n  Income:B  1.00 EUR\n",
    "a price per unit": HEAD + "  Assets:A  2 USD @ 0.50 EUR\n  Income:B  -1.00 EUR\n",
    "a total price of nothing": HEAD + "  Assets:A  0.00 USD @@ 1.00 EUR\n  Income:B  0.00 EUR\n",
    "a negative price": HEAD + "  Assets:A  1.00 USD @@ -1.00 EUR\n  Income:B  1.00 EUR\n",
    "a price left out": HEAD + "  Assets:A  1.00 USD @@ EUR\n  Income:B  -1.00 EUR\n",
    "a price without an amount": HEAD + "  Assets:A  @@ 1.00 EUR\n  Income:B  -1.00 EUR\n",
    "a division by zero": HEAD + LEGS.replace(" 1.00", " 1/0"),
    "a rounded quotient": HEAD + LEGS.replace(" 1.00", " 1/3"),
    "zero by zero in a value": HEAD + "  key: 0/0\n" + LEGS,
    "a number too long": HEAD + LEGS.replace("1.00", "1." + "1" * 28),
    "a number too small": HEAD + f"  key: 0.{'0' * 30}1\n" + LEGS,
    "a long nothing": HEAD + f"  key: 0.{'0' * 40}\n" + LEGS,
    "an unknown root": HEAD + LEGS.replace("Assets", "Assests"),
    "an illegal account": HEAD + LEGS.replace("Assets:A", "Assets:A:ä"),
    "three strings": '2026-01-15 * "a" "b" "c"\n' + LEGS,
    "a pipe": '2026-01-15 * "a" | "b"\n' + LEGS,
    "the same key twice": HEAD + '  key: "a"\n  key: "b"\n' + LEGS,
    "the same key twice in a posting": HEAD + LEGS + '    key: "a"\n    key: "b"\n',
    "the same key twice in a note": '2026-01-15 note Assets:A "x"\n  k: 1\n  k: 2\n',
    "a key of the parser": HEAD + "  lineno: 7\n" + LEGS,
    "a key of the parser in a record": '2026-01-15 custom "x"\n  filename: "y"\n',
    "tags in a line of their own": HEAD + "  #tag\n" + LEGS,
    "a push": "pushtag #x\npoptag #x\n" + HEAD + LEGS,
    "a push of metadata": "pushmeta key: 1\n" + HEAD + LEGS + "popmeta key:\n",
    "an include": 'include "x"\n' + HEAD + LEGS,
    "an option": 'option "title" "x"\n',
    "a plugin": 'plugin "x"\n',
    "a close": "2026-01-15 open Assets:A\n2026-01-16 close Assets:A\n",
    "a pad": "2026-01-15 pad Assets:A Equity:B\n",
    "a balance with metadata": "2026-01-15 balance Assets:A 1.00 EUR\n  key: 1\n",
    "a balance with a tolerance": "2026-01-15 balance Assets:A 1.00 ~ 0.01 EUR\n",
    "a price of the day": "2026-01-15 price USD 1.00 EUR\n",
    "an event": '2026-01-15 event "a" "b"\n',
    "a query": '2026-01-15 query "a" "b"\n',
    "a commodity": "2026-01-15 commodity EUR\n",
    "a booking method": '2026-01-15 open Assets:A EUR "FIFO"\n',
    "an account opened twice": "2026-01-15 open Assets:A\n2026-01-16 open Assets:A\n",
    "an error of the grammar": HEAD + LEGS + "oops\n",
    "an error of the lexer": HEAD + LEGS + "2026-01-15 @!§ x\n",
    "a date that is none": "2026-13-15 open Assets:A\n",
    "a torn string": '2026-01-15 * "torn\n' + LEGS,
    "a nested expression": HEAD + LEGS.replace(" 1.00", "(" * 20_000 + "1.00" + ")" * 20_000),
}


@pytest.mark.parametrize("text", NOT_PLAIN.values(), ids=NOT_PLAIN)
def test_anything_else_is_left_to_the_long_way(text: str) -> None:
    assert plain(text) is None
    assert plain(text + "\n" + WHOLE) is None


def test_what_is_not_plain_is_read_all_the_same() -> None:
    (entry,) = read_piece(NOT_PLAIN["an amount left out"], "x")
    assert isinstance(entry, Entry)
    assert entry.postings[1].amount == Money.of("-1.00", "EUR")


def test_nothing_is_plain_and_an_exact_sum_too() -> None:
    assert plain("\n; nothing\n") == ()
    assert compare(HEAD + "  Assets:A  (1.00 + 2 * 3) EUR\n  Income:B  -7.00 EUR\n")
    assert compare(HEAD)
    assert compare('2026-01-15 custom "x"\n')


def test_whatever_the_parser_raises_is_left_to_the_long_way(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError

    monkeypatch.setattr(plain_piece._PlainBuilder, "store_result", fail)
    assert plain(HEAD + LEGS) is None
    monkeypatch.setattr(plain_piece.io, "BytesIO", fail)
    assert plain(HEAD + LEGS) is None


# Any mixture of lines

ACCOUNTS = st.sampled_from(
    ["Assets:A", "Income:B-2", "Equity:Ä:1", "Assets:a", "Aktiva:A", "Assets", "Expenses:A:Bc"]
)
NUMBERS = st.one_of(
    st.decimals(-999, 999, places=2).map(str),
    st.sampled_from(["0.00", "-0", "+1", "1/3", "(2*3)", "1,234.50", "1e3", "-1.5-2", "0.1"]),
)
CURRENCIES = st.sampled_from(["EUR", "EUR", "USD", "A'B", "JPY", ""])
AMOUNTS = st.tuples(NUMBERS, CURRENCIES).map(" ".join)
VALUES = st.one_of(
    AMOUNTS,
    NUMBERS,
    ACCOUNTS,
    st.sampled_from(['"text"', '"a\\\\b \\" c"', "2026-01-01", "TRUE", "NULL", "#tag", "", "EUR"]),
)
KEYS = st.sampled_from(["key", "due", "bank-ref", "lineno", "filename", "a1"])
METAS = st.tuples(st.sampled_from(["  ", "    "]), KEYS, VALUES).map(
    lambda parts: f"{parts[0]}{parts[1]}: {parts[2]}"
)
PRICES = st.one_of(st.just(""), st.tuples(st.sampled_from(["@", "@@"]), AMOUNTS).map(" ".join))
COSTS = st.sampled_from(["", "", "", "", "{}", "{1.00 EUR}", "{{2.00 EUR}}"])
LEGS_ANY = st.tuples(
    st.sampled_from(["  ", "  ! "]), ACCOUNTS, st.just("  "), AMOUNTS, COSTS, PRICES
).map(" ".join)
MARKS = st.lists(st.sampled_from(["#a", "#b", "^L-1", "^L-2"]), max_size=3).map(" ".join)
DATES = st.sampled_from(["2026-01-15", "2026/1/5", "1999-12-31", "2026-02-30"])
STRINGS = st.lists(st.sampled_from(['"Acme"', '""', '"x\ny"', '"é"']), max_size=3).map(" ".join)
HEADS = st.one_of(
    st.tuples(DATES, st.sampled_from(["*", "!", "txn", "P"]), STRINGS, MARKS).map(" ".join),
    st.tuples(DATES, st.just("open"), ACCOUNTS, st.sampled_from(["", "EUR", "EUR,USD"])).map(
        " ".join
    ),
    st.tuples(DATES, st.just("note"), ACCOUNTS, st.just('"said"'), MARKS).map(" ".join),
    st.tuples(DATES, st.just("document"), ACCOUNTS, st.just('"d/a.pdf"'), MARKS).map(" ".join),
    st.tuples(DATES, st.just('custom "c"'), VALUES, VALUES, VALUES).map(" ".join),
    st.sampled_from(
        ["; comment", "", "pushtag #p", "poptag #p", 'include "a"', "2026-01-15 close Assets:A"]
    ),
)
LINES = st.one_of(HEADS, LEGS_ANY, LEGS_ANY, METAS, st.sampled_from(["  #late", "  ; note", "* x"]))
BALANCED = st.tuples(HEADS, st.lists(METAS, max_size=2), st.lists(LEGS_ANY, max_size=3)).map(
    lambda parts: "\n".join([parts[0], *parts[1], *parts[2]])
)
GOOD = st.sampled_from(["Assets:A", "Income:B-2", "Equity:Ä:1"])
TIDY_LEG = st.tuples(
    st.just("  "),
    GOOD,
    st.just("  "),
    st.decimals(-99, 99, places=2).map(str),
    st.sampled_from([" EUR", " USD"]),
    st.sampled_from(["", "", " @@ 1.00 JPY", " @@ (1.00 * 2) EUR"]),
    st.sampled_from(["", "", "\n    item: 1", '\n    a: "b"\n    c:', "\n\n"]),
).map("".join)
TIDY_HEAD = st.tuples(
    st.sampled_from(["2026-01-15 *", "1999-12-31 !", '2026/1/5 txn "Acme" "x"', '2026-01-15 P ""']),
    MARKS,
).map(" ".join)
TIDY = st.tuples(
    TIDY_HEAD, st.sampled_from(["", "  due: 2026-01-01\n"]), st.lists(TIDY_LEG, max_size=4)
).map(lambda parts: f"{parts[0]}\n{parts[1]}" + "\n".join(parts[2]))
TEXTS = st.one_of(
    st.lists(TIDY, min_size=1, max_size=2).map("\n".join),
    st.lists(LINES, max_size=8).map("\n".join),
    st.lists(BALANCED, max_size=3).map("\n".join),
).map(lambda text: text + "\n")


@given(TEXTS)
@settings(max_examples=50, deadline=None)
def test_the_short_way_agrees_with_the_long_one(text: str) -> None:
    compare(text)


@pytest.mark.long
@given(TEXTS)
@settings(max_examples=5000, deadline=None)
def test_the_short_way_agrees_with_the_long_one_in_full(text: str) -> None:
    compare(text)


LEAN = """
import sys
from billcli.ledger.piece import read_piece
assert len(read_piece('2026-01-15 open Assets:A\\n', 'x')) == 1
print(sorted(name for name in sys.modules if name.partition('.')[0] in ('beancount', 'regex')))
"""


def test_reading_plain_text_imports_the_parser_alone() -> None:
    done = subprocess.run(  # noqa: S603 - our own code
        [sys.executable, "-c", LEAN], capture_output=True, text=True, check=True, timeout=60
    )
    parents = ["beancount", "beancount.core", "beancount.core.number", "beancount.parser"]
    assert done.stdout.strip() == str([*parents, "beancount.parser._parser"])
