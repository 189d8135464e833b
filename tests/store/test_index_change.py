"""A model that was changed step by step is the model that would be written anew."""

from __future__ import annotations

import json
import re
import sqlite3
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from billcli.store.index_rows import Delta, FactRow
from billcli.store.index_schema import TABLES, sealed
from billcli.store.index_write import write_delta

if TYPE_CHECKING:
    from conftest import Toy

OWN = {"revision", "made_ns"}


def dump(toy: Toy) -> dict[str, list[tuple[object, ...]]]:
    """Return all rows of a model, without sums that are zero and the places of rows in tables."""
    connection = sqlite3.connect(toy.model_path)
    found = {name: sorted(connection.execute(f"SELECT * FROM {name}"), key=repr) for name in TABLES}  # noqa: S608 - a test
    connection.close()
    found["meta"] = [row for row in found["meta"] if row[0] not in {*OWN, "count_total"}]
    found["total"] = [
        (*row[:2], {month: number for month, number in json.loads(row[2]).items() if float(number)})
        for row in found["total"]
        if row[3]
    ]
    # Before the checksum are the items' own texts, each with its row at the end.
    found["bundle"] = [
        (*row[:-2], re.sub(r"\d+$", "", row[-2], flags=re.MULTILINE)) for row in found["bundle"]
    ]
    return found


class Steps:
    """A toy ledger that is edited, with a model that follows by deltas alone."""

    def __init__(self, toy: Toy) -> None:
        self.toy = toy
        self.facts = toy.facts()
        self.next = 100
        assert toy.make() == ""

    def edit(self, name: str, lines: list[str]) -> None:
        """Write a file anew, and bring the model up to it."""
        self.toy.write(name, "".join(f"{line}\n" for line in lines))
        old = {(fact.file, fact.data, fact.date): fact for fact in self.facts}
        now: list[FactRow] = []
        moved: list[tuple[int, int]] = []
        for fact in self.toy.facts():
            was = old.pop((fact.file, fact.data, fact.date), None)
            if was is None:
                self.next += 1
                now.append(fact._replace(id=self.next))
            else:
                now.append(fact._replace(id=was.id))
                moved += [(was.id, fact.line)] if was.line != fact.line else []
        shards = {row[0] for row in self.toy.rows(self.facts).get("shard", [])}
        delta = self.toy.delta(now, [], self.revision())._replace(
            removed=[fact.id for fact in old.values()],
            added=[fact for fact in now if fact.id not in {f.id for f in self.facts}],
            moved=moved, dropped=shards, files=self.toy.file_rows(self.toy.now()),
        )  # fmt: skip
        assert write_delta(self.toy.place, delta, self.toy.now(), lambda: True) == ""
        self.facts = now

    def revision(self) -> str:
        model = self.toy.open_model()
        model.close()
        return model.meta["revision"]

    def rebuilt(self) -> dict[str, list[tuple[object, ...]]]:
        """Return the model written anew, its facts numbered as in the one that followed."""
        whole = self.toy.whole()
        rows = self.toy.rows(self.facts)
        again = whole._replace(
            facts=self.facts, numbers=rows.get("number", []), members=rows.get("member", []),
            ties=rows.get("tie", []), items=rows.get("item", []), parties=rows.get("party", []),
            balances=rows.get("balance", []),
            more=lambda _model: [("shard", sealed(rows.get("shard", [])))],
        )  # fmt: skip
        from billcli.store.index_write import write_whole  # noqa: PLC0415 - the other way, once

        assert write_whole(self.toy.place, again, self.toy.now()) == ""
        return dump(self.toy)


LINES = st.lists(
    st.builds(
        "2026-0{}-1{} INV-{} {} {}.{}0".format,
        st.integers(1, 3), st.integers(0, 9), st.integers(1, 5),
        st.sampled_from(["acme", "globex", "initech", "umbrella"]),
        st.integers(-3, 3), st.integers(0, 9),
    ),
    unique_by=lambda line: line.split()[1],
    max_size=5,
)  # fmt: skip
EDITS = st.lists(st.tuples(st.sampled_from(["jan.toy", "more/feb.toy"]), LINES), max_size=5)


