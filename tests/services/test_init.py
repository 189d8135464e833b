"""Setting up a project: a new ledger, the example, or the settings of a ledger there is."""

from __future__ import annotations

import datetime as dt
import json
import tomllib
from typing import TYPE_CHECKING

import pytest
from beancount import loader
from hypothesis import given, settings
from hypothesis import strategies as st

from billcli.cli import prompt
from billcli.cli.app import run
from billcli.cli.init import currency_of
from billcli.cli.invocation import Surroundings
from billcli.domain.problem import UsageError
from billcli.services.found_project import files_of, founding
from billcli.services.init_project import init_example, ledgers_in
from billcli.store.settings import parse_settings
from billcli.store.shipped import shipped

if TYPE_CHECKING:
    from pathlib import Path

TODAY = dt.date(2026, 1, 31)
IBAN = "DE65 9999 0001 0000 1234 56"
GERMAN = ("--name", "Studio Linden", "--country", "DE", "--tax", "19,7", "--iban", IBAN)
ANSWERS = {
    "name": "Acme", "country": "DE", "currency": "EUR", "tax": "19 7", "iban": "",
    "bank": "Assets:Bank:Checking", "next": "1",
}  # fmt: skip
ASSETS = """\
option "operating_currency" "USD"
2025-01-01 open Assets:AR:Acme
2025-01-01 open Assets:Cash
2025-01-01 open Assets:Bank:Main
2025-01-01 open Income:Interest
2025-01-01 open Income:Sales
2025-01-01 open Liabilities:VAT
2025-01-01 open Equity:Opening-Balances
2025-02-01 * "Acme" "Invoice"
  Assets:AR:Acme     119.00 USD
  Income:Sales      -100.00 USD
  Liabilities:VAT    -19.00 USD
2025-03-01 * "Acme" "Paid"
  Assets:Bank:Main   119.00 USD
  Assets:AR:Acme    -119.00 USD
"""


def _run(cwd: Path, *words: str, terminal: bool = False) -> int:
    around = Surroundings(
        {}, cwd, TODAY, stdin_tty=terminal, stdout_tty=False, stderr_tty=terminal, columns=100
    )
    return run(words, around)


def _beancount_finds_nothing(folder: Path, name: str = "main.beancount") -> None:
    entries, errors, _options = loader.load_file(str(folder / name))
    assert entries
    assert errors == []


# --- a new project -------------------------------------------------------------------------------


def test_a_new_project_is_a_sound_ledger_that_takes_an_invoice_at_once(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert _run(tmp_path, "init", "books", *GERMAN, "--email", "a@linden.example") == 0
    told = capsys.readouterr()
    assert told.out == ""
    assert "Next: cd books && billcli customer add Acme" in told.err
    books = tmp_path / "books"
    assert sorted(path.name for path in books.iterdir() if path.name != ".billcli") == [
        ".gitignore", "2026.beancount", "accounts.beancount", "billcli.toml",
        "customers.beancount", "main.beancount",
    ]  # fmt: skip
    _beancount_finds_nothing(books)
    assert _run(books, "customer", "add", "Acme", "--name", "Acme Inc.", "--yes") == 0
    words = ("invoice", "create", "Acme", "--line", "10 h x 150.00 Consulting", "--yes")
    assert _run(books, *words, "--format", "ids") == 0
    assert capsys.readouterr().out.split() == ["INV-2026-0001"]
    assert _run(books, "payment", "add", "Acme", "1785.00", "EUR", "--yes") == 0
    assert _run(books, "check") == 0
    _beancount_finds_nothing(books)


def test_last_months_invoice_can_be_entered_today(tmp_path: Path) -> None:
    assert _run(tmp_path, "init", *GERMAN) == 0
    assert _run(tmp_path, "customer", "add", "Acme", "--yes") == 0
    words = ("invoice", "create", "Acme", "--line", "20.00 Box", "--yes", "--date", "2025-12-30")
    assert _run(tmp_path, *words) == 0
    assert '"Invoice INV-2025-0001"' in (tmp_path / "2025.beancount").read_text(encoding="utf-8")
    assert 'include "2025.beancount"' in (tmp_path / "main.beancount").read_text(encoding="utf-8")
    _beancount_finds_nothing(tmp_path)


def test_the_answers_arrive_where_they_belong(tmp_path: Path) -> None:
    assert _run(tmp_path, "init", *GERMAN, "--next", "118", "--bank", "Assets:Giro",
                "--vat-id", "DE999999999", "--city", "Seestadt") == 0  # fmt: skip
    found = parse_settings((tmp_path / "billcli.toml").read_bytes(), "billcli.toml")
    assert (found.ledger, found.start) == ("main.beancount", dt.date(2025, 1, 1))
    assert (found.defaults.currency, found.defaults.tax) == ("EUR", "DE-19")
    assert found.series["invoice"].floor == 118
    assert [(b.account, b.currency, b.iban) for b in found.banks] == [
        ("Assets:Giro", "EUR", IBAN.replace(" ", ""))
    ]
    assert [code.code for code in found.taxes.codes] == [
        "DE-19", "DE-7", "ZERO", "EXEMPT", "REVERSE",
    ]  # fmt: skip
    issuer = (tmp_path / "customers.beancount").read_text(encoding="utf-8")
    for line in ('name: "Studio Linden"', 'vat-id: "DE999999999"', 'city: "Seestadt"'):
        assert f"  {line}\n" in issuer
    assert "open Assets:Giro\n" in (tmp_path / "accounts.beancount").read_text(encoding="utf-8")


def test_the_number_of_the_first_invoice_may_be_any(tmp_path: Path) -> None:
    assert _run(tmp_path, "init", *GERMAN, "--next", "118") == 0
    assert _run(tmp_path, "customer", "add", "Acme", "--yes") == 0
    assert _run(tmp_path, "invoice", "create", "Acme", "--line", "20.00 Box", "--yes") == 0
    assert "INV-2026-0118" in (tmp_path / "2026.beancount").read_text(encoding="utf-8")


def test_the_currency_follows_from_the_country(tmp_path: Path) -> None:
    assert _run(tmp_path, "init", "--name", "Acme", "--country", "ch") == 0
    text = (tmp_path / "main.beancount").read_text(encoding="utf-8")
    assert 'option "operating_currency" "CHF"' in text
    assert 'country: "CH"' in (tmp_path / "customers.beancount").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("country", "currency"), [("DE", "EUR"), ("jp", "JPY"), ("US", "USD"), ("", ""), ("AQ", "")]
)
def test_a_countrys_currency(country: str, currency: str) -> None:
    assert currency_of(country) == currency


