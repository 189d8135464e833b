"""Everything that books answer, in a form to be compared; and the rows of a model by content."""

from __future__ import annotations

import dataclasses
import datetime as dt
import json
import sqlite3
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from billcli.cli.delimited import comma_separated, tab_separated
from billcli.cli.json_form import as_lines
from billcli.cli.report_view import open_report
from billcli.domain.problem import BillcliError
from billcli.domain.statement import statement
from billcli.services.item_mark import marks_on
from billcli.services.item_state import STATUSES
from billcli.services.list_items import (
    SORTS,
    Choice,
    customers,
    list_invoices,
    list_open,
)
from billcli.services.list_payments import payments
from billcli.services.settlement import settled_without_money
from billcli.services.take_number import Numbers
from billcli.services.take_stock import take_stock

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path
    from random import Random

    from billcli.domain.books import Books
    from billcli.domain.entry import Facts
    from billcli.services.workspace import Workspace

ITEMS = ("INV-7", "inv-8", "X1", "P1", "INV-2025-0002", "INV-99", "Acme/2025-01-01/1")
NAMES = ("Acme", "ACME", "globex", "C-17", "Acme Inc.", "Umbra", "Nobody", "Big Bank")


def deep(value: object) -> object:
    """Return a value with all it holds, places in files included."""
    if dataclasses.is_dataclass(value):
        fields = dataclasses.fields(value)
        return (type(value).__name__, *(deep(getattr(value, f.name)) for f in fields))
    if isinstance(value, tuple | list):
        return tuple(map(deep, value))
    if isinstance(value, dict):
        return tuple((key, deep(item)) for key, item in value.items())
    return (str(value), type(value).__name__) if isinstance(value, Decimal) else value


def said(ask: Callable[[], object]) -> object:
    """Return an answer, or the error in its place."""
    try:
        return deep(ask())
    except BillcliError as error:
        return deep([tuple(p) for p in error.problems])


def facts_said(facts: Facts) -> dict[str, object]:
    """Return what facts say of every kind, one by one and all together."""
    names = ("Assets:AR", "Assets:AR:Group:Hooli", "Assets:Old", "Assets:Never")
    found: dict[str, object] = {f"account {name}": deep(facts.accounts.get(name)) for name in names}
    found |= {f"records {k}": deep(facts.records_of(k)) for k in ("customer", "payer", "none")}
    found["after"] = deep(facts.balances_after(dt.date(2024, 6, 1), "EUR"))
    found["currencies"] = sorted(facts.currencies_used())
    for field in ("entries", "records", "notes", "documents", "pads", "balances", "options"):
        found[field] = deep(getattr(facts, field))
    found["accounts"] = deep(dict(facts.accounts))
    return found


def books_said(books: Books, rng: Random) -> dict[str, object]:
    """Return what books answer, asked in random order."""
    asks: dict[str, Callable[[], object]] = {
        "items": lambda: books.items,
        "open": books.open_items,
        "parties": lambda: list(books.parties.items()),
        "balances": lambda: sorted(books.balances().items()),
        "account_balances": lambda: sorted(books.account_balances().items()),
        "numbers": lambda: sorted(books.numbers()),
        "taken_over": lambda: sorted(books.taken_over()),
        "movements": lambda: books.movements,
        "issuer": lambda: books.issuer,
        "words": lambda: sorted(settled_without_money(books).items()),
    }
    for name in rng.sample(NAMES, 3):
        asks[f"customer {name}"] = lambda name=name: books.customer(name)
        asks[f"party {name}"] = lambda name=name: books.party_on(name, dt.date(2024, 12, 31))
        asks[f"party now {name}"] = lambda name=name: books.party_on(name, books.as_of)
        asks[f"open {name}"] = lambda name=name: books.open_items(name)
        asks[f"movements {name}"] = lambda name=name: books.movements_of(name)
        asks[f"statement {name}"] = lambda name=name: _statement(books, name)
    for name in rng.sample(ITEMS, 3):
        asks[f"item {name}"] = lambda name=name: books.item(name)
        asks[f"history {name}"] = lambda name=name: books.history(name)
        asks[f"entries {name}"] = lambda name=name: books.entries_of(name)
    names = sorted(asks)
    found = {name: said(asks[name]) for name in rng.sample(names, len(names))}
    for customer in books.parties:
        found[f"movements of {customer}"] = said(lambda c=customer: books.movements_of(c))
        found[f"open of {customer}"] = said(lambda c=customer: books.open_items(c))
    return found


def _statement(books: Books, name: str) -> object:
    return statement(books, books.customer(name).id, dt.date(2024, 2, 15), books.as_of)


def listed_said(workspace: Workspace, day: dt.date) -> dict[str, object]:
    """Return lists of open items in every order, the first ones alone too."""
    found: dict[str, object] = {}
    for sort in SORTS:
        for limit in (0, 3):
            choice = Choice(sort=sort, limit=limit)
            found[f"{sort} {limit}"] = said(lambda c=choice: tuple(list_open(workspace, day, c)))
            found[f"{sort} {limit} written"] = said(lambda c=choice: _written(workspace, day, c))
    return found


def _written(workspace: Workspace, day: dt.date, choice: Choice) -> object:
    """Return open items in every form for machines but JSON."""
    rows = list_open(workspace, day, choice)
    outcome = open_report(workspace, day, rows, marks_on(workspace, day))
    table = outcome.tables[0]
    lines = as_lines(table, ascii_only=False)
    return tab_separated(table), comma_separated(table), lines, table.total


