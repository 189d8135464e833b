"""``billcli customer check``: rows, forms and exit status."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from shop import Shop


def test_exit_0_and_a_word_when_nothing_is_missing(shop: Shop) -> None:
    answer = shop("customer check --format table")
    assert (answer.status, answer.out) == (0, "Nothing is missing about 2 customers.\n")
    assert shop("customer check Acme --format table").out.endswith("about 1 customer.\n")


def test_exit_1_when_something_is_missing(shop: Shop) -> None:
    answer = shop("customer check Globex --for mail")
    assert answer.status == 1
    assert answer.rows == [
        ["customer", "customer_name", "state", "documents", "keys", "message", "command"],
        ["issuer", "Studio Linden", "missing", "mail", "email", "email",
         'put email: "..." into the issuer\'s record in customers.beancount'],
        ["Globex", "Globex Ltd.", "missing", "mail", "email", "email",
         "billcli customer edit Globex --email ..."],
    ]  # fmt: skip


def test_every_form_holds_the_same(shop: Shop) -> None:
    line = "customer check --for vat,mail"
    rows = shop(line).rows[1:]
    found = shop(f"{line} --format json")
    assert (found.status, found.envelope["status"]) == (1, "error")
    assert [one["customer"] for one in found.data["findings"]] == [row[0] for row in rows]
    assert found.data["customers"] == 2
    assert shop(f"{line} --format jsonl").out.count("\n") == len(rows)
    assert shop(f"{line} --format csv").out.count("\r\n") == len(rows) + 1
    assert set(shop(f"{line} --format ids").out.split()) == {row[0] for row in rows}
    assert "Globex" in shop(f"{line} --format table").out


def test_ids_come_from_standard_input_too(shop: Shop) -> None:
    answer = shop("customer check - --for mail", stdin="Globex\n")
    assert {row[0] for row in answer.rows[1:]} == {"issuer", "Globex"}
    assert shop("customer check -").codes == ["ID-MISSING"]
    assert shop("customer check Acne").codes == ["UNKNOWN-CUSTOMER"]
    assert shop("customer check --for fax").codes == ["OPTION-VALUE"]


def test_a_value_is_kept_told_and_found_later(shop: Shop) -> None:
    answer = shop("customer edit Acme --vat-id ATU12345678 --country AT", yes=True)
    assert (answer.status, answer.codes) == (0, ["VAT-ID-WRONG"])
    assert ["Acme", "vat-id", "ATU12345678"] in shop("customer show Acme").rows
    assert shop("customer check Acme").status == 1
    shop.done('customer edit Acme --vat-id "atu 135-856-27"')
    assert ["Acme", "vat-id", "ATU13585627"] in shop("customer show Acme").rows
    assert shop("customer check Acme").status == 0


@pytest.mark.parametrize("name", ["Germany", "EU", "D", "xx"])
def test_a_country_is_a_code(shop: Shop, name: str) -> None:
    answer = shop(f"customer edit Acme --country {name}", yes=True)
    assert (answer.status, answer.codes) == (2, ["COUNTRY-UNREADABLE"])


def test_a_ledger_with_errors_is_checked_under_a_banner(shop: Shop) -> None:
    shop.append("2026-01-01 open\n")
    assert shop("customer check --for mail").status == 3


def test_init_tells_a_wrong_number_and_writes_standard_forms(shop: Shop) -> None:
    line = 'init new --name Linden --country DE --vat-id "{}" --email {} -y'
    assert shop(line.format("DE123456789", "a@b.example")).codes == ["VAT-ID-WRONG"]
    assert shop(line.format("x", "nobody").replace("new", "n2")).codes == ["EMAIL-UNREADABLE"]
    shop(line.format("de 136 695 976", "a@b.example").replace("new", "n3"))
    assert 'vat-id: "DE136695976"' in shop.text("n3/customers.beancount")
