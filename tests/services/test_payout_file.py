"""A processor's report as what a payout line is taken apart by."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest

from billcli.domain.problem import UsageError
from billcli.services.payout_file import read_payout_file
from tests.bank.test_stripe_read import ACTIVITY

if TYPE_CHECKING:
    from pathlib import Path


def test_a_report_gives_what_was_paid_what_was_kept_and_the_words(tmp_path: Path) -> None:
    path = tmp_path / "stripe.csv"
    path.write_text(ACTIVITY, encoding="utf-8")
    (payout,) = read_payout_file(path, "stripe.csv")
    assert (payout.id, payout.date, str(payout.net)) == ("po_1", dt.date(2026, 3, 6), "44.71 EUR")
    assert not payout.missing
    rows = {str(row.gross): (str(row.fee), row.text) for row in payout.charges}
    assert rows["120.00 EUR"] == ("1.50 EUR", "Invoice 7 SO-9")
    assert rows["-10.00 EUR"] == ("0.00 EUR", "Refund, partial")
    assert rows["-50.00 EUR"][0] == "15.00 EUR"


def test_a_fee_of_its_own_settles_nothing(tmp_path: Path) -> None:
    path = tmp_path / "stripe.csv"
    path.write_text(ACTIVITY, encoding="utf-8")
    (payout,) = read_payout_file(path, "stripe.csv")
    (own,) = [row for row in payout.charges if not row.gross]
    assert (str(own.fee), own.text) == ("-1.21 EUR", "Billing")
    kept = sum(row.gross.number - row.fee.number for row in payout.charges)
    assert kept == payout.net.number


def test_what_is_no_report_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "bank.csv"
    for code, text in (("FILE-MISSING", None), ("CSV-HEADER", "Date;Amount\n2026-01-01;5\n")):
        if text:
            path.write_text(text, encoding="utf-8")
        with pytest.raises(UsageError) as caught:
            read_payout_file(path, "bank.csv")
        assert caught.value.problems[0].code == code
