"""The key of a bank line, read back."""

from __future__ import annotations

import datetime as dt

import pytest

from billcli.domain.bank_line import BankLine, parts_of_key
from billcli.domain.money import Money


def test_a_key_tells_its_parts() -> None:
    line = BankLine("Assets:Bank", dt.date(2026, 1, 31), Money.of("-80.12", "EUR"), nth=3)
    assert parts_of_key(line.key) == (line.date, line.amount, 3)


@pytest.mark.parametrize(
    "key",
    ["", "R-1", "A 2026-13-45 1.00 EUR 1", "A 2026-01-31 much EUR 1", "A 2026-01-31 1.00 EUR x"],
)
def test_what_is_no_key_has_no_parts(key: str) -> None:
    assert parts_of_key(key) is None
