"""Customers as dated records: ids made of names, and where accounts begin."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest

from billcli.domain.problem import UsageError
from billcli.services.keep_customer import checked, id_from, named, start_of
from billcli.services.list_items import customers

if TYPE_CHECKING:
    from shop import Shop


DAY = dt.date(2026, 1, 31)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("acme inc.", "AcmeInc"),
        ("Müller & Söhne", "MuellerSoehne"),
        ("straße", "Strasse"),
        ("ÄÖÜ", "AeOeUe"),
        ("Łódź Øl Æon", "LodzOlaeon"),
        ("café crème", "CafeCreme"),
        ("3M", "3M"),
        ("o'neill-smith", "ONeillSmith"),
        ("株式会社", ""),
        ("", ""),
        ("x" * 50, "X" + "x" * 31),
    ],
)
def test_an_id_is_made_of_the_letters_of_a_name(name: str, expected: str) -> None:
    assert id_from(name).casefold() == expected.casefold()


def test_an_id_is_kept_and_a_name_becomes_the_name() -> None:
    assert named("Acme", {"email": "x@y"}) == ("Acme", {"email": "x@y"})
    assert named("acme inc.", {}) == ("AcmeInc", {"name": "acme inc."})


def test_a_name_beside_a_name_is_refused() -> None:
    with pytest.raises(UsageError) as caught:
        named("acme inc.", {"name": "Acme"})
    assert caught.value.problems[0].code == "CUSTOMER-ID"


@pytest.mark.parametrize("text", ["株式会社", "a\nb", "x" * 1001])
def test_what_can_be_neither_is_refused(text: str) -> None:
    with pytest.raises(UsageError):
        named(text, {})


def test_values_come_in_the_order_of_the_contract(shop: Shop) -> None:
    found = checked(shop.workspace(), {"terms": "net 30", "name": "A", "email": ""})
    assert list(found.items()) == [("name", "A"), ("email", ""), ("terms", "net 30")]


def test_values_with_control_characters_are_refused(shop: Shop) -> None:
    with pytest.raises(UsageError) as caught:
        checked(shop.workspace(), {"name": "a\x1b[2J", "city": "b\u202e"})
    assert [p.code for p in caught.value.problems] == ["TEXT-CONTROL"] * 2
    assert caught.value.problems[0].message.startswith("--name: ")


def test_accounts_begin_with_the_books_but_never_after_the_record(shop: Shop) -> None:
    books = shop.workspace()
    assert start_of(books, DAY) == dt.date(2025, 1, 1)
    assert start_of(books, dt.date(2024, 6, 1)) == dt.date(2024, 6, 1)


def test_without_a_setting_they_begin_with_the_first_account(shop: Shop) -> None:
    shop.write("billcli.toml", 'ledger = "main.beancount"\n')
    shop.append("2023-03-01 open Assets:Old\n")
    assert start_of(shop.workspace(), DAY) == dt.date(2023, 3, 1)
    shop.write("main.beancount", "")
    assert start_of(shop.workspace(), DAY) == DAY


def test_customers_come_in_the_order_of_the_ledger(shop: Shop) -> None:
    shop.done("customer add Aaa")
    assert [party.id for party in customers(shop.workspace(), DAY)] == ["Acme", "Globex", "Aaa"]
    assert customers(shop.workspace(), dt.date(2024, 1, 1)) != ()


def test_a_record_before_the_first_keeps_what_held_then(shop: Shop) -> None:
    """The customer's name was gone from documents of the days between the two."""
    shop.done(
        'customer add Late --name "Late Ltd" --city Town --terms "net 7" --since 2026-01-20',
        'customer edit Late --terms "net 14" --since 2026-01-01',
        'invoice create Late --line "10 Work; tax=ZERO" --date 2026-01-10',
    )
    days = [dt.date(2025, 6, 1), dt.date(2026, 1, 10), dt.date(2026, 1, 31)]
    found = [shop.workspace().books(day).customer("Late") for day in days]
    assert {(party.name, party.text("city")) for party in found} == {("Late Ltd", "Town")}
    assert [party.text("terms") for party in found] == ["net 14", "net 14", "net 7"]
    shop.done('customer edit Late --terms "net 30" --since 2026-01-15')
    assert shop.text("customers.beancount").count('name: "Late Ltd"') == 2
