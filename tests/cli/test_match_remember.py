"""Who pays for a customer, remembered by an answer in a file of waiting lines."""

from __future__ import annotations

import re
import shutil
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from types import ModuleType

    from shop import Shop

HEAD = "Date;Payee;IBAN;Text;Amount;Currency\n"
BOB = "DE89370400440532013000"
ALSO = "# remember = true also keeps: "


def row(amount: str, payer: str = "Bob Stranger", iban: str = BOB, text: str = "thanks") -> str:
    return f"2026-01-31;{payer};{iban};{text};{amount};EUR\n"


NUMBERED = row("150.00", text="INV-2026-0001")


@pytest.fixture(scope="module")
def sold(shop_module: ModuleType, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return books with open invoices of two customers, made once."""
    shop: Shop = shop_module.Shop.open(tmp_path_factory.mktemp("sold") / "books")
    shop.sold("100", "200", "300")
    shop.done('invoice create Globex --line "50 Work" --currency EUR --date 2026-01-31')
    return Path(shop.folder)


@pytest.fixture
def desk(shop_module: ModuleType, sold: Path, tmp_path: Path) -> Shop:
    shop: Shop = shop_module.Shop(Path(shutil.copytree(sold, tmp_path / "books")))
    return shop


def exported(shop: Shop, *rows: str) -> str:
    shop.write("bank.csv", HEAD + "".join(rows))
    (shop.folder / "review.toml").unlink(missing_ok=True)
    assert shop("match export bank.csv -o review.toml").status == 0
    return shop.text("review.toml")


def answered(shop: Shop, rows: list[str], *answers: str) -> None:
    """Export lines, and put answers in the place of what the file says of remembering."""
    head, *lines = re.split(r"^\[\[line\]\]\n", exported(shop, *rows), flags=re.MULTILINE)
    bare = [line.replace("remember = false\n", "") for line in lines]
    texts = [f"[[line]]\n{text}\n{line}" for text, line in zip(answers, bare, strict=True)]
    shop.write("review.toml", head + "".join(texts))


def fate(shop: Shop, line: str) -> str:
    shop.write("next.csv", HEAD + line)
    answer = shop("reconcile next.csv --dry-run --format json")
    return str(answer.data["lines"][0]["fate"])


def aliases(shop: Shop) -> list[list[str]]:
    return [words[:3] for words in shop("customer alias list").rows[1:]]


def test_the_file_tells_what_would_be_remembered(desk: Shop) -> None:
    text = exported(desk, row("77.00"), NUMBERED, row("150.00", payer="ACME INC", iban=""))
    first, second, third = re.split(r"^\[\[line\]\]\n", text, flags=re.MULTILINE)[1:]
    assert f"{ALSO}{BOB} pays for the customer you name\n" in first
    assert f"{ALSO}{BOB} pays for Acme Inc. (with 1" in second
    assert "remember" not in third
    assert [one.get("remember") for one in tomllib.loads(text)["line"]] == [False, False, None]


def test_without_an_account_the_name_would_be_remembered(desk: Shop) -> None:
    assert f"{ALSO}Bob Stranger pays for" in exported(desk, row("77.00", iban=""))
    assert ALSO not in exported(desk, row("77.00", iban="", payer=""))
    assert ALSO not in exported(desk, row("-77.00"))


def test_what_may_be_in_the_ledger_already_offers_nothing(desk: Shop) -> None:
    desk.done("payment add Acme 77 EUR --on-account --date 2026-01-30")
    text = exported(desk, row("77.00"))
    assert "1 line waits" in text
    assert ALSO not in text


@pytest.mark.parametrize("answer", ["accept = 1", 'items = ["1"]'])
def test_a_payer_is_remembered_in_the_change_that_books_the_line(desk: Shop, answer: str) -> None:
    assert fate(desk, row("200.00")) != "booked"
    answered(desk, [row("100.00", text="INV-1")], f"{answer}\nremember = true")
    before = desk.text(), desk.text("customers.beancount")
    dry = desk("match apply review.toml --dry-run")
    assert f"Would remember: {BOB} pays for Acme\n" in dry.err
    text = desk("match apply review.toml --dry-run --format beancount").out
    assert f'2026-01-31 custom "payer" "Acme" "{BOB}"\n' in text
    assert (desk.text(), desk.text("customers.beancount")) == before
    done = desk("match apply review.toml --format json", yes=True)
    assert done.status == 0
    (line,) = done.data["lines"]
    assert (line["fate"], line["remembered"]) == ("booked", BOB)
    assert desk.text("customers.beancount").split("\n\n")[-1] == (
        f'2026-01-31 custom "payer" "Acme" "{BOB}"\n'
        '  kind: "iban"\n'
        '  origin: "Assets:Bank:Checking 2026-01-31 100.00 EUR 1"\n'
        '  status: "active"\n'
    )
    assert fate(desk, row("200.00")) == "booked"
    after = desk.text("customers.beancount")
    again = desk("match apply review.toml", yes=True)
    assert again.err == "1 line: 1 in the ledger already\n"
    assert desk.text("customers.beancount") == after
    assert desk("check").status == 0


def test_who_was_remembered_goes_with_the_line_that_is_undone(desk: Shop) -> None:
    before = desk.tree()
    answered(desk, [row("7.00")], 'on_account = "acme"\nremember = true')
    desk("match apply review.toml", yes=True)
    assert aliases(desk) == [["Acme", BOB, "iban"]]
    desk.done("match undo --last")
    assert aliases(desk) == []
    kept = {"bank.csv", "review.toml"}
    assert {name: text for name, text in desk.tree().items() if name not in kept} == before


def test_nothing_is_remembered_unless_it_is_said(desk: Shop) -> None:
    answered(desk, [row("100.00")], "on_account = 'Acme'\nremember = false")
    done = desk("match apply review.toml --format json", yes=True)
    assert done.data["lines"][0]["remembered"] == ""
    assert aliases(desk) == []


def test_a_payer_of_several_lines_is_one_record(desk: Shop) -> None:
    rows = [row("7.00"), row("8.00")]
    answered(desk, rows, *['on_account = "Acme"\nremember = true'] * 2)
    done = desk("match apply review.toml", yes=True)
    assert done.err.count("Remembered: ") == 1
    assert desk.text("customers.beancount").count('custom "payer"') == 1
    assert aliases(desk) == [["Acme", BOB, "iban"]]


def test_a_payer_of_several_customers_never_decides_alone(desk: Shop) -> None:
    desk.done('invoice create Globex --line "200 Work" --currency EUR --date 2026-01-31')
    rows = [row("7.00"), row("8.00")]
    both = ['on_account = "Acme"\nremember = true', 'on_account = "Globex"\nremember = true']
    answered(desk, rows, *both)
    done = desk("match apply review.toml", yes=True)
    assert done.status == 0, done.err
    assert aliases(desk) == [["Acme", BOB, "iban"], ["Globex", BOB, "iban"]]
    assert fate(desk, row("200.00")) == "waiting"
    desk.done(f"customer alias remove Globex {BOB}")
    assert fate(desk, row("200.00")) == "booked"


def test_who_is_known_already_is_not_written_again(desk: Shop) -> None:
    desk.done(f"customer alias add Acme {BOB}")
    answered(desk, [row("7.00")], 'on_account = "Acme"\nremember = true')
    assert "Remembered" not in desk("match apply review.toml", yes=True).err
    assert len(aliases(desk)) == 1


@pytest.mark.parametrize(
    ("line", "answer", "code"),
    [
        (row("7.00"), "remember = true", "CONFIG-INVALID"),
        (row("7.00"), 'on_account = "Acme"\nremember = 1', "CONFIG-INVALID"),
        (row("7.00"), 'on_account = "Acme"\nremember = "yes"', "CONFIG-INVALID"),
        (row("150.00", text="INV-2026-0001 INV-2026-0004"), "accept = 1\nremember = true",
         "REVIEW-ANSWER"),
    ],
)  # fmt: skip
def test_remembering_what_cannot_be_is_named_with_its_line(
    desk: Shop, line: str, answer: str, code: str
) -> None:
    answered(desk, [line], answer)
    before = desk.text()
    done = desk("match apply review.toml", yes=True)
    assert (done.status, done.codes) == (3, [code])
    number = int(re.search(r"review\.toml:(\d+): error", done.err)[1])  # type: ignore[index]
    assert desk.text("review.toml").splitlines()[number - 1] in answer.splitlines()
    assert desk.text() == before
