"""Lists of quotes against a plain reading of the same files."""

from __future__ import annotations

import datetime as dt
import tomllib
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from billcli.domain.problem import UsageError
from billcli.services.list_items import Choice
from billcli.services.list_quotes import list_quotes

if TYPE_CHECKING:
    from collections.abc import Callable

    from shop import Shop

START = dt.date(2026, 1, 1)
DAYS = st.integers(0, 40).map(lambda days: START + dt.timedelta(days=days))
CUSTOMERS = ("Acme", "Globex")
QUOTES = st.lists(
    st.fixed_dictionaries(
        {
            "customer": st.sampled_from(CUSTOMERS),
            "date": DAYS,
            "valid-until": st.none() | st.integers(0, 20),
            "declined": st.booleans(),
            "price": st.integers(1, 500),
        }
    ),
    min_size=1,
    max_size=6,
)
CHOICES = st.builds(
    Choice,
    st.sampled_from(["", "Acme", "GLOBEX"]),
    st.sampled_from(["", "open", "accepted", "declined", "expired", "invoiced"]),
    st.none() | DAYS,
    st.none() | DAYS,
    st.sampled_from(["", "100", "250.00"]),
    st.sampled_from(["date", "due", "customer", "amount"]),
    st.integers(0, 3),
)
KEYS: dict[str, Callable[[dict[str, Any]], object]] = {
    "date": lambda one: one["date"],
    "due": lambda one: one.get("valid-until", dt.date.max),
    "customer": lambda one: one["customer"],
    "amount": lambda one: Decimal(one["lines"][0].split()[0]),
}


def written(shop: Shop, quotes: list[dict[str, Any]]) -> None:
    folder = shop.folder / "quotes"
    for old in folder.glob("*.toml"):
        old.unlink()
    for n, quote in enumerate(quotes, 1):
        rows = [
            f'customer = "{quote["customer"]}"',
            f"date = {quote['date']}",
            f'lines = ["{quote["price"]} Box; tax=ZERO"]',
        ]
        if quote["valid-until"] is not None:
            until = quote["date"] + dt.timedelta(days=quote["valid-until"])
            rows.append(f"valid-until = {until}")
        if quote["declined"]:
            rows.append('status = "declined"')
        shop.write(f"quotes/QUO-2026-{n:04}.toml", "\n".join(rows) + "\n")


def expected(shop: Shop, choice: Choice, day: dt.date) -> list[str]:
    """Return the numbers that a list should show, from the files alone."""
    found = []
    for path in sorted((shop.folder / "quotes").glob("*.toml")):
        one = tomllib.loads(path.read_text(encoding="utf-8"))
        state = "open"
        if one.get("valid-until", day) < day:
            state = "expired"
        if "status" in one:
            state = "declined"
        fits = (
            choice.customer.casefold() in {"", one["customer"].casefold()},
            choice.status in {"", state},
            choice.since is None or one["date"] >= choice.since,
            choice.until is None or one["date"] <= choice.until,
            one["date"] <= day,
            not choice.least or KEYS["amount"](one) >= Decimal(choice.least),  # type: ignore[operator]
        )
        if all(fits):
            found.append((KEYS[choice.sort](one), path.stem))
    names = [name for _, name in sorted(found)]
    return names[: choice.limit or None]


@given(quotes=QUOTES, choice=CHOICES, day=DAYS)
@settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
def test_a_list_shows_what_a_plain_reading_finds(
    shop: Shop, quotes: list[dict[str, Any]], choice: Choice, day: dt.date
) -> None:
    written(shop, quotes)
    rows = list_quotes(shop.workspace(), choice, day, lambda path: path.name)
    assert [row.number for row in rows] == expected(shop, choice, day)


@pytest.mark.parametrize(
    "choice",
    [
        Choice(status="paid"),
        Choice(sort="open"),
        Choice(least="much"),
        Choice(customer="Nobody"),
    ],
)
def test_a_wish_that_cannot_be(shop: Shop, choice: Choice) -> None:
    with pytest.raises(UsageError):
        list_quotes(shop.workspace(), choice, START, lambda path: path.name)