def follows(toy: Toy, edits: list[tuple[str, list[str]]]) -> None:
    steps = Steps(toy)
    for name, lines in edits:
        mine = [line.replace("INV", name[0]) for line in lines]
        steps.edit(name, mine)
        assert toy.answer() == toy.truth()
        assert toy.verdict().fresh
    followed = dump(toy)
    assert steps.rebuilt() == followed


@settings(max_examples=20, deadline=None)
@given(EDITS)
def test_following_equals_writing_anew(
    toy_type: type[Toy], tmp_path_factory: pytest.TempPathFactory, edits: list
) -> None:
    follows(toy_type.open(tmp_path_factory.mktemp("toy")), edits)


@pytest.mark.long
@settings(max_examples=1500, deadline=None)
@given(EDITS)
def test_following_equals_writing_anew_long(
    toy_type: type[Toy], tmp_path_factory: pytest.TempPathFactory, edits: list
) -> None:
    follows(toy_type.open(tmp_path_factory.mktemp("toy")), edits)


def test_a_file_may_come_and_go(made: Toy) -> None:
    made.write("more/mar.toy", "2026-03-01 INV-5 acme 1.00\n")
    model = made.open_model()
    revision, old = model.meta["revision"], {(r[1], r[2]): r[0] for r in model.facts()}
    model.close()
    facts = [f._replace(id=old.get((f.file, f.line), 9)) for f in made.facts()]
    delta = made.delta(facts, [], revision)._replace(
        added=[f for f in facts if f.id == 9], files=made.file_rows(made.now())
    )
    assert write_delta(made.place, delta, made.now(), lambda: True) == ""
    assert made.verdict().fresh
    assert made.answer() == made.truth()
    made.path("more/mar.toy").unlink()
    model = made.open_model()
    revision = model.meta["revision"]
    model.close()
    delta = made.delta(made.facts(), [9], revision)._replace(files_gone=[4])
    assert write_delta(made.place, delta, made.now(), lambda: True) == ""
    assert made.verdict().fresh
    assert made.answer() == made.truth()


def test_accounts_follow_the_facts_that_open_and_close_them(made: Toy) -> None:
    model = made.open_model()
    revision = model.meta["revision"]
    model.close()
    added = [
        FactRow(50, 2, 90, "2026-01-01", "O", '["Assets:New",["EUR"],{},""]'),
        FactRow(51, 2, 91, "2026-09-01", "X", '["Assets:New"]'),
        FactRow(52, 2, 92, "2026-05-01", "N", '["Assets:New","said",[],[],{}]'),
    ]
    first = Delta(revision, added=added, lots=["Assets:Gold", "Assets:Shares"], meta={"said": "x"})
    assert write_delta(made.place, first, made.now(), lambda: True) == ""
    model = made.open_model()
    assert model.meta["said"] == "x"
    assert (model.meta["count_account"], model.meta["count_closing"]) == ("1", "1")
    revision = model.meta["revision"]
    model.close()
    second = Delta(revision, removed=[51])
    assert write_delta(made.place, second, made.now(), lambda: True) == ""
    found = dump(made)
    assert [row[1:4] for row in found["account"]] == [("Assets:New", "2026-01-01", '["EUR"]')]
    assert found["closing"] == []
    assert [row[0] for row in found["lot"]] == ["Assets:Gold", "Assets:Shares"]


def test_rows_that_stay_are_not_written(made: Toy, monkeypatch: pytest.MonkeyPatch) -> None:
    from billcli.store import index_write  # noqa: PLC0415 - to look over its shoulder

    real, seen = index_write.apply, []

    def watched(connection: sqlite3.Connection, delta: Delta, now_ns: int) -> None:
        before = connection.total_changes
        real(connection, delta, now_ns)
        meta = connection.execute("SELECT count(*) FROM meta WHERE key LIKE 'count_%'").fetchone()
        seen.append(connection.total_changes - before - 2 * meta[0] - 4)

    monkeypatch.setattr(index_write, "apply", watched)
    model = made.open_model()
    revision = model.meta["revision"]
    model.close()
    same = made.delta(made.facts(), [], revision)._replace(patterns=None)
    assert write_delta(made.place, same, made.now(), lambda: True) == ""
    assert seen[0] <= 0
    assert made.answer() == made.truth()
