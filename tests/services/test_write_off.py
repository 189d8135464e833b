"""Write-offs: what is settled by a loss, the tax in it, small differences, and what comes later."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from tests.services.test_credit_figures import balances

if TYPE_CHECKING:
    from shop import Shop

WHY = '--reason "Insolvent"'


@pytest.fixture
def owed(shop: Shop) -> Shop:
    """Return books in which Acme owes 107 and 119 of one invoice, 50 of it paid."""
    shop.done(
        'invoice create Acme --line "100 Work" --line "100 Book; tax=LOW"',
        "payment add Acme 50 EUR --allocate INV-2026-0001",
    )
    return shop


def _open(shop: Shop) -> dict[str, str]:
    return {row[0]: row[9] for row in shop("report open").rows[1:]}


def _sound(shop: Shop) -> None:
    answer = shop("check --strict")
    assert (answer.status, answer.codes) == (0, []), answer.err


def test_a_write_off_leaves_nothing_open(owed: Shop) -> None:
    """A peer's write-off left 5 open."""
    answer = owed(f"writeoff create INV-2026-0001 {WHY}", yes=True)
    assert answer.err.startswith("Wrote off 176.00 EUR of INV-2026-0001 as WO-2026-0001 (")
    assert _open(owed) == {}
    text = owed.text()
    assert '"Acme Inc." "Write-off" #write-off ^WO-2026-0001 ^INV-2026-0001' in text
    assert '  reason: "Insolvent"' in text
    assert balances(owed)["Expenses:BadDebt"] == "(176.00 EUR)"
    assert balances(owed)["Liabilities:Tax"] == "(-26.00 EUR)"
    _sound(owed)


def test_tax_is_given_back_in_proportion_where_that_is_said(owed: Shop) -> None:
    answer = owed(f"writeoff create INV-2026-0001=113 {WHY} --tax-relief --format json", yes=True)
    assert answer.data["tax"] == {"number": "13.00", "currency": "EUR"}
    held = balances(owed)
    assert (held["Expenses:BadDebt"], held["Liabilities:Tax"]) == ("(100.00 EUR)", "(-13.00 EUR)")
    assert _open(owed) == {"INV-2026-0001": "63.00"}
    assert "    base: -50.00 EUR\n" in owed.text()
    _sound(owed)


def test_tax_that_a_credit_note_gave_back_is_not_given_back_again(owed: Shop) -> None:
    """The line at 19% is credited: what is left open is 57 of the line at 7%."""
    owed.done("credit create INV-2026-0001 --lines 1 --reason Returned")
    answer = owed(f"writeoff create INV-2026-0001 {WHY} --tax-relief --format json", yes=True)
    assert answer.data["tax"] == {"number": "3.73", "currency": "EUR"}
    assert balances(owed)["Liabilities:Tax"] == "(-3.27 EUR)"
    _sound(owed)


def test_money_for_a_write_off_is_taken_back_as_a_whole(owed: Shop) -> None:
    owed.done(f"writeoff create INV-2026-0001 {WHY} --tax-relief")
    before = owed.tree()
    owed.done("writeoff recover WO-2026-0001 50", "undo")
    assert owed.tree() == before


@pytest.mark.parametrize(
    ("setting", "flag", "tax"),
    [
        ("", "", "0.00"),
        ("tax_relief = true", "", "20.25"),
        ("tax_relief = true", "--no-tax-relief", "0.00"),
        ("tax_relief = false", "--tax-relief", "20.25"),
    ],
)
def test_the_project_says_whether_tax_is_given_back(
    owed: Shop, setting: str, flag: str, tax: str
) -> None:
    owed.setting(f"\n[writeoff]\n{setting}\n")
    answer = owed(f"writeoff create INV-2026-0001 {WHY} {flag} --format json", yes=True)
    assert answer.data["tax"]["number"] == tax
    _sound(owed)


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (f"INV-2026-0001=176.01 {WHY}", "ALLOCATION-EXCEEDS"),
        (f"INV-2026-0001=0 {WHY}", "ALLOCATION-AMOUNT"),
        (f"INV-9 {WHY}", "UNKNOWN-ITEM"),
        (f"INV-2026-0001 {WHY} --date 2026-01-30", "CREDIT-BEFORE"),
        (f"INV-2026-0001 {WHY} --tax-relief --no-tax-relief", "WRITEOFF-RELIEF"),
        ('INV-2026-0001 --reason "a\tb"', "TEXT-CONTROL"),
        ('INV-2026-0001 --reason ""', "REASON-MISSING"),
        ('INV-2026-0001 --reason "  "', "REASON-MISSING"),
    ],
)
def test_what_is_refused_writes_nothing(owed: Shop, words: str, code: str) -> None:
    before = owed.tree()
    answer = owed(f"writeoff create {words}", yes=True)
    assert (answer.status, answer.codes) == (2, [code]), answer.err
    assert owed.tree() == before


