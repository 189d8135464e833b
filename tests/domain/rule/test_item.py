from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from billcli.domain.rule.item import applications, overdrawn_items, strangers, unknown_items
from billcli.domain.rule.named_item import unnamed_items

if TYPE_CHECKING:
    from billcli.domain.entry import Entry
    from tests.domain.rule.conftest import Book

AR = "Assets:Receivable:Acme"
BANK = "Assets:Bank"


def invoice(
    book: type[Book], number: str = "INV-1", amount: str = "10.00 EUR", **more: object
) -> Entry:
    words = more.pop("words", f"#invoice ^{number} Invoice {number}")
    minus = "-" + amount
    return book.transaction(words, f"{AR} {amount}", f"Income {minus}", invoice=number, **more)


def payment(
    book: type[Book],
    item: str = "INV-1",
    amount: str = "10.00 EUR",
    name: str = "PMT-1",
    **more: object,
) -> Entry:
    words = more.pop("words", f"#payment ^{item} ^{name} Payment {name}")
    return book.transaction(
        words, f"{BANK} {amount}", (f"{AR} -{amount}", {"invoice": item}), id=name, **more
    )


def test_a_paid_invoice_is_fine(book: type[Book]) -> None:
    scope = book.scope(invoice(book), payment(book))
    for rule in (unknown_items, overdrawn_items, strangers, applications, unnamed_items):
        assert list(rule(scope)) == []


def test_too_much_is_told_at_the_posting_that_takes_it(book: type[Book]) -> None:
    paid = book.at(200, payment(book, amount="12.00 EUR"))
    (problem,) = overdrawn_items(book.scope(invoice(book), paid))
    assert str(problem) == (
        "main.beancount:202: error[AR-OVERPAID]: payment of 12.00 EUR exceeds open balance"
        " 10.00 EUR of INV-1"
    )
    assert problem.help == (
        "take 10.00 EUR from INV-1 and put the rest under the entry's own id,"
        ' then billcli ledger reseal PMT-1 --reason "..."'
    )


def test_each_payment_beyond_zero_is_told(book: type[Book]) -> None:
    more = [payment(book, amount=f"{n}.00 EUR", name=f"PMT-{n}") for n in (7, 5, 1)]
    told = [p.message for p in overdrawn_items(book.scope(invoice(book), *more))]
    assert told == [
        "payment of 5.00 EUR exceeds open balance 3.00 EUR of INV-1",
        "payment of 1.00 EUR exceeds open balance 0.00 EUR of INV-1",
    ]


def test_money_given_back_is_no_overpayment(book: type[Book]) -> None:
    back = book.transaction(
        "#reversal ^RET-1 ^INV-1 ^PMT-2 Returned",
        f"{BANK} -10.00 EUR",
        (f"{AR} 10.00 EUR", {"invoice": "INV-1"}),
        id="RET-1",
        reverses="PMT-2",
    )
    scope = book.scope(invoice(book), payment(book), payment(book, name="PMT-2"), back)
    assert list(overdrawn_items(scope)) == []
    assert list(unknown_items(scope)) == []


def test_money_given_back_in_part_leaves_the_overpayment(book: type[Book]) -> None:
    back = book.transaction(
        "#refund ^REF-1 Refund",
        f"{BANK} -4.00 EUR",
        (f"{AR} 4.00 EUR", {"invoice": "INV-1"}),
        id="REF-1",
    )
    scope = book.scope(invoice(book), payment(book), payment(book, name="PMT-2"), back)
    assert [p.message for p in overdrawn_items(scope)] == [
        "payment of 10.00 EUR exceeds open balance 0.00 EUR of INV-1"
    ]


def test_a_payment_may_be_dated_before_its_invoice(book: type[Book]) -> None:
    early = payment(book, words="2026-01-02 #payment ^INV-1 ^PMT-1 Early")
    assert list(overdrawn_items(book.scope(early, invoice(book)))) == []


