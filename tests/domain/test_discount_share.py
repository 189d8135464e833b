from __future__ import annotations

from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from billcli.domain.discount_share import discount_shares
from billcli.domain.invoice import TaxGroup
from billcli.domain.money import Money, total


def usd(number: str | int | Decimal) -> Money:
    return Money.of(number, "USD")


def group(code: str, base: str, tax: str, compound: str = "") -> TaxGroup:
    account = f"Liabilities:{code}"
    return TaxGroup(code, compound, "S", Decimal(0), usd(base), usd(tax), account)


def test_the_worked_example() -> None:
    net, shares = discount_shares(usd("96.39"), [group("CA-19", "2700.00", "513.00")])
    assert str(net) == "81.00 USD"
    assert [(s.code, str(s.tax), str(s.base)) for s in shares] == [
        ("CA-19", "15.39 USD", "81.00 USD")
    ]


def test_every_group_bears_its_part_and_an_untaxed_one_a_zero() -> None:
    groups = [group("S19", "100.00", "19.00"), group("Z", "81.00", "0.00")]
    net, shares = discount_shares(usd("20.00"), groups, usd("200.00"))
    assert [(s.code, str(s.tax), str(s.base)) for s in shares] == [
        ("S19", "1.90 USD", "10.00 USD"),
        ("Z", "0.00 USD", "8.10 USD"),
    ]
    assert str(net) == "18.10 USD"


def test_components_of_one_code_share_their_base() -> None:
    groups = [group("GST", "100.00", "5.00", "GP"), group("PST", "100.00", "7.00", "GP")]
    net, shares = discount_shares(usd("11.20"), groups)
    assert [(s.code, s.group, str(s.tax), str(s.base)) for s in shares] == [
        ("GST", "GP", "0.50 USD", "10.00 USD"),
        ("PST", "GP", "0.70 USD", "10.00 USD"),
    ]
    assert str(net) == "10.00 USD"


def test_what_stands_in_no_group_is_all_net() -> None:
    net, shares = discount_shares(usd("10.00"), [group("S", "50.00", "5.00")], usd("110.00"))
    assert [str(s.tax) for s in shares] == ["0.45 USD"]
    assert str(net) == "9.55 USD"


def test_without_taxes_all_is_net() -> None:
    assert discount_shares(usd("10.00"), []) == (usd("10.00"), ())
    nothing = [group("S", "0.00", "0.00")]
    assert discount_shares(usd("10.00"), nothing) == (usd("10.00"), ())


def test_a_group_of_nothing_beside_others_bears_nothing() -> None:
    net, shares = discount_shares(
        usd("10.00"), [group("S", "100.00", "10.00"), group("Z", "0.00", "0.00")]
    )
    assert [str(s.tax) for s in shares] == ["0.91 USD", "0.00 USD"]
    assert str(net) == "9.09 USD"


@settings(max_examples=50, deadline=None)
@given(
    st.decimals("0.01", "500", places=2),
    st.lists(st.tuples(st.integers(1, 900), st.integers(0, 200)), min_size=1, max_size=4),
)
def test_nothing_is_lost(discount: Decimal, rows: list[tuple[int, int]]) -> None:
    groups = [group(f"T{n}", str(base), str(tax)) for n, (base, tax) in enumerate(rows)]
    net, shares = discount_shares(usd(discount), groups)
    assert net + total([s.tax for s in shares], "USD") == usd(discount)
    assert total([s.base for s in shares], "USD") == net


def test_taxes_without_a_code_are_on_one_base_where_their_amounts_say_so() -> None:
    whole, part = group("", "1100.00", "190.00"), group("", "1100.00", "7.00")
    net, shares = discount_shares(usd("129.70"), [whole, part], usd("1297.00"))
    assert (str(net), [str(one.tax) for one in shares]) == ("110.00 USD", ["19.00 USD", "0.70 USD"])
    apart = [group("", "1000.00", "190.00"), group("", "100.00", "7.00")]
    net, shares = discount_shares(usd("129.70"), apart, usd("1297.00"))
    assert (str(net), [str(one.base) for one in shares]) == (
        "110.00 USD",
        ["100.00 USD", "10.00 USD"],
    )
