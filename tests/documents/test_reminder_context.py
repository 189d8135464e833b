from __future__ import annotations

from dataclasses import replace

import pytest

from billcli.documents.letterhead import Letterhead
from billcli.documents.reminder_context import reminder_context
from billcli.documents.sample_account import sample_reminder
from billcli.domain.money import Money
from billcli.domain.reminder import Level
from tests.documents.plain_data import plain

HEAD = Letterhead.of(
    {"name": "Mueller", "iban": "DE89370400440532013000"}, {"name": "Acme", "contact": "Ada Weber"}
)


@pytest.mark.parametrize("level", Level)
def test_every_level_has_words_of_its_own(level: Level) -> None:
    data = reminder_context(sample_reminder(level), HEAD).data
    assert plain(data)
    assert data["title"] == HEAD.words[f"{level.value}-title"]
    assert data["opening"] == ("Dear Ada Weber,", HEAD.words[f"{level.value}-text"])
    assert data["closing"] == (HEAD.words[f"{level.value}-close"], "Kind regards")
    assert data["level"] == level.value
    shown = [line["balance"].number for line in data["lines"]]
    assert data["total"].number == sum(shown) + sum(c["amount"].number for c in data["charges"])


@pytest.mark.parametrize(("level", "spoken"), [
    ("notice", "notice"), ("reminder", "reminder"), ("second", "reminder"),
    ("final", "reminder"), ("collections", "reminder"),
])  # fmt: skip
def test_the_first_letter_of_all_does_not_speak_of_others(level: str, spoken: str) -> None:
    letter = replace(sample_reminder(Level(level)), first=True)
    data = reminder_context(letter, HEAD).data
    assert data["title"] == HEAD.words[f"{spoken}-title"]
    assert data["opening"][1] == HEAD.words[f"{spoken}-text"]
    assert data["closing"][0] == HEAD.words[f"{level}-close"]
    assert data["level"] == level


def test_nobody_in_particular_is_greeted_too() -> None:
    head = Letterhead.of({}, {"name": "Acme"})
    data = reminder_context(sample_reminder(Level.NOTICE), head).data
    assert data["opening"][0] == "Dear Sir or Madam,"


def test_the_payer_quotes_the_reference_or_the_documents() -> None:
    reminder = sample_reminder(Level.FINAL)

    def rows(**changes: object) -> dict[str, str]:
        payment = reminder_context(replace(reminder, **changes), HEAD).data["payment"]
        return {row["name"]: row["value"] for row in payment["rows"]}

    assert rows()["reference"] == "INV-2026-0039, INV-2026-0042"
    assert rows(reference="RF18539007547034")["reference"] == "RF18 5390 0754 7034"
    assert "pay-until" in rows()
    assert "pay-until" not in rows(deadline=None)


def test_nothing_is_asked_for_when_credits_outweigh() -> None:
    reminder = sample_reminder(Level.NOTICE)
    line = replace(reminder.lines[0], balance_open=Money.of("-1.00", "EUR"), due=None, days_late=0)
    data = reminder_context(replace(reminder, lines=(line,), note="By the way"), HEAD).data
    assert data["payment"]["wanted"] == ""
    assert (data["lines"][0]["due"], data["lines"][0]["days_late"]) == ("", "")
    assert data["remarks"] == ("By the way",)


@pytest.mark.parametrize(("count", "quoted"), [(9, "documents"), (10, "customer")])
def test_no_more_documents_are_quoted_than_a_transfer_carries(count: int, quoted: str) -> None:
    (line, *_) = sample_reminder(Level.FINAL).lines
    lines = tuple(replace(line, number=f"INV-2026-{n:04}") for n in range(count))
    reminder = replace(sample_reminder(Level.FINAL), lines=lines)
    (said,) = (
        row["value"]
        for row in reminder_context(reminder, HEAD).data["payment"]["rows"]
        if row["name"] == "reference"
    )
    assert said == ("Globex" if quoted == "customer" else ", ".join(n.number for n in lines))
