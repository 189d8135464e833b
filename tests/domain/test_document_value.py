"""Documents kept at a value: they sum to zero in the base currency, and read back the same."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from billcli.domain.allocation import Allocations
from billcli.domain.allocation_part import Part
from billcli.domain.books import Books
from billcli.domain.calculate import calculate
from billcli.domain.correction import application_entry, credit_note_of
from billcli.domain.document_value import mirrored_value, value_of, valued_entry
from billcli.domain.earned import Basis, earned
from billcli.domain.entry import Entry, ExchangeRate, Facts, Posting
from billcli.domain.exchange import ExchangePrice, Rates
from billcli.domain.figure import Sort
from billcli.domain.income_entry import income_of
from billcli.domain.invoice_draft import Defaults, InvoiceDraft
from billcli.domain.invoice_entry import entry_of, invoice_of
from billcli.domain.line_draft import LineDraft
from billcli.domain.money import Money, quantum, rounded, total
from billcli.domain.payment_entry import payment_entry
from billcli.domain.payment_plan import PaymentAccounts, PaymentPlan
from billcli.domain.payment_value import exchanged
from billcli.domain.refund_entry import refund_entry
from billcli.domain.rule.amount import rests
from billcli.domain.tax import Rounding, TaxCode, TaxTable

if TYPE_CHECKING:
    from collections.abc import Callable

    from billcli.domain.invoice import Invoice

DAY = dt.date(2026, 1, 15)
ALWAYS = dt.date(1, 1, 1)
ACME = "Assets:Receivable:Acme"
ACCOUNTS = PaymentAccounts("Assets:Bank:Pounds", ACME)
TABLE = TaxTable(
    tuple(
        TaxCode(code, "S", "Liabilities:Tax", ((ALWAYS, Decimal(rate)),))
        for code, rate in (("V19", "19"), ("V7", "7"), ("V5", "5.5"))
    )
)


def is_owed(posting: Posting) -> bool:
    return posting.account == ACME


def price_of(number: str | Decimal, currency: str = "GBP", base: str = "EUR") -> ExchangePrice:
    rate = ExchangeRate(ALWAYS, currency, Money(Decimal(number), base))
    return Rates([rate]).needed(currency, base, DAY)


def invoice(*lines: tuple[str, str], currency: str = "GBP", discount: object = None) -> Invoice:
    asked = tuple(LineDraft("Thing", Decimal(1), "C62", Decimal(n), code) for n, code in lines)
    draft = InvoiceDraft("Acme", DAY, currency, asked, terms="net 30", discount=discount)  # type: ignore[arg-type]
    made = calculate(draft, TABLE, Rounding(), Defaults("V19", "Income:Work"))
    return replace(made, number="INV-1")


def kept(document: Invoice, price: ExchangePrice) -> Entry:
    entry = entry_of(document, ACME, "Acme", "Expenses:Rounding")
    return valued_entry(entry, is_owed, price.worth(document.total), price.worth)


def test_a_document_as_it_is_kept() -> None:
    entry = kept(invoice(("900.50", "V19"), ("33.33", "V7")), price_of("1.17"))
    assert [(p.account, str(p.amount), str(p.price or ""), str(p.meta.get("amount", "")))
            for p in entry.postings] == [
        (ACME, "1107.26 GBP", "1295.49 EUR", ""),
        ("Income:Work", "-1053.59 EUR", "", "900.50 GBP"),
        ("Income:Work", "-38.98 EUR", "", "33.33 GBP"),
        ("Liabilities:Tax", "-200.19 EUR", "", "171.10 GBP"),
        ("Liabilities:Tax", "-2.73 EUR", "", "2.33 GBP"),
    ]  # fmt: skip
    assert rests(entry) == []
    read = invoice_of(entry, lambda account: account == ACME, "Acme")
    assert str(read.tax_value) == "202.92 EUR"
    assert value_of(entry, is_owed) == (Money.of("1295.49", "EUR"), Money.of("1107.26", "GBP"))


@pytest.mark.parametrize(
    ("numbers", "bearer"), [(["0.10", "0.30"], 1), (["0.30", "0.02"], 0), (["0.01", "0.01"], 0)]
)
def test_a_rest_is_borne_by_a_line_that_can(numbers: list[str], bearer: int) -> None:
    entry = entry_of(invoice(*((n, "V19") for n in numbers)), ACME, "Acme", "Expenses:Rounding")
    plain = [price_of("1").worth(p.amount).number for p in entry.postings]
    whole = -sum(plain[1:], Decimal(0)) + Decimal("0.02")
    made = valued_entry(entry, is_owed, Money(whole, "EUR"), price_of("1").worth)
    moved = [p.amount.number - n for p, n in zip(made.postings[1:], plain[1:], strict=True)]
    assert [at for at, number in enumerate(moved) if number] == [bearer]
    assert rests(made) == []


def test_without_lines_the_largest_takes_the_rest() -> None:
    legs = (
        Posting(ACME, Money.of("10.00", "GBP")),
        Posting("Income:Work", Money.of("-2.00", "GBP")),
        Posting("Income:Books", Money.of("-8.00", "GBP")),
    )
    entry = Entry(DAY, "Acme", "", ("invoice",), ("A",), legs, {"invoice": "A"})
    made = valued_entry(entry, is_owed, Money.of("11.71", "EUR"), price_of("1.17").worth)
    assert [str(p.amount) for p in made.postings] == ["10.00 GBP", "-2.34 EUR", "-9.37 EUR"]


def test_what_is_kept_at_no_value_has_none() -> None:
    plain = entry_of(invoice(("10", "V19")), ACME, "Acme", "Expenses:Rounding")
    assert value_of(plain, is_owed) is None
    assert invoice_of(plain, lambda account: account == ACME, "Acme").tax_value is None


def test_a_partial_credit_note_takes_its_share_of_the_value() -> None:
    original = kept(invoice(("900.50", "V19"), ("33.33", "V7")), price_of("1.17"))
    credit = replace(
        credit_note_of(invoice(("100.10", "V19")), "CN-1", DAY, "Return"), corrects="INV-1"
    )
    entry = entry_of(credit, ACME, "Acme", "Expenses:Rounding")
    made = mirrored_value(entry, original, is_owed)
    assert rests(made) == []
    assert [(str(p.amount), str(p.price or "")) for p in made.postings] == [
        ("-119.12 GBP", "139.37 EUR"), ("117.12 EUR", ""), ("22.25 EUR", ""),
    ]  # fmt: skip


@st.composite
def documents(draw: st.DrawFn) -> tuple[Invoice, ExchangePrice]:
    currency, base = draw(st.sampled_from([("GBP", "EUR"), ("JPY", "KWD"), ("KWD", "JPY")]))
    unit = quantum(currency)
    numbers = draw(st.lists(st.integers(1_000, 10**7), min_size=1, max_size=5))
    codes = draw(st.lists(st.sampled_from(["V19", "V7", "V5", ""]), min_size=5, max_size=5))
    lines = [(str(n * unit), code) for n, code in zip(numbers, codes, strict=False)]
    low = {"GBP": Decimal("0.5"), "JPY": Decimal("0.001"), "KWD": Decimal(300)}[currency]
    step = draw(st.integers(1, 10_000))
    made = invoice(*lines, currency=currency)
    return made, price_of(low + low * step / 10_000, currency, base)


def judge(drawn: tuple[Invoice, ExchangePrice], shares: list[int], prices: list[int]) -> None:
    """Pay a document in parts at other prices, void what is left, and pay back what was paid."""
    document, price = drawn
    entry = kept(document, price)
    assert rests(entry) == []
    read = invoice_of(entry, lambda account: account == ACME, "Acme")
    assert (read.lines, read.taxes, read.total) == (document.lines, document.taxes, document.total)
    taxes = [price.worth(group.tax) for group in document.taxes]
    if any(taxes):
        assert read.tax_value == total(taxes, price.base)
    entries = [entry]
    for nth, (share, other) in enumerate(zip(shares, prices, strict=False)):
        rate = price_of(price.price * other / 100, document.currency, price.base)
        row = open_row(entries, "INV-1")
        part = Money(
            rounded(row.balance_open.number * share / 100, document.currency), document.currency
        )
        if not part:
            continue
        plan = PaymentPlan(
            f"PMT-{nth}", "Acme", DAY, part,
            Allocations((Part(row, part),), Money.zero(document.currency)), ACCOUNTS,
            value=rate.worth(part),
        )  # fmt: skip
        entries.append(payment_entry(plan))
    settle_rest(entries, document)
    for one in entries:
        assert rests(one) == [], one
    books = read_all(entries)
    assert [row for row in books.items if row.balance_open or row.value_open] == []
    judge_income(books)


def settle_rest(entries: list[Entry], document: Invoice) -> None:
    """Void what is open by a credit note, and refund what is left of that."""
    credit = credit_note_of(document, "CN-1", DAY, "Mistake")
    mirror = entry_of(credit, ACME, "Acme", "Expenses:Rounding")
    entries.append(mirrored_value(mirror, entries[0], is_owed))
    left, owed = open_row(entries, "INV-1"), open_row(entries, "CN-1")
    amount = left.balance_open
    if amount:
        both = Part(owed, -amount), Part(left, amount)
        made = application_entry("APP-1", DAY, both, payee="Acme", fx="Income:FX")
        entries.append(made)
        owed = open_row(entries, "CN-1")
    if owed.balance_open:
        refund = refund_entry(
            "REF-1", "Acme", DAY, [Part(owed, owed.balance_open)], bank="Assets:Bank:Pounds",
            meta={}, fx="Income:FX",
        )  # fmt: skip
        entries.append(refund)


def read_all(entries: list[Entry]) -> Books:
    return Books.of(Facts(tuple(entries)), ("Assets:Receivable",), DAY)


def open_row(entries: list[Entry], item: str):  # noqa: ANN201 - an open item
    return read_all(entries).item(item)[0]


def judge_income(books: Books) -> None:
    """Both bases say the same once all is settled, apart from exchange gains nothing."""
    income = income_of(books)
    sums = []
    for basis in Basis:
        found = [one.figure for one in earned(income, basis)]
        sums.append(sum((f.number for f in found if f.sort is not Sort.EXCHANGE), Decimal(0)))
    assert sums == [0, 0], "what was billed was credited, at its own value"


CASES: Callable[[Callable[..., None]], Callable[..., None]] = given(
    documents(),
    st.lists(st.integers(1, 99), max_size=4),
    st.lists(st.integers(50, 200), min_size=4, max_size=4),
)
test_any_foreign_document_is_kept_to_the_cent = settings(max_examples=60, deadline=None)(
    CASES(judge)
)
test_any_foreign_document_in_full = pytest.mark.long(
    settings(max_examples=10_000, deadline=None)(CASES(judge))
)


def test_a_last_cent_that_is_worth_nothing() -> None:
    drawn = invoice(("10", "V19")), price_of("0.50005")
    judge(drawn, [88, 99, 50], [50, 50, 50, 50])
    judge(drawn, [88, 99], [50, 50, 50, 50])


def test_what_is_not_kept_at_a_value_is_left_alone() -> None:
    legs = [
        Posting("Assets:Bank", Money.of("-1.00", "GBP")),
        Posting(ACME, Money.of("1.00", "GBP")),
    ]
    assert exchanged(legs, "Income:FX") == legs


def test_the_price_of_the_day_makes_an_exchange_difference() -> None:
    legs = [
        Posting("Assets:Bank", Money.of("-49.00", "GBP")),
        Posting("Expenses:Fees", Money.of("-1.00", "GBP"), {"adjustment": "return_fee"}),
        Posting(ACME, Money.of("50.00", "GBP"), {}, Money.of("58.50", "EUR")),
    ]
    rate = Money.of("62.50", "EUR"), Money.of("50.00", "GBP")
    found = exchanged(legs, "Income:FX", rate)
    assert [(str(p.amount), str(p.price or "")) for p in found] == [
        ("-49.00 GBP", "61.25 EUR"), ("-1.25 EUR", ""), ("50.00 GBP", "58.50 EUR"),
        ("4.00 EUR", ""),
    ]  # fmt: skip


def test_a_document_worth_nothing_is_kept_at_that() -> None:
    entry = kept(invoice(("0.01", "")), price_of("0.1"))
    assert [(str(p.amount), str(p.price)) for p in entry.postings] == [
        ("0.01 GBP", "0.00 EUR"),
        ("0.00 EUR", "None"),
    ]
    assert value_of(entry, is_owed) == (Money.of("0.00", "EUR"), Money.of("0.01", "GBP"))
