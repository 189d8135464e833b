from __future__ import annotations

import datetime as dt
from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from billcli.documents.context import document_context, title
from billcli.documents.look import Look
from billcli.documents.wording import load_wording
from billcli.domain.instalment import parse_instalments, planned
from billcli.domain.invoice import Invoice, Line, Period, Prices, TaxGroup
from billcli.domain.money import Money
from billcli.domain.open_item import Kind
from billcli.domain.problem import UsageError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

JANUARY = Period(dt.date(2026, 1, 1), dt.date(2026, 1, 31))


def particulars(data: Mapping[str, object]) -> dict[str, str]:
    return {row["name"]: row["value"] for row in data["particulars"]}


def payment(data: Mapping[str, object]) -> dict[str, str]:
    return {row["name"]: row["value"] for row in data["payment"]["rows"]}


def plain(value: object) -> bool:
    if isinstance(value, tuple):
        return all(map(plain, value))
    if hasattr(value, "items"):
        return all(isinstance(k, str) and plain(v) for k, v in value.items())
    return isinstance(value, str | Money)


def test_templates_get_only_texts_money_and_containers_of_them(
    simple: Invoice, issuer: dict[str, str], acme: dict[str, str]
) -> None:
    assert plain(document_context(simple, issuer, acme).data)


def test_nothing_of_it_can_be_changed(simple: Invoice) -> None:
    context = document_context(simple, {}, {})
    with pytest.raises(TypeError):
        context.data["total"] = "0"  # type: ignore[index]
    with pytest.raises(TypeError):
        context.data["lines"][0]["amount"] = "0"  # type: ignore[index]


def test_empty_parties_are_no_obstacle(simple: Invoice) -> None:
    data = document_context(simple, {}, {}).data
    assert data["issuer"]["name"] == ""
    assert data["customer"]["lines"] == ()
    assert data["tax_name"] == "Tax"


def test_the_particulars_of_an_invoice(
    document: Callable[..., Invoice], issuer: dict[str, str], globex: dict[str, str]
) -> None:
    invoice = document(
        period=JANUARY,
        delivery_date=dt.date(2026, 1, 20),
        purchase_order="PO-7781",
        buyer_reference="K-114",
    )
    found = particulars(document_context(invoice, issuer, globex, language="en").data)
    assert list(found) == [
        "number", "date", "due", "delivery-date", "period", "purchase-order", "buyer-reference",
        "customer-number", "your-vat-id",
    ]  # fmt: skip
    assert found["number"] == "INV-2026-0001"
    assert found["due"] == "14 February 2026"
    assert found["your-vat-id"] == "DE811907980"


def test_absent_values_make_no_rows(document: Callable[..., Invoice]) -> None:
    found = particulars(document_context(document(due=None, customer=""), {}, {}).data)
    assert list(found) == ["number", "date"]


def test_an_invoice_without_number_is_a_draft(document: Callable[..., Invoice]) -> None:
    invoice = document(number="")
    assert title(invoice, load_wording("en")) == "Invoice Draft"
    assert particulars(document_context(invoice, {}, {}).data)["number"] == "Draft"


def test_the_language_is_the_customers_then_the_issuers(simple: Invoice) -> None:
    german, english = {"language": "de"}, {"language": "en"}
    assert document_context(simple, english, german).language == "de"
    assert document_context(simple, german, {}).language == "de"
    assert document_context(simple, german, {}, language="en").language == "en"
    assert document_context(simple, {}, {}).language == "en"


def test_an_unknown_language_gives_english_words_and_english_dates(simple: Invoice) -> None:
    context = document_context(simple, {}, {"language": "fi", "country": "FI"})
    assert context.language == "en"
    assert "January" in context.data["date"]


def test_figures_follow_the_language_and_the_country_where_it_is_spoken(simple: Invoice) -> None:
    context = document_context(simple, {"country": "GB"}, {"country": "DE"})
    assert context.notation.amount(simple.total) == "2,160.00"
    assert context.data["date"] == "15 January 2026"
    assert document_context(simple, {}, {"country": "DE", "language": "de"}).notation.mark == ","
    swiss = document_context(simple, {}, {"country": "CH", "language": "de"}).notation
    assert swiss.amount(simple.total) == "2\u2019160.00"


