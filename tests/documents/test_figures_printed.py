"""What is printed is what was calculated: figures, sums of columns, pages, and metadata."""

from __future__ import annotations

import re
from decimal import Decimal
from itertools import cycle, product
from typing import TYPE_CHECKING

import pytest

from billcli.documents.context import document_context, invoice_context
from billcli.documents.letterhead import Letterhead
from billcli.documents.look import Look
from billcli.documents.render import FORMATS, Press
from billcli.documents.sample import CUSTOMER, ISSUER, KINDS, Sample, sample_invoice, samples
from billcli.domain.money import Money
from tests.documents.conftest import make_invoice, make_line
from tests.documents.pdf_reader import pages
from tests.documents.test_html_documents import Page as Html

if TYPE_CHECKING:
    from collections.abc import Iterator

    from billcli.documents.letterhead import Context

LANGUAGES = ("en", "de", "fr", "es", "nl", "it")
PAIRS = list(zip(KINDS, cycle(LANGUAGES), strict=False))


@pytest.fixture(scope="module")
def press() -> Iterator[Press]:
    with Press() as found:
        yield found


def exact(text: str, mark: str) -> Decimal:
    digits = re.sub(r"[^\d,.-]", "", text.replace("\u2212", "-"))
    whole, _, tail = digits.rpartition(mark) if mark in digits else (digits, "", "")
    return Decimal(re.sub(r"[.,]", "", whole) + ("." + tail if tail else ""))


def amounts(context: Context) -> list[str]:
    """Return every amount that all outputs show."""
    found: list[str] = []

    def visit(value: object, name: str) -> None:
        if isinstance(value, Money) and name not in {"running", "total", "remaining"}:
            found.append(context.notation.amount(value))
        elif hasattr(value, "items"):
            for key, inner in value.items():
                if key != "taxes" or len(inner) > 1:  # one tax needs no summary
                    visit(inner, key)
        elif isinstance(value, tuple):
            for inner in value:
                visit(inner, name)

    visit(context.data, "")
    return found


def shown(press: Press, sample: Sample) -> dict[str, str]:
    made = press.render(sample.kind, sample.context, FORMATS)
    assert made.problems == ()
    runs = [run.text for page in pages(made.files["pdf"]) for run in page.runs]
    texts = {
        "pdf": " ".join(runs),
        "html": Html(made.files["html"].decode()).text,
        "text": made.files["text"].decode(),
    }
    return {name: re.sub(r"\s+", " ", text).replace("\u2212", "-") for name, text in texts.items()}


def check(press: Press, kind: str, language: str, look: Look) -> None:
    for sample in samples(kind, language, look):
        texts = shown(press, sample)
        wanted = [re.sub(r"\s+", " ", text) for text in amounts(sample.context)]
        for name, text in texts.items():
            lost = [amount for amount in wanted if amount not in text]
            assert lost == [], (kind, sample.name, language, name)


@pytest.mark.parametrize(("kind", "language"), PAIRS)
def test_every_amount_stands_in_every_output(press: Press, kind: str, language: str) -> None:
    check(press, kind, language, Look())


@pytest.mark.long
@pytest.mark.parametrize(("kind", "language"), list(product(KINDS, LANGUAGES)))
def test_every_amount_stands_in_every_output_everywhere(
    press: Press, kind: str, language: str
) -> None:
    for paper, window in product(("a4", "letter"), ("none", "din5008", "us10")):
        check(press, kind, language, Look(paper, window=window))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("count", [1, 4, 60])
def test_the_printed_column_adds_up(press: Press, language: str, count: int) -> None:
    head = Letterhead.of(ISSUER, CUSTOMER, language=language)
    context = invoice_context(sample_invoice(count), head)
    made = pages(press.render("invoice", context, ["pdf"]).files["pdf"])
    mark = context.notation.mark
    edge = max(run.right for page in made for run in page.runs)
    column = [
        (run.size, run.y, number, run.text)
        for number, page in enumerate(made)
        for run in page.runs
        if abs(run.right - edge) < 0.3 and re.fullmatch(r"[\d.,\s\u2212]+", run.text)
        and run.size > 9
        and not run.artifact
    ]  # fmt: skip
    figures = [exact(text, mark) for _, _, _, text in column]
    lines, below = figures[:count], figures[count:]
    net, *taxes = below[:3]
    invoice = sample_invoice(count)
    assert sum(lines) == net == invoice.net.number
    assert net + sum(taxes[: len(invoice.taxes)]) == invoice.total.number
    assert context.notation.amount(invoice.total) in " ".join(p.text for p in made)


@pytest.mark.parametrize(("kind", "language"), PAIRS)
def test_pages_are_counted_as_there_are(press: Press, kind: str, language: str) -> None:
    for sample in samples(kind, language):
        made = pages(press.render(kind, sample.context, ["pdf"]).files["pdf"])
        words = sample.context.data["words"]["page"]
        for number, page in enumerate(made, 1):
            told = words.replace("{page}", str(number)).replace("{pages}", str(len(made)))
            assert told in page.text


def test_a_document_over_nothing_credits_nothing(press: Press) -> None:
    context = document_context(
        make_invoice([make_line("Work", "1", "0", "0")]), ISSUER, CUSTOMER, language="en"
    )
    assert context.data["payment"]["sentence"] == "There is nothing to pay."
    owed = make_invoice([make_line("Work", "-1", "5", "-5")])
    credit = document_context(owed, ISSUER, CUSTOMER, language="en").data["payment"]["sentence"]
    assert "is credited" in credit
    assert "nothing to pay" in press.render("invoice", context, ["text"]).files["text"].decode()


def test_sums_of_a_receipt_stand_below_what_they_add(press: Press) -> None:
    (sample, *_) = samples("receipt")
    (page,) = pages(press.render("receipt", sample.context, ["pdf"]).files["pdf"])
    applied, total = page.find("1,940.00"), page.find("1,980.80")
    assert applied.right == pytest.approx(total.right, abs=0.1)
