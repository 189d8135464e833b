from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from billcli.cli.roff import (
    escape,
    example,
    heading,
    item,
    joined,
    line,
    markdown,
    paragraph,
    title,
)


def rendered(text: str) -> str:
    return "".join(markdown(text))


@pytest.mark.parametrize(
    ("text", "written"),
    [("--line", r"\-\-line"), (r"a\b", r"a\eb"), ('"x"', r"\(dqx\(dq"), ("it's", r"it\(aqs"),
     ("~^`", r"\(ti\(ha\(ga"), ("\u00d7", r"\[u00D7]"), ("\U0001f600", r"\[u1F600]")],
)  # fmt: skip
def test_signs_mean_themselves(text: str, written: str) -> None:
    assert escape(text) == written


@given(st.text())
@settings(max_examples=50)
def test_no_text_is_a_request(text: str) -> None:
    rows = "".join(text.split("\n"))
    written = line(escape(rows))
    assert written.isascii()
    assert not re.match(r"[.']", written)
    assert not re.search(r"\\(?![e\-(\[&])", written)


def test_a_dot_at_the_beginning_of_a_line_is_text_everywhere() -> None:
    for text in (paragraph(".billcli/ holds"), item(".x", ".y"), example([".z"])):
        bare = [row for row in text.splitlines() if row[:1] == "."]
        assert all(row.split()[0] in {".PP", ".TP", ".RS", ".RE", ".nf", ".fi"} for row in bare)


def test_empty_texts_keep_their_place() -> None:
    assert item("\\fB\\-x\\fR", "") == ".TP\n\\fB\\-x\\fR\n\\&\n"
    assert example(["a", "", "b"]) == ".PP\n.RS 4\n.nf\na\n\\&\nb\n.fi\n.RE\n"


def test_headings_and_titles() -> None:
    assert heading("exit-codes", "SS") == '.SS "exit\\-codes"\n'
    assert title("billcli-x", 7, "1", "M").startswith('.TH "BILLCLI\\-X" "7"')
    assert joined([heading("A"), paragraph("b"), paragraph("c")]) == '.SH "A"\nb\n.PP\nc\n'


def test_prose_of_several_lines_is_one_paragraph() -> None:
    assert rendered("one\ntwo `code` [link](x.md) **strong**\n") == (
        ".PP\none two \\fBcode\\fR link \\fBstrong\\fR\n"
    )


def test_a_table_of_two_columns_is_a_list_of_terms() -> None:
    assert rendered("| a | b |\n|---|---|\n| `x|y` | why |\n") == ".TP\n\\fBx|y\\fR\nwhy\n"


def test_cells_of_a_wider_table_say_what_they_are() -> None:
    text = "| a | when not set | gets |\n|---|---|---|\n| `x` | nothing | all |\n| y | | some |\n"
    assert rendered(text) == (
        ".TP\n\\fBx\\fR\nwhen not set: nothing; gets: all\n.TP\ny\ngets: some\n"
    )


def test_lists_examples_and_headings() -> None:
    assert rendered("- one\n  more\n- two\n") == '.IP "\\(bu" 4\none more\n.IP "\\(bu" 4\ntwo\n'
    assert rendered("1. a\n2. b\n") == '.IP "1." 4\na\n.IP "2." 4\nb\n'
    assert rendered("    a  b\n      c\n") == example(["a  b", "  c"])
    assert rendered("```sh\na\n\nb\n```\n") == example(["a", "", "b"])
    assert rendered("## Part\n\ntext") == '.SH "Part"\n.PP\ntext\n'
