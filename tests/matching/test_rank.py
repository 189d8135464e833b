"""Suggestions for a question: the likeliest first, with what speaks for each."""

from __future__ import annotations

from decimal import Decimal

import pytest

from billcli.domain.early_discount import DiscountTerms
from billcli.domain.money import Money
from billcli.matching.amount_fit import Fit
from billcli.matching.assign import propose
from billcli.matching.name_match import Tier
from billcli.matching.payer import Payer
from billcli.matching.policy import Policy
from billcli.matching.proposal import Clue, Suggestion
from billcli.matching.rank import suggestions
from billcli.matching.strength import Strength
from billcli.matching.waiting import OFFERED_MAX
from billcli.matching.weight import FITS, NAMED, PAYS
from tests.matching.invented import (
    ACME_IBAN,
    DAY,
    PAYERS,
    day,
    eur,
    item,
    line,
    reading_of,
    terms_for,
)

ACME = "Acme Trading"
ROWS = (
    item("INV-2026-0001", "100.00", issued=day(-40)),
    item("INV-2026-0002", "100.00", issued=day(-29)),
    item("INV-2026-0003", "100.00", "Globex", issued=day(-30)),
    item("INV-2026-0004", "0.00", "Globex"),
)


def ranked(text: str, amount: str, payer: str = "", **more: object) -> list[Suggestion]:
    reading = reading_of(line(text, amount, payer, **more), ROWS)  # type: ignore[arg-type]
    return list(suggestions(reading, terms_for(ROWS)))


def told(one: Suggestion) -> tuple[str, list[str]]:
    return one.customer, [part.item.item[-4:] for part in one.parts]


def test_every_strength_fit_and_tier_has_a_weight() -> None:
    assert set(NAMED) == set(Strength)
    assert set(FITS) == set(Fit)
    assert set(PAYS) == set(Tier) - {Tier.NONE}
    assert [NAMED[how] for how in Strength] == sorted(NAMED.values())


def test_the_oldest_of_equal_items_of_a_payer_comes_first() -> None:
    found = ranked("", "100.00", ACME)
    assert [told(one) for one in found[:2]] == [("Acme", ["0001"]), ("Acme", ["0002"])]
    assert told(found[-1])[0] == "Globex" or found[-1].parts == ()


def test_of_nobodys_equal_items_the_usual_age_comes_first() -> None:
    assert [told(one) for one in ranked("", "100.00")] == [
        ("Globex", ["0003"]), ("Acme", ["0002"]), ("Acme", ["0001"]),
    ]  # fmt: skip


def test_what_is_named_outweighs_what_only_fits() -> None:
    found = ranked("INV-2026-0002", "100.00", "Stranger")
    assert told(found[0]) == ("Acme", ["0002"])
    assert [one.weight for one in found] == sorted((one.weight for one in found), reverse=True)


def test_a_prepayment_goes_on_account_first() -> None:
    found = ranked("Anzahlung", "7.00", ACME)
    assert (told(found[0]), str(found[0].residual)) == (("Acme", []), "7.00 EUR")
    assert told(ranked("thanks", "7.00", ACME)[0]) == ("Acme", ["0001"])


def test_what_is_paid_twice_goes_on_account_first() -> None:
    found = ranked("INV-2026-0004", "55.00", "Stranger")
    assert (told(found[0]), str(found[0].residual)) == (("Globex", []), "55.00 EUR")


def test_a_payer_that_is_another_customer_weighs_less() -> None:
    own, other = (
        next(o.weight for o in ranked("INV-2026-0001", "100.00", who) if told(o)[1] == ["0001"])
        for who in (ACME, "Globex Holding")
    )
    assert own - other == PAYS[Tier.NAME] + 35


def test_a_customer_in_the_text_weighs_something() -> None:
    (named, *_) = ranked("for Globex Holding", "100.00")
    assert (told(named), named.weight) == (("Globex", ["0003"]), FITS[Fit.EXACT] + PAYS[Tier.NAME])
    assert named.evidence[-1].words == "the payer's name is that of Globex"
    (beside, *_) = ranked("for Globex Holding", "100.00", "Stranger")
    assert (told(beside), beside.weight) == (("Globex", ["0003"]), FITS[Fit.EXACT] + 20)
    assert beside.evidence[-1].words == "the text holds the name of Globex"


def test_sums_weigh_less_the_more_they_add() -> None:
    found = {tuple(told(one)[1]): one.weight for one in ranked("", "200.00", ACME)}
    assert found["0001", "0002"] == FITS[Fit.EXACT] + PAYS[Tier.NAME] - 4


def test_no_more_than_five_and_none_twice() -> None:
    rows = [item(f"A-{n}", "100.00") for n in range(9)]
    found = propose([line("", "100.00", ACME)], rows, PAYERS)[0].suggestions
    assert len(found) == OFFERED_MAX
    assert len({tuple(told(one)[1]) for one in found}) == OFFERED_MAX


def test_of_many_likely_payers_four_are_tried() -> None:
    payers = [Payer(f"C{n}", ("Acme Trading",)) for n in range(6)]
    rows = [item(f"A-{n}", "100.00", f"C{n}") for n in range(6)]
    reading = reading_of(line("", "60.00", ACME), rows, payers)
    assert {one.customer for one in suggestions(reading, terms_for(rows))} <= {
        f"C{n}" for n in range(4)
    }


