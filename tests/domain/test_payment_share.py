"""What a payment settles after everything that came later: every cent belongs to one payment."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from billcli.domain.frozen import replace
from billcli.domain.money import Money
from billcli.domain.payment_correction import mirrored
from billcli.domain.payment_share import shares_of, steps_of
from billcli.domain.payment_standing import granted_by, room_left, taken_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from billcli.domain.books import Books
    from billcli.domain.open_item import Movement

HEAD = """
    2025-01-01 open Assets:Receivable:Acme
    2025-01-01 open Assets:Bank
    2025-01-01 open Income:Services
    2025-01-01 open Income:Discounts
    2025-01-01 open Income:FX
    2026-01-01 * "Acme" "" #invoice ^I
      invoice: "I"
      Assets:Receivable:Acme   100 EUR
      Income:Services         -100 EUR
    2026-01-01 * "Acme" "" #invoice ^J
      invoice: "J"
      Assets:Receivable:Acme    60 EUR
        due: 2026-02-01
        instalment: 1
      Assets:Receivable:Acme    40 EUR
        due: 2026-03-01
        instalment: 2
      Income:Services         -100 EUR
    2026-01-01 * "Acme" "" #credit-note ^C
      invoice: "C"
      Assets:Receivable:Acme   -30 EUR
      Income:Services           30 EUR
"""
PAID = """
    2026-01-02 * "Acme" "" #payment ^P ^I
      id: "P"
      Assets:Bank              130 EUR
      Assets:Receivable:Acme  -100 EUR
        invoice: "I"
      Assets:Receivable:Acme   -30 EUR
        invoice: "P"
"""


def entry(day: int, tag: str, meta: str, *legs: tuple[str, int] | tuple[str, int, int]) -> str:
    """Return the text of an entry of Acme; what does not sum to zero is the bank's."""
    name, _, more = meta.partition(" ")
    rows = [f'    2026-01-{day:02} * "Acme" "" #{tag} ^{name}', f'      id: "{name}"']
    rows += [f'      {key}: "{of}"' for key, _, of in [more.partition("=")] if key]
    for item, number, *nth in legs:
        rows += [f"      Assets:Receivable:Acme  {number} EUR", f'        invoice: "{item}"']
        rows += [f"        instalment: {n}" for n in nth]
    if rest := -sum(leg[1] for leg in legs):
        rows.append(f"      Assets:Bank  {rest} EUR")
    return "\n".join(rows) + "\n"


def groups(books: Books) -> list[list[Movement]]:
    found: dict[int, list[Movement]] = {}
    for moved in books.movements:
        found.setdefault(id(moved.entry), []).append(moved)
    return list(found.values())


def settled(books: Books, payment: str) -> dict[str, int]:
    shares = shares_of(payment, groups(books))
    return {f"{s.item}{s.instalment or ''}": int(s.amount.number) for s in shares}


@pytest.mark.parametrize(
    ("later", "of_p"),
    [
        ("", {"I": 100}),
        # its rest was applied, and that was taken back
        (entry(3, "application", "A", ("P", 30), ("J", -30, 1)), {"I": 100, "J1": 30}),
        (
            entry(3, "application", "A", ("P", 30), ("J", -30))
            + entry(4, "reversal", "R reverses=A", ("P", -30), ("J", 30)),
            {"I": 100},
        ),
        # it was unapplied in part, then again; the correction was taken back
        (entry(3, "application", "A corrects=P", ("I", 40), ("P", -40)), {"I": 60}),
        (
            entry(3, "application", "A corrects=P", ("I", 100), ("J", -100, 2)),
            {"J2": 100},
        ),
        (
            entry(3, "application", "A corrects=P", ("I", 100), ("P", -100))
            + entry(4, "reversal", "R reverses=A", ("I", -100), ("P", 100)),
            {"I": 100},
        ),
        # by hand, without a word of what is corrected
        (entry(3, "application", "A", ("I", 40), ("P", -40)), {"I": 60}),
        # it came back
        (entry(3, "reversal", "R reverses=P", ("I", 100), ("P", 30)), {}),
        # part of its rest was paid back, part written off: that settles no item
        (entry(3, "refund", "F", ("P", 20)), {"I": 100}),
        # somebody else's correction, and another payment: none of its business
        (entry(3, "application", "A corrects=Q", ("J", 5), ("C", -5)), {"I": 100}),
        (entry(3, "payment", "Q", ("J", -50, 1)), {"I": 100}),
        # a later payment spends its rest and a credit note: each settles for itself
        (entry(3, "payment", "Q", ("C", 30), ("P", 30), ("J", -40, 1), ("J", -40, 2)),
         {"I": 100, "J1": 10, "J2": 20}),
    ],
)  # fmt: skip
def test_what_a_payment_settles(
    books_of: Callable[..., Books], later: str, of_p: dict[str, int]
) -> None:
    assert settled(books_of(HEAD + PAID + later), "P") == of_p


def test_a_payment_that_spends_credits_settles_what_they_do_not(
    books_of: Callable[..., Books],
) -> None:
    later = entry(3, "payment", "Q", ("C", 30), ("P", 30), ("J", -60, 1), ("J", -40, 2))
    books = books_of(HEAD + PAID + later)
    assert settled(books, "Q") == {"J2": 40}
    back = entry(4, "reversal", "R reverses=Q", ("C", -30), ("P", -30), ("J", 60, 1), ("J", 40, 2))
    books = books_of(HEAD + PAID + later + back)
    assert settled(books, "Q") == {}
    assert settled(books, "P") == {"I": 100}


