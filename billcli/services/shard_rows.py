"""What is worked out of a shard's facts and kept: items, parties, balances, numbers in use.

The figures are the domain's own: a shard is looked at as if it were a ledger by itself, because its
facts are closed under what may influence one another's open items (``domain.shard``). Everything
is as of the end of time; an earlier day is answered from here where a shard has nothing later.
"""

from __future__ import annotations

import datetime as dt
import json
from collections import Counter

from billcli.domain.books import Books
from billcli.domain.contract import DOCUMENT_KINDS
from billcli.domain.dated_record import folded
from billcli.domain.meta import text_of
from billcli.domain.named import TYPE_CHECKING, NamedTuple
from billcli.domain.open_item import KnownBy
from billcli.domain.packed import Packed, facts_of_packed
from billcli.domain.packed_value import compact, packed_meta
from billcli.domain.plain_fold import PlainFold
from billcli.services.item_row import fact_of, item_row
from billcli.services.kept_item import counted
from billcli.services.plain_rows import plain_balances, plain_items, plain_numbers
from billcli.services.settlement import settled_without_money
from billcli.store.index_rows import BalanceRow, ItemRow, NumberRow, OwingRow, PartyRow, ShardRow
from billcli.store.item_column import DISPUTED, IS_OPEN

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from billcli.domain.entry import Facts, LedgerOptions
    from billcli.domain.party import Party
    from billcli.domain.whole import Whole
    from billcli.store.index_rows import FactRow
    from billcli.store.index_schema import Row

RECORDED, OPENED, BILLED, PAID = range(4)
"""Where a party is first heard of; ``domain.party.parties`` looks in this order."""


class ShardRows(NamedTuple):
    """The rows of one shard."""

    shard: ShardRow
    items: list[ItemRow]
    parties: list[PartyRow]
    balances: list[BalanceRow]
    numbers: list[NumberRow]

    def tables(self) -> Iterator[tuple[str, Sequence[Row]]]:
        """Yield the rows by table."""
        yield "shard", [self.shard]
        yield "item", self.items
        yield "party", self.parties
        yield "balance", self.balances
        yield "number", self.numbers
        yield "owing", self.owing()

    def owing(self) -> list[OwingRow]:
        """Return what is open where all of it is added up: one row, or none."""
        owed = [(*counted(i)[:-1], i[DISPUTED]) for i in self.items if i[IS_OPEN]]
        return [OwingRow(self.shard[0], json.dumps(owed, ensure_ascii=False))] if owed else []


class Ground(NamedTuple):
    """What holds for the whole ledger.

    Attributes:
        roots: the receivable accounts.
        apart: whether any credit of the ledger names what it settles (``Books.of``).
        whole: what its records and accounts say.
    """

    options: LedgerOptions
    roots: tuple[str, ...]
    apart: bool
    whole: Whole


def shard_rows(shard: int, rows: Sequence[FactRow], ground: Ground) -> ShardRows:
    """Return what is kept of a shard.

    Args:
        shard: its number.
        rows: its facts, in ledger order.
        ground: what holds for the whole ledger.
    """
    return _plain(shard, rows, ground) or _shard_rows(shard, rows, ground)


def _plain(shard: int, rows: Sequence[FactRow], ground: Ground) -> ShardRows | None:
    """Return what is kept of a shard that says all in full, None where it does not."""
    facts = alone((row for row in rows if row.kind != "T"), ground.options)
    books = _books(facts, ground)
    fold = PlainFold(books)
    if not fold.take((row.id, row.date, row.data) for row in rows if row.kind == "T"):
        return None
    moved = {moves[0].debtor.customer for moves in fold.items.values()}
    heard = list(fold.heard())
    parties = books.parties_of((one for one, _, _ in heard), moved)
    spoken = ((one.debtor.customer, BILLED if bills else PAID, f) for one, bills, f in heard)
    names = {key: party.name for key, party in parties.items()}
    is_told = not facts.notes and (
        all(_is_recorded(books, key) for key in parties)
        or (  # whom and what accounts and records say, not postings
            books.parties_of((), moved) == parties
            and all(party.text("name") for party in parties.values())
        )
    )
    equity = ground.options.roots.get("Equity", "Equity")
    return ShardRows(
        ShardRow(shard, max(row.date for row in rows), fold.apart_from(), int(is_told)),
        plain_items(shard, fold, names, books.disputed),
        list(_parties(shard, books, parties, spoken)),
        plain_balances(shard, fold),
        _joined([*own_numbers(facts), *plain_numbers(fold, equity)]),
    )


def _is_recorded(books: Books, customer: str) -> bool:
    """Return whether a record gives a customer both an account and a name."""
    timeline = books.debtors.records.get(folded(customer))
    if timeline is None:
        return False
    version = timeline.version(books.as_of)
    return bool(timeline.accounts[version] and text_of(timeline.values[version].get("name")))


def _books(facts: Facts, ground: Ground) -> Books:
    return Books.of(facts, ground.roots, dt.date.max, apart=ground.apart, whole=ground.whole)


