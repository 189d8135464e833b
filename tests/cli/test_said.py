"""What commands say of what was typed: on one line, short, in no form of a program."""

from __future__ import annotations

import re
import shlex
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from shop import Shop

ODD = {
    "huge": "A" * 3000, "digits": "9" * 3000, "words": "word " * 600, "escape": "\x1b[31mX",
    "turned": "\u202eX", "two lines": "a\nb", "apostrophe": "it's", "none": "NaN", "power": "1e999",
}  # fmt: skip
LINES = """
credit create {}|credit create INV-2026-0001 --amount {}|credit create INV-2026-0001 --lines {}
credit apply {}|credit apply PMT-2026-0001 {}|credit apply PMT-2026-0001 INV-2026-0001={}
credit unapply {}|credit list --sort {}|refund create {}|refund create PMT-2026-0001 --account {}
writeoff create {} --reason x|writeoff recover {}|writeoff small --max {}|undo {}|why {}
payment unapply {}|payment move PMT-2026-0001 --to-customer {}|payment reverse {} --kind bounced
payment reverse PMT-2026-0001 --kind {}|payment add Acme {} EUR|payment add Acme 5 {}
payment add Acme 5 EUR --allocate {}|payment add Acme 5 EUR --discount {}|deposit create {}
deposit show {}|quote show {}|quote accept {}|quote decline QUO-2026-0001 --date {}
plan add p Acme --line "5 Map" --from 2026-01-01 --every {}|plan run {}|plan show {}
time add {} 1:00|time add Acme {}|time add Acme 1:00 --rate {}|time bill Acme --group {}
time import {}|expense add Acme 5 x --tax {}|expense add Acme {} x|invoice void {}
"""
FORMS = re.compile(r"<class|<[A-Z]\w+\.|Decimal\(|isoformat|invalid literal|\\[xun]|Traceback")
MOVES = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\u202e]")


@pytest.mark.parametrize("odd", ODD)
def test_what_was_typed_is_told_in_few_plain_words(shop: Shop, odd: str) -> None:
    shop.sold("100")
    shop.done("payment add Acme 5 EUR --on-account", 'quote create Acme --line "5 Map"')
    for line in re.split(r"[|\n]", LINES.strip()):
        answer = shop(f"{line.replace('{}', shlex.quote(ODD[odd]))} --dry-run", yes=True)
        said = answer.err
        assert answer.status == 2, (line, said)
        assert said.startswith("error["), line
        assert max(map(len, said.splitlines())) < 1100, line
        assert not any(len(word) > 210 for word in said.split()), line
        assert not FORMS.search(said), said
        assert not MOVES.search(said), said


def test_the_answer_for_programs_is_as_short(shop: Shop) -> None:
    answer = shop(f"time import {ODD['huge']} --format json")
    (problem,) = answer.envelope["problems"]
    assert len(problem["message"]) < 250
    assert problem["message"].startswith("there is no file AAAA")
