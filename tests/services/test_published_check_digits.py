"""Numbers made by the published algorithms, written here a second time, and slips in them.

Sources: the algorithms of the member states as the European Commission describes them for VIES;
HMRC (modulus 97 and 9755), the Swiss UID register (modulus 11), the Brønnøysund register
(modulus 11), INSEE (Luhn), KoSIT (Leitweg-ID, modulus 97-10), ISO 13616 (IBAN, modulus 97-10).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from random import Random

import pytest

from billcli.domain.iban import BEYOND_EEA, EEA, is_iban, is_sepa
from billcli.domain.verdict import Judgement, Verdict
from billcli.services.party_check import judged_iban
from billcli.services.tax_number import judged_leitweg, judged_registration, judged_tax_number
from billcli.services.vat_id import judged_vat_id

Maker = Callable[[Random], str]
TIMES = 40
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def seeded(seed: int | str) -> Random:
    return Random(seed)  # noqa: S311 - numbers to try, no secret


def digits(random: Random, length: int, first: str = "123456789") -> str:
    rest = (random.choice("0123456789") for _ in range(length - 1))
    return random.choice(first) + "".join(rest)


def weighed(text: str, weights: Sequence[int]) -> int:
    return sum(int(digit) * weight for digit, weight in zip(text, weights, strict=True))


def luhn(text: str) -> str:
    doubled = (int(c) * (2 - i % 2) for i, c in enumerate(reversed(text)))
    return str(-sum(n - 9 if n > 9 else n for n in doubled) % 10)


def iso_11_10(text: str) -> str:
    product = 10
    for digit in text:
        product = ((product + int(digit)) % 10 or 10) * 2 % 11
    return str((11 - product) % 10)


def mod97(text: str) -> int:
    return int("".join(str(int(c, 36)) for c in text)) % 97


def eleven(prefix: str, length: int, weights: Sequence[int], tail: str = "") -> Maker:
    """Return a maker of numbers whose weighed sum, check digit and all, is divisible by 11."""

    def make(random: Random) -> str:
        while True:
            body = digits(random, length)
            check = -weighed(body, weights) % 11
            if check < 10:
                return f"{prefix}{body}{check}{tail}"

    return make


def austria(random: Random) -> str:
    body = digits(random, 7)
    doubled = (int(c) * (1 + i % 2) for i, c in enumerate(body))
    return f"ATU{body}{-(sum(n // 10 + n % 10 for n in doubled) + 4) % 10}"


def belgium(random: Random) -> str:
    body = digits(random, 8, "0")
    return f"BE{body}{97 - int(body) % 97:02}"


def spain(random: Random) -> str:
    body = digits(random, 8)
    return f"ES{body}{'TRWAGMYFPDXBNJZSQVHLCKE'[int(body) % 23]}"


def siren(random: Random) -> str:
    body = digits(random, 8)
    return body + luhn(body)


def france(random: Random) -> str:
    company = siren(random)
    return f"FR{(12 + 3 * (int(company) % 97)) % 97:02}{company}"


def greece(random: Random) -> str:
    body = digits(random, 8)
    return f"EL{body}{weighed(body, [2**n for n in range(8, 0, -1)]) % 11 % 10}"


def ireland(random: Random) -> str:
    body = digits(random, 7)
    return f"IE{body}{'WABCDEFGHIJKLMNOPQRSTUV'[weighed(body, range(8, 1, -1)) % 23]}"


def malta(random: Random) -> str:
    body = digits(random, 6)
    return f"MT{body}{37 - weighed(body, (3, 4, 6, 7, 8, 9)) % 37:02}"


def portugal(random: Random) -> str:
    body = digits(random, 8, "5")
    check = 11 - weighed(body, range(9, 1, -1)) % 11
    return f"PT{body}{check if check < 10 else 0}"


def romania(random: Random) -> str:
    body = digits(random, 9)
    return f"RO{body}{weighed(body, (7, 5, 3, 2, 1, 7, 5, 3, 2)) * 10 % 11 % 10}"


def slovakia(random: Random) -> str:
    while True:
        number = str(int(digits(random, 10, "2")) // 11 * 11)
        if number[2] in "234789":
            return f"SK{number}"


def slovenia(random: Random) -> str:
    while True:
        body = digits(random, 7)
        check = 11 - weighed(body, range(8, 1, -1)) % 11
        if check != 11:
            return f"SI{body}{check % 10}"


def britain(plus: int) -> Maker:
    def make(random: Random) -> str:
        body = digits(random, 7)
        return f"GB{body}{97 - (weighed(body, range(8, 1, -1)) + plus) % 97:02}"

    return make


def switzerland(random: Random) -> str:
    number = eleven("", 8, (5, 4, 3, 2, 7, 6, 5, 4))(random)
    return f"CHE-{number[:3]}.{number[3:6]}.{number[6:]} MWST"


MAKERS: dict[str, Maker] = {
    "AT": austria,
    "BE": belgium,
    "CH": switzerland,
    "DE": lambda r: f"DE{(body := digits(r, 8))}{iso_11_10(body)}",
    "DK": eleven("DK", 7, (2, 7, 6, 5, 4, 3, 2)),
    "EE": lambda r: f"EE{(b := digits(r, 8))}{-weighed(b, (3, 7, 1, 3, 7, 1, 3, 7)) % 10}",
    "ES": spain,
    "FI": eleven("FI", 7, (7, 9, 10, 5, 8, 4, 2)),
    "FR": france,
    "GB": britain(0),
    "GB 9755": britain(55),
    "GR": greece,
    "HR": lambda r: f"HR{(body := digits(r, 10))}{iso_11_10(body)}",
    "HU": lambda r: f"HU{(b := digits(r, 7))}{-weighed(b, (9, 7, 3, 1, 9, 7, 3)) % 10}",
    "IE": ireland,
    "IT": lambda r: f"IT{(body := digits(r, 7) + '015')}{luhn(body)}",
    "LU": lambda r: f"LU{(body := digits(r, 6))}{int(body) % 89:02}",
    "MT": malta,
    "NL": eleven("NL", 8, tuple(-n for n in range(9, 1, -1)), "B01"),
    "NO": eleven("NO", 8, (3, 2, 7, 6, 5, 4, 3, 2), "MVA"),
    "PL": eleven("PL", 9, tuple(-n for n in (6, 5, 7, 2, 3, 4, 5, 6, 7))),
    "PT": portugal,
    "RO": romania,
    "SE": lambda r: f"SE{(body := '55' + digits(r, 7, '6'))}{luhn(body)}01",
    "SI": slovenia,
    "SK": slovakia,
}
# Their check digit is 0 for two remainders, or 1 in 97 of the slips meets the other variant.
WEAK = frozenset({"GB", "GB 9755", "GR", "PT", "RO", "NL"})


def slipped(number: str, random: Random) -> str:
    places = [i for i, c in enumerate(number.removesuffix("B01")) if c.isdigit()]
    at = random.choice(places[:8])
    other = random.choice([c for c in "0123456789" if c != number[at]])
    return number[:at] + other + number[at + 1 :]


@pytest.mark.parametrize("name", MAKERS)
def test_a_vat_id_is_right_and_one_slip_makes_it_wrong(name: str) -> None:
    random = seeded(name)
    country, missed = name[:2], 0
    for _ in range(TIMES):
        number = MAKERS[name](random)
        found = judged_vat_id(number, country)
        assert (found.verdict, found.form) == (Verdict.RIGHT, number)
        missed += judged_vat_id(slipped(number, random), country).verdict is Verdict.RIGHT
    assert missed <= (TIMES // 8 if name in WEAK else 0)


@pytest.mark.parametrize("judge", [judged_tax_number, judged_registration])
@pytest.mark.parametrize("shape", ["{0}{1}{2}", "{0} {1} {2}", "{0}.{1}.{2}"])
def test_a_french_company_number_has_a_check_digit(
    judge: Callable[[str, str], Judgement], shape: str
) -> None:
    random = seeded(shape)
    for _ in range(TIMES):
        number = siren(random)
        wrong = number[:8] + str((int(number[8]) + random.randint(1, 9)) % 10)
        for text, verdict in ((number, Verdict.RIGHT), (wrong, Verdict.WRONG)):
            written = shape.format(text[:3], text[3:6], text[6:])
            assert judge(written, "FR").verdict is verdict
            in_words = judged_registration(f"RCS Paris B {written}", "FR")
            assert in_words.verdict is verdict


def test_a_bad_establishment_number_is_told_by_its_digits() -> None:
    random = seeded(14)
    for _ in range(TIMES):
        body = siren(random) + "0001"
        number = body + luhn(body)
        wrong = body + str((int(number[-1]) + 1) % 10)
        assert judged_tax_number(number, "FR").verdict is Verdict.RIGHT
        assert "check digits" in judged_tax_number(wrong, "FR").why


def test_a_leitweg_id_of_any_length() -> None:
    random = seeded(97)
    for length in (2, 3, 5, 8, 9, 12):
        for more in (0, 1, 12, 30):
            coarse = (random.choice(["01", "09", "16", "99"]) + digits(random, length))[:length]
            fine = "".join(random.choice(LETTERS + "0123456789") for _ in range(more))
            check = 98 - mod97(f"{coarse}{fine}00")
            text = "-".join(filter(None, (coarse, fine, f"{check:02}")))
            assert judged_leitweg(text).verdict is Verdict.RIGHT
            assert judged_leitweg(f"{text[:-1]}{(int(text[-1]) + 1) % 10}").is_wrong


# These have check digits of their own inside, or letters in fixed places.
NATIONAL = frozenset("AL BE BG CZ EE ES FI FR GB GI HR HU IE IT LV MC ME MK MT NL NO PL PT RO RS SI"
                     " SK SM".split())  # fmt: skip


@pytest.mark.parametrize("country", [*EEA, *BEYOND_EEA])
def test_an_iban_of_the_right_length_and_one_slip(country: str) -> None:
    random = seeded(country)
    length = {**EEA, **BEYOND_EEA}[country]
    for _ in range(TIMES):
        body = digits(random, length - 4)
        number = f"{country}{98 - mod97(f'{body}{country}00'):02}{body}"
        slip = slipped(number, random)
        assert (is_iban(number), is_sepa(number), is_iban(slip)) == (True, True, False)
        assert not is_sepa(number[:-1])
        assert judged_iban(slip).is_wrong
        if country not in NATIONAL:
            assert judged_iban(number).verdict is Verdict.RIGHT
