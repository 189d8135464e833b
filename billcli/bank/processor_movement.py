"""What moved a processor's balance, and the statements of the processor's own account it makes.

The net of a movement is what the balance changed by, so the net is the line's amount; what the
processor kept stands beside it as charges. A payout to the bank is a movement like any other: the
lines of a whole period add up to the change of the balance.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum

from billcli.bank.balance_proof import prove, runs_down
from billcli.domain.bank_line import BankLine, numbered
from billcli.domain.bank_statement import BankStatement
from billcli.domain.money import Money
from billcli.domain.named import TYPE_CHECKING
from billcli.domain.problem import Problem, Severity, Source

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping, Sequence

SHOWN_MAX = 5


class MovementKind(Enum):
    """What happened; ``PAYOUT`` is the transfer to the bank account itself."""

    CHARGE = "charge"
    REFUND = "refund"
    DISPUTE = "dispute"
    FEE = "fee"
    ADJUSTMENT = "adjustment"
    PAYOUT = "payout"


@dataclass(frozen=True, slots=True)
class Movement:
    """One change of a processor's balance.

    Attributes:
        gross: what the customer paid, negative when it went back.
        fee: what the processor kept of it; positive.
        net: what the balance changed by.
        original: what the customer saw in another currency, signed like ``gross``.
        identity: the processor's id of the movement.
        source_id: its id of the charge, refund or payout behind it.
        payout: what groups the movements of one payout: its id, or a batch; may be empty.
        paid_out: the day the payout left, when stated.
        metadata: what else identifies it, such as ``invoice``.
    """

    source: Source
    date: dt.date
    kind: MovementKind
    gross: Money
    fee: Money
    net: Money
    identity: str = ""
    source_id: str = ""
    payout: str = ""
    paid_out: dt.date | None = None
    name: str = ""
    email: str = ""
    description: str = ""
    original: Money | None = None
    balance: Money | None = None
    metadata: Mapping[str, str] = field(default_factory=dict)


def statements_of(
    movements: Sequence[Movement], file: str, *, closed: bool = False
) -> tuple[BankStatement, ...]:
    """Return one statement for each currency, in the order in which they occur.

    Args:
        movements: in the order of the file.
        file: its name, for messages.
        closed: the file begins and ends with a balance of zero, as a settled batch does.
    """
    currencies = dict.fromkeys(movement.net.currency for movement in movements)
    found = []
    for currency in currencies:
        own = [m for m in movements if m.net.currency == currency]
        down = newest_first(own) or runs_down([m.date for m in movements])
        moved = [m for m in own if m.net.number]
        lines = numbered(map(_line, moved[::-1] if down else moved))
        still = tuple(str(m.source.line) for m in own if not m.net.number)
        zero = Money.zero(currency) if closed else None
        problems = (zero_problem(still, file),) if still else ()
        found.append(
            BankStatement("", currency, lines, opening=zero, closing=zero, problems=problems)
        )
    return tuple(found)


def newest_first(movements: Sequence[Movement]) -> bool:
    """Return whether dates, or running balances on a single day, run from the newest to the oldest.

    Args:
        movements: of one currency, in the order of the file.
    """
    balances = [m.balance.number for m in movements if m.balance is not None]
    if len({m.date for m in movements}) > 1 or len(balances) < len(movements):
        return runs_down([m.date for m in movements])
    return prove([m.net.number for m in movements], balances).newest_first


def zero_problem(lines: Sequence[str], file: str) -> Problem:
    """Return the warning about rows that moved no money."""
    words = f"rows that moved no money were left out: lines {', '.join(lines[:SHOWN_MAX])}"
    return Problem("CSV-ZERO", f"{len(lines)} {words}", Source(file), "", Severity.WARNING)


def _line(movement: Movement) -> BankLine:
    text = movement.description or movement.kind.value
    more = (word for word in movement.metadata.values() if word and word not in text)
    returned = movement.kind is MovementKind.DISPUTE and movement.net.number < 0
    return BankLine(
        "",
        movement.date,
        movement.net,
        " ".join((text, *more)),
        movement.name or movement.email,
        bank_ref=movement.identity or movement.source_id,
        charges=movement.fee if movement.fee.number > 0 else None,
        original=movement.original,
        returned=movement.kind.value if returned else "",
        balance=movement.balance,
        source=movement.source,
    )
