"""Credit that is paid back: never more than is left, from an account that holds money."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

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