def test_a_credit_note_is_overdrawn_from_the_other_side(book: type[Book]) -> None:
    credit = book.transaction(
        "#credit-note ^CN-1 Credit", f"{AR} -3.00 EUR", "Income 3.00 EUR", invoice="CN-1"
    )
    applied = book.transaction(
        "#application ^APP-1 ^CN-1 ^INV-1 Apply",
        (f"{AR} 4.00 EUR", {"invoice": "CN-1"}),
        (f"{AR} -4.00 EUR", {"invoice": "INV-1"}),
        id="APP-1",
    )
    (problem,) = overdrawn_items(book.scope(invoice(book), credit, applied))
    assert problem.message == "application of 4.00 EUR exceeds open credit 3.00 EUR of CN-1"
    assert problem.where.line == 101


def test_a_credit_applied_in_parts_is_fine(book: type[Book]) -> None:
    rest = payment(book, item="PMT-1", amount="5.00 EUR")
    uses = [
        book.transaction(
            f"#application ^APP-{n} ^PMT-1 ^INV-1 Apply",
            (f"{AR} {amount} EUR", {"invoice": "PMT-1"}),
            (f"{AR} -{amount} EUR", {"invoice": "INV-1"}),
            id=f"APP-{n}",
        )
        for n, amount in enumerate(("2.00", "3.00"))
    ]
    scope = book.scope(invoice(book), rest, *uses)
    assert list(overdrawn_items(scope)) == []
    assert list(unknown_items(scope)) == []
    assert list(applications(scope)) == []


def test_instalments_are_one_balance(book: type[Book]) -> None:
    parts = book.transaction(
        "#invoice ^INV-1 Parts",
        (f"{AR} 5.00 EUR", {"instalment": 1}),
        (f"{AR} 5.00 EUR", {"instalment": 2}),
        "Income -10.00 EUR",
        invoice="INV-1",
    )
    assert list(overdrawn_items(book.scope(parts, payment(book)))) == []
    assert list(overdrawn_items(book.scope(parts, payment(book, amount="10.01 EUR"))))


def test_an_item_without_a_document_is_unknown(book: type[Book]) -> None:
    (problem,) = unknown_items(book.scope(invoice(book), payment(book, item="INV-7")))
    assert str(problem) == (
        "main.beancount:102: error[AR-UNKNOWN-ITEM]: payment names INV-7, which no document made"
    )
    assert problem.help.startswith("correct the name, or see billcli report open, then")


def test_an_unknown_item_is_not_overpaid_as_well(book: type[Book]) -> None:
    assert list(overdrawn_items(book.scope(payment(book, item="INV-7")))) == []


def test_a_credit_note_does_not_make_the_invoice_it_names_on_a_posting(book: type[Book]) -> None:
    credit = book.transaction(
        "#credit-note ^CN-1 ^INV-9 Credit",
        (f"{AR} -3.00 EUR", {"invoice": "INV-9"}),
        "Income 3.00 EUR",
        invoice="CN-1",
    )
    assert [p.code for p in unknown_items(book.scope(credit))] == ["AR-UNKNOWN-ITEM"]


def test_in_other_hands_a_debit_makes_its_item(book: type[Book]) -> None:
    scope = book.scope(
        book.transaction("Bill", f"{AR} 10.00 EUR", "Income -10.00 EUR", seal=False, invoice="A1"),
        book.transaction("Paid", f"{AR} -10.00 EUR", "Bank 10.00 EUR", seal=False, invoice="A1"),
        book.transaction("Paid", f"{AR} -1.00 EUR", "Bank 1.00 EUR", seal=False, invoice="A2"),
    )
    assert book.said(unknown_items(scope)) == [
        "main.beancount:101: warning[AR-UNKNOWN-ITEM]: posting names A2, which no document made"
    ]
    assert list(overdrawn_items(scope)) == []


def test_overpaying_is_an_error_in_other_hands_too(book: type[Book]) -> None:
    scope = book.scope(
        book.transaction("Bill", f"{AR} 10.00 EUR", "Income -10.00 EUR", seal=False, invoice="A1"),
        book.transaction("Paid", f"{AR} -12.00 EUR", "Bank 12.00 EUR", seal=False, invoice="A1"),
    )
    (problem,) = overdrawn_items(scope)
    assert str(problem) == (
        "main.beancount:101: error[AR-OVERPAID]: posting of 12.00 EUR exceeds open balance"
        " 10.00 EUR of A1"
    )
    assert "reseal" not in problem.help


