"""``billcli payment``: add, list and show."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from shop import Shop


@pytest.fixture
def sold(shop: Shop) -> Shop:
    """Return a shop with three open invoices of Acme: 100, 200 and 300."""
    shop.sold("100", "200", "300")
    return shop


def _open(shop: Shop) -> dict[str, str]:
    return {row[0]: row[9] for row in shop("report open --sort date").rows[1:]}


def _left(shop: Shop) -> list[str]:
    found = _open(shop)
    return [found.get(f"INV-2026-000{n}", "0.00") for n in (1, 2, 3)]


def test_an_amount_that_is_exactly_one_item_settles_it(sold: Shop) -> None:
    answer = sold("payment add Acme 200 EUR", yes=True)
    assert answer.err.startswith(
        "Recorded PMT-2026-0001 of 200.00 EUR from Acme Inc.: INV-2026-0002 200.00 EUR (2026."
    )
    assert answer.err.endswith("\nNext: billcli report open\n")
    assert _left(sold) == ["100.00", "0.00", "300.00"]


def test_an_amount_that_is_all_items_settles_all(sold: Shop) -> None:
    sold.done("payment add acme 600 EUR")
    assert _open(sold) == {}


def test_any_other_amount_is_answered_by_what_is_open(sold: Shop) -> None:
    before = sold.tree()
    answer = sold("payment add Acme 150 EUR", yes=True)
    assert (answer.status, answer.codes) == (2, ["PAYMENT-AMBIGUOUS"])
    assert "INV-2026-0002 200.00 EUR due 2026-03-02" in answer.err
    assert "help: say which: --allocate ID[=AMOUNT], --oldest-first or --on-account\n" in answer.err
    assert sold.tree() == before


def test_the_entry_to_the_letter(sold: Shop) -> None:
    sold.done("payment add Acme 250 EUR --oldest-first --date 2026-01-31 --text Transfer")
    text = sold.text()
    entry = text[text.index('2026-01-31 * "Acme Inc." "Transfer"') :].splitlines()
    assert [row for row in entry if "seal" not in row] == [
        '2026-01-31 * "Acme Inc." "Transfer" #payment ^PMT-2026-0001 ^INV-2026-0001 ^INV-2026-0002',
        '  id: "PMT-2026-0001"',
        "  Assets:Bank:Checking     250.00 EUR",
        "  Assets:Receivable:Acme  -100.00 EUR",
        '    invoice: "INV-2026-0001"',
        "  Assets:Receivable:Acme  -150.00 EUR",
        '    invoice: "INV-2026-0002"',
    ]
    assert _left(sold) == ["0.00", "50.00", "300.00"]


def test_oldest_first_pays_over_onto_the_account(sold: Shop) -> None:
    sold.done("payment add Acme 700 EUR --oldest-first")
    assert _open(sold) == {"PMT-2026-0001": "-100.00"}


def test_on_account_settles_nothing(sold: Shop) -> None:
    answer = sold("payment add Acme 100 EUR --on-account", yes=True)
    assert "from Acme Inc.: 100.00 EUR on account" in answer.err
    assert _left(sold) == ["100.00", "200.00", "300.00"]
    assert _open(sold)["PMT-2026-0001"] == "-100.00"


def test_named_items_with_and_without_amounts(sold: Shop) -> None:
    answer = sold(
        "payment add Acme 500 EUR --allocate INV-2026-0003 --allocate INV-2026-0002=50", yes=True
    )
    assert "INV-2026-0003 300.00 EUR, INV-2026-0002 50.00 EUR; 150.00 EUR on account" in answer.err
    assert _left(sold) == ["100.00", "150.00", "0.00"]


@pytest.mark.parametrize(
    ("options", "code"),
    [
        ("--allocate INV-2026-0001=100.01", "ALLOCATION-EXCEEDS"),
        ("--allocate INV-9", "UNKNOWN-ITEM"),
        ("--allocate INV-2026-0001=", "AMOUNT-UNREADABLE"),
        ("--allocate INV-2026-0001=1e5", "AMOUNT-UNREADABLE"),
        ("--allocate INV-2026-0001=1.005", "AMOUNT-DIGITS"),
        ("--oldest-first --on-account", "PAYMENT-MODE"),
        ("--on-account --account Assets:Receivable:Acme", "ACCOUNT-NOT-MONEY"),
        ("--on-account --account Assets:Nowhere", "ACCOUNT-UNKNOWN"),
        ("--on-account --date 31.01.2026x", "DATE-UNREADABLE"),
        ("--on-account --fee 1,50", "AMOUNT-UNREADABLE"),
        ("--on-account --discount NaN", "AMOUNT-UNREADABLE"),
        ("--on-account --discount 5", "DISCOUNT-ITEM"),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_written(sold: Shop, options: str, code: str) -> None:
    before = sold.tree()
    answer = sold(f"payment add Acme 500 EUR {options}", yes=True)
    assert (answer.status, answer.codes) == (2, [code])
    assert sold.tree() == before


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("Nobody 1 EUR", "UNKNOWN-CUSTOMER"),
        ("Acme 1.000,50 EUR", "AMOUNT-UNREADABLE"),
        ("Acme ١٢ EUR", "AMOUNT-UNREADABLE"),
        ("Acme 1_000 EUR", "AMOUNT-UNREADABLE"),
        ("Acme 0.001 EUR", "AMOUNT-DIGITS"),
        ("Acme 10.5 JPY", "AMOUNT-DIGITS"),
        ("Acme 10 eur", "CURRENCY-UNREADABLE"),
    ],
)
def test_customer_amount_and_currency_are_checked(sold: Shop, words: str, code: str) -> None:
    answer = sold(f"payment add {words} --on-account", yes=True)
    assert (answer.status, answer.codes) == (2, [code])


@pytest.mark.parametrize("amount", ["0", "0.00", "-5"])
def test_a_payment_is_more_than_nothing(sold: Shop, amount: str) -> None:
    answer = sold(f"payment add Acme --on-account -- {amount} EUR", yes=True)
    assert answer.status == 2


def test_a_fee_the_bank_kept_settles_too(sold: Shop) -> None:
    sold.done("payment add Acme 97.50 EUR --fee 2.50")
    assert ' 2.50 EUR\n    adjustment: "bank_fee"\n  Assets:Receivable:Acme' in sold.text()
    assert _left(sold) == ["0.00", "200.00", "300.00"]


def test_a_discount_takes_its_share_of_the_tax(shop: Shop) -> None:
    shop.done('invoice create Acme --line "100 Work"')
    shop.done("payment add Acme 116.62 EUR --discount 2.38")
    text = shop.text()
    text = text[text.index("PMT-2026-0001") :]
    assert "Income:Discounts" in text
    assert "  2.00 EUR" in text
    assert "  0.38 EUR" in text
    assert _open(shop) == {}
    assert shop("check").status == 0


def test_a_discount_of_two_items_is_nobodys(sold: Shop) -> None:
    answer = sold("payment add Acme 290 EUR --discount 10 --allocate INV-2026-0001"
                  " --allocate INV-2026-0002", yes=True)  # fmt: skip
    assert answer.codes == ["DISCOUNT-ITEM"]
    assert "it is not clear which item the discount of 10.00 EUR belongs to" in answer.err
    assert "help: record the payment of that item by itself, with --allocate ID\n" in answer.err


def test_an_account_may_be_named_and_another_currency_has_its_own(sold: Shop) -> None:
    sold.done("payment add Acme 100 EUR --account Assets:Cash")
    assert "  Assets:Cash              100.00 EUR\n" in sold.text()
    sold.setting('\n[bank.account."Assets:Bank:Dollars"]\ncurrency = "USD"\n')
    sold.sold("50", customer="Globex")
    sold.done("payment add Globex 50 USD")
    assert "  Assets:Bank:Dollars        50.00 USD\n" in sold.text()


def test_without_any_bank_account_it_must_be_named(sold: Shop) -> None:
    text = sold.text("billcli.toml").replace('bank = "Assets:Bank:Checking"\n', "")
    sold.write("billcli.toml", text)
    answer = sold("payment add Acme 100 EUR", yes=True)
    assert (answer.status, answer.codes) == (2, ["BANK-MISSING"])
    assert "help: use --account, or set bank under [accounts] in billcli.toml\n" in answer.err
    sold.done("payment add Acme 100 EUR --account Assets:Cash")


def test_an_invoice_dated_later_is_settled_only_when_it_is_named(shop: Shop) -> None:
    shop.sold("100", date="2026-05-01")
    assert shop("payment add Acme 100 EUR", yes=True).codes == ["PAYMENT-AMBIGUOUS"]
    shop.done("payment add Acme 100 EUR --allocate INV-2026-0001")


def test_json_of_a_payment(sold: Shop) -> None:
    answer = sold("payment add acme 150 EUR --allocate INV-2026-0001 --format json", yes=True)
    assert answer.data == {
        "payment": "PMT-2026-0001",
        "customer": "Acme",
        "customer_name": "Acme Inc.",
        "date": "2026-01-31",
        "amount": {"number": "150.00", "currency": "EUR"},
        "order": "",
        "allocations": [
            {
                "item": "INV-2026-0001",
                "instalment": None,
                "amount": {"number": "100.00", "currency": "EUR"},
            }
        ],
        "discounts": [],
        "residual": {"number": "50.00", "currency": "EUR"},
        "written": True,
        "places": ["2026.beancount:66"],
        "files": ["2026.beancount"],
    }


def test_dry_run_and_consent(sold: Shop) -> None:
    before = sold.tree()
    answer = sold("payment add Acme 100 EUR -n")
    assert answer.status == 0
    assert answer.out.startswith('2026-01-31 * "Acme Inc." "Payment" #payment ^PMT-2026-0001')
    assert sold("payment add Acme 100 EUR").codes == ["NEEDS-YES"]
    assert sold("payment add Acme 100 EUR", "n").codes == ["NOT-CONFIRMED"]
    assert sold("payment add Acme 100 EUR --format ids -n").out == "PMT-2026-0001\n"
    assert sold.tree() == before
    assert sold("payment add Acme 100 EUR", "y").status == 0


@pytest.fixture
def paid(sold: Shop) -> Shop:
    sold.done(
        "payment add Acme 150 EUR --oldest-first --date 2026-01-31",
        "payment add Acme 20 EUR --on-account --date 2026-02-10",
        "payment add Globex 5 USD --on-account --date 2026-02-20 --account Assets:Cash",
    )
    sold.today = dt.date(2026, 3, 1)
    return sold


def test_the_list(paid: Shop) -> None:
    assert paid("payment list").rows == [
        ["payment", "date", "customer", "customer_name", "amount", "currency", "settles"],
        ["PMT-2026-0001", "2026-01-31", "Acme", "Acme Inc.", "150.00", "EUR",
         "INV-2026-0001, INV-2026-0002"],
        ["PMT-2026-0002", "2026-02-10", "Acme", "Acme Inc.", "20.00", "EUR", "PMT-2026-0002"],
        ["PMT-2026-0003", "2026-02-20", "Globex", "Globex Ltd.", "5.00", "USD", "PMT-2026-0003"],
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ("--customer globex", "3"),
        ("--from 2026-02-10", "2 3"),
        ("--to 2026-02-10", "1 2"),
        ("--from 2026-02-01 --to 2026-02-15", "2"),
        ("--limit 2", "2 3"),
        ("--limit 0", "1 2 3"),
        ("--as-of 2026-02-01", "1"),
        ("--customer Acme --limit 1", "2"),
    ],
)
def test_the_list_can_be_narrowed(paid: Shop, options: str, expected: str) -> None:
    ids = paid(f"payment list {options} --format ids").out.split()
    assert ids == [f"PMT-2026-000{n}" for n in expected.split()]


def test_wrong_words_of_the_list(paid: Shop) -> None:
    assert paid("payment list --customer Nobody").codes == ["UNKNOWN-CUSTOMER"]
    assert paid("payment list --from soon").status == 2
    assert paid("payment list --to soon").status == 2


def test_no_payments_are_said_so(shop: Shop) -> None:
    assert shop("payment list --format table").out == "No payments yet.\n"


def test_showing_what_each_settled_and_what_is_left(paid: Shop) -> None:
    answer = paid("payment show PMT-2026-0001 PMT-2026-0002")
    assert answer.out.split("\n\n")[1] == (
        "payment\titem\tinstalment\tamount\tbalance_open\tcurrency\tentry\tdate\n"
        "PMT-2026-0001\tINV-2026-0001\t\t100.00\t0.00\tEUR\tPMT-2026-0001\t2026-01-31\n"
        "PMT-2026-0001\tINV-2026-0002\t\t50.00\t150.00\tEUR\tPMT-2026-0001\t2026-01-31\n"
        "PMT-2026-0002\tPMT-2026-0002\t\t20.00\t-20.00\tEUR\tPMT-2026-0002\t2026-02-10\n"
    )
    table = paid("payment show PMT-2026-0001 --format table").out
    assert table.startswith("PMT-2026-0001 from Acme Inc., 2026-01-31: 150.00 EUR (2026.beancount:")


def test_json_of_shown_payments(paid: Shop) -> None:
    (found,) = paid("payment show - --format json", stdin="PMT-2026-0002").data["payments"]
    assert found["customer"] == "Acme"
    assert found["narration"] == "Payment"
    assert found["allocations"] == [
        {
            "item": "PMT-2026-0002",
            "instalment": None,
            "amount": {"number": "20.00", "currency": "EUR"},
            "known_by": "explicit",
        }
    ]


def test_what_became_of_a_payment_later_is_shown_step_by_step(shop: Shop) -> None:
    """Applied in several steps, one taken back again: each has its row, and its entry."""
    shop.sold("30", "50", "40")
    shop.done(
        "payment add Acme 100 EUR --on-account",
        "credit apply PMT-2026-0001 INV-2026-0001",
        "credit apply PMT-2026-0001 INV-2026-0002",
        "credit unapply APP-2026-0001",
        "credit apply PMT-2026-0001 INV-2026-0003",
    )
    (found,) = shop("payment show PMT-2026-0001 --format json").data["payments"]
    later = [(one["entry"], one["item"], one["amount"]["number"]) for one in found["later"]]
    assert later == [
        ("APP-2026-0001", "INV-2026-0001", "30.00"),
        ("APP-2026-0002", "INV-2026-0002", "50.00"),
        ("RET-2026-0001", "INV-2026-0001", "-30.00"),
        ("APP-2026-0003", "INV-2026-0003", "40.00"),
    ]
    assert [one["amount"]["number"] for one in found["allocations"]] == ["100.00"]
    rows = shop("payment show PMT-2026-0001").out.split("\n\n")[1].splitlines()[1:]
    assert [row.split("\t")[1:4:2] for row in rows][1:] == [
        ["INV-2026-0001", "30.00"], ["INV-2026-0002", "50.00"],
        ["INV-2026-0001", "-30.00"], ["INV-2026-0003", "40.00"],
    ]  # fmt: skip
    table = shop("payment show PMT-2026-0001 --format table").out
    for name in ("APP-2026-0001", "APP-2026-0002", "RET-2026-0001", "APP-2026-0003"):
        assert name in table


def test_a_payment_without_an_id_shows_what_its_entry_did(shop: Shop) -> None:
    shop.sold("30")
    shop.append(
        '2026-01-31 * "Acme Inc." "Transfer" #payment\n'
        "  Assets:Bank:Checking  30.00 EUR\n  Assets:Receivable:Acme  -30.00 EUR\n"
        '    invoice: "INV-2026-0001"\n'
    )
    (row,) = shop("payment list --format json").data["payments"]
    name = row["payment"]
    (found,) = shop(f"payment show {name} --format json").data["payments"]
    assert (len(found["allocations"]), found["later"]) == (1, [])


def test_an_unknown_payment_is_answered_by_the_nearest(paid: Shop) -> None:
    answer = paid("payment show PMT-2026-0009")
    assert (answer.status, answer.codes) == (2, ["UNKNOWN-PAYMENT"])
    assert "did you mean PMT-2026-0001 or PMT-2026-0002 or PMT-2026-0003?" in answer.err
    assert "see billcli payment list" in paid("payment show ???").err