def _shard_rows(shard: int, rows: Sequence[FactRow], ground: Ground) -> ShardRows:
    facts = alone(rows, ground.options)
    books = _books(facts, ground)
    firsts: dict[tuple[str, str, str], int] = {}
    for moved in books.movements:
        key = moved.customer, moved.item, moved.amount.currency
        firsts.setdefault(key, fact_of(moved.entry.source.file))
    words = settled_without_money(books)
    spoken = [
        (leg.debtor.customer, rank, fact_of(leg.entry.source.file))
        for rank, is_debit in ((BILLED, True), (PAID, False))
        for leg in books.legs
        if (leg.number > 0) is is_debit
    ]
    items = [
        item_row(shard, nth, row, firsts[row.customer, row.item, row.amount.currency],
                 words.get(row.item, ""))
        for nth, row in enumerate(books.items)
    ]  # fmt: skip
    return ShardRows(
        ShardRow(shard, max(row.date for row in rows), books.apart_from),
        items,
        list(_parties(shard, books, books.parties, spoken)),
        [
            BalanceRow(customer, currency, shard, str(sum_.number))
            for (customer, currency), sum_ in books.balances().items()
        ],
        _joined([*own_numbers(facts), *_billed_numbers(books)]),
    )


def alone(rows: Iterable[FactRow], options: LedgerOptions) -> Facts:
    """Return facts as if each stood alone: its file is its id, its postings count from line 0."""
    placeless = ((str(row.id), Packed(row.kind, row.date, 0, row.data)) for row in rows)
    return facts_of_packed(placeless, options)


def own_numbers(facts: Facts) -> list[NumberRow]:
    """Return the numbers that facts say by themselves, whoever they concern.

    Args:
        facts: from ``alone``.
    """
    return _joined(_own_numbers(facts))


def _own_numbers(facts: Facts) -> Iterator[NumberRow]:
    equity = f"{facts.options.roots.get('Equity', 'Equity')}:"
    for note in facts.notes:
        if number := text_of(note.meta.get("id")):
            yield NumberRow(number, fact_of(note.source.file), 0)
    for entry in facts.entries:
        fact, number = fact_of(entry.source.file), text_of(entry.meta.get("invoice"))
        if own := text_of(entry.meta.get("id")):
            yield NumberRow(own, fact, 0)
        if number and not DOCUMENT_KINDS.isdisjoint(entry.tags):
            yield NumberRow(number, fact, 0)
        if number and any(posting.account.startswith(equity) for posting in entry.postings):
            yield NumberRow(number, fact, 2)


def _joined(rows: Iterable[NumberRow]) -> list[NumberRow]:
    """Return each number of a fact once: in use, given elsewhere, or both."""
    found: dict[tuple[str, int], int] = {}
    for number, fact, taken in rows:
        before = found.get((number, fact), taken)
        found[number, fact] = taken if before == taken else 1
    return [NumberRow(number, fact, taken) for (number, fact), taken in found.items()]


def _billed_numbers(books: Books) -> Iterator[NumberRow]:
    for moved in books.movements:
        certain = moved.known_by is not KnownBy.INFERRED
        if moved.amount.number > 0 and certain and books.bills(moved.entry):
            yield NumberRow(moved.item, fact_of(moved.entry.source.file), 0)


def _parties(
    shard: int, books: Books, parties: Mapping[str, Party], spoken: Iterable[tuple[str, int, int]]
) -> Iterator[PartyRow]:
    heard = _heard(books, spoken)
    met: Counter[tuple[int, int]] = Counter()
    place = {party: (rank, fact, _next(met, rank, fact)) for party, (rank, fact) in heard.items()}
    for party in parties.values():
        rank, fact, nth = place[party.id]
        values = compact(packed_meta(party.values))
        yield PartyRow(party.id, shard, folded(party.id), party.account, values, rank, nth, fact)


def _next(met: Counter[tuple[int, int]], rank: int, fact: int) -> int:
    met[rank, fact] += 1
    return met[rank, fact] - 1


def _heard(books: Books, spoken: Iterable[tuple[str, int, int]]) -> Mapping[str, tuple[int, int]]:
    """Return where each party is first heard of: in which kind of fact, and in which one.

    Args:
        books: know the records and the accounts.
        spoken: customer, rank and fact of the postings that speak of one.
    """
    found: dict[str, tuple[int, int]] = {}
    records = sorted(books.facts.records_of("customer"), key=lambda record: record.date)
    for record in records:
        timeline = books.debtors.records[folded(text_of(record.values[0]) if record.values else "")]
        found.setdefault(timeline.id, (RECORDED, fact_of(record.source.file)))
    groups = books.whole.parents if books.whole else ()
    for account in sorted(books.facts.accounts.values(), key=lambda account: account.date):
        if books.debtors.place(account.name) is None:
            continue
        customer = books.debtors.of_account(account.name).customer
        if customer and (account.meta or account.name not in groups):
            found.setdefault(customer, (OPENED, fact_of(account.source.file)))
    for customer, rank, fact in spoken:
        found.setdefault(customer, (rank, fact))
    return found
