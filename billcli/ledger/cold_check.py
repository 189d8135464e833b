"""A whole ledger checked from the tallies of its files, as Beancount checks its directives."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter, defaultdict
from decimal import Decimal
from itertools import accumulate

from billcli.domain.named import TYPE_CHECKING
from billcli.ledger.account_check import Term, check_balance, check_equal, check_use
from billcli.ledger.move import plus
from billcli.ledger.standing import NotLocal

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from billcli.ledger.seam import Raw
    from billcli.ledger.tally import Tally


def check_whole(
    tally: Tally, cuts: Mapping[str, Sequence[str]], options: Mapping[str, Raw]
) -> None:
    """Check a ledger without pads and lots.

    Args:
        tally: of all its files.
        cuts: the days sums were kept for, by account.
        options: Beancount's.

    Raises:
        NotLocal: it has a pad, or anything in it may be an error.
    """
    if tally.pads:
        raise NotLocal("a pad")
    terms = _terms(tally)
    check_use(tally, terms.get)
    name, count = next(iter(Counter(tally.commodities).most_common(1)), ("", 0))
    if count > 1:
        raise NotLocal(f"a second commodity {name}")
    check_equal(tally.assertions)
    _check_sums(tally, cuts, options)


def _terms(tally: Tally) -> dict[str, Term]:
    terms = {}
    for account, opened in tally.opened.items():
        if len(opened) > 1:
            raise NotLocal(f"a second open of {account}")
        closed = tally.closed.get(account, ())
        if len(closed) > 1:
            raise NotLocal(f"a second close of {account}")
        terms[account] = Term(opened[0].date, closed[0] if closed else None, opened[0].currencies)
    for account, closed in tally.closed.items():
        if account not in terms or closed[0] < terms[account].opened:
            raise NotLocal(f"a close of {account}")
    return terms


def _check_sums(
    tally: Tally, cuts: Mapping[str, Sequence[str]], options: Mapping[str, Raw]
) -> None:
    running: dict[tuple[str, str], list[tuple[list[str], list[Decimal]]]] = defaultdict(list)
    for (account, currency), sums in tally.sums.items():
        known = tally.cuts_of(account), list(accumulate(sums, plus))
        name = account
        while name:
            if name in cuts:
                running[name, currency].append(known)
            name = name.rpartition(":")[0]
    for one in tally.assertions:
        if one.date not in cuts.get(one.account, ()):
            raise NotLocal("a balance is written in an unusual way")
        actual = Decimal(0)
        for days, sums in running.get((one.account, one.currency), ()):
            actual = plus(actual, sums[bisect_left(days, one.date)])
        check_balance(one, actual, options)
