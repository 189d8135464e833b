"""What is worked out of a shard's facts and kept: items, parties, balances, numbers in use.

The figures are the domain's own: a shard is looked at as if it were a ledger by itself, because its
facts are closed under what may influence one another's open items (``domain.shard``). Everything
is as of the end of time; an earlier day is answered from here where a shard has nothing later.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

from billcli.domain.books import Books
from billcli.domain.contract import DOCUMENT_KINDS
from billcli.domain.dated_record import folded
from billcli.domain.meta import text_of
from billcli.domain.open_item import KnownBy
from billcli.domain.packed import Packed, facts_of_packed
from billcli.domain.packed_value import compact, packed_meta
from billcli.services.settlement import settled_without_money
from billcli.store.index_rows import BalanceRow, ItemRow, NumberRow, PartyRow, ShardRow

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from billcli.domain.entry import Facts, LedgerOptions
    from billcli.domain.open_item import OpenItem
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
    facts = alone(rows, ground.options)
    books = Books.of(facts, ground.roots, dt.date.max, apart=ground.apart, whole=ground.whole)
    firsts: dict[tuple[str, str, str], int] = {}
    for moved in books.movements:
        key = moved.customer, moved.item, moved.amount.currency
        firsts.setdefault(key, _fact(moved.entry.source.file))
    words = settled_without_money(books)
    return ShardRows(
        ShardRow(shard, max(row.date for row in rows), books.apart_from),
        [_item(shard, nth, row, firsts, words) for nth, row in enumerate(books.items)],
        list(_parties(shard, books)),
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
            yield NumberRow(number, _fact(note.source.file), 0)
    for entry in facts.entries:
        fact, number = _fact(entry.source.file), text_of(entry.meta.get("invoice"))
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


def _fact(file: str) -> int:
    return int(file) if file.isascii() and file.isdigit() else 0


def _billed_numbers(books: Books) -> Iterator[NumberRow]:
    for moved in books.movements:
        certain = moved.known_by is not KnownBy.INFERRED
        if moved.amount.number > 0 and certain and books.bills(moved.entry):
            yield NumberRow(moved.item, _fact(moved.entry.source.file), 0)


def _item(
    shard: int,
    nth: int,
    row: OpenItem,
    firsts: Mapping[tuple[str, str, str], int],
    words: Mapping[str, str],
) -> ItemRow:
    currency, value = row.amount.currency, row.value_open
    first = firsts[row.customer, row.item, currency]
    issued = row.date_issued.isoformat()
    due = row.date_due.isoformat() if row.date_due else None
    made_by = _fact(row.source.file)
    return ItemRow(
        shard=shard,
        item=row.item,
        instalment=row.instalment,
        kind=row.kind.value,
        customer=row.customer,
        customer_name=row.customer_name,
        account=row.account,
        date_issued=issued,
        date_due=due,
        amount=str(row.amount.number),
        currency=currency,
        balance_open=str(row.balance_open.number),
        known_by=row.known_by.value,
        disputed=int(row.disputed),
        fact=made_by or first,
        line_offset=row.source.line if made_by else 0,
        value_open=str(value.number) if value is not None else None,
        value_currency=value.currency if value is not None else None,
        is_open=int(bool(row.balance_open)),
        due_key=due or issued,
        word=words.get(row.item, ""),
        first=first,
        nth=nth,
    )


def _parties(shard: int, books: Books) -> Iterator[PartyRow]:
    heard = _heard(books)
    met: Counter[tuple[int, int]] = Counter()
    place = {party: (rank, fact, _next(met, rank, fact)) for party, (rank, fact) in heard.items()}
    for party in books.parties.values():
        rank, fact, nth = place[party.id]
        values = compact(packed_meta(party.values))
        yield PartyRow(party.id, shard, folded(party.id), party.account, values, rank, nth, fact)


def _next(met: Counter[tuple[int, int]], rank: int, fact: int) -> int:
    met[rank, fact] += 1
    return met[rank, fact] - 1


def _heard(books: Books) -> Mapping[str, tuple[int, int]]:
    """Return where each party is first heard of: in which kind of fact, and in which one."""
    found: dict[str, tuple[int, int]] = {}
    records = sorted(books.facts.records_of("customer"), key=lambda record: record.date)
    for record in records:
        timeline = books.debtors.records[folded(text_of(record.values[0]) if record.values else "")]
        found.setdefault(timeline.id, (RECORDED, _fact(record.source.file)))
    groups = books.whole.parents if books.whole else ()
    for account in sorted(books.facts.accounts.values(), key=lambda account: account.date):
        if books.debtors.place(account.name) is None:
            continue
        customer = books.debtors.of_account(account.name).customer
        if customer and (account.meta or account.name not in groups):
            found.setdefault(customer, (OPENED, _fact(account.source.file)))
    for rank, is_debit in ((BILLED, True), (PAID, False)):
        for leg in books.legs:
            if (leg.number > 0) is is_debit:
                found.setdefault(leg.debtor.customer, (rank, _fact(leg.entry.source.file)))
    return found
