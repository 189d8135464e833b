from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from billcli.documents.notation import notation
from billcli.documents.reader import Reader
from billcli.documents.sums import exemptions, tax_rows, total_rows
from billcli.documents.wording import load_wording
from billcli.domain.invoice import Allowance, Invoice, Line, Prices, TaxGroup
from billcli.domain.money import Money
from billcli.domain.open_item import Kind
from billcli.domain.tax import TaxCode

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

ENGLISH = Reader(load_wording("en"), notation("en", "GB"))
GERMAN = Reader(load_wording("de"), notation("de", "DE"))


def short(rows: tuple[Mapping[str, object], ...]) -> list[tuple[str, str, str]]:
    return [(r["role"], r["label"], str(r["amount"].number)) for r in rows]


def test_net_tax_and_total(simple: Invoice) -> None:
    rows = total_rows(simple, ENGLISH, vat=True)
    assert short(rows) == [
        ("net", "Net total", "1800.00"),
        ("tax", "VAT 20%", "360.00"),
        ("total", "Total", "2160.00"),
    ]
    assert [r["detail"] for r in rows] == ["", "on 1,800.00", ""]


def test_without_vat_number_it_is_called_tax(simple: Invoice) -> None:
    assert total_rows(simple, ENGLISH, vat=False)[1]["label"] == "Tax 20%"
    assert total_rows(simple, GERMAN, vat=False)[1]["label"] == "Steuer 20\u00a0%"


def test_without_tax_there_is_only_the_total(
    document: Callable[..., Invoice], line: Callable[..., Line]
) -> None:
    invoice = document([line("Survey", "1", "5.00", "5.00", tax="")])
    assert short(total_rows(invoice, ENGLISH, vat=True)) == [("total", "Total", "5.00")]


def test_a_discount_agreed_as_one_is_shown_as_one(
    document: Callable[..., Invoice],
    line: Callable[..., Line],
    tax: Callable[..., TaxGroup],
    allowance: Callable[..., Allowance],
) -> None:
    invoice = document(
        [line("A", "1", "100.00", "100.00"), line("B", "1", "50.00", "50.00", tax="V7")],
        [tax("V20", "20", "95.00", "19.00"), tax("V7", "7", "47.50", "3.33")],
        allowances=(
            allowance("-5.00", "5", "Loyalty"),
            allowance("-2.50", "5", "Loyalty", "V7"),
            allowance("3.00"),
            allowance("-1.00", "2"),
        ),
    )
    assert short(total_rows(invoice, ENGLISH, vat=True)) == [
        ("subtotal", "Subtotal", "150.00"),
        ("allowance", "Loyalty 5%", "-7.50"),
        ("allowance", "Surcharge", "3.00"),
        ("allowance", "Discount 2%", "-1.00"),
        ("net", "Net total", "144.50"),
        ("tax", "VAT 20%", "19.00"),
        ("tax", "VAT 7%", "3.33"),
        ("total", "Total", "166.83"),
    ]


def test_rows_above_the_total_add_up_to_it(
    document: Callable[..., Invoice], line: Callable[..., Line], tax: Callable[..., TaxGroup]
) -> None:
    invoice = document(
        [line("A", "1", "9.99", "9.99")],
        [tax("V20", "20", "9.99", "2.00")],
        rounding=Money.of("0.01", "EUR"),
    )
    rows = total_rows(invoice, ENGLISH, vat=True)
    assert [r["role"] for r in rows] == ["net", "tax", "rounding", "total"]
    assert sum(r["amount"].number for r in rows[:-1]) == rows[-1]["amount"].number


def test_gross_prices_say_what_the_total_includes(
    document: Callable[..., Invoice], line: Callable[..., Line], tax: Callable[..., TaxGroup]
) -> None:
    invoice = document(
        [line("Poster", "1", "12.00", "12.00", net="10.00")],
        [tax("V20", "20", "10.00", "2.00")],
        prices=Prices.GROSS,
    )
    assert short(total_rows(invoice, ENGLISH, vat=True)) == [
        ("total", "Total", "12.00"),
        ("included", "includes VAT 20%", "2.00"),
    ]


