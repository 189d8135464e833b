"""Whether a change of directives leaves everything else of a sound ledger as it was, and sound.

What is checked here is what Beancount looks at beyond a directive's own text: accounts, sums before
a balance, pads, lots.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from decimal import Decimal

from billcli.domain.named import TYPE_CHECKING
from billcli.domain.packed_value import parsed
from billcli.ledger.account_check import Term, check_balance, check_equal, check_use
from billcli.ledger.move import Move, moves_of, plus
from billcli.ledger.moved_sum import MovedSum
from billcli.ledger.pad_rule import PadRule
from billcli.ledger.standing import NotLocal
from billcli.ledger.tally import Tally, asserted

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from billcli.domain.packed import Packed
    from billcli.ledger.delta_match import Known
    from billcli.ledger.seam import Raw
    from billcli.ledger.standing import Standing


class Change:
    """What a change does, all files together.

    Attributes:
        removed: facts that are gone.
        added: rows that came.
        shifted: facts that stand in another line, or say the same in another place.
        tallies: of the texts that were read; they cover at least what was added.
    """

    __slots__ = ("added", "removed", "shifted", "tallies")

    def __init__(self) -> None:
        """Begin with nothing."""
        self.removed: list[Known] = []
        self.added: list[Packed] = []
        self.shifted: list[Packed] = []
        self.tallies: list[Tally] = []


def check_change(
    change: Change,
    standing: Standing,
    pads: Iterable[tuple[str, str]],
    options: Callable[[], Mapping[str, Raw]],
) -> None:
    """Check a change against how the ledger stands.

    Args:
        change: what came, went and moved.
        standing: the accounts before.
        pads: (account, date) of the ledger's pads.
        options: returns Beancount's.

    Raises:
        NotLocal: it may touch what it does not name, or may be an error.
    """
    _Check(change, standing, PadRule(pads, standing, {o.id for o in change.removed}), options).run()


class _Check:
    def __init__(
        self,
        change: Change,
        standing: Standing,
        pads: PadRule,
        options: Callable[[], Mapping[str, Raw]],
    ) -> None:
        self._change = change
        self._standing = standing
        self._pads = pads
        self._options = options
        self._ids = {one.id for one in change.removed}
        gone = [one.row for one in change.removed]
        self._removed, self._added, same = _net(gone, change.added)
        self._shifted = [*change.shifted, *same]
        self._before, self._after = Tally(), Tally()
        for row in self._removed:
            self._before.take(row)
        for row in self._added:
            self._after.take(row)
        self._terms: dict[str, Term | None] = {}

    def run(self) -> None:
        if self._before.pads or self._after.pads:
            raise NotLocal("a pad")
        self._check_opens()
        self._check_closes()
        self._check_commodities()
        for tally in self._change.tallies:
            check_use(tally, self._term)
        moves = self._moves()
        self._check_shifted()
        moved = MovedSum(moves)
        self._check_moved(moves, moved)
        self._check_asserted(moved)

    # Accounts

    def _term(self, account: str) -> Term | None:
        if account not in self._terms:
            self._terms[account] = self._made_term(account)
        return self._terms[account]

    def _made_term(self, account: str) -> Term | None:
        known = self._standing.account(account)
        opened = self._after.opened.get(account)
        if known is None and not opened:
            return None
        date, currencies = (known[0], known[2]) if known else ("", ())
        if opened:
            date, currencies, _ = opened[0]
        closed = known[1] if known and account not in self._before.closed else None
        return Term(date, self._after.closed.get(account, [closed])[0], tuple(currencies))

    def _check_opens(self) -> None:
        for account, opened in self._after.opened.items():
            known, before = self._standing.account(account), self._before.opened.get(account)
            if len(opened) > 1 or (known is not None and not before):
                raise NotLocal(f"a second open of {account}")
        for account, before in self._before.opened.items():
            now = self._after.opened.get(account)
            if now is None:
                raise NotLocal(f"the open of {account} is gone")
            old, new = before[0], now[0]
            narrower = new.currencies and not (
                old.currencies and set(old.currencies) <= set(new.currencies)
            )
            if new.date > old.date or new.booking != old.booking or narrower:
                raise NotLocal(f"the open of {account} changed")

    def _check_closes(self) -> None:
        for account, days in self._after.closed.items():
            known = self._standing.account(account)
            closed = known[1] if known else None
            if len(days) > 1 or (closed is not None and account not in self._before.closed):
                raise NotLocal(f"a second close of {account}")
            if known is not None and (closed is None or days[0] < closed):
                raise NotLocal(f"a close of {account}")
            term = self._term(account)
            if term is None or days[0] < term.opened:
                raise NotLocal(f"a close of {account}")

    def _check_commodities(self) -> None:
        names = Counter(self._after.commodities)
        for name, count in names.items():
            known = self._standing.has_commodity(name) and name not in self._before.commodities
            if count > 1 or known:
                raise NotLocal(f"a second commodity {name}")

    # Order

    def _moves(self) -> list[Move]:
        moves = [m for row in self._removed if row.kind == "T" for m in moves_of(row, -1)]
        moves += [m for row in self._added if row.kind == "T" for m in moves_of(row)]
        for account in {move.account for move in moves}:
            if self._standing.holds_lots(account):
                raise NotLocal(f"{account} holds lots")
        for move in moves:
            self._pads.check_move(move)
        for one in (*self._before.assertions, *self._after.assertions):
            self._pads.check_assertion(one)
        return moves

    def _check_shifted(self) -> None:
        """Check rows that only stand elsewhere: lots are taken in the order of lines."""
        accounts = {a for tally in self._change.tallies for a, _ in tally.used}
        lots = {a for a in accounts if self._standing.holds_lots(a)}
        for row in self._shifted:
            if row.kind == "P":
                raise NotLocal("a pad stands in another line")
            if row.kind == "B":
                self._pads.check_assertion(asserted(row.date, parsed(row.data)))
            if lots and row.kind == "T" and any(leg[0] in lots for leg in parsed(row.data)[6]):
                raise NotLocal("lots are taken in the order of lines")

    # Sums

    def _check_moved(self, moves: list[Move], moved: MovedSum) -> None:
        """Check that no assertion that was there sees another sum."""
        first: dict[str, str] = {}
        for move in moves:
            first[move.account] = min(move.date, first.get(move.account, move.date))
        later = {
            found
            for account, date in first.items()
            for found in self._standing.assertions_after(account, date)
            if found[3] not in self._ids
        }
        for account, currency, date, _ in later:
            if moved.before(account, currency, date):
                raise NotLocal(f"the balance of {account} on {date} moves")

    def _check_asserted(self, moved: MovedSum) -> None:
        """Check the assertions that came."""
        added = [asserted(r.date, parsed(r.data)) for r in self._change.added if r.kind == "B"]
        check_equal(added)
        for one in added:
            for account, currency, date, fact in self._standing.assertions_after(
                one.account, _day_before(one.date)
            ):
                same = (account, currency, date) == (one.account, one.currency, one.date)
                if same and fact not in self._ids:
                    raise NotLocal("a second balance of the same day")
            sums = self._standing.sums_before(one.account, one.date)
            known = sums.get(one.currency, Decimal(0))
            net = moved.before(one.account, one.currency, one.date)
            check_balance(one, plus(known, net), self._options())


def _net(
    removed: Iterable[Packed], added: Iterable[Packed]
) -> tuple[list[Packed], list[Packed], list[Packed]]:
    """Return what is really gone and really new, and what only says the same elsewhere."""
    gone = Counter((row.kind, row.date, row.data) for row in removed)
    came, same = [], []
    for row in added:
        key = row.kind, row.date, row.data
        if gone[key] > 0:
            gone[key] -= 1
            same.append(row)
        else:
            came.append(row)
    left = []
    for row in removed:
        key = row.kind, row.date, row.data
        if gone[key] > 0:
            gone[key] -= 1
            left.append(row)
    return left, came, same


def _day_before(date: str) -> str:
    try:
        return (dt.date.fromisoformat(date) - dt.timedelta(days=1)).isoformat()
    except OverflowError:
        return ""
