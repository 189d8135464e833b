"""Any document: net and tax are its gross, its entry is zero, and so is it with its credit note.

Each way of rounding tax has cases of its own: per line or document, half up or half to even, and
currencies of no, two and three digits.
"""

from __future__ import annotations

import datetime as dt
import itertools
from collections import defaultdict
from dataclasses import replace
from decimal import ROUND_HALF_EVEN, ROUND_HALF_UP, Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from billcli.domain.calculate import calculate
from billcli.domain.correction import application_entry, credit_note_of
from billcli.domain.discount_share import discount_shares
from billcli.domain.entry import Entry, Posting
from billcli.domain.invoice import Invoice, Prices
from billcli.domain.invoice_draft import Defaults, InvoiceDraft
from billcli.domain.invoice_entry import entry_of, invoice_of
from billcli.domain.line_draft import LineDraft
from billcli.domain.money import Money, digits, quantum, rounded, total
from billcli.domain.reduction import Reduction
from billcli.domain.tax import Rounding, TaxCode, TaxTable
from tests.domain.item_part import whole

DAY = dt.date(2026, 3, 1)
ALWAYS = dt.date(1, 1, 1)
ACME, ROUNDED = "Assets:Receivable:Acme", "Expenses:Rounding"
VAT = "Liabilities:Tax"
TABLE = TaxTable(
    (
        TaxCode("S", "S", VAT, ((ALWAYS, Decimal(19)),)),
        TaxCode("R", "S", VAT, ((ALWAYS, Decimal(7)),)),
        TaxCode("F", "S", VAT, ((ALWAYS, Decimal("5.5")),)),
        TaxCode("Z", "Z", VAT, ((ALWAYS, Decimal(0)),)),
        TaxCode("A", "AE", VAT, ((ALWAYS, Decimal(0)),)),
        TaxCode("G", "S", f"{VAT}:G", ((ALWAYS, Decimal(5)),)),
        TaxCode("Q", "S", f"{VAT}:Q", ((ALWAYS, Decimal("9.975")),)),
        TaxCode("C", "S", "", (), "", ("G", "Q")),
    )
)
WAYS = list(
    itertools.product(["line", "document"], [ROUND_HALF_UP, ROUND_HALF_EVEN], ["JPY", "EUR", "KWD"])
)
CODES = ["S", "R", "F", "Z", "A", "C", ""]


@st.composite
def documents(draw: st.DrawFn, level: str, mode: str, currency: str) -> Invoice:
    unit = quantum(currency)
    lines = draw(
        st.lists(
            st.builds(
                LineDraft,
                description=st.just("Thing"),
                quantity=st.decimals("-5", 100, places=2).filter(bool),
                unit=st.just("C62"),
                price=st.integers(0, 10**7).map(lambda n: Decimal(n) * unit / 4),
                tax=st.sampled_from(CODES),
            ),
            min_size=1,
            max_size=6,
        )
    )
    lines.append(LineDraft("Base", Decimal(1), "C62", 10**8 * unit, draw(st.sampled_from(CODES))))
    percent = st.builds(Reduction, st.decimals("0.01", 50, places=2), percent=st.just(value=True))
    draft = InvoiceDraft(
        "Acme", DAY, currency, tuple(lines), terms="net 30",
        discount=draw(st.none() | percent), prices=draw(st.sampled_from(Prices)),
    )  # fmt: skip
    cash = {currency: draw(st.sampled_from([1, 5])) * unit}
    return calculate(draft, TABLE, Rounding(mode, level, cash), Defaults("S", "Income:Work"))


def rests(*entries: Entry) -> dict[str, Decimal]:
    """Return what entries leave on each account, without zeros."""
    left: dict[str, Decimal] = defaultdict(Decimal)
    for entry in entries:
        for posting in entry.postings:
            left[posting.account] += posting.amount.number
    return {account: number for account, number in left.items() if number}


def is_zero(entry: Entry, currency: str) -> bool:
    amounts = [posting.amount for posting in entry.postings]
    fits = all(-a.number.as_tuple().exponent == digits(currency) for a in amounts)
    return fits and not total(amounts, currency)


