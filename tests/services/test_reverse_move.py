"""What moved a payment's money is taken back by its mirror, a discount with it."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest

from tests.services.test_reverse_act import balances
from tests.services.test_unapply_payment import left, refused, sound

if TYPE_CHECKING:
    from shop import Shop

PAY = "payment add Acme 100 EUR --allocate INV-2026-0001"
ACCOUNT = "payment add Acme 100 EUR --on-account"
FULL = "payment add Acme 97 EUR --discount 3 --allocate INV-2026-0001"
TEN = "payment add Acme 10 EUR --allocate INV-2026-0001"
BACK = "payment move APP-2026-0001 --to-customer Acme"
TAXED = 'invoice create Acme --line "100 Two; tax=VAT"'
SEVERAL = "payment add Acme 300 EUR --allocate INV-2026-0001 --allocate INV-2026-0002"
MOVES = {
    "unapply": (PAY, "payment unapply PMT-2026-0001"),
    "unapply one": (SEVERAL, "payment unapply PMT-2026-0001 INV-2026-0002"),
    "discount": (FULL, "payment unapply PMT-2026-0001"),
    "move": (PAY, "payment move PMT-2026-0001 --to INV-2026-0002"),
    "move a part": (PAY, "payment move PMT-2026-0001 --to INV-2026-0002=30"),
    "move a rest": (ACCOUNT, "payment move PMT-2026-0001 --to INV-2026-0002"),
    "move a discount": (FULL, "payment move PMT-2026-0001 --to INV-2026-0002"),
    "customer": (PAY, "payment move PMT-2026-0001 --to-customer Globex"),
    "customer, a rest": (ACCOUNT, "payment move PMT-2026-0001 --to-customer Globex --amount 30"),
}
VALUE = '\n[currency]\nbase = "EUR"\nvalue = true\n'
RATE = "\n2026-01-01 price USD 0.90 EUR\n2026-01-20 price USD 0.87 EUR\n"


@pytest.fixture
def sold(shop: Shop) -> Shop:
    shop.sold("100", "200")
    return shop


def taxed(shop: Shop) -> list[object]:
    """Return what counts as income in which month, by money received."""
    rows = shop("report income --basis cash --from 2026-01-01 --to 2026-03-01 --format json").data
    return [row for row in rows["rows"] if float(row["net"]["number"])]


@pytest.mark.parametrize("case", MOVES)
def test_its_undoing_restores_every_balance(sold: Shop, case: str) -> None:
    pay, move = MOVES[case]
    sold.done(pay)
    was = balances(sold)
    earned = taxed(sold)
    sold.today = dt.date(2026, 2, 10)
    sold.done(move)
    name = "APP-2026-0001"
    moved = sold.tree()
    done = sold(f"undo {name} --reverse --format json", yes=True)
    assert done.status == 0, done.err
    assert done.data["text"].count("Taken back") == (2 if "--discount" in pay else 1)
    sound(sold)
    assert balances(sold) == was
    assert taxed(sold) == earned
    refused(sold, f"undo {name} --reverse", "UNDO-NO-REVERSAL")
    refused(sold, f"undo {name}", "UNDO-NOT-LAST")
    sold.done("undo")
    assert sold.tree() == moved
    sold.done(f"undo {name} --reverse", "undo PMT-2026-0001 --reverse")
    assert left(sold) == {"INV-2026-0001": "100.00", "INV-2026-0002": "200.00"}
    sound(sold)


@pytest.mark.parametrize(
    ("pay", "move", "since", "user"),
    [
        (PAY, MOVES["unapply"][1], TEN, "PMT-2026-0002"),
        (PAY, MOVES["unapply"][1], "refund create PMT-2026-0001 10", "REF-2026-0001"),
        (PAY, MOVES["move"][1], "payment unapply PMT-2026-0001", "APP-2026-0002"),
        (PAY, MOVES["customer"][1], BACK, "APP-2026-0002"),
        (PAY, MOVES["move"][1], "payment reverse PMT-2026-0001", "RET-2026-0001"),
        (FULL, MOVES["discount"][1],
         'credit create INV-2026-0001 --amount 5 --reason "x" --no-apply', "CN-2026-0001"),
    ],
)  # fmt: skip
def test_what_was_used_since_comes_first(
    sold: Shop, pay: str, move: str, since: str, user: str
) -> None:
    sold.done(pay, move, since)
    said = refused(sold, "undo APP-2026-0001 --reverse", "UNDO-NOT-LAST")
    assert f"APP-2026-0001 cannot be taken back: {user} builds on it" in said


def test_a_discount_alone_is_granted_again(sold: Shop) -> None:
    """Either of the entries names what one correction wrote."""
    sold.done(TAXED, "payment add Acme 115.43 EUR --discount 3.57 --allocate INV-2026-0003")
    was = balances(sold)
    sold.done("payment unapply PMT-2026-0001")
    sold.done("undo RET-2026-0001 --reverse")
    assert balances(sold) == was
    refused(sold, "undo APP-2026-0001 --reverse --date 2026-01-30", "UNDO-NO-REVERSAL")
    sound(sold)


def test_instalments_are_settled_as_they_were(shop: Shop) -> None:
    shop.done('invoice create Acme --line "300 One; tax=ZERO" --instalments "3 monthly"')
    shop.done("payment add Acme 150 EUR --allocate INV-2026-0001")
    was = balances(shop)
    shop.done("payment unapply PMT-2026-0001", "undo APP-2026-0001 --reverse")
    assert balances(shop) == was
    shop.done("payment unapply PMT-2026-0001")
    shop.done("payment add Acme 80 EUR --allocate INV-2026-0001#2")
    refused(shop, "undo APP-2026-0002 --reverse", "UNDO-NOT-LAST")
    refused(shop, "undo APP-2026-0002 --reverse --date 2026-01-30", "CREDIT-BEFORE")


def test_values_are_given_up_and_taken_as_they_were(shop: Shop) -> None:
    shop.setting(VALUE)
    shop.append(RATE)
    shop.done('invoice create Globex --line "100.01 One" --date 2026-01-10')
    shop.done("payment add Globex 100.01 USD --allocate INV-2026-0001 --date 2026-01-25")
    was = balances(shop)
    shop.done("payment unapply PMT-2026-0001", "undo APP-2026-0001 --reverse")
    assert {**balances(shop), "sums": was["sums"]} == was
    sound(shop)
