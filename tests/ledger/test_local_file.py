"""Files read by themselves: the same rows as a full load, or a refusal."""

from __future__ import annotations

import datetime as dt
import decimal
import gc
import json
from decimal import Decimal
from itertools import pairwise
from textwrap import dedent
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from billcli.ledger import tally
from billcli.ledger.collector import collector_paused
from billcli.ledger.load_packed import load_packed
from billcli.ledger.local_file import LocalFile, options_map, read_local
from billcli.ledger.move import Move, moves_of, plus
from billcli.ledger.plain_tail import read_tail
from billcli.ledger.standing import NotLocal
from billcli.ledger.tally import Assertion, Opened, Tally, asserted

if TYPE_CHECKING:
    from pathlib import Path

OPENS = """\
2026-01-01 open Assets:Bank
2026-01-01 open Assets:Cash
2026-01-01 open Income:Work
"""


def read(text: str, path: str = "/books/a.beancount", **more: object) -> LocalFile:
    options = options_map([], "/books/main.beancount")
    return read_local(text.encode(), path, options, **more)  # type: ignore[arg-type]


def transaction(*legs: str, head: str = '* "x"') -> str:
    return f"2026-01-02 {head}\n" + "".join(f"  {leg}\n" for leg in legs)


@pytest.mark.parametrize(
    "text",
    [
        transaction("Assets:Bank  1.00 EUR", "Income:Work  -1.00 EUR"),
        transaction("Assets:Bank  1.00 EUR", "Income:Work"),
        transaction("Assets:Bank  1.00 EUR", "Income:Work  EUR"),
        transaction("Assets:Bank  1.00 EUR", "Income:Work  -0.995 EUR"),
        transaction("Assets:Bank  1 USD @ 2 EUR", "Income:Work  -2 EUR"),
        transaction("Assets:Bank  3 USD @@ 2 EUR", "Income:Work  -2 EUR"),
        transaction("Assets:Bank  USD @ 2 EUR", "Income:Work  -2 EUR"),
        transaction("Assets:Bank  1 USD @", "Income:Work  -2 EUR").replace("@", "@ EUR"),
        transaction("Assets:Bank  1 EUR", "Assets:Cash  2 USD", "Income:Work"),
        transaction("Assets:Bank  1 EUR", "Assets:Cash  2 USD", "Income:Work  -1 EUR",
                    "Assets:Cash  -2 USD"),
        transaction("! Assets:Bank  1 EUR", "item: 1", "same: TRUE", "Income:Work  -1 EUR"),
        transaction("key: 1", "Assets:Bank  1 EUR", "; words", "Income:Work  -1 EUR"),
        transaction("Assets:Bank  1.000,00 EUR", "Income:Work").replace("1.000,00", "1,000.00"),
        transaction("Assets:Bank  10/4 EUR", "Income:Work  -(1 + 1.5) EUR"),
        transaction("Assets:Bank  0 EUR"),
        transaction(),
        transaction("Assets:Bank  1 EUR", "Income:Work  -1 EUR", head="txn"),
        transaction("Assets:Bank  1 EUR", "Income:Work  -1 EUR", head='! "Acme" "x" #b ^l #a'),
        transaction("#c ^m", "Assets:Bank  1 EUR", "Income:Work  -1 EUR", head='"x" #b ^l'
                    .replace('"x"', '* "x"')),
        "pushtag #t\npushmeta mm: 1\n" + transaction("Assets:Bank  1 EUR", "Income:Work  -1 EUR")
        + "popmeta mm:\npoptag #t\n",
        transaction("ab: 1", "cd:", "Assets:Bank  0 EUR"),
        transaction("Assets:Bank  1 EUR", "ab: TRUE", "ab: TRUE", "Income:Work  -1 EUR"),
        transaction(f"Assets:Bank  {'1' * 28} EUR", f"Income:Work  -{'1' * 28} EUR"),
        '2026-01-02 note Assets:Bank "called" #t ^l\n  by: Assets:Cash\n',
        '2026-01-02 custom "budget" Assets:Bank 1.50 EUR 2 TRUE 2026-01-01\n  cur: EUR\n',
        '2026-01-02 query "q" "SELECT 1"\n2026-01-02 event "a" "b"\n',
        "2026-01-02 price EUR 1.50 USD\n2026-01-02 commodity EUR\n",
        "2026-01-02 balance Assets:Bank  0.00 ~ 0.01 EUR\n",
        '2026-01-02 open Assets:More EUR,USD "FIFO"\n2026-01-03 close Assets:More\n',
    ],
)  # fmt: skip
def test_the_rows_are_those_of_a_full_load(tmp_path: Path, text: str) -> None:
    main = tmp_path / "main.beancount"
    for newline in ("\n", "\r\n"):
        main.write_text(OPENS + text, encoding="utf-8", newline=newline)
        whole = load_packed(main)
        expected = [row for _, row in whole.rows()]
        local = read_local(main.read_bytes(), str(main), None)
        assert whole.snapshot.problems == ()
        assert local.rows == sorted(expected, key=lambda row: row.line)
        tail = read_local(text.encode(), str(main), whole.ground.options(), lineno=4)
        assert tail.rows == local.rows[3:]
        short = read_tail(text.encode(), str(main), (), 4)
        assert short is None or (short.rows, uses(short)) == (tail.rows, uses(tail))