def test_no_tax_and_no_account_are_answers_too(tmp_path: Path) -> None:
    assert _run(tmp_path, "init", "--name", "Acme", "--currency", "USD") == 0
    found = parse_settings((tmp_path / "billcli.toml").read_bytes(), "billcli.toml")
    assert found.defaults.tax == ""
    assert found.banks[0].iban == ""
    issuer = (tmp_path / "customers.beancount").read_text(encoding="utf-8")
    assert "iban" not in issuer
    assert "country" not in issuer
    _beancount_finds_nothing(tmp_path)


def test_rates_are_read_with_or_without_signs() -> None:
    found = founding({**ANSWERS, "tax": "19 %, 7%,7 0 2.5"}, {})
    assert [str(rate) for rate in found.rates] == ["19", "7", "2.5"]


@pytest.mark.parametrize(
    "name",
    [
        "=cmd|'/c calc'!A0", 'say "hi"', "back\\slash", "ends with \\", "株式会社", '#read("x")',
        "[bold]x", "{name}", "; comment", "%s {0}", "Müller & Söhne", "x" * 300,
    ],
)  # fmt: skip
def test_any_name_is_kept_as_it_is(tmp_path: Path, name: str) -> None:
    assert _run(tmp_path, "init", f"--name={name}", "--country", "DE", "--tax", "19") == 0
    _entries, errors, options = loader.load_file(str(tmp_path / "main.beancount"))
    assert errors == []
    assert options["title"] == name
    tomllib.loads((tmp_path / "billcli.toml").read_text(encoding="utf-8"))
    assert _run(tmp_path, "customer", "add", "Acme", f"--name={name}", "--yes") == 0
    assert _run(tmp_path, "invoice", "create", "Acme", "--line", "20.00 Box", "--yes") == 0
    _beancount_finds_nothing(tmp_path)
    assert _run(tmp_path, "check") == 0


