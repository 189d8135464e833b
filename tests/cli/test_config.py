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


ROOTS = """option "name_assets" "Aktiva"
option "name_income" "Ertrag"
option "name_expenses" "Aufwand"
option "name_liabilities" "Passiva"
"""


def _accounts(answer: Answer) -> dict[str, str]:
    rows = {row["name"]: row["value"] for row in answer.data["settings"]}
    return {name: value for name, value in rows.items() if "account" in name}


def test_usual_accounts_have_the_names_that_the_ledger_gives_its_roots(shop: Shop) -> None:
    """What the project names itself stays; the answer is what commands book on."""
    before = _accounts(shop("config show --format json"))
    shop.write("main.beancount", ROOTS + shop.text("main.beancount"))
    found = _accounts(shop("config show --format json"))
    assert found["accounts.bank"] == before["accounts.bank"] == "Assets:Bank:Checking"
    assert found["accounts.income"] == "Ertrag:Services"
    assert found["accounts.bad_debt"] == "Aufwand:BadDebt"
    assert found["accounts.undeposited"] == "Aktiva:UndepositedFunds"
    assert found["tax.VAT.account"] == "Passiva:Tax"
    settings = shop.workspace().settings
    assert found["accounts.late_fees"] == settings.accounts.late_fees
    named = {"accounts.bank", "accounts.fees"}
    told = {name for name, value in found.items() if value.startswith(("Assets:", "Expenses:"))}
    assert told == named


def test_settings_are_shown_where_the_ledger_cannot_be_read(shop: Shop) -> None:
    before = _accounts(shop("config show --format json"))
    shop.append('option "title"\n2026-02-30 open')
    assert _accounts(shop("config show --format json")) == before
    (shop.folder / "main.beancount").write_bytes(b"\xff\xfe\x00")
    answer = shop("config show --format json")
    assert (answer.status, _accounts(answer)) == (0, before)
