from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from billcli.domain.calculate import calculate
from billcli.domain.invoice import Invoice, Period, Prices
from billcli.domain.invoice_draft import Defaults, InvoiceDraft
from billcli.domain.line_draft import LineDraft
from billcli.domain.line_text import parse_line
from billcli.domain.money import ROUNDINGS, Money, digits, quantum, rounded
from billcli.domain.open_item import Kind
from billcli.domain.problem import UsageError
from billcli.domain.reduction import Reduction
from billcli.domain.tax import Rounding, TaxCode, TaxPart, TaxTable
from billcli.domain.tax_split import apportion, settle

D = dt.date
DATE = D(2026, 1, 15)
START = D(2000, 1, 1)
VAT = "Liabilities:VAT"


def tax(name: str, category: str, rate: str, account: str = VAT, exemption: str = "") -> TaxCode:
    return TaxCode(name, category, account, ((START, Decimal(rate)),), exemption)


TABLE = TaxTable(
    (
        tax("S19", "S", "19"),
        tax("S19-goods", "S", "19"),
        tax("S19-other", "S", "19", "Liabilities:VAT:Other"),
        tax("S7", "S", "7"),
        tax("S8", "S", "8"),
        tax("S8.5", "S", "8.5"),
        tax("S12", "S", "12"),
        tax("S21", "S", "21"),
        tax("S22", "S", "22"),
        tax("S23", "S", "23"),
        tax("Z", "Z", "0"),
        tax("E", "E", "0", exemption="Small business"),
        tax("RC", "AE", "0"),
        tax("GST", "S", "5", "Liabilities:GST"),
        tax("PST", "S", "7", "Liabilities:PST"),
        TaxCode("BC", "S", "", (), components=("GST", "PST")),
        TaxCode("DE", "S", VAT, ((START, Decimal(19)), (D(2020, 7, 1), Decimal(16)))),
    )
)
DEFAULTS = Defaults("S19", "Income:Services")
BY_LINE = Rounding(level="line")


def line(text: str) -> LineDraft:
    return parse_line(text, {})


def made(
    *texts: str,
    rounding: Rounding = Rounding(),  # noqa: B008 - frozen
    defaults: Defaults = DEFAULTS,
    currency: str = "EUR",
    **more: object,
) -> Invoice:
    draft = InvoiceDraft("Acme", DATE, currency, tuple(line(t) for t in texts), **more)
    return calculate(draft, TABLE, rounding, defaults)


def figures(invoice: Invoice) -> tuple[str, str, str]:
    return tuple(str(m.number) for m in (invoice.net, invoice.tax, invoice.total))


def off(text: str) -> Reduction:
    value = Decimal(text.removesuffix("%"))
    return Reduction(value, percent=text.endswith("%"))


def test_the_worked_example() -> None:
    invoice = made("10 h x 150.00 Consulting, January; tax=S8", "300.00 Hosting; tax=S8")
    assert figures(invoice) == ("1800.00", "144.00", "1944.00")
    assert [str(item.net) for item in invoice.lines] == ["1500.00 EUR", "300.00 EUR"]
    (group,) = invoice.taxes
    assert (group.code, group.category, group.rate) == ("S8", "S", 8)
    assert group.base == Money.of("1800.00", "EUR")
    assert invoice.number == ""
    assert invoice.kind is Kind.INVOICE
    assert not invoice.rounding


def test_a_draft_says_everything_else_of_the_document() -> None:
    invoice = made(
        "5 Thing",
        terms="2/10 NET 30",
        note="Thank you",
        delivery_date=D(2026, 1, 10),
        period=Period(D(2026, 1, 1), D(2026, 1, 10)),
        purchase_order="PO-1",
        buyer_reference="B-2",
        kind=Kind.CREDIT_NOTE,
        corrects="INV-1",
        reason="Returned",
    )
    assert invoice.terms == "2/10 net 30"
    assert invoice.due == D(2026, 2, 14)
    assert invoice.note == "Thank you"
    assert invoice.delivery_date == D(2026, 1, 10)
    assert invoice.period == Period(D(2026, 1, 1), D(2026, 1, 10))
    assert (invoice.purchase_order, invoice.buyer_reference) == ("PO-1", "B-2")
    assert (invoice.kind, invoice.corrects) == (Kind.CREDIT_NOTE, "INV-1")
    assert invoice.reason == "Returned"


