"""Ledgers read file by file: the rows of a full load, or a refusal."""

from __future__ import annotations

import gc
import os
import re
import threading
from contextlib import nullcontext
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from billcli.ledger import cold
from billcli.ledger.cold import ColdBuild, _from_bytes, _to_bytes, cold_build
from billcli.ledger.cold_check import check_whole
from billcli.ledger.cold_pool import _answer, _send, can_fork, in_processes
from billcli.ledger.cold_scan import content_of, scan
from billcli.ledger.load_packed import load_packed
from billcli.ledger.local_file import read_local
from billcli.ledger.plugin_run import OWN
from billcli.ledger.standing import NotLocal
from billcli.ledger.tally import Opened, Tally

if TYPE_CHECKING:
    from pathlib import Path

MAIN = """\
option "title" "Books"
option "operating_currency" "EUR"
include "accounts.beancount"
include "years/*.beancount"
"""
ACCOUNTS = """\
2026-01-01 open Assets:Bank EUR
2026-01-01 open Assets:Bank:Savings
2026-01-01 open Assets:Cash
2026-01-01 open Assets:Old
2026-01-01 open Income:Work
2026-06-30 close Assets:Old
2026-01-01 commodity EUR
"""
FIRST = """\
2026-01-10 * "Acme" "first" #b #a ^INV-1
  Assets:Bank  10.00 EUR
    item: "x"
  Income:Work  -10.00 EUR

2026-02-01 balance Assets:Bank  15.00 EUR

2026-06-30 * "x"
  Assets:Old  1 EUR
  Income:Work
"""
SECOND = """\
option "operating_currency" "USD"
2026-01-31 * "Acme" "savings"
  Assets:Bank:Savings  5.00 EUR
  Income:Work

2026-02-01*"y"
  Assets:Bank:Savings  7.00 EUR
  Income:Work

2026/02/02 balance Assets:Bank  22.00 EUR
2026-02-02 balance Assets:Cash  0 EUR
"""


@pytest.fixture(autouse=True)
def _every_size_is_worth_a_process(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cold, "_WORTH_A_PROCESS", 0)


