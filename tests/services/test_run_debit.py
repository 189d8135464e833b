"""Collecting by direct debit: what is due once, with the order, and undone as a whole."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest

from billcli.domain.problem import UsageError
from billcli.services.run_debit import collection_day, run_debit
from tests.shop import YES

if TYPE_CHECKING:
    from shop import Shop

DAY = dt.date(2026, 3, 2)
IBANS = {"Acme": "DE02120300000000202051", "Globex": "DE89370400440532013000"}


@pytest.fixture
def bank(shop: Shop) -> Shop:
    """Return books in which both customers gave a mandate, and the issuer may collect."""
    shop.setting('\n[debit]\ncreditor_id = "DE98ZZZ09999999999"\n')
    shop.setting('\n[bank.account."Assets:Bank:Checking"]\niban = "DE75512108001245126199"\n')
    for name, iban in IBANS.items():
        shop.done(f'customer edit {name} --iban {iban} --mandate "M-{name} 2026-01-02"')
    return shop


def _collected(shop: Shop, *ids: str) -> list[tuple[str, str, str]]:
    data = shop(f"debit run {' '.join(ids)} --collect {DAY} --format json", yes=True).data
    return [(row["payment"], " ".join(row["items"]), row["amount"]["number"])
            for row in data["debits"]]  # fmt: skip


def test_each_customer_pays_what_is_due_once(bank: Shop) -> None:
    bank.sold("100", "50")
    bank.done('invoice create Globex --line "30 Work; tax=ZERO" --currency EUR --terms "net 3"')
    assert _collected(bank) == [
        ("PMT-2026-0001", "INV-2026-0001 INV-2026-0002", "150.00"),
        ("PMT-2026-0002", "INV-2026-0003", "30.00"),
    ]
    tree = bank.tree()
    assert b"<CtrlSum>180.00</CtrlSum>" in tree["documents/REM-2026-0001.xml"]
    assert _collected(bank) == []
    assert bank.tree() == tree
    bank.today = DAY
    assert bank("report open").rows[1:] == []
    assert bank("check").status == 0


def test_a_run_is_limited_to_what_is_named(bank: Shop) -> None:
    bank.sold("100", "50", "20")
    assert _collected(bank, "inv-2026-0002", "INV-2026-0003") == [
        ("PMT-2026-0001", "INV-2026-0002 INV-2026-0003", "70.00")
    ]
    assert _collected(bank, "acme") == [("PMT-2026-0002", "INV-2026-0001", "100.00")]
    rows = bank("debit list").rows[1:]
    assert [row[0] for row in rows] == ["REM-2026-0001", "REM-2026-0002"]


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        ("Nobody", "UNKNOWN-ITEM", "there is no open item and no customer"),
        ("Globex", "DEBIT-REFUSED", "nothing of it is owed"),
        ("INV-2026-0002", "DEBIT-REFUSED", "it is due on 2026-04-02"),
        ("INV-2026-0003", "DEBIT-REFUSED", "it is open in USD"),
    ],
)
def test_what_cannot_be_collected_is_refused(bank: Shop, words: str, code: str, said: str) -> None:
    bank.sold("100")
    bank.done('invoice create Acme --line "5 Work; tax=ZERO" --terms 2026-04-02')
    bank.done('invoice create Acme --line "5 Work; tax=ZERO" --currency USD')
    before = bank.tree()
    answer = bank(f"debit run {words} --collect {DAY}", yes=True)
    assert (answer.status, answer.codes) == (2, [code])
    assert said in answer.err
    assert bank.tree() == before


def test_an_unknown_mandate_is_refused(shop: Shop) -> None:
    shop.setting('\n[debit]\ncreditor_id = "DE98ZZZ09999999999"\n')
    shop.setting('\n[bank.account."Assets:Bank:Checking"]\niban = "DE75512108001245126199"\n')
    shop.sold("100")
    answer = shop(f"debit run Acme --collect {DAY}", yes=True)
    assert (answer.status, answer.codes) == (2, ["DEBIT-REFUSED"])
    assert "Acme gave no mandate" in answer.err


def test_what_the_creditor_lacks_is_named_all_at_once(shop: Shop) -> None:
    answer = shop("debit run", yes=True)
    assert answer.codes == ["DEBIT-CREDITOR"]
    assert "creditor_id under [debit] in billcli.toml, iban under [bank.account]" in answer.err


def test_a_run_is_taken_back_whole(bank: Shop) -> None:
    bank.sold("100")
    bank.done('invoice create Globex --line "30 Work; tax=ZERO" --currency EUR --terms "net 3"')
    before = bank.tree()
    bank.done(f"debit run --collect {DAY}")
    assert len(bank.tree()) == len(before) + 1
    bank.done("undo PMT-2026-0002")
    assert bank.tree() == before


def test_a_returned_debit_opens_its_items_again(bank: Shop) -> None:
    bank.sold("100", "50")
    bank.done(f"debit run --collect {DAY}")
    bank.today = dt.date(2026, 3, 9)
    bank.write(
        "bank.csv",
        "Date,Amount,Currency,Name,Description,End-to-End-ID\n"
        "2026-03-05,-153.00,EUR,Acme Inc.,Return of direct debit,PMT-2026-0001\n",
    )
    bank.done("reconcile bank.csv")
    assert [(row[0], row[9]) for row in bank("report open").rows[1:]] == [
        ("INV-2026-0001", "100.00"),
        ("INV-2026-0002", "50.00"),
    ]
    assert bank("check").status == 0
    assert _collected_on(bank, "2026-03-12") == ["150.00"]


def _collected_on(shop: Shop, day: str) -> list[str]:
    data = shop(f"debit run --collect {day} --format json", yes=True).data
    return [row["amount"]["number"] for row in data["debits"]]


def test_the_day_of_collection_is_a_banking_day_after_today(shop: Shop) -> None:
    workspace = shop.workspace()  # Saturday, 31 January 2026
    assert collection_day(workspace, None) == dt.date(2026, 2, 3)
    assert collection_day(workspace, DAY) == DAY
    for day in (shop.today, shop.today - dt.timedelta(days=1), dt.date(2026, 4, 3)):
        with pytest.raises(UsageError) as refused:
            collection_day(workspace, day)
        assert [p.code for p in refused.value.problems] == ["DEBIT-DAY"]


def test_what_was_paid_meanwhile_is_not_collected(bank: Shop) -> None:
    bank.sold("100")
    stale = bank.workspace()
    stale.all_books().open_items()
    bank.done("payment add Acme 100 EUR")
    done = run_debit(stale, (), DAY, YES)
    assert (done.value.debits, done.text, done.places) == ((), "", ())
    assert "DirectDebit" not in bank.text()


def test_a_run_made_meanwhile_by_somebody_else_is_counted(bank: Shop) -> None:
    bank.sold("100")
    bank.done('invoice create Globex --line "30 Work; tax=ZERO" --currency EUR --terms "net 3"')
    stale = bank.workspace()
    stale.all_books().open_items()
    bank.done(f"debit run Acme --collect {DAY}")
    done = run_debit(stale, (), DAY, YES)
    assert done.value.number == "REM-2026-0002"
    assert [debit.customer.id for _, debit in done.value.debits] == ["Globex"]
    assert bank("check").status == 0


def test_a_run_reaches_into_the_file_of_a_new_year(bank: Shop) -> None:
    bank.today = dt.date(2026, 12, 29)
    bank.sold("100", date="2026-12-01")
    bank.done('customer edit Acme --terms "net 3"')
    bank.done('invoice create Acme --line "30 Work; tax=ZERO" --terms "net 1"')
    bank.done("debit run --collect 2027-01-04")
    assert "#remittance" in bank.text("2027.beancount")
    assert "documents/REM-2027-0001.xml" in bank.tree()
    assert bank("check").status == 0
    bank.done("undo")
    assert "2027.beancount" not in bank.tree()


def test_a_held_customer_is_left_out(bank: Shop) -> None:
    bank.sold("100")
    bank.done("customer edit Acme --hold yes")
    assert _collected(bank) == []
    bank.done("customer edit Acme --hold no")
    assert _collected(bank) == [("PMT-2026-0001", "INV-2026-0001", "100.00")]


def test_what_somebody_wrote_by_hand_is_collected_too(bank: Shop) -> None:
    bank.append(
        """
2026-01-10 * "Acme Inc." "Work" ^A-77
  Assets:Receivable:Acme   12.34 EUR
  Income:Services         -12.34 EUR
"""
    )
    assert _collected(bank) == [("PMT-2026-0001", "A-77", "12.34")]
    assert bank("check").status == 0


def test_a_mandate_for_one_collection_is_used_once(bank: Shop) -> None:
    bank.done('customer edit Acme --mandate "M-9 2026-01-20 once"')
    bank.sold("100", "50")
    assert len(_collected(bank, "INV-2026-0001")) == 1
    assert _collected(bank) == []
    left = bank(f"debit run --collect {DAY} --format json", yes=True).data["left"]
    assert left[0]["reason"] == "its mandate M-9 was for one collection, that of 2026-03-02"
