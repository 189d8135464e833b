"""What stays is taken back by the entry that reverses it: shown first, then written."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest

from billcli.domain.seal import sealed
from tests.services.test_unapply_payment import refused

if TYPE_CHECKING:
    from shop import Shop

PAY = "payment add Acme 100 EUR"
NOTE = '\n2026-01-31 note Assets:Receivable:Acme "Sent" #delivery ^{}\n'
BANK = "Date;Payee;Text;Amount;Currency\n2026-01-31;ACME INC;INV-2026-0001;100.00;EUR\n"
FEE = """
2026-01-31 * "Acme Inc." "Late fee on INV-2026-0001" #late-fee ^LF-2026-0001 ^INV-2026-0001
  invoice: "LF-2026-0001"
  on: "INV-2026-0001"
  due: 2026-01-31
{seal}  Assets:Receivable:Acme   40.00 EUR
  Income:LateFees         -40.00 EUR
"""

ACTS = {
    "payment": ([], PAY, "PMT-2026-0001"),
    "payment on account": ([], "payment add Acme 40 EUR --on-account", "PMT-2026-0001"),
    "discount": ([], "payment add Acme 97 EUR --discount 3", "PMT-2026-0001"),
    "cheque": ([], f"{PAY} --cheque 88", "PMT-2026-0001"),
    "charge": ([], f"{PAY} --charge ch_1", "PMT-2026-0001"),
    "application": (
        ["payment add Acme 40 EUR --on-account"], "credit apply PMT-2026-0001", "APP-2026-0001",
    ),
    "write-off": ([], 'writeoff create INV-2026-0001=30 --reason "Gone"', "WO-2026-0001"),
    "write-off with tax": (
        ['invoice create Acme --line "200 Two; tax=VAT"'],
        'writeoff create INV-2026-0002 --tax-relief --reason "Gone"', "WO-2026-0001",
    ),
    "refund": (
        ["payment add Acme 40 EUR --on-account"], "refund create PMT-2026-0001 25",
        "REF-2026-0001",
    ),
    "deposit": ([f"{PAY} --cheque 88"], "deposit create --all", "DEP-2026-0001"),
    "payout": (
        [f"{PAY} --charge ch_1"], "deposit create --charges --fee 2", "DEP-2026-0001",
    ),
    "invoice": ([], 'invoice create Acme --line "200 Two; tax=VAT"', "INV-2026-0002"),
    "instalments": (
        [], 'invoice create Acme --line "300 Two; tax=VAT" --instalments "3 monthly"',
        "INV-2026-0002",
    ),
}  # fmt: skip


def balances(shop: Shop) -> dict[str, object]:
    """Return what is open and what stands on each account, whatever led to it."""
    rows = {row[0]: row[9] for row in shop("report open --as-of 2026-02-02").rows[1:]}
    sums: dict[tuple[str, str], object] = {}
    for entry in shop.workspace().snapshot.facts.entries:
        for leg in entry.postings:
            key = leg.account, leg.amount.currency
            sums[key] = sums[key] + leg.amount if key in sums else leg.amount  # type: ignore[operator]
    waits = shop("deposit list --format json").data
    return {"open": rows, "sums": {k: v for k, v in sums.items() if v}, "waits": waits["waiting"]}


@pytest.fixture
def sold(shop: Shop) -> Shop:
    shop.sold("100")
    return shop


@pytest.mark.parametrize("act", ACTS)
def test_what_it_writes_restores_every_balance(sold: Shop, act: str) -> None:
    before, line, name = ACTS[act]
    sold.done(*before)
    was = balances(sold)
    sold.done(line)
    sold.append(NOTE.format(name))
    tree = sold.tree()
    shown = sold(f"undo {name} --format json")
    codes = [problem["code"] for problem in shown.envelope["problems"]]
    assert (shown.status, codes) == (2, ["UNDO-PUBLISHED"])
    assert sold.tree() == tree
    dry = sold(f"undo {name} --reverse --dry-run --format json").data
    assert {**shown.data, "written": False} == dry
    done = sold(f"undo {name} --reverse --format json", yes=True)
    assert done.status == 0, done.err
    assert done.data["reversal"] == dry["reversal"] != ""
    assert f'"{dry["reversal"]}"' in done.data["text"]
    assert done.data["text"].startswith("2026-01-31 ")
    assert balances(sold) == was
    assert sold("check --strict").status == 0, sold("check --strict").err
    assert sold(f"undo {name} --reverse", yes=True).status == 2


def test_a_drawn_down_invoice_is_voided_once_its_credit_is_free(sold: Shop) -> None:
    sold.done("payment add Acme 40 EUR --on-account")
    was = balances(sold)
    sold.done('invoice create Acme --line "30 Two; tax=ZERO" --use-credit', "credit list")
    answer = sold("undo INV-2026-0002 --reverse", yes=True)
    assert (answer.status, answer.codes) == (2, ["UNDO-NOT-LAST"])
    assert "first run: billcli undo APP-2026-0001 --reverse" in answer.err
    sold.done("undo APP-2026-0001 --reverse", "undo INV-2026-0002 --reverse")
    assert balances(sold) == was


def test_a_bank_line_is_new_again_on_its_own_day(sold: Shop) -> None:
    sold.write("bank.csv", BANK)
    sold.done("reconcile bank.csv --yes")
    sold.today = dt.date(2026, 2, 3)
    answer = sold("undo PMT-2026-0001 --reverse --format json", yes=True)
    assert answer.data["command"] == "billcli match undo PMT-2026-0001"
    assert answer.data["text"].startswith("2026-01-31 ")
    assert sold("check --strict").status == 0
    assert sold("reconcile bank.csv --dry-run --format json").data["lines"][0]["fate"] == "booked"


def test_what_is_not_last_is_proposed_with_date_and_number(sold: Shop) -> None:
    sold.done(PAY)
    sold.sold("7")
    answer = sold("undo PMT-2026-0001 --date 2026-02-01")
    assert answer.status == 2
    assert answer.out.startswith('2026-02-01 * "Acme Inc." "Payment taken back" #reversal')
    assert "PMT-2026-0001 would be taken back by RET-2026-0001 of 2026-02-01" in answer.err
    assert "billcli undo PMT-2026-0001 --reverse writes it" in answer.err
    assert "as billcli payment reverse PMT-2026-0001 --kind mistake does" in answer.err


def test_the_last_entry_is_proposed_when_it_was_sent(sold: Shop) -> None:
    sold.append(NOTE.format("INV-2026-0001"))
    answer = sold("undo", yes=True)
    assert (answer.status, answer.codes) == (2, ["UNDO-PUBLISHED"])
    assert "INV-2026-0001 would be taken back by CN-2026-0001" in answer.err


def test_it_is_asked_about_on_a_terminal(sold: Shop) -> None:
    sold.done(PAY)
    tree = sold.tree()
    answer = sold("undo PMT-2026-0001 --reverse", "n")
    assert answer.codes == ["NOT-CONFIRMED"]
    assert "Write this? [y/N] n" in answer.err
    assert sold("undo PMT-2026-0001 --reverse").codes == ["NEEDS-YES"]
    assert sold.tree() == tree


def test_what_was_used_since_comes_first(sold: Shop) -> None:
    sold.done(PAY, "payment add Acme 40 EUR --on-account", "refund create PMT-2026-0002 25")
    refused(sold, "undo INV-2026-0001 --reverse", "UNDO-NOT-LAST")
    refused(sold, "undo PMT-2026-0002 --reverse", "PAYMENT-USED")
    refused(sold, "undo INV-2026-0001", "UNDO-NOT-LAST")
    sold.done("undo PMT-2026-0001 --reverse", "undo INV-2026-0001 --reverse")


def test_a_loss_that_was_recovered_stays(sold: Shop) -> None:
    sold.done('writeoff create INV-2026-0001 --reason "Gone"', "writeoff recover WO-2026-0001 30")
    answer = sold("undo WO-2026-0001 --reverse", yes=True)
    assert answer.codes == ["UNDO-NOT-LAST"]
    assert "see billcli why WO-2026-0001" in answer.err  # what opened it again is not undone either
    answer = sold("undo PMT-2026-0001 --reverse", yes=True)
    assert answer.codes == ["UNDO-NO-REVERSAL"]
    assert answer.hinted == [
        "payment reverse PMT-2026-0001", 'writeoff create INV-2026-0001 --reason "..."',
    ]  # fmt: skip
    sold.done(*answer.hinted)


def test_a_late_fee_is_credited(sold: Shop) -> None:
    sold.append("\n2025-01-01 open Income:LateFees\n")
    was = balances(sold)
    sold.append(FEE.format(seal=""))
    fee = next(e for e in sold.workspace().snapshot.facts.entries if "late-fee" in e.tags)
    seal = f'  seal: "{sealed(fee).meta["seal"]}"\n'
    sold.write(
        "main.beancount",
        sold.text("main.beancount").replace(FEE.format(seal=""), FEE.format(seal=seal)),
    )
    sold.sold("7", customer="Globex")
    sold.done("invoice void INV-2026-0002")
    answer = sold("undo LF-2026-0001 --reverse --format json", yes=True)
    assert answer.status == 0, answer.err
    assert answer.data["command"] == "billcli credit create LF-2026-0001 --full"
    assert answer.data["reversal"] == "CN-2026-0002"
    assert balances(sold) == was
    assert sold("check --strict").status == 0


def test_a_deposit_stays_under_a_cheque_that_bounced(sold: Shop) -> None:
    sold.done(f"{PAY} --cheque 88", "deposit create --all")
    sold.done("payment reverse PMT-2026-0001 --kind bounced")
    refused(sold, "undo DEP-2026-0001 --reverse", "UNDO-NOT-LAST")


def test_a_cheque_of_a_reversed_deposit_bounces_where_it_waits(sold: Shop) -> None:
    sold.done(f"{PAY} --cheque 88")
    was = balances(sold)
    sold.done("deposit create --all", "undo DEP-2026-0001 --reverse")
    assert balances(sold) == was
    sold.done("payment reverse PMT-2026-0001 --kind bounced")
    assert balances(sold)["waits"] == []
    sold.done("undo RET-2026-0002", "deposit create --all")
    assert sold("check --strict").status == 0


def test_what_no_single_entry_takes_back(sold: Shop) -> None:
    sold.done(PAY, "payment unapply PMT-2026-0001")
    sold.sold("7")
    refused(sold, "undo APP-2026-0001", "UNDO-NOT-LAST")
    sold.done("payment reverse PMT-2026-0001")
    refused(sold, "undo RET-2026-0001 --reverse", "UNDO-NO-REVERSAL")
    refused(sold, "undo APP-2026-0001 --reverse", "UNDO-NOT-LAST")
    refused(sold, "undo --reverse", "ID-MISSING")
    refused(sold, "undo PMT-9 --reverse", "UNKNOWN-ENTRY")
    refused(sold, "undo INV-2026-0001 --reverse --date 2026-01-01", "CREDIT-BEFORE")


def test_what_is_dated_later_is_taken_back_on_its_own_day(sold: Shop) -> None:
    sold.done(f"{PAY} --date 2026-02-05")
    answer = sold("undo PMT-2026-0001 --reverse --format json", yes=True)
    assert answer.data["text"].startswith("2026-02-05 ")


def test_not_before_its_day(sold: Shop) -> None:
    sold.done('writeoff create INV-2026-0001=30 --reason "Gone"')
    refused(sold, "undo WO-2026-0001 --reverse --date 2026-01-30", "CREDIT-BEFORE")
