"""Asking about the lines of a statement, with scripts in the place of a person."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from unittest.mock import patch

import pytest

from billcli.cli import line_question
from billcli.cli.invocation import Invocation
from billcli.cli.line_question import ask_about
from billcli.domain.problem import BillcliError
from billcli.services.bank_file import read_bank_file
from billcli.services.review_statement import Fate, review
from billcli.services.writing import Consent

if TYPE_CHECKING:
    from shop import Shop

    from billcli.domain.bank_statement import BankStatement
    from billcli.services.review_statement import Review
    from billcli.services.writing import Written

HEAD = "Date;Payee;Text;Amount;Currency\n"
PART = "2026-01-31;ACME INC;part of something;150.00;EUR\n"
WHOLE = "2026-01-31;ACME INC;two in advance;200.00;EUR\n"
WHY = "  why asked: the text speaks of a payment in advance"
FIRST = (
    "  1  accept (Enter): INV-2026-0001: 200.00 EUR is exactly what is left;"
    " the payer's name is that of Acme"
)
STRANGER = "2026-01-31;Unknown;hello;77.00;EUR\n"


@dataclass
class Script:
    """A person who answers from a list; its end is the end of the input."""

    answers: list[str]
    asked: list[str] = field(default_factory=list)

    def __call__(self, question: str) -> str | None:
        self.asked.append(question)
        return self.answers.pop(0) if self.answers else None


@dataclass
class Desk:
    """Books with a statement, and what was asked."""

    shop: Shop
    script: Script = field(default_factory=lambda: Script([]))
    agreed: list[str] = field(default_factory=list)

    def statement(self, *rows: str) -> tuple[BankStatement, Review]:
        self.shop.write("bank.csv", HEAD + "".join(rows))
        books = self.shop.workspace()
        path = self.shop.folder / "bank.csv"
        (found,) = read_bank_file(books, path, "bank.csv", "", "").statements
        return found, review(books, found)

    def answer(self, rows: list[str], *answers: str) -> Written[Review]:
        """Ask about a statement; what is to be written is agreed to."""
        statement, found = self.statement(*rows)
        self.script = Script(list(answers))
        agreed = Consent(self.agreed.append)
        with patch.object(line_question, "consent", lambda _call, _question: agreed):
            return ask_about(self.call, statement, found, self.script)

    @property
    def call(self) -> Invocation:
        return Invocation({}, self.shop.folder, self.shop.today, stdin_tty=True, stderr_tty=True)


@pytest.fixture
def desk(shop: Shop) -> Desk:
    shop.sold("200")
    shop.sold("300", date="2026-01-30")
    shop.sold("50", customer="Globex")
    return Desk(shop)


def _fates(written: Written[Review]) -> list[str]:
    return [one.fate.value for one in written.value.lines]


def _open(shop: Shop) -> dict[str, str]:
    return {row[0]: row[9] for row in shop("report open --sort date").rows[1:]}


def test_a_suggestion_is_accepted_by_its_number(desk: Desk) -> None:
    written = desk.answer([WHOLE], "1")
    assert _fates(written) == ["booked"]
    (one,) = written.value.lines
    assert one.entry_id == "PMT-2026-0001"
    assert one.why == "answered: INV-2026-0001=200.00"
    assert one.proposal is None
    assert 'evidence: "amount name chosen"' in desk.shop.text()
    assert _open(desk.shop) == {
        "INV-2026-0002": "300.00",
        "INV-2026-0003": "50.00",
    }


def test_the_question_shows_the_line_and_why_it_is_asked(desk: Desk) -> None:
    desk.answer([WHOLE], "n")
    first = desk.script.asked[0].splitlines()
    assert first[:4] == [
        "1 of 1: 2026-01-31  200.00 EUR  ACME INC",
        "  two in advance",
        WHY,
        FIRST,
    ]
    assert first[-6:] == [
        "  s  split: name items and amounts, as in INV-2026-0001=300 INV-2026-0002",
        "  o  on account of a customer",
        "  x  not a customer's",
        "  n  skip; ask next time",
        "  q  quit; keep the answers so far",
        "Choice: ",
    ]


def test_another_suggestion_is_chosen(desk: Desk) -> None:
    written = desk.answer([WHOLE], "3")
    offered = [row for row in desk.script.asked[0].splitlines() if row[:5] in {"  2  ", "  3  "}]
    why = "the payer's name is that of Acme"
    assert offered == [
        f"  2  on account of Acme: {why}",
        f"  3  INV-2026-0002: 200.00 EUR is a part of what is left; {why}",
    ]
    assert written.value.lines[0].why == "answered: INV-2026-0002=200.00"
    assert _open(desk.shop)["INV-2026-0002"] == "100.00"


def test_a_line_is_split_over_named_items(desk: Desk) -> None:
    written = desk.answer([PART], "s", "", "INV-2026-0001=100 INV-2026-0002=50")
    assert desk.script.asked[1:] == ["Customer [Acme]: ", "Items: "]
    assert written.value.lines[0].why == "answered: INV-2026-0001=100 INV-2026-0002=50"
    assert _open(desk.shop) == {
        "INV-2026-0002": "250.00",
        "INV-2026-0001": "100.00",
        "INV-2026-0003": "50.00",
    }


def test_what_a_split_leaves_over_stays_on_account(desk: Desk) -> None:
    desk.answer([PART], "S", "Acme", "INV-2026-0001=100")
    assert _open(desk.shop)["PMT-2026-0001"] == "-50.00"


def test_a_line_is_put_on_account_of_anybody(desk: Desk) -> None:
    written = desk.answer([STRANGER], "o", "globex")
    assert desk.script.asked[1] == "Customer: "
    assert written.value.lines[0].why == "answered: on account of globex"
    text = desk.shop.text()
    assert '2026-01-31 * "Globex Ltd." "Payment" #payment ^PMT-2026-0001\n' in text
    assert '    payer: "Unknown"\n    evidence: "chosen"\n' in text
    assert _open(desk.shop)["PMT-2026-0001"] == "-77.00"


def test_a_line_that_is_not_a_customers_is_set_aside(desk: Desk) -> None:
    written = desk.answer([STRANGER], "x", "a gift")
    assert desk.script.asked[1] == "Reason [not a customer's]: "
    assert _fates(written) == ["ignored"]
    assert written.value.lines[0].why == "a gift"
    assert written.value.lines[0].entry_id == ""
    assert desk.shop.text().endswith(
        '\n2026-01-31 custom "bank-line" Assets:Bank:Checking "ignored"\n'
        '  bank-key: "Assets:Bank:Checking 2026-01-31 77.00 EUR 1"\n'
        '  bank-text: "hello"\n'
        '  payer: "Unknown"\n'
        '  reason: "a gift"\n'
    )
    _, again = desk.statement(STRANGER)
    assert [one.fate for one in again.lines] == [Fate.KNOWN]


def test_a_reason_need_not_be_given(desk: Desk) -> None:
    written = desk.answer([STRANGER], "x", "")
    assert written.value.lines[0].why == "not a customer's"
    assert 'reason: "not a customer\'s"' in desk.shop.text()


def test_the_input_may_end_at_the_reason(desk: Desk) -> None:
    written = desk.answer([STRANGER], "x")
    assert written.value.lines[0].why == "not a customer's"


def test_what_is_skipped_waits_and_writes_nothing(desk: Desk) -> None:
    before = desk.shop.tree()
    written = desk.answer([PART, STRANGER], "n", "n")
    assert _fates(written) == ["waiting", "waiting"]
    assert (written.text, written.places, desk.agreed) == ("", (), [])
    assert desk.shop.tree() == before | {"bank.csv": (HEAD + PART + STRANGER).encode()}


def test_quitting_keeps_the_answers_so_far(desk: Desk) -> None:
    written = desk.answer([PART, STRANGER, WHOLE], "1", "q")
    assert _fates(written) == ["booked", "waiting", "waiting"]
    assert len(desk.script.asked) == 2
    assert len(written.places) == 1


@pytest.mark.parametrize("answers", [[], ["q"], ["Q"]])
def test_quitting_at_once_or_the_end_of_the_input_writes_nothing(
    desk: Desk, answers: list[str]
) -> None:
    before = desk.shop.tree()
    written = desk.answer([PART, STRANGER], *answers)
    assert _fates(written) == ["waiting", "waiting"]
    assert desk.shop.tree() == before | {"bank.csv": (HEAD + PART + STRANGER).encode()}


@pytest.mark.parametrize("wrong", ["7", "yes", "1 2", "0"])
def test_a_wrong_answer_is_asked_again_without_the_evidence(desk: Desk, wrong: str) -> None:
    written = desk.answer([WHOLE], wrong, "1")
    assert desk.script.asked[1] == "Answer 1, 2, 3, s, o, x, n, q: "
    assert _fates(written) == ["booked"]


def test_an_answer_that_cannot_be_is_explained_and_asked_again(desk: Desk) -> None:
    written = desk.answer([STRANGER], "o", "Acne", "", "o", "Acme")
    assert desk.script.asked[2] == (
        "there is no customer 'Acne'; did you mean Acme (Acme Inc.)? (Enter)"
    )
    assert desk.script.asked[3].startswith("1 of 1: 2026-01-31  77.00 EUR  Unknown\n")
    assert written.value.lines[0].entry_id == "PMT-2026-0001"


def test_more_than_is_open_is_refused(desk: Desk) -> None:
    desk.answer([PART], "s", "Acme", "INV-2026-0001=999", "", "n")
    assert "999.00 EUR is more than the 200.00 EUR open of INV-2026-0001" in desk.script.asked[3]


def test_the_same_invoice_cannot_be_settled_twice_by_two_answers(desk: Desk) -> None:
    written = desk.answer([PART, WHOLE], "s", "", "INV-2026-0001=150", "1", "", "2")
    refused = desk.script.asked[4]
    assert refused == (
        "200.00 EUR is more than the 50.00 EUR open of INV-2026-0001; choose another answer (Enter)"
    )
    assert _fates(written) == ["booked", "booked"]
    assert _open(desk.shop)["INV-2026-0001"] == "50.00"
    assert desk.shop("check").out == ""
    assert desk.shop("check").status == 0


def test_answers_are_one_change_with_a_number_each(desk: Desk) -> None:
    written = desk.answer([PART, STRANGER, WHOLE], "o", "Acme", "x", "gift", "o", "Globex")
    assert [one.entry_id for one in written.value.lines] == ["PMT-2026-0001", "", "PMT-2026-0002"]
    assert [place.file for place in written.places] == ["2026.beancount"] * 3
    assert written.text.count(" custom ") == 1
    assert desk.shop.text().endswith(written.text)


def test_money_out_can_only_be_set_aside(desk: Desk) -> None:
    desk.shop.done("payment add Globex 20 EUR --on-account --date 2026-01-20")
    line = "2026-01-31;GLOBEX LTD;refund;-15.00;EUR\n"
    _, found = desk.statement(line)
    assert [one.fate for one in found.lines] == [Fate.WAITING]
    written = desk.answer([line], "1", "o", "x", "")
    menu = [row.strip()[:1] for row in desk.script.asked[0].splitlines() if row[:2] == "  "]
    assert menu[-3:] == ["x", "n", "q"]
    assert desk.script.asked[1] == "Answer x, n, q: "
    assert _fates(written) == ["ignored"]


def test_a_line_entered_by_hand_is_asked_about_as_perhaps_the_same(desk: Desk) -> None:
    desk.shop.done("payment add Acme 200 EUR --allocate INV-2026-0001")
    written = desk.answer([WHOLE], "x", "")
    question = desk.script.asked[0]
    assert "  x  in the books already\n" in question
    assert "perhaps the same (2026.beancount:" in question
    assert desk.script.asked[1].startswith("Reason [")
    assert _fates(written) == ["ignored"]
    assert "perhaps the same" in written.value.lines[0].why


def test_bank_words_cannot_turn_the_line_round(desk: Desk) -> None:
    desk.answer(["2026-01-31;Un\u202eknown;hello;77.00;EUR\n"], "n")
    assert desk.script.asked[0].startswith("1 of 1: 2026-01-31  77.00 EUR  Unknown\n  hello\n")


def test_nobody_can_be_asked_without_a_terminal(desk: Desk) -> None:
    statement, found = desk.statement(PART)
    call = Invocation({}, desk.shop.folder, desk.shop.today)
    with pytest.raises(ValueError, match="--yes to book only what is certain was not given"):
        ask_about(call, statement, found, Script(["1"]))


def test_the_answers_need_consent_on_the_terminal(desk: Desk) -> None:
    shop = desk.shop
    before = shop.tree()
    desk.statement(WHOLE)
    answer = shop("reconcile bank.csv", "1", "n")
    assert (answer.status, answer.codes) == (1, ["NOT-CONFIRMED"])
    assert "[y/N] n\n" in answer.err
    assert shop.tree() == before | {"bank.csv": (HEAD + WHOLE).encode()}
    answer = shop("reconcile bank.csv", "1", "y")
    assert answer.status == 0
    assert answer.err.endswith(" on Assets:Bank:Checking: 1 booked\n")


def test_what_was_booked_before_is_told_when_the_answers_are_not_confirmed(desk: Desk) -> None:
    shop = desk.shop
    shop.write("bank.csv", f"{HEAD}2026-01-31;ACME INC;INV-2026-0002;300.00;EUR\n{WHOLE}")
    answer = shop("reconcile bank.csv", "y", "1", "n")
    assert answer.status == 5
    assert answer.codes == ["NOT-CONFIRMED"]
    assert "error[NOT-CONFIRMED]: the answers were not confirmed; they still wait" in answer.err
    assert " on Assets:Bank:Checking: 1 booked, 1 waiting" in answer.err
    assert _open(shop) == {"INV-2026-0001": "200.00", "INV-2026-0003": "50.00"}


def test_a_conflict_after_booking_keeps_its_own_words(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    def held(*_: object) -> None:
        raise BillcliError.of("LOCK-HELD", "somebody writes")

    monkeypatch.setattr(line_question, "book_answers", held)
    shop = desk.shop
    shop.write("bank.csv", f"{HEAD}2026-01-31;ACME INC;INV-2026-0002;300.00;EUR\n{WHOLE}")
    answer = shop("reconcile bank.csv", "y", "1")
    assert (answer.status, answer.codes) == (5, ["LOCK-HELD"])
    assert "somebody writes" in answer.err


def test_the_clock_decides_nothing_about_the_date_of_a_line(desk: Desk) -> None:
    desk.shop.today = dt.date(2026, 6, 1)
    desk.answer([PART], "1")
    assert '2026-01-31 * "Acme Inc." "Payment" #payment ^PMT-2026-0001' in desk.shop.text()


def test_enter_accepts_the_first_suggestion(desk: Desk) -> None:
    written = desk.answer([WHOLE], "")
    assert written.value.lines[0].why == "answered: INV-2026-0001=200.00"


def test_enter_accepts_nothing_where_nothing_is_suggested(desk: Desk) -> None:
    written = desk.answer([STRANGER], "", "n")
    assert "(Enter)" not in desk.script.asked[0]
    assert desk.script.asked[1] == "Answer s, o, x, n, q: "
    assert _fates(written) == ["waiting"]


def test_enter_books_no_line_that_the_ledger_may_hold(desk: Desk) -> None:
    desk.shop.done("payment add Acme 200 EUR --allocate INV-2026-0001")
    written = desk.answer(["2026-01-31;ACME INC;mine;200.00;EUR\n"], "", "n")
    assert "(Enter)" not in desk.script.asked[0]
    assert _fates(written) == ["waiting"]


EVIDENCE = (
    "  {0}: the text names {0}; {1} EUR is exactly what is left; the payer's name is that of Acme"
)
CERTAIN = "2026-01-31;ACME INC;INV-2026-0002;300.00;EUR\n"
SECOND = "2026-01-31;ACME INC;INV-2026-0001;200.00;EUR\n"


def test_the_certain_lines_are_shown_with_their_evidence_before_the_question(desk: Desk) -> None:
    desk.shop.write("bank.csv", HEAD + CERTAIN + SECOND)
    answer = desk.shop("reconcile bank.csv", "y")
    shown = answer.err.partition("[y/N]")[0].splitlines()
    assert shown[:4] == [
        "2026-01-31  300.00 EUR  ACME INC  INV-2026-0002",
        EVIDENCE.format("INV-2026-0002", "300.00"),
        "2026-01-31  200.00 EUR  ACME INC  INV-2026-0001",
        EVIDENCE.format("INV-2026-0001", "200.00"),
    ]
    assert shown[-1] == "Book 2 certain lines? "
    assert answer.status == 0


def test_certain_lines_that_are_not_wanted_together_are_asked_one_by_one(desk: Desk) -> None:
    shop = desk.shop
    shop.write("bank.csv", HEAD + CERTAIN + SECOND + STRANGER)
    answer = shop("reconcile bank.csv", "n", "", "n", "o", "Globex", "y")
    assert answer.codes == []
    assert answer.status == 5
    assert "1 of 3: 2026-01-31  300.00 EUR  ACME INC" in answer.err
    assert "  why asked: not booked with the others: INV-2026-0002: the text names" in answer.err
    assert "  1  accept (Enter): INV-2026-0002: the text names INV-2026-0002" in answer.err
    assert " on Assets:Bank:Checking: 2 booked, 1 waiting" in answer.err
    assert 'evidence: "number amount name chosen"' in shop.text()
    assert "INV-2026-0002" not in _open(shop)
    assert "INV-2026-0001" in _open(shop)


def test_not_wanting_anything_writes_nothing_and_waits(desk: Desk) -> None:
    desk.shop.write("bank.csv", HEAD + CERTAIN)
    before = desk.shop.tree()
    answer = desk.shop("reconcile bank.csv", "n", "q")
    assert (answer.status, answer.codes) == (5, [])
    assert "1 line on Assets:Bank:Checking: 1 waiting" in answer.err
    assert desk.shop.tree() == before


def test_another_refusal_than_a_no_ends_the_command(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    def held(*_: object) -> None:
        raise BillcliError.of("LOCK-HELD", "somebody writes")

    monkeypatch.setattr("billcli.services.reconcile.book_certain", held)
    desk.shop.write("bank.csv", HEAD + CERTAIN)
    assert desk.shop("reconcile bank.csv", "y").codes == ["LOCK-HELD"]


def test_a_line_after_today_waits_and_says_why(desk: Desk) -> None:
    desk.shop.write("bank.csv", HEAD + CERTAIN.replace("2026-01-31", "2026-02-01"))
    answer = desk.shop("reconcile bank.csv --yes")
    assert answer.status == 5
    assert "its date 2026-02-01 is after today, 2026-01-31" in answer.err
    assert desk.shop("--today 2026-02-01 reconcile bank.csv --yes").status == 0


def test_counts_are_said_in_good_grammar(desk: Desk) -> None:
    desk.shop.write("bank.csv", HEAD + "2026-01-31;City;Power;-80.00;EUR\n")
    said = desk.shop("reconcile bank.csv --yes").err
    assert said == "1 line on Assets:Bank:Checking: 1 not a customer's\n"
    row = "2026-01-31;City;Power {};-80.00;EUR\n"
    desk.shop.write("bank.csv", HEAD + row.format(1) + row.format(2))
    said = desk.shop("reconcile bank.csv --yes").err
    assert said == "2 lines on Assets:Bank:Checking: 2 not customers'\n"


def test_what_the_ledger_may_hold_is_never_advised_to_be_added_again(desk: Desk) -> None:
    desk.shop.done("payment add Acme 200 EUR --allocate INV-2026-0001")
    desk.shop.write("bank.csv", HEAD + WHOLE)
    said = desk.shop("reconcile bank.csv --yes").err
    assert "the ledger has a payment of 200.00 EUR on 2026-01-31 (PMT-2026-0001)" in said
    assert "by hand" not in said
    assert "payment add" not in said
    assert "Next: run it again on a terminal; answer x where the ledger has the line" in said


def test_endless_words_of_the_bank_are_cut_where_they_are_said(desk: Desk) -> None:
    desk.shop.write("bank.csv", HEAD + f"2026-01-31;;{'7' * 900};77.00;EUR\n")
    said = desk.shop("reconcile bank.csv --yes").err
    assert max(map(len, said.splitlines())) < 200
    desk.answer([f"2026-01-31;{'A' * 900};{'7' * 900} INV;77.00;EUR\n"], "n")
    assert max(map(len, desk.script.asked[0].splitlines())) < 200
