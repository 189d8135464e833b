from __future__ import annotations

import datetime as dt
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from billcli.domain.calculate import calculate
from billcli.domain.contract import ENTRY_KEYS, POSTING_KEYS, check_text
from billcli.domain.correction import credit_note_of
from billcli.domain.entry import Entry, Posting
from billcli.domain.instalment import parse_instalments, planned
from billcli.domain.invoice import Allowance, Invoice, Line, Origin, Period, Prices, TaxGroup
from billcli.domain.invoice_draft import Defaults, InvoiceDraft
from billcli.domain.invoice_entry import entry_of, invoice_of, opening_entry
from billcli.domain.line_draft import LineDraft
from billcli.domain.line_text import parse_line
from billcli.domain.money import ROUNDINGS, Money
from billcli.domain.open_item import Kind
from billcli.domain.posting_role import Role, shares
from billcli.domain.problem import UsageError
from billcli.domain.reduction import Reduction
from billcli.domain.tax import Rounding, TaxCode, TaxTable

D = dt.date
DATE = D(2026, 1, 15)
NEW_YEAR = D(2026, 1, 1)
ACME = "Assets:Receivable:Acme"
SERVICES = "Income:Services"
SALES_TAX = "Liabilities:SalesTax"
START = D(2000, 1, 1)
CODES_AND_RATES = (
    ("CA-8", "S", SALES_TAX, "8"),
    ("S7.5", "S", SALES_TAX, "7.5"),
    ("RC", "AE", SALES_TAX, "0"),
    ("GST", "S", "Liabilities:GST", "5"),
    ("PST", "S", "Liabilities:PST", "7"),
)
SIMPLE = [TaxCode(n, c, a, ((START, Decimal(rate)),)) for n, c, a, rate in CODES_AND_RATES]
TABLE = TaxTable((*SIMPLE, TaxCode("BC", "S", "", (), components=("GST", "PST"))))


def usd(number: str) -> Money:
    return Money.of(number, "USD")


def made(*texts: str, rounding: Rounding | None = None, **more: object) -> Invoice:
    lines = tuple(parse_line(text, {}) for text in texts)
    draft = InvoiceDraft("Acme", DATE, more.pop("currency", "USD"), lines, **more)
    invoice = calculate(draft, TABLE, rounding or Rounding(), Defaults("CA-8", SERVICES))
    return replace(invoice, number="INV-2026-0001")


def booked(invoice: Invoice) -> Entry:
    return entry_of(invoice, ACME, "Acme Inc.", "Expenses:Rounding")


def read(entry: Entry) -> Invoice:
    return invoice_of(entry, lambda account: account.startswith("Assets:Receivable"), "Acme")


def sums_to_zero(entry: Entry) -> bool:
    return sum((p.amount.number for p in entry.postings), Decimal(0)) == 0


def foreign(*postings: tuple[str, str], narration: str = "Work", **more: object) -> Entry:
    legs = tuple(Posting(account, usd(number)) for account, number in postings)
    return Entry(DATE, "Acme Inc.", narration, (), ("INV-9",), legs, **more)


WORKED = Entry(
    DATE,
    "Acme Inc.",
    "Invoice INV-2026-0001",
    ("invoice",),
    ("INV-2026-0001",),
    (
        Posting(ACME, usd("1944.00")),
        Posting(
            SERVICES,
            usd("-1500.00"),
            {
                "item": "Consulting, January",
                "quantity": Decimal(10),
                "unit": "HUR",
                "price": usd("150.00"),
                "tax": "CA-8",
            },
        ),
        Posting(
            SERVICES,
            usd("-300.00"),
            {
                "item": "Hosting",
                "quantity": Decimal(1),
                "unit": "C62",
                "price": usd("300.00"),
                "tax": "CA-8",
            },
        ),
        Posting(
            SALES_TAX,
            usd("-144.00"),
            {"tax": "CA-8", "category": "S", "rate": Decimal(8), "base": usd("1800.00")},
        ),
    ),
    {"invoice": "INV-2026-0001", "due": D(2026, 2, 14)},
)


def test_the_worked_example_is_written_as_it_stands_in_the_contract() -> None:
    invoice = made("10 h x 150.00 Consulting, January", "300.00 Hosting", due=D(2026, 2, 14))
    entry = booked(invoice)
    assert entry == WORKED
    assert [list(p.meta) for p in entry.postings] == [list(p.meta) for p in WORKED.postings]
    assert list(entry.meta) == ["invoice", "due"]


