"""Tax and register numbers, Leitweg-IDs and the numbers in electronic addresses."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from billcli.domain.electronic_address import EAS
from billcli.domain.verdict import Verdict
from billcli.services import tax_number
from billcli.services.number_check import judged_by
from billcli.services.tax_number import (
    judged_e_address,
    judged_leitweg,
    judged_registration,
    judged_tax_number,
)

R, W, U = Verdict.RIGHT, Verdict.WRONG, Verdict.UNKNOWN


@pytest.mark.parametrize(
    ("text", "country", "verdict"),
    [
        ("205/5737/1508", "DE", R),
        ("36 574 261 809", "DE", R),
        ("205/1", "DE", W),
        ("DE136695976", "DE", R),
        ("91-1144442", "US", R),
        ("536-90-4399", "US", R),
        ("12", "US", W),
        ("552 100 554", "FR", R),
        ("73282932000074", "FR", R),
        ("RCCMNL83S18D969H", "IT", R),
        ("RCCMNL83S18D969", "IT", W),
        ("00743110157", "IT", R),
        ("54362315K", "ES", R),
        ("x-2482300-w", "ES", R),
        ("54362315Z", "ES", W),
        ("1112.22.333", "NL", R),
        ("59-119/9013", "AT", R),
        ("1955839661", "GB", R),
        ("QQ123456C", "GB", U),
        ("anything", "", U),
        ("anything", "ZW", U),
        ("\u0661\u0662", "DE", W),
        ("1" * 500, "DE", W),
    ],
)
def test_tax_numbers_by_country(text: str, country: str, verdict: Verdict) -> None:
    found = judged_tax_number(text, country)
    assert (found.verdict, found.form) == (verdict, text)


@pytest.mark.parametrize(
    ("text", "country", "verdict"),
    [
        ("HRB 12345 Bonn", "DE", U),
        ("552 100 554", "FR", R),
        ("552 100 555", "FR", W),
        ("RCS Paris 552 100 554", "FR", R),
        ("RCS Paris 75 552 100 555", "FR", W),
        ("RCS Paris", "FR", U),
        ("5521005541", "FR", W),
        ("R" * 500, "FR", U),
        ("0428759497", "BE", R),
        ("FN 122119m", "AT", R),
        ("17", "", U),
    ],
)
def test_register_numbers_are_rarely_certain(text: str, country: str, verdict: Verdict) -> None:
    assert judged_registration(text, country).verdict is verdict


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        ("991-01484-64", R),
        ("991-01484-65", W),
        (" 991-01484-64 ", R),
        ("04011000-1234512345-06", R),
        ("Order 17", U),
        ("4500017", U),
        ("77-1234-12", U),
        ("", U),
    ],
)
def test_a_leitweg_id_is_proven_by_its_digits(text: str, verdict: Verdict) -> None:
    assert judged_leitweg(text).verdict is verdict


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        ("0204:991-01484-64", R),
        ("0204:991-01484-65", W),
        ("0009:73282932000074", R),
        ("0009:73282932000075", W),
        ("9930:DE136695976", R),
        ("0088:4006381333931", R),
        ("0088:4006381333932", W),
        ("0208:0428759497", R),
        ("0060:123456789", R),
        ("EM:ap@acme.example", R),
        ("8888:x", U),
        ("acme", W),
    ],
)
def test_numbers_in_electronic_addresses(text: str, verdict: Verdict) -> None:
    assert judged_e_address(text).verdict is verdict


def test_every_module_named_is_there() -> None:
    named = [word for words, _ in tax_number._TAX.values() for word in words.split()]
    named += [word for words in tax_number._REGISTRATION.values() for word in words.split()]
    named += [word for word in tax_number._SCHEMES.values() if word]
    # A module that is missing leaves even an impossible number unknown.
    assert [name for name in set(named) if not judged_by(name, "!").is_wrong] == []
    assert set(tax_number._SCHEMES) <= EAS


@settings(max_examples=50, deadline=None)
@given(st.text(max_size=70), st.sampled_from([*sorted(tax_number._TAX), "", "ß"]))
def test_any_text_gets_a_verdict(text: str, country: str) -> None:
    for judged in (judged_tax_number(text, country), judged_registration(text, country)):
        assert judged.form == text
    assert judged_leitweg(text).verdict in Verdict
    assert judged_e_address(f"0002:{text}").verdict in Verdict
