"""How aged receivables look as answers."""

from __future__ import annotations

from billcli.cli.change import read_outcome
from billcli.cli.outcome import Cell, Column, ColumnKind, Outcome, Show, Table
from billcli.domain.aging import labels, totals
from billcli.domain.named import TYPE_CHECKING

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

    from billcli.domain.aging import AgedRow
    from billcli.domain.money import Money
    from billcli.services.workspace import Workspace


def aging_report(
    workspace: Workspace,
    as_of: dt.date,
    edges: Sequence[int],
    rows: Sequence[AgedRow],
    *,
    by_currency: bool,
) -> Outcome:
    """Return the outcome of ``report aging``: rows, and a total per currency.

    Args:
        workspace: the books.
        as_of: the day.
        edges: last day of each bucket.
        rows: what is aged.
        by_currency: a table per currency, so that amounts fit a terminal.
    """
    keys = _bucket_keys(edges)
    title = f"Aged receivables as of {as_of}"
    if by_currency and rows:
        tables = [_currency_table(f"{title}, {t.currency}", edges, rows, t) for t in totals(rows)]
    else:
        tables = [_aging_table(title, edges, rows)]

    def data() -> dict[str, object]:
        return {
            "as_of": as_of,
            "buckets": keys,
            "rows": [_aged_object(row, keys) for row in rows],
            "totals": [_aged_object(row, keys) for row in totals(rows)],
        }

    return read_outcome(workspace, data, *tables)


def _bucket_keys(edges: Sequence[int]) -> list[str]:
    """Return the keys of not due and the buckets: ``days_1_30``, ``over_90``."""
    keys = [name.replace("-", "_").replace(" ", "_") for name in labels(edges)]
    return [f"days_{key}" if key[0].isdigit() else key for key in keys]


def _aging_columns(edges: Sequence[int], kind: ColumnKind) -> tuple[Column, ...]:
    named = zip(_bucket_keys(edges), labels(edges), strict=True)
    return (
        Column("customer", "Customer", ColumnKind.ID),
        Column("customer_name", "Name", ColumnKind.TEXT, Show.ROOM),
        *(Column(key, title.capitalize(), kind) for key, title in named),
        Column("credits", "Credits", kind),
        Column("total", "Total", kind),
    )


def _aging_table(title: str, edges: Sequence[int], rows: Sequence[AgedRow]) -> Table:
    cells: tuple[tuple[Cell, ...], ...] = tuple(
        (row.customer, row.customer_name, *_amounts(row)) for row in rows
    )
    return Table(title, _aging_columns(edges, ColumnKind.MONEY), cells, empty="Nothing is open.")


def _currency_table(
    title: str, edges: Sequence[int], rows: Sequence[AgedRow], grand: AgedRow
) -> Table:
    cells: tuple[tuple[Cell, ...], ...] = tuple(
        (row.customer, row.customer_name, *(amount.number for amount in _amounts(row)))
        for row in rows
        if row.currency == grand.currency
    )
    total: tuple[Cell, ...] = ("Total", "", *(amount.number for amount in _amounts(grand)))
    return Table(title, _aging_columns(edges, ColumnKind.NUMBER), cells, total)


def _amounts(row: AgedRow) -> tuple[Money, ...]:
    return (row.not_due, *row.buckets, row.credits, row.total)


def _aged_object(row: AgedRow, keys: Sequence[str]) -> dict[str, object]:
    amounts = dict(zip([*keys, "credits", "total"], _amounts(row), strict=True))
    party = {"customer": row.customer, "customer_name": row.customer_name} if row.customer else {}
    return {**party, "currency": row.currency, **amounts}
