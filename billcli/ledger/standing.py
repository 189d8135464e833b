"""What a change of a ledger is checked against when the ledger is not read as a whole."""

from __future__ import annotations

from billcli.domain.named import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from decimal import Decimal


class NotLocal(Exception):  # noqa: N818 - no error: the ledger is then read as a whole
    """What a piece of text means cannot be told from the piece: ``str`` of it says why.

    Whether the ledger is right or wrong is not said by this; a full load finds out, and words any
    error it has.
    """


class Standing(Protocol):
    """How the accounts of a sound ledger stand. All dates are ISO texts."""

    def account(self, name: str) -> tuple[str, str | None, tuple[str, ...]] | None:
        """Return (date opened, date closed or None, currencies) of an account, or None."""

    def assertions_after(self, account: str, date: str) -> Iterable[tuple[str, str, str, int]]:
        """Return (account, currency, date, fact id) of balance assertions after a day.

        They are those on the account and on those above it.
        """

    def sums_before(self, account: str, date: str) -> Mapping[str, Decimal]:
        """Return the exact sum per currency of all postings dated before a day.

        They are those of the account and of all below it.
        """

    def holds_lots(self, account: str) -> bool:
        """Return whether the order of an account's postings matters (``ledger.lots``)."""

    def has_commodity(self, name: str) -> bool:
        """Return whether a ``commodity`` directive declares a currency."""

    def facts_of(self, path: str) -> Iterable[tuple[int, tuple[str, str, int, str]]]:
        """Return (fact id, (kind, date, line, data)) of a file's facts, by line, then by id."""