def test_the_worked_example_is_read_back() -> None:
    invoice = made("10 h x 150.00 Consulting, January", "300.00 Hosting", due=D(2026, 2, 14))
    assert read(WORKED) == invoice


FULL = {
    "terms": "2/10 net 30",
    "note": "Thank you",
    "delivery_date": D(2026, 1, 10),
    "period": Period(D(2026, 1, 1), D(2026, 1, 10)),
    "purchase_order": "PO-1",
    "buyer_reference": "B-2",
    "reason": "As agreed",
}


def test_keys_of_the_entry_are_in_the_order_of_the_contract() -> None:
    invoice = replace(made("5 A", prices=Prices.GROSS, **FULL), reference="RF18X")
    entry = booked(invoice)
    assert list(entry.meta) == [
        "invoice",
        "due",
        "terms",
        "rf",
        "prices",
        "delivery-date",
        "period-start",
        "period-end",
        "purchase-order",
        "buyer-reference",
        "note",
        "reason",
    ]
    assert entry.meta["prices"] == "gross"
    assert read(entry) == invoice


@pytest.mark.parametrize(
    ("origin", "keys"),
    [
        (Origin(), {}),
        (Origin(quote="QUO-1"), {"quote": "QUO-1"}),
        (Origin(plan="rent", plan_date=DATE), {"plan": "rent", "plan-date": DATE}),
        (Origin(quote="QUO-1", is_deposit=True), {"quote": "QUO-1", "on": "QUO-1"}),
    ],
)
def test_an_entry_says_what_its_invoice_was_made_from(
    origin: Origin, keys: dict[str, object]
) -> None:
    invoice = replace(made("1 Box"), origin=origin)
    entry = booked(invoice)
    named = {"quote", "plan", "plan-date", "on"}
    assert {key: value for key, value in entry.meta.items() if key in named} == keys
    assert read(entry) == invoice
    credit = credit_note_of(invoice, "CN-1", DATE, "Mistake")
    assert credit.origin == Origin()
    assert named.isdisjoint(booked(credit).meta)


def test_a_line_writes_its_discount_and_period() -> None:
    invoice = made("10 x 15 A; discount=10%; period=2026-01")
    meta = booked(invoice).postings[1].meta
    assert meta["discount"] == usd("15.00")
    assert list(meta)[-2:] == ["period-start", "period-end"]
    assert read(booked(invoice)) == invoice


@pytest.mark.parametrize(
    ("discount", "written"),
    [
        (Reduction(Decimal(5), percent=True), Decimal(5)),
        (Reduction(Decimal("7.50"), percent=False), usd("7.50")),
    ],
)
def test_an_allowance_writes_percent_or_amount_reason_and_tax(
    discount: Reduction | None, written: str
) -> None:
    invoice = made("150 A", discount=discount)
    posting = booked(invoice).postings[2]
    assert posting == Posting(
        SERVICES, usd("7.50"), {"allowance": written, "reason": "Discount", "tax": "CA-8"}
    )
    assert read(booked(invoice)) == invoice


def test_a_percentage_off_gross_prices_writes_what_was_printed() -> None:
    invoice = made("108 A", prices=Prices.GROSS, discount=Reduction(Decimal(10), percent=True))
    posting = booked(invoice).postings[2]
    assert posting.amount == usd("10.00")
    assert posting.meta["amount"] == usd("10.80")
    assert read(booked(invoice)) == invoice


def test_a_charge_is_written_and_read() -> None:
    freight = Allowance(usd("5.00"), usd("5.00"), None, "Freight", "CA-8", "Income:Freight")
    invoice = replace(made("100 A"), allowances=(freight,))
    posting = booked(invoice).postings[2]
    assert posting == Posting(
        "Income:Freight", usd("-5.00"), {"charge": usd("5.00"), "reason": "Freight", "tax": "CA-8"}
    )
    assert read(booked(invoice)) == invoice


