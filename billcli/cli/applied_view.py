"""How it is said what money or credit settled, and in which order."""

from __future__ import annotations

from billcli.domain.allocation_part import row_name
from billcli.domain.named import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from billcli.domain.agreement import Agreement
    from billcli.domain.allocation_part import Part

_WORDS = {"oldest": "oldest first"}


def applied_words(parts: Iterable[Part], agreed: Agreement | None) -> str:
    """Return what was settled; an order that decided it is named, and late fees and interest.

    Args:
        parts: in the order in which they were settled.
        agreed: the order, None where the items were named or only they made up the amount.
    """
    if agreed is None:
        return ", ".join(f"{row_name(part.open_item)} {part.amount}" for part in parts)
    each = (
        f"{agreed.sort_of(part.open_item)} {row_name(part.open_item)} {part.amount}".strip()
        for part in parts
    )
    return f"{_WORDS.get(agreed.order, agreed.order)}: {', then '.join(each)}"
