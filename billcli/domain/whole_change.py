"""What a change of records and accounts means for facts that did not change."""

from __future__ import annotations

from billcli.domain.debtor import Debtors
from billcli.domain.named import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from billcli.domain.receivable import Place
    from billcli.domain.whole import Whole


def must_tie_anew(old: Whole, new: Whole, roots: tuple[str, ...], accounts: Iterable[str]) -> bool:
    """Return whether facts that did not change are tied otherwise than before.

    That is so when a record changes what the name of an account in use means, or when the ``open``
    of an account in use begins or ceases to name a customer. Shards must then be made anew.

    Args:
        old: what was known of the ledger.
        new: what is known of it now.
        roots: the receivable accounts, the same before and now.
        accounts: the accounts in use before the change.
    """
    marked = old.marked ^ new.marked
    changed = _changed_owners(old, new)
    if not marked and not changed:
        return False
    under = tuple(f"{account}:" for account in changed)
    before, after = Debtors.bare(roots, old.owners), Debtors.bare(roots, new.owners)
    return any(
        account in marked
        or (
            (account in changed or account.startswith(under))
            and _meaning(before, account) != _meaning(after, account)
            and not _is_only_recorded(before.place(account), after.place(account), old)
        )
        for account in accounts
    )


def accounts_touched(old: Whole, new: Whole) -> frozenset[str]:
    """Return the accounts whose shards must be looked at again, though no fact of theirs changed.

    They began or ceased to be groups, because another account was opened below them or no longer
    is. (A record that begins to name an account joins its shard by a tie.)

    >>> from billcli.domain.whole import Whole
    >>> nothing: frozenset[str] = frozenset()
    >>> accounts_touched(Whole({}, frozenset("a"), nothing), Whole({}, nothing, nothing))
    frozenset({'a'})
    """
    return old.parents ^ new.parents


def _changed_owners(old: Whole, new: Whole) -> frozenset[str]:
    if old.owners == new.owners:
        return frozenset()
    every = {*old.owners, *new.owners}
    return frozenset(a for a in every if old.owners.get(a) != new.owners.get(a))


def _meaning(debtors: Debtors, account: str) -> tuple[Place | None, str]:
    place = debtors.place(account)
    return place, debtors.owners.get(place.owner, "") if place else ""


def _is_only_recorded(before: Place | None, after: Place | None, old: Whole) -> bool:
    """Return whether an account got a record, and means the same: the record joins its shard."""
    return before == after and before is not None and before.owner not in old.owners
