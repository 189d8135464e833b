"""What a change of the ledger is checked against without reading the ledger: look-ups only."""

from __future__ import annotations

import json

from billcli.domain.named import TYPE_CHECKING
from billcli.domain.packed import Packed
from billcli.store.index_file import plain, rows
from billcli.store.index_sums import exact_sum, months_of, postings

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterator
    from decimal import Decimal

_MONTH = len("2026-05")


class Standing:
    """How the accounts stand, from an open model. Every method may raise ``ModelLost``."""

    __slots__ = ("_connection",)

    def __init__(self, connection: sqlite3.Connection) -> None:
        """Keep the connection (``Model.connection``)."""
        self._connection = connection

    def account(self, name: str) -> tuple[str, str | None, tuple[str, ...]] | None:
        """Return (date opened, date closed or None, currencies) of an account, or None."""
        opened = next(rows(self._connection, "account", "WHERE name = ?", [name]), None)
        if opened is None:
            return None
        closed = next(rows(self._connection, "closing", "WHERE account = ?", [name]), None)
        return opened[2], closed[2] if closed else None, tuple(json.loads(opened[3]) or ())

    def has_below(self, name: str) -> bool:
        """Return whether any account below a name was opened."""
        below = "WHERE name > ? AND name < ? LIMIT 1"
        return any(rows(self._connection, "account", below, [f"{name}:", f"{name};"]))

    def assertions_after(self, account: str, date: str) -> list[tuple[str, str, str, int]]:
        """Return (account, currency, date, fact) of assertions that a posting on a day moves.

        Those are the balance assertions dated after it (ISO) on the account and those above it; the
        earliest comes first.
        """
        found: list[tuple[str, str, str, int]] = []
        for name in _upward(account):
            later = rows(
                self._connection, "assertion", "WHERE account = ? AND date > ?", [name, date]
            )
            found += [(name, row[2], row[3], row[0]) for row in later]
        return sorted(found, key=lambda row: (row[2], row[3]))

    def assertion_on(self, account: str, currency: str, date: str) -> int | None:
        """Return the fact that asserts an account's balance in a currency on a day, or None."""
        where = "WHERE account = ? AND date = ? AND currency = ?"
        found = rows(self._connection, "assertion", where, [account, date, currency])
        return next((row[0] for row in found), None)

    def sums_before(self, account: str, date: str) -> dict[str, Decimal]:
        """Return what an account and all below it hold at the beginning of a day (ISO).

        The sums of all postings dated before are exact, per currency; a currency whose sum is zero
        may be there or not.
        """
        month, first = date[:_MONTH], f"{date[:_MONTH]}-01"
        numbers: dict[str, list[str]] = {}
        below = "WHERE account = ? OR account > ? AND account < ?"
        edges = [account, f"{account}:", f"{account};"]
        for _name, currency, months, _moved in rows(self._connection, "total", below, edges):
            if earlier := [number for at, number in months_of(months).items() if at < month]:
                numbers.setdefault(currency, []).extend(earlier)
        within = "WHERE date >= ? AND date < ? AND kind = 'T' AND instr(data, ?)"
        for fact in rows(self._connection, "fact", within, [first, date, f'"{account}']):
            for name, number, currency in postings(fact[5]):
                if name == account or name.startswith(f"{account}:"):
                    numbers.setdefault(currency, []).append(number)
        return {currency: exact_sum(found) for currency, found in numbers.items()}

    def is_padded(self, account: str) -> bool:
        """Return whether an account stands at, below or above one with a ``pad``."""
        above = set(_upward(account))
        padded = {row[1] for row in rows(self._connection, "padding")}
        return any(name in above or name.startswith(f"{account}:") for name in padded)

    def holds_lots(self, account: str) -> bool:
        """Return whether an account holds or held lots."""
        return any(rows(self._connection, "lot", "WHERE account = ?", [account]))

    def has_commodity(self, name: str) -> bool:
        """Return whether a ``commodity`` directive declares a currency."""
        return any(row[1] == name for row in rows(self._connection, "commodity"))

    def facts_of(self, path: str) -> Iterator[tuple[int, Packed]]:
        """Yield the facts of a file with their ids, by line; nothing for an unknown file."""
        for (file,) in list(plain(self._connection, "SELECT id FROM file WHERE path = ?", [path])):
            in_order = "WHERE file = ? ORDER BY line, id"
            for fact, _file, line, date, kind, data in rows(
                self._connection, "fact", in_order, [file]
            ):
                yield fact, Packed(kind, date, line, data)


def _upward(account: str) -> list[str]:
    """Return an account and those above it.

    >>> _upward("Assets:AR:Acme")
    ['Assets:AR:Acme', 'Assets:AR', 'Assets']
    """
    parts = account.split(":")
    return [":".join(parts[:count]) for count in range(len(parts), 0, -1)]
