"""What open items must keep: a document made them, one customer, one currency, never overdrawn.

All of this is about items that the ledger names by their id, a link or an account of their own.
Items that are inferred, first in, first out, are never overdrawn, and nothing here guesses.
"""

from __future__ import annotations

from collections import defaultdict

from billcli.domain.contract import DOCUMENT_KINDS, KIND_TAGS
from billcli.domain.entry import Posting
from billcli.domain.meta import text_of
from billcli.domain.money import Money
from billcli.domain.named import TYPE_CHECKING
from billcli.domain.open_item import KnownBy
from billcli.domain.problem import Problem
from billcli.domain.rule.scope import Touch, and_reseal, kind, place, title

if TYPE_CHECKING:
    from collections.abc import Iterator

    from billcli.domain.entry import Entry
    from billcli.domain.open_item import Movement
    from billcli.domain.rule.scope import Scope


def unknown_items(scope: Scope) -> Iterator[Problem]:
    """Yield AR-UNKNOWN-ITEM where an item is named that no document made.

    Other tools' documents make items too: by a link, an account of their own, or as the n-th of
    a customer and day. A payment of billcli may name those.
    """
    made = {touch.item for touch in scope.touches if makes(touch)}
    unknown = [touch for touch in scope.touches if touch.item and touch.item not in made]
    if unknown:
        made = {m.item for m in scope.books.movements if m.known_by is not KnownBy.EXPLICIT}
    for touch in unknown:
        if touch.item not in made:
            message = f"{kind(touch.entry)} names {touch.item}, which no document made"
            advice = "correct the name, or see billcli report open" + and_reseal(touch.entry)
            yield scope.breach(
                "AR-UNKNOWN-ITEM", message, touch.entry, at=touch.posting, advice=advice
            )


def overdrawn_items(scope: Scope) -> Iterator[Problem]:
    """Yield AR-OVERPAID at each posting that takes more from an item than was left of it.

    What made the item counts first, whatever its date: a payment may come in before its invoice
    is dated. A posting that a later one gave back is not reported.
    """
    for touches in _by_item(scope):
        made = _makers(touches)
        if made:
            first = {id(touch) for touch in made}
            yield from _overdrawn(made, [touch for touch in touches if id(touch) not in first])


def strangers(scope: Scope) -> Iterator[Problem]:
    """Yield ITEM-CUSTOMER and ITEM-CURRENCY where an item leaves its account or its currency."""
    origin: dict[str, Touch] = {}
    for touch in sorted(scope.touches, key=lambda each: not makes(each)):
        first = origin.setdefault(touch.item, touch)
        if touch.item and first is not touch:
            yield from _moved(scope, first, touch)


def applications(scope: Scope) -> Iterator[Problem]:
    """Yield APPLICATION-NOT-ZERO where applying changes what is owed in sum (format rule 8)."""
    sums: dict[tuple[int, str], Money] = {}
    entries = {}
    for touch in scope.touches:
        if "application" in touch.entry.tags:
            key = (id(touch.entry), touch.posting.amount.currency)
            sums[key] = sums.get(key, Money.zero(key[1])) + touch.posting.amount
            entries[key[0]] = touch.entry
    for (which, _currency), amount in sums.items():
        if amount:
            entry = entries[which]
            message = (
                f"application {title(entry)} changes what is owed by {amount}, it must be zero"
            )
            advice = f"make its receivable postings sum to zero{and_reseal(entry)}"
            yield scope.breach("APPLICATION-NOT-ZERO", message, entry, advice=advice)


def makes(touch: Touch) -> bool:
    """Return whether a posting makes the item it names, rather than settles it.

    A document makes the item of its number, any entry the item of its own id (the unapplied rest of
    a payment), a correction the rest of the payment it corrects, and an entry without a kind any
    item it debits: so do ledgers kept by hand.
    """
    entry = touch.entry
    if text_of(entry.meta.get("id")) == touch.item:
        return True
    if "application" in entry.tags and text_of(entry.meta.get("corrects")) == touch.item:
        return touch.posting.amount.number < 0
    if not DOCUMENT_KINDS.isdisjoint(entry.tags):
        return text_of(entry.meta.get("invoice", touch.item)) == touch.item
    return KIND_TAGS.isdisjoint(entry.tags) and touch.posting.amount.number > 0


