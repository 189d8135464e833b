"""The books a command works on: how they are found, and what they decide."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest

from billcli.domain.problem import BillcliError, InvalidError, UsageError
from billcli.services.workspace import Selection, open_workspace, reopened, settings_name

if TYPE_CHECKING:
    from pathlib import Path

    from shop import Shop


def test_the_folder_is_that_of_the_ledger_and_the_clock_that_of_the_selection(shop: Shop) -> None:
    books = shop.workspace()
    assert books.folder == shop.folder.resolve()
    assert books.today == dt.date(2026, 1, 31)
    assert books.roots == ("Assets:Receivable",)
    assert books.reason == f"ledger in {shop.folder}/billcli.toml"


def test_books_are_found_from_a_folder_below(shop: Shop) -> None:
    below = shop.folder / "a" / "b"
    below.mkdir(parents=True)
    books = open_workspace(Selection({}, below, shop.today))
    assert books.folder == shop.folder.resolve()
    assert [file.name for file in books.snapshot.files] == [
        "../../main.beancount",
        "../../customers.beancount",
    ]


def test_no_ledger_anywhere_is_a_usage_error(tmp_path: Path) -> None:
    with pytest.raises(UsageError) as caught:
        open_workspace(Selection({}, tmp_path, dt.date(2026, 1, 31)))
    assert caught.value.problems[0].code == "LEDGER-NOT-FOUND"
    assert caught.value.exit_code == 2


def test_a_wrong_project_file_is_named_with_its_line(shop: Shop) -> None:
    shop.write("billcli.toml", '[ledger]\nfile = "main.beancount"\n[defaults]\ncurency = "EUR"\n')
    with pytest.raises(InvalidError) as caught:
        shop.workspace()
    assert str(caught.value.problems[0].where) == "billcli.toml:4"


def test_the_read_model_of_everything_is_made_once(shop: Shop) -> None:
    books = shop.workspace()
    assert books.all_books() is books.all_books()
    assert books.all_books().as_of == dt.date.max
    assert books.books(dt.date(2025, 6, 1)).as_of == dt.date(2025, 6, 1)


def test_the_receivable_root_is_found_or_named_or_made_up(shop: Shop) -> None:
    assert shop.workspace().receivable_root() == "Assets:Receivable"
    assert shop.workspace(receivable="Assets:Debtors").receivable_root() == "Assets:Debtors"
    shop.write("customers.beancount", "")
    assert shop.workspace().roots == ()
    assert shop.workspace().receivable_root() == "Assets:Receivable"
    shop.append('option "name_assets" "Aktiva"\n', "customers.beancount")
    shop.write("main.beancount", 'option "name_assets" "Aktiva"\ninclude "customers.beancount"\n')
    assert shop.workspace().receivable_root() == "Aktiva:Receivable"


def test_several_receivable_roots_are_read_together_but_nothing_is_opened_below_one(
    shop: Shop,
) -> None:
    shop.append("2025-01-01 open Assets:Debtors:Initech\n")
    books = shop.workspace()
    assert set(books.roots) == {"Assets:Receivable", "Assets:Debtors"}
    with pytest.raises(UsageError) as caught:
        books.receivable_root()
    problem = caught.value.problems[0]
    assert problem.code == "RECEIVABLE-SEVERAL"
    assert "Assets:Debtors" in problem.message
    assert "Assets:Receivable" in problem.message
    assert problem.help == "set receivable under [accounts] in billcli.toml, or use --receivable"


def test_a_root_set_in_the_project_file_is_the_only_one(shop: Shop) -> None:
    shop.append("2025-01-01 open Assets:Debtors:Initech\n")
    text = shop.text("billcli.toml").replace(
        "[accounts]\n", '[accounts]\nreceivable = "Assets:Debtors"\n'
    )
    shop.write("billcli.toml", text)
    assert shop.workspace().roots == ("Assets:Debtors",)


def test_the_base_currency_is_set_or_the_ledgers_own(shop: Shop) -> None:
    assert shop.workspace().base_currency() == "EUR"
    shop.write("billcli.toml", '[ledger]\nfile = "main.beancount"\n[defaults]\ncurrency = "CHF"\n')
    assert shop.workspace().base_currency() == "CHF"
    shop.write("billcli.toml", '[ledger]\nfile = "main.beancount"\n')
    assert shop.workspace().base_currency() == "EUR"
    shop.write("main.beancount", 'include "customers.beancount"\n')
    with pytest.raises(BillcliError) as caught:
        shop.workspace().base_currency()
    assert caught.value.problems[0].code == "CURRENCY-MISSING"
    assert caught.value.problems[0].help == (
        "use --currency, or set currency under [defaults] in billcli.toml"
    )


def test_reopened_books_show_what_was_appended_meanwhile(shop: Shop) -> None:
    books = shop.workspace()
    shop.append("2025-01-01 open Assets:Drawer\n")
    assert "Assets:Drawer" not in books.snapshot.facts.accounts
    assert "Assets:Drawer" in reopened(books).snapshot.facts.accounts


def test_the_project_file_is_named_as_seen_from_here(tmp_path: Path) -> None:
    assert settings_name(tmp_path, tmp_path) == "billcli.toml"
    assert settings_name(tmp_path, tmp_path / "a") == "../billcli.toml"
    assert settings_name(None, tmp_path) == "billcli.toml"


def test_the_books_of_a_day_are_made_once(shop: Shop) -> None:
    """Whoever asks for them again must not wait again: of a large ledger they take seconds."""
    workspace = shop.workspace()
    assert workspace.books(shop.today) is workspace.books(shop.today)
    assert workspace.all_books() is workspace.books(dt.date.max)
    assert workspace.books(shop.today) is not workspace.all_books()
    assert workspace.books(shop.today).as_of == shop.today


RENAMED = """
option "name_assets" "Aktiva"
option "name_income" "Ertrag"
option "name_expenses" "Aufwand"
2025-01-01 open Aktiva:Forderungen:Anna
2025-01-01 open Aktiva:Bank EUR
2025-01-01 open Ertrag:Arbeit
2025-01-05 * "Anna" "Arbeit" ^R-1
  invoice: "R-1"
  Aktiva:Forderungen:Anna  100.00 EUR
  Ertrag:Arbeit
"""


@pytest.mark.parametrize("cache", ["on", "off"])
def test_a_ledger_with_names_of_its_own_is_written_to_under_them(shop: Shop, cache: str) -> None:
    shop.write("main.beancount", RENAMED)
    shop.write("billcli.toml", '[ledger]\nfile = "main.beancount"\n')
    if cache == "off":
        shop.env["BILLCLI_CACHE"] = "off"
    paid = "payment add Anna 90 EUR --account Aktiva:Bank --allocate R-1"
    shop.done(f"{paid} --fee 2 --discount 3", 'writeoff create R-1 --reason "gone"')
    text = (shop.folder / "main.beancount").read_text(encoding="utf-8")
    assert "Ertrag:Discounts" in text
    assert "Aufwand:Fees:Bank" in text
    assert "Aufwand:BadDebt" in text
    assert not {"Income:", "Expenses:", "Assets:"} & {w.split(":")[0] + ":" for w in text.split()}
    assert shop.workspace().is_sound
