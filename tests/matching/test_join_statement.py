"""Statements that overlap are one statement of all their lines."""

from __future__ import annotations

from dataclasses import replace
from itertools import permutations
from typing import TYPE_CHECKING

import pytest

from billcli.domain.bank_statement import BankStatement
from billcli.domain.problem import BillcliError, Problem
from billcli.matching.join_statement import join_statements
from tests.matching.invented import day, line

if TYPE_CHECKING:
    from billcli.domain.bank_line import BankLine

MON, TUE, WED = (line(f"paid {n}", f"{n}.00", on=day(n)) for n in (1, 2, 3))
COFFEE = line("coffee", "-3.00")


def of(*lines: BankLine, account: str = "Assets:Bank", pending: int = 0) -> BankStatement:
    return BankStatement(account, "EUR", lines, pending=pending)


def joined(*statements: BankStatement) -> list[tuple[str, str, str]]:
    return [
        (one.text, str(one.amount.number), one.doubt) for one in join_statements(statements).lines
    ]


def test_one_statement_is_itself() -> None:
    one = of(TUE, MON)
    assert join_statements([one]) is one


def test_lines_of_two_files_stand_once_in_the_order_of_days() -> None:
    whole = [("paid 1", "1.00", ""), ("paid 2", "2.00", ""), ("paid 3", "3.00", "")]
    assert joined(of(TUE, WED), of(MON, TUE)) == whole
    assert joined(of(MON, TUE), of(TUE, WED), of(MON, TUE, WED), of()) == whole


def test_equal_lines_are_counted() -> None:
    twice = of(COFFEE, replace(COFFEE, nth=2))
    assert len(joined(twice, of(COFFEE))) == 2
    assert len(joined(of(COFFEE), twice)) == 2
    assert len(joined(twice, twice)) == 2


def test_a_line_with_other_words_is_kept_and_never_certain() -> None:
    other = replace(MON, text="PAID ONE REF 77")
    (first, second) = joined(of(MON), of(other))
    assert first == ("paid 1", "1.00", "")
    assert second[:2] == ("PAID ONE REF 77", "1.00")
    assert "with another text" in second[2]


def test_a_reference_tells_lines_apart_and_finds_them_again() -> None:
    one, two = replace(MON, bank_ref="B1"), replace(MON, text="other words", bank_ref="B2")
    assert len(joined(of(one), of(two))) == 2
    assert len(joined(of(one), of(replace(one, text="other words")))) == 1


def test_one_reference_for_two_amounts_is_refused() -> None:
    one = replace(MON, bank_ref="B1")
    with pytest.raises(BillcliError, match="B1") as caught:
        join_statements([of(one), of(replace(one, amount=TUE.amount))])
    assert caught.value.problems[0].code == "BANK-CONFLICT"


def test_accounts_are_kept_apart() -> None:
    savings = replace(MON, account="Assets:Savings")
    both = join_statements([of(savings, account="Assets:Savings"), of(MON)])
    assert both.account == "Assets:Bank, Assets:Savings"
    assert [one.account for one in both.lines] == ["Assets:Bank", "Assets:Savings"]


def test_what_was_left_out_and_warned_of_is_summed() -> None:
    warned = replace(of(TUE, pending=2), problems=(Problem("BANK-BALANCE", "off by one cent"),))
    both = join_statements([of(MON, pending=1), warned])
    assert (both.currency, both.pending, both.problems) == ("EUR", 3, warned.problems)


def test_the_order_of_the_files_does_not_matter() -> None:
    files = [of(MON, TUE), of(TUE, WED), of(WED, MON), of(MON, TUE)]
    for order in permutations(files):
        assert [words for words, _, _ in joined(*order)] == ["paid 1", "paid 2", "paid 3"]


def test_an_account_in_two_formats_counts_once() -> None:
    table = of(MON, TUE)
    message = of(replace(MON, text="PAID 1", bank_ref="B1"), replace(TUE, bank_ref="B2"))
    for order in ((table, message), (message, table)):
        assert [amount for _, amount, _ in joined(*order)] == ["1.00", "2.00"]


def test_lines_of_a_day_and_amount_have_names_of_their_own() -> None:
    other = of(replace(COFFEE, text="cake"))
    found = join_statements([of(COFFEE, replace(COFFEE, nth=2)), other]).lines
    assert len({one.key for one in found}) == 3


def test_what_another_file_holds_is_not_said_of_the_ledger() -> None:
    other = replace(MON, text="PAID ONE REF 77")
    doubt = join_statements([of(MON), of(other)]).lines[1].doubt
    assert doubt == "another file has a line of this date and amount with another text"
    one = replace(MON, bank_ref="B1")
    with pytest.raises(BillcliError, match=r"1\.00 EUR in another file$"):
        join_statements([of(one), of(replace(one, amount=TUE.amount))])
