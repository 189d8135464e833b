"""A line is judged on what was open on its day, whatever the ledger says of later days."""

from __future__ import annotations

from decimal import Decimal

from billcli.matching.assign import propose
from billcli.matching.desk import row_key
from billcli.matching.explain import because
from billcli.matching.proposal import (
    Adjustment,
    AdjustmentKind,
    Suggestion,
    Verdict,
)
from tests.matching.invented import ACME_IBAN, PAYERS, day, eur, item, line

TWO = ("INV-2026-0001", "INV-2026-0002")


def changed(name: str, number: str, on: int):  # noqa: ANN201 - a mapping for propose
    row = item(name, "119.00")
    return {row_key(row): [(day(on), Decimal(number))]}


def test_two_items_stay_a_question_when_one_of_them_is_paid_later() -> None:
    rows = [item(TWO[0], "119.00"), item(TWO[1], "0.00")._replace(amount=eur("119.00"))]
    payment = line("", "119.00", "Acme Trading Inc.", ACME_IBAN)
    alone = propose([payment], rows, PAYERS)[0]
    before = propose([payment], rows, PAYERS, later=changed(TWO[1], "-119.00", 3))[0]
    after = propose([payment], rows, PAYERS, later=changed(TWO[1], "-119.00", -3))[0]
    assert alone.verdict is Verdict.CERTAIN
    assert before.verdict is Verdict.ASK
    assert after.verdict is Verdict.CERTAIN


def test_what_the_ledger_settles_later_is_not_settled_twice() -> None:
    rows = [item(TWO[0], "0.00")._replace(amount=eur("119.00"))]
    payment = line(TWO[0], "119.00", "Acme Trading Inc.", ACME_IBAN)
    found = propose([payment], rows, PAYERS, later=changed(TWO[0], "-119.00", 3))[0]
    assert found.verdict is Verdict.ASK
    assert [doubt.words for doubt in found.doubts] == [f"the ledger settles {TWO[0]} otherwise"]


def test_a_later_part_leaves_room_for_the_rest() -> None:
    rows = [item(TWO[0], "60.00")._replace(amount=eur("119.00"))]
    rest = line(TWO[0], "60.00", "Acme Trading Inc.", ACME_IBAN)
    found = propose([rest], rows, PAYERS, later=changed(TWO[0], "-59.00", 3))[0]
    assert (found.verdict, found.parts[0].amount) == (Verdict.CERTAIN, eur("60.00"))


def test_a_return_needs_no_room() -> None:
    rows = [item(TWO[0], "0.00")._replace(amount=eur("119.00"))]
    back = line(TWO[0], "-119.00", "Acme Trading Inc.", ACME_IBAN, end_to_end="E2E-7")
    paid = {"E2E-7": [(((TWO[0], "Acme", None, "EUR"), Decimal("119.00")),)]}
    found = propose([back], rows, PAYERS, paid=paid)[0]
    assert (found.verdict, found.parts[0].amount) == (Verdict.CERTAIN, eur("-119.00"))


def test_a_suggestion_tells_what_goes_beside_and_what_stays() -> None:
    kept = Adjustment(AdjustmentKind.BANK_FEE, eur("5.00"))
    parts = propose([line(TWO[0], "119.00")], [item(TWO[0], "119.00")], PAYERS)[0].parts
    assert because(Suggestion("Acme", parts, eur("1.00"), (), 0, (kept,))) == (
        "INV-2026-0001 with 5.00 EUR bank fee and 1.00 EUR on account"
    )
    assert because(Suggestion("Acme", (), eur("9.00"))) == "on account of Acme"