@pytest.mark.parametrize(
    ("texts", "rounding", "expected"),
    [
        (["1.03 Piece"] * 100, Rounding(), ("103.00", "19.57", "122.57")),
        (["1.03 Piece"] * 100, BY_LINE, ("103.00", "20.00", "123.00")),
        (
            ["16 x 348.35 Piece; discount=4%; tax=S22"],
            Rounding(),
            ("5350.66", "1177.15", "6527.81"),
        ),
        (["16 x 348.35 Piece; discount=4%; tax=S22"], BY_LINE, ("5350.66", "1177.15", "6527.81")),
        (
            [f"{p} Piece; tax=S8.5" for p in ("598.89", "329.84", "-59.89", "-32.98")],
            Rounding(),
            ("835.86", "71.05", "906.91"),
        ),
        (
            ["55.55 Piece; tax=S23", "11.11 Piece; tax=S23"],
            Rounding(),
            ("66.66", "15.33", "81.99"),
        ),
        (["55.55 Piece; tax=S23", "11.11 Piece; tax=S23"], BY_LINE, ("66.66", "15.34", "82.00")),
        (["0.50 Piece"], Rounding("ROUND_HALF_EVEN"), ("0.50", "0.10", "0.60")),
        (["0.50 Piece"], Rounding("ROUND_DOWN"), ("0.50", "0.09", "0.59")),
    ],
)
def test_known_pairs_with_net_prices(
    texts: list[str], rounding: Rounding, expected: object
) -> None:
    assert figures(made(*texts, rounding=rounding)) == expected


@pytest.mark.parametrize(
    ("texts", "rounding", "expected"),
    [
        (["52.50 Piece; tax=S12"], Rounding(), ("46.88", "5.62", "52.50")),
        (["11.90 A; tax=S21", "2.80 B; tax=S21"], Rounding(), ("12.15", "2.55", "14.70")),
        (["11.90 A; tax=S21", "2.80 B; tax=S21"], BY_LINE, ("12.14", "2.56", "14.70")),
        (["119 A", "107 B; tax=S7", "50 C; tax=E"], Rounding(), ("250.00", "26.00", "276.00")),
        (["112.00 A; tax=BC"], Rounding(), ("100.00", "12.00", "112.00")),
    ],
)
def test_known_pairs_with_gross_prices(
    texts: list[str], rounding: Rounding, expected: object
) -> None:
    invoice = made(*texts, rounding=rounding, prices=Prices.GROSS)
    assert figures(invoice) == expected
    assert invoice.prices is Prices.GROSS


def test_gross_lines_share_the_net_by_largest_remainder() -> None:
    invoice = made("1.00 A", "1.00 B", "1.00 C", prices=Prices.GROSS)
    assert [str(item.net.number) for item in invoice.lines] == ["0.84", "0.84", "0.84"]
    invoice = made("11.90 A; tax=S21", "2.80 B; tax=S21", prices=Prices.GROSS)
    assert [str(item.net.number) for item in invoice.lines] == ["9.84", "2.31"]
    assert [str(item.amount.number) for item in invoice.lines] == ["11.90", "2.80"]


@pytest.mark.parametrize(
    ("asked", "currency", "printed"),
    [
        ("300", "EUR", "300.00"),
        ("0.125", "EUR", "0.125"),
        ("5.00", "JPY", "5"),
        ("1", "KWD", "1.000"),
    ],
)
def test_a_price_is_written_in_full(asked: str, currency: str, printed: str) -> None:
    assert str(made(f"{asked} A", currency=currency).lines[0].price) == f"{printed} {currency}"


def test_gross_lines_that_cancel_leave_nothing() -> None:
    invoice = made("1.00 A", "-1.00 A returned", prices=Prices.GROSS)
    assert figures(invoice) == ("0.00", "0.00", "0.00")


