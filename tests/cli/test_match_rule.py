"""Lines that are no customer's, answered by rules in a file of waiting lines."""

from __future__ import annotations

import re
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from types import ModuleType

    from shop import Shop

HEAD = "Date;Payee;IBAN;Text;Amount;Currency\n"
BANK = "DE89370400440532013000"
INTEREST = f"2026-01-31;City Bank;{BANK};interest;3.00;EUR\n"
MORE = f"2026-01-30;City Bank;{BANK};interest;4.00;EUR\n"
AUNT = "2026-01-31;Aunt Ada;;a gift;20.00;EUR\n"
NOBODY = "2026-01-31;;;who knows;9.00;EUR\n"
BOOK = 'book = "Income:Services"'
KEPT = """# Rules for bank lines that are no customer's; the first that holds decides.

[rule.city-bank]
payer_iban = "DE89370400440532013000"
sign = "in"
book = "Income:Services"
"""


@pytest.fixture(scope="module")
def sold(shop_module: ModuleType, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return books with an open invoice, made once."""
    shop: Shop = shop_module.Shop.open(tmp_path_factory.mktemp("sold") / "books")
    shop.sold("100")
    return Path(shop.folder)


@pytest.fixture
def desk(shop_module: ModuleType, sold: Path, tmp_path: Path) -> Shop:
    shop: Shop = shop_module.Shop(Path(shutil.copytree(sold, tmp_path / "books")))
    return shop


def answered(shop: Shop, rows: list[str], *answers: str) -> str:
    """Export lines and put answers to them; return the file as it was exported."""
    shop.write("bank.csv", HEAD + "".join(rows))
    (shop.folder / "review.toml").unlink(missing_ok=True)
    assert shop("match export bank.csv -o review.toml").status == 0
    text = shop.text("review.toml")
    head, *lines = re.split(r"^\[\[line\]\]\n", text, flags=re.MULTILINE)
    bare = [line.replace("remember = false\n", "") for line in lines]
    texts = [f"[[line]]\n{answer}\n{line}" for answer, line in zip(answers, bare, strict=True)]
    shop.write("review.toml", head + "".join(texts))
    return text


def rules(shop: Shop) -> str:
    path = shop.folder / "rules.toml"
    return path.read_text() if path.exists() else ""


def fates(shop: Shop, *rows: str) -> list[str]:
    shop.write("next.csv", HEAD + "".join(rows))
    answer = shop("reconcile next.csv --dry-run --format json")
    return [one["fate"] for one in answer.data["lines"]]


def test_a_line_is_booked_on_an_account_and_nothing_is_kept(desk: Shop) -> None:
    text = answered(desk, [INTEREST], BOOK)
    words = f"beside ignore or book: a rule for money in from {BANK}\nremember = false\n"
    assert f"# remember = true also keeps, {words}" in text
    done = desk("match apply review.toml --format json", yes=True)
    assert done.status == 0
    (line,) = done.data["lines"]
    assert (line["fate"], line["why"]) == ("booked", "answered: Income:Services")
    assert (line["entry"], line["rule"]) == ("BNK-2026-0001", "")
    assert "  Income:Services       -3.00 EUR\n" in desk.text()
    assert rules(desk) == ""
    assert desk("match apply review.toml", yes=True).err == "1 line: 1 in the ledger already\n"


def test_such_lines_are_always_booked_so_once_it_is_remembered(desk: Shop) -> None:
    assert fates(desk, MORE) == ["waiting"]
    answered(desk, [INTEREST], f"{BOOK}\nremember = true")
    before = desk.text()
    dry = desk("match apply review.toml --dry-run")
    said = f"rule city-bank (Income:Services): money in from {BANK}\n"
    assert f"Would add {said}" in dry.err
    assert (desk.text(), rules(desk)) == (before, "")
    done = desk("match apply review.toml", "y")
    assert '[rule.city-bank]\npayer_iban = "DE89' in done.err  # shown before it is agreed to
    assert f"Added {said}" in done.err
    assert rules(desk) == KEPT
    assert fates(desk, MORE) == ["by-rule"]
    assert desk("check").status == 0


def test_whom_no_customer_is_behind_is_left_by_a_rule(desk: Shop) -> None:
    answered(desk, [AUNT], 'ignore = "a gift"\nremember = true')
    done = desk("match apply review.toml --format json", yes=True)
    (line,) = done.data["lines"]
    assert (line["fate"], line["why"], line["rule"]) == ("ignored", "a gift", "aunt-ada")
    assert '[rule.aunt-ada]\npayer_is = "Aunt Ada"\nsign = "in"\nleave = "a gift"\n' in rules(desk)
    assert fates(desk, AUNT.replace("20.00", "25.00")) == ["ignored"]
    assert fates(desk, AUNT.replace("20.00", "-25.00")) == ["not-customer"]


def test_lines_alike_add_one_rule_and_others_their_own_behind_it(desk: Shop) -> None:
    mine = '# mine\n[rule.power]\npayer = "Power"\nbook = "Expenses:Fees"\n'
    desk.write("rules.toml", mine)
    answers = [f"{BOOK}\nremember = true"] * 2 + ['ignore = "a gift"\nremember = true']
    answered(desk, [INTEREST, MORE, AUNT], *answers)
    done = desk("match apply review.toml", yes=True)
    assert done.err.count("Added rule ") == 2
    text = rules(desk)
    assert text.startswith(mine)
    assert re.findall(r"^\[rule\.(.*)\]$", text, re.MULTILINE) == ["power", "city-bank", "aunt-ada"]
    assert [row[0] for row in desk("bank rule list").rows[1:]] == ["power", "city-bank", "aunt-ada"]


def test_a_rule_that_is_there_is_followed(desk: Shop) -> None:
    desk.write("rules.toml", f'[rule.bank]\npayer_iban = "{BANK}"\n{BOOK}\n')
    claimed = INTEREST.replace("interest", "INV-2026-0001")
    text = answered(desk, [claimed], 'rule = "bank"')
    assert '# rule = "bank"\n' in text
    done = desk("match apply review.toml", yes=True)
    assert done.err == "1 line: 1 booked by rule\n"
    assert "  Income:Services       -3.00 EUR\n" in desk.text()
    assert [row[4:] for row in done.rows[1:]] == [
        ["by-rule", "BNK-2026-0001", "answered: rule bank (Income:Services)"]
    ]


def test_a_rule_may_leave_the_line_too(desk: Shop) -> None:
    desk.write("rules.toml", f'[rule.bank]\npayer_iban = "{BANK}"\nleave = "small"\n')
    answered(desk, [INTEREST.replace("interest", "INV-2026-0001")], 'rule = "bank"')
    done = desk("match apply review.toml", yes=True)
    assert [row[4:] for row in done.rows[1:]] == [["ignored", "", "small"]]


def test_what_a_rule_does_already_is_not_added_again(desk: Shop) -> None:
    text = f'[rule.bank]\npayer = "City"\n{BOOK}\n'
    answered(desk, [INTEREST], f"{BOOK}\nremember = true")
    desk.write("rules.toml", text)
    assert "Added" not in desk("match apply review.toml", yes=True).err
    assert rules(desk) == text


@pytest.mark.parametrize(
    ("line", "answer", "code"),
    [
        (INTEREST, 'rule = "none"', "RULE-UNKNOWN"),
        (INTEREST, 'rule = "power"', "REVIEW-ANSWER"),
        (INTEREST, 'rule = "power"\nremember = true', "CONFIG-INVALID"),
        (INTEREST, 'book = "Income:Interest"', "RULE-ACCOUNT"),
        (INTEREST, 'book = "Assets:Receivable:Acme"', "RULE-ACCOUNT"),
        (INTEREST, 'book = "Assets:Bank:Checking"', "RULE-ACCOUNT"),
        (INTEREST, 'book = "Assets:Bank:Dollars"', "REVIEW-ANSWER"),
        (INTEREST, 'ignore = "x"\nbook = "Income:Services"', "CONFIG-INVALID"),
        (NOBODY, f"{BOOK}\nremember = true", "REVIEW-ANSWER"),
        (AUNT, f"{BOOK}\nremember = true", "REVIEW-ANSWER"),
    ],
)
def test_what_no_rule_can_do_is_named_with_its_line(
    desk: Shop, line: str, answer: str, code: str
) -> None:
    answered(desk, [line], answer)
    desk.write(
        "rules.toml",
        '[rule.power]\npayer = "Power"\nleave = "x"\n[rule.ada]\npayer = "Ada"\nleave = "y"\n',
    )
    before = desk.tree()
    done = desk("match apply review.toml", yes=True)
    assert (done.status, done.codes) == (3, [code])
    assert "rule :" not in done.err
    number = int(re.findall(r"review\.toml:(\d+): error", done.err)[0])
    assert desk.text("review.toml").splitlines()[number - 1] in answer.splitlines()
    assert desk.tree() == before


def test_rules_outside_the_folder_of_the_books_stay_as_they_are(desk: Shop, tmp_path: Path) -> None:
    answered(desk, [INTEREST], f"{BOOK}\nremember = true")
    ledger = tmp_path / "project" / "ledger"
    shutil.copytree(desk.folder, ledger)
    settings = (ledger / "billcli.toml").read_text().replace('"main.', '"ledger/main.')
    (tmp_path / "project" / "billcli.toml").write_text(settings)
    (ledger / "billcli.toml").unlink()
    far = type(desk)(tmp_path / "project")
    done = far("match apply ledger/review.toml", yes=True)
    assert done.codes == ["REVIEW-ANSWER"]
    assert "lies outside the folder of the books" in done.err
