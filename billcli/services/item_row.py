"""The row that is kept of an open item."""

from __future__ import annotations

from billcli.domain.named import TYPE_CHECKING
from billcli.store.index_rows import ItemRow

if TYPE_CHECKING:
    from billcli.domain.open_item import OpenItem


def fact_of(file: str) -> int:
    """Return the fact that a file stands for, where each fact is looked at alone; 0 for none.

    >>> fact_of("17"), fact_of("main.beancount")
    (17, 0)
    """
    return int(file) if file.isascii() and file.isdigit() else 0


def item_row(shard: int, nth: int, row: OpenItem, first: int, word: str) -> ItemRow:
    """Return what is kept of an item.

    Args:
        shard: the shard that it was worked out of, its facts each looked at alone.
        nth: its place among the items of the shard.
        row: the item.
        first: the fact that touched it first.
        word: how it was settled without money, or an empty text.
    """
    value = row.value_open
    issued = row.date_issued.isoformat()
    due = row.date_due.isoformat() if row.date_due else None
    made_by = fact_of(row.source.file)
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
        currency=row.amount.currency,
        balance_open=str(row.balance_open.number),
        known_by=row.known_by.value,
        disputed=int(row.disputed),
        fact=made_by or first,
        line_offset=row.source.line if made_by else 0,
        value_open=str(value.number) if value is not None else None,
        value_currency=value.currency if value is not None else None,
        is_open=int(bool(row.balance_open)),
        due_key=due or issued,
        word=word,
        first=first,
        nth=nth,
    )
