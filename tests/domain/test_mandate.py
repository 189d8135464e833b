"""Mandates as records state them, and creditor identifiers."""

from __future__ import annotations

import datetime as dt

import pytest

from billcli.domain.mandate import Mandate, is_creditor_id, parse_mandate
from billcli.domain.problem import UsageError

SIGNED = dt.date(2026, 1, 15)


@pytest.mark.parametrize(
    ("text", "mandate", "instrument"),
    [
        ("M-1 2026-01-15", Mandate("M-1", SIGNED), ("CORE", "RCUR")),
        ("  M/1+2   2026-01-15 ", Mandate("M/1+2", SIGNED), ("CORE", "RCUR")),
        ("M-1 2026-01-15 B2B", Mandate("M-1", SIGNED, business=True), ("B2B", "RCUR")),
        ("M-1 2026-01-15 once", Mandate("M-1", SIGNED, once=True), ("CORE", "OOFF")),
    ],
)
def test_a_mandate_is_read(text: str, mandate: Mandate, instrument: tuple[str, str]) -> None:
    found = parse_mandate(text)
    assert found == mandate
    assert (found.scheme, found.sequence) == instrument


@pytest.mark.parametrize(
    "text",
    ["", "M-1", "M-1 15.01.2026", "M-1 2026-02-30", "2026-01-15", "M-1 2026-01-15 often",
     "Mü-1 2026-01-15", "M" * 36 + " 2026-01-15", "M_1 2026-01-15"],
)  # fmt: skip
def test_what_is_no_mandate_is_refused(text: str) -> None:
    with pytest.raises(UsageError) as refused:
        parse_mandate(text)
    assert [p.code for p in refused.value.problems] == ["MANDATE-UNREADABLE"]


@pytest.mark.parametrize(
    ("text", "valid"),
    [
        ("DE98ZZZ09999999999", True),
        ("de98 zzz0 9999 9999 99", True),
        ("DE98ABC09999999999", True),  # the business code is outside the check
        ("AT61ZZZ01234567890", True),
        ("DE89ZZZ09999999999", False),
        ("DE98ZZZ", False),
        ("", False),
    ],
)
def test_a_creditor_identifier_has_check_digits(text: str, *, valid: bool) -> None:
    assert is_creditor_id(text) is valid