@given(name=st.text(st.characters(exclude_categories=("Cc", "Cf", "Cs", "Zl", "Zp")), max_size=40))
@settings(max_examples=50, deadline=None)
def test_every_printable_name_makes_a_ledger_beancount_reads(name: str) -> None:
    texts = files_of(founding({**ANSWERS, "name": f"A{name}"}, {}), TODAY)
    joined = "\n".join(text for file, text in texts.items() if file.endswith(".beancount"))
    lines = [line for line in joined.splitlines() if not line.startswith("include ")]
    _entries, errors, options = loader.load_string("\n".join(lines) + "\n")
    assert errors == []
    assert options["title"] == f"A{name}"


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("--name", "Acme"), "INIT-MISSING"),
        (("--country", "DE"), "INIT-MISSING"),
        ((), "INIT-MISSING"),
        (("--name", "Acme", "--country", "AQ"), "INIT-MISSING"),
        (("--name", "Acme", "--country", "GER", "--currency", "EUR"), "COUNTRY-UNREADABLE"),
        (("--name", "Acme", "--country", "Ä1", "--currency", "EUR"), "COUNTRY-UNREADABLE"),
        (("--name", "Acme", "--country", "../x"), "COUNTRY-UNREADABLE"),
        (("--name", "Acme", "--country", "../x", "--currency", "EUR"), "COUNTRY-UNREADABLE"),
        (("--name", "Acme", "--country", "ZQ", "--currency", "EUR"), "COUNTRY-UNREADABLE"),
        (("--name", "Acme", "--currency", "euro"), "CURRENCY"),
        (("--name", "Acme", "--currency", "EUR", "--iban", "DE00 1234"), "IBAN-WRONG"),
        (("--name", "Acme", "--currency", "EUR", "--iban", "DE65999900010000123457"), "IBAN-WRONG"),
        (("--name", "Acme", "--currency", "EUR", "--iban", "²³"), "IBAN-WRONG"),
        (("--name", "Acme", "--currency", "EUR", "--iban", "98"), "IBAN-WRONG"),
        (("--name", "Acme", "--currency", "EUR", "--tax", "100"), "RATE-UNREADABLE"),
        (("--name", "Acme", "--currency", "EUR", "--tax", "-5"), "RATE-UNREADABLE"),
        (("--name", "Acme", "--currency", "EUR", "--tax", "NaN"), ""),
        (("--name", "Acme", "--currency", "EUR", "--next", "0"), "NEXT-UNREADABLE"),
        (("--name", "Acme", "--currency", "EUR", "--next", "٣"), "NEXT-UNREADABLE"),
        (("--name", "A\x1b[31m", "--currency", "EUR"), "TEXT-CONTROL"),
        (("--name", "Acme", "--currency", "EUR", "--city", "a\nb"), "TEXT-CONTROL"),
        (("--name", "Acme", "--currency", "EUR", "--bank", "Bank"), "ACCOUNT-NOT-MONEY"),
        (("--name", "Acme", "--currency", "EUR", "--bank", "Assets:A B"), "ACCOUNT-NOT-MONEY"),
        (("--name", "Acme", "--currency", "EUR", "--bank", 'Assets:A"\n1/0'), "ACCOUNT-NOT-MONEY"),
        (("--name", "Acme", "--currency", "EUR", "--bank", "Assets:Receivable:Bank"),
         "ACCOUNT-NOT-MONEY"),
        (("--name", "Acme", "--currency", "EUR", "--bank", "Income:Services"), "ACCOUNT-NOT-MONEY"),
        (("--name", "Acme", "--currency", "EUR", "--bank", "Liabilities:Tax"), "ACCOUNT-NOT-MONEY"),
        (("--name", "Acme", "--currency", "EUR", "--bank", "Assets"), "ACCOUNT-NOT-MONEY"),
    ],
)  # fmt: skip
def test_answers_that_cannot_stand_are_refused_and_nothing_is_written(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], words: tuple[str, ...], code: str
) -> None:
    assert _run(tmp_path, "init", *words) == 2
    assert f"error[{code}" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


def test_without_a_terminal_the_missing_flags_are_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert _run(tmp_path, "init") == 2
    assert "--name and --currency" in capsys.readouterr().err


def test_a_terminal_is_asked_what_is_missing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[tuple[str, str]] = []

    def answer(_call: object, _question: str, *, flag: str, default: str = "") -> str:
        asked.append((flag, default))
        return {"--country": "GB", "--next": "7"}.get(flag, default)

    monkeypatch.setattr(prompt, "ask", answer)
    assert _run(tmp_path, "init", "--name", "Acme", terminal=True) == 0
    assert asked == [
        ("--country", ""), ("--currency", "GBP"), ("--tax", ""), ("--iban", ""), ("--next", "1"),
    ]  # fmt: skip
    found = parse_settings((tmp_path / "billcli.toml").read_bytes(), "billcli.toml")
    assert (found.defaults.currency, found.series["invoice"].floor) == ("GBP", 7)


