"""Lines that wait, seen together: what others pay is not offered, and no two are offered one."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from billcli.matching.assign import propose
from billcli.matching.proposal import Proposal, Verdict
from tests.matching.invented import PAYERS, day, item, line

if TYPE_CHECKING:
    import datetime as dt

ACME = "Acme Trading"
ROWS = tuple(item(f"INV-2026-000{n}", "100.00", issued=day(-30 - n)) for n in range(1, 9))
THREE, TWO = ROWS[:3], ROWS[:2]
ASK, CERTAIN = Verdict.ASK, Verdict.CERTAIN


def offered(proposal: Proposal) -> list[str]:
    return [one.parts[0].item.item[-4:] for one in proposal.suggestions if one.parts]


def test_what_a_later_line_surely_pays_is_not_offered() -> None:
    cash = line("paid in cash", "100.00")
    named = line("INV-2026-0001", "100.00", ACME, on=day(9))
    assert offered(propose([cash], THREE, PAYERS)[0]) == ["0001", "0002", "0003"]
    first, later = propose([cash, named], THREE, PAYERS)
    assert (later.verdict, offered(first)) == (CERTAIN, ["0002", "0003"])


def test_what_others_pay_makes_room_among_the_five() -> None:
    cash = line("paid in cash", "100.00")
    paid = [line(f"INV-2026-000{n}", "100.00", ACME, on=day(n)) for n in range(1, 5)]
    assert len(offered(propose([cash], ROWS, PAYERS)[0])) == 5
    assert offered(propose([cash, *paid], ROWS, PAYERS)[0]) == ["0005", "0006", "0007", "0008"]


def test_what_the_ledger_settles_later_is_not_offered() -> None:
    rows = [item("INV-2026-0001", "0.00", amount="100.00"), ROWS[1]]
    changed: dict[tuple[str, str, int | None, str], list[tuple[dt.date, Decimal]]] = {
        ("INV-2026-0001", "Acme", None, "EUR"): [(day(3), Decimal("-100.00"))]
    }
    (found,) = propose([line("paid in cash", "100.00")], rows, PAYERS, later=changed)
    assert offered(found) == ["0002"]


@pytest.mark.parametrize("turned", [False, True])
def test_two_lines_are_not_first_offered_the_same(*, turned: bool) -> None:
    """The earlier line is served first, whatever the order in the file."""
    lines = [line("paid in cash", "100.00"), line("cash", "100.00", on=day(1))]
    found = propose(lines[::-1] if turned else lines, TWO, PAYERS)
    one, other = found[::-1] if turned else found
    assert (offered(one), offered(other)) == (["0001", "0002"], ["0002", "0001"])


def test_the_line_for_which_more_speaks_is_served_first() -> None:
    cash = line("paid in cash", "100.00")
    short = line("INV-2026-0001", "95.00", ACME, on=day(9))
    first, later = propose([cash, short], TWO, PAYERS)
    assert (later.verdict, offered(later)[0]) == (ASK, "0001")
    assert offered(first) == ["0002", "0001"]


def test_what_is_sent_back_and_what_is_certain_stays_as_it_is() -> None:
    paid = line("INV-2026-0001", "100.00", ACME)
    back = line("Return INV-2026-0001", "-100.00", ACME, on=day(3))
    first, later = propose([paid, back], TWO, PAYERS)
    assert (first.verdict, later.verdict) == (CERTAIN, ASK)
    assert (offered(first), offered(later)) == (["0001"], ["0001"])
    assert propose([line("", "5.00", "Nobody")], [], [])[0].suggestions == ()
