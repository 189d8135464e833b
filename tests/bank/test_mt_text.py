"""Fields of MT940 in whatever stands around them."""

from __future__ import annotations

import pytest

from billcli.bank.mt_text import END, split_fields

BODY = ":20:A\n:25:1\n:61:260331C5,NTRFX\n:86:words\nmore\n:62F:C260331EUR5,"


def tags(text: str) -> list[str]:
    return [field.tag for field in split_fields(text) if field.tag != END]


def rows(text: str, tag: str = "86") -> list[tuple[str, ...]]:
    return [field.rows for field in split_fields(text) if field.tag == tag]


@pytest.mark.parametrize(
    "text",
    [
        BODY,
        BODY.replace("\n", "\r\n"),
        BODY.replace("\n", "\r"),
        BODY.replace("\n", "@@"),
        f"\ufeff{BODY}\n-",
        f"{{1:F01BANKDEFFXXXX0000000000}}{{2:I940BANKDEFFXXXXN}}{{4:\n{BODY}\n-}}",
        f"{{1:F01X}}{{2:I940X}}{{3:}}{{4:\n{BODY}\n-}}{{5:{{MAC:1}}}}\n\x1a",
        f"{{1:F01X}}{{2:I940X}}{{4:{BODY}\n-}}",
        f"{{1:D02X}}\n{{2:E940X}}\n{{4:\n{BODY}\n-}}",
        f"BANKNL2A\n940\nBANKNL2A\n{BODY}\n-\nBANKNL2A\n940\nBANKNL2A\n",
        f"0000 01BANKNL2AXXXX00001\n940 00\n{BODY}\n-XXX",
        f"\x01\n{BODY}\n-\x03",
        f"This is an example.\n- - - - - -\n\n{BODY}\n\n",
        BODY.replace("\n:", "\n  :"),
    ],
)
def test_envelopes_ends_and_breaks_leave_the_same_fields(text: str) -> None:
    assert tags(text) == ["20", "25", "61", "86", "62F"]
    assert rows(text) == [("words", "more")]


def test_a_field_names_its_line() -> None:
    assert [field.line for field in split_fields(BODY)] == [1, 2, 3, 4, 6]


def test_blanks_at_the_ends_of_rows_are_kept() -> None:
    assert rows(":86:a \n b \n:62F:") == [("a ", " b ")]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (":86:paid at 09\n:25:31 in Bonn\n:62F:", [("paid at 09", ":25:31 in Bonn")]),
        (":86:03:46\n:08 card\n:62F:", [("03:46", ":08 card")]),
        (":86:2026-01-01T13\n:12:11\n:62F:", [("2026-01-01T13", ":12:11")]),
        (":86:words\n:23E:own field\n:62F:", [("words",)]),
        (":86:list\n-\nmore\n:61:", [("list", "-", "more")]),
        (":86:list -\n-\n:61:", [("list -",)]),
        (":86:first\n:86:second\n", [("first",), ("second", "")]),
        (":\n86:words\n:62F:", [("words",)]),
    ],
)
def test_what_only_looks_like_a_tag_or_an_end(text: str, found: list[tuple[str, ...]]) -> None:
    assert rows(text) == found


def test_a_real_account_follows_words_that_end_in_digits() -> None:
    assert tags(":86:paid at 9\n:20:START\n:25:12345678/123") == ["86", "20", "25"]


def test_what_follows_an_end_belongs_to_no_field() -> None:
    assert rows(":62F:C260331EUR5,\n-\nBANK\n:20:A", "62F") == [("C260331EUR5,",)]
