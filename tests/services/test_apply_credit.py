"""Credit applied to what is owed: of one customer, in one currency, never more than is open."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from shop import Shop

GOODWILL = '--reason "Goodwill"'


@pytest.fixture
def rich(shop: Shop) -> Shop:
    """Return books in which Acme owes 100 and 60, and 90 came in for nothing yet."""
    shop.sold("100", date="2026-01-10")
    shop.sold("60", date="2026-01-20")
    shop.done("payment add Acme 90 EUR --on-account")
    return shop


def _open(shop: Shop) -> dict[str, str]:
    return {row[0]: row[9] for row in shop("report open --as-of 2026-02-02").rows[1:]}


def test_the_oldest_due_is_settled_first(rich: Shop) -> None:
    rich.done("credit apply PMT-2026-0001 INV-2026-0002=50 --oldest-first")
    assert _open(rich) == {"INV-2026-0001": "60.00", "INV-2026-0002": "10.00"}
    assert rich("check --strict").status == 0


def test_an_item_takes_what_is_open_and_no_more(rich: Shop) -> None:
    answer = rich("credit apply PMT-2026-0001 INV-2026-0002 --format json", yes=True)
    assert answer.data["left"] == {"number": "30.00", "currency": "EUR"}
    assert answer.data["allocations"] == [
        {"item": "INV-2026-0002", "instalment": None,
         "amount": {"number": "60.00", "currency": "EUR"}}
    ]  # fmt: skip
    assert _open(rich) == {"INV-2026-0001": "100.00", "PMT-2026-0001": "-30.00"}


def test_a_credit_note_goes_to_its_own_invoice_unless_told(rich: Shop) -> None:
    rich.done(f"credit create INV-2026-0002 --amount 20 {GOODWILL} --no-apply")
    rich.done("credit apply CN-2026-0001")
    assert _open(rich)["INV-2026-0002"] == "40.00"


@pytest.mark.parametrize(
    ("words", "codes"),
    [
        ("PMT-2026-0001 INV-2026-0001=100.01", ["ALLOCATION-EXCEEDS"]),
        ("PMT-2026-0001 INV-2026-0001=95", ["ALLOCATION-SUM"]),
        ("PMT-2026-0001 INV-2026-0001 INV-2026-0001", ["ALLOCATION-DUPLICATE"]),
        ("PMT-2026-0001 INV-2026-0001 INV-2026-0002", ["ALLOCATION-SUM"]),
        ("PMT-2026-0001 INV-2026-0003", ["UNKNOWN-ITEM"]),
        ("PMT-2026-0001 INV-2026-0001=0", ["ALLOCATION-AMOUNT"]),
        ("PMT-2026-0001 =5", ["ALLOCATION-UNREADABLE"]),
        ("PMT-2026-0001 --oldest-first --date 2026-01-15", ["CREDIT-BEFORE"]),
        ("PMT-2026-0001", ["CREDIT-UNCLEAR"]),
        ("INV-2026-0001 INV-2026-0002", ["CREDIT-NONE"]),
        ("PMT-9 INV-2026-0002", ["UNKNOWN-ITEM"]),
    ],
)
def test_what_is_refused_writes_nothing(rich: Shop, words: str, codes: list[str]) -> None:
    rich.sold("10", customer="Globex")  # INV-2026-0003, in USD
    before = rich.tree()
    answer = rich(f"credit apply {words}", yes=True)
    assert (answer.status, answer.codes) == (2, codes), answer.err
    assert "--allocate" not in answer.err
    assert "payment" not in answer.err.partition("help:")[0].replace("PMT", "")
    assert rich.tree() == before


def test_credit_settles_nothing_in_another_currency(rich: Shop) -> None:
    rich.done('invoice create Acme --line "10 Work" --currency USD')
    answer = rich("credit apply PMT-2026-0001 INV-2026-0003", yes=True)
    assert answer.codes == ["ALLOCATION-CURRENCY"]


def test_credit_of_somebody_who_owes_nothing_waits(shop: Shop) -> None:
    shop.done("payment add Acme 90 EUR --on-account")
    for words in ("", " --oldest-first"):
        answer = shop(f"credit apply PMT-2026-0001{words}", yes=True)
        assert answer.codes == ["CREDIT-UNCLEAR"]
        assert "owes nothing in EUR" in answer.err


def test_an_item_without_a_number_is_not_guessed(shop: Shop) -> None:
    shop.append(
        '2026-01-20 * "Acme Inc." "Work"\n  Assets:Receivable:Acme  10.00 EUR\n  Income:Services\n'
    )
    shop.done("payment add Acme 90 EUR --on-account")
    answer = shop("credit apply PMT-2026-0001 --oldest-first", yes=True)
    assert answer.codes[0] in {"ITEM-UNNAMED", "CREDIT-NONE", "CREDIT-UNCLEAR"}


def test_an_application_is_taken_back_once_and_by_its_mirror(rich: Shop) -> None:
    before = _open(rich)
    rich.done("credit apply PMT-2026-0001 --oldest-first")
    rich.sold("5")
    rich.done("credit unapply APP-2026-0001 --date 2026-02-02")
    assert _open(rich) == {**before, "INV-2026-0003": "5.00"}
    text = rich.text()
    assert '2026-02-02 * "Acme Inc." "Taken back" #reversal ^RET-2026-0001 ^APP-2026-0001' in text
    for name, codes in (
        ("APP-2026-0001", ["UNAPPLY-TWICE"]),
        ("APP-2026-0009", ["UNKNOWN-ENTRY"]),
        ("PMT-2026-0001", ["UNKNOWN-ENTRY"]),
    ):
        assert rich(f"credit unapply {name}", yes=True).codes == codes
    rich.done("credit apply PMT-2026-0001 --oldest-first")
    answer = rich("credit unapply APP-2026-0002 --date 2026-01-30", yes=True)
    assert answer.codes == ["CREDIT-BEFORE"]
    assert rich("check --strict").status == 0


def test_what_a_moved_payment_left_is_no_use_of_credit(shop: Shop) -> None:
    shop.sold("50")
    shop.done("payment add Acme 50 EUR", "payment unapply PMT-2026-0001")
    answer = shop("credit unapply APP-2026-0001", yes=True)
    assert answer.codes == ["UNKNOWN-ENTRY"]
    assert "corrects PMT-2026-0001" in answer.err


def test_the_mirror_is_undone_like_any_entry(rich: Shop) -> None:
    rich.done("credit apply PMT-2026-0001 --oldest-first")
    before = rich.tree()
    rich.done("credit unapply APP-2026-0001", "undo")
    assert rich.tree() == before


def test_an_overpaid_invoice_is_credit_too(shop: Shop) -> None:
    shop.sold("50", "40")
    shop.append(
        '2026-01-31 * "Acme Inc." "Paid too much" ^INV-2026-0001\n'
        "  Assets:Bank:Checking  70.00 EUR\n"
        '  Assets:Receivable:Acme  -70.00 EUR\n    invoice: "INV-2026-0001"\n'
    )
    shop.done("credit apply INV-2026-0001")
    assert _open(shop) == {"INV-2026-0002": "20.00"}


@pytest.mark.parametrize(
    "taken",
    [
        "payment unapply PMT-2026-0001",
        "payment move PMT-2026-0001 --to INV-2026-0002=1",
        "payment move PMT-2026-0001 --to-customer Globex",
    ],
)
@pytest.mark.parametrize("back", ["credit unapply APP-2026-0001", "undo APP-2026-0001 --reverse"])
def test_an_item_is_not_opened_again_by_money_that_was_taken_off_it(
    rich: Shop, taken: str, back: str
) -> None:
    rich.done("credit apply PMT-2026-0001 INV-2026-0001", taken)
    rich.done("payment add Acme 90 EUR --allocate INV-2026-0001")  # somebody else's money
    before, there = rich.tree(), _open(rich)
    answer = rich(back, yes=True)
    assert answer.codes == ["PAYMENT-UNAPPLIED"]
    assert "PMT-2026-0001 settles less of INV-2026-0001 than APP-2026-0001 did" in answer.err
    assert (rich.tree(), _open(rich)) == (before, there)


def test_what_one_of_two_applications_settles_still_is_taken_back(rich: Shop) -> None:
    rich.done(
        "credit apply PMT-2026-0001 INV-2026-0001=30",
        "credit apply PMT-2026-0001 INV-2026-0001=40",
        "payment move PMT-2026-0001 --from INV-2026-0001 --to INV-2026-0002=20",
        "credit unapply APP-2026-0002",
    )
    assert rich("credit unapply APP-2026-0001", yes=True).codes == ["PAYMENT-UNAPPLIED"]
    assert _open(rich)["INV-2026-0001"] == "90.00"
    assert rich("check --strict").status == 0


def test_a_credit_note_is_taken_back_from_what_it_settles_still(rich: Shop) -> None:
    rich.done(
        f"credit create INV-2026-0002 --amount 20 {GOODWILL} --no-apply",
        "credit apply CN-2026-0001",
        "credit unapply APP-2026-0001",
        "credit apply CN-2026-0001 INV-2026-0001",
        "credit unapply APP-2026-0002",
    )
    assert _open(rich)["CN-2026-0001"] == "-20.00"