def test_a_project_is_never_set_up_twice(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert _run(tmp_path, "init", *GERMAN) == 0
    before = {p.name: p.read_bytes() for p in tmp_path.glob("*.*") if p.is_file()}
    for words in ((), GERMAN, ("--example",), ("--dry-run", *GERMAN)):
        assert _run(tmp_path, "init", *words) == 2
        assert "error[INIT-" in capsys.readouterr().err
    assert {p.name: p.read_bytes() for p in tmp_path.glob("*.*") if p.is_file()} == before


def test_a_users_own_gitignore_stays(tmp_path: Path) -> None:
    (tmp_path / ".gitignore").write_text("mine\n", encoding="utf-8")
    assert _run(tmp_path, "init", *GERMAN) == 0
    assert (tmp_path / ".gitignore").read_text(encoding="utf-8") == "mine\n"
    assert (tmp_path / "main.beancount").is_file()


@pytest.mark.parametrize("words", [GERMAN, ("--example",)])
def test_a_dry_run_writes_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], words: tuple[str, ...]
) -> None:
    assert _run(tmp_path, "init", "books", *words, "--dry-run", "--format", "json") == 0
    data = json.loads(capsys.readouterr().out)["data"]
    assert data["written"] is False
    assert "main.beancount" in data["files"]
    assert list(tmp_path.iterdir()) == []