def test_an_item_that_is_open_again_is_settled_by_nobody(books_of: Callable[..., Books]) -> None:
    back = entry(5, "reversal", "R", ("I", 70))  # the bank did not say which payment came back
    books = books_of(HEAD + PAID + back)
    shares = shares_of("P", groups(books))
    left = room_left(shares, {"I": books.item("I")})
    assert [(s.item, str(s.amount)) for s in left] == [("I", "30.00 EUR")]
    books = books_of(HEAD + PAID + back + entry(6, "reversal", "R2", ("I", 30)))
    assert room_left(shares, {"I": books.item("I")}) == ()


def test_a_share_that_names_no_instalment_has_the_room_of_all(
    books_of: Callable[..., Books],
) -> None:
    books = books_of(HEAD + entry(2, "payment", "Q", ("J", -70)))
    shares = shares_of("Q", groups(books))
    assert [str(s.amount) for s in room_left(shares, {"J": books.item("J")})] == ["70 EUR"]


def test_a_moved_credit_has_the_room_of_what_is_left_of_it(books_of: Callable[..., Books]) -> None:
    books = books_of(
        HEAD + PAID
        + entry(3, "application", "A corrects=P", ("I", 100), ("A", -100))
        + entry(4, "application", "B", ("A", 60), ("J", -60, 1))
    )  # fmt: skip
    shares = shares_of("P", groups(books))
    assert [(s.item, str(s.amount)) for s in shares] == [("A", "100 EUR")]
    assert [str(s.amount) for s in room_left(shares, {"A": books.item("A")})] == ["40.00 EUR"]


PRICED = """
    2026-01-01 * "Acme" "" #invoice ^K
      invoice: "K"
      Assets:Receivable:Acme   1000 EUR @@ 1080 USD
      Income:Services         -1080 USD
    2026-01-02 * "Acme" "" #payment ^P ^K
      id: "P"
      Assets:Bank               985 EUR @@ 1083.50 USD
      Income:FX               -3.50 USD
        adjustment: "fx"
      Assets:Receivable:Acme  -1000 EUR @@ 1080 USD
        invoice: "K"
"""


def test_values_go_along_and_are_divided_to_the_cent(books_of: Callable[..., Books]) -> None:
    (share,) = shares_of("P", groups(books_of(HEAD + PRICED)))
    assert str(share.value) == "1080.00 USD"
    taken, left = taken_of([share], Money.of("333.33", "EUR"))
    assert [(str(s.amount), str(s.value)) for s in (*taken, *left)] == [
        ("333.33 EUR", "360.00 USD"),
        ("666.67 EUR", "720.00 USD"),
    ]
    assert taken_of([share], Money.of("1000", "EUR")) == ([share], [])
    assert taken_of([share], Money.of("0", "EUR")) == ([], [share])


def test_what_is_given_back_is_granted_no_more(books_of: Callable[..., Books]) -> None:
    taxed = """
    2026-01-02 * "Acme" "" #payment ^P ^I
      id: "P"
      Assets:Bank               97 EUR
      Income:Discounts           2 EUR
        adjustment: "discount"
      Income:Discounts        1.10 USD
        adjustment: "discount"
        amount: 1 EUR
        base: -1 EUR
      Income:FX              -0.10 USD
        adjustment: "rounding"
      Income:FX              -1.00 USD @@ 1 EUR
        adjustment: "fx"
      Assets:Receivable:Acme  -100 EUR
        invoice: "I"
      Income:FX               1.00 EUR
    """
    first = next(e for e in books_of(HEAD + taxed).facts.entries if "payment" in e.tags)
    found = granted_by([first], "EUR")
    assert str(found.amount) == "3.00 EUR"
    assert [str(leg.amount) for leg in found.legs] == ["2 EUR", "1.10 USD"]
    back = replace(first, postings=tuple(mirrored(found.legs[:1])))
    assert str(granted_by([first, back], "EUR").amount) == "1.00 EUR"
    back = replace(first, postings=tuple(mirrored(found.legs)))
    assert granted_by([first, back], "EUR") == (Money.zero("EUR"), ())
    half = replace(
        first,
        postings=(
            replace(
                found.legs[1],
                amount=Money.of("-0.55", "USD"),
                meta={
                    **found.legs[1].meta,
                    "amount": Money.of("-0.50", "EUR"),
                    "base": Money.of("0.50", "EUR"),
                },
            ),
        ),
    )
    left = granted_by([first, half], "EUR")
    assert (str(left.amount), str(left.legs[1].meta["base"])) == ("2.50 EUR", "-0.50 EUR")


def test_what_became_of_a_payment_later_is_told_in_steps(books_of: Callable[..., Books]) -> None:
    text = PAID + entry(3, "application", "A1", ("P", 20), ("J", -20, 1))
    text += entry(4, "application", "A2", ("P", 10), ("J", -10, 2))
    text += entry(5, "reversal", "R1 reverses=A1", ("P", -20), ("J", 20, 1))
    text += entry(6, "reversal", "R2 reverses=P", ("I", 100), ("P", 20))
    every = groups(books_of(HEAD + text))
    told = [
        (one.entry.meta["id"], one.item, one.instalment, int(one.amount.number))
        for one in steps_of("P", every)
    ]
    assert told == [
        ("A1", "J", 1, 20), ("A2", "J", 2, 10), ("R1", "J", 1, -20), ("R2", "I", None, -100),
    ]  # fmt: skip
    assert steps_of("", every) == ()
