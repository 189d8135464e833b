from __future__ import annotations

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from billcli.documents.deposit_context import deposit_context
from billcli.documents.letterhead import Letterhead
from billcli.documents.sample_account import SLIP
from billcli.domain.money import Money
from tests.documents.plain_data import plain

HEAD = Letterhead.of({"name": "Mueller"}, {"name": "Bank"})
CENTS = st.integers(-(10**9), 10**9)


@settings(max_examples=30, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(SLIP.lines), CENTS), min_size=1), st.none() | CENTS)
def test_the_rows_above_make_the_total(parts: list[tuple[object, int]], fee: int | None) -> None:
    lines = tuple(replace(line, amount=Money.of(str(n), "EUR")) for line, n in parts)
    kept = None if fee is None else Money.of(str(fee), "EUR")
    data = deposit_context(replace(SLIP, lines=lines, fee=kept), HEAD).data
    *above, last = [row["amount"].number for row in data["totals"]]
    assert sum(above) == last == sum(n for _, n in parts) - (fee or 0)
    assert plain(data)


def test_the_means_are_in_the_words_of_the_reader() -> None:
    german = Letterhead.of({"name": "Mueller"}, {"name": "Bank"}, language="de")
    data = deposit_context(SLIP, german).data
    assert data["title"] == "Einreichungsbeleg DEP-2026-0003"
    texts = [row["text"] for row in data["lines"]]
    assert texts == ["Scheck 004711", "Scheck 88", "Bargeld", "Karte", "Money order"]
    told = [(row["label"], row["detail"]) for row in data["totals"]]
    assert told[:2] == [("Schecks", "(2)"), ("Bargeld", "(1)")]
    assert {row["name"]: row["value"] for row in data["particulars"]}["count"] == "5"


def test_a_payout_is_called_one() -> None:
    data = deposit_context(replace(SLIP, is_payout=True), HEAD).data
    assert data["title"] == "Card payout DEP-2026-0003"
