"""What kinds of documents need, and which a customer evidently is sent."""

from __future__ import annotations

import pytest

from billcli.domain.contract import PARTY_KEYS
from billcli.domain.giro_code import giro_code
from billcli.domain.money import Money
from billcli.domain.party import Party
from billcli.domain.party_need import KINDS, Misfit, evident, form_of, misfits, missing

FULL = Party("Acme", "A", dict.fromkeys(PARTY_KEYS, "x"))
EMPTY = Party("Acme", "A")


def party(**values: str) -> Party:
    return Party("Acme", "A", {key.replace("_", "-"): value for key, value in values.items()})


@pytest.mark.parametrize("kind", KINDS)
def test_a_full_record_lacks_nothing_and_an_empty_one_only_known_keys(kind: str) -> None:
    for is_issuer in (True, False):
        assert missing(kind, FULL, is_issuer=is_issuer) == ()
        for group in missing(kind, EMPTY, is_issuer=is_issuer):
            assert set(group) <= set(PARTY_KEYS)


@pytest.mark.parametrize(
    ("kind", "customer", "issuer"),
    [
        ("invoice", "name", "name"),
        ("vat", "name address city", "name address city vat-id|tax-number"),
        ("reverse-charge", "name address city country vat-id", "name address city country vat-id"),
        ("export", "name address city country", "name address city country vat-id|tax-number"),
        ("facturx", "name country", "name country vat-id|registration"),
        ("peppol", "name country e-address reference|purchase-order",
         "name country e-address vat-id|registration iban"),
        ("qr-bill", "name postcode city country", "name postcode city country iban"),
        ("giro-code", "", "name iban"),
        ("mail", "email", "email"),
        ("debit", "name mandate iban", "name iban"),
    ],
)  # fmt: skip
def test_each_kind_needs_its_keys(kind: str, customer: str, issuer: str) -> None:
    lacks = ["|".join(group) for group in missing(kind, EMPTY, is_issuer=False)]
    assert " ".join(lacks) == customer
    lacks = ["|".join(group) for group in missing(kind, EMPTY, is_issuer=True)]
    assert " ".join(lacks) == issuer


def test_of_alternatives_one_is_enough_and_a_blank_is_nothing() -> None:
    lacks = missing("xrechnung", party(email="a@b.example", reference=" "), is_issuer=False)
    assert ("e-address", "email") not in lacks
    assert ("reference",) in lacks


@pytest.mark.parametrize(
    ("customer", "issuer", "category", "kinds"),
    [
        (party(), party(), "", "invoice"),
        (party(), party(country="US"), "S", "invoice"),
        (party(), party(country="de"), "S", "invoice vat"),
        (party(), party(vat_id="ATU13585627"), "", "invoice vat"),
        (party(), party(vat_id="EL094259216"), "", "invoice vat"),
        (party(), party(country="DE"), "AE", "invoice vat reverse-charge"),
        (party(), party(country="DE"), "K", "invoice vat intra-community"),
        (party(), party(country="US"), "G", "invoice export"),
        (party(einvoice="xrechnung-cii"), party(), "", "invoice xrechnung"),
        (party(einvoice="Factur-X"), party(), "", "invoice facturx"),
        (party(einvoice="none", mandate="M-1"), party(), "", "invoice debit"),
        (party(country="CH"), party(country="CH", iban="CH93"), "", "invoice vat qr-bill"),
        (party(country="DE"), party(country="CH", iban="CH93"), "", "invoice vat"),
    ],
)
def test_what_a_customer_evidently_needs(
    customer: Party, issuer: Party, category: str, kinds: str
) -> None:
    assert " ".join(evident(customer, issuer, category)) == kinds


def test_the_names_of_electronic_forms() -> None:
    words = ["PEPPOL", "zugferd 2.3", "xrechnung", "", "no", "edifact"]
    assert [form_of(word) for word in words] == ["peppol", "facturx", "xrechnung", "", "", ""]


def test_a_mail_address_is_none_in_peppol() -> None:
    mail, own = party(e_address="em:a@b.example"), party(e_address="0208:0428759497")
    assert list(misfits("peppol", own, own)) == []
    (found,) = misfits("peppol", mail, own)
    assert (found.is_issuer, found.key) == (False, "e-address")
    (found,) = misfits("peppol", own, mail)
    assert found.is_issuer


@pytest.mark.parametrize(
    ("theirs", "own", "wrong"),
    [
        ("ATU13585627", "DE136695976", False),
        ("DE136695976", "DE136695976", True),
        ("EL094259216", "DE136695976", False),
        ("CHE107787577", "DE136695976", True),
        ("", "DE136695976", False),
        ("XI980780684", "DE136695976", False),
        ("123", "", False),
    ],
)
def test_a_community_supply_goes_to_another_member_state(
    theirs: str, own: str, *, wrong: bool
) -> None:
    found = list(misfits("intra-community", party(vat_id=theirs), party(vat_id=own)))
    assert bool(found) is wrong
    assert all(one.key == "vat-id" for one in found)


def test_a_swiss_bill_needs_a_swiss_account_and_currency() -> None:
    found = list(misfits("qr-bill", party(currency="USD"), party(iban="DE89")))
    assert [(one.is_issuer, one.key) for one in found] == [(True, "iban"), (False, "currency")]
    assert list(misfits("qr-bill", party(currency="EUR"), party(iban=" li21 "))) == []
    assert list(misfits("mail", party(), party())) == []
    assert Misfit(True, "iban", "x").key == "iban"


@pytest.mark.parametrize(
    ("issuer", "currency", "keys"),
    [
        ({"iban": "DE02120300000000202051"}, "", ""),
        ({"iban": " de02 1203 0000 0000 2020 51"}, "EUR", ""),
        ({"iban": "DE02120300000000202051"}, "USD", "currency"),
        ({"iban": "TR330006100519786457841326"}, "", "iban"),
        ({"iban": "CH4431999123000889012"}, "EUR", "iban"),
        ({"iban": "CH9300762011623852957"}, "EUR", "bic"),
        ({"iban": "CH9300762011623852957", "bic": "POFICHBEXXX"}, "EUR", ""),
        ({"iban": "CH9300762011623852957", "bic": "POFI"}, "EUR", "bic"),
        ({"iban": "DE03"}, "", ""),  # told as a wrong IBAN already
        ({}, "CHF", "currency"),
    ],
)
def test_a_euro_code_needs_an_account_that_euros_reach(
    issuer: dict[str, str], currency: str, keys: str
) -> None:
    found = list(misfits("giro-code", party(currency=currency), party(**issuer)))
    assert [one.key for one in found] == keys.split()
    assert all(one.is_issuer is (one.key != "currency") for one in found)


@pytest.mark.parametrize("issuer", [{"iban": iban} for iban in (
    "DE02120300000000202051", "TR330006100519786457841326", "CH4431999123000889012",
    "CH9300762011623852957", "LI21088100002324013AA", "GB82WEST12345698765432")])  # fmt: skip
def test_a_code_is_made_exactly_where_nothing_is_amiss(issuer: dict[str, str]) -> None:
    amiss = list(misfits("giro-code", party(), party(**issuer)))
    made = giro_code(Money.of("1.00", "EUR"), "Ada", issuer["iban"], "", "A-1")
    assert (made is None) is bool(amiss)


def test_a_swiss_bill_needs_latin_letters() -> None:
    own = party(iban="CH9300762011623852957", name="\u682a\u5f0f", city="Z\u00fcrich")
    assert [one.key for one in misfits("qr-bill", party(), own)] == ["name"]
