"""Write off small differences: rests of what was settled but for some cents."""

from __future__ import annotations

from billcli.domain.allocation_part import Part, sum_of
from billcli.domain.contract import is_unnamed
from billcli.domain.named import TYPE_CHECKING
from billcli.domain.open_item import Kind
from billcli.domain.problem import UsageError
from billcli.domain.seal import sealed
from billcli.domain.write_off_entry import WriteOff, write_off_entry
from billcli.services.adjustment_account import AdjustmentAccounts
from billcli.services.filing import Papers
from billcli.services.take_number import Numbers
from billcli.services.whole_act import joined
from billcli.services.writing import Consent, Decision, Written, perform

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Mapping

    from billcli.domain.books import Books
    from billcli.domain.entry import Directive
    from billcli.domain.money import Money
    from billcli.domain.open_item import OpenItem
    from billcli.services.workspace import Workspace


def write_off_small(
    workspace: Workspace, most: Money | None, date: dt.date, consent: Consent
) -> Written[tuple[WriteOff, ...]]:
    """Write off every rest of an item that was settled but for a small difference.

    Args:
        workspace: the books.
        most: the largest rest; None takes the amounts of the project's agreement.
        date: of the entries.
        consent: how far to go.

    Raises:
        UsageError: no amount is agreed on (WRITEOFF-SMALL).
    """

    def decision(now: Workspace, tail: tuple[Directive, ...]) -> Decision[tuple[WriteOff, ...]]:
        limits = {most.currency: most} if most else now.settings.write_off.small
        if not limits or any(limit.number <= 0 for limit in limits.values()):
            raise UsageError.of(
                "WRITEOFF-SMALL",
                "it is not said up to which amount a rest is small",
                hint='use --max 0.05 EUR, or set small = "0.05 EUR" under [writeoff]',
            )
        accounts, numbers = AdjustmentAccounts(now), Numbers(now, tail)
        plans = tuple(
            WriteOff(
                number=numbers.next("write-off", date),
                payee=rows[0].customer_name,
                date=date,
                parts=tuple(Part(row, row.balance_open) for row in rows),
                account=accounts.name("rounding", date),
                reason="Small difference",
                adjustment="rounding",
            )
            for rows in _small(now.all_books(), limits, date)
        )
        entries = joined([sealed(write_off_entry(plan)) for plan in plans])
        return Decision(plans, Papers((*accounts.opened.values(), *entries)))

    return perform(workspace, decision, consent)


def _small(
    books: Books, limits: Mapping[str, Money], date: dt.date
) -> Iterable[tuple[OpenItem, ...]]:
    """Yield the open rows of every item that was settled but for a small rest.

    What is left of a payment is always a rest.
    """
    by_item: dict[tuple[str, str, str], list[OpenItem]] = {}
    for row in books.open_items():
        key = row.customer, row.item, row.balance_open.currency
        by_item.setdefault(key, []).append(row)
    for (customer, item, currency), rows in by_item.items():
        rest = sum_of([Part(row, row.balance_open) for row in rows], currency)
        limit = limits.get(currency)
        same = [r for r in books.item(item) if r.amount.currency == currency]
        untouched = rows[0].kind is not Kind.PAYMENT and all(
            r.balance_open == r.amount for r in same if r.customer == customer
        )
        left_alone = any(row.date_issued > date or is_unnamed(row.item) for row in rows)
        if limit and abs(rest.number) <= limit.number and not (untouched or left_alone):
            yield tuple(rows)
