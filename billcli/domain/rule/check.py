"""All rules at once: what a ledger gets wrong that Beancount accepts."""

from __future__ import annotations

from itertools import chain

from billcli.domain.named import TYPE_CHECKING
from billcli.domain.rule import (
    amount,
    billed_once,
    broken_seal,
    customer,
    document_number,
    due_date,
    item,
    key,
    link,
    option,
    tax_sum,
)
from billcli.domain.rule.named_item import unnamed_items
from billcli.domain.rule.scope import Scope

if TYPE_CHECKING:
    from collections.abc import Iterable

    from billcli.domain.entry import Facts
    from billcli.domain.numbering import Series
    from billcli.domain.problem import Problem

RULES = (
    broken_seal.broken_seals,
    broken_seal.stray_seals,
    document_number.duplicate_numbers,
    billed_once.billed_twice,
    amount.unbalanced,
    amount.digits_exceeded,
    item.unknown_items,
    item.overdrawn_items,
    item.strangers,
    item.applications,
    unnamed_items,
    link.missing_links,
    due_date.due_dates,
    tax_sum.tax_sums,
    customer.duplicate_customers,
    customer.customer_accounts,
    key.orphan_keys,
    option.risky_options,
    option.padded_receivables,
)


def check(
    facts: Facts, roots: Iterable[str], series: Iterable[Series] = (), *, strict: bool = False
) -> tuple[Problem, ...]:
    """Return every breach of a rule, sorted by file and line; problems without a place come first.

    Args:
        facts: the whole ledger.
        roots: receivable accounts, each with all accounts below it.
        series: series of numbers that may have no gaps.
        strict: make errors of what is a warning only because billcli did not write the entry.
    """
    scope = Scope.of(facts, roots, strict=strict)
    found = chain.from_iterable(rule(scope) for rule in RULES)
    gaps = document_number.missing_numbers(scope, series)
    return tuple(sorted(chain(found, gaps), key=_order))


def _order(problem: Problem) -> tuple[str, int, str, str]:
    where = problem.where
    return (where.file if where else "", where.line if where else 0, problem.code, problem.message)
