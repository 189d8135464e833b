"""What is looked at under the lock: all of a small ledger, of a large one only what changed."""

from __future__ import annotations

import datetime as dt
import os
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from billcli.domain.entry import Account, Document, Entry, Note, Posting
from billcli.domain.money import Money
from billcli.domain.problem import BillcliError, ConflictError
from billcli.ledger import file_contents, file_span, preparation
from billcli.ledger import journal as journal_module
from billcli.ledger.atomic_file import digest
from billcli.ledger.change_set import Append, ChangeSet, NewFile, Receipt, Rewrite
from billcli.ledger.current import Current, LedgerMoved, observe
from billcli.ledger.file_mark import RACY, FileMark
from billcli.ledger.journal import Journal
from billcli.ledger.load import load
from billcli.store import lock

if TYPE_CHECKING:
    from collections.abc import Callable

    from billcli.ledger.change_set import Change
    from billcli.ledger.snapshot import LedgerFile

DAY = dt.date(2026, 1, 15)
FILES = {
    "main.beancount": 'include "accounts.beancount"\ninclude "2025.beancount"\n'
    'include "2026.beancount"\n',
    "accounts.beancount": "2025-01-01 open Assets:Bank\n2025-01-01 open Income:Services\n",
    "2025.beancount": '2025-02-01 * "Old"\n  Assets:Bank  1.00 EUR\n  Income:Services  -1.00 EUR\n',
    "2026.beancount": "; this year\n",
}
MORE = '2026-02-01 * "New" ^INV-7\n  Assets:Bank  1.00 EUR\n  Income:Services  -1.00 EUR\n'


def entry(name: str = "INV-1") -> Entry:
    amount = Money.of("10.00", "EUR")
    legs = Posting("Assets:Bank", amount, {"invoice": name}), Posting("Income:Services", -amount)
    return Entry(DAY, "Acme", "Paid", ("payment",), (name,), legs, {"id": name})


def project(folder: Path) -> tuple[LedgerFile, ...]:
    """Write a ledger and return its files as if they had been left alone for long."""
    for name, text in FILES.items():
        (folder / name).write_text(text)
    return left_alone(load(folder / "main.beancount").files)


def left_alone(files: tuple[LedgerFile, ...]) -> tuple[LedgerFile, ...]:
    later = []
    for file in files:
        assert file.mark is not None
        seen = max(file.mark.mtime_ns, file.mark.ctime_ns) + RACY
        later.append(replace(file, mark=file.mark._replace(seen_ns=seen)))
    return tuple(later)


