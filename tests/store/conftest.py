"""A toy ledger with a read model: one line an item, so that every answer is plain to see."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path

import pytest

from billcli.store.index_file import Place, place_of
from billcli.store.index_key import Verdict, check, joined, stamp
from billcli.store.index_read import Model, open_model
from billcli.store.index_rows import (
    BalanceRow,
    Delta,
    FactRow,
    FileRow,
    ItemRow,
    MemberRow,
    NumberRow,
    PartyRow,
    PatternRow,
    ShardRow,
    TieRow,
    Whole,
)
from billcli.store.index_schema import sealed
from billcli.store.index_stamp import WATCHED
from billcli.store.index_write import write_whole

SECOND = 1_000_000_000
MAIN = 'include "jan.toy"\ninclude "more/*.toy"\n'
JAN = "2026-01-05 INV-1 acme 100.00\n2026-01-09 INV-2 globex 20.50\n"
FEB = "2026-02-01 INV-3 acme 0.00\n2026-02-02 INV-4 initech -7.25\n"


def packed(item: str, customer: str, amount: str) -> str:
    """Return a transaction that bills an item, as ``domain.packed`` has it."""
    legs = [
        [f"Assets:AR:{customer.title()}", amount, "EUR", 0, 0, 1],
        ["Income:Work", str(-Decimal(amount)), "EUR", 0, 0, 2],
    ]
    said = ["*", customer, "work", [], [item], {}, legs]
    return json.dumps(said, separators=(",", ":"), ensure_ascii=False)


@dataclass
class Toy:
    """A folder with a toy ledger, a cache folder, and a clock that stands long after the writes.

    A model that is held stays open.
    """

    folder: Path
    cache: Path
    env: dict[str, str] = field(default_factory=dict)
    late: int = 60 * SECOND
    held: Model | None = None

    @classmethod
    def open(cls, folder: Path) -> Toy:
        """Write the toy's three files."""
        books = folder / "books"
        (books / "more").mkdir(parents=True)
        toy = cls(books, folder / "cache", {"BILLCLI_CACHE": str(folder / "cache")})
        toy.write("main.toy", MAIN)
        toy.write("jan.toy", JAN)
        toy.write("more/feb.toy", FEB)
        return toy

    @property
    def main(self) -> Path:
        """The main file."""
        return self.folder / "main.toy"

    @property
    def place(self) -> Place:
        """Where its model lives."""
        return place_of(str(self.main), self.env)

    @property
    def model_path(self) -> Path:
        """The model as a path."""
        return Path(self.place.path)

    def path(self, name: str) -> Path:
        """Return a file by its name."""
        return self.folder / name

    def write(self, name: str, text: str) -> None:
        """Write a file."""
        self.path(name).write_text(text, encoding="utf-8")

    def now(self, late: int | None = None) -> int:
        """Return a clock so much after the last write of any file, nanoseconds."""
        files = [p.lstat() for p in (self.folder, *self.folder.rglob("*"))]
        last = max(max(s.st_mtime_ns, s.st_ctime_ns) for s in files)
        return last + (self.late if late is None else late)

    def expand(self, _including: str, written: str) -> list[str]:
        """Return what a pattern matches, as a loader would."""
        return [str(path) for path in sorted(self.folder.glob(written))]

    def files(self) -> list[Path]:
        """Return the files of the ledger in order, from its own text."""
        found = [self.main]
        for line in self.main.read_text().splitlines():
            written = line.split('"')[1]
            found += sorted(self.folder.glob(written)) if "*" in written else [self.path(written)]
        return [path for path in found if path.is_file()]

    def missing(self) -> list[Path]:
        """Return the files that are included by name and are not there."""
        named = [line.split('"')[1] for line in self.main.read_text().splitlines()]
        return [
            self.path(name) for name in named if "*" not in name and not self.path(name).is_file()
        ]

    def lines(self) -> list[tuple[int, int, list[str]]]:
        """Return file number, line and words of every line that bills an item."""
        return [
            (file, number, line.split())
            for file, path in enumerate(self.files(), 1)
            for number, line in enumerate(path.read_text().splitlines(), 1)
            if path != self.main and line
        ]

    def facts(self) -> list[FactRow]:
        """Return the facts of the ledger, numbered from 1."""
        return [
            FactRow(number, file, line, words[0], "T", packed(*words[1:]))
            for number, (file, line, words) in enumerate(self.lines(), 1)
        ]

    def rows(self, facts: list[FactRow]) -> dict[str, list[tuple[object, ...]]]:
        """Return what follows from facts: a shard for each customer, in order of first mention."""
        known: dict[str, list[tuple[FactRow, str, str]]] = {}
        for fact in facts:
            said = json.loads(fact.data)
            known.setdefault(said[1], []).append((fact, said[4][0], said[6][0][1]))
        found: dict[str, list[tuple[object, ...]]] = {}
        for customer, bills in known.items():
            for name, row in derived(customer, bills):
                found.setdefault(name, []).append(row)
        return found

    def file_rows(self, now: int) -> list[FileRow]:
        """Return the files with their stamps."""
        found = []
        for number, path in enumerate(self.files(), 1):
            seen = stamp(str(path), now)
            assert seen is not None
            found.append(FileRow(number, number - 1, *seen))
        for number, path in enumerate(self.missing(), 50):  # that it comes has to be noticed
            found.append(FileRow(number, number, str(path), seen_ns=now, made=WATCHED))
        return found

    def pattern_rows(self) -> list[PatternRow]:
        """Return the patterns with what they match."""
        return [
            PatternRow(1, line, text.split('"')[1], joined(self.expand("", text.split('"')[1])))
            for line, text in enumerate(self.main.read_text().splitlines(), 1)
            if "*" in text
        ]

    def whole(self, now: int | None = None, **meta: str) -> Whole:
        """Return the model of the ledger as it stands."""
        facts = self.facts()
        rows = self.rows(facts)
        return Whole(
            self.file_rows(self.now() if now is None else now),
            self.pattern_rows(),
            facts,
            rows.get("number", []),
            rows.get("member", []),
            rows.get("tie", []),
            rows.get("item", []),
            rows.get("party", []),
            rows.get("balance", []),
            ["Assets:Shares"],
            meta,
            more=lambda _model: [("shard", sealed(rows.get("shard", [])))],
        )

    def make(self, now: int | None = None, **meta: str) -> str:
        """Write the model; return why it could not be."""
        return write_whole(self.place, self.whole(now, **meta), self.now() if now is None else now)

    def delta(self, facts: list[FactRow], gone: list[int], revision: str) -> Delta:
        """Return the delta that puts facts (all there are) in place, with some gone."""
        rows = self.rows(facts)
        return Delta(
            revision, removed=gone, dropped=list(range(1, 7)), patterns=self.pattern_rows(),
            **{f"{name}s".replace("partys", "parties"): given for name, given in rows.items()},
        )  # fmt: skip

    def open_model(self, wait: float = 0.0) -> Model:
        """Return the model open for reading."""
        model, reason = open_model(self.place, wait)
        assert model is not None, reason
        return model

    def verdict(self, now: int | None = None, *, verify: bool = False) -> Verdict:
        """Return whether the model is fresh."""
        model = self.open_model()
        try:
            return check(model, self.now() if now is None else now, self.expand, verify=verify)
        finally:
            model.close()

    def happened(self, now: int | None = None) -> list[str]:
        """Return what changed, as words and names."""
        verdict = self.verdict(now)
        assert verdict.fresh == (not verdict.changes and not verdict.everything)
        return [f"{c.how} {os.path.relpath(c.path, self.folder)}" for c in verdict.changes]

    def truth(self) -> list[tuple[str, str]]:
        """Return (item, open balance) as the files say."""
        return sorted((words[1], words[3]) for _f, _l, words in self.lines() if Decimal(words[3]))

    def answer(self) -> list[tuple[str, str]]:
        """Return (item, open balance) as the model says."""
        model = self.open_model()
        try:
            return sorted((row[1], row[11]) for row in model.open_items())
        finally:
            model.close()