@pytest.mark.parametrize(("strict", "word"), [(False, "warning"), (True, "error")])
def test_a_posting_without_an_item(book: type[Book], strict: bool, word: str) -> None:
    foreign = book.transaction("Bill", f"{AR} 10.00 EUR", "Income -10.00 EUR", seal=False)
    assert book.said(unnamed_items(book.scope(foreign, strict=strict))) == [
        (
            f'main.beancount:101: {word}[AR-NO-ITEM]: "Bill" posts 10.00 EUR on {AR}'
            " without an open item"
        )
    ]


def test_a_sealed_posting_without_an_item_is_an_error(book: type[Book]) -> None:
    own = book.transaction("#payment ^PMT-1 x", f"{AR} -1.00 EUR", "Bank 1.00 EUR", id="PMT-1")
    assert [p.severity.value for p in unnamed_items(book.scope(own))] == ["error"]


def test_an_item_stays_with_its_customer(book: type[Book]) -> None:
    other = book.transaction(
        "#payment ^INV-1 ^PMT-1 x",
        "Bank 10.00 EUR",
        ("Assets:Receivable:Globex -10.00 EUR", {"invoice": "INV-1"}),
        id="PMT-1",
    )
    (problem,) = strangers(book.scope(other, invoice(book)))
    assert str(problem) == (
        "main.beancount:102: error[ITEM-CUSTOMER]: INV-1 belongs to Assets:Receivable:Acme,"
        " but is touched on Assets:Receivable:Globex"
    )


def test_an_item_stays_in_its_currency(book: type[Book]) -> None:
    (problem,) = strangers(book.scope(invoice(book), payment(book, amount="12.00 USD")))
    assert str(problem) == (
        "main.beancount:102: error[ITEM-CURRENCY]: INV-1 is in EUR, but is touched in USD"
    )


def test_applying_changes_nothing_in_sum(book: type[Book]) -> None:
    crooked = book.transaction(
        "#application ^APP-1 ^CN-1 ^INV-1 Apply",
        (f"{AR} 4.00 EUR", {"invoice": "CN-1"}),
        (f"{AR} -3.00 EUR", {"invoice": "INV-1"}),
        "Income -1.00 EUR",
        id="APP-1",
    )
    assert book.said(applications(book.scope(crooked))) == [
        (
            "main.beancount:100: error[APPLICATION-NOT-ZERO]: application APP-1 changes what is"
            " owed by 1.00 EUR, it must be zero"
        )
    ]


STEPS = st.lists(st.tuples(st.sampled_from([-7, -3, -1, 1, 3, 7]), st.booleans()), max_size=8)


