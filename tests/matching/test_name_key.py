"""Names as banks write them: which spellings are one name."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from billcli.matching.name_key import folded_words, name_key, one_slip


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Müller & Söhne GmbH", "MUELLER + SOEHNE"),
        ("Müller & Söhne GmbH", "Muller und Sohne"),
        ("Anna Meyer", "MEYER, ANNA"),
        ("Anna Meyer", "Frau Dr. Anna Meyer"),
        ("Łódź Żółw sp. z o.o.", "LODZ ZOLW"),
        ("Straße & Gruß", "STRASSE GRUSS"),
        ("Æro Østergaard A/S", "Aero Ostergard"),
        ("The Acme Company", "ACME"),
        ("Acme Trading", "Acme Trading c/o Treuhand Graz"),
        ("Acme Trading", "Acme Trading - Accounts Payable"),
        ("Acme Trading", "ACME TRADING ATTN J. DOE"),
        ("I.B.M. Corp", "IBM"),
    ],
)
def test_spellings_of_one_name(one: str, other: str) -> None:
    assert name_key(one).words == name_key(other).words


@pytest.mark.parametrize(
    ("one", "other"),
    [("Anna Meyer", "Anna Maier"), ("Acme Trading", "Acme"), ("Graz Bau", "Grazbau")],
)
def test_other_names(one: str, other: str) -> None:
    assert name_key(one).words != name_key(other).words


@pytest.mark.parametrize(
    ("name", "legal"),
    [
        ("Acme Limited", {"ltd"}),
        ("ACME LTD.", {"ltd"}),
        ("Acme GmbH & Co. KG", {"gmbh", "co", "kg"}),
        ("Acme Sp. z o.o.", {"sp", "oo"}),
        ("Acme Incorporated", {"inc"}),
        ("Anna Meyer", set()),
    ],
)
def test_legal_forms_are_told_apart(name: str, legal: set[str]) -> None:
    assert name_key(name).legal == legal


@pytest.mark.parametrize("name", ["", "GmbH", "& Co", "X", "Herr", "c/o Treuhand"])
def test_a_name_without_telling_words_has_none(name: str) -> None:
    assert name_key(name).words == ()


def test_what_a_bank_cuts_is_the_whole_name_as_written() -> None:
    assert name_key("Zeta Acme GmbH").whole == "zetaacmegmbh"
    assert name_key("Zeta Acme GmbH").joined == "acmezeta"


@given(st.text(max_size=30))
def test_case_and_order_of_words_do_not_matter(name: str) -> None:
    words = folded_words(name)
    assert name_key(" ".join(words)).words == name_key(" ".join(reversed(words))).words
    assert folded_words(name.casefold()) == words


@pytest.mark.parametrize(
    ("one", "other", "slip"),
    [
        ("werner", "wener", True),
        ("wener", "werner", True),
        ("werner", "wermer", True),
        ("david", "daivd", True),
        ("ab", "ba", True),
        ("abc", "abcd", True),
        ("werner", "werner", False),
        ("werner", "wenre", False),
        ("werner", "warnar", False),
        ("abcd", "ab", False),
        ("", "a", True),
    ],
)
def test_one_slip(one: str, other: str, slip: bool) -> None:
    assert one_slip(one, other) is slip
    assert one_slip(other, one) is slip


@given(st.text("abc", min_size=1, max_size=8), st.data())
def test_every_single_slip_is_seen(word: str, data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(word) - 1))
    letter = data.draw(st.sampled_from("xyz"))
    assert one_slip(word, word[:at] + letter + word[at + 1 :])
    assert one_slip(word, word[:at] + letter + word[at:])
    assert one_slip(word, word[:at] + word[at + 1 :])
