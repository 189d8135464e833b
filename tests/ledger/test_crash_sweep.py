"""The journal, stopped at every call that changes a file: the books are old or new, never half."""

from __future__ import annotations

import datetime as dt
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

import pytest

from billcli.domain.entry import Account, Document, Entry, Posting, Record
from billcli.domain.money import Money
from billcli.domain.problem import InvalidError
from billcli.domain.seal import sealed, verify
from billcli.ledger import file_contents, file_span
from billcli.ledger import journal as journal_module
from billcli.ledger.atomic_file import digest
from billcli.ledger.change_set import Append, ChangeSet, NewFile, Removal, Rewrite
from billcli.ledger.current import observe
from billcli.ledger.journal import Journal
from billcli.ledger.load import load
from billcli.store import lock

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import ModuleType

    from billcli.ledger.current import Current

Act: TypeAlias = "Callable[[Path], object]"
Files: TypeAlias = dict[str, bytes]
Trial: TypeAlias = Any  # crash_sweep.Trial: the module is loaded by its path

DAY = dt.date(2026, 1, 15)
OPENINGS = """2025-01-01 open Assets:Receivable:Acme
2025-01-01 open Income:Services
"""
PDF = b"%PDF-1.7 " + b"x" * 5000


def invoice(number: str) -> Entry:
    owed = Money.of("100.00", "EUR")
    legs = Posting("Assets:Receivable:Acme", owed), Posting("Income:Services", -owed)
    meta = {"invoice": number, "due": DAY}
    return sealed(Entry(DAY, "Acme", "Invoice", ("invoice",), (number,), legs, meta))


def document(number: str) -> Document:
    return Document(DAY, "Assets:Receivable:Acme", f"documents/2026/{number}.pdf", (), (number,))


def one_file(project: Path) -> None:
    (project / "main.beancount").write_text(OPENINGS)


def issue(project: Path) -> None:
    """Append an invoice and its document, once: doing it again finds it done."""
    snapshot = load(project / "main.beancount")
    number = "INV-2026-0001"

    def decide(current: Current) -> ChangeSet:
        if any(number in entry.links for entry in (*snapshot.facts.entries, *current.tail)):
            return ChangeSet()
        return ChangeSet(
            (
                NewFile(Path(f"documents/2026/{number}.pdf"), PDF),
                Append(Path("main.beancount"), (invoice(number), document(number))),
            )
        )

    Journal(project, lock.hold).commit(snapshot.files, decide, wait=0)


def two_files(project: Path) -> None:
    (project / "main.beancount").write_text(
        'include "accounts.beancount"\ninclude "customers.beancount"\n'
    )
    (project / "accounts.beancount").write_text(OPENINGS)
    (project / "customers.beancount").write_text("; customers\n")


def add_customer(project: Path) -> None:
    snapshot = load(project / "main.beancount")
    account = Account(DAY, "Assets:Receivable:Globex")
    record = Record(DAY, "customer", ("Globex", account.name), {"name": "Globex"}, (1,))

    def decide(_current: Current) -> ChangeSet:
        if account.name in snapshot.facts.accounts:
            return ChangeSet()
        return ChangeSet(
            (
                Append(Path("accounts.beancount"), (account,)),
                Append(Path("customers.beancount"), (record,)),
            )
        )

    Journal(project, lock.hold).commit(snapshot.files, decide, wait=0)


def new_year(project: Path) -> None:
    """Make a year's file, include it from the main file, and write its first invoice."""
    snapshot = load(project / "main.beancount")

    def decide(current: Current) -> ChangeSet:
        if (project / "2026.beancount").exists():
            return ChangeSet()
        main = current.contents[snapshot.ledger.path]
        return ChangeSet(
            (
                Rewrite(Path("main.beancount"), digest(main), b'include "2026.beancount"\n' + main),
                NewFile(Path("2026.beancount"), b"; 2026\n"),
                Append(Path("2026.beancount"), (invoice("INV-2026-0001"),)),
            )
        )

    Journal(project, lock.hold).commit(snapshot.files, decide, wait=0)


def issued(project: Path) -> None:
    one_file(project)
    issue(project)


def take_back(project: Path) -> None:
    """Remove the invoice and its document again."""
    snapshot = load(project / "main.beancount")
    pdf = project / "documents/2026/INV-2026-0001.pdf"

    def decide(current: Current) -> ChangeSet:
        if not snapshot.facts.entries:
            return ChangeSet()
        main = current.contents[snapshot.ledger.path]
        old = main[: main.index(b"\n2026")]
        return ChangeSet(
            (
                Rewrite(Path("main.beancount"), digest(main), old),
                Removal(pdf, digest(pdf.read_bytes())),
            )
        )

    Journal(project, lock.hold).commit(snapshot.files, decide, wait=0)


ACTS = {
    "an invoice with its document": (one_file, issue),
    "two ledger files": (two_files, add_customer),
    "a new year": (one_file, new_year),
    "taking an invoice back": (issued, take_back),
}


@pytest.mark.parametrize(("make", "act"), ACTS.values(), ids=ACTS)
def test_the_books_are_old_or_new_wherever_the_writer_stops(
    crash_sweep: ModuleType, tmp_path: Path, make: Act, act: Act
) -> None:
    assert stopped(crash_sweep, tmp_path, make, act, slice(None, None, 2)) > 25


@pytest.mark.long
@pytest.mark.parametrize(("make", "act"), ACTS.values(), ids=ACTS)
def test_they_are_so_after_every_single_call(
    crash_sweep: ModuleType, tmp_path: Path, make: Act, act: Act
) -> None:
    assert stopped(crash_sweep, tmp_path, make, act) > 50


