"""A deposit that the invoice of the whole deducts is not credited while that stands."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.services.test_reverse_act import balances
from tests.services.test_unapply_payment import refused, sound

if TYPE_CHECKING:
    from shop import Shop

DEPOSIT, FINAL = "INV-2026-0001", "INV-2026-0002"


@pytest.fixture
def asked(shop: Shop) -> Shop:
    """A quote with a deposit that was billed."""
    shop.done('quote create Acme --line "1000 Site"', "quote accept QUO-2026-0001 --deposit 30%")
    return shop


@pytest.fixture
def whole(asked: Shop) -> Shop:
    """The same, and the invoice of the whole."""
    asked.done("quote issue QUO-2026-0001")
    return asked


@pytest.mark.parametrize(
    "credit",
    [
        f"invoice void {DEPOSIT}",
        f"credit create {DEPOSIT} --full --reason Mistake",
        f"credit create {DEPOSIT} --full --reason Mistake --no-apply",
        f"credit create {DEPOSIT} --amount 10 --reason Mistake",
        f"credit create {DEPOSIT} --lines 1=0.5 --reason Mistake",
        f"undo {DEPOSIT} --reverse",
    ],
)
def test_what_the_whole_deducts_is_not_credited(whole: Shop, credit: str) -> None:
    said = refused(whole, credit, "CREDIT-DEDUCTED")
    assert f"{DEPOSIT} is a deposit that {FINAL} deducts" in said
    assert f"first run: billcli invoice void {FINAL}" in said


def test_it_is_credited_once_the_whole_was_voided(whole: Shop) -> None:
    whole.done(f"invoice void {FINAL}", f"invoice void {DEPOSIT}")
    assert whole("report open").rows[1:] == []
    sound(whole)


def test_a_whole_that_was_credited_in_part_still_deducts(whole: Shop) -> None:
    whole.done(f"credit create {FINAL} --amount 10 --reason Goodwill")
    refused(whole, f"invoice void {DEPOSIT}", "CREDIT-DEDUCTED")
    whole.done(f"credit create {FINAL} --full --reason Rest", f"invoice void {DEPOSIT}")


@pytest.mark.parametrize("credit", ["--full", "--amount 10"])
def test_before_the_whole_is_billed_a_deposit_is_credited(asked: Shop, credit: str) -> None:
    asked.done(f"credit create {DEPOSIT} {credit} --reason Mistake", "quote issue QUO-2026-0001")
    sound(asked)


@pytest.mark.parametrize("credit", ["--full", "--amount 10"])
def test_a_whole_does_not_come_back_that_deducts_what_was_credited(
    whole: Shop, credit: str
) -> None:
    whole.done(f"invoice void {FINAL}")
    before = balances(whole)
    whole.done(f"credit create {DEPOSIT} {credit} --reason Mistake")
    said = refused(whole, "undo CN-2026-0001 --reverse", "UNDO-NOT-LAST")
    assert "CN-2026-0001 cannot be taken back: CN-2026-0002 builds on it" in said
    assert "first run: billcli undo CN-2026-0002 --reverse" in said
    whole.done("undo CN-2026-0002 --reverse")
    assert balances(whole) == before
    whole.done("undo CN-2026-0001 --reverse")
    refused(whole, f"invoice void {DEPOSIT}", "CREDIT-DEDUCTED")
    sound(whole)


def test_a_credit_that_the_whole_took_into_account_holds_nothing_back(asked: Shop) -> None:
    asked.done(f"credit create {DEPOSIT} --amount 10 --reason Goodwill")
    asked.done("quote issue QUO-2026-0001", f"invoice void {FINAL}")
    asked.done("undo CN-2026-0002 --reverse")
    sound(asked)


AGAIN = "quote issue QUO-2026-0001"
THIRD = "INV-2026-0003"


def _state(shop: Shop) -> str:
    return str(shop("quote list --format json").data["quotes"][0]["status"])


def test_a_voided_whole_is_billed_again_less_the_deposit_once(whole: Shop) -> None:
    open_before = balances(whole)["open"]
    whole.done(f"invoice void {FINAL}")
    assert _state(whole) == "accepted"
    said = refused(whole, "quote accept QUO-2026-0001", "QUOTE-INVOICED")
    assert f"help: billcli {AGAIN} bills the whole, less what deposits billed" in said
    whole.done(AGAIN)
    assert _state(whole) == "invoiced"
    assert 'quote: "QUO-2026-0001"' in whole.text().split(f'"Invoice {THIRD}"')[1]
    assert balances(whole)["open"] == {
        THIRD if item == FINAL else item: amount for item, amount in open_before.items()
    }
    refused(whole, AGAIN, "QUOTE-INVOICED")
    refused(whole, f"invoice void {DEPOSIT}", "CREDIT-DEDUCTED")
    sound(whole)


@pytest.mark.parametrize(("credit", "left"), [("--full", "1190.00"), ("--amount 119", "952.00")])
def test_again_less_what_still_stands_of_the_deposit(whole: Shop, credit: str, left: str) -> None:
    whole.done(f"invoice void {FINAL}", f"credit create {DEPOSIT} {credit} --reason Less", AGAIN)
    assert balances(whole)["open"][THIRD] == left
    sound(whole)


def test_of_a_quote_without_deposit(shop: Shop) -> None:
    shop.done('quote create Acme --line "1000 Site"', "quote accept QUO-2026-0001")
    refused(shop, AGAIN, "QUOTE-INVOICED")
    shop.done(f"invoice void {DEPOSIT}", AGAIN)
    assert balances(shop)["open"] == {FINAL: "1190.00"}
    refused(shop, AGAIN, "QUOTE-INVOICED")
    sound(shop)


def test_credited_in_part_it_stands(whole: Shop) -> None:
    whole.done(f"credit create {FINAL} --amount 10 --reason Goodwill")
    refused(whole, AGAIN, "QUOTE-INVOICED")
    assert _state(whole) == "invoiced"


def test_the_first_does_not_come_back_while_the_second_stands(whole: Shop) -> None:
    whole.done(f"invoice void {FINAL}", AGAIN)
    said = refused(whole, "undo CN-2026-0001 --reverse", "UNDO-NOT-LAST")
    assert f"{THIRD} builds on it" in said
    whole.done(f"invoice void {THIRD}", "undo CN-2026-0001 --reverse")
    assert _state(whole) == "invoiced"
    refused(whole, AGAIN, "QUOTE-INVOICED")
    refused(whole, "undo CN-2026-0002 --reverse", "UNDO-NOT-LAST")
    sound(whole)


def test_a_list_of_an_earlier_day_says_what_was_known(whole: Shop) -> None:
    whole.done(f"invoice void {FINAL} --date 2026-02-10")
    for day, state in (("2026-02-09", "invoiced"), ("2026-02-10", "accepted")):
        rows = whole(f"quote list --as-of {day} --format json").data["quotes"]
        assert [row["status"] for row in rows] == [state]


def test_what_was_voided_is_not_declined_any_more(shop: Shop) -> None:
    shop.done('quote create Acme --line "1000 Site"', "quote accept QUO-2026-0001")
    for hint in ("invoice void INV-2026-0001", "quote show QUO-2026-0001"):
        answer = shop("quote decline QUO-2026-0001", yes=True)
        assert (answer.codes, answer.hinted) == (["QUOTE-INVOICED"], [hint])
        shop.done(hint)


def test_longer_numbers_and_other_quotes_are_no_deductions(shop: Shop) -> None:
    shop.done('quote create Acme --line "1000 Site"', "quote accept QUO-2026-0001 --deposit 30%")
    for number in (DEPOSIT, f"{DEPOSIT}0"):
        shop.done(f'invoice create Acme --line "5 as {number}"')
    shop.done(f"invoice void {DEPOSIT}")
    sound(shop)