def chosen_said(workspace: Workspace, day: dt.date, rng: Random) -> dict[str, object]:
    """Return lists of some items, documents, payments and customers."""
    found: dict[str, object] = {
        "customers": said(lambda: customers(workspace, day)),
        "stock": said(lambda: take_stock(workspace, day)),
        "payments": said(lambda: payments(workspace.books(day), rng.choice(("", "Acme")))),
    }
    for _ in range(6):
        choice = Choice(
            rng.choice(("", "", "Acme", "globex", "Nobody")),
            rng.choice(("", *STATUSES)),
            rng.choice((None, None, dt.date(2024, 2, 1))),
            rng.choice((None, None, dt.date(2025, 6, 15))),
            rng.choice(("", "", "10", "0")),
            rng.choice(tuple(SORTS)),
            rng.choice((0, 0, 2)),
        )
        for ask in (list_invoices, list_open):
            found[f"{ask.__name__} {choice}"] = said(
                lambda a=ask, c=choice: tuple(a(workspace, day, c))
            )
    return found


def workspace_said(
    workspace: Workspace, days: Sequence[dt.date], seed: int, random: type[Random]
) -> dict[str, object]:
    """Return all that a workspace answers; the same seed asks the same."""
    snapshot = workspace.snapshot
    found: dict[str, object] = {
        "problems": deep(workspace.problems),
        "roots": workspace.roots,
        "root": str(snapshot.root),
        "count": snapshot.entry_count,
        "sound": snapshot.is_sound,
        "files": [
            (str(f.path), f.name, f.size, f.sha256, f.newline, f.open_push) for f in snapshot.files
        ],
    }
    rng = random(seed)
    for day in days:
        found[f"lists {day}"] = listed_said(workspace, day)
        found[f"chosen {day}"] = chosen_said(workspace, day, rng)
        found[f"books {day}"] = books_said(workspace.books(day), rng)
    found["facts"] = facts_said(snapshot.facts)
    for kind in ("invoice", "credit-note"):
        numbers = Numbers(workspace)
        found[f"next {kind}"] = [
            said(lambda d=day, k=kind, n=numbers: n.next(k, d)) for day in days[:-1] * 2
        ]
    return found


def differences(one: object, two: object, path: str = "") -> list[str]:
    """Return where two answers differ, the first few."""
    if isinstance(one, dict) and isinstance(two, dict):
        found = (
            [f"{path}: keys {sorted(one.keys() ^ two.keys())}"] if one.keys() != two.keys() else []
        )
        for key in one.keys() & two.keys():
            found += differences(one[key], two[key], f"{path}/{key}")
        return found[:8]
    if one == two:
        return []
    if isinstance(one, tuple | list) and isinstance(two, tuple | list):
        for at, (a, b) in enumerate(zip(one, two, strict=False)):
            if a != b:
                return [f"{path}[{at}] of {len(one)}/{len(two)}:\n    {a!r:.900}\n    {b!r:.900}"]
    return [f"{path}:\n    {one!r:.900}\n    {two!r:.900}"]


_DERIVED = "SELECT {columns} FROM {table}"
_CONTENT = {
    "file": "path, ord, size, sha256, newline, open_push, made",
    "pattern": "(SELECT path FROM file WHERE id = pattern.file), line, written, found",
    "account": "{fact}, name, opened, currencies",
    "closing": "{fact}, account, date",
    "assertion": "{fact}, account, currency, date",
    "padding": "{fact}, account, date",
    "commodity": "{fact}, name",
    "lot": "account",
    "number": "number, {fact}, taken",
    "item": (
        "item, instalment, kind, customer, customer_name, account, date_issued, date_due, amount,"
        " currency, balance_open, known_by, disputed, {fact}, line_offset, value_open,"
        " value_currency, is_open, due_key, word, {first}"
    ),
    "party": "id, folded, account, vals, rank, nth, {fact}",
    "balance": "customer, currency, number",
    "member": "{fact}",
}
_PLACE = (
    "(SELECT (SELECT path FROM file WHERE id = f.file) || ':' || f.line || ':' || f.kind"
    " FROM fact AS f WHERE f.id = {table}.{column})"
)
_FACTS = "(SELECT path FROM file WHERE id = fact.file), line, date, kind, data"
_TOTALS = "SELECT account, currency, months, moved FROM total"
_META = ("roots", "whole", "apart_from", "valid_from", "entry_count", "ground", "options",
         "problems", "seen_from", "root")  # fmt: skip


def rows_of(path: Path | str) -> dict[str, list[Any]]:
    """Return the rows of a model by content: no ids, no times, no numbers of shards."""
    connection = sqlite3.connect(path)
    found: dict[str, list[Any]] = {
        "fact": sorted(connection.execute(f"SELECT {_FACTS} FROM fact"), key=repr)  # noqa: S608
    }
    for table, columns in _CONTENT.items():
        named = columns.format(
            fact=_PLACE.format(table=table, column="fact"),
            first=_PLACE.format(table=table, column="first"),
        )
        sql = f"SELECT {named} FROM {table}"  # noqa: S608 - a test
        found[table] = sorted(connection.execute(sql), key=repr)
    # Folders may be watched longer than needed; names that plugins made up are told by the facts.
    found["file"] = [row for row in found["file"] if not row[-1]]
    found["total"] = sorted(
        (account, currency, moved, month, Decimal(number))
        for account, currency, months, moved in connection.execute(_TOTALS)
        for month, number in json.loads(months).items()
        if Decimal(number)
    )
    meta = dict(connection.execute("SELECT key, value FROM meta"))
    found["meta"] = [(key, meta.get(key)) for key in _META]
    connection.close()
    return found
