"""How accounts stand, as a model tells it, against sums over all postings."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from billcli.store.index_rows import FactRow, Whole
from billcli.store.index_standing import Standing
from billcli.store.index_sums import add, exact_sum, postings, standing_row
from billcli.store.index_write import write_whole

if TYPE_CHECKING:
    from conftest import Toy

FACTS = [
    ("2026-01-01", "O", ["Assets:AR", ["EUR", "CHF"], {}, ""]),
    ("2026-01-01", "O", ["Assets:AR:Acme", [], {}, ""]),
    ("2026-01-01", "O", ["Assets:ARX", None, {}, ""]),
    ("2026-06-30", "X", ["Assets:AR:Acme"]),
    ("2026-02-01", "P", ["Assets:Cash", "Equity:Opening"]),
    ("2026-03-01", "B", ["Assets:AR", "1.00", "EUR", 0]),
    ("2026-04-01", "B", ["Assets:AR:Acme", "1.00", "EUR", "0.01"]),
    ("2026-05-01", "B", ["Assets", "1.00", "CHF", 0]),
    ("2026-03-01", "B", ["Assets:ARX", "1.00", "EUR", 0]),
    ("2026-01-01", "-", ["Commodity", "EUR"]),
    ("2026-01-01", "-", ["Price", ""]),
    ("2026-01-01", "N", ["Assets:AR", "called", [], [], {}]),
]


def numbered(facts: list[tuple[str, str, list[object]]]) -> list[FactRow]:
    return [
        FactRow(number, 2, number * 3, date, kind, json.dumps(data, ensure_ascii=False))
        for number, (date, kind, data) in enumerate(facts, 1)
    ]


def standing(toy: Toy, facts: list[FactRow], totals: object = None) -> Standing:
    whole = Whole(
        toy.file_rows(toy.now()), [], facts, [], [], [], [], [], [], ["Assets:Gold"], {}, totals
    )
    assert write_whole(toy.place, whole, toy.now()) == ""
    toy.held = toy.open_model()
    return Standing(toy.held.connection)


@pytest.fixture
def plain(toy: Toy) -> Standing:
    return standing(toy, numbered(FACTS))


def test_accounts_are_told_with_both_their_dates(plain: Standing) -> None:
    assert plain.account("Assets:AR") == ("2026-01-01", None, ("EUR", "CHF"))
    assert plain.account("Assets:AR:Acme") == ("2026-01-01", "2026-06-30", ())
    assert plain.account("Assets:ARX") == ("2026-01-01", None, ())
    assert plain.account("Assets") is None


def test_what_stands_below_is_no_mere_prefix(plain: Standing) -> None:
    assert plain.has_below("Assets")
    assert plain.has_below("Assets:AR")
    assert not plain.has_below("Assets:AR:Acme")
    assert not plain.has_below("Assets:A")


def test_later_assertions_on_an_account_and_above_come_by_date(plain: Standing) -> None:
    assert plain.assertions_after("Assets:AR:Acme", "2026-02-28") == [
        ("Assets:AR", "EUR", "2026-03-01", 6),
        ("Assets:AR:Acme", "EUR", "2026-04-01", 7),
        ("Assets", "CHF", "2026-05-01", 8),
    ]
    assert plain.assertions_after("Assets:AR", "2026-03-01") == [("Assets", "CHF", "2026-05-01", 8)]
    assert plain.assertions_after("Income", "2020-01-01") == []
    assert plain.assertion_on("Assets:AR", "EUR", "2026-03-01") == 6
    assert plain.assertion_on("Assets:AR", "CHF", "2026-03-01") is None


def test_a_pad_touches_what_stands_above_and_below(plain: Standing) -> None:
    padded = ["Assets", "Assets:Cash", "Assets:Cash:Till"]
    assert all(plain.is_padded(account) for account in padded)
    assert not any(plain.is_padded(account) for account in ("Assets:Cashier", "Equity:Opening"))


def test_lots_and_commodities(plain: Standing) -> None:
    assert (plain.holds_lots("Assets:Gold"), plain.holds_lots("Assets")) == (True, False)
    assert (plain.has_commodity("EUR"), plain.has_commodity("")) == (True, False)


def test_facts_of_a_file_come_packed_and_by_line(made: Toy) -> None:
    model = made.open_model()
    connection = model.connection
    found = list(Standing(connection).facts_of(str(made.path("more/feb.toy"))))
    assert [(number, fact.line, fact.kind) for number, fact in found] == [(3, 1, "T"), (4, 2, "T")]
    assert found[0][1].data == made.facts()[2].data
    assert list(Standing(connection).facts_of("/nowhere")) == []


POSTINGS = st.lists(
    st.tuples(
        st.sampled_from(["2026-01-31", "2026-02-01", "2026-02-14", "2026-02-15", "2027-01-01"]),
        st.sampled_from(["Assets:AR", "Assets:AR:Acme", "Assets:ARX", "Assets:Ä"]),
        st.sampled_from(["EUR", "CHF"]),
        st.decimals(-(10**30), 10**30, allow_nan=False, allow_infinity=False, places=4),
    ),
    max_size=12,
)  # fmt: skip


@settings(max_examples=30, deadline=None)
@given(moves=POSTINGS, given_totals=st.booleans())
def test_sums_are_exact_whatever_the_month(
    toy_type: type[Toy], tmp_path_factory: pytest.TempPathFactory,
    moves: list[tuple[str, str, str, Decimal]], given_totals: bool,
) -> None:  # fmt: skip
    toy = toy_type.open(tmp_path_factory.mktemp("toy"))
    facts = numbered(
        [
            (day, "T", ["*", "", "", [], [], {}, [[name, str(number), currency, 0, 0, 1]]])
            for day, name, currency, number in moves
        ]
    )
    totals: dict[tuple[str, str], dict[str, Decimal]] = {}
    if given_totals:
        add(totals, facts)
    asked = standing(toy, facts, totals if given_totals else None)
    for account in ("Assets", "Assets:AR", "Assets:Ä"):
        for day in ("2026-01-01", "2026-02-01", "2026-02-15", "2026-12-31", "2028-01-01"):
            wanted: dict[str, list[str]] = {}
            for moved, name, currency, number in moves:
                if moved < day and (name == account or name.startswith(f"{account}:")):
                    wanted.setdefault(currency, []).append(str(number))
            assert asked.sums_before(account, day) == {c: exact_sum(n) for c, n in wanted.items()}


def test_sums_lose_nothing_where_plain_decimals_would() -> None:
    assert exact_sum(["1e40", "0.01", "-1e40"]) == Decimal("0.01")
    totals: dict[tuple[str, str], dict[str, Decimal]] = {}
    legs = [["A", "1e40", "EUR", 0, 0, 1], ["A", "0.01", "EUR", 0, 0, 2]]
    fact = numbered([("2026-01-05", "T", ["*", "", "", [], [], {}, legs])])
    add(totals, fact)
    assert format(totals["A", "EUR"]["2026-01"], "f") == f"1{'0' * 40}.01"
    add(totals, fact, -1)
    assert totals == {("A", "EUR"): {"2026-01": 0}}
    assert list(postings(fact[0].data))[1] == ("A", "0.01", "EUR")


def test_facts_that_say_nothing_of_accounts_have_no_row() -> None:
    rows = [standing_row(fact) for fact in numbered(FACTS)]
    assert [row[0] if row else None for row in rows] == [
        "account", "account", "account", "closing", "padding", "assertion", "assertion",
        "assertion", "assertion", "commodity", None, None,
    ]  # fmt: skip
