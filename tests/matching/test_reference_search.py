"""Structured references: the published examples of each kind, and what is none."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from billcli.domain.qr_reference import is_qr_reference, qr_reference
from billcli.domain.reference import rf_reference
from billcli.matching.reference_search import References, is_national
from billcli.matching.strength import Strength
from tests.matching.invented import item, line, numbers_of, one

CHECKED, TRACE = Strength.CHECKED, Strength.TRACE
PUBLISHED = {
    "creditor reference (ISO 11649)": "RF18 5390 0754 7034",
    "QR reference (SIX)": "21 00000 00003 13947 14300 09017",
    "OGM (Febelfin)": "+++090/9337/55493+++",
    "viite (Finance Finland)": "1234561",
    "KID modulo 10 (Bits)": "2345676",
    "KID modulo 11 (Bits)": "123456785",
}


@pytest.mark.parametrize("kind", PUBLISHED)
@pytest.mark.parametrize("form", ["as printed", "without marks", "in the text"])
def test_the_published_example_of_each_kind_names_its_document(kind: str, form: str) -> None:
    code = PUBLISHED[kind]
    numbers = numbers_of("INV-1", "INV-2", **{"INV-1": code})
    bare = "".join(c for c in code if c.isalnum())
    if form == "in the text":
        if kind.startswith(("viite", "KID")):
            return  # digits in a text are no reference
        assert numbers.find(f"pays {code} today")["INV-1"] is CHECKED
    else:
        stated = code if form == "as printed" else bare
        assert numbers.find("", stated) == {"INV-1": CHECKED}


@pytest.mark.parametrize("kind", PUBLISHED)
def test_the_same_with_another_check_digit_proves_nothing(kind: str) -> None:
    code = "".join(c for c in PUBLISHED[kind] if c.isalnum())
    at = 3 if code.startswith("RF") else len(code) - 1
    others = [f"{code[:at]}{d}{code[at + 1 :]}" for d in "0123456789" if d != code[at]]
    wrong = [c for c in others if not is_national(c)]
    assert len(wrong) >= 6
    for other in wrong:
        assert numbers_of("INV-1", **{"INV-1": code}).find("", other) == {}
        assert numbers_of("INV-1", **{"INV-1": other}).find("", other) == {"INV-1": TRACE}


@pytest.mark.parametrize(
    ("code", "valid"),
    [
        ("090933755493", True),
        ("000000009797", True),
        ("090933755490", True),  # no OGM, yet a viite
        ("1232", True),
        ("13", False),
        ("2345676", True),
        ("123456785", True),
        ("1234567890", False),
        ("12A4", False),
        ("1" * 26, False),
    ],
)
def test_national_references_by_their_check_digits(code: str, valid: bool) -> None:
    assert is_national(code) is valid


@given(st.integers(100, 10**24 - 1))
def test_every_body_has_a_viite_and_a_kid(body: int) -> None:
    assert 1 <= sum(is_national(f"{body}{digit}") for digit in range(10)) <= 4


def test_a_national_reference_may_hold_the_digits_of_a_number() -> None:
    numbers = numbers_of("20260042", "INV-2026-0007")
    assert numbers.find("", "202600428") == {"20260042": CHECKED}
    assert numbers.find("", "00000202600428") == {"20260042": CHECKED}
    assert numbers.find("", "20260042") == {}
    assert numbers.find("", "202600421") == {}
    twins = numbers_of("A-20260042", "B-20260042")
    assert set(twins.find("", "202600428").values()) == {TRACE}


def test_such_a_reference_counts_only_where_it_is_stated() -> None:
    assert numbers_of("20260042").find("paid 202600428") == {}


def test_a_printed_reference_outranks_digits() -> None:
    numbers = numbers_of("20260042", "INV-1", **{"INV-1": "202600428"})
    assert numbers.find("", "202600428") == {"INV-1": CHECKED}


def test_every_document_may_be_paid_by_the_reference_of_its_number() -> None:
    assert numbers_of("INV-2026-0001").find(rf_reference("INV-2026-0001")) == {
        "INV-2026-0001": CHECKED
    }


def test_a_bank_that_drops_zeros_of_a_qr_reference_is_understood() -> None:
    code = qr_reference("INV-2026-0001")
    numbers = numbers_of("INV-2026-0001", **{"INV-2026-0001": code})
    assert numbers.find("", code.lstrip("0")) == {"INV-2026-0001": CHECKED}


def test_other_digits_that_happen_to_be_a_qr_reference_without_zeros_are_found() -> None:
    codes = map(str, range(12_340_000, 12_340_400))
    happen = [c for c in codes if is_qr_reference(c.zfill(27)) and is_national(c)]
    assert happen
    for code in happen:
        assert numbers_of("INV-1", **{"INV-1": code}).find("", code) == {"INV-1": CHECKED}


def test_an_ogm_leaves_no_number_behind() -> None:
    numbers = numbers_of("INV-1", "9337", **{"INV-1": "090933755493"})
    assert numbers.find("***090/9337/55493***") == {"INV-1": CHECKED}
    references = References.of(["9337"], {})
    assert references.find("090/9337/55493 and 9337")[1] == "| and 9337"


def test_documents_of_one_reference_come_in_the_order_of_the_ledger() -> None:
    items = [f"X-{letter}" for letter in "RGAZMKB"]
    references = dict.fromkeys(items, "090933755493")
    assert list(numbers_of(*items, **references).find("", "090933755493")) == items


def test_a_checked_reference_and_the_exact_amount_are_certain_whoever_pays() -> None:
    paid = one(line("", "5.00", "Somebody", reference="RF18 5390 0754 7034"))
    assert paid.parts == ()
    proposal = one(
        line("", "5.00", "Somebody", reference=rf_reference("X-1")), [item("X-1", "5.00")]
    )
    assert [p.item.item for p in proposal.parts] == ["X-1"]
    assert proposal.verdict.value == "certain"
