from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from billcli.domain.qr_reference import check_digit, qr_grouped, qr_reference
from billcli.matching.number_search import Numbers
from billcli.matching.strength import Strength
from tests.matching.invented import DAY

ITEMS = ("INV-2026-0001", "INV-2026-0002", "00003", "20260001")
PRINTED = {item: qr_reference(item) for item in ITEMS}
ONE = PRINTED["INV-2026-0001"]
NUMBERS = Numbers.of(dict.fromkeys(ITEMS, DAY), PRINTED)
SURE = {"INV-2026-0001": Strength.CHECKED}


@pytest.mark.parametrize(
    "text",
    [
        ONE,
        qr_grouped(ONE),
        f"QRR {qr_grouped(ONE)} thank you",
        f"Ref:{ONE};",
        f"17.02.2026 5 {qr_grouped(ONE)}",
        f"{qr_grouped(ONE)} 108 10",
        qr_grouped(ONE).replace(" ", "\u00a0"),
        "\n".join((qr_grouped(ONE)[:20], qr_grouped(ONE)[21:])),
    ],
)
def test_it_is_found_however_it_is_written(text: str) -> None:
    assert NUMBERS.find(text)["INV-2026-0001"] is Strength.CHECKED
    sure = [item for item, how in NUMBERS.find(text).items() if how >= Strength.DAMAGED]
    assert sure == ["INV-2026-0001"]


@pytest.mark.parametrize("reference", [ONE, qr_grouped(ONE), ONE.lstrip("0"), f" {ONE} "])
def test_the_bank_may_give_it_apart_from_the_text(reference: str) -> None:
    assert NUMBERS.find("", reference) == SURE


@pytest.mark.parametrize(
    "text",
    [
        "",
        ONE[:-1],
        f"{ONE}7",
        f"7{ONE}",
        f"x{ONE}",
        f"{ONE[:-1]}{(int(ONE[-1]) + 1) % 10}",
        ONE.replace("1823", "1824"),
        "-".join(qr_grouped(ONE).split()),
    ],
)
def test_anything_else_is_no_reference(text: str) -> None:
    assert Strength.CHECKED not in NUMBERS.find(text).values()


def test_its_groups_are_no_numbers_of_other_documents() -> None:
    """00003 is a document of its own, and a group of what is printed on another."""
    body = "90" + "00003" + "00000" * 3 + "0000"
    reference = body + str(check_digit(body))
    numbers = Numbers.of(dict.fromkeys(ITEMS, DAY), {"INV-2026-0002": reference})
    assert numbers.find(qr_grouped(reference)) == {"INV-2026-0002": Strength.CHECKED}
    assert numbers.find(f"{qr_grouped(reference)} 00003")["00003"] is Strength.SHORT


def test_one_that_two_documents_bear_names_neither_surely() -> None:
    numbers = Numbers.of(dict.fromkeys(ITEMS, DAY), dict.fromkeys(ITEMS[:2], ONE))
    found = numbers.find(ONE)
    assert set(found) == set(ITEMS[:2])
    assert set(found.values()) == {Strength.TRACE}


def test_one_with_wrong_check_digits_is_a_trace_only() -> None:
    wrong = f"{ONE[:-1]}{(int(ONE[-1]) + 1) % 10}"
    assert Numbers.of(dict.fromkeys(ITEMS, DAY), {"INV-2026-0001": wrong}).find(wrong) == {
        "INV-2026-0001": Strength.TRACE
    }


@given(
    st.sampled_from(ITEMS),
    st.text("abcxyz .,;:/-", max_size=12),
    st.text("abcxyz .,;:/-", max_size=12),
    st.booleans(),
)
@settings(max_examples=50)
def test_words_around_it_do_not_matter(item: str, before: str, after: str, apart: bool) -> None:
    code = PRINTED[item]
    text = f"{before} {qr_grouped(code) if apart else code} {after}"
    assert NUMBERS.find(text)[item] is Strength.CHECKED
