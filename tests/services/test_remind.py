"""Who is reminded, from the books to the plan, and what being late costs in the ledger."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest

from billcli.services.remind import Round, book_charges
from tests.shop import DRY, YES

if TYPE_CHECKING:
    from shop import Answer, Shop

LADDER = """
[dunning]
ladder = [
  { level = "notice", days = -3 },
  { level = "reminder", days = 7 },
  { level = "second", days = 21, fee = "5.00 EUR", interest = true },
]
[dunning.interest]
rate = "7.30"
"""


@pytest.fixture
def late(shop: Shop) -> Shop:
    """Return books in which 1000.00 and 50.00 of Acme's are late: due on 30 January, 9 February."""
    shop.setting(LADDER)
    shop.done('invoice create Acme --line "1000 Work; tax=ZERO" --terms "net 30" --date 2025-12-31')
    shop.done('invoice create Acme --line "50 Work; tax=ZERO" --terms "net 9"')
    shop.today = dt.date(2026, 2, 20)
    return shop


def plan(shop: Shop, line: str = "remind") -> dict[str, list[dict[str, object]]]:
    found: dict[str, list[dict[str, object]]] = shop(f"{line} --format json").data
    return found


def asked(shop: Shop, line: str = "remind") -> list[tuple[str, list[str], str]]:
    rows = []
    for one in plan(shop, line)["notices"]:
        items, total = one["items"], one["total"]
        assert isinstance(items, list)
        assert isinstance(total, dict)
        rows.append((str(one["level"]), [item["item"] for item in items], total["number"]))
    return rows


def why_not(shop: Shop) -> list[tuple[object, object]]:
    return [(one["item"], one["reason"]) for one in plan(shop)["left"]]


def test_one_letter_with_fee_and_interest_is_planned_and_nothing_is_written(late: Shop) -> None:
    before = late.tree()
    assert asked(late) == [("second", ["INV-2025-0001", "INV-2026-0001"], "1059.20")]
    (letter,) = plan(late)["notices"]
    assert letter["charges"] == [
        {"kind": "late-fee", "on": "INV-2025-0001", "from": None, "to": None, "capped": False,
         "amount": {"number": "5.00", "currency": "EUR"}},
        {"kind": "interest", "on": "INV-2025-0001", "from": "2026-01-31", "to": "2026-02-20",
         "capped": False,
         "amount": {"number": "4.20", "currency": "EUR"}},
    ]  # fmt: skip
    assert letter["deadline"] == "2026-03-02"
    assert late.tree() == before


def test_charges_are_booked_once_and_asked_for_as_open_items(late: Shop) -> None:
    booked = book_charges(late.workspace(), Round(), (), YES)
    assert '2026-02-20 * "Acme Inc." "Late fee on INV-2025-0001" #late-fee' in booked.text
    assert late("check --strict").status == 0
    before = late.tree()
    again = book_charges(late.workspace(), Round(), (), YES)
    assert (again.text, late.tree()) == ("", before)
    (letter,) = plan(late)["notices"]
    assert letter["charges"] == []
    assert [fee["item"] for fee in letter["fees"]] == ["LF-2026-0001", "LF-2026-0002"]  # type: ignore[attr-defined,index]
    assert asked(late)[0][2] == "1059.20"
    listed = {cell for row in late("report open").rows for cell in row}
    assert {"LF-2026-0001", "LF-2026-0002"} <= listed
    late.done("undo", "undo")
    assert "late-fee" not in late.text()


def test_a_dry_run_books_nothing(late: Shop) -> None:
    before = late.tree()
    assert "#late-fee" in book_charges(late.workspace(), Round(), (), DRY).text
    assert late.tree() == before


def test_a_late_fee_is_shown_and_waived_by_a_credit_note(late: Shop) -> None:
    book_charges(late.workspace(), Round(), (), YES)
    assert "late fee" in late("why LF-2026-0001").out
    late.done('credit create LF-2026-0001 --full --reason "Goodwill"')
    (letter,) = plan(late)["notices"]
    assert [fee["item"] for fee in letter["fees"]] == ["LF-2026-0002"]  # type: ignore[attr-defined,index]
    assert letter["charges"] == []
    assert late("check").status == 0


