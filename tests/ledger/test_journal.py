from __future__ import annotations

import datetime as dt
import errno
import os
import stat
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from billcli.domain.entry import Account, Document, Entry, Posting
from billcli.domain.money import Money
from billcli.domain.problem import BillcliError, ConflictError, UsageError
from billcli.ledger import journal as journal_module
from billcli.ledger.atomic_file import digest, temp_of, told
from billcli.ledger.change_set import Append, ChangeSet, NewFile, Receipt, Removal, Rewrite
from billcli.ledger.current import Current, LedgerMoved, with_retries
from billcli.ledger.journal import Journal
from billcli.ledger.load import load
from billcli.ledger.recover import Recovery
from billcli.store import lock

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from billcli.ledger.change_set import Change

DAY = dt.date(2026, 1, 15)
OPENINGS = b"2025-01-01 open Assets:Receivable:Acme\n2025-01-01 open Income:Services\n"
MAIN = Path("main.beancount")


def entry(number: str = "INV-1", narration: str = "Invoice") -> Entry:
    owed = Money.of("100.00", "EUR")
    legs = Posting("Assets:Receivable:Acme", owed), Posting("Income:Services", -owed)
    return Entry(DAY, "Acme", narration, ("invoice",), (number,), legs, {"invoice": number})


def write(project: Path, content: bytes = OPENINGS) -> Path:
    (project / MAIN).write_bytes(content)
    return project


def commit(project: Path, *changes: Change, before: Callable[[], object] | None = None) -> Receipt:
    snapshot = load(project / MAIN)
    if before is not None:
        before()
    return Journal(project, lock.hold).commit(
        snapshot.files, lambda _: ChangeSet(changes), roots=snapshot.facts.options.roots, wait=0
    )


def code_of(error: BillcliError) -> str:
    return error.problems[0].code


def everything(project: Path) -> dict[str, bytes]:
    return {
        path.relative_to(project).as_posix(): path.read_bytes()
        for path in project.rglob("*")
        if path.is_file() and lock.FOLDER not in path.parts
    }


# What is appended, and where


def test_an_entry_follows_the_old_bytes_after_one_blank_line(tmp_path: Path) -> None:
    receipt = commit(write(tmp_path), Append(MAIN, (entry(),)))
    assert (tmp_path / MAIN).read_bytes() == OPENINGS + b"\n" + receipt.text.encode()
    assert receipt.files == (tmp_path / MAIN,)
    assert [place.line for place in receipt.places] == [4]


def test_places_are_the_lines_of_the_directives(tmp_path: Path) -> None:
    write(tmp_path, OPENINGS.rstrip())
    fact = Document(DAY, "Assets:Receivable:Acme", "documents/INV-1.pdf", (), ("INV-1",))
    receipt = commit(
        tmp_path, NewFile(Path(fact.path), b"%PDF"), Append(MAIN, (entry(), entry("INV-2"), fact))
    )
    lines = (tmp_path / MAIN).read_text().splitlines()
    starts = [lines[place.line - 1] for place in receipt.places]
    assert [start.split()[1] for start in starts] == ["*", "*", "document"]
    assert [start.split()[-1] for start in starts] == ["^INV-1", "^INV-2", "^INV-1"]
    assert not load(tmp_path / MAIN).problems


def test_windows_lines_stay_windows_lines(tmp_path: Path) -> None:
    write(tmp_path, OPENINGS.replace(b"\n", b"\r\n"))
    commit(tmp_path, Append(MAIN, (entry(),)))
    content = (tmp_path / MAIN).read_bytes()
    assert content.startswith(OPENINGS.replace(b"\n", b"\r\n"))
    assert content.count(b"\n") == content.count(b"\r\n")


def test_a_file_made_empty_begins_with_its_first_entry(tmp_path: Path) -> None:
    receipt = commit(
        write(tmp_path),
        NewFile(Path("2026.beancount"), b""),
        Append(Path("2026.beancount"), (entry(),)),
    )
    assert (tmp_path / "2026.beancount").read_bytes() == receipt.text.encode()
    assert str(receipt.places[0]) == "2026.beancount:1"


def test_two_appends_to_one_file_are_both_there(tmp_path: Path) -> None:
    receipt = commit(
        write(tmp_path), Append(MAIN, (entry(),)), Append(MAIN, ()), Append(MAIN, (entry("INV-2"),))
    )
    assert len(load(tmp_path / MAIN).facts.entries) == 2
    assert (tmp_path / MAIN).read_bytes() == OPENINGS + b"\n" + receipt.text.encode()


