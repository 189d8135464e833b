"""Payers: how surely the one who pays is a customer."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from billcli.matching.name_match import SLIP_MIN, Tier, all_edges, edges
from billcli.matching.payer import Identity, Payer, Payers
from tests.matching.invented import line

PAYERS = Payers.of(
    (
        Payer("Globex", ("Globex Holding AG",), ("FR14 2004", "")),
        Payer("Initech", ("Initech GmbH", "Initech"), ("SHARED",)),
        Payer("Mueller", ("Anna Müller",), ("DE1",), ("Treuhand Graz",), ("AT9",)),
        Payer("Meier", ("Bert Meier GmbH",), ("SHARED",), ("Treuhand Graz",)),
        Payer("Ono", ("Ono", "GmbH")),
    )
)


def identify(payer: str = "", iban: str = "", text: str = "") -> Identity:
    return PAYERS.identify(line(text, "1.00", payer, iban))


@pytest.mark.parametrize(
    ("name", "tier"),
    [
        ("GLOBEX HOLDING AG", Tier.FULL),
        ("Holding Globex", Tier.NAME),
        ("Globex Holding AG & Co KG", Tier.NEAR),
        ("Globex Holdng", Tier.NEAR),
        ("Globex Holdign AG", Tier.NEAR),
        ("Globexx Holding", Tier.NEAR),
        ("Globex Hldingo", Tier.SHARES),
        ("Globex Hold", Tier.NEAR),
        ("Globex Holding AG Vienna Branch", Tier.NEAR),
        ("Globex Holding GmbH", Tier.ALIKE),
        ("Globex Holdng GmbH", Tier.ALIKE),
        ("Globex Holding Ltd Vienna", Tier.ALIKE),
        ("Globex", Tier.ALIKE),
        ("Globex Trading", Tier.SHARES),
        ("Glob", Tier.NONE),
        ("Umbra Lighting", Tier.NONE),
        ("", Tier.NONE),
        ("AG", Tier.NONE),
    ],
)
def test_how_surely_a_name_is_a_customers(name: str, tier: Tier) -> None:
    assert identify(name).tier("Globex") is tier


@pytest.mark.parametrize(
    ("name", "tier"),
    [
        ("A. Müller", Tier.NEAR),
        ("Müller, A", Tier.NEAR),
        ("B. Müller", Tier.SHARES),
        ("A. M.", Tier.NONE),
        ("Anna B. Müller", Tier.NAME),
        ("Müller", Tier.ALIKE),
    ],
)
def test_initials_stand_for_the_words_they_begin(name: str, tier: Tier) -> None:
    assert identify(name).tier("Mueller") is tier


def test_other_initials_are_another() -> None:
    payers = Payers.of([Payer("Anna", ("A. Müller",)), Payer("Bert", ("B. Müller",))])
    found = payers.identify(line("", "1.00", "A. Müller"))
    assert (found.tier("Anna"), found.tier("Bert")) == (Tier.NAME, Tier.SHARES)
    full = payers.identify(line("", "1.00", "Bert Müller"))
    assert (full.tier("Anna"), full.tier("Bert")) == (Tier.SHARES, Tier.NEAR)


@pytest.mark.parametrize(
    ("name", "tier"),
    [
        ("Anna M?ller", Tier.NEAR),
        ("M?LLER & ANNA", Tier.NEAR),
        ("An?a M?ller GmbH", Tier.NEAR),
        ("Bert M?ller", Tier.NONE),
        ("M?ller", Tier.ALIKE),
        ("Anna Maria M?ller", Tier.ALIKE),
        ("?", Tier.NONE),
    ],
)
def test_a_letter_that_a_bank_could_not_write_may_be_any(name: str, tier: Tier) -> None:
    assert identify(name).tier("Mueller") is tier


def test_of_several_names_the_surest_counts() -> None:
    assert identify("Initech").tier("Initech") is Tier.NAME
    assert identify("INITECH GMBH").tier("Initech") is Tier.FULL
    assert identify("Initec").tier("Initech") is Tier.NEAR


def test_a_short_name_bears_no_slip() -> None:
    assert identify("Ono").tier("Ono") is Tier.NAME
    assert identify("Onno").tiers == {}
    assert identify("Ono Film").tier("Ono") is Tier.SHARES


@pytest.mark.parametrize("iban", ["FR142004", "fr14 2004", " FR14  2004 "])
def test_an_account_is_the_surest(iban: str) -> None:
    found = identify("Somebody", iban)
    assert found.tiers == {"Globex": Tier.ACCOUNT}
    assert found.own == {"Globex"}


def test_a_shared_account_is_as_sure_as_a_slip() -> None:
    found = identify(iban="SHARED")
    assert found.tiers == {"Initech": Tier.NEAR, "Meier": Tier.NEAR}
    assert found.likely() == ["Initech", "Meier"]
    named = identify("Bert Meier", "SHARED")
    assert named.likely() == ["Meier", "Initech"]


def test_an_empty_account_is_nobodys() -> None:
    assert identify(iban="").tiers == {}


def test_others_who_pay_for_a_customer_are_not_the_customer() -> None:
    found = identify("Treuhand Graz")
    assert found.tiers == {"Mueller": Tier.NAME, "Meier": Tier.NAME}
    assert found.own == frozenset()
    assert identify(iban="AT9").tiers == {"Mueller": Tier.ACCOUNT}
    assert identify(iban="AT9").own == frozenset()


def test_who_may_be_another_who_pays_for_a_customer_is_not_the_customer() -> None:
    found = identify("Trehand Gratz")
    assert found.tiers == {"Mueller": Tier.ALIKE, "Meier": Tier.ALIKE}
    assert (found.own, found.perhaps()) == (frozenset(), [])


@pytest.mark.parametrize(
    ("name", "who"),
    [
        ("A. Mülelr", ["Mueller"]),
        ("Annna Mülelr", ["Mueller"]),
        ("An?a Mule?", ["Mueller"]),
        ("B. Meire", ["Meier"]),
        ("Ann Mei", []),
        ("K. Mülelr", []),
        ("Somebody", []),
        ("", []),
    ],
)
def test_who_may_yet_be_the_payer(name: str, who: list[str]) -> None:
    found = identify(name, text="Anna Müller")
    assert found.perhaps() == who
    assert bool(found.likely()) is (not name)
    assert identify(name, "FR142004").perhaps() == []


def test_what_only_shares_a_word_is_not_likely() -> None:
    found = identify("Globex")
    assert (found.likely(), found.perhaps()) == ([], ["Globex"])


def test_a_surer_payer_denies_another() -> None:
    assert identify("Globex Holding").denies("Initech") == "Globex"
    assert identify("Globex Holding").denies("Globex") == ""
    assert identify("Treuhand Graz").denies("Initech") == ""
    assert identify("Globex").denies("Initech") == ""
    both = Identity({"A": Tier.NEAR, "B": Tier.NAME}, frozenset({"A", "B"}))
    assert (both.denies("A"), both.denies("B"), both.denies("C")) == ("", "", "B")
    assert (both.outdone("A"), both.outdone("B"), both.outdone("C")) == ("B", "", "B")
    shares = Identity({"A": Tier.SHARES, "B": Tier.NAME}, frozenset({"B"}))
    assert (shares.denies("A"), shares.outdone("A")) == ("B", "B")


def test_the_surest_is_the_likeliest() -> None:
    found = Identity({"A": Tier.NEAR, "B": Tier.FULL, "C": Tier.SHARES, "D": Tier.FULL})
    assert found.likely() == ["B", "D", "A"]


def test_names_in_the_text_are_mentioned_only() -> None:
    found = identify("Somebody", text="for Globex Holding")
    assert (found.tiers, found.mentioned) == ({}, {"Globex"})


@given(st.text("abcde", min_size=6, max_size=12), st.integers(0, 11), st.sampled_from("abcde"))
def test_a_slip_leaves_how_a_name_begins_or_how_it_ends(name: str, at: int, letter: str) -> None:
    at = min(at, len(name) - 1)
    before, here, after = name[:at], name[at], name[at + 1 :]
    slips = [before + letter + here + after, before + after, before + letter + after]
    slips.append(before + after[:1] + here + after[1:])
    for slip in slips:
        if len(slip) >= SLIP_MIN:
            assert {*edges(slip)} & {*all_edges(name)}