def uses(local: LocalFile) -> object:
    """Return all that was tallied."""
    return {
        name: {key: list(map(one.__getattribute__, one.__slots__)) for key, one in value.items()}
        if name == "used"
        else value
        for name, value in vars(local.tally).items()
    }


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "no bytes"),
        ("\ufeff2026-01-01 open Assets:Bank\n", "byte order mark"),
        ("what is this\n", "an error"),
        (transaction("Assets:Bank  1/0 EUR", "Income:Work"), "an error"),
        (transaction("Assets:Bank  1 EUR", "Income:Work  -1 EUR @ 0/0 USD"), "an error"),
        (transaction("ab: 1/0", "Assets:Bank  1 EUR", "Income:Work  -1 EUR"), "an error"),
        (transaction(f"Assets:Bank  {'1' * 29} EUR", f"Income:Work  -{'1' * 29} EUR"), "an error"),
        ("2026-01-01 price EUR  1/0 USD\n", "an error"),
        ("2026-01-01 balance Assets:Bank  0 ~ 1/0 EUR\n", "an error"),
        (transaction("Assets:Bank  1 EUR", "Income:Work  -2 EUR"), "an error"),
        (transaction("Assets:Bank  1 EUR", "Income:Work", "Assets:Cash"), "an error"),
        (transaction("Assets:Bank  1 EUR", "Income:Work  -1 EUR", head='* "a" "b" "c"'), "error"),
        (transaction("ab: 1", "ab: 2", "Assets:Bank  0 EUR"), "an error"),
        (transaction("Assets:Bank  0 EUR", "#late"), "an error"),
        (transaction("Assets:Bank  0 USD @ EUR", "Income:Work  -1 EUR"), "an error"),
        ("pushtag #open\n", "an error"),
        ("  Assets:Bank  1 EUR\n", "an error"),
        (transaction("filename: 1", "Assets:Bank  0 EUR"), "named filename or lineno"),
        ('2026-01-01 note Assets:Bank "x"\n  lineno: 2\n', "named filename or lineno"),
        (transaction("Assets:Bank  1 HOOL {2 EUR}", "Income:Work"), "has a cost"),
        (transaction("Assets:Bank  -1 HOOL {}", "Income:Work"), "has a cost"),
        (transaction("Assets:Bank  1", "Income:Work  -1 EUR"), "currency is left out"),
        (transaction("Assets:Bank  1 EUR @ 2", "Income:Work"), "currency of a price"),
        (transaction("Assets:Bank  @ 2 EUR", "Income:Work  -2 EUR"), "currency is left out"),
        ('2026-01-01 document Assets:Bank "nowhere.pdf"\n', "document's file"),
    ],
)
def test_what_is_wrong_or_not_local_is_refused(text: str, reason: str) -> None:
    with pytest.raises(NotLocal, match=reason):
        read(text)
    assert read_tail(text.encode(), "/books/a.beancount", (), 1) is None


def test_what_raises_while_booking_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    def raising(*_: object) -> None:
        raise ValueError

    monkeypatch.setattr("beancount.parser.booking.book", raising)
    with pytest.raises(NotLocal, match="an error"):
        read(transaction("Assets:Bank  1 EUR", "Income:Work"))


def test_a_parser_that_gives_up_is_refused() -> None:
    with pytest.raises(NotLocal, match="an error"):
        read(transaction(f"Assets:Bank  {'(' * 20_000}1{')' * 20_000} EUR", "Income:Work"))


def test_options_before_the_text_count_for_it() -> None:
    text = transaction("Aktiva:Bank  1 EUR", "Income:Work  -1 EUR")
    (row,) = read(text, settings=[("name_assets", "Aktiva")], lineno=9).rows
    assert row.line == 9
    with pytest.raises(NotLocal):
        read(text)


