"""A statement's own account and its balances. Only booked balances prove anything.

Source: ISO 20022 external code set, balance type. OPBD and CLBD open and close what is booked, PRCD
closed the statement before, ITBD stands in between; CLAV, FWAV and the like count also what is not
booked.
"""

from __future__ import annotations

import datetime as dt

from billcli.domain.iban import compact
from billcli.domain.named import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from billcli.bank.camt_value import Faults
    from billcli.bank.xml_tree import Node
    from billcli.domain.money import Money

ACCOUNT_IDS = (
    ("Id", "IBAN"), ("Id", "Othr", "Id"), ("Id", "BBAN"), ("Id", "PrtryAcct", "Id"), ("Id", "UPIC"),
)  # fmt: skip
BOOKED = ("OPBD", "PRCD", "ITBD", "CLBD")


class Own(NamedTuple):
    """The account of a statement.

    Attributes:
        number: IBAN where there is one, without blanks.
        owner: name of its owner, as far as stated.
        currency: of the account, of its balances, or of its first entry; empty when none is stated.
    """

    number: str
    owner: str
    currency: str


class Balance(NamedTuple):
    """A booked balance: type code, signed amount and the day it holds on, when stated."""

    code: str
    amount: Money
    day: dt.date | None


class Ends(NamedTuple):
    """The balances around a statement's lines.

    Attributes:
        interim: the last balance of an unfinished day, for a statement without a closing one.
    """

    opening: Money | None = None
    closing: Balance | None = None
    interim: Balance | None = None


def account_number(account: Node | None) -> str:
    """Return the number of an account, without blanks: IBAN first, else any other."""
    if account is None:
        return ""
    return compact(next((text for path in ACCOUNT_IDS if (text := account.text(*path))), ""))


def own_account(statement: Node) -> Own:
    """Return the account of a statement."""
    account = statement.first("Acct")
    amounts = (*statement.all("Bal", "Amt"), *statement.all("Ntry", "Amt"))
    currencies = (
        account.text("Ccy") if account else "",
        *(a.attributes.get("Ccy") for a in amounts),
    )
    return Own(
        account_number(account),
        account.text("Ownr", "Nm") if account else "",
        next((c.strip().upper() for c in currencies if c and c.strip()), ""),
    )


def balances(statement: Node, currency: str, faults: Faults) -> Ends:
    """Return the balances around a statement's lines, as far as stated in its currency.

    Of several the earliest opens and the latest closes.

    Args:
        statement: its element.
        currency: of the account.
        faults: gets every booked balance that cannot be read.
    """
    found = [b for node in statement.all("Bal") if (b := _balance(node, currency, faults))]
    by_day = sorted((b for b in found if b.amount.currency == currency), key=_day)
    last = {balance.code: balance for balance in by_day}
    first = {balance.code: balance for balance in reversed(by_day)}
    several = [balance.code for balance in by_day].count("ITBD") > 1
    opening = first.get("OPBD") or first.get("PRCD") or (first["ITBD"] if several else None)
    return Ends(opening.amount if opening else None, last.get("CLBD"), last.get("ITBD"))


def _balance(node: Node, currency: str, faults: Faults) -> Balance | None:
    kinds = (("Tp", "CdOrPrtry", "Cd"), ("Tp", "CdOrPrtry", "Prtry"), ("Tp", "Cd"), ("Tp", "Prtry"))
    code = next((text.upper() for path in kinds if (text := node.text(*path))), "")
    if code not in BOOKED:
        return None
    amount = faults.amount(node, currency, "CRDT")
    return Balance(code, amount, faults.day(node, "Dt")) if amount is not None else None


def _day(balance: Balance) -> dt.date:
    return balance.day or dt.date.min
