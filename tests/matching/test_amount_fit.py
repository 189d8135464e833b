"""How an amount comes out: each way it may, and that the parts always add up."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from billcli.domain.early_discount import DiscountTerms
from billcli.domain.money import Money, total
from billcli.matching.amount_fit import Explained, Fit, clearly_part, explain_by
from billcli.matching.policy import BankFee, Policy
from billcli.matching.proposal import AdjustmentKind
from tests.matching.invented import DAY, day, eur, item, line, terms_for

ONE, TWO = item("A-1", "100.00"), item("A-2", "50.00")
CREDIT, SMALL = item("CN-1", "-20.00"), item("CN-2", "-5.00")
TERMS = {"A-1": DiscountTerms(Decimal("0.02"), DAY)}


def told(one: Explained) -> tuple[object, ...]:
    """Return an explanation in short: fit, parts, adjustments and residual."""
    parts = {part.item.item: str(part.amount.number) for part in one.parts}
    kept = {(a.kind.value, a.item): str(a.amount.number) for a in one.adjustments}
    return one.fit.name, parts, kept, str(one.residual.number)


def ways(amount: str, *rows: object, **more: object) -> list[Explained]:
    """Return the explanations of an amount by rows, beside credits that are open."""
    discounts, policy = more.pop("discounts", None), more.pop("policy", None)
    chosen = rows or (ONE,)
    terms = terms_for([ONE, TWO, CREDIT, SMALL], discounts, policy)  # type: ignore[arg-type]
    return explain_by(chosen, line("", amount, **more), terms)  # type: ignore[arg-type]


def first(amount: str, *rows: object, **more: object) -> tuple[object, ...]:
    return told(ways(amount, *rows, **more)[0])


def test_fits_are_ordered_and_even_from_the_tolerance_on() -> None:
    even = [fit.name for fit in Fit if Explained(fit, (), eur("0")).even]
    assert even == ["TOLERANCE", "CREDIT", "DISCOUNT", "FEE", "EXACT"]


def test_exactly_what_is_left() -> None:
    assert [told(way) for way in ways("100.00")] == [("EXACT", {"A-1": "100.00"}, {}, "0.00")]
    assert first("150.00", ONE, TWO)[:2] == ("EXACT", {"A-1": "100.00", "A-2": "50.00"})
    assert first("80.00", ONE, CREDIT)[:2] == ("EXACT", {"A-1": "100.00", "CN-1": "-20.00"})


def test_nothing_explains_by_no_rows() -> None:
    assert explain_by([], line("", "1.00"), terms_for([])) == []


def test_one_instalment_or_the_first_few() -> None:
    rows = [
        item("A-3", n, instalment=i, due=day(30 * i))
        for i, n in enumerate(["100.00", "100.00", "70.00"], 1)
    ]

    def paid(amount: str) -> list[list[int | None]]:
        found = explain_by(rows, line("", amount), terms_for(rows))
        return [[p.item.instalment for p in way.parts] for way in found if way.fit is Fit.EXACT]

    assert paid("100.00") == [[1]]
    assert paid("70.00") == [[3]]
    assert paid("200.00") == [[1, 2]]
    assert paid("270.00") == [[1, 2, 3]]
    assert paid("170.00") == []


@pytest.mark.parametrize(
    ("policy", "name"),
    [(BankFee.STATED, "FEE"), (BankFee.ALWAYS, "FEE"), (BankFee.NEVER, "UNSTATED_FEE")],
)
def test_charges_that_are_stated(policy: BankFee, name: str) -> None:
    way = first("95.00", charges=eur("5.00"), policy=Policy(bank_fee=policy))
    assert way == (name, {"A-1": "100.00"}, {("bank_fee", ""): "5.00"}, "0.00")


def test_charges_told_by_what_was_ordered() -> None:
    assert first("95.00", original=eur("100.00"))[0] == "FEE"
    assert first("95.00", original=eur("90.00"))[0] == "CREDIT"
    assert first("95.00", original=Money.of("100.00", "USD"))[0] == "CREDIT"


@pytest.mark.parametrize(
    ("amount", "policy", "names"),
    [
        ("96.00", BankFee.STATED, ["UNSTATED_FEE", "PART"]),
        ("96.00", BankFee.NEVER, ["UNSTATED_FEE", "PART"]),
        ("96.00", BankFee.ALWAYS, ["FEE", "PART"]),
        ("90.91", BankFee.ALWAYS, ["FEE", "PART"]),
        ("90.90", BankFee.ALWAYS, ["PART"]),
    ],
)
def test_charges_nobody_states(amount: str, policy: BankFee, names: list[str]) -> None:
    assert [way.fit.name for way in ways(amount, policy=Policy(bank_fee=policy))] == names


def test_charges_of_more_than_fifty_are_none() -> None:
    rows = [item("B-1", "10000.00")]
    always = Policy(bank_fee=BankFee.ALWAYS)
    for amount, fit in (("9950.00", Fit.FEE), ("9949.99", Fit.PART)):
        assert explain_by(rows, line("", amount), terms_for(rows, None, always))[0].fit is fit


@pytest.mark.parametrize(
    ("on", "grace", "name"), [(0, 0, "DISCOUNT"), (1, 0, "LATE_DISCOUNT"), (3, 3, "DISCOUNT")]
)
def test_an_agreed_discount_in_time_or_late(on: int, grace: int, name: str) -> None:
    policy = Policy(discount_grace_days=grace)
    way = first("98.00", discounts=TERMS, policy=policy, on=day(on))
    settled = {"A-1": "100.00"} if name == "DISCOUNT" else {"A-1": "98.00"}
    kept = {("discount", "A-1"): "2.00"} if name == "DISCOUNT" else {}
    assert way == (name, settled, kept, "0.00")


@pytest.mark.parametrize(
    ("amount", "on", "names"),
    [
        ("98.00", 0, ["DISCOUNT", "UNSTATED_FEE", "PART"]),
        ("98.00", 1, ["LATE_DISCOUNT", "UNSTATED_FEE", "PART"]),
        ("97.99", 1, ["FEE", "PART"]),
    ],
)
def test_what_is_a_discount_is_no_charge(amount: str, on: int, names: list[str]) -> None:
    policy = Policy(bank_fee=BankFee.ALWAYS)
    found = ways(amount, discounts=TERMS, policy=policy, on=day(on))
    assert [way.fit.name for way in found] == names


def test_a_discount_is_of_the_whole_document_only() -> None:
    rows = [item("A-1", "60.00", amount="100.00")]
    found = explain_by(rows, line("", "58.80"), terms_for(rows, TERMS))
    assert [way.fit.name for way in found] == ["UNSTATED_FEE", "PART"]


@pytest.mark.parametrize(
    ("amount", "open_", "names"),
    [
        ("80.00", (CREDIT, SMALL), ["CREDIT", "PART"]),
        ("75.00", (CREDIT, SMALL), ["CREDIT", "PART"]),
        ("70.00", (CREDIT, SMALL), ["PART"]),
        ("80.00", (item("CN-9", "-20.00", "Globex"),), ["PART"]),
        ("80.00", (item("CN-9", "-20.00", issued=day(1)),), ["PART"]),
    ],
)
def test_net_of_one_or_two_credits(
    amount: str, open_: tuple[object, ...], names: list[str]
) -> None:
    terms = terms_for([ONE, *open_])  # type: ignore[list-item]
    assert [way.fit.name for way in explain_by([ONE], line("", amount), terms)] == names


def test_a_credit_is_settled_with_the_document() -> None:
    assert first("75.00") == (
        "CREDIT", {"A-1": "100.00", "CN-1": "-20.00", "CN-2": "-5.00"}, {}, "0.00",
    )  # fmt: skip


@pytest.mark.parametrize(("amount", "kept"), [("99.98", "0.02"), ("100.02", "-0.02")])
def test_a_little_more_or_less_is_rounding(amount: str, kept: str) -> None:
    found = ways(amount, policy=Policy(Decimal("0.02")))
    rounding = [told(way) for way in found if way.fit is Fit.TOLERANCE]
    assert rounding == [("TOLERANCE", {"A-1": "100.00"}, {("rounding", ""): kept}, "0.00")]
    assert all(way.fit is not Fit.TOLERANCE for way in ways(amount, policy=Policy(Decimal("0.01"))))


def test_a_part_fills_the_rows_in_order() -> None:
    assert first("120.00", ONE, TWO) == ("PART", {"A-1": "100.00", "A-2": "20.00"}, {}, "0.00")
    assert first("60.00", ONE, TWO) == ("PART", {"A-1": "60.00"}, {}, "0.00")
    assert ways("60.00", ONE, CREDIT) == []


def test_what_is_over_is_left() -> None:
    assert [told(way) for way in ways("130.00")] == [("OVER", {"A-1": "100.00"}, {}, "30.00")]


def test_another_currency_counts_in_what_the_payer_ordered() -> None:
    dollars = item("U-1", "80.00", currency="USD")
    terms = terms_for([dollars])
    ordered = Money.of("80.00", "USD")
    (way,) = explain_by([dollars], line("", "74.00", original=ordered), terms)
    assert (way.fit, way.original, str(way.residual)) == (Fit.EXACT, True, "0.00 EUR")
    (over,) = explain_by([dollars], line("", "90.00", original=Money.of("95.00", "USD")), terms)
    assert (over.fit, str(over.residual)) == (Fit.OVER, "15.00 USD")
    assert explain_by([dollars], line("", "80.00"), terms) == []
    assert explain_by([dollars], line("", "80.00", original=Money.of("80.00", "GBP")), terms) == []


@pytest.mark.parametrize(
    ("amount", "rows", "said", "unsaid"),
    [
        ("90.00", [ONE], True, False),
        ("90.01", [ONE], False, False),
        ("50.00", [ONE], True, False),
        ("49.99", [ONE], True, True),
        ("40.00", [ONE, TWO], True, True),
        ("110.00", [ONE, TWO], False, False),
        ("100.00", [ONE], False, False),
    ],
)
def test_a_part_is_plain_when_it_is_well_below_one_document(
    amount: str, rows: list[object], said: bool, unsaid: bool
) -> None:
    """What may be charges that nobody stated, at most 50, is a part only where the text says so."""
    terms = terms_for([ONE, TWO])
    found = explain_by(rows, line("", amount), terms)  # type: ignore[arg-type]
    assert any(clearly_part(way, terms, said=True) for way in found) is said
    assert any(clearly_part(way, terms, said=False) for way in found) is unsaid


cents = st.integers(-3000, 9000).filter(bool).map(lambda n: f"{n // 100}.{n % 100:02}")


@given(
    st.lists(cents, min_size=1, max_size=4),
    st.integers(1, 15_000),
    st.integers(0, 5),
    st.integers(0, 300),
)
@settings(max_examples=200)
def test_parts_adjustments_and_residual_always_make_up_the_amount(
    balances: list[str], paid: int, tolerance: int, charged: int
) -> None:
    rows = [item(f"A-{n}", balance) for n, balance in enumerate(balances)]
    discounts = {row.item: DiscountTerms(Decimal("0.03"), DAY) for row in rows[:2]}
    policy = Policy(Decimal(tolerance).scaleb(-2), bank_fee=BankFee.ALWAYS)
    amount = f"{paid // 100}.{paid % 100:02}"
    one = line("", amount, charges=eur(f"{charged / 100:.2f}") if charged else None)
    for way in explain_by(rows[:3], one, terms_for(rows, discounts, policy)):
        parts = total([part.amount for part in way.parts], "EUR")
        kept = total([a.amount for a in way.adjustments], "EUR")
        assert parts - kept + way.residual == one.amount
        assert way.fit is not Fit.EXACT or not kept
        for part in way.parts:
            left = part.item.balance_open.number
            assert abs(part.amount.number) <= abs(left)
            assert part.amount.number * left > 0
        kinds = {a.kind for a in way.adjustments}
        assert kinds <= {AdjustmentKind.DISCOUNT, AdjustmentKind.BANK_FEE, AdjustmentKind.ROUNDING}