def test_mode_and_symbolic_link_are_kept(tmp_path: Path) -> None:
    real = tmp_path / "real.beancount"
    real.write_bytes(OPENINGS)
    real.chmod(0o640)
    (tmp_path / MAIN).symlink_to(real)
    commit(tmp_path, Append(MAIN, (entry(),)))
    assert (tmp_path / MAIN).is_symlink()
    assert stat.S_IMODE(real.stat().st_mode) == 0o640
    assert b"INV-1" in real.read_bytes()


def test_short_writes_are_continued(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = os.write
    monkeypatch.setattr(os, "write", lambda fd, data: real(fd, bytes(data)[:7]))
    receipt = commit(write(tmp_path), Append(MAIN, (entry(),)))
    assert (tmp_path / MAIN).read_bytes() == OPENINGS + b"\n" + receipt.text.encode()


def test_names_of_account_roots_are_those_of_the_ledger(tmp_path: Path) -> None:
    write(
        tmp_path,
        b'option "name_assets" "Aktiva"\n2025-01-01 open Aktiva:Bank\n'
        b"2025-01-01 open Income:Services\n",
    )
    legs = (
        Posting("Aktiva:Bank", Money.of("1.00", "EUR")),
        Posting("Income:Services", Money.of("-1.00", "EUR")),
    )
    commit(tmp_path, Append(MAIN, (Entry(DAY, "A", "b", (), (), legs),)))
    assert not load(tmp_path / MAIN).problems


def test_nothing_to_do_writes_nothing(tmp_path: Path) -> None:
    write(tmp_path)
    before = (tmp_path / MAIN).stat()
    same = Rewrite(MAIN, digest(OPENINGS), OPENINGS)
    assert commit(tmp_path, Append(MAIN, ()), same) == Receipt()
    assert (tmp_path / MAIN).stat().st_mtime_ns == before.st_mtime_ns


def test_files_are_made_changed_and_removed_in_one_change(tmp_path: Path) -> None:
    write(tmp_path)
    (tmp_path / "old.pdf").write_bytes(b"old")
    receipt = commit(
        tmp_path,
        Removal(Path("old.pdf"), digest(b"old")),
        Rewrite(MAIN, digest(OPENINGS), b'include "2026.beancount"\n' + OPENINGS),
        NewFile(Path("2026.beancount"), b"; 2026\n"),
        Append(Path("2026.beancount"), (entry(),)),
        NewFile(Path("documents/2026/a.pdf"), b"%PDF"),
    )
    assert [path.name for path in receipt.files] == [
        "2026.beancount", "a.pdf", "main.beancount", "old.pdf",
    ]  # fmt: skip
    assert sorted(everything(tmp_path)) == ["2026.beancount", "documents/2026/a.pdf", str(MAIN)]
    assert not load(tmp_path / MAIN).problems


# What is refused: nothing is written then


def refused(project: Path, *changes: Change) -> BillcliError:
    old = everything(project)
    with pytest.raises(BillcliError) as caught:
        commit(project, *changes)
    assert everything(project) == old
    assert not (project / lock.FOLDER / "journal.json").exists()
    return caught.value


def test_an_open_push_refuses_an_append(tmp_path: Path) -> None:
    write(tmp_path, OPENINGS + b"pushtag #trip\n")
    error = refused(tmp_path, Append(MAIN, (entry(),)))
    assert code_of(error) == "LEDGER-OPEN-PUSH"
    assert error.problems[0].where is not None
    assert error.problems[0].where.line == 3


def test_an_open_push_refuses_an_append_to_what_the_same_change_rewrites(tmp_path: Path) -> None:
    write(tmp_path)
    new = OPENINGS + b"pushmeta place: 1\n"
    rewrite = Rewrite(MAIN, digest(OPENINGS), new)
    error = refused(tmp_path, rewrite, Append(MAIN, (entry(),)))
    assert code_of(error) == "LEDGER-OPEN-PUSH"
    mended = Rewrite(MAIN, digest(OPENINGS), new + b"popmeta place:\n")
    commit(tmp_path, mended, Append(MAIN, (entry(),)))
    assert not load(tmp_path / MAIN).problems


def test_a_byte_order_mark_refuses_an_append(tmp_path: Path) -> None:
    write(tmp_path, b"\xef\xbb\xbf" + OPENINGS)
    error = refused(tmp_path, Append(MAIN, (entry(),)))
    assert code_of(error) == "LEDGER-BOM"
    assert error.exit_code == 3


def test_a_file_of_no_ledger_refuses_an_append(tmp_path: Path) -> None:
    (tmp_path / "other.beancount").write_bytes(b"")
    error = refused(write(tmp_path), Append(Path("other.beancount"), (entry(),)))
    assert code_of(error) == "FILE-OUTSIDE"


@pytest.mark.parametrize("path", ["../x.pdf", "/etc/x.pdf", "a/../../x.pdf", "..", "link/x.pdf"])
def test_a_file_outside_the_project_is_refused(tmp_path: Path, path: str) -> None:
    project = tmp_path / "project"
    project.mkdir()
    (project / "link").symlink_to(tmp_path)
    assert code_of(refused(write(project), NewFile(Path(path), b"x"))) == "FILE-OUTSIDE"


@pytest.mark.parametrize("make", [Path.touch, lambda path: path.symlink_to("nowhere")])
def test_a_file_that_exists_is_not_overwritten(
    tmp_path: Path, make: Callable[[Path], object]
) -> None:
    make(tmp_path / "x.pdf")
    error = refused(write(tmp_path), NewFile(Path("x.pdf"), b"x"), Append(MAIN, (entry(),)))
    assert code_of(error) == "FILE-EXISTS"


def test_a_rewrite_or_removal_of_another_content_is_refused(tmp_path: Path) -> None:
    write(tmp_path)
    for change in (Rewrite(MAIN, digest(b"x"), b"y"), Removal(MAIN, digest(b"x"))):
        error = refused(tmp_path, change)
        assert code_of(error) == "FILE-CHANGED"
        assert isinstance(error, ConflictError)


def test_a_read_only_ledger_is_refused(tmp_path: Path) -> None:
    write(tmp_path)
    (tmp_path / MAIN).chmod(0o444)
    error = refused(tmp_path, NewFile(Path("a/x.pdf"), b"x"), Append(MAIN, (entry(),)))
    assert code_of(error) == "FILE-READ-ONLY"
    assert not (tmp_path / "a").exists()


def test_an_entry_that_is_off_by_a_cent_is_refused(tmp_path: Path) -> None:
    legs = entry().postings[0], Posting("Income:Services", Money.of("-99.99", "EUR"))
    wrong = Entry(DAY, "Acme", "Invoice", (), (), legs)
    error = refused(write(tmp_path), Append(MAIN, (wrong,)))
    assert code_of(error) == "ENTRY-UNBALANCED"
    assert "0.01 EUR" in error.problems[0].message


def test_foreign_amounts_balance_at_their_total_price(tmp_path: Path) -> None:
    legs = (
        Posting("Assets:Receivable:Acme", Money.of("-3.00", "EUR"), {}, Money.of("3.33", "USD")),
        Posting("Income:Services", Money.of("3.33", "USD")),
    )
    commit(write(tmp_path), Append(MAIN, (Entry(DAY, "Acme", "FX", (), (), legs),)))
    assert not load(tmp_path / MAIN).problems


def test_text_that_reads_back_differently_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lines = entry().narration
    monkeypatch.setattr(
        "billcli.ledger.preparation.blocks",
        lambda directives: [f'{d.date} * "{d.payee}" "{lines} "\n' for d in directives],
    )
    assert code_of(refused(write(tmp_path), Append(MAIN, (entry(),)))) == "TEXT-DIFFERS"


def test_an_illegal_name_is_refused(tmp_path: Path) -> None:
    error = refused(write(tmp_path), Append(MAIN, (Account(DAY, "Assets:a b"),)))
    assert isinstance(error, UsageError)


# What happened to the ledger since it was loaded


def seen(project: Path, then: bytes, before: bytes = OPENINGS) -> Current:
    """Load the ledger, let somebody else write ``then``, and return what ``decide`` is told."""
    snapshot = load(write(project, before) / MAIN)
    (project / MAIN).write_bytes(then)
    told: list[Current] = []

    def decide(current: Current) -> ChangeSet:
        told.append(current)
        return ChangeSet()

    Journal(project, lock.hold).commit(snapshot.files, decide, wait=0)
    return told[0]


def test_an_unchanged_ledger_has_not_moved(tmp_path: Path) -> None:
    current = seen(tmp_path, OPENINGS)
    assert not current.moved
    assert current.tail == ()
    assert current.contents[(tmp_path / MAIN).resolve()] == OPENINGS


NEXT = b'2026-01-01 * "Acme" "x" ^INV-7\n  Assets:Receivable:Acme  1.00 EUR\n'
NEXT += b"  Income:Services  -1.00 EUR\n"


@pytest.mark.parametrize(
    ("before", "more"),
    [
        (OPENINGS, b"\n" + NEXT),
        (OPENINGS, NEXT),
        (OPENINGS.rstrip(), b"\n" + NEXT),
        (OPENINGS.rstrip(), b"\r\n\r\n" + NEXT),
        (b"; nothing yet\n", NEXT),
        (b"", NEXT),
    ],
)
def test_appended_entries_are_told_without_loading(
    tmp_path: Path, before: bytes, more: bytes
) -> None:
    current = seen(tmp_path, before + more, before)
    assert current.moved
    (told,) = current.tail
    assert isinstance(told, Entry)
    assert told.links == ("INV-7",)


MOVED = {
    "changed": OPENINGS.replace(b"Acme", b"Bcme"),
    "shorter": OPENINGS[:-5],
    "empty": b"",
    "more metadata of the last entry": OPENINGS + b'  note: "x"\n',
    "an include": OPENINGS + b'include "x.beancount"\n',
    "an option": OPENINGS + b'option "title" "x"\n',
    "a plugin": OPENINGS + b'plugin "x"\n',
    "an open push": OPENINGS + b"pushtag #x\n",
    "a pad": OPENINGS + b"2026-01-01 pad Assets:Receivable:Acme Income:Services\n",
    "a close": OPENINGS + b"2026-01-01 close Assets:Receivable:Acme\n",
    "an error": OPENINGS + b"2026-13-01 oops\n",
    "a comment that is not UTF-8": OPENINGS + b"; \xff\n" + NEXT,
    "a division by zero": OPENINGS + NEXT.replace(b"1.00 EUR", b"1/0 EUR"),
    "an entry that does not balance": OPENINGS + NEXT.replace(b"-1.00", b"-2.00"),
}


@pytest.mark.parametrize("then", MOVED.values(), ids=MOVED)
def test_anything_else_means_loading_again(tmp_path: Path, then: bytes) -> None:
    with pytest.raises(LedgerMoved) as caught:
        seen(tmp_path, then)
    assert caught.value.exit_code == 6
    assert code_of(caught.value) == "FILE-CHANGED"


def test_a_last_line_that_grew_means_loading_again(tmp_path: Path) -> None:
    with pytest.raises(LedgerMoved):
        seen(tmp_path, OPENINGS.rstrip() + b"X\n", OPENINGS.rstrip())


def test_a_ledger_that_is_gone_means_loading_again(tmp_path: Path) -> None:
    with pytest.raises(LedgerMoved):
        commit(write(tmp_path), Append(MAIN, (entry(),)), before=(tmp_path / MAIN).unlink)


def test_it_is_tried_again_until_the_ledger_holds_still() -> None:
    loads = iter(range(10))
    tried: list[int] = []

    def act(snapshot: int) -> str:
        tried.append(snapshot)
        if snapshot < 2:
            raise LedgerMoved
        return "done"

    assert with_retries(lambda: next(loads), act) == "done"
    assert tried == [0, 1, 2]


def test_trying_ends_after_the_time_given() -> None:
    clock = iter([0.0, 1.0, 2.0, 3.0])

    def act(_: None) -> None:
        raise LedgerMoved

    with pytest.raises(LedgerMoved):
        with_retries(lambda: None, act, seconds=2, clock=lambda: next(clock))
    assert next(clock) == 3.0


def test_what_decide_raises_leaves_no_trace(tmp_path: Path) -> None:
    snapshot = load(write(tmp_path) / MAIN)

    def decide(_: Current) -> ChangeSet:
        raise FileNotFoundError(2, "template", "x.html")

    with pytest.raises(FileNotFoundError):
        Journal(tmp_path, lock.hold).commit(snapshot.files, decide)
    assert everything(tmp_path) == {str(MAIN): OPENINGS}


# What goes wrong while it is written


def test_an_editor_that_saves_in_between_wins(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real, edited = journal_module.put, OPENINGS + b"; saved by an editor\n"

    def put(path: Path) -> None:
        real(path)
        if path.name == "a.pdf":
            (tmp_path / MAIN).write_bytes(edited)

    monkeypatch.setattr(journal_module, "put", put)
    with pytest.raises(ConflictError) as caught:
        commit(write(tmp_path), NewFile(Path("d/a.pdf"), b"x"), Append(MAIN, (entry(),)))
    assert code_of(caught.value) == "FILE-CHANGED"
    assert everything(tmp_path) == {str(MAIN): edited}
    assert not (tmp_path / "d").exists()
    assert Journal(tmp_path, lock.hold).settle() is Recovery.NOTHING


@pytest.mark.parametrize(
    ("number", "code"),
    [
        (errno.ENOSPC, "DISK-FULL"),
        (errno.EDQUOT, "DISK-FULL"),
        (errno.EROFS, "FILE-DENIED"),
        (errno.EIO, "FILE-FAILED"),
    ],
)
def test_a_failing_disk_is_a_problem_in_words(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int, code: str
) -> None:
    write(tmp_path)
    snapshot = load(tmp_path / MAIN)

    def fail(*_: object) -> int:
        raise OSError(number, os.strerror(number))

    with monkeypatch.context() as broken:
        broken.setattr(os, "write", fail)
        with pytest.raises(BillcliError) as caught:
            Journal(tmp_path, lock.hold).commit(
                snapshot.files, lambda _: ChangeSet((Append(MAIN, (entry(),)),))
            )
    assert code_of(caught.value) == code
    assert caught.value.problems[0].help
    assert everything(tmp_path) == {str(MAIN): OPENINGS}


def test_a_folder_that_will_not_sync_after_the_fact_is_tried_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real, calls = journal_module.sync, []

    def sync(*arguments: object) -> None:
        calls.append(arguments)
        real(*arguments)  # type: ignore[arg-type]
        if len(calls) == 2:
            raise OSError(errno.EIO, "Input/output error")

    monkeypatch.setattr(journal_module, "sync", sync)
    receipt = commit(write(tmp_path), Append(MAIN, (entry(),)))
    assert len(calls) == 2
    assert (tmp_path / MAIN).read_bytes().endswith(receipt.text.encode())


def test_an_interrupt_after_the_fact_still_interrupts_but_leaves_it_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def sync(_: Path, steps: tuple[object, ...], *_folders: object) -> None:
        if steps:
            raise KeyboardInterrupt

    monkeypatch.setattr(journal_module, "sync", sync)
    with pytest.raises(KeyboardInterrupt):
        commit(write(tmp_path), Append(MAIN, (entry(),)))
    assert len(load(tmp_path / MAIN).facts.entries) == 1
    assert Journal(tmp_path, lock.hold).settle() is Recovery.NOTHING


def test_a_disk_that_fails_for_good_leaves_the_rest_to_the_next_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise OSError(errno.EIO, "Input/output error")

    with monkeypatch.context() as broken:
        broken.setattr(journal_module, "put", fail)
        broken.setattr(journal_module, "recover", lambda *_: fail())
        with pytest.raises(BillcliError):
            Journal(tmp_path, unlocked).commit(
                load(write(tmp_path) / MAIN).files,
                lambda _: ChangeSet((Append(MAIN, (entry(),)),)),
            )
    assert Journal(tmp_path, lock.hold).settle() is Recovery.NOTHING


@contextmanager
def unlocked(project: Path, _: float) -> Iterator[Path]:
    folder = project / lock.FOLDER
    folder.mkdir(exist_ok=True)
    yield folder


def test_the_lock_is_held_while_it_decides_and_free_afterwards(tmp_path: Path) -> None:
    snapshot = load(write(tmp_path) / MAIN)

    def decide(_: Current) -> ChangeSet:
        with pytest.raises(ConflictError), lock.hold(tmp_path, 0):
            pass
        return ChangeSet()

    Journal(tmp_path, lock.hold).commit(snapshot.files, decide, wait=0)
    with lock.hold(tmp_path, 0):
        with pytest.raises(ConflictError) as caught:
            Journal(tmp_path, lock.hold).commit(snapshot.files, decide, wait=0)
        assert code_of(caught.value) == "LOCK-HELD"


@pytest.mark.parametrize("name", ["main.beancount/x.pdf", "main.beancount/y/x.pdf"])
def test_a_document_may_not_be_named_like_a_folder_that_is_a_file(
    tmp_path: Path, name: str
) -> None:
    """A change that can be neither made nor undone would stop every later one."""
    error = refused(write(tmp_path), NewFile(Path(name), b"x"))
    assert code_of(error) == "FOLDER-IS-FILE"


@pytest.mark.parametrize(
    ("number", "code"),
    [(errno.ENOSPC, "DISK-FULL"), (errno.EROFS, "FILE-DENIED"), (errno.EIO, "FILE-FAILED")],
)
def test_a_failing_disk_is_told_with_the_file_a_person_knows(number: int, code: str) -> None:
    waiting = temp_of(Path("/books/2026.beancount"))
    with pytest.raises(BillcliError) as caught, told(Path("/books")):
        raise OSError(number, "Words Of The System", str(waiting))
    (problem,) = caught.value.problems
    assert (problem.code, str(problem.where)) == (code, "/books/2026.beancount")
    assert problem.message == "the change was not written: words of the system"


def test_a_failing_disk_without_a_name_is_told_with_the_folder() -> None:
    with pytest.raises(BillcliError) as caught, told(Path("/books")):
        raise OSError(errno.EIO, "failed")
    assert str(caught.value.problems[0].where) == "/books"