class Books:
    """A small ledger on the disk."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        for name, text in (
            ("main", MAIN), ("accounts", ACCOUNTS), ("years/2026", FIRST), ("years/2027", SECOND),
        ):  # fmt: skip
            self.write(name, text)

    def path(self, name: str = "main") -> Path:
        return self.folder / f"{name}.beancount"

    def write(self, name: str, text: str, mode: str = "w") -> None:
        self.path(name).parent.mkdir(parents=True, exist_ok=True)
        with self.path(name).open(mode, encoding="utf-8") as file:
            file.write(text)

    def build(self, jobs: int = 1, **more: tuple[str, ...]) -> ColdBuild:
        build = cold_build(self.path(), jobs=jobs, **more)
        self.rows = [(path, row) for path, rows in build.rows() for row in rows]
        return build

    def refused(self, jobs: int = 1) -> str:
        with pytest.raises(NotLocal) as refused:
            self.build(jobs)
        return str(refused.value)


@pytest.fixture
def books(tmp_path: Path) -> Books:
    return Books(tmp_path / "books")


@pytest.mark.parametrize("jobs", [1, 2, 3, 9])
def test_the_rows_are_those_of_a_full_load(books: Books, jobs: int) -> None:
    whole = load_packed(books.path())
    assert whole.snapshot.problems == ()
    build = books.build(jobs)
    assert books.rows == list(whole.rows())
    assert build.ground == whole.ground
    assert build.options == whole.snapshot.facts.options
    assert build.options.operating_currency == ("EUR", "USD")
    assert [os.path.basename(path) for path in build.files] == [  # noqa: PTH119 - texts
        "main.beancount", "accounts.beancount", "2026.beancount", "2027.beancount",
    ]  # fmt: skip
    (pattern,) = build.patterns
    assert (pattern.line, pattern.written) == (4, "years/*.beancount")
    assert pattern.found == build.files[2:]


def test_rows_come_file_by_file(books: Books) -> None:
    build = cold_build(books.path())
    gc.enable()
    found = build.rows()
    path, rows = next(found)
    assert (path, rows) == (str(books.path()), [])
    assert not gc.isenabled()
    assert next(found)[0] == str(books.path("accounts"))
    found.close()
    assert gc.isenabled()


def test_a_ledger_of_one_file(tmp_path: Path) -> None:
    main = tmp_path / "main.beancount"
    main.write_text("2026-01-01 open Assets:Bank\n2026-01-01 balance Assets:Bank  0 X\n")
    assert [len(rows) for _, rows in cold_build(main, jobs=2).rows()] == [2]
    link = tmp_path / "link.beancount"
    link.symlink_to(main)
    assert cold_build(link).files == (str(main),)


@pytest.mark.parametrize(("name", "text", "reason"), [
    ("years/2027", "2026-01-01 pad Assets:Cash Assets:Old\n", "a pad"),
    ("years/2027", '2026-01-05 * "x"\n  Assets:Cash  1 X {2 EUR}\n  Income:Work\n', "has a cost"),
    ("years/2027", '2026-01-05 * "x"\n  Assets:Cash  1\n  Income:Work  -1 EUR\n', "left out"),
    ("years/2027", '2026-01-05 * "x"\n  Assets:Cash  1 EUR\n  Income:Work  -2 EUR\n', "an error"),
    ("years/2027", '2025-01-05 * "x"\n  Assets:Cash  1 EUR\n  Income:Work\n', "is not open"),
    ("years/2027", '2026-07-01 * "x"\n  Assets:Old  1 EUR\n  Income:Work\n', "Old is not open"),
    ("years/2027", '2026-07-01 * "x"\n  Assets:No  1 EUR\n  Income:Work\n', "No is not open"),
    ("years/2027", '2026-07-01 * "x"\n  Assets:Bank  1 X\n  Income:Work\n', "does not take"),
    ("years/2027", '2025-07-01 note Assets:Bank "x"\n', "Bank is not open"),
    ("years/2027", "2025-07-01 balance Assets:Bank  0 EUR\n", "Bank is not open"),
    ("years/2027", "2026-07-01 balance Assets:Bank  0 X\n", "does not take"),
    ("years/2027", "2026-02-01 balance Assets:Bank  15.01 EUR\n", "a second balance"),
    ("years/2027", "2026-02-03 balance Assets:Bank  22.02 EUR\n", "does not hold"),
    ("years/2027", "2026-02-03 balance Assets:Bank:Savings  5 EUR\n", "does not hold"),
    ("years/2027", "2026-02-03 open Assets:Bank\n", "a second open"),
    ("years/2027", "2026-12-03 close Assets:Old\n", "a second close"),
    ("years/2027", "2026-12-03 close Assets:No\n", "a close of Assets:No"),
    ("years/2027", "2025-12-03 close Assets:Cash\n", "a close of Assets:Cash"),
    ("years/2027", "2026-12-03 commodity EUR\n", "a second commodity EUR"),
    ("years/2027", "pushtag #x\n", "an error"),
    ("years/2027", 'plugin "a.b"\n', "plugin a.b"),
    ("main", f'plugin "{OWN}"\n', "plugin billcli"),
    ("main", 'option "documents" "papers"\n', "documents are looked for"),
    ("main", 'include "nowhere.beancount"\n', "cannot be read"),
    ("main", 'include "accounts.beancount"\n', "included twice"),
    ("main", 'include "a\\\\b.beancount"\n', "an include is written in an unusual way"),
    ("main", '2026-01-01 query "q" "\ninclude "\n', ""),
    ("main", '2026-01-01 query "q" "\ninclude \\"accounts.beancount\\" "\n', ""),
    ("main", '2026-01-01 query "q" "\n2026-02-31 balance Assets:Bank  1 EUR\n"\n', ""),
    ("main", '2026-01-01 query "q" "\n2026-02-11 balance Assets:Bank  1 EUR\n"\n', ""),
    ("years/2027", '2026-02-03 custom "x" Assets:Bank 1\n2026-02-03 price USD 1 EUR\n', ""),
    ("years/2027", "2026-02-03 balance Assets:Bank  22.01 EUR\n", ""),
    ("years/2027", "2026-02-03 balance Assets:Bank  23 ~ 1 EUR\n", ""),
    ("years/2027", "2026-02-03balance Assets:Bank  22 EUR\n", ""),
    ("years/2027", '2026-02-03 balance Assets:Old  0 EUR\n2026-12-31 note Assets:Old "x"\n', ""),
])  # fmt: skip
def test_what_is_read_by_itself(books: Books, name: str, text: str, reason: str) -> None:
    books.write(name, text, "a")
    for jobs in (1, 2):
        if reason:
            assert reason in books.refused(jobs)
        else:
            books.build(jobs)
            whole = load_packed(books.path())
            assert whole.snapshot.problems == ()
            assert books.rows == list(whole.rows())


def test_an_included_file_named_in_a_text_only(books: Books) -> None:
    books.write("main", '2026-01-01 query "q" "\ninclude \t', "a")
    books.write("main", '"\n', "a")
    books.write("extra", '2026-01-01 event "a" "b"\n')
    books.write("main", '2026-01-01 query "q" "x\n', "a")
    assert books.refused()


def test_a_balance_in_an_unusual_place_is_refused(
    books: Books, monkeypatch: pytest.MonkeyPatch
) -> None:
    tally = Tally()
    tally.opened["Assets:Bank"] = [Opened("2026-01-01", (), "")]
    tally._balance("2026-01-02", ["Assets:Bank", "0", "EUR", ""])
    with pytest.raises(NotLocal, match="unusual way"):
        check_whole(tally, {}, {"tolerance_multiplier": Decimal("0.5")})
    monkeypatch.setattr("billcli.ledger.cold_scan._SIGHT", re.compile(b"never"))
    assert "unusual way" in books.refused()


def test_our_own_plugin_may_be_left_out(books: Books) -> None:
    books.write("main", f'plugin "{OWN}"\n', "a")
    assert books.build(skip_plugins=(OWN,)).ground.main.plugins == (OWN,)
    with pytest.raises(NotLocal, match="plugin"):
        books.build(skip_plugins=(OWN,), allow_plugins=(OWN,))


def test_an_empty_ledger_is_refused(tmp_path: Path) -> None:
    main = tmp_path / "main.beancount"
    main.write_text("; nothing\n")
    with pytest.raises(NotLocal, match="no entries"):
        list(cold_build(main).rows())
    with pytest.raises(NotLocal):
        cold_build(tmp_path / "none.beancount")
    loop = tmp_path / "loop"
    loop.symlink_to(loop)
    with pytest.raises(NotLocal):
        cold_build(loop)


def test_small_files_are_read_without_other_processes(
    books: Books, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cold, "_WORTH_A_PROCESS", 10_000)
    monkeypatch.setattr(cold, "in_processes", None)
    books.build(2)
    assert books.rows


@pytest.mark.parametrize("jobs", [1, 2])
def test_a_file_that_changes_meanwhile_is_refused(books: Books, jobs: int) -> None:
    build = cold_build(books.path(), jobs=jobs)
    books.write("years/2027", "; more\n", "a")
    with pytest.raises(NotLocal, match="changed while"):
        list(build.rows())
    books.path("years/2027").unlink()
    with pytest.raises(NotLocal, match="does not exist"):
        list(build.rows())
    with pytest.raises(NotLocal):
        content_of(str(books.path("years/2027")))


def test_a_scan_sees_days_of_balances_and_lines_of_includes(books: Books) -> None:
    books.write("main", "2026-99-01 balance Assets:X  1 EUR\n", "a")
    found = scan(books.path())
    assert found.cuts == {
        "Assets:Bank": ["2026-02-01", "2026-02-02"],
        "Assets:Cash": ["2026-02-02"],
    }
    assert found.files[0].includes == ((3, "accounts.beancount"), (4, "years/*.beancount"))


# Processes


def squares(number: int) -> bytes:
    return str(number * number).encode() * 100_000


@pytest.mark.parametrize("jobs", [1, 2, 5])
def test_results_come_in_order(jobs: int) -> None:
    found = list(in_processes(squares, [1, 9, 3, 7], jobs))
    assert found == [squares(number) for number in range(4)]
    assert list(in_processes(squares, [], jobs)) == []


def test_a_message_is_written_whole_and_says_how_the_work_ended() -> None:
    def work(number: int) -> bytes:
        if number:
            raise NotLocal("müde")
        return b"x" * 70_000

    reading, writing = os.pipe()
    message = _answer(work, 0)
    sender = threading.Thread(target=_send, args=(writing, message))
    sender.start()
    with os.fdopen(reading, "rb") as pipe:
        assert int.from_bytes(pipe.read(9), "big") == len(message)
        assert pipe.read(len(message)) == b"\0" + b"x" * 70_000
    sender.join()
    os.close(writing)
    assert _answer(work, 1) == b"\1" + "müde".encode()


def test_a_file_comes_over_as_it_is(books: Books) -> None:
    books.write("years/2027", 'plugin "a.b"\n2026-01-09 balance Assets:Cash  0 ~ 0.1 EUR\n', "a")
    seen = scan(books.path())
    for file in seen.files:
        content = content_of(file.path)
        local = read_local(content, file.path, None, tally=Tally(seen.cuts))
        again = _from_bytes(_to_bytes(local), seen)
        assert (again.rows, again.includes, again.plugins, again.settings) == (
            local.rows, local.includes, local.plugins, local.settings,
        )  # fmt: skip
        for name in ("seen", "opened", "closed", "pads", "assertions", "commodities", "sums"):
            assert getattr(again.tally, name) == getattr(local.tally, name)
        for key, used in local.tally.used.items():
            other = again.tally.used[key]
            assert (used.first, used.last, used.months) == (other.first, other.last, other.months)


def test_a_refusal_comes_over() -> None:
    def work(number: int) -> bytes:
        raise NotLocal(f"müde {number}")

    with pytest.raises(NotLocal, match="müde 0"):
        list(in_processes(work, [1, 1], 2))


@pytest.mark.parametrize("end", [lambda: os._exit(3), lambda: os.kill(os.getpid(), 9)])
def test_a_process_that_dies_is_a_refusal(end: object) -> None:
    def work(number: int) -> bytes:
        if number == 1:
            end()  # type: ignore[operator]
        return b"x"

    found = in_processes(work, [1, 1, 1], 2)
    assert next(found) == b"x"
    with pytest.raises(NotLocal, match="died"):
        next(found)


def test_nothing_is_left_when_nobody_asks_any_more(monkeypatch: pytest.MonkeyPatch) -> None:
    started: list[int] = []
    fork = os.fork

    def noted() -> int:
        process = fork()
        if process:
            started.append(process)
        return process

    monkeypatch.setattr(os, "fork", noted)
    before = threading.active_count()
    found = in_processes(squares, [1] * 6, 3)
    assert next(found) == squares(0)
    found.close()
    assert threading.active_count() == before
    assert len(started) > 1
    for process in started:
        with pytest.raises(ChildProcessError):
            os.waitpid(process, os.WNOHANG)


def test_without_forks_one_process_reads(books: Books, monkeypatch: pytest.MonkeyPatch) -> None:
    assert can_fork()
    monkeypatch.delattr(os, "fork")
    assert not can_fork()
    books.build(4)
    assert books.rows


@pytest.mark.parametrize(("text", "reason"), [
    ('2026-01-05 * "x"\n\tAssets:Cash  1 X {2 EUR}\n  Income:Work\n', "has a cost"),
    ("2026/1/01\tpad Assets:Cash Assets:Old\n", "a pad"),
    ('2026-01-05 * "x" ; {}\n  Assets:Cash  1 X ; {2 EUR}\n  note: "{}"\n  Income:Work\n', ""),
    ('2026-01-05 * "{pad}"\n  Assets:Cash  1 EUR\n  Income:Work\n; 2026-01-01 pad A B\n', ""),
])  # fmt: skip
def test_what_needs_all_directives_is_seen_before_anything_is_parsed(
    tmp_path: Path, text: str, reason: str
) -> None:
    main = tmp_path / "main.beancount"
    main.write_text(text)
    with pytest.raises(NotLocal, match=reason) if reason else nullcontext():
        cold_build(main)
