"""Records value by value: what is put right, what is kept and told, what is refused."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from billcli.domain.contract import PARTY_KEYS
from billcli.domain.problem import Severity, UsageError
from billcli.domain.verdict import Verdict
from billcli.services.party_check import (
    doubts,
    judged_bic,
    judged_iban,
    judged_language,
    judged_values,
    normal,
    require_readable,
    vat_abroad,
)


def test_harmless_notation_is_put_into_standard_form() -> None:
    given_ = {
        "country": "de", "vat-id": "de 136 695 976", "iban": "de89 3704 0044 0532 0130 00",
        "bic": "cobadeff xxx", "language": "de_at", "e-address": "em:ap@acme.example",
        "email": " ap@acme.example ", "tax-number": "205/5737/1508", "name": " Acme ",
        "reference": "991-01484-64", "currency": "EUR",
    }  # fmt: skip
    assert normal(given_, {}) == {
        **given_, "country": "DE", "vat-id": "DE136695976", "iban": "DE89370400440532013000",
        "bic": "COBADEFFXXX", "language": "de-AT", "e-address": "EM:ap@acme.example",
        "email": "ap@acme.example",
    }  # fmt: skip


def test_what_is_wrong_or_unknown_stays_as_it_was_given() -> None:
    given_ = {"vat-id": "DE 123 456 789", "iban": "DE00 1234", "language": "klingon", "bic": "x y"}
    assert normal(given_, {}) == given_
    assert normal({"vat-id": "12 34"}, {"country": "US"}) == {"vat-id": "12 34"}
    assert normal({"hold": ""}, {"vat-id": "DE 136695976"}) == {"hold": ""}


def test_a_recorded_country_helps_to_read_a_number() -> None:
    (found,) = doubts({"vat-id": "136695976"}, {"country": "DE"})
    assert found.help == "use DE136695976"
    assert doubts({"vat-id": "136695976"}, {}) == ()


def test_each_doubt_is_a_warning_with_its_code_and_option() -> None:
    values = {
        "country": "FR", "vat-id": "FR123", "tax-number": "1", "registration": "552100555",
        "iban": "FR76", "bic": "X", "e-address": "x", "language": "xx-yy-zz", "hold": "x",
        "einvoice": "xrechnung", "reference": "991-01484-65",
    }  # fmt: skip
    found = doubts(values, {})
    assert sorted(p.code for p in found) == [
        "BIC-WRONG", "E-ADDRESS-WRONG", "IBAN-WRONG", "LANGUAGE-UNKNOWN", "LEITWEG-WRONG",
        "TAX-NUMBER-WRONG", "TAX-NUMBER-WRONG", "VAT-ID-WRONG",
    ]  # fmt: skip
    assert {p.severity for p in found} == {Severity.WARNING}
    assert all(p.message.startswith("--") and p.help for p in found)


def test_only_what_is_written_now_is_doubted() -> None:
    assert doubts({"hold": "x"}, {"iban": "wrong", "vat-id": "DE1"}) == ()


def test_a_reference_is_judged_for_public_buyers_only() -> None:
    order = {"reference": "991-01484-65"}
    assert doubts(order, {}) == ()
    assert [p.code for p in doubts(order, {"einvoice": "XRechnung"})] == ["LEITWEG-WRONG"]


@pytest.mark.parametrize(
    ("key", "text", "code"),
    [("email", "nobody", "EMAIL-UNREADABLE"), ("country", "Germany", "COUNTRY-UNREADABLE"),
     ("country", "EU", "COUNTRY-UNREADABLE"), ("country", "x" * 9999, "COUNTRY-UNREADABLE")],
)  # fmt: skip
def test_what_nobody_could_use_is_refused(key: str, text: str, code: str) -> None:
    with pytest.raises(UsageError) as caught:
        require_readable(key, text)
    assert caught.value.problems[0].code == code
    assert len(caught.value.problems[0].message) < 120


def test_the_hint_names_the_code_that_was_meant() -> None:
    with pytest.raises(UsageError) as caught:
        require_readable("country", "Autriche")
    assert caught.value.problems[0].help == "use its two letters, such as AT"
    require_readable("country", "at")
    require_readable("email", "a@b.example")
    require_readable("name", "whatever")


@pytest.mark.parametrize(
    ("country", "vat", "abroad"),
    [("DE", "ATU13585627", "AT"), ("AT", "ATU13585627", ""), ("GR", "EL094259216", ""),
     ("GB", "XI980780684", ""), ("MC", "FR40303265045", ""), ("", "ATU13585627", ""),
     ("DE", "", ""), ("US", "XX1", ""), ("DE", "CHE107787577", "CH")],
)  # fmt: skip
def test_a_vat_id_of_another_country_is_noticed(country: str, vat: str, abroad: str) -> None:
    assert vat_abroad({"country": country, "vat-id": vat}) == abroad


@pytest.mark.parametrize(
    ("text", "verdict"),
    [("DE89370400440532013000", Verdict.RIGHT), ("GB29 NWBK 6016 1331 9268 19", Verdict.RIGHT),
     ("DE89370400440532013001", Verdict.WRONG), ("DE8937040044053201300", Verdict.WRONG),
     ("", Verdict.WRONG), ("²³", Verdict.WRONG), ("D" * 999, Verdict.WRONG),
     ("DE89 3704 0044 0532 0130 \u0660\u0660", Verdict.WRONG)],
)  # fmt: skip
def test_ibans(text: str, verdict: Verdict) -> None:
    assert judged_iban(text).verdict is verdict


def test_bics_and_languages() -> None:
    assert judged_bic("deutdeff").form == "DEUTDEFF"
    assert judged_bic("DEUTDEFF5").is_wrong
    forms = {"de": "de", "DE": "de", "fr_CA": "fr-CA", "zh-Hant": "zh-Hant", "pt-br": "pt-BR"}
    assert {text: judged_language(text).form for text in forms} == forms
    for text in ("", "klingon", "d", "de-", "german", "../de", "x" * 99, "日本"):
        assert judged_language(text).is_wrong, text


def test_a_currency_in_small_letters_was_meant_otherwise() -> None:
    judged = dict(judged_values({"currency": "eur"}))["currency"]
    assert (judged.is_wrong, judged.better) == (True, "EUR")
    assert dict(judged_values({"currency": "GOLD"}))["currency"].verdict is Verdict.UNKNOWN


@settings(max_examples=50, deadline=None)
@given(st.dictionaries(st.sampled_from(PARTY_KEYS), st.text(max_size=60), max_size=12))
def test_any_record_is_judged_and_normal_form_is_stable(values: dict[str, str]) -> None:
    once = normal(values, {})
    assert normal(once, {}) == once
    assert set(once) == set(values)
    assert all(problem.help for problem in doubts(values, {}))
    assert isinstance(vat_abroad(values), str)
