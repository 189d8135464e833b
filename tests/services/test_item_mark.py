"""What stands of open items by notes, and how ``report open`` shows it."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest

from billcli.domain.open_item import Extent
from billcli.services.item_mark import NO_MARKS, UNMARKED, Mark, Marks, marks_on

if TYPE_CHECKING:
    from shop import Shop

DAY = dt.date(2026, 2, 9)


@pytest.mark.parametrize(
    ("mark", "disputed", "words"),
    [
        (UNMARKED, Extent.NONE, ""),
        (UNMARKED, Extent.PART, "disputed in part"),
        (Mark(DAY), Extent.ALL, "disputed, promised until 2026-02-09"),
        (Mark(on_hold=True), 0, "on hold"),
        (Mark(on_hold=True, in_collections=True), 0, "in collections"),
    ],
)
def test_a_mark_in_words(mark: Mark, disputed: int, words: str) -> None:
    assert mark.words(disputed) == words


def test_a_hold_is_of_an_item_or_of_a_whole_account() -> None:
    marks = Marks({"A": DAY}, {"A": False, "B": True}, {"x": False})
    assert marks.of("A", "y") == Mark(DAY, on_hold=True)
    assert marks.of("B", "x") == Mark(None, on_hold=True, in_collections=True)
    assert marks.of("C", "x") == Mark(None, on_hold=True)
    assert marks.of("C", "y") == UNMARKED


@pytest.fixture(params=["read model", "off"])
def owed(shop: Shop, request: pytest.FixtureRequest) -> Shop:
    """Return books in which four items are owed, read from their model or not."""
    cache = "off" if request.param == "off" else str(shop.folder.parent / "cache")
    shop.env["BILLCLI_CACHE"] = cache
    shop.sold("100", "50", "20")
    shop.sold("7", customer="Globex")
    return shop


def _marks(shop: Shop, options: str = "") -> dict[str, str]:
    """Return the marks of a plain table."""
    head, *rows = shop(f"report open --format plain {options}").rows
    return {row[0]: row[head.index("mark")] for row in rows}


def test_where_nothing_is_marked_people_see_no_column(owed: Shop) -> None:
    assert set(_marks(owed).values()) == set(_marks(owed, "--in EUR").values()) == {""}
    for options in ("", "--in EUR", "--verbose"):
        assert "Mark" not in owed(f"report open --format table {options}").out.splitlines()[0]
    assert marks_on(owed.workspace(), owed.today) == NO_MARKS
    for row in owed("report open --format json").data["items"]:
        assert (row["disputed"], row["promised_until"], row["on_hold"], row["in_collections"]) == (
            False, None, False, False,
        )  # fmt: skip


def test_open_items_say_what_stands_of_them(owed: Shop) -> None:
    owed.done(
        "dispute open INV-2026-0001 --reason Dear --amount 30",
        "promise add INV-2026-0001 INV-2026-0002 --until 2026-02-09",
        "hold set INV-2026-0003 --reason Wait",
        "collections hand-off Globex --reason Agency",
    )
    expected = {
        "INV-2026-0001": "disputed in part, promised until 2026-02-09",
        "INV-2026-0002": "promised until 2026-02-09",
        "INV-2026-0003": "on hold",
        "INV-2026-0004": "in collections",
    }
    assert _marks(owed) == expected
    assert "Mark" in owed("report open --format table").out.splitlines()[0]
    assert _marks(owed, "--in EUR") == expected
    for options in ("", "--in EUR"):
        rows = owed(f"report open --format json {options}").data["items"]
        assert {row["item"]: (row["promised_until"], row["on_hold"], row["in_collections"])
                for row in rows} == {
            "INV-2026-0001": ("2026-02-09", False, False),
            "INV-2026-0002": ("2026-02-09", False, False),
            "INV-2026-0003": (None, True, False),
            "INV-2026-0004": (None, True, True),
        }  # fmt: skip
    text = owed("report open --format csv --customer Globex").out.splitlines()
    assert text[0].endswith(",line,mark")
    assert text[1].endswith(",in collections")
    assert _marks(owed, "--as-of 2026-02-10 --limit 2") == {
        "INV-2026-0001": "disputed in part", "INV-2026-0002": "",
    }  # fmt: skip


def test_a_customers_record_holds_all_of_it_until_it_is_taken_away(owed: Shop) -> None:
    owed.done('customer edit Globex --hold "insolvent"')
    assert _marks(owed)["INV-2026-0004"] == "on hold"
    assert "" in _marks(owed).values()
    owed.today += dt.timedelta(days=1)
    owed.done('customer edit Globex --hold ""')
    assert set(_marks(owed).values()) == {""}
