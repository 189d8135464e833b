"""Where the columns of an item stand in its row (``index_rows.ItemRow``), and orders by them.

Numbers by name: a named tuple would cost more than a whole query (``index_rows``).
"""

TYPE_CHECKING = False  # typing itself costs a third of a query
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from typing import Any, TypeAlias

    from billcli.store.index_schema import Row

    Columns: TypeAlias = Sequence[Sequence[Any]]

(
    SHARD, ITEM, INSTALMENT, KIND, CUSTOMER, NAME, ACCOUNT, ISSUED, DUE, AMOUNT, CURRENCY, OPEN,
    KNOWN_BY, DISPUTED, FACT, OFFSET, VALUE, VALUE_CURRENCY, IS_OPEN, DUE_KEY, WORD, FIRST, NTH,
    TOLD,
) = range(24)  # fmt: skip

# Behind them in the rows of ``item_query``: where the fact that made the item stands.
CRC, FILE, LINE = 24, 25, 26

# The orders of services.list_items.SORTS; what they leave open stands as it was made: by ``nth``
# where the item is the same. By amounts SQLite cannot sort.
ORDERS = {
    "due": "due_key, item, instalment, date_issued, nth",
    "date": "date_issued, item, instalment, nth, item.rowid",
    "customer": "customer, date_issued, item, nth, item.rowid",
    "amount": "date_issued, nth, item.rowid",
    "open": "date_issued, nth, item.rowid",
}
_KEYS: "dict[str, Callable[[Row], Any]]" = {
    "due": lambda row: (row[DUE_KEY], row[ITEM], row[INSTALMENT] or 0, row[ISSUED]),
    "date": lambda row: (row[ISSUED], row[ITEM], row[INSTALMENT] or 0),
}


def by_column(rows: "Iterable[Row]") -> "Columns":
    """Return rows of ``item_query`` column by column, each column there even without rows."""
    return [*zip(*rows, strict=True)] or [()] * (LINE + 1)


def in_order(rows: "list[Row]", order: str) -> bool:
    """Return whether rows stand as an order of ``ORDERS`` says, so far as it can be told."""
    key = _KEYS.get(order)
    return key is None or rows == sorted(rows, key=key)
