"""What a card processor's payout to the bank is made of: charges, refunds, disputes and fees.

One line of the bank statement stands for many customers' payments less fees, so it is taken apart
by the processor's own report and never by guessing amounts. A payout is proven when the nets of
its rows add up to what the report says was paid out.
"""

from __future__ import annotations

from dataclasses import dataclass

from billcli.bank.adyen_read import adyen_movements
from billcli.bank.processor_movement import Movement, MovementKind
from billcli.bank.stripe_read import stripe_movements
from billcli.domain.money import Money, total
from billcli.domain.named import TYPE_CHECKING
from billcli.domain.problem import Source, UsageError

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Sequence


@dataclass(frozen=True, slots=True)
class Payout:
    """One transfer from a processor to the bank account, with what it is made of.

    Attributes:
        id: the processor's id of the payout, or account and number of the settled batch.
        date: the day it left the processor, as stated; the bank may book it later.
        net: what was paid out: as stated, else what the rows add up to.
        rows: charges, refunds, disputes, fees and adjustments, in the order of the report.
        stated: the report itself says what was paid out.
    """

    id: str
    date: dt.date
    net: Money
    rows: tuple[Movement, ...]
    stated: bool

    @property
    def missing(self) -> Money:
        """Return what was paid out less what the rows add up to: zero when it is proven."""
        return self.net - total((row.net for row in self.rows), self.net.currency)


def read_payouts(data: bytes, name: str) -> tuple[Payout, ...]:
    """Return the payouts of a report, oldest first.

    Movements that are in no payout yet are left out.

    Raises:
        UsageError: no report of payouts, nothing paid out, or something unreadable in it.
    """
    movements = stripe_movements(data, name)
    if movements is None:
        movements = _settled(adyen_movements(data, name), name)
    groups: dict[tuple[str, str], list[Movement]] = {}
    for movement in movements:
        if movement.payout:
            key = movement.payout, movement.net.currency
            groups.setdefault(key, []).append(movement)
    payouts = [_payout(identity, rows) for (identity, _), rows in groups.items()]
    if not payouts:
        raise UsageError.of(
            "CSV-NO-LINES",
            "no movement of the report belongs to a payout",
            where=Source(name),
            hint="export the payout reconciliation report, with the column automatic_payout_id",
        )
    return tuple(sorted(payouts, key=lambda payout: (payout.date, payout.id)))


def _payout(identity: str, movements: Sequence[Movement]) -> Payout:
    out = [m for m in movements if m.kind is MovementKind.PAYOUT]
    rows = tuple(m for m in movements if m.kind is not MovementKind.PAYOUT)
    days = [m.paid_out for m in (*out, *rows) if m.paid_out] or [m.date for m in out or rows]
    currency = movements[0].net.currency
    net = -_sum(out, currency) if out else _sum(rows, currency)
    return Payout(identity, max(days), net, rows, bool(out))


def _sum(movements: Iterable[Movement], currency: str) -> Money:
    return total((movement.net for movement in movements), currency)


def _settled(movements: Sequence[Movement] | None, file: str) -> tuple[Movement, ...]:
    """Return the movements of those batches that were paid out."""
    if movements is None:
        raise UsageError.of(
            "CSV-HEADER",
            "no row names the columns of a known payout report",
            where=Source(file),
            hint="export Stripe's payout reconciliation or Adyen's settlement details as CSV",
        )
    paid = {m.payout for m in movements if m.kind is MovementKind.PAYOUT}
    return tuple(m for m in movements if m.payout in paid)
