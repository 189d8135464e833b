"""The goals, as values: what is divided by what, at which sizes, and where the bound lies.

Sources: the numbers to reach of the read model, P1 to P17 of its measurements. ``left`` and
``right`` name cases of cases.py.
"""

from __future__ import annotations

from typing import NamedTuple

OPEN = "report open --limit 50"
LISTED = "report open, all rows"
AGING = "report aging"
PAYMENT = "payment add"
INVOICE = "invoice create, with PDF"
QUERY_BALANCES = "library: balances"
QUERY_OPEN = "library: 50 oldest open"
EDITED = "report open after an edit of a year"
APPENDED = "report open after a line by hand"
REBUILD = "index --rebuild"
REBUILD_ONE = "index --rebuild, one processor"
FULL = "index --rebuild, full load"
RICH = "report open --limit 50 on a terminal"
CSV = "report open as CSV"
SQLITE = "python + sqlite3"
SQLITE_BALANCES = "python + sqlite3, every balance"
SQLITE_ROWS = "python + sqlite3, the rows as CSV"
HELLO = "Typer, hello world"
PARSER = "import beancount.parser"
PRINT = "print as many lines"
CHECK = "bean-check"
CHECK_FULL = "bean-check, with a plugin"
LEDGER_BALANCES = "ledger bal"
LEDGER_OPEN = "ledger --pivot invoice"
HLEDGER_OPEN = "hledger --pivot invoice"
BEAN_QUERY = "bean-query, open invoices"
UROMYCES = "uromyces, open invoices"


class Goal(NamedTuple):
    """One goal at one or more sizes.

    Attributes:
        key: its name among the measurements.
        left, right: cases; the value is left / right, or left alone when there is no right.
        bounds: bound by size; None when the figure is only for comparison.
        kind: ``cpu`` or ``wall`` ratio, ``peak`` ratio or (without right) MiB, ``growth``: the
            exponent of CPU from the smallest to the largest size.
        at_least: the value may not lie below the bound, instead of above.
    """

    key: str
    left: str
    right: str
    bounds: tuple[tuple[str, float | None], ...]
    kind: str = "cpu"
    at_least: bool = False


class Elsewhere(NamedTuple):
    """A goal that other means than time prove."""

    key: str
    words: str
    proof: str


def _each(bound: float | None, sizes: str = "SML") -> tuple[tuple[str, float | None], ...]:
    return tuple((size, bound) for size in sizes)


GOALS = (
    Goal("P1", QUERY_BALANCES, SQLITE_BALANCES, _each(1.25)),
    Goal("P1", QUERY_OPEN, SQLITE, _each(1.25)),
    Goal("P2", OPEN, HELLO, _each(1.25)),
    Goal("P3", RICH, HELLO, _each(2.2)),
    Goal("P4", LEDGER_BALANCES, AGING, (("M", 3.0), ("L", 35.0)), at_least=True),
    Goal("P5", LEDGER_OPEN, OPEN, (("M", 6.0), ("L", 250.0)), at_least=True),
    Goal("P6", HLEDGER_OPEN, OPEN, (("S", 2.0), ("M", 15.0), ("L", 200.0)), at_least=True),
    Goal("P7", AGING, LEDGER_BALANCES, (("S", 2.0),)),
    Goal("P8", QUERY_OPEN, "", (("L", 0.05),), "growth"),
    Goal("P8", OPEN, "", (("L", 0.05),), "growth"),
    Goal("P8", PAYMENT, "", (("L", 0.05),), "growth"),
    Goal("P9", PAYMENT, CHECK, (("L", 1 / 200),)),
    Goal("P9", INVOICE, CHECK, (("L", 1 / 120),)),
    Goal("P9", PAYMENT, LEDGER_BALANCES, (("L", 1 / 20),)),
    Goal("P10", APPENDED, PARSER, _each(1.3)),
    Goal("P11", EDITED, CHECK, (("L", 0.12),)),
    Goal("P12", REBUILD_ONE, CHECK, (("M", 0.45), ("L", 0.45))),
    Goal("P12", REBUILD, CHECK, (("M", 0.30), ("L", 0.30)), "wall"),
    Goal("P13", FULL, CHECK_FULL, (("L", 0.9),)),
    Goal("P14", QUERY_OPEN, "", _each(25.0), "peak"),
    Goal("P14", OPEN, "", _each(25.0), "peak"),
    Goal("P14", PAYMENT, "", _each(40.0), "peak"),
    Goal("P14", REBUILD, CHECK, (("L", 0.2),), "peak"),
    Goal("P15", CSV, PRINT, (("L", 2.0),)),
    Goal("-", CSV, SQLITE_ROWS, (("S", None), ("L", None))),
    Goal("-", LEDGER_BALANCES, AGING, (("S", None),), at_least=True),
    Goal("-", LEDGER_OPEN, OPEN, (("S", None),), at_least=True),
    Goal("-", LEDGER_OPEN, LISTED, _each(None), at_least=True),
    Goal("-", BEAN_QUERY, OPEN, _each(None), at_least=True),
    Goal("-", UROMYCES, OPEN, _each(None), at_least=True),
    Goal("-", PAYMENT, CHECK, _each(None, "SM")),
    Goal("-", INVOICE, CHECK, _each(None, "SM")),
    Goal("-", EDITED, CHECK, _each(None, "SM")),
)
ELSEWHERE = (
    Elsewhere("P15", "a list that is not on a terminal imports no rich", "tests of the imports"),
    Elsewhere("P16", "model against the stock loader, at random", "pytest -m long"),
    Elsewhere("P17", "never a stale answer", "tests of the read model"),
    Elsewhere("P18", "10,000 open items decided in 1 s beyond loading", "benchmarks dunning"),
)
# What takes long on large books: measured apart, in fewer rounds.
DEAR = frozenset(
    {
        CHECK, CHECK_FULL, LEDGER_BALANCES, LEDGER_OPEN, HLEDGER_OPEN, BEAN_QUERY, UROMYCES,
        REBUILD, REBUILD_ONE, FULL,
    }
)  # fmt: skip
