"""What stands on the sheets of all six kinds of document, and where."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from itertools import accumulate, pairwise, product
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from billcli.documents.context import document_context
from billcli.documents.letterhead import Attachment, Letterhead
from billcli.documents.look import Logo, Look
from billcli.documents.reminder_context import reminder_context
from billcli.documents.render import Press
from billcli.documents.sample import CUSTOMER, ISSUER, KINDS, samples
from billcli.documents.sample_account import sample_reminder
from billcli.domain.money import Money
from billcli.domain.problem import InvalidError
from billcli.domain.reminder import Level, ReminderCharge
from tests.documents.conftest import make_invoice, make_line, make_tax
from tests.documents.pdf_reader import Page, pages, plain, streams

if TYPE_CHECKING:
    from collections.abc import Iterator

    from billcli.documents.letterhead import Context

LANGUAGES = ("en", "de", "fr", "es", "nl", "it")
SHEETS = tuple(product(("a4", "letter"), ("none", "din5008", "din5008-a", "us10")))
LOGO = Logo(
    b'<svg xmlns="http://www.w3.org/2000/svg" width="300" height="80"><rect width="300"'
    b' height="80"/></svg>',
    "svg",
)
SVG = "http://www.w3.org/2000/svg"
FOOTER = ("Managing director: Ada Lindgren", "Hamburg Commercial Bank")
RIGHT = 210 - 20  # right edge of the text on A4
MARKS = (
    b"<pdfaid:part>3", b"<pdfaid:conformance>A", b"<pdfuaid:part>1", b"<pdf:PDFVersion>1.7",
)  # fmt: skip


@pytest.fixture(scope="module")
def press() -> Iterator[Press]:
    with Press() as found:
        yield found


def printed(press: Press, kind: str, context: Context) -> bytes:
    made = press.render(kind, context, ["pdf"])
    assert made.problems == ()
    return made.files["pdf"]


def text_of(pdf: bytes) -> str:
    return plain("".join(run.text for page in pages(pdf) for run in page.runs))


def values(context: Context) -> Iterator[str]:
    """Yield what a reader must find on the page."""
    data = context.data
    yield str(data["title"])
    yield from (data["customer"]["name"], *data["customer"]["lines"], *data["issuer"]["lines"])
    strip = getattr(data["payment"]["code"], "get", {}.get)("kind") == "swiss"
    for row in (*data["particulars"], *(() if strip else data["payment"]["rows"])):
        yield from (row["label"], row["value"])
    yield from (*data["opening"], *data["closing"], *data["remarks"], data["payment"]["sentence"])
    for section in data.get("sections", (data,)):
        rows = [*section.get("lines", ()), *section.get("open", ()), *section.get("aging", ())]
        for row in (*rows, *section.get("charges", ()), *section.get("totals", ())):
            yield from _cells(row, context)


def _cells(row: Mapping[str, object], context: Context) -> Iterator[str]:
    for name, value in row.items():
        if isinstance(value, Money) and name not in {"running", "remaining"}:
            yield context.notation.amount(value).replace("-", "\u2212", 1)
        elif isinstance(value, str) and name not in {"role", "quantity_pad", "price_pad", "detail"}:
            yield value.replace("-", "\u2212", 1) if name == "quantity" else value


def check(press: Press, kind: str, language: str, look: Look) -> None:
    for sample in samples(kind, language, look):
        pdf = printed(press, kind, sample.context)
        text = text_of(pdf)
        lost = [value for value in values(sample.context) if plain(value) not in text]
        assert lost == [], (kind, sample.name, language, look)
        marks = streams(pdf)
        assert all(mark in marks for mark in MARKS)
        assert b"/Lang(" + sample.context.language.encode() in pdf


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("place", range(len(LANGUAGES)))
def test_every_kind_is_printed_with_all_it_says(press: Press, kind: str, place: int) -> None:
    paper, window = SHEETS[(place + KINDS.index(kind)) % len(SHEETS)]
    logo = LOGO if place % 2 else None
    look = Look(paper, "#b3261e", logo, FOOTER[: place % 3], window)
    check(press, kind, LANGUAGES[place], look)


@pytest.mark.long
@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_is_printed_on_every_sheet(press: Press, kind: str) -> None:
    for language, (paper, window) in product(LANGUAGES, SHEETS):
        check(press, kind, language, Look(paper, window=window))


@pytest.mark.parametrize("kind", KINDS)
def test_equal_input_gives_equal_bytes_of_every_kind(kind: str) -> None:
    look = Look(logo=LOGO, footer=FOOTER, window="din5008")
    found = []
    for _ in range(2):
        with Press() as press:
            (sample, *_) = samples(kind, "de", look)
            found.append(printed(press, kind, sample.context))
    assert found[0] == found[1]


# Sums carried from page to page


def numbered(count: int, words: int) -> list[tuple[str, Money]]:
    """Return descriptions of changing height, and amounts no two of which are equal."""
    return [
        (
            f"Item-{n:03} " + "und weitere Arbeiten " * (words + n * 7 % 11),
            Money.of(f"{n}.{n % 89 + 10}", "EUR"),
        )
        for n in range(1, count + 1)
    ]


def carried(pages_: list[Page], sums: list[Money], *, together: bool = True) -> None:
    count, seen = len(sums), 0
    for page in pages_:
        text = page.text
        here = [int(n) for n in re.findall(r"Item-(\d+)", text)]
        assert here == list(range(seen + 1, seen + len(here) + 1))
        brought = re.findall(r"Brought forward ([\d.,]+)", text)
        assert brought == ([f"{sums[seen - 1].number:,}"] if 0 < seen < count else [])
        seen += len(here)
        forward = re.findall(r"Carried forward ([\d.,]+)", text)
        assert forward == ([f"{sums[seen - 1].number:,}"] if seen < count else [])
        if "Net total" in text and together:
            assert len(here) >= min(2, count)
    assert seen == count


def many_lines(press: Press, count: int, window: str = "none", words: int = 0) -> list[Page]:
    rows = numbered(count, words)
    lines = [make_line(text, "1", str(a.number), str(a.number)) for text, a in rows]
    total = str(sum(amount.number for _, amount in rows))
    invoice = make_invoice(lines, [make_tax("V20", "20", total, "0")], note="Thank you.")
    context = document_context(invoice, ISSUER, CUSTOMER, language="en", look=Look(window=window))
    found = pages(printed(press, "invoice", context))
    carried(found, list(accumulate(amount for _, amount in rows)), together=not words)
    return found


@pytest.mark.parametrize("count", [1, 2, 3, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 30, 60])
def test_sums_are_carried_from_page_to_page(press: Press, count: int) -> None:
    many_lines(press, count)


@pytest.mark.parametrize(("count", "words"), [(1, 300), (3, 120), (7, 25), (8, 25), (9, 25)])
def test_sums_are_carried_past_lines_that_break(press: Press, count: int, words: int) -> None:
    assert len(many_lines(press, count, words=words)) > 1


@pytest.mark.long
@pytest.mark.parametrize("window", ["none", "din5008-a"])
def test_sums_are_carried_for_any_number_of_lines(press: Press, window: str) -> None:
    for count in range(1, 61):
        many_lines(press, count, window)


def test_three_hundred_lines_repeat_their_heads(press: Press) -> None:
    found = many_lines(press, 300)
    assert len(found) > 5
    assert all("Description" in page.text for page in found if "Item-" in page.text)
    assert f"Page 2 of {len(found)}" in found[1].text
    assert all("Lindenallee" not in page.text for page in found[1:])
    assert all("Invoice INV-2026-0001" in page.text for page in found)


def test_a_line_higher_than_a_page_is_shown_whole(press: Press) -> None:
    words = " ".join(f"w{n}" for n in range(2_000))
    lines = [make_line(text, "1", "1", "1") for text in ("first", words, "last")]
    context = document_context(make_invoice(lines), ISSUER, CUSTOMER, language="en")
    found = pages(printed(press, "invoice", context))
    text = plain("".join(run.text for page in found for run in page.runs if not run.artifact))
    assert [n for n in range(2_000) if f"w{n}" not in text] == []
    assert all(run.y < 285 for page in found for run in page.runs)


# Columns of figures


@pytest.mark.parametrize(
    ("currency", "prices", "amounts"),
    [
        ("KWD", ("12.5", "0.000125", "123456789012345.678"), ("1.125", "1", "123456789012345.678")),
        ("JPY", ("480000", "0.0004", "999999999999999"), ("480000", "494", "999999999999999")),
        ("EUR", ("-1", "0.5", "12345678901234567.89"), ("-1", "3.10", "12345678901234567.89")),
    ],
)  # fmt: skip
def test_figures_never_collide(
    press: Press, currency: str, prices: tuple[str, ...], amounts: tuple[str, ...]
) -> None:
    lines = [
        make_line(f"Work {'x' * 60}", "1234567.125", price, amount, currency=currency)
        for price, amount in zip(prices, amounts, strict=True)
    ]
    taxes = [make_tax("V20", "20", amounts[-1], "1", currency=currency)]
    invoice = make_invoice(lines, taxes, currency=currency)
    context = document_context(invoice, ISSUER, CUSTOMER, language="en")
    (page, *_) = pages(printed(press, "invoice", context))
    assert all(run.right <= RIGHT + 0.1 for run in page.runs)
    assert apart(page)
    shown = [context.notation.amount(Money.of(a, currency)).replace("-", "\u2212") for a in amounts]
    ends = [max(r.right for r in page.runs if r.text == text and r.size < 13) for text in shown]
    assert max(ends) - min(ends) < 0.05
    assert all(any(run.text == text for run in page.runs) for text in shown)


def apart(page: Page) -> bool:
    """Return whether no two runs of a line touch."""
    runs = sorted((r for r in page.runs if r.text.strip()), key=lambda r: (round(r.y, 1), r.x))
    return all(one.right <= two.x + 0.05 for one, two in pairwise(runs) if abs(one.y - two.y) < 0.1)


def test_prices_stand_on_their_decimal_mark(press: Press) -> None:
    prices = ("150", "0.125", "1234.5")
    lines = [make_line("Work", "1", price, "1") for price in prices]
    context = document_context(make_invoice(lines), ISSUER, CUSTOMER, language="en")
    (page,) = pages(printed(press, "invoice", context))
    digit = page.find("0.125").size * 0.497 / 72 * 25.4
    ends = [page.find(text).right for text in ("150.00", "1,234.50")]
    assert ends == pytest.approx([page.find("0.125").right - digit] * 2, abs=0.05)


# The letterhead and the window of the envelope

LONG = {
    "name": "Internationale Beteiligungs- und Verwaltungsgesellschaft Süd-West mbH & Co. KGaA",
    "contact": "z. Hd. Frau Prof. Dr. Maximiliane Freifrau von Hohenstein-Waldburg",
    "address": "Wilhelm-Leuschner-Straße 114",
    "address-2": "Hinterhaus, 3. Aufgang, 4. Stock",
    "postcode": "60329",
    "city": "Frankfurt am Main",
    "country": "AT",
}
# Left, top, right, bottom of what a window shows, in millimetres of the sheet.
INCH = 25.4
WINDOWS = {
    ("a4", "din5008"): (20, 45, 105, 90),
    ("a4", "din5008-a"): (20, 27, 105, 72),
    ("letter", "us10"): (0.875 * INCH, 2.042 * INCH, 4.375 * INCH, 3.167 * INCH),
}


def sheet(
    press: Press, customer: Mapping[str, str], issuer: Mapping[str, str], **look: object
) -> Page:
    context = document_context(
        make_invoice([make_line("Work", "1", "1", "1")]), issuer, customer, language="de",
        look=Look(**look),
    )  # fmt: skip
    return pages(printed(press, "invoice", context))[0]


@pytest.mark.parametrize(("place", "seen"), WINDOWS.items())
@pytest.mark.parametrize("customer", [CUSTOMER, LONG, {**LONG, "name": "N" * 3_000}, {"name": "A"}])
def test_the_address_stands_in_the_window(
    press: Press,
    place: tuple[str, str],
    seen: tuple[float, float, float, float],
    customer: Mapping[str, str],
) -> None:
    issuer = {**ISSUER, "name": LONG["name"]}
    page = sheet(press, customer, issuer, paper=place[0], window=place[1])
    left, top, right, bottom = seen
    within = [r for r in page.runs if r.x < right and top < r.y < bottom + 5 and r.right > left]
    text = plain("".join(run.text for run in within))
    for value in customer.get("name", ""), customer.get("contact", ""), customer.get("city", ""):
        assert plain(value) in text
    for run in within:
        assert left < run.x < run.right < right, run
        assert top < run.y - run.size * 0.66 / 72 * INCH < run.y < bottom, run
    if place[1] != "us10":
        assert text.startswith(plain(issuer["name"]))  # the line to return it to
        assert page.find("Rechnung").y > bottom


def test_a_short_address_shows_wherever_the_letter_slips(press: Press) -> None:
    page = sheet(press, CUSTOMER, ISSUER, paper="letter", window="us10")
    first, last = page.find(CUSTOMER["name"]), page.find(CUSTOMER["city"])
    assert first.y - first.size * 0.66 / 72 * INCH > 2.5 * INCH
    assert last.y < 3.167 * INCH
    assert page.find("Rechnung").y > 3.625 * INCH


def test_marks_show_where_to_fold(press: Press) -> None:
    context = document_context(
        make_invoice([make_line("W", "1", "1", "1")]), ISSUER, CUSTOMER, look=Look(window="din5008")
    )
    content = streams(printed(press, "invoice", context))
    for place in (105, 148.5, 210):
        assert re.search(rb" 1?1\.3385\d+ " + f"{(297 - place) / INCH * 72:.2f}".encode(), content)


@pytest.mark.parametrize(
    ("size", "expected"), [((300, 80), (60, 16)), ((24, 24), (22, 22)), ((900, 30), (60, 2))]
)
def test_a_logo_keeps_its_proportions(
    press: Press, size: tuple[int, int], expected: tuple[float, float]
) -> None:
    width, height = size
    shape = f'<path d="M0 0h{width}v{height}z"/>'
    data = f'<svg xmlns="{SVG}" width="{width}" height="{height}">{shape}</svg>'
    logo = Logo(data.encode(), "svg")
    context = document_context(
        make_invoice([make_line("W", "1", "1", "1")]), ISSUER, CUSTOMER, look=Look(logo=logo)
    )
    pdf = printed(press, "invoice", context)
    content = streams(pdf)
    scale = expected[0] / INCH * 72 / width
    assert f"{scale:.6f}"[:6].encode() in content
    assert expected[1] == pytest.approx(height * scale * INCH / 72, abs=0.01)
    assert b"Alt(Lindgren & Vale Studio)" in content
    name = pages(pdf)[0].find(ISSUER["name"])
    assert name.size == pytest.approx(8)


def test_the_name_stands_for_a_logo_and_shrinks_where_it_must(press: Press) -> None:
    page = sheet(press, CUSTOMER, ISSUER)
    assert page.find(ISSUER["name"]).size == pytest.approx(17)
    page = sheet(press, CUSTOMER, {"name": LONG["name"] * 4}, window="din5008-a")
    assert page.find("Internationale").size < 12


def test_the_footer_stands_on_every_page(press: Press) -> None:
    context = document_context(
        make_invoice([make_line(f"{n}", "1", "1", "1") for n in range(50)]), ISSUER, CUSTOMER,
        look=Look(footer=FOOTER),
    )  # fmt: skip
    for page in pages(printed(press, "invoice", context)):
        foot = plain("".join(run.text for run in page.runs if run.y > 265))
        for text in (*FOOTER, ISSUER["vat-id"], ISSUER["tax-number"], ISSUER["registration"]):
            assert plain(text) in foot
        assert all(run.y < 290 for run in page.runs)


@pytest.mark.parametrize("text", ["\u0baf", "\U0001f600", "\u682a\u5f0f"])
def test_letters_no_font_has_are_told(press: Press, text: str) -> None:
    context = document_context(make_invoice([make_line(text, "1", "1", "1")]), ISSUER, CUSTOMER)
    made = press.render("invoice", context, ["pdf"])
    assert [p.code for p in made.problems] == ["GLYPH-MISSING"]
    assert all(letter in made.problems[0].message for letter in set(text))


# The manual

MANUAL = Path(__file__).parents[2] / "docs" / "how-to" / "change-a-template.md"


@pytest.mark.parametrize("kind", KINDS)
def test_the_manual_names_all_a_template_sees(kind: str) -> None:
    quoted = re.findall(r"`([^`\n]+)`", MANUAL.read_text("utf-8"))
    known = {name for text in quoted for name in re.findall(r"[a-z_]+", text)}
    for sample in samples(kind):
        assert set(names(sample.context.data)) - known == set()


def names(data: Mapping[str, object]) -> Iterator[str]:
    """Yield the names of values, down to those of parties, words and a bill, which have pages."""
    for name, value in data.items():
        yield name
        if isinstance(value, Mapping) and name not in {"words", "issuer", "customer", "bill"}:
            yield from names(value)
        for part in value if isinstance(value, tuple) else ():
            if isinstance(part, Mapping):
                yield from names(part)


OWN = """{% extends "shipped/receipt.typ" %}
{% block closing %}
#text(fill: accent-text)[Thank you, {{ customer.contact or customer.name }}!]
{% endblock %}
"""


def test_a_template_of_ones_own_changes_a_block(tmp_path: Path) -> None:
    (tmp_path / "receipt.typ").write_text(OWN, "utf-8")
    (sample, *_) = samples("receipt")
    with Press(tmp_path) as press:
        assert "Thank you, Jonas Weber!" in pages(printed(press, "receipt", sample.context))[0].text


def test_attachments_and_the_font_of_a_context_are_used(press: Press) -> None:
    (sample, *_) = samples("invoice")
    data = Attachment("invoice.xml", b"<invoice/>", "text/xml", "alternative", "The same as data")
    pdf = printed(press, "invoice", replace(sample.context, attachments=(data,)))
    assert b"<invoice/>" in streams(pdf)
    assert b"/AFRelationship/Alternative" in pdf
    (sample, *_) = samples("invoice", look=Look(font="Libertinus Serif"))
    (page, *_) = pages(printed(press, "invoice", sample.context))
    assert "LibertinusSerif" in page.find("Globex").font
    (sample, *_) = samples("invoice", look=Look(font="Comic"))
    with pytest.raises(InvalidError, match="no font of the family 'Comic'"):
        press.render("invoice", sample.context, ["pdf"])


@pytest.mark.parametrize("length", [1500, 1900, 2000, 4000])
def test_no_head_stands_above_sums_alone(press: Press, length: int) -> None:
    invoice = make_invoice([make_line("x" * length, "1", "1", "1")])
    context = document_context(invoice, ISSUER, CUSTOMER, language="en")
    found = pages(printed(press, "invoice", context))
    headed = ["Unit price" in page.text for page in found]
    assert headed == ["xxxx" in page.text for page in found]
    assert any("Total" in page.text for page in found)


@pytest.mark.parametrize("count", [1, 24, 25, 60, 150])
def test_sums_as_long_as_pages_stay_on_them(press: Press, count: int) -> None:
    reminder = sample_reminder(Level.FINAL)
    (line, *_) = reminder.lines
    charges = tuple(
        ReminderCharge("late-fee", f"Fee-{n}", Money.of("40.00", "EUR")) for n in range(count)
    )
    lines = tuple(replace(line, number=f"INV-{n}") for n in range(count))
    head = Letterhead.of(ISSUER, CUSTOMER, language="en")
    context = reminder_context(replace(reminder, lines=lines, charges=charges), head)
    found = pages(printed(press, "reminder", context))
    runs = [run for page in found for run in page.runs]
    assert sum("Late fee" in run.text for run in runs) == count
    assert all(run.y < 270 for run in runs if not run.artifact)