def test_a_gross_line_rounded_otherwise_writes_what_was_printed() -> None:
    down = Rounding("ROUND_DOWN")
    invoice = made("0.5 x 0.99 A", "5 B", prices=Prices.GROSS, rounding=down)
    first, second = booked(invoice).postings[1:3]
    assert first.meta["amount"] == usd("0.49")
    assert "amount" not in second.meta
    assert read(booked(invoice)) == invoice


def test_reverse_charge_is_posted_as_zero_with_its_reason() -> None:
    invoice = made("100 A; tax=RC")
    assert booked(invoice).postings[-1] == Posting(
        SALES_TAX,
        usd("0.00"),
        {
            "tax": "RC",
            "category": "AE",
            "rate": Decimal(0),
            "base": usd("100.00"),
            "exemption": "Reverse charge",
        },
    )
    assert read(booked(invoice)) == invoice


def test_components_are_posted_one_by_one_with_their_group() -> None:
    invoice = made("100 A; tax=BC")
    found = [
        (p.account, str(p.amount.number), p.meta["tax"], p.meta["group"])
        for p in booked(invoice).postings[2:]
    ]
    assert found == [
        ("Liabilities:GST", "-5.00", "GST", "BC"),
        ("Liabilities:PST", "-7.00", "PST", "BC"),
    ]
    assert read(booked(invoice)) == invoice


def test_cash_rounding_is_a_posting() -> None:
    invoice = made("8.39 A", currency="CHF", rounding=Rounding(cash={"CHF": Decimal("0.05")}))
    posting = booked(invoice).postings[-1]
    assert posting == Posting("Expenses:Rounding", Money.of("0.01", "CHF"), {"rounding": True})
    assert read(booked(invoice)) == invoice


def test_a_credit_note_is_the_mirror_image() -> None:
    invoice = made("100 A", due=D(2026, 2, 14))
    note = credit_note_of(invoice, "CN-2026-0001", D(2026, 3, 1), "Returned")
    entry = booked(note)
    assert entry.narration == "Credit note CN-2026-0001"
    assert entry.tags == ("credit-note",)
    assert entry.links == ("CN-2026-0001", "INV-2026-0001")
    assert entry.meta == {
        "invoice": "CN-2026-0001",
        "corrects": "INV-2026-0001",
        "reason": "Returned",
    }
    assert [str(p.amount.number) for p in entry.postings] == ["-108.00", "100.00", "8.00"]
    assert entry.postings[1].meta["quantity"] == 1
    assert entry.postings[1].meta["price"] == usd("100")
    assert entry.postings[2].meta["base"] == usd("-100.00")
    assert read(entry) == note


def test_a_late_fee_names_what_it_is_on() -> None:
    fee = replace(
        made("9.07 Late fee; tax=RC"),
        number="LF-2026-0001",
        kind=Kind.LATE_FEE,
        taxes=(),
        corrects="INV-2026-0004",
    )
    entry = booked(fee)
    assert entry.tags == ("late-fee",)
    assert entry.narration == "Late fee LF-2026-0001"
    assert entry.meta["on"] == "INV-2026-0004"
    assert "corrects" not in entry.meta
    assert read(entry) == fee


def test_a_document_of_nothing_is_posted_without_a_sign() -> None:
    entry = booked(made("5 A; discount=100%"))
    assert [str(p.amount) for p in entry.postings] == ["0.00 USD"] * 3
    assert read(entry).total == usd("0.00")


@pytest.mark.parametrize("number", ["", "INV 1", "INV/1"])
def test_an_entry_needs_a_legal_number(number: str) -> None:
    with pytest.raises(UsageError, match="NUMBER-ILLEGAL"):
        booked(replace(made("5 A"), number=number))


def opening(number: str = "OLD-7", amount: str = "250.00", due: dt.date | None = NEW_YEAR) -> Entry:
    return opening_entry(
        number,
        D(2025, 12, 1),
        due,
        usd(amount),
        receivable_account=ACME,
        customer_name="Acme Inc.",
        equity_account="Equity:Opening-Balances",
    )


def test_an_opening_takes_over_an_old_invoice() -> None:
    assert opening() == Entry(
        D(2025, 12, 1),
        "Acme Inc.",
        "Opening balance: invoice OLD-7",
        ("invoice",),
        ("OLD-7",),
        (
            Posting(ACME, usd("250.00")),
            Posting("Equity:Opening-Balances", usd("-250.00")),
        ),
        {"invoice": "OLD-7", "due": D(2026, 1, 1)},
    )