def test_each_party_names_its_country_to_a_foreign_one(
    simple: Invoice, issuer: dict[str, str], globex: dict[str, str]
) -> None:
    data = document_context(simple, issuer, globex).data
    assert data["issuer"]["lines"][-1] == "Vereinigtes Königreich"
    assert data["customer"]["lines"][-1] == "Deutschland"
    home = document_context(simple, issuer, {**globex, "country": "GB"}).data
    assert home["issuer"]["lines"][-1] == "BS1 6QF"


def test_lines_are_numbered_and_padded_to_the_decimal_mark(
    document: Callable[..., Invoice], line: Callable[..., Line], tax: Callable[..., TaxGroup]
) -> None:
    invoice = document(
        [
            line("Survey", "12.5", "310.12", "3876.50", unit="DAY"),
            line("Readings", "100000", "0.00415", "415.00"),
            line("Support", "1", "10.00", "8.00", unit="DAY", discount=Money.of("2.00", "EUR")),
            line("Odd", "1", "1.00", "1.00", unit="XYZ", tax="", period=JANUARY),
        ],
        [tax("V20", "20", "4299.50", "859.90")],
    )
    lines = document_context(invoice, {}, {}).data["lines"]
    assert [x["position"] for x in lines] == ["1", "2", "3", "4"]
    assert [x["quantity"] + x["quantity_pad"] for x in lines] == [
        "12.5", "100,000.0", "1.0", "1.0",
    ]  # fmt: skip
    assert [x["price_pad"] for x in lines] == ["000", "", "000", "000"]
    assert [x["unit"] for x in lines] == ["days", "", "day", "XYZ"]
    assert [x["tax"] for x in lines] == ["20%", "20%", "20%", ""]
    assert lines[2]["discount"] == "less EUR\u00a02.00 discount"
    assert lines[0]["discount"] == ""
    assert lines[3]["period"].endswith("31, 2026")


def test_a_line_of_a_compound_tax_shows_each_rate(
    document: Callable[..., Invoice], line: Callable[..., Line], tax: Callable[..., TaxGroup]
) -> None:
    invoice = document(
        [line("Design", "1", "100.00", "100.00", tax="BC")],
        [
            tax("GST-5", "5", "100.00", "5.00", group="BC"),
            tax("PST-7", "7", "100.00", "7.00", group="BC"),
        ],
    )
    assert document_context(invoice, {}, {}).data["lines"][0]["tax"] == "5% + 7%"


def test_the_payment_box_of_an_invoice(
    simple: Invoice, issuer: dict[str, str], acme: dict[str, str]
) -> None:
    data = document_context(simple, issuer, acme).data
    assert payment(data) == {
        "amount-due": "EUR\u00a02,160.00",
        "due": "February 14, 2026",
        "holder": "Lindgren & Vale Studio Ltd",
        "iban": "GB33 BUKB 2020 1555 5555 55",
        "bic": "BUKBGB22",
        "reference": "INV-2026-0001",
    }
    assert "February 14, 2026" in data["payment"]["sentence"]


def test_the_creditor_reference_is_what_the_payer_quotes(document: Callable[..., Invoice]) -> None:
    invoice = document(reference="RF18539007547034", rounding=Money.of("1.00", "EUR"))
    assert payment(document_context(invoice, {}, {}).data)["reference"] == "RF18 5390 0754 7034"


def test_without_an_account_no_holder_is_named(simple: Invoice) -> None:
    found = payment(document_context(simple, {"name": "Acme Inc."}, {}).data)
    assert list(found) == ["amount-due", "due", "reference"]


def test_without_a_due_date_no_date_is_asked_for(document: Callable[..., Invoice]) -> None:
    invoice = document(due=None, terms="", rounding=Money.of("1.00", "EUR"))
    sentence = document_context(invoice, {}, {}).data["payment"]["sentence"]
    assert sentence == "Please quote the reference with your payment."


@pytest.mark.parametrize("kind", [Kind.INVOICE, Kind.CREDIT_NOTE])
def test_nothing_is_asked_for_when_nothing_is_owed(
    document: Callable[..., Invoice], kind: Kind
) -> None:
    rounding = Money.of("5.00" if kind is Kind.CREDIT_NOTE else "0.00", "EUR")
    data = document_context(document(kind=kind, rounding=rounding), {"iban": "GB33"}, {}).data
    assert (data["payment"]["wanted"], data["payment"]["rows"]) == ("", ())
    words = "credited" if kind is Kind.CREDIT_NOTE else "nothing to pay"
    assert words in data["payment"]["sentence"]


