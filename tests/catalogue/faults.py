"""Problems that no one can type: the machine fails, a second person acts, or billcli is damaged.

Each is provoked by breaking what stands below billcli (a system call, a limit, the clock) and then
running a real command. The page's ``text`` block is what it must say.
"""

from __future__ import annotations

import errno
import io
import os
import sqlite3
import sys
from contextlib import ExitStack, closing
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING

from billcli.cli import editor
from billcli.delivery.smtp import Smtp
from billcli.delivery.way import Outcome, State
from billcli.ledger import gather, local_walk, plugin, proof, regular_file
from billcli.ledger.atomic_file import digest, temp_of
from billcli.ledger.journal_record import JournalRecord, Step, save
from billcli.services import workspace
from billcli.store import lock, output_setting
from billcli.store.index_schema import seal

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    import pytest

    from tests.catalogue.trial import Trial

PAY = ("payment", "add", "Acme", "595.00", "EUR", "--allocate", "INV-2026-0002")
READ = ("report", "open")
ENTRIES = Path("2026.beancount")


@dataclass(frozen=True)
class Fault:
    """How a problem is provoked.

    Attributes:
        argv: the command that meets it.
        spoil: breaks something below billcli, until the test ends.
        keys: what a person types; then the command stands on a terminal.
    """

    argv: tuple[str, ...]
    spoil: Callable[[Trial, pytest.MonkeyPatch, ExitStack], object] = lambda *_: None
    keys: str = ""


class Limit(int):
    """A limit that is low enough to be reached, and is written as the real one."""

    real: int = 0

    def __rshift__(self, bits: int) -> int:
        return self.real >> bits

    def __format__(self, _form: str) -> str:
        return str(self.real)


def limit(low: int, real: int) -> Limit:
    lowered = Limit(low)
    lowered.real = real
    return lowered


def failing(name: str, number: int, ending: str = "") -> Callable[..., None]:
    """Return a spoiler: a system call fails, for files whose names end so."""

    def spoil(_: Trial, monkeypatch: pytest.MonkeyPatch, __: ExitStack) -> None:
        call = getattr(os, name)

        def broken(target: object, *rest: object, **more: object) -> object:
            named = str(target)
            if isinstance(target, int):
                raise OSError(number, os.strerror(number))
            if named.endswith(ending):
                raise OSError(number, os.strerror(number), named)
            return call(target, *rest, **more)

        monkeypatch.setattr(os, name, broken)

    return spoil


def raising(error: type[BaseException]) -> Callable[..., None]:
    """Return a spoiler: reading a ledger ends like this."""

    def spoil(_: Trial, monkeypatch: pytest.MonkeyPatch, __: ExitStack) -> None:
        def read(*_: object, **__: object) -> None:
            raise error

        monkeypatch.setattr(workspace, "read_ledger", read)

    return spoil


def saved_by_an_editor(trial: Trial, monkeypatch: pytest.MonkeyPatch, _: ExitStack) -> None:
    """Let an editor save the file of entries while billcli waits for the disk."""
    sync = os.fsync

    def slow(descriptor: int) -> None:
        with (trial.folder / "2026.beancount").open("a") as file:
            file.write("; a remark\n")
        sync(descriptor)

    monkeypatch.setattr(os, "fsync", slow)


def locked(trial: Trial, monkeypatch: pytest.MonkeyPatch, stack: ExitStack) -> None:
    """Hold the lock, and let a minute pass at each look at the clock."""
    stack.enter_context(lock.hold(trial.folder, 0))
    clock = iter(range(0, 10_000, 60))
    monkeypatch.setattr(lock.time, "monotonic", lambda: float(next(clock)))


def half_done(trial: Trial, _: pytest.MonkeyPatch, __: ExitStack) -> None:
    """Leave a change of two files after its first, and edit the second."""
    steps = []
    for name in ("customers.beancount", "2026.beancount"):
        path = trial.folder / name
        old = path.read_bytes()
        steps.append(Step(name, digest(old), digest(old + b"; new\n")))
        (path if not steps[1:] else temp_of(path)).write_bytes(old + b"; new\n")
    save(JournalRecord(tuple(steps), ()), trial.folder / lock.FOLDER)
    with (trial.folder / "2026.beancount").open("a") as file:
        file.write("; a remark\n")


def lying(trial: Trial, _: pytest.MonkeyPatch, stack: ExitStack) -> None:
    """Let the read model owe more than the ledger does, without a trace of the forgery."""
    trial.run(READ)
    models = (trial.folder / ".cache" / "billcli").glob("*.sqlite")
    path = max(models, key=lambda path: path.stat().st_mtime_ns)
    connection = stack.enter_context(closing(sqlite3.connect(path)))
    (*row, _crc) = connection.execute("SELECT * FROM balance").fetchone()
    row[-1] = "9999.00"
    connection.execute(
        "UPDATE balance SET number = ?, crc = ? WHERE customer = ? AND currency = ?",
        (row[-1], seal(tuple(row)), *row[:2]),
    )
    connection.commit()


