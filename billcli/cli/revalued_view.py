"""Reports with a value in one currency beside, or instead of, what is open."""

from __future__ import annotations

from billcli.cli.change import read_outcome
from billcli.cli.outcome import Cell, Column, ColumnKind, Outcome, Show, Table
from billcli.cli.report_view import MARK, OPEN, item_object, mark_object, marks_said
from billcli.domain.exchange import rate_missing
from billcli.domain.named import TYPE_CHECKING
from billcli.domain.open_item import balances_open, sums
from billcli.domain.problem import Severity

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Mapping, Sequence

    from billcli.domain.money import Money
    from billcli.domain.open_item import OpenItem, Owed
    from billcli.domain.revaluation import Revaluation
    from billcli.services.item_mark import Marks
    from billcli.services.workspace import Workspace


def open_in(
    workspace: Workspace,
    as_of: dt.date,
    rows: Sequence[OpenItem],
    values: Revaluation,
    marks: Marks,
) -> Outcome:
    """Return the outcome of ``report open --in``: each item with its value, and both totals."""
    worth = [values.of(row.balance_open) for row in rows]
    whole = values.total(row.balance_open for row in rows)
    objects = [item_object(row, as_of) for row in rows]
    at = next(n for n, known in enumerate(OPEN) if known.key == "balance_open") + 1
    said = marks_said(rows, marks)
    columns: tuple[Column, ...] = (
        *OPEN[:at],
        Column("value", f"In {values.base}", ColumnKind.NUMBER),
        Column("value_currency", "", ColumnKind.WORD, Show.DETAIL),
        *OPEN[at:],
        MARK,
    )
    last: dict[str, Cell] = {"item": "Total", "value": None if whole is None else whole.number}
    if len(added := balances_open(rows)) == 1:
        last["balance_open"] = added[0]
    cells = tuple(
        tuple({**item, **_figures(value), "mark": words}[known.key] for known in columns)
        for item, value, words in zip(objects, worth, said, strict=True)
    )
    total = tuple(last.get(known.key) for known in columns) if rows and whole is not None else None
    table = Table("", columns, cells, total, empty="Nothing is open.")
    data = {
        "as_of": as_of,
        "items": [
            {**item, **mark_object(row, marks), "value": value}
            for item, row, value in zip(objects, rows, worth, strict=True)
        ],
        "totals": list(added),
        "total_value": whole,
        **_told(values),
    }
    return _warned(read_outcome(workspace, data, table), values)


def aging_in(outcome: Outcome, owed: Sequence[Owed], values: Revaluation) -> Outcome:
    """Return an aging report of revalued amounts with the prices, and the totals before them."""
    made: Callable[[], Mapping[str, object]] = outcome.data  # type: ignore[assignment]
    before = sums((one.currency, one.number) for one in owed)

    def data() -> dict[str, object]:
        return {**made(), "balances": list(before), **_told(values)}

    said = ", ".join(map(str, before))
    told = (*outcome.messages, f"Open: {said}") if before else outcome.messages
    return _warned(outcome._replace(data=data, messages=told), values)


def _figures(value: Money | None) -> dict[str, Cell]:
    number, currency = (value.number, value.currency) if value is not None else (None, None)
    return {"value": number, "value_currency": currency}


def _told(values: Revaluation) -> dict[str, object]:
    return {
        "in": values.base,
        "prices": [str(price) for price in values.prices],
        "without_price": list(values.missing),
    }


def _warned(outcome: Outcome, values: Revaluation) -> Outcome:
    """Name the prices used, and those that are missing."""
    said = tuple(f"Valued by: {price}" for price in values.prices)
    warnings = tuple(
        rate_missing(currency, values.base, values.day, Severity.WARNING)
        for currency in values.missing
    )
    return outcome._replace(
        messages=(*outcome.messages, *said), problems=(*outcome.problems, *warnings)
    )
