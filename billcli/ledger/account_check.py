"""Beancount's validation of accounts, over tallies instead of directives.

Source: ``beancount.ops.validation`` and ``beancount.ops.balance`` of Beancount 3.2, check by check;
``tests/ledger/test_delta_fuzz.py`` holds the two against each other.
"""

from __future__ import annotations

from decimal import Decimal

from billcli.domain.named import TYPE_CHECKING, NamedTuple
from billcli.ledger.move import plus
from billcli.ledger.standing import NotLocal

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from billcli.ledger.seam import Raw
    from billcli.ledger.tally import Assertion, Tally


class Term(NamedTuple):
    """When an account is open, and for what; ``currencies`` is empty when for anything."""

    opened: str
    closed: str | None
    currencies: tuple[str, ...]


def check_use(tally: Tally, term_of: Callable[[str], Term | None]) -> None:
    """Check that every use of an account is one that its ``open`` allows.

    Within a day Beancount puts ``open`` first and ``close`` last. Notes, documents and balances
    may follow a close.

    Raises:
        NotLocal: one is not.
    """
    for (account, currency), used in tally.used.items():
        term = _known(account, term_of)
        if used.first < term.opened or (term.closed is not None and used.last > term.closed):
            raise NotLocal(f"{account} is not open")
        if term.currencies and currency not in term.currencies:
            raise NotLocal(f"{account} does not take that currency")
    for account, first in tally.seen.items():
        if first < _known(account, term_of).opened:
            raise NotLocal(f"{account} is not open")
    for one in tally.assertions:
        currencies = _known(one.account, term_of).currencies
        if currencies and one.currency not in currencies:
            raise NotLocal(f"{one.account} does not take that currency")


def check_equal(assertions: Iterable[Assertion]) -> None:
    """Check that no two assertions of one day differ in what they assert.

    Raises:
        NotLocal: two do.
    """
    found: dict[tuple[str, str, str], Decimal] = {}
    for one in assertions:
        key = one.account, one.currency, one.date
        if found.setdefault(key, one.number) != one.number:
            raise NotLocal("a second balance of the same day")


def check_balance(assertion: Assertion, actual: Decimal, options: Mapping[str, Raw]) -> None:
    """Check that an assertion holds, within Beancount's tolerance.

    Args:
        assertion: what is asserted.
        actual: sum of the account and those below it before that day.
        options: Beancount's.

    Raises:
        NotLocal: it does not.
    """
    tolerance = assertion.tolerance
    if tolerance is None:
        exponent = assertion.number.as_tuple().exponent
        tolerance = Decimal(0)
        if isinstance(exponent, int) and exponent < 0:
            tolerance = Decimal(1).scaleb(exponent) * (options["tolerance_multiplier"] * 2)
    if abs(plus(actual, -assertion.number)) > tolerance:
        raise NotLocal(f"the balance of {assertion.account} on {assertion.date} does not hold")


def _known(account: str, term_of: Callable[[str], Term | None]) -> Term:
    term = term_of(account)
    if term is None:
        raise NotLocal(f"{account} is not open")
    return term
