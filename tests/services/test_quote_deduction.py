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


def test_longer_numbers_and_other_quotes_are_no_deductions(shop: Shop) -> None:
    shop.done('quote create Acme --line "1000 Site"', "quote accept QUO-2026-0001 --deposit 30%")
    for number in (DEPOSIT, f"{DEPOSIT}0"):
        shop.done(f'invoice create Acme --line "5 as {number}"')
    shop.done(f"invoice void {DEPOSIT}")
    sound(shop)
