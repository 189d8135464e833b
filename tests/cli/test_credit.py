"""``billcli credit`` at a prompt: what is shown, asked and answered."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from shop import Shop

CREATE = 'credit create INV-2026-0001 --amount 40 --reason "Goodwill"'


@pytest.fixture
def sold(shop: Shop) -> Shop:
    shop.sold("100", "60")
    return shop


def test_the_text_is_shown_and_asked_about(sold: Shop) -> None:
    before = sold.tree()
    answer = sold(CREATE, "n")
    assert (answer.status, answer.codes) == (1, ["NOT-CONFIRMED"])
    assert "#credit-note ^CN-2026-0001 ^INV-2026-0001" in answer.err
    assert "#application ^APP-2026-0001" in answer.err
    assert sold.tree() == before
    assert sold(CREATE, "y").status == 0
    assert "CN-2026-0001" in sold.text()


@pytest.mark.parametrize(
    "line",
    [
        CREATE,
        "credit apply PMT-2026-0001 INV-2026-0002",
        "credit unapply APP-2026-0001",
    ],
)
def test_without_a_terminal_it_needs_a_yes(sold: Shop, line: str) -> None:
    sold.done("payment add Acme 9 EUR --on-account", "credit apply PMT-2026-0001 INV-2026-0001=1")
    before = sold.tree()
    answer = sold(line)
    assert (answer.status, answer.codes) == (2, ["NEEDS-YES"])
    dry = sold(f"{line} --dry-run")
    assert dry.status == 0
    assert dry.out.startswith("2026-01-31 * ")
    assert "nothing was written" in dry.err
    assert sold.tree() == before


def test_what_was_done_is_said_in_a_line(sold: Shop) -> None:
    sold.done("payment add Acme 100 EUR --allocate INV-2026-0001")
    said = sold(CREATE, yes=True).err.splitlines()[0]
    assert said.startswith(
        "Credited INV-2026-0001 with credit note CN-2026-0001 of 40.00 EUR:"
        " 0.00 EUR applied, 40.00 EUR stays as credit (2026.beancount:"
    )
    said = sold("credit apply CN-2026-0001 INV-2026-0002=15", yes=True).err.splitlines()[0]
    assert said.startswith(
        "Applied 15.00 EUR of CN-2026-0001 as APP-2026-0001: INV-2026-0002 15.00 EUR;"
        " 25.00 EUR stays as credit (2026.beancount:"
    )
    said = sold("credit unapply APP-2026-0001", yes=True).err.splitlines()[0]
    assert said.startswith("Took back APP-2026-0001 by RET-2026-0001 (2026.beancount:")


@pytest.mark.parametrize(
    ("line", "ids"),
    [
        (CREATE, "CN-2026-0001"),
        ("credit apply PMT-2026-0001 INV-2026-0002", "APP-2026-0001"),
    ],
)
def test_programs_get_the_id_alone(sold: Shop, line: str, ids: str) -> None:
    sold.done("payment add Acme 9 EUR --on-account")
    assert sold(f"{line} --format ids", yes=True).out == f"{ids}\n"


def test_the_answer_for_programs(sold: Shop) -> None:
    data = sold(f"{CREATE} --format json", yes=True).data
    assert {key: data[key] for key in ("credit", "corrects", "customer", "date")} == {
        "credit": "CN-2026-0001",
        "corrects": "INV-2026-0001",
        "customer": "Acme",
        "date": "2026-01-31",
    }
    numbers = {key: data[key]["number"] for key in ("net", "tax", "total", "applied", "left")}
    assert numbers == {
        "net": "40.00",
        "tax": "0.00",
        "total": "40.00",
        "applied": "40.00",
        "left": "0.00",
    }
    assert [part["item"] for part in data["allocations"]] == ["INV-2026-0001"]


def test_the_reason_is_asked_for(sold: Shop) -> None:
    answer = sold("credit create INV-2026-0001 --full", yes=True)
    assert answer.status == 2
    assert "--reason" in answer.err
    before = sold.tree()
    for empty in ("", " "):  # the lines of the credit note would have no words
        answer = sold(f"credit create INV-2026-0001 --amount 5 --reason '{empty}'", yes=True)
        assert answer.codes == ["REASON-MISSING"]
    assert sold.tree() == before


def test_nobody_has_credit(sold: Shop) -> None:
    assert "No customer has credit." in sold("credit list", "").out
    assert sold("credit list --format csv").out.splitlines() == [
        "credit,kind,date,customer,customer_name,amount,left,currency"
    ]