def test_an_early_payment_discount_is_said_with_its_last_day(
    document: Callable[..., Invoice],
) -> None:
    invoice = document(terms="2/10 net 30", rounding=Money.of("1.00", "EUR"))
    data = document_context(invoice, {}, {"country": "GB"}).data
    assert data["payment"]["early"] == "2% discount, EUR\u00a00.02, if paid by 25 January 2026."
    assert data["remarks"] == ()


@pytest.mark.parametrize("terms", ["net 30", "eom", ""])
def test_terms_without_discount_say_nothing_more(
    document: Callable[..., Invoice], terms: str
) -> None:
    invoice = document(terms=terms, rounding=Money.of("1.00", "EUR"))
    data = document_context(invoice, {}, {}).data
    assert (data["payment"]["early"], data["remarks"]) == ("", ())


def test_remarks_are_the_note_the_reasons_and_terms_in_words(
    document: Callable[..., Invoice], line: Callable[..., Line], tax: Callable[..., TaxGroup]
) -> None:
    invoice = document(
        [line("Book", "1", "12.00", "12.00", net="10.00")],
        [tax("V20", "20", "10.00", "2.00"), tax("EX", "0", "0.00", "0.00", category="E")],
        note="Thank you.",
        terms="on collection",
        prices=Prices.GROSS,
    )
    assert document_context(invoice, {}, {}).data["remarks"] == (
        "Thank you.",
        "Prices include tax.",
        "No tax is charged.",
        "on collection",
    )


def test_the_papers(simple: Invoice) -> None:
    assert document_context(simple, {}, {}).paper == "a4"
    assert document_context(simple, {}, {}, look=Look(paper="letter")).paper == "us-letter"
    with pytest.raises(UsageError, match="a5"):
        document_context(simple, {}, {}, look=Look(paper="a5"))


def test_the_users_words_are_used(simple: Invoice, tmp_path: Path) -> None:
    (tmp_path / "wording").mkdir()
    (tmp_path / "wording" / "en.toml").write_text('[words]\ninvoice = "Bill"\n', "utf-8")
    data = document_context(simple, {}, {}, template_dir=tmp_path).data
    assert data["title"] == "Bill INV-2026-0001"


def test_a_quantity_of_one_has_its_own_unit(
    document: Callable[..., Invoice], line: Callable[..., Line]
) -> None:
    invoice = document([line("x", q, "1.00", "1.00", unit="DAY") for q in ("1", "1.00", "-1")])
    units = [x["unit"] for x in document_context(invoice, {}, {}).data["lines"]]
    assert units == ["day", "day", "days"]
    assert Decimal(1) == Decimal("1.00")


@pytest.fixture
def in_parts(simple: Invoice) -> Invoice:
    shares = parse_instalments("2026-02-14=10.00, 2026-03-14=rest", simple.date, simple.date)
    parts = planned(shares, simple.total)
    return replace(simple, instalments=parts, due=parts[-1].due, terms="")


def test_instalments_are_rows_of_the_payment_box(in_parts: Invoice, acme: dict[str, str]) -> None:
    data = document_context(in_parts, {}, acme, language="en").data
    rows = [(row["label"], row["value"]) for row in data["payment"]["rows"]]
    assert rows[0][0] == "Amount due"
    assert [label for label, _ in rows[1:3]] == ["Instalment 1", "Instalment 2"]
    assert rows[1][1].endswith("10.00 by February 14, 2026")
    assert data["payment"]["sentence"].startswith("Please pay in instalments")
    assert plain(data)


def test_no_due_date_of_the_whole_stands_beside_instalments(
    in_parts: Invoice, issuer: dict[str, str], acme: dict[str, str]
) -> None:
    data = document_context(in_parts, issuer, acme, language="en").data
    assert "due" not in particulars(data)
    assert "due" not in payment(data)
    assert data["due"] == ""


def test_the_payment_code_asks_for_the_first_instalment_and_says_so(
    in_parts: Invoice, issuer: dict[str, str], acme: dict[str, str]
) -> None:
    paid = {**issuer, "iban": "DE89370400440532013000"}
    box = document_context(in_parts, paid, acme, language="en").data["payment"]
    assert "\nEUR10.00\n" in box["code"]["text"]
    assert box["early"] == "The payment code is for the first instalment."
    without = document_context(in_parts, paid | {"iban": ""}, acme, language="en").data["payment"]
    assert (without["code"], without["early"]) == ("", "")