def test_options_of_the_ledger_count_for_a_balance() -> None:
    text = transaction("Assets:Bank  1.00 EUR", "Income:Work  -0.96 EUR")
    wide = options_map([("tolerance_multiplier", "5")], "/books/main.beancount")
    assert read_local(text.encode(), "/books/a.beancount", wide).rows
    with pytest.raises(NotLocal):
        read(text)


def test_an_option_that_is_wrong_is_refused() -> None:
    with pytest.raises(NotLocal):
        options_map([("nothing", "x")], "/books/main.beancount")


def test_lines_without_a_date_are_kept() -> None:
    local = read('option "title" "x"\nplugin "a.b" "c"\ninclude "c.beancount"\n')
    assert [(one.name, one.line) for one in local.includes] == [("c.beancount", 3)]
    assert [(one.name, one.value) for one in local.settings] == [("title", "x")]
    assert [one.name for one in local.plugins] == ["a.b"]


def test_a_document_is_looked_for_beside_its_file(tmp_path: Path) -> None:
    (tmp_path / "a.pdf").write_bytes(b"%PDF")
    text = '2026-01-01 document Assets:Bank "a.pdf"\n'
    (row,) = read(text, str(tmp_path / "a.beancount")).rows
    assert json.loads(row.data)[1] == "a.pdf"


def test_the_tally_says_how_accounts_are_used() -> None:
    text = dedent("""\
        2026-01-01 open Assets:Bank EUR
        2026-05-05 close Assets:Bank
        2026-01-01 pad Assets:Bank Equity:Opening
        2026-01-03 balance Assets:Bank  1.50 ~ 0.1 EUR
        2026-01-02 note Assets:Bank "x"
        2026-01-02 commodity EUR
        2026-02-02 * "x"
          Assets:Bank  1 EUR
          Income:Work  -1 EUR
        2026-01-05 * "x"
          Assets:Bank  1 USD
          Income:Work
        2026-03-05 * "x"
          Assets:Bank  1 USD
          Income:Work  -1 USD
    """)
    found = read(text).tally
    bank = found.used["Assets:Bank", "USD"]
    assert (bank.first, bank.last) == ("2026-01-05", "2026-03-05")
    assert bank.months == {"2026-01": 1, "2026-03": 1}
    assert {key for key in found.used if key[0] == "Assets:Bank"} == {
        ("Assets:Bank", "EUR"),
        ("Assets:Bank", "USD"),
    }
    assert found.opened == {"Assets:Bank": [Opened("2026-01-01", ("EUR",), "")]}
    assert found.closed == {"Assets:Bank": ["2026-05-05"]}
    assert found.pads == ["Assets:Bank"]
    assert found.seen == {"Assets:Bank": "2026-01-02"}
    assert found.commodities == ["EUR"]
    assert found.assertions == [
        Assertion("Assets:Bank", "EUR", "2026-01-03", Decimal("1.50"), Decimal("0.1"))
    ]


def sums(text: str) -> dict[tuple[str, str], list[Decimal]]:
    cuts = {"Assets": ["2026-02-01"], "Assets:Bank": ["2026-01-01", "2026-03-01"]}
    return read(text, tally=Tally(cuts)).tally.sums


def test_sums_are_kept_between_the_days_of_balances() -> None:
    days = ("2025-12-31", "2026-01-01", "2026-02-01", "2026-02-28", "2026-03-01", "2027-01-01")
    text = "".join(
        f'{day} * "x"\n  Assets:Bank  {10**place} EUR\n  Income:Work  {-(10**place)} EUR\n'
        for place, day in enumerate(days)
    )
    text += '2026-01-31 * "x"\n  Assets:Cash  7 EUR\n  Income:Work\n'
    assert sums(text) == {
        ("Assets:Bank", "EUR"): [Decimal(n) for n in (1, 10, 1100, 110_000)],
        ("Assets:Cash", "EUR"): [Decimal(7), Decimal(0)],
    }


def test_a_sum_that_beancount_would_round_is_refused() -> None:
    one = transaction("Assets:Bank  10000000000000000000000000.00 EUR", "Income:Work")
    two = transaction("Assets:Bank  0.0000000001 EUR", "Income:Work  -0.0000000001 EUR")
    with pytest.raises(NotLocal):
        sums(one + two)
    assert read(one + two).rows
    with pytest.raises(NotLocal, match="28 digits"):
        plus(Decimal(10) ** 27, Decimal("0.01"))


