"""Entries of total prices: what sums to zero also does in the arithmetic of Beancount."""

from __future__ import annotations

import random
from decimal import Decimal
from typing import TYPE_CHECKING

from beancount import loader

from billcli.domain.entry import Posting
from billcli.domain.exchange_leg import evening_legs, exchange_legs, tolerant, uneven_in
from billcli.domain.money import Money

if TYPE_CHECKING:
    from collections.abc import Sequence

OPENED = "".join(f"2026-01-01 open {name}\n" for name in ("Assets:R", "Income:FX"))


def leg(amount: str, unit: str, price: str = "", base: str = "EUR") -> Posting:
    worth = Money(Decimal(price), base) if price else None
    return Posting("Assets:R", Money(Decimal(amount), unit), {}, worth)


def faults(entries: Sequence[Sequence[Posting]]) -> set[int]:
    """Return which entries Beancount says do not balance."""
    text, lines = OPENED, {}
    for at, legs in enumerate(entries):
        lines[text.count("\n") + 1] = at
        text += '2026-01-02 * "x"\n'
        for one in legs:
            price = f" @@ {one.price}" if one.price is not None else ""
            text += f"  {one.account}  {one.amount}{price}\n"
    return {lines[error.source["lineno"]] for error in loader.load_string(text)[1]}


THREE = [
    leg("500.125", "KWD", "1515.38"),
    leg("-333.334", "KWD", "1010.00"),
    leg("-166.791", "KWD", "505.38"),
]
YEN = [leg("361.11", "EUR", "400", "JPY"), leg("-400", "JPY")]


def test_a_difference_of_values_is_a_posting_of_its_own() -> None:
    legs = [leg("100.00", "USD", "90.00"), leg("-100.00", "USD", "95.00")]
    (made,) = exchange_legs(legs, Money.of("5.00", "EUR"), "Income:FX")
    assert (made.account, str(made.amount)) == ("Income:FX", "5.00 EUR")
    assert made.meta == {"adjustment": "fx"}
    assert faults([[*legs, made]]) == set()


def test_values_that_cancel_out_need_no_posting() -> None:
    legs = [leg("333.33", "USD", "290.01"), leg("-333.33", "USD", "290.01")]
    assert exchange_legs(legs, Money.zero("EUR"), "Income:FX") == []
    assert faults([legs]) == set()


def test_a_posting_of_zero_lets_beancount_see_that_an_entry_balances() -> None:
    assert faults([THREE, YEN]) == {0, 1}
    assert [str(one.amount) for one in evening_legs(THREE, "Income:FX")] == ["0.00 EUR"]
    assert [str(one.amount) for one in evening_legs(YEN, "Income:FX")] == ["0.0 JPY"]
    whole = [[*legs, *evening_legs(legs, "Income:FX")] for legs in (THREE, YEN)]
    assert faults(whole) == set()


def test_whole_numbers_state_a_tolerance_by_a_decimal() -> None:
    legs = [leg("333.37", "USD", "49115", "JPY"), leg("-49115", "JPY")]
    assert uneven_in(legs) == ["JPY"]
    stated = [legs[0], Posting("Income:FX", tolerant(legs[1].amount))]
    assert uneven_in(stated) == []
    assert faults([legs, stated]) == {0}


def test_it_is_uneven_exactly_where_beancount_says_so() -> None:
    rng = random.Random(6)  # noqa: S311 - the same cases each time
    entries = []
    for _ in range(400):
        base, digits = rng.choice((("EUR", 2), ("JPY", 0)))
        amounts = [rng.randint(1, 99_999) for _ in range(rng.randint(1, 3))]
        worth = [rng.randint(1, 99_999) for _ in amounts]
        parts = [
            leg(f"-{Decimal(n).scaleb(-2)}", "USD", f"{Decimal(w).scaleb(-digits)}", base)
            for n, w in zip(amounts, worth, strict=True)
        ]
        if rng.random() < 0.3:
            others = [leg(f"{Decimal(sum(worth)).scaleb(-digits)}", base)]
        else:
            whole = f"{Decimal(sum(worth)).scaleb(-digits)}"
            others = [leg(f"{Decimal(sum(amounts)).scaleb(-2)}", "USD", whole, base)]
        entries.append([*others, *parts])
    uneven = {at for at, legs in enumerate(entries) if uneven_in(legs)}
    assert 100 < len(uneven) < 300
    assert faults(entries) == uneven
    evened = [[*legs, *evening_legs(legs, "Income:FX")] for legs in entries]
    assert faults(evened) == set()
