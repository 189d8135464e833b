from __future__ import annotations

import datetime as dt
import json
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from billcli.cli.json_form import as_document, as_lines, envelope, indented, to_json, whole
from billcli.cli.outcome import Column, Outcome, Status, Table
from billcli.domain.money import Money
from billcli.domain.problem import ExitCode, Problem, Severity, Source

if TYPE_CHECKING:
    from billcli.cli.json_form import Json

KEYS = ["schema", "status", "exit_code", "data", "problems"]
PROBLEM_KEYS = ["code", "severity", "message", "file", "line", "help"]


@dataclass(frozen=True)
class Item:
    name: str
    amount: Money
    source: Source


@pytest.mark.parametrize(
    ("value", "form"),
    [
        (None, None),
        (True, True),
        (ExitCode.WAITING, 5),
        (Status.PARTIAL, "partial"),
        (Decimal("1E+3"), "1000"),
        (Decimal("-0.00"), "0.00"),
        (Money.of("0.00", "EUR"), {"number": "0.00", "currency": "EUR"}),
        (dt.date(2026, 1, 31), "2026-01-31"),
        (dt.datetime(2026, 1, 31, 12, tzinfo=dt.UTC), "2026-01-31T12:00:00+00:00"),
        (Path("a/b"), "a/b"),
        ({"b", "a"}, ["a", "b"]),
        ((1, [2]), [1, [2]]),
        (Column("item", "Item"), {"key": "item", "title": "Item", "kind": "text",
                                  "show": "always"}),
        (MappingProxyType({dt.date(2026, 1, 1): 1}), {"2026-01-01": 1}),
        (Source("a.beancount", 3), {"file": "a.beancount", "line": 3}),
        ((), []),
        ({}, {}),
        ("", ""),
    ],
)  # fmt: skip
def test_every_value_of_the_trade_has_one_form(value: object, form: object) -> None:
    assert to_json(value) == form


def test_a_dataclass_becomes_an_object_by_field() -> None:
    item = Item("a", Money.of("1.00", "EUR"), Source("m", 1))
    assert to_json(item) == {
        "name": "a",
        "amount": {"number": "1.00", "currency": "EUR"},
        "source": {"file": "m", "line": 1},
    }


@pytest.mark.parametrize("value", [1.5, object(), b"bytes", Item])
def test_floats_and_strangers_are_refused(value: object) -> None:
    with pytest.raises(TypeError, match="has no form in JSON"):
        to_json({"amount": value})


def test_the_envelope_has_these_keys_and_no_others() -> None:
    problem = Problem("X", "words", Source("main.beancount", 4), "do it", Severity.WARNING)
    form = envelope(Outcome("report open", {"items": []}, problems=(problem,)))
    assert list(form) == KEYS
    assert form["schema"] == "billcli.report.open/1"
    assert form["problems"] == [
        dict(
            zip(PROBLEM_KEYS, ["X", "warning", "words", "main.beancount", 4, "do it"], strict=True)
        )
    ]


def test_a_problem_without_a_place_keeps_its_keys() -> None:
    [form] = envelope(Outcome("check", problems=(Problem("X", "words"),)))["problems"]
    assert list(form) == PROBLEM_KEYS
    assert form["file"] is None
    assert form["line"] is None


def test_a_place_that_is_a_whole_file_has_no_line() -> None:
    problem = Problem("X", "words", Source("main.beancount"))
    [form] = envelope(Outcome("check", problems=(problem,)))["problems"]
    assert (form["file"], form["line"]) == ("main.beancount", None)


def test_without_a_command_the_schema_is_that_of_an_error() -> None:
    assert envelope(Outcome())["schema"] == "billcli.error/1"


@given(st.text() | st.text(st.characters(min_codepoint=0xD700, max_codepoint=0xE100)))
@settings(max_examples=50, deadline=None)
def test_any_text_can_be_written_and_read_back(text: str) -> None:
    for ascii_only in (True, False):
        written = as_document(Outcome("x", {"text": text}), ascii_only=ascii_only)
        read = json.loads(written.encode("ascii" if ascii_only else "utf-8"))
        assert read["data"]["text"] == whole(text)


def test_lone_surrogates_are_replaced_and_pairs_kept() -> None:
    assert whole("a\udc80") == "a\ufffd"
    assert whole("\U0001f4b6") == "\U0001f4b6"


def test_json_lines_are_one_object_per_row_without_the_total() -> None:
    table = Table("", (Column("a", "A"), Column("b", "B")), (("x", Decimal(1)),), ("sum", None))
    assert as_lines(table, ascii_only=False) == '{"a": "x", "b": "1"}\n'


def test_data_may_be_made_when_it_is_asked_for() -> None:
    asked: list[int] = []
    outcome = Outcome("item list", data=lambda: {"items": asked.append(1)})
    assert asked == []
    assert envelope(outcome)["data"] == {"items": None}
    assert asked == [1]


LEAVES = st.none() | st.booleans() | st.integers() | st.text()
VALUES = st.recursive(
    LEAVES, lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner), max_leaves=12
)


@given(value=VALUES, ascii_only=st.booleans())
@settings(max_examples=50, deadline=None)
@example(
    value={"": [], "a": {}, 'b "c"': [[], [{}], None, True, -12, "\\ \n\x07 é"]}, ascii_only=True
)
@example(
    value={"": [], "a": {}, 'b "c"': [[], [{}], None, True, -12, "\\ \n\x07 é"]}, ascii_only=False
)
def test_what_is_indented_is_what_the_standard_library_writes(
    value: Json, ascii_only: bool
) -> None:
    wanted = json.dumps(value, indent=2, ensure_ascii=ascii_only)
    assert indented(value, ascii_only=ascii_only) == wanted
