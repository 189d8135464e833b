"""``billcli bank rule``, and what reconcile says of rules."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest

from billcli.cli.line_words import evidence_rows, line_rows
from billcli.domain.bank_line import BankLine
from billcli.domain.money import Money
from billcli.services.review import Fate, Reviewed

if TYPE_CHECKING:
    from shop import Shop

HEAD = "Date;Payee;Text;Amount;Currency\n"
POWER = "2026-01-31;City Power;Electricity;-80.12;EUR\n"
CERTAIN = "2026-01-31;ACME INC;Invoice INV-2026-0001;100.00;EUR\n"
ADD = "bank rule add --payer 'City Power' --sign out --book Expenses:Fees"


@pytest.fixture
def desk(shop: Shop) -> Shop:
    """Return books with an invoice and a statement."""
    shop.sold("100")
    shop.write("bank.csv", HEAD + POWER + CERTAIN)
    return shop


def test_a_rule_is_tried_shown_and_added(desk: Shop) -> None:
    before = desk.tree()
    tried = desk(f"{ADD} --try bank.csv --dry-run")
    assert tried.rows[1][:5] == ["2026-01-31", "-80.12", "EUR", "City Power", "Electricity"]
    assert tried.rows[1][5] == "by-rule"
    assert "of bank.csv it holds for 1" in tried.err
    assert desk.tree() == before
    assert desk(ADD).codes == ["NEEDS-YES"]
    refused = desk(f"{ADD} --try bank.csv", "n")
    assert refused.status == 1
    assert "City Power  Electricity\n" in refused.err
    assert '[rule.city-power]\npayer = "City Power"\n' in refused.err
    assert desk.tree() == before
    data = desk(f"{ADD} --yes --format json").data
    assert (data["rule"]["rule"], data["rule"]["sign"], data["written"]) == (
        "city-power", "out", True,
    )  # fmt: skip
    assert desk("bank rule list --format ids").out == "city-power\n"


def test_a_trial_shows_what_is_asked_all_the_same(desk: Shop) -> None:
    answer = desk("bank rule add --payer ACME --leave x --try bank.csv --dry-run --format json")
    (line,) = answer.data["tried"]
    assert line["status"] == "waiting"
    assert line["why"].endswith("; rule acme (x) holds as well")


def test_a_list_tells_rules_that_cannot_book(desk: Shop) -> None:
    desk.write("rules.toml", '[rule.a]\ntext = "x"\nbook = "Expenses:Old"\n')
    answer = desk("bank rule list")
    assert (answer.status, answer.codes) == (3, ["RULE-ACCOUNT"])
    assert answer.rows[1] == ["a", "text x", "Expenses:Old", ""]
    before = desk.tree()
    assert desk("reconcile bank.csv --yes").codes == ["RULE-ACCOUNT"]
    assert desk.tree() == before


def test_rules_are_removed(desk: Shop) -> None:
    desk.done(ADD, f"{ADD} --id other")
    assert "Removed rule city-power (Expenses:Fees)" in desk.done("bank rule remove city-power").err
    assert desk("bank rule list --format ids").out == "other\n"


def test_reconcile_counts_rules_apart_and_gives_rule_and_entry(desk: Shop) -> None:
    desk.done(ADD)
    answer = desk("reconcile bank.csv --yes --format json")
    assert answer.status == 0
    counts = answer.data["counts"]
    assert (counts["booked"], counts["by-rule"], counts["waiting"]) == (1, 1, 0)
    ruled, booked = answer.data["lines"]
    assert [ruled[key] for key in ("status", "fate", "rule", "entry")] == [
        "ignore", "by-rule", "city-power", "BNK-2026-0001",
    ]  # fmt: skip
    assert (booked["status"], booked["rule"]) == ("auto", "")


def test_a_dry_run_of_rules_waits_for_a_yes(desk: Shop) -> None:
    desk.done(ADD)
    desk.write("bank.csv", HEAD + POWER)
    answer = desk("reconcile bank.csv --dry-run")
    assert answer.status == 5
    assert "1 would be booked by rules" in answer.err


def test_two_rules_that_differ_are_told_when_asked(desk: Shop) -> None:
    desk.done(ADD, "bank rule add --text electricity --leave later")
    assert "comes first" not in desk("reconcile bank.csv --dry-run").err
    said = desk("reconcile bank.csv --dry-run -v").err
    assert (
        "2026-01-31 -80.12 EUR City Power: rule city-power (Expenses:Fees) comes first;"
        " rule electricity (later) as well\n"
    ) in said


def test_a_person_may_follow_the_rule_that_was_not_followed(desk: Shop) -> None:
    desk.done("bank rule add --payer 'ACME INC' --book Income:Books")
    answer = desk("reconcile bank.csv", "r", "y")
    assert "r follow rule acme-inc (Income:Books)" in answer.err
    assert answer.status == 0
    assert "1 booked by rules" in answer.err
    assert "Income:Books          -100.00 EUR" in desk.text()


@pytest.mark.parametrize(
    ("rows", "question"),
    [
        (POWER, "Book this ruled line?"),
        (CERTAIN, "Book this certain line?"),
        (POWER + CERTAIN, "Book 2 certain and ruled lines?"),
    ],
)
def test_what_is_asked_names_what_is_booked(desk: Shop, rows: str, question: str) -> None:
    desk.done(ADD)
    desk.write("bank.csv", HEAD + rows)
    answer = desk("reconcile bank.csv", "n", "q")
    assert question in answer.err
    assert answer.status == 5


def test_what_a_rule_booked_is_explained_and_taken_back(desk: Shop) -> None:
    desk.done(ADD, "reconcile bank.csv")
    assert "City Power" in desk.done("why BNK-2026-0001").out
    desk.sold("5")
    answer = desk.done("match undo BNK-2026-0001 --format json")
    assert answer.data["entry"] == "BNK-2026-0001"
    assert desk("check --strict").status == 0
    assert "1 would be booked by rules" in desk("reconcile bank.csv --dry-run").err


def test_a_note_of_an_importer_is_shown_where_the_line_is_asked_about() -> None:
    line = BankLine(
        "Assets:Bank", dt.date(2026, 1, 31), Money.of(5, "EUR"), note="it suggests Expenses:Fees"
    )
    rows = [*line_rows(Reviewed(line, Fate.WAITING, "who?")), *evidence_rows(
        Reviewed(line, Fate.WAITING, "who?"), ()
    )]  # fmt: skip
    texts = ["".join(words.text for words in row) for row in rows]
    assert texts.count("note: it suggests Expenses:Fees") == 2


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        ("bank rule replace", "OPTION-VALUE", "'replace' is not known"),
        ("bank rule remove", "ID-MISSING", "name the rules"),
        ("bank rule add power --leave x", "OPTION-VALUE", "takes no name: 'power'"),
        ("bank rule list power", "OPTION-VALUE", "takes no name: 'power'"),
        ("bank rule remove power --min 1", "OPTION-VALUE", "no options of a rule"),
        ("bank rule --try bank.csv", "OPTION-VALUE", "no options of a rule"),
    ],
)
def test_words_that_do_not_fit_the_action(desk: Shop, words: str, code: str, said: str) -> None:
    before = desk.tree()
    answer = desk(words)
    assert answer.status == 2
    assert answer.codes == [code]
    assert said in answer.err
    assert desk.tree() == before