def test_an_opening_may_be_an_old_credit() -> None:
    entry = opening(amount="-20.00", due=None)
    assert entry.tags == ("credit-note",)
    assert entry.narration == "Opening balance: credit note OLD-7"
    assert "due" not in entry.meta
    assert read(entry).kind is Kind.CREDIT_NOTE
    assert read(entry).total == usd("20.00")


def test_an_opening_reads_as_one_line() -> None:
    invoice = read(opening())
    assert (invoice.number, invoice.due) == ("OLD-7", D(2026, 1, 1))
    (line,) = invoice.lines
    assert line.description == "Opening balance: invoice OLD-7"
    assert (invoice.taxes, invoice.total) == ((), usd("250.00"))


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"number": "OLD 7"}, "NUMBER-ILLEGAL"),
        ({"amount": "0.00"}, "OPENING-ZERO"),
        ({"due": D(2025, 11, 30)}, "DUE-BEFORE"),
    ],
)
def test_openings_that_cannot_be_are_refused(changes: object, code: str) -> None:
    with pytest.raises(UsageError, match=code):
        opening(**changes)


def test_an_entry_of_another_hand_gives_a_line_for_each_income() -> None:
    invoice = read(foreign((ACME, "300.00"), ("Income:Design", "-200.00"), (SERVICES, "-100.00")))
    assert invoice.number == "INV-9"
    assert invoice.kind is Kind.INVOICE
    assert [(line.description, str(line.net.number)) for line in invoice.lines] == [
        ("Design", "200.00"),
        ("Services", "100.00"),
    ]
    assert [line.unit for line in invoice.lines] == ["C62", "C62"]
    assert invoice.total == usd("300.00")


def test_a_single_line_of_another_hand_is_described_by_the_narration() -> None:
    (line,) = read(foreign((ACME, "300.00"), (SERVICES, "-300.00"))).lines
    assert line == Line(
        "Work",
        Decimal(1),
        "C62",
        usd("300.00"),
        usd("0.00"),
        usd("300.00"),
        usd("300.00"),
        "",
        SERVICES,
    )


def test_without_a_narration_the_account_describes_the_line() -> None:
    entry = foreign((ACME, "300.00"), (SERVICES, "-300.00"), narration="")
    assert read(entry).lines[0].description == "Services"


@pytest.mark.parametrize(
    ("account", "tax", "rate"),
    [
        ("Liabilities:SalesTax", "80.00", "8"),
        ("Liabilities:VATPayable", "77.00", "7.7"),
        ("Liabilities:Umsatzsteuer", "190.00", "19"),
        ("Assets:VAT", "100.00", "10"),
        ("Liabilities:Finanzamt", "190.00", "19"),
        ("Liabilities:Tax:GST", "33.33", "3.33"),
    ],
)
def test_tax_of_another_hand_is_recognised_by_its_account(
    account: str, tax: str, rate: int | str
) -> None:
    total = str(Decimal(1000) + Decimal(tax))
    invoice = read(foreign((ACME, total), (SERVICES, "-1000.00"), (account, f"-{tax}")))
    assert invoice.taxes == (
        TaxGroup("", "", "S", Decimal(rate), usd("1000.00"), usd(tax), account),
    )
    assert str(invoice.taxes[0].rate) == rate
    assert len(invoice.lines) == 1


@pytest.mark.parametrize(
    ("account", "number"),
    [
        ("Liabilities:DeferredIncome", "-900.00"),
        ("Liabilities:Deposits", "100.00"),
        ("Assets:Inventory", "-10.00"),
        ("Assets:Withholding-Tax", "50.00"),
        ("Expenses:Discount", "20.00"),
        ("Liabilities:Postage", "-400.00"),
    ],
)
def test_what_is_no_tax_is_a_line(account: str, number: str) -> None:
    total = str(Decimal(1000) - Decimal(number))
    invoice = read(foreign((ACME, total), (SERVICES, "-1000.00"), (account, number)))
    assert invoice.taxes == ()
    assert invoice.lines[1].net == usd(str(-Decimal(number)))
    assert invoice.total == usd(total)


def test_a_tax_of_nothing_is_a_tax() -> None:
    invoice = read(foreign((ACME, "10.00"), (SERVICES, "-10.00"), (SALES_TAX, "0.00")))
    (group,) = invoice.taxes
    assert (group.category, group.rate) == ("Z", 0)


