from __future__ import annotations

import decimal
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from billcli.ledger import builder
from billcli.ledger.load import read_text
from billcli.ledger.parse import parse

if TYPE_CHECKING:
    from billcli.ledger.seam import Raw

LINES = b"""2026-01-01 open Assets:A
include "a.bean"
plugin "p" "config"
plugin "q"
option "title" "T"
pushtag #trip
pushmeta trip-id: 3
pushmeta where: "x"
popmeta where:
"""


def test_directives_without_a_date_keep_their_lines() -> None:
    parsed = parse(LINES, "/a")
    assert [(w.name, w.line, w.value) for w in (*parsed.includes, *parsed.plugins)] == [
        ("a.bean", 2, ""),
        ("p", 3, "config"),
        ("q", 4, ""),
    ]
    assert [(w.name, w.line, w.value) for w in parsed.settings] == [("title", 5, "T")]
    assert [(w.name, w.line) for w in parsed.open_push] == [
        ("pushtag #trip", 6),
        ("pushmeta trip-id:", 7),
    ]
    assert parsed.errors == []
    assert len(parsed.entries) == 1


def test_roots_given_are_no_settings_of_the_file() -> None:
    parsed = parse(b"2026-01-01 open Aktiva:A\n", "/a", {"Assets": "Aktiva"})
    assert (parsed.errors, parsed.settings) == ([], ())


def test_an_account_refused_is_refused_each_time_and_again_after_a_new_root() -> None:
    parsed = parse(
        b"2026-01-01 open Foo:A\n2026-01-01 open Foo:A\n2026-01-01 open Assets:A\n"
        b'option "name_assets" "Aktiva"\n2026-01-01 open Assets:A\n',
        "/a",
    )
    assert [e.source["lineno"] for e in parsed.errors] == [1, 2, 5]


def test_the_callers_decimal_context_is_left_alone() -> None:
    with decimal.localcontext() as context:
        context.traps[decimal.FloatOperation] = True
        context.prec = 9
        flags, traps = dict(context.flags), dict(context.traps)
        parse(b"2026-01-01 balance Assets:A 1/0 USD\n", "/a")
        assert (dict(context.flags), dict(context.traps), context.prec) == (flags, traps, 9)


def test_a_rule_that_raises_is_a_problem_at_its_line(monkeypatch: pytest.MonkeyPatch) -> None:
    def failing(*_args: Raw) -> None:
        raise ValueError("no\nnote")

    monkeypatch.setattr(builder.LedgerBuilder, "note", failing)
    parsed = parse(b'\n2026-01-01 note Assets:A "x"\n', "/a")
    assert [(e.message, e.source["lineno"]) for e in parsed.errors] == [("no\nnote", 2)]


def test_a_parser_that_gives_up_is_a_problem(monkeypatch: pytest.MonkeyPatch) -> None:
    def failing(*_args: Raw) -> None:
        raise ValueError("gone")

    monkeypatch.setattr(builder.LedgerBuilder, "store_result", failing)
    parsed = parse(b"2026-01-01 open Assets:A\n", "/a")
    assert [e.message for e in parsed.errors] == [
        "gone",
        "the parser gave up: Parser internal error",
    ]


WORDS = st.sampled_from(
    '1/0 0/0 ( ) - + * / { } {{ }} @ @@ # ^ " \\ ~ 1 0.0 , : ; TRUE NULL USD EUR HOOL pushtag'
    " popmeta option include plugin Assets:A 2026-01-01 2026/02/30 key: #tag ^link open * ! txn"
    " balance custom note document \n \n \n  \t 99999999999999999999999999999".split(" ")
)


def survives(words: list[str]) -> None:
    """Reading never raises and never ends the process, and its numbers are numbers."""
    facts, _ = read_text(" ".join(words).replace("\n ", "\n"), "a")
    for entry in facts.entries:
        assert all(posting.amount.number.is_finite() for posting in entry.postings)


@settings(max_examples=50)
@given(st.lists(WORDS, max_size=40))
def test_no_words_end_the_process(words: list[str]) -> None:
    survives(words)


@pytest.mark.long
@settings(max_examples=5000, deadline=None)
@given(st.lists(WORDS, max_size=60))
def test_no_words_end_the_process_long(words: list[str]) -> None:
    survives(words)


OPERATORS = st.recursive(
    st.sampled_from(["0", "1", "2", "0.00", "3.5", "-0"]),
    lambda inner: st.one_of(
        st.tuples(inner, st.sampled_from("+-*/"), inner).map("({0[0]} {0[1]} {0[2]})".format),
        inner.map("-{}".format),
    ),
    max_leaves=8,
)


@settings(max_examples=50)
@given(OPERATORS)
def test_an_expression_is_its_value_or_a_division_by_zero(expression: str) -> None:
    facts, problems = read_text(f'2026-01-01 * "x"\n  Assets:A  {expression} USD\n', "a")
    zero = "LEDGER-DIVISION" in [problem.code for problem in problems]
    try:
        value = _evaluate(expression)
    except decimal.DecimalException:
        assert zero
    else:
        assert not zero
        assert [p.amount.number for e in facts.entries for p in e.postings] == [value]


def _evaluate(expression: str) -> decimal.Decimal:
    """Compute with Python's own parser of the same expression, in decimals."""
    import ast  # noqa: PLC0415 - for this only

    def value(node: ast.expr) -> decimal.Decimal:
        match node:
            case ast.BinOp(left, operator, right):
                a, b = value(left), value(right)
                table = {ast.Add: a.__add__, ast.Sub: a.__sub__, ast.Mult: a.__mul__}
                return table.get(type(operator), a.__truediv__)(b)
            case ast.UnaryOp(_, operand):
                return -value(operand)
            case _:
                return decimal.Decimal(ast.get_source_segment(expression, node) or "")

    return value(ast.parse(expression, mode="eval").body)
