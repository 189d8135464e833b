from __future__ import annotations

import base64
import io
import re
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
import typst
import zxingcpp
from PIL import Image

from billcli.documents.context import invoice_context
from billcli.documents.environment import Templates
from billcli.documents.letterhead import Letterhead
from billcli.documents.look import Look
from billcli.documents.payment_code import Claim, payment_code
from billcli.documents.render import render
from billcli.documents.typeface import Typefaces
from billcli.domain.money import Money
from billcli.domain.open_item import Kind
from billcli.domain.reference import reference_for

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from billcli.documents.letterhead import Context
    from billcli.domain.invoice import Invoice

    Make = Callable[..., Invoice]

GERMAN = {
    "name": "Studio Linden", "address": "Lindenallee 7", "postcode": "53111", "city": "Bonn",
    "country": "DE", "iban": "DE89370400440532013000", "bic": "COBADEFFXXX", "vat-id": "DE1",
}  # fmt: skip
SWISS = {
    "name": "Atelier Linden & Söhne", "address": "Seestrasse 14", "postcode": "8002",
    "city": "Zürich", "country": "CH", "iban": "CH58 0079 1123 0008 8901 2", "vat-id": "CHE-1",
}  # fmt: skip
QR = {**SWISS, "iban": "CH44 3199 9123 0008 8901 2"}
BUYER = {
    "name": "Globex AG", "address": "Rue du Lac 7", "postcode": "1003", "city": "Lausanne",
    "country": "CH",
}  # fmt: skip
NUMBER = "INV-2026-0042"
EURO, FRANC = Money.of("1590.00", "EUR"), Money.of("1590.00", "CHF")


def claim(amount: Money, issuer: dict[str, str], number: str = NUMBER) -> Claim:
    return Claim(amount, number, reference_for(NUMBER, issuer.get("iban", "")), "Invoice")


@pytest.mark.parametrize(
    ("issuer", "amount", "choice", "kind"),
    [
        (GERMAN, EURO, "auto", "epc"),
        (GERMAN, EURO, "epc", "epc"),
        (GERMAN, EURO, "swiss", ""),
        (GERMAN, EURO, "none", ""),
        (GERMAN, FRANC, "auto", ""),
        (SWISS, FRANC, "auto", "swiss"),
        (SWISS, EURO, "auto", "swiss"),
        (SWISS, FRANC, "swiss", "swiss"),
        (SWISS, FRANC, "epc", ""),
        (SWISS, EURO, "epc", ""),
        ({**SWISS, "bic": "POFICHBEXXX"}, EURO, "epc", "epc"),
        ({**SWISS, "bic": "POFICHBEXXX", "city": ""}, EURO, "auto", "epc"),
        ({**SWISS, "city": ""}, FRANC, "auto", ""),
        (SWISS, FRANC, "none", ""),
        (QR, FRANC, "auto", "swiss"),
        (QR, EURO, "auto", "swiss"),
        ({**QR, "bic": "POFICHBEXXX"}, EURO, "epc", ""),
        (SWISS, Money.of("1590.00", "USD"), "auto", ""),
        ({}, EURO, "auto", ""),
    ],
)
def test_which_code_a_document_gets(
    issuer: dict[str, str], amount: Money, choice: str, kind: str
) -> None:
    code = payment_code(claim(amount, issuer), issuer, BUYER, choice)
    assert (code.kind if code else "") == kind


def test_a_draft_has_none() -> None:
    assert payment_code(claim(EURO, GERMAN, ""), GERMAN, BUYER) is None


def test_a_customer_without_a_country_is_at_home() -> None:
    buyer = {k: v for k, v in BUYER.items() if k != "country"}
    code = payment_code(claim(FRANC, QR), QR, buyer)
    assert code is not None
    assert code.text.split("\n")[20:27] == [
        "S", "Globex AG", "Rue du Lac 7", "", "1003", "Lausanne", "CH",
    ]  # fmt: skip


