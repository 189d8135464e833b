"""Whatever a field says is printed as it is: in the PDF, in HTML, in text, in every document.

The long run tries 1,500 strings in every field of every kind of document.
"""

from __future__ import annotations

import random
import re
import unicodedata
from dataclasses import replace
from html.parser import HTMLParser
from typing import TYPE_CHECKING

import pypdfium2
import pytest

from billcli.documents.context import invoice_context, quote_context
from billcli.documents.deposit_context import deposit_context
from billcli.documents.escape import visible
from billcli.documents.letterhead import Letterhead
from billcli.documents.mail_context import mail_context
from billcli.documents.receipt_context import receipt_context
from billcli.documents.reminder_context import reminder_context
from billcli.documents.render import Press
from billcli.documents.sample import KINDS, sample_invoice
from billcli.documents.sample_account import RECEIPT, SLIP, sample_reminder, sample_statement
from billcli.documents.statement_context import statement_context
from billcli.domain.contract import CONTROL, PARTY_KEYS
from billcli.domain.open_item import Kind
from billcli.domain.party import Party
from billcli.domain.quote import Quote
from billcli.domain.reminder import Level

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from billcli.documents.letterhead import Context
    from billcli.domain.invoice import Invoice

FRAGMENTS = (
    '#read("/etc/passwd")', "#{", '#";', '\\"; #read("x"); //', "*b*", "_i_", "`r`", "<label>",
    "@ref", "$x^2$", "= Heading", "- item", "+ item", "/ term: x", "// c", "/* c */", "~", "--",
    "---", "...", "\\u{41}", "\\", '"', "'", "[", "]", "(", ")", "{", "}", "#", "%", "&amp;",
    "&lt;", "</script>", "<script>alert(1)</script>", "<b>", "-->", "]]>", "{{ 7*7 }}", "{% raw %}",
    "{# x #}", "=cmd|' /C calc'!A0", "+1", "@SUM(1)", "[bold red]", "\x1b[31m", "\x00", "\x07",
    "\u202e", "\u2066", "\ufeff", "\u200b", "\u00ad", "\ud800", "\t", "\n", "\r\n", "\u2028",
    "Ærøskøbing", "Żółć", "Ελλάδα", "Привет", "naïve ﬁne", "e\u0301", "ﬀ", "½ \u00d7 €", "“q”",
    "x" * 60, "www.example.com/a?b=c&d=%20", "a@b.example", "1,234.50", "\u22125", "INV-2026-0001",
    "   ", "",
)  # fmt: skip


def few() -> Iterator[str]:
    """Yield strings that hold every fragment once."""
    for at in range(0, len(FRAGMENTS), 4):
        yield " ".join(FRAGMENTS[at : at + 4])


def many(count: int, seed: int) -> Iterator[str]:
    """Yield every fragment alone, then random runs of them."""
    chance = random.Random(seed)  # noqa: S311 - no secret
    yield from FRAGMENTS
    for _ in range(count - len(FRAGMENTS)):
        parts = chance.choices(FRAGMENTS, k=chance.randint(2, 6))
        yield chance.choice(("", " ")).join(parts)


def invoice_of(text: str) -> Invoice:
    found = sample_invoice(2)
    lines = tuple(replace(line, description=text, unit=text) for line in found.lines)
    taxes = tuple(replace(group, exemption=text) for group in found.taxes)
    return replace(
        found, lines=lines, taxes=taxes, number=text, note=text, reason=text, terms=text,
        purchase_order=text, buyer_reference=text, corrects=text, customer=text, reference="",
    )  # fmt: skip


