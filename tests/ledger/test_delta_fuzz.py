"""The gate of the read model: a change told from the changed files equals a full load.

Random ledgers of several files are changed at random, well and badly. After every change either it
was refused, or the facts brought up by the delta are those of billcli's full load, which has no
error, and neither has Beancount's own loader. The same is asked of reading file by file, and of
what billcli itself writes, where nothing may be refused.
"""

from __future__ import annotations

import datetime as dt
import sys
from collections import Counter
from decimal import Decimal
from random import Random
from typing import TYPE_CHECKING

import pytest

from billcli.domain.entry import Account, Document, Entry, Note, Posting, Record
from billcli.domain.money import Money
from billcli.ledger.cold import cold_build
from billcli.ledger.pack import marks_text
from billcli.ledger.plugin_run import OWN
from billcli.ledger.render import render
from billcli.ledger.standing import NotLocal

if TYPE_CHECKING:
    from pathlib import Path
    from types import ModuleType

    from ledger_follower import Follower
    from random_books import RandomBooks
    from shop import Shop

    from billcli.domain.entry import Directive

STEPS = 25
SHORT = 20  # ledgers in CI: 500 rounds
LONG = 400  # ledgers by ``pytest -m long``: 10,000 rounds
NEEDLESS_MAX = 0.20


class Play:
    """One random ledger, changed again and again.

    Attributes:
        told: what was counted, in words.
    """

    def __init__(self, seed: int, folder: Path, parts: tuple[ModuleType, ...]) -> None:
        made, follow, standing = parts
        rng = Random(seed)  # noqa: S311 - a test to repeat, no secret
        self.books: RandomBooks = made.RandomBooks(rng, folder, plain=rng.random() < 0.4)
        self.books.write()
        self.main = folder / "main.beancount"
        self.follower: Follower = follow.Follower(self.main, standing)
        self.told: Counter[str] = Counter()

    def round(self) -> None:
        self.books.standing = self.follower.standing()
        saved = self.books.copy()
        deed = self.books.step()
        self.books.write()
        told = self._follow()
        self.told["rounds"] += 1
        self.told[told] += 1
        self.told[f"{told} {deed}"] += 1
        self.told[f"cold {self._cold()}"] += 1
        if self.follower.now.reason:
            self.books.files = saved
            self.books.write()

    def _follow(self) -> str:
        if self.follower.follow():
            return "accepted"
        return "rightly" if self.follower.now.reason else "needlessly"

    def _cold(self) -> str:
        now = self.follower.now
        jobs = 2 if self.told["rounds"] % 40 == 0 else 1
        try:
            build = cold_build(self.main, skip_plugins=(OWN,), jobs=jobs)
            rows = [(path, row) for path, found in build.rows() for row in found]
        except NotLocal:
            return "rightly" if now.reason else "needlessly"
        assert now.reason == "", now.snapshot.problems
        assert rows == list(now.rows())
        assert build.ground == now.ground
        assert build.options == now.snapshot.facts.options
        return "accepted"


def played(ledgers: int, start: int, folder: Path, parts: tuple[ModuleType, ...]) -> Counter[str]:
    told: Counter[str] = Counter()
    for seed in range(start, start + ledgers):
        play = Play(seed, folder / str(seed), parts)
        for step in range(STEPS):
            try:
                play.round()
            except AssertionError as error:
                error.add_note(f"ledger {seed}, step {step}")
                raise
        told += play.told
    return told


def test_a_change_told_from_its_files_equals_a_full_load(
    tmp_path: Path, parts: tuple[ModuleType, ...]
) -> None:
    told = played(SHORT, 0, tmp_path, parts)
    assert told["rounds"] == SHORT * STEPS
    assert told["accepted"] > told["rounds"] / 2
    assert told["rightly"] > told["rounds"] / 20
    assert told["needlessly"] <= told["rounds"] * NEEDLESS_MAX
    assert told["cold accepted"] > told["rounds"] / 4
    for deed in ("append", "edit", "add", "remove", "rename", "main", "include"):
        assert told[f"accepted {deed}"], deed


@pytest.mark.long
def test_ten_thousand_changes_told_from_their_files(
    tmp_path: Path, parts: tuple[ModuleType, ...]
) -> None:
    told = played(LONG, 10_000, tmp_path, parts)
    sys.stdout.write(f"{dict(sorted(told.items()))}\n")
    assert told["rounds"] == LONG * STEPS
    assert told["needlessly"] <= told["rounds"] * NEEDLESS_MAX


COMMANDS = (
    'invoice create Acme --line "100.00 Work; tax=ZERO" --date 2026-01-05',
    'invoice create Globex --line "2 consulting" --date 2026-01-06',
    "payment add Acme 100 EUR --date 2026-01-20",
    'customer add Initech --name "Initech Ltd." --city Bonn',
    'invoice create Initech --line "19.99 Book" --date 2026-01-21',
    "payment add Initech 5 EUR --on-account --date 2026-01-22",
    "payment add Globex 50 EUR --on-account --fee 0.50 --date 2026-01-22",
    'customer edit Acme --name "Acme Holding"',
    "invoice void INV-2026-0002",
    "undo",
    "undo",
)