def test_the_reference_in_the_code_is_the_one_printed() -> None:
    for issuer, kind in ((GERMAN, "RF"), (SWISS, "SCOR"), (QR, "QRR")):
        asked = claim(EURO, issuer)
        code = payment_code(asked, issuer, BUYER)
        assert code is not None
        assert asked.reference in code.text.split("\n")
        assert kind in code.text


def test_the_texts_of_the_strip() -> None:
    code = payment_code(claim(FRANC, QR), QR, BUYER)
    assert code is not None
    assert code.data("words")["bill"] == {
        "iban": "CH44 3199 9123 0008 8901 2",
        "creditor": ("Atelier Linden & Söhne", "Seestrasse 14", "8002 Zürich"),
        "creditor_short": ("Atelier Linden & Söhne", "8002 Zürich"),
        "reference": "00 00000 00000 18233 12026 00420",
        "message": "Invoice",
        "debtor": ("Globex AG", "Rue du Lac 7", "1003 Lausanne"),
        "debtor_short": ("Globex AG", "1003 Lausanne"),
        "currency": "CHF",
        "amount": "1 590.00",
    }


def context(invoice: Invoice, issuer: dict[str, str], **more: str) -> Context:
    paper, language = more.get("paper", "a4"), more.get("language", "en")
    buyer = {**BUYER, "country": issuer["country"]}
    look = Look(paper=paper, payment_code=more.get("choice", "auto"))
    head = Letterhead.of(issuer, buyer, language=language, look=look)
    reference = reference_for(invoice.number, issuer["iban"]) if invoice.number else ""
    return invoice_context(replace(invoice, reference=reference), head)


def pictures(source: str, folder: Path, dots: int) -> list[Image.Image]:
    """Return the pages of Typst source, in billcli's own faces."""
    faces = Typefaces(None)
    with faces.scratch:
        compiler = typst.Compiler(source.encode(), root=folder, font_paths=faces.fonts)
        made = compiler.compile(format="png", ppi=dots)
    pages = made if isinstance(made, list) else [made]
    return [Image.open(io.BytesIO(page)).convert("L") for page in pages]


def scanned(page: Image.Image) -> list[str]:
    return [found.text for found in zxingcpp.read_barcodes(page)]


@pytest.mark.parametrize(
    ("issuer", "paper"), [(GERMAN, "a4"), (SWISS, "a4"), (QR, "a4"), (QR, "letter")]
)
def test_the_code_is_read_from_the_printed_page(
    simple: Invoice, issuer: dict[str, str], paper: str, tmp_path: Path
) -> None:
    made = context(simple, issuer, paper=paper)
    source = Templates().render("invoice", "pdf", made)
    for dots in (120, 200):
        last = pictures(source, tmp_path, dots)[-1]
        assert scanned(last) == [made.data["payment"]["code"]["text"]]


@pytest.mark.parametrize("issuer", [GERMAN, QR])
def test_the_code_is_read_from_the_web_page(
    simple: Invoice, issuer: dict[str, str], tmp_path: Path
) -> None:
    made = context(simple, issuer)
    page = render("invoice", made, ["html"]).files["html"].decode()
    uri = re.findall(r'<img src="data:image/svg\+xml;base64,([^"]+)" alt="([^"]+)"', page)
    assert len(uri) == 1
    shapes = base64.b64decode(uri[0][0]).count(b"<path")
    assert shapes == {"epc": 2, "swiss": 5}[made.data["payment"]["code"]["kind"]]
    (tmp_path / "code.svg").write_bytes(base64.b64decode(uri[0][0]))
    assert made.data["payment"]["rows"][-1]["value"] in uri[0][1]
    assert re.search(r"img-src data:[\"; ]", page)
    dark = "#set page(width: 60mm, height: 60mm, margin: 5mm, fill: black)"
    source = f'{dark}\n#image("code.svg", width: 100%)'
    assert scanned(pictures(source, tmp_path, 200)[0]) == [made.data["payment"]["code"]["text"]]