def test_what_is_written_off_is_not_written_off_again(owed: Shop) -> None:
    owed.done(f"writeoff create INV-2026-0001 {WHY}")
    assert owed(f"writeoff create INV-2026-0001 {WHY}", yes=True).codes == ["WRITEOFF-NOTHING"]
    owed.done("undo")
    assert _open(owed) == {"INV-2026-0001": "176.00"}


def test_an_instalment_is_written_off_by_name(shop: Shop) -> None:
    shop.done(
        'invoice create Acme --line "100 Work" --instalments "2026-03-01=60, 2026-04-01=59"',
        f"writeoff create INV-2026-0001#2=9 {WHY} --tax-relief",
    )
    rows = {row[6]: row[9] for row in shop("report open").rows[1:]}
    assert rows == {"1": "60.00", "2": "50.00"}
    _sound(shop)


VALUED = (
    '2026-01-20 * "Acme Inc." "Course" #invoice ^INV-9\n  invoice: "INV-9"\n'
    "  Assets:Receivable:Acme  100.00 USD @@ 90.00 EUR\n  Income:Services  -90.00 EUR\n"
    "    amount: 100.00 USD\n"
)


def test_a_small_rest_of_an_item_kept_at_a_value_loses_that_value(shop: Shop) -> None:
    shop.append(VALUED)
    shop.done('writeoff small --max "100 USD"')
    assert _open(shop) == {"INV-9": "100.00"}
    shop.done('payment add Acme 99.90 USD --allocate INV-9 --arrived "95 EUR"')
    shop.done('writeoff small --max "1 USD"')
    assert _open(shop) == {}
    text = " ".join(shop.text().split())
    assert "Assets:Receivable:Acme -0.10 USD @@ 0.09 EUR" in text
    assert 'Expenses:Rounding 0.09 EUR adjustment: "rounding" amount: 0.10 USD' in text
    (row,) = shop.workspace().all_books().item("INV-9")
    assert str(row.value_open) == "0.00 EUR"
    _sound(shop)
    shop.done("undo WO-2026-0001 --reverse")
    assert _open(shop) == {"INV-9": "0.10"}
    _sound(shop)


def test_an_item_kept_at_a_value_loses_what_it_is_worth(shop: Shop) -> None:
    shop.append(VALUED)
    shop.done(f"writeoff create INV-9=40 {WHY}")
    assert _open(shop) == {"INV-9": "60.00"}
    text = " ".join(shop.text().split())
    assert "Assets:Receivable:Acme -40.00 USD @@ 36.00 EUR" in text
    assert "Expenses:BadDebt 36.00 EUR amount: 40.00 USD" in text
    shop.done(f"writeoff create INV-9 {WHY}")
    assert _open(shop) == {}
    (row,) = shop.workspace().all_books().item("INV-9")
    assert (str(row.balance_open), str(row.value_open)) == ("0.00 USD", "0.00 EUR")
    answer = shop("writeoff recover WO-2026-0001", yes=True)
    assert (answer.status, answer.codes) == (2, ["VALUE-MISSING"])
    assert "--arrived" in answer.err
    _sound(shop)
    shop.done("undo")
    assert _open(shop) == {"INV-9": "60.00"}


