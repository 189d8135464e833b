"""Ids made of names: legal, unique, readable."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from billcli.domain.contract import check_customer_id
from billcli.domain.customer_id import ID_MAX, free_id, id_from


@pytest.mark.parametrize(
    ("name", "made"),
    [
        ("Müller & Söhne", "MuellerSoehne"),
        ("MÜLLER", "MUeLLER"),
        ("Société Générale d'Été", "SocieteGeneraleDEte"),
        ("Mu\u0308ller", "Mueller"),
        ("Иванов", "Ivanov"),
        ("Щукин", "Shchukin"),
        ("Παπαδόπουλος", "Papadopoylos"),
        ("Đorđević Þór", "DordevicThor"),
        ("İstanbul", "Istanbul"),
        ("Œuvre", "OeUvre"),
        ("3M", "3M"),
        ("!?", ""),
        ("株式会社", ""),
    ],
)
def test_letters_are_written_in_ascii(name: str, made: str) -> None:
    assert id_from(name).casefold() == made.casefold()


def test_an_id_that_is_taken_gets_a_number_within_its_length() -> None:
    taken = {"acme", "acme-2", "x" * ID_MAX}
    assert free_id("ACME", taken) == "ACME-3"
    assert free_id("x" * 99, taken) == "X" + "x" * 29 + "-2"
    assert free_id("Steuer", ()) == "Steuer-2"
    assert free_id("株式会社", {"customer"}) == "Customer-2"


@settings(max_examples=50)
@given(st.lists(st.text(max_size=60), max_size=12))
def test_any_names_make_legal_ids_that_differ_without_regard_to_case(names: list[str]) -> None:
    taken: set[str] = set()
    for name in names:
        made = check_customer_id(free_id(name, taken))
        assert made.casefold() not in taken
        taken.add(made.casefold())
