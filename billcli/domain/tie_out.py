"""The tie-out: open items on one side, balances of the receivable accounts on the other.

The sides share no step of the work: the items are folded from what each posting does to which item,
the balances are plain sums of postings. Source: docs/reference/ledger-format.md rule 8.
"""

from __future__ import annotations

from billcli.domain.money import Money, total
from billcli.domain.named import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from billcli.domain.books import Books


class TieRow(NamedTuple):
    """What is owed on some accounts in a currency, counted twice.

    Attributes:
        customers: ids of those whose items stand on the accounts; mostly one.
        accounts: with all that share a customer with them; mostly one.
    """

    customers: tuple[str, ...]
    accounts: tuple[str, ...]
    currency: str
    open_items: Money
    balance: Money

    @property
    def difference(self) -> Money:
        """Return what the accounts have and the open items have not."""
        return self.balance - self.open_items


def tie_out(books: Books) -> tuple[TieRow, ...]:
    """Return both sides by account and currency; where all is well no row has a difference.

    A customer on two accounts makes one row of them: an item may be billed on one and paid on the
    other.
    """
    balances = books.account_balances()
    items: dict[tuple[str, str], list[Money]] = {}
    for row in books.open_items():
        key = row.customer, row.balance_open.currency
        items.setdefault(key, []).append(row.balance_open)
    owed = {key: total(amounts, key[1]) for key, amounts in items.items()}
    links = {(m.customer, m.account) for m in books.movements}
    alone = {("", account) for account, _ in balances}
    homeless = {(customer, "") for customer, _ in owed}
    return tuple(
        _row(customers, accounts, currency, owed, balances)
        for customers, accounts in _groups(links | alone | homeless)
        for currency in sorted(
            {c for account, c in balances if account in accounts}
            | {c for customer, c in owed if customer in customers}
        )
    )


def _row(
    customers: set[str],
    accounts: set[str],
    currency: str,
    owed: Mapping[tuple[str, str], Money],
    balances: Mapping[tuple[str, str], Money],
) -> TieRow:
    return TieRow(
        tuple(sorted(customers)),
        tuple(sorted(accounts)),
        currency,
        total((owed[c, currency] for c in customers if (c, currency) in owed), currency),
        total((balances[a, currency] for a in accounts if (a, currency) in balances), currency),
    )


def _groups(links: Iterable[tuple[str, str]]) -> list[tuple[set[str], set[str]]]:
    """Return customers and accounts that are linked, directly or by others; empty ones link none.

    >>> _groups([("A", "x"), ("B", "y"), ("A", "y"), ("", "z")])[0][1] == {"x", "y"}
    True
    """
    accounts_of: dict[str, set[str]] = {}
    customers_of: dict[str, set[str]] = {}
    for customer, account in links:
        if customer:
            accounts_of.setdefault(customer, set()).update({account} - {""})
        if account:
            customers_of.setdefault(account, set()).update({customer} - {""})
    found: list[tuple[set[str], set[str]]] = []
    seen: set[str] = set()
    for account in sorted(customers_of):
        if account not in seen:
            found.append(_linked(account, accounts_of, customers_of))
            seen |= found[-1][1]
    found += [({one}, set()) for one, accounts in sorted(accounts_of.items()) if not accounts]
    return found


def _linked(
    account: str, accounts_of: Mapping[str, set[str]], customers_of: Mapping[str, set[str]]
) -> tuple[set[str], set[str]]:
    customers: set[str] = set()
    accounts, waiting = {account}, [account]
    while waiting:
        for customer in customers_of[waiting.pop()] - customers:
            customers.add(customer)
            waiting += accounts_of[customer] - accounts
            accounts |= accounts_of[customer]
    return customers, accounts