def _makers(touches: list[Touch]) -> list[Touch]:
    """Return what made an item: its document or namesake if there is one, else what debits it."""
    made = [touch for touch in touches if makes(touch)]
    return [touch for touch in made if not _by_hand(touch)] or made


def _by_hand(touch: Touch) -> bool:
    entry = touch.entry
    return KIND_TAGS.isdisjoint(entry.tags) and text_of(entry.meta.get("id")) != touch.item


def _by_item(scope: Scope) -> Iterator[list[Touch]]:
    """Yield the postings of each item, in the order of the ledger."""
    if not all(touch.item for touch in scope.touches):
        yield from _by_any_name(scope)
        return
    items = defaultdict(list)
    for touch in scope.touches:
        items[touch.item, touch.posting.amount.currency].append(touch)
    yield from items.values()


def _by_any_name(scope: Scope) -> Iterator[list[Touch]]:
    """Yield the postings of each item that is known by its id, a link or its account.

    An id is one item whoever pays it. A link or an account may be that of several customers, and
    is an item only where an entry billed it: money given back starts none.
    """
    items: defaultdict[tuple[str, str], list[Movement]] = defaultdict(list)
    for moved in scope.books.movements:
        if moved.known_by is not KnownBy.INFERRED:
            items[moved.item, moved.amount.currency].append(moved)
    for whole in items.values():
        if any(moved.known_by is KnownBy.EXPLICIT for moved in whole):
            yield [_touch(moved) for moved in whole]
            continue
        for customer in dict.fromkeys(moved.customer for moved in whole):
            own = [moved for moved in whole if moved.customer == customer]
            if any(_demands(scope, moved.entry) for moved in own):
                yield [_touch(moved) for moved in own]


def _demands(scope: Scope, entry: Entry) -> bool:
    return scope.books.bills(entry) or not DOCUMENT_KINDS.isdisjoint(entry.tags)


def _touch(moved: Movement) -> Touch:
    return Touch(moved.entry, Posting(moved.account, moved.amount, source=moved.source), moved.item)


def _overdrawn(made: list[Touch], rest: list[Touch]) -> list[Problem]:
    balance = Money.zero(made[0].posting.amount.currency)
    for touch in made:
        balance += touch.posting.amount
    is_credit = balance.number < 0
    found: list[Problem] = []
    for touch in rest:
        amount = touch.posting.amount
        if is_credit:
            balance, amount = -balance, -amount
        left, balance = balance, balance + amount
        if balance.number >= 0:
            found.clear()
        elif amount.number < 0:
            found.append(_overdraft(touch, -amount, left, is_credit=is_credit))
        if is_credit:
            balance = -balance
    return found


def _overdraft(touch: Touch, amount: Money, left: Money, *, is_credit: bool) -> Problem:
    left = left if left.number > 0 else Money.zero(left.currency)
    what = "open credit" if is_credit else "open balance"
    message = f"{kind(touch.entry)} of {amount} exceeds {what} {left} of {touch.item}"
    own = (
        "the entry's own id"
        if "id" in touch.entry.meta
        else 'an id of its own, such as id: "PMT-1"'
    )
    advice = f"take {left} from {touch.item} and put the rest under {own}{and_reseal(touch.entry)}"
    return Problem("AR-OVERPAID", message, place(touch.entry, touch.posting), advice)


def _moved(scope: Scope, first: Touch, touch: Touch) -> Iterator[Problem]:
    here, there = touch.posting, first.posting
    if here.account != there.account:
        message = f"{touch.item} belongs to {there.account}, but is touched on {here.account}"
        advice = (
            f"move the posting to {there.account} or name another item{and_reseal(touch.entry)}"
        )
        yield scope.breach("ITEM-CUSTOMER", message, touch.entry, at=here, advice=advice)
    if here.amount.currency != there.amount.currency:
        message = (
            f"{touch.item} is in {there.amount.currency}, but is touched in {here.amount.currency}"
        )
        advice = (
            f"write the receivable posting in {there.amount.currency} with @@ and its value"
            f"{and_reseal(touch.entry)}"
        )
        yield scope.breach("ITEM-CURRENCY", message, touch.entry, at=here, advice=advice)
