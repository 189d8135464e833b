from __future__ import annotations

import datetime as dt

import pytest

from billcli.domain.deposit_slip import Slip, SlipLine
from billcli.domain.money import Money

DAY = dt.date(2026, 3, 9)


def line(narration: str, amount: str) -> SlipLine:
    return SlipLine("R1", DAY, "Acme", narration, Money.of(amount, "EUR"))


def slip(*lines: SlipLine, fee: str = "") -> Slip:
    kept = Money.of(fee, "EUR") if fee else None
    return Slip("DEP-1", DAY, "Bank", "Assets:Bank", lines, kept)


@pytest.mark.parametrize(
    ("narration", "means", "cheque"),
    [
        ("Cheque 88", "Cheque", "88"),
        ("Cheque 004 A", "Cheque", "004 A"),
        ("Cheque", "", ""),
        ("Cash", "Cash", ""),
        ("Cash in hand", "", ""),
        ("Card", "Card", ""),
        ("", "", ""),
    ],
)
def test_how_it_was_paid_stands_in_the_narration(narration: str, means: str, cheque: str) -> None:
    assert (line(narration, "1.00").means, line(narration, "1.00").cheque) == (means, cheque)


def test_each_kind_is_counted_and_they_come_to_the_whole() -> None:
    given = slip(
        line("Cash", "5.00"), line("Cheque 1", "10.00"), line("Mine", "2.50"), line("Cheque 2", "1")
    )
    assert [(means, count, str(sum_)) for means, count, sum_ in given.by_means()] == [
        ("Cheque", 2, "11.00 EUR"),
        ("Cash", 1, "5.00 EUR"),
        ("", 1, "2.50 EUR"),
    ]
    assert str(given.gross) == str(given.total) == "18.50 EUR"


def test_what_the_bank_kept_is_not_in_the_total() -> None:
    given = slip(line("Card", "200.00"), line("Card", "-50.00"), fee="6.10")
    assert (str(given.gross), str(given.total)) == ("150.00 EUR", "143.90 EUR")