@pytest.mark.parametrize("parts", [["40"], ["13.33", "13.33", "13.34"], ["39.99", "0.01"]])
def test_what_is_recovered_of_a_lost_value_is_worth_what_arrived(
    shop: Shop, parts: list[str]
) -> None:
    """The loss and its tax come back as they were lost; the rest is a gain by exchange rates."""
    shop.append("2026-01-02 price USD 0.90 EUR\n2026-02-10 price USD 0.80 EUR\n")
    shop.setting("\n[currency]\nvalue = true\n")
    shop.done('invoice create Globex --line "33.61 Work; tax=VAT" --date 2026-01-15')
    shop.today = dt.date(2026, 2, 28)
    was = _sums(shop)
    shop.done(f"writeoff create INV-2026-0001 {WHY} --tax-relief")
    gone = shop.tree()
    for part in parts:
        shop.done(f'writeoff recover WO-2026-0001 {part} --arrived "{part} EUR"')
        _sound(shop)
    now = _sums(shop)
    assert now.pop(("Assets:Bank:Checking", "EUR")) == Decimal(40)
    assert now.pop(("Income:FX", "EUR")) == Decimal("36.00") - 40
    assert now == {key: n for key, n in was.items() if key[0] != "Assets:Receivable:Globex"}
    assert _open(shop) == {}
    (row,) = shop.workspace().all_books().item("INV-2026-0001")
    assert (str(row.balance_open), str(row.value_open)) == ("0.00 USD", "0.00 EUR")
    for basis in ("accrual", "cash"):
        rows = shop(f"report tax --basis {basis} --from 2026-01-01 --to 2026-02-28").rows
        taxes = sum(Decimal(row[rows[0].index("tax")]) for row in rows[1:])
        assert taxes == Decimal("5.75"), basis
    for _ in parts:
        shop.done("undo")
    assert shop.tree() == gone


def _sums(shop: Shop) -> dict[tuple[str, str], Decimal]:
    sums: dict[tuple[str, str], Decimal] = {}
    for entry in shop.workspace().snapshot.facts.entries:
        for leg in entry.postings:
            key = leg.account, leg.amount.currency
            sums[key] = sums.get(key, Decimal(0)) + leg.amount.number
    return {key: number for key, number in sums.items() if number}


def test_the_tax_of_a_lost_value_goes_back_at_the_rate_of_its_document(shop: Shop) -> None:
    """Net and tax are what the books had of the document, whatever a dollar is worth later."""
    shop.append("2026-01-02 price USD 0.90 EUR\n2026-02-10 price USD 0.80 EUR\n")
    shop.setting("\n[currency]\nvalue = true\n")
    shop.done('invoice create Globex --line "100 Work; tax=VAT" --date 2026-01-15')
    shop.today = dt.date(2026, 2, 28)
    answer = shop(f"writeoff create INV-2026-0001=59.50 {WHY} --tax-relief", yes=True)
    assert "Wrote off 59.50 USD of INV-2026-0001 as WO-2026-0001, 9.50 USD of it tax" in answer.err
    text = " ".join(shop.text().split())
    for leg in (
        "Assets:Receivable:Globex -59.50 USD @@ 53.55 EUR",
        "Expenses:BadDebt 45.00 EUR amount: 50.00 USD",
        'Liabilities:Tax 8.55 EUR tax: "VAT" base: -45.00 EUR amount: 9.50 USD',
    ):
        assert leg in text, leg
    shop.done(f"writeoff create INV-2026-0001 {WHY} --tax-relief")
    for basis in ("accrual", "cash"):
        rows = shop(f"report tax --basis {basis} --from 2026-01-01 --to 2026-02-28").rows
        assert sum(Decimal(row[rows[0].index("tax")]) for row in rows[1:]) == 0, basis
    assert shop("credit create INV-2026-0001 --full --reason x", yes=True).status == 2
    _sound(shop)


def test_a_late_fee_has_no_tax_to_give_back(shop: Shop) -> None:
    shop.append(
        '2026-01-20 * "Acme Inc." "Late fee" #late-fee ^LF-1\n  invoice: "LF-1"\n'
        "  Assets:Receivable:Acme  9.00 EUR\n  Income:Services  -9.00 EUR\n"
    )
    answer = shop(f"writeoff create LF-1 {WHY} --tax-relief --format json", yes=True)
    assert answer.data["tax"]["number"] == "0.00"


