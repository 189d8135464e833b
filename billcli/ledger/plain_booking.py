"""Beancount's booking and its check of balances, spared the transactions that need neither.

A transaction whose amounts are all written, without cost or price, comes out of booking as it went
in: its postings grouped by currency, with the tolerances of its amounts noted. Nearly all are of
that kind, and Beancount's own way takes six times as long to find that out. Whatever else there is
goes that way, with the same balances of the accounts whose lots or currencies it may ask for. Where
such amounts sum to zero in every currency, no tolerance makes the transaction wrong.

Source: ``beancount.parser.booking_full`` and ``beancount.ops.validation`` of Beancount 3.2.
"""

from __future__ import annotations

from collections import defaultdict
from decimal import Decimal

from beancount.core import interpolate
from beancount.core.amount import Amount
from beancount.core.data import Open, Transaction
from beancount.core.inventory import Inventory
from beancount.core.number import MISSING
from beancount.ops import validation
from beancount.parser import booking, booking_full

from billcli.domain.named import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from billcli.ledger.seam import Raw

_ZERO = Decimal(0)
_book: Raw = booking_full.book
_find_missing: Raw = booking.validate_missing_eliminated
_tolerances_of: Raw = interpolate.infer_tolerances


def book_all(entries: Sequence[Raw], options: dict[str, Raw]) -> tuple[list[Raw], list[Raw]]:
    """Return what ``beancount.parser.booking.book`` does: booked entries, and errors.

    Args:
        entries: as the parser made them, in Beancount's order.
        options: Beancount's.
    """
    methods: Raw = defaultdict(lambda: options["booking_method"])
    methods.update((e.account, e.booking) for e in entries if e.__class__ is Open and e.booking)
    kinds = [_kind(e) if e.__class__ is Transaction else None for e in entries]
    rest = [e for e, kind in zip(entries, kinds, strict=True) if kind is None]
    lots = lots_of(rest)
    balances: Raw = defaultdict(Inventory)
    known: dict[tuple[tuple[str, int], ...], Raw] = {}
    booked: list[Raw] = []
    errors: list[Raw] = []
    unsure: list[Raw] = []
    for entry, kind in zip(entries, kinds, strict=True):
        if entry.__class__ is not Transaction:
            booked.append(entry)
            continue
        if kind is None:
            made, faults = _book([entry], options, methods, balances)
            booked += made
            unsure += made
            errors += faults
            continue
        tolerances = known.get(kind)
        if tolerances is None:
            tolerances = known[kind] = _tolerances_of(entry.postings, options)
        legs = _grouped(entry.postings, kind)
        meta = {**entry.meta, interpolate.AUTOMATIC_TOLERANCES: tolerances}
        booked.append(entry._replace(postings=legs, meta=meta))
        if lots:
            for leg in legs:
                if leg.account in lots:
                    balances[leg.account].add_position(leg)
    return booked, [*errors, *_find_missing(unsure, options)]


def validate_all(entries: list[Raw], options: dict[str, Raw]) -> list[Raw]:
    """Return the errors that ``beancount.ops.validation.validate`` finds."""
    errors: list[Raw] = []
    checks: list[Raw] = validation.VALIDATIONS
    for check in checks:
        given = entries
        if check is validation.validate_check_transaction_balances:
            given = [e for e in entries if e.__class__ is not Transaction or not _is_zero(e)]
        errors += check(given, options)
    return errors


def lots_of(entries: Iterable[Raw]) -> frozenset[str]:
    """Return the accounts whose postings Beancount books by what the account holds.

    Args:
        entries: directives before booking, which fills in what is left out, or after plugins.
    """
    found = set()
    for entry in entries:
        for leg in getattr(entry, "postings", None) or ():
            units, price = leg.units, leg.price
            if (
                leg.cost is not None
                or (price is not None and price.currency is MISSING)
                or (units is not MISSING and units is not None and units.currency is MISSING)
            ):
                found.add(leg.account)
    return frozenset(found)


def _kind(entry: Raw) -> tuple[tuple[str, int], ...] | None:
    """Return currency and exponent of each posting, None where something is not plainly written."""
    found = []
    for leg in entry.postings:
        units = leg.units
        if leg.cost is not None or leg.price is not None or units.__class__ is not Amount:
            return None
        number, currency = units
        if number.__class__ is not Decimal or currency.__class__ is not str:
            return None
        exponent = number.as_tuple().exponent
        if exponent.__class__ is not int:
            return None
        found.append((currency, exponent))
    return tuple(found)


def _grouped(legs: list[Raw], kind: tuple[tuple[str, int], ...]) -> list[Raw]:
    """Return postings one currency after the other."""
    if len({currency for currency, _ in kind}) < 2:  # noqa: PLR2004 - one currency, or no posting
        return list(legs)
    groups: dict[str, list[Raw]] = {}
    for leg, (currency, _) in zip(legs, kind, strict=True):
        groups.setdefault(currency, []).append(leg)
    return [leg for group in groups.values() for leg in group]


def _is_zero(entry: Raw) -> bool:
    """Return whether plain amounts sum to zero, as Beancount adds them."""
    sums: dict[str, Decimal] = {}
    for leg in entry.postings:
        units = leg.units
        if leg.cost is not None or leg.price is not None or units.__class__ is not Amount:
            return False
        if leg.meta and interpolate.AUTOMATIC_RESIDUAL in leg.meta:
            return False
        number, currency = units
        if number.__class__ is not Decimal:
            return False
        sums[currency] = sums.get(currency, _ZERO) + number
    return not any(sums.values())
