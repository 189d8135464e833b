"""``billcli customer``: add, edit, list and show."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from billcli.domain.contract import PARTY_KEYS

if TYPE_CHECKING:
    from shop import Shop


ALL = {
    "name": "Initech GmbH", "trading-name": "Initech", "email": "ap@initech.example",
    "phone": "+49 228 1", "contact": "Jane Doe", "address": "Main Street 1",
    "address-2": "2nd floor", "postcode": "53111", "city": "Bonn", "region": "NRW",
    "country": "DE", "vat-id": "DE123456789", "tax-number": "205/1", "registration": "HRB 1",
    "e-address": "0204:99", "iban": "DE89370400440532013000", "bic": "COBADEFF", "language": "de",
    "currency": "CHF", "terms": "2/10 net 30", "discount": "5", "tax": "LOW", "reference": "R-1",
    "purchase-order": "PO-1", "credit-limit": "1000", "einvoice": "xrechnung", "mandate": "M-1",
    "foreign": "no", "hold": "dispute", "rounding-tolerance": "0.05",
    "discount-grace-days": "2", "bank-fee": "always", "identical-amounts": "oldest first",
    "short-list": "in order named",
    "application-order": "fees first",
}  # fmt: skip


def test_every_key_has_an_option_and_is_recorded_in_the_order_of_the_contract(shop: Shop) -> None:
    assert set(ALL) == set(PARTY_KEYS)
    options = " ".join(f'--{key} "{value}"' for key, value in ALL.items())
    shop.done(f"customer add Initech {options}")
    text = shop.text("customers.beancount")
    record = text[text.index('"Initech" Assets') :].splitlines()[1:]
    assert record == [f'  {key}: "{ALL[key]}"' for key in PARTY_KEYS]
    shown = shop("customer show Initech").rows[1:]
    assert shown == [["Initech", key, ALL[key]] for key in PARTY_KEYS]


def test_adding_opens_the_account_at_the_start_of_the_books(shop: Shop) -> None:
    old = shop.text("customers.beancount")
    answer = shop.done("customer add Initech --name Initech --since 2026-01-10")
    assert shop.text("customers.beancount") == old + (
        "\n2025-01-01 open Assets:Receivable:Initech\n"
        '\n2026-01-10 custom "customer" "Initech" Assets:Receivable:Initech\n'
        '  name: "Initech"\n'
    )
    assert answer.err == (
        "Added Initech (customers.beancount:17)\n"
        'Next: billcli invoice create Initech --line "10 h x 150.00 Consulting"\n'
    )
    assert answer.out == ""


def test_a_name_that_is_no_id_becomes_the_name_and_makes_the_id(shop: Shop) -> None:
    answer = shop('customer add "Müller & Söhne" --format json', yes=True)
    assert answer.data == {
        "customer": "MuellerSoehne",
        "customer_name": "Müller & Söhne",
        "written": True,
        "places": ["customers.beancount:17", "customers.beancount:19"],
        "files": ["customers.beancount"],
    }


def test_without_a_name_the_id_stands_for_it(shop: Shop) -> None:
    assert shop("customer add Initech --format json", yes=True).data["customer_name"] == "Initech"


def test_who_has_an_account_already_is_a_customer(shop: Shop) -> None:
    shop.append("2024-05-01 open Assets:Receivable:Initech EUR\n")
    assert shop("customer add Initech", yes=True).codes == ["CUSTOMER-EXISTS"]
    shop.done("customer edit Initech --name Initech --since 2026-01-10")
    assert "open Assets:Receivable:Initech" not in shop.text("customers.beancount")


def test_everything_wrong_is_named_at_once(shop: Shop) -> None:
    before = shop.tree()
    answer = shop(
        "customer add Initech --email nobody --tax XX --currency eur --terms soon", yes=True
    )
    assert answer.status == 2
    assert answer.codes == [
        "EMAIL-UNREADABLE", "CURRENCY-UNREADABLE", "TERMS-UNREADABLE", "TAX-UNKNOWN",
    ]  # fmt: skip
    assert shop.tree() == before


@pytest.mark.parametrize(
    "text", ["a@b@c", "ap at acme", "<ap@acme.example>", "a@b,c@d", "a b@c", "a@b;c"]
)
def test_an_email_is_one_bare_address(shop: Shop, text: str) -> None:
    answer = shop(f'customer edit Acme --email "{text}"', yes=True)
    assert (answer.status, answer.codes) == (2, ["EMAIL-UNREADABLE"])
    assert f"--email: {text!r} is not one address" in answer.err


@pytest.mark.parametrize("text", ["acme", "ACME", "Acme"])
def test_an_id_is_taken_without_regard_to_case(shop: Shop, text: str) -> None:
    answer = shop(f"customer add {text}", yes=True)
    assert (answer.status, answer.codes) == (2, ["CUSTOMER-EXISTS"])
    assert "help: billcli customer edit Acme, or choose another id" in answer.err


@pytest.mark.parametrize("text", ["株式会社", "--", "!!!", "lower-" + "x" * 40])
def test_a_name_without_letters_makes_no_id(shop: Shop, text: str) -> None:
    answer = shop(
        f"customer add --name X -- {text!r}" if text[0] == "l" else f"customer add {text}"
    )
    assert answer.status == 2


def test_a_name_in_other_letters_needs_an_id_of_its_own(shop: Shop) -> None:
    answer = shop("customer add 株式会社", yes=True)
    assert (answer.status, answer.codes) == (2, ["CUSTOMER-ID"])
    shop.done("customer add Kabushiki --name 株式会社")
    assert shop("customer show Kabushiki").rows[1:] == [["Kabushiki", "name", "株式会社"]]


@pytest.mark.parametrize("text", ["=cmd|'/c calc'!A0", '#read("x")', "[bold]x", 'a"b\\c'])
def test_odd_names_are_only_text(shop: Shop, text: str) -> None:
    from shlex import quote  # noqa: PLC0415

    shop.done(f"customer edit Acme --name {quote(text)}")
    assert shop("customer list --format json").data["customers"][0]["customer_name"] == text
    assert shop("check").status == 0


def test_an_edit_holds_from_its_day_on(shop: Shop) -> None:
    shop.done('customer edit acme --name "Acme AG" --terms "net 14" --since 2026-02-01')
    assert shop("customer show Acme --as-of 2026-01-31").rows[1:] == [
        ["Acme", "name", "Acme Inc."],
        ["Acme", "email", "ap@acme.example"],
    ]
    assert shop("customer show Acme --as-of 2026-02-01").rows[1:] == [
        ["Acme", "name", "Acme AG"],
        ["Acme", "email", "ap@acme.example"],
        ["Acme", "terms", "net 14"],
    ]
    assert shop.text("customers.beancount").endswith(
        '\n2026-02-01 custom "customer" "Acme" Assets:Receivable:Acme\n'
        '  name: "Acme AG"\n  terms: "net 14"\n'
    )


def test_an_empty_value_removes_a_key(shop: Shop) -> None:
    shop.done('customer edit Acme --email ""')
    assert shop("customer show Acme").rows[1:] == [["Acme", "name", "Acme Inc."]]


def test_an_edit_of_nothing_or_nobody_is_refused(shop: Shop) -> None:
    answer = shop("customer edit Acme", yes=True)
    assert (answer.status, answer.codes) == (2, ["CUSTOMER-UNCHANGED"])
    assert "help: name what changed, for example --email ap@acme.example" in answer.err
    answer = shop("customer edit Acne --hold x", yes=True)
    assert (answer.status, answer.codes) == (2, ["UNKNOWN-CUSTOMER"])
    assert "help: did you mean Acme (Acme Inc.)?" in answer.err


def test_a_customer_known_only_from_the_ledger_gets_a_first_record(shop: Shop) -> None:
    shop.append(
        "2025-01-01 open Assets:Receivable:Foreign\n"
        '2026-01-05 * "Foreign Corp" "Sale"\n'
        "  Assets:Receivable:Foreign  5.00 EUR\n  Income:Services  -5.00 EUR\n"
    )
    shop.done("customer edit Foreign --hold dispute")
    assert shop.text("customers.beancount").endswith(
        'custom "customer" "Foreign" Assets:Receivable:Foreign\n  hold: "dispute"\n'
    )


def test_a_date_that_is_none_is_refused(shop: Shop) -> None:
    answer = shop("customer edit Acme --hold x --since 2026-02-30", yes=True)
    assert answer.status == 2
    assert "--since" in answer.err


def test_asking_shows_the_text_and_a_dry_run_writes_nothing(shop: Shop) -> None:
    before = shop.tree()
    answer = shop("customer add Initech", "n")
    assert (answer.status, answer.codes) == (1, ["NOT-CONFIRMED"])
    assert '2026-01-31 custom "customer" "Initech" Assets:Receivable:Initech' in answer.err
    answer = shop("customer add Initech --dry-run")
    assert answer.status == 0
    assert answer.out == (
        "2025-01-01 open Assets:Receivable:Initech\n"
        '\n2026-01-31 custom "customer" "Initech" Assets:Receivable:Initech\n'
    )
    assert answer.err == "Dry run, nothing was written. It would have: Added Initech\n"
    assert shop.tree() == before
    assert shop("customer add Initech").codes == ["NEEDS-YES"]
    assert shop("customer add Initech", "yes").status == 0
    assert shop.tree() != before


def test_the_text_of_a_change_is_its_beancount_form(shop: Shop) -> None:
    answer = shop("customer edit Acme --hold x --format beancount", yes=True)
    assert answer.out == (
        '2026-01-31 custom "customer" "Acme" Assets:Receivable:Acme\n  hold: "x"\n'
    )


def test_the_list_in_every_form(shop: Shop) -> None:
    header = "customer\tcustomer_name\tcountry\tcurrency\tterms\temail\thold\n"
    acme = "Acme\tAcme Inc.\t\t\t\tap@acme.example\t\n"
    globex = "Globex\tGlobex Ltd.\t\tUSD\tnet 60\t\t\n"
    assert shop("customer list").out == header + acme + globex
    assert shop("customer list --format csv").out == (header + acme + globex).replace(
        "\t", ","
    ).replace("\n", "\r\n")
    assert shop("customer list --format ids").out == "Acme\nGlobex\n"
    assert shop("customer list --format jsonl").out.count("\n") == 2
    assert shop("customer list --format beancount").codes == ["FORMAT-UNAVAILABLE"]
    table = shop("customer list --format table").out.splitlines()
    assert table[0].split() == ["Customer", "Name", "Country", "Currency", "Terms", "E-mail"]
    found = shop("customer list --format json").data["customers"][1]
    assert {key: value for key, value in found.items() if value} == {
        "customer": "Globex",
        "customer_name": "Globex Ltd.",
        "account": "Assets:Receivable:Globex",
        "currency": "USD",
        "terms": "net 60",
        "tax": "ZERO",
    }


def test_keys_with_hyphens_are_json_keys_with_underscores(shop: Shop) -> None:
    shop.done("customer edit Acme --vat-id DE1")
    (found,) = shop("customer show Acme --format json").data["customers"]
    assert found["vat_id"] == "DE1"


def test_no_customers_are_said_so(shop: Shop) -> None:
    shop.write("customers.beancount", "")
    assert shop("customer list --format table").out == (
        'No customers yet: billcli customer add Acme --name "Acme Inc."\n'
    )


def test_ids_come_from_standard_input(shop: Shop) -> None:
    answer = shop("customer show -", stdin="Globex\nAcme\n")
    assert [row[0] for row in answer.rows[1:]] == ["Globex"] * 4 + ["Acme"] * 2
    assert shop("customer show -").codes == ["ID-MISSING"]
    assert shop("customer show Nobody").codes == ["UNKNOWN-CUSTOMER"]


def test_a_ledger_with_errors_is_still_listed_under_a_banner(shop: Shop) -> None:
    shop.append("2026-01-01 open\n")
    answer = shop("customer list")
    assert answer.status == 3
    assert answer.err.startswith("The ledger has errors: what follows may be incomplete.\n")
    assert len(answer.rows) == 3
    assert shop("customer add Initech", yes=True).status == 3


def test_an_address_is_whole_or_not_there(shop: Shop) -> None:
    email = "accounts.payable.department@acme-holding.example"
    shop.done(f"customer edit Acme --email {email}")
    wide = shop("customer list", "", columns=120).out
    narrow = shop("customer list", "", columns=80).out
    assert email in wide
    assert email in narrow or "@" not in narrow
    assert "accounts." not in narrow
