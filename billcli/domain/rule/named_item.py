"""Receivable postings that name no open item."""

from __future__ import annotations

from billcli.domain.named import TYPE_CHECKING
from billcli.domain.open_item import KnownBy
from billcli.domain.rule.scope import and_reseal, title
from billcli.domain.seal import is_sealed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from billcli.domain.problem import Problem, Source
    from billcli.domain.rule.scope import Scope


def unnamed_items(scope: Scope) -> Iterator[Problem]:
    """Yield AR-NO-ITEM for each receivable posting that belongs to no open item (format rule 4).

    An entry of other hands may lead to its item by a link, a tag or an account of its own; only
    where the item would have to be guessed is it reported.
    """
    unnamed = [touch for touch in scope.touches if not touch.item]
    guessed = _guessed(scope) if unnamed else frozenset()
    for touch in unnamed:
        if is_sealed(touch.entry) or touch.posting.source in guessed:
            amount, account = touch.posting.amount, touch.posting.account
            message = f"{title(touch.entry)} posts {amount} on {account} without an open item"
            advice = f'add invoice: "..." below the posting{and_reseal(touch.entry)}'
            yield scope.breach("AR-NO-ITEM", message, touch.entry, at=touch.posting, advice=advice)


def _guessed(scope: Scope) -> frozenset[Source]:
    found = scope.books.movements
    return frozenset(each.source for each in found if each.known_by is KnownBy.INFERRED)
