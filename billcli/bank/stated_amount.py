"""Original amounts and charges that banks state among the words: ``/OCMT/USD10,//CHGS/EUR1,``."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from billcli.bank.mt_amount import amount_of
from billcli.domain.money import Money

if TYPE_CHECKING:
    from collections.abc import Iterable

CHARGES, ORIGINAL = "CHGS", "OCMT"
_STATED = re.compile(r"(?:/|\b)(OCMT|CHGS)\d?[/+]\s*([A-Z]{3})\s*(\d[\d.,]{0,30})", re.ASCII)


class Stated(NamedTuple):
    """One amount that a bank states beside that of the line, ``CHARGES`` or ``ORIGINAL``."""

    kind: str
    money: Money


def stated_in(text: str) -> tuple[Stated, ...]:
    """Return what a text states; amounts that cannot be read are only words.

    >>> [str(one.money) for one in stated_in("/OCMT/EUR11,85//CHGS/EUR0,50/")]
    ['11.85 EUR', '0.50 EUR']
    """
    found = []
    for kind, currency, amount in _STATED.findall(text):
        try:
            number = amount_of(amount.rstrip(",."), currency)
        except ValueError:
            continue
        found.append(Stated(kind, Money(number, currency)))
    return tuple(found)


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
