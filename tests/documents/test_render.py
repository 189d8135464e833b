from __future__ import annotations

import datetime as dt
import html
import json
import re
import subprocess
import sys
from html.parser import HTMLParser
from typing import TYPE_CHECKING

import pytest

from billcli.documents.columns import width
from billcli.documents.context import document_context
from billcli.documents.escape import visible
from billcli.documents.look import Look
from billcli.documents.render import FORMATS, Press, render
from billcli.domain.contract import CONTROL, PARTY_KEYS
from billcli.domain.invoice import Invoice, Line, Prices, TaxGroup
from billcli.domain.open_item import Kind
from billcli.domain.problem import InvalidError, UsageError

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

HOSTILE = [
    "=cmd|'/c calc'!A0", '#read("x")', "[bold]x", "a@b.de", "</script><b>", "$x$", "\\", '"',
    "x" * 10_000, "a\u202eb\u2066c", "\x1b[31mred", "{{ 7*7 }}", "{% raw %}", "// c", "/* c",
    "*b* _i_ `r` <l> @ref ~ --", '#";', '\\"; #read("x"); //', "#{", "1. x", "- x", "\ud800z",
    "one\ntwo", "'", "&amp;", "-->", "--]]>",
]  # fmt: skip


PRICES = (" 150.00 ", " 0.125 ")


