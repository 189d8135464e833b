"""Links of an entry: its own id, then the items that can be links."""

from __future__ import annotations

import pytest

from billcli.domain.contract import is_unnamed
from billcli.domain.entry_link import links_of


@pytest.mark.parametrize(
    ("items", "links"),
    [
        ([], ()),
        (["INV-1", "INV-2", "INV-1"], ("INV-1", "INV-2")),
        (["2026/0042"], ("2026/0042",)),
        (["No 7", "Nr.7", "7#", "ü"], ("Nr.7",)),
        (["PMT-1", "INV-1"], ("INV-1",)),
    ],
)
def test_what_cannot_be_a_link_is_left_out(items: list[str], links: tuple[str, ...]) -> None:
    assert links_of("PMT-1", items) == ("PMT-1", *links)


def test_without_an_id_of_its_own_only_items_are_linked() -> None:
    assert links_of("", ["INV-1"]) == ("INV-1",)


@pytest.mark.parametrize(
    ("item", "unnamed"),
    [("Acme/2026-01-05/1", True), ("2026/0042", False), ("Acme/2026-01-05", False), ("", False)],
)
def test_an_item_that_nobody_named_is_told_from_a_number_with_slashes(
    item: str, *, unnamed: bool
) -> None:
    assert is_unnamed(item) is unnamed