def two_persons(trial: Trial, monkeypatch: pytest.MonkeyPatch, _: ExitStack) -> None:
    """Let a second person answer the same question while the first one thinks."""
    statement = "Date;Text;Amount\n2026-03-01;Acme, in advance;595.00\n"
    (trial.folder / "march.csv").write_text(statement)
    answers = "1\ny\n"

    class Thinking(io.StringIO):
        def readline(self, *_: object) -> str:  # type: ignore[override]
            if not self.tell():
                monkeypatch.setattr(sys, "stdin", io.StringIO(answers))
                assert trial.run(("reconcile", "march.csv"), terminal=True)[0] == 0
                monkeypatch.setattr(sys, "stdin", self)
            return super().readline()

    monkeypatch.setattr(sys, "stdin", Thinking(answers))


def damaged_proof(_: Trial, monkeypatch: pytest.MonkeyPatch, __: ExitStack) -> None:
    monkeypatch.setattr(proof, "read_piece", lambda *_: ())


def low_size(ledger: str, low: int) -> Callable[..., None]:
    """Return a spoiler: a file is longer than the longest that is read."""

    def spoil(trial: Trial, monkeypatch: pytest.MonkeyPatch, _: ExitStack) -> None:
        _include(trial, ledger)
        with (trial.folder / ledger).open("a") as file:
            file.write("; " + "x" * low + "\n")
        monkeypatch.setattr(regular_file, "SIZE_MAX", limit(low, regular_file.SIZE_MAX))

    return spoil


def _include(trial: Trial, name: str) -> None:
    if not (trial.folder / name).exists():
        (trial.folder / name).write_text("")
        with (trial.folder / "main.beancount").open("a") as file:
            file.write(f'include "{name}"\n')


def many_files(_: Trial, monkeypatch: pytest.MonkeyPatch, __: ExitStack) -> None:
    for module in (gather, local_walk):
        monkeypatch.setattr(module, "FILES_MAX", limit(2, gather.FILES_MAX))


def unreadable(name: str) -> Callable[..., None]:
    def spoil(trial: Trial, monkeypatch: pytest.MonkeyPatch, stack: ExitStack) -> None:
        _include(trial, name)
        failing("open", errno.EACCES, name)(trial, monkeypatch, stack)

    return spoil


def another_paper(trial: Trial, monkeypatch: pytest.MonkeyPatch, _: ExitStack) -> None:
    """Let the settings know a paper that documents do not."""
    monkeypatch.setattr(output_setting, "PAPERS", ("a5",))
    with (trial.folder / "billcli.toml").open("a") as file:
        file.write('[output]\npaper = "a5"\n')


def without_font(_: Trial, monkeypatch: pytest.MonkeyPatch, __: ExitStack) -> None:
    monkeypatch.setitem(sys.modules, "font_source_sans_pro", None)


def an_editor(*command: str) -> Callable[..., None]:
    """Return a spoiler: a draft is there, and the person's editor is a command of ours."""

    def spoil(trial: Trial, monkeypatch: pytest.MonkeyPatch, _: ExitStack) -> None:
        draft = trial.folder / "drafts" / "2026-01-31-acme.toml"
        draft.parent.mkdir()
        draft.write_text('customer = "Acme"\nlines = ["300 Hosting"]\n')
        monkeypatch.setattr(editor, "editor_of", lambda *_, **__: list(command))

    return spoil


EDIT = ("invoice", "edit", "2026-01-31-acme")
NOT_ALONE = 'echo lines = [] > drafts/2026-01-31-acme.toml; sed -i s/300/330/ "$1"'


def silent_server(trial: Trial, monkeypatch: pytest.MonkeyPatch, _: ExitStack) -> None:
    """Let the mail server take every letter and say nothing."""

    def deliver(*_: object) -> Outcome:
        return Outcome(State.UNKNOWN, "no answer came after the text: timed out")

    monkeypatch.setattr(Smtp, "deliver", deliver)
    with (trial.folder / "billcli.toml").open("a") as file:
        file.write('[mail]\nfrom = "desk@northwind.example"\nhost = "smtp.northwind.example"\n')


IMPORTER = """
import datetime as dt
from decimal import Decimal
from beancount.core.amount import Amount
from beancount.core.data import Posting, Transaction

class Mine:
    name = "Mine"
    def identify(self, path): return True
    def account(self, path): return "Assets:Bank:Checking"
    def sort(self, entries): pass
    def deduplicate(self, entries, existing): pass
    def extract(self, path, existing):
        legs = [Posting(self.account(path), Amount(Decimal(-5), "EUR"), None, None, None, None)]
        day = dt.date(2026, 3, 1)
        return [Transaction({}, day, "*", n, n, frozenset(), frozenset(), legs) for n in "AB"]

CONFIG = [Mine()]
HOOKS = [lambda found, existing: [(f, es[:1], a, i) for f, es, a, i in found]]
"""


