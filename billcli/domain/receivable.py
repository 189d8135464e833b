"""Receivable accounts: which they are, and what the parts of their names mean.

Source: docs/reference/ledger-format.md rule 2 and "Reading order". What an account is for is told
from its name alone, never from how many entries it holds, because a count changes with the next
entry and an answer given yesterday must not.
"""

from __future__ import annotations

import re

from billcli.domain.contract import TAX_NAMES
from billcli.domain.frozen import frozen
from billcli.domain.named import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from billcli.domain.entry import Facts

_NAMES = frozenset(
    "receivable receivables accountsreceivable ar debtors forderungen debitoren".split()
)
_WEAK_NAMES = frozenset({"clients"})
_NOT_UNDER = TAX_NAMES | frozenset("loan loans darlehen".split())

# A leaf is a document when it begins as documents do (Inv-7, RE2026-1) or holds year and number
# (2026-001, ACME-2026-04). Plain numbers (10001) and names with digits (Studio54) are customers.
_DOCUMENT = re.compile(
    r"(?:INV|INVOICE|BILL|RE|RG|RECHNUNG|FA|FACT|FACTURE|FACTURA|FV|CN|NO|NR)-?[0-9][0-9A-Za-z-]*"
    r"|(?:[A-Za-z]{1,10}-?)?(?:19|20)[0-9]{2}-[0-9]{1,8}",
    re.ASCII | re.IGNORECASE,
)
# A customer with one account per currency: the leaf is no customer then.
_CURRENCIES = frozenset(
    "AUD BRL CAD CHF CNY CZK DKK EUR GBP HKD HUF INR JPY MXN NOK NZD PLN RON SEK SGD TRY USD"
    " ZAR".split()
)


@frozen
class Place:
    """What a receivable account's name says.

    Attributes:
        owner: the account that stands for the customer, or an empty string when the name tells
            no customer (the root itself, or a document directly below it).
        customer: the owner's leaf, or an empty string.
        item: the document the account is for, or an empty string.
    """

    owner: str = ""
    customer: str = ""
    item: str = ""


def find_roots(facts: Facts, configured: str | Sequence[str] = ()) -> tuple[str, ...]:
    """Return the accounts that stand above all receivables, in order of name.

    Args:
        facts: what the ledger says; only its accounts, postings and root names matter.
        configured: ``accounts.receivable`` or ``--receivable``; used as given when there is any.

    The first whole component that names receivables is the root, at any depth below the assets
    root, with or without hyphens; ``Clients`` counts only where no better name follows. Nothing
    below a tax or loan account counts, nor what a tax account below the root is for. Several roots
    are all used.
    """
    if configured:
        given = (configured,) if isinstance(configured, str) else configured
        return tuple(dict.fromkeys(name.rstrip(":") for name in given))
    assets = facts.options.roots.get("Assets", "Assets")
    found = {_root(name, assets) for name in _account_names(facts)}
    return tuple(sorted(found - {""}))


def receivable_in(facts: Facts, roots: Sequence[str]) -> tuple[str, ...]:
    """Return the receivable accounts that a ledger opens or uses, in order of name."""
    return tuple(sorted(name for name in _account_names(facts) if is_receivable(name, roots)))


def is_receivable(account: str, roots: Iterable[str]) -> bool:
    """Return whether the account is one of the roots or stands below one, but is not for taxes.

    >>> is_receivable("Assets:AR:Acme", ("Assets:AR",)), is_receivable("Assets:ARX", ("Assets:AR",))
    (True, False)
    >>> is_receivable("Assets:AR:VAT", ("Assets:AR",))
    False
    """
    return any(
        account == root
        or (account.startswith(f"{root}:") and TAX_NAMES.isdisjoint(_words(account[len(root) :])))
        for root in roots
    )


def place_of(account: str, roots: Iterable[str], owners: Iterable[str] = ()) -> Place:
    """Return what the account's name says of customer and document.

    Args:
        account: a receivable account.
        roots: the receivable roots; the longest that fits counts.
        owners: accounts known to be customers' own, by their records. They are never documents,
            and everything below them is theirs.

    >>> place_of("Assets:AR:Acme:INV-7", ["Assets:AR"])
    Place(owner='Assets:AR:Acme', customer='Acme', item='INV-7')
    """
    root = max((r for r in roots if is_receivable(account, (r,))), key=len, default=account)
    known = [o for o in _lineage(account, root) if o in owners]
    below = account[len(root) + 1 :].split(":") if account != root else []
    item = ""
    if below and account not in known and _DOCUMENT.fullmatch(below[-1]):
        item = below.pop()
    if len(below) > 1 and below[-1] in _CURRENCIES:
        below.pop()
    if known:
        return Place(known[-1], known[-1].rpartition(":")[2], item)
    if not below:
        return Place(item=item)
    return Place(":".join((root, *below)), below[-1], item)


def _lineage(account: str, root: str) -> Iterator[str]:
    end = len(root)
    while (end := account.find(":", end + 1)) >= 0:
        yield account[:end]
    yield account


def _account_names(facts: Facts) -> set[str]:
    return {p.account for e in facts.entries for p in e.postings} | set(facts.accounts)


def _words(account: str) -> list[str]:
    return [part.replace("-", "").lower() for part in account.split(":")]


def _root(account: str, assets: str) -> str:
    parts = account.split(":")
    if parts[0] != assets:
        return ""
    words = _words(account)
    for names in (_NAMES, _WEAK_NAMES):
        for i, word in enumerate(words):
            below = TAX_NAMES.intersection(words[i:])
            if word in names and not below and not _NOT_UNDER.intersection(words[:i]):
                return ":".join(parts[: i + 1])
    return ""
