"""A discount for paying early, of what credit notes left of an invoice."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.shop import Shop

if TYPE_CHECKING:
    from collections.abc import Callable

IN_TIME, LATE = dt.date(2026, 2, 10), dt.date(2026, 2, 20)
CENT = Decimal("0.01")
TERMS = '--terms "2/10 net 30"'
SALE = f'invoice create Acme --line "100 Work" --line "100 Book; tax=LOW" {TERMS}'
LINE = "credit create INV-2026-0001 --lines 2 --reason Returned"
AMOUNT = "credit create INV-2026-0001 --amount 26 --reason Late"
LEFT = {LINE: "119.00", AMOUNT: "200.00"}


def _open(shop: Shop) -> dict[str, str]:
    return {row[0]: row[9] for row in shop("report open").rows[1:]}


def _taxes(shop: Shop) -> dict[str, Decimal]:
    """Return what stands on the tax account, by code."""
    found: dict[str, Decimal] = defaultdict(Decimal)
    for entry in shop.workspace().snapshot.facts.entries:
        for leg in entry.postings:
            if leg.account == "Liabilities:Tax":
                found[str(leg.meta["tax"])] -= leg.amount.number
    return found


def _sound(shop: Shop) -> None:
    answer = shop("check --strict")
    assert (answer.status, answer.codes) == (0, []), answer.err


@pytest.mark.parametrize(
    ("credit", "paid", "taxes"),
    [
        (LINE, "116.62", {"VAT": "18.62", "LOW": "0.00"}),
        (AMOUNT, "196.00", {"VAT": "16.48", "LOW": "6.07"}),
    ],
)
def test_what_is_left_is_paid_less_its_discount(
    shop: Shop, credit: str, paid: str, taxes: dict[str, str]
) -> None:
    shop.done(SALE, credit)
    shop.today = IN_TIME
    answer = shop(f"payment add Acme {paid} EUR", yes=True)
    off = Decimal(LEFT[credit]) - Decimal(paid)
    assert f"INV-2026-0001 {LEFT[credit]} EUR; with a discount of {off} EUR" in answer.err
    assert _open(shop) == {}
    assert {code: str(number) for code, number in _taxes(shop).items()} == taxes
    _sound(shop)


@pytest.mark.parametrize("named", ["", " --allocate INV-2026-0001"])
def test_a_credit_note_applied_later_counts_as_well(shop: Shop, named: str) -> None:
    shop.done(SALE, f"{LINE} --no-apply", "credit apply CN-2026-0001 INV-2026-0001")
    shop.done(f"payment add Acme 116.62 EUR{named}")
    assert _open(shop) == {}


def test_of_the_whole_again_once_the_credit_is_taken_off(shop: Shop) -> None:
    shop.done(SALE, LINE, "credit unapply APP-2026-0001")
    assert "with a discount" not in shop("payment add Acme 116.62 EUR --dry-run", yes=True).err
    shop.done("payment add Acme 221.48 EUR --allocate INV-2026-0001")
    assert _open(shop) == {"CN-2026-0001": "-107.00"}


def test_with_credit_that_was_taken_up_when_it_was_issued(shop: Shop) -> None:
    shop.done("payment add Acme 19 EUR --on-account", f"{SALE} --use-credit", LINE)
    shop.done("payment add Acme 98 EUR")
    assert _open(shop) == {}
    _sound(shop)


@pytest.mark.parametrize(
    "before",
    [
        "payment add Acme 9 EUR --allocate INV-2026-0001=9",
        "writeoff create INV-2026-0001=9 --reason x",
    ],
)
def test_what_was_settled_otherwise_leaves_none(shop: Shop, before: str) -> None:
    """Of what a payment began, the terms grant nothing more; a person still may."""
    shop.done(SALE, LINE, before)
    assert _open(shop) == {"INV-2026-0001": "110.00"}
    answer = shop("payment add Acme 107.80 EUR", yes=True)
    assert answer.codes == ["PAYMENT-AMBIGUOUS"]
    shop.done("payment add Acme 107.80 EUR --discount 2.20 --allocate INV-2026-0001")
    assert _open(shop) == {}


def test_too_late_it_is_refused_with_what_grants_it_all_the_same(shop: Shop) -> None:
    shop.done(SALE, LINE)
    shop.today = LATE
    answer = shop("payment add Acme 116.62 EUR", yes=True)
    assert answer.codes == ["PAYMENT-AMBIGUOUS"]
    assert "granted until 2026-02-10: --discount 2.38 grants it all the same" in answer.err
    shop.done("payment add Acme 116.62 EUR --discount 2.38")
    assert _open(shop) == {}


LINES = "Date;Payee;Text;Amount;Currency\n2026-02-09;ACME INC;INV-2026-0001;{};EUR\n"


@pytest.mark.parametrize(("credit", "paid"), [(LINE, "116.62"), (AMOUNT, "196.00")])
def test_a_bank_line_is_read_the_same_way(shop: Shop, credit: str, paid: str) -> None:
    shop.done(SALE, credit)
    shop.today = IN_TIME
    shop.write("bank.csv", LINES.format(paid))
    shop.done("reconcile bank.csv")
    assert _open(shop) == {}
    assert shop.text().count('adjustment: "discount"') > 1
    _sound(shop)


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory) -> Callable[[], Shop]:
    return lambda: Shop.open(tmp_path_factory.mktemp("early") / "books")


PRICES = st.integers(100, 99_999).map(lambda n: Decimal(n) / 100)
CREDITS = st.lists(st.sampled_from(["line", "amount"]), min_size=1, max_size=2)


@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    prices=st.tuples(PRICES, PRICES), credits_=CREDITS, share=st.integers(1, 60), bank=st.booleans()
)
def test_no_tax_is_given_back_beyond_what_was_billed(
    opened: Callable[[], Shop],
    prices: tuple[Decimal, Decimal],
    credits_: list[str],
    share: int,
    *,
    bank: bool,
) -> None:
    """Two rates, credited by line or amount or both, then paid early."""
    shop = opened()
    first, second = prices
    shop.done(f'invoice create Acme --line "2 x {first} A" --line "{second} B; tax=LOW" {TERMS}')
    billed = _taxes(shop)
    for how in credits_:
        left = Decimal(_open(shop)["INV-2026-0001"])
        part = max((left * share / 200).quantize(CENT), CENT)
        what = "--lines 1=1" if how == "line" else f"--amount {part}"
        shop(f"credit create INV-2026-0001 {what} --reason x", yes=True)  # twice may be too much
    shop.today = IN_TIME
    left = Decimal(_open(shop)["INV-2026-0001"])
    off = (left / 50).quantize(CENT, ROUND_HALF_UP)
    if not off:
        return
    if bank:
        shop.write("bank.csv", LINES.format(left - off))
        shop.done("reconcile bank.csv")
    else:
        shop.done(f"payment add Acme {left - off} EUR")
    assert _open(shop) == {}
    kept = _taxes(shop)
    assert all(0 <= kept[code] <= billed[code] for code in billed)
    for entry in shop.workspace().snapshot.facts.entries:
        assert sum(leg.amount.number for leg in entry.postings) == 0
    _sound(shop)
