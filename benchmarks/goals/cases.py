"""The commands behind the names of table.py, on the copies of one size of books."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.goals import table
from benchmarks.goals.site import PLUGIN, tool
from benchmarks.goals.turns import Case, FailedError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from benchmarks.goals.site import Open, Site

SCRIPTS = Path(__file__).with_name("scripts")
_QUERY = (
    "SELECT any_meta('invoice') AS inv, sum(number) AS open"
    " WHERE account ~ '^Assets:Receivable' GROUP BY inv HAVING sum(number) != 0"
)
_PIVOT = ("--pivot", "invoice")
_RECEIVABLE = "Assets:Receivable"
"""The root that the books' project file names: a read model belongs to it."""


def cases(site: Site) -> dict[str, Case]:
    """Return every case on one site."""
    return {**_floors(site), **_queries(site), **_changes(site), **_builds(site), **_peers(site)}


def _of(site: Site, *words: str, modes: str = "-") -> Case:
    return Case(lambda: site.billcli(*words), site.read, site.environment, modes=modes)


def _script(site: Site, name: str, *words: str) -> Case:
    command = [sys.executable, str(SCRIPTS / name), *words]
    return Case(lambda: command, site.read, site.environment)


def _floors(site: Site) -> dict[str, Case]:
    parser = [sys.executable, "-c", "import beancount.parser.parser"]
    rows: list[int] = []
    models: list[str] = []

    def model() -> str:
        models[:] = models or [site.model()]
        return models[0]

    def lines() -> list[str]:
        rows[:] = rows or [site.rows()]
        return [sys.executable, str(SCRIPTS / "lines.py"), str(rows[0])]

    def balances() -> list[str]:
        return [sys.executable, str(SCRIPTS / "floor.py"), model(), "balance"]

    def open_rows() -> list[str]:
        return [sys.executable, str(SCRIPTS / "open_rows.py"), model()]

    return {
        table.SQLITE_BALANCES: Case(balances, site.read, site.environment),
        table.SQLITE_ROWS: Case(open_rows, site.read, site.environment),
        table.SQLITE: _script(site, "floor.py", str(site.floor)),
        table.HELLO: _script(site, "hello.py"),
        table.PARSER: Case(lambda: parser, site.read, site.environment),
        table.PRINT: Case(lines, site.read, site.environment),
    }


def _queries(site: Site) -> dict[str, Case]:
    asked = (str(site.read / "main.beancount"), repr(((), (), _RECEIVABLE)))
    limit = ("report", "open", "--limit", "50")
    return {
        table.QUERY_BALANCES: _script(site, "query.py", "balances", *asked),
        table.QUERY_OPEN: _script(site, "query.py", "open", *asked),
        table.OPEN: _of(site, *limit),
        table.RICH: _of(site, *limit, modes="t"),
        table.AGING: _of(site, "report", "aging"),
        table.LISTED: _of(site, "report", "open"),
        table.CSV: _of(site, "report", "open", "--format", "csv"),
    }


def _changes(site: Site) -> dict[str, Case]:
    unpaid: list[Iterator[Open]] = []

    def next_open() -> Open:
        unpaid[:] = unpaid or [site.open_invoices()]
        found = next(unpaid[0], None)
        if not found:
            raise FailedError("no open invoice is left to pay")
        return found

    def payment() -> Sequence[str]:
        one = next_open()
        what = (one.customer, one.amount, one.currency, "--allocate", one.number)
        return site.billcli("payment", "add", *what, "--yes")

    def invoice() -> Sequence[str]:
        line = ("--line", "10 h x 95.00 Consulting")
        return site.billcli("invoice", "create", next_open().customer, *line, "--yes")

    def then_open(before: Callable[[], object]) -> Case:
        words = site.billcli("report", "open", "--limit", "50")
        return Case(lambda: words, site.edited, site.environment, before)

    return {
        table.PAYMENT: Case(payment, site.written, site.environment),
        table.INVOICE: Case(invoice, site.written, site.environment),
        table.EDITED: then_open(site.edit_a_year),
        table.APPENDED: then_open(site.append_by_hand),
    }


def _builds(site: Site) -> dict[str, Case]:
    rebuild = ("ledger", "index", "--rebuild")
    full = ("-f", "full.beancount", "--allow-plugin", PLUGIN, *rebuild)
    return {
        table.REBUILD: _of(site, *rebuild),
        table.REBUILD_ONE: _of(site, *rebuild, modes="1"),
        table.FULL: _of(site, *full),
    }


def _peers(site: Site) -> dict[str, Case]:
    main = site.read / "main.beancount"
    # Its cache gets a name of its own, since bean-check --no-cache deletes the usual one.
    pickle = {"BEANCOUNT_LOAD_CACHE_FILENAME": ".query.{filename}.picklecache"}
    ledger = str(site.data / "ledger" / "main.ledger")
    hledger = str(site.data / "hledger" / "main.journal")

    def peer(name: str, *words: str, environment: dict[str, str] | None = None) -> Case:
        whole = {**site.environment, **(environment or {})}
        return Case(lambda: [tool(name), *words], site.read, whole)

    def uromyces() -> list[str]:
        if not importlib.util.find_spec("uromyces"):
            raise FailedError("uromyces is not installed")
        return [sys.executable, str(SCRIPTS / "by_hand.py"), str(main)]

    everything = ("--flat", "--no-total")
    return {
        table.CHECK: peer("bean-check", "--no-cache", str(main)),
        table.CHECK_FULL: peer("bean-check", "--no-cache", str(site.read / "full.beancount")),
        table.BEAN_QUERY: peer("bean-query", str(main), _QUERY, environment=pickle),
        table.UROMYCES: Case(uromyces, site.read, site.environment),
        table.LEDGER_BALANCES: peer("ledger", "-f", ledger, "bal", "^Assets:Receivable"),
        table.LEDGER_OPEN: peer(
            "ledger", "-f", ledger, "bal", "^Assets:Receivable", *_PIVOT, *everything
        ),
        table.HLEDGER_OPEN: peer(
            "hledger", "-f", hledger, "bal", "assets:receivable", *_PIVOT, "-N"
        ),
    }
