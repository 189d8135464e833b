"""Credit notes for lines: together they are the invoice, and none takes more than is left."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from billcli.domain.credit_by_line import credited_lines
from billcli.domain.credit_left import within
from billcli.domain.frozen import replace
from billcli.domain.money import quantum
from billcli.domain.problem import UsageError
from billcli.domain.rule.tax_sum import _judge
from billcli.domain.tax_bundle import bundles_of
from tests.domain.billed import Billed, bill, booked, line, sums

if TYPE_CHECKING:
    from billcli.domain.invoice import Invoice
    from billcli.domain.line_draft import LineDraft


def figures(note: Invoice) -> tuple[str, str, str]:
    return str(note.net.number), str(note.tax.number), str(note.total.number)


@st.composite
def invoices(draw: st.DrawFn) -> Billed:
    currency = draw(st.sampled_from(["EUR", "JPY", "KWD"]))
    unit = quantum(currency)
    codes = st.sampled_from(["S19", "S19b", "S7", "RC", "BC", ""])

    def one(at: int) -> LineDraft:
        price = draw(st.integers(1, 40_000)) * unit * draw(st.sampled_from([1, Decimal("0.01")]))
        quantity = draw(st.sampled_from(["1", "2", "3", "7", "2.5", "0.333"]))
        worth = price * Decimal(quantity)
        off = draw(st.integers(0, 3)) * (worth / 10).quantize(unit)
        account = draw(st.sampled_from(["Income:Services", "Income:Books"]))
        text, taken = draw(st.sampled_from(["Work", f"Part {at}"])), 0 < off < worth
        return line(quantity, f"{price:f}", draw(codes), off=f"{off:f}" if taken else "",
                    text=text, account=account)  # fmt: skip

    level = draw(st.sampled_from(["document", "document", "line"]))
    discount = draw(st.sampled_from(["", "", "5", "33.3"]))
    drafts = [one(at) for at in range(draw(st.integers(1, 4)))]
    gross = draw(st.booleans())
    cash = str(5 * unit) if draw(st.booleans()) else ""
    try:
        invoice = bill(
            *drafts, gross=gross, discount=discount, level=level, currency=currency, cash=cash
        )
    except UsageError:  # nothing billed
        invoice = bill(line("1", "100", "S7"))
    return Billed(invoice, level)


STEPS = st.lists(
    st.tuples(st.integers(0, 5), st.integers(1, 99), st.booleans()), min_size=0, max_size=5
)


def carry_out(billed: Billed, steps: list[tuple[int, int, bool]], *, amounts: bool) -> None:
    for where, percent, whole in steps:
        left = billed.left
        at = where % len(left.lines) + 1
        part = f"{abs(left.lines[at - 1].quantity) * percent / 100:.3f}"
        try:
            if amounts and where > 2:
                share = (left.total.number * percent / 100).quantize(quantum(left.total.currency))
                billed.amount(f"{share:f}")
            else:
                billed.lines({at: None if whole or not Decimal(part) else part})
        except UsageError as error:
            codes = {problem.code for problem in error.problems}
            assert codes <= {"CREDIT-EXCEEDS", "CREDIT-NOTHING"}, error  # noqa: PT017 - with words


def judge(billed: Billed) -> None:
    """Assert that the credit notes and the invoice leave nothing, and that each note is sound."""
    found = sums(billed.entries())
    if billed.left.by_line:
        assert found == {}
    else:  # an amount is taken from one income account for each tax group
        accounts = {key[0] for key in found}
        assert all(str(account).startswith("Income:") for account in accounts), found
        assert not sum(found.values())
    assert not billed.left.total
    for note in billed.notes:
        assert [problem.message for problem in _judge(booked(note))] == []
        for tax in note.taxes:
            was = next(
                t for t in billed.invoice.taxes if (t.code, t.group) == (tax.code, tax.group)
            )
            assert within(tax.base.number, was.base.number)
            assert within(tax.tax.number, was.tax.number)


@settings(max_examples=60, deadline=None)
@given(invoices(), STEPS)
def test_all_credit_notes_together_are_the_invoice(
    billed: Billed, steps: list[tuple[int, int, bool]]
) -> None:
    carry_out(billed, steps, amounts=False)
    if billed.left.total or billed.left.rounding or not billed.notes:
        billed.rest()
    judge(billed)


@pytest.mark.long
@settings(max_examples=3000, deadline=None)
@given(invoices(), STEPS)
def test_all_credit_notes_together_are_the_invoice_often(
    billed: Billed, steps: list[tuple[int, int, bool]]
) -> None:
    carry_out(billed, steps, amounts=False)
    if billed.left.total or billed.left.rounding or not billed.notes:
        billed.rest()
    judge(billed)


def exceeds(billed: Billed, wanted: dict[int, str | None]) -> list[str]:
    """Return the codes with which a credit is refused."""
    before = list(billed.notes)
    with pytest.raises(UsageError) as caught:
        billed.lines(wanted)
    assert billed.notes == before
    return [problem.code for problem in caught.value.problems]


def test_whole_lines_take_their_share_of_the_discount_and_their_tax() -> None:
    billed = Billed(bill(line("2", "50"), line("1", "100", "S7"), discount="10"))
    note = billed.lines({1: None})
    assert figures(note) == ("90.00", "17.10", "107.10")
    assert [(str(a.amount), a.tax) for a in note.allowances] == [("-10.00 EUR", "S19")]
    assert [(tax.code, str(tax.base)) for tax in note.taxes] == [("S19", "90.00 EUR")]
    assert figures(billed.rest()) == ("90.00", "6.30", "96.30")
    assert sums(billed.entries()) == {}


def test_a_part_of_a_quantity_keeps_price_and_discount_in_proportion() -> None:
    billed = Billed(bill(line("3", "33.33", off="10")))
    part = billed.lines({1: "1"}).lines[0]
    assert (part.quantity, str(part.discount), str(part.net)) == (1, "3.33 EUR", "30.00 EUR")
    last = billed.lines({1: None}).lines[0]
    assert (last.quantity, str(last.discount), str(last.net)) == (2, "6.67 EUR", "59.99 EUR")
    assert exceeds(billed, {1: "1"}) == exceeds(billed, {1: None}) == ["CREDIT-EXCEEDS"]


def test_many_parts_never_take_more_tax_than_there_was() -> None:
    billed = Billed(bill(line("10", "0.03")))  # 0.30 net, 0.06 tax; 19 % of 0.03 are 0.0057
    taxes = [str(billed.lines({1: "1"}).tax.number) for _ in range(10)]
    assert taxes == "0.01 0.00 0.01 0.00 0.01 0.00 0.01 0.01 0.00 0.01".split()
    assert sums(billed.entries()) == {}


def test_tax_rounded_by_line_is_credited_by_line() -> None:
    billed = Billed(
        bill(*[line("1", "0.03", text=f"Part {n}") for n in "abc"], level="line"), "line"
    )
    assert billed.invoice.tax.number == Decimal("0.03")
    assert [str(billed.lines({at: None}).tax.number) for at in (2, 1, 3)] == ["0.01"] * 3


def test_gross_prices_give_back_what_was_printed() -> None:
    billed = Billed(bill(line("3", "9.99"), line("1", "5.00", "S7"), gross=True))
    assert figures(billed.lines({1: "1"})) == ("8.39", "1.60", "9.99")
    assert figures(billed.lines({1: None, 2: None})) == ("21.46", "3.52", "24.98")
    assert sums(billed.entries()) == {}


@pytest.mark.parametrize(
    ("currency", "price", "told"),
    [("JPY", "1001", ("1001", "190", "1191")), ("KWD", "1.005", ("1.005", "0.191", "1.196"))],
)
def test_currencies_of_other_digits(currency: str, price: str, told: tuple[str, str, str]) -> None:
    billed = Billed(bill(line("2", price), currency=currency))
    assert figures(billed.lines({1: "1"})) == told
    billed.rest()
    assert sums(billed.entries()) == {}


def test_reverse_charge_keeps_its_group_of_zero_tax() -> None:
    billed = Billed(bill(line("4", "250", "RC")))
    (tax,) = billed.lines({1: "1"}).taxes
    assert (tax.category, str(tax.base), str(tax.tax)) == ("AE", "250.00 EUR", "0.00 EUR")
    assert tax.exemption == "Reverse charge"


@pytest.mark.parametrize("gross", [False, True])
def test_components_of_a_tax_share_their_base(gross: bool) -> None:
    billed = Billed(bill(line("3", "33.50", "BC"), gross=gross))
    first, second = billed.lines({1: "1"}).taxes
    assert first.base == second.base
    assert (first.code, second.code, first.group) == ("GST", "PST", "BC")
    billed.rest()
    assert sums(billed.entries()) == {}


def test_of_equal_lines_that_with_the_fitting_amount_is_meant() -> None:
    billed = Billed(bill(line("2", "50"), line("2", "50", off="40")))
    billed.lines({2: None})
    assert [str(one.amount) for one in billed.left.lines] == ["100.00 EUR", "0.00 EUR"]
    assert exceeds(billed, {2: "1"}) == ["CREDIT-EXCEEDS"]
    assert figures(billed.lines({1: "1"}))[0] == "50.00"


def test_a_price_that_rounds_leaves_the_rest_to_the_last() -> None:
    billed = Billed(bill(line("4", "0.333", "RC")))  # 1.33
    assert [figures(billed.lines({1: "1"}))[2] for _ in range(4)] == [
        "0.33",
        "0.33",
        "0.33",
        "0.34",
    ]


def test_what_was_rounded_to_coins_goes_with_the_last() -> None:
    billed = Billed(bill(line("1", "3.33", "RC"), line("1", "3.33", "RC", text="b"), cash="0.05"))
    assert str(billed.invoice.total) == "6.65 EUR"
    assert figures(billed.lines({1: None}))[2] == "3.33"
    assert figures(billed.rest())[2] == "3.32"


@pytest.mark.parametrize(
    ("wanted", "codes"),
    [
        ({3: None}, ["CREDIT-LINE"]),
        ({0: None, 1: "2.5"}, ["CREDIT-LINE", "CREDIT-EXCEEDS"]),
        ({2: None}, ["CREDIT-NOTHING"]),
        ({1: "0.00001"}, ["CREDIT-NOTHING"]),
    ],
)
def test_what_cannot_be_credited_says_why(wanted: dict[int, str | None], codes: list[str]) -> None:
    assert exceeds(Billed(bill(line("2", "50"), line("-1", "20", "S7"))), wanted) == codes


def test_a_line_that_gave_something_back_is_no_reason_to_credit_more_than_its_rate() -> None:
    billed = Billed(bill(line("1", "100"), line("-1", "20", text="Returned")))
    assert exceeds(billed, {1: None}) == ["CREDIT-EXCEEDS"]  # 100 of a group of 80
    assert figures(billed.lines({1: None, 2: None})) == ("80.00", "15.20", "95.20")


def test_a_share_of_a_discount_may_be_nothing() -> None:
    billed = Billed(bill(line("1", "100"), line("1", "0.04", text="Stamp"), discount="5"))
    assert billed.lines({2: None}).allowances == ()
    assert sums([*billed.entries(), booked(billed.rest())]) == {}


def test_of_lines_that_offset_each_other_no_discount_is_shared() -> None:
    invoice = bill(line("1", "100"), line("-1", "100", text="Returned"), line("1", "9", "S7"))
    off = replace(bill(line("1", "100"), discount="5").allowances[0], percent=None)
    billed = Billed(replace(invoice, allowances=(off,)))
    wanted = {1: None, 2: Decimal("0.5")}
    assert credited_lines(billed.left, wanted, billed.rounding).allowances == ()


def test_a_line_of_no_quantity_is_known_by_its_words() -> None:
    invoice = bill(line("1", "100", "RC"), line("1", "5", "RC", text="Flat"))
    flat = replace(invoice.lines[1], quantity=Decimal(0))
    billed = Billed(replace(invoice, lines=(invoice.lines[0], flat)))
    assert figures(billed.lines({2: None}))[2] == "5.00"
    assert str(billed.left.lines[1].amount) == "0.00 EUR"


def test_codes_of_one_rate_share_the_group_of_the_first() -> None:
    billed = Billed(bill(line("1", "10"), line("1", "20", "S19b"), line("1", "30", "S7")))
    assert [(b.groups, sorted(b.codes)) for b in bundles_of(billed.invoice)] == [
        ((0,), ["S19", "S19b"]), ((1,), ["S7"])
    ]  # fmt: skip
    assert figures(billed.lines({2: None})) == ("20.00", "3.80", "23.80")
    assert bundles_of(replace(billed.invoice, taxes=())) == ()
