from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from billcli.domain.problem import InvalidError, Source
from billcli.store.settings import Settings, load_settings, parse_settings
from billcli.store.toml_table import key_lines

if TYPE_CHECKING:
    from pathlib import Path

FULL = """\
[ledger]
file = "books.beancount"
start = 2025-01-01
skip_plugins = ["fava.plugins.link_documents"]

[accounts]
receivable = "Assets:Debtors"
bank = "Assets:Bank:Checking"
tax = "Liabilities:VAT"

[defaults]
currency = "EUR"
tax = "DE-19"

[files]
write = "{year}.beancount"

[output]
formats = ["pdf"]
paper = "Letter"
logo = "templates/logo.svg"
accent = "#AA3300"
footer = ["Globex Bank"]
window = "DIN5008"

[series.invoice]
pattern = "R{year}-{n:03}"
next = 118

[tax.DE-19]
rates = [{from = 2007-01-01, rate = 19}, {from = 2020-07-01, rate = "16.0"}]

[tax.CA]
components = ["GST", "PST"]

[tax.GST]
rate = 5
account = "Liabilities:GST"

[tax.PST]
rate = 9.975
account = "Liabilities:PST"

[tax.REVERSE]
category = "AE"
exemption = "Reverse charge"

[prices.consulting]
description = "Consulting"
price = "150.00"
unit = "h"

[rounding]
mode = "half-even"
level = "line"

[rounding.cash]
CHF = "0.05"

[bank.profile.house]
delimiter = ";"

[bank.account."Assets:Bank:Checking"]
currency = "EUR"
iban = "DE02120300000000202051"
profile = "house"
"""


def parse(text: str) -> Settings:
    return parse_settings(text.encode(), "billcli.toml")


def wrongs(text: str) -> list[str]:
    with pytest.raises(InvalidError) as caught:
        parse(text)
    assert {p.code for p in caught.value.problems} == {"CONFIG-INVALID"}
    return [f"{p.where}: {p.message}" for p in caught.value.problems]


def test_every_setting_is_read() -> None:
    settings = parse(FULL)
    assert settings.ledger == "books.beancount"
    assert settings.start == dt.date(2025, 1, 1)
    assert settings.skip_plugins == ("fava.plugins.link_documents",)
    assert settings.accounts.receivable == "Assets:Debtors"
    assert settings.accounts.discounts == "Income:Discounts"
    assert settings.defaults.currency == "EUR"
    assert settings.files.write == "{year}.beancount"
    assert settings.output.formats == ("pdf",)
    assert settings.output.paper == "letter"
    assert (settings.output.logo, settings.output.accent) == ("templates/logo.svg", "#aa3300")
    assert (settings.output.footer, settings.output.window) == (("Globex Bank",), "din5008")
    assert (settings.output.font, settings.output.payment_code) == ("", "auto")
    assert settings.series["invoice"].next([], dt.date(2026, 1, 1)) == "R2026-118"
    assert settings.series["payment"].next([], dt.date(2026, 1, 1)) == "PMT-2026-0001"
    assert settings.taxes.find("DE-19").rate_on(dt.date(2019, 1, 1)) == 19
    assert settings.taxes.find("DE-19").rate_on(dt.date(2020, 12, 1)) == Decimal("16.0")
    assert settings.taxes.find("DE-19").account == "Liabilities:VAT"
    assert settings.taxes.find("PST").rate_on(dt.date(2020, 1, 1)) == Decimal("9.975")
    assert settings.taxes.find("CA").components == ("GST", "PST")
    assert settings.taxes.find("REVERSE").rate_on(dt.date(2020, 1, 1)) == 0
    assert settings.prices["consulting"].unit == "HUR"
    assert settings.prices["consulting"].price == Decimal("150.00")
    assert settings.rounding.mode == "ROUND_HALF_EVEN"
    assert settings.rounding.level == "line"
    assert settings.rounding.cash == {"CHF": Decimal("0.05")}
    assert settings.banks[0].profile == "house"
    assert settings.profiles["house"] == {"delimiter": ";"}
    assert settings.origins["series.invoice.next"] == "billcli.toml:28"


def test_the_ledger_may_be_named_in_one_line() -> None:
    settings = parse('ledger = "main.beancount"\nskip_plugins = ["a.b"]\nstart = 2024-01-01\n')
    assert (settings.ledger, settings.skip_plugins) == ("main.beancount", ("a.b",))
    assert settings.start == dt.date(2024, 1, 1)


def test_without_a_project_file_everything_has_a_default(tmp_path: Path) -> None:
    settings = load_settings(tmp_path)
    assert settings == load_settings(None)
    assert settings.series["invoice"].pattern == "INV-{year}-{n:04}"
    assert settings.accounts.receivable == ""


