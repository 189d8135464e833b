"""Whole documents as plain text: what a customer reads, line by line."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from billcli.documents.context import document_context
from billcli.documents.render import render
from billcli.domain.invoice import Allowance, Invoice, Line, Period, TaxGroup

if TYPE_CHECKING:
    from collections.abc import Callable

ENGLISH = """\
Lindgren & Vale Studio Ltd
14 Tannery Yard
Bristol
BS1 6QF
United Kingdom
+44 117 496 0000
accounts@lindgrenvale.example


Acme Inc.                               Number        INV-2026-0001
Accounts payable                        Date          January 15, 2026
200 Harbor Way                          Due           February 14, 2026
Suite 410                               Customer no.  Acme
Portland, OR 97209
United States


Invoice INV-2026-0001
================================================================================

#  Description                          Quantity     Unit price  VAT  Amount EUR
--------------------------------------------------------------------------------
1  Consulting, January                        10  h      150.00  20%    1,500.00
2  Hosting                                     1         300.00  20%      300.00
--------------------------------------------------------------------------------
                                  Net total                             1,800.00
                                  VAT 20% on 1,800.00                     360.00
                                  ----------------------------------------------
                                  Total                             EUR 2,160.00
                                  ==============================================

Please pay by February 14, 2026 and quote the reference.

Amount due      EUR 2,160.00
Due             February 14, 2026
Account holder  Lindgren & Vale Studio Ltd
IBAN            GB33 BUKB 2020 1555 5555 55
BIC             BUKBGB22
Reference       INV-2026-0001

--------------------------------------------------------------------------------
Lindgren & Vale Studio Ltd
VAT ID GB123456789
Registration Companies House 01234567
"""

GERMAN_TABLE = """\
Pos.  Leistung                        Menge        Einzelpreis  USt.  Betrag EUR
--------------------------------------------------------------------------------
1     Beratung                           10  h          120,00  19 %    1.200,00
        1.–31. Jan. 2026
2     Fachbuch über sehr lange            3  Stk.        29,90   7 %       89,70
      Geschäftsbezeichnungen
--------------------------------------------------------------------------------
                                  Zwischensumme                         1.289,70
                                  Treuerabatt 5 %                         -64,49
                                  Nettobetrag                           1.225,21
                                  USt. 19 % auf 1.140,00                  216,60
                                  USt. 7 % auf 85,21                        5,96
                                  ----------------------------------------------
                                  Gesamtbetrag                      1.447,77 EUR
                                  ==============================================
"""  # noqa: RUF001 - the dash of a German date range


def text_of(invoice: Invoice, issuer: dict[str, str], customer: dict[str, str]) -> str:
    context = document_context(invoice, issuer, customer)
    files = render("invoice", context, ["text"]).files
    return files["text"].decode().replace("\u00a0", " ")


def test_an_invoice_in_english(
    simple: Invoice, issuer: dict[str, str], acme: dict[str, str]
) -> None:
    assert text_of(simple, issuer, acme) == ENGLISH


def test_an_invoice_in_german_with_two_rates_and_a_discount(
    document: Callable[..., Invoice],
    line: Callable[..., Line],
    tax: Callable[..., TaxGroup],
    allowance: Callable[..., Allowance],
    issuer: dict[str, str],
    globex: dict[str, str],
) -> None:
    january = Period(dt.date(2026, 1, 1), dt.date(2026, 1, 31))
    book = "Fachbuch über sehr lange Geschäftsbezeichnungen"
    invoice = document(
        [
            line("Beratung", "10", "120.00", "1200.00", unit="HUR", tax="V19", period=january),
            line(book, "3", "29.90", "89.70", unit="H87", tax="V7"),
        ],
        [tax("V19", "19", "1140.00", "216.60"), tax("V7", "7", "85.21", "5.96")],
        allowances=(
            allowance("-60.00", "5", "Treuerabatt", "V19"),
            allowance("-4.49", "5", "Treuerabatt", "V7"),
        ),
    )
    text = text_of(invoice, issuer, globex)
    start = text.index("Pos.  Leistung")
    assert text[start : start + len(GERMAN_TABLE)] == GERMAN_TABLE
    assert text.startswith("Lindgren & Vale Studio Ltd\n")
    assert "Rechnung INV-2026-0001\n====" in text
    assert "Vereinigtes Königreich" in text
