from __future__ import annotations

import datetime as dt
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from billcli.domain.allocation import Allocations, Mode, decide
from billcli.domain.allocation_part import Part
from billcli.domain.assign_item import find_roots
from billcli.domain.bank_line import BankLine
from billcli.domain.books import Books
from billcli.domain.discount_share import TaxShare
from billcli.domain.entry import Entry, Facts, Posting
from billcli.domain.money import Money, total
from billcli.domain.payment_entry import payment_entry
from billcli.domain.payment_plan import DiscountTaken, PaymentAccounts, PaymentPlan
from billcli.domain.problem import UsageError
from billcli.domain.wanted import Wanted
from billcli.ledger.load import load
from tests.domain.item_part import OWED, whole

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

WORKED = Path(__file__).parents[2] / "ledgers" / "worked.beancount"
DAY = dt.date(2026, 2, 20)
ACCOUNTS = PaymentAccounts("Assets:Bank:Checking", "Assets:Receivable:Acme")


def usd(number: str) -> Money:
    return Money.of(number, "USD")


def eur(number: str) -> Money:
    return Money.of(number, "EUR")


@pytest.fixture(scope="module")
def worked() -> Facts:
    return load(WORKED).facts


def _before(facts: Facts, date: dt.date) -> Books:
    """Return the books as of the evening before a day."""
    return Books.of(facts, find_roots(facts), date - dt.timedelta(days=1))


def _written(facts: Facts, number: str) -> Entry:
    return next(e for e in facts.entries if e.meta.get("id") == number)


def _plan(books: Books, customer: str, amount: Money, **more: object) -> PaymentPlan:
    settled = total([amount, *more.pop("extra", ())], amount.currency)  # type: ignore[misc]
    wanted = [Wanted(i) for i in more.pop("wanted", ())]  # type: ignore[attr-defined]
    mode = Mode.EXACT if not wanted else Mode.ON_ACCOUNT
    allocations = decide(settled, books.open_items(customer), wanted, mode)
    plan = PaymentPlan(
        "PMT-1", books.parties[customer].name, books.as_of, amount, allocations, ACCOUNTS
    )
    return replace(plan, **more)  # type: ignore[arg-type]


def _weights(entry: Entry) -> dict[str, Decimal]:
    sums: dict[str, Decimal] = {}
    for p in entry.postings:
        weight = p.amount
        if p.price:
            weight = Money(p.price.number.copy_sign(p.amount.number), p.price.currency)
        sums[weight.currency] = sums.get(weight.currency, Decimal(0)) + weight.number
    return sums


def _legs(postings: Sequence[Posting]) -> list[tuple[str, str, dict[str, object]]]:
    return [(p.account, str(p.amount), dict(p.meta)) for p in postings]


def test_one_payment_for_two_invoices_as_in_the_worked_example(worked: Facts) -> None:
    written = _written(worked, "PMT-2026-0002")
    line = BankLine(ACCOUNTS.bank, DAY, usd("2494.00"), bank_ref="2026022000017")
    wanted = ("INV-2026-0001", "INV-2026-0002")
    plan = _plan(_before(worked, DAY), "Acme", usd("2494.00"), wanted=wanted)
    plan = replace(plan, number="PMT-2026-0002", date=DAY, narration="ACH", bank_line=line)
    entry = payment_entry(plan)
    assert entry.postings == written.postings
    assert set(entry.links) == set(written.links)
    assert entry.links[0] == "PMT-2026-0002"
    assert replace(entry, links=written.links) == written


CA19 = TaxShare("CA-19", "", "Liabilities:SalesTax", usd("15.39"), usd("81.00"))


def test_a_discount_with_its_tax_share_as_in_the_worked_example(worked: Facts) -> None:
    written = _written(worked, "PMT-2026-0010")
    discount = DiscountTaken("INV-2026-0009", usd("96.39"), (CA19,))
    plan = _plan(
        _before(worked, written.date), "Acme", usd("3116.61"),
        extra=[discount.amount], wanted=("INV-2026-0009",), discounts=(discount,),
    )  # fmt: skip
    line = BankLine(ACCOUNTS.bank, written.date, plan.amount, bank_ref="B26000412")
    entry = payment_entry(replace(plan, bank_line=line))
    assert entry.postings == written.postings


