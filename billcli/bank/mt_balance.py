"""Balances of MT940 (fields 60, 62, 64) and the account they are of (field 25)."""

from __future__ import annotations

import re

from billcli.bank.mt_amount import amount_of
from billcli.bank.mt_date import day_of
from billcli.domain.money import Money
from billcli.domain.named import TYPE_CHECKING, NamedTuple
from billcli.domain.problem import quoted

if TYPE_CHECKING:
    import datetime as dt

_BALANCE = re.compile(
    r"(?P<mark>R?[CD])?\s*(?P<date>\d{6})\s*(?P<currency>[A-Z]{3})?\s*"
    r"(?P<minus>-?)\s*(?P<amount>[.,]?\d[\d.,]*)\s*",
    re.ASCII | re.IGNORECASE,
)
_SUM = re.compile(r"(?:R?[CD])?\s*\d*\s*([A-Z]{3})[CD]?\s*-?\s*\d", re.ASCII | re.IGNORECASE)
_IBAN = re.compile(r"[A-Z]{2}\d{2}[A-Z0-9]{11,30}", re.ASCII)
_SUFFIX = re.compile(r"(?<=[\d /])[ /]*([A-Z]{3})$", re.ASCII)


class Balance(NamedTuple):
    """What is on the account at the end of a day, which some banks write as no day."""

    money: Money
    date: dt.date | None


def balance_of(text: str, currency: str) -> Balance:
    """Return the balance that a field states; one without C or D is a credit.

    Args:
        text: the field.
        currency: of the account, for a balance that does not name its own.

    Raises:
        ValueError: it has not the form of a balance, or an unreadable amount.

    >>> balance_of("D260331EUR12,5", "")
    Balance(money=Money(number=Decimal('-12.50'), currency='EUR'), date=datetime.date(2026, 3, 31))
    """
    found = _BALANCE.fullmatch(text)
    if not found:
        raise ValueError(
            f"{quoted(text)} has not the form of a balance: C or D, date, currency, amount"
        )
    named = (found["currency"] or currency).upper()
    money = Money(amount_of(found["amount"], named), named)
    owed = (found["mark"] or "C").upper() in {"D", "RC"}
    return Balance(-money if owed != bool(found["minus"]) else money, day_of(found["date"]))


def currency_of(text: str) -> str:
    """Return the currency of a balance, a floor limit or a sum, or an empty string.

    >>> currency_of("EURD12,5"), currency_of("2PLN186,33"), currency_of("C260331CHF0,")
    ('EUR', 'PLN', 'CHF')
    """
    found = _SUM.match(text)
    return found[1].upper() if found else ""


class Account(NamedTuple):
    """The account of a statement: its number, an IBAN where there is one, and its currency."""

    number: str = ""
    currency: str = ""


def account_of(text: str) -> Account:
    """Return the account that field 25 names, with the currency that may stand behind it.

    >>> account_of("51210600/9223382012EUR"), account_of("NL10BUNQ2290325473 EUR").number
    (Account(number='51210600/9223382012', currency='EUR'), 'NL10BUNQ2290325473')
    """
    stripped = text.strip().upper()
    ended = _SUFFIX.search(stripped)
    currency = ended[1] if ended else ""
    number = "".join((stripped[: ended.start()] if ended else stripped).split())
    for part in number.split("/"):
        if _IBAN.fullmatch(part):
            return Account(part, currency)
    return Account(number, currency)
