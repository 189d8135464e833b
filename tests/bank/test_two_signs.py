"""The reading of reversals that the balances prove."""

from __future__ import annotations

import pytest

from billcli.bank.two_signs import choose_signs
from billcli.domain.money import Money
from billcli.domain.problem import Severity, Source

WHERE = Source("march.sta", 7)


def euro(number: str) -> Money:
    return Money.of(number, "EUR")


@pytest.mark.parametrize(
    ("opening", "closing", "standard", "other", "turned"),
    [
        ("0.00", "10.00", "10.00", "-10.00", False),
        ("0.00", "-10.00", "10.00", "-10.00", True),
        ("5.00", "5.00", "0.00", "0.00", False),
        (None, "10.00", "-10.00", "10.00", False),
        ("0.00", None, "-10.00", "10.00", False),
    ],
)
def test_the_reading_that_closes_is_taken(
    opening: str | None, closing: str | None, standard: str, other: str, *, turned: bool
) -> None:
    ends = [euro(one) if one else None for one in (opening, closing)]
    found = choose_signs(*ends, euro(standard), euro(other), WHERE)
    assert found.other is turned
    assert found.problem is None


def test_when_neither_closes_the_standard_one_is_kept_and_both_are_shown() -> None:
    found = choose_signs(euro("1.00"), euro("99.00"), euro("10.00"), euro("-10.00"), WHERE)
    assert not found.other
    assert found.problem is not None
    assert (found.problem.code, found.problem.severity) == ("STATEMENT-SIGNS", Severity.ERROR)
    assert found.problem.where == WHERE
    for shown in ("11.00 EUR", "-9.00 EUR", "99.00 EUR"):
        assert shown in found.problem.message


def test_equal_sums_that_do_not_close_are_no_matter_of_signs() -> None:
    assert choose_signs(euro("1"), euro("9"), euro("2"), euro("2"), WHERE).problem is None
