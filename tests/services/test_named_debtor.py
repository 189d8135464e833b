"""What words of the command line name."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from billcli.domain.party import Party
from billcli.domain.problem import UsageError
from billcli.services.named_debtor import debtors_in, named_debtors

if TYPE_CHECKING:
    from shop import Shop

PARTIES = {name: Party(name) for name in ("Acme", "Globex", "INV-1")}
ITEMS = ("INV-1", "inv-7", "2026/0042")


@pytest.mark.parametrize(
    ("wanted", "customers", "items"),
    [
        ([], [], []),
        (["acme"], ["Acme"], []),
        (["Acme", "ACME", "acme"], ["Acme"], []),
        (["inv-1"], [], ["INV-1"]),
        (["INV-7", "inv-7"], [], ["inv-7"]),
        (["2026/0042", "Globex", "INV-1"], ["Globex"], ["2026/0042", "INV-1"]),
    ],
)
def test_words_name_customers_or_items_in_any_case(
    wanted: list[str], customers: list[str], items: list[str]
) -> None:
    assert named_debtors(wanted, PARTIES, ITEMS) == (customers, items)


@pytest.mark.parametrize(
    ("word", "hint"),
    [("Globexx", "did you mean Globex?"), ("zzzz", "see billcli report open")],
)
def test_a_word_that_names_nothing_is_refused_with_the_nearest(word: str, hint: str) -> None:
    with pytest.raises(UsageError) as caught:
        named_debtors(["Acme", word], PARTIES, ITEMS)
    (problem,) = caught.value.problems
    assert problem.code == "UNKNOWN-ITEM"
    assert problem.message == f"there is no open item and no customer {word!r}"
    assert problem.help == hint


@pytest.mark.parametrize("cache", [True, False])
def test_a_settled_item_is_named_by_its_very_id(shop: Shop, *, cache: bool) -> None:
    if cache:
        shop.env["BILLCLI_CACHE"] = str(shop.folder.parent / "cache")
    shop.sold("100", "50")
    shop.done("payment add Acme 100 EUR --allocate INV-2026-0001")
    books = shop.workspace().all_books()
    assert debtors_in(books, ["INV-2026-0001", "inv-2026-0002", "globex"]) == (
        ["Globex"],
        ["INV-2026-0001", "INV-2026-0002"],
    )
    with pytest.raises(UsageError):
        debtors_in(books, ["INV-2026-0003"])
