"""What a change of the ledger is checked against without reading the ledger: look-ups only."""

from __future__ import annotations


TYPE_CHECKING = False  # typing itself costs more than a query
if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterator
    from decimal import Decimal


class Standing:
    """How the accounts stand, from an open model. Every method may raise ``ModelLost``."""

    __slots__ = ("connection",)

    def __init__(self, connection: sqlite3.Connection) -> None:
        """Keep the connection (from ``index_file.connect``)."""
        self.connection = connection

    def account(self, name: str) -> tuple[str, str | None, tuple[str, ...]] | None:
        """Return (date opened, date closed or None, currencies) of an account, or None."""
        raise NotImplementedError

    def has_below(self, name: str) -> bool:
        """Return whether any account below a name was opened."""
        raise NotImplementedError

    def assertions_after(self, account: str, date: str) -> list[tuple[str, str, str, int]]:
        """Return (account, currency, date, fact) of the balance assertions on an account and those
        above it that are dated after a day (ISO), by date: what a posting on that day moves.
        """
        raise NotImplementedError

    def sums_before(self, account: str, date: str) -> dict[str, Decimal]:
        """Return the exact sum of all postings dated before a day (ISO), on the account and all
        below it, per currency; currencies that sum to zero included.
        """
        raise NotImplementedError

    def is_padded(self, account: str) -> bool:
        """Return whether an account stands at, below or above one with a ``pad``."""
        raise NotImplementedError

    def holds_lots(self, account: str) -> bool:
        """Return whether an account holds or held lots."""
        raise NotImplementedError

    def has_commodity(self, name: str) -> bool:
        """Return whether a ``commodity`` directive declares a currency."""
        raise NotImplementedError

    def facts_of(self, path: str) -> Iterator[tuple[int, tuple[str, str, int, str]]]:
        """Yield (fact id, (kind, date, line, data)) of a file's facts by line, then id."""
        raise NotImplementedError