@pytest.mark.parametrize(
    ("currency", "price", "expected"),
    [
        ("JPY", "333", ("333", "63", "396")),
        ("KWD", "3.333", ("3.333", "0.633", "3.966")),
        ("EUR", "3.335", ("3.34", "0.63", "3.97")),
        ("CLF", "3.3333", ("3.3333", "0.6333", "3.9666")),
    ],
)
def test_figures_have_the_digits_of_the_currency(
    currency: str, price: object, expected: object
) -> None:
    assert figures(made(f"{price} Piece", currency=currency)) == expected


def test_tax_groups_are_by_category_rate_account_and_reason() -> None:
    invoice = made(
        "100 A; tax=S19",
        "100 B; tax=S7",
        "100 C; tax=S19-goods",
        "100 D; tax=S19-other",
        "100 E; tax=E",
        "100 F; tax=RC",
        "100 G; tax=Z",
    )
    found = [
        (g.code, g.category, str(g.rate), str(g.base.number), str(g.tax.number), g.exemption)
        for g in invoice.taxes
    ]
    assert found == [
        ("S19", "S", "19", "200.00", "38.00", ""),
        ("S7", "S", "7", "100.00", "7.00", ""),
        ("S19-other", "S", "19", "100.00", "19.00", ""),
        ("E", "E", "0", "100.00", "0.00", "Small business"),
        ("RC", "AE", "0", "100.00", "0.00", "Reverse charge"),
        ("Z", "Z", "0", "100.00", "0.00", ""),
    ]
    assert [item.tax for item in invoice.lines][2] == "S19-goods"


def test_components_are_a_group_each() -> None:
    invoice = made("10.10 A; tax=BC", "100 B; tax=GST")
    found = [
        (g.code, g.group, g.account, str(g.base.number), str(g.tax.number)) for g in invoice.taxes
    ]
    assert found == [
        ("GST", "BC", "Liabilities:GST", "10.10", "0.51"),
        ("PST", "BC", "Liabilities:PST", "10.10", "0.71"),
        ("GST", "", "Liabilities:GST", "100.00", "5.00"),
    ]


def test_a_line_may_be_outside_any_tax() -> None:
    invoice = made("100 A", defaults=Defaults("", "Income:Services"))
    assert invoice.taxes == ()
    assert invoice.lines[0].tax == ""
    assert figures(invoice) == ("100.00", "0.00", "100.00")
    assert figures(
        made("100 A", defaults=Defaults("", "Income:Services"), prices=Prices.GROSS)
    ) == ("100.00", "0.00", "100.00")


@pytest.mark.parametrize(
    ("delivery", "period", "rate"),
    [
        (None, None, 16),
        (D(2020, 6, 30), None, 19),
        (None, Period(D(2020, 6, 1), D(2020, 6, 30)), 19),
        (None, Period(D(2020, 6, 1), D(2020, 7, 1)), 16),
        (D(2020, 7, 1), Period(D(2020, 6, 1), D(2020, 6, 30)), 16),
    ],
)
def test_the_day_of_supply_decides_the_rate(
    delivery: object, period: Period | None, rate: int | str
) -> None:
    draft = InvoiceDraft(
        "Acme",
        D(2020, 7, 15),
        "EUR",
        (line("100 A; tax=DE"),),
        delivery_date=delivery,
        period=period,
    )
    assert calculate(draft, TABLE, Rounding(), DEFAULTS).taxes[0].rate == rate


@pytest.mark.parametrize(
    ("text", "discount", "net"),
    [
        ("3 x 33.33 A; discount=10%", "10.00", "89.99"),
        ("3 x 33.33 A; discount=9.99", "9.99", "90.00"),
        ("-3 x 33.33 A; discount=10%", "-10.00", "-89.99"),
        ("100 A; discount=100%", "100.00", "0.00"),
    ],
)
def test_a_line_discount_is_inside_the_net(text: str, discount: Reduction | None, net: str) -> None:
    invoice = made(text, "1000 B")
    first = invoice.lines[0]
    assert (str(first.discount.number), str(first.net.number)) == (discount, net)
    assert first.amount == first.net


def test_a_document_discount_is_split_by_tax_code() -> None:
    invoice = made("100 A", "200 B; tax=S7", "100 C", discount=off("10%"))
    found = [(a.tax, str(a.net.number), a.percent, a.reason) for a in invoice.allowances]
    assert found == [("S19", "-20.00", 10, "Discount"), ("S7", "-20.00", 10, "Discount")]
    assert figures(invoice) == ("360.00", "46.80", "406.80")
    assert {a.account for a in invoice.allowances} == {"Income:Services"}