def test_a_late_fee_outlives_what_it_is_for(late: Shop) -> None:
    book_charges(late.workspace(), Round(), (), YES)
    late.done("payment add Acme 1000 EUR --allocate INV-2025-0001 --date 2026-02-20")
    late.done("payment add Acme 50 EUR --allocate INV-2026-0001 --date 2026-02-20")
    late.today = dt.date(2026, 3, 1)
    assert asked(late) == [("reminder", ["LF-2026-0001", "LF-2026-0002"], "9.20")]


def test_a_note_in_the_ledger_is_a_letter_that_went(late: Shop) -> None:
    late.append(
        '2026-02-19 note Assets:Receivable:Acme "Second" #reminder ^INV-2025-0001\n  level: 2\n'
        '2026-02-19 note Assets:Receivable:Acme "First" #reminder ^INV-2026-0001\n',
        "2026.beancount",
    )
    assert asked(late) == []
    assert why_not(late) == [("INV-2025-0001", "asked"), ("INV-2026-0001", "asked")]
    late.today = dt.date(2026, 2, 18)
    answer = late("remind")
    assert (answer.status, answer.codes) == (6, ["REMIND-CLOCK"])


@pytest.mark.parametrize(
    ("note", "reason"),
    [
        ('"d" #dispute ^INV-2025-0001\n  id: "DSP-2026-0001"\n  status: "open"\n', "disputed"),
        ('"p" #promise ^INV-2025-0001\n  id: "PTP-1"\n  until: 2026-02-28\n', "promised"),
        ('"h" #hold ^INV-2025-0001\n  id: "HLD-1"\n', "held"),
        ('"h" #hold ^INV-2025-0001\n  id: "HLD-1"\n  level: 4\n', "collections"),
    ],
)
def test_what_stands_in_the_ledger_against_asking(late: Shop, note: str, reason: str) -> None:
    late.append(f"2026-02-01 note Assets:Receivable:Acme {note}", "2026.beancount")
    assert asked(late) == [("reminder", ["INV-2026-0001"], "50.00")]
    assert why_not(late) == [("INV-2025-0001", reason)]


def test_a_customer_on_hold_is_asked_for_nothing(late: Shop) -> None:
    hold = '2026-02-01 note Assets:Receivable:Acme "wait" #hold\n  id: "HLD-1"\n  until: {}\n'
    late.append(hold.format("2026-02-20"), "2026.beancount")
    assert why_not(late) == [("INV-2025-0001", "held"), ("INV-2026-0001", "held")]
    late.today = dt.date(2026, 2, 21)
    assert len(asked(late)[0][1]) == 2
    late.done('customer edit Acme --hold "lawyer"')
    assert {reason for _, reason in why_not(late)} == {"held"}


def test_a_part_in_dispute_is_taken_off(late: Shop) -> None:
    late.append(
        '2026-02-01 note Assets:Receivable:Acme "d" #dispute ^INV-2025-0001\n'
        '  id: "DSP-1"\n  amount: 400.00 EUR\n', "2026.beancount",
    )  # fmt: skip
    (letter,) = plan(late)["notices"]
    assert letter["open"] == {"number": "650.00", "currency": "EUR"}


def test_it_is_limited_to_what_is_named(late: Shop) -> None:
    assert asked(late, "remind globex") == []
    assert len(asked(late, "remind acme")) == 1
    assert len(asked(late, "remind INV-2026-0001")) == 1
    unknown: Answer = late("remind INV-2026-0099")
    assert (unknown.status, unknown.codes) == (2, ["UNKNOWN-ITEM"])


def test_a_broken_ledger_reminds_nobody(late: Shop) -> None:
    late.append("garbage\n", "2026.beancount")
    answer = late("remind")
    assert (answer.status, answer.out) == (3, "")


def test_the_screen_names_who_why_and_why_not(late: Shop) -> None:
    late.done('invoice create Globex --line "80 Work" --terms "net 1" --date 2026-01-31')
    late.append(
        '2026-02-02 custom "customer" "Globex" Assets:Receivable:Globex\n  email: ""\n',
        "customers.beancount",
    )
    seen = late("remind", "").out
    assert "To be reminded on 2026-02-20" in seen
    assert "INV-2025-0001 INV-2026-0001" in seen
    assert "no e-mail address is known" in seen
