"""Asking about the lines of a statement, with scripts in the place of a person."""

from __future__ import annotations

import datetime as dt
import shutil
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING
from unittest.mock import patch

import pytest

from billcli.cli import line_question
from billcli.cli.invocation import Invocation
from billcli.cli.key_press import Readers
from billcli.cli.line_question import ask_about
from billcli.domain.problem import BillcliError
from billcli.services.bank_file import read_bank_file
from billcli.services.review import Fate
from billcli.services.review_statement import review
from billcli.services.writing import Consent

if TYPE_CHECKING:
    from types import ModuleType

    from shop import Shop

    from billcli.services.review import Review
    from billcli.services.writing import Written

HEAD = "Date;Payee;Text;Amount;Currency\n"
PART = "2026-01-31;ACME INC;part of something;150.00;EUR\n"
WHOLE = "2026-01-31;ACME INC;two in advance;200.00;EUR\n"
CTRL_C = "\x03"
STRANGER = "2026-01-31;Unknown;hello;77.00;EUR\n"


@dataclass
class Script:
    """A person who answers from a list; its end is the end of the input."""

    answers: list[str]
    asked: list[str] = field(default_factory=list)

    def __call__(self, question: str) -> str | None:
        self.asked.append(question)
        answer = self.answers.pop(0) if self.answers else None
        if answer == CTRL_C:
            raise KeyboardInterrupt
        return answer


@dataclass
class Desk:
    """Books with a statement, and what was asked."""

    shop: Shop
    script: Script = field(default_factory=lambda: Script([]))
    agreed: list[str] = field(default_factory=list)

    def statement(self, *rows: str) -> Review:
        self.shop.write("bank.csv", HEAD + "".join(rows))
        books = self.shop.workspace()
        path = self.shop.folder / "bank.csv"
        (found,) = read_bank_file(books, path, "bank.csv", "", "").statements
        return review(books, found)

    def answer(self, rows: list[str], *answers: str) -> Written[Review]:
        """Ask about a statement; what is to be written is agreed to."""
        found = self.statement(*rows)
        self.script = Script(list(answers))
        agreed = Consent(self.agreed.append)
        with patch.object(line_question, "consent", lambda _call, _question: agreed):
            return ask_about(self.call, found, Readers(self.script, self.script))

    @property
    def call(self) -> Invocation:
        return Invocation({}, self.shop.folder, self.shop.today, stdin_tty=True, stderr_tty=True)