def test_the_json_answer_has_its_keys(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert _run(tmp_path, "init", *GERMAN, "--format", "json") == 0
    found = json.loads(capsys.readouterr().out)
    assert (found["schema"], set(found["data"])) == (
        "billcli.init/1", {"folder", "ledger", "files", "written"},
    )  # fmt: skip


# --- the example ---------------------------------------------------------------------------------


def test_the_example_is_written_as_it_ships(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert _run(tmp_path, "init", "--example") == 0
    told = capsys.readouterr().err
    assert "main.beancount and the 8 files that go with it" in told
    assert "Next: billcli status" in told
    for path in (shipped("ledgers") / "studio").glob("*.*"):
        if path.is_file():
            assert (tmp_path / path.name).read_bytes() == path.read_bytes()
    _beancount_finds_nothing(tmp_path)


def test_what_commands_left_in_the_example_does_not_ship(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = tmp_path / "ledgers" / "studio"
    (source / ".billcli").mkdir(parents=True)
    (source / "main.beancount").write_text("; x\n", encoding="utf-8")
    (source / ".gitignore").write_text(".billcli/\n", encoding="utf-8")
    (source / ".billcli" / "lock").write_text("", encoding="utf-8")
    (source / ".main.beancount.picklecache").write_text("", encoding="utf-8")
    monkeypatch.setattr("billcli.services.init_project.shipped", lambda _name: tmp_path / "ledgers")
    found = init_example(tmp_path / "new", dry_run=True)
    assert sorted(found.files) == [".gitignore", "main.beancount"]


def test_the_example_does_not_go_beside_a_ledger(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "my.bean").write_text("; mine\n", encoding="utf-8")
    assert _run(tmp_path, "init", "--example") == 2
    assert "error[INIT-LEDGER]" in capsys.readouterr().err
    assert [path.name for path in tmp_path.iterdir()] == ["my.bean"]


# --- a ledger that is there ----------------------------------------------------------------------


def test_a_ledger_gets_a_project_file_and_nothing_else(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "books.beancount").write_text(ASSETS, encoding="utf-8")
    assert _run(tmp_path, "init") == 0
    assert "Wrote billcli.toml" in capsys.readouterr().err
    assert (tmp_path / "books.beancount").read_text(encoding="utf-8") == ASSETS
    assert sorted(path.name for path in tmp_path.iterdir()) == ["billcli.toml", "books.beancount"]
    found = parse_settings((tmp_path / "billcli.toml").read_bytes(), "billcli.toml")
    assert (found.ledger, found.defaults.currency) == ("books.beancount", "USD")
    named = found.accounts
    assert (named.receivable, named.bank, named.income, named.tax, named.opening) == (
        "Assets:AR", "Assets:Bank:Main", "Income:Sales", "Liabilities:VAT",
        "Equity:Opening-Balances",
    )  # fmt: skip
    text = (tmp_path / "billcli.toml").read_text(encoding="utf-8")
    assert '# discounts = "..."' in text
    assert _run(tmp_path, "invoice", "create", "Acme", "--line", "20.00 Box", "--yes") == 0
    _beancount_finds_nothing(tmp_path, "books.beancount")


def test_a_dry_run_shows_the_project_file(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "books.bean").write_text(ASSETS, encoding="utf-8")
    assert _run(tmp_path, "init", "--dry-run", "--currency", "CHF") == 0
    text = capsys.readouterr().out
    assert tomllib.loads(text)["defaults"]["currency"] == "CHF"
    assert tomllib.loads(text)["ledger"]["file"] == "books.bean"
    assert [path.name for path in tmp_path.iterdir()] == ["books.bean"]


def test_several_ledgers_are_listed_and_one_can_be_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "a.beancount").write_text(ASSETS, encoding="utf-8")
    (tmp_path / "b.bean").write_text("", encoding="utf-8")
    assert _run(tmp_path, "init") == 2
    assert "a.beancount, b.bean" in capsys.readouterr().err
    assert not (tmp_path / "billcli.toml").exists()
    assert _run(tmp_path, "init", "-f", "a.beancount") == 0
    assert 'file = "a.beancount"' in (tmp_path / "billcli.toml").read_text(encoding="utf-8")


def test_a_named_ledger_that_is_not_there_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert _run(tmp_path, "init", "-f", "nowhere.beancount") in {2, 3}
    assert "nowhere.beancount" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


def test_a_named_ledger_below_or_outside_the_folder(tmp_path: Path) -> None:
    (tmp_path / "here" / "sub").mkdir(parents=True)
    (tmp_path / "here" / "sub" / "a.beancount").write_text(ASSETS, encoding="utf-8")
    assert _run(tmp_path / "here", "init", "-f", "sub/a.beancount") == 0
    text = (tmp_path / "here" / "billcli.toml").read_text(encoding="utf-8")
    assert 'file = "sub/a.beancount"' in text
    assert _run(tmp_path / "here", "report", "open") == 0


def test_an_empty_ledger_leaves_everything_to_be_filled_in(tmp_path: Path) -> None:
    (tmp_path / "a.beancount").write_text("; nothing yet\n", encoding="utf-8")
    assert _run(tmp_path, "init") == 0
    text = (tmp_path / "billcli.toml").read_text(encoding="utf-8")
    assert '# bank = "..."' in text
    assert '# currency = "EUR"' in text
    assert "receivable" not in tomllib.loads(text)["accounts"]


def test_a_broken_ledger_is_adopted_with_a_warning(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = 'plugin "nowhere.plugin"\n' + ASSETS
    (tmp_path / "a.beancount").write_text(text, encoding="utf-8")
    assert _run(tmp_path, "init") == 0
    err = capsys.readouterr().err
    assert "warning[LEDGER-ERRORS]: the ledger has 1 error: accounts may be missing" in err
    assert 'receivable = "Assets:AR"' in (tmp_path / "billcli.toml").read_text(encoding="utf-8")


def test_hidden_files_and_folders_are_no_ledgers(tmp_path: Path) -> None:
    (tmp_path / ".old.beancount").write_text("", encoding="utf-8")
    (tmp_path / "folder.beancount").mkdir()
    (tmp_path / "a.beancount").write_text("", encoding="utf-8")
    assert [path.name for path in ledgers_in(tmp_path)] == ["a.beancount"]
    assert ledgers_in(tmp_path / "nowhere") == []


def test_a_folder_that_cannot_be_made_is_an_error_not_a_crash(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "file").write_text("mine", encoding="utf-8")
    assert _run(tmp_path, "init", "file/books", *GERMAN) != 0
    err = capsys.readouterr().err
    assert "error[" in err
    assert "Traceback" not in err
    assert "BUG" not in err


def test_a_refusal_says_what_to_do() -> None:
    with pytest.raises(UsageError) as caught:
        founding({**ANSWERS, "iban": "DE1"}, {})
    assert caught.value.problems[0].help == "copy it from a bank statement"


def test_of_several_receivable_accounts_one_is_to_be_chosen_first(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = "2025-01-01 open Assets:Debtors:A\n2025-01-01 open Assets:AR:B\n"
    (tmp_path / "a.beancount").write_text(text, encoding="utf-8")
    assert _run(tmp_path, "init", "--currency", "EUR") == 0
    err = capsys.readouterr().err
    assert "Next: set receivable under [accounts] in billcli.toml\n" in err
    assert "customer add" not in err
    assert "warning[RECEIVABLE-SEVERAL]" in err
    settings = tmp_path / "billcli.toml"
    chosen = settings.read_text(encoding="utf-8").replace("# receivable", "receivable", 1)
    settings.write_text(chosen, encoding="utf-8")
    assert _run(tmp_path, "customer", "add", "Acme", "--yes") == 0


def test_the_tax_office_is_no_customer_by_that_name(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert _run(tmp_path, "init", *GERMAN) == 0
    assert _run(tmp_path, "customer", "add", "Tax", "--yes") == 2
    assert "error[CUSTOMER-ID]: customer: 'Tax' cannot be" in capsys.readouterr().err
