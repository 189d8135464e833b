"""``billcli payment unapply``, ``move`` and ``reverse``: what is asked, said and answered."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from shop import Shop

PMT, APP = "PMT-2026-0001", "APP-2026-0001"
WHY = "billcli why PMT-2026-0001"
ONE = "INV-2026-0001"
MOVES = {
    f"payment unapply PMT-2026-0001 {ONE}": (
        f"Unapplied PMT-2026-0001: {ONE} 100.00 EUR open again, 100.00 EUR on account under {PMT}",
        WHY,
    ),
    "payment move PMT-2026-0001 --to INV-2026-0002": (
        f"Moved PMT-2026-0001: {ONE} 100.00 EUR open again, INV-2026-0002 100.00 EUR settled",
        WHY,
    ),
    "payment move PMT-2026-0001 --to-customer Globex --amount 30": (
        f"Moved {PMT}: {ONE} 30.00 EUR open again, 30.00 EUR on account of Globex under {APP}",
        WHY,
    ),
    "payment reverse PMT-2026-0001 --kind chargeback": (
        f"Reversed PMT-2026-0001 with RET-2026-0001: {ONE} 100.00 EUR open again",
        "billcli report open",
    ),
}


@pytest.fixture
def paid(shop: Shop) -> Shop:
    """Return a shop with two invoices of Acme, the first of them paid."""
    shop.sold("100", "200")
    shop.done("payment add Acme 100 EUR")
    return shop


def _places(text: str) -> str:
    return text.partition(" (2026.beancount:")[0]


@pytest.mark.parametrize("line", MOVES)
def test_what_was_done_is_said_with_what_comes_next(paid: Shop, line: str) -> None:
    said, follow = MOVES[line]
    answer = paid.done(line)
    assert _places(answer.err) == said
    assert answer.err.endswith(f"\nNext: {follow}\n")


@pytest.mark.parametrize("line", MOVES)
def test_the_text_is_shown_and_asked_about(paid: Shop, line: str) -> None:
    before = paid.tree()
    answer = paid(line, "n")
    assert (answer.status, paid.tree()) == (1, before)
    assert "PMT-2026-0001" in answer.err + answer.out
    answer = paid(f"{line} --dry-run")
    assert (answer.status, paid.tree()) == (0, before)
    assert 'PMT-2026-0001"' in answer.out
    assert answer.err.startswith("Dry run, nothing was written. It would have: ")
    assert paid(line, "y").status == 0
    assert paid.tree() != before


@pytest.mark.parametrize("line", MOVES)
def test_ids_are_those_of_the_entries(paid: Shop, line: str) -> None:
    answer = paid(f"{line} --format ids", yes=True)
    name = "RET-2026-0001" if "reverse" in line else "APP-2026-0001"
    assert answer.out == f"{name}\n"
    assert paid(f"why {name}").status == 0


def test_the_answer_of_a_move(paid: Shop) -> None:
    line = "payment move PMT-2026-0001 --to INV-2026-0002=40 --format json"
    data = paid(line, yes=True).data
    euros = {"number": "40.00", "currency": "EUR"}
    assert data["payment"] == "PMT-2026-0001"
    assert data["entries"] == ["APP-2026-0001"]
    assert data["reopened"] == [{"item": "INV-2026-0001", "instalment": None, "amount": euros}]
    assert data["allocations"] == [{"item": "INV-2026-0002", "instalment": None, "amount": euros}]
    assert (data["on_account"], data["taken_back"]) == (None, None)


def test_the_answer_of_a_move_to_a_customer(paid: Shop) -> None:
    data = paid("payment move PMT-2026-0001 --to-customer Globex --format json", yes=True).data
    assert data["customer"] == "Acme"
    assert data["on_account"] == {
        "item": "APP-2026-0001",
        "customer": "Globex",
        "amount": {"number": "100.00", "currency": "EUR"},
    }
    data = paid("payment unapply PMT-2026-0001 --format json", yes=True).data
    assert (data["on_account"]["customer"], data["on_account"]["item"]) == ("Acme", "PMT-2026-0001")


def test_the_answer_of_a_reversal(paid: Shop) -> None:
    paid.done("payment add Acme 30 EUR --allocate INV-2026-0002=10")
    data = paid("payment reverse PMT-2026-0002 --kind bounced --format json", yes=True).data
    assert (data["reversal"], data["kind"]) == ("RET-2026-0001", "bounced")
    assert data["taken_off_account"] == {"number": "20.00", "currency": "EUR"}
    assert [one["item"] for one in data["reopened"]] == ["INV-2026-0002"]


def test_instalments_are_opened_and_settled_by_their_numbers(paid: Shop) -> None:
    paid.append("""
