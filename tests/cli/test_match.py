"""``billcli match``: lines that wait, answered in a file or on a terminal."""

from __future__ import annotations

import re
import shutil
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from types import ModuleType

    from shop import Answer, Shop

HEAD = "Date;Payee;Text;Amount;Currency\n"
PART = "2026-01-31;ACME INC;part of something;150.00;EUR\n"
WHOLE = "2026-01-31;ACME INC;two in advance;200.00;EUR\n"
SHORT = "2026-01-31;ACME INC;INV-2026-0002;295.00;EUR\n"
STRANGER = "2026-01-31;Unknown;hello;77.00;EUR\n"
CERTAIN = "2026-01-31;GLOBEX LTD;INV-2026-0003;50.00;EUR\n"
ROWS = [PART, WHOLE, SHORT, STRANGER]


@pytest.fixture(scope="module")
def sold(shop_module: ModuleType, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return books with three invoices and a statement, made once."""
    shop: Shop = shop_module.Shop.open(tmp_path_factory.mktemp("sold") / "books")
    shop.sold("200", "300")
    shop.done('invoice create Globex --line "50 Work" --currency EUR --date 2026-01-31')
    shop.write("bank.csv", HEAD + "".join([*ROWS, CERTAIN]))
    return Path(shop.folder)


@pytest.fixture
def desk(shop_module: ModuleType, sold: Path, tmp_path: Path) -> Shop:
    shop: Shop = shop_module.Shop(Path(shutil.copytree(sold, tmp_path / "books")))
    return shop


def _exported(shop: Shop) -> list[str]:
    """Export the lines; return the head of the file, and the text of each line."""
    answer = shop("match export bank.csv -o review.toml")
    assert answer.status == 0, answer.err
    return re.split(r"^\[\[line\]\]\n", shop.text("review.toml"), flags=re.MULTILINE)


def _answered(shop: Shop, *answers: str, more: str = "", name: str = "review.toml") -> None:
    """Put answers into the lines in their order, and write the file."""
    head, *lines = _exported(shop)
    given = [*answers, *[""] * (len(lines) - len(answers))]
    blocks = [f"[[line]]\n{text}\n{line}" for text, line in zip(given, lines, strict=True)]
    shop.write(name, head + "".join(blocks) + more)


def _problems(answer: Answer) -> list[tuple[int, str]]:
    rows = (
        re.match(r"review\.toml:(\d+): error\[([A-Z-]+)\]", row) for row in answer.err.split("\n")
    )
    return [(int(row[1]), row[2]) for row in rows if row]


def _open(shop: Shop) -> dict[str, str]:
    return {row[0]: row[9] for row in shop("report open").rows[1:]}


def test_the_file_says_everything_about_the_lines_that_wait(desk: Shop) -> None:
    answer = desk("match export bank.csv -o review.toml")
    assert answer.err.splitlines() == [
        "4 lines wait: written to review.toml",
        "1 certain, left to billcli reconcile",
        "Next: answer in the file, then billcli match apply review.toml --dry-run",
    ]
    text = desk.text("review.toml")
    found = tomllib.loads(text)
    assert found["schema"] == "billcli.review/1"
    assert [row["amount"] for row in found["line"]] == [
        "150.00 EUR", "200.00 EUR", "295.00 EUR", "77.00 EUR",
    ]  # fmt: skip
    second, third = found["line"][1:3]
    assert (second["text"], second["payer"], str(second["date"]), second["nth"]) == (
        "two in advance", "ACME INC", "2026-01-31", 1,
    )  # fmt: skip
    assert second["proposals"][0] == {
        "customer": "Acme", "items": ["INV-2026-0001=200.00 EUR"], "evidence": "amount name",
    }  # fmt: skip
    assert second["proposals"][1]["on_account"] == "200.00 EUR"
    assert third["proposals"][0]["adjustments"] == ["bank_fee 5.00 EUR"]
    assert "accept" not in second
    assert "# accept = 1\n\naccount = " in text
    assert '# ignore = "not a customer\'s"\n' in text


def test_without_a_file_the_text_is_the_answer(desk: Shop) -> None:
    _exported(desk)
    assert desk("match export bank.csv").out == desk.text("review.toml")
    data = desk("match export bank.csv --format json").data
    assert data["count"] == 4
    assert data["lines"][3]["why"] == "nothing in it points to a customer"


def test_an_older_file_is_never_replaced(desk: Shop) -> None:
    desk.write("review.toml", "mine")
    answer = desk("match export bank.csv -o review.toml")
    assert (answer.status, answer.codes) == (2, ["FILE-EXISTS"])
    assert desk.text("review.toml") == "mine"


def test_answers_are_booked_in_one_change_and_only_once(desk: Shop) -> None:
    _answered(desk, 'items = ["1=150"]', "accept = 2", "accept = 1", 'ignore = "a gift"')
    (desk.folder / "bank.csv").unlink()
    before = desk.text()
    dry = desk("match apply review.toml --dry-run --format json")
    assert (dry.status, desk.text()) == (5, before)
    answer = desk("match apply review.toml", yes=True)
    assert answer.status == 0
    assert [row[4:] for row in answer.rows[1:]] == [
        ["booked", "PMT-2026-0001", "answered: INV-2026-0001=150.00"],
        ["booked", "PMT-2026-0002", "answered: on account of Acme"],
        ["booked", "PMT-2026-0003", "answered: INV-2026-0002=300.00"],
        ["ignored", "", "a gift"],
    ]
    assert answer.err == "4 lines: 3 booked, 1 set aside\n"
    text = desk.text()
    assert 'adjustment: "bank_fee"' in text
    assert 'evidence: "number name chosen"' in text
    assert _open(desk) == {
        "PMT-2026-0002": "-200.00",
        "INV-2026-0001": "50.00",
        "INV-2026-0003": "50.00",
    }
    again = desk("match apply review.toml", yes=True)
    assert (again.status, desk.text()) == (0, text)
    assert again.err == "4 lines: 4 in the ledger already\n"
    assert desk("check").status == 0


def test_the_statement_knows_the_lines_that_the_file_booked(desk: Shop) -> None:
    _answered(desk, "accept = 1", "accept = 2", "accept = 1", 'ignore = "a gift"')
    desk("match apply review.toml", yes=True)
    answer = desk("reconcile bank.csv --dry-run")
    assert [row[5] for row in answer.rows[1:]] == ["known"] * 4 + ["booked"]


def test_what_is_not_answered_waits_on(desk: Shop) -> None:
    _answered(desk, "", "accept = 1")
    answer = desk("match apply review.toml --format json", yes=True)
    assert answer.status == 5
    assert [one["fate"] for one in answer.data["lines"]] == [
        "waiting", "booked", "waiting", "waiting",
    ]  # fmt: skip
    assert answer.data["books_moved"] is False
    assert answer.data["written"] is True


def test_nothing_answered_writes_nothing(desk: Shop) -> None:
    _exported(desk)
    before = desk.text()
    answer = desk("match apply review.toml")
    assert (answer.status, desk.text()) == (5, before)
    assert answer.err.startswith("4 lines: 4 not answered\n")


@pytest.mark.parametrize(
    ("typed", "kind"),
    [
        ('items = ["INV-2026-0001=200.00"]\ndiscount = "50.00"', "discount"),
        ('customer = "acme"\nitems = ["1"]\nfee = "50"', "bank_fee"),
    ],
)
def test_a_discount_or_a_fee_may_be_typed(desk: Shop, typed: str, kind: str) -> None:
    _answered(desk, typed)
    answer = desk("match apply review.toml", yes=True)
    assert answer.status == 5, answer.err
    assert f'adjustment: "{kind}"' in desk.text()
    assert "INV-2026-0001" not in _open(desk)


WRONG = [
    ("accept = 9", "REVIEW-ANSWER"),
    ("accept = 0", "REVIEW-ANSWER"),
    ('accept = "1"', "CONFIG-INVALID"),
    ('ignore = " "', "REVIEW-ANSWER"),
    ("items = []", "REVIEW-ANSWER"),
    ('items = ["99"]', "UNKNOWN-ITEM"),
    ('items = ["1=150", "INV-2026-0003"]', "REVIEW-ANSWER"),
    ('items = ["1=250"]', "ALLOCATION-EXCEEDS"),
    ('items = ["1"]\nfee = "-5"', "REVIEW-ANSWER"),
    ('on_account = "Acne"', "UNKNOWN-CUSTOMER"),
    ('accept = 1\nignore = "x"', "CONFIG-INVALID"),
    ('accept = 1\ndiscount = "5"', "CONFIG-INVALID"),
    ('customer = "Acme"', "CONFIG-INVALID"),
    ("acept = 1", "CONFIG-INVALID"),
]


@pytest.mark.parametrize(("typed", "code"), WRONG)
def test_a_wrong_answer_is_named_with_its_line(desk: Shop, typed: str, code: str) -> None:
    _answered(desk, typed, "accept = 1")
    before = desk.text()
    answer = desk("match apply review.toml", yes=True)
    assert answer.status == 3
    ((line, found),) = _problems(answer)
    assert found == code
    assert desk.text("review.toml").splitlines()[line - 1] in {*typed.splitlines(), "[[line]]"}
    assert desk.text() == before


def test_every_mistake_is_told_in_one_run(desk: Shop) -> None:
    _answered(desk, "accept = 9", 'items = ["99"]', 'ignore = ""', 'on_account = "Acne"')
    codes = [code for _, code in _problems(desk("match apply review.toml", yes=True))]
    assert codes == ["REVIEW-ANSWER", "UNKNOWN-ITEM", "REVIEW-ANSWER", "UNKNOWN-CUSTOMER"]


@pytest.mark.parametrize(
    ("old", "new"),
    [('amount = "150.00 EUR"', 'amount = "151.00 EUR"'), ("held = 0", "held = 1"),
     ("nth = 1", "nth = 2"), ("date = 2026-01-31", "date = 2026-01-30"),
     ('text = "part', 'text = "a part'), ("date = 2026-01-31\n", "")],
)  # fmt: skip
def test_what_the_bank_said_is_not_to_be_changed(desk: Shop, old: str, new: str) -> None:
    _answered(desk, "accept = 1")
    desk.write("review.toml", desk.text("review.toml").replace(old, new, 1))
    answer = desk("match apply review.toml", yes=True)
    assert [code for _, code in _problems(answer)] == ["REVIEW-LINE"]


def test_a_proposal_that_was_edited_has_to_come_to_the_amount(desk: Shop) -> None:
    _answered(desk, "", "accept = 1")
    text = desk.text("review.toml")
    desk.write("review.toml", text.replace("INV-2026-0001=200.00 EUR", "INV-2026-0001=199.00 EUR"))
    answer = desk("match apply review.toml", yes=True)
    assert [code for _, code in _problems(answer)] == ["LINE-UNBALANCED"]


def test_a_line_that_stands_in_the_file_twice_is_refused(desk: Shop) -> None:
    lines = _exported(desk)
    (desk.folder / "review.toml").unlink()
    _answered(desk, "accept = 1", more=f"\n[[line]]\n{lines[1]}")
    answer = desk("match apply review.toml", yes=True)
    assert [code for _, code in _problems(answer)] == ["REVIEW-LINE"]


def test_a_line_that_is_booked_meanwhile_is_told_and_the_rest_applied(desk: Shop) -> None:
    _answered(desk, "accept = 1", "accept = 2")
    desk("reconcile bank.csv", "y", "o Acme", "q", "y")
    answer = desk("match apply review.toml", yes=True)
    assert [row[4] for row in answer.rows[1:]] == ["known", "booked", "waiting", "waiting"]
    assert "The books changed since the file was written" in answer.err


def test_a_line_that_was_perhaps_typed_in_meanwhile_stops_everything(desk: Shop) -> None:
    _answered(desk, "accept = 1", "accept = 2")
    desk.done("payment add Acme 150 EUR --on-account --date 2026-01-30")
    before = desk.text()
    answer = desk("match apply review.toml", yes=True)
    assert (answer.status, answer.codes) == (6, ["LINE-BOOKED"])
    assert desk.text() == before


def test_an_item_settled_meanwhile_stops_everything(desk: Shop) -> None:
    _answered(desk, "", "accept = 1", 'ignore = "x"')
    desk.done("payment add Acme 100 EUR --allocate INV-2026-0001 --date 2026-01-20")
    before = desk.text()
    answer = desk("match apply review.toml", yes=True)
    assert (answer.status, answer.codes) == (6, ["ITEM-SETTLED"])
    assert desk.text() == before


@pytest.mark.parametrize(
    ("content", "code"),
    [
        ("schema = 1\n", "REVIEW-FILE"),
        ("x = [\n", "CONFIG-INVALID"),
        ('books = "a"\n', "REVIEW-FILE"),
    ],
)
def test_another_file_is_refused(desk: Shop, content: str, code: str) -> None:
    desk.write("other.toml", content)
    answer = desk("match apply other.toml", yes=True)
    assert (answer.status, answer.codes) == (3, [code])
    assert desk("match apply none.toml", yes=True).codes == ["FILE-MISSING"]


def test_applying_asks_or_needs_yes(desk: Shop) -> None:
    _answered(desk, "accept = 1")
    assert desk("match apply review.toml").codes == ["NEEDS-YES"]
    assert desk("match apply review.toml", "n").codes == ["NOT-CONFIRMED"]
    assert desk("match apply review.toml", "y").status == 5


def test_words_of_the_bank_travel_to_the_letter(desk: Shop) -> None:
    words = 'Un\u202ek "now" \\ n # [[line]] = accept'
    desk.write(
        "bank.csv", f'{HEAD}2026-01-31;Müller;"{words.replace(chr(34), chr(34) * 2)}";77.00;EUR\n'
    )
    _answered(desk, 'on_account = "Acme"')
    assert "\u202e" not in desk.text("review.toml")
    assert desk("match apply review.toml", yes=True).status == 0
    direct = desk("reconcile bank.csv --dry-run")
    assert [row[5] for row in direct.rows[1:]] == ["known"]


def test_review_asks_and_leaves_the_certain_lines(desk: Shop) -> None:
    answer = desk("match review bank.csv", "o Globex", "q", "y")
    assert answer.status == 5
    assert "1 booked, 1 certain, left to billcli reconcile, 3 waiting" in answer.err
    assert _open(desk)["INV-2026-0003"] == "50.00"


@pytest.mark.parametrize("words", ["match review bank.csv", "match review bank.csv --yes"])
def test_review_needs_a_terminal(desk: Shop, words: str) -> None:
    answer = desk(words)
    assert (answer.status, answer.codes) == (2, ["REVIEW-TERMINAL"])
    assert "billcli match export FILE -o review.toml" in answer.err


def test_an_answer_may_name_an_instalment(desk: Shop) -> None:
    plan = '--line "400 Course; tax=ZERO" --date 2026-01-01 --instalments "2 monthly"'
    desk.done(f"invoice create Acme {plan} --first 2026-01-31")
    _answered(desk, 'items = ["INV-2026-0004#2=150"]', 'items = ["4#2=50", "4#1"]')
    answer = desk("match apply review.toml", yes=True)
    assert answer.status == 5, answer.err
    rows = desk("report open --format json").data["items"]
    left = {row["instalment"]: row["balance_open"]["number"] for row in rows
            if row["item"] == "INV-2026-0004"}  # fmt: skip
    assert left == {1: "50.00"}
    assert desk("check").status == 0


def test_an_answer_names_no_instalment_that_is_not_there(desk: Shop) -> None:
    _answered(desk, 'items = ["INV-2026-0001#2=150"]')
    answer = desk("match apply review.toml", yes=True)
    assert "no open item 'INV-2026-0001#2'" in answer.err
