"""VAT ids of many countries: right, certainly wrong, or nobody can say."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from billcli.domain.verdict import Verdict
from billcli.services.number_check import compacted, judged_by, judged_by_any
from billcli.services.vat_id import judged_vat_id, prefix_of

RIGHT = [
    ("DE136695976", "DE", "DE136695976"),
    ("de 136 695.976", "", "DE136695976"),
    ("DE\u2011136\u2013695\u00a0976", "DE", "DE136695976"),
    ("ATU13585627", "DE", "ATU13585627"),
    ("BE 0428.759.497", "BE", "BE0428759497"),
    ("NL 004495445 B 01", "NL", "NL004495445B01"),
    ("FR 40 303 265 045", "FR", "FR40303265045"),
    ("FR40303265045", "MC", "FR40303265045"),
    ("IT 00743110157", "IT", "IT00743110157"),
    ("ESB58378431", "ES", "ESB58378431"),
    ("IE8D79739I", "IE", "IE8D79739I"),
    ("DK 13 58 56 28", "DK", "DK13585628"),
    ("PL 856-734-62-15", "PL", "PL8567346215"),
    ("GR094259216", "GR", "EL094259216"),
    ("EL 094259216", "GR", "EL094259216"),
    ("GB 980 7806 84", "GB", "GB980780684"),
    ("980 7806 84", "GB", "GB980780684"),
    ("XI980780684", "GB", "XI980780684"),
    ("EU372009975", "US", "EU372009975"),
    ("CHE-107.787.577 mwst", "CH", "CHE-107.787.577 MWST"),
    ("CHE107787577IVA", "", "CHE-107.787.577 IVA"),
    ("CHE 107 787 577", "CH", "CHE-107.787.577"),
    ("NO 995 525 828 MVA", "NO", "NO995525828MVA"),
    ("995525828MVA", "NO", "NO995525828MVA"),
    ("T7000012050002", "JP", "T7000012050002"),
    ("51 824 753 556", "AU", "51 824 753 556"),
    ("16.727.230/0001-97", "BR", "16.727.230/0001-97"),
]
WRONG = [
    ("DE123456789", "DE", "check digits"),
    ("DE1", "DE", "length"),
    ("ATU12345678", "AT", "check digits"),
    ("CHE-107.787.578 MWST", "CH", "check digits"),
    ("CH1234", "CH", "CHE-123"),
    ("12345", "CH", "CHE-123"),
    ("12345", "DE", "no VAT id of DE"),
    ("51 824 753 557", "AU", "check digits"),
    ("\uff11\uff13\uff16\uff16\uff19\uff15\uff19\uff17\uff16", "DE", "plain letters"),
    ("DE13669597\u0666", "DE", "plain letters"),
    ("", "DE", "plain letters"),
    ("DE\x00136695976", "DE", "plain letters"),
    ("株式会社", "JP", "plain letters"),
    ("9" * 500, "", "too long"),
]


@pytest.mark.parametrize(("text", "country", "form"), RIGHT)
def test_a_right_one_gets_its_standard_form(text: str, country: str, form: str) -> None:
    found = judged_vat_id(text, country)
    assert (found.verdict, found.form) == (Verdict.RIGHT, form)
    assert judged_vat_id(form, country).form == form


@pytest.mark.parametrize(("text", "country", "why"), WRONG)
def test_a_wrong_one_is_kept_and_told(text: str, country: str, why: str) -> None:
    found = judged_vat_id(text, country)
    assert (found.verdict, found.form) == (Verdict.WRONG, text)
    assert why in found.why


@pytest.mark.parametrize(
    ("text", "country", "better"),
    [("136695976", "DE", "DE136695976"), ("U13585627", "AT", "ATU13585627"),
     ("094259216", "GR", "EL094259216"), ("40303265045", "FR", "FR40303265045"),
     ("107.787.577", "CH", "CHE-107.787.577 MWST"), ("CH107787577", "", "CHE-107.787.577 MWST"),
     ("CHE-107.787.577 HR/MWST", "CH", "CHE-107.787.577 MWST"),
     ("CHE-107.787.577 VAT", "CH", "CHE-107.787.577 MWST"),
     ("988077917", "NO", "NO988077917MVA"), ("NO 988 077 917", "", "NO988077917MVA"),
     ("12892312-2-42", "HU", "HU12892312"), ("HU12892312-2-42", "HU", "HU12892312")],
)  # fmt: skip
def test_a_missing_prefix_is_supplied_where_the_digits_fit(
    text: str, country: str, better: str
) -> None:
    found = judged_vat_id(text, country)
    assert (found.is_wrong, found.better) == (True, better)
    assert judged_vat_id(better, country).verdict is Verdict.RIGHT


@pytest.mark.parametrize(
    ("text", "country"),
    [("US123", "US"), ("XX123", ""), ("123", ""), ("12345", "BR"), ("LI12345", "LI"),
     ("12345", "QA"), ("MX", "MX")],
)  # fmt: skip
def test_where_nobody_can_say_nothing_is_wrong(text: str, country: str) -> None:
    found = judged_vat_id(text, country)
    assert (found.verdict, found.form) == (Verdict.UNKNOWN, text)


def test_prefixes_differ_from_codes_of_countries() -> None:
    assert [prefix_of(code) for code in ("GR", "MC", "IM", "FR", "")] == [
        "EL",
        "FR",
        "GB",
        "FR",
        "",
    ]


@pytest.mark.parametrize("module", ["nothing.here", "util", "exceptions", ""])
def test_a_module_that_fails_oddly_leaves_it_unknown(module: str) -> None:
    assert judged_by(module, "1").verdict is Verdict.UNKNOWN


def test_of_several_modules_one_is_enough() -> None:
    assert judged_by_any(("fr.siret", "fr.siren"), "552 100 554", complete=True).form == "552100554"
    assert judged_by_any(("fr.siret", "fr.siren"), "552100555", complete=True).is_wrong
    assert not judged_by_any(("fr.siret", "fr.siren"), "552100555", complete=False).is_wrong
    assert not judged_by_any((), "1", complete=True).is_wrong
    assert compacted(" a-b.c/d ") == "ABCD"


HOSTILE = st.text(max_size=80) | st.text(
    "DEATUFRGBCHENO0123456789 .-+*&\n\u0663\uff11", max_size=30
)


@settings(max_examples=50, deadline=None)
@given(HOSTILE, st.sampled_from(["", "DE", "FR", "CH", "NO", "GB", "JP", "US", "??", "GR", "MC"]))
def test_any_text_gets_a_verdict_and_standard_forms_stay(text: str, country: str) -> None:
    found = judged_vat_id(text, country)
    if found.verdict is Verdict.RIGHT:
        assert judged_vat_id(found.form, country).form == found.form
        assert found.form.isascii()
    else:
        assert found.form == text


@pytest.mark.long
@settings(max_examples=5000, deadline=None)
@given(HOSTILE, st.text(max_size=3))
def test_many_texts_get_a_verdict(text: str, country: str) -> None:
    assert judged_vat_id(text, country).verdict in Verdict
