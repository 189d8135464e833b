"""References whose check digits fail, or that are not ours, name no document surely."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from billcli.domain.qr_reference import qr_grouped, qr_reference
from billcli.domain.reference import rf_reference
from billcli.matching.number_search import Numbers
from billcli.matching.strength import Strength
from tests.matching.invented import DAY

ITEMS = tuple(f"INV-2026-{n:04}" for n in range(1, 100))
NUMBERS = Numbers.of(
    dict.fromkeys((*ITEMS, "5390", "18233"), DAY), {item: rf_reference(item) for item in ITEMS}
)


def fours(code: str, gap: str = " ") -> str:
    return gap.join(code[i : i + 4] for i in range(0, len(code), 4))


def sure(text: str) -> list[str]:
    return [item for item, how in NUMBERS.find(text).items() if how >= Strength.DAMAGED]


@given(
    st.sampled_from(ITEMS),
    st.data(),
    st.sampled_from([" ", "-", "\u00a0", ""]),
    st.sampled_from(["{}", "SVWZ+{} DANKE", "Re. {}, vom 3.4.", "{}\nx"]),
    st.booleans(),
)
@settings(max_examples=50)
def test_one_slip_never_names_another_document(
    item: str, data: st.DataObject, gap: str, around: str, small: bool
) -> None:
    code = rf_reference(item)
    at = data.draw(st.integers(2, len(code) - 1))
    other = data.draw(st.sampled_from([c for c in "0123456789OIB" if c != code[at]]))
    slip = f"{code[:at]}{other}{code[at + 1 :]}"
    text = around.format(fours(slip, gap) if gap else slip)
    assert sure(text.lower() if small else text) == []


@pytest.mark.parametrize("gap", [" ", "-", "\u00a0", "\u202f", ""])
@pytest.mark.parametrize("item", [ITEMS[0], ITEMS[41]])
def test_the_right_one_is_found_with_any_gap(item: str, gap: str) -> None:
    code = rf_reference(item)
    text = fours(code, gap) if gap else code
    for written in (text, text.lower(), f"EREF+{text} 2026"):
        assert NUMBERS.find(written)[item] is Strength.CHECKED
        assert sure(written) == [item]


@pytest.mark.parametrize(
    "text",
    [
        "RF18 5390 0754 7034",
        "00 00000 00000 18233 12026 00011",
        qr_grouped(qr_reference("18233")).replace("1", "2"),
    ],
)
def test_groups_of_a_strangers_reference_are_no_numbers(text: str) -> None:
    assert sure(text) == []


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("RF18 5390 0754 7034 INV-2026-0002", ["INV-2026-0002"]),
        ("RF99 INV-2026-0002", ["INV-2026-0002"]),
        ("RF 2026 INV-2026-0002", ["INV-2026-0002"]),
        (f"{fours(rf_reference(ITEMS[0]))} INV-2026-0002", [ITEMS[0], "INV-2026-0002"]),
    ],
)
def test_numbers_beside_a_reference_count(text: str, named: list[str]) -> None:
    assert sorted(sure(text)) == named


def test_a_slip_is_still_a_trace_to_suggest() -> None:
    slip = "RF00 INV2 0260 0012 "
    assert set(NUMBERS.find("RF00 INV2 0260 001").values()) <= {Strength.TRACE}
    assert "INV-2026-0012" not in sure(slip)
