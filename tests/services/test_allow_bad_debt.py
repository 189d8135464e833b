"""The allowance for bad debts: what is booked, what is left alone, and that it can be undone."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from tests.services.test_credit_figures import balances

if TYPE_CHECKING:
    from shop import Shop

HELD = "Assets:Allowance:BadDebt"
RATES = '\n[writeoff]\nallowance = {"1-30" = 2, "31-60" = "10", "over 60" = 50}\n'


@pytest.fixture
def late(shop: Shop) -> Shop:
    """Return books with 200.10 open, 30 to 59 days overdue by parts, and 9 of credit."""
    shop.setting(RATES)
    shop.sold("100", date="2025-12-02")  # due 2026-01-01: 30 days
    shop.sold("100.10", date="2025-11-03")  # due 2025-12-03: 59 days
    shop.sold("70", date="2026-01-31")  # not due
    shop.done("payment add Acme 9 EUR --on-account")
    return shop


def _sound(shop: Shop) -> None:
    answer = shop("check --strict")
    assert (answer.status, answer.codes) == (0, []), answer.err


def test_what_is_overdue_has_its_percentage(late: Shop) -> None:
    before = late("report open").out
    answer = late("writeoff allowance --format json", yes=True)
    (one,) = answer.data["allowances"]
    figures = [(b["bucket"], b["open"]["number"], b["allowance"]["number"]) for b in one["buckets"]]
    assert figures == [
        ("1-30", "100.00", "2.00"),
        ("31-60", "100.10", "10.01"),
        ("over 60", "0.00", "0.00"),
    ]
    assert (one["write_off"], one["change"]["number"]) == ("WO-2026-0001", "12.01")
    held = balances(late)
    assert (held[HELD], held["Expenses:BadDebt"]) == ("(-12.01 EUR)", "(12.01 EUR)")
    assert '"Allowance for bad debts as of 2026-01-31" ^WO-2026-0001' in late.text()
    assert late("report open").out == before
    assert len(late("writeoff list").rows) == 1  # it is no loss of an item
    _sound(late)


def test_a_second_time_books_nothing(late: Shop) -> None:
    late.done("writeoff allowance")
    before = late.tree()
    answer = late("writeoff allowance", yes=True)
    assert "There is nothing to book" in answer.err
    assert late.tree() == before
    assert late("writeoff allowance --format ids", yes=True).out == ""


def test_only_the_difference_is_booked_and_less_is_released(late: Shop) -> None:
    late.done("writeoff allowance", "payment add Acme 100.10 EUR --allocate INV-2025-0001")
    late.done("payment add Acme 100 EUR --allocate INV-2025-0002=60")
    data = late("writeoff allowance --format json", yes=True).data
    (one,) = data["allowances"]
    assert one["held"]["number"] == "12.01"
    assert balances(late)[HELD] == f"(-{one['allowance']['number']} EUR)"
    assert one["change"]["number"].startswith("-")
    _sound(late)


def test_it_is_of_the_day_that_is_asked_for(late: Shop) -> None:
    answer = late("writeoff allowance --as-of 2025-12-31 --format json", yes=True)
    (one,) = answer.data["allowances"]
    assert (one["write_off"], one["open"]["number"]) == ("WO-2025-0001", "100.10")
    assert "2025-12-31 * " in late.text("2025.beancount")
    again = late("writeoff allowance --as-of 2025-12-31 --date 2026-01-31", yes=True)
    assert "nothing to book" in again.err


def test_what_is_held_later_does_not_count(late: Shop) -> None:
    late.done("writeoff allowance")
    (one,) = late("writeoff allowance --as-of 2025-12-31 --format json", yes=True).data[
        "allowances"
    ]
    assert one["held"]["number"] == "0.00"


def test_what_is_held_is_released_when_nothing_is_overdue(shop: Shop) -> None:
    shop.setting(RATES)
    shop.append(
        f'2025-01-01 open {HELD}\n2025-01-02 * "By hand"\n  {HELD}  -5.00 EUR\n'
        "  Expenses:Fees  5.00 EUR\n"
    )
    shop.done("writeoff allowance")
    assert balances(shop).get(HELD, "()") == "()"
    assert shop.text().count(" open ") == 0


def test_each_currency_has_its_own_entry(late: Shop) -> None:
    late.sold("50", customer="Globex", date="2025-11-15")  # due 2026-01-14
    data = late("writeoff allowance --format json", yes=True).data
    assert [(a["currency"], a["write_off"]) for a in data["allowances"]] == [
        ("EUR", "WO-2026-0001"),
        ("USD", "WO-2026-0002"),
    ]
    assert balances(late)[HELD] in ("(-12.01 EUR, -1.00 USD)", "(-1.00 USD, -12.01 EUR)")
    _sound(late)


def test_undo_leaves_the_books_as_they_were(late: Shop) -> None:
    before = late.tree()
    late.done("writeoff allowance")
    assert f"open {HELD}" in late.text("customers.beancount")
    late.done("undo WO-2026-0001")
    assert late.tree() == before


def test_why_tells_of_it(late: Shop) -> None:
    late.done("writeoff allowance")
    answer = late("why WO-2026-0001")
    assert answer.status == 0, answer.err
    assert "Allowance for bad debts" in answer.out


@pytest.mark.parametrize("basis", ["cash", "accrual"])
def test_income_of_documents_is_not_changed(late: Shop, basis: str) -> None:
    before = late(f"report income --basis {basis}").out
    late.done("writeoff allowance")
    assert late(f"report income --basis {basis}").out == before


def test_a_dry_run_and_a_no_write_nothing(late: Shop) -> None:
    before = late.tree()
    dry = late("writeoff allowance --dry-run", "")
    assert f"  {HELD}" in dry.out
    assert "Held before" in dry.out
    assert (late("writeoff allowance").codes, late("writeoff allowance", "n").codes) == (
        ["NEEDS-YES"],
        ["NOT-CONFIRMED"],
    )
    assert late.tree() == before


def test_the_screen_shows_buckets_and_sums(late: Shop) -> None:
    screen = late("writeoff allowance -y", "", columns=100).out
    row = next(line for line in screen.splitlines() if line.startswith("31-60"))
    assert row.split() == ["31-60", "100.10", "EUR", "10", "10.01", "EUR"]
    assert "Held before" in screen


def test_it_has_to_be_agreed_on(shop: Shop) -> None:
    assert shop("writeoff allowance", yes=True).codes == ["WRITEOFF-ALLOWANCE"]


@pytest.mark.parametrize(
    "account", ["Assets:Receivable:Allowance", "Assets:Receivable", "Assets:Debtors:Allowance"]
)
def test_the_account_is_never_a_receivable(late: Shop, account: str) -> None:
    accounts = f'[accounts]\nallowance = "{account}"\n'
    late.write("billcli.toml", late.text("billcli.toml").replace("[accounts]\n", accounts))
    before = late.tree()
    assert late("writeoff allowance", yes=True).codes == ["ALLOWANCE-ACCOUNT"]
    assert late.tree() == before


def test_an_account_of_ones_own_is_opened_with_the_expense(late: Shop) -> None:
    own = '[accounts]\nallowance = "Assets:Wertberichtigung"\nbad_debt = "Expenses:Ausfall"\n'
    late.write("billcli.toml", late.text("billcli.toml").replace("[accounts]\n", own))
    before = late.tree()
    late.done("writeoff allowance")
    held = balances(late)
    assert held["Assets:Wertberichtigung"] == "(-12.01 EUR)"
    assert held["Expenses:Ausfall"] == "(12.01 EUR)"
    _sound(late)
    late.done("undo")
    assert late.tree() == before


def test_roots_that_are_named_otherwise_are_kept_to(late: Shop) -> None:
    for path in late.folder.glob("[a-z2]*.*"):
        option = 'option "name_assets" "Aktiva"\n' if path.suffix == ".beancount" else ""
        path.write_text(option + path.read_text().replace("Assets:", "Aktiva:"))
    for row in ("2025", "2026"):
        late.write(f"{row}.beancount", re.sub(r"  seal: .*\n", "", late.text(f"{row}.beancount")))
    answer = late("writeoff allowance --dry-run --format json")
    assert answer.status == 0, answer.out
    assert answer.data["allowances"][0]["account"] == "Aktiva:Allowance:BadDebt"


def test_the_account_is_never_found_as_a_receivable(late: Shop) -> None:
    late.done("writeoff allowance")
    assert late.workspace().roots == ("Assets:Receivable",)
    assert late("check --tieout").status == 0
    total = sum(row.number for row in late.workspace().owed(late.today))
    assert str(total) == "261.10"


def test_an_account_that_is_closed_is_not_used(late: Shop) -> None:
    late.append(f"2025-01-01 open {HELD}\n2025-06-01 close {HELD}\n")
    before = late.tree()
    answer = late("writeoff allowance", yes=True)
    assert answer.status != 0
    assert late.tree() == before


def test_what_was_allowed_for_is_released_once_it_is_written_off(late: Shop) -> None:
    late.done("writeoff allowance", 'writeoff create INV-2025-0001 --reason "Insolvent"')
    late.done('writeoff create INV-2025-0002 --reason "Insolvent"', "writeoff allowance")
    held = balances(late)
    assert held.get(HELD, "()") == "()"
    assert held["Expenses:BadDebt"] == "(200.10 EUR)"
    _sound(late)


def test_both_entries_of_two_currencies_are_taken_back_together(late: Shop) -> None:
    late.sold("50", customer="Globex", date="2025-11-15")
    before = late.tree()
    late.done("writeoff allowance", "undo WO-2026-0002")
    assert late.tree() == before


@pytest.mark.parametrize(
    ("words", "code"),
    [("--date 2026-02-30", "DATE"), ("--as-of x", "DATE"), ("--format csvv", "")],
)
def test_what_cannot_be_read_is_refused(late: Shop, words: str, code: str) -> None:
    before = late.tree()
    answer = late(f"writeoff allowance {words}", yes=True)
    assert answer.status == 2
    assert any(found.startswith(code) for found in answer.codes)
    assert late.tree() == before


def test_the_entry_is_of_the_day_that_is_named(late: Shop) -> None:
    late.done("writeoff allowance --as-of 2026-01-31 --date 2026-02-05")
    assert '2026-02-05 * "Allowance for bad debts as of 2026-01-31"' in late.text()


def _buckets(shop: Shop) -> dict[str, str]:
    (one,) = shop("writeoff allowance --dry-run --format json").data["allowances"]
    return {
        b["bucket"]: b["open"]["number"] for b in one["buckets"] if b["open"]["number"] > "0.00"
    }


def test_with_tax_relief_what_is_overdue_counts_net_of_tax(shop: Shop) -> None:
    """Paid in part, of two rates, in instalments, a late fee: each without the tax in it."""
    shop.setting(RATES)
    bill = "invoice create Acme --date"
    shop.done(
        f'{bill} 2025-12-02 --line "100 Work" --line "100 Book; tax=LOW"',
        "payment add Acme 113 EUR --allocate INV-2025-0001=113 --date 2025-12-20",
        f'{bill} 2025-10-01 --line "50 Work; tax=ZERO"',
    )
    gross = _buckets(shop)
    assert gross == {"1-30": "113.00", "over 60": "50.00"}
    shop.write("billcli.toml", shop.text("billcli.toml").replace(
        "[writeoff]", "[writeoff]\ntax_relief = true"))  # fmt: skip
    assert _buckets(shop) == {"1-30": "100.00", "over 60": "50.00"}
    lost = shop("writeoff create INV-2025-0001 --reason x --format json", yes=True).data
    assert lost["tax"]["number"] == "13.00"


def test_what_no_document_tells_of_counts_in_full(shop: Shop) -> None:
    shop.setting(RATES.replace("[writeoff]", "[writeoff]\ntax_relief = true"))
    shop.append(
        '2025-12-02 * "Acme Inc." "Late fee" #late-fee ^LF-1\n  invoice: "LF-1"\n'
        "  due: 2026-01-01\n  Assets:Receivable:Acme  9.00 EUR\n  Income:Services  -9.00 EUR\n"
        '2025-12-02 * "Acme Inc." "Old"\n'
        "  Assets:Receivable:Acme  40.00 EUR\n    due: 2026-01-01\n  Income:Services  -40.00 EUR\n"
    )
    assert _buckets(shop) == {"1-30": "49.00"}
