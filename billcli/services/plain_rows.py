"""The rows of a shard whose postings all name their items, straight from its packed facts.

They are those of ``shard_rows`` in a fraction of the time, and nearly all shards are of that kind.
"""

from __future__ import annotations

from operator import itemgetter

from billcli.domain.contract import DOCUMENT_KINDS
from billcli.domain.leg import BILLING
from billcli.domain.money import EXACT, Money
from billcli.domain.named import TYPE_CHECKING
from billcli.domain.packed_value import text_of_packed
from billcli.services.item_row import item_row
from billcli.services.settlement import word_of
from billcli.store.index_rows import BalanceRow, ItemRow, NumberRow

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from decimal import Decimal

    from billcli.domain.dispute import Disputed
    from billcli.domain.open_item import Extent, OpenItem
    from billcli.domain.packed_value import Json
    from billcli.domain.plain_fold import Folded, PlainFold, PlainItem

_NEW = tuple.__new__
_DATE = itemgetter(0)


def plain_items(
    shard: int, fold: PlainFold, names: Mapping[str, str], disputed: Disputed
) -> list[ItemRow]:
    """Return the items of a plain shard, by date; a row per instalment.

    Args:
        shard: its number.
        fold: its transactions.
        names: of its customers, by id.
        disputed: what is disputed of which item.
    """
    folded = list(fold.folded())
    found: list[tuple[str, Folded, OpenItem | None]] = []
    kinds = {}
    for one in folded:
        if one.row is not None:
            found.append((one.row.date_issued, one, None))
            kinds[one.item] = one.row.kind
        else:
            for row in fold.rows_of(one, names):
                found.append((row.date_issued.isoformat(), one, row))
                kinds[one.item] = row.kind
    found.sort(key=_DATE)
    own = {one.item: text_of_packed(one.made_by.data[5].get("corrects")) for one in folded}
    rows: list[ItemRow] = []
    for nth, (_, one, values) in enumerate(found):
        settlers = fold.settlers(one)
        word = word_of(one.item, kinds, settlers, own) if settlers else ""
        if one.row is None and values is not None:
            rows.append(item_row(shard, nth, values, one.moved[0].said.fact, word))
        elif one.row is not None:
            name, currency = names[one.moved[0].debtor.customer], one.moved[0].posting[2]
            extent = disputed.extent(one.item, one.row.balance, currency)
            rows.append(_row(shard, nth, one, one.row, (name, extent, word)))
    return rows


def _row(
    shard: int, nth: int, one: Folded, row: PlainItem, known: tuple[str, Extent, str]
) -> ItemRow:
    """Return what ``item_row`` does, of an item that has one row."""
    kind, account, issued, due, instalment, amount, balance, known_by, offset, is_told = row
    name, extent, word = known
    first = one.moved[0]
    fact = one.made_by.fact
    customer, currency = first.debtor.customer, first.posting[2]
    made: ItemRow = _NEW(ItemRow, (
        shard, one.item, instalment, kind.value, customer, name, account, issued, due, str(amount),
        currency, str(balance), known_by.value, int(extent), fact, offset, None, None,
        int(bool(balance)), due or issued, word, first.said.fact, nth, int(is_told),
    ))  # fmt: skip
    return made


def plain_balances(shard: int, fold: PlainFold) -> list[BalanceRow]:
    """Return what the customers of a plain shard owe."""
    sums: dict[tuple[str, str], Decimal] = {}
    for moved in fold.items.values():
        for one in moved:
            key = one.debtor.customer, one.posting[2]
            known = sums[key] if key in sums else Money.zero(key[1]).number
            sums[key] = EXACT.add(known, one.number)
    return [BalanceRow(*key, shard, str(number)) for key, number in sums.items()]


def plain_numbers(fold: PlainFold, equity: str) -> Iterator[NumberRow]:
    """Yield the numbers that the transactions of a plain shard say.

    Args:
        fold: the transactions.
        equity: name of the equity root.
    """
    for said in fold.said:
        yield from packed_numbers(said.fact, said.data, equity)
        if said.level == BILLING:
            for item in said.billed:
                yield NumberRow(item, said.fact, 0)


def packed_numbers(fact: int, data: Json, equity: str) -> Iterator[NumberRow]:
    """Yield the numbers that a transaction says by itself, as ``shard_rows.own_numbers`` does.

    Args:
        fact: its id.
        data: as packed.
        equity: name of the equity root.
    """
    meta = data[5]
    if "id" in meta and (own := text_of_packed(meta["id"])):
        yield NumberRow(own, fact, 0)
    if "invoice" in meta and (number := text_of_packed(meta["invoice"])):
        if data[3] and not DOCUMENT_KINDS.isdisjoint(data[3]):
            yield NumberRow(number, fact, 0)
        under = f"{equity}:"
        if any(posting[0].startswith(under) for posting in data[6]):
            yield NumberRow(number, fact, 2)
