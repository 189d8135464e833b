"""How much a benchmark does."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Plan:
    """Sizes and counts.

    Attributes:
        runs: how often each case is measured; the least counts.
        sizes: transactions of the generated ledgers, ascending.
        appended: bytes of the ledgers that are appended to.
        processes, invoices: so many processes issue so many invoices each.
        lines: lines of the bank statement.
        documents: invoices of one ``invoice render``.
        long: lines of a long invoice.
        items: open items about which dunning decides.
    """

    runs: int = 5
    sizes: tuple[int, ...] = (1_000, 5_000, 20_000)
    appended: tuple[int, ...] = (0, 1_000_000, 10_000_000)
    processes: int = 4
    invoices: int = 5
    lines: int = 1_000
    documents: int = 100
    long: int = 300
    items: int = 10_000


USUAL = Plan()
FULL = Plan(runs=9, processes=16, invoices=25)
TINY = Plan(
    runs=1,
    sizes=(20, 40),
    appended=(0, 5_000),
    processes=2,
    invoices=1,
    lines=5,
    documents=2,
    long=3,
    items=20,
)