def test_a_tax_on_nothing_has_no_rate() -> None:
    invoice = read(foreign((ACME, "10.00"), (SALES_TAX, "-10.00")))
    assert invoice.lines[0].net == usd("10.00")
    keyed = Posting(SALES_TAX, usd("-10.00"), {"category": "S"})
    (group,) = read(replace(foreign((ACME, "10.00")), postings=(owed("10.00"), keyed))).taxes
    assert (group.rate, group.base) == (0, usd("0.00"))


def owed(number: str, **meta: object) -> Posting:
    return Posting(ACME, usd(number), meta)


def test_a_tax_key_makes_a_tax_and_its_base_is_its_lines() -> None:
    entry = replace(
        foreign(),
        postings=(
            owed("310.00"),
            Posting(SERVICES, usd("-200.00"), {"tax": "A"}),
            Posting(SERVICES, usd("-100.00"), {"tax": "B"}),
            Posting("Liabilities:Authority", usd("-10.00"), {"tax": "B"}),
        ),
    )
    (group,) = read(entry).taxes
    assert (group.code, group.base, group.rate) == ("B", usd("100.00"), 10)


def test_renamed_roots_are_known() -> None:
    entry = foreign(
        ("Aktiva:Forderungen:Acme", "119.00"),
        ("Einnahmen:Arbeit", "-100.00"),
        ("Verbindlichkeiten:Finanzamt", "-19.00"),
    )
    roots = {"Assets": "Aktiva", "Liabilities": "Verbindlichkeiten", "Income": "Einnahmen"}
    invoice = invoice_of(entry, lambda a: a.startswith("Aktiva:Forderungen"), "Acme", roots)
    assert [g.rate for g in invoice.taxes] == [19]


def test_a_negative_entry_without_a_tag_is_a_credit_note() -> None:
    invoice = read(foreign((ACME, "-108.00"), (SERVICES, "100.00"), (SALES_TAX, "8.00")))
    assert invoice.kind is Kind.CREDIT_NOTE
    assert (invoice.net, invoice.tax) == (usd("100.00"), usd("8.00"))
    assert invoice.taxes[0].base == usd("100.00")
    assert invoice.taxes[0].rate == 8


def test_instalments_give_the_last_due_date() -> None:
    entry = replace(
        foreign(),
        postings=(
            owed("300.00", due=D(2026, 3, 1), invoice="INV-7"),
            owed("300.00", due="2026-04-01"),
            Posting(SERVICES, usd("-600.00")),
        ),
    )
    invoice = read(entry)
    assert invoice.due == D(2026, 4, 1)
    assert invoice.number == "INV-7"
    assert invoice.total == usd("600.00")


@pytest.mark.parametrize(
    ("value", "due"),
    [("2026-02-14", D(2026, 2, 14)), ("soon", None), (Decimal(14), None), (True, None)],
)
def test_a_due_date_may_be_text(value: str, due: dt.date | None) -> None:
    entry = foreign((ACME, "1.00"), (SERVICES, "-1.00"), meta={"due": value})
    assert read(entry).due == due


def test_an_entry_without_any_name_has_no_number() -> None:
    entry = replace(foreign((ACME, "1.00"), (SERVICES, "-1.00")), links=())
    assert read(entry).number == ""


def test_words_of_another_kind_are_taken_as_text_and_numbers_as_money() -> None:
    posting = Posting(
        SERVICES,
        usd("-10.00"),
        {"item": "A", "quantity": "two", "price": Decimal(10), "discount": "none"},
    )
    entry = replace(foreign(), postings=(owed("10.00"), posting), meta={"invoice": Decimal(42)})
    invoice = read(entry)
    assert invoice.number == "42"
    assert invoice.lines[0].quantity == 1
    assert invoice.lines[0].price == usd("10")


def test_a_line_without_a_price_has_its_share_of_the_net() -> None:
    posting = Posting(SERVICES, usd("-10.00"), {"item": "A", "quantity": Decimal(3)})
    entry = replace(foreign(), postings=(owed("10.00"), posting))
    assert read(entry).lines[0].price == usd("3.33333333")