def with_importers(beangulp: ModuleType | None) -> Callable[..., None]:
    """Return a spoiler: the project has importers, and beangulp is this module or missing."""

    def spoil(trial: Trial, monkeypatch: pytest.MonkeyPatch, _: ExitStack) -> None:
        monkeypatch.setitem(sys.modules, "beangulp", beangulp)
        (trial.folder / "import.py").write_text(IMPORTER)
        (trial.folder / "march.csv").write_text("Date;Text;Amount\n2026-03-01;A;5.00\n")
        with (trial.folder / "billcli.toml").open("a") as file:
            file.write('\n[bank]\nimporters = "import.py"\n')

    return spoil


def stand_in() -> ModuleType:
    """Return what stands for beangulp where it is not installed."""
    module = ModuleType("beangulp")
    vars(module)["Ingest"] = object
    return module


FAULTS: Mapping[str, Fault] = {
    "BEANGULP-MISSING": Fault(("reconcile", "march.csv", "--dry-run"), with_importers(None)),
    "IMPORTER-DROPS": Fault(("reconcile", "march.csv", "--dry-run"), with_importers(stand_in())),
    "DEMO-STEP": Fault(("demo", "tour"), failing("fsync", errno.ENOSPC)),
    "DRAFT-CHANGED": Fault(EDIT, an_editor("sh", "-c", NOT_ALONE, "sh")),
    "DRAFT-KEPT": Fault(EDIT, an_editor("sed", "-i", "s/Acme/Akme/")),
    "EDITOR-FAILED": Fault(EDIT, an_editor("false")),
    "FILE-CHANGED": Fault((*PAY, "--yes"), saved_by_an_editor),
    "FILE-DENIED": Fault((*PAY, "--yes"), failing("open", errno.EACCES, temp_of(ENTRIES).name)),
    "FILE-FAILED": Fault((*PAY, "--yes"), failing("fsync", errno.EIO)),
    "FONT-MISSING": Fault(("invoice", "render", "INV-2026-0001"), without_font),
    "INCLUDE-LARGE": Fault(READ, low_size("archive.beancount", 5_000)),
    "INCLUDE-MANY": Fault(READ, many_files),
    "INCLUDE-UNREADABLE": Fault(READ, unreadable("2025.beancount")),
    "INDEX-WRONG": Fault(("ledger", "index", "--verify"), lying),
    "INTERNAL-ERROR": Fault(READ, raising(KeyError)),
    "LEDGER-LARGE": Fault(READ, low_size("main.beancount", 5_000)),
    "LEDGER-UNREADABLE": Fault(READ, unreadable("main.beancount")),
    "LINE-BOOKED": Fault(("reconcile", "march.csv"), two_persons, keys="-"),
    "LOCK-HELD": Fault((*PAY, "--yes"), locked),
    "MAIL-NOT-SENT": Fault(
        ("invoice", "send", "INV-2026-0001", "--to", "ap@acme.example", "--yes"), silent_server
    ),
    "MEMORY-FULL": Fault(READ, raising(MemoryError)),
    "NOT-CONFIRMED": Fault(PAY, keys="n\n"),
    "PAPER-UNKNOWN": Fault(("invoice", "render", "INV-2026-0001"), another_paper),
    "RECOVERY-BLOCKED": Fault((*PAY, "--yes"), half_done),
    "TEXT-DIFFERS": Fault((*PAY, "--yes"), damaged_proof),
    "TEXT-LONG": Fault(("customer", "add", "Ada", "--name", "A" * 1240)),
    "TOO-DEEP": Fault(READ, raising(RecursionError)),
    "USER-INTERRUPT": Fault(READ, raising(KeyboardInterrupt)),
}  # fmt: skip


def provoke(code: str, trial: Trial, monkeypatch: pytest.MonkeyPatch) -> tuple[int, str]:
    """Return the exit status and the words of the command that meets a fault."""
    fault = FAULTS[code]
    monkeypatch.setattr(sys, "stdin", io.StringIO(fault.keys))
    with ExitStack() as stack:
        fault.spoil(trial, monkeypatch, stack)
        status, said = trial.run(fault.argv, terminal=bool(fault.keys))
        monkeypatch.undo()
    said = said.replace("[y/N] ", "[y/N]\n")  # the person's own key ends that line
    return status, said.replace(str(os.getpid()), "4711")


def damaged_rules(ledger: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """Return what bean-check says of a ledger with billcli's plugin, when the rules are broken."""
    from beancount import loader  # noqa: PLC0415 - only here

    def broken(*_: object, **__: object) -> None:
        raise KeyError("rate")

    monkeypatch.setattr(plugin, "check_facts", broken)
    ledger.write_text('plugin "billcli.ledger.plugin"\n')
    (error,) = loader.load_file(str(ledger))[1]
    return f"{ledger.name}:{error.source['lineno']}: {error.message}\n"
