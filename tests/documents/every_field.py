"""A sample document with one text in the place of every text, to see what templates do with it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from billcli.domain.money import Money

if TYPE_CHECKING:
    from billcli.documents.letterhead import Context

# Chosen by billcli or checked where they are read: no text of anybody's.
KEPT = frozenset("kind language role wanted uri svg look".split())
FIGURES = frozenset("quantity quantity_pad price_pad days_late".split())  # texts made of digits


def everywhere(
    context: Context, text: str, money: Money | None = None, kept: frozenset[str] = KEPT
) -> Context:
    """Return the document with every text that is there, and every amount, replaced."""
    data = {key: _replaced(key, value, text, money, kept) for key, value in context.data.items()}
    look = dict(context.data["look"])
    return replace(context, data=data | {"look": look | {"font": text, "footer": (text, text)}})


def _replaced(
    key: str, value: object, text: str, money: Money | None, kept: frozenset[str]
) -> object:
    if key in kept or not value:
        return value
    if isinstance(value, str):
        return text
    if isinstance(value, Money):
        return money or value
    if isinstance(value, Mapping):
        return {name: _replaced(name, part, text, money, kept) for name, part in value.items()}
    return tuple(_replaced("", part, text, money, kept) for part in value)