def test_a_foreign_payment_as_in_the_worked_example(worked: Facts) -> None:
    written = _written(worked, "PMT-2026-0007")
    accounts = PaymentAccounts("Assets:Bank:Euro", "Assets:Receivable:Mueller")
    plan = _plan(
        _before(worked, written.date), "Mueller", eur("985.00"),
        extra=[eur("15.00")], fee=eur("15.00"), value=usd("1083.50"), accounts=accounts,
    )  # fmt: skip
    entry = payment_entry(plan)
    assert _weights(entry) == {"USD": 0}
    fx = replace(written.postings[-1], meta={"adjustment": "fx"})
    assert entry.postings == (*written.postings[:-1], fx)


def test_a_foreign_payment_needs_its_worth(worked: Facts) -> None:
    books = _before(worked, dt.date(2026, 3, 4))
    with pytest.raises(UsageError) as caught:
        payment_entry(_plan(books, "Mueller", eur("1000.00")))
    assert caught.value.problems[0].code == "VALUE-MISSING"
    assert '--arrived "NUMBER USD"' in caught.value.problems[0].help
    assert caught.value.problems[0].help.endswith("price EUR NUMBER USD")


def test_at_the_rate_of_the_invoice_nothing_is_won(worked: Facts) -> None:
    books = _before(worked, dt.date(2026, 3, 4))
    entry = payment_entry(_plan(books, "Mueller", eur("1000.00"), value=usd("1080.00")))
    assert [p.account for p in entry.postings] == [ACCOUNTS.bank, "Assets:Receivable:Mueller"]


def test_part_of_a_foreign_item_gives_up_part_of_its_worth(worked: Facts) -> None:
    books = _before(worked, dt.date(2026, 3, 4))
    plan = _plan(books, "Mueller", eur("333.33"), wanted=("INV-2026-0006",), value=usd("370.00"))
    entry = payment_entry(plan)
    item = entry.postings[1]
    assert (str(item.amount), str(item.price)) == ("-333.33 EUR", "360.00 USD")
    assert _legs(entry.postings[2:]) == [("Income:FX", "-10.00 USD", {"adjustment": "fx"})]
    roots = books.roots
    later = replace(books.facts, entries=(*books.facts.entries[:-1], entry))
    left = Books.of(replace(later, entries=_sorted(books, entry)), roots, entry.date)
    assert str(left.item("INV-2026-0006")[0].value_open) == "720.00 USD"


def _sorted(books: Books, entry: Entry) -> tuple[Entry, ...]:
    kept = [e for e in books.facts.entries if e.date <= books.as_of]
    return tuple(sorted([*kept, entry], key=lambda e: e.date))


def test_a_foreign_overpayment_and_discount_are_priced_too(worked: Facts) -> None:
    books = _before(worked, dt.date(2026, 3, 4))
    tax = TaxShare("EU", "EU-1", "Liabilities:SalesTax", eur("10.00"), eur("40.00"))
    discount = DiscountTaken("INV-2026-0006", eur("50.00"), (tax,))
    plan = _plan(
        books, "Mueller", eur("960.00"), extra=[eur("50.00")], wanted=("INV-2026-0006",),
        discounts=(discount,), value=usd("1056.00"),
    )  # fmt: skip
    entry = payment_entry(plan)
    assert _weights(entry) == {"USD": 0}
    assert _legs(entry.postings) == [
        (ACCOUNTS.bank, "960.00 EUR", {}),
        ("Income:Discounts", "43.20 USD", {"adjustment": "discount", "amount": eur("40.00")}),
        (
            "Liabilities:SalesTax", "10.80 USD",
            {
                "adjustment": "discount", "tax": "EU", "group": "EU-1", "base": usd("-43.20"),
                "amount": eur("10.00"),
            },
        ),
        ("Assets:Receivable:Mueller", "-1000.00 EUR", {"invoice": "INV-2026-0006"}),
        (ACCOUNTS.receivable, "-10.00 EUR", {"invoice": "PMT-1"}),
        ("Income:FX", "-19.00 USD", {"adjustment": "fx"}),
    ]  # fmt: skip
    assert str(entry.postings[-2].price) == "11.00 USD"


def test_money_with_a_worth_may_stay_on_account(worked: Facts) -> None:
    books = _before(worked, dt.date(2026, 3, 4))
    kept = decide(eur("10.00"), (), mode=Mode.ON_ACCOUNT)
    plan = PaymentPlan("PMT-1", "Mueller", books.as_of, eur("10.00"), kept, ACCOUNTS)
    entry = payment_entry(replace(plan, value=usd("11.00")))
    assert [str(p.price) for p in entry.postings] == ["11.00 USD", "11.00 USD"]
    plain = payment_entry(plan)
    assert [p.price for p in plain.postings] == [None, None]