DAYS = st.dates(dt.date(2025, 11, 1), dt.date(2026, 4, 30)).map(str)
NUMBERS = st.one_of(
    st.decimals(-1000, 1000, places=2),
    st.decimals(-1, 1, places=18),  # too fine for what months say
    st.integers(-(10**8), 10**8).map(Decimal),
)


@settings(deadline=None)
@given(
    moves=st.lists(st.tuples(DAYS, NUMBERS), min_size=1, max_size=12),
    days=st.lists(st.one_of(DAYS, DAYS.map(lambda day: f"{day[:7]}-01")), max_size=3, unique=True),
)
def test_sums_are_those_of_the_days_between(
    moves: list[tuple[str, Decimal]], days: list[str]
) -> None:
    days.sort()
    text = "".join(
        f'{day} * "x"\n  Assets:Bank  {number:f} EUR\n  Income:Work  {-number:f} EUR\n'
        for day, number in moves
    )
    found = read(text, tally=Tally({"Assets": days})).tally.sums
    edges = ["0001-01-01", *days, "9999-12-31"]
    wanted = [
        sum((number for day, number in moves if start <= day < end), Decimal(0))
        for start, end in pairwise(edges)
    ]
    assert found == ({("Assets:Bank", "EUR"): wanted} if days else {})


def test_what_months_say_is_taken_only_where_no_sum_can_be_rounded(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked: list[str] = []
    monkeypatch.setattr(tally, "moves_of", lambda row: asked.append(row.data) or moves_of(row))
    for number, is_read in (
        ("1.50", False),
        ("123456789012345.50", False),
        ("0." + 18 * "1", True),
    ):
        asked.clear()
        text = transaction(f"Assets:Bank  {number} EUR", f"Income:Work  -{number} EUR")
        assert sums(text)["Assets:Bank", "EUR"][1] == Decimal(number)
        assert bool(asked) is is_read


def test_tallies_are_joined() -> None:
    cuts = {"Assets:Bank": ["2026-02-01"]}
    first, second = Tally(cuts), Tally(cuts)
    first.use("2026-01-01", [("Assets:Bank", Decimal(1), "EUR")])
    second.use("2025-01-01", [("Assets:Bank", Decimal(2), "USD")])
    second.use("2026-03-01", [("Assets:Bank", Decimal(3), "EUR"), ("Assets:Cash", Decimal(1), "X")])
    for name in ("pads", "assertions", "commodities", "documents"):
        getattr(second, name).append(name)
    second.seen["Assets:Bank"] = "2026-01-01"
    second.opened["Assets:Bank"] = [Opened("2026-01-01", (), "")]
    second.closed["Assets:Bank"] = ["2026-01-01"]
    first.add_up((), 100)
    second.add_up((), 100)
    first.join(second)
    first.join(second)
    bank = first.used["Assets:Bank", "EUR"]
    assert (bank.first, bank.last) == ("2026-01-01", "2026-03-01")
    assert bank.months == {"2026-01": 1, "2026-03": 6}
    assert first.used["Assets:Bank", "USD"].first == "2025-01-01"
    assert ("Assets:Cash", "X") in first.used
    assert first.sums["Assets:Bank", "EUR"] == [Decimal(1), Decimal(6)]
    assert first.sums["Assets:Bank", "USD"] == [Decimal(4), Decimal(0)]
    assert len(first.opened["Assets:Bank"]) == len(first.closed["Assets:Bank"]) == 2
    assert first.seen == second.seen
    assert first.pads == ["pads", "pads"]


def test_moves_and_assertions_of_rows() -> None:
    (row,) = read(transaction("Assets:Bank  1.50 EUR", "Income:Work")).rows
    assert moves_of(row, -1) == [
        Move("Assets:Bank", "EUR", "2026-01-02", Decimal("-1.50")),
        Move("Income:Work", "EUR", "2026-01-02", Decimal("1.50")),
    ]
    made = asserted("2026-01-01", ["Assets:Bank", "1", "EUR", 0])  # type: ignore[list-item]
    assert made.tolerance is None


def test_decimals_outside_stay_as_strict_as_they_were() -> None:
    with decimal.localcontext() as context:
        context.traps[decimal.DivisionByZero] = True
        with pytest.raises(NotLocal):
            read(transaction("Assets:Bank  1/0 EUR", "Income:Work"))
        with pytest.raises(decimal.DivisionByZero):
            Decimal(1) / Decimal(0)


def test_the_collector_rests_and_comes_back() -> None:
    gc.enable()
    with collector_paused():
        assert not gc.isenabled()
        with collector_paused():
            pass
        assert not gc.isenabled()
    assert gc.isenabled()