def test_the_project_file_is_read_from_its_folder(tmp_path: Path) -> None:
    (tmp_path / "billcli.toml").write_text(FULL)
    assert load_settings(tmp_path) == parse(FULL)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("[defaults]\ncurency = 'EUR'", "billcli.toml:2: defaults.curency is not a setting"),
        ("[defaults]\ncurrency = 3", "billcli.toml:2: defaults.currency must be a text in quotes"),
        ("nonsense = 1", "billcli.toml:1: nonsense is not a setting"),
        ("[accounts]\nbank = true", "billcli.toml:2: accounts.bank must be a text"),
        ("[output]\nformats = ['docx']", "billcli.toml:2: 'docx' is not a document format"),
        ("[output]\npaper = 'a5'", "billcli.toml:2: 'a5' is not a paper size"),
        ("[output]\naccent = 'green'", "billcli.toml:2: 'green' is not a colour"),
        ("[output]\nwindow = 'c6'", "billcli.toml:2: 'c6' is not a window of an envelope"),
        ("[output]\npayment_code = 'qr'", "billcli.toml:2: 'qr' is not a payment code"),
        ("[output]\nfooter = ['', '', '', '', '']", "billcli.toml:2: the footer has 5 lines"),
        ("[series.invoice]\npattern = 'INV'", "billcli.toml:2: series invoice"),
        ("[series.invoice]\nnext = 'x'", "billcli.toml:2: series.invoice.next must be a whole"),
        ("[series.order]\nnext = 1", "billcli.toml:1: series.order is not a setting"),
        ("[tax.X]\nrate = 'many'\naccount = 'L:T'", "billcli.toml:2: tax.X.rate must be a number"),
        ("[tax.X]\nrates = [{from = 2020-01-01}]", "billcli.toml:2: tax.X.rates.rate is missing"),
        ("[tax.X]\nrates = [19]", "billcli.toml:2: tax.X.rates must hold tables only"),
        ("[tax.X]\ncategory = 'S'", "billcli.toml:1: tax.X.rate is missing"),
        ("[tax.X]\nrate = 1\ncategory = 'Q'", "billcli.toml:1: tax code X: category 'Q'"),
        ("[tax.X]\ncomponents = ['Y']", "billcli.toml:1: tax code X: component 'Y'"),
        ('[tax."a b"]\nrate = 1', "billcli.toml:1: 'a b' cannot be a tax code"),
        ("[prices.x]\nunit = 'h'", "billcli.toml:1: prices.x.price is missing"),
        ("[rounding]\nmode = 'sometimes'", "billcli.toml:2: 'sometimes' is not a rounding mode"),
        ("[rounding]\nlevel = 'page'", "billcli.toml:2: 'page' is not a rounding level"),
        ("[rounding.cash]\nCHF = 'x'", "billcli.toml:2: rounding.cash.CHF must be a number"),
        ("[ledger]\nskip_plugins = [1]", "billcli.toml:2: ledger.skip_plugins must hold texts"),
        ("[ledger]\nstart = 'soon'", "billcli.toml:2: ledger.start must be a date"),
        ("[bank.account.A]\nprofile = 'x'", "billcli.toml:2: there is no profile 'x'"),
        ("series = 3", "billcli.toml:1: series must be a table"),
    ],
)
def test_a_mistake_is_named_with_its_line(text: str, expected: str) -> None:
    found = wrongs(text)
    assert any(line.startswith(expected) for line in found), found


def test_all_mistakes_are_listed_at_once_in_order() -> None:
    found = wrongs("[defaults]\ncurency = 'EUR'\nlanguage = 7\n[files]\nwrit = 'x'")
    assert [line.split(": ")[0] for line in found] == [f"billcli.toml:{n}" for n in (2, 3, 5)]


def test_a_near_miss_is_suggested() -> None:
    with pytest.raises(InvalidError) as caught:
        parse("[defaults]\ncurency = 'EUR'")
    assert caught.value.problems[0].help == "did you mean currency?"


def test_a_year_that_cannot_be_meant_and_a_number_without_end_are_refused() -> None:
    # ``9999-12-31`` overflows wherever a term is added to it; Python reads no int of 4,301 digits.
    for text, said in (("[ledger]\nstart = 9999-12-31", "2200"), (f"x = {'9' * 4301}", "TOML")):
        with pytest.raises(InvalidError) as caught:
            parse_settings(text.encode(), "billcli.toml")
        assert said in caught.value.problems[0].message


def test_a_file_nested_too_deeply_is_refused_like_any_other() -> None:
    with pytest.raises(InvalidError) as caught:
        parse_settings(b"a = " + b"[" * 5000, "billcli.toml")
    (problem,) = caught.value.problems
    assert (problem.code, problem.where) == ("CONFIG-INVALID", Source("billcli.toml"))
    assert "nested too deeply" in problem.message


@pytest.mark.parametrize(
    ("data", "where"), [(b"a = \n", "billcli.toml:1"), (b"a = '\xff'", "billcli.toml")]
)
def test_a_file_that_is_not_toml_is_refused(data: bytes, where: str) -> None:
    with pytest.raises(InvalidError) as caught:
        parse_settings(data, "billcli.toml")
    assert str(caught.value.problems[0].where) == where


def test_lines_are_found_past_strings_of_many_lines() -> None:
    text = 'a = """\n[not.a.table]\nb = 1\n"""\n[t]\n"quoted key" = 2\n'
    assert key_lines(text) == {("a",): 1, ("t",): 5, ("t", "quoted key"): 6}


def test_the_agreement_is_kept_as_written_for_its_reader() -> None:
    settings = parse_settings(
        b'[matching]\nbank_fee = "never"\nrounding_tolerance = "x"\n', "b.toml"
    )
    assert settings.matching == {"bank_fee": "never", "rounding_tolerance": "x"}
    assert settings.origins["matching.bank_fee"] == "b.toml:2"
    assert parse_settings(b"", "b.toml").matching == {}
