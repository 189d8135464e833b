"""Booking statements: the certain lines, refunds, and what somebody else booked meanwhile."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest

from billcli.domain.problem import BillcliError, ConflictError, UsageError
from billcli.services.bank_file import read_bank_file
from billcli.services.line_answer import AnswerDesk, Ignore, Settle
from billcli.services.reconcile import book_answers, book_certain
from billcli.services.review import Fate
from billcli.services.review_statement import review
from billcli.services.writing import Consent

if TYPE_CHECKING:
    from shop import Shop

    from billcli.domain.bank_statement import BankStatement
    from billcli.services.review import Review
    from billcli.services.writing import Written

HEAD = "Date;Payee;Text;Amount;Currency\n"
CERTAIN = "2026-01-31;ACME INC;Invoice INV-2026-0001;100.00;EUR\n"
VAGUE = "2026-01-31;ACME INC;thanks;150.00;EUR\n"
POWER = "2026-01-31;City Power;Electricity;-80.12;EUR\n"


def _agree(text: str) -> None:
    assert text


YES, DRY = Consent(_agree), Consent(_agree, dry_run=True)


def _statement(shop: Shop, *rows: str) -> BankStatement:
    shop.write("bank.csv", HEAD + "".join(rows))
    path = shop.folder / "bank.csv"
    (found,) = read_bank_file(shop.workspace(), path, "bank.csv", "", "").statements
    return found


def _booked(shop: Shop, statement: BankStatement, consent: Consent) -> Written[Review]:
    books = shop.workspace()
    return book_certain(books, review(books, statement), consent)


def test_a_review_writes_nothing_and_names_each_fate(shop: Shop) -> None:
    shop.sold("100", "200")
    statement = _statement(shop, CERTAIN, VAGUE, POWER)
    before = shop.tree()
    found = review(shop.workspace(), statement)
    assert [one.fate for one in found.lines] == [Fate.CERTAIN, Fate.WAITING, Fate.OTHER]
    assert [found.count(fate) for fate in Fate] == [0, 1, 1, 0, 0, 1, 0, 0]
    assert found.of(Fate.OTHER)[0].why == "money out that names no customer"
    assert shop.tree() == before


def test_the_certain_lines_are_booked_in_one_change(shop: Shop) -> None:
    shop.sold("100", "200")
    second = "2026-01-31;ACME INC;INV-2026-0002;200.00;EUR\n"
    written = _booked(shop, _statement(shop, CERTAIN, VAGUE, second), YES)
    assert [(one.fate.value, one.entry_id) for one in written.value.lines] == [
        ("booked", "PMT-2026-0001"), ("waiting", ""), ("booked", "PMT-2026-0002"),
    ]  # fmt: skip
    assert len(written.places) == 2
    assert shop("report open").rows[1:] == []
    again = review(shop.workspace(), _statement(shop, CERTAIN, VAGUE, second))
    assert [one.fate.value for one in again.lines] == ["known", "waiting", "known"]
    assert again.lines[0].why.endswith("(2026.beancount:48)")


def test_a_dry_run_says_what_would_be_booked(shop: Shop) -> None:
    shop.sold("100")
    statement = _statement(shop, CERTAIN)
    before = shop.tree()
    written = _booked(shop, statement, DRY)
    assert [one.fate for one in written.value.lines] == [Fate.BOOKED]
    assert 'id: "PMT-2026-0001"' in written.text
    assert shop.tree() == before


def test_money_back_that_names_its_credit_is_a_refund(shop: Shop) -> None:
    shop.done("payment add Acme 30 EUR --on-account")
    line = "2026-01-31;ACME INC;Refund PMT-2026-0001;-30.00;EUR\n"
    written = _booked(shop, _statement(shop, line), YES)
    assert [one.entry_id for one in written.value.lines] == ["REF-2026-0001"]
    assert "#refund ^REF-2026-0001 ^PMT-2026-0001" in shop.text()
    assert shop("report open").rows[1:] == []
    assert shop("check").status == 0


def test_answers_are_written_in_order(shop: Shop) -> None:
    shop.sold("100", "200")
    statement = _statement(shop, VAGUE, POWER)
    first, second = statement.lines
    answers = [
        (first, Settle("Acme", ("INV-2026-0001", "INV-2026-0002=50"))),
        (second, Ignore("x")),
    ]
    written = book_answers(shop.workspace(), statement, answers, YES)
    assert written.value == ("PMT-2026-0001",)
    assert shop.text().index("PMT-2026-0001") < shop.text().index('"bank-line"')


def test_two_answers_cannot_use_the_same_money_twice(shop: Shop) -> None:
    shop.sold("200")
    statement = _statement(shop, VAGUE, VAGUE.replace("thanks", "again"))
    first, second = statement.lines
    answers = [(first, Settle("Acme", ("INV-2026-0001=150",))),
               (second, Settle("Acme", ("INV-2026-0001=150",)))]  # fmt: skip
    before = shop.tree()
    with pytest.raises(UsageError) as caught:
        book_answers(shop.workspace(), statement, answers, YES)
    assert caught.value.problems[0].code == "ALLOCATION-EXCEEDS"
    assert shop.tree() == before


def test_a_later_answer_may_use_what_an_earlier_one_left_on_account(shop: Shop) -> None:
    shop.sold("200")
    statement = _statement(shop, VAGUE, VAGUE.replace("thanks", "again"))
    first, second = statement.lines
    answers = [(first, Settle("Acme", ("INV-2026-0001",))),
               (second, Settle("Acme", ("INV-2026-0001",)))]  # fmt: skip
    written = book_answers(shop.workspace(), statement, answers, YES)
    assert written.value == ("PMT-2026-0001", "PMT-2026-0002")
    assert [(row[0], row[9]) for row in shop("report open").rows[1:]] == [
        ("PMT-2026-0002", "-100.00")
    ]


def test_a_line_somebody_else_booked_meanwhile_is_a_conflict(shop: Shop) -> None:
    shop.sold("200")
    statement = _statement(shop, VAGUE)
    (line,) = statement.lines
    answers = [(line, Settle("Acme", ("INV-2026-0001=150",)))]
    book_answers(shop.workspace(), statement, answers, YES)
    with pytest.raises(ConflictError) as caught:
        book_answers(shop.workspace(), statement, answers, YES)
    problem = caught.value.problems[0]
    assert problem.code == "LINE-BOOKED"
    assert problem.message == "somebody else booked 150.00 EUR of 2026-01-31 meanwhile"
    assert problem.help == "run the command again"


def test_a_known_reference_with_another_amount_is_a_conflict(shop: Shop) -> None:
    shop.sold("100", "200")
    head = "Date;Payee;Text;Amount;Currency;Transaction ID\n"
    rows = [
        "2026-01-31;ACME INC;Invoice INV-2026-0001;{};EUR;REF77\n",
        "2026-01-31;X;y;1;EUR;REF78\n",
    ]
    shop.write("bank.csv", head + rows[0].format("100.00") + rows[1])
    first = shop("reconcile bank.csv --format json", yes=True)
    assert first.data["lines"][0]["bank_ref"] == "REF77"
    shop.write("bank.csv", head + rows[0].format("99.00") + rows[1])
    answer = shop("reconcile bank.csv", yes=True)
    assert answer.codes == ["BANK-CONFLICT"]


def test_the_exit_status_of_the_command(shop: Shop) -> None:
    shop.sold("100", "200")
    shop.write("bank.csv", HEAD + CERTAIN + POWER)
    assert shop("reconcile bank.csv --dry-run").status == 5
    assert shop("reconcile bank.csv").codes == ["NEEDS-YES"]
    assert shop("reconcile bank.csv", yes=True).status == 0
    assert shop("reconcile bank.csv", yes=True).status == 0
    shop.write("bank.csv", HEAD + VAGUE)
    assert shop("reconcile bank.csv", yes=True).status == 5
    assert shop("reconcile bank.csv --no-input").status == 5
    assert shop("reconcile bank.csv --profile x", yes=True).codes == ["PROFILE-UNKNOWN"]
    assert shop("reconcile bank.csv --account Assets:Cash", yes=True).status == 5
    shop.append("2026-01-01 open\n")
    assert shop("reconcile bank.csv", yes=True).status == 3


def test_refusing_the_certain_lines_books_nothing(shop: Shop) -> None:
    shop.sold("100")
    shop.write("bank.csv", HEAD + CERTAIN + VAGUE)
    before = shop.tree()
    refused = shop("reconcile bank.csv", "n", "q")
    assert (refused.status, refused.codes) == (5, [])
    assert shop.tree() == before


def test_ids_and_beancount_forms(shop: Shop) -> None:
    shop.sold("100")
    shop.write("bank.csv", HEAD + CERTAIN)
    assert shop("reconcile bank.csv --format ids -n").out == "PMT-2026-0001\n"
    assert shop("reconcile bank.csv --format beancount", yes=True).out in shop.text()


def test_the_settings_that_were_guessed_are_shown_for_keeping(shop: Shop) -> None:
    shop.write("bank.csv", HEAD + VAGUE)
    answer = shop("reconcile bank.csv -v", yes=True)
    assert "Dialect of bank.csv: delimiter semicolon\n" in answer.err
    assert "[bank.profile.mybank]\n" in answer.err
    assert "Waits: 2026-01-31 150.00 EUR ACME INC: " in answer.err


def test_a_statement_of_nobody_says_so_on_a_terminal(shop: Shop) -> None:
    shop.write("bank.csv", HEAD + POWER)
    answer = shop("reconcile bank.csv --format table")
    assert answer.status == 0
    assert answer.out == "No line concerns a customer.\n"
    shop.today = dt.date(2026, 3, 1)
    assert shop("reconcile bank.csv").rows[1][5] == "not-customer"


def test_errors_of_answers_carry_the_base_class(shop: Shop) -> None:
    statement = _statement(shop, VAGUE)
    with pytest.raises(BillcliError) as caught:
        AnswerDesk(shop.workspace()).take(statement.lines[0], Settle("Nobody"))
    assert caught.value.problems[0].code == "UNKNOWN-CUSTOMER"
