"""All shards of a model in the making, by one process or by several: the rows are the same."""

from __future__ import annotations

import datetime as dt
import os
import sqlite3
from contextlib import closing
from types import SimpleNamespace
from typing import TYPE_CHECKING

import pytest

from billcli.ledger.cold_pool import can_fork
from billcli.services import derive_shards, tie_transactions
from billcli.services.keep_model import How
from billcli.services.workspace import Selection, Workspace, open_workspace
from billcli.store.index_schema import TABLES

if TYPE_CHECKING:
    from pathlib import Path

CUSTOMERS = ("Acme", "Globex", "Initech", "Hooli")
APART = """\
2026-02-0{day} * "Payment"
  Assets:Bank  60.00 EUR
  Assets:AR:{name}  -60.00 EUR
    invoice: "INV-{day}"
"""
GUESSED = """\
2026-02-0{day} * "Payment"
  Assets:Bank  60.00 EUR
  Assets:AR:{name}  -60.00 EUR
"""
BILL = """\
2026-01-0{day} * "{name}" "Work" #invoice
  invoice: "INV-{day}"
  Assets:AR:{name}  100.00 EUR
  Income:Work  -100.00 EUR
"""
needs_fork = pytest.mark.skipif(not can_fork(), reason="no processes are forked here")


def books(folder: Path, payment: str) -> Path:
    opened = ["Assets:Bank", "Income:Work", *(f"Assets:AR:{name}" for name in CUSTOMERS)]
    texts = [f"2026-01-01 open {account}\n" for account in opened]
    for day, name in enumerate(CUSTOMERS, 1):
        texts += [BILL.format(day=day, name=name), payment.format(day=day, name=name)]
    path = folder / "main.beancount"
    path.write_text("\n".join(texts), encoding="utf-8")
    return path


def opened(path: Path, cache: str, processors: int, monkeypatch: pytest.MonkeyPatch) -> Workspace:
    env = {"BILLCLI_CACHE": str(path.parent / cache)}
    monkeypatch.setattr(os, "sched_getaffinity", lambda _pid: set(range(processors)))
    return open_workspace(Selection(env, path.parent, dt.date(2026, 3, 1), path))


def rows(folder: Path) -> dict[str, list[str]]:
    (path,) = folder.glob("*.sqlite")
    with closing(sqlite3.connect(path)) as connection:
        return {
            table: sorted(map(repr, connection.execute(f"SELECT * FROM {table}")))  # noqa: S608
            for table in TABLES.keys() - {"meta", "file"}
        }


@needs_fork
@pytest.mark.parametrize("payment", [APART, GUESSED], ids=["named", "guessed"])
def test_several_processes_make_the_same_model(
    payment: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = books(tmp_path, payment)
    opened(path, "one", 1, monkeypatch)
    calls: list[int] = []
    real = derive_shards.in_processes
    monkeypatch.setattr(derive_shards, "_PIECE", 2)
    monkeypatch.setattr(tie_transactions, "_PIECE", 3)
    monkeypatch.setattr(
        derive_shards,
        "in_processes",
        lambda w, s, jobs, ahead: calls.append(jobs) or real(w, s, jobs, ahead),
    )
    opened(path, "two", 2, monkeypatch)
    assert set(calls) == {2}
    made = rows(tmp_path / "one")
    assert made["item"]
    assert rows(tmp_path / "two") == made


@needs_fork
def test_a_process_that_dies_leaves_the_ledger_to_be_read_as_a_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = books(tmp_path, APART)
    monkeypatch.setattr(derive_shards, "_PIECE", 2)
    monkeypatch.setattr(derive_shards, "marshal", SimpleNamespace(dumps=lambda _rows: os._exit(9)))
    workspace = opened(path, "two", 2, monkeypatch)
    assert any("died" in remark for remark in workspace.remarks)
    assert workspace.kept.how is How.MADE


def test_pieces_hold_whole_shards_in_order(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(derive_shards, "_PIECE", 3)
    members = {4: [1, 2], 1: [3, 4, 5], 2: [6], 3: [7, 8]}
    assert derive_shards._pieces(members) == [[1], [2, 3], [4]]
