"""What billcli calculates must pass its own rules, whatever the prices, taxes and roundings."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from billcli.domain.calculate import calculate
from billcli.domain.entry import Entry, Facts
from billcli.domain.invoice import Prices
from billcli.domain.invoice_draft import Defaults, InvoiceDraft
from billcli.domain.invoice_entry import entry_of
from billcli.domain.line_draft import LineDraft
from billcli.domain.money import ROUNDINGS
from billcli.domain.open_item import Kind
from billcli.domain.problem import BillcliError
from billcli.domain.reduction import Reduction
from billcli.domain.rule.check import check
from billcli.domain.seal import sealed
from billcli.domain.tax import Rounding, TaxCode, TaxTable

DAY = dt.date(2026, 1, 15)
TABLE = TaxTable(
    (
        *(
            TaxCode(name, category, f"Liabilities:{name[:5]}", ((DAY, Decimal(rate)),))
            for name, category, rate in (
                ("DE-19", "S", "19"),
                ("DE-19-goods", "S", "19"),
                ("CH-8", "S", "8.1"),
                ("ZERO", "Z", "0"),
                ("GST", "S", "5"),
                ("PST", "S", "9.975"),
            )
        ),
        TaxCode("BOTH", "S", "", (), components=("GST", "PST")),
    )
)
LINES = st.builds(
    LineDraft,
    description=st.just("Work"),
    quantity=st.decimals("-9", "99", places=2).filter(bool),
    unit=st.just("HUR"),
    price=st.decimals("0.01", "999", places=3),
    tax=st.sampled_from(["DE-19", "DE-19-goods", "CH-8", "ZERO", "BOTH", ""]),
    discount=st.sampled_from([None, Reduction(Decimal(3), percent=True)]),
)
DRAFTS = st.builds(
    InvoiceDraft,
    customer=st.just("Acme"),
    date=st.just(DAY),
    currency=st.sampled_from(["EUR", "JPY", "KWD"]),
    lines=st.lists(LINES, min_size=1, max_size=6).map(tuple),
    terms=st.just("net 30"),
    discount=st.sampled_from([None, Reduction(Decimal("2.5"), percent=True)]),
    prices=st.sampled_from(Prices),
    kind=st.sampled_from([Kind.INVOICE, Kind.CREDIT_NOTE]),
)
ROUNDING = st.builds(
    Rounding,
    mode=st.sampled_from(sorted(ROUNDINGS)),
    level=st.sampled_from(["document", "line"]),
)


def booked(draft: InvoiceDraft, rounding: Rounding) -> Entry | None:
    try:
        invoice = calculate(draft, TABLE, rounding, Defaults("DE-19", "Income:Work"))
    except BillcliError:
        return None  # below zero, or a discount that takes more than there is
    numbered = replace(invoice, number="INV-1")
    return sealed(entry_of(numbered, "Assets:Receivable:Acme", "Acme Inc.", "Expenses:Rounding"))


def judge(draft: InvoiceDraft, rounding: Rounding) -> None:
    entry = booked(draft, rounding)
    assert check(Facts((entry,) if entry else ()), ["Assets:Receivable"]) == ()


@given(DRAFTS, ROUNDING)
@settings(max_examples=50, deadline=None)
def test_a_calculated_document_keeps_every_rule(draft: InvoiceDraft, rounding: Rounding) -> None:
    judge(draft, rounding)


@pytest.mark.long
@given(DRAFTS, ROUNDING)
@settings(max_examples=2000, deadline=None)
def test_a_calculated_document_keeps_every_rule_long(
    draft: InvoiceDraft, rounding: Rounding
) -> None:
    judge(draft, rounding)
