"""The sections of ``billcli.toml`` that are values of the trade: series, taxes, prices."""

from __future__ import annotations

import datetime as dt
import re
from decimal import Decimal

from billcli.domain.line_draft import PIECE, UNITS, PriceItem
from billcli.domain.money import ROUNDINGS
from billcli.domain.named import TYPE_CHECKING
from billcli.domain.numbering import Series
from billcli.domain.problem import BillcliError, quoted
from billcli.domain.tax import Rounding, TaxCode, TaxTable

if TYPE_CHECKING:
    from collections.abc import Mapping

    from billcli.store.toml_table import TomlTable

PATTERNS = {
    "invoice": "INV-{year}-{n:04}",
    "credit-note": "CN-{year}-{n:04}",
    "payment": "PMT-{year}-{n:04}",
    "application": "APP-{year}-{n:04}",
    "refund": "REF-{year}-{n:04}",
    "return": "RET-{year}-{n:04}",
    "write-off": "WO-{year}-{n:04}",
    "remittance": "REM-{year}-{n:04}",
    "receipt": "RCT-{year}-{n:04}",
    "deposit": "DEP-{year}-{n:04}",
    "bank-line": "BNK-{year}-{n:04}",
    "late-fee": "LF-{year}-{n:04}",
    "quote": "QUO-{year}-{n:04}",
    "dispute": "DSP-{year}-{n:04}",
    "promise": "PTP-{year}-{n:04}",
    "hold": "HLD-{year}-{n:04}",
    "contact": "CON-{year}-{n:04}",
}
ALWAYS = dt.date(1, 1, 1)
_CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,31}", re.ASCII)


def read_series(table: TomlTable | None) -> Mapping[str, Series]:
    """Return the number series by kind of document; kinds not mentioned keep their pattern."""
    found = {kind: Series(kind, pattern) for kind, pattern in PATTERNS.items()}
    if table is None:
        return found
    for kind, default in PATTERNS.items():
        row = table.table(kind)
        try:
            found[kind] = Series(kind, row.text("pattern", default), row.whole("next"))
        except BillcliError as error:
            row.wrong("pattern", error.problems[0].message, error.problems[0].help)
        row.finish()
    table.finish()
    return found


def _rates(row: TomlTable) -> tuple[tuple[dt.date, Decimal], ...]:
    single = row.number("rate")
    if single is not None:
        return ((ALWAYS, single),)
    dated = []
    for step in row.rows("rates"):
        rate = step.number("rate")
        if rate is None:
            step.wrong("rate", f"{step.name('rate')} is missing")
        else:
            dated.append((step.date("from") or ALWAYS, rate))
        step.finish()
    return tuple(sorted(dated))


def _tax_code(code: str, row: TomlTable, account: str) -> TaxCode:
    components = row.texts("components")
    rates = _rates(row)
    category = row.text("category", "S")
    if not _CODE.fullmatch(code):
        row.wrong(
            "", f"{quoted(code)} cannot be a tax code", "use letters, digits, dots and hyphens"
        )
    if not components and not rates:
        if category == "S":
            row.wrong("rate", f"{row.name('rate')} is missing", "write rate = 19, for example")
        rates = ((ALWAYS, Decimal(0)),)
    exemption = row.text("exemption")
    account = "" if components else row.text("account", account)
    row.finish()
    return TaxCode(code, category, account, rates, exemption, components)


def read_tax(table: TomlTable, account: str) -> TaxTable:
    """Return the tax codes; a code has a rate, dated rates, or components.

    Args:
        table: the section.
        account: where tax is booked when a code names no account.
    """
    codes = [_tax_code(name, row, account) for name, row in table.tables()]
    names = {code.code for code in codes}
    try:
        return TaxTable(tuple(codes))
    except BillcliError as error:
        for problem in error.problems:
            words = problem.message.replace(":", " ").split()
            named = next((code for code in sorted(names) if code in words), "")
            table.wrong(named, problem.message, problem.help)
        return TaxTable(())


def read_prices(table: TomlTable) -> Mapping[str, PriceItem]:
    """Return the price list by code."""
    found = {}
    for code, row in table.tables():
        price = row.number("price")
        if price is None:
            row.wrong("price", f"{row.name('price')} is missing")
        unit = row.text("unit")
        found[code] = PriceItem(
            code=code,
            description=row.text("description", code),
            price=price or Decimal(0),
            unit=UNITS.get(unit, unit) or PIECE,
            tax=row.text("tax"),
            account=row.text("account"),
            currency=row.text("currency"),
        )
        row.finish()
    return found


def read_rounding(table: TomlTable) -> Rounding:
    """Return how figures are rounded: mode, level and the cash step of a currency."""
    mode = "ROUND_" + table.text("mode", "half-up").upper().replace("-", "_")
    if mode not in ROUNDINGS:
        allowed = ", ".join(sorted(m[6:].lower().replace("_", "-") for m in ROUNDINGS))
        table.wrong(
            "mode", f"{quoted(table.text('mode'))} is not a rounding mode", f"use {allowed}"
        )
        mode = "ROUND_HALF_UP"
    level = table.text("level", "document")
    if level not in {"document", "line"}:
        table.wrong("level", f"{quoted(level)} is not a rounding level", "use document or line")
        level = "document"
    cash_table = table.table("cash")
    cash = {
        currency: step
        for currency in cash_table.raw()
        if (step := cash_table.number(currency)) is not None
    }
    table.finish()
    return Rounding(mode, level, cash)