2026-01-05 * "Acme Inc." "Invoice" #invoice ^PLAN-1
  invoice: "PLAN-1"
  Assets:Receivable:Acme   60.00 EUR
    due: 2026-02-01
    instalment: 1
  Assets:Receivable:Acme   60.00 EUR
    due: 2026-03-01
    instalment: 2
  Income:Services        -120.00 EUR
""")
    paid.done("payment move PMT-2026-0001 --to PLAN-1=80")

    def parts() -> dict[str, str]:
        rows = paid("report open --sort date").rows[1:]
        return {row[6]: row[9] for row in rows if row[0] == "PLAN-1"}

    assert parts() == {"2": "40.00"}
    paid.done("payment move PMT-2026-0001 --from PLAN-1 --to INV-2026-0002=80")
    assert parts() == {"1": "60.00", "2": "60.00"}
    paid.done("payment move PMT-2026-0001 --from INV-2026-0002 --to PLAN-1=70")
    data = paid("payment reverse PMT-2026-0001 --format json", yes=True).data
    assert [(o["item"], o["instalment"], o["amount"]["number"]) for o in data["reopened"]] == [
        ("INV-2026-0001", None, "20.00"),
        ("PLAN-1", 1, "60.00"),
        ("PLAN-1", 2, "10.00"),
        ("INV-2026-0002", None, "10.00"),
    ]
    assert parts() == {"1": "60.00", "2": "60.00"}
    assert paid("check --strict").status == 0


FOREIGN = """
2025-01-01 open Income:FX
2026-01-10 * "Acme Inc." "Invoice" #invoice ^F-1
  invoice: "F-1"
  Assets:Receivable:Acme   1000.00 USD @@ 900.00 EUR
  Income:Services          -900.00 EUR
2026-01-11 * "Acme Inc." "Invoice" #invoice ^F-2
  invoice: "F-2"
  Assets:Receivable:Acme   1000.00 USD @@ 950.00 EUR
  Income:Services          -950.00 EUR
2026-01-20 * "Acme Inc." "Wire" #payment ^PMT-9 ^F-1
  id: "PMT-9"
  Assets:Bank:Checking      910.00 EUR
  Assets:Receivable:Acme  -1000.00 USD @@ 900.00 EUR
    invoice: "F-1"
  Income:FX                 -10.00 EUR
    adjustment: "fx"
"""


def _legs(shop: Shop, since: str) -> list[str]:
    text = shop.text()
    rows = text[text.index(since) :].splitlines()
    return [" ".join(row.split()) for row in rows if row.startswith("  Assets") or "Income" in row]


def test_a_move_between_foreign_items_books_what_the_rates_make_of_it(paid: Shop) -> None:
    paid.append(FOREIGN)
    paid.done("payment move PMT-9 --to F-2")
    assert _legs(paid, '"Move PMT-9') == [
        "Assets:Receivable:Acme 1000.00 USD @@ 900.00 EUR",
        "Assets:Receivable:Acme -1000.00 USD @@ 950.00 EUR",
        "Income:FX 50.00 EUR",
    ]
    paid.done("payment reverse PMT-9")
    assert _legs(paid, '"Payment returned') == [
        "Assets:Bank:Checking -910.00 EUR",
        "Income:FX -40.00 EUR",
        "Assets:Receivable:Acme 1000.00 USD @@ 950.00 EUR",
    ]
    assert paid("check --strict").status == 0


def test_a_foreign_payment_that_went_back_leaves_nothing(paid: Shop) -> None:
    paid.append(FOREIGN)
    before = paid("report open").out
    assert "F-2" in before
    paid.done("payment move PMT-9 --to-customer Globex --amount 400", "payment reverse PMT-9")
    rows = {row[0]: row[9] for row in paid("report open").rows[1:]}
    assert rows == {"F-1": "1000.00", "F-2": "1000.00", "INV-2026-0002": "200.00"}
    assert paid("check --strict").status == 0