def test_a_document_discount_of_an_amount_is_split_without_loss() -> None:
    invoice = made("1 A", "1 B; tax=S7", "1 C; tax=E", discount=off("0.50"))
    assert [str(a.net.number) for a in invoice.allowances] == ["-0.17", "-0.17", "-0.16"]
    assert {a.percent for a in invoice.allowances} == {None}


def test_a_document_discount_may_have_an_account_and_a_reason() -> None:
    invoice = made(
        "100 A",
        discount=off("5%"),
        discount_reason="Loyal customer",
        defaults=Defaults("S19", "Income:Services", "Income:Discounts"),
    )
    (allowance,) = invoice.allowances
    assert (allowance.account, allowance.reason) == ("Income:Discounts", "Loyal customer")


def test_a_document_discount_takes_the_account_of_its_lines() -> None:
    invoice = made("100 A; account=Income:Goods", discount=off("5%"))
    assert invoice.allowances[0].account == "Income:Goods"


def test_a_gross_discount_is_printed_gross_and_posted_net() -> None:
    invoice = made("119.00 A", prices=Prices.GROSS, discount=off("11.90"))
    (allowance,) = invoice.allowances
    assert str(allowance.amount) == "-11.90 EUR"
    assert str(allowance.net) == "-10.00 EUR"
    assert figures(invoice) == ("90.00", "17.10", "107.10")


def test_a_discount_of_the_whole_makes_a_document_of_nothing() -> None:
    assert figures(made("100 A", discount=off("100%"))) == ("0.00", "0.00", "0.00")


def test_a_percentage_of_nothing_is_no_allowance() -> None:
    assert made("5 A", "-5 B", discount=off("5%")).allowances == ()


@pytest.mark.parametrize("texts", [["100 A"], ["5 A", "-5 B"], ["200 A", "-101 B"]])
def test_a_discount_above_the_lines_is_refused(texts: list[str]) -> None:
    with pytest.raises(UsageError, match="DISCOUNT-LARGE"):
        made(*texts, discount=off("100.01"))


def test_a_discount_has_the_digits_of_the_currency() -> None:
    with pytest.raises(UsageError, match="AMOUNT-DIGITS"):
        made("100 A", discount=off("0.5"), currency="JPY")


@pytest.mark.parametrize(
    ("price", "rounding", "total"),
    [("8.39", "0.02", "10.00"), ("8.42", "-0.02", "10.00"), ("10.00", "0.00", "11.90")],
)
def test_cash_rounding_is_an_explicit_figure(price: str, rounding: str, total: str) -> None:
    cash = Rounding(cash={"CHF": Decimal("0.05")})
    invoice = made(f"{price} A", currency="CHF", rounding=cash)
    assert str(invoice.rounding.number) == rounding
    assert str(invoice.total.number) == total
    assert made("8.39 A", currency="EUR", rounding=cash).rounding == Money.zero("EUR")


@pytest.mark.parametrize(
    ("more", "due", "terms"),
    [
        ({}, None, ""),
        ({"terms": "net 14"}, D(2026, 1, 29), "net 14"),
        ({"terms": "due on receipt"}, DATE, "net 0"),
        ({"terms": "2/10"}, None, "2/10"),
        ({"terms": "2/10 net 30", "due": D(2026, 3, 1)}, D(2026, 3, 1), "2/10 net 30"),
        ({"terms": "2026-03-01"}, D(2026, 3, 1), "2026-03-01"),
        ({"due": DATE}, DATE, ""),
    ],
)
def test_the_due_date_is_stated_or_follows_from_the_terms(
    more: object, due: dt.date | None, terms: object
) -> None:
    invoice = made("100 A", **more)
    assert (invoice.due, invoice.terms) == (due, terms)


@pytest.mark.parametrize("more", [{"due": D(2026, 1, 14)}, {"terms": "2026-01-14"}])
def test_due_before_the_date_is_refused(more: object) -> None:
    with pytest.raises(UsageError, match=r"DUE-BEFORE.*2026-01-14.*2026-01-15"):
        made("100 A", **more)


