"""What a part of a ledger must be told of the whole to read its own facts as the whole does."""

from __future__ import annotations

from billcli.domain.dated_record import timelines
from billcli.domain.debtor import CUSTOMER_KEYS, Debtors, owners_of, text_under
from billcli.domain.frozen import frozen
from billcli.domain.named import TYPE_CHECKING
from billcli.domain.packed_value import compact, parsed

if TYPE_CHECKING:
    from collections.abc import Mapping

    from billcli.domain.entry import Facts


@frozen
class Whole:
    """What the records and accounts of a whole ledger say, whatever the date.

    Attributes:
        owners: accounts that one customer's record names, to the customer's id.
        parents: receivable accounts opened without metadata that others stand below: they are
            groups, not customers.
        marked: receivable accounts whose ``open`` names a customer; roots also by an id.
    """

    owners: Mapping[str, str]
    parents: frozenset[str]
    marked: frozenset[str]

    @classmethod
    def of(cls, facts: Facts, roots: tuple[str, ...]) -> Whole:
        """Return what is to be known of a ledger; its records and accounts are looked at only."""
        owners = owners_of(timelines(facts, "customer"), roots)
        places = Debtors.bare(roots, owners)
        above = {name.rpartition(":")[0] for name in facts.accounts}
        opened = [(name, facts.accounts[name]) for name in above if name in facts.accounts]
        return cls(
            owners,
            frozenset(n for n, account in opened if not account.meta and places.place(n)),
            frozenset(
                name
                for name, account in facts.accounts.items()
                if account.meta
                and any(text_under(key, account.meta) for key in CUSTOMER_KEYS[name not in roots :])
                and places.place(name)
            ),
        )

    def packed(self) -> str:
        """Return this as compact JSON.

        >>> Whole({"Assets:AR:A": "Acme"}, frozenset(), frozenset({"Assets:AR"})).packed()
        '[{"Assets:AR:A":"Acme"},[],["Assets:AR"]]'
        """
        return compact([dict(self.owners), sorted(self.parents), sorted(self.marked)])

    @classmethod
    def unpacked(cls, text: str) -> Whole:
        """Return what ``packed`` wrote."""
        owners, parents, marked = parsed(text)
        return cls(owners, frozenset(parents), frozenset(marked))
