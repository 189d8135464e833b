"""Contacts become customers: who is known, what is filled, what is refused."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest

from billcli.contacts.contact import Contact
from billcli.domain.problem import InvalidError, UsageError
from billcli.services.contact_values import marks_of, same_name
from billcli.services.import_customers import Fate, Imported, ImportRequest, import_customers
from billcli.services.writing import Consent

if TYPE_CHECKING:
    from shop import Shop

    from billcli.services.writing import Written

DAY = dt.date(2026, 1, 31)


def agree(text: str) -> None:
    assert text


YES, DRY = Consent(agree), Consent(agree, dry_run=True)


def contacts(*rows: dict[str, str]) -> list[tuple[str, Contact]]:
    found = []
    for i, row in enumerate(rows, 2):
        values = {key.replace("_", "-"): text for key, text in row.items() if key != "id"}
        found.append(("list.csv", Contact(values, i, row.get("id", ""))))
    return found


def imported(
    shop: Shop, *rows: dict[str, str], update: bool = False
) -> Written[tuple[Imported, ...]]:
    request = ImportRequest(contacts(*rows), DAY, update)
    return import_customers(shop.workspace(), request, YES)


def fates(written: Written[tuple[Imported, ...]]) -> list[tuple[str, str, str]]:
    return [(one.fate.value, one.customer, one.by) for one in written.value]


def test_new_ones_are_added_in_their_order_in_one_append(shop: Shop) -> None:
    before = shop.text("customers.beancount")
    written = imported(shop, {"name": "Zeta AG", "city": "Bonn"}, {"name": "Alpha"})
    assert fates(written) == [("added", "ZetaAG", ""), ("added", "Alpha", "")]
    assert [one.line for one in written.value] == [2, 3]
    assert shop.text("customers.beancount") == before + (
        "\n2025-01-01 open Assets:Receivable:ZetaAG\n"
        '\n2026-01-31 custom "customer" "ZetaAG" Assets:Receivable:ZetaAG\n'
        '  name: "Zeta AG"\n  city: "Bonn"\n'
        "\n2025-01-01 open Assets:Receivable:Alpha\n"
        '\n2026-01-31 custom "customer" "Alpha" Assets:Receivable:Alpha\n'
        '  name: "Alpha"\n'
    )
    assert shop("check").status == 0


@pytest.mark.parametrize(
    ("row", "by"),
    [
        ({"name": "Other", "id": "acme"}, "id"),
        ({"name": "Other", "email": "AP@Acme.example"}, "e-mail"),
        ({"name": "ACME, Inc"}, "name"),
        ({"name": "Ácme Inc."}, "name"),
        ({"name": "Other", "vat_id": "de 136.695.976"}, "VAT id"),
    ],
)
def test_who_is_a_customer_is_known_and_left_alone(
    shop: Shop, row: dict[str, str], by: str
) -> None:
    shop.done("customer edit Acme --vat-id DE136695976")
    before = shop.tree()
    written = imported(shop, row)
    assert fates(written) == [("known", "Acme", by)]
    assert written.value[0].customer_name == "Acme Inc."
    assert (written.text, shop.tree()) == ("", before)


def test_twice_is_once(shop: Shop) -> None:
    rows = ({"name": "Initech", "email": "a@i.example"}, {"name": "株式会社"}, {"name": "有限会社"},
            {"name": "VAT"}, {"name": "x" * 60}, {"name": "x" * 61})  # fmt: skip
    first = imported(shop, *rows)
    assert [one.customer for one in first.value] == [
        "Initech", "Customer", "Customer-2", "VAT-2", "X" + "x" * 31, "X" + "x" * 29 + "-2",
    ]  # fmt: skip
    before = shop.tree()
    again = imported(shop, *rows)
    assert {one.fate for one in again.value} == {Fate.KNOWN}
    assert [one.customer for one in again.value] == [one.customer for one in first.value]
    assert shop.tree() == before


def test_a_contact_that_stands_twice_in_the_file_is_one_customer(shop: Shop) -> None:
    rows = ({"name": "Initech", "email": "a@i.example"},
            {"name": "Bill", "email": "A@i.example", "phone": "5"})  # fmt: skip
    assert fates(imported(shop, *rows)) == [
        ("added", "Initech", ""), ("known", "Initech", "e-mail"),
    ]  # fmt: skip
    updated = imported(shop, *rows, update=True)
    assert fates(updated) == [("known", "Initech", "e-mail"), ("updated", "Initech", "e-mail")]
    assert shop.text("customers.beancount").endswith('Receivable:Initech\n  phone: "5"\n')
    assert {one.fate for one in imported(shop, *rows, update=True).value} == {Fate.KNOWN}


def test_with_update_a_second_card_completes_the_first_at_once(shop: Shop) -> None:
    rows = ({"name": "Initech"}, {"name": "Initech", "phone": "5"})
    assert fates(imported(shop, *rows, update=True))[1] == ("updated", "Initech", "name")
    before = shop.tree()
    assert before["customers.beancount"].count(b'"Initech"') == 2
    imported(shop, *rows, update=True)
    assert shop.tree() == before


def test_only_what_is_empty_is_filled_and_no_address_is_made_of_two(shop: Shop) -> None:
    shop.done('customer edit Acme --city Bonn --phone ""')
    row = {"name": "Acme Inc.", "email": "new@acme.example", "phone": "1", "city": "Berlin",
           "address": "Elsewhere 1"}  # fmt: skip
    assert fates(imported(shop, row, update=True)) == [("updated", "Acme", "name")]
    assert shop("customer show Acme").rows[1:] == [
        ["Acme", "name", "Acme Inc."], ["Acme", "email", "ap@acme.example"],
        ["Acme", "city", "Bonn"], ["Acme", "phone", "1"],
    ]  # fmt: skip
    row |= {"city": "Bonn"}
    imported(shop, row, update=True)
    assert ["Acme", "address", "Elsewhere 1"] in shop("customer show Acme").rows


def test_ids_of_the_file_are_made_legal(shop: Shop) -> None:
    rows = ({"name": "A", "id": "10001"}, {"name": "B", "id": "k 7/x"}, {"name": "C", "id": "ÄÖ"},
            {"name": "D", "id": ""})  # fmt: skip
    assert [one.customer for one in imported(shop, *rows).value] == ["10001", "K7X", "AeOe", "D"]


def test_an_account_below_the_root_takes_its_name_from_the_pool(shop: Shop) -> None:
    shop.append("2025-01-01 open Assets:Receivable:Initech:Old\n")
    written = imported(shop, {"name": "initech"})
    assert (written.value[0].fate, written.value[0].customer) == (Fate.ADDED, "Initech-2")


def test_who_has_no_name_is_left_out(shop: Shop) -> None:
    written = imported(shop, {"city": "Bonn"}, {"name": "Initech"})
    assert fates(written) == [("nameless", "", ""), ("added", "Initech", "")]


def test_values_are_read_or_left_out_with_a_warning(shop: Shop) -> None:
    row = {"name": "Initech", "email": "none", "country": "Narnia", "language": "Elvish",
           "currency": "gold coins", "terms": "soon", "tax": "NONE", "vat_id": "DE1"}  # fmt: skip
    written = imported(shop, row)
    assert shop("customer show Initech").rows[1:] == [
        ["Initech", "name", "Initech"], ["Initech", "vat-id", "DE1"],
    ]  # fmt: skip
    assert [p.code for p in written.problems] == ["CONTACT-VALUE"] * 6 + ["VAT-ID-WRONG"]
    assert {str(p.where) for p in written.problems} == {"list.csv:2"}
    assert imported(shop, row).problems == ()


def test_values_are_put_into_our_forms(shop: Shop) -> None:
    row = {"name": "Initech", "email": "mailto:a@i.example", "country": "Österreich",
           "language": "de_AT", "currency": "chf", "terms": "14 Tage", "tax": "LOW",
           "vat_id": "atu 13585627", "iban": "de89 3704 0044 0532 0130 00"}  # fmt: skip
    assert imported(shop, row).problems == ()
    assert dict(line[1:] for line in shop("customer show Initech").rows[1:]) == {
        "name": "Initech", "email": "a@i.example", "country": "AT", "language": "de-AT",
        "currency": "CHF", "terms": "net 14", "tax": "LOW", "vat-id": "ATU13585627",
        "iban": "DE89370400440532013000",
    }  # fmt: skip
    imported(shop, {"name": "Umbra", "terms": "Net 30"})
    assert ["Umbra", "terms", "net 30"] in shop("customer show Umbra").rows


def test_columns_that_are_left_are_named_once_for_each_file(shop: Shop) -> None:
    rows = [
        ("a.csv", Contact({"name": "Initech"}, 2, unread=("Notes", "Fax"))),
        ("a.csv", Contact({"name": "Umbra"}, 3, unread=("Fax", "Balance"))),
        ("a.csv", Contact({"name": "Acme Inc."}, 4, unread=("Known already",))),
        ("b.csv", Contact({"name": "Hooli"}, 2, unread=tuple(f"C{n}" for n in range(20)))),
        ("c.csv", Contact({"name": "Wonka"}, 2)),
    ]
    written = import_customers(shop.workspace(), ImportRequest(rows, DAY), YES)
    first, second = written.problems
    assert [p.code for p in written.problems] == ["CONTACT-UNREAD"] * 2
    assert first.message.endswith("imported: 'Notes', 'Fax', 'Balance'")
    assert second.message.endswith("'C10', 'C11' and 8 more")
    assert [str(p.where) for p in written.problems] == ["a.csv", "b.csv"]
    again = import_customers(shop.workspace(), ImportRequest(rows, DAY), YES)
    assert again.problems == ()


def test_everything_that_cannot_stand_is_named_and_nothing_is_written(shop: Shop) -> None:
    before = shop.tree()
    with pytest.raises(UsageError) as caught:
        imported(shop, {"name": "Good"}, {"name": "a\x1b[2J"}, {"name": "x" * 1001},
                 {"name": "B", "city": "\u202e"})  # fmt: skip
    assert [(p.code, str(p.where)) for p in caught.value.problems] == [
        ("TEXT-CONTROL", "list.csv:3"), ("TEXT-LONG", "list.csv:4"), ("TEXT-CONTROL", "list.csv:5"),
    ]  # fmt: skip
    assert shop.tree() == before


def test_a_dry_run_and_a_ledger_with_errors_write_nothing(shop: Shop) -> None:
    before = shop.tree()
    request = ImportRequest(contacts({"name": "Initech"}), DAY)
    written = import_customers(shop.workspace(), request, DRY)
    assert "open Assets:Receivable:Initech" in written.text
    assert shop.tree() == before
    shop.append("2026-01-01 open\n")
    with pytest.raises(InvalidError):
        import_customers(shop.workspace(), request, YES)


def test_hundreds_are_added_at_once(shop: Shop) -> None:
    rows = [{"name": f"Customer {i}", "email": f"c{i}@x.example"} for i in range(400)]
    written = imported(shop, *rows)
    assert {one.fate for one in written.value} == {Fate.ADDED}
    assert len({one.customer.casefold() for one in written.value}) == 400
    assert len(shop("customer list").rows) == 1 + 2 + 400


@pytest.mark.parametrize("text", ['a"b\\c', "=1+1", "[bold]", "#x", "a; b", "{{ 7 }}", "日本"])
def test_odd_names_are_only_text(shop: Shop, text: str) -> None:
    imported(shop, {"name": text})
    assert shop("customer list --format json").data["customers"][-1]["customer_name"] == text
    assert shop("check").status == 0


def test_what_tells_customers_apart() -> None:
    assert same_name("Müller & Söhne GmbH") == same_name("MÜLLER+SÖHNE gmbh")
    assert same_name("Müller") != same_name("Mütter")
    assert same_name("!?") == "!?"
    assert marks_of({}) == {}
