"""How many lines of a thousand are of which kind."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

from benchmarks.cash_application import deals_amended, deals_named, deals_payer, deals_silent

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable

    from benchmarks.cash_application.site import Site
    from benchmarks.cash_application.values import Line

    Deal = Callable[[Site, dt.date], Line]

KINDS: MappingProxyType[str, int] = MappingProxyType(
    {
        "full_number": 136, "damaged_number": 130, "cut_number": 8, "structured": 75,
        "own_numbers": 32, "list_of_numbers": 46, "group_payment": 10, "part_payment": 28,
        "rest": 8, "discount": 30, "discount_on_list": 6, "fee_stated": 12, "cent_off": 8,
        "foreign_invoice": 8, "netted_credit": 8, "refund": 8, "unknown_payer": 22,
        "middleman": 12, "known_payer": 28, "name_and_amount": 72, "list_by_name": 22,
        "discount_by_name": 8, "namesake_by_iban": 6, "payout": 12,
        "over_payment": 12, "digit_typo": 12, "damaged_unknown_payer": 8, "returned": 10,
        "twin": 13, "shared_payer": 6, "namesake_by_amount": 4,
        "fee_unstated": 10, "late_discount": 8, "list_with_gap": 5, "number_of_another": 10,
        "paid_twice": 10, "two_customers_one_amount": 18, "cheque": 12, "part_without_number": 13,
        "prepayment": 10, "two_sums": 8,
        "other_income": 20, "income_trap": 8, "expense": 58, "expense_trap": 10,
    }
)  # fmt: skip
FOLLOWING = frozenset({"paid_twice", "returned"})


def deal(kind: str) -> Deal:
    """Return what makes a line of a kind: the function of that name."""
    modules = (deals_named, deals_amended, deals_payer, deals_silent)
    found: Deal = next(getattr(module, kind) for module in modules if hasattr(module, kind))
    return found


def counts(lines: int) -> dict[str, int]:
    """Return how many lines of each kind make so many lines, by largest remainder.

    >>> sum(KINDS.values()), sum(counts(137).values()), counts(1000)["payout"]
    (1000, 137, 12)
    """
    whole = {kind: lines * share // 1000 for kind, share in KINDS.items()}
    left = lines - sum(whole.values())
    by_rest = sorted(KINDS, key=lambda kind: (-(lines * KINDS[kind] % 1000), kind))
    return {kind: count + (kind in by_rest[:left]) for kind, count in whole.items()}
