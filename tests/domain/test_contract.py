"""The words of the ledger format: ids, numbers and texts."""

from __future__ import annotations

import pytest

from billcli.domain.contract import (
    CONTROL,
    TEXT_MAX,
    check_customer_id,
    check_document_number,
    check_text,
    shown,
)
from billcli.domain.problem import UsageError


@pytest.mark.parametrize("text", ["Acme", "3M", "A", "A" * 32, "Acme-2"])
def test_customer_ids(text: str) -> None:
    assert check_customer_id(text) == text


@pytest.mark.parametrize(
    "text", ["acme", "", "A" * 33, "Ac me", "Ä", "A_b", "-A", "A/..", "Tax", "USt", "Umsatz-Steuer"]
)
def test_what_is_no_customer_id(text: str) -> None:
    with pytest.raises(UsageError) as caught:
        check_customer_id(text)
    assert caught.value.problems[0].code == "CUSTOMER-ID"


@pytest.mark.parametrize("text", ["INV-2026-0001", "1", "a.b_c-d", "A" * 64])
def test_document_numbers(text: str) -> None:
    assert check_document_number(text) == text


@pytest.mark.parametrize("text", ["", "../x", "a/b", "A" * 65, "A 1", "-1", ".x", "é"])
def test_what_is_no_document_number(text: str) -> None:
    with pytest.raises(UsageError) as caught:
        check_document_number(text, flag="--number")
    assert caught.value.problems[0].code == "NUMBER-ILLEGAL"
    assert caught.value.problems[0].message.startswith("--number: ")


@pytest.mark.parametrize("text", ["", "Müller & Söhne", "株式会社", '"quoted\\', "x" * TEXT_MAX])
def test_free_texts(text: str) -> None:
    assert check_text(text, flag="--name") == text


@pytest.mark.parametrize("text", ["a\nb", "a\x00", "\x1b[2J", "\u202e", "\ufeff", "\udc80"])
def test_control_characters_and_halves_of_characters_are_refused(text: str) -> None:
    with pytest.raises(UsageError) as caught:
        check_text(text, flag="--name")
    assert caught.value.problems[0].code == "TEXT-CONTROL"


def test_a_text_has_a_length() -> None:
    with pytest.raises(UsageError) as caught:
        check_text("x" * (TEXT_MAX + 1), flag="--note")
    problem = caught.value.problems[0]
    assert problem.code == "TEXT-LONG"
    assert problem.message == "--note: the text has 1001 characters, at most 1000 are allowed"


def test_what_is_shown_cannot_move_the_cursor() -> None:
    assert shown("a\x1b[31mb\u202e") == "a[31mb"
    assert not CONTROL.search(shown("".join(map(chr, range(300)))))