@pytest.mark.parametrize("seed", range(2))
def test_nothing_that_billcli_writes_is_refused(
    shop: Shop, parts: tuple[ModuleType, ...], seed: int
) -> None:
    _, follow, standing = parts
    shop.env["BILLCLI_CACHE"] = "off"
    follower = follow.Follower(shop.folder / "main.beancount", standing)
    rng = Random(seed)  # noqa: S311 - same
    for line in COMMANDS:
        shop.done(line)
        assert follower.follow(), (line, follower.reason)
        if seed and rng.random() < 0.5:
            shop.sold(f"{rng.randint(1, 99)}.00", customer="Globex", date="2026-01-30")
            assert follower.follow(), follower.reason


class Scribe:
    """Writes what billcli writes: customers, invoices, payments, notes and documents."""

    def __init__(self, rng: Random) -> None:
        self.rng, self.customers, self.count = rng, ["Acme"], 0

    def directives(self) -> list[Directive]:
        make = self.rng.choice((self.customer, self.invoice, self.invoice, self.payment, self.note))
        return make(dt.date(2026, 1, 1) + dt.timedelta(days=self.rng.randrange(300)))

    def customer(self, _day: dt.date) -> list[Directive]:
        self.customers.append(f"Customer-{len(self.customers)}")
        name, opened = self.customers[-1], dt.date(2025, 1, 1)
        account = f"Assets:Receivable:{name}"
        meta = {"name": "Müller & Söhne", "terms": "net 30", "limit": Money.of("500.00", "EUR")}
        return [
            Account(opened, account, ("EUR",)),
            Record(opened, "customer", (name, account), meta, (1,)),
        ]

    def invoice(self, day: dt.date) -> list[Directive]:
        self.count += 1
        name, net = f"INV-{self.count:04}", Decimal(self.rng.randint(1, 99_999)).scaleb(-2)
        tax = (net * Decimal("0.19")).quantize(Decimal("0.01"))
        account = f"Assets:Receivable:{self.rng.choice(self.customers)}"
        legs = (
            Posting(account, Money(net + tax, "EUR")),
            Posting(
                "Income:Services", Money(-net, "EUR"), {"item": "Work", "quantity": Decimal(1)}
            ),
            Posting("Liabilities:Tax", Money(-tax, "EUR"), {"rate": Decimal(19)}),
        )
        meta = {"invoice": name, "due": day + dt.timedelta(days=30), "sent": True}
        paper = Document(day, account, "documents/a.pdf", ("invoice",), (name,))
        return [Entry(day, "Acme", f"Invoice {name}", ("invoice",), (name,), legs, meta), paper]

    def payment(self, day: dt.date) -> list[Directive]:
        amount = Money(Decimal(self.rng.randint(1, 9999)).scaleb(-2), "EUR")
        account = f"Assets:Receivable:{self.rng.choice(self.customers)}"
        legs = Posting("Assets:Bank", amount, {"line": "B-1"}), Posting(account, -amount)
        return [Entry(day, "Acme", "Payment", (), ("INV-0001", "INV-0002"), legs)]

    def note(self, day: dt.date) -> list[Directive]:
        account = f"Assets:Receivable:{self.rng.choice(self.customers)}"
        return [
            Note(day, account, 'said "soon"', ("reminder",), ("INV-0001",), {"level": Decimal(2)})
        ]


WRITTEN_MAIN = """\
option "operating_currency" "EUR"
include "customers.beancount"
include "years/*.beancount"
2025-01-01 open Assets:Bank EUR
2025-01-01 open Income:Services
2025-01-01 open Liabilities:Tax
2025-01-01 open Equity:Opening
2025-01-01 pad Assets:Bank Equity:Opening
2025-01-02 balance Assets:Bank  100.00 EUR
"""


def test_nothing_that_is_rendered_is_refused(tmp_path: Path, parts: tuple[ModuleType, ...]) -> None:
    for seed in range(3):
        folder = tmp_path / str(seed)
        scribe = Scribe(Random(seed))  # noqa: S311 - same
        for path in ("years/documents", "documents"):
            (folder / path).mkdir(parents=True)
            (folder / path / "a.pdf").write_bytes(b"%PDF")
        main, names = folder / "main.beancount", ["customers", "years/2025"]
        main.write_text(WRITTEN_MAIN, encoding="utf-8")
        (folder / "customers.beancount").write_text(
            "2025-01-01 open Assets:Receivable:Acme\n", encoding="utf-8"
        )
        (folder / "years/2025.beancount").write_text("; 2025\n", encoding="utf-8")
        follower = parts[1].Follower(main, parts[2])
        for step in range(25):
            text = render(scribe.directives())
            if step % 10 == 9:
                names.append(f"years/{2026 + step}")
            path = folder / f"{scribe.rng.choice(names)}.beancount"
            with path.open("a", encoding="utf-8") as file:
                file.write("\n" + text if path.exists() and path.stat().st_size else text)
            assert follower.follow(), (text, follower.reason)


def test_an_assertion_that_moves_would_be_seen(
    tmp_path: Path, parts: tuple[ModuleType, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("billcli.ledger.moved_sum.MovedSum.before", lambda *_: 0)
    with pytest.raises(AssertionError, match="LEDGER-BALANCE"):
        played(SHORT, 0, tmp_path, parts)


def test_a_wrong_row_would_be_seen(
    tmp_path: Path, parts: tuple[ModuleType, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        "billcli.ledger.packing_builder._marks", lambda marks: marks_text(sorted(marks))
    )
    with pytest.raises(AssertionError, match="Packed"):
        played(SHORT, 0, tmp_path, parts)
