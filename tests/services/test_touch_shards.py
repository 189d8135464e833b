"""A change touches the shards it is tied to; what it may mean for others is refused."""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING

import pytest

from billcli.services.keep_model import How, read_ledger
from billcli.services.workspace import Selection, chosen
from billcli.store.index_file import place_of

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path
    from types import ModuleType

    from shop import Shop

MAIN = """\
option "operating_currency" "EUR"
2025-01-01 open Assets:Bank
2025-01-01 open Income:Work
2025-01-01 open Assets:Debtors
2025-01-01 open Assets:Receivable:Acme
2025-01-01 open Assets:Receivable:Globex
2025-01-01 open Assets:Receivable:Hooli
include "rest.beancount"
"""


def bill(customer: str, item: str, amount: str = "5.00") -> str:
    """Return an invoice."""
    return (
        f'2025-03-01 * "{customer}" "" #invoice ^{item}\n  invoice: "{item}"\n'
        f"  Assets:Receivable:{customer}  {amount} EUR\n  Income:Work  -{amount} EUR\n"
    )


def paid(customer: str, link: str = "", amount: str = "5.00") -> str:
    """Return a payment."""
    return (
        f'2025-04-01 * "{customer}" "" #payment{link}\n  Assets:Bank  {amount} EUR\n'
        f"  Assets:Receivable:{customer}  -{amount} EUR\n"
    )


class Ledger:
    """A ledger of two files that is followed."""

    def __init__(self, shop: Shop, folder: Path, answers: ModuleType) -> None:
        self.shop, self.folder, self.answers, self.count = shop, folder, answers, 0
        shop.write("main.beancount", MAIN)

    def read(self, cache: str = "kept") -> How:
        """Read the ledger, and return how."""
        env = {"BILLCLI_CACHE": str(self.folder / cache)}
        kept = read_ledger(chosen(Selection(env, self.shop.folder, self.shop.today))[-1])
        self.remarks = " ".join(kept.remarks)
        assert kept.shelf is not None
        kept.shelf.model.close()
        return kept.how

    def path(self, cache: str = "kept") -> str:
        """Return where its model is."""
        main = str(self.shop.folder / "main.beancount")
        return place_of(main, {"BILLCLI_CACHE": str(self.folder / cache)}).path

    def put(self, *texts: str) -> How:
        """Write the second file, follow, and hold all rows against a model made anew."""
        self.shop.write("rest.beancount", "".join(texts) or "; nothing\n")
        how, remarks = self.read(), self.remarks
        self.count += 1
        assert self.read(f"anew{self.count}") is How.MADE
        rows = [self.answers.rows_of(self.path(name)) for name in ("kept", f"anew{self.count}")]
        assert rows[0] == rows[1], self.answers.differences(*rows)
        self.remarks = remarks
        return how

    def shards(self) -> list[tuple[int, ...]]:
        """Return how many facts stand in each shard."""
        connection = sqlite3.connect(self.path())
        found = connection.execute("SELECT count(*) FROM member GROUP BY shard ORDER BY 1")
        counts = [row[0] for row in found]
        alive = connection.execute("SELECT count(*) FROM shard").fetchone()[0]
        connection.close()
        assert alive == len(counts)
        return counts


@pytest.fixture
def ledger(shop: Shop, tmp_path: Path, beside: Callable[[str], ModuleType]) -> Ledger:
    made = Ledger(shop, tmp_path, beside("model_answers"))
    named = paid("Hooli", " ^H1")
    made.base = bill("Hooli", "H1") + named  # type: ignore[attr-defined]
    assert made.put(made.base, bill("Acme", "A1"), bill("Globex", "G1")) is How.MADE  # type: ignore[attr-defined]
    assert made.shards() == [2, 2, 3]
    return made


def test_one_customer_is_worked_out_again(ledger: Ledger) -> None:
    assert ledger.put(ledger.base, bill("Acme", "A1", "6.00"), bill("Globex", "G1")) is How.FOLLOWED
    assert ledger.shards() == [2, 2, 3]


def test_a_transaction_of_two_customers_joins_their_shards(ledger: Ledger) -> None:
    both = paid("Acme").replace("2025-04-01", "2025-04-02") + (
        "  Assets:Receivable:Globex  5.00 EUR\n  Assets:Bank  -5.00 EUR\n"
    )
    start = (ledger.base, bill("Acme", "A1"), bill("Globex", "G1"))
    assert ledger.put(*start, both) is How.FOLLOWED
    assert ledger.shards() == [3, 5]
    assert ledger.put(*start) is How.FOLLOWED
    assert sum(ledger.shards()) == 7


def test_a_name_that_two_bear_joins_them(ledger: Ledger) -> None:
    assert ledger.put(ledger.base, bill("Acme", "G1"), bill("Globex", "G1")) is How.FOLLOWED
    assert ledger.shards() == [3, 4]


