"""Where the money of a move comes from: the rest first, and beyond that nothing is guessed."""

from __future__ import annotations

import pytest

from billcli.domain.entry import Entry, Posting
from billcli.domain.frozen import replace
from billcli.domain.money import Money
from billcli.domain.payment_correction import Head
from billcli.domain.payment_reversal import Fee, payment_reversal
from billcli.domain.payment_share import Share
from billcli.domain.payment_source import drawn, pool_of
from billcli.domain.payment_standing import Granted, Standing
from billcli.domain.problem import UsageError
from billcli.domain.wanted import Wanted
from tests.domain.item_part import DAY, OWED, whole


def eur(number: str) -> Money:
    return Money.of(number, "EUR")


def share(item: str, amount: str, customer: str = "Acme") -> Share:
    return Share(item, None, customer, OWED, eur(amount))


def standing(*shares: Share, rest: str = "") -> Standing:
    """Return how an invented payment stands, with a rest on account."""
    rows = tuple(whole("PMT-1", f"-{part}").open_item for part in rest.split())
    cash = Posting("Assets:Bank", eur("100.00"), {"bank-ref": "B1", "receipt": "R1"})
    owed = [Posting(OWED, -one.amount, {"invoice": one.item}) for one in shares]
    entry = Entry(DAY, "Acme", "", ("payment",), (), (cash, *owed), {"id": "PMT-1"})
    nothing = Granted(eur("0.00"), ())
    first = frozenset(one.item for one in shares)
    return Standing("PMT-1", entry, (entry,), shares, rows, nothing, first, None, ("Acme",), OWED)


STOOD = standing(share("INV-1", "60.00"), share("INV-2", "40.00"), rest="10.00 5.00")


def test_what_lies_on_account_is_taken_first() -> None:
    pool = pool_of(STOOD, (), [Wanted("inv-2")])
    assert (str(pool.rest), str(pool.money), pool.named) == ("15.00 EUR", "75.00 EUR", False)
    twice = standing(share("INV-1", "60.00")._replace(instalment=1), share("INV-1", "40.00"))
    assert str(pool_of(twice, (), [Wanted("INV-1", None, 1)]).money) == "40.00 EUR"
    spent, opened = drawn(STOOD, pool, eur("12.00"), told=False)
    assert [str(part.amount) for part in spent] == ["-10.00 EUR", "-2.00 EUR"]
    assert opened.money == ()
    spent, _ = drawn(STOOD, pool, eur("10.00"), told=False)
    assert [str(part.amount) for part in spent] == ["-10.00 EUR"]
    spent, opened = drawn(STOOD, pool, eur("50.00"), told=True)
    assert [str(s.amount) for s in opened.money] == ["35.00 EUR"]


@pytest.mark.parametrize(
    ("targets", "amount", "told"),
    [((), "16.00", True), (("INV-2",), "75.00", False), ((), "115.00", False)],
)
def test_where_it_stands_in_several_places_it_is_asked(
    targets: tuple[str, ...], amount: str, told: bool
) -> None:
    with pytest.raises(UsageError) as caught:
        drawn(STOOD, pool_of(STOOD, (), [Wanted(one) for one in targets]), eur(amount), told=told)
    problem = caught.value.problems[0]
    assert problem.code == "PAYMENT-PLACES"
    assert "PMT-1 15.00 EUR on account; INV-1 60.00 EUR" in problem.message
    assert (problem.help or "").startswith("say which: --from PMT-1 or --from INV-1")


def test_all_of_it_needs_no_question() -> None:
    spent, opened = drawn(STOOD, pool_of(STOOD, (), ()), eur("115.00"), told=True)
    assert (len(spent), len(opened.money)) == (2, 2)
    pool = pool_of(STOOD, ["PMT-1", "inv-1"], ())
    assert len(drawn(STOOD, pool, pool.money, told=False)[1].money) == 1
    bare = standing(share("INV-1", "60.00"), share("INV-2", "40.00"))
    with pytest.raises(UsageError, match=r"several places: INV-1 60\.00 EUR; INV-2"):
        drawn(bare, pool_of(bare, (), ()), eur("50.00"), told=True)


def test_only_what_is_there_can_be_taken() -> None:
    away = standing(share("APP-9", "60.00", "Globex"))
    for stood, sources in ((away, ()), (STOOD, ("INV-9",)), (standing(), ("PMT-1",))):
        with pytest.raises(UsageError) as caught:
            pool_of(stood, sources, ())
        assert caught.value.problems[0].code == "PAYMENT-UNAPPLIED"


def test_a_reversal_takes_the_money_from_where_it_stands() -> None:
    head = Head("PMT-1", "Acme", DAY, "Payment bounced")
    stood = standing(share("INV-1", "60.00"), share("INV-2", "25.00"), rest="15.00")
    entry = payment_reversal(
        "RET-1", head, stood, lambda account: account == OWED,
        went=lambda account: account.replace("Bank", "Other"),
        fee=Fee(eur("5.00"), "Expenses:Fees", "Assets:Other"), reason="No funds",
    )  # fmt: skip
    assert [(p.account, str(p.amount), dict(p.meta)) for p in entry.postings] == [
        ("Assets:Other", "-100.00 EUR", {}),
        (OWED, "60.00 EUR", {"invoice": "INV-1"}),
        (OWED, "25.00 EUR", {"invoice": "INV-2"}),
        (OWED, "15.00 EUR", {"invoice": "PMT-1"}),
        ("Expenses:Fees", "5.00 EUR", {"adjustment": "return_fee"}),
        ("Assets:Other", "-5.00 EUR", {}),
    ]
    assert entry.meta == {"id": "RET-1", "reverses": "PMT-1", "reason": "No funds"}
    assert entry.links == ("RET-1", "PMT-1", "INV-1", "INV-2")
    plain = payment_reversal("RET-1", head, stood, lambda account: account == OWED)
    assert len(plain.postings) == 4
    assert (plain.postings[0].account, plain.postings[0].meta) == ("Assets:Bank", {"receipt": "R1"})
    assert plain.meta == {"id": "RET-1", "reverses": "PMT-1"}


def test_what_a_correction_gave_back_is_not_mirrored_again() -> None:
    head = Head("PMT-1", "Acme", DAY, "Payment bounced")
    stood = standing(share("INV-1", "100.00"))
    half = Posting("Income:Discounts", eur("3.00"), {"adjustment": "discount"})
    back = replace(stood.entry, postings=(replace(half, amount=eur("-3.00")),))
    voices = (replace(stood.entry, postings=(*stood.entry.postings, half)), back)
    entry = payment_reversal("RET-1", head, replace(stood, voices=voices), lambda a: a == OWED)
    assert [p.account for p in entry.postings] == ["Assets:Bank", OWED]
