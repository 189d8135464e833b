"""What a statement of account says happened."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from shop import Shop


def test_what_is_taken_back_is_called_after_what_it_was(shop: Shop) -> None:
    """Only a payment that came back is a returned payment; a recovered loss is none."""
    shop.sold("100", "200", "300")
    shop.done(
        'writeoff create INV-2026-0001 --reason "Broke"',
        "writeoff recover WO-2026-0001 40",
        "payment add Acme 196 EUR --allocate INV-2026-0002 --discount 4",
        "payment unapply PMT-2026-0002",
        "payment reverse PMT-2026-0002",
        "payment add Acme 50 EUR --on-account",
        "refund create PMT-2026-0003 20",
        "undo REF-2026-0001 --reverse",
        "credit apply PMT-2026-0003 INV-2026-0003",
        "credit unapply APP-2026-0002",
        "statement render Acme --from 2026-01-01 --to 2026-01-31 -o all.txt",
    )
    lines = shop.text("all.txt").splitlines()
    backs = [" ".join(line.split()[3:]) for line in lines if "RET-2026-" in line]
    assert backs == [
        "Write-off RET-2026-0001",
        "Discount and fees RET-2026-0002",
        "Payment returned RET-2026-0003",
        "Refund RET-2026-0004",
        "Credit applied RET-2026-0005",
    ]
