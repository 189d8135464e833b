"""What a line of an invoice asks for, and the entry of the price list it may come from."""

from __future__ import annotations

from billcli.domain.frozen import frozen
from billcli.domain.named import TYPE_CHECKING

if TYPE_CHECKING:
    from decimal import Decimal

    from billcli.domain.invoice import Period
    from billcli.domain.reduction import Reduction

UNITS = {
    "h": "HUR", "d": "DAY", "min": "MIN", "pc": "C62", "pcs": "C62", "km": "KMT", "mo": "MON",
    "kg": "KGM", "m2": "MTK",
}  # fmt: skip
PIECE = "C62"


@frozen
class PriceItem:
    """An entry of the price list; empty ``tax`` and ``account`` take the defaults.

    Attributes:
        unit: UN/ECE Recommendation 20 code the price is for.
        currency: of the price; empty when it is the document's, whatever that is.
    """

    code: str
    description: str
    price: Decimal
    unit: str = PIECE
    tax: str = ""
    account: str = ""
    currency: str = ""


@frozen
class LineDraft:
    """A line as asked for, before any figure is calculated.

    Attributes:
        unit: UN/ECE Recommendation 20 code.
        price: per unit, in the document's currency.
        tax, account: None takes the default; an empty tax is a line outside any tax.
        discount: off this line, or None.
        currency: of the price when the price list says so, else empty.
    """

    description: str
    quantity: Decimal
    unit: str
    price: Decimal
    tax: str | None = None
    account: str | None = None
    discount: Reduction | None = None
    period: Period | None = None
    currency: str = ""