def test_an_item_without_a_worth_is_released_at_the_days_rate(
    books_of: Callable[..., Books],
) -> None:
    books = books_of("""
        2026-01-05 * "Acme" "unpriced"
          Assets:AR:Acme  100.00 EUR
          Income:X       -100.00 EUR
        """)
    entry = payment_entry(_plan(books, "Acme", eur("100.00"), value=usd("110.00")))
    assert [str(p.price) for p in entry.postings] == ["110.00 USD", "110.00 USD"]


def test_an_instalment_is_named(worked: Facts) -> None:
    books = Books.of(worked, find_roots(worked), dt.date(2026, 3, 31))
    allocations = decide(
        usd("450.00"), books.open_items("Acme"), [Wanted("INV-2026-0007")], Mode.ON_ACCOUNT
    )
    plan = PaymentPlan("PMT-1", "Acme", DAY, usd("450.00"), allocations, ACCOUNTS)
    assert _legs(payment_entry(plan).postings[1:]) == [
        (
            "Assets:Receivable:Acme", "-300.00 USD",
            {"invoice": "INV-2026-0007", "instalment": Decimal(1)},
        ),
        (
            "Assets:Receivable:Acme", "-150.00 USD",
            {"invoice": "INV-2026-0007", "instalment": Decimal(2)},
        ),
    ]  # fmt: skip


def test_a_fee_is_an_adjustment(worked: Facts) -> None:
    books = _before(worked, DAY)
    plan = _plan(
        books, "Acme", usd("495.00"), extra=[usd("5.00")], fee=usd("5.00"),
        wanted=("INV-2026-0002",),
    )  # fmt: skip
    entry = payment_entry(plan)
    assert (entry.tags, entry.meta, entry.links) == (
        ("payment",), {"id": "PMT-1"}, ("PMT-1", "INV-2026-0002"),
    )  # fmt: skip
    assert _legs(entry.postings) == [
        (ACCOUNTS.bank, "495.00 USD", {}),
        ("Expenses:Fees:Bank", "5.00 USD", {"adjustment": "bank_fee"}),
        ("Assets:Receivable:Acme", "-500.00 USD", {"invoice": "INV-2026-0002"}),
    ]


def test_the_banks_words_are_kept(worked: Facts) -> None:
    line = BankLine(
        ACCOUNTS.bank, DAY, usd("500.00"), "INV 2026 0002", "Acme Treasury", "AT611904300234573201"
    )
    plan = _plan(_before(worked, DAY), "Acme", usd("500.00"), wanted=("INV-2026-0002",))
    entry = payment_entry(replace(plan, bank_line=line))
    assert entry.postings[0].meta == {
        "bank-key": line.key,
        "bank-text": "INV 2026 0002",
        "payer": "Acme Treasury",
        "payer-iban": "AT611904300234573201",
    }


def test_a_discount_over_the_item_is_refused(worked: Facts) -> None:
    discount = DiscountTaken("INV-2026-0002", usd("500.01"))
    plan = _plan(
        _before(worked, DAY), "Acme", usd("10.00"), extra=[discount.amount],
        wanted=("INV-2026-0002",), discounts=(discount,),
    )  # fmt: skip
    with pytest.raises(UsageError) as caught:
        payment_entry(plan)
    (problem,) = caught.value.problems
    assert problem.code == "DISCOUNT-EXCEEDS"
    assert problem.message == (
        "--discount: 500.01 USD is more than the 500.00 USD settled of INV-2026-0002"
    )


def test_allocations_of_another_sum_are_refused(worked: Facts) -> None:
    plan = _plan(_before(worked, DAY), "Acme", usd("500.00"), wanted=("INV-2026-0002",))
    with pytest.raises(ValueError, match=r"500\.00 USD allocated, 501\.00 USD settled"):
        payment_entry(replace(plan, amount=usd("501.00")))


def test_a_fraction_of_the_smallest_unit_is_not_lost(books_of: Callable[..., Books]) -> None:
    books = books_of("""
        2026-01-05 * "Acme" "by hand"
          Assets:AR:Acme  10.005 USD
          Income:X       -10.005 USD
        """)
    entry = payment_entry(_plan(books, "Acme", usd("10.005")))
    assert [str(p.amount) for p in entry.postings] == ["10.005 USD", "-10.005 USD"]


def test_a_credit_is_used_up_by_a_posting_of_its_own(worked: Facts) -> None:
    books = Books.of(worked, find_roots(worked), dt.date(2026, 2, 21))
    plan = _plan(books, "Acme", usd("550.00"))
    entry = payment_entry(plan)
    assert _weights(entry) == {"USD": 0}
    assert {(str(p.amount), p.meta.get("invoice")) for p in entry.postings[1:]} == {
        ("50.00 USD", "PMT-2026-0002"), ("-300.00 USD", "INV-2026-0007"),
    }  # fmt: skip


