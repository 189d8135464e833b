"""What each posting of an invoice's entry is: a line, an allowance, a tax or a rounding.

Entries of the format say so by their keys (rules 9 and 10 of docs/reference/ledger-format.md).
Entries written by hand do not, and are read by their accounts and signs.
"""

from __future__ import annotations

import re
from decimal import Decimal
from enum import Enum

from billcli.domain.frozen import frozen
from billcli.domain.money import ZERO, Money, split, total
from billcli.domain.named import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from billcli.domain.entry import Posting

TAX_SHARE_MAX = Decimal("0.3")

_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[^\W\d_A-Z]+")
_TAX_WORDS = frozenset("tax taxes vat gst hst pst qst iva tva btw moms mwst ust".split())
_TAX_ENDING = "steuer"


class Role(Enum):
    """What a posting is in the document."""

    LINE = "line"
    ALLOWANCE = "allowance"
    TAX = "tax"
    ROUNDING = "rounding"


@frozen
class Share:
    """A posting's part in the document's total.

    Attributes:
        value: in the document's currency; positive raises the total (also of a credit note).
    """

    posting: Posting
    role: Role
    value: Money


def shares(
    postings: Sequence[Posting], owed: Sequence[Posting], sign: int, roots: Mapping[str, str]
) -> tuple[Share, ...]:
    """Return each posting's role and value, in order; the values sum to what is owed.

    Args:
        postings: the entry's postings that are not receivable.
        owed: its receivable postings, at least one.
        sign: -1 for a credit note, whose figures are positive in the document.
        roots: account root names by their English name, where the ledger renames them.
    """
    values = _values(postings, owed, sign)
    liabilities, assets, income = (
        roots.get(name, name) for name in ("Liabilities", "Assets", "Income")
    )
    earned = sum(
        (v.number for p, v in zip(postings, values, strict=True) if _under(p, income)), ZERO
    )
    return tuple(
        Share(p, _stated(p) or _guessed(p, v, earned, liabilities, assets), v)
        for p, v in zip(postings, values, strict=True)
    )


def _values(postings: Sequence[Posting], owed: Sequence[Posting], sign: int) -> list[Money]:
    currency = owed[0].amount.currency
    known = [_value(p, currency, sign) for p in postings]
    rest = -total([value for value in known if value is not None], currency)
    for posting in owed:
        rest += posting.amount if sign > 0 else -posting.amount
    weights = [
        -p.amount.number if value is None else ZERO
        for p, value in zip(postings, known, strict=True)
    ]
    converted = split(rest, weights) if sum(weights, ZERO) else [Money.zero(currency)] * len(known)
    return [
        share if value is None else value for value, share in zip(known, converted, strict=True)
    ]


def _value(posting: Posting, currency: str, sign: int) -> Money | None:
    """Return the value in the document's currency, None when the posting does not state it."""
    raises = -posting.amount.number * sign
    if posting.amount.currency == currency:
        return -posting.amount if sign > 0 else posting.amount
    stated = posting.meta.get("amount", posting.price)
    if isinstance(stated, Money) and stated.currency == currency:
        return stated if raises >= 0 else -stated
    return None


def _stated(posting: Posting) -> Role | None:
    meta = posting.meta
    if "item" in meta:
        return Role.LINE
    if "allowance" in meta or "charge" in meta:
        return Role.ALLOWANCE
    if meta.get("rounding") is True:
        return Role.ROUNDING
    return Role.TAX if "category" in meta or "base" in meta else None


def _guessed(
    posting: Posting, value: Money, earned: Decimal, liabilities: str, assets: str
) -> Role:
    """Return what a posting without keys must be.

    Tax stands under liabilities or assets and has the sign of the income; a liability whose name
    does not speak of tax is one only while small, because deferred income is not.
    """
    liable = _under(posting, liabilities)
    if not liable and not _under(posting, assets):
        return Role.LINE
    if "tax" in posting.meta:
        return Role.TAX
    same_sign = value.number * earned > 0
    small = abs(value.number) <= TAX_SHARE_MAX * abs(earned)
    taxed = (same_sign or not value) and _names_tax(posting.account)
    return Role.TAX if taxed or (liable and same_sign and small) else Role.LINE


def _under(posting: Posting, root: str) -> bool:
    return posting.account.partition(":")[0] == root


def _names_tax(account: str) -> bool:
    words = [word.lower() for word in _WORD.findall(account)]
    return any(word in _TAX_WORDS or word.endswith(_TAX_ENDING) for word in words)
