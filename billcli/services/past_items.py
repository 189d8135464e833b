"""Items as they stood on a day, told from what happened later instead of from all before it.

In most shards each item is as its own postings say (``domain.plain_fold``). Then an item that was
not touched after a day stood on that day as it does now, one that was first touched later was not
there, and any other had what it has now less what came later. What cannot be told so is left to
whoever asks: its whole shard is worked out.
"""

from __future__ import annotations

from decimal import Decimal

from billcli.domain.debtor import Debtors
from billcli.domain.money import EXACT, ZERO, Money
from billcli.domain.named import TYPE_CHECKING, NamedTuple
from billcli.domain.packed_value import parsed, text_of_packed
from billcli.store.item_column import CURRENCY, FIRST, IS_OPEN, ISSUED, ITEM, OPEN, SHARD, TOLD
from billcli.store.item_query import ItemQuery

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from billcli.domain.receivable import Place
    from billcli.services.shelf import Shelf
    from billcli.store.index_schema import Row


class Later(NamedTuple):
    """What receivable postings after a day name.

    Attributes:
        facts: their transactions.
        sums: what they come to, by item.
    """

    facts: set[int]
    sums: dict[str, Decimal]


class PastItems(NamedTuple):
    """What is known of a day.

    Attributes:
        worked_out: shards with later facts of which nothing else is told here.
        touched: items whose kept rows do not hold.
        rows: what stands in the place of some of these, as ``ItemQuery`` gives rows.
    """

    worked_out: frozenset[int]
    touched: Mapping[str, Decimal]
    rows: list[Row]


def past_items(shelf: Shelf, day: str, late: frozenset[int]) -> PastItems:
    """Return the items of a day.

    Args:
        shelf: the read model.
        day: ISO.
        late: the shards with facts after that day.
    """
    told = shelf.ask.told_shards(day) & late
    told -= shelf.model.shards_of(shelf.ask.others_after(day))
    if not told:
        return PastItems(late, {}, [])
    places = Debtors.bare(shelf.roots, shelf.whole.owners).places
    later = later_than(shelf.ask.transactions_after(day), places)
    rows = [row for row in ItemQuery().named(shelf.model, later.sums) if row[SHARD] in told]
    there = [row for row in rows if row[FIRST] not in later.facts]
    stood = [(row[SHARD], stood_on(day, row, later)) for row in there]
    told -= {shard for shard, row in stood if row is None}
    found = [row for shard, row in stood if row is not None and shard in told]
    return PastItems(late - told, later.sums, found)


def later_than(transactions: Iterable[Row], places: Mapping[str, Place | None]) -> Later:
    """Return what transactions (``FactRow``) say of items that they name.

    Args:
        transactions: all after a day.
        places: of accounts, None for those that are not receivable.
    """
    later = Later(set(), {})
    for row in transactions:
        data = parsed(row[5])
        stated = data[5].get("invoice")
        for account, number, _, own, *_ in data[6]:
            place = places[account]
            if place is None:
                continue
            item = text_of_packed(own["invoice"]) if own and "invoice" in own else ""
            item = item or (text_of_packed(stated) if stated is not None else "") or place.item
            later.facts.add(row[0])
            later.sums[item] = EXACT.add(later.sums.get(item, ZERO), Decimal(number))
    return later


def stood_on(day: str, row: Row, later: Later) -> Row | None:
    """Return the row of an item on a day, None where that cannot be told.

    Args:
        day: ISO.
        row: as it is kept; touched not later than that day at first.
        later: what came after.
    """
    balance, zero = Decimal(row[OPEN]), Money.zero(row[CURRENCY]).number
    if balance.as_tuple().exponent != zero.as_tuple().exponent:
        return None  # which digits it had is not known
    if not row[TOLD] or row[ISSUED] > day:
        return None
    left = EXACT.subtract(balance, later.sums[row[ITEM]])
    made = list(row)
    made[OPEN], made[IS_OPEN] = str(left), int(bool(left))
    return tuple(made)
