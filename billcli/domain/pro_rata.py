"""A part of a period, billed by days: exact, and rounded once per figure."""

from __future__ import annotations

from decimal import Decimal

from billcli.domain.frozen import replace
from billcli.domain.line_draft import PIECE, UNITS
from billcli.domain.money import WIDE, plain, rounded
from billcli.domain.named import TYPE_CHECKING
from billcli.domain.reduction import Reduction

if TYPE_CHECKING:
    from billcli.domain.invoice_draft import InvoiceDraft
    from billcli.domain.line_draft import LineDraft
    from billcli.domain.plan import Due

_SHORT = {code: word for word, code in reversed(UNITS.items())}
_ONE = Decimal(1)


def pro_rata(draft: InvoiceDraft, due: Due, mode: str, words: str) -> InvoiceDraft:
    """Return what a part of a period costs: each line by days, as one piece with its own period.

    Args:
        draft: what a whole period is billed.
        due: the part, and how long the whole is.
        mode: a rounding mode of ``decimal``.
        words: say in the reader's language how many days of how many it is.
    """

    def share(number: Decimal) -> Decimal:
        exact = WIDE.divide(WIDE.multiply(number, due.days), due.whole)
        return rounded(exact, draft.currency, mode)

    def reduced(reduction: Reduction | None) -> Reduction | None:
        if reduction is None or reduction.percent:
            return reduction
        return Reduction(share(reduction.value), percent=False)

    lines = tuple(
        replace(
            line,
            description=f"{line.description}{_origin(line)} ({words})",
            quantity=_ONE,
            unit=PIECE,
            price=share(WIDE.multiply(line.quantity, line.price)),
            discount=reduced(line.discount),
            period=due.period,
        )
        for line in draft.lines
    )
    return replace(draft, lines=lines, discount=reduced(draft.discount))


def _origin(line: LineDraft) -> str:
    """Return quantity and price of a whole period, which the line no longer shows."""
    if line.quantity == 1 and line.unit == PIECE:
        return ""
    unit = "" if line.unit == PIECE else f" {_SHORT.get(line.unit, line.unit)}"
    return f", {plain(line.quantity)}{unit} x {plain(line.price)}"
