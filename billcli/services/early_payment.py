"""What a payment settles, with the discount for paying early when its amount and day say so.

An amount that is owed less the discount the terms grant needs no ``--discount``; it must have
exactly one explanation and be in time by its date, where the days of grace of ``[matching]`` or of
the customer's record count. A discount that ran out is never given unasked.
"""

from __future__ import annotations

from billcli.domain.advance import found_advance
from billcli.domain.agreement import OLDEST_FIRST
from billcli.domain.allocation import Allocations, Mode, decide, wholes
from billcli.domain.early_discount import early_terms, explanations, given, is_late
from billcli.domain.frozen import replace
from billcli.domain.meta import text_of
from billcli.domain.money import total
from billcli.domain.named import TYPE_CHECKING
from billcli.domain.own_credit import credited
from billcli.domain.problem import NOWHERE, UsageError
from billcli.domain.wanted import Wanted

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Sequence
    from typing import TypeAlias

    from billcli.domain.agreement import Agreement
    from billcli.domain.books import Books
    from billcli.domain.early_discount import DiscountTerms, Early
    from billcli.domain.money import Money
    from billcli.domain.open_item import Movement, OpenItem
    from billcli.services.workspace import Workspace

    Settled: TypeAlias = tuple[Allocations, tuple[tuple[str, Money], ...]]


class EarlyPayments:
    """Knows the discounts of a customer's open items, and until when they count."""

    def __init__(
        self, workspace: Workspace, books: Books, on: dt.date, agreed: Agreement = OLDEST_FIRST
    ) -> None:
        """Keep what decides: the books, their policies, the day of the payment, and the order."""
        self._books, self._on, self._agreed = books, on, agreed
        self._settings = workspace.settings

    def decide(
        self, settled: Money, items: Sequence[OpenItem], wanted: tuple[Wanted, ...]
    ) -> Settled:
        """Return what a payment settles, and the discount it takes on each item.

        Args:
            settled: what arrived plus fee.
            items: the customer's open items.
            wanted: what was asked for; without any there must be one explanation.

        Raises:
            UsageError: as ``allocation.decide``.
        """
        found = self._explanations(settled, items, wanted)
        early = [one for one in found if not self._is_late(one)]
        if not early:
            return self._without(settled, items, wanted, found), ()
        if wanted or (len(early) == 1 and not _is_exact(settled, items)):
            chosen = early[0]
            names = wanted or tuple(Wanted(name) for name in _ids(chosen))
            whole = decide(settled + chosen.short, items, names)
            return whole, given(chosen.group, chosen.short)
        raise UsageError.of(
            "PAYMENT-AMBIGUOUS",
            f"{settled} has several explanations among the open items, one of them"
            f" {_words(early[0])}",
            hint="say which: --allocate ID takes its discount, --allocate ID=AMOUNT does not",
        )

    def _without(
        self,
        settled: Money,
        items: Sequence[OpenItem],
        wanted: tuple[Wanted, ...],
        late: Sequence[Early],
    ) -> Allocations:
        """Return what is settled without a discount; a refusal names the one that ran out."""
        agreed = OLDEST_FIRST if late else self._agreed  # it may be meant: a person decides
        try:
            return decide(settled, items, wanted, agreed=agreed)
        except UsageError as error:
            if not late:
                raise
            until = min(terms.until for _, terms in late[0].group)
            advice = (
                f"it is {_words(late[0])}, which was granted until {until}:"
                f" --discount {late[0].short.number} grants it all the same"
            )
            raise UsageError(*(p._replace(help=advice) for p in error.problems)) from None

    def _explanations(
        self, settled: Money, items: Sequence[OpenItem], wanted: Sequence[Wanted]
    ) -> list[Early]:
        if any(wish.amount for wish in wanted):
            return []
        same = [i for i in items if i.balance_open.currency == settled.currency]
        if wanted:
            choices = [[row for row in same if any(wish.names(row) for wish in wanted)]]
        else:
            choices = wholes(same)
        choices = [rows for rows in choices if _leaves_open(settled, rows)]
        ids = {row.item for rows in choices for row in rows}
        terms = {row.item: found for row in same if row.item in ids and (found := self._terms(row))}
        every = explanations(settled, choices, terms) if terms else []
        if not wanted:  # what is agreed to come first is not left open for a discount
            every = [one for one in every if not self._agreed.passed_over(one.rows, same)]
        return list({frozenset(map(id, one.rows)): one for one in every}.values())

    def _terms(self, row: OpenItem) -> DiscountTerms | None:
        moved = self._books.history(row.item)
        entry = next((m.entry for m in moved if m.source == row.source), None)
        text = text_of(entry.meta.get("terms")) if entry else ""
        if not text:
            return None
        advance = found_advance((m.entry for m in moved), row.item)
        found = early_terms(text, row.date_issued, advance.amount if advance else None)
        return found and replace(found, credited=self._credited(row.item, moved))

    def _credited(self, item: str, moved: Iterable[Movement]) -> Money | None:
        few = self._books.among(items=[item])
        notes = {m.item for m in few.corrections(item) if "credit-note" in m.entry.tags}
        return credited(moved, [m for note in notes for m in few.history(note)])

    def _is_late(self, one: Early) -> bool:
        from billcli.services.customer_policy import CustomerPolicies  # noqa: PLC0415 - rarely
        from billcli.services.matching_policy import agreed_with_all  # noqa: PLC0415

        base, _ = agreed_with_all(self._settings, NOWHERE)
        agreed = CustomerPolicies(self._books, base, {})(one.rows[0].customer, self._on)
        return is_late(one.group, self._on, agreed.discount_grace_days)


def _leaves_open(settled: Money, rows: Sequence[OpenItem]) -> bool:
    """Return whether a payment is less than is owed; of others no terms need be looked up."""
    return total([row.balance_open for row in rows], settled.currency).number > settled.number


def _ids(one: Early) -> list[str]:
    return list(dict.fromkeys(row.item for row in one.rows))


def _is_exact(settled: Money, items: Sequence[OpenItem]) -> bool:
    try:
        decide(settled, items, (), Mode.EXACT)
    except UsageError:
        return False
    return True


def _words(one: Early) -> str:
    return f"{', '.join(_ids(one))} less a discount of {one.short}"
