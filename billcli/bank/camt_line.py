"""A movement of an ISO 20022 statement as a bank line."""

from __future__ import annotations

from billcli.bank.camt_charge import charges_of, ordered
from billcli.bank.camt_party import Party, other_party
from billcli.bank.camt_text import (
    creditor_references,
    joined,
    reference_of,
    remittance,
    return_reason,
)
from billcli.bank.column_name import folded
from billcli.bank.plain_text import one_line
from billcli.bank.row_word import BOOKED, PENDING
from billcli.bank.two_signs import UNPROVEN
from billcli.domain.bank_line import BankLine
from billcli.domain.contract import TEXT_MAX
from billcli.domain.named import TYPE_CHECKING
from billcli.domain.problem import Source, quoted

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from billcli.bank.camt_balance import Own
    from billcli.bank.camt_entry import Movement
    from billcli.bank.two_signs import Signs
    from billcli.bank.xml_tree import Node

# Entries of status INFO are only told, those of FUTR come later: neither is booked.
_NOT_BOOKED = PENDING | {"info", "futr"}


def is_booked(entry: Node) -> bool:
    """Return whether an entry is booked: any that does not say otherwise."""
    return folded(_status(entry)) not in _NOT_BOOKED


def bank_line(movement: Movement, own: Own, file: str, signs: Signs) -> BankLine:
    """Return a movement as a line.

    Args:
        movement: as written.
        own: the statement's account.
        file: name of the file, for messages.
        signs: how the statement's reversals are signed; one that may go either way is doubtful.
    """
    entry, details = movement.entry, movement.details
    amount = -movement.amount if signs.other and movement.reversal else movement.amount
    sole = details[0] if len(details) == 1 else None
    nodes = [node for node in (sole, None if movement.nth else entry) if node]
    returned = return_reason(entry, sole)
    by_debtor = (amount.number > 0) != bool(returned)
    parties = [other_party(detail, own, paid_by_debtor=by_debtor) for detail in details]
    party = parties[0] if len(set(parties)) == 1 else Party()
    return BankLine(
        "",
        movement.date,
        amount,
        _text(movement, parties),
        one_line(party.name)[:TEXT_MAX],
        one_line(party.account)[:TEXT_MAX],
        _sole(next(iter(creditor_references(detail)), "") for detail in details),
        _bank_ref(movement),
        _sole(reference_of(detail.text("Refs", "EndToEndId")) for detail in details),
        charges_of(nodes, amount.currency),
        ordered(nodes, amount),
        returned,
        source=Source(file, (sole if movement.nth and sole else entry).line),
        doubt=_doubt(movement, signs),
    )


def _text(movement: Movement, parties: Sequence[Party]) -> str:
    """Return all words: of the payments, on whose behalf, and those of the entry itself.

    A batch that stays whole tells what each of its payments says. The words of a batch belong to
    none of its payments; they are told when a payment has none.
    """
    details = movement.details
    parts = [part for detail in details for part in remittance(detail)]
    if len(details) > 1:
        parts += [text for detail in details for text in creditor_references(detail)[:1]]
    if len(set(parties)) > 1:
        parts += [party.name for party in parties]
    text = joined((*parts, *(party.ultimate for party in parties)))
    if movement.nth and text:
        return text
    return joined((text, movement.entry.text("AddtlNtryInf")))


def _bank_ref(movement: Movement) -> str:
    """Return the bank's reference of the entry; of a payment in a batch, its own or its place."""
    of_entry = reference_of(movement.entry.text("AcctSvcrRef"))
    own = _sole(reference_of(detail.text("Refs", "AcctSvcrRef")) for detail in movement.details)
    if not movement.nth:
        return of_entry or own
    if own and own != of_entry:
        return own
    return f"{of_entry}/{movement.nth}" if of_entry else ""


def _sole(texts: Iterable[str]) -> str:
    """Return the text that all share; empty when they differ."""
    found = set(texts)
    return found.pop()[:TEXT_MAX] if len(found) == 1 else ""


def _status(entry: Node) -> str:
    return entry.text("Sts", "Cd") or entry.text("Sts", "Prtry") or entry.text("Sts")


def _doubt(movement: Movement, signs: Signs) -> str:
    status = _status(movement.entry)
    if movement.reversal and signs.problem:
        return UNPROVEN
    if movement.undated:
        return f"the bank gave no day that exists; {movement.date} is the nearest known"
    if not status or folded(status) in BOOKED:
        return ""
    return f"its status is {quoted(status)}: nobody knows whether the bank has booked it"
