"""The text of a draft: every byte but the changed key stays, and lines are found where they are."""

from __future__ import annotations

import datetime as dt
import tomllib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from billcli.domain.invoice import Period
from billcli.services.draft_text import draft_text, item_lines, with_values
from billcli.services.invoice_request import InvoiceRequest
from billcli.store.toml_table import toml_string

DAY = dt.date(2026, 1, 31)
TEXTS = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=30)


def test_everything_said_is_written_and_read_again() -> None:
    request = InvoiceRequest(
        "Acme", ("1 Box", '2 "Bag"'), DAY, due=DAY, terms="net 30", currency="EUR", prices="net",
        note="Hi", delivered=DAY, period=Period(DAY, DAY), purchase_order="P", buyer_reference="R",
    )  # fmt: skip
    assert tomllib.loads(draft_text(request, "5%")) == {
        "customer": "Acme", "terms": "net 30", "currency": "EUR", "prices": "net",
        "discount": "5%", "period": "2026-01-31..2026-01-31", "po": "P", "ref": "R", "note": "Hi",
        "date": DAY, "due": DAY, "delivered": DAY, "lines": ["1 Box", '2 "Bag"'],
    }  # fmt: skip


def test_what_a_quote_says_besides_stands_before_the_lines() -> None:
    request = InvoiceRequest("Acme", ("1 Box",), DAY)
    beside = {"valid-until": DAY, "status": "declined", "reason": ""}
    assert draft_text(request, beside=beside).splitlines() == [
        'customer = "Acme"',
        "date = 2026-01-31",
        "valid-until = 2026-01-31",
        'status = "declined"',
        "lines = [",
        '  "1 Box",',
        "]",
    ]


@given(st.lists(TEXTS, max_size=4), TEXTS)
@settings(max_examples=50)
def test_any_text_comes_back(lines: list[str], note: str) -> None:
    text = draft_text(InvoiceRequest("Acme", tuple(lines), DAY, note=note))
    read = tomllib.loads(text)
    assert read["lines"] == lines
    assert read.get("note", "") == note
    assert len(item_lines(text)) == len(lines)


@given(TEXTS)
@settings(max_examples=50)
def test_a_quoted_text_is_one_line(text: str) -> None:
    assert "\n" not in toml_string(text)
    assert tomllib.loads(f"a = {toml_string(text)}") == {"a": text}


DRAFT = """# mine
customer = "Acme"  # or Globex?
note = \"\"\"
two
rows\"\"\"
due = 2026-02-01
lines = [
  # first
  "1 Box",
  '2 Bag',  # second
]
# the end
"""


@pytest.mark.parametrize(
    ("values", "old", "new"),
    [
        ({"customer": "Globex"}, 'customer = "Acme"  #', 'customer = "Globex"  #'),
        ({"customer": ""}, 'customer = "Acme"  # or Globex?\n', ""),
        ({"note": "one"}, 'note = """\ntwo\nrows"""', 'note = "one"'),
        ({"note": ""}, 'note = """\ntwo\nrows"""\n', ""),
        ({"due": "2026-03-01"}, "due = 2026-02-01", "due = 2026-03-01"),
        ({"po": "7"}, "lines = [", 'po = "7"\nlines = ['),
        ({"po": ""}, "", ""),
    ],
)
def test_one_key_changes_and_nothing_else(values: dict[str, str], old: str, new: str) -> None:
    assert with_values(DRAFT, values) == (DRAFT.replace(old, new) if old else DRAFT)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("lines = []\n", 'lines = [\n  "3 Cup",\n]\n'),
        ('customer = "A"', 'customer = "A"\nlines = [\n  "3 Cup",\n]\n'),
        ('lines = ["1 Box"]\n', 'lines = ["1 Box", "3 Cup"]\n'),
        ('lines = ["1 Box",]\n', 'lines = ["1 Box", "3 Cup"]\n'),
        ('lines = [\n  "1 Box"\n]\n', 'lines = [\n  "1 Box",\n  "3 Cup",\n]\n'),
        ('lines = [\n  "1 Box",\n]\n', 'lines = [\n  "1 Box",\n  "3 Cup",\n]\n'),
        ('lines = [\n  "1 Box" # a, b\n]', 'lines = [\n  "1 Box", # a, b\n  "3 Cup",\n]'),
        ('lines = ["1 Box",\n "2 Bag"]\n', 'lines = ["1 Box",\n "2 Bag", "3 Cup"]\n'),
        ('lines = [\r\n  "1 Box",\r\n]\r\n', 'lines = [\r\n  "1 Box",\r\n  "3 Cup",\r\n]\r\n'),
    ],
)
def test_a_line_is_added_in_the_manner_of_the_list(text: str, expected: str) -> None:
    assert with_values(text, {}, ["3 Cup"]) == expected
    assert tomllib.loads(expected)["lines"][-1] == "3 Cup"


def test_lines_are_found_among_remarks_and_long_texts() -> None:
    assert item_lines(DRAFT) == (9, 10)
    assert item_lines("lines = ['''a\nb''', \"c\"]") == (1, 2)
    assert item_lines('lines = ["a ] # b", "c"]\nnote = "x"') == (1, 1)
    assert item_lines("note = 'x'") == ()
    assert item_lines('lines = [["a"], "b"]') == (1,)
    assert item_lines("lines = [5]") == ()


ROWS = st.sampled_from(['"1 Box",', "# a, remark ]", '"2 [Bag]", "3 Cup",', "", "'4 \"Pot\"',"])


@given(st.lists(ROWS, max_size=6), st.booleans())
@settings(max_examples=50)
def test_adding_a_line_keeps_all_others(rows: list[str], crlf: bool) -> None:
    text = "\n".join(["# head", "lines = [", *rows, "]", 'customer = "A"', ""])
    text = text.replace("\n", "\r\n") if crlf else text
    before, after = tomllib.loads(text), tomllib.loads(with_values(text, {}, ["9 Last"]))
    assert after == {**before, "lines": [*before["lines"], "9 Last"]}
