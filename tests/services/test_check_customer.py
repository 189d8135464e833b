"""What is to be mended about customers and the issuer."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest

from billcli.domain.party_need import KINDS
from billcli.domain.problem import UsageError
from billcli.services.check_customer import Finding, State, check_customers

if TYPE_CHECKING:
    from shop import Shop

DAY = dt.date(2026, 1, 31)
ISSUER = """2025-01-01 custom "issuer" "Studio"
  name: "Studio Linden"
  address: "Lindenstr. 2"
  postcode: "53111"
  city: "Bonn"
  country: "DE"
  vat-id: "DE136695976"
  iban: "DE89370400440532013000"
"""


def found(shop: Shop, *ids: str, kinds: str = "") -> list[Finding]:
    workspace = shop.workspace()
    return list(check_customers(workspace, ids, kinds.split(), DAY).findings)


def german(shop: Shop, *records: str) -> None:
    shop.write("customers.beancount", ISSUER + "".join(f"\n{record}" for record in records))


def record(customer: str, **values: str) -> str:
    account = f"Assets:Receivable:{customer}"
    lines = "".join(f'  {key.replace("_", "-")}: "{text}"\n' for key, text in values.items())
    return (
        f'2025-01-01 open {account}\n2025-01-01 custom "customer" "{customer}" {account}\n{lines}'
    )


WHOLE = {"name": "Acme Inc.", "address": "Ring 1", "postcode": "53111", "city": "Bonn"}


def test_a_shop_without_a_country_needs_names_only(shop: Shop) -> None:
    assert found(shop) == []


def test_an_invoice_with_vat_needs_addresses(shop: Shop) -> None:
    german(shop, record("Acme", name="Acme Inc."), record("Globex", **WHOLE))
    (one,) = found(shop)
    assert (one.customer, one.customer_name, one.state) == ("Acme", "Acme Inc.", State.MISSING)
    assert (one.kinds, one.keys) == (("vat",), ("address", "city"))
    assert one.command == "billcli customer edit Acme --address ... --city ..."
    assert found(shop, "Globex") == []


def test_the_usual_tax_code_tells_a_reverse_charge(shop: Shop) -> None:
    shop.setting('\n[tax.RC]\ncategory = "AE"\n')
    german(shop, record("Acme", **WHOLE, country="AT", tax="RC"))
    (one,) = found(shop)
    assert (one.kinds, one.keys) == (("reverse-charge",), ("vat-id",))
    assert one.command == "billcli customer edit Acme --vat-id ..."


def test_what_is_wrong_counts_for_every_kind_and_what_was_meant_is_in_the_command(
    shop: Shop,
) -> None:
    german(shop, record("Acme", **WHOLE, country="AT", vat_id="U13585627"))
    (one,) = found(shop)
    assert (one.state, one.kinds, one.keys) == (State.WRONG, (), ("vat-id",))
    assert one.message == "VAT id 'U13585627': the prefix AT is missing"
    assert one.command == "billcli customer edit Acme --vat-id ATU13585627"


def test_a_vat_id_from_elsewhere_is_a_note_and_no_failure(shop: Shop) -> None:
    german(shop, record("Acme", **WHOLE, country="DE", vat_id="ATU13585627"))
    checked = check_customers(shop.workspace(), [], [], DAY)
    (one,) = checked.findings
    assert (one.state, one.command, checked.failed) == (State.NOTE, "", False)
    assert one.message == "VAT id of AT, address in DE"


def test_the_issuer_is_asked_for_what_its_customers_need(shop: Shop) -> None:
    german(shop, record("Acme", **WHOLE, einvoice="xrechnung"))
    ours, theirs = found(shop)
    assert (ours.customer, ours.kinds) == ("issuer", ("xrechnung",))
    assert ours.keys == ("contact", "phone", "email")
    assert ours.command == (
        'put contact: "...", phone: "...", email: "..." into the issuer\'s record'
        " in customers.beancount"
    )
    assert theirs.keys == ("country", "e-address|email", "reference")


def test_without_an_issuer_the_record_itself_is_missing(shop: Shop) -> None:
    shop.write("customers.beancount", record("Acme", name="Acme"))
    (one,) = found(shop)
    assert (one.customer, one.keys, one.state) == ("issuer", ("name",), State.MISSING)
    assert 'custom "issuer"' in one.command


def test_what_does_not_serve_is_wrong_for_that_kind_only(shop: Shop) -> None:
    german(shop, record("Acme", **WHOLE, country="CH", currency="USD"))
    assert found(shop) == []
    ours, theirs = found(shop, kinds="qr-bill")
    assert (ours.customer, ours.keys, ours.kinds) == ("issuer", ("iban",), ("qr-bill",))
    assert (theirs.customer, theirs.keys) == ("Acme", ("currency",))
    assert theirs.message == "currency: a QR-bill is in CHF or EUR"


def test_several_kinds_are_told_in_one_row_where_they_lack_the_same(shop: Shop) -> None:
    german(shop, record("Acme", name="Acme"))
    rows = found(shop, kinds="vat,export mail")
    assert [(one.customer, one.kinds, one.keys) for one in rows] == [
        ("issuer", ("mail",), ("email",)),
        ("Acme", ("vat", "export"), ("address", "city")),
        ("Acme", ("export",), ("country",)),
        ("Acme", ("mail",), ("email",)),
    ]


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_can_be_asked_for(shop: Shop, kind: str) -> None:
    german(shop, record("Acme"))
    assert all(one.command for one in found(shop, "Acme", kinds=kind) if one.kinds)


def test_unknown_kinds_and_customers_are_refused(shop: Shop) -> None:
    with pytest.raises(UsageError) as caught:
        found(shop, kinds="xrechnug")
    assert caught.value.problems[0].help.startswith("did you mean xrechnung?")
    with pytest.raises(UsageError) as caught:
        found(shop, "Nobody")
    assert caught.value.problems[0].code == "UNKNOWN-CUSTOMER"


def test_the_records_of_the_day_count(shop: Shop) -> None:
    german(shop, record("Acme", **WHOLE))
    shop.append(
        '\n2026-06-01 custom "customer" "Acme" Assets:Receivable:Acme\n  city: ""\n',
        "customers.beancount",
    )
    assert found(shop) == []
    later = check_customers(shop.workspace(), [], [], dt.date(2026, 7, 1))
    assert [one.keys for one in later.findings] == [("city",)]


def test_hostile_records_of_other_tools_are_told_and_break_nothing(shop: Shop) -> None:
    nasty = "\u202e" + "\uff19" * 300 + "\u0660'; rm"
    german(shop, record("Acme", **WHOLE, vat_id=nasty, iban=nasty, language=nasty, email=nasty,
                        country=nasty, e_address=nasty, currency="eur", bic=nasty))  # fmt: skip
    rows = found(shop)
    assert {one.keys[0] for one in rows if one.state is State.WRONG} == {
        "vat-id", "iban", "language", "email", "country", "e-address", "currency", "bic",
    }  # fmt: skip
    assert all(len(one.message) < 250 for one in rows)
