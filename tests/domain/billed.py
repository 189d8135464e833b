"""Invoices as they are read back from their entries, and what is credited of them."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from decimal import Decimal
from typing import TYPE_CHECKING

from billcli.domain.calculate import calculate
from billcli.domain.correction import check_amount, check_groups, credit_note_of
from billcli.domain.credit_by_amount import credited_amount
from billcli.domain.credit_by_line import credited_lines, rest_of
from billcli.domain.credit_left import left_of
from billcli.domain.frozen import replace
from billcli.domain.invoice import Prices
from billcli.domain.invoice_draft import Defaults, InvoiceDraft
from billcli.domain.invoice_entry import entry_of, invoice_of
from billcli.domain.line_draft import LineDraft
from billcli.domain.money import Money
from billcli.domain.reduction import Reduction
from billcli.domain.seal import sealed
from billcli.domain.tax import Rounding, TaxCode, TaxTable

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from billcli.domain.credit_left import Left
    from billcli.domain.entry import Entry
    from billcli.domain.invoice import Invoice

DAY = dt.date(2026, 1, 31)
OWED = "Assets:Receivable:Acme"
SINCE = dt.date(2000, 1, 1)


def _code(name: str, category: str, rate: str, account: str = "Liabilities:VAT") -> TaxCode:
    return TaxCode(name, category, account, ((SINCE, Decimal(rate)),))


TABLE = TaxTable(
    (
        _code("S19", "S", "19"),
        _code("S19b", "S", "19"),
        _code("S7", "S", "7"),
        _code("RC", "AE", "0"),
        _code("GST", "S", "5", "Liabilities:GST"),
        _code("PST", "S", "7", "Liabilities:PST"),
        TaxCode("BC", "S", "", (), components=("GST", "PST")),
    )
)


def line(
    quantity: str, price: str, tax: str = "S19", *, off: str = "", text: str = "Work",
    account: str = "Income:Services",
) -> LineDraft:  # fmt: skip
    """Return a line as asked for."""
    reduction = Reduction(Decimal(off), percent=False) if off else None
    return LineDraft(text, Decimal(quantity), "C62", Decimal(price), tax, account, reduction)


def bill(
    *lines: LineDraft, gross: bool = False, discount: str = "", level: str = "document",
    currency: str = "EUR", cash: str = "",
) -> Invoice:  # fmt: skip
    """Return an issued invoice as the ledger has it."""
    draft = InvoiceDraft(
        "Acme", DAY, currency, lines, prices=Prices.GROSS if gross else Prices.NET,
        discount=Reduction(Decimal(discount), percent=True) if discount else None,
    )  # fmt: skip
    rounding = Rounding(level=level, cash={currency: Decimal(cash)} if cash else {})
    made = calculate(draft, TABLE, rounding, Defaults("S19", "Income:Services"))
    return read(booked(replace(made, number="INV-1")))


def booked(invoice: Invoice) -> Entry:
    """Return the entry of a document."""
    return sealed(entry_of(invoice, OWED, "Acme Inc.", "Expenses:Rounding"))


def read(entry: Entry) -> Invoice:
    """Return the document that an entry books."""
    return invoice_of(entry, lambda name: name == OWED, "Acme")


class Billed:
    """An invoice and the credit notes that were written of it."""

    def __init__(self, invoice: Invoice, level: str = "document") -> None:
        """Begin without any."""
        self.invoice = invoice
        self.rounding = Rounding(level=level)
        self.notes: list[Invoice] = []

    def __repr__(self) -> str:
        return f"{self.invoice} {self.notes}"

    @property
    def left(self) -> Left:
        return left_of(self.invoice, self.notes)

    def lines(self, wanted: Mapping[int, str | None]) -> Invoice:
        """Credit lines, as the service does."""
        asked = {at: None if text is None else Decimal(text) for at, text in wanted.items()}
        credit = credited_lines(self.left, asked, self.rounding)
        check_groups(credit, self.left, self.left)
        check_amount(credit.total, self.left, self.left)
        return self._noted(credit)

    def amount(self, number: str) -> Invoice:
        """Credit an amount, as the service does."""
        amount = Money.of(number, self.invoice.currency)
        check_amount(amount, self.left, self.left)
        return self._noted(credited_amount(self.left, amount, "Goodwill"))

    def rest(self) -> Invoice:
        """Credit all that is left, as the service does."""
        left = self.left
        if left.by_line:
            return self._noted(credited_lines(left, rest_of(left), self.rounding))
        return self._noted(credited_amount(left, left.total, "Rest"))

    def _noted(self, figures: Invoice) -> Invoice:
        check_groups(figures, self.left, self.left)
        note = credit_note_of(figures, f"CN-{len(self.notes) + 1}", DAY, "Returned")
        self.notes.append(read(booked(note)))
        assert self.notes[-1] == note
        return note

    def entries(self) -> list[Entry]:
        return [booked(one) for one in (self.invoice, *self.notes)]


def sums(entries: Iterable[Entry]) -> dict[tuple[object, ...], Decimal]:
    """Return what entries come to on each account and in each tax group, zeros left out."""
    found: defaultdict[tuple[object, ...], Decimal] = defaultdict(Decimal)
    for entry in entries:
        for posting in entry.postings:
            found[(posting.account,)] += posting.amount.number
            base = posting.meta.get("base")
            if isinstance(base, Money):
                group = posting.account, posting.meta["tax"], posting.meta["rate"]
                found["base", *group] += base.number
                found["tax", *group] += posting.amount.number
    return {key: number for key, number in found.items() if number}
