"""The entries that move a payment's money: they sum to zero, in every currency they are kept in."""

from __future__ import annotations

from decimal import Decimal

import pytest

from billcli.domain.allocation_part import Part
from billcli.domain.entry import Entry, Posting
from billcli.domain.frozen import replace
from billcli.domain.money import Money, total
from billcli.domain.payment_correction import Head, Move, entries_of, mirrored
from billcli.domain.payment_share import Share
from billcli.domain.payment_standing import Granted, Reopened, Standing, reopened, weight, worth_of
from billcli.domain.problem import UsageError
from tests.domain.item_part import DAY, OWED, whole

HEAD = Head("PMT-1", "Acme Inc.", DAY, "Move", "Income:FX")
OWN = (OWED, "PMT-1")
ZERO = Money.zero("EUR")


def eur(number: str) -> Money:
    return Money.of(number, "EUR")


def share(item: str, amount: str, value: str = "", instalment: int | None = None) -> Share:
    worth = Money.of(value, "USD") if value else None
    return Share(item, instalment, "Acme", OWED, eur(amount), worth)


def discount(amount: str) -> Posting:
    return Posting("Income:Discounts", eur(amount), {"adjustment": "discount", "base": eur("-1")})


def standing(*shares: Share, granted: str = "0.00", first: str = "INV-1") -> Standing:
    """Return how an invented payment stands that granted something on its first items."""
    amount = eur(granted)
    legs = (discount(granted),) if amount else ()
    entry = Entry(DAY, "Acme Inc.", "Payment", ("payment",), (), (), {"id": "PMT-1"})
    return Standing(
        "PMT-1", entry, (entry,), shares, (), Granted(amount, legs), frozenset(first.split()),
        None, ("Acme",), OWED,
    )  # fmt: skip


def legs(entry: Entry) -> list[tuple[str, str]]:
    return [(str(p.amount), str(p.meta.get("invoice", p.account))) for p in entry.postings]


def test_the_rest_of_a_payment_is_told_without_its_sign() -> None:
    rest = whole("PMT-1", "-12.00").open_item
    assert str(replace(standing(), rest=(rest,)).on_account) == "12.00 EUR"


def test_money_goes_on_account() -> None:
    move = Move(reopened(standing(), [share("INV-1", "60.00", instalment=2)]), OWN, OWN)
    (entry,) = entries_of(move, HEAD, "APP-1", "", None)
    assert legs(entry) == [("60.00 EUR", "INV-1"), ("-60.00 EUR", "PMT-1")]
    assert entry.postings[0].meta["instalment"] == Decimal(2)
    assert (entry.tags, entry.meta) == (("application",), {"id": "APP-1", "corrects": "PMT-1"})
    assert entry.links == ("APP-1", "PMT-1", "INV-1")
    assert (move.credit, move.gives_back, move.moves) == (eur("60.00"), False, True)


def test_money_settles_other_items_and_the_rest_of_it_stays() -> None:
    opened = reopened(standing(), [share("INV-1", "60.00")], eur("50.00"))
    move = Move(opened, OWN, OWN, (whole("PMT-1", "-5.00"),), (whole("INV-2", "40.00"),))
    (entry,) = entries_of(move, HEAD, "APP-1", "", None)
    assert legs(entry) == [
        ("50.00 EUR", "INV-1"), ("5.00 EUR", "PMT-1"), ("-40.00 EUR", "INV-2"),
        ("-15.00 EUR", "PMT-1"),
    ]  # fmt: skip


def test_all_that_was_granted_goes_back_with_the_first_cent() -> None:
    stood = standing(share("INV-1", "100.00"), granted="3.00")
    opened = reopened(stood, stood.shares, eur("10.00"))
    assert [str(s.amount) for s in (*opened.granted, *opened.money)] == ["3.00 EUR", "10.00 EUR"]
    back, moved = entries_of(Move(opened, OWN, OWN), HEAD, "APP-1", "RET-1", None)
    assert legs(back) == [("-3.00 EUR", "Income:Discounts"), ("3.00 EUR", "INV-1")]
    assert back.postings[0].meta["base"] == eur("1")
    assert (back.tags, back.narration) == (("reversal",), "Discount taken back")
    assert legs(moved) == [("10.00 EUR", "INV-1"), ("-10.00 EUR", "PMT-1")]


def test_what_came_too_much_goes_on_account() -> None:
    stood = standing(share("INV-1", "100.00"), granted="-0.02")
    opened = reopened(stood, stood.shares)
    assert (str(opened.credited), opened.granted) == ("0.02 EUR", ())
    back, moved = entries_of(Move(opened, OWN, OWN), HEAD, "APP-1", "RET-1", None)
    assert legs(back) == [("0.02 EUR", "Income:Discounts"), ("-0.02 EUR", "PMT-1")]
    assert legs(moved) == [("100.00 EUR", "INV-1"), ("-100.00 EUR", "PMT-1")]


