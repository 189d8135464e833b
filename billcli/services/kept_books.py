"""Books that answer from the read model, and work out only what it does not hold.

The model holds the rows of every shard as of the end of time. A day before the last fact of a
shard is worked out from that shard's facts by the domain's own code; all others are as kept.
"""

from __future__ import annotations

from decimal import Decimal
from functools import cached_property

from billcli.domain.books import Books
from billcli.domain.dated_record import folded
from billcli.domain.entry import Facts
from billcli.domain.money import Money
from billcli.domain.named import TYPE_CHECKING
from billcli.domain.party import find_customer
from billcli.services.kept_facts import KeptFacts
from billcli.services.kept_item import party_of
from billcli.services.kept_items import KeptItems
from billcli.store.index_ask import TOP

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Iterable, Mapping

    from billcli.domain.entry import Entry
    from billcli.domain.numbering import Series
    from billcli.domain.open_item import Movement, OpenItem
    from billcli.domain.party import Party
    from billcli.services.shelf import Shelf


class KeptBooks(Books):
    """The read model of a ledger on one date, answered from the file that holds it."""

    def __init__(self, shelf: Shelf, facts: KeptFacts, as_of: dt.date) -> None:
        """Keep what is to be asked; see ``on``."""
        super().__init__(facts, shelf.roots, as_of, shelf.is_apart(as_of), shelf.whole)
        self.shelf = shelf

    @classmethod
    def on(cls, shelf: Shelf, facts: KeptFacts, as_of: dt.date) -> KeptBooks:
        """Return the books as of a date."""
        return cls(shelf, facts, as_of)

    def at(self, as_of: dt.date) -> Books:
        """Return the books as of another date."""
        facts = self.facts
        assert isinstance(facts, KeptFacts)  # noqa: S101 - made so
        return self if as_of == self.as_of else self.on(self.shelf, facts, as_of)

    @cached_property
    def _late(self) -> frozenset[int] | None:
        return self.shelf.late(self.as_of)

    @cached_property
    def live(self) -> Books | None:
        """The books of the shards that have later facts, worked out; None when there are none."""
        if self._late is None:
            return self._of(self.facts)
        return self._of_shards(self._late) if self._late else None

    @cached_property
    def _day(self) -> KeptItems:
        """The items of a day on which most kept rows hold."""
        late = self._late or frozenset()
        return KeptItems(
            self.shelf, self.as_of, late, lambda few: self._of_shards(tuple(sorted(few)))
        )

    def _of(self, facts: Facts) -> Books:
        return Books.of(facts, self.roots, self.as_of, apart=self.apart, whole=self.whole)

    @cached_property
    def items(self) -> tuple[OpenItem, ...]:
        """Every item ever made, settled ones included, by date; a row per instalment."""
        if self._late is None:
            assert self.live is not None  # noqa: S101 - made for that case
            return self.live.items
        return self._day.every()

    def open_items(self, customer: str = "") -> tuple[OpenItem, ...]:
        """Return what is not exactly zero, of one customer id or of all."""
        if self._late is None or "items" in self.__dict__:
            return super().open_items(customer)
        if customer not in self._open:
            self._open[customer] = self._day.open(customer)
        return self._open[customer]

    @cached_property
    def _open(self) -> dict[str, tuple[OpenItem, ...]]:
        return {}

    @cached_property
    def parties(self) -> Mapping[str, Party]:
        """Every customer by id; payees that only ever paid what others owe are none."""
        if self._late is None or self._day.unsure:
            return self._all.parties
        rows = self.shelf.model.parties()
        place = self.shelf.ask.positions(row[_HEARD] for row in rows)
        rows.sort(key=lambda r: (r[_RANK], place.get(r[_HEARD], _UNPLACED), r[_IN_FACT]))
        return {row[0]: party_of(row) for row in rows}

    @cached_property
    def _all(self) -> Books:
        """The books of all facts, worked out."""
        return self._of(self.facts)

    def name_of(self, customer: str) -> str:
        """Return the name of a customer, or the id where none is known."""
        if not self._late or "parties" in self.__dict__:
            return super().name_of(customer)
        if customer in self._steady:
            return self._steady[customer]
        live = self._day.worked_out
        return live.name_of(customer) if live else customer

    @cached_property
    def _steady(self) -> Mapping[str, str]:
        """The names by id of those about whom nothing is dated later that might change them."""
        apart, rows = self._day.unsure, self.shelf.model.parties()
        return {row[0]: party_of(row).name for row in rows if row[_PARTY_SHARD] not in apart}

    def customer(self, text: str) -> Party:
        """Return a customer by id.

        Raises:
            UsageError: there is none of that id (UNKNOWN-CUSTOMER).
        """
        if kept := self._kept_party(text, self.as_of):
            return kept
        few = self.about(customer=text)
        if "parties" not in self.__dict__ and any(
            folded(key) == folded(text) for key in few.parties
        ):
            return find_customer(few.parties, text)
        return super().customer(text)

    def party_on(self, text: str, on: dt.date) -> Party:
        """Return somebody as recorded on a day; see ``recorded``.

        Raises:
            UsageError: there is none of that id (UNKNOWN-CUSTOMER).
        """
        if kept := self._kept_party(text, on):
            return kept
        few = self.about(customer=text).recorded(on)
        if any(folded(key) == folded(text) for key in few):
            return find_customer(few, text)
        return super().party_on(text, on)

    def _kept_party(self, text: str, on: dt.date) -> Party | None:
        """Return a customer's row, where nothing about the customer is dated after a day."""
        row = self.shelf.model.party(text, folded(text))
        if row is None or row[_PARTY_SHARD] in self.shelf.ask.late_shards(on.isoformat()):
            return None
        return party_of(row)

    def item(
        self, text: str, what: str = "open item", see: str = "billcli report open"
    ) -> tuple[OpenItem, ...]:
        """Return the rows of an item: one per instalment and currency (and customer).

        Raises:
            UsageError: there is none of that id, in any case; the nearest three are named.
        """
        few = self.about(item=text)
        if text in few.rows:
            return few.item(text, what, see)
        return super().item(text, what, see)

    def history(self, item: str) -> tuple[Movement, ...]:
        """Return what happened to an item, in order; nothing for an unknown id."""
        return self.about(item=item).history(item)

    def movements_of(self, customer: str) -> tuple[Movement, ...]:
        """Return what happened to a customer's items, in order."""
        return self.about(customer=customer).movements_of(customer)

    @cached_property
    def movements(self) -> tuple[Movement, ...]:
        """What each receivable posting does to which open item, in the order of the ledger."""
        return self._all.movements

    def about(self, *, customer: str = "", item: str = "") -> Books:
        """Return the books of the shards that say something of a customer or an item."""
        return self.among(filter(None, [customer]), filter(None, [item]))

    def among(self, customers: Iterable[str] = (), items: Iterable[str] = ()) -> Books:
        """Return the books of the shards that say something of many customers or items."""
        if "_all" in self.__dict__:  # the very entries that were seen already
            return self._all
        return self._of_shards(self.shelf.shards_about(customers, items))

    def tagged(self, *tags: str) -> Books:
        """Return the books of the shards with transactions of some tags."""
        return self._around(self.shelf.ask.ids_naming(*tags))

    def numbered(self, name: str) -> Books:
        """Return the books of the shards with what bears an id, all where nothing does."""
        facts = self.shelf.ask.ids_numbered(name) or self._ids_at(name)
        return self._around(facts) if facts else self

    def lately(self, is_wanted: Callable[[Entry], bool], count: int, until: dt.date) -> Books:
        """Return the books of the shards with the last transactions of a kind."""
        looked, found, is_all = max(count, _FEW), list[int](), False
        while len(found) < count and not is_all:
            looked *= 4
            rows = self.shelf.ask.lately(until.isoformat(), looked)
            entries = self.shelf.built(rows).entries
            found = [row[0] for row, one in zip(rows, entries, strict=True) if is_wanted(one)]
            is_all = len(rows) < looked
        return self._around(found[-count:])

    def _around(self, facts: Iterable[int]) -> Books:
        if "_all" in self.__dict__:
            return self._all
        return self._of_shards(self.shelf.model.shards_of(facts))

    def _ids_at(self, name: str) -> list[int]:
        """Return the facts that stand where a text says, as ``str`` of a ``Source`` does."""
        file, _, line = name.rpartition(":")
        named = [one for one, known in self.shelf.names.items() if known == file]
        if not named or not (line.isascii() and line.isdigit()):
            return []
        return self.shelf.ask.ids_at(named[0], int(line))

    def _of_shards(self, wanted: Iterable[int]) -> Books:
        shards = tuple(sorted(wanted))
        if shards not in self._few:
            facts = self.shelf.facts(shards) if shards else Facts(options=self.shelf.options)
            self._few[shards] = self._of(facts)
        return self._few[shards]

    @cached_property
    def _few(self) -> dict[tuple[int, ...], Books]:
        return {}

    def balances(self) -> Mapping[tuple[str, str], Money]:
        """Return what each customer owes by (customer id, currency), zeros included."""
        if self.live is not None:
            return self._all.balances()
        rows = self.shelf.model.balances()
        return {(row[0], row[1]): Money(Decimal(row[3]), row[1]) for row in rows}

    def numbers(self) -> frozenset[str]:
        """Return every document number and id in use, whatever its date."""
        return frozenset(number for number, taken in self.shelf.model.numbers() if taken < _ONLY)

    def taken_over(self) -> frozenset[str]:
        """Return the document numbers that were given elsewhere: booked against equity."""
        return frozenset(number for number, taken in self.shelf.model.numbers() if taken)

    def numbers_before(self, series: Series, date: dt.date) -> Iterable[str]:
        """Return the highest number of the date's period, where it tells which comes next."""
        period, prefix = series.period(date), series.prefix(date)
        last = self.shelf.ask.last_numbers(prefix, len(series.format(1, date)))
        for number in last:
            found = series.read(number)
            if found and found[0] == period:
                floor = series.floor
                if floor is None or (
                    found[1] >= floor and not self.shelf.ask.is_taken_over(number)
                ):
                    return (number,)
                break
        else:
            if series.floor is None:  # those that look like it are all of other series
                if len(last) < TOP:
                    return ()
                found_all = self.shelf.model.numbers(prefix)
                return [number for number, taken in found_all if taken < _ONLY]
        return self.numbers()

    def kept_words(self) -> Mapping[str, str] | None:
        """Return how items were settled without money, as kept; None where that must be found."""
        return dict(self.shelf.ask.words()) if self.live is None else None


_PARTY_SHARD, _RANK, _IN_FACT, _HEARD = 1, 5, 6, 7
_UNPLACED = ("9999-12-31", 0, 0)
_ONLY = 2
_FEW = 100
