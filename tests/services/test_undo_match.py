"""Taking back what a bank line was booked as: out of the ledger, or by its exact mirror."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest

from billcli.domain.bank_line import BankLine
from billcli.domain.meta import text_of
from billcli.domain.money import Money
from billcli.domain.reversal_entry import taken_back
from billcli.matching.proposal import Part, Suggestion
from billcli.services.line_entry import LineBooks
from billcli.services.review_statement import paid_end_to_end
from billcli.services.take_number import Numbers

if TYPE_CHECKING:
    from pathlib import Path
    from types import ModuleType

    from shop import Shop

HEAD = "Date;Payee;Text;Amount;Currency\n"
ONE = "2026-01-31;ACME INC;Invoice INV-2026-0001;100.00;EUR\n"
TWO = "2026-01-31;ACME INC;Invoice INV-2026-0002;200.00;EUR\n"
KEY = "Assets:Bank:Checking 2026-01-31 100.00 EUR 1"
NOTE = '\n2026-01-31 note Assets:Receivable:Acme "Receipt" #receipt ^PMT-2026-0001\n'


def _reconcile(shop: Shop, *rows: str, dry: bool = False) -> list[tuple[str, str]]:
    """Return fate and entry of each row of a statement."""
    shop.write("bank.csv", HEAD + "".join(rows))
    answer = shop(f"reconcile bank.csv --format json {'--dry-run' if dry else ''}", yes=True)
    assert answer.status in (0, 5), answer.err
    (shop.folder / "bank.csv").unlink()
    return [(line["fate"], line["entry"]) for line in answer.data["lines"]]


def _undone(shop: Shop, wanted: str) -> Any:  # noqa: ANN401 - whatever the command answered
    answer = shop(f"match undo {wanted} --format json", yes=True)
    assert answer.status == 0, answer.err
    return answer.data


def _sums(shop: Shop) -> dict[str, Decimal]:
    """Return what every account holds."""
    found: dict[str, Decimal] = {}
    for entry in shop.workspace().snapshot.facts.entries:
        for posting in entry.postings:
            held = found.get(posting.account, Decimal(0))
            found[posting.account] = held + posting.amount.number
    return {account: number for account, number in found.items() if number}


@pytest.fixture
def sold(shop: Shop) -> Shop:
    """Return a shop with two open invoices."""
    shop.sold("100", "200")
    return shop


def test_the_last_line_is_taken_out_to_the_byte(sold: Shop) -> None:
    before = sold.tree()
    assert _reconcile(sold, ONE) == [("booked", "PMT-2026-0001")]
    assert _reconcile(sold, ONE, TWO) == [("known", ""), ("booked", "PMT-2026-0002")]
    between = sold.tree()
    second = _undone(sold, "--last")
    assert (second["entry"], second["reversal"]) == ("PMT-2026-0002", "")
    assert second["lines"] == ["Assets:Bank:Checking 2026-01-31 200.00 EUR 1"]
    assert _reconcile(sold, ONE, TWO) == [("known", ""), ("booked", "PMT-2026-0002")]
    assert sold.tree() == between
    for _ in range(2):
        _undone(sold, "--last")
    assert sold.tree() == before
    assert sold("match undo --last", yes=True).codes == ["UNDO-NOTHING"]


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
@pytest.mark.parametrize(
    ("customers", "start"), [("customers.beancount", 2025), ("", 2025), ("", 2026)]
)
def test_an_account_that_was_opened_for_the_line_goes_too(
    shop: Shop, newline: str, customers: str, start: int
) -> None:
    settings = shop.text("billcli.toml").replace('"customers.beancount"', f'"{customers}"')
    shop.write("billcli.toml", settings.replace("start = 2025", f"start = {start}"))
    shop.write("main.beancount", shop.text("main.beancount").replace(
        "2025-01-01 open Income:Discounts\n", ""))  # fmt: skip
    shop.done('customer edit Acme --terms "3/14 net 30" --since 2025-01-01')
    shop.sold("100")
    for name in ("2026.beancount", "customers.beancount", "main.beancount"):
        path = shop.folder / name
        path.write_bytes(path.read_bytes().replace(b"\n", newline.encode()))
    before = shop.tree()
    row = ONE.replace("100.00", "97.00")
    assert _reconcile(shop, row) == [("booked", "PMT-2026-0001")]
    opened = b"".join(path.read_bytes() for path in shop.folder.glob("*.beancount"))
    assert b"open Income:Discounts" in opened
    _undone(shop, "--last")
    assert shop.tree() == before


def test_an_account_somebody_else_uses_stays(shop: Shop) -> None:
    shop.write("main.beancount", shop.text("main.beancount").replace(
        "2025-01-01 open Income:Discounts\n", ""))  # fmt: skip
    shop.done('customer edit Acme --terms "3/14 net 30" --since 2025-01-01')
    shop.append("\n2025-01-01 open Income:Discounts\n", "customers.beancount")
    shop.append('\n2025-02-01 note Income:Discounts "Mine"\n')
    shop.sold("100")
    before = shop.tree()
    _reconcile(shop, ONE.replace("100.00", "97.00"))
    _undone(shop, "--last")
    assert shop.tree() == before


def test_what_is_not_last_is_mirrored_and_its_line_is_new_again(sold: Shop) -> None:
    opened = sold("report open").out
    _reconcile(sold, ONE, TWO)
    before = sold.text()
    found = _undone(sold, "PMT-2026-0001")
    assert (found["reversal"], found["lines"]) == ("RET-2026-0001", [KEY])
    added = sold.text().removeprefix(before)
    rows = [row for row in added.strip().splitlines() if "seal:" not in row]
    links = "^RET-2026-0001 ^PMT-2026-0001 ^INV-2026-0001"
    assert rows == [
        f'2026-01-31 * "Acme Inc." "Taken back" #reversal {links}',
        '  id: "RET-2026-0001"',
        '  reverses: "PMT-2026-0001"',
        "  Assets:Bank:Checking    -100.00 EUR",
        f'    bank-key: "{KEY}"',
        "  Assets:Receivable:Acme   100.00 EUR",
        '    invoice: "INV-2026-0001"',
    ]
    assert [row for row in sold("report open").out.splitlines() if "0001" in row] == [
        row for row in opened.splitlines() if "0001" in row
    ]
    assert _reconcile(sold, ONE, TWO) == [("booked", "PMT-2026-0003"), ("known", "")]
    assert _reconcile(sold, ONE, TWO) == [("known", ""), ("known", "")]
    assert sold("check").status == 0
    steps = sold(f'why "{KEY}" --format json').data["answers"][0]["steps"]
    assert [step["entry"] for step in steps] == ["PMT-2026-0001", "RET-2026-0001", "PMT-2026-0003"]


def test_the_exact_key_decides_between_equal_lines(shop: Shop) -> None:
    shop.sold("100", "100")
    assert len(_reconcile(shop, ONE, ONE.replace("-0001;", "-0002;"))) == 2
    other = f"{KEY[:-1]}2"
    for wanted in (KEY.removesuffix(" 1"), f"{KEY[:-1]}3"):
        answer = shop(f'match undo "{wanted}"', yes=True)
        assert answer.codes == ["UNDO-WHICH"], wanted
        assert "name one of them: PMT-2026-0001 or PMT-2026-0002" in answer.err
    for line, entry in ((KEY, "PMT-2026-0001"), (other, "PMT-2026-0002")):
        (told,) = shop(f'why "{line}" --format json').data["answers"]
        assert [step["entry"] for step in told["steps"]] == [entry]
        assert _undone(shop, f'"{line}"')["entry"] == entry


def test_taken_back_twice_in_turn(sold: Shop) -> None:
    for number in (1, 3, 5):
        _reconcile(sold, ONE)
        sold.append(NOTE.replace("0001", f"{number:04}"), "2026.beancount")
        if number < 5:
            _undone(sold, f'"{KEY}"')
            sold.done("payment add Globex 1 USD --on-account --account Assets:Bank:Dollars")
    assert _reconcile(sold, ONE, dry=True) == [("known", "")]
    _undone(sold, f'"{KEY}"')
    assert _reconcile(sold, ONE, dry=True)[0][0] == "booked"


def test_what_was_receipted_is_mirrored_even_when_it_is_last(sold: Shop) -> None:
    _reconcile(sold, ONE)
    sold.append(NOTE, "2026.beancount")
    assert _undone(sold, "--last")["reversal"] == "RET-2026-0001"


def test_nothing_is_taken_back_twice(sold: Shop) -> None:
    _reconcile(sold, ONE, TWO)
    _undone(sold, "PMT-2026-0001")
    before = sold.tree()
    for wanted in ("PMT-2026-0001", "RET-2026-0001", f'"{KEY}"'):
        answer = sold(f"match undo {wanted}", yes=True)
        assert (answer.status, answer.codes) == (2, ["MATCH-UNDONE"]), wanted
    assert sold.tree() == before
    assert _undone(sold, "--last")["entry"] == "PMT-2026-0002"


def test_what_was_entered_by_hand_has_no_line_to_free(sold: Shop) -> None:
    sold.done("payment add Acme 130 EUR --allocate INV-2026-0001 --on-account")
    row = "2026-01-31;ACME INC;Refund PMT-2026-0001;-30.00;EUR\n"
    assert _reconcile(sold, row) == [("booked", "REF-2026-0001")]
    assert sold("match undo PMT-2026-0001", yes=True).codes == ["UNKNOWN-ENTRY"]
    assert _undone(sold, "REF-2026-0001")["reversal"] == ""
    assert _reconcile(sold, row, dry=True) == [("booked", "REF-2026-0001")]


def test_a_payment_whose_rest_was_paid_back_waits_for_that(sold: Shop) -> None:
    sold.write("bank.csv", HEAD + "2026-01-31;ACME INC;hello;500.00;EUR\n")
    sold("reconcile bank.csv", "o", "Acme", "y")
    _reconcile(sold, "2026-01-31;ACME INC;Refund PMT-2026-0001;-500.00;EUR\n")
    before = sold.tree()
    answer = sold("match undo PMT-2026-0001", yes=True)
    assert answer.codes == ["UNDO-NOT-LAST"]
    assert "REF-2026-0001 builds on it" in answer.err
    assert sold.tree() == before


def test_another_line_named_so_is_unknown(sold: Shop) -> None:
    _reconcile(sold, ONE)
    answer = sold("match undo PMT-2026-0002", yes=True)
    assert (answer.status, answer.codes) == (2, ["UNKNOWN-ENTRY"])
    assert "did you mean PMT-2026-0001" in answer.err
    assert sold("match undo", yes=True).codes == ["ID-MISSING"]
    assert sold("match undo PMT-2026-0001 --last", yes=True).codes == ["ID-MISSING"]


def test_a_dry_run_shows_either_and_writes_nothing(sold: Shop) -> None:
    _reconcile(sold, ONE, TWO)
    before = sold.tree()
    for wanted, shown in (("PMT-2026-0002", "#payment"), ("PMT-2026-0001", "#reversal")):
        answer = sold(f"match undo {wanted} --dry-run")
        assert (answer.status, shown in answer.out) == (0, True)
        assert answer.err.startswith(f"Would take back {wanted} ")
    assert sold("match undo --last").codes == ["NEEDS-YES"]
    assert sold.tree() == before


def test_who_was_taken_for_a_customer_by_mistake_is_not_learnt(sold: Shop) -> None:
    row = "2026-01-31;Bob Stranger;Invoice INV-2026-0001;100.00;EUR\n"
    assert _reconcile(sold, row, TWO)[0] == ("booked", "PMT-2026-0001")
    late = "2026-02-02;Bob Stranger;thanks;100.00;EUR\n"
    _undone(sold, "PMT-2026-0001")
    sold.write("bank.csv", HEAD + row + TWO + late)
    found = sold("reconcile bank.csv --dry-run --format json").data["lines"][2]
    assert not [clue for clue in found["evidence"] if clue["kind"] in ("name", "iban")]


def test_mirrors_leave_nothing_of_any_kind_of_entry(
    shop_module: ModuleType, tmp_path: Path
) -> None:
    """Discounts with tax, fees, several items, what is left over, money back."""
    shop = shop_module.Shop.open(tmp_path / "books")
    shop.done('customer edit Acme --terms "3/14 net 30" --since 2025-01-01')
    for _ in range(5):
        shop.done('invoice create Acme --line "100 Work"')
    shop.setting('\n[matching]\nbank_fee = "always"\nrounding_tolerance = "0.05"\n')
    before, opened = _sums(shop), shop("report open").out
    rows = (
        "2026-01-31;ACME INC;INV-2026-0001;115.43;EUR\n",
        "2026-01-31;ACME INC;INV-2026-0002 INV-2026-0003;238.00;EUR\n",
        "2026-01-31;ACME INC;INV-2026-0004;119.02;EUR\n",
        "2026-01-31;ACME INC;INV-2026-0005;116.00;EUR\n",
    )
    booked = _reconcile(shop, *rows)
    assert [fate for fate, _ in booked] == ["booked"] * 4
    shop.done("payment add Globex 1 USD --on-account --account Assets:Bank:Dollars")
    paid = {"Assets:Bank:Dollars": Decimal("1.00"), "Assets:Receivable:Globex": Decimal("-1.00")}
    for _, entry in booked:
        assert _undone(shop, entry)["reversal"]
    assert _sums(shop) == before | paid
    rest = [row for row in shop("report open").out.splitlines() if "PMT" not in row]
    assert rest == opened.splitlines()
    assert shop("check").status == 0
    assert [fate for fate, _ in _reconcile(shop, *rows, dry=True)] == ["booked"] * 4
    kinds = {
        str(p.meta["adjustment"]) for e in shop.workspace().snapshot.facts.entries
        for p in e.postings if "adjustment" in p.meta
    }  # fmt: skip
    assert kinds == {"discount", "rounding", "bank_fee"}


def test_a_payment_the_bank_sent_back_keeps_its_line(sold: Shop) -> None:
    """A return is a line of its own, so the first one stays in the ledger."""
    _reconcile(sold, ONE)
    sold.append(
        """
