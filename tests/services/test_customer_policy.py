"""What is agreed with one customer: over the project file, under a policy file, from a day on."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from shop import Shop

HEAD = "Date;Payee;Text;Amount;Currency\n"


def _fate(shop: Shop, text: str, amount: str, options: str = "", date: str = "2026-01-31") -> str:
    payer = "ACME INC" if text == "INV-2026-0001" else "Initech GmbH"
    shop.write("bank.csv", f"{HEAD}{date};{payer};{text};{amount};EUR\n")
    answer = shop(f"reconcile bank.csv --dry-run --format json {options}")
    assert answer.status in (0, 5), answer.err
    return str(answer.data["lines"][0]["fate"])


@pytest.fixture
def sold(shop: Shop) -> Shop:
    """Return a shop with an open invoice of each of two customers."""
    shop.done('customer add Initech --name "Initech GmbH"')
    shop.sold("100")
    shop.sold("100", customer="Initech")
    return shop


def test_a_tolerance_of_one_customer_is_not_that_of_another(sold: Shop) -> None:
    assert _fate(sold, "INV-2026-0001", "99.97") == "waiting"
    sold.done("customer edit Acme --rounding-tolerance 0.05 --since 2026-01-01")
    assert _fate(sold, "INV-2026-0001", "99.97") == "booked"
    assert _fate(sold, "INV-2026-0001", "99.94") == "waiting"
    assert _fate(sold, "INV-2026-0002", "99.97") == "waiting"


def test_the_record_counts_from_its_day_and_may_be_removed(sold: Shop) -> None:
    sold.today = dt.date(2026, 2, 28)
    sold.done(
        "customer edit Acme --rounding-tolerance 0.00 --since 2026-01-01",
        "customer edit Acme --rounding-tolerance 0.05 --since 2026-02-02",
        'customer edit Acme --rounding-tolerance "" --since 2026-02-10',
    )
    fates = {
        day: _fate(sold, "INV-2026-0001", "99.97", date=f"2026-02-{day}")
        for day in ("01", "02", "09", "10")
    }
    assert fates == {"01": "waiting", "02": "booked", "09": "booked", "10": "waiting"}


def test_it_stands_over_the_project_file_and_under_a_policy_file(sold: Shop) -> None:
    sold.setting('\n[matching]\nrounding_tolerance = "0.05"\n')
    sold.done("customer edit Acme --rounding-tolerance 0 --since 2026-01-01")
    assert _fate(sold, "INV-2026-0001", "99.97") == "waiting"
    assert _fate(sold, "INV-2026-0002", "99.97") == "booked"
    sold.write("agreed.json", '{"rounding_tolerance": "0.03"}')
    assert _fate(sold, "INV-2026-0001", "99.97", "--policy agreed.json") == "booked"
    sold.write("agreed.json", '{"bank_fee": "never"}')
    assert _fate(sold, "INV-2026-0001", "99.97", "--policy agreed.json") == "waiting"


def test_charges_discounts_and_twins_are_agreed_with_one_customer(sold: Shop) -> None:
    assert _fate(sold, "INV-2026-0001", "96.00") == "waiting"
    sold.done("customer edit Acme --bank-fee always --since 2026-01-01")
    assert _fate(sold, "INV-2026-0001", "96.00") == "booked"
    assert _fate(sold, "INV-2026-0002", "96.00") == "waiting"

    sold.done('customer edit Initech --terms "3/10 net 30" --since 2026-01-01')
    sold.sold("200", customer="Initech")
    sold.today = dt.date(2026, 2, 28)
    late = ("INV-2026-0003", "194.00", "", "2026-02-12")
    assert _fate(sold, *late) == "waiting"
    sold.done("customer edit Initech --discount-grace-days 2 --since 2026-01-01")
    assert _fate(sold, *late) == "booked"

    sold.sold("70", "70", customer="Initech")
    sold.write("twins.csv", f"{HEAD}2026-02-20;Initech GmbH;thanks;70.00;EUR\n")
    assert sold("reconcile twins.csv --dry-run").status == 5
    sold.done('customer edit Initech --identical-amounts "oldest first" --since 2026-01-01')
    (line,) = sold("reconcile twins.csv --dry-run --format json").data["lines"]
    assert line["fate"] == "booked"
    assert line["proposals"][0]["allocations"][0]["item"] == "INV-2026-0004"


def test_a_list_paid_short_is_agreed_with_one_customer(sold: Shop) -> None:
    sold.sold("200", "300", customer="Initech", date="2026-01-20")
    rows = "2026-01-31;Initech GmbH;INV-2026-0004, INV-2026-0003;340.00;EUR\n"
    sold.write("short.csv", HEAD + rows)
    assert sold("reconcile short.csv --dry-run").status == 5
    sold.done('customer edit Initech --short-list "in order named" --since 2026-01-01')
    (line,) = sold("reconcile short.csv --format json", yes=True).data["lines"]
    assert [(a["item"], a["amount"]["number"]) for a in line["proposals"][0]["allocations"]] == [
        ("INV-2026-0004", "300.00"), ("INV-2026-0003", "40.00"),
    ]  # fmt: skip
    told = " ".join(sold("why INV-2026-0003").out.split())
    assert "it names more than it pays, and is settled in the agreed order" in told


@pytest.mark.parametrize(
    ("option", "value"),
    [
        ("rounding-tolerance", "-1"), ("rounding-tolerance", "much"), ("bank-fee", "perhaps"),
        ("discount-grace-days", "1.5"), ("identical-amounts", "newest first"),
        ("short-list", "smallest first"),
    ],
)  # fmt: skip
def test_what_cannot_be_agreed_to_is_refused(shop: Shop, option: str, value: str) -> None:
    before = shop.tree()
    answer = shop(f'customer edit Acme --{option} "{value}"', yes=True)
    assert (answer.status, answer.codes) == (2, ["POLICY-INVALID"])
    assert f"--{option}: '{value}' cannot be agreed to" in answer.err
    assert shop.tree() == before


def test_a_record_written_by_hand_is_named_by_its_place(sold: Shop) -> None:
    record = '\n2026-01-01 custom "customer" "Acme" Assets:Receivable:Acme\n  bank-fee: "hm"\n'
    sold.append(record, "customers.beancount")
    sold.write("bank.csv", f"{HEAD}2026-01-31;Somebody;INV-2026-0001;99.97;EUR\n")
    answer = sold("reconcile bank.csv", yes=True)
    assert (answer.status, answer.codes) == (3, ["POLICY-INVALID"])
    assert answer.err.startswith("customers.beancount:")
