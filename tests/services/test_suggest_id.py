"""What is suggested for an id, and that a broken project suggests less and fails never."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from billcli.services.suggest_id import KINDS, Shelf, Standpoint, Suggestion

if TYPE_CHECKING:
    from pathlib import Path

BOOKS = """option "operating_currency" "EUR"
plugin "beancount.plugins.auto"
2025-01-01 open Assets:Bank
2025-01-01 open Assets:Receivable:Acme
2025-01-01 custom "customer" "Acme" Assets:Receivable:Acme
  name: "Acme Inc."
2025-01-01 open Assets:Receivable:Globex
2025-01-01 custom "customer" "Globex" Assets:Receivable:Globex
2026-01-02 * "Acme Inc." "Invoice INV-1" #invoice ^INV-1
  invoice: "INV-1"
  due: 2026-02-01
  Assets:Receivable:Acme   119.00 EUR
  Income:Services         -119.00 EUR
2026-01-03 * "Globex" "Invoice INV-2" #invoice ^INV-2
  invoice: "INV-2"
  Assets:Receivable:Globex   50.00 USD
  Income:Services           -50.00 USD
2026-01-05 * "Acme Inc." "Transfer" #payment ^PMT-1 ^INV-1
  id: "PMT-1"
  Assets:Bank   100.00 EUR
  Assets:Receivable:Acme  -100.00 EUR
    invoice: "INV-1"
2026-01-06 * "Globex" "Credit note CN-1" #credit-note
  invoice: "CN-1"
  corrects: "INV-2"
  Assets:Receivable:Globex   -50.00 USD
  Income:Services             50.00 USD
2026-01-06 * "Globex" "Apply CN-1" #application
  id: "APP-1"
  Assets:Receivable:Globex   50.00 USD
    invoice: "CN-1"
  Assets:Receivable:Globex  -50.00 USD
    invoice: "INV-2"
"""
SETTINGS = """ledger = "main.beancount"
[tax.DE-19]
rate = 19
[tax.OUT]
rates = [{from = 2020-01-01, rate = 1}]
category = "G"
[prices.consulting]
price = "150.00"
unit = "h"
[bank.profile.mybank]
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "main.beancount").write_text(BOOKS)
    (tmp_path / "billcli.toml").write_text(SETTINGS)
    return tmp_path


def values(found: list[Suggestion]) -> list[str]:
    return [one.value for one in found]


def shelf(folder: Path, **more: object) -> Shelf:
    return Shelf(Standpoint({}, folder, **more))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        ("customer", ["Acme", "Globex"]),
        ("document", ["CN-1", "INV-2", "INV-1"]),
        ("voidable", ["INV-1"]),
        ("open", ["INV-1"]),
        ("payment", ["PMT-1"]),
        ("entry", ["CN-1", "INV-2", "INV-1", "APP-1", "PMT-1"]),
        ("account", ["Assets:Bank", "Assets:Receivable:Acme", "Assets:Receivable:Globex"]),
        ("tax", ["DE-19", "OUT"]),
        ("price", ["consulting"]),
        ("profile", ["mybank"]),
        ("currency", ["EUR", "USD"]),
        ("plugin", ["beancount.plugins.auto"]),
        ("draft", []),
        ("nonsense", []),
    ],
)
def test_each_kind_has_what_can_be_meant(kind: str, expected: list[str], folder: Path) -> None:
    assert values(shelf(folder).of(kind)) == expected


def test_remarks_say_who_how_much_and_when(folder: Path) -> None:
    about = {one.value: one.about for one in shelf(folder).of("document")}
    assert about["INV-1"] == "Acme Inc., 119.00 EUR, 19.00 EUR open, due 2026-02-01"
    assert about["INV-2"] == "Globex, 50.00 USD, settled"
    assert shelf(folder).of("payment")[0].about == "2026-01-05, Acme Inc., 100.00 EUR"
    assert [one.about for one in shelf(folder).of("tax")] == ["19", "G"]
    assert shelf(folder).of("price")[0].about == "150.00 h"


def test_a_customer_by_id_or_name_narrows_what_is_open(folder: Path) -> None:
    for customer in ("Acme", "acme", "Acme Inc."):
        assert values(shelf(folder).of("open", customer)) == ["INV-1"]
    assert values(shelf(folder).of("open", "Nobody")) == ["INV-1"]  # better too much than nothing


def test_drafts_are_named_without_their_ending(folder: Path) -> None:
    (folder / "drafts").mkdir()
    for name in ("b.toml", "a.toml", "a.txt"):
        (folder / "drafts" / name).write_text("")
    assert values(shelf(folder).of("draft")) == ["a", "b"]


def test_languages_and_templates_are_those_that_come_with_billcli(folder: Path) -> None:
    assert "en" in values(shelf(folder).of("language"))
    assert "invoice.typ" in values(shelf(folder).of("template"))


def test_an_installation_without_its_folders_has_none(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("billcli.__file__", str(folder / "billcli" / "__init__.py"))
    assert shelf(folder).of("language") == shelf(folder).of("template") == []


def test_the_line_says_which_ledger(folder: Path, tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.mkdir()
    (other / "b.beancount").write_text("2026-01-01 open Assets:Owed:Initech\n")
    named = shelf(folder, file=other / "b.beancount", receivable="Assets:Owed")
    assert values(named.of("customer")) == ["Initech"]
    assert values(shelf(other, project=folder).of("customer")) == ["Acme", "Globex"]


def test_the_setting_names_the_receivable_root(folder: Path) -> None:
    (folder / "main.beancount").write_text("2026-01-01 open Assets:Owed:Initech\n")
    assert values(shelf(folder).of("customer")) == []
    (folder / "billcli.toml").write_text(
        'ledger = "main.beancount"\n[accounts]\nreceivable = "Assets:Owed"\n'
    )
    assert values(shelf(folder).of("customer")) == ["Initech"]


def test_payees_are_the_customers_where_nothing_else_is(folder: Path) -> None:
    (folder / "main.beancount").write_text(
        '2026-01-01 open Assets:Receivable\n2026-01-02 * "Acme Inc." "Work" ^RE-1\n'
        "  Assets:Receivable  5 EUR\n  Income:X\n"
    )
    assert values(shelf(folder).of("customer")) == ["Acme Inc."]


@pytest.mark.parametrize(
    "toml", ["[tax", "tax = 3", '[bank]\nprofile = "x"', "\0", "a = [" * 2000, "[tax]\nA = 1"]
)
def test_a_broken_project_file_suggests_less(toml: str, folder: Path) -> None:
    (folder / "billcli.toml").write_text(toml)
    one = shelf(folder, file=folder / "main.beancount")
    assert values(one.of("customer")) == ["Acme", "Globex"]
    assert [value for value in values(one.of("tax")) if value != "A"] == []


def test_without_a_ledger_no_kind_fails(tmp_path: Path) -> None:
    for kind in KINDS:
        found = shelf(tmp_path, file=tmp_path / "gone.beancount").of(kind)
        assert found == [] or kind in {"language", "template"}
