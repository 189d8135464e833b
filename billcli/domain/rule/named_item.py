"""Receivable postings that name no open item."""

from __future__ import annotations

from typing import TYPE_CHECKING

from billcli.domain.rule.scope import and_reseal, title

if TYPE_CHECKING:
    from collections.abc import Iterator

    from billcli.domain.problem import Problem
    from billcli.domain.rule.scope import Scope


def unnamed_items(scope: Scope) -> Iterator[Problem]:
    """Yield AR-NO-ITEM for each receivable posting that belongs to no open item (format rule 4)."""
    for touch in scope.touches:
        if not touch.item:
            amount, account = touch.posting.amount, touch.posting.account
            message = f"{title(touch.entry)} posts {amount} on {account} without an open item"
            advice = f'add invoice: "..." below the posting{and_reseal(touch.entry)}'
            yield scope.breach("AR-NO-ITEM", message, touch.entry, at=touch.posting, advice=advice)
