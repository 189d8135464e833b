"""New text must leave the ledger sound: accounts open, currencies allowed, balances unmoved."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest

from billcli.domain.entry import (
    Account,
    Asserted,
    Document,
    Entry,
    Facts,
    Note,
    Posting,
    Record,
)
from billcli.domain.money import Money
from billcli.domain.problem import Source, UsageError
from billcli.services.guard import require_sound_after

if TYPE_CHECKING:
    from shop import Shop

    from billcli.domain.entry import Directive
    from billcli.domain.problem import Problem

START, DAY = dt.date(2025, 1, 1), dt.date(2026, 1, 31)
BANK, OWED, SOLD = "Assets:Bank", "Assets:Receivable:Acme", "Income:Services"
PLACE = Source("main.beancount", 7)


def _opened(*names: str, **more: object) -> dict[str, Account]:
    return {name: Account(START, name, source=PLACE, **more) for name in names}  # type: ignore[arg-type]


def _paid(amount: str = "10.00", currency: str = "EUR", day: dt.date = DAY) -> Entry:
    money = Money.of(amount, currency)
    return Entry(day, "Acme", "Payment", (), (), (Posting(BANK, money), Posting(OWED, -money)))


def _refused(facts: Facts, *directives: Directive) -> tuple[Problem, ...]:
    with pytest.raises(UsageError) as caught:
        require_sound_after(facts, directives)
    return caught.value.problems


def test_open_accounts_without_restrictions_take_anything() -> None:
    require_sound_after(Facts(accounts=_opened(BANK, OWED)), [_paid(), _paid("1", "JPY")])


def test_an_account_nobody_opened_is_named_with_the_directive_to_add() -> None:
    (problem,) = _refused(Facts(accounts=_opened(OWED)), _paid())
    assert problem.code == "ACCOUNT-UNKNOWN"
    assert problem.message == "the account Assets:Bank is not open in the ledger"
    assert problem.help == "add `2026-01-31 open Assets:Bank` to the ledger"
    assert problem.where is None


def test_a_misspelt_account_is_answered_by_those_that_are_near() -> None:
    (problem,) = _refused(Facts(accounts=_opened("Assets:Bankk", OWED)), _paid())
    assert problem.help == "add `2026-01-31 open Assets:Bank` to the ledger, or use Assets:Bankk"


def test_the_same_fault_is_named_once_and_all_faults_at_once() -> None:
    problems = _refused(Facts(), _paid(), _paid())
    assert [p.message for p in problems] == [
        "the account Assets:Bank is not open in the ledger",
        "the account Assets:Receivable:Acme is not open in the ledger",
    ]


def test_an_account_opened_by_the_same_change_counts() -> None:
    facts = Facts(accounts=_opened(BANK))
    require_sound_after(facts, [Account(START, OWED), _paid()])
    (problem,) = _refused(facts, Account(dt.date(2026, 2, 1), OWED), _paid())
    assert problem.code == "ACCOUNT-CLOSED"


def test_an_account_is_not_open_before_its_first_day() -> None:
    facts = Facts(accounts=_opened(BANK, OWED))
    require_sound_after(facts, [_paid(day=START)])
    problems = _refused(facts, _paid(day=dt.date(2024, 12, 31)))
    assert [p.code for p in problems] == ["ACCOUNT-CLOSED"] * 2
    assert (
        problems[0].message
        == "the account Assets:Bank is opened on 2025-01-01 only, after 2024-12-31"
    )
    assert problems[0].help == "move its open directive to 2024-12-31 or earlier"
    assert problems[0].where == PLACE


def test_an_account_is_not_open_from_the_day_it_is_closed() -> None:
    accounts = _opened(OWED) | _opened(BANK, closed=DAY)
    require_sound_after(Facts(accounts=accounts), [_paid(day=DAY - dt.timedelta(days=1))])
    (problem,) = _refused(Facts(accounts=accounts), _paid())
    assert (problem.code, problem.help) == ("ACCOUNT-CLOSED", "use another")
    assert problem.message == "the account Assets:Bank was closed on 2026-01-31"


def test_a_currency_the_account_does_not_take_is_refused() -> None:
    accounts = _opened(OWED) | _opened(BANK, currencies=("CHF", "USD"))
    require_sound_after(Facts(accounts=accounts), [_paid(currency="CHF")])
    (problem,) = _refused(Facts(accounts=accounts), _paid())
    assert problem.code == "ACCOUNT-CURRENCY"
    assert problem.message == "the account Assets:Bank takes CHF, USD only, not EUR"
    assert problem.help == "add the currency to its open directive, or use another account"
    assert problem.where == PLACE


def test_closed_and_of_another_currency_are_both_named() -> None:
    accounts = _opened(OWED) | _opened(BANK, currencies=("CHF",), closed=DAY)
    codes = [p.code for p in _refused(Facts(accounts=accounts), _paid())]
    assert codes == ["ACCOUNT-CLOSED", "ACCOUNT-CURRENCY"]


@pytest.mark.parametrize(
    "directive",
    [
        Note(DAY, OWED, "called"),
        Document(DAY, OWED, "a.pdf"),
        Record(DAY, "customer", ("Acme", OWED), accounts=(1,)),
    ],
)
def test_notes_documents_and_records_need_their_account_too(directive: Directive) -> None:
    require_sound_after(Facts(accounts=_opened(OWED)), [directive])
    (problem,) = _refused(Facts(), directive)
    assert problem.code == "ACCOUNT-UNKNOWN"
    require_sound_after(Facts(accounts=_opened(OWED, currencies=("CHF",))), [directive])


def test_a_balance_needs_its_account_and_that_it_takes_the_currency() -> None:
    balance = Asserted(DAY, BANK, Money.of("1.00", "EUR"))
    require_sound_after(Facts(accounts=_opened(BANK, currencies=("EUR",))), [balance])
    assert [p.code for p in _refused(Facts(), balance)] == ["ACCOUNT-UNKNOWN"]
    swiss = Facts(accounts=_opened(BANK, currencies=("CHF",)))
    assert [p.code for p in _refused(swiss, balance)] == ["ACCOUNT-CURRENCY"]


def test_a_record_without_an_account_and_an_opening_need_none() -> None:
    require_sound_after(Facts(), [Record(DAY, "issuer", ("Me",)), Account(DAY, OWED)])


def _asserted(account: str, day: dt.date, currency: str = "EUR") -> Facts:
    balance = Asserted(day, account, Money.of(1, currency), PLACE)
    return Facts(accounts=_opened(BANK, OWED, SOLD), balances=(balance,))


@pytest.mark.parametrize("account", [BANK, "Assets"])
def test_a_balance_asserted_later_on_the_account_or_above_it_may_not_move(account: str) -> None:
    later = DAY + dt.timedelta(days=1)
    problem = _refused(_asserted(account, later), _paid())[0]
    assert problem.code == "BALANCE-MOVED"
    assert problem.message == (
        f"an entry of 2026-01-31 would move the balance of {account} asserted for 2026-02-01"
    )
    assert problem.where == PLACE
    assert problem.help == "use a later date, or correct the balance directive first"


def test_a_balance_holds_at_the_start_of_its_day_so_that_day_is_free() -> None:
    require_sound_after(_asserted(BANK, DAY), [_paid()])
    require_sound_after(_asserted(BANK, DAY - dt.timedelta(days=1)), [_paid()])


@pytest.mark.parametrize("account", ["Assets:Ban", "Assets:Bank:Sub", "Income"])
def test_a_balance_of_another_account_does_not_matter(account: str) -> None:
    require_sound_after(_asserted(account, dt.date(2027, 1, 1)), [_paid()])


def test_a_balance_in_another_currency_does_not_matter() -> None:
    require_sound_after(_asserted(BANK, dt.date(2027, 1, 1), "USD"), [_paid()])


def _balances(*found: tuple[str, int, bool]) -> Facts:
    """Return books with balances of accounts on first days of months of 2026."""
    return Facts(
        accounts=_opened(BANK, OWED, SOLD),
        balances=tuple(
            Asserted(dt.date(2026, month, 1), account, Money.of(1, "EUR"), PLACE, padded)
            for account, month, padded in found
        ),
    )


@pytest.mark.parametrize(
    "balances",
    [
        [(BANK, 2, True)],
        [(BANK, 2, True), (BANK, 3, False)],
        [("Assets", 2, True), ("Assets", 3, False)],
        [(BANK, 2, True), ("Assets", 3, False)],
        [(BANK, 2, True), ("Assets", 2, False)],
    ],
)
def test_a_pad_evens_out_what_comes_before_its_balance(
    balances: list[tuple[str, int, bool]],
) -> None:
    entry = Entry(DAY, "", "", (), (), (Posting(BANK, Money.of("10.00", "EUR")),))
    require_sound_after(_balances(*balances), [entry])


@pytest.mark.parametrize(
    "balances",
    [
        [(BANK, 1, True), (BANK, 3, False)],  # the pad ended before the entry
        [(OWED, 2, True), (BANK, 3, False)],  # of another account
        [(BANK, 4, True), (BANK, 3, False)],  # the pad comes later
        [("Assets", 2, True), (BANK, 3, False)],  # the pad moves the parent only
    ],
)
def test_a_pad_evens_out_nothing_else(balances: list[tuple[str, int, bool]]) -> None:
    entry = Entry(DAY, "", "", (), (), (Posting(BANK, Money.of("10.00", "EUR")),))
    (problem,) = _refused(_balances(*balances), entry)
    assert problem.message == (
        "an entry of 2026-01-31 would move the balance of Assets:Bank asserted for 2026-03-01"
    )


def test_a_leg_of_nothing_moves_no_balance() -> None:
    require_sound_after(_asserted(BANK, dt.date(2027, 1, 1)), [_paid("0.00")])


def test_legs_that_cancel_out_below_a_parent_are_still_refused_on_their_own_account() -> None:
    facts = _asserted(BANK, dt.date(2027, 1, 1))
    assert [p.code for p in _refused(facts, _paid())] == ["BALANCE-MOVED"]


# The whole way: through the command line, and what Beancount says of it.

PAYMENT = "payment add Acme 100 EUR --on-account"


def test_a_payment_on_a_closed_account_is_refused_with_the_place(shop: Shop) -> None:
    shop.append("2026-01-15 close Assets:Cash\n")
    before = shop.tree()
    answer = shop(f"{PAYMENT} --account Assets:Cash", yes=True)
    assert (answer.status, answer.codes) == (2, ["ACCOUNT-CLOSED"])
    assert "main.beancount:7: error[ACCOUNT-CLOSED]" in answer.err
    assert shop.tree() == before
    shop.done(f"{PAYMENT} --account Assets:Cash --date 2026-01-14", "check")


def test_a_payment_in_a_currency_the_account_does_not_take_is_refused(shop: Shop) -> None:
    before = shop.tree()
    answer = shop(f"{PAYMENT} --account Assets:Bank:Dollars", yes=True)
    assert (answer.status, answer.codes) == (2, ["ACCOUNT-CURRENCY"])
    assert shop.tree() == before


def test_a_payment_before_an_asserted_balance_is_refused(shop: Shop) -> None:
    shop.append("2026-02-01 balance Assets:Bank:Checking 0.00 EUR\n")
    answer = shop(PAYMENT, yes=True)
    assert (answer.status, answer.codes) == (2, ["BALANCE-MOVED"])
    assert "2026.beancount" not in shop.tree()
    shop.today = dt.date(2026, 2, 1)
    shop.done(PAYMENT, "check")


def test_a_payment_before_a_padded_balance_is_taken(shop: Shop) -> None:
    shop.append(
        "2025-01-01 pad Assets:Bank:Checking Equity:Opening-Balances\n"
        "2026-02-01 balance Assets:Bank:Checking 500.00 EUR\n"
    )
    shop.done(PAYMENT, "check")


def test_a_balance_after_the_padded_one_is_not_padded_any_more(shop: Shop) -> None:
    shop.append(
        "2025-01-01 pad Assets:Bank:Checking Equity:Opening-Balances\n"
        "2025-12-31 balance Assets:Bank:Checking 500.00 EUR\n"
        "2026-03-01 balance Assets:Bank:Checking 500.00 EUR\n"
    )
    before = shop.tree()
    answer = shop(PAYMENT, yes=True)
    assert (answer.status, answer.codes) == (2, ["BALANCE-MOVED"])
    assert shop.tree() == before
    shop.done(f"{PAYMENT} --date 2025-12-30", "check")  # the pad evens it out, for both


def test_a_pad_on_the_parent_takes_a_payment_on_the_child(shop: Shop) -> None:
    shop.append(
        "2025-06-01 open Assets:Bank\n"
        "2025-06-01 pad Assets:Bank Equity:Opening-Balances\n"
        "2026-02-01 balance Assets:Bank 500.00 EUR\n"
    )
    shop.done(PAYMENT, "check")


def test_an_invoice_on_an_unknown_income_account_is_refused_and_names_near_ones(shop: Shop) -> None:
    answer = shop('invoice create Acme --line "1 Work; account=Income:Service"', yes=True)
    assert (answer.status, answer.codes) == (2, ["ACCOUNT-UNKNOWN"])
    assert "or use Income:Services" in answer.err
    assert "documents/INV-2026-0001.txt" not in shop.tree()
