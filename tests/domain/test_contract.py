"""Ids and free text at the edge of what a ledger may hold."""

from __future__ import annotations

import pytest

from billcli.domain.contract import (
    TEXT_MAX,
    check_customer_id,
    check_document_number,
    check_text,
    shown,
)
from billcli.domain.problem import UsageError


@pytest.mark.parametrize("text", ["A", "7", "Acme", "Acme-2", "A" * 32, "10001"])
def test_a_legal_customer_id_is_returned(text: str) -> None:
    assert check_customer_id(text) == text


@pytest.mark.parametrize(
    "text", ["", "acme", "Ärzte", "A B", "A:B", "-A", "A" * 33, "Acme\n", "A_B", "A."]
)
def test_any_other_customer_id_is_refused_by_its_flag(text: str) -> None:
    with pytest.raises(UsageError) as caught:
        check_customer_id(text, flag="--id")
    (problem,) = caught.value.problems
    assert problem.code == "CUSTOMER-ID"
    assert problem.message.startswith("--id: ")
    assert "--name" in problem.help


@pytest.mark.parametrize("text", ["1", "INV-2026-0001", "a.b_c-d", "x" * 64])
def test_a_legal_document_number_is_returned(text: str) -> None:
    assert check_document_number(text) == text


@pytest.mark.parametrize("text", ["", "-1", "INV 1", "INV/1", "Nº1", "x" * 65, "INV-1\n", ".a"])
def test_any_other_document_number_is_refused(text: str) -> None:
    with pytest.raises(UsageError) as caught:
        check_document_number(text)
    assert [p.code for p in caught.value.problems] == ["NUMBER-ILLEGAL"]


def test_a_long_number_is_cut_in_the_message() -> None:
    with pytest.raises(UsageError) as caught:
        check_document_number("x" * 5_000)
    assert len(caught.value.problems[0].message) < 100


@pytest.mark.parametrize("text", ["", "Müller & Söhne", "東京", "a\tb"[:1], "x" * TEXT_MAX])
def test_text_of_one_line_is_returned(text: str) -> None:
    assert check_text(text, flag="--name") == text


@pytest.mark.parametrize(
    "text", ["a\nb", "a\x00b", "a\x1b[31m", "a\x7fb", "a\u202eb", "a\udcffb", "\x85"]
)
def test_text_that_moves_a_terminal_or_is_none_is_refused(text: str) -> None:
    with pytest.raises(UsageError) as caught:
        check_text(text, flag="--name")
    assert [p.code for p in caught.value.problems] == ["TEXT-CONTROL"]


def test_text_longer_than_allowed_is_refused_with_its_length() -> None:
    with pytest.raises(UsageError) as caught:
        check_text("x" * (TEXT_MAX + 1), flag="--note")
    (problem,) = caught.value.problems
    assert problem.code == "TEXT-LONG"
    assert f"{TEXT_MAX + 1} characters" in problem.message


def test_what_is_shown_holds_no_control_characters() -> None:
    assert "\x1b" not in shown("a\x1b[31mb")
    assert shown("Müller") == "Müller"
