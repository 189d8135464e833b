"""An invoice or credit note as a customer receives it: lines, discounts, tax groups and total.

Figures here are final: they were calculated once (``billcli.domain.calculate``), or read back from
the ledger, where the posted figures are the document's figures (ledger format rules 9 and 10).
"""

from __future__ import annotations

from enum import Enum

from billcli.domain.frozen import frozen
from billcli.domain.money import Money, total
from billcli.domain.named import TYPE_CHECKING

if TYPE_CHECKING:
    import datetime as dt
    from decimal import Decimal

    from billcli.domain.advance import Advance
    from billcli.domain.instalment import Instalment
    from billcli.domain.open_item import Kind


class Prices(Enum):
    """Whether the printed prices hold the tax."""

    NET = "net"
    GROSS = "gross"


@frozen
class Period:
    """Days of service, both included."""

    start: dt.date
    end: dt.date


@frozen
class Line:
    """One line of a document.

    Attributes:
        quantity: may be negative for a return.
        unit: UN/ECE Recommendation 20 code, such as ``HUR`` or ``C62``.
        price: per unit as printed (gross when the document's prices are gross); up to eight
            decimals.
        discount: amount off the line as printed, zero when none.
        amount: round(quantity x price) - discount, as printed.
        net: what is posted as income for the line.
        tax: tax code, or an empty string when the line is outside any tax.
        account: income account.
    """

    description: str
    quantity: Decimal
    unit: str
    price: Money
    discount: Money
    amount: Money
    net: Money
    tax: str
    account: str
    period: Period | None = None


@frozen
class Allowance:
    """A discount or charge on the whole document, one per tax code (EN 16931 BG-20, BG-21).

    Attributes:
        net: signed effect on the net total: negative for a discount, positive for a charge.
        amount: the same as printed (gross when the document's prices are gross).
        percent: the percentage it was made from, or None when it was an amount.
    """

    net: Money
    amount: Money
    percent: Decimal | None
    reason: str
    tax: str
    account: str


@frozen
class TaxGroup:
    """Tax of one category and rate (EN 16931 BG-23).

    Attributes:
        code: the tax code posted; for a component, the component's code.
        group: the compound code it is part of, or an empty string.
        category: UNCL 5305 letter: S, Z, E, AE, K, G, O.
        rate: percent.
        base: net amount taxed.
        tax: the tax, zero for zero-rated, exempt and reverse charge.
        exemption: reason printed when no tax is charged.
    """

    code: str
    group: str
    category: str
    rate: Decimal
    base: Money
    tax: Money
    account: str
    exemption: str = ""


@frozen
class Origin:
    """What an invoice was made from; everything empty for one that was made by itself.

    Attributes:
        quote: number of the quote that was accepted.
        plan: id of the recurring plan it is one date of.
        plan_date: that date.
        is_deposit: whether it asks for a deposit on the quote, not for the whole.
    """

    quote: str = ""
    plan: str = ""
    plan_date: dt.date | None = None
    is_deposit: bool = False


BY_ITSELF = Origin()


@frozen
class Invoice:
    """A document with all its figures; amounts of a credit note are positive here.

    Attributes:
        number: an empty string until the number is taken.
        kind: invoice or credit note.
        customer: customer id.
        rounding: what cash rounding added, zero when none.
        reference: what the payer quotes (``domain.reference``), or an empty string.
        corrects: for a credit note, the number of the document it corrects.
        tax_value: the tax in the currency of the books (BT-111), where the document is kept at a
            value in it, else None.
        instalments: in the order they fall due, the last on ``due``; empty when all is due at once.
        advance: what was paid of it before it was issued, None where nothing was.
    """

    number: str
    kind: Kind
    customer: str
    date: dt.date
    due: dt.date | None
    terms: str
    currency: str
    lines: tuple[Line, ...]
    allowances: tuple[Allowance, ...]
    taxes: tuple[TaxGroup, ...]
    rounding: Money
    prices: Prices = Prices.NET
    note: str = ""
    delivery_date: dt.date | None = None
    period: Period | None = None
    purchase_order: str = ""
    buyer_reference: str = ""
    reference: str = ""
    corrects: str = ""
    reason: str = ""
    instalments: tuple[Instalment, ...] = ()
    origin: Origin = BY_ITSELF
    tax_value: Money | None = None
    advance: Advance | None = None

    @property
    def net(self) -> Money:
        """Return the sum without tax, after document discounts and charges (BT-109)."""
        nets = [line.net for line in self.lines] + [a.net for a in self.allowances]
        return total(nets, self.currency)

    @property
    def tax(self) -> Money:
        """Return the sum of all tax (BT-110)."""
        return total([group.tax for group in self.taxes], self.currency)

    @property
    def total(self) -> Money:
        """Return what the customer owes for the document (BT-112 plus BT-114)."""
        return self.net + self.tax + self.rounding

    @property
    def payable(self) -> Money:
        """Return what is left to pay when the document is issued (BT-115)."""
        return self.total - self.advance.amount if self.advance else self.total
