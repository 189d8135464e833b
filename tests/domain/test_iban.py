from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from billcli.domain.iban import (
    BEYOND_EEA,
    EEA,
    compact,
    is_bic,
    is_iban,
    is_qr_iban,
    is_sepa,
    is_swiss,
)

# One published example per country that euro transfers reach (registry of ISO 13616).
EXAMPLES = """
AD1200012030200359100100 AL47212110090000000235698741 AT611904300234573201 BE68539007547034
BG80BNBG96611020345678 CH9300762011623852957 CY17002001280000001200527600
CZ6508000000192000145399 DE89370400440532013000 DK5000400440116243 EE382200221020145685
ES9121000418450200051332 FI2112345600000785 FR1420041010050500013M02606 GB29NWBK60161331926819
GI75NWBK000000007099453 GR1601101250000000012300695 HR1210010051863000160
HU42117730161111101800000000 IE29AIBK93115212345678 IS140159260076545510730339
IT60X0542811101000000123456 LI21088100002324013AA LT121000011101001000
LU280019400644750000 LV80BANK0000435195001 MC5811222000010123456789030
MD24AG000225100013104168 ME25505000012345678951 MK07250120000058984
MT84MALT011000012345MTLCAST001S NL91ABNA0417164300 NO9386011117947
PL61109010140000071219812874 PT50000201231234567890154 RO49AAAA1B31007593840000
RS35260005601001611379 SE4550000000058398257466 SI56263300012039086
SK3112000000198742637541 SM86U0322509800000000270100 VA59001123000012345678
""".split()


@pytest.mark.parametrize("iban", EXAMPLES)
def test_published_examples_are_reached(iban: str) -> None:
    assert is_iban(iban)
    assert is_sepa(iban)
    assert is_sepa(" ".join(iban[i : i + 4] for i in range(0, len(iban), 4)).lower())


def test_there_is_an_example_of_every_country() -> None:
    assert {iban[:2] for iban in EXAMPLES} == {*EEA, *BEYOND_EEA}
    assert not EEA.keys() & BEYOND_EEA.keys()


@pytest.mark.parametrize(
    "iban",
    [
        "", "DE", "DE89", "XX89370400440532013000", "DE8937040044053201300",
        "DE893704004405320130000", "DE88370400440532013000", "DE89-3704-0044-0532-0130-00",
        "DE٨٩370400440532013000", "TR330006100519786457841326", "BR1800360305000010009795493C1",
        "ISO DE89370400440532013000",
    ],
)  # fmt: skip
def test_other_accounts_are_not_reached(iban: str) -> None:
    assert not is_sepa(iban)
    assert not is_swiss(iban)


def test_an_iban_from_elsewhere_is_one() -> None:
    assert is_iban("TR33 0006 1005 1978 6457 8413 26")


def test_right_check_digits_with_a_wrong_length_are_not_enough() -> None:
    code = next(c for n in range(97) if is_iban(c := f"DE{n:02}3704004405320130001"))
    assert not is_sepa(code)


@pytest.mark.parametrize(
    ("iban", "swiss", "qr"),
    [
        ("CH93 0076 2011 6238 5295 7", True, False),
        ("CH58 0079 1123 0008 8901 2", True, False),
        ("CH44 3199 9123 0008 8901 2", True, True),
        ("CH64 3196 1000 0044 2155 7", True, True),
        ("LI21 0881 0000 2324 013A A", True, False),
        ("DE89 3704 0044 0532 0130 00", False, False),
        ("CH44 3199 9123 0008 8901 3", False, False),
    ],
)
def test_which_accounts_take_qr_bills(iban: str, *, swiss: bool, qr: bool) -> None:
    assert is_swiss(iban) == swiss
    assert is_qr_iban(iban) == qr


@pytest.mark.parametrize(
    ("bank", "qr"), [("29999", False), ("30000", True), ("31999", True), ("32000", False)]
)
@pytest.mark.parametrize("country", ["CH", "LI"])
def test_the_range_of_qr_banks(country: str, bank: str, *, qr: bool) -> None:
    code = next(c for n in range(97) if is_iban(c := f"{country}{n:02}{bank}123000889012"))
    assert is_qr_iban(code) == qr


@pytest.mark.parametrize("bic", ["BYLADEM1", "BYLADEM1001", "byla de m1 001", "1A2BDEFFXXX"])
def test_bics(bic: str) -> None:
    assert is_bic(bic)


@pytest.mark.parametrize(
    "bic", ["", "BYLADEM", "BYLADEM10", "BYLADEM10012", "BYLA12M1", "BÝLADEM1"]
)
def test_no_bics(bic: str) -> None:
    assert not is_bic(bic)


@given(st.sampled_from(EXAMPLES), st.integers(2, 30), st.sampled_from("0123456789"))
@settings(max_examples=50)
def test_one_wrong_digit_is_noticed(iban: str, at: int, digit: str) -> None:
    at = 2 + at % (len(iban) - 2)
    wrong = iban[:at] + digit + iban[at + 1 :]
    assert is_iban(wrong) == (wrong == iban) or not iban[at].isdigit()


@given(st.text(max_size=40))
@settings(max_examples=50)
def test_any_text_is_answered(text: str) -> None:
    assert compact(compact(text)) == compact(text) or not text.isascii()
    assert not (is_qr_iban(text) and not is_swiss(text))
    assert not (is_swiss(text) and not is_sepa(text))
