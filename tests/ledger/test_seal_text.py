from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from billcli.ledger.seal_text import seals_at, with_account, with_seal

TWO = """\
; before
2026-01-01 * "A" "One" #invoice
  seal: "aaaaaaaaaaaa" ; mine
  Assets:A   1 EUR
; between two postings
  Assets:B  -1 EUR

2026-01-02 * "B" "Two"
\tseal:"bbbbbbbbbbbb"
  Assets:A   1 EUR
  Assets:B  -1 EUR
    seal: "cccccccccccc"
"""


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_one_seal_changes_and_nothing_else(newline: str) -> None:
    text = TWO.replace("\n", newline)
    changed = with_seal(text.encode(), 2, "dddddddddddd").decode()
    assert changed == text.replace("aaaaaaaaaaaa", "dddddddddddd")
    changed = with_seal(text.encode(), 8, "dddddddddddd").decode()
    assert changed == text.replace("bbbbbbbbbbbb", "dddddddddddd")


def test_seals_are_counted_within_one_transaction() -> None:
    assert seals_at(TWO.encode(), 2) == 1
    assert seals_at(TWO.encode(), 8) == 2
    assert seals_at(b'2026-01-01 * "A"\n  Assets:A  1 EUR', 1) == 0


@pytest.mark.parametrize(
    ("text", "after"),
    [
        ("2026-01-01 open Assets:A", "2026-01-01 open Assets:Z"),
        ("2026-01-01 open Assets:A:B EUR\n", "2026-01-01 open Assets:Z:B EUR\n"),
        ("  Assets:A\r\n", "  Assets:Z\r\n"),
        ("\tAssets:A;c\n", "\tAssets:Z;c\n"),
        ('2026-01-01 note Assets:A"x"\n', '2026-01-01 note Assets:Z"x"\n'),
        ("2026-01-01 pad Assets:A Assets:A\n", "2026-01-01 pad Assets:Z Assets:Z\n"),
    ],
)
def test_an_account_is_renamed_with_all_below_it(text: str, after: str) -> None:
    assert with_account(text.encode(), "Assets:A", "Assets:Z").decode() == after


@pytest.mark.parametrize(
    "text",
    [
        "  Assets:AB  1 EUR\n",
        "  Assets:A-B  1 EUR\n",
        "  My:Assets:A  1 EUR\n",
        "  Assets:Aé  1 EUR\n",
        '2026-01-01 * "to Assets:A " "x"\n',
        '2026-01-01 * "two\nlines with Assets:A \\" Assets:A end"\n',
        "; was Assets:A once\n",
        '* heading Assets:A "open quote\n',
        "# Assets:A\n",
    ],
)
def test_what_is_no_such_account_stays(text: str) -> None:
    assert with_account(text.encode(), "Assets:A", "Assets:Z").decode() == text


def test_a_quote_in_a_comment_or_heading_does_not_hide_what_follows() -> None:
    text = '; 5" screen\n* 5" heading\n  Assets:A  1 EUR\n'
    assert with_account(text.encode(), "Assets:A", "Assets:Z").decode().endswith("Z  1 EUR\n")


@settings(max_examples=50)
@given(st.lists(st.sampled_from(TWO.splitlines(keepends=True)), max_size=12))
def test_renaming_there_and_back_gives_the_same_bytes(lines: list[str]) -> None:
    content = "".join(lines).encode()
    there = with_account(content, "Assets:A", "Assets:Z")
    assert with_account(there, "Assets:Z", "Assets:A") == content
    assert there.count(b"\n") == content.count(b"\n")