def test_facts_that_go_leave_their_shard(ledger: Ledger) -> None:
    assert ledger.put(ledger.base, bill("Acme", "A1")) is How.FOLLOWED
    assert ledger.shards() == [1, 2, 3]


def test_numbers_outside_any_shard_come_and_go(ledger: Ledger) -> None:
    start = (ledger.base, bill("Acme", "A1"), bill("Globex", "G1"))
    moved = '2025-05-01 * "x"\n  id: "T-1"\n  Assets:Bank  1 EUR\n  Income:Work  -1 EUR\n'
    note = '2025-05-01 note Assets:Bank "x"\n  id: "N-1"\n'
    assert ledger.put(*start, moved, note) is How.FOLLOWED
    assert ledger.put(*start, note) is How.FOLLOWED
    assert ledger.put(*start) is How.FOLLOWED


def test_the_last_credit_that_names_something_changes_all(ledger: Ledger) -> None:
    assert ledger.put(bill("Hooli", "H1"), paid("Acme"), bill("Acme", "A1")) is How.MADE
    assert "whether payments name what they settle" in ledger.remarks
    assert ledger.put(ledger.base, paid("Acme"), bill("Acme", "A1")) is How.MADE


def test_a_record_that_gives_an_account_away_changes_all(ledger: Ledger) -> None:
    gift = '2025-01-02 custom "customer" "Umbra" Assets:Receivable:Acme\n  name: "Umbra"\n'
    start = (ledger.base, bill("Acme", "A1"))
    assert ledger.put(*start, gift) in {How.FOLLOWED, How.MADE}
    assert ledger.put(*start) in {How.FOLLOWED, How.MADE}


def test_a_record_of_another_name_touches_its_customer(ledger: Ledger) -> None:
    start = (ledger.base, bill("Acme", "A1"), bill("Globex", "G1"))
    record = '2025-01-02 custom "customer" "Acme" Assets:Receivable:Acme\n  name: "Acme Inc."\n'
    assert ledger.put(*start, record) is How.FOLLOWED
    assert ledger.put(*start, record.replace("Inc.", "Ltd.")) is How.FOLLOWED


def test_another_receivable_root_changes_all(ledger: Ledger) -> None:
    start = (ledger.base, bill("Acme", "A1"), bill("Globex", "G1"))
    assert ledger.put(*start, "2025-01-01 open Assets:Clients:Umbra\n") is How.MADE
    assert "other accounts are receivable now" in ledger.remarks


def test_an_account_opened_below_another_makes_a_group_of_it(ledger: Ledger) -> None:
    start = (ledger.base, bill("Acme", "A1"), bill("Globex", "G1"))
    below = "2025-01-01 open Assets:Receivable:Globex:North\n"
    assert ledger.put(*start, below) in {How.FOLLOWED, How.MADE}
    assert ledger.put(*start) in {How.FOLLOWED, How.MADE}


def test_a_ledger_whose_credits_name_nothing(ledger: Ledger) -> None:
    rest = [bill("Acme", f"A{n}") for n in range(3)] + [paid("Acme"), bill("Globex", "G1")]
    assert ledger.put(*rest) is How.MADE
    assert ledger.put(*rest, paid("Globex")) is How.FOLLOWED
    assert ledger.put(*rest, paid("Globex", " ^G1")) is How.MADE


def test_parties_of_one_transaction_come_in_the_order_of_its_postings(ledger: Ledger) -> None:
    three = (
        '2025-02-01 * "x" ""\n  Assets:Debtors  1 EUR\n    customer: "Zeta"\n'
        '  Assets:Debtors  2 EUR\n    customer: "Alpha"\n'
        '  Assets:Debtors  3 EUR\n    customer: "Mid"\n  Income:Work\n'
    )
    assert ledger.put(ledger.base, three) is How.FOLLOWED
    env = {"BILLCLI_CACHE": str(ledger.folder / "kept")}
    kept = read_ledger(chosen(Selection(env, ledger.shop.folder, ledger.shop.today))[-1])
    assert kept.shelf is not None
    rows = sorted(kept.shelf.model.parties(), key=lambda row: row[5:])
    kept.shelf.model.close()
    assert [row[0] for row in rows][-3:] == ["Zeta", "Alpha", "Mid"]


def test_an_account_nobody_was_billed_on_is_a_group_once_one_is_opened_below(
    ledger: Ledger,
) -> None:
    start = (ledger.base, "2025-01-01 open Assets:Receivable:Umbra\n")
    below = "2025-01-01 open Assets:Receivable:Umbra:North\n"
    assert ledger.put(*start) in {How.FOLLOWED, How.MADE}
    assert ledger.put(*start, below) is How.FOLLOWED
    ledger.put(*start)
