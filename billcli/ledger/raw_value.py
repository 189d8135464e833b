"""Beancount's values as the kernel's: metadata, tags and links, totals."""

from __future__ import annotations

import datetime as dt
from decimal import ROUND_HALF_EVEN, Decimal

from billcli.domain.money import WIDE, Money, digits
from billcli.domain.named import TYPE_CHECKING
from billcli.ledger.seam import TOTAL

if TYPE_CHECKING:
    from billcli.domain.entry import Meta, MetaValue
    from billcli.ledger.seam import Raw

_PARSERS_OWN = frozenset({"filename", "lineno"})
_TWELVE = Decimal("1e-12")
_NO_META: Meta = {}


def is_booked(posting: Raw) -> bool:
    """Return whether a posting has its amount; booking leaves it out where it failed."""
    number = getattr(posting.units, "number", None)
    return isinstance(number, Decimal) and isinstance(posting.units.currency, str)


def marks_of(names: Raw) -> tuple[str, ...]:
    """Return tags or links in the order written; sorted when a plugin made them anew."""
    if not names:
        return ()
    order: tuple[str, ...] | None = getattr(names, "order", None)
    return tuple(sorted(names)) if order is None else order


def meta_of(meta: Raw) -> Meta:
    """Return what the user wrote, without the parser's and the plugins' own keys."""
    if meta is None or len(meta) <= len(_PARSERS_OWN):
        return _NO_META
    result: dict[str, MetaValue] = {}
    for key, raw in meta.items():
        if key in _PARSERS_OWN or key.startswith("__"):
            continue
        value = value_of(raw)
        if value is not None:
            result[key] = value
    return result


def value_of(raw: Raw) -> MetaValue | None:
    """Return a metadata value in the kernel's types, or None when it has none of them."""
    if isinstance(raw, str | bool | Decimal):
        return raw
    if isinstance(raw, dt.datetime):
        return raw.date()
    if isinstance(raw, dt.date):
        return raw
    if isinstance(raw, int):
        return Decimal(raw)
    number, currency = getattr(raw, "number", None), getattr(raw, "currency", None)
    if isinstance(number, Decimal) and isinstance(currency, str):
        return Money(number, currency)
    return None


def total_of(posting: Raw) -> Money | None:
    """Return what a leg counts in its other currency: by its cost, else by its price.

    The parser divides ``@@`` totals by the units; the builder keeps what was written. A total
    that has to be multiplied again is cut to twelve decimals, which undoes the division.
    """
    written = posting.meta.get(TOTAL) if posting.meta else None
    if written is not None and posting.cost is None:
        return Money(written.number, written.currency)
    rate = posting.price if posting.cost is None else posting.cost
    if not isinstance(rate.number, Decimal):
        return None
    product = WIDE.multiply(abs(posting.units.number), rate.number)
    total = product.quantize(_TWELVE, rounding=ROUND_HALF_EVEN, context=WIDE).normalize(WIDE)
    places = max(digits(rate.currency), -int(total.as_tuple().exponent))
    return Money(total.quantize(Decimal(1).scaleb(-places), context=WIDE), rate.currency)