def derived(customer: str, bills: list[tuple[FactRow, str, str]]) -> list[tuple[str, tuple]]:
    """Return tables and rows of one customer; its shard is the number of its first fact."""
    shard = bills[0][0].id
    found: list[tuple[str, tuple]] = [("shard", ShardRow(shard, max(b[0].date for b in bills), ""))]
    account = f"Assets:AR:{customer.title()}"
    total = sum(Decimal(amount) for _fact, _item, amount in bills)
    found.append(("party", PartyRow(customer, shard, customer.casefold(), account, "{}")))
    found.append(("balance", BalanceRow(customer, "EUR", shard, str(total))))
    found.append(("tie", TieRow(customer, shard)))
    for fact, item, amount in bills:
        found.append(("member", MemberRow(shard, fact.id)))
        found.append(("number", NumberRow(item, fact.id, 0)))
        found.append(
            (
                "item",
                ItemRow(
                    shard, item, None, "invoice", customer, customer.title(), account, fact.date,
                    fact.date, amount, "EUR", amount, "explicit", 0, fact.id, 1, None, None,
                    int(bool(Decimal(amount))), fact.date,
                ),
            )
        )  # fmt: skip
    return found


@pytest.fixture(scope="session")
def toy_type() -> type[Toy]:
    """Return the class, for tests that need many."""
    return Toy


@pytest.fixture
def toy(tmp_path: Path) -> Toy:
    """Return a fresh toy ledger without a model."""
    return Toy.open(tmp_path)


@pytest.fixture
def made(toy: Toy) -> Toy:
    """Return a fresh toy ledger with its model."""
    assert toy.make() == ""
    return toy
