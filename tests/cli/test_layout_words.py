from __future__ import annotations

from billcli.cli.layout import WORD_MOST, fit, texts
from billcli.cli.outcome import Column, ColumnKind, Table

COLUMNS = (
    Column("id", "Id", ColumnKind.ID),
    Column("items", "Items"),
    Column("name", "Name"),
)


def widths(items: str, name: str, limit: int) -> tuple[int, ...] | None:
    table = Table("", COLUMNS, (("PMT-1", items, name),))
    return fit(table, texts(table), limit)


def test_an_id_inside_a_text_is_kept_whole() -> None:
    found = widths("INV-2025-0037, INV-2025-0045", "A long name that may fold", 36)
    assert found is not None
    assert found[1] >= len("INV-2025-0037,")


def test_a_word_without_end_may_be_cut() -> None:
    found = widths("x" * 200, "Acme", 40)
    assert found is not None
    assert WORD_MOST <= found[1] < 200


def test_a_table_that_would_cut_words_does_not_fit() -> None:
    assert widths("INV-2025-0037, INV-2025-0045", "Donaudampfschiffe", 30) is None