@settings(max_examples=50, deadline=None)
@given(
    bills=st.lists(st.integers(1, 500), min_size=1, max_size=4),
    amount=st.integers(1, 1500),
    fee=st.integers(0, 5),
    rate=st.integers(50, 150),
)
def test_a_payment_changes_what_is_owed_by_what_it_settles(
    bills: list[int], amount: int, fee: int, rate: int
) -> None:
    made = tuple(
        Entry(
            DAY, "Acme", "x", ("invoice",), (f"INV-{n}",),
            (
                Posting("Assets:Receivable:Acme", eur(str(b)), {}, usd(str(b * 2))),
                Posting("Income:X", usd(str(-b * 2))),
            ),
            {"invoice": f"INV-{n}"},
        )
        for n, b in enumerate(bills)
    )  # fmt: skip
    books = Books.of(Facts(entries=made), ("Assets:Receivable",), DAY)
    arrived, kept = eur(str(amount)), eur(str(fee))
    found = decide(arrived + kept, books.open_items(), mode=Mode.OLDEST_FIRST)
    worth = usd(str(amount * rate)) if amount else None
    plan = PaymentPlan("PMT-1", "Acme", DAY, arrived, found, ACCOUNTS, fee=kept, value=worth)
    entry = payment_entry(plan)
    assert _weights(entry) == {"USD": 0}
    after = Books.of(Facts(entries=(*made, entry)), ("Assets:Receivable",), DAY)
    owed = after.balances()["Acme", "EUR"]
    assert owed == books.balances()["Acme", "EUR"] - plan.settled
    for part in found.parts:
        (left,) = after.item(part.open_item.item)
        assert left.balance_open == part.open_item.balance_open - part.amount
        assert left.value_open is not None
        assert bool(left.balance_open) or not left.value_open


def test_a_part_keeps_the_item_it_settles(worked: Facts) -> None:
    books = _before(worked, DAY)
    (row,) = books.item("INV-2026-0002")
    assert decide(usd("500.00"), [row]).parts == (Part(row, usd("500.00")),)


@pytest.mark.parametrize(("came", "rounded"), [("99.97", "0.03"), ("100.02", "-0.02")])
def test_what_is_rounded_stands_in_a_leg_of_its_own(came: str, rounded: str) -> None:
    parts = Allocations((whole("INV-1", "100.00"),), eur("0.00"))
    plan = PaymentPlan(
        "PMT-1", "Acme", DAY, eur(came), parts, ACCOUNTS, rounding=eur(rounded)
    )  # fmt: skip
    assert plan.settled == eur("100.00")
    legs = _legs(payment_entry(plan).postings)
    assert legs[0][:2] == (ACCOUNTS.bank, f"{came} EUR")
    assert legs[1:] == [
        ("Expenses:Rounding", f"{rounded} EUR", {"adjustment": "rounding"}),
        (OWED, "-100.00 EUR", {"invoice": "INV-1"}),
    ]


def _arrived(value_open: Money | None, value: Money | None) -> Entry:
    """Return the payment of 100 USD as which 92.40 EUR arrived."""
    part = whole("INV-1", "100.00", "USD")
    part = Part(part.open_item._replace(value_open=value_open), part.amount)
    return payment_entry(
        PaymentPlan(
            "PMT-1",
            "Globex",
            DAY,
            usd("100.00"),
            Allocations((part,), usd("0.00")),
            ACCOUNTS,
            value=value,
            arrived=eur("92.40"),
        )
    )


def test_a_foreign_item_without_value_is_priced_by_what_arrived() -> None:
    entry = _arrived(None, None)
    assert [(str(p.amount), p.price and str(p.price)) for p in entry.postings] == [
        ("92.40 EUR", "100.00 USD"), ("-100.00 USD", None),
    ]  # fmt: skip
    assert _weights(entry) == {"USD": 0}


def test_a_foreign_item_with_a_value_gives_that_up_and_the_rest_is_exchange() -> None:
    entry = _arrived(eur("90.00"), eur("92.40"))
    assert [(p.account, str(p.amount), p.price and str(p.price)) for p in entry.postings] == [
        (ACCOUNTS.bank, "92.40 EUR", None),
        (OWED, "-100.00 USD", "90.00 EUR"),
        ("Income:FX", "-2.40 EUR", None),
    ]
    assert _weights(entry) == {"EUR": 0}
