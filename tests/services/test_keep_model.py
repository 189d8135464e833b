"""No command answers from a model that is stale, damaged or half written, and none fails for it."""

from __future__ import annotations

import json
import os
import resource
import signal
import sqlite3
import subprocess
import sys
import textwrap
import time
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING

import pytest

from billcli.ledger import load
from billcli.services import keep_model, model_reading
from billcli.services.keep_model import How, Kept, Wanted, read_ledger
from billcli.services.workspace import Selection, chosen
from billcli.store import index_file, index_key, index_write
from billcli.store.index_file import ModelChanged
from billcli.store.index_schema import seal
from billcli.store.index_write import Passing

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from types import ModuleType

    from shop import Answer, Shop

LINES = (
    "report open --format csv",
    "report aging --format csv --as-of 2026-01-15",
    "customer list --format csv",
    "invoice list --format csv",
    "statement show Acme --format csv",
    "check",
)
MAIN = """\
option "operating_currency" "EUR"
include "customers.beancount"
include "years/*.beancount"
2025-01-01 open Assets:Bank
2025-01-01 open Income:Work
"""


def bill(item: str, amount: str = "10.00", customer: str = "Acme", day: str = "2026-01-05") -> str:
    """Return the text of an invoice."""
    return (
        f'\n{day} * "{customer}" "Work" #invoice ^{item}\n  invoice: "{item}"\n'
        f"  Assets:Receivable:{customer}  {amount} EUR\n  Income:Work  -{amount} EUR\n"
    )


@dataclass
class Desk:
    """A shop whose books have a model."""

    shop: Shop
    cache: Path
    more: str = ""

    @property
    def model(self) -> Path:
        """The model's file."""
        return Path(self.wanted().place().path)

    def wanted(self, **more: object) -> Wanted:
        """Return what a command asks for."""
        env = {"BILLCLI_CACHE": str(self.cache)}
        return chosen(Selection(env, self.shop.folder, self.shop.today, **more))[-1]  # type: ignore[arg-type]

    def read(self, **more: object) -> Kept:
        """Read the ledger as every command does."""
        kept = read_ledger(self.wanted(**more))
        if kept.shelf is not None:
            kept.shelf.model.close()
        return kept

    def how(self) -> How:
        """Return how the ledger is read now."""
        return self.read().how

    def answers(self, cache: str = "") -> list[Answer]:
        """Return what commands answer, through the model or without one."""
        self.shop.env["BILLCLI_CACHE"] = cache or str(self.cache)
        return [self.shop(f"{line} {self.more}") for line in LINES]

    def check(self) -> list[Answer]:
        """Hold commands through the model against those without one."""
        kept = self.answers()
        assert kept == self.answers("off")
        return kept

    def checked(self) -> How:
        """Return how the ledger was read, and hold what commands answer against the text."""
        how = self.how()
        self.check()
        return how

    def put(self, name: str, text: str) -> None:
        """Write a file of the years."""
        self.shop.write(f"years/{name}.beancount", text)

    def items(self) -> list[str]:
        """Return the names of what is open, through the model."""
        self.shop.env["BILLCLI_CACHE"] = str(self.cache)
        return [row.split(",")[0] for row in self.shop(LINES[0]).out.splitlines()[1:]]


@pytest.fixture
def desk(shop: Shop, tmp_path: Path) -> Desk:
    shop.write("main.beancount", MAIN)
    made = Desk(shop, tmp_path / "cache")
    made.put("2025", bill("INV-1", "5.00", day="2025-12-01"))
    made.put("2026", bill("INV-2") + bill("INV-3", "7.50", "Globex"))
    return made


@pytest.fixture
def kept(desk: Desk) -> Desk:
    """Return a desk whose model is made and fresh."""
    assert desk.checked() is How.MADE
    assert desk.checked() is How.FRESH
    assert all(answer.status in (0, 1) for answer in desk.answers())
    return desk


