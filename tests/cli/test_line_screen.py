"""A waiting line on terminals of every width, with colour and without."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import replace
from pathlib import Path

import pytest

from billcli.cli.invocation import Invocation
from billcli.cli.layout import width
from billcli.cli.line_screen import Screen
from billcli.cli.line_words import MARK, QUIET, Words, line_rows
from billcli.domain.bank_line import BankLine
from billcli.domain.money import Money
from billcli.domain.open_item import Kind, KnownBy, OpenItem
from billcli.matching.explain import because
from billcli.matching.proposal import (
    Adjustment,
    AdjustmentKind,
    Clue,
    Evidence,
    Part,
    Proposal,
    Suggestion,
    Verdict,
)
from billcli.services.review import Fate, Reviewed

DAY = dt.date(2026, 3, 4)
ESCAPE = re.compile(r"\x1b\[[0-9;]*m")
KEYS = {"Enter": "accept 1", "2": "choose", "o": "on account", "x": "not a customer's", "n": "skip"}
MARKED = "\x1b[1;33m"


def eur(number: str) -> Money:
    return Money.of(number, "EUR")


def _item(item: str, number: str, name: str, due: dt.date | None) -> OpenItem:
    return OpenItem(item, Kind.INVOICE, "Initech", name, "Assets:Receivable:Initech",
                    dt.date(2026, 2, 1), due, None, eur(number), eur(number),
                    KnownBy.EXPLICIT)  # fmt: skip


LINE = BankLine(
    "Assets:Bank", DAY, eur("99.80"), "thank you for inv 2026 OO06 " + "and so on " * 12,
    "INITECH INDUSTIRES", "DE89370400440532013000",
)  # fmt: skip
ITEM = _item("INV-2026-0006", "99.90", "Initech Industries Ltd.", dt.date(2026, 3, 3))
WAYS = (
    Suggestion(
        "Initech", (Part(ITEM, eur("99.90")),), eur("0"),
        (Evidence(Clue.NUMBER_PART, "the text holds the number"),),
        adjustments=(Adjustment(AdjustmentKind.BANK_FEE, eur("0.10")),),
    ),
    Suggestion("Initech", (Part(ITEM, eur("90.00")),), eur("9.80")),
    Suggestion("Initech", (), eur("99.80")),
)  # fmt: skip
ONE = Reviewed(LINE, Fate.WAITING, "it is short", proposal=Proposal(LINE, Verdict.ASK, WAYS))


def _shown(columns: int, *, color: bool) -> str:
    call = Invocation({}, Path(), DAY, stderr_tty=True, color=color, columns=columns)
    return Screen(call).question(ONE, WAYS, "3 of 12", KEYS)


@pytest.mark.parametrize("color", [True, False])
@pytest.mark.parametrize("columns", [20, 40, 80, 99, 100, 120, 300])
def test_nothing_is_wider_than_the_terminal_and_nothing_is_lost(
    columns: int, *, color: bool
) -> None:
    text = ESCAPE.sub("", _shown(columns, color=color))
    rows = text.splitlines()
    assert max(map(len, rows)) <= max(columns, len("n skip   x not a customer's"))
    assert rows[:2] == ["", rows[1]]
    assert "3 of 12" in rows[1]
    words = " ".join(text.split()).replace("[", "").replace("]", "")
    if columns >= 40:
        for needed in ("2026-03-04 99.80 EUR", "99.90 EUR", "0.10 EUR kept by a bank", "9.80 EUR"):
            assert needed in words, needed


def test_a_wide_terminal_shows_the_proposals_beside_the_line() -> None:
    rows = [ESCAPE.sub("", row) for row in _shown(120, color=True).splitlines()]
    assert rows[1].startswith("3 of 12 \u2500\u2500")
    assert re.match(r"  2026-03-04  99\.80 EUR  INITECH INDUSTIRES +1  INV-2026-0006", rows[2])


def test_a_narrow_one_shows_them_below() -> None:
    rows = [ESCAPE.sub("", row) for row in _shown(99, color=True).splitlines()]
    assert rows[2] == "  2026-03-04  99.80 EUR  INITECH INDUSTIRES"
    assert "  1  INV-2026-0006  99.90 EUR  Initech Industries Ltd." in rows


def test_what_differs_is_coloured() -> None:
    shown = _shown(80, color=True)
    for different in ("OO", "0.10 EUR", "99.90 EUR", "9.80 EUR"):
        assert f"{MARKED}{different}\x1b[0m" in shown
    assert "[" not in ESCAPE.sub("", shown)


def test_without_colour_it_stands_in_brackets() -> None:
    shown = _shown(80, color=False)
    assert "\x1b" not in shown
    assert "  1  INV-2026-[00]06  99.90 EUR  Initech Indust[r]ies [Ltd].\n" in shown
    assert "     the text has \u201cinv 2026 [OO]06\u201d\n" in shown
    assert "     due 2026-03-03, paid 1 day late\n" in shown
    assert "  2  INV-2026-[00]06  90.00 EUR of [99.90 EUR]" in shown
    assert "     [9.80 EUR] stays on account\n" in shown
    assert "  3  on account of Initech\n" in shown


def test_further_lines_of_a_row_begin_below_its_first_word() -> None:
    for color in (True, False):
        rows = [ESCAPE.sub("", row) for row in _shown(40, color=color).splitlines()]
        at = next(n for n, row in enumerate(rows) if row.startswith("  \u201cthank"))
        assert rows[at + 1].startswith("  ")
        assert not rows[at + 1].startswith("   ")
        assert not any("  " in row.strip() for row in rows[at : at + 4])


@pytest.mark.parametrize(
    ("columns", "shown"),
    [
        (64, ["  1  INV-2026-0006  99.90 EUR  Initech Industries Ltd."]),
        (50, ["  1  INV-2026-0006  99.90 EUR", "     Initech Industries Ltd."]),
        (26, ["  1  INV-2026-0006", "     99.90 EUR", "     Initech Industries", "     Ltd."]),
    ],
)
def test_a_name_stands_on_a_line_of_its_own_before_it_is_torn(
    columns: int, shown: list[str]
) -> None:
    for color in (True, False):
        text = ESCAPE.sub("", _shown(columns, color=color)).replace("[", "").replace("]", "")
        rows = text.splitlines()
        first = next(n for n, row in enumerate(rows) if row.startswith("  1  "))
        assert rows[first : first + len(shown)] == shown


@pytest.mark.parametrize("color", [True, False])
@pytest.mark.parametrize("columns", [60, 80, 120])
def test_wide_letters_take_their_two_columns(columns: int, *, color: bool) -> None:
    line = replace(LINE, payer="株式会社" * 12, text="請求書ありがとうございます" * 9)
    call = Invocation({}, Path(), DAY, stderr_tty=True, color=color, columns=columns)
    shown = ESCAPE.sub("", Screen(call).question(replace(ONE, line=line), WAYS, "1 of 1", KEYS))
    assert max(map(width, shown.splitlines())) <= columns
    assert shown.count("請") == 9


def test_the_evidence_of_the_first_proposal_is_not_said_twice() -> None:
    asked = replace(ONE, why=f"it names no document; perhaps {because(WAYS[0])}")
    assert (Words("asked: it names no document", QUIET),) in line_rows(asked)
    certain = replace(ONE, proposal=None, why=asked.why)
    assert (Words(f"asked: {asked.why}", QUIET),) in line_rows(certain)


def test_keys_are_never_parted_from_what_they_do() -> None:
    rows = _shown(40, color=False).splitlines()
    assert rows[-3:] == ["Enter accept 1   2 choose", "o on account   x not a customer's", "n skip"]


def test_rows_are_said_on_standard_error(capsys: pytest.CaptureFixture[str]) -> None:
    Screen(Invocation({}, Path(), DAY)).say([(Words("a "), Words("b", MARK))])
    seen = capsys.readouterr()
    assert (seen.out, seen.err) == ("", "a [b]\n")