def test_components_are_called_by_their_own_names(
    document: Callable[..., Invoice], tax: Callable[..., TaxGroup]
) -> None:
    taxes = [
        tax("GST-5", "5", "100.00", "5.00", group="BC"),
        tax("PST", "7", "100.00", "7.00", group="BC"),
    ]
    rows = tax_rows(document([], taxes), ENGLISH, vat=False)
    assert [r["label"] for r in rows] == ["GST 5%", "PST 7%"]


def test_a_credit_note_totals_a_credit(document: Callable[..., Invoice]) -> None:
    rows = total_rows(document(kind=Kind.CREDIT_NOTE), ENGLISH, vat=True)
    assert rows[-1]["label"] == "Total credit"


def test_a_standard_rate_of_nothing_still_appears(
    document: Callable[..., Invoice], tax: Callable[..., TaxGroup]
) -> None:
    zero = tax("V0", "0", "10.00", "0.00")
    free = tax("RC", "0", "10.00", "0.00", category="AE")
    roles = [r["role"] for r in total_rows(document([], [zero, free]), ENGLISH, vat=True)]
    assert roles == ["net", "tax", "total"]
    assert len(tax_rows(document([], [zero, free]), ENGLISH, vat=True)) == 2


@pytest.mark.parametrize(
    ("category", "english", "german"),
    [
        ("Z", "Zero-rated", "Nullsteuersatz"),
        ("E", "Exempt", "Steuerbefreit"),
        ("AE", "Reverse charge", "Reverse Charge"),
        ("K", "Intra-community supply", "Innergemeinschaftliche Lieferung"),
        ("G", "Export", "Ausfuhrlieferung"),
        ("O", "Outside the scope", "Nicht steuerbar"),
        ("S", "VAT 0%", "USt. 0\u00a0%"),
    ],
)
def test_what_bears_no_tax_is_called_by_its_category(
    document: Callable[..., Invoice],
    tax: Callable[..., TaxGroup],
    category: str,
    english: str,
    german: str,
) -> None:
    invoice = document([], [tax("X", "0", "1.00", "0.00", category=category)])
    for reader, expected in ((ENGLISH, english), (GERMAN, german)):
        assert [row["label"] for row in tax_rows(invoice, reader, vat=True)] == [expected]


@pytest.mark.parametrize("category", ["E", "AE", "K", "G", "O"])
def test_the_standard_reason_is_said_in_the_readers_language(
    document: Callable[..., Invoice], tax: Callable[..., TaxGroup], category: str
) -> None:
    standard = TaxCode("X", category, "Liabilities:VAT", ()).reason
    for exemption in ("", standard):
        invoice = document(
            [], [tax("X", "0", "1.00", "0.00", category=category, exemption=exemption)]
        )
        (english,) = exemptions(invoice, ENGLISH.wording)
        (german,) = exemptions(invoice, GERMAN.wording)
        assert english != german


def test_a_reason_of_ones_own_is_said_once_and_as_written(
    document: Callable[..., Invoice], tax: Callable[..., TaxGroup]
) -> None:
    own = {"category": "E", "exemption": "Exempt under section 4"}
    taxes = [tax("A", "0", "1.00", "0.00", **own), tax("B", "0", "1.00", "0.00", **own)]
    invoice = document([], [*taxes, tax("V20", "20", "1.00", "0.20")])
    assert exemptions(invoice, GERMAN.wording) == ("Exempt under section 4",)
    assert [r["reason"] for r in tax_rows(invoice, GERMAN, vat=True)][-1] == ""


def test_reader_gives_no_words_for_absent_dates() -> None:
    assert (ENGLISH.date(None), ENGLISH.period(None)) == ("", "")
    assert ENGLISH.unit("HUR", Decimal(3)) == "h"