def test_small_differences_are_written_off_once(shop: Shop) -> None:
    """A peer's small difference could not be written off."""
    shop.sold("50", "60", "70", "0.04")
    shop.done(
        "payment add Acme 49.97 EUR --allocate INV-2026-0001",
        "payment add Acme 60.02 EUR --allocate INV-2026-0002 --on-account",
        "payment add Acme 69.90 EUR --allocate INV-2026-0003",
    )
    answer = shop('writeoff small --max "0.05 EUR" --format json', yes=True)
    assert [
        (one["allocations"][0]["item"], one["amount"]["number"])
        for one in answer.data["write_offs"]
    ] == [("INV-2026-0001", "0.03"), ("PMT-2026-0002", "-0.02")]
    assert _open(shop) == {"INV-2026-0003": "0.10", "INV-2026-0004": "0.04"}
    assert balances(shop)["Expenses:Rounding"] == "(0.01 EUR)"
    assert 'adjustment: "rounding"' in shop.text()
    _sound(shop)
    before = shop.tree()
    again = shop('writeoff small --max "0.05 EUR"', yes=True)
    assert (again.status, "No small difference is open" in again.err) == (0, True)
    assert shop.tree() == before


@pytest.mark.parametrize(
    ("setting", "left"),
    [
        ('small = "0.02 EUR"', "0.03"),
        ('small = ["0.03 EUR", "5 USD"]', None),
    ],
)
def test_the_project_says_what_is_small(shop: Shop, setting: str, left: str | None) -> None:
    shop.setting(f"\n[writeoff]\n{setting}\n")
    shop.sold("50")
    shop.done("payment add Acme 49.97 EUR --allocate INV-2026-0001", "writeoff small")
    assert _open(shop).get("INV-2026-0001") == left


@pytest.mark.parametrize("value", ['"much EUR"', '"-1 EUR"', '"0.05"', '["0.05 EUR", "x y"]'])
def test_a_setting_that_is_none_is_told(shop: Shop, value: str) -> None:
    shop.setting(f"\n[writeoff]\nsmall = {value}\n")
    assert shop("writeoff list").status == 3


@pytest.mark.parametrize("words", ["", '--max "0 EUR"'])
def test_without_an_amount_nothing_is_small(shop: Shop, words: str) -> None:
    assert shop(f"writeoff small {words}", yes=True).codes == ["WRITEOFF-SMALL"]


def test_what_is_recovered_gives_back_loss_and_tax(owed: Shop) -> None:
    owed.done(f"writeoff create INV-2026-0001 {WHY} --tax-relief")
    lost = balances(owed)
    assert lost["Expenses:BadDebt"] == "(155.75 EUR)"
    answer = owed("writeoff recover WO-2026-0001 100", yes=True)
    assert answer.err.startswith("Recovered 100.00 EUR of WO-2026-0001 as PMT-2026-0002 (2026.")
    assert balances(owed)["Assets:Bank:Checking"] == "(150.00 EUR)"
    assert _open(owed) == {}
    _sound(owed)
    answer = owed("writeoff recover WO-2026-0001 --format json --account Assets:Cash", yes=True)
    assert (answer.data["amount"]["number"], answer.data["left"]["number"]) == ("76.00", "0.00")
    held = balances(owed)
    assert "Expenses:BadDebt" not in held
    assert held["Liabilities:Tax"] == "(-26.00 EUR)"
    assert held["Assets:Cash"] == "(76.00 EUR)"
    _sound(owed)
    for words in ("", "1"):
        codes = owed(f"writeoff recover WO-2026-0001 {words}", yes=True).codes
        assert codes == ["WRITEOFF-RECOVERED"]


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("WO-2026-0001 176.01", "WRITEOFF-RECOVERED"),
        ("WO-2026-0001 0", "WRITEOFF-RECOVERED"),
        ("WO-2026-0001 --date 2026-01-30", "CREDIT-BEFORE"),
        ("WO-2026-0009", "UNKNOWN-ENTRY"),
        ("WO-2026-0001 --account Assets:Receivable:Acme", "ACCOUNT-NOT-MONEY"),
        ("WO-2026-0001 --account Expenses:Fees", "ACCOUNT-NOT-MONEY"),
    ],
)
def test_no_more_is_recovered_than_was_lost(owed: Shop, words: str, code: str) -> None:
    owed.done(f"writeoff create INV-2026-0001 {WHY}")
    before = owed.tree()
    assert owed(f"writeoff recover {words}", yes=True).codes == [code]
    assert owed.tree() == before