def judge(invoice: Invoice) -> None:
    """Hold a document, its entry, its credit note and a discount on it to the cent."""
    currency = invoice.currency
    assert invoice.net + invoice.tax + invoice.rounding == invoice.total
    issued = invoice_of(
        entry_of(_numbered(invoice, "INV-1"), ACME, "Acme", ROUNDED), _is_acme, "Acme"
    )
    assert (issued.net, issued.tax, issued.total) == (invoice.net, invoice.tax, invoice.total)
    billed = entry_of(issued, ACME, "Acme", ROUNDED)
    assert is_zero(billed, currency)
    credit = credit_note_of(issued, "CN-1", DAY, "Mistake")
    credited = entry_of(credit, ACME, "Acme", ROUNDED)
    assert is_zero(credited, currency)
    assert rests(billed, credited) == {}, "a credit note is the mirror of its invoice"
    back = invoice_of(credited, _is_acme, "Acme")
    assert (back.net, back.tax, back.total) == (issued.net, issued.tax, issued.total)
    owed = whole("INV-1", str(issued.total.number), currency, ACME)
    gone = whole("CN-1", str(-issued.total.number), currency, ACME)
    applied = application_entry("APP-1", DAY, (gone, owed), payee="Acme")
    assert is_zero(applied, currency)
    assert rests(billed, credited, applied) == {}
    _judge_discount(issued)


def _judge_discount(invoice: Invoice) -> None:
    """A discount is split without loss, and all of a document's is its very figures."""
    if invoice.total.number <= 0:
        return
    part = Money(rounded(invoice.total.number / 3, invoice.currency), invoice.currency)
    for taken in (part, invoice.total):
        net, taxes = discount_shares(taken, invoice.taxes, invoice.total)
        assert net + total([share.tax for share in taxes], invoice.currency) == taken


def _numbered(invoice: Invoice, number: str) -> Invoice:
    return replace(invoice, number=number)


def _is_acme(account: str) -> bool:
    return account == ACME


def name_of(way: tuple[str, str, str]) -> str:
    return "-".join(way)


@pytest.mark.parametrize("way", WAYS, ids=name_of)
def test_net_and_tax_are_gross_and_every_entry_is_zero(way: tuple[str, str, str]) -> None:
    @settings(max_examples=17, deadline=None, database=None)
    @given(documents(*way))
    def any_document(invoice: Invoice) -> None:
        judge(invoice)

    any_document()


@pytest.mark.long
@pytest.mark.parametrize("way", WAYS, ids=name_of)
def test_ten_thousand_documents_of_each_rounding(way: tuple[str, str, str]) -> None:
    seen = 0

    @settings(max_examples=10_000, deadline=None, database=None)
    @given(documents(*way))
    def any_document(invoice: Invoice) -> None:
        nonlocal seen
        seen += 1
        judge(invoice)

    any_document()
    assert seen >= 10_000


@pytest.mark.parametrize(
    ("mode", "currency", "tax"),
    [
        (ROUND_HALF_UP, "EUR", "0.01"),
        (ROUND_HALF_EVEN, "EUR", "0.00"),
        (ROUND_HALF_UP, "JPY", "1"),
        (ROUND_HALF_EVEN, "JPY", "0"),
        (ROUND_HALF_UP, "KWD", "0.001"),
        (ROUND_HALF_EVEN, "KWD", "0.000"),
    ],
)
def test_half_a_unit_of_tax_goes_where_the_mode_says(mode: str, currency: str, tax: str) -> None:
    table = TaxTable((TaxCode("T", "S", VAT, ((ALWAYS, Decimal(5)),)),))
    line = LineDraft("Thing", Decimal(1), "C62", quantum(currency) * 10, "T")
    draft = InvoiceDraft("Acme", DAY, currency, (line,))
    found = calculate(draft, table, Rounding(mode, "document"), Defaults("T", "Income:Work"))
    assert str(found.tax.number) == tax


def test_by_line_and_by_document_may_differ_and_both_add_up() -> None:
    lines = tuple(LineDraft("Thing", Decimal(1), "C62", Decimal("0.10"), "R") for _ in range(3))
    draft = InvoiceDraft("Acme", DAY, "EUR", lines)
    taxes = []
    for level in ("line", "document"):
        found = calculate(draft, TABLE, Rounding(ROUND_HALF_UP, level), Defaults("R", "Income:W"))
        taxes.append(str(found.tax))
        judge(found)
    assert taxes == ["0.03 EUR", "0.02 EUR"]


def test_a_rest_is_seen() -> None:
    legs = (Posting("Assets:Bank", Money.of("1.00", "EUR")),
            Posting("Income:Work", Money.of("-0.99", "EUR")))  # fmt: skip
    entry = Entry(DAY, "", "", (), (), legs)
    assert not is_zero(entry, "EUR")
    assert rests(entry) == {"Assets:Bank": Decimal("1.00"), "Income:Work": Decimal("-0.99")}
