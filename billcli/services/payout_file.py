"""Reports of card processors, as what a payout line of the bank is taken apart by."""

from __future__ import annotations

from billcli.bank.payout_report import read_payouts
from billcli.bank.processor_movement import MovementKind
from billcli.domain.money import Money
from billcli.domain.named import TYPE_CHECKING
from billcli.matching.payout import PaidCharge, PaidOut
from billcli.services.statement_bytes import content

if TYPE_CHECKING:
    from pathlib import Path

    from billcli.bank.payout_report import Payout
    from billcli.bank.processor_movement import Movement


def read_payout_file(path: Path, shown: str) -> tuple[PaidOut, ...]:
    """Return the payouts of a processor's report.

    Raises:
        UsageError: no such file, or it is no report of payouts.
    """
    return tuple(map(_paid_out, read_payouts(content(path, shown), shown)))


def _paid_out(payout: Payout) -> PaidOut:
    charges = tuple(map(_charge, payout.rows))
    return PaidOut(payout.id, payout.date, payout.net, charges, payout.missing)


def _charge(row: Movement) -> PaidCharge:
    if row.kind is MovementKind.FEE:
        return PaidCharge(Money.zero(row.net.currency), -row.net, row.description)
    words = [row.metadata.get("invoice", ""), row.description, *row.metadata.values()]
    text = " ".join(dict.fromkeys(filter(None, words)))
    return PaidCharge(row.gross, row.fee, text, row.name or row.email)