def test_a_line_of_no_quantity_without_a_price_has_its_net() -> None:
    posting = Posting(SERVICES, usd("-10.00"), {"item": "A", "quantity": Decimal(0)})
    entry = replace(foreign(), postings=(owed("10.00"), posting))
    assert read(entry).lines[0].price == usd("10.00")


def test_an_allowance_of_another_form_is_its_posting() -> None:
    posting = Posting(SERVICES, usd("5.00"), {"allowance": "5%"})
    entry = replace(foreign(), postings=(owed("95.00"), Posting(SERVICES, usd("-100.00")), posting))
    (allowance,) = read(entry).allowances
    assert (allowance.amount, allowance.percent) == (usd("-5.00"), None)


def eur(number: str) -> Money:
    return Money.of(number, "EUR")


def in_euro(*legs: Posting) -> Invoice:
    owed = Posting("Assets:Receivable:Mueller", eur("1000.00"), {}, usd("1080.00"))
    return read(Entry(DATE, "Mueller", "Concept", ("invoice",), ("INV-6",), (owed, *legs)))


def test_a_foreign_currency_invoice_is_read_in_its_own_currency() -> None:
    invoice = in_euro(Posting(SERVICES, usd("-1080.00"), {"item": "C", "amount": eur("1000.00")}))
    assert invoice.currency == "EUR"
    assert invoice.lines[0].net == eur("1000.00")
    assert invoice.total == eur("1000.00")


def test_a_posting_may_state_its_value_as_price() -> None:
    invoice = in_euro(
        Posting(SERVICES, usd("-1188.00"), {}, eur("1100.00")),
        Posting("Expenses:Discount", usd("108.00"), {}, eur("100.00")),
    )
    assert [line.net for line in invoice.lines] == [eur("1100.00"), eur("-100.00")]


def test_postings_that_state_no_value_share_the_rest() -> None:
    invoice = in_euro(
        Posting(SERVICES, usd("-540.00"), {"amount": eur("500.00")}),
        Posting(SERVICES, usd("-180.00")),
        Posting(SERVICES, usd("-360.00")),
    )
    assert [str(line.net) for line in invoice.lines] == ["500.00 EUR", "166.67 EUR", "333.33 EUR"]
    assert invoice.total == eur("1000.00")


def test_postings_that_cancel_have_no_value() -> None:
    found = shares(
        [Posting(SERVICES, usd("-5.00")), Posting(SERVICES, usd("5.00"))],
        [Posting(ACME, eur("0.00"))],
        1,
        {},
    )
    assert [(s.role, s.value) for s in found] == [(Role.LINE, eur("0.00"))] * 2


CODES = ("CA-8", "S7.5", "RC", "BC", "GST", "")
PERCENT = st.builds(Reduction, st.decimals("0.01", 90, places=2), percent=st.just(value=True))
AMOUNT = st.builds(Reduction, st.integers(1, 900).map(Decimal), percent=st.just(value=False))
PERIOD = st.none() | st.builds(
    lambda start, days: Period(start, start + dt.timedelta(days)),
    st.dates(D(2020, 1, 1), D(2030, 1, 1)),
    st.integers(0, 90),
)


def legal(text: str) -> bool:
    try:
        return bool(text) and check_text(text, flag="text") == text
    except UsageError:
        return False


WORDS = st.text(min_size=1, max_size=20).filter(legal)


@st.composite
def invoices(draw: st.DrawFn) -> Invoice:
    lines = draw(
        st.lists(
            st.builds(
                LineDraft,
                description=WORDS,
                quantity=st.decimals(-20, 1000, places=3).filter(bool),
                unit=st.sampled_from(["C62", "HUR"]),
                price=st.decimals(0, 10_000, places=draw(st.integers(0, 4))),
                tax=st.sampled_from(CODES),
                account=st.sampled_from([None, "Income:Other", "Liabilities:Deposits"]),
                discount=st.none() | PERCENT,
                period=PERIOD,
            ),
            min_size=1,
            max_size=5,
        )
    )
    lines.append(LineDraft("Base", Decimal(1), "C62", Decimal(3_000_000), "CA-8"))
    draft = InvoiceDraft(
        "Acme",
        DATE,
        draw(st.sampled_from(["JPY", "EUR", "KWD", "CHF"])),
        tuple(lines),
        terms=draw(st.sampled_from(["", "net 30", "2/10"])),
        discount=draw(st.none() | PERCENT | AMOUNT),
        prices=draw(st.sampled_from(Prices)),
        note=draw(st.just("") | WORDS),
        period=draw(PERIOD),
        purchase_order=draw(st.just("") | WORDS),
    )
    rounding = Rounding(
        draw(st.sampled_from(sorted(ROUNDINGS))),
        draw(st.sampled_from(["document", "line"])),
        {"CHF": Decimal("0.05")},
    )
    invoice = calculate(draft, TABLE, rounding, Defaults("CA-8", SERVICES))
    return replace(invoice, number="INV-2026-0001")


