"""An entry of a statement as movements: one, or one for each payment of a batch that adds up."""

from __future__ import annotations

from billcli.bank.camt_text import is_reversal
from billcli.bank.camt_value import amount_of
from billcli.domain.money import total
from billcli.domain.named import TYPE_CHECKING, NamedTuple
from billcli.domain.problem import Problem, Severity, Source

if TYPE_CHECKING:
    import datetime as dt

    from billcli.bank.camt_value import Faults
    from billcli.bank.xml_tree import Node
    from billcli.domain.money import Money

# Where a detail states its amount in the account's currency, as versions and banks have it.
_AMOUNTS = (
    ("Amt",), ("AmtDtls", "TxAmt", "Amt"), ("AmtDtls", "CntrValAmt", "Amt"),
    ("AmtDtls", "InstdAmt", "Amt"),
)  # fmt: skip


class Movement(NamedTuple):
    """Money that an entry moved.

    Attributes:
        entry: its element ``Ntry``.
        details: the elements ``TxDtls`` that belong to it; one for a payment of a batch.
        amount: as written, positive for money in.
        date: booking date.
        nth: place of a payment in its batch, from 1; 0 when the movement is the whole entry.
        reversal: the entry takes back an earlier one.
        undated: the entry states no date; it has the day of its statement.
    """

    entry: Node
    details: tuple[Node, ...]
    amount: Money
    date: dt.date
    nth: int = 0
    reversal: bool = False
    undated: bool = False


class Batch(NamedTuple):
    """The movements of an entry, with a warning when its payments do not add up."""

    movements: tuple[Movement, ...] = ()
    problem: Problem | None = None


def movements(entry: Node, currency: str, day: dt.date | None, faults: Faults) -> Batch:
    """Return the movements of a booked entry.

    An entry with several details is one movement for each when their amounts add up to the entry's;
    otherwise it stays whole. So no total is ever counted twice.

    Args:
        entry: an element ``Ntry``.
        currency: of the account, for amounts that state none.
        day: the statement's, for an entry without any date.
        faults: gets what cannot be read.
    """
    known = len(faults)
    amount = faults.amount(entry, currency)
    stated = faults.day(entry, "BookgDt", "ValDt")
    date = stated or day
    if date is None and len(faults) == known:
        faults.note("STATEMENT-DATE", entry, "neither the entry nor its statement has a date")
    if amount is None or date is None or len(faults) > known:
        return Batch()
    details = (*entry.all("NtryDtls", "TxDtls"), *entry.all("TxDtls"))
    whole = Movement(
        entry, details, amount, date, reversal=is_reversal(entry), undated=stated is None
    )
    if len(details) <= 1:
        return Batch((whole,))
    parts = _parts(details, whole)
    if not parts:
        words = f"the amounts of {len(details)} payments do not add up to their entry of {amount}"
        where = Source(faults.file, entry.line)
        return Batch((whole,), _warning(words, where))
    return Batch(
        tuple(
            whole._replace(details=(detail,), amount=part, nth=nth)
            for nth, (detail, part) in enumerate(zip(details, parts, strict=True), 1)
        )
    )


def _parts(details: tuple[Node, ...], whole: Movement) -> tuple[Money, ...]:
    """Return the signed amount of each detail; none when they do not add up."""
    currency = whole.amount.currency
    choices = [*((path,) for path in _AMOUNTS), _AMOUNTS]
    for paths in choices:
        found = [_amount(detail, paths, whole.amount) for detail in details]
        parts = tuple(part for part in found if part is not None)
        if len(parts) == len(details) and total(parts, currency) == whole.amount:
            return parts
    return ()


def _amount(detail: Node, paths: tuple[tuple[str, ...], ...], whole: Money) -> Money | None:
    direction = detail.text("CdtDbtInd")
    inward = direction == "CRDT" if direction else whole.number > 0
    for path in paths:
        try:
            found = amount_of(detail.first(*path), "")
        except ValueError:
            continue
        if found.currency == whole.currency:
            return found if inward else -found
    return None


def _warning(words: str, where: Source) -> Problem:
    hint = "the entry is one line: match it by hand, or ask the bank for single entries"
    return Problem("STATEMENT-BATCH", words, where, hint, Severity.WARNING)
