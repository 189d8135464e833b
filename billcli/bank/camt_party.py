"""The other party of a payment: who paid or was paid, and on whose behalf."""

from __future__ import annotations

from billcli.bank.camt_balance import account_number
from billcli.domain.named import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from billcli.bank.camt_balance import Own
    from billcli.bank.xml_tree import Node

_NAMES = (("Pty", "Nm"), ("Nm",), ("Agt", "FinInstnId", "Nm"))


class Party(NamedTuple):
    """One side of a payment.

    Attributes:
        name: holder of the account, or else the ultimate party.
        account: its number, without blanks.
        ultimate: on whose behalf, when it is another.
    """

    name: str = ""
    account: str = ""
    ultimate: str = ""


def other_party(detail: Node, own: Own, *, paid_by_debtor: bool) -> Party:
    """Return the party that is not the account's own.

    The name goes with the account number, so the holder of the account is the party, and whoever it
    acted for is named beside it. A side that is the account itself is never the other one.

    Args:
        detail: an element ``TxDtls``.
        own: the statement's account.
        paid_by_debtor: which side it is when both may be: the debtor.
    """
    sides = [_side(detail, role) for role in ("Dbtr", "Cdtr")]
    stated = [side for side in sides if side != Party()]
    others = [side for side in stated if not _is_own(side, own)]
    if len(stated) == len(sides) == len(others):
        return sides[0] if paid_by_debtor else sides[1]
    return others[0] if others else Party()


def _side(detail: Node, role: str) -> Party:
    parties = detail.first("RltdPties")
    if parties is None:
        return Party()
    account = parties.first(f"{role}Acct")
    holder = _name(parties, role) or (account.text("Nm") if account else "")
    ultimate = _name(parties, f"Ultmt{role}")
    same = ultimate.casefold() == holder.casefold()
    named = holder or ultimate
    return Party(named, account_number(account), "" if same or not holder else ultimate)


def _name(parties: Node, role: str) -> str:
    return next((text for path in _NAMES if (text := parties.text(role, *path))), "")


def _is_own(side: Party, own: Own) -> bool:
    if side.account:
        return side.account == own.number
    return bool(own.owner) and side.name.casefold() == own.owner.casefold()