def comes_back(invoice: Invoice) -> None:
    mirrors(invoice)
    note = credit_note_of(invoice, "CN-1", D(2026, 3, 1), "Returned")
    for document in (invoice, note):
        entry = booked(document)
        assert sums_to_zero(entry)
        assert read(entry) == document
        assert entry.meta.keys() <= ENTRY_KEYS
        for posting in entry.postings:
            assert posting.meta.keys() <= POSTING_KEYS
            assert not (posting.amount.number == 0 and posting.amount.number.is_signed())


def mirrors(invoice: Invoice) -> None:
    note = booked(credit_note_of(invoice, "CN-1", D(2026, 3, 1), "Returned"))
    pairs = zip(booked(invoice).postings, note.postings, strict=True)
    assert all(one.account == two.account and one.amount == -two.amount for one, two in pairs)


any_invoice = given(invoices())
few = settings(max_examples=50, deadline=None)
full = settings(max_examples=10_000, deadline=None)
test_any_document_comes_back_from_its_entry = few(any_invoice(comes_back))
test_any_document_comes_back_from_its_entry_in_full = pytest.mark.long(
    full(any_invoice(comes_back))
)


@given(
    st.lists(
        st.tuples(
            st.sampled_from(
                [SERVICES, "Income:Other", SALES_TAX, "Assets:Bank", "Expenses:X", "Equity:Y"]
            ),
            st.decimals(-1000, 1000, places=2),
        ),
        min_size=1,
        max_size=6,
    )
)
@settings(max_examples=50)
def test_any_entry_of_another_hand_adds_up(legs: object) -> None:
    total = -sum((number for _, number in legs), Decimal(0))
    invoice = read(foreign((ACME, str(total)), *((a, str(n)) for a, n in legs)))
    assert abs(invoice.total.number) == abs(total)
    assert len(invoice.lines) + len(invoice.taxes) == len(legs)


def test_an_invoice_in_instalments_has_a_posting_for_each_and_comes_back_the_same() -> None:
    plan = parse_instalments("3 monthly", DATE, D(2026, 1, 31))
    invoice = made("100.00 Course", instalments=plan)
    entry = booked(invoice)
    owed = [(p.amount, p.meta) for p in entry.postings if p.account == ACME]
    assert owed == [
        (usd("36.00"), {"due": D(2026, 1, 31), "instalment": Decimal(1)}),
        (usd("36.00"), {"due": D(2026, 2, 28), "instalment": Decimal(2)}),
        (usd("36.00"), {"due": D(2026, 3, 31), "instalment": Decimal(3)}),
    ]
    assert "due" not in entry.meta
    assert sums_to_zero(entry)
    assert read(entry) == invoice
    assert invoice.due == D(2026, 3, 31)


def test_the_credit_note_of_an_invoice_in_instalments_has_none() -> None:
    plan = parse_instalments("3 monthly", DATE, DATE)
    invoice = made("100.00 Course", instalments=plan)
    note = credit_note_of(invoice, "CN-2026-0001", DATE, "Cancelled")
    assert [p.amount for p in booked(note).postings if p.account == ACME] == [usd("-108.00")]
    assert read(booked(note)).instalments == ()


def test_an_old_invoice_is_taken_over_in_instalments() -> None:
    parts = planned(parse_instalments("2 monthly", DATE, DATE), usd("50.01"))
    names = {"receivable_account": ACME, "customer_name": "Acme", "equity_account": "Equity:Open"}
    entry = opening_entry("A-1", DATE, D(2026, 2, 15), usd("50.01"), instalments=parts, **names)
    assert sums_to_zero(entry)
    assert "due" not in entry.meta
    assert read(entry).instalments == parts
