"""``billcli deposit``, and the payments that wait for it: what is asked, said and answered."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from shop import Shop

PAY = "payment add Acme"
BY_HAND = """
2025-01-01 open Assets:UndepositedFunds
2026-01-10 * "Acme Inc." "Cheque 7" #payment ^PMT-7 ^INV-2026-0001
  id: "PMT-7"
  Assets:UndepositedFunds    40.00 EUR
    receipt: "RCT-7"
  Assets:Receivable:Acme    -40.00 EUR
    invoice: "INV-2026-0001"
2026-01-11 * "Acme Inc." "Cheque 8" #payment ^PMT-8 ^INV-2026-0001
  id: "PMT-8"
  Assets:UndepositedFunds    60.00 EUR
    receipt: "RCT-8"
  Assets:Receivable:Acme    -60.00 EUR
    invoice: "INV-2026-0001"
2026-01-12 * "Bank" "Counter" #deposit
  Assets:Bank:Checking       60.00 EUR
  Assets:UndepositedFunds   -60.00 EUR
    receipt: "RCT-8"
"""


@pytest.fixture
def paid(shop: Shop) -> Shop:
    """Return a shop whose customer paid by cheque, in cash and by card."""
    shop.sold("100", "200", "300")
    shop.done(f"{PAY} 100 EUR --cheque 88", f"{PAY} 200 EUR --cash", f"{PAY} 300 EUR --charge ch_1")
    return shop


def _waiting(shop: Shop, more: str = "") -> list[str]:
    data: Any = shop(f"deposit list --format json {more}").data
    return [row["name"] for row in data["waiting"]]


def _line(shop: Shop) -> dict[str, Any]:
    data: Any = shop("deposit list --format json").data
    return {row["name"]: row for row in data["waiting"]}


def test_what_waits_says_whose_it_is(paid: Shop) -> None:
    rows = _line(paid)
    assert rows["PMT-2026-0001"] == {
        "name": "PMT-2026-0001",
        "payment": "PMT-2026-0001",
        "date": "2026-01-31",
        "payer": "Acme Inc.",
        "narration": "Cheque 88",
        "account": "Assets:UndepositedFunds",
        "amount": {"number": "100.00", "currency": "EUR"},
    }
    assert rows["PMT-2026-0002"]["narration"] == "Cash"
    assert rows["ch_1"]["payment"] == "PMT-2026-0003"
    assert (rows["ch_1"]["account"], rows["ch_1"]["narration"]) == ("Assets:Clearing:Cards", "Card")


def test_words_of_ones_own_come_before_the_usual(shop: Shop) -> None:
    shop.done(f"{PAY} 5 EUR --on-account --cheque 9 --text Deposit", f"{PAY} 6 EUR --on-account")
    assert [row[6] for row in shop("payment list").rows[1:]] == ["PMT-2026-0001", "PMT-2026-0002"]
    assert _line(shop)["PMT-2026-0001"]["narration"] == "Deposit"
    assert _waiting(shop) == ["PMT-2026-0001"]


def test_the_list_is_as_of_a_day(paid: Shop) -> None:
    assert _waiting(paid, "--as-of 2026-01-30") == []
    paid.today = paid.today.replace(month=2, day=2, year=2026)
    paid.done("deposit create --all")
    assert _waiting(paid) == ["ch_1"]
    assert _waiting(paid, "--as-of 2026-02-01") == ["PMT-2026-0001", "PMT-2026-0002", "ch_1"]
    answer = paid("deposit list --format json --as-of 2026-02-01")
    assert answer.data["deposits"] == []


def test_the_list_in_a_table_and_for_programs(paid: Shop) -> None:
    table = paid("deposit list --format table").out
    assert "Waiting" in table
    assert "Nothing was deposited yet." in table
    paid.done("deposit create --all", "deposit create --charges")
    table = paid("deposit list --format table").out
    assert "Nothing waits." in table
    assert "DEP-2026-0002" in table
    rows = paid("deposit list").rows
    assert [row[0] for row in rows if row[0].startswith("DEP")] == [
        "DEP-2026-0001", "DEP-2026-0002",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("--all", "Deposited 300.00 EUR of 2 lines on Assets:Bank:Checking: DEP-2026-0001"),
        ("PMT-2026-0002", "Deposited 200.00 EUR of 1 line on Assets:Bank:Checking: DEP-2026-0001"),
        ("--all --account Assets:Cash", "Deposited 300.00 EUR of 2 lines on Assets:Cash: DEP"),
        ("--charges --fee 9", "Paid out 291.00 EUR of 1 line on Assets:Bank:Checking: DEP"),
        ("PMT-2026-0003", "Paid out 300.00 EUR of 1 line on Assets:Bank:Checking: DEP"),
    ],
)
def test_it_is_shown_asked_and_said(paid: Shop, line: str, said: str) -> None:
    before = paid.tree()
    dry = paid(f"deposit create {line} --dry-run")
    assert (dry.status, paid.tree()) == (0, before)
    assert 'id: "DEP-2026-0001"' in dry.out
    assert paid(f"deposit create {line}", "n").status == 1
    assert paid.tree() == before
    answer = paid.done(f"deposit create {line}")
    assert answer.err.startswith(said)
    assert answer.err.endswith("\nNext: billcli deposit show DEP-2026-0001 -o slip.pdf\n")
    assert paid("check --strict").status == 0


def test_the_answer_of_a_deposit(paid: Shop) -> None:
    data = paid("deposit create --all --format json", yes=True).data
    assert data["deposit"] == "DEP-2026-0001"
    assert data["amount"] == {"number": "300.00", "currency": "EUR"}
    assert [row["name"] for row in data["lines"]] == ["PMT-2026-0001", "PMT-2026-0002"]
    assert paid("deposit create --charges --format ids", yes=True).out == "DEP-2026-0002\n"


def test_a_slip_is_a_table_with_its_head(paid: Shop) -> None:
    paid.done("deposit create --all --fee 1.25")
    table = paid("deposit show DEP-2026-0001 --format table").out.splitlines()
    head = "DEP-2026-0001 of 2026-01-31: 298.75 EUR on Assets:Bank:Checking, 1.25 EUR kept"
    assert table[0] == head
    paid("deposit show DEP-2026-0001 -o slip.csv")
    rows = paid.text("slip.csv").splitlines()
    assert rows[0] == "deposit,name,payment,date,payer,narration,account,amount,currency"
    assert len(rows) == 3


def test_a_slip_is_printed(paid: Shop) -> None:
    settings = paid.text("billcli.toml")
    iban = '\n[bank.account."Assets:Bank:Checking"]\niban = "DE89370400440532013000"\n'
    paid.write("billcli.toml", settings + iban)
    paid.done("deposit create --all --fee 1.25")
    before = paid.tree()
    for name in ("slip.pdf", "slip.html", "slip.txt"):
        assert paid(f"deposit show DEP-2026-0001 -o {name}").status == 0
    made = paid.tree()
    assert made["slip.pdf"].startswith(b"%PDF-")
    text = " ".join(made["slip.txt"].decode().split())
    for said in ("Deposit slip DEP-2026-0001", "Cheque 88 PMT-2026-0001", "Cash (1) 200.00",
                 "Fee kept by the bank -1.25", "Total EUR 298.75", "DE89 3704 0044 0532",
                 "Items 2"):  # fmt: skip
        assert said in text, said
    assert {name for name in made if name not in before} == {"slip.pdf", "slip.html", "slip.txt"}
    answer = paid("deposit show DEP-2026-0001 DEP-2026-0001 -o both.pdf")
    assert (answer.status, answer.codes) == (2, ["RENDER-OUTPUT"])
    answer = paid("deposit show DEP-9 -o slip.pdf")
    assert (answer.status, answer.codes) == (2, ["UNKNOWN-ENTRY"])


def test_receipts_of_ones_own_and_deposits_by_hand(shop: Shop) -> None:
    """A deposit that somebody wrote takes its receipt as well, and needs no id for it."""
    shop.sold("100")
    shop.append(BY_HAND)
    assert _waiting(shop) == ["RCT-7"]
    assert shop("deposit list --format json").data["deposits"] == []
    for name in ("RCT-7", "PMT-7"):
        assert shop(f"deposit create {name} --dry-run").status == 0
    shop.done("deposit create RCT-7")
    (made,) = shop("deposit show DEP-2026-0001 --format json").data["deposits"]
    assert [(row["name"], row["payment"]) for row in made["lines"]] == [("RCT-7", "PMT-7")]
    shop.done("payment reverse PMT-8 --kind bounced")
    (reversal,) = [e for e in shop.workspace().snapshot.facts.entries if "reversal" in e.tags]
    assert reversal.postings[0].account == "Assets:Bank:Checking"
    assert all("receipt" not in leg.meta for leg in reversal.postings)


def test_several_currencies_are_not_one_deposit(shop: Shop) -> None:
    shop.done(f"{PAY} 5 EUR --on-account --cash", "payment add Globex 6 USD --on-account --cash")
    answer = shop("deposit create --all", yes=True)
    assert (answer.status, answer.codes) == (2, ["DEPOSIT-MIXED"])
    shop.done("deposit create PMT-2026-0001")
    answer = shop("deposit create --all --account Assets:Bank:Dollars", yes=True)
    assert answer.err.startswith("Deposited 6.00 USD of 1 line on Assets:Bank:Dollars")


def test_the_accounts_are_settings(shop: Shop) -> None:
    settings = shop.text("billcli.toml").replace(
        "[accounts]\n", '[accounts]\nundeposited = "Assets:Till"\ncards = "Assets:Cards"\n'
    )
    shop.write("billcli.toml", settings)
    shop.done(f"{PAY} 5 EUR --on-account --cash", f"{PAY} 6 EUR --on-account --charge ch_9")
    rows = _line(shop)
    assert rows["PMT-2026-0001"]["account"] == "Assets:Till"
    assert rows["ch_9"]["account"] == "Assets:Cards"
    opened = shop.text("customers.beancount")
    assert "open Assets:Till" in opened
    assert "open Assets:Cards" in opened


def test_a_payment_shows_where_its_money_waits(paid: Shop) -> None:
    data = paid("payment show PMT-2026-0003 --format json").data
    assert data["payments"][0]["amount"] == {"number": "300.00", "currency": "EUR"}
    text = paid("payment show PMT-2026-0003 --format beancount").out
    assert 'charge-id: "ch_1"' in text
    assert paid("report open").rows[1:] == []