@given(STEPS)
@settings(
    max_examples=50, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_overpaid_means_that_the_item_ends_below_zero(
    book: type[Book], steps: list[tuple[int, bool]]
) -> None:
    entries = [invoice(book, amount="5.00 EUR")]
    for n, (amount, own) in enumerate(steps):
        tag = "#payment" if amount < 0 else "#reversal"
        posting = (f"{AR} {amount}.00 EUR", {"invoice": "INV-1"})
        entries.append(
            book.transaction(f"{tag} x", posting, f"Bank {-amount}.00 EUR", id=f"P-{n}", seal=own)
        )
    end = 5 + sum(amount for amount, _ in steps)
    assert bool(list(overdrawn_items(book.scope(*entries)))) is (end < 0)


def test_an_item_known_by_its_link_is_known(book: type[Book]) -> None:
    bill = book.transaction("^A1 Bill", f"{AR} 9.00 EUR", "Income -9.00 EUR", seal=False)
    paid = book.transaction("^A1 Paid", f"{AR} -9.00 EUR", "Bank 9.00 EUR", seal=False)
    guess = book.transaction("Bill", f"{AR} 9.00 EUR", "Income -9.00 EUR", seal=False)
    scope = book.scope(book.at(10, bill), book.at(20, paid), book.at(30, guess))
    assert [p.where.line for p in unnamed_items(scope)] == [31]


def billed(book: type[Book], words: str, *legs: str, line: int = 10, **more: object) -> Entry:
    return book.at(line, book.transaction(words, *legs, seal=False, **more))


@pytest.mark.parametrize(("account", "words"), [(AR, "^inv-9"), (AR, "#A-9"), (f"{AR}:INV-9", "")])
def test_an_item_known_by_link_tag_or_account_is_overdrawn_too(
    book: type[Book], account: str, words: str
) -> None:
    bill = billed(book, f"{words} Bill", f"{account} 10.00 EUR", "Income -10.00 EUR")
    paid = billed(book, f"{words} Paid", "Bank 15.00 EUR", f"{account} -15.00 EUR", line=20)
    (problem,) = overdrawn_items(book.scope(bill, paid))
    item = words[1:] or "INV-9"
    assert str(problem) == (
        "main.beancount:22: error[AR-OVERPAID]: posting of 15.00 EUR exceeds open balance"
        f" 10.00 EUR of {item}"
    )
    assert problem.help == (
        f'take 10.00 EUR from {item} and put the rest under an id of its own, such as id: "PMT-1"'
    )
    again = billed(book, f"{words} Back", "Assets:Bank -5.00 EUR", f"{account} 5.00 EUR", line=30)
    assert list(overdrawn_items(book.scope(bill, paid, again))) == []


def test_an_item_of_our_own_is_overdrawn_by_a_link_of_others(book: type[Book]) -> None:
    paid = billed(book, "^INV-1 Paid", "Bank 4.00 EUR", f"{AR} -4.00 EUR", line=20)
    scope = book.scope(invoice(book), payment(book, amount="7.00 EUR"), paid)
    assert [p.message for p in overdrawn_items(scope)] == [
        "posting of 4.00 EUR exceeds open balance 3.00 EUR of INV-1"
    ]


def test_a_credit_note_known_by_its_link_is_overdrawn_from_the_other_side(
    book: type[Book],
) -> None:
    account = f"{AR}:CN-5"
    credit = billed(book, "#credit-note x", f"{account} -3.00 EUR", "Income 3.00 EUR")
    back = billed(book, "Back", "Assets:Bank -4.00 EUR", f"{account} 4.00 EUR", line=20)
    assert [(p.where.line, p.message) for p in overdrawn_items(book.scope(credit, back))] == [
        (22, "posting of 4.00 EUR exceeds open credit 3.00 EUR of CN-5")
    ]


def test_what_is_inferred_cannot_be_overdrawn(book: type[Book]) -> None:
    bill = billed(book, "Bill", f"{AR} 10.00 EUR", "Income -10.00 EUR")
    paid = billed(book, "Paid", "Bank 15.00 EUR", f"{AR} -15.00 EUR", line=20)
    assert list(overdrawn_items(book.scope(bill, paid))) == []


def test_money_given_back_starts_no_item_that_could_be_overdrawn(book: type[Book]) -> None:
    back = billed(book, "^back-1 Back", "Assets:Bank -5.00 EUR", f"{AR} 5.00 EUR")
    paid = billed(book, "^back-1 Paid", "Bank 8.00 EUR", f"{AR} -8.00 EUR", line=20)
    assert list(overdrawn_items(book.scope(back, paid))) == []


def test_a_number_that_two_customers_share_is_two_items(book: type[Book]) -> None:
    other = "Assets:Receivable:Globex:INV-9"
    entries = [
        billed(book, "Bill", f"{AR}:INV-9 10.00 EUR", "Income -10.00 EUR"),
        billed(book, "Bill", f"{other} 10.00 EUR", "Income -10.00 EUR", line=20),
        billed(book, "Paid", "Bank 15.00 EUR", f"{AR}:INV-9 -15.00 EUR", line=30),
    ]
    assert [p.where.line for p in overdrawn_items(book.scope(*entries))] == [32]
