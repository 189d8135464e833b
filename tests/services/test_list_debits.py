"""The runs of direct debits, as the ledger has them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from billcli.services.list_debits import past_runs

if TYPE_CHECKING:
    from shop import Shop

RUN = """
2026-02-0{day} * "Acme Inc." "Debit" #payment #remittance ^PMT-{n} ^INV-{n} ^REM-2026-000{run}
  id: "PMT-{n}"
  Assets:Bank:Checking      {n}.50 EUR
  Assets:Receivable:Acme   -{n}.50 EUR
    invoice: "INV-{n}"
"""


def test_runs_are_told_with_their_payments(shop: Shop) -> None:
    shop.append(
        "".join(RUN.format(day=d, n=n, run=r) for d, n, r in ((3, 1, 1), (3, 2, 1), (5, 3, 2)))
    )
    found = [(r.number, str(r.collected), r.payments, str(r.amount))
             for r in past_runs(shop.workspace())]  # fmt: skip
    assert found == [
        ("REM-2026-0001", "2026-02-03", ("PMT-1", "PMT-2"), "4.00 EUR"),
        ("REM-2026-0002", "2026-02-05", ("PMT-3",), "3.50 EUR"),
    ]


def test_without_runs_there_are_none(shop: Shop) -> None:
    assert past_runs(shop.workspace()) == ()
