"""``billcli status``: where the receivables stand."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from shop import Shop


def _status(shop: Shop, options: str = "") -> dict[str, tuple[int, list[str]]]:
    found = shop(f"status --format json {options}").data["status"]
    return {
        one["key"]: (one["count"], [f"{m['number']} {m['currency']}" for m in one["amounts"]])
        for one in found
    }


def test_nothing_open_is_said_so(shop: Shop) -> None:
    answer = shop("status --format table")
    assert "Nothing is open, nothing waits." in answer.out
    assert answer.status == 0


def test_every_state_is_counted_and_summed_per_currency(shop: Shop) -> None:
    shop.sold("100", date="2026-01-01")
    shop.sold("200")
    shop.sold("50", customer="Globex")
    shop.done(
        "payment add Acme 30 EUR --on-account",
        'invoice create Acme --line "1 Draft" --draft',
        'invoice create Acme --line "2 Draft" --draft',
    )
    shop.append('2026-02-01 note Assets:Receivable:Acme "No" #dispute ^INV-2026-0002\n'
                '  id: "DSP-1"\n  status: "open"\n')  # fmt: skip
    shop.today = dt.date(2026, 2, 26)
    found = _status(shop)
    assert found["overdue"] == (1, ["100.00 EUR"])
    assert found["due_soon"] == (1, ["200.00 EUR"])
    assert found["disputed"] == (1, ["200.00 EUR"])
    assert found["on_account"] == (1, ["-30.00 EUR"])
    assert found["drafts"] == (2, [])
    assert found["credit_notes"] == (0, [])


def test_what_is_disputed_of_an_item_is_told_without_the_rest(shop: Shop) -> None:
    shop.sold("100")
    shop.sold("50")
    shop.done("payment add Acme 50 EUR --allocate INV-2026-0002")
    for number in (1, 2):
        shop.append(f'2026-01-30 note Assets:Receivable:Acme "No" #dispute ^INV-2026-000{number}\n'
                    f'  id: "DSP-{number}"\n  amount: 30.00 EUR\n')  # fmt: skip
    assert _status(shop)["disputed"] == (1, ["30.00 EUR"])
    rows = shop("invoice list --status disputed --format json").data["invoices"]
    assert [row["status"] for row in rows] == ["open", "paid"]
    assert shop("report open --status disputed --format ids").out == "INV-2026-0001\n"
    shop.done("payment add Acme 70 EUR --allocate INV-2026-0001")
    rows = shop("invoice list --format json").data["invoices"]
    assert [row["status"] for row in rows] == ["disputed", "paid"]


def test_each_disputed_item_counts_once(shop: Shop) -> None:
    shop.sold("100", "50")
    shop.done(
        "dispute open INV-2026-0001 --reason No --amount 30",
        "dispute open INV-2026-0001 --reason No --amount 20",
        "dispute open INV-2026-0002 --reason No",
    )
    assert _status(shop)["disputed"] == (2, ["100.00 EUR"])


def test_the_edges_of_due(shop: Shop) -> None:
    shop.sold("100")  # due 2026-03-02
    for day, overdue, soon in (("02-22", 0, 0), ("02-23", 0, 1), ("03-02", 0, 1), ("03-03", 1, 0)):
        found = _status(shop, f"--as-of 2026-{day}")
        assert (found["overdue"][0], found["due_soon"][0]) == (overdue, soon), day


def test_every_row_names_the_command_to_run(shop: Shop) -> None:
    shop.sold("100")
    shop.sold("50", customer="Globex")
    rows = shop("status").rows
    assert rows[0] == ["what", "count", "amount", "currency", "next"]
    assert rows[1][1:] == ["2", "100.00", "EUR", "billcli report open"]
    assert rows[2][2:4] == ["50.00", "USD"]
    for row in shop("status --format json").data["status"]:
        assert row["follow"].startswith("billcli ")


def test_as_of_looks_back(shop: Shop) -> None:
    shop.sold("100")
    assert all(count == 0 for count, _ in _status(shop, "--as-of 2026-01-30").values())
    data = shop("status --as-of 2026-01-30 --format json").data
    assert (data["as_of"], data["ledger"]) == ("2026-01-30", "main.beancount")


def test_the_title_of_the_books_heads_the_table(shop: Shop) -> None:
    shop.sold("100")
    assert shop("status --format table").out.startswith("Studio Linden, 2026-01-31\n")


def test_a_ledger_with_errors_is_looked_at_and_exits_three(shop: Shop) -> None:
    shop.sold("100")
    shop.append("2026-01-01 open\n")
    answer = shop("status")
    assert answer.status == 3
    assert answer.err.startswith("The ledger has errors")


def test_every_amount_says_what_it_is_on_a_narrow_screen(shop: Shop) -> None:
    shop.sold("100")
    shop.sold("50", customer="Globex")
    blocks = shop("status", "", columns=34).out.strip().split("\n\n")
    assert len(blocks) == 3
    assert all("What" in block and "Owed" in block for block in blocks[1:])


@pytest.mark.parametrize("cache", ["read model", "off"])
def test_holds_are_counted_with_the_money_behind_them(shop: Shop, cache: str) -> None:
    shop.env["BILLCLI_CACHE"] = "off" if cache == "off" else str(shop.folder.parent / "cache")
    shop.sold("100", "50")
    shop.sold("7", customer="Globex")
    shop.done("payment add Acme 9 EUR --on-account")
    assert _status(shop)["holds"] == (0, [])
    shop.done("hold set INV-2026-0001 --reason Wait")
    assert _status(shop)["holds"] == (1, ["100.00 EUR"])
    shop.done("hold set Acme --reason Wait")
    assert _status(shop)["holds"] == (2, ["150.00 EUR"]), "credit is nothing that is held"
    shop.done('customer edit Globex --hold "insolvent"')
    assert _status(shop)["holds"] == (3, ["150.00 EUR", "7.00 USD"])
    shop.done("hold clear HLD-2026-0001 HLD-2026-0002")
    assert _status(shop)["holds"] == (1, ["7.00 USD"])
