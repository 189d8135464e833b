from __future__ import annotations

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from billcli.documents.letterhead import Letterhead
from billcli.documents.receipt_context import receipt_context
from billcli.documents.sample_account import RECEIPT
from billcli.domain.money import Money
from tests.documents.plain_data import plain

HEAD = Letterhead.of({"name": "Mueller"}, {"name": "Acme"})
WHOLE = st.integers(-(10**12), 10**12)


@settings(max_examples=30, deadline=None)
@given(WHOLE, st.lists(WHOLE, max_size=3), st.none() | WHOLE)
def test_the_rows_above_make_the_amount_received(
    received: int, parts: list[int], adjusted: int | None
) -> None:
    lines = tuple(replace(RECEIPT.lines[0], applied=Money.of(str(n), "EUR")) for n in parts)
    changed = replace(
        RECEIPT,
        received=Money.of(str(received), "EUR"),
        lines=lines,
        adjusted=None if adjusted is None else Money.of(str(adjusted), "EUR"),
    )
    data = receipt_context(changed, HEAD).data
    *above, last = [row["amount"].number for row in data["totals"]]
    assert last == received
    assert sum(above) == received
    assert plain(data)


def test_what_remains_is_said_in_words() -> None:
    said = receipt_context(RECEIPT, HEAD).data["payment"]["sentence"]
    assert "1,730.00" in said
    paid = tuple(replace(line, remaining=Money.zero("EUR")) for line in RECEIPT.lines)
    settled = receipt_context(replace(RECEIPT, lines=paid), HEAD).data["payment"]
    assert settled["sentence"] == "The documents above are paid in full."
    assert settled["wanted"] == ""
    assert receipt_context(replace(RECEIPT, lines=()), HEAD).data["payment"]["sentence"] == ""


def test_a_document_without_a_date_has_an_empty_one() -> None:
    lines = (replace(RECEIPT.lines[0], date=None),)
    (line,) = receipt_context(replace(RECEIPT, lines=lines), HEAD).data["lines"]
    assert line["date"] == ""
    assert line["number"] == "INV-2026-0042"