@pytest.mark.parametrize(
    ("texts", "more", "code"),
    [
        ([], {}, "LINE-MISSING"),
        (["100 A"], {"currency": "eur"}, "CURRENCY-UNREADABLE"),
        (["100 A"], {"terms": "soon"}, "TERMS-UNREADABLE"),
        (["100 A"], {"note": "a\nb"}, "TEXT-CONTROL"),
        (["100 A"], {"purchase_order": "\x1b"}, "TEXT-CONTROL"),
        (["100 A"], {"buyer_reference": "x" * 1001}, "TEXT-LONG"),
        (["100 A"], {"reason": "\u202e"}, "TEXT-CONTROL"),
        (["-1 A"], {}, "INVOICE-NEGATIVE"),
        (["0 A"], {}, "INVOICE-ZERO"),
        (["0.00 A", "3 x 0 B"], {}, "INVOICE-ZERO"),
        (["5 A", "0 x 5 B"], {}, "LINE-ZERO"),
        (["5 A", "-0 h x 5 B"], {}, "LINE-ZERO"),
        (["-1 A"], {"kind": Kind.CREDIT_NOTE}, "INVOICE-NEGATIVE"),
        (["100 A; tax=S91"], {}, "TAX-UNKNOWN"),
        (["999999999999999 x 2 A"], {}, "AMOUNT-LARGE"),
        (["900000000000000 A"], {}, "AMOUNT-LARGE"),
        (["100 A; discount=0.001"], {}, "AMOUNT-DIGITS"),
    ],
)
def test_what_makes_no_document_is_refused(texts: list[str], more: object, code: str) -> None:
    with pytest.raises(UsageError) as caught:
        made(*texts, **more)
    problem = caught.value.problems[-1]
    assert problem.code == code
    assert problem.help


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"price": Decimal("NaN")}, "AMOUNT-LARGE"),
        ({"price": Decimal("Infinity")}, "AMOUNT-LARGE"),
        ({"price": Decimal("1E+999999")}, "AMOUNT-LARGE"),
        ({"price": Decimal("1E-9")}, "AMOUNT-LARGE"),
        ({"quantity": Decimal("1E+15")}, "AMOUNT-LARGE"),
        ({"currency": "USD"}, "LINE-CURRENCY"),
        ({"description": "a\x00b"}, "TEXT-CONTROL"),
    ],
)
def test_a_line_from_elsewhere_is_judged_too(changes: object, code: str) -> None:
    wanted = {"description": "A", "quantity": Decimal(1), "unit": "C62", "price": Decimal(1)}
    draft = InvoiceDraft("Acme", DATE, "EUR", (LineDraft(**{**wanted, **changes}),))
    with pytest.raises(UsageError) as caught:
        calculate(draft, TABLE, Rounding(), DEFAULTS)
    assert caught.value.problems[0].code == code


def test_a_tax_without_a_rate_on_the_day_is_refused() -> None:
    draft = InvoiceDraft("Acme", D(1999, 12, 31), "EUR", (line("100 A"),))
    with pytest.raises(UsageError, match=r"line 1 \(A\): tax code S19 has no rate on 1999-12-31"):
        calculate(draft, TABLE, Rounding(), DEFAULTS)


def test_all_lines_are_judged_at_once() -> None:
    with pytest.raises(UsageError) as caught:
        made("100 A; tax=S91", "100 B", "100 C; tax=S92")
    assert [p.message.split(":")[0] for p in caught.value.problems] == ["line 1 (A)", "line 3 (C)"]


def test_apportion_gives_the_first_of_equals_first() -> None:
    thirds = [Decimal(1) / 3] * 3
    assert [str(m.number) for m in apportion(thirds, Money.of("1.00", "EUR"))] == [
        "0.34",
        "0.33",
        "0.33",
    ]
    assert apportion([], Money.zero("EUR")) == ()


def test_settling_amounts_without_tax_changes_nothing() -> None:
    printed = [Money.of("1.00", "EUR"), Money.of("-2.00", "EUR")]
    for prices in Prices:
        assert settle(printed, (), prices, Rounding()) == (printed, [])


