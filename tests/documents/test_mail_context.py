"""The words of an e-mail that brings a document."""

from __future__ import annotations

from dataclasses import replace

import pytest

from billcli.documents.context import invoice_context
from billcli.documents.letterhead import Letterhead
from billcli.documents.mail_context import greeting, mail_context
from billcli.documents.receipt_context import receipt_context
from billcli.documents.render import Press
from billcli.documents.sample import CUSTOMER, ISSUER, NUMBER, sample_invoice, samples
from billcli.documents.sample_account import RECEIPT


def head(language: str = "en", **customer: str) -> Letterhead:
    return Letterhead.of(ISSUER, {**CUSTOMER, **customer}, language=language)


def words(language: str = "en", **customer: str) -> str:
    own = head(language, **customer)
    context = mail_context(invoice_context(sample_invoice(), own), own)
    with Press() as press:
        return press.render("mail", context, ["text"]).files["text"].decode()


@pytest.mark.parametrize(
    ("language", "brings", "regards"),
    [
        ("en", "Please find attached: Invoice INV-2026-0042.", "Kind regards"),
        ("de", "Im Anhang erhalten Sie: Rechnung INV-2026-0042.", "Mit freundlichen Grüßen"),
        ("de-CH", "Im Anhang erhalten Sie: Rechnung INV-2026-0042.", ""),
        ("fr", "Veuillez trouver ci-joint : Facture INV-2026-0042.", ""),
        ("it", "In allegato trova: Fattura INV-2026-0042.", ""),
        ("es", "Le enviamos adjunto: Factura INV-2026-0042.", ""),
        ("nl", "Als bijlage ontvangt u: Factuur INV-2026-0042.", ""),
    ],
)
def test_a_letter_speaks_the_reader_s_language(language: str, brings: str, regards: str) -> None:
    text = " ".join(words(language).split())
    assert brings in text
    assert regards in text


def test_a_letter_says_how_to_pay_as_the_document_does() -> None:
    text = words()
    assert "Please pay by 2 March 2026" in text
    assert "2% discount, EUR 106.94, if paid by 10 February 2026." in " ".join(text.split())
    assert "DE89 3704 0044 0532 0130 00" in text
    assert "5,347.19" in text


def test_a_letter_has_neither_letterhead_nor_address_nor_code_to_scan() -> None:
    text = words()
    assert "Speicherstraße" not in text
    assert CUSTOMER["name"] not in text
    own = head()
    context = mail_context(invoice_context(sample_invoice(), own), own)
    assert context.data["payment"]["code"] == ""  # type: ignore[index]
    with Press() as press:
        page = press.render("mail", context, ["html"]).files["html"].decode()
    assert "<svg" not in page
    assert "data:image" not in page
    assert "<h1>Invoice INV-2026-0042</h1>" in page


def test_a_letter_without_anything_to_pay_asks_for_nothing() -> None:
    own = head()
    context = mail_context(receipt_context(RECEIPT, own), own)
    assert context.data["payment"]["wanted"] == ""  # type: ignore[index]
    settled = replace(RECEIPT, lines=())
    assert mail_context(receipt_context(settled, own), own).data["title"] == (
        f"Receipt {RECEIPT.number}"
    )


def test_the_letter_belongs_to_its_document() -> None:
    own = head("de")
    document = invoice_context(sample_invoice(), own)
    context = mail_context(document, own)
    assert (context.date, context.language) == (document.date, "de")
    assert context.data["number"] == NUMBER
    assert context.data["kind"] == "mail"


def test_a_person_in_charge_is_greeted_by_name() -> None:
    assert greeting(head()) == "Dear Jonas Weber,"
    assert greeting(head(contact="")) == "Dear Sir or Madam,"


def test_a_letter_can_be_printed() -> None:
    (first, *_) = samples("mail")
    with Press() as press:
        found = press.render("mail", first.context, ["pdf"])
    assert found.files["pdf"].startswith(b"%PDF-")
    assert found.problems == ()
