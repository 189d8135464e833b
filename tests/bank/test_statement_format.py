"""Which reader a file goes to: the processors' exports are CSV, but not a bank's."""

from __future__ import annotations

import pytest

from billcli.bank.statement_format import read_statements
from billcli.domain.problem import UsageError
from tests.bank.test_adyen_read import BATCH
from tests.bank.test_paypal_read import FRENCH, GERMAN
from tests.bank.test_stripe_read import ACTIVITY, ITEMISED


@pytest.mark.parametrize(
    ("data", "count"), [(ACTIVITY, 5), (ITEMISED, 1), (BATCH, 6), (GERMAN, 2), (FRENCH, 2)]
)
def test_exports_of_processors_are_known_by_their_columns(data: str, count: int) -> None:
    assert len(read_statements(data.encode(), "export.csv")[0].lines) == count


def test_encodings_do_not_hide_a_processor() -> None:
    assert len(read_statements(GERMAN.encode("cp1252"), "export.csv")[0].lines) == 2
    long = FRENCH + FRENCH.partition("\n")[2] * 200
    assert len(read_statements(long.encode("utf-16"), "export.csv")[0].lines) == 402
    umlauts = GERMAN + GERMAN.split("\n")[1].replace("Rechnung", "ü" * 200) + "\n"
    many = umlauts + "\n".join(umlauts.split("\n")[5:6] * 60)
    assert len(read_statements(many.encode(), "export.csv")[0].lines) == 63


@pytest.mark.parametrize(
    "data",
    [
        b"Date,Text,Amount\n2026-01-31,A,5.00\n",
        b"id,Type,Amount,Fee,Net,Currency,Date\n1,x,5.00,0.00,5.00,eur,2026-01-31\n",
        b"",
        b"\x00\x01\x02",
        b'"' * 30_000,
    ],
)
def test_other_files_are_left_to_the_csv_reader(data: bytes) -> None:
    assert read_statements(data, "bank.csv") == ()


def test_the_order_of_dates_reaches_paypal() -> None:
    either = FRENCH.replace("1/17/", "1/8/").encode()
    with pytest.raises(UsageError):
        read_statements(either, "export.csv")
    assert read_statements(either, "export.csv", "dmy")[0].lines[0].date.month == 7
