"""A quote: what is offered, at which price, and until when."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import datetime as dt

    from billcli.domain.invoice import Invoice


@dataclass(frozen=True, slots=True)
class Quote:
    """An offer with the figures its invoice will have.

    Attributes:
        offer: number, lines, taxes and total; its due date means nothing here.
        valid_until: last day on which the offer can be accepted, None when it stands open.
    """

    offer: Invoice
    valid_until: dt.date | None = None
