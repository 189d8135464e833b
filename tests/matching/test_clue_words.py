"""The codes of evidence in words."""

from __future__ import annotations

from billcli.matching.clue_words import WORDS, words_of
from billcli.matching.proposal import Clue


def test_every_code_that_may_be_written_has_its_words() -> None:
    assert {*WORDS} == {clue.value for clue in Clue} | {"chosen"}
    assert len({*WORDS.values()}) == len(WORDS)


def test_codes_keep_their_order_and_unknown_ones_stay() -> None:
    assert words_of("") == ()
    assert words_of("chosen moonlight number") == (
        WORDS["chosen"], "moonlight", WORDS["number"],
    )  # fmt: skip