def test_where_only_a_discount_is_left_no_money_moves() -> None:
    stood = standing(share("INV-1", "3.00"), granted="3.00")
    move = Move(reopened(stood, stood.shares), OWN, OWN)
    assert [entry.tags for entry in entries_of(move, HEAD, "", "RET-1", None)] == [("reversal",)]
    assert not move.moves


def test_what_was_granted_on_another_item_stays() -> None:
    stood = standing(share("INV-1", "100.00"), share("INV-2", "30.00"), granted="3.00")
    opened = reopened(stood, stood.shares[1:])
    assert (opened.legs, opened.granted) == ((), ())
    both = reopened(stood, stood.shares[::-1])
    assert [s.item for s in both.granted] == ["INV-1"]


def test_what_was_granted_on_several_items_is_not_divided() -> None:
    several = standing(
        share("INV-1", "100.00"), share("INV-2", "30.00"), granted="3.00", first="INV-1 INV-2"
    )
    with pytest.raises(UsageError) as caught:
        reopened(several, several.shares[:1])
    assert caught.value.problems[0].code == "PAYMENT-SHARED"
    assert reopened(several, several.shares).legs == several.granted.legs


def test_values_are_moved_and_the_rate_makes_up_for_the_difference() -> None:
    worth = Money.of("1100.00", "USD"), eur("1000.00")
    opened = Reopened((share("INV-1", "1000.00", "1080.00"),), (), (), ZERO)
    held = whole("INV-2", "400.00")
    priced = Part(held.open_item._replace(value_open=Money.of("420.00", "USD")), held.amount)
    plain = whole("INV-3", "100.00")
    move = Move(opened, OWN, OWN, settled=(priced, plain))
    (entry,) = entries_of(move, HEAD, "APP-1", "", worth)
    assert [(str(p.amount), str(p.price)) for p in entry.postings] == [
        ("1000.00 EUR", "1080.00 USD"),
        ("-400.00 EUR", "420.00 USD"),
        ("-100.00 EUR", "110.00 USD"),
        ("-500.00 EUR", "550.00 USD"),
    ]
    assert sum(weight(p, "USD") for p in entry.postings) == 0
    (full,) = entries_of(
        Move(opened, OWN, OWN, settled=(whole("X", "1000.00"),)), HEAD, "A", "", None
    )
    assert len(full.postings) == 3  # nothing is left; what it was worth is an exchange difference


def test_an_exchange_difference_has_its_account() -> None:
    opened = Reopened((share("INV-1", "1000.00", "1080.00"),), (), (), ZERO)
    worth = Money.of("1100.00", "USD"), eur("1000.00")
    (entry,) = entries_of(Move(opened, OWN, OWN), HEAD, "APP-1", "", worth)
    last = entry.postings[-1]
    assert (last.account, str(last.amount)) == ("Income:FX", "20.00 USD")
    assert last.meta == {"adjustment": "fx"}
    assert total([p.amount for p in entry.postings[:2]], "EUR") == ZERO


def test_a_credit_without_a_name_is_called_like_its_entry() -> None:
    opened = reopened(standing(), [share("INV-1", "60.00")])
    move = Move(opened, OWN, ("Assets:Receivable:Globex", "")).named("APP-1")
    assert (move.own, move.onto) == (OWN, ("Assets:Receivable:Globex", "APP-1"))


def test_a_mirror_leaves_out_what_stays_with_the_original() -> None:
    leg = Posting("Assets:Bank", eur("5.00"), {"payer": "x", "charge-id": "ch_1"}, eur("6.00"))
    (back,) = mirrored([leg], {"payer"})
    assert back == Posting("Assets:Bank", eur("-5.00"), {"charge-id": "ch_1"}, eur("6.00"))


def test_the_worth_of_a_payment_is_what_arrived_and_what_was_kept_of_it() -> None:
    owed = Posting(OWED, eur("-1000.00"), {"invoice": "K"}, Money.of("1080.00", "USD"))
    rest = [
        Posting("Assets:Bank", eur("985.00"), {}, Money.of("1083.50", "USD")),
        Posting("Expenses:Fees", Money.of("16.50", "USD"), {"adjustment": "bank_fee"}),
        Posting("Income:FX", Money.of("-20.00", "USD"), {"adjustment": "fx"}),
    ]
    entry = Entry(DAY, "", "", ("payment",), (), (*rest, owed), {})
    found = worth_of(entry, [owed], Granted(ZERO, ()))
    assert found == (Money.of("1100.00", "USD"), eur("1000.00"))
    bare = Posting(OWED, eur("-1000.00"))
    assert worth_of(entry, [bare], Granted(ZERO, ())) is None
    assert worth_of(entry, [], Granted(ZERO, ())) is None
