"""A document as a person sees it on a terminal: the values of one page, not yet laid out."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from billcli.domain.named import TYPE_CHECKING

if TYPE_CHECKING:
    from decimal import Decimal

    from billcli.domain.money import Money


class Tone(Enum):
    """How a word stands out, beside what it says."""

    PLAIN = ""
    GOOD = "32"
    WAITING = "33"
    BAD = "31"


@dataclass(frozen=True, slots=True)
class SheetLine:
    """One line of the document.

    Attributes:
        unit: as people type it; empty for pieces.
        price: per unit.
        tax: rates in words; empty where nothing is taxed.
        remarks: what stands below the description, such as a period or a discount.
    """

    description: str
    quantity: Decimal
    unit: str
    price: Decimal
    tax: str
    amount: Money
    remarks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SheetMove:
    """One movement of the history.

    Attributes:
        place: ``file:line`` of the entry.
    """

    date: str
    what: str
    amount: Money
    place: str = ""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A whole document.

    Attributes:
        sender: name, then address and the rest, a line each.
        addressee: the same for the customer.
        title: what it is, such as ``Invoice``.
        number: its number, or the file of a draft.
        status: where it stands, in words.
        particulars: label and value of each thing to know, such as the date.
        sums: label and amount of everything between the lines and the total.
        total: label and amount of the total.
        included: the same, of what the total holds already, such as the tax in gross prices.
        notes: sentences below the totals.
        payment: label and value of each thing to know for paying.
        settled: label and amount of what was paid and what is open.
        history: what happened to it.
    """

    sender: tuple[str, ...]
    addressee: tuple[str, ...]
    title: str
    number: str
    status: str
    tone: Tone
    particulars: tuple[tuple[str, str], ...]
    lines: tuple[SheetLine, ...]
    sums: tuple[tuple[str, Money], ...]
    total: tuple[str, Money]
    included: tuple[tuple[str, Money], ...] = ()
    notes: tuple[str, ...] = ()
    payment: tuple[tuple[str, str], ...] = ()
    settled: tuple[tuple[str, Money], ...] = ()
    history: tuple[SheetMove, ...] = ()
