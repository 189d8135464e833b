"""How income and its tax look as answers."""

from __future__ import annotations

from billcli.cli.books import opened
from billcli.cli.change import read_outcome
from billcli.cli.outcome import Cell, Column, ColumnKind, Outcome, Show, Table
from billcli.domain.income_report import income_rows, income_totals, tax_rows, tax_totals
from billcli.domain.named import TYPE_CHECKING
from billcli.services.report_income import earned_in

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Mapping, Sequence

    from billcli.cli.invocation import Invocation
    from billcli.domain.income_report import IncomeRow, TaxRow
    from billcli.services.report_income import IncomeAsked

TEXT, ID, MONEY, NUMBER = ColumnKind.TEXT, ColumnKind.ID, ColumnKind.MONEY, ColumnKind.NUMBER
_AMOUNTS = {
    "net": "Net", "tax": "Tax", "gross": "Gross", "exchange": "Exchange",
    "written_off": "Written off", "advances": "Advances", "taken_over": "Taken over",
}  # fmt: skip
_ALWAYS = ("net", "tax", "gross")
_TAX = (
    Column("period", "Period", ID),
    Column("code", "Tax", ID),
    Column("group", "Part of", ID, Show.DETAIL),
    Column("category", "Category", ID, Show.ROOM),
    Column("rate", "Rate", NUMBER),
    Column("base", "Base", MONEY),
    Column("tax", "Amount", MONEY),
)
_PERIODS = ("month", "quarter", "year")


def income_outcome(call: Invocation, asked: IncomeAsked) -> Outcome:
    """Return the outcome of ``report income``."""
    workspace = opened(call)
    rows = income_rows(earned_in(workspace, call.cutoff, asked), asked.by)
    grand = income_totals(rows)
    key = "period" if asked.by in _PERIODS else asked.by
    names: Mapping[str, str] = {}
    if key == "customer":
        parties = workspace.books(call.cutoff).parties
        names = {row.key: parties[row.key].name for row in rows}
    title = f"Income, {asked.basis.value} basis"
    if call.format.value == "table" and rows:
        tables = [_currency_table(title, key, rows, total, names) for total in grand]
    else:
        tables = [_income_table(title, key, rows, names)]

    def data() -> dict[str, object]:
        return {
            **_head(call.cutoff, asked),
            "rows": [_income_object(row, key, names) for row in rows],
            "totals": [_income_object(row) for row in grand],
        }

    return read_outcome(workspace, data, *tables)


def tax_outcome(call: Invocation, asked: IncomeAsked) -> Outcome:
    """Return the outcome of ``report tax``."""
    workspace = opened(call)
    rows = tax_rows(earned_in(workspace, call.cutoff, asked), asked.by)
    cells = tuple(tuple(_tax_object(row).values()) for row in rows)
    title = f"Tax, {asked.basis.value} basis"

    def data() -> dict[str, object]:
        totals = map(_tax_object, tax_totals(rows))
        return {
            **_head(call.cutoff, asked),
            "rows": list(map(_tax_object, rows)),
            "totals": [{key: row[key] for key in row if key != "period"} for row in totals],
        }

    return read_outcome(
        workspace, data, Table(title, _TAX, cells, empty="Nothing was earned or taxed.")
    )


def _head(as_of: dt.date, asked: IncomeAsked) -> dict[str, object]:
    return {
        "as_of": as_of,
        "basis": asked.basis,
        "by": asked.by,
        "from": asked.since,
        "to": asked.until,
    }


def _amounts(row: IncomeRow) -> dict[str, Cell]:
    return {key: getattr(row, key) for key in _AMOUNTS}


def _income_object(
    row: IncomeRow, key: str = "", names: Mapping[str, str] | None = None
) -> dict[str, object]:
    about = {key: row.key} if key else {}
    if names:
        about["customer_name"] = names[row.key]
    return {**about, "currency": row.currency, **_amounts(row)}


def _columns(key: str, shown: Iterable[str], kind: ColumnKind) -> tuple[Column, ...]:
    lead = [Column(key, key.capitalize(), ID)]
    if key == "customer":
        lead.append(Column("customer_name", "Name", TEXT, Show.ROOM))
    return (*lead, *(Column(name, _AMOUNTS[name], kind) for name in shown))


def _lead(row: IncomeRow, names: Mapping[str, str]) -> tuple[Cell, ...]:
    return (row.key, names[row.key]) if names else (row.key,)


def _income_table(
    title: str, key: str, rows: Sequence[IncomeRow], names: Mapping[str, str]
) -> Table:
    cells = tuple((*_lead(row, names), *_amounts(row).values()) for row in rows)
    return Table(title, _columns(key, _AMOUNTS, MONEY), cells, empty="Nothing was earned.")


def _currency_table(
    title: str, key: str, rows: Sequence[IncomeRow], grand: IncomeRow, names: Mapping[str, str]
) -> Table:
    """Return the rows of a currency, without columns in which there is nothing."""
    of_currency = [row for row in rows if row.currency == grand.currency]
    shown = [
        name
        for name in _AMOUNTS
        if name in _ALWAYS or any(getattr(row, name) for row in of_currency)
    ]

    def numbers(row: IncomeRow) -> tuple[Cell, ...]:
        return tuple(getattr(row, name).number for name in shown)

    cells = tuple((*_lead(row, names), *numbers(row)) for row in of_currency)
    total = ("Total", "")[: 2 if names else 1] + numbers(grand)
    return Table(f"{title}, {grand.currency}", _columns(key, shown, NUMBER), cells, total)


def _tax_object(row: TaxRow) -> dict[str, Cell]:
    name = row.name
    return {
        "period": row.period,
        "code": name.code,
        "group": name.group,
        "category": name.category,
        "rate": name.rate if name.category else None,
        "base": row.base,
        "tax": row.tax,
    }
