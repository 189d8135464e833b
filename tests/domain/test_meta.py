from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from billcli.domain.meta import count_of, date_of, text_of
from billcli.domain.money import Money

if TYPE_CHECKING:
    from billcli.domain.entry import MetaValue


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("  INV-7 ", "INV-7"),
        (Decimal(1001), "1001"),
        (Decimal("1E+3"), "1000"),
        (dt.date(2026, 2, 14), "2026-02-14"),
        (Money.of("1.00", "EUR"), ""),
        (True, ""),
        (None, ""),
    ],
)
def test_a_value_reads_as_text(value: MetaValue | None, text: str) -> None:
    assert text_of(value) == text


@pytest.mark.parametrize(
    ("value", "date"),
    [
        (dt.date(2026, 2, 14), dt.date(2026, 2, 14)),
        ("2026-02-14", dt.date(2026, 2, 14)),
        ("2026-02-30", None),
        ("20260214", None),
        ("2026-W07-6", None),
        ("next month", None),
        (Decimal(20260214), None),
        (None, None),
    ],
)
def test_a_value_reads_as_a_date(value: MetaValue | None, date: dt.date | None) -> None:
    assert date_of(value) == date


@pytest.mark.parametrize(
    ("value", "count"),
    [
        (Decimal(2), 2),
        (Decimal("2.0"), 2),
        (Decimal("1.5"), None),
        (Decimal(0), None),
        (Decimal(-1), None),
        ("3", 3),
        ("0", None),
        ("²", None),
        ("second", None),
        (True, None),
        (None, None),
    ],
)
def test_a_value_reads_as_a_count(value: MetaValue | None, count: int | None) -> None:
    assert count_of(value) == count