def test_the_strip_stands_at_the_foot_of_the_sheet(
    document: Make, line: Make, tax: Make, tmp_path: Path
) -> None:
    """At 254 dots an inch a millimetre is ten dots; the symbol is 46 mm, 67 and 17 mm inside."""
    for count, pages in ((1, 1), (30, 2)):
        lines = [line(f"Line {n}", "1", "100.00", "100.00", currency="CHF") for n in range(count)]
        total = f"{count * 100}.00"
        groups = [tax("V20", "0", total, "0.00", currency="CHF")]
        made = context(document(lines, groups, currency="CHF"), QR)
        sheets = pictures(Templates().render("invoice", "pdf", made), tmp_path, 254)
        assert len(sheets) >= pages
        found = zxingcpp.read_barcodes(sheets[-1])[0].position
        corner, across = found.top_left, found.bottom_right
        top = 2970 - 1050 + 170
        for seen, meant in (
            (corner.x, 670),
            (corner.y, top),
            (across.x, 1130),
            (across.y, top + 460),
        ):
            assert abs(seen - meant) <= 8


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("de", ("Empfangsschein", "Zahlteil", "Konto / Zahlbar an", "Zahlbar durch")),
        ("fr", ("Récépissé", "Section paiement", "Compte / Payable à", "Payable par")),
        ("it", ("Ricevuta", "Sezione pagamento", "Conto / Pagabile a", "Pagabile da")),
        ("en", ("Receipt", "Payment part", "Account / Payable to", "Payable by")),
        ("es", ("Receipt", "Payment part", "Account / Payable to", "Payable by")),
    ],
)
def test_the_headings_are_those_of_the_guidelines(
    simple: Invoice, language: str, words: tuple[str, ...]
) -> None:
    made = context(simple, QR, language=language)
    source = Templates().render("invoice", "pdf", made)
    for word in words:
        assert f'"{word}"' in source


def test_a_strip_is_archivable_and_accessible(simple: Invoice) -> None:
    made = render("invoice", context(simple, QR), ["pdf"])
    assert made.problems == ()
    again = render("invoice", context(simple, QR), ["pdf"])
    assert made.files == again.files


def test_a_debtor_without_a_town_leaves_room_to_write(simple: Invoice) -> None:
    head = Letterhead.of(QR, {**BUYER, "city": ""}, language="en")
    reference = reference_for(NUMBER, QR["iban"])
    made = invoice_context(replace(simple, reference=reference), head)
    assert made.data["payment"]["code"]["bill"]["debtor"] == ()
    assert render("invoice", made, ["pdf"]).problems == ()


@pytest.mark.parametrize("choice", ["auto", "epc", "swiss", "none"])
def test_no_code_on_what_asks_for_no_payment(simple: Invoice, choice: str) -> None:
    for other in (replace(simple, kind=Kind.CREDIT_NOTE), replace(simple, number="")):
        made = context(other, GERMAN, choice=choice)
        assert made.data["payment"]["code"] == ""


def test_hostile_names_stay_inside_their_field(simple: Invoice, tmp_path: Path) -> None:
    issuer = {**GERMAN, "name": 'Eve"\n#panic()\nDE89370400440532013000\nEUR0.01'}
    made = context(simple, issuer)
    text = made.data["payment"]["code"]["text"]
    assert text.split("\n")[5] == 'Eve" #panic() DE89370400440532013000 EUR0.01'
    assert text.split("\n")[7] == "EUR2160.00"
    source = Templates().render("invoice", "pdf", made)
    assert scanned(pictures(source, tmp_path, 200)[-1]) == [text]


def test_without_an_account_there_is_no_code(simple: Invoice, issuer: dict[str, str]) -> None:
    claim = Claim(simple.total, "INV-2026-0001", "", "")
    assert payment_code(claim, issuer | {"iban": ""}, {}) is None
    assert payment_code(claim, {k: v for k, v in issuer.items() if k != "iban"}, {}) is None