@pytest.mark.parametrize(
    ("amount", "more", "kind"),
    [
        ("100.00", {}, Clue.AMOUNT),
        ("97.00", {"charges": eur("3.00")}, Clue.CHARGES),
        ("98.00", {}, Clue.TERMS),
        ("80.00", {}, Clue.CREDIT),
        ("99.99", {}, Clue.TOLERANCE),
        ("40.00", {}, Clue.PART),
    ],
)
def test_how_the_amount_comes_out_is_said(amount: str, more: dict[str, Money], kind: Clue) -> None:
    rows = (item("A-2026-1", "100.00"), item("CN-2026-1", "-20.00"))
    terms = terms_for(
        rows, {"A-2026-1": DiscountTerms(Decimal("0.02"), DAY)}, Policy(Decimal("0.01"))
    )
    reading = reading_of(line("A-2026-1", amount, ACME, **more), rows)
    kinds = {clue.kind for one in suggestions(reading, terms) for clue in one.evidence}
    assert kind in kinds


def test_what_was_ordered_in_another_currency_is_said() -> None:
    rows = [item("A-2026-1", "80.00", currency="USD")]
    told_ = line("A-2026-1", "74.00", ACME, original=Money.of("80.00", "USD"))
    (best, *_) = suggestions(reading_of(told_, rows), terms_for(rows))
    words = [clue.words for clue in best.evidence]
    assert "80.00 USD is exactly what is left" in words
    assert "the payer ordered 80.00 USD" in words
    over = line("A-2026-1", "90.00", ACME, original=Money.of("99.00", "USD"))
    (more, *_) = suggestions(reading_of(over, rows), terms_for(rows))
    assert [clue.kind for clue in more.evidence] == [Clue.NUMBER, Clue.NAME]


MANY = (
    item("INV-2026-0101", "100.00"),
    item("INV-2026-0102", "40.00"),
    item("INV-2026-0103", "7.00"),
    item("INV-2026-0113", "93.00"),
    item("INV-2026-0201", "60.00", "Globex"),
)


@pytest.mark.parametrize(
    ("text", "amount", "payer", "first"),
    [
        pytest.param("INV-2026-0101", "140.00", ACME, ["0101", "0102"], id="a list forgets one"),
        pytest.param("INV-2026-0101, INV-2", "147.00", ACME, ["0101", "0102", "0103"], id="cut"),
        pytest.param(
            "INV-2026-0101 0102 and more", "147.00", ACME, ["0101", "0102", "0103"], id="short"
        ),
        pytest.param("INV-2026-0103", "93.00", ACME, ["0113"], id="one digit off"),
        pytest.param("INV-2026-0123", "100.00", "", ["0101"], id="two digits off"),
        pytest.param(
            "INV-2026-0101 INV-2026-0201",
            "160.00",
            "Stranger",
            ["0101", "0201"],
            id="of two customers",
        ),
        pytest.param("Akonto", "50.00", ACME, [], id="in advance"),
        pytest.param("Senal, paga anticipada", "50.00", ACME, [], id="in advance, in Spanish"),
        pytest.param("Akonto 0101", "50.00", ACME, ["0101"], id="in advance for a document"),
    ],
)
def test_what_a_bookkeeper_would_say_comes_first(
    text: str, amount: str, payer: str, first: list[str]
) -> None:
    best = propose([line(text, amount, payer)], MANY, PAYERS)[0].suggestions[0]
    assert sorted(part.item.item[-4:] for part in best.parts) == first
    assert not best.residual or not first


def test_who_pays_for_several_customers_counts_for_their_sum() -> None:
    payers = [Payer(c, (c,), aliases=("Umbrella",)) for c in ("Acme", "Globex")]
    paid = line("2026-0101 2026-0201", "160.00", "Umbrella")
    best, *others = propose([paid], MANY, payers)[0].suggestions
    assert [part.item.item[-4:] for part in best.parts] == ["0101", "0201"]
    assert best.weight == NAMED[Strength.DAMAGED] + FITS[Fit.EXACT] + PAYS[Tier.NAME]
    assert len(others) > 1


def test_a_long_list_cut_off_is_completed() -> None:
    rows = [item(f"INV-2026-{n:04}", f"{n}1.07") for n in range(1, 13)]
    meant = [*rows[:9], *rows[10:]]
    paid = line(" ".join(row.item for row in rows[:9]), "691.77", ACME)
    best = propose([paid], rows, PAYERS)[0].suggestions[0]
    assert {part.item.item for part in best.parts} == {row.item for row in meant}
    assert not best.residual


def test_a_slip_of_the_keyboard_is_said() -> None:
    best = propose([line("INV-2026-0103", "93.00", ACME)], MANY, PAYERS)[0].suggestions[0]
    assert best.evidence[0].words == ("the text names INV-2026-0103, one slip off INV-2026-0113")


def test_a_part_that_is_hardly_anything_of_an_item_comes_last() -> None:
    """The older item is proposed only after the one of which the amount is a fair part."""
    rows = (
        item("INV-2026-0001", "1000.00", issued=day(-90)),
        item("INV-2026-0002", "480.00", issued=day(-60)),
    )
    found = propose([line("", "120.00", "Acme Trading Inc.", ACME_IBAN)], rows, PAYERS)[0]
    assert [s.parts[0].item.item for s in found.suggestions if s.parts][:2] == [
        "INV-2026-0002", "INV-2026-0001",
    ]  # fmt: skip