def _hashed(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Let a while pass, know files by their times, and return where it is noted what is hashed."""
    hashed: list[str] = []
    look, later = index_key.look, time.time_ns() + 60_000_000_000
    monkeypatch.setattr(index_key, "SMALL", 0)
    monkeypatch.setattr(time, "time_ns", lambda: later)
    monkeypatch.setattr(index_key, "look", lambda *of: (hashed.append(of[0]), look(*of))[1])
    return hashed


def test_what_was_just_written_is_hashed_once_more_and_then_never(
    kept: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    hashed = _hashed(monkeypatch)
    assert kept.how() is How.FRESH
    assert {Path(path).suffix for path in hashed} == {".beancount"}
    hashed.clear()
    assert kept.how() is How.FRESH
    assert hashed == []
    kept.check()


def test_what_cannot_be_noted_down_is_answered_all_the_same(
    kept: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    hashed = _hashed(monkeypatch)
    monkeypatch.setattr(index_write, "keep", lambda *_given: "no")
    for _ in "ab":
        assert kept.how() is How.FRESH
        assert hashed
        hashed.clear()


# What happens to a ledger


def test_a_model_answers_what_the_ledger_says(kept: Desk) -> None:
    assert kept.items() == ["INV-1", "INV-2", "INV-3"]


def test_an_append_is_seen(kept: Desk) -> None:
    kept.shop.append(bill("INV-4"), "years/2026.beancount")
    assert kept.checked() is How.FOLLOWED
    assert kept.items() == ["INV-1", "INV-2", "INV-4", "INV-3"]
    assert kept.how() is How.FRESH


def test_a_new_file_under_a_pattern_is_seen(kept: Desk) -> None:
    kept.put("2027", bill("INV-9"))
    assert kept.checked() is How.FOLLOWED
    assert "INV-9" in kept.items()


def test_a_file_that_is_gone_is_seen(kept: Desk) -> None:
    (kept.shop.folder / "years/2025.beancount").unlink()
    assert kept.checked() is How.FOLLOWED
    assert kept.items() == ["INV-2", "INV-3"]


def test_a_file_that_an_include_names_and_that_is_gone_is_an_error(kept: Desk) -> None:
    (kept.shop.folder / "customers.beancount").unlink()
    assert kept.checked() is How.NOT_KEPT
    assert {"INCLUDE-MISSING"} <= {code for a in kept.answers() for code in a.codes}


def test_the_same_size_and_time_do_not_hide_other_content(kept: Desk) -> None:
    path = kept.shop.folder / "years/2026.beancount"
    status, text = path.stat(), path.read_text()
    path.write_text(text.replace("7.50", "8.25"))
    os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns))
    assert path.stat().st_size == status.st_size
    assert kept.checked() is How.FOLLOWED
    assert "8.25" in kept.answers()[0].out


@pytest.mark.parametrize("small", [index_key.SMALL, 0])
def test_a_file_written_twice_within_a_second_is_seen_twice(
    kept: Desk, monkeypatch: pytest.MonkeyPatch, small: int
) -> None:
    monkeypatch.setattr(index_key, "SMALL", small)
    for number in range(4, 9):
        text = kept.shop.text("years/2026.beancount")
        kept.shop.write("years/2026.beancount", text.replace("7.50", f"{number}.50"))
        assert kept.checked() in {How.FOLLOWED, How.FRESH}
        kept.shop.write("years/2026.beancount", text.replace("7.50", f"{number}.25"))
        assert kept.checked() is How.FOLLOWED
        kept.shop.write("years/2026.beancount", text)
        assert kept.checked() is How.FOLLOWED


def test_a_touched_file_is_no_change(kept: Desk) -> None:
    os.utime(kept.shop.folder / "years/2026.beancount", ns=(10**18, 10**18))
    assert kept.checked() is How.FRESH


def test_a_ledger_that_becomes_wrong_and_right_again(kept: Desk) -> None:
    text = kept.shop.text("years/2026.beancount")
    kept.shop.append("\n2026-01-09 open Assets:Bank\n", "years/2026.beancount")
    assert kept.checked() is How.NOT_KEPT
    assert kept.checked() is How.NOT_KEPT
    kept.shop.write("years/2026.beancount", text)
    assert kept.checked() is How.FRESH


def test_a_ledger_that_was_renamed_has_another_model(kept: Desk) -> None:
    os.rename(kept.shop.folder / "main.beancount", kept.shop.folder / "books.beancount")  # noqa: PTH104
    kept.more = "-f books.beancount"
    kept.check()
    kept.put("2027", bill("INV-9"))
    kept.check()
    assert len(list(kept.cache.glob("*.sqlite"))) == 2


def test_a_link_whose_target_changes_leads_to_the_other_model(kept: Desk, tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.mkdir()
    (other / "main.beancount").write_text("2025-01-01 open Assets:Receivable:Hooli\n")
    link = kept.shop.folder / "link.beancount"
    kept.more = "-f link.beancount"
    for target in ("main.beancount", other / "main.beancount", "main.beancount"):
        link.unlink(missing_ok=True)
        link.symlink_to(target)
        kept.check()
        kept.check()


def test_a_folder_of_years_swapped_for_a_link_is_seen(kept: Desk, tmp_path: Path) -> None:
    (kept.shop.folder / "years").rename(tmp_path / "years")
    (kept.shop.folder / "years").symlink_to(tmp_path / "years")
    kept.check()
    (tmp_path / "years/2026.beancount").write_text(bill("INV-8"))
    kept.check()


def test_other_settings_are_other_models(kept: Desk) -> None:
    kept.more = "--receivable Assets:Nobody"
    kept.check()
    kept.more = ""
    kept.shop.setting('\n[accounts]\nreceivable = "Assets:Bank"\n'.replace("[accounts]\n", ""))
    kept.check()


# What a ledger names besides its files


def test_a_document_that_is_deleted_is_an_error_at_once(desk: Desk) -> None:
    desk.shop.write("years/papers/a.pdf", "%PDF")
    desk.put("2027", '2026-01-09 document Assets:Receivable:Acme "papers/a.pdf"\n')
    assert desk.checked() is How.MADE
    assert desk.checked() is How.FRESH
    desk.shop.write("years/papers/b.pdf", "%PDF")
    assert desk.checked() is How.FOLLOWED
    assert desk.checked() is How.FRESH
    (desk.shop.folder / "years/papers/a.pdf").unlink()
    assert desk.checked() is How.NOT_KEPT
    desk.shop.write("years/papers/a.pdf", "%PDF")
    assert desk.checked() in {How.FOLLOWED, How.FRESH, How.MADE}
    (desk.shop.folder / "years/papers").rename(desk.shop.folder / "years/gone")
    assert desk.checked() is How.NOT_KEPT


def test_a_document_that_came_with_a_change_is_watched(kept: Desk) -> None:
    kept.shop.write("years/papers/a.pdf", "%PDF")
    kept.put("2027", '2026-01-09 document Assets:Receivable:Acme "papers/a.pdf"\n')
    assert kept.checked() is How.FOLLOWED
    assert kept.checked() is How.FRESH
    (kept.shop.folder / "years/papers/a.pdf").unlink()
    assert kept.checked() is How.NOT_KEPT


def test_a_folder_of_documents_is_searched_again_when_it_changes(desk: Desk) -> None:
    desk.shop.write("main.beancount", f'option "documents" "files"\n{MAIN}')
    folder = "files/Assets/Receivable/Acme"
    desk.shop.write(f"{folder}/2026-01-08.scan.pdf", "%PDF")
    assert _documents(desk) == 1
    desk.shop.write(f"{folder}/2026-01-09.letter.pdf", "%PDF")
    assert _documents(desk) == 2
    desk.shop.write("files/Assets/Receivable/Globex/2026-01-09.letter.pdf", "%PDF")
    assert _documents(desk) == 3
    (desk.shop.folder / folder / "2026-01-08.scan.pdf").unlink()
    assert _documents(desk) == 2


def test_folders_that_are_not_searched_are_not_watched(desk: Desk, tmp_path: Path) -> None:
    away, folder = tmp_path / "away", "Assets/Receivable/Acme"
    scans = away / folder
    scans.mkdir(parents=True)
    (scans / "2026-01-08.scan.pdf").write_text("%PDF")
    (desk.shop.folder / "files").symlink_to(away)
    desk.shop.write(
        "main.beancount", f'option "documents" "files"\noption "documents" "{away}"\n{MAIN}'
    )
    assert desk.checked() is How.MADE
    assert desk.checked() is How.FRESH
    (scans / "2026-01-09.scan.pdf").write_text("%PDF")
    assert desk.checked() is How.FRESH
    (desk.shop.folder / "files").unlink()
    desk.shop.write(f"files/{folder}/2026-01-08.scan.pdf", "%PDF")
    assert _documents(desk) == 1


def _documents(desk: Desk) -> int:
    kept = read_ledger(desk.wanted())
    assert kept.shelf is not None
    count = len(kept.snapshot.facts.documents)
    kept.shelf.model.close()
    desk.check()
    return count


PLUGIN = """\
import acme_helper
__plugins__ = ["run"]

def run(entries, options):
    return [e for e in entries if acme_helper.NAME not in (getattr(e, "links", None) or ())], []
"""


@pytest.mark.parametrize("allowed", ["acme_plugin", "acme_p*"])
@pytest.mark.parametrize("changed", ["acme_plugin", "acme_helper"])
def test_a_plugin_that_changes_makes_everything_stale(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, allowed: str, changed: str
) -> None:
    code = tmp_path / "code"
    code.mkdir()
    (code / "acme_plugin.py").write_text(PLUGIN)
    (code / "acme_helper.py").write_text('NAME = "INV-1"\n')
    monkeypatch.syspath_prepend(code)
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    desk.shop.write("main.beancount", f'plugin "acme_plugin"\n{MAIN}')
    desk.more = f"--allow-plugin {allowed}"
    _process_ends()
    desk.check()
    assert desk.read(allow_plugins=(allowed,)).how is How.FRESH
    _process_ends()
    if changed == "acme_helper":
        (code / "acme_helper.py").write_text('NAME = "INV-2" # longer\n')
    else:
        (code / "acme_plugin.py").write_text(PLUGIN.replace("acme_helper.NAME", '"INV-2"'))
    assert "INV-1" in desk.check()[0].out
    assert desk.read(allow_plugins=(allowed,)).how is How.FRESH
    _process_ends()


def test_no_fact_is_made_of_a_ledger_that_is_loaded_into_its_model(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    allowed = ("beancount.plugins.coherent_cost",)
    desk.shop.write("main.beancount", f'plugin "{allowed[0]}"\n{MAIN}')
    monkeypatch.setattr(load, "facts_of", lambda *_: pytest.fail("facts were made"))
    kept = desk.read(allow_plugins=allowed)
    assert kept.how is How.MADE
    assert any("plugin beancount.plugins.coherent_cost" in remark for remark in kept.remarks)


def test_no_model_is_kept_of_what_cannot_be_packed(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "acme_shape.py").write_text(SHAPELESS)
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    note = '2026-01-02 note Assets:Bank "Called"\n'
    desk.shop.write("main.beancount", f'plugin "acme_shape"\n{MAIN}{note}')
    kept = desk.read(allow_plugins=("acme_shape",))
    assert kept.how is How.NOT_KEPT
    assert kept.reason == "a plugin made directives that cannot be read"
    assert kept.snapshot.facts.entries
    sys.modules.pop("acme_shape")


SHAPELESS = """\
__plugins__ = ["run"]

def run(entries, options):
    return [e._replace(comment=None) if hasattr(e, "comment") else e for e in entries], []
"""


def _process_ends() -> None:
    for name in ("acme_plugin", "acme_helper"):
        sys.modules.pop(name, None)


@pytest.mark.parametrize("then", ["another", ""])
def test_another_version_of_anything_makes_everything_stale(
    kept: Desk, monkeypatch: pytest.MonkeyPatch, then: str
) -> None:
    monkeypatch.setattr(index_key, "versions", lambda: then)
    monkeypatch.setattr(index_write, "versions", lambda: then)
    assert kept.checked() is How.MADE
    assert kept.checked() is How.FRESH


def test_problems_are_worded_for_the_folder_they_are_seen_from(desk: Desk) -> None:
    desk.put("2027", 'plugin "acme"\n')  # a warning: Beancount runs no plugin of an included file
    assert desk.checked() is How.MADE
    assert desk.checked() is How.FRESH
    seen = desk.shop.folder / "years"
    wanted = Wanted(
        desk.shop.folder / "main.beancount", (), (), "", seen, {"BILLCLI_CACHE": str(desk.cache)}
    )
    problems = read_ledger(wanted).snapshot.problems
    assert [str(problem.where) for problem in problems] == ["2027.beancount:1"]


# The clock


def test_a_clock_that_goes_back_hides_nothing(kept: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(index_key, "SMALL", 0)
    now = time.time_ns()
    for years in (0, -30, 5, -1):
        monkeypatch.setattr(time, "time_ns", lambda y=years: now + y * 31_536_000_000_000_000)
        text = kept.shop.text("years/2026.beancount")
        kept.shop.append(bill(f"X{years}"), "years/2026.beancount")
        assert kept.checked() is How.FOLLOWED
        kept.shop.write("years/2026.beancount", text.replace("7.50", "8.50"))
        kept.check()


# The place of the model


@contextmanager
def full_disk(size: int) -> Iterator[None]:
    """Let no file grow beyond a size."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    old = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
        signal.signal(signal.SIGXFSZ, old)


@pytest.mark.parametrize("size", [0, 5_000, 60_000])
def test_a_full_disk_is_no_error(desk: Desk, size: int) -> None:
    with full_disk(size):
        kept = desk.read()
    assert kept.how is How.NOT_KEPT
    assert kept.reason
    desk.check()


@pytest.mark.parametrize("size", [0, 60_000])
def test_a_disk_that_gets_full_is_no_error(kept: Desk, size: int) -> None:
    kept.shop.append("".join(bill(f"N{n}") for n in range(300)), "years/2026.beancount")
    with full_disk(size):
        now = kept.read()
    assert now.how is How.NOT_KEPT
    assert len(now.snapshot.facts.entries) == 303
    assert kept.checked() is How.FOLLOWED


@pytest.mark.parametrize("cache", ["/proc/nowhere", "/dev/null", "/dev/null/below"])
def test_a_cache_that_cannot_be_written_is_no_error(desk: Desk, cache: str) -> None:
    desk.cache = Path(cache)
    assert desk.checked() is How.NOT_KEPT
    assert desk.read().reason
    desk.shop.append(bill("INV-4"), "years/2026.beancount")
    desk.check()


def test_a_cache_that_can_only_be_read_is_no_error(
    kept: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = index_file.opened

    def only_read(path: str, wait: float) -> sqlite3.Connection:
        connection = real(path, wait)
        connection.execute("PRAGMA query_only = 1")
        return connection

    def refused(*_: object, **__: object) -> None:
        raise OSError(30, "Read-only file system")

    monkeypatch.setattr(index_file, "opened", only_read)
    monkeypatch.setattr(index_write, "opened", only_read)
    assert kept.checked() is How.FRESH
    monkeypatch.setattr(index_write.os, "makedirs", refused)
    kept.shop.append(bill("INV-4"), "years/2026.beancount")
    assert kept.checked() is How.NOT_KEPT


def test_a_ledger_that_can_only_be_read_has_a_model(kept: Desk) -> None:
    before = kept.shop.tree()
    for path in kept.shop.folder.rglob("*"):
        path.chmod(0o555 if path.is_dir() else 0o444)
    kept.shop.folder.chmod(0o555)
    assert kept.checked() is How.FRESH
    kept.model.unlink()
    assert kept.checked() is How.MADE
    assert kept.shop.tree() == before
    for path in (kept.shop.folder, *kept.shop.folder.rglob("*")):
        path.chmod(0o755)


@pytest.mark.parametrize("content", [b"", b"no database", b"SQLite format 3\0" + bytes(100)])
def test_a_model_that_is_none_is_made_anew(kept: Desk, content: bytes) -> None:
    kept.model.write_bytes(content)
    assert kept.checked() is How.MADE
    assert kept.checked() is How.FRESH


@pytest.mark.parametrize("schema", ["0", "999"])
def test_a_model_of_another_schema_is_made_anew(kept: Desk, schema: str) -> None:
    connection = sqlite3.connect(kept.model)
    sql = "UPDATE meta SET value = ?, crc = ? WHERE key = 'schema'"
    connection.execute(sql, (schema, seal(("schema", schema))))
    connection.commit()
    connection.close()
    assert kept.checked() is How.MADE


def damaged(desk: Desk, rng: Random) -> None:
    """Spoil the model and ask everything."""
    sound = desk.model.read_bytes()
    data = bytearray(sound)
    for _ in range(rng.choice([1, 1, 3, 200])):
        data[rng.randrange(len(data))] = rng.randrange(256)
    if rng.random() < 0.2:
        del data[rng.randrange(len(data)) :]
    if rng.random() < 0.2:
        at = rng.randrange(0, len(data) + 1)
        data[at : at + 4096] = bytes(len(data[at : at + 4096]))
    desk.model.write_bytes(data)
    desk.check()


def spoiled(desk: Desk, seed: int, rounds: int) -> None:
    rng = Random(seed)  # noqa: S311 - a test to repeat, no secret
    desk.how()
    sound = desk.model.read_bytes()
    for number in range(rounds):
        desk.model.write_bytes(sound)
        try:
            damaged(desk, rng)
        except BaseException as error:
            error.add_note(f"seed {seed}, round {number}")
            raise


def test_a_damaged_model_is_no_error_and_tells_no_lie(kept: Desk) -> None:
    spoiled(kept, 1, 12)


@pytest.mark.long
def test_a_damaged_model_is_no_error_and_tells_no_lie_long(kept: Desk) -> None:
    for seed in range(2, 12):
        spoiled(kept, seed, 100)


@pytest.mark.parametrize("table", ["fact", "item", "party", "balance", "number", "shard"])
def test_a_row_that_is_damaged_is_no_error(kept: Desk, table: str) -> None:
    connection = sqlite3.connect(kept.model)
    connection.execute(f"UPDATE {table} SET crc = crc + 1")  # noqa: S608 - a name of ours
    connection.commit()
    connection.close()
    kept.check()
    assert kept.checked() in {How.FRESH, How.MADE}


@pytest.mark.parametrize("sql", ["DELETE FROM meta WHERE key = 'root'", "DELETE FROM fact"])
def test_rows_that_are_missing_are_no_error(kept: Desk, sql: str) -> None:
    connection = sqlite3.connect(kept.model)
    connection.execute(sql)
    connection.commit()
    connection.close()
    kept.check()
    assert kept.checked() in {How.FRESH, How.MADE}


def test_a_model_that_is_deleted_while_it_is_read(kept: Desk) -> None:
    open_one = read_ledger(kept.wanted())
    assert open_one.shelf is not None
    kept.model.unlink()
    assert len(open_one.snapshot.facts.entries) == 3
    assert kept.checked() is How.MADE
    open_one.shelf.model.close()


def test_a_model_that_is_locked_is_no_error(kept: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(index_file, "READ_WAIT", 0.0)
    monkeypatch.setattr(keep_model.open_model, "__defaults__", (0.0,))
    connection = sqlite3.connect(kept.model, isolation_level=None)
    connection.execute("BEGIN EXCLUSIVE")
    assert kept.read().how in {How.NOT_KEPT, How.MADE}
    connection.execute("ROLLBACK")
    connection.close()
    kept.check()


# Writers that end


class Killed(Exception):  # noqa: N818 - it is no error here
    """The writer ends here."""


def dying_at(at: int) -> Callable[[str, float], sqlite3.Connection]:
    """Return an ``opened`` whose connection raises at its n-th statement."""
    count = 0

    def step() -> None:
        nonlocal count
        count += 1
        if count == at:
            raise Killed

    class Dying(sqlite3.Connection):
        def execute(self, *given: object) -> sqlite3.Cursor:
            step()
            return super().execute(*given)  # type: ignore[arg-type]

        def executemany(self, *given: object) -> sqlite3.Cursor:
            step()
            return super().executemany(*given)  # type: ignore[arg-type]

    def dying(path: str, wait: float) -> sqlite3.Connection:
        return sqlite3.connect(path, timeout=wait, isolation_level=None, factory=Dying)

    return dying


def stopped_everywhere(desk: Desk, prepare: Callable[[], None], step: int) -> int:
    """Raise at every n-th statement of an update, and hold the next command against the text."""
    for at in range(1, 1000, step):
        prepare()
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(index_write, "opened", dying_at(at))
            try:
                desk.read()
            except Killed:
                pass
            else:
                return at
        assert desk.items() == _named(desk)
        if at % 5 == 0:
            desk.check()
    raise AssertionError


def _named(desk: Desk) -> list[str]:
    desk.shop.env["BILLCLI_CACHE"] = "off"
    return [row.split(",")[0] for row in desk.shop(LINES[0]).out.splitlines()[1:]]


EVERY = [7, pytest.param(1, marks=pytest.mark.long)]


@pytest.mark.parametrize("step", EVERY)
def test_a_writer_killed_while_it_follows(kept: Desk, step: int) -> None:
    texts = [bill("INV-2"), bill("INV-2") + bill("INV-4", "3.00", "Globex")]
    count = 0

    def prepare() -> None:
        nonlocal count
        count += 1
        kept.how()
        kept.put("2026", texts[count % 2])

    assert stopped_everywhere(kept, prepare, step) > 10
    kept.check()


@pytest.mark.parametrize("step", EVERY)
def test_a_writer_killed_while_it_makes_a_model(kept: Desk, step: int) -> None:
    assert stopped_everywhere(kept, lambda: kept.model.unlink(missing_ok=True), step) > 10
    kept.check()


def test_files_that_change_while_they_are_read_are_not_kept(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    count = 0

    def changing(real: Callable[..., object]) -> Callable[..., object]:
        def load(*given: object, **more: object) -> object:
            nonlocal count
            loaded = real(*given, **more)
            count += 1
            desk.put("2026", bill(f"INV-{count}"))
            return loaded

        return load

    for name in ("load_packed", "cold_build"):
        monkeypatch.setattr(model_reading, name, changing(getattr(model_reading, name)))
    assert desk.read().how is How.NOT_KEPT
    assert count > 0
    monkeypatch.undo()
    desk.check()


def test_a_ledger_that_changes_while_it_is_followed_is_followed_again(
    kept: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    from billcli.services import follow_change  # noqa: PLC0415 - patched here alone

    real, count = follow_change.write_delta, 0

    def slow(*given: object, **more: object) -> str:
        nonlocal count
        count += 1
        if count <= 2:
            kept.put("2027", bill(f"INV-{90 + count}"))
        return real(*given, **more)  # type: ignore[arg-type]

    kept.put("2027", bill("INV-9"))
    monkeypatch.setattr(follow_change, "write_delta", slow)
    assert "INV-92" in kept.items()
    kept.check()


def test_a_ledger_that_always_changes_is_read_as_a_whole(
    kept: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    from billcli.services import follow_change  # noqa: PLC0415 - patched here alone

    monkeypatch.setattr(follow_change, "write_delta", lambda *_, **__: Passing("faster"))
    kept.put("2027", bill("INV-9"))
    read = kept.read()
    assert (read.how, "keeps changing" in read.remarks[-1]) == (How.MADE, True)
    kept.check()


def test_a_model_that_somebody_writes_to_is_asked_again(
    kept: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    check, count = keep_model.check, 0

    def once(*given: object, **more: object) -> object:
        nonlocal count
        count += 1
        if count == 1:
            raise ModelChanged("the read model has changed meanwhile")
        return check(*given, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(keep_model, "check", once)
    assert kept.read().how is How.FRESH
    assert count > 1


# Several processes

READER = """
import contextlib, csv, datetime as dt, io, os, sys
from pathlib import Path
from billcli.cli.app import run
from billcli.cli.invocation import Surroundings

folder, cache, stop, told = map(Path, sys.argv[1:])
env = {**os.environ, "BILLCLI_CACHE": str(cache)}
around = Surroundings(
    env, folder, dt.date(2026, 1, 31), stdin_tty=False, stdout_tty=False, stderr_tty=False,
    columns=100,
)
def ask(line):
    out = io.TextIOWrapper(io.BytesIO(), encoding="utf-8", newline="")
    with contextlib.redirect_stdout(out):
        status = run([*line.split(), "--format", "csv"], around)
    out.flush()
    rows = list(csv.DictReader(io.StringIO(out.buffer.getvalue().decode())))
    assert status == 0 and rows, (line, status)
    return rows

seen = []
while not stop.exists() or not seen or seen[-1] != int(stop.read_text() or 0):
    items = ask("report open")
    total = sum(float(row["balance_open"]) for row in items)
    assert total == sum(range(1, len(items) + 1)), (total, len(items))
    documents = ask("invoice list")
    assert len(items) <= len(documents)
    assert sum(float(row["amount"]) for row in documents) == sum(range(1, len(documents) + 1))
    if not seen or seen[-1] != len(documents):
        seen.append(len(documents))
        told.write_text(str(len(documents)))
print(seen)
"""


@pytest.mark.parametrize("count", [25, pytest.param(300, marks=pytest.mark.long)])
def test_readers_beside_a_writer_see_one_state_after_the_other(
    desk: Desk, tmp_path: Path, count: int
) -> None:
    desk.put("2025", "; nothing yet\n")
    desk.put("2026", bill("N1", "1.00"))
    script, stop = tmp_path / "reader.py", tmp_path / "stop"
    script.write_text(textwrap.dedent(READER))
    words = [sys.executable, str(script), str(desk.shop.folder), str(desk.cache), str(stop)]
    env = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    told = [tmp_path / f"told{number}" for number in range(2)]
    readers = [
        subprocess.Popen(  # noqa: S603 - ours
            [*words, str(one)], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=env
        )
        for one in told
    ]

    def behind(number: int) -> bool:
        """Return whether a reader that runs has not come near a state."""
        seen = [int(one.read_text() or 0) if one.exists() else 0 for one in told]
        return any(
            last < number - 3 and reader.poll() is None
            for last, reader in zip(seen, readers, strict=True)
        )

    try:
        path = desk.shop.folder / "years/2026.beancount"
        for number in range(2, count + 1):
            with path.open("ab", buffering=0) as file:
                file.write(bill(f"N{number}", f"{number}.00").encode())
            if number % 11 == 0:
                desk.model.unlink(missing_ok=True)
            while behind(number) or number % 3 == 0:
                assert len(desk.items()) == number
                if not behind(number):
                    break
        beside = stop.with_suffix(".new")
        beside.write_text(str(count))
        beside.rename(stop)
        ends = [reader.communicate(timeout=120) for reader in readers]
    finally:
        for reader in readers:
            reader.kill()
    for out, err in ends:
        assert err == ""
        seen = json.loads(out)
        assert seen == sorted(seen)
        assert seen[-1] == count


# What billcli itself writes

COMMANDS = (
    'invoice create Acme --line "100.00 Work; tax=ZERO" --date 2026-01-05',
    'invoice create Globex --line "2 consulting" --date 2026-01-06',
    "payment add Acme 100 EUR --date 2026-01-20",
    'customer add Initech --name "Initech Ltd." --city Bonn',
    'invoice create Initech --line "19.99 Book" --date 2026-01-21',
    "payment add Initech 5 EUR --on-account --date 2026-01-22",
    "payment add Globex 50 EUR --on-account --fee 0.50 --date 2026-01-22",
    'customer edit Acme --name "Acme Holding"',
    'invoice create Hooli --line "10.00 Work; tax=ZERO" --date 2026-01-05',
    "undo",
    "undo",
    "invoice void INV-2026-0002",
    'invoice create Acme --line "1.00 Work; tax=ZERO" --date 2026-02-05 --due 2026-03-01',
    "undo",
)


@pytest.mark.parametrize("small", [index_key.SMALL, 0])
def test_what_billcli_writes_is_carried_along(
    shop: Shop,
    tmp_path: Path,
    beside: Callable[[str], ModuleType],
    monkeypatch: pytest.MonkeyPatch,
    small: int,
) -> None:
    monkeypatch.setattr(index_key, "SMALL", small)
    answers, desk, fresh = beside("model_answers"), Desk(shop, tmp_path / "cache"), 0
    desk.check()
    for number, line in enumerate(COMMANDS):
        shop.env["BILLCLI_CACHE"] = str(desk.cache)
        shop(line, yes=True)
        fresh += desk.how() is How.FRESH
        desk.check()
        anew = Desk(shop, tmp_path / f"anew{number}")
        assert anew.how() is How.MADE
        rows = answers.rows_of(desk.model), answers.rows_of(anew.model)
        assert rows[0] == rows[1], answers.differences(*rows)
    assert fresh > len(COMMANDS) / 2


def test_a_document_that_billcli_wrote_is_watched(shop: Shop, tmp_path: Path) -> None:
    desk = Desk(shop, tmp_path / "cache")
    desk.check()
    for number in (1, 2):
        shop.env["BILLCLI_CACHE"] = str(desk.cache)
        shop.done(f'invoice create Acme --line "{number}.00 Work; tax=ZERO" --date 2026-01-05')
        desk.check()
        papers = [path for path in shop.folder.rglob("*INV-2026*") if path.is_file()]
        assert len(papers) >= number
        for paper in papers:
            content = paper.read_bytes()
            paper.unlink()
            desk.check()
            paper.write_bytes(content)
            desk.check()


def test_a_document_behind_a_link_is_watched(desk: Desk, tmp_path: Path) -> None:
    objects = tmp_path / "objects"
    for name in "ab":
        (objects / name).mkdir(parents=True)
        (objects / name / "scan.pdf").write_bytes(b"%PDF")
        (desk.shop.folder / f"years/{name}.pdf").symlink_to(objects / name / "scan.pdf")
    desk.put("2027", '2026-01-09 document Assets:Receivable:Acme "a.pdf"\n')
    assert desk.checked() is How.MADE
    desk.shop.append('2026-01-09 document Assets:Receivable:Acme "b.pdf"\n', "years/2027.beancount")
    assert desk.checked() is How.FOLLOWED
    for name in "ab":
        (objects / name / "scan.pdf").unlink()
        assert desk.checked() is How.NOT_KEPT
        (objects / name / "scan.pdf").write_bytes(b"%PDF")
        desk.check()


def test_a_document_that_became_a_link_to_nothing_is_seen(desk: Desk) -> None:
    paper = desk.shop.folder / "years/a.pdf"
    paper.write_bytes(b"%PDF")
    desk.put("2027", '2026-01-09 document Assets:Receivable:Acme "../years/a.pdf"\n')
    assert desk.checked() is How.MADE
    assert desk.checked() is How.FRESH
    paper.unlink()
    paper.symlink_to("nowhere.pdf")
    assert desk.checked() is How.NOT_KEPT
