from __future__ import annotations

import html

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from billcli.documents.escape import html_text, typst_string, typst_text, visible


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a\x1b[31mb", "a[31mb"),
        ("a\u202eb\u2066c\u200f", "abc"),
        ("one\r\ntwo\tthree", "one two three"),
        ("\ud800x\udfff", "x"),
        ("\ufeffa\x00", "a"),
        ("=cmd|'/c calc'!A0 株式会社 ü", "=cmd|'/c calc'!A0 株式会社 ü"),
    ],
)
def test_visible_keeps_text_and_drops_what_acts(text: str, shown: str) -> None:
    assert visible(text) == shown


@settings(max_examples=50)
@given(st.text())
def test_html_round_trips_and_holds_no_markup(text: str) -> None:
    written = html_text(text)
    assert not set("<>\"'") & set(written)
    assert html.unescape(written) == visible(text)


def unquoted(literal: str) -> str:
    result, escaped = [], False
    for character in literal:
        if escaped or character not in '\\"':
            result.append(character)
            escaped = False
        else:
            assert character == "\\", "a bare quote would end the literal"
            escaped = True
    assert not escaped
    return "".join(result)


@settings(max_examples=50)
@given(st.text())
def test_typst_literals_cannot_be_left(text: str) -> None:
    literal = typst_string(text)
    assert literal[0] == literal[-1] == '"'
    assert unquoted(literal[1:-1]) == visible(text)


def test_typst_text_ends_where_it_ends() -> None:
    assert typst_text("x") == '#"x";'


def test_long_words_may_break_and_short_ones_not() -> None:
    assert typst_text("x" * 24) == f'#"{"x" * 24}";'
    written = typst_text("a " + "x" * 30 + " b")
    assert written == '#"a xxxxxxxxxxxx"#box()#"xxxxxxxxxxxx"#box()#"xxxxxx b";'


def test_html_is_escaped_as_the_standard_library_does() -> None:
    every = "".join(map(chr, range(32, 127)))
    assert html_text(every) == html.escape(every, quote=True)
