"""Books: everything that is owed as of a date, read from the facts of a ledger.

Every reading command asks here. Nothing dated later than ``as_of`` changes an answer, and the sum
of the open items is the balance of the receivable accounts, per customer and currency, always
(docs/reference/ledger-format.md rule 8).

Imports what works answers out only where it does: books that are kept answer without.
"""

from __future__ import annotations

from functools import cached_property

from billcli.domain.meta import folded, text_of
from billcli.domain.money import Money, total
from billcli.domain.named import TYPE_CHECKING
from billcli.domain.open_item import KnownBy
from billcli.domain.party import find_customer, issuer, nearest
from billcli.domain.problem import UsageError, quoted

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence

    from billcli.domain.debtor import Debtors
    from billcli.domain.dispute import Dispute, Disputed
    from billcli.domain.entry import Entry, Facts
    from billcli.domain.leg import Leg
    from billcli.domain.numbering import Series
    from billcli.domain.open_item import Movement, OpenItem
    from billcli.domain.parties import Heard
    from billcli.domain.party import Party
    from billcli.domain.whole import Whole


class Books:
    """The read model of a ledger on one date; what is asked for is worked out once.

    Attributes:
        facts: what the ledger says, later entries included.
        roots: the receivable accounts.
        as_of: the last day that counts.
        apart: whether credits of the ledger name what they settle, where ``facts`` are but a part
            of it; worked out where it is None.
        whole: what the records and accounts of the whole ledger say, where ``facts`` are a part.
    """

    def __init__(
        self,
        facts: Facts,
        roots: tuple[str, ...],
        as_of: dt.date,
        apart: bool | None = None,
        whole: Whole | None = None,
    ) -> None:
        """Keep what is to be read; the attributes never change."""
        self.facts, self.roots, self.as_of = facts, roots, as_of
        self.apart, self.whole = apart, whole

    @classmethod
    def of(
        cls,
        facts: Facts,
        roots: Sequence[str],
        as_of: dt.date,
        *,
        apart: bool | None = None,
        whole: Whole | None = None,
    ) -> Books:
        """Return the books as of a date; ``roots`` come from ``assign_item.find_roots``.

        Args:
            facts: of a ledger, or of a shard of it (``shard``).
            roots: the receivable accounts of the ledger.
            as_of: the last day that counts.
            apart: of a shard: whether ``apart_from`` of any shard is reached on that day.
            whole: of a shard: what is known of the whole ledger.
        """
        return cls(facts, tuple(roots), as_of, apart, whole)

    def at(self, as_of: dt.date) -> Books:
        """Return the same books as of another date."""
        return self if as_of == self.as_of else Books.of(self.facts, self.roots, as_of)

    def about(self, *, customer: str = "", item: str = "") -> Books:  # noqa: ARG002 - all of them
        """Return these books, or fewer that say the same of a customer and an item.

        Args:
            customer: id or name of a customer, in any case.
            item: id of an item.
        """
        return self

    def among(self, customers: Iterable[str] = (), items: Iterable[str] = ()) -> Books:  # noqa: ARG002 - all of them
        """Return these books, or fewer that say the same of many customers and items.

        Args:
            customers: their ids or names, in any case.
            items: their ids.
        """
        return self

    def tagged(self, *tags: str) -> Books:  # noqa: ARG002 - all of them
        """Return these books, or fewer that say the same of transactions with one of some tags."""
        return self

    def numbered(self, name: str) -> Books:  # noqa: ARG002 - all of them
        """Return these books, or fewer that say the same of what bears an id.

        Args:
            name: the id, as written; or file and line, as they are shown.
        """
        return self

    def lately(self, is_wanted: Callable[[Entry], bool], count: int, until: dt.date) -> Books:  # noqa: ARG002 - all of them
        """Return these books, or fewer that say the same of the last transactions of a kind.

        Args:
            is_wanted: tells them.
            count: how many of them are wanted.
            until: the last day they may have.
        """
        return self

    def recorded(self, on: dt.date) -> Mapping[str, Party]:
        """Return everybody as recorded on a day, payees that only paid what others owe too.

        Before a party's first record that record holds.
        """
        if on not in self._recorded:
            from billcli.domain.debtor import Debtors  # noqa: PLC0415 - see above
            from billcli.domain.parties import parties  # noqa: PLC0415 - see above

            owners, groups = (w.owners, w.parents) if (w := self.whole) else (None, None)
            debtors = Debtors.of(self.facts, self.roots, on, owners)
            self._recorded[on] = parties(self.facts, self.roots, on, debtors, groups)
        return self._recorded[on]

    def party_on(self, text: str, on: dt.date) -> Party:
        """Return somebody as recorded on a day; see ``recorded``.

        Raises:
            UsageError: there is none of that id (UNKNOWN-CUSTOMER).
        """
        return find_customer(self.recorded(on), text)

    @cached_property
    def _recorded(self) -> dict[dt.date, Mapping[str, Party]]:
        return {}

    @cached_property
    def debtors(self) -> Debtors:
        """Who is who, as the records stand."""
        from billcli.domain.debtor import Debtors  # noqa: PLC0415 - see above

        owners = self.whole.owners if self.whole else None
        return Debtors.of(self.facts, self.roots, self.as_of, owners)

    @cached_property
    def movements(self) -> tuple[Movement, ...]:
        """What each receivable posting does to which open item, in the order of the ledger."""
        from billcli.domain.assign_item import assigned  # noqa: PLC0415 - see above

        apart = bool(self.apart_from) if self.apart is None else self.apart
        return assigned(self._legs, apart)

    @cached_property
    def apart_from(self) -> str:
        """From which ISO date on credits of these facts name what they settle, or ``""``.

        From the earliest such date of any of its shards on, all of a ledger is read so.
        """
        from billcli.domain.assign_item import settles_from  # noqa: PLC0415 - see above

        since = settles_from(self._legs)
        return since.isoformat() if since else ""

    @cached_property
    def parties(self) -> Mapping[str, Party]:
        """Every customer by id; payees that only ever paid what others owe are none."""
        from billcli.domain.parties import heard_in  # noqa: PLC0415 - see above

        return self.parties_of(heard_in(self._legs), {m.customer for m in self.movements})

    def parties_of(self, heard: Iterable[Heard], moved: Container[str]) -> dict[str, Party]:
        """Return every customer by id, where the receivable postings are told.

        Args:
            heard: what they say.
            moved: ids of those whose items they touch.
        """
        from billcli.domain.parties import parties  # noqa: PLC0415 - see above

        groups = self.whole.parents if self.whole else None
        found = parties(self.facts, self.roots, self.as_of, self.debtors, groups, heard)
        return {key: party for key, party in found.items() if key in moved or self._kept(party)}

    @cached_property
    def issuer(self) -> Party | None:
        """Who writes the invoices, None where no record says so."""
        return issuer(self.facts, self.as_of)

    @cached_property
    def items(self) -> tuple[OpenItem, ...]:
        """Every item ever made, settled ones included, by date; a row per instalment."""
        from billcli.domain.item_rows import ItemRows  # noqa: PLC0415 - see above

        names = {key: party.name for key, party in self.parties.items()}
        rows = ItemRows(self.debtors, self._levels, names, self.disputed, self.assets)
        return rows.of(self.movements)

    @cached_property
    def rows(self) -> Mapping[str, Sequence[OpenItem]]:
        """The rows of each item by its id: one per instalment and currency (and customer)."""
        found: dict[str, list[OpenItem]] = {}
        for row in self.items:
            found.setdefault(row.item, []).append(row)
        return found

    def open_items(self, customer: str = "") -> tuple[OpenItem, ...]:
        """Return what is not exactly zero, of one customer id or of all."""
        return tuple(
            row for row in self.items if row.balance_open and customer in ("", row.customer)
        )

    def name_of(self, customer: str) -> str:
        """Return the name of a customer, or the id where none is known."""
        party = self.parties.get(customer)
        return party.name if party else customer

    def customer(self, text: str) -> Party:
        """Return a customer by id.

        Raises:
            UsageError: there is none of that id (UNKNOWN-CUSTOMER).
        """
        return find_customer(self.parties, text)

    def item(
        self, text: str, what: str = "open item", see: str = "billcli report open"
    ) -> tuple[OpenItem, ...]:
        """Return the rows of an item: one per instalment and currency (and customer).

        Args:
            text: its id.
            what: what the caller calls it when there is none.
            see: the command that lists what there is.

        Raises:
            UsageError: there is none of that id, in any case; the nearest three are named.
        """
        by_id = self.rows
        key = text if text in by_id else _like(text, by_id)
        if key is not None:
            return tuple(by_id[key])
        near = nearest(text, {item: (item,) for item in by_id})
        hint = f"did you mean {' or '.join(near)}?" if near else f"see {see}"
        raise UsageError.of("UNKNOWN-ITEM", f"there is no {what} {quoted(text)}", hint=hint)

    def history(self, item: str) -> tuple[Movement, ...]:
        """Return what happened to an item, in order; nothing for an unknown id."""
        return tuple(self._moved.get(item, ()))

    @cached_property
    def _moved(self) -> Mapping[str, Sequence[Movement]]:
        """What happened to each item, in order."""
        found: dict[str, list[Movement]] = {}
        for m in self.movements:
            found.setdefault(m.item, []).append(m)
        return found

    def corrections(self, number: str) -> tuple[Movement, ...]:
        """Return the movements whose entries correct a document, in order."""
        return tuple(self._corrections.get(number, ()))

    @cached_property
    def _corrections(self) -> Mapping[str, Sequence[Movement]]:
        """The movements of corrections, by the document they correct."""
        found: dict[str, list[Movement]] = {}
        for m in self.movements:
            if number := text_of(m.entry.meta.get("corrects")):
                found.setdefault(number, []).append(m)
        return found

    def movements_of(self, customer: str) -> tuple[Movement, ...]:
        """Return what happened to a customer's items, in order; nothing for an unknown id."""
        return tuple(m for m in self.movements if m.customer == customer)

    def entries_of(self, item: str) -> tuple[Entry, ...]:
        """Return the transactions that touch an item, each once, in order."""
        found = {id(m.entry): m.entry for m in self.history(item)}
        return tuple(found.values())

    def balances(self) -> Mapping[tuple[str, str], Money]:
        """Return what each customer owes by (customer id, currency), zeros included."""
        found: dict[tuple[str, str], list[Money]] = {}
        for m in self.movements:
            key = (m.customer, m.amount.currency)
            if key in found:
                found[key].append(m.amount)
            else:
                found[key] = [m.amount]
        return {key: total(amounts, key[1]) for key, amounts in found.items()}

    def account_balances(self) -> Mapping[tuple[str, str], Money]:
        """Return the receivable accounts' balances by (account, currency), from the postings."""
        found: dict[tuple[str, str], Money] = {}
        for entry in self.facts.entries:
            for posting in entry.postings if entry.date <= self.as_of else ():
                if self.debtors.place(posting.account) is not None:
                    key = (posting.account, posting.amount.currency)
                    found[key] = found.get(key, Money.zero(key[1])) + posting.amount
        return found

    def numbers(self) -> frozenset[str]:
        """Return every document number and id in use, whatever its date.

        Those are ``id`` of transactions and notes, ``invoice`` of documents, and whatever names an
        item on the transaction that bills it. What a payment merely refers to is not in use: a
        mistyped number must not make the series jump.
        """
        from billcli.domain.number_use import numbers_used  # noqa: PLC0415 - see above

        return numbers_used(self)

    def numbers_before(self, series: Series, date: dt.date) -> Iterable[str]:  # noqa: ARG002 - all
        """Return numbers in use, enough of them to tell which comes next in a series.

        Args:
            series: whose next number is wanted.
            date: of the new document.
        """
        return self.numbers()

    def taken_over(self) -> frozenset[str]:
        """Return the document numbers that were given elsewhere: booked against equity."""
        from billcli.domain.number_use import numbers_elsewhere  # noqa: PLC0415 - see above

        return numbers_elsewhere(self.facts)

    def billed(self) -> Iterator[str]:
        """Yield the name of each item that a bill itself gives it, as often as it is billed."""
        from billcli.domain.leg import BILLING  # noqa: PLC0415 - see above

        for m in self.movements:
            is_bill = m.amount.number > 0 and self._levels[id(m.entry)] == BILLING
            if is_bill and m.known_by is not KnownBy.INFERRED:
                yield m.item

    def bills(self, entry: Entry) -> bool:
        """Return whether an entry makes somebody owe, other than by giving money back."""
        from billcli.domain.leg import BILLING, debit_level  # noqa: PLC0415 - see above

        return debit_level(entry, self.debtors, self.assets) == BILLING

    @cached_property
    def _levels(self) -> Mapping[int, int]:
        return {id(leg.entry): leg.level for leg in self._legs}

    @property
    def assets(self) -> str:
        """The name of the assets root."""
        return self.facts.options.roots.get("Assets", "Assets")

    def _kept(self, party: Party) -> bool:
        """Return whether a party is more than a payee: it has a record or an account."""
        has_account = party.account in self.facts.accounts and party.account not in self.roots
        return has_account or folded(party.id) in self.debtors.records

    @property
    def legs(self) -> Sequence[Leg]:
        """The receivable postings that count, in the order of the ledger."""
        return self._legs

    @cached_property
    def _legs(self) -> list[Leg]:
        from billcli.domain.assign_item import named_legs  # noqa: PLC0415 - see above

        return named_legs(self.facts, self.as_of, self.debtors)

    @cached_property
    def disputes(self) -> tuple[Dispute, ...]:
        """Every dispute as it stands, closed ones too."""
        from billcli.domain.dispute import disputes  # noqa: PLC0415 - see above

        return disputes(self.facts.notes_of("dispute"), self.as_of)

    @cached_property
    def disputed(self) -> Disputed:
        """What is disputed of which item."""
        from billcli.domain.dispute import Disputed  # noqa: PLC0415 - see above

        return Disputed(self.disputes)


def _like(text: str, ids: Iterable[str]) -> str | None:
    """Return the first id that is a text but for upper and lower case, None when there is none."""
    return next((one for one in ids if folded(one) == folded(text)), None)
