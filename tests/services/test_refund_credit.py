"""Credit that is paid back: never more than is left, from an account that holds money."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from beanquery import connect
from beanquery.sources import beancount as _beancount  # noqa: F401 -- registers the source

if TYPE_CHECKING:
    from shop import Shop

GOODWILL = '--reason "Goodwill"'


@pytest.fixture
def paid(shop: Shop) -> Shop:
    """Return books in which 90 are on account, and 30 of a paid invoice were credited."""
    shop.sold("100")
    shop.done(
        "payment add Acme 190 EUR --allocate INV-2026-0001 --on-account",
        f"credit create INV-2026-0001 --amount 30 {GOODWILL}",
    )
    return shop


def _open(shop: Shop) -> dict[str, str]:
    return {row[0]: row[9] for row in shop("report open").rows[1:]}


def test_a_refund_uses_up_all_of_a_credit(paid: Shop) -> None:
    answer = paid("refund create CN-2026-0001", yes=True)
    assert answer.err.startswith("Paid back 30.00 EUR of CN-2026-0001 as REF-2026-0001 (2026")
    assert _open(paid) == {"PMT-2026-0001": "-90.00"}
    text = paid.text()
    assert '"Acme Inc." "Refund" #refund ^REF-2026-0001 ^CN-2026-0001' in text
    assert "  Assets:Bank:Checking    -30.00 EUR\n" in text
    assert paid("check --strict").status == 0


def test_a_part_leaves_the_rest(paid: Shop) -> None:
    answer = paid("refund create pmt-2026-0001 40 --account Assets:Cash --format json", yes=True)
    assert (answer.data["left"]["number"], answer.data["account"]) == ("50.00", "Assets:Cash")
    assert _open(paid) == {"CN-2026-0001": "-30.00", "PMT-2026-0001": "-50.00"}
    assert "  Assets:Cash" in paid.text()


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("CN-2026-0001 30.01", "REFUND-EXCEEDS"),
        ("CN-2026-0001 0", "PAYMENT-AMOUNT"),
        ("CN-2026-0001 much", "AMOUNT-UNREADABLE"),
        ("CN-2026-0001 --date 2026-01-30", "CREDIT-BEFORE"),
        ("CN-2026-0001 --account Assets:Receivable:Acme", "ACCOUNT-NOT-MONEY"),
        ("CN-2026-0001 --account Income:Services", "ACCOUNT-NOT-MONEY"),
        ("CN-2026-0001 --account Liabilities:Tax", "ACCOUNT-NOT-MONEY"),
        ("INV-2026-0001", "CREDIT-NONE"),
        ("CN-2026-0009", "UNKNOWN-ITEM"),
    ],
)
def test_what_is_refused_writes_nothing(paid: Shop, words: str, code: str) -> None:
    before = paid.tree()
    answer = paid(f"refund create {words}", yes=True)
    assert (answer.status, answer.codes) == (2, [code]), answer.err
    assert paid.tree() == before


def test_what_was_paid_back_is_not_paid_back_again(paid: Shop) -> None:
    paid.done("refund create CN-2026-0001")
    assert paid("refund create CN-2026-0001", yes=True).codes == ["CREDIT-NONE"]
    paid.done("undo")
    assert _open(paid)["CN-2026-0001"] == "-30.00"


def test_a_credit_kept_at_a_value_needs_its_worth(shop: Shop) -> None:
    shop.append(
        '2026-01-20 * "Acme Inc." "Prepaid" #payment ^PMT-9\n  id: "PMT-9"\n'
        "  Assets:Bank:Dollars  100.00 USD @@ 90.00 EUR\n"
        "  Assets:Receivable:Acme  -100.00 USD @@ 90.00 EUR\n"
        '    invoice: "PMT-9"\n'
    )
    assert shop("refund create PMT-9", yes=True).codes == ["VALUE-MISSING"]


def test_the_list_of_refunds(paid: Shop) -> None:
    paid.sold("5", customer="Globex")
    paid.done(
        "refund create CN-2026-0001",
        "refund create PMT-2026-0001 40 --date 2026-02-02",
        "payment add Globex 9 USD --on-account --account Assets:Bank:Dollars",
        "refund create PMT-2026-0002 --account Assets:Bank:Dollars",
    )
    ids = {
        "": "REF-2026-0001 REF-2026-0003",
        "--as-of 2026-02-02": "REF-2026-0001 REF-2026-0002 REF-2026-0003",
        "--customer globex": "REF-2026-0003",
        "--as-of 2026-02-02 --from 2026-02-01": "REF-2026-0002",
        "--as-of 2026-02-02 --to 2026-02-01 --customer Acme": "REF-2026-0001",
    }
    for words, found in ids.items():
        assert sorted(paid(f"refund list {words} --format ids").out.split()) == found.split()
    row = paid("refund list --customer Globex").rows[1]
    assert row == [
        "REF-2026-0003",
        "2026-01-31",
        "Globex",
        "Globex Ltd.",
        "9.00",
        "USD",
        "PMT-2026-0002",
    ]
    (one,) = paid("refund list --customer Globex --format json").data["refunds"]
    assert one["credits"][0]["item"] == "PMT-2026-0002"
    assert "#refund" in paid("refund list --format beancount").out


def test_nothing_was_paid_back(shop: Shop) -> None:
    assert "Nothing was paid back yet." in shop("refund list", "").out
    shop.sold("10")
    shop.append(
        '2026-01-31 * "Acme Inc." "Refund by an owner" #refund\n'
        "  Equity:Opening-Balances  -3.00 EUR\n"
        '  Assets:Receivable:Acme  3.00 EUR\n    invoice: "INV-2026-0001"\n'
    )
    (row,) = shop("refund list").rows[1:]
    assert row[4] == "3.00"


@pytest.fixture
def charged(shop: Shop) -> Shop:
    """Return books with two card charges that wait, one of which the customer wants back."""
    shop.sold("400", "100")
    shop.done(
        "payment add Acme 400 EUR --charge ch_1 --allocate INV-2026-0001",
        "payment add Acme 100 EUR --charge ch_2 --allocate INV-2026-0002",
        f"credit create INV-2026-0002 --full {GOODWILL}",
    )
    return shop


def _cleared(shop: Shop, account: str) -> bool:
    """Return whether a query says that an account comes to nothing."""
    query = f"SELECT sum(number) WHERE account = '{account}'"
    ((found,),) = connect(f"beancount:{shop.folder / 'main.beancount'}").execute(query).fetchall()
    return found == 0


@pytest.mark.parametrize(
    ("words", "name"),
    [
        ("--charge re_1", "re_1"),
        ("--account Assets:Clearing:Cards", "REF-2026-0001"),
        ("--charge re_1 --account Assets:Clearing:Cards", "re_1"),
    ],
)
def test_what_a_card_processor_pays_back_is_deducted_from_its_payout(
    charged: Shop, words: str, name: str
) -> None:
    answer = charged(f"refund create CN-2026-0001 {words} --format json", yes=True)
    assert (answer.data["waits"], answer.data["account"]) == (name, "Assets:Clearing:Cards")
    waits = charged("deposit list --format json").data["waiting"]
    names = {one["name"]: one["amount"]["number"] for one in waits}
    assert names == {"ch_1": "400.00", "ch_2": "100.00", name: "-100.00"}
    charged.done("deposit create --charges --fee 6.10")
    assert "  Assets:Bank:Checking    393.90 EUR" in charged.text()
    assert _cleared(charged, "Assets:Clearing:Cards")
    assert charged("check --strict").status == 0


def test_a_refund_may_bear_the_id_of_the_charge_that_it_pays_back(charged: Shop) -> None:
    charged.done("refund create CN-2026-0001 --charge ch_2", "deposit create --charges")
    assert "  Assets:Bank:Checking    400.00 EUR" in charged.text()
    assert _cleared(charged, "Assets:Clearing:Cards")


def test_a_charge_that_was_paid_out_before_is_deducted_from_the_next_payout(charged: Shop) -> None:
    charged.done("deposit create --charges", "refund create CN-2026-0001 --charge ch_2")
    charged.done("payment add Acme 250 EUR --charge ch_3 --on-account", "deposit create --charges")
    assert "  Assets:Bank:Checking    150.00 EUR" in charged.text()
    assert _cleared(charged, "Assets:Clearing:Cards")


def test_one_refund_of_a_processor_is_booked_once(charged: Shop) -> None:
    charged.done("refund create CN-2026-0001 40 --charge re_1")
    before = charged.tree()
    answer = charged("refund create CN-2026-0001 40 --charge re_1", yes=True)
    assert answer.codes == ["PAYMENT-CHARGE"]
    assert "re_1 is booked already (REF-2026-0001)" in answer.err
    assert charged.tree() == before
    charged.done("refund create CN-2026-0001 40 --charge re_2", "undo REF-2026-0002")
    charged.done("refund create CN-2026-0001 --charge re_2", "check")


def test_what_leaves_the_till_is_deducted_from_what_goes_to_the_bank(paid: Shop) -> None:
    paid.done("payment add Acme 50 EUR --cash --on-account")
    answer = paid("refund create CN-2026-0001 --account Assets:UndepositedFunds", yes=True)
    assert "; to be deducted as REF-2026-0001 (" in answer.err
    paid.done("deposit create --all")
    assert re.search(r"Assets:Bank:Checking +20.00 EUR", paid.text())
    assert _cleared(paid, "Assets:UndepositedFunds")


def test_another_processor_keeps_what_it_paid_back_too(shop: Shop) -> None:
    opened = "2026-01-01 open Assets:Clearing:Stripe\n"
    shop.write("main.beancount", shop.text("main.beancount") + opened)
    shop.done("payment add Acme 90 EUR --on-account --charge ch_1 --account Assets:Clearing:Stripe")
    shop.done("refund create PMT-2026-0001 20 --account Assets:Clearing:Stripe")
    shop.done("deposit create --charges")
    assert "  Assets:Bank:Checking     70.00 EUR" in shop.text()
    assert _cleared(shop, "Assets:Clearing:Stripe")
