from __future__ import annotations

import pytest

from billcli.documents.address import address_lines, grouped, party
from billcli.documents.notation import notation
from billcli.domain.contract import PARTY_KEYS

ENGLISH = notation("en", "US")


@pytest.mark.parametrize(
    ("country", "lines"),
    [
        ("US", ("Street 1", "Town, RG 123")),
        ("GB", ("Street 1", "Town", "RG", "123")),
        ("DE", ("Street 1", "123 Town", "RG")),
        ("", ("Street 1", "123 Town", "RG")),
    ],
)
def test_the_town_stands_as_its_country_writes_it(country: str, lines: tuple[str, ...]) -> None:
    values = {
        "address": "Street 1", "city": "Town", "region": "RG", "postcode": "123",
        "country": country,
    }  # fmt: skip
    assert address_lines(values, ENGLISH, country) == lines


def test_the_country_is_named_only_abroad() -> None:
    values = {"address": "Street 1", "country": "de"}
    assert address_lines(values, ENGLISH, "US") == ("Street 1", "Germany")
    assert address_lines(values, ENGLISH, "DE") == ("Street 1",)
    assert address_lines(values, ENGLISH) == ("Street 1", "Germany")


@pytest.mark.parametrize("country", ["US", "GB", "DE"])
def test_an_empty_address_has_no_lines(country: str) -> None:
    assert address_lines({"country": country}, ENGLISH, country) == ()


def test_half_an_american_address_has_no_stray_comma() -> None:
    assert address_lines({"city": "Town", "country": "US"}, ENGLISH, "US") == ("Town",)
    assert address_lines({"postcode": "97209", "country": "US"}, ENGLISH, "US") == ("97209",)


def test_a_party_has_every_key_as_text() -> None:
    found = party({"name": "Acme Inc.", "address-2": "Suite"}, ENGLISH, "US")
    assert {k.replace("-", "_") for k in PARTY_KEYS} | {"lines"} == set(found)
    assert (found["name"], found["address_2"], found["email"]) == ("Acme Inc.", "Suite", "")


def test_a_party_cannot_be_changed() -> None:
    with pytest.raises(TypeError):
        party({}, ENGLISH, "")["name"] = "x"  # type: ignore[index]


def test_account_numbers_are_grouped_by_fours() -> None:
    assert grouped("RF18539007547034") == "RF18 5390 0754 7034"
    assert grouped(" GB33 BUKB2020 ") == "GB33 BUKB 2020"
    assert grouped("") == ""
