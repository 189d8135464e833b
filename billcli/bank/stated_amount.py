"""Original amounts and charges that banks state among the words: ``/OCMT/USD10,//CHGS/EUR1,``."""

from __future__ import annotations

import re

from billcli.bank.mt_amount import amount_of
from billcli.domain.currency import ISO_4217
from billcli.domain.money import Money
from billcli.domain.named import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable
    from decimal import Decimal

CHARGES, ORIGINAL = "CHGS", "OCMT"
_STATED = re.compile(r"(?:/|\b)(OCMT|CHGS)\d?[/+]\s*([A-Z]{3})\s*(\d[\d.,]{0,30})", re.ASCII)
_CHARGED = re.compile(
    r"\b(?:charges|bank fee|entgelt|spesen|frais|gastos|spese|commissioni|kosten|koszty|prowizja"
    r"|avgift|gebyr)\s+(?:([A-Z]{3})\s*)?(\d[\d.,' ]{0,30}?\d)(?![\d.,])",
    re.IGNORECASE,
)
_ORDERED = re.compile(r"\b([A-Z]{3})\s?(\d[\d.,' ]{0,30}?[.,]\d\d)(?![\d.,])")


class Stated(NamedTuple):
    """One amount that a bank states beside that of the line, ``CHARGES`` or ``ORIGINAL``."""

    kind: str
    money: Money


def stated_in(text: str, own: str = "") -> tuple[Stated, ...]:
    """Return what a text states; amounts that cannot be read are only words.

    Args:
        text: the bank's words.
        own: currency of the account, that of charges without one; an amount in another currency
            counts as ordered only when it is given.

    >>> [str(one.money) for one in stated_in("/OCMT/EUR11,85//CHGS/EUR0,50/")]
    ['11.85 EUR', '0.50 EUR']
    >>> [str(one.money) for one in stated_in("USD 437,59 Entgelt EUR 5,00", "EUR")]
    ['5.00 EUR', '437.59 USD']
    """
    found = [_stated(kind, currency, text) for kind, currency, text in _STATED.findall(text)]
    if own:
        found += [_stated(CHARGES, c.upper() or own, t) for c, t in _CHARGED.findall(text)]
        ordered = [(c, t) for c, t in _ORDERED.findall(text) if c != own and c in ISO_4217]
        found += [_stated(ORIGINAL, c, t) for c, t in ordered]
    return tuple(one for one in found if one)


def _stated(kind: str, currency: str, text: str) -> Stated | None:
    digits = re.sub(r"[' ]", "", text.rstrip(",."))
    try:
        if kind == CHARGES and currency not in ISO_4217:
            return None
        return Stated(kind, Money(_number(digits, currency), currency))
    except ValueError:
        return None


def _number(text: str, currency: str) -> Decimal:
    """Return an amount whose last comma or point before two digits is the decimal sign."""
    whole, mark, cents = text[:-3], text[-3:-2], text[-2:]
    if mark in {",", "."} and cents.isdecimal():
        return amount_of(f"{re.sub(r'[.,]', '', whole)},{cents}", currency)
    return amount_of(text, currency)


def charges_of(stated: Iterable[Stated]) -> Money | None:
    """Return what banks took off, when it is stated in one currency."""
    found = [one.money for one in stated if one.kind == CHARGES and one.money]
    if not found or len({money.currency for money in found}) > 1:
        return None
    total = found[0]
    for money in found[1:]:
        total += money
    return total


def original_of(stated: Iterable[Stated], own: Money) -> Money | None:
    """Return what the payer ordered in another currency, signed like the line's amount."""
    for one in stated:
        if one.kind == ORIGINAL and one.money and one.money.currency != own.currency:
            return -one.money if own.number < 0 else one.money
    return None
