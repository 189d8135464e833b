from __future__ import annotations

import shlex
import subprocess

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from billcli.cli.complete_line import (
    Line,
    bash_word,
    powershell_word,
    read_line,
    shared_start,
)


@pytest.mark.parametrize(
    ("text", "words", "current", "quote"),
    [
        ("", (), "", ""),
        ("billcli", (), "billcli", ""),
        ("billcli ", (), "", ""),
        ("billcli inv", (), "inv", ""),
        ("billcli  invoice\tshow  ", ("invoice", "show"), "", ""),
        ("A=1 B_2='x y' billcli inv", (), "inv", ""),
        ("/opt/b/billcli customer show 'Mueller & S", ("customer", "show"), "Mueller & S", "'"),
        ('billcli --line "10 h x 5 A" "b', ("--line", "10 h x 5 A"), "b", '"'),
        (r"billcli a\ b c\ ", ("a b",), "c ", ""),
        (r'billcli "a\"b" "c\d', ('a"b',), r"c\d", '"'),
        ("billcli '' x", ("",), "x", ""),
        ("billcli x\\", (), "x", ""),
    ],
)
def test_a_line_is_taken_apart(text: str, words: tuple[str, ...], current: str, quote: str) -> None:
    line = read_line(text)
    assert (line.words, line.current, line.quote) == (words, current, quote)


def test_powershell_escapes_with_a_backtick() -> None:
    assert read_line("billcli a` b C:\\x", "`") == Line(("a b",), "C:\\x")


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("billcli Assets:Bank:Ch", len("Assets:Bank:")),
        ("billcli --account=Assets:B", len("--account=Assets:")),
        ("billcli 'Assets:B", 0),
        ("billcli --x='Assets:B", len("--x=")),
        (r"billcli Assets\:B", 0),
        ("billcli a:b c", 0),
    ],
)
def test_bash_replaces_what_follows_its_last_break(text: str, kept: int) -> None:
    assert read_line(text, breaks=":=").kept == kept


WORDS = st.text(st.characters(min_codepoint=32, max_codepoint=0x2FF, exclude_characters="\x7f"))


@given(WORDS.filter(bool))
@settings(max_examples=50)
def test_what_is_inserted_is_read_as_the_same_word(word: str) -> None:
    for before, after in (("", ""), ('"', '"'), ("'", "'")):
        typed = f"x {before}{bash_word(word, Line((), '', quote=before))}{after}"
        assert read_line(f"{typed} ").words == (word,)
        if word.isascii() and before != '"':  # shlex keeps \$ there, shells do not
            assert shlex.split(typed) == ["x", word]


@pytest.mark.parametrize(
    "word", ["$(touch x)", "a;b", "`id`", "a b", "*", "~", "#x", "ü!", "a'b\"c"]
)
def test_bash_itself_reads_it_as_one_word_and_runs_nothing(word: str) -> None:
    for quote in ("", '"', "'"):
        text = f"{quote}{bash_word(word, Line((), '', quote=quote))}{quote}"
        said = subprocess.run(  # noqa: S603 - our own text
            ["/bin/bash", "--norc", "-c", f"printf %s {text}"], capture_output=True, check=True
        )
        assert said.stdout.decode() == word


def test_a_word_behind_a_break_is_cut() -> None:
    assert bash_word("Assets:Bank", read_line("billcli Assets:B", breaks=":")) == "Bank"


@pytest.mark.parametrize(
    ("word", "written"),
    [
        ("Assets:Bank", "Assets:Bank"), ("--format=json", "--format=json"), ("", "''"),
        ("a b", "'a b'"), ("$x", "'$x'"), ("@x", "'@x'"), ("a,b", "'a,b'"), ("it's", "'it''s'"),
        ("a\u2019b", "a\u2019b"), ("a\u2019 b", "'a\u2019\u2019 b'"),
    ],
)  # fmt: skip
def test_powershell_gets_one_word(word: str, written: str) -> None:
    assert powershell_word(word) == written


@given(st.lists(st.text("ab", max_size=4), min_size=1))
def test_a_shared_start_begins_all(words: list[str]) -> None:
    start = shared_start(words)
    assert all(word.startswith(start) for word in words)
    assert any(word[: len(start) + 1] != words[0][: len(start) + 1] for word in words) or (
        start == min(words, key=len)
    )