@pytest.fixture(scope="module")
def sold(shop_module: ModuleType, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return books with three invoices, made once."""
    shop = shop_module.Shop.open(tmp_path_factory.mktemp("sold") / "books")
    shop.sold("200")
    shop.sold("300", date="2026-01-30")
    shop.done('invoice create Globex --line "50 Work" --currency EUR --date 2026-01-31')
    return Path(shop.folder)


@pytest.fixture
def desk(shop_module: ModuleType, sold: Path, tmp_path: Path) -> Desk:
    return Desk(shop_module.Shop(Path(shutil.copytree(sold, tmp_path / "books"))))


def _fates(written: Written[Review]) -> list[str]:
    return [one.fate.value for one in written.value.lines]


def _open(shop: Shop) -> dict[str, str]:
    return {row[0]: row[9] for row in shop("report open --sort date").rows[1:]}


def test_a_proposal_is_accepted_by_its_number(desk: Desk) -> None:
    written = desk.answer([WHOLE], "1")
    assert _fates(written) == ["booked"]
    (one,) = written.value.lines
    assert one.entry_id == "PMT-2026-0001"
    assert one.why == "answered: INV-2026-0001=200.00"
    assert one.proposal is None
    assert 'evidence: "amount name chosen"' in desk.shop.text()
    assert _open(desk.shop) == {"INV-2026-0002": "300.00", "INV-2026-0003": "50.00"}


def test_the_question_shows_line_proposals_and_keys(desk: Desk) -> None:
    desk.answer([WHOLE], "n")
    assert desk.script.asked[0].splitlines() == [
        "",
        "1 of 1",
        "  2026-01-31  200.00 EUR  ACME INC",
        "  \u201ctwo in advance\u201d",
        "  asked: the text speaks of a payment in advance",
        "  1  INV-2026-0001  200.00 EUR  Acme Inc.",
        "     due 2026-03-02, paid 30 days early",
        "     200.00 EUR is exactly what is left; the payer's name is that of Acme",
        "  2  on account of Acme",
        "     the payer's name is that of Acme",
        "  3  INV-2026-0002  200.00 EUR of [300.00 EUR]  Acme Inc.",
        "     due 2026-03-01, paid 29 days early",
        "     200.00 EUR is a part of what is left; the payer's name is that of Acme",
        "",
        "Enter accept 1   2-3 choose   s split   p part payment   d discount   f fee",
        "o on account   / search   x not a customer's   n skip   ? why",
        "q save and leave",
        "Answer: ",
    ]


def test_another_proposal_is_chosen(desk: Desk) -> None:
    written = desk.answer([WHOLE], "3")
    assert written.value.lines[0].why == "answered: INV-2026-0002=200.00"
    assert _open(desk.shop)["INV-2026-0002"] == "100.00"


def test_a_line_is_split_word_by_word(desk: Desk) -> None:
    written = desk.answer([PART], "s", "1=100", "2")
    assert desk.script.asked[1:] == [
        "150.00 EUR left. Items: ",
        "50.00 EUR left, Enter puts it on account of Acme. Items: ",
    ]
    assert written.value.lines[0].why == "answered: INV-2026-0001=100.00 INV-2026-0002=50.00"
    assert _open(desk.shop) == {
        "INV-2026-0002": "250.00",
        "INV-2026-0001": "100.00",
        "INV-2026-0003": "50.00",
    }


def test_what_a_split_leaves_over_stays_on_account(desk: Desk) -> None:
    desk.answer([PART], "S INV-2026-0001=100", "")
    assert _open(desk.shop)["PMT-2026-0001"] == "-50.00"


def test_a_split_over_several_customers_is_one_entry(desk: Desk) -> None:
    written = desk.answer([PART], "s 3 1=100")
    assert written.value.lines[0].entry_id == "PMT-2026-0001"
    assert _open(desk.shop) == {"INV-2026-0002": "300.00", "INV-2026-0001": "100.00"}
    assert desk.shop("check").out == ""


def test_a_wrong_word_of_a_split_is_told_and_the_rest_goes_on(
    desk: Desk, capsys: pytest.CaptureFixture[str]
) -> None:
    desk.answer([PART], "s", "1=100 9", "1=150")
    assert "[there is no open item '9']; " in capsys.readouterr().err
    assert desk.script.asked[2] == "150.00 EUR left. Items: "
    assert _open(desk.shop)["INV-2026-0001"] == "50.00"


def test_nothing_split_goes_back_to_the_line(desk: Desk) -> None:
    written = desk.answer([PART], "s", "", "n")
    assert _fates(written) == ["waiting"]


def test_a_part_payment_goes_on_one_item(desk: Desk) -> None:
    desk.answer([PART], "p 2")
    assert _open(desk.shop)["INV-2026-0002"] == "150.00"


@pytest.mark.parametrize(
    ("typed", "question", "kind"),
    [
        (["d", "1", ""], "Discount [50.00]: ", "discount"),
        (["f", "1", "50"], "Fee [50.00]: ", "bank_fee"),
        (["d 1 50"], "", "discount"),
        (["f 1 50.00"], "", "bank_fee"),
    ],
)
def test_what_is_short_is_a_discount_or_a_fee(
    desk: Desk, typed: list[str], question: str, kind: str
) -> None:
    desk.answer([PART], *typed)
    assert desk.script.asked[1:] == (["Item [INV-2026-0002]: ", question] if question else [])
    text = desk.shop.text()
    assert f'adjustment: "{kind}"' in text
    assert 'evidence: "chosen"' in text
    assert "INV-2026-0001" not in _open(desk.shop)
    assert desk.shop("check").status == 0


def test_a_discount_with_a_rest_is_refused(desk: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    written = desk.answer([PART], "d 1 60", "n")
    assert "[--allocate: 210.00 EUR is more than the 200.00 EUR open" in capsys.readouterr().err
    assert _fates(written) == ["waiting"]


def test_a_line_is_put_on_account_of_anybody(desk: Desk) -> None:
    written = desk.answer([STRANGER], "o", "globex")
    assert desk.script.asked[1] == "On account of which customer: "
    assert written.value.lines[0].why == "answered: on account of Globex"
    text = desk.shop.text()
    assert '2026-01-31 * "Globex Ltd." "Payment" #payment ^PMT-2026-0001\n' in text
    assert '    payer: "Unknown"\n    evidence: "chosen"\n' in text
    assert _open(desk.shop)["PMT-2026-0001"] == "-77.00"


@pytest.mark.parametrize("wanted", ["glob", "GLOBEX LTD.", "INV-2026-0003", "50", "50,00", "50.00"])
def test_an_item_is_searched_by_customer_number_and_amount(desk: Desk, wanted: str) -> None:
    desk.answer([STRANGER], f"/{wanted}", "1")
    assert desk.script.asked[1] == "Number, or Enter to go back: "
    assert _open(desk.shop)["PMT-2026-0001"] == "-27.00"
    assert "INV-2026-0003" not in _open(desk.shop)


def test_a_search_without_fruit_goes_back(desk: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    written = desk.answer([STRANGER], "/", "nobody", "/ 0003", "", "n")
    assert "nothing open fits 'nobody'" in capsys.readouterr().err
    assert _fates(written) == ["waiting"]


def test_all_evidence_is_shown_when_asked_for(
    desk: Desk, capsys: pytest.CaptureFixture[str]
) -> None:
    desk.answer([WHOLE], "?", "n")
    shown = capsys.readouterr().err.splitlines()
    assert shown[:3] == ["text: two in advance", "payer: ACME INC", "file: bank.csv:2"]
    assert "   amount: 200.00 EUR is exactly what is left" in shown
    assert shown[-1] == "[against:] the text speaks of a payment in advance"


def test_the_last_answer_is_taken_back(desk: Desk) -> None:
    written = desk.answer([WHOLE, PART], "1", "u", "2", "1")
    assert "u undo" not in desk.script.asked[0]
    assert "u undo" in desk.script.asked[1]
    assert desk.script.asked[2].splitlines()[1] == "1 of 2"
    assert [one.why for one in written.value.lines] == [
        "answered: on account of Acme", "answered: INV-2026-0002=150.00",
    ]  # fmt: skip


def test_what_is_taken_back_is_open_again(desk: Desk) -> None:
    written = desk.answer([WHOLE, STRANGER], "1", "u", "1", "n")
    assert written.value.lines[0].why == "answered: INV-2026-0001=200.00"


TWINS = [
    "2026-01-31;ACME INC;two;50.00;EUR\n",
    "2026-01-31;ACME INC;three;60.00;EUR\n",
]


def test_all_of_a_kind_are_accepted_once_they_were_seen(
    desk: Desk, capsys: pytest.CaptureFixture[str]
) -> None:
    written = desk.answer([*TWINS, STRANGER], "a", "n", "a", "y", "q")
    assert "a accept all 2 of this kind" in desk.script.asked[0]
    assert desk.script.asked[1] == "Accept the first proposal of each? [y/N] "
    seen = capsys.readouterr().err
    assert "2 lines, 110.00 EUR, all by: part-payment name\n" in seen
    assert "   2026-01-31  60.00 EUR  ACME INC: INV-2026-0001\n" in seen
    assert _fates(written) == ["booked", "booked", "waiting"]
    assert _open(desk.shop)["INV-2026-0001"] == "90.00"


def test_all_of_a_kind_are_taken_back_together(desk: Desk) -> None:
    written = desk.answer([*TWINS, STRANGER], "a", "y", "u", "q")
    assert desk.script.asked[-1].splitlines()[1] == "1 of 3"
    assert _fates(written) == ["waiting"] * 3


def test_what_no_longer_fits_of_a_kind_waits(desk: Desk) -> None:
    rows = [f"2026-01-31;ACME INC;{text};200.00;EUR\n" for text in ("two", "and two")]
    written = desk.answer(rows, "a", "y", "n")
    assert _fates(written) == ["booked", "waiting"]


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
    assert [one.fate for one in desk.statement(STRANGER).lines] == [Fate.KNOWN]


@pytest.mark.parametrize("typed", [["x", ""], ["x"], ["x not a customer's"]])
def test_a_reason_need_not_be_given(desk: Desk, typed: list[str]) -> None:
    written = desk.answer([STRANGER], *typed)
    assert written.value.lines[0].why == "not a customer's"
    assert 'reason: "not a customer\'s"' in desk.shop.text()


def test_what_is_skipped_waits_and_writes_nothing(desk: Desk) -> None:
    before = desk.shop.tree()
    written = desk.answer([PART, STRANGER], "n", "n")
    assert _fates(written) == ["waiting", "waiting"]
    assert (written.text, written.places, desk.agreed) == ("", (), [])
    assert desk.shop.tree() == before | {"bank.csv": (HEAD + PART + STRANGER).encode()}


def test_leaving_keeps_the_answers_so_far(desk: Desk) -> None:
    written = desk.answer([PART, STRANGER, WHOLE], "1", "q")
    assert _fates(written) == ["booked", "waiting", "waiting"]
    assert len(desk.script.asked) == 2
    assert len(written.places) == 1


@pytest.mark.parametrize("answers", [[], ["q"], ["Q"]])
def test_leaving_at_once_or_the_end_of_the_input_writes_nothing(
    desk: Desk, answers: list[str]
) -> None:
    before = desk.shop.tree()
    written = desk.answer([PART, STRANGER], *answers)
    assert _fates(written) == ["waiting", "waiting"]
    assert desk.shop.tree() == before | {"bank.csv": (HEAD + PART + STRANGER).encode()}


def test_ctrl_c_drops_the_line_at_hand_and_offers_what_was_answered(desk: Desk) -> None:
    written = desk.answer([PART, STRANGER, WHOLE], "1", "o", CTRL_C)
    assert _fates(written) == ["booked", "waiting", "waiting"]
    assert len(desk.agreed) == 1


def test_ctrl_c_without_an_answer_ends_the_command(desk: Desk) -> None:
    with pytest.raises(KeyboardInterrupt):
        desk.answer([PART, STRANGER], "s", CTRL_C)


@pytest.mark.parametrize("wrong", ["7", "yes", "12", "0", "u", "a"])
def test_a_wrong_answer_is_asked_again_with_the_keys_alone(
    desk: Desk, wrong: str, capsys: pytest.CaptureFixture[str]
) -> None:
    written = desk.answer([WHOLE], wrong, "1")
    assert desk.script.asked[1] == "Answer: "
    assert capsys.readouterr().err.startswith("Enter accept 1   2-3 choose   s split")
    assert _fates(written) == ["booked"]


def test_an_answer_that_cannot_be_is_explained_and_asked_again(
    desk: Desk, capsys: pytest.CaptureFixture[str]
) -> None:
    written = desk.answer([STRANGER], "o Acne", "o Acme")
    assert "[there is no customer 'Acne']; did you mean Acme" in capsys.readouterr().err
    assert written.value.lines[0].entry_id == "PMT-2026-0001"


def test_the_same_invoice_cannot_be_settled_twice_by_two_answers(
    desk: Desk, capsys: pytest.CaptureFixture[str]
) -> None:
    written = desk.answer([PART, WHOLE], "s 1=150", "1", "3")
    assert "[50.00 EUR is open of INV-2026-0001: 200.00 EUR of INV" in capsys.readouterr().err
    assert _fates(written) == ["booked", "booked"]
    assert _open(desk.shop)["INV-2026-0001"] == "50.00"
    assert desk.shop("check").out == ""
    assert desk.shop("check").status == 0


def test_answers_are_one_change_with_a_number_each(desk: Desk) -> None:
    written = desk.answer([PART, STRANGER, WHOLE], "o Acme", "x gift", "o Globex")
    assert [one.entry_id for one in written.value.lines] == ["PMT-2026-0001", "", "PMT-2026-0002"]
    assert [place.file for place in written.places] == ["2026.beancount"] * 3
    assert written.text.count(" custom ") == 1
    assert desk.shop.text().endswith(written.text)


def test_money_out_settles_only_what_is_proposed(desk: Desk) -> None:
    desk.shop.done("payment add Globex 20 EUR --on-account --date 2026-01-20")
    line = "2026-01-31;GLOBEX LTD;refund;-15.00;EUR\n"
    found = desk.statement(line)
    assert [one.fate for one in found.lines] == [Fate.WAITING]
    written = desk.answer([line], "s", "o", "/", "x", "")
    assert (
        desk.script.asked[0].splitlines()[-2]
        == "x not a customer's   n skip   ? why   q save and leave"
    )
    assert _fates(written) == ["ignored"]


def test_a_line_entered_by_hand_is_asked_about_as_perhaps_the_same(desk: Desk) -> None:
    desk.shop.done("payment add Acme 200 EUR --allocate INV-2026-0001")
    written = desk.answer([WHOLE], "x", "")
    question = desk.script.asked[0]
    assert "x in the books already" in question
    assert "perhaps the same" in question
    assert desk.script.asked[1].startswith("Reason [")
    assert _fates(written) == ["ignored"]
    assert "perhaps the same" in written.value.lines[0].why


def test_bank_words_cannot_turn_the_line_round(desk: Desk) -> None:
    desk.answer(["2026-01-31;Un\u202eknown;he\u202ello;77.00;EUR\n"], "?", "n")
    assert "\u202e" not in desk.script.asked[0]
    assert "  2026-01-31  77.00 EUR  Unknown\n  \u201chello\u201d\n" in desk.script.asked[0]


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


def test_enter_accepts_the_first_proposal(desk: Desk) -> None:
    written = desk.answer([WHOLE], "")
    assert written.value.lines[0].why == "answered: INV-2026-0001=200.00"


def test_enter_accepts_nothing_where_nothing_is_proposed(desk: Desk) -> None:
    written = desk.answer([STRANGER], "", "n")
    assert "Enter" not in desk.script.asked[0]
    assert _fates(written) == ["waiting"]


def test_enter_gives_no_money_away(desk: Desk) -> None:
    short = "2026-01-31;ACME INC;INV-2026-0002;295.00;EUR\n"
    written = desk.answer([short], "", "n")
    assert "[5.00 EUR] kept by a bank" in desk.script.asked[0]
    assert "Enter" not in desk.script.asked[0]
    assert _fates(written) == ["waiting"]


def test_enter_books_no_line_that_the_ledger_may_hold(desk: Desk) -> None:
    desk.shop.done("payment add Acme 200 EUR --allocate INV-2026-0001")
    written = desk.answer(["2026-01-31;ACME INC;mine;200.00;EUR\n"], "", "n")
    assert "Enter" not in desk.script.asked[0]
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
    assert "\n1 of 3\n  2026-01-31  300.00 EUR  ACME INC\n" in answer.err
    assert "  asked: not booked with the others: INV-2026-0002: the text names" in answer.err
    assert "\n  1  INV-2026-0002  300.00 EUR  Acme Inc.\n" in answer.err
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
