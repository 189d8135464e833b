"""A statement file, read with the profile that belongs to its account."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from billcli.domain.problem import BillcliError, errors
from billcli.services import statement_bytes
from billcli.services.bank_file import read_bank_file

if TYPE_CHECKING:
    from shop import Shop

    from billcli.domain.bank_statement import BankStatement
    from billcli.domain.problem import Problem


CLEAR = "Date;Text;Amount\n2026-01-30;a;5.00\n"
UNCLEAR = "date,text,amount\n02/03/2026,a,5.00\n"
PROFILE = '\n[bank.profile.corner]\naccount = "Assets:Cash"\ndate_order = "dmy"\n'


def _read(shop: Shop, text: str, profile: str = "", account: str = "") -> BankStatement:
    shop.write("bank.csv", text)
    path = shop.folder / "bank.csv"
    (found,) = read_bank_file(shop.workspace(), path, "bank.csv", profile, account).statements
    return found


def _refused(shop: Shop, name: str = "bank.csv", profile: str = "", account: str = "") -> Problem:
    with pytest.raises(BillcliError) as caught:
        read_bank_file(shop.workspace(), shop.folder / name, name, profile, account)
    return caught.value.problems[0]


def test_without_words_it_is_the_configured_account_in_its_currency(shop: Shop) -> None:
    found = _read(shop, CLEAR)
    assert (found.account, found.currency) == ("Assets:Bank:Checking", "EUR")
    assert [str(line.amount) for line in found.lines] == ["5.00 EUR"]


def test_an_account_named_brings_its_own_currency(shop: Shop) -> None:
    found = _read(shop, CLEAR, account="Assets:Bank:Dollars")
    assert (found.account, found.currency) == ("Assets:Bank:Dollars", "USD")


def test_the_currency_set_for_the_account_wins(shop: Shop) -> None:
    shop.setting('\n[bank.account."Assets:Cash"]\ncurrency = "CHF"\n')
    assert _read(shop, CLEAR, account="Assets:Cash").currency == "CHF"


def test_a_profile_names_account_and_order_of_dates(shop: Shop) -> None:
    shop.setting(PROFILE)
    found = _read(shop, UNCLEAR, profile="corner")
    assert found.account == "Assets:Cash"
    assert str(found.lines[0].date) == "2026-03-02"


def test_the_profile_of_an_account_need_not_be_named(shop: Shop) -> None:
    shop.setting(PROFILE + '\n[bank.account."Assets:Cash"]\nprofile = "corner"\n')
    assert str(_read(shop, UNCLEAR, account="Assets:Cash").lines[0].date) == "2026-03-02"


def test_an_unclear_file_is_refused_with_what_to_set(shop: Shop) -> None:
    shop.write("bank.csv", UNCLEAR)
    assert _refused(shop).code == "CSV-DATE-ORDER"


def test_an_unknown_profile_names_the_nearest_or_how_to_add_it(shop: Shop) -> None:
    shop.write("bank.csv", CLEAR)
    problem = _refused(shop, profile="corner")
    assert problem.code == "PROFILE-UNKNOWN"
    assert problem.help == "add [bank.profile.corner] in billcli.toml"
    shop.setting(PROFILE)
    assert _refused(shop, profile="korner").help == "use corner"


def test_a_wrong_profile_is_named_with_its_line(shop: Shop) -> None:
    shop.write("bank.csv", CLEAR)
    shop.setting('\n[bank.profile.corner]\ndate_order = "whatever"\n')
    problem = _refused(shop, profile="corner")
    assert problem.where is not None
    assert problem.where.file == "billcli.toml"
    assert problem.where.line > 30


def test_what_is_no_file_is_refused(shop: Shop) -> None:
    problem = _refused(shop, "none.csv")
    assert (problem.code, problem.message) == ("FILE-MISSING", "none.csv does not exist")
    (shop.folder / "folder").mkdir()
    assert _refused(shop, "folder").message == "folder is a folder"
    assert _refused(shop, "folder").code == "FILE-IS-FOLDER"


def test_a_huge_file_is_refused_unread(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    shop.write("bank.csv", CLEAR)
    monkeypatch.setattr(statement_bytes, "SIZE_MAX", 10)
    problem = _refused(shop)
    assert problem.code == "CSV-HUGE"
    assert problem.help == "export a shorter period"


OFX = "<OFX><STMTRS><CURDEF>{}<ACCTID>{}<STMTTRN><DTPOSTED>20260130<TRNAMT>5.00<NAME>a</STMTRS>"


def test_an_ofx_file_says_its_own_currency(shop: Shop) -> None:
    found = _read(shop, OFX.format("USD", "1001"), account="Assets:Bank:Dollars")
    assert (found.account, found.currency) == ("Assets:Bank:Dollars", "USD")
    assert [line.key for line in found.lines] == ["Assets:Bank:Dollars 2026-01-30 5.00 USD 1"]


def test_an_ofx_file_without_currency_or_account_is_the_configured_ones(shop: Shop) -> None:
    found = _read(shop, OFX.format("", ""))
    assert (found.account, found.currency) == ("Assets:Bank:Checking", "EUR")
    assert [str(line.amount) for line in found.lines] == ["5.00 EUR"]


def test_an_account_is_known_by_its_iban(shop: Shop) -> None:
    shop.setting('\n[bank.account."Assets:Cash"]\niban = "DE89370400440532013000"\n')
    assert _read(shop, OFX.format("EUR", "DE89370400440532013000")).account == "Assets:Cash"
    assert _read(shop, OFX.format("EUR", "1001")).account == "Assets:Bank:Checking"


REVERSAL = ":25:1/2\n:60F:C260302EUR9,\n:61:260303RC5,NTRF\n:61:260303C1,NTRF\n:62F:C260303EUR{},\n"


def test_a_statement_whose_reversals_no_balance_proves_says_so(shop: Shop) -> None:
    assert [str(line.amount) for line in _read(shop, REVERSAL.format(5)).lines] == [
        "-5.00 EUR",
        "1.00 EUR",
    ]
    (problem,) = errors(_read(shop, REVERSAL.format(7)).problems)
    assert problem.code == "STATEMENT-SIGNS"


QIF = "!Type:Bank\nD02/03/2026\nT5.00\nPa\n^\n"


def test_the_order_of_dates_of_a_qif_file_is_named_by_a_profile(shop: Shop) -> None:
    (problem,) = errors(_read(shop, QIF).problems)
    assert problem.code == "STATEMENT-DATE-ORDER"
    shop.setting(PROFILE)
    found = _read(shop, QIF, profile="corner")
    assert [line.key for line in found.lines] == ["Assets:Cash 2026-03-02 5.00 EUR 1"]


def test_a_file_of_several_accounts_of_ours_is_split_by_their_numbers(shop: Shop) -> None:
    one, two = "DE89370400440532013000", "DE02120300000000202051"
    both = OFX.format("EUR", one) + OFX.format("USD", two)
    shop.write("bank.csv", both)
    assert _refused(shop).code == "STATEMENT-SEVERAL"
    shop.setting(f'\n[bank.account."Assets:Cash"]\niban = "{one}"\n')
    assert _read(shop, both, account="Assets:Cash").bank_account == one
    shop.setting(f'\n[bank.account."Assets:Bank:Dollars"]\niban = "{two}"\n')
    path = shop.folder / "bank.csv"
    found = read_bank_file(shop.workspace(), path, "bank.csv", "", "")
    assert [(one.account, one.currency) for one in found.statements] == [
        ("Assets:Cash", "EUR"), ("Assets:Bank:Dollars", "USD"),
    ]  # fmt: skip
    assert (found.name, found.profile) == ("bank.csv", None)


def test_a_csv_file_brings_the_settings_that_read_it_again(shop: Shop) -> None:
    shop.write("bank.csv", CLEAR)
    found = read_bank_file(shop.workspace(), shop.folder / "bank.csv", "bank.csv", "", "")
    assert found.profile is not None
    assert found.profile.delimiter == ";"


@pytest.mark.parametrize("account", ["Income:Services", "Assets:Receivable:Acme", "Cash"])
def test_a_statement_is_of_an_account_that_holds_money(shop: Shop, account: str) -> None:
    shop.write("bank.csv", CLEAR)
    assert _refused(shop, account=account).code == "ACCOUNT-NOT-MONEY"


def test_a_card_that_is_configured_as_a_bank_holds_money(shop: Shop) -> None:
    shop.append("2025-01-01 open Liabilities:Card\n")
    assert _refused(shop, account="Liabilities:Card").code == "ACCOUNT-NOT-MONEY"
    shop.setting('\n[bank.account."Liabilities:Card"]\ncurrency = "EUR"\n')
    assert _read(shop, CLEAR, account="Liabilities:Card").account == "Liabilities:Card"