def test_what_came_beyond_a_loss_is_booked_as_the_hint_says(owed: Shop) -> None:
    owed.done(f"writeoff create INV-2026-0001 {WHY}")
    first, second = owed("writeoff recover WO-2026-0001 180", yes=True).hinted
    owed.done(first, second)
    assert _open(owed) == {"PMT-2026-0003": "-4.00"}
    (only,) = owed("writeoff recover WO-2026-0001 5", yes=True).hinted
    owed.done(only)
    assert _open(owed) == {"PMT-2026-0003": "-4.00", "PMT-2026-0004": "-5.00"}
    assert owed("writeoff recover WO-2026-0001", yes=True).hinted == ["writeoff list"]
    _sound(owed)


@pytest.mark.parametrize("amount", ["", "0.01", "5"])
def test_what_was_kept_is_given_back_as_the_hint_says(shop: Shop, amount: str) -> None:
    """Money that nobody asked back is no loss, of which something could come after all."""
    shop.sold("50")
    shop.done(
        "payment add Acme 50.02 EUR --allocate INV-2026-0001 --on-account",
        'writeoff small --max "0.05 EUR"',
    )
    answer = shop(f"writeoff recover WO-2026-0001 {amount}", yes=True)
    assert answer.err.startswith(
        "error[WRITEOFF-RECOVERED]: WO-2026-0001 is no loss: it kept 0.02 EUR that Acme Inc. did"
        " not ask back\n"
    )
    shop.done(*answer.hinted)
    assert _open(shop) == {"PMT-2026-0001": "-0.02"}
    _sound(shop)


def test_instalments_are_recovered_by_name(shop: Shop) -> None:
    shop.done(
        'invoice create Acme --line "100 Work" --instalments "2026-03-01=60, 2026-04-01=59"',
        f"writeoff create INV-2026-0001 {WHY} --tax-relief",
        "writeoff recover WO-2026-0001 33.33",
        "writeoff recover WO-2026-0001 33.33",
        "writeoff recover WO-2026-0001",
    )
    assert _open(shop) == {}
    held = balances(shop)
    assert "Expenses:BadDebt" not in held
    assert held["Assets:Bank:Checking"] == "(119.00 EUR)"
    _sound(shop)


def test_the_list_of_write_offs(owed: Shop) -> None:
    owed.sold("5", customer="Globex")
    owed.done(
        f"writeoff create INV-2026-0001=100 {WHY}",
        'writeoff create INV-2026-0002 --reason "Moved away" --date 2026-02-02',
        "writeoff recover WO-2026-0001 30",
    )
    ids = {
        "": "WO-2026-0001",
        "--as-of 2026-02-02": "WO-2026-0001 WO-2026-0002",
        "--as-of 2026-02-02 --customer globex": "WO-2026-0002",
        "--as-of 2026-02-02 --from 2026-02-01": "WO-2026-0002",
        "--as-of 2026-02-02 --to 2026-02-01": "WO-2026-0001",
    }
    for words, found in ids.items():
        assert owed(f"writeoff list {words} --format ids").out.split() == found.split()
    (row,) = owed("writeoff list --format json").data["write_offs"]
    assert (row["amount"]["number"], row["recovered"]["number"]) == ("100.00", "30.00")
    assert (row["reason"], row["items"][0]["item"]) == ("Insolvent", "INV-2026-0001")
    assert "#write-off" in owed("writeoff list --format beancount").out


def test_nothing_was_written_off(shop: Shop) -> None:
    assert "Nothing was written off yet." in shop("writeoff list", "").out
