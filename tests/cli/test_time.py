"""``billcli time`` and ``expense``: lists and messages."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from shop import Shop


@pytest.fixture
def worked(shop: Shop) -> Shop:
    shop.done(
        "time add Acme 1:30 Draft --job logo --date 2026-01-05 --rate 100",
        "time add Globex 0:45 Advice --date 2026-01-06 --rate 90.50",
        "time add Acme 2h Print --job logo --date 2026-01-07 --rate 100",
        "expense add Globex 12.40 Parcel --date 2026-01-08",
        "time bill Acme --until 2026-01-05",
    )
    return shop


@pytest.mark.parametrize(
    ("more", "found"),
    [
        ("", ["Draft", "Advice", "Print"]),
        ("--customer acme", ["Draft", "Print"]),
        ("--customer Globex", ["Advice"]),
        ("--unbilled", ["Advice", "Print"]),
        ("--customer Acme --unbilled", ["Print"]),
        ("--from 2026-01-06", ["Advice", "Print"]),
        ("--to 2026-01-06", ["Draft", "Advice"]),
        ("--from 2026-01-06 --to 2026-01-06", ["Advice"]),
        ("--from 2026-02-01", []),
    ],
)
def test_hours_by_customer_day_and_whether_billed(
    worked: Shop, more: str, found: list[str]
) -> None:
    assert [row[4] for row in worked(f"time list {more}").rows[1:]] == found


def test_a_list_says_hours_rates_and_invoices(worked: Shop) -> None:
    rows = [row[1:] for row in worked("time list").rows]
    assert rows == [
        ["date", "customer", "project", "description", "time", "price", "invoice"],
        ["2026-01-05", "Acme", "logo", "Draft", "1:30", "100", "INV-2026-0001"],
        ["2026-01-06", "Globex", "", "Advice", "0:45", "90.50", ""],
        ["2026-01-07", "Acme", "logo", "Print", "2:00", "100", ""],
    ]
    assert [row[1:5] for row in worked("expense list").rows[1:]] == [
        ["2026-01-08", "Globex", "Parcel", "12.40"],
    ]


def test_lists_of_nothing_and_of_strangers(worked: Shop) -> None:
    assert "Nothing fits." in worked("time list --from 2027-01-01 --format table").out
    answer = worked("time list --customer Acne")
    assert (answer.status, answer.codes) == (2, ["UNKNOWN-CUSTOMER"])


def test_messages_say_what_was_done_and_what_is_next(shop: Shop) -> None:
    said = shop("time add Acme 1:30 Draft --rate 100").err.splitlines()
    assert said == ["Added 1 entry (work/2026.csv)", "Next: billcli time list --unbilled"]
    said = shop("time add Acme 1:30 Draft --rate 100 --dry-run").err.splitlines()
    assert said[0] == "Would add 1 entry (work/2026.csv)"
    said = shop("time bill Acme", yes=True).err.splitlines()
    assert said[0].startswith(
        "Issued INV-2026-0001 to Acme for 1 entry: 178.50 EUR (2026.beancount"
    )
