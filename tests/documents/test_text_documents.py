"""Every kind of document as plain text: how it looks, and what it withstands."""

from __future__ import annotations

import os
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from billcli.documents.columns import width
from billcli.documents.escape import visible
from billcli.documents.look import Look
from billcli.documents.render import Press
from billcli.documents.sample import KINDS, samples
from billcli.domain.contract import CONTROL
from billcli.domain.money import Money
from billcli.domain.problem import InvalidError
from tests.documents.every_field import FIGURES, KEPT, everywhere

GOLDEN = Path(__file__).parent / "golden"
LANGUAGES = ("en", "de", "fr", "es", "nl", "it")
LOOK = Look(footer=("Managing director Ada Lindgren", "District court of Hamburg"))
HUGE = Money.of("-999999999999999.99", "EUR")
PRESS = Press()
WORDS = st.lists(
    st.text(st.characters(codec="utf-8"), max_size=60)
    | st.sampled_from(
        ["x" * 200, "株式会社" * 30, "e\u0301\u0327" * 90, "\u1112\u1161\u11ab" * 40, "a b c"]
    ),
    max_size=12,
).map(" ".join)


def text_of(kind: str, context: object) -> str:
    return PRESS.render(kind, context, ["text"]).files["text"].decode()


@pytest.mark.parametrize("kind", KINDS)
def test_the_usual_document_looks_as_it_did(kind: str) -> None:
    """After a change on purpose, write the files with GOLDEN=write and read the difference."""
    found = "\f\n".join(
        text_of(kind, sample.context)
        for sample in samples(kind, "en", LOOK)
        if sample.name in {"usual", "several currencies", "final"}
    )
    file = GOLDEN / f"{kind}.txt"
    if os.environ.get("GOLDEN") == "write":
        file.write_text(found, "utf-8")
    assert found == file.read_text("utf-8")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", KINDS)
def test_every_sample_fits_in_every_language(kind: str, language: str) -> None:
    for sample in samples(kind, language, LOOK):
        rows = text_of(kind, sample.context).splitlines()
        assert max(map(width, rows)) <= 80, sample.name
        assert all(row == row.rstrip() for row in rows)


@pytest.mark.parametrize("kind", KINDS)
def test_fifteen_digits_stay_whole_and_in_line(kind: str) -> None:
    for sample in samples(kind, "en", LOOK):
        context = everywhere(sample.context, "Poster")
        amount = context.notation.amount(HUGE)
        rows = text_of(kind, everywhere(context, "Poster", HUGE)).splitlines()
        assert max(map(width, rows)) <= 80
        held = [row for row in rows if amount in row]
        assert all(row.endswith((amount, " 0.00")) for row in held)
        assert {width(row) for row in held} <= {80}
        sections = sample.context.data.get("sections", ())
        assert len(held) >= (kind not in {"statement", "mail"} or bool(sections))


def check(kind: str, text: str) -> None:
    sample = next(iter(samples(kind, "en", LOOK)))
    found = text_of(kind, everywhere(sample.context, text, kept=KEPT | FIGURES))
    rows = found.split("\n")
    assert max(map(width, rows)) <= 80
    assert not CONTROL.search(found.replace("\n", ""))
    wanted = Counter("".join(visible(text).split()))
    assert not wanted - Counter(found)


@pytest.mark.parametrize("kind", KINDS)
@settings(max_examples=15, deadline=None)
@given(text=WORDS)
def test_any_text_fits_and_is_there(kind: str, text: str) -> None:
    check(kind, text)


@pytest.mark.long
@pytest.mark.parametrize("kind", KINDS)
@settings(max_examples=250, deadline=None)
@given(text=WORDS)
def test_any_text_fits_and_is_there_in_full(kind: str, text: str) -> None:
    check(kind, text)


def test_a_statement_adds_up_as_shown() -> None:
    (sample, *_) = samples("statement", "en")
    (section,) = sample.context.data["sections"]
    movements = [
        line["charged"] or -line["credited"]
        for line in section["lines"]
        if line["charged"] or line["credited"]
    ]
    assert (
        sum((m.number for m in movements), section["opening"].number) == section["closing"].number
    )
    rows = text_of("statement", sample.context)
    assert "Opening balance, 1 Jan 2026" in rows
    assert "Closing balance, 31 Mar 2026" in rows


def test_a_column_of_no_known_kind_is_named(tmp_path: Path) -> None:
    (tmp_path / "invoice.txt").write_text('{{ lines|table((("unit", "", "wide"),)) }}', "utf-8")
    context = next(iter(samples("invoice"))).context
    with Press(tmp_path) as press, pytest.raises(InvalidError, match="not 'wide'"):
        press.render("invoice", context, ["text"])