2026-02-03 * "Acme Inc." "Returned" #reversal ^RET-9 ^PMT-2026-0001 ^INV-2026-0001
  id: "RET-9"
  reverses: "PMT-2026-0001"
  Assets:Bank:Checking    -100.00 EUR
    bank-key: "Assets:Bank:Checking 2026-02-03 -100.00 EUR 1"
  Assets:Receivable:Acme   100.00 EUR
    invoice: "INV-2026-0001"
"""
    )
    assert _reconcile(sold, ONE, dry=True) == [("known", "")]
    assert taken_back(sold.workspace().snapshot.facts.entries) == frozenset()
    answer = sold("match undo PMT-2026-0001", yes=True)
    assert (answer.codes, "RET-9 builds on it" in answer.err) == (["UNDO-NOT-LAST"], True)


def test_a_return_names_the_payment_in_force(shop: Shop) -> None:
    """The payment that was taken back bears the same end-to-end id as the one booked anew."""
    shop.sold("100", "200")
    head = "Date;Payee;Text;Amount;Currency;End-to-end\n"
    paid = "2026-01-31;ACME INC;Invoice INV-2026-0001;100.00;EUR;E2E-778899\n"
    shop.write("bank.csv", head + paid)
    shop("reconcile bank.csv", yes=True)
    _reconcile(shop, TWO)
    assert 'end-to-end: "E2E-778899"' in shop.text()
    _undone(shop, "PMT-2026-0001")
    shop.write("bank.csv", head + paid)
    shop.done("reconcile bank.csv")
    books = shop.workspace()
    (item,) = books.all_books().item("INV-2026-0001")
    assert paid_end_to_end(books.all_books()) == {
        "E2E-778899": [((("INV-2026-0001", "Acme", None, "EUR"), Decimal("100.00")),)]
    }
    back = Money.of("-100.00", "EUR")
    line = BankLine("Assets:Bank:Checking", dt.date(2026, 1, 31), back, end_to_end="E2E-778899")
    sent_back = Suggestion("Acme", (Part(item, back),), Money.zero("EUR"))
    entry = LineBooks(books, Numbers(books)).entry(line, sent_back, "end-to-end")
    assert entry.meta["reverses"] == "PMT-2026-0003"


def test_every_id_of_a_pair_counts_as_taken_back(sold: Shop) -> None:
    _reconcile(sold, ONE, TWO)
    _undone(sold, "PMT-2026-0001")
    entries = sold.workspace().snapshot.facts.entries
    assert taken_back(entries) == {"PMT-2026-0001", "RET-2026-0001"}
    mirror = next(e for e in entries if text_of(e.meta.get("reverses")))
    assert taken_back([mirror]) == frozenset()