CODES = ("S19", "S19-goods", "S7", "S8.5", "Z", "E", "RC", "BC", "GST", "")


@st.composite
def cases(draw: st.DrawFn) -> Invoice:
    currency = draw(st.sampled_from(["JPY", "EUR", "KWD", "BHD", "CHF"]))
    lines = draw(
        st.lists(
            st.builds(
                LineDraft,
                description=st.just("Thing"),
                quantity=st.decimals(-20, 1000, places=2).filter(bool),
                unit=st.just("C62"),
                price=st.decimals(0, 10_000, places=draw(st.integers(0, 4))),
                tax=st.sampled_from(CODES),
                discount=st.one_of(
                    st.none(),
                    st.builds(
                        Reduction, st.decimals("0.01", 100, places=2), percent=st.just(value=True)
                    ),
                ),
            ),
            min_size=1,
            max_size=8,
        )
    )
    lines.append(LineDraft("Base", Decimal(1), "C62", Decimal(3_000_000), "S7"))
    discount = draw(
        st.one_of(
            st.none(),
            st.builds(Reduction, st.decimals("0.01", 90, places=2), percent=st.just(value=True)),
            st.builds(Reduction, st.integers(1, 900).map(Decimal), percent=st.just(value=False)),
        )
    )
    rounding = Rounding(
        draw(st.sampled_from(sorted(ROUNDINGS))),
        draw(st.sampled_from(["document", "line"])),
        {"CHF": Decimal("0.05")},
    )
    draft = InvoiceDraft(
        "Acme",
        DATE,
        currency,
        tuple(lines),
        terms="net 30",
        discount=discount,
        prices=draw(st.sampled_from(Prices)),
    )
    return calculate(draft, TABLE, rounding, DEFAULTS)


def adds_up(invoice: Invoice) -> None:
    tax_is_near(invoice)
    currency = invoice.currency
    assert invoice.net + invoice.tax + invoice.rounding == invoice.total
    moneys = [invoice.total, invoice.rounding]
    for part in (*invoice.lines, *invoice.allowances):
        moneys += [part.net, part.amount]
        if invoice.prices is Prices.NET:
            assert part.net == part.amount
    for group in invoice.taxes:
        moneys += [group.base, group.tax]
        assert (group.rate == 0) <= (group.tax.number == 0)
    for money in moneys:
        assert money.currency == currency
        assert -money.number.as_tuple().exponent == digits(currency)
    if invoice.prices is Prices.GROSS:
        printed = [part.amount.number for part in (*invoice.lines, *invoice.allowances)]
        assert sum(printed) == (invoice.net + invoice.tax).number


def tax_is_near(invoice: Invoice) -> None:
    """No group is off by more than a unit for each amount in it (one in all by document)."""
    parts = len(invoice.lines) + len(invoice.allowances)
    for group in invoice.taxes:
        exact = group.base.number * group.rate / 100
        assert abs(group.tax.number - exact) <= quantum(invoice.currency) * (parts + 1)


def shares_are_whole(numbers: list[Decimal], mode: str) -> None:
    target = Money(rounded(sum(numbers, Decimal(0)), "EUR", mode), "EUR")
    shares = apportion(numbers, target)
    assert sum((s.number for s in shares), Decimal(0)) == target.number
    for share, number in zip(shares, numbers, strict=True):
        assert abs(share.number - number) < Decimal("0.01")


any_case = given(cases())
any_shares = given(
    st.lists(st.decimals(-1000, 1000, places=6), max_size=12), st.sampled_from(sorted(ROUNDINGS))
)
full = settings(max_examples=10_000, deadline=None)
few = settings(max_examples=50, deadline=None)
test_any_document_adds_up = few(any_case(adds_up))
test_any_document_adds_up_in_full = pytest.mark.long(full(any_case(adds_up)))
test_shares_are_whole_and_near = few(any_shares(shares_are_whole))
test_shares_are_whole_and_near_in_full = pytest.mark.long(full(any_shares(shares_are_whole)))


def test_a_part_knows_what_it_charges() -> None:
    assert TABLE.parts("RC", DATE) == (TaxPart("RC", "", "AE", Decimal(0), VAT, "Reverse charge"),)