def stopped(
    crash_sweep: ModuleType, tmp_path: Path, make: Act, act: Act, part: slice = slice(None)
) -> int:
    """Stop the act at a part of its calls, judge what is left; return how often it was stopped."""
    old, new = before_and_after(crash_sweep, tmp_path / "model", make, act)

    def judge(project: Path, trial: Trial) -> None:
        check_ledger(project, trial, old, new)
        if trial.succeeded:
            assert kept(crash_sweep, project) == new, f"{trial}: says done, is not"
        Journal(project, lock.hold).settle(wait=0)
        settled = kept(crash_sweep, project)
        assert settled in (old, new), f"{trial}: half done after recovery"
        assert no_litter(crash_sweep, project), trial
        assert not load(project / "main.beancount").problems, trial
        act(project)
        assert kept(crash_sweep, project) == new, f"{trial}: the next run does not finish it"

    count: int = crash_sweep.sweep(tmp_path / "sweep", make, act, judge, part=part)
    return count


@pytest.mark.parametrize("name", ["two ledger files", "a new year"])
def test_a_large_ledger_is_old_or_new_too(
    crash_sweep: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setattr(journal_module, "observe", partial(observe, hashed=10))
    monkeypatch.setattr(file_contents, "WHOLE", 10)
    monkeypatch.setattr(file_span, "PORTION", 50)
    make, act = ACTS[name]
    assert stopped(crash_sweep, tmp_path, make, act, slice(1, None, 3)) > 15


def before_and_after(
    crash_sweep: ModuleType, project: Path, make: Act, act: Act
) -> tuple[Files, Files]:
    project.mkdir()
    make(project)
    old = kept(crash_sweep, project)
    act(project)
    new = kept(crash_sweep, project)
    assert old != new
    return old, new


def kept(crash_sweep: ModuleType, project: Path) -> Files:
    """Return what the user keeps: everything but billcli's own folder, and the folders."""
    files = crash_sweep.tree(project)
    inner = {name for name in crash_sweep.folders(project) if not name.startswith(".billcli")}
    return {n: c for n, c in files.items() if not n.startswith(".billcli/")} | {
        f"{name}/": b"" for name in inner
    }


def no_litter(crash_sweep: ModuleType, project: Path) -> bool:
    own = {name for name in crash_sweep.tree(project) if name.startswith(".billcli/")}
    return own <= {".billcli/.gitignore"}


def check_ledger(project: Path, trial: Trial, old: Files, new: Files) -> None:
    """Judge the wreck itself: every ledger file whole, no entry without its seal, no lost file."""
    for path in project.rglob("*.beancount"):
        name = path.relative_to(project).as_posix()
        assert path.read_bytes() in (old.get(name), new.get(name)), f"{trial}: {name} is torn"
    snapshot = load(project / "main.beancount")
    assert snapshot.is_sound, f"{trial}: {snapshot.problems}"
    for fact in snapshot.facts.documents:
        assert (project / fact.path).read_bytes() == PDF, f"{trial}: document lost"
    assert all(verify(entry) for entry in snapshot.facts.entries), trial


@pytest.mark.parametrize(("make", "act"), ACTS.values(), ids=ACTS)
def test_data_reaches_the_disk_before_its_name_and_names_before_the_end(
    crash_sweep: ModuleType, tmp_path: Path, make: Act, act: Act
) -> None:
    make(tmp_path)
    Journal(tmp_path, lock.hold).settle()
    assert crash_sweep.out_of_order(crash_sweep.calls_of(tmp_path, act)) == []


def test_an_edit_between_the_crash_and_the_recovery_is_never_lost(
    crash_sweep: ModuleType, tmp_path: Path
) -> None:
    edit = b"; a person was here\n"

    def judge(project: Path, trial: Trial) -> None:
        main = project / "main.beancount"
        crashed = main.read_bytes()
        main.write_bytes(edit + crashed)
        Journal(project, lock.hold).settle(wait=0)
        assert main.read_bytes() == edit + crashed, trial
        snapshot = load(main)
        assert snapshot.is_sound
        named = {fact.path for fact in snapshot.facts.documents}
        there = {p.relative_to(project).as_posix() for p in project.rglob("*.pdf")}
        assert named == there, f"{trial}: a document without its entry, or the other way round"
        assert no_litter(crash_sweep, project), trial

    crash_sweep.sweep(tmp_path, one_file, issue, judge, ("kill", "torn"))


@pytest.mark.parametrize(
    ("name", "can_block"), [("accounts.beancount", False), ("customers.beancount", True)]
)
def test_an_edit_of_one_of_two_files_is_kept_or_blocks_the_recovery(
    crash_sweep: ModuleType, tmp_path: Path, name: str, can_block: bool
) -> None:
    edit = b"; a person was here\n"
    blocked: list[Trial] = []

    def judge(project: Path, trial: Trial) -> None:
        path = project / name
        crashed = path.read_bytes()
        path.write_bytes(crashed + edit)
        wreck = kept(crash_sweep, project)
        if code := problem_of_settling(project):
            assert code == "RECOVERY-BLOCKED", trial
            assert kept(crash_sweep, project) == wreck, trial
            blocked.append(trial)
            path.write_bytes(crashed)
            assert not problem_of_settling(project), trial
            assert b"Globex" in path.read_bytes(), trial
        else:
            assert path.read_bytes() == crashed + edit, trial
        assert no_litter(crash_sweep, project), trial

    crash_sweep.sweep(tmp_path, two_files, add_customer, judge, ("kill",))
    assert bool(blocked) == can_block, "only between the two renames may a person be asked"


def problem_of_settling(project: Path) -> str:
    try:
        Journal(project, lock.hold).settle(wait=0)
    except InvalidError as error:
        return error.problems[0].code
    return ""
