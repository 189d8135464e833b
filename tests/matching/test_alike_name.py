"""Names that nobody bears: whose they may yet be."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from billcli.matching.alike_name import alike, like_words, parts_of, unread_key
from billcli.matching.name_key import name_key

KNOWN = "Grzegorz Strzałka Usługi Sp. z o.o."
PERSON = "Gerda Strobel"


@pytest.mark.parametrize(
    ("shown", "known"),
    [
        ("G. TROBEL", PERSON),
        ("Stroble, G", PERSON),
        ("Grda Storbel", PERSON),
        ("Gerda + Karl Stroebl", PERSON),
        ("Ger?a St?obl", PERSON),
        ("? Gerda Storbe?", PERSON),
        ("STROBEL", PERSON),
        ("Gerda Strob", PERSON),
        ("Usługi Strzłaka", KNOWN),
        ("Strz?ka Grzegorz", KNOWN),
        ("Strobel & Partner", "Strobel GmbH"),
        ("Gerda Strobel", "G. Strobel"),
        ("Gerda Stro?bel", "G. Strobel"),
    ],
)
def test_a_name_may_be_anothers_with_slips_cuts_and_initials(shown: str, known: str) -> None:
    assert alike(unread_key(shown), name_key(known))


@pytest.mark.parametrize(
    ("shown", "known"),
    [
        ("K. TROBEL", PERSON),
        ("Karl Strobel", PERSON),
        ("Gerda Ostrowski", PERSON),
        ("Gerda Tobel", PERSON),
        ("G. S.", PERSON),
        ("Gre Stro", "Gera Strom Bad"),
        ("Grda Sdrobel Nordt", "Gerda Strobel Nord"),
        ("Gerda Gerda", PERSON),
        ("Ann Bo", "Anna Boa"),
        ("Gerda Strobel", "Gerda Stro"),
        ("?", PERSON),
        ("", PERSON),
    ],
)
def test_other_names_stay_others(shown: str, known: str) -> None:
    assert not alike(unread_key(shown), name_key(known))


@given(st.text("bdgkn", min_size=5, max_size=9), st.text("iortz", min_size=5), st.data())
def test_a_slip_in_each_of_two_words_is_borne(one: str, other: str, data: st.DataObject) -> None:
    known = name_key(f"{one} {other}")
    places = [data.draw(st.integers(0, len(word) - 1)) for word in (one, other)]
    for letter in ("", "m"):
        less, more = (
            word[:at] + letter + word[at + 1 :]
            for word, at in zip((one, other), places, strict=True)
        )
        assert alike(unread_key(f"{less} {more}"), known)
    assert alike(unread_key(f"{one.replace(one[-1], '?')} {other}"), known)


@given(st.text("bdgkniortz", min_size=6, max_size=9), st.data())
def test_a_word_is_found_by_every_slip_in_it(word: str, data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(word) - 2))
    written = [
        word,
        word[:at] + word[at + 1 :],
        word[:at] + "m" + word[at:],
        word[:at] + "m" + word[at + 1 :],
        word[:at] + "?" + word[at + 1 :],
        word[:at] + word[at + 1] + word[at] + word[at + 2 :],
    ]
    parts = parts_of([word, "palms"])
    for one in written:
        assert like_words(unread_key(one), parts) == {word}
    assert like_words(unread_key(f"Palm {written[1]}"), parts) == {word, "palms"}


def test_short_words_find_nobody() -> None:
    assert parts_of(["abc"]) == {}
    assert like_words(unread_key("Bo ? X"), parts_of(["bodo"])) == set()