class Page(HTMLParser):
    """Collects the tags and the text of a page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.text = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: object) -> None:
        del attrs
        self.tags.append(tag)

    def handle_data(self, data: str) -> None:
        self.text += data


def pages(pdf: bytes) -> int:
    return len(re.findall(rb"/Type\s*/Page\b(?!s)", pdf))


def everywhere(
    text: str,
    document: Callable[..., Invoice],
    line: Callable[..., Line],
    tax: Callable[..., TaxGroup],
) -> tuple[Invoice, dict[str, str]]:
    invoice = document(
        [line(text, "1", "1.00", "1.00", unit=text)],
        [tax("V", "20", "1.00", "0.20", exemption=text)],
        note=text,
        reason=text,
        terms=text,
        purchase_order=text,
        buyer_reference=text,
        corrects=text,
        number=text,
    )
    return invoice, dict.fromkeys(PARTY_KEYS, text) | {"country": "US", "language": "en"}


@pytest.mark.parametrize("text", HOSTILE, ids=lambda t: ascii(t[:12]))
def test_hostile_values_appear_as_themselves(
    text: str,
    document: Callable[..., Invoice],
    line: Callable[..., Line],
    tax: Callable[..., TaxGroup],
) -> None:
    invoice, party = everywhere(text, document, line, tax)
    found = render("invoice", document_context(invoice, party, party))
    page, calm = Page(found.files["html"].decode()), found.files["text"].decode()
    clean, harmless = (everywhere("x", document, line, tax) for _ in range(2))
    reference = render("invoice", document_context(clean[0], *harmless[1:] * 2), ["html"])
    assert page.tags == Page(reference.files["html"].decode()).tags
    assert visible(text) in page.text
    assert visible(text)[:20] in calm
    assert not CONTROL.search(calm.replace("\n", ""))
    assert found.files["pdf"].startswith(b"%PDF-")


def test_missing_characters_are_a_warning(
    document: Callable[..., Invoice], line: Callable[..., Line]
) -> None:
    context = document_context(document([line("株式会社", "1", "1.00", "1.00")]), {}, {})
    found = render("invoice", context)
    assert [p.code for p in found.problems] == ["GLYPH-MISSING"]
    assert "株式会社" in found.files["text"].decode()
    assert "株式会社" in found.files["html"].decode()
    assert render("invoice", context, ["html"]).problems == ()


def test_equal_input_gives_equal_bytes(
    simple: Invoice, issuer: dict[str, str], acme: dict[str, str]
) -> None:
    one, two = (render("invoice", document_context(simple, issuer, acme)) for _ in range(2))
    assert one.files == two.files
    assert tuple(one.files) == FORMATS


def test_only_what_is_asked_for_is_made(simple: Invoice) -> None:
    context = document_context(simple, {}, {})
    assert list(render("invoice", context, ["text", "text"]).files) == ["text"]
    with pytest.raises(UsageError, match="docx"):
        render("invoice", context, ["docx"])


def test_a_press_prints_many(simple: Invoice) -> None:
    context = document_context(simple, {"name": "Acme Inc."}, {})
    with Press() as press:
        first, second = (press.render("invoice", context) for _ in range(2))
    assert first == second


def test_the_text_invoice_fits_eighty_columns_and_aligns_amounts(
    document: Callable[..., Invoice],
    line: Callable[..., Line],
    tax: Callable[..., TaxGroup],
    issuer: dict[str, str],
    acme: dict[str, str],
) -> None:
    invoice = document(
        [
            line("Consulting on the annual report, second round of corrections", "10", "150.00",
                 "1500.00", unit="HUR"),
            line("株式会社 logo", "2.5", "0.125", "0.31"),
        ],
        [tax("V20", "20", "1500.31", "300.06")],
        note="word " * 40,
    )  # fmt: skip
    text = render("invoice", document_context(invoice, issuer, acme), ["text"]).files["text"]
    rows = text.decode().splitlines()
    assert max(map(width, rows)) == 80
    amounts = [r for r in rows if r.endswith(("1,500.00", "0.31", "1,500.31", "300.06"))]
    assert [width(r) for r in amounts] == [80] * 4
    prices = [r.rpartition(p)[0] + p.partition(".")[0] for r in rows for p in PRICES if p in r]
    assert len({width(start) for start in prices}) == 1
    assert not any(r != r.rstrip() for r in rows)


def test_the_html_is_self_contained(
    simple: Invoice, issuer: dict[str, str], acme: dict[str, str]
) -> None:
    text = render("invoice", document_context(simple, issuer, acme), ["html"]).files["html"]
    page = text.decode()
    assert not re.search(r"https?:|url\(|@import|<script|<link|<img src=\"(?!data:)|\son\w+=", page)
    assert "default-src 'none'" in page
    for words in ("prefers-color-scheme: dark", "@media print", 'name="viewport"'):
        assert words in page
    assert html.escape("Lindgren & Vale") in page


@pytest.mark.parametrize(("paper", "size"), [("a4", b"595"), ("letter", b"612 792")])
def test_both_papers(simple: Invoice, paper: str, size: bytes) -> None:
    files = render("invoice", document_context(simple, {}, {}, look=Look(paper=paper))).files
    assert re.search(rb"/MediaBox\s*\[0 0 " + size, files["pdf"])
    assert f"size: {paper};" in files["html"].decode()


def test_a_long_invoice_has_several_pages(
    document: Callable[..., Invoice], line: Callable[..., Line]
) -> None:
    short = document([line("x", "1", "1.00", "1.00")])
    long = document([line(f"Item {i}", "1", "1.00", "1.00") for i in range(90)])
    counts = [
        pages(render("invoice", document_context(i, {}, {}), ["pdf"]).files["pdf"])
        for i in (short, long)
    ]
    assert counts[0] == 1
    assert counts[1] >= 3


def test_a_credit_note_asks_for_no_payment(
    document: Callable[..., Invoice], line: Callable[..., Line], issuer: dict[str, str]
) -> None:
    note = document(
        [line("Consulting", "2", "150.00", "300.00")],
        kind=Kind.CREDIT_NOTE,
        number="CN-2026-0001",
        corrects="INV-2026-0001",
        reason="Charged twice",
        due=None,
    )
    found = render("credit-note", document_context(note, issuer, {}))
    text = found.files["text"].decode()
    for words in ("Credit note CN-2026-0001", "INV-2026-0001", "Charged twice", "Total credit"):
        assert words in text
    assert "IBAN" not in text
    assert found.problems == ()


@pytest.mark.parametrize("language", ["en", "de"])
@pytest.mark.parametrize(
    ("currency", "price", "prices"),
    [("JPY", "480000", Prices.NET), ("KWD", "310.125", Prices.NET), ("EUR", "1.00", Prices.GROSS)],
)
def test_every_currency_and_language_renders(
    document: Callable[..., Invoice],
    line: Callable[..., Line],
    tax: Callable[..., TaxGroup],
    language: str,
    currency: str,
    price: str,
    prices: Prices,
) -> None:
    invoice = document(
        [line("Design", "1", price, price, currency=currency)],
        [
            tax("V20", "20", price, "0", currency=currency),
            tax("RC", "0", price, "0", currency=currency, category="AE"),
        ],
        currency=currency,
        prices=prices,
        terms="2/10 net 30",
        delivery_date=dt.date(2026, 1, 1),
    )
    found = render("invoice", document_context(invoice, {"vat-id": "X"}, {}, language=language))
    amount = document_context(invoice, {}, {}, language=language).notation.money(invoice.total)
    assert found.problems == ()
    assert amount in found.files["text"].decode()


def test_a_template_at_fault_stops_everything(tmp_path: Path, simple: Invoice) -> None:
    (tmp_path / "invoice.typ").write_text("{{ nothing }}", "utf-8")
    with pytest.raises(InvalidError, match="'nothing' is undefined"):
        render("invoice", document_context(simple, {}, {}), template_dir=tmp_path)


def loaded(code: str) -> list[str]:
    script = f"import json, sys\n{code}\nprint(json.dumps(sorted(sys.modules)))"
    run = subprocess.run(  # noqa: S603 - our own interpreter and script
        [sys.executable, "-c", script], capture_output=True, check=True, text=True
    )
    return json.loads(run.stdout)


def test_nothing_heavy_is_loaded_before_it_is_needed() -> None:
    modules = loaded("import billcli.documents.context, billcli.documents.render")
    assert not {"jinja2", "typst", "babel"} & set(modules)
    modules = loaded("from billcli.documents.render import Press\nPress()")
    assert "typst" not in modules
