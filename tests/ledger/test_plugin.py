from __future__ import annotations

import datetime as dt
import json
import subprocess
import sys
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from beancount import loader
from beancount.core import data

from billcli.domain.entry import Entry, Posting
from billcli.domain.money import Money
from billcli.domain.seal import sealed
from billcli.ledger import plugin
from billcli.ledger.render import render

if TYPE_CHECKING:
    from pathlib import Path

AR = "Assets:Receivable:Acme"
OPEN = "".join(
    f"2020-01-01 open {name}\n" for name in (AR, "Assets:Bank", "Income:Work", "Income:FX")
)


def eur(number: str) -> Money:
    return Money.of(number, "EUR")


def invoice(*legs: Posting, **changes: object) -> Entry:
    legs = legs or (Posting(AR, eur("10.00")), Posting("Income:Work", eur("-10.00")))
    day = dt.date(2026, 1, 15)
    entry = Entry(day, "Acme", "Invoice", ("invoice",), ("INV-1",), legs, {"invoice": "INV-1"})
    return replace(sealed(entry), **changes)


def load(path: Path, body: str, config: str = "") -> tuple[list[data.Directive], list[object]]:
    words = f' "{config}"' if config else ""
    path.write_text(f'plugin "billcli.ledger.plugin"{words}\n{OPEN}\n{body}', encoding="utf-8")
    entries, errors, _ = loader.load_file(str(path))
    return entries, errors


def data_options() -> dict[str, object]:
    return loader.load_string("")[2]


@pytest.fixture
def ledger(tmp_path: Path) -> Path:
    return tmp_path / "main.beancount"


def test_a_good_ledger_has_no_errors_and_keeps_every_entry(ledger: Path) -> None:
    entries, errors = load(ledger, render([invoice()]))
    assert errors == []
    assert len(entries) == 5


def test_a_broken_rule_is_told_with_place_and_entry(ledger: Path) -> None:
    entries, (error,) = load(ledger, render([invoice(narration="Edited")]))
    assert error.source == {"filename": str(ledger), "lineno": 7}
    assert error.message == (
        "[SEAL-BROKEN] INV-1 does not say what it was sealed with: it was cut off, merged or"
        " edited since"
    )
    assert error.entry is entries[-1]


def test_a_posting_at_fault_leads_to_its_transaction(ledger: Path) -> None:
    paid = Entry(
        dt.date(2026, 1, 20),
        "Acme",
        "Paid",
        ("payment",),
        ("INV-1", "PMT-1"),
        (Posting("Assets:Bank", eur("12.00")), Posting(AR, eur("-12.00"), {"invoice": "INV-1"})),
        {"id": "PMT-1"},
    )
    entries, (error,) = load(ledger, render([invoice(), sealed(paid)]))
    assert error.message.startswith("[AR-OVERPAID] payment of 12.00 EUR exceeds")
    assert error.source["lineno"] == entries[-1].postings[1].meta["lineno"]
    assert error.entry is entries[-1]


UNNAMED = f"""
2026-01-15 * "Bill"
  {AR}  10.00 EUR
  Income:Work
"""


@pytest.mark.parametrize(
    ("config", "start"),
    [
        ("", None),
        ("warnings", '[AR-NO-ITEM] warning: "Bill" posts'),
        ("strict", '[AR-NO-ITEM] "Bill" posts'),
        ("strict warnings Assets:Receivable", '[AR-NO-ITEM] "Bill" posts'),
        ("strict Assets:Bank", None),
    ],
)
def test_the_configuration(ledger: Path, config: str, start: str | None) -> None:
    _, errors = load(ledger, UNNAMED, config)
    assert len(errors) == (start is not None)
    assert start is None or errors[0].message.startswith(start)


def test_postings_are_judged_in_the_order_they_stand(ledger: Path) -> None:
    mixed = invoice(
        Posting(AR, eur("10.00")),
        Posting(AR, Money.of("5.00", "USD"), {"invoice": "INV-1"}),
        Posting("Income:Work", eur("-10.00")),
        Posting("Income:FX", Money.of("-5.00", "USD")),
    )
    entries, errors = load(ledger, render([mixed]))
    currencies = [leg.units.currency for leg in entries[-1].postings]
    assert currencies == ["EUR", "EUR", "USD", "USD"], "booking no longer sorts: simplify"
    assert [error.message[:15] for error in errors] == ["[ITEM-CURRENCY]"]


def test_directives_without_a_place_are_no_hindrance() -> None:
    day = dt.date(2026, 1, 1)
    leg = data.Posting("Assets:Bank", data.Amount(eur("1").number, "EUR"), None, None, None, None)
    entries = [data.Transaction(None, day, "*", None, "", None, None, [leg])]
    assert plugin.check(entries, data_options(), "strict") == (entries, [])
    assert len(plugin._places(entries)) == 0


def test_risky_options_are_seen(ledger: Path) -> None:
    risky = 'option "inferred_tolerance_default" "EUR:1"\noption "plugin_processing_mode" "raw"\n'
    _, errors = load(ledger, risky, "strict")
    told = sorted(error.message for error in errors if "OPTION-RISKY" in error.message)
    assert told == [
        "[OPTION-RISKY] option inferred_tolerance_default: EUR:1 takes checks of Beancount away",
        "[OPTION-RISKY] option plugin_processing_mode: raw takes checks of Beancount away",
    ]
    assert errors[0].source == {"filename": str(ledger), "lineno": 0}


def test_what_cannot_be_judged_is_an_error_and_no_exception() -> None:
    entries = [object()]
    kept, (error,) = plugin.check(entries, {"filename": "main.beancount", "include": None})
    assert kept is entries
    assert error.source == {"filename": "main.beancount", "lineno": 0}
    assert error.message.startswith("[CHECK-FAILED] ")


def test_entries_are_neither_changed_nor_replaced(ledger: Path) -> None:
    entries, _ = load(ledger, render([invoice()]))
    before = [repr(entry) for entry in entries]
    kept, _errors = plugin.check(entries, data_options())
    assert kept is entries
    assert [repr(entry) for entry in entries] == before


def bean_check(ledger: Path) -> list[dict[str, object]]:
    run = subprocess.run(  # noqa: S603 - Beancount's own command
        [sys.executable, "-m", "beancount.scripts.check", "--no-cache", "--json", str(ledger)],
        capture_output=True,
        check=False,
        encoding="utf-8",
    )
    assert run.returncode == 1
    return json.loads(run.stdout)["errors"]


def test_bean_check_shows_file_line_and_code(ledger: Path) -> None:
    load(ledger, render([invoice(narration="Edited")]))
    (error,) = bean_check(ledger)
    assert (error["filename"], error["lineno"]) == (str(ledger), 7)
    assert error["message"].startswith("[SEAL-BROKEN] INV-1 ")


def test_nothing_but_beancount_is_loaded() -> None:
    code = (
        "import sys, billcli.ledger.plugin; print(sorted({'typer', 'rich', 'jinja2', 'babel',"
        " 'typst', 'sqlite3'} & set(sys.modules)))"
    )
    run = subprocess.run(  # noqa: S603 - this very interpreter
        [sys.executable, "-c", code], capture_output=True, check=True, encoding="utf-8"
    )
    assert run.stdout == "[]\n"