def contexts(text: str) -> Iterator[tuple[str, Context]]:
    """Yield a document of every kind that has the text in every field a person fills."""
    party = dict.fromkeys(PARTY_KEYS, text) | {"country": "FR", "language": "en", "iban": ""}
    head = Letterhead.of(party, party)
    invoice = invoice_of(text)
    yield "invoice", invoice_context(invoice, head)
    yield "credit-note", invoice_context(replace(invoice, kind=Kind.CREDIT_NOTE), head)
    yield "quote", quote_context(Quote(invoice), head)
    lines = tuple(replace(line, number=text) for line in RECEIPT.lines)
    yield (
        "receipt",
        receipt_context(
            replace(RECEIPT, number=text, customer=text, method=text, lines=lines), head
        ),
    )
    account = sample_statement()
    (section,) = account.sections
    moved = tuple(
        replace(
            line, number=text, narration=text, items=(text,), entry=replace(line.entry, tags=())
        )
        for line in section.lines
    )
    items = tuple(item._replace(item=text) for item in section.open_items)
    section = replace(section, lines=moved, open_items=items)
    statement = replace(account, party=Party(text), sections=(section,))
    yield "statement", statement_context(statement, head)
    letter = sample_reminder(Level.FINAL)
    late = tuple(replace(line, number=text) for line in letter.lines)
    charges = tuple(replace(charge, on=text) for charge in letter.charges)
    reminder = replace(letter, customer=text, note=text, lines=late, charges=charges)
    yield "reminder", reminder_context(reminder, head)
    given = tuple(replace(line, number=text, payer=text, narration=text) for line in SLIP.lines)
    slip = replace(SLIP, number=text, bank=text, account=text, lines=given)
    yield "deposit", deposit_context(slip, head)
    yield "mail", mail_context(reminder_context(reminder, head), head)


class Page(HTMLParser):
    """Collects the tags, the attributes and the text of a page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: set[tuple[str, tuple[str, ...]]] = set()
        self.text = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add((tag, tuple(name for name, _ in attrs)))

    def handle_data(self, data: str) -> None:
        self.text += data


def solid(text: str) -> str:
    """Return the text as readers of PDFs agree on it: no blanks, ligatures as letters."""
    return re.sub(r"[\s\u200b\u00ad]+", "", unicodedata.normalize("NFKC", text))


def printed(pdf: bytes) -> str:
    document = pypdfium2.PdfDocument(pdf)
    return solid("".join(page.get_textpage().get_text_range() for page in document))


def check(press: Press, text: str, harmless: dict[str, set[tuple[str, tuple[str, ...]]]]) -> None:
    shown = solid(visible(text))
    for kind, context in contexts(text):
        found = press.render(kind, context)
        page = Page(found.files["html"].decode())
        assert page.tags <= harmless[kind], (kind, text)
        assert shown in solid(page.text), (kind, text)
        calm = found.files["text"].decode()
        assert shown in solid(calm), (kind, text)
        assert not CONTROL.search(calm.replace("\n", ""))
        if not found.problems:
            assert printed(found.files["pdf"]).count(shown) >= (2 if shown else 0), (kind, text)


def tried(texts: Iterable[str]) -> None:
    with Press() as press:
        harmless: dict[str, set[tuple[str, tuple[str, ...]]]] = {}
        for text in ("x", "x" * 100, ""):
            for kind, context in contexts(text):
                page = press.render(kind, context, ["html"]).files["html"].decode()
                harmless.setdefault(kind, set()).update(Page(page).tags)
        assert set(harmless) == set(KINDS)
        for text in texts:
            check(press, text, harmless)


def test_hostile_strings_in_every_field_of_every_document() -> None:
    tried(few())


@pytest.mark.long
def test_1500_hostile_strings_in_every_field_of_every_document() -> None:
    tried(many(1_500, 2))


@pytest.mark.parametrize("lines", [1, 6, 7])
def test_a_small_table_says_what_a_large_one_says(lines: int) -> None:
    """Up to six short lines are set on one page at once; a long word anywhere undoes that."""
    head = Letterhead.of({"name": "Studio"}, {"name": "Acme"})
    invoice = sample_invoice(lines)
    wordy = replace(invoice, lines=(replace(invoice.lines[0], unit="x" * 13), *invoice.lines[1:]))
    with Press() as press:
        short, long = (
            printed(press.render("invoice", invoice_context(i, head), ["pdf"]).files["pdf"])
            for i in (invoice, wordy)
        )
        source = press.render("invoice", invoice_context(invoice, head), ["pdf"])
    assert source.problems == ()
    for amount in (line.amount.number for line in invoice.lines):
        assert f"{amount:,.2f}" in short
        assert f"{amount:,.2f}" in long
    assert f"{invoice.total.number:,.2f}" in short
