"""Every command that books money or a correction tells of a day that has not come."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from shop import Shop

ACTS = {
    "payment": ([], "payment add Acme 100 EUR"),
    "payment on account": ([], "payment add Acme 5 EUR --on-account"),
    "write-off": ([], "writeoff create INV-2026-0001 --reason Gone"),
    "small differences": (
        ["payment add Acme 99.98 EUR --allocate INV-2026-0001=99.98"],
        'writeoff small --max "0.05 EUR"',
    ),
    "credit note": ([], "credit create INV-2026-0001 --amount 5 --reason Late"),
    "voided": ([], "invoice void INV-2026-0001 --reason Wrong"),
    "refund": (["payment add Acme 5 EUR --on-account"], "refund create PMT-2026-0001"),
    "applied": (["payment add Acme 5 EUR --on-account"], "credit apply PMT-2026-0001"),
    "reversed": (["payment add Acme 100 EUR"], "payment reverse PMT-2026-0001"),
    "deposit": (["payment add Acme 100 EUR --cheque 88"], "deposit create --all"),
    "payout": (["payment add Acme 100 EUR --charge ch_1"], "deposit create --charges --fee 2"),
}


@pytest.fixture
def sold(shop: Shop) -> Shop:
    shop.sold("100")
    return shop


@pytest.mark.parametrize("act", ACTS)
def test_a_slip_of_the_year_is_told_and_taken_back(sold: Shop, act: str) -> None:
    first, line = ACTS[act]
    sold.done(*first)
    before = sold.tree()
    assert sold(line, yes=True).codes == []
    sold.done("undo")
    assert sold.tree() == before
    dry = sold(f"{line} --date 2062-01-31 --dry-run", yes=True)
    assert (dry.status, dry.codes) == (0, ["DATE-AHEAD"]), dry.err
    assert "use --date 2026-01-31" in dry.err
    assert sold.tree() == before
    answer = sold(f"{line} --date 2062-01-31", yes=True)
    assert (answer.status, answer.codes) == (0, ["DATE-AHEAD"]), answer.err
    assert "dated 2062-01-31, after today, 2026-01-31" in answer.err
    (undo,) = answer.hinted
    sold.done(undo)
    assert sold.tree() == before


def test_programs_are_told_the_same(sold: Shop) -> None:
    answer = sold("payment add Acme 100 EUR --date tomorrow --format json", yes=True)
    (problem,) = answer.envelope["problems"]
    assert (problem["code"], problem["severity"]) == ("DATE-AHEAD", "warning")
    assert (answer.status, answer.envelope["data"]["written"]) == (0, True)


def test_an_invoice_of_tomorrow_and_what_settles_it_are_meant(sold: Shop) -> None:
    sold.done("payment add Acme 5 EUR --on-account")
    billed = sold(
        'invoice create Acme --line "20 Map; tax=ZERO" --date tomorrow --use-credit', yes=True
    )
    assert (billed.status, billed.codes) == (0, [])
    paid = sold("payment add Acme 15 EUR --allocate INV-2026-0002 --date tomorrow", yes=True)
    assert (paid.status, paid.codes) == (0, [])
    back = sold("undo PMT-2026-0002 --reverse", yes=True)
    assert (back.status, back.codes) == (0, [])
    assert sold("payment add Acme 100 EUR --date tomorrow", yes=True).codes == ["DATE-AHEAD"]


def test_the_day_is_that_of_the_option(sold: Shop) -> None:
    answer = sold("payment add Acme 100 EUR --date 2026-02-05 --today 2026-02-05", yes=True)
    assert (answer.status, answer.codes) == (0, [])
