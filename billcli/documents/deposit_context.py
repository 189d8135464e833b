"""A deposit slip as templates see it."""

from __future__ import annotations

from types import MappingProxyType

from billcli.documents.letterhead import Context, Letterhead, payment_box
from billcli.domain.deposit_slip import CARD, CASH, CHEQUE
from billcli.domain.named import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from billcli.domain.deposit_slip import Slip, SlipLine

_SUMS = {CHEQUE: "cheques", CASH: "cash", CARD: "card", "": "other"}


def deposit_context(slip: Slip, head: Letterhead) -> Context:
    """Return what the templates of a deposit slip are given.

    Raises:
        UsageError: an unknown paper.
    """
    words = head.words
    particulars = {
        "number": slip.number,
        "date": head.reader.date(slip.date),
        "bank-account": slip.account,
        "count": str(len(slip.lines)),
    }
    return head.context(
        "deposit",
        f"{words['payout' if slip.is_payout else 'deposit-slip']} {slip.number}",
        slip.date,
        particulars,
        number=slip.number,
        currency=slip.total.currency,
        lines=tuple(_line(number, line, head) for number, line in enumerate(slip.lines, 1)),
        totals=_totals(slip, head),
        total=slip.total,
        payment=payment_box(""),
    )


def _line(position: int, line: SlipLine, head: Letterhead) -> Mapping[str, object]:
    return MappingProxyType(
        {
            "position": str(position),
            "number": line.number,
            "date": head.reader.notation.short_date(line.date),
            "payer": line.payer,
            "text": _text(line, head),
            "amount": line.amount,
        }
    )


def _text(line: SlipLine, head: Letterhead) -> str:
    """Return what a line is in the reader's words; words of one's own stay as they are."""
    if line.means == CHEQUE:
        return head.reader.phrase("cheque", number=line.cheque)
    return head.words[_SUMS[line.means]] if line.means else line.narration


def _totals(slip: Slip, head: Letterhead) -> tuple[Mapping[str, object], ...]:
    """Return how many there are of each kind and what they come to, the deposit itself last."""
    rows = [(_SUMS[means], f"({count})", sum_) for means, count, sum_ in slip.by_means()]
    if slip.fee:
        rows.append(("fee-kept", "", -slip.fee))
    rows.append(("total", "", slip.total))
    return tuple(
        MappingProxyType(
            {"role": role, "label": head.words[role], "detail": detail, "amount": amount}
        )
        for role, detail, amount in rows
    )
