"""Which changes a ``pad`` takes no notice of.

A pad fills, per currency, the gap up to the first balance after it, on the padded account or below
it, and counts the postings of all these accounts. Once that balance is there, and no other pad
follows, postings on its day and later change nothing of what the pad made, and neither do balances
after it. Source: ``beancount.ops.pad``.
"""

from __future__ import annotations

from billcli.domain.named import TYPE_CHECKING
from billcli.ledger.standing import NotLocal

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from billcli.ledger.move import Move
    from billcli.ledger.standing import Standing
    from billcli.ledger.tally import Assertion


class PadRule:
    """The pads of a ledger."""

    def __init__(
        self, pads: Iterable[tuple[str, str]], standing: Standing, removed: Collection[int]
    ) -> None:
        """Begin.

        Args:
            pads: (account, date).
            standing: how the ledger stood.
            removed: ids of facts that are gone, which settle nothing.
        """
        self._standing, self._removed = standing, removed
        self._last: dict[str, str] = {}
        self._known: dict[tuple[str, str, str], str | None] = {}
        for account, date in pads:
            self._last[account] = max(date, self._last.get(account, date))

    def check_move(self, move: Move) -> None:
        """Refuse a posting that a pad may count.

        Raises:
            NotLocal: it may.
        """
        for padded, last in self._above(move.account):
            settled = self._settled(move.account, move.currency, padded, last)
            if settled is None or settled > move.date:
                raise NotLocal(f"{padded} is padded")

    def check_assertion(self, one: Assertion) -> None:
        """Refuse a balance that a pad may fill, or fills.

        Raises:
            NotLocal: it may.
        """
        for padded, last in self._above(one.account):
            settled = self._settled(one.account, one.currency, padded, last)
            if settled is None or settled >= one.date:
                raise NotLocal(f"{padded} is padded")

    def _above(self, account: str) -> list[tuple[str, str]]:
        return [found for found in self._last.items() if f"{account}:".startswith(f"{found[0]}:")]

    def _settled(self, account: str, currency: str, padded: str, last: str) -> str | None:
        """Return the day of the first balance known after the last pad, or None."""
        key = account, currency, padded
        if key not in self._known:
            self._known[key] = self._found(account, currency, padded, last)
        return self._known[key]

    def _found(self, account: str, currency: str, padded: str, last: str) -> str | None:
        days = [
            date
            for name, asserted, date, fact in self._standing.assertions_after(account, last)
            if asserted == currency
            and fact not in self._removed
            and f"{name}:".startswith(f"{padded}:")
        ]
        return min(days, default=None)
