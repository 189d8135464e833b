"""A deposit and the rest of a quote come to the quote: net, tax and total, to the cent."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from billcli.domain.calculate import calculate
from billcli.domain.deposit import MOVED_MAX, deposit_draft, final_draft, printed_by_tax, shares
from billcli.domain.invoice import Invoice, Prices
from billcli.domain.invoice_draft import Defaults, InvoiceDraft
from billcli.domain.line_text import parse_line
from billcli.domain.problem import UsageError
from billcli.domain.reduction import Reduction
from billcli.domain.tax import Rounding, TaxCode, TaxTable

DAY = dt.date(2026, 1, 15)
START = dt.date(2000, 1, 1)
RATES = {"A": "19", "B": "7", "C": "20", "D": "5.5", "E": "8.1", "F": "21", "G": "0"}
CODES = [
    TaxCode(code, "S" if rate != "0" else "Z", "Liabilities:Tax", ((START, Decimal(rate)),))
    for code, rate in RATES.items()
]
PARTS = [
    TaxCode("GST", "S", "Liabilities:GST", ((START, Decimal(5)),)),
    TaxCode("PST", "S", "Liabilities:PST", ((START, Decimal(7)),)),
    TaxCode("BC", "S", "", (), components=("GST", "PST")),
]
TABLE = TaxTable((*CODES, *PARTS))
DEFAULTS = Defaults("A", "Income:Services")
ROUNDING = Rounding()


def asked(*texts: str, **more: object) -> InvoiceDraft:
    lines = tuple(parse_line(text, {}) for text in texts)
    return InvoiceDraft("Acme", DAY, "EUR", lines, **more)  # type: ignore[arg-type]


def billed(
    draft: InvoiceDraft, percent: str, rounding: Rounding = ROUNDING
) -> tuple[Invoice, Invoice, Invoice]:
    """Return the whole, the deposit, and the whole less the deposit."""
    whole = calculate(draft, TABLE, rounding, DEFAULTS)
    parts = shares(draft, Decimal(percent), TABLE, rounding, DEFAULTS)
    first = calculate(deposit_draft(draft, parts, "Deposit", {}), TABLE, rounding, DEFAULTS)
    last = final_draft(draft, {"INV-1": parts}, "Deposit {number}", {})
    return whole, first, calculate(last, TABLE, rounding, DEFAULTS)


def taxes(*invoices: Invoice) -> dict[tuple[Decimal, str], Decimal]:
    found: dict[tuple[Decimal, str], Decimal] = {}
    for group in (group for invoice in invoices for group in invoice.taxes):
        key = group.rate, group.account
        found[key] = found.get(key, Decimal(0)) + group.tax.number
    return found


def agree(whole: Invoice, first: Invoice, last: Invoice) -> None:
    assert first.net + last.net == whole.net
    assert first.tax + last.tax == whole.tax
    assert first.total + last.total == whole.total
    assert taxes(first, last) == taxes(whole)


LINES = st.lists(
    st.builds(
        "{} x {}.{:02} Work; tax={}".format,
        st.integers(1, 9),
        st.integers(1, 999),
        st.integers(0, 99),
        st.sampled_from([*RATES, "BC"]),
    ),
    min_size=1,
    max_size=5,
)
DISCOUNTS = st.none() | st.builds(Reduction, st.decimals("0.5", "40", places=1), st.just(True))


@given(
    lines=LINES,
    percent=st.integers(1, 99).map(str),
    prices=st.sampled_from(list(Prices)),
    discount=DISCOUNTS,
    level=st.sampled_from(["document", "line"]),
)
@settings(max_examples=60, deadline=None)
def test_both_invoices_come_to_the_quote(
    lines: list[str], percent: str, prices: Prices, discount: Reduction | None, level: str
) -> None:
    draft = asked(*lines, prices=prices, discount=discount)
    agree(*billed(draft, percent, Rounding(level=level)))


@pytest.mark.long
@given(
    lines=LINES,
    percent=st.integers(1, 99).map(str),
    prices=st.sampled_from(list(Prices)),
    discount=DISCOUNTS,
)
@settings(max_examples=400, deadline=None)
def test_both_invoices_come_to_the_quote_in_many_cases(
    lines: list[str], percent: str, prices: Prices, discount: Reduction | None
) -> None:
    agree(*billed(asked(*lines, prices=prices, discount=discount), percent))


@given(lines=LINES, percent=st.integers(1, 99).map(str))
@settings(max_examples=30, deadline=None)
def test_the_deposit_is_the_percentage_but_for_some_cents(lines: list[str], percent: str) -> None:
    draft = asked(*lines)
    whole, first, _ = billed(draft, percent)
    codes = len(printed_by_tax(whole))
    exact = whole.net.number * Decimal(percent) / 100
    assert abs(first.net.number - exact) <= codes * (Decimal("0.005") + MOVED_MAX / Decimal(100))


@pytest.mark.parametrize(
    ("texts", "percent", "first", "last"),
    [
        (["1000 Work; tax=A"], "30", ("300.00", "57.00"), ("700.00", "133.00")),
        (["1000 Work; tax=A", "500 Food; tax=B"], "20", ("300.00", "45.00"), ("1200.00", "180.00")),
        (["1000 Export; tax=G"], "50", ("500.00", "0.00"), ("500.00", "0.00")),
        (["100 Work; tax=BC"], "25", ("25.00", "3.00"), ("75.00", "9.00")),
    ],
)
def test_worked_examples(
    texts: list[str], percent: str, first: tuple[str, str], last: tuple[str, str]
) -> None:
    whole, deposit, rest = billed(asked(*texts), percent)
    agree(whole, deposit, rest)
    assert (str(deposit.net.number), str(deposit.tax.number)) == first
    assert (str(rest.net.number), str(rest.tax.number)) == last


def test_cents_are_moved_where_the_tax_would_miss() -> None:
    moved = []
    for percent in range(1, 100):
        whole, first, last = billed(asked("11.10 Work; tax=A"), str(percent))
        agree(whole, first, last)
        exact = (Decimal("11.10") * percent / 100).quantize(Decimal("0.01"), "ROUND_HALF_UP")
        if first.net.number != exact:
            moved.append(abs(first.net.number - exact))
    assert moved, "some share needs a cent more or less"
    assert max(moved) <= Decimal("0.05")


def test_a_discount_on_everything_leaves_the_deposit_out() -> None:
    draft = asked("1000 Work; tax=A", discount=Reduction(Decimal(10), percent=True))
    whole, first, last = billed(draft, "50")
    assert [str(one.net.number) for one in (whole, first, last)] == ["900.00", "450.00", "450.00"]
    assert [str(one.amount) for one in last.allowances] == ["-100.00 EUR"]
    assert [line.description for line in last.lines] == ["Work", "Deposit INV-1"]
    assert str(last.lines[1].amount) == "-450.00 EUR"


def test_the_deposit_has_nothing_but_its_lines() -> None:
    draft = asked("100 Work; tax=A", "10 Food; tax=B", note="Hi", delivery_date=DAY)
    parts = shares(draft, Decimal(30), TABLE, ROUNDING, DEFAULTS)
    found = deposit_draft(draft, parts, "Deposit", {"A": "Liabilities:Deposits"})
    assert [(line.tax, line.price, line.account) for line in found.lines] == [
        ("A", Decimal("30.00"), "Liabilities:Deposits"),
        ("B", Decimal("3.00"), None),
    ]
    assert (found.discount, found.delivery_date, found.period, found.note) == (
        None,
        None,
        None,
        "Hi",
    )


def test_a_share_of_a_cent_is_not_moved_to_nothing() -> None:
    """Where a share is all there is of a rate, taking a cent off it would leave no share."""
    draft = asked("3 x 2.15 Work; tax=A", "1.18 Work; tax=C", "2.02 Work; tax=B")
    parts = shares(draft, Decimal(1), TABLE, ROUNDING, DEFAULTS)
    assert all(part > 0 for part in parts.values())
    agree(*billed(draft, "1"))


TINY = st.lists(
    st.builds("0.{:02} Work; tax={}".format, st.integers(1, 40), st.sampled_from([*RATES, "BC"])),
    min_size=1,
    max_size=4,
)


def of_some_cents(
    lines: list[str], percent: str, prices: Prices, discount: Reduction | None, level: str
) -> None:
    """Bill a deposit on a quote of a few cents: it agrees to the cent, or is refused.

    Refused is a share of nothing, and one that no split of less than 20 cents comes to.
    """
    draft = asked(*lines, prices=prices, discount=discount)
    rounding = Rounding(level=level)
    each = printed_by_tax(calculate(draft, TABLE, rounding, DEFAULTS)).values()
    if all(amount * int(percent) < Decimal("0.5") for amount in each):
        with pytest.raises(UsageError, match="is nothing"):
            billed(draft, percent, rounding)
        return
    try:
        whole, first, last = billed(draft, percent, rounding)
    except UsageError as error:
        assert "no share of about" in str(error)  # noqa: PT017 - with its words
        assert sum(each) < Decimal("0.20")
        return
    agree(whole, first, last)
    assert first.total.number > 0
    assert last.total.number >= 0


@given(
    lines=TINY,
    percent=st.integers(1, 99).map(str),
    prices=st.sampled_from(list(Prices)),
    discount=DISCOUNTS,
    level=st.sampled_from(["document", "line"]),
)
@example(["0.04 Work; tax=G", "0.07 Work; tax=C"], "98", Prices.NET,
         Reduction(Decimal(40), percent=True), "line")  # fmt: skip
@example(["0.06 Work; tax=C"], "8", Prices.GROSS, None, "document")
@example(["0.10 Work; tax=BC"], "45", Prices.NET, None, "document")
@settings(max_examples=60, deadline=None)
def test_a_deposit_on_a_quote_of_a_few_cents(
    lines: list[str], percent: str, prices: Prices, discount: Reduction | None, level: str
) -> None:
    of_some_cents(lines, percent, prices, discount, level)


@pytest.mark.long
@given(
    lines=TINY,
    percent=st.integers(1, 99).map(str),
    prices=st.sampled_from(list(Prices)),
    discount=DISCOUNTS,
    level=st.sampled_from(["document", "line"]),
)
@settings(max_examples=1000, deadline=None)
def test_a_deposit_on_a_quote_of_a_few_cents_in_many_cases(
    lines: list[str], percent: str, prices: Prices, discount: Reduction | None, level: str
) -> None:
    of_some_cents(lines, percent, prices, discount, level)


def test_a_share_of_nothing_is_refused() -> None:
    with pytest.raises(UsageError, match=r"10% of 0\.04 EUR is nothing") as caught:
        billed(asked("0.04 Work; tax=A"), "10")
    assert caught.value.problems[0].code == "OPTION-VALUE"


@pytest.mark.parametrize(
    ("lines", "percent"),
    [
        (["-1 x 0.07 A; tax=E", "-1 x 0.01 B; tax=A", "0.09 C; tax=G", "0.11 D; tax=F"], "14"),
        (["-1 x 1.00 A; tax=G", "1.01 B; tax=G"], "99"),
        (["-1 x 1.00 A; tax=G", "1.01 B; tax=A"], "1"),
    ],
)
def test_lines_below_zero_agree_or_are_refused(lines: list[str], percent: str) -> None:
    try:
        made = billed(asked(*lines), percent)
    except UsageError as error:
        made, codes = (), [problem.code for problem in error.problems]
    else:
        codes = []
    assert codes in ([], ["OPTION-VALUE"])
    if made:
        agree(*made)
        assert made[1].total.number > 0


def test_no_share_of_lines_that_offset_each_other_is_refused() -> None:
    lines = ["-1 x 0.07 A; tax=E", "-1 x 0.01 B; tax=A", "0.09 C; tax=G", "0.11 D; tax=F"]
    with pytest.raises(UsageError, match="no share of about 14% and its rest come to"):
        billed(asked(*lines), "14")


def test_a_tax_code_whose_share_is_nothing_has_no_line() -> None:
    draft = asked("0.04 Work; tax=A", "100 Food; tax=B")
    assert shares(draft, Decimal(10), TABLE, ROUNDING, DEFAULTS) == {"B": Decimal("10.00")}
    agree(*billed(draft, "10"))
