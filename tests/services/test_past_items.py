"""A day in the past is told from what came later, and worked out where that does not tell it."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest

from billcli.services.kept_books import KeptBooks
from billcli.services.shelf import Shelf

if TYPE_CHECKING:
    from pathlib import Path

    from shop import Shop

HEAD = """\
2025-01-01 open Assets:Bank
2025-01-01 open Equity:Opening
2025-01-01 open Income:Work
"""
CUSTOMER = """
2025-01-01 open Assets:Receivable:{0}
2025-01-01 custom "customer" "{0}" Assets:Receivable:{0}
  name: "{0} Inc."
"""
BILL = """
{date} * "{who}" "Work" #invoice ^{number}
  invoice: "{number}"
  Assets:Receivable:{who}  {amount}
  Income:Work  -{amount}
"""
PAYMENT = """
{date} * "{who}" "" ^{number}
  invoice: "{number}"
  Assets:Bank  {amount}
  Assets:Receivable:{who}  -{amount}
"""
JUNE = dt.date(2025, 6, 1)
DAYS = [dt.date(2024, 12, 31), dt.date(2025, 3, 1), dt.date(2025, 5, 1), JUNE, dt.date(2025, 8, 1)]


def bill(date: str, who: str, number: str, amount: str = "10.00 EUR") -> str:
    return BILL.format(date=date, who=who, number=number, amount=amount)


def paid(date: str, who: str, number: str, amount: str = "4.00 EUR") -> str:
    return PAYMENT.format(date=date, who=who, number=number, amount=amount)


PLAIN = (
    HEAD + CUSTOMER.format("Acme") + CUSTOMER.format("Globex")
    + bill("2025-03-01", "Acme", "INV-1") + paid("2025-04-01", "Acme", "INV-1")
    + paid("2025-07-01", "Acme", "INV-1", "6.00 EUR")
    + bill("2025-05-01", "Acme", "INV-2") + bill("2025-06-02", "Acme", "INV-3")
    + paid("2025-06-30", "Acme", "INV-3", "10.00 EUR")
    + bill("2025-03-05", "Globex", "INV-4", "7 EUR")
    + paid("2025-05-01", "Globex", "INV-4", "7 EUR")
    + '\n2025-12-01 * "Landlord" "Rent"\n  Equity:Opening  5.00 EUR\n  Assets:Bank  -5.00 EUR\n'
)  # fmt: skip


def books(shop: Shop, day: dt.date, cache: Path | str) -> object:
    shop.env["BILLCLI_CACHE"] = str(cache)
    return shop.workspace().books(day)


def told(shop: Shop, day: dt.date, cache: Path) -> KeptBooks:
    found = books(shop, day, cache)
    assert isinstance(found, KeptBooks)
    return found


def test_nothing_before_the_day_is_read(
    shop: Shop, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shop.write("main.beancount", PLAIN)
    told(shop, JUNE, tmp_path)
    monkeypatch.setattr(Shelf, "facts", None)
    for day in DAYS:
        kept = told(shop, day, tmp_path)
        plain = books(shop, day, "off")
        assert (kept.items, kept.open_items()) == (plain.items, plain.open_items())  # type: ignore[attr-defined]
        assert list(kept.parties.items()) == list(plain.parties.items())  # type: ignore[attr-defined]
        assert kept.open_items("Acme") == plain.open_items("Acme")  # type: ignore[attr-defined]
        assert [kept.name_of(row.customer) for row in kept.items] == [
            row.customer_name for row in kept.items
        ]


UNSURE = {
    "a record without an account": '\n2025-01-02 custom "customer" "Initech"\n  name: "I"\n'
    + bill("2025-07-02", "Initech", "INV-7").replace("Receivable:Initech", "Receivable:Shared")
    + "2025-01-01 open Assets:Receivable:Shared\n",
    "a posting names nothing": '\n2025-07-02 * "Acme" ""\n  Assets:Bank  1.00 EUR\n'
    "  Assets:Receivable:Acme  -1.00 EUR\n",
    "a record is later": '\n2025-07-02 custom "customer" "Acme"\n  name: "Acme Corporation"\n',
    "a dispute": '\n2025-02-02 note Assets:Receivable:Acme "no" #dispute ^INV-1\n  id: "D-1"\n',
    "a later dispute": '\n2025-07-02 note Assets:Receivable:Acme "no" #dispute ^INV-1\n',
    "finer digits": paid("2025-07-02", "Acme", "INV-2", "1.005 EUR"),
    "another account": '\n2025-07-02 * "Acme" ""\n  invoice: "INV-2"\n  Assets:Bank  1.00 EUR\n'
    "  Assets:Receivable:Acme:Two  -1.00 EUR\n2025-01-01 open Assets:Receivable:Acme:Two\n",
    "a price": '\n2025-07-02 * "Acme" ""\n  invoice: "INV-2"\n'
    "  Assets:Receivable:Acme  -1.00 EUR @@ 2.00 USD\n  Assets:Bank  2.00 USD\n",
    "paid before it is billed": paid("2025-05-30", "Acme", "INV-8")
    + bill("2025-07-02", "Acme", "INV-8"),
    "known in two ways": "\n2025-01-01 open Assets:Receivable:Acme:INV-9\n"
    + bill("2025-05-02", "Acme", "INV-9").replace("Receivable:Acme", "Receivable:Acme:INV-9")
    + '\n2025-07-02 * "Acme" ""\n  Assets:Bank  1.00 EUR\n'
    "  Assets:Receivable:Acme:INV-9  -1.00 EUR\n",
}


@pytest.mark.parametrize("text", UNSURE.values(), ids=UNSURE)
def test_what_is_not_told_is_worked_out(shop: Shop, tmp_path: Path, text: str) -> None:
    shop.write("main.beancount", PLAIN + text)
    kept = told(shop, JUNE, tmp_path)
    plain = books(shop, JUNE, "off")
    assert (kept.items, kept.open_items()) == (plain.items, plain.open_items())  # type: ignore[attr-defined]
    assert len(kept._day.unsure) == 1
    assert list(kept.parties.items()) == list(plain.parties.items())  # type: ignore[attr-defined]
    assert kept.name_of("Acme") == plain.name_of("Acme")  # type: ignore[attr-defined]
    assert kept.name_of("Nobody") == "Nobody"


def test_a_name_that_bills_say_may_be_another_one_before(shop: Shop, tmp_path: Path) -> None:
    bills = [bill(f"2025-{m:02}-01", "Initech", f"INV-{m}0") for m in range(2, 12)]
    later = [one.replace('"Initech"', '"Initech Inc."') for one in bills[5:]]
    opened = "\n2025-01-01 open Assets:Receivable:Initech\n"
    shop.write("main.beancount", PLAIN + opened + "".join(bills[:4] + later))
    kept, plain = told(shop, JUNE, tmp_path), books(shop, JUNE, "off")
    assert kept.items == plain.items  # type: ignore[attr-defined]
    assert {row.customer_name for row in kept.items if row.customer == "Initech"} == {"Initech"}
    assert len(kept._day.unsure) == 1


def test_a_list_of_invoices_reads_their_customers_alone(
    shop: Shop, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    credit = """
2025-05-20 * "Acme" "" #credit-note ^CN-1
  invoice: "CN-1"
  Income:Work  10.00 EUR
  Assets:Receivable:Acme  -10.00 EUR
    invoice: "INV-2"
"""
    shop.write("main.beancount", PLAIN + credit)
    line = "invoice list --as-of 2025-06-01 --format csv"
    shop.env["BILLCLI_CACHE"] = "off"
    wanted = shop(line).out
    assert "credited" in wanted
    shop.env["BILLCLI_CACHE"] = str(tmp_path)
    shop("report open")
    asked: list[int] = []
    facts = Shelf.facts
    monkeypatch.setattr(
        Shelf, "facts", lambda self, shards: asked.append(len(shards)) or facts(self, shards)
    )
    assert shop(line).out == wanted
    shop(f"{line} --customer Globex")
    assert asked[-1] == 1