@pytest.fixture
def reads(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of the files that are read under the lock."""
    names: list[str] = []
    real, real_span = file_contents.read_marked, file_contents.FileSpan

    def read_marked(path: Path) -> object:
        names.append(path.name)
        return real(path)

    class Span(real_span):  # type: ignore[misc, valid-type]
        def __init__(self, path: Path, *others: Any) -> None:  # noqa: ANN401 - as they come
            names.append(path.name)
            super().__init__(path, *others)

    monkeypatch.setattr(file_contents, "read_marked", read_marked)
    monkeypatch.setattr(file_contents, "FileSpan", Span)
    return names


# Observing


def test_a_small_ledger_is_read_as_a_whole(tmp_path: Path, reads: list[str]) -> None:
    current = observe(project(tmp_path))
    assert reads == list(FILES)
    assert not current.trusting
    assert [path.name for path in current.contents] == list(FILES)
    assert current.contents[tmp_path / "2026.beancount"] == b"; this year\n"
    assert len(reads) == 4


def test_of_a_large_one_only_what_is_wanted_is_read(tmp_path: Path, reads: list[str]) -> None:
    current = observe(project(tmp_path), hashed=10)
    assert reads == []
    assert current.trusting
    assert not current.moved
    assert current.contents[tmp_path / "2026.beancount"] == b"; this year\n"
    assert reads == ["2026.beancount"]


def test_a_file_written_just_before_it_was_loaded_is_read(tmp_path: Path, reads: list[str]) -> None:
    files = project(tmp_path)
    fresh = load(tmp_path / "main.beancount").files
    assert fresh == files  # the mark is no part of what a file says
    current = observe((*files[:2], fresh[2], replace(files[3], mark=None)), hashed=10)
    assert reads == ["2025.beancount", "2026.beancount"]
    assert not current.moved


def test_no_more_bytes_are_kept_than_allowed(tmp_path: Path, reads: list[str]) -> None:
    files = tuple(replace(file, mark=None) for file in project(tmp_path))
    current = observe(files, hashed=sum(file.size for file in files) - 1)
    assert len(reads) == 4
    for path in current.contents:
        assert digest(current.contents[path]) == digest(path.read_bytes())
    assert reads[4:] == ["main.beancount"]  # the last ones are those most often written


def test_one_file_is_kept_however_large(tmp_path: Path, reads: list[str]) -> None:
    files = tuple(replace(file, mark=None) for file in project(tmp_path))
    current = observe(files, hashed=1)
    assert current.contents[tmp_path / "2026.beancount"] == b"; this year\n"
    assert len(reads) == 4
    assert observe((), hashed=1).tail == ()


def test_what_others_appended_to_a_large_ledger_is_told(tmp_path: Path, reads: list[str]) -> None:
    files = project(tmp_path)
    with (tmp_path / "2026.beancount").open("a") as file:
        file.write(MORE)
    current = observe(files, hashed=10)
    assert reads == ["2026.beancount"]
    assert current.moved
    assert [fact.links for fact in current.tail if isinstance(fact, Entry)] == [("INV-7",)]


def edited(path: Path) -> None:
    path.write_text(path.read_text().replace("Old", "New"))


def set_back(path: Path) -> None:
    before = path.stat()
    edited(path)
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))


def linked(path: Path) -> None:
    other = path.with_suffix(".other")
    other.write_text(path.read_text().replace("Old", "New"))
    path.unlink()
    path.symlink_to(other)


@pytest.mark.parametrize("change", [edited, set_back, linked, Path.unlink])
def test_an_edit_of_any_file_means_loading_again(
    tmp_path: Path, change: Callable[[Path], None]
) -> None:
    files = project(tmp_path)
    # As if the tick of the file system's clock had passed, as it has in a file left alone.
    files = tuple(
        replace(file, mark=file.mark._replace(ctime_ns=file.mark.ctime_ns - 1))
        for file in files
        if file.mark is not None
    )
    change(tmp_path / "2025.beancount")
    for hashed in (10, 10**6):
        with pytest.raises(LedgerMoved):
            observe(files, hashed=hashed)


# Writing


def commit(
    folder: Path,
    files: tuple[LedgerFile, ...],
    *changes: Change,
    before: Callable[[], object] = lambda: None,
) -> Receipt:
    def decide(_: Current) -> ChangeSet:
        before()
        return ChangeSet(changes)

    return Journal(folder, lock.hold).commit(files, decide, wait=0)


@pytest.fixture(params=[False, True], ids=["whole files", "spans"])
def large(monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> None:
    """Let every ledger count as a large one, and its files as large ones too."""
    if request.param:
        monkeypatch.setattr(file_contents, "WHOLE", 1)
        monkeypatch.setattr(file_span, "PORTION", 20)
    monkeypatch.setattr(
        journal_module, "observe", lambda files, roots: observe(files, roots, hashed=10)
    )


@pytest.fixture
def hashed_again(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of the files that are hashed a second time; all had been left alone for long."""
    names: list[str] = []
    real, real_digest = file_contents.read_marked, preparation.digest_of
    real_mark = file_span.marked

    def read_marked(path: Path) -> object:
        content, mark = real(path)
        return content, mark._replace(seen_ns=mark.ctime_ns + RACY)

    def marked(status: os.stat_result, seen_ns: int) -> FileMark:
        return real_mark(status, seen_ns)._replace(seen_ns=status.st_ctime_ns + RACY)

    def digest_of(path: Path) -> str | None:
        names.append(path.name)
        return real_digest(path)

    monkeypatch.setattr(file_contents, "read_marked", read_marked)
    monkeypatch.setattr(file_span, "marked", marked)
    monkeypatch.setattr(preparation, "digest_of", digest_of)
    return names


@pytest.mark.usefixtures("large")
def test_an_append_to_a_large_ledger_reads_one_file_once(
    tmp_path: Path, hashed_again: list[str], reads: list[str]
) -> None:
    files = project(tmp_path)
    commit(tmp_path, files, Append(Path("2026.beancount"), (entry(),)))
    assert reads == ["2026.beancount"]
    assert hashed_again == []
    assert not load(tmp_path / "main.beancount").problems


def test_a_file_of_a_small_ledger_is_hashed_again_before_it_is_replaced(
    tmp_path: Path, hashed_again: list[str]
) -> None:
    commit(tmp_path, project(tmp_path), Append(Path("2026.beancount"), (entry(),)))
    assert hashed_again == ["2026.beancount"]


@pytest.mark.usefixtures("large")
@pytest.mark.parametrize("change", [edited, set_back, Path.unlink])
def test_an_editor_that_saves_in_between_wins_in_a_large_ledger(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, change: Callable[[Path], None]
) -> None:
    files, path = project(tmp_path), tmp_path / "2025.beancount"
    real = journal_module.put

    def put(made: Path) -> None:
        real(made)
        if made.name == "a.pdf":
            change(path)

    monkeypatch.setattr(journal_module, "put", put)
    changes = NewFile(Path("a.pdf"), b"x"), Append(Path("2025.beancount"), (entry(),))
    with pytest.raises(ConflictError) as caught:
        commit(tmp_path, files, *changes)
    assert caught.value.problems[0].code == "FILE-CHANGED"
    assert not (tmp_path / "a.pdf").exists()


@pytest.mark.usefixtures("large")
def test_an_editor_that_saves_before_the_file_is_read_wins(tmp_path: Path) -> None:
    files, path = project(tmp_path), tmp_path / "2025.beancount"
    append = Append(Path("2025.beancount"), (entry(),))
    with pytest.raises(LedgerMoved):
        commit(tmp_path, files, append, before=lambda: edited(path))
    with pytest.raises(BillcliError):
        commit(tmp_path, left_alone(load(tmp_path / "main.beancount").files), append,
               before=path.unlink)  # fmt: skip


@pytest.mark.usefixtures("large")
def test_a_push_that_the_load_saw_refuses_an_append(tmp_path: Path) -> None:
    project(tmp_path)
    with (tmp_path / "2026.beancount").open("a") as file:
        file.write("pushtag #trip\n")
    files = left_alone(load(tmp_path / "main.beancount").files)
    with pytest.raises(BillcliError) as caught:
        commit(tmp_path, files, Append(Path("2026.beancount"), (entry(),)))
    problem = caught.value.problems[0]
    assert (problem.code, str(problem.where)) == ("LEDGER-OPEN-PUSH", f"{files[3].name}:2")


# What the receipt says


def directives_at(folder: Path, name: str) -> list[tuple[str, int, list[int]]]:
    """Return kind, line and lines of postings of a file's directives, as loaded again."""
    facts = load(folder / "main.beancount", seen_from=folder).facts
    every = (*facts.entries, *facts.notes, *facts.documents, *facts.accounts.values())
    return sorted(
        (type(one).__name__, one.source.line, lines_of(one))
        for one in every
        if one.source.file.endswith(name)
    )


def lines_of(directive: object) -> list[int]:
    postings = directive.postings if isinstance(directive, Entry) else ()
    return [posting.source.line for posting in postings]


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_the_receipt_says_what_a_load_would_find(tmp_path: Path, newline: str) -> None:
    (tmp_path / "x.pdf").write_bytes(b"")
    project(tmp_path)
    year = tmp_path / "2026.beancount"
    year.write_bytes(f"; this{newline}; year".encode())
    files = load(tmp_path / "main.beancount", seen_from=tmp_path).files
    written = (
        entry("INV-1"),
        Note(DAY, "Assets:Bank", "said"),
        entry("INV-2"),
        Account(DAY, "Assets:Cash"),
        Document(DAY, "Assets:Bank", "x.pdf"),
    )
    receipt = commit(tmp_path, files, Append(Path("2026.beancount"), written))
    (grown,) = receipt.appended
    assert grown.directives == written
    assert tuple(one.source for one in grown.directives) == receipt.places
    found = [(type(one).__name__, one.source.line, lines_of(one)) for one in grown.directives]
    assert sorted(found) == directives_at(tmp_path, "2026.beancount")
    assert (grown.path, grown.size_old, grown.sha256_old) == (year, files[3].size, files[3].sha256)
    (after,) = [f for f in load(tmp_path / "main.beancount").files if f.path == year]
    assert (grown.size, grown.sha256) == (after.size, after.sha256)
    assert grown.mark is not None
    assert after.mark is not None
    assert grown.mark[:5] == after.mark[:5]
    assert not grown.mark.is_settled


def test_the_receipt_follows_what_others_appended(tmp_path: Path) -> None:
    files = project(tmp_path)
    with (tmp_path / "2026.beancount").open("a") as file:
        file.write("\n" + MORE)
    receipt = commit(tmp_path, files, Append(Path("2026.beancount"), (entry(),)))
    (grown,) = receipt.appended
    assert grown.size_old == files[3].size + len(MORE) + 1
    assert grown.sha256_old != files[3].sha256
    assert [one.source.line for one in grown.directives] == [7]


def test_the_receipt_counts_each_file_once(tmp_path: Path) -> None:
    files = project(tmp_path)
    main, year = Path("main.beancount"), Path("2026.beancount")
    receipt = commit(
        tmp_path, files,
        Append(year, (entry("INV-1"),)),
        Append(main, (entry("INV-2"),)),
        Append(year, (entry("INV-3"),)),
    )  # fmt: skip
    by_name = {grown.path.name: grown for grown in receipt.appended}
    assert list(by_name) == ["2026.beancount", "main.beancount"]
    grown = by_name["2026.beancount"]
    assert grown.directives == (entry("INV-1"), entry("INV-3"))
    assert grown.size == (tmp_path / year).stat().st_size
    assert grown.sha256 == digest((tmp_path / year).read_bytes())
    assert grown.sha256_old == files[3].sha256


def test_a_file_that_did_more_than_grow_is_left_to_a_reading(tmp_path: Path) -> None:
    files = project(tmp_path)
    main = FILES["main.beancount"].encode()
    receipt = commit(
        tmp_path, files,
        Rewrite(Path("main.beancount"), digest(main), main + b'include "new.beancount"\n'),
        NewFile(Path("new.beancount"), b"; new\n"),
        Append(Path("new.beancount"), (entry("INV-1"),)),
        Append(Path("main.beancount"), (entry("INV-2"),)),
        Append(Path("2026.beancount"), (entry("INV-3"),)),
    )  # fmt: skip
    assert [grown.path.name for grown in receipt.appended] == ["2026.beancount"]
    assert len(receipt.files) == 3
    assert len(load(tmp_path / "main.beancount").facts.entries) == 4


def test_a_file_appended_to_and_then_rewritten_did_not_only_grow(tmp_path: Path) -> None:
    files = project(tmp_path)
    year = Path("2026.beancount")
    old = FILES["2026.beancount"].encode()
    receipt = commit(
        tmp_path, files, Append(year, (entry(),)), Rewrite(year, digest(old), b"; afresh\n")
    )
    assert receipt.appended == ()
    assert (tmp_path / year).read_bytes() == b"; afresh\n"


@pytest.mark.parametrize("change", [Path.unlink, lambda path: path.write_bytes(b"; mine\n")])
def test_a_file_that_somebody_changes_at_once_has_no_mark(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, change: Callable[[Path], object]
) -> None:
    files, year = project(tmp_path), tmp_path / "2026.beancount"
    real = journal_module.journal_record.drop

    def drop(state: Path) -> None:
        real(state)
        if year.exists() and b"INV-1" in year.read_bytes():
            change(year)

    monkeypatch.setattr(journal_module.journal_record, "drop", drop)
    receipt = commit(tmp_path, files, Append(Path("2026.beancount"), (entry(),)))
    assert [grown.mark for grown in receipt.appended] == [None]
