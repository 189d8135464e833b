"""``billcli config show``: every setting, and the line it comes from."""

from __future__ import annotations

import tomllib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from shop import Answer, Shop


FULL = """[ledger]
file = "main.beancount"
start = 2025-01-01
skip_plugins = ["fava.plugins.x"]

[accounts]
bank = "Assets:Bank:Checking"

[defaults]
currency = "EUR"

[output]
formats = ["text", "html"]
paper = "letter"

[series.invoice]
pattern = "R-{n}"
next = 118

[rounding]
mode = "half-even"
[rounding.cash]
CHF = 0.05

[tax.VAT]
category = "S"
rates = [{ from = 2020-01-01, rate = 16 }, { from = 2021-01-01, rate = 19 }]

[tax.GST]
rate = 5

[tax.BOTH]
components = ["GST", "VAT"]

[tax.FREE]
category = "E"
exemption = "VATEX-EU-132"

[prices.consulting]
description = "Consulting"
price = 150.00
unit = "h"
currency = "EUR"

[bank.account."Assets:Bank:Checking"]
currency = "EUR"
iban = "DE89370400440532013000"
profile = "corner"

[bank.profile.corner]
date_order = "dmy"
[bank.profile.corner.columns]
date = "Datum"
"""


def _rows(answer: Answer) -> dict[str, tuple[str, str]]:
    return {name: (value, origin) for name, value, origin in answer.rows[1:]}


def test_what_the_file_says_is_named_with_its_line(shop: Shop) -> None:
    shop.write("billcli.toml", FULL)
    rows = _rows(shop("config show --origin"))
    assert rows["ledger.start"] == ("2025-01-01", "billcli.toml:3")
    assert rows["ledger.skip_plugins"] == ("fava.plugins.x", "billcli.toml:4")
    assert rows["output.formats"] == ("text, html", "billcli.toml:13")
    assert rows["series.invoice.pattern"] == ("R-{n}", "billcli.toml:17")
    assert rows["series.invoice.next"] == ("118", "billcli.toml:18")
    assert rows["rounding.mode"] == ("ROUND_HALF_EVEN", "billcli.toml:21")
    assert rows["rounding.cash.CHF"] == ("0.05", "billcli.toml:23")
    assert rows["tax.BOTH.components"] == ("GST, VAT", "billcli.toml:33")
    assert rows["tax.FREE.exemption"] == ("VATEX-EU-132", "billcli.toml:37")
    assert rows["prices.consulting.price"] == ("150.00", "billcli.toml:41")
    assert rows["prices.consulting.unit"] == ("HUR", "billcli.toml:42")
    assert rows["bank.account.Assets:Bank:Checking.profile"] == ("corner", "billcli.toml:48")
    assert rows["bank.profile.corner.date_order"] == ("dmy", "billcli.toml:51")
    assert rows["bank.profile.corner.columns.date"] == ("Datum", "billcli.toml:53")


def test_nothing_the_file_says_is_left_out(shop: Shop) -> None:
    shop.write("billcli.toml", FULL)
    shown = set(_rows(shop("config show --origin")))

    def leaves(table: dict[str, object], path: str = "") -> set[str]:
        found: set[str] = set()
        for key, value in table.items():
            found |= leaves(value, f"{path}{key}.") if isinstance(value, dict) else {path + key}
        return found

    assert leaves(tomllib.loads(FULL)) <= shown


def test_dated_rates_are_shown_with_their_days(shop: Shop) -> None:
    shop.write("billcli.toml", FULL)
    rates = [row[1:] for row in shop("config show").rows if row[0] == "tax.VAT.rates"]
    assert rates == [
        ["16 from 2020-01-01", "billcli.toml:27"],
        ["19 from 2021-01-01", "billcli.toml:27"],
    ]


def test_what_is_not_said_is_built_in(shop: Shop) -> None:
    shop.write("billcli.toml", FULL)
    rows = _rows(shop("config show"))
    assert rows["accounts.income"] == ("Income:Services", "built in")
    assert rows["defaults.terms"] == ("net 30", "built in")
    assert rows["series.payment.pattern"] == ("PMT-{year}-{n:04}", "built in")
    assert rows["rounding.level"] == ("document", "built in")
    origins = {origin for _, origin in _rows(shop("config show --origin")).values()}
    assert "built in" not in origins


def test_without_a_project_file_all_is_built_in(shop: Shop) -> None:
    (shop.folder / "billcli.toml").unlink()
    rows = _rows(shop("config show -f main.beancount"))
    assert rows["defaults.currency"] == ("", "built in")
    assert {origin for name, (_, origin) in rows.items() if name != "ledger.file"} == {"built in"}


def test_json_and_ids(shop: Shop) -> None:
    found = shop("config show --origin --format json").data["settings"]
    assert {"name": "defaults.currency", "value": "EUR", "origin": "billcli.toml:10"} in found
    assert shop("config show --origin --format ids").out.splitlines()[0] == "ledger.file"
    assert shop("config").status == 2


def test_no_ledger_is_a_usage_error(shop: Shop) -> None:
    for name in ("billcli.toml", "main.beancount", "customers.beancount"):
        (shop.folder / name).unlink()
    assert shop("config show").codes == ["LEDGER-NOT-FOUND"]
