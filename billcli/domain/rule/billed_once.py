"""What is billed once: each date of a plan, and each quote, of which a deposit may come first.

Two clones of one ledger cannot share a lock: both may run the plans, or accept the same quote. The
merged ledger has an invoice from each, under numbers that differ.
"""

from __future__ import annotations

from collections import defaultdict

from billcli.domain.cancelled_credit import cancelled, credited_by
from billcli.domain.invoice_reading import is_deposit
from billcli.domain.meta import date_of, text_of
from billcli.domain.money import Money, total
from billcli.domain.named import TYPE_CHECKING
from billcli.domain.open_item import Kind
from billcli.domain.problem import Problem, Severity
from billcli.domain.rule.scope import place

if TYPE_CHECKING:
    from collections.abc import Iterator

    from billcli.domain.entry import Entry
    from billcli.domain.rule.scope import Scope


def billed_twice(scope: Scope) -> Iterator[Problem]:
    """Yield BILLED-TWICE at each further invoice of a plan's date, or of the same part of a quote.

    The parts of a quote are the deposit and the whole. An invoice that credit notes took back
    wholly does not count.
    """
    invoices: dict[str, list[Entry]] = defaultdict(list)
    for entry in scope.trade:
        if Kind.INVOICE.value in entry.tags and (what := _what(entry)):
            invoices[what].append(entry)
    several = {what: made for what, made in invoices.items() if len(made) > 1}
    taken = _credited(scope) if several else {}
    for what, made in several.items():
        first, *others = [entry for entry in made if not _is_void(scope, entry, taken)] or made[:1]
        for other in others:
            yield _twice(scope, what, first, other)


def _what(entry: Entry) -> str:
    """Return what an invoice bills that is billed once, in words; empty for any other."""
    plan, date = text_of(entry.meta.get("plan")), date_of(entry.meta.get("plan-date"))
    if plan and date:
        return f"{date} of the plan {plan}"
    quote = text_of(entry.meta.get("quote"))
    part = "the deposit on" if is_deposit(entry) else "the whole of"
    return f"{part} the quote {quote}" if quote else ""


def _credited(scope: Scope) -> dict[str, list[Money]]:
    """Return what credit notes took back of each document, positive."""
    found: dict[str, list[Money]] = defaultdict(list)
    gone = cancelled(scope.facts.entries)
    for touch in scope.touches:
        if target := credited_by(touch.entry, gone):
            found[target].append(-touch.posting.amount)
    return found


def _is_void(scope: Scope, entry: Entry, taken: dict[str, list[Money]]) -> bool:
    legs = [leg.amount for leg in entry.postings if scope.is_receivable(leg.account)]
    if not legs or _number(entry) not in taken:
        return False
    currency = legs[0].currency
    back = [one for one in taken[_number(entry)] if one.currency == currency]
    return total(back, currency).number >= total(legs, currency).number


def _twice(scope: Scope, what: str, first: Entry, other: Entry) -> Problem:
    where = place(first)
    there = f" ({where})" if where else ""
    message = f"{what} is billed twice: by {_number(first)}{there} and by {_number(other)}"
    advice = (
        "keep the one that the customer has, and take the other back, as in"
        f" billcli invoice void {_number(other)}"
    )
    worst = max((scope.severity(one) for one in (first, other)), key=lambda s: s is Severity.ERROR)
    return Problem("BILLED-TWICE", message, place(other), advice, worst)


def _number(entry: Entry) -> str:
    return text_of(entry.meta.get("invoice"))
