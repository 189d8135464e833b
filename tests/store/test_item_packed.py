"""Open items as texts, and back."""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from billcli.store import item_column as at
from billcli.store.index_compare import differences
from billcli.store.index_rows import ItemRow
from billcli.store.index_write import write_whole
from billcli.store.item_packed import are_sound, packed, unpacked, wrong
from billcli.store.item_query import ItemQuery

if TYPE_CHECKING:
    from conftest import Toy

LEFT_OUT = {at.SHARD, at.FACT, at.DUE_KEY, at.WORD, at.FIRST, at.NTH}
TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=4)
ROWS = st.builds(
    ItemRow,
    shard=st.integers(1, 9),
    item=TEXT,
    instalment=st.none() | st.integers(1, 12),
    kind=st.sampled_from(["invoice", "credit"]),
    customer=TEXT,
    customer_name=TEXT,
    account=TEXT,
    date_issued=st.just("2026-01-05"),
    date_due=st.none() | st.just("2026-02-04"),
    amount=st.sampled_from(["-1.00", "0.00", "1E+3"]),
    currency=TEXT,
    balance_open=st.just("1.00"),
    known_by=st.just("explicit"),
    disputed=st.integers(0, 2),
    fact=st.integers(1, 9),
    line_offset=st.integers(0, 99),
    value_open=st.none() | st.just("2.00"),
    value_currency=st.none() | st.just("USD"),
    is_open=st.integers(0, 1),
    due_key=st.just("2026-02-04"),
    word=st.just(""),
)


@settings(max_examples=200, deadline=None)
@given(st.lists(ROWS, max_size=5))
def test_what_was_packed_is_read_again_as_it_was(rows: list[ItemRow]) -> None:
    texts = {row: packed(row) for row in rows}
    for row, (text, _sum) in texts.items():
        is_apart = "\x1f" not in "".join(str(cell) for cell in row)
        assert (text is not None) is (bool(row.is_open) and is_apart)
    kept = [row for row in rows if texts[row][0] is not None]
    if not kept:
        return
    found = unpacked([texts[row][0] or "" for row in kept])
    assert len(found) == at.CRC
    for place, cells in enumerate(found):
        wanted = [None if place in LEFT_OUT else row[place] for row in kept]
        assert [*cells] == wanted


def test_a_text_that_changed_is_noticed() -> None:
    text, checksum = packed((1, "INV-1", None, *("",) * 10, 0, 7, 1, None, None, 1))
    assert text is not None
    assert are_sound([text], [checksum])
    assert not are_sound([text.replace("1", "2")], [checksum])


def test_texts_that_say_otherwise_than_their_columns_are_told(made: Toy) -> None:
    with sqlite3.connect(made.model_path) as connection:
        connection.execute("UPDATE item SET packed = replace(packed, 'INV', 'QUO')")
    connection.close()
    kept = made.open_model()
    found = [str(difference) for difference in differences(kept, kept)]
    names = sorted(row[at.ITEM] for row in ItemQuery(settled=False).rows(kept))
    assert found == [f"item: {len(names)} missing, 0 too many, such as the text of {names[0]}"]
    kept.close()
    row = (1, "INV-1", None, *("",) * 10, 0, 7, 1, None, None, 1, "2026-01-01", "", 0, 0)
    assert list(wrong([(*row, 99, *packed(row)), (*row, 99, "", 0)])) == ["INV-1"]


@pytest.mark.parametrize("sign", ["\x1f", "\x1f\x1f"])
def test_a_list_with_a_sign_that_keeps_cells_apart_is_read_by_its_columns(
    toy: Toy, sign: str
) -> None:
    whole = toy.whole()
    items = [row._replace(customer_name=f"A{sign}B") for row in whole.items]
    assert write_whole(toy.place, whole._replace(items=items), toy.now()) == ""
    model = toy.open_model()
    asked = ItemQuery(settled=False)
    assert {*asked.columns(model)[at.NAME]} == {f"A{sign}B"}
    assert [*zip(*asked.columns(model), strict=True)] == asked.rows(model)
    model.close()
