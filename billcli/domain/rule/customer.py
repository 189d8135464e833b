"""Customers: one spelling of an id, and an account that is there."""

from __future__ import annotations

from billcli.domain.named import TYPE_CHECKING
from billcli.domain.problem import Problem
from billcli.domain.receivable import place_of
from billcli.domain.rule.scope import located

if TYPE_CHECKING:
    from collections.abc import Iterator

    from billcli.domain.entry import Record
    from billcli.domain.problem import Source
    from billcli.domain.rule.scope import Scope


def duplicate_customers(scope: Scope) -> Iterator[Problem]:
    """Yield CUSTOMER-DUPLICATE where two ids differ by nothing but capitals (format rule 1)."""
    first: dict[str, tuple[str, Source]] = {}
    told: set[str] = set()
    for name, source in _ids(scope):
        known, there = first.setdefault(name.casefold(), (name, source))
        if name != known and name not in told:
            told.add(name)
            message = f"customer {name} and customer {known} ({there}) differ only in capitals"
            advice = f"keep one of them: write {known} wherever {name} stands"
            yield Problem("CUSTOMER-DUPLICATE", message, located(source), advice)


def customer_accounts(scope: Scope) -> Iterator[Problem]:
    """Yield CUSTOMER-ACCOUNT where a customer's record names an account that was never opened."""
    opened = scope.facts.accounts
    for record in _records(scope):
        for position in record.accounts:
            account = str(record.values[position])
            if account not in opened:
                message = f"the record of {record.values[0]} names {account}, which is not opened"
                advice = f"correct the name, or add: {record.date} open {account}"
                yield Problem("CUSTOMER-ACCOUNT", message, located(record.source), advice)


def _records(scope: Scope) -> Iterator[Record]:
    for record in scope.facts.records:
        if record.kind == "customer" and record.values:
            yield record


def _ids(scope: Scope) -> Iterator[tuple[str, Source]]:
    """Yield ids of records, then the names of accounts that stand for a customer."""
    for record in _records(scope):
        yield str(record.values[0]), record.source
    for account in scope.facts.accounts.values():
        if scope.is_receivable(account.name):
            place = place_of(account.name, scope.roots)
            if place.owner == account.name:
                yield place.customer, account.source
