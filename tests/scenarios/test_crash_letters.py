"""Every command that sends, stopped at every call that changes a file: each letter goes once.

Run again, it does what is left: the books, the outbox and the folder of letters are then as after a
run that nothing disturbed, with one copy of each letter. Only what makes PDFs is replaced: the
compiler does not live through a fork, and it writes no file of the books.
"""

from __future__ import annotations

import datetime as dt
import re
import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

import pytest

from billcli.delivery.outbox import Outbox
from billcli.delivery.slip import Slip
from billcli.delivery.way import State
from billcli.documents.pdf import Printer
from billcli.domain.entry import Note
from billcli.domain.packed import pack

if TYPE_CHECKING:
    from types import ModuleType

Trial: TypeAlias = Any  # crash_sweep.Trial: the module is loaded by its path

EVERY = ("kill", "torn", "enospc", "eio", "int")
SETTINGS = """
[mail]
from = "desk@linden.example"
deliver = "WAY"

[dunning]
ladder = [{ level = "second", days = 7, fee = "5.00 EUR" }]
"""
MAIL = ["customer", "edit", "Acme", "--email", "ap@acme.example", "--yes"]
MORE = [
    ["customer", "add", "Hooli", "--name", "Hooli", "--email", "ap@hooli.example", "--yes"],
    ["invoice", "create", "Hooli", "--line", "9 Box", "--terms", "net 1", "--date", "2026-01-02",
     "--yes"],
]  # fmt: skip
PAY = ["payment", "add", "Acme", "100", "EUR", "--yes"]
REMIND = ["remind", "--send", "--yes"]
KEY = "delivery/OLD-1"
SEND = ["invoice", "send", "OLD-1", "--yes"]
QUOTE = ["quote", "create", "Acme", "--line", "2 h x 50 Work", "--yes"]
OFFER = ["quote", "send", "QUO-2026-0001", "--yes"]
STATEMENT = ["statement", "send", "--all", "--yes"]
RECEIPT = ["receipt", "send", "PMT-2026-0001", "--yes"]
RETRY = ["outbox", "retry", "--yes"]
ARRIVED = ["outbox", "resolve", KEY, "--sent", "--yes"]
LOST = ["outbox", "resolve", KEY, "--not-sent", "--yes"]
AFTERWARDS = ["customer", "add", "Initech", "--yes"]
ACTS: dict[str, tuple[list[list[str]], list[str], list[list[str]]]] = {
    "remind --send": ([], REMIND, [REMIND]),
    "apply": ([["remind", "--plan", "plan.json"]], ["apply", "plan.json", "--yes"], [REMIND]),
    "invoice send": ([], SEND, [SEND]),
    "quote send": ([QUOTE], OFFER, [OFFER]),
    "statement send": ([], STATEMENT, [STATEMENT]),
    "receipt send": ([PAY], RECEIPT, [RECEIPT]),
    "outbox retry": ([], RETRY, [RETRY]),
    "outbox resolve --sent": ([], ARRIVED, [ARRIVED, RETRY]),
    "outbox resolve --not-sent": ([], LOST, [LOST]),
}
"""What was done before, the act, and what does what is left of it."""
ALWAYS = ("remind --send", "invoice send", "outbox resolve --sent")
WAITS = {"outbox retry": State.WAITING, "outbox resolve --sent": State.UNKNOWN,
         "outbox resolve --not-sent": State.UNKNOWN}  # fmt: skip
TRIED = re.compile(rb'\n *"attempts": [0-9]+')
GONE = ("LETTER-SETTLED", "LETTER-UNKNOWN")
"""What a letter that was resolved before the end is answered with."""


def printed(_: Printer, source: str, date: dt.date, *_more: object) -> tuple[bytes, tuple[()]]:
    """Stand for the compiler: as it does, give equal bytes for equal source."""
    return f"%PDF {date} {hash(source)}".encode(), ()


class Letters:
    """Runs one command with every fault and judges what is left."""

    def __init__(self, modules: tuple[ModuleType, ...], name: str) -> None:
        self.scenario, self.desk, self.sweep = modules
        self.name, self.way = name, "eml"
        self.before, self.argv, self.rest = ACTS[name]
        self.times = 1
        self.more: list[list[str]] = []
        self.made = Path()
        self.new: dict[str, bytes] = {}
        self.judged: set[tuple[object, ...]] = set()

    def make(self, project: Path) -> None:
        """Fill a fresh project: what comes before the act is done once, and copied."""
        if self.made == Path():
            self.made = project.parent.parent / "made"
            self.begin(self.made)
        shutil.copytree(self.made, project, symlinks=True, dirs_exist_ok=True)

    def begin(self, project: Path) -> None:
        self.desk.set_up(project)
        with (project / "billcli.toml").open("a") as settings:
            settings.write(SETTINGS.replace("WAY", self.way))
        for argv in (MAIL, *self.more, *self.before):
            assert self.run(project, argv).status == 0
        if self.name in WAITS:
            waiting(project, WAITS[self.name])

    def run(self, project: Path, argv: list[str]) -> Any:  # noqa: ANN401 - scenario.Seen
        seen = self.scenario.World(project).billcli(argv)
        assert "INTERNAL-ERROR" not in seen.err, seen
        return seen

    def tree(self, project: Path) -> dict[str, bytes]:
        """Return all files but the locks, and how often a letter was tried."""
        found: dict[str, bytes] = self.sweep.tree(project)
        found.pop(".billcli/outbox.lock", None)
        return {name: TRIED.sub(b"", content) for name, content in found.items()}

    def act(self, project: Path) -> None:
        seen = self.run(project, self.argv)
        if seen.status:
            raise SystemExit(f"{seen}")

    def judge(self, project: Path, trial: Trial) -> None:
        """Judge a wreck; of several that are the same to the byte, the first."""
        wreck = self.tree(project)
        found = (trial.succeeded, *sorted(wreck.items()))
        if found in self.judged:
            return
        self.judged.add(found)
        assert self.run(project, ["check"]).status == 0, trial
        for argv in ([] if trial.succeeded else self.rest) * self.times:
            seen = self.run(project, argv)
            assert seen.status == 0 or any(code in seen.err for code in GONE), f"{trial}: {seen}"
        self.run(project, AFTERWARDS)
        done = self.tree(project)
        assert done.keys() == self.new.keys(), f"{trial}: another letter, or litter is left"
        assert _noted_in_any_order(done) == _noted_in_any_order(self.new), f"{trial}: half done"

    def swept(self, folder: Path, faults: tuple[str, ...], part: slice = slice(None)) -> int:
        model = folder / "sweep" / "project"  # what is kept names the place of each letter
        self.make(model)
        self.act(model)
        self.run(model, AFTERWARDS)
        self.new = self.tree(model)
        assert self.run(model, ["check"]).status == 0
        letters = [name for name in self.new if name.startswith("outgoing/")]
        assert letters or "resolve" in self.name
        run = folder / "sweep", self.make, self.act, self.judge, faults
        count: int = self.sweep.sweep(*run, part)
        return count


def _noted_in_any_order(tree: dict[str, bytes]) -> dict[str, list[bytes]]:
    """Return files by their blocks: of two letters either may be noted first."""
    return {name: sorted(content.strip().split(b"\n\n")) for name, content in tree.items()}


def waiting(project: Path, state: State) -> None:
    """Leave a letter in the outbox, as a run does that was cut off or sent away."""
    to, at, account = "ap@acme.example", "2026-01-31T09:00:00+00:00", "Assets:Receivable:Acme"
    day = dt.date(2026, 1, 31)
    note = pack(Note(day, account, "Invoice OLD-1 sent", ("delivery",), ("OLD-1",), {"to": to}))
    slip = Slip(KEY, state, at, "Acme", to, to, "OLD-1", "<1@linden.example>", "0" * 64,
                ((note.date, note.data),))  # fmt: skip
    Outbox(project / ".billcli" / "outbox").begin(slip, b"Subject: OLD-1\r\n\r\n")


@pytest.fixture
def letters(
    request: pytest.FixtureRequest,
    scenario: ModuleType,
    desk: ModuleType,
    crash_sweep: ModuleType,
    monkeypatch: pytest.MonkeyPatch,
) -> Letters:
    monkeypatch.setattr(Printer, "pdf", printed)
    return Letters((scenario, desk, crash_sweep), request.param)


@pytest.mark.parametrize("letters", ALWAYS, indirect=True)
def test_a_letter_goes_once_wherever_its_run_is_cut_off(letters: Letters, tmp_path: Path) -> None:
    assert letters.swept(tmp_path, ("kill",), slice(2, None, 4)) > 1


@pytest.mark.long
@pytest.mark.parametrize("way", ["eml", "maildir", "folder"])
@pytest.mark.parametrize("letters", ACTS, indirect=True)
def test_every_command_with_every_fault(letters: Letters, way: str, tmp_path: Path) -> None:
    if (letters.name, way) == ("outbox retry", "folder"):
        pytest.skip("what is retried was mail: it has no PDF to print")
    letters.way, letters.more, letters.times = way, MORE, 2
    assert letters.swept(tmp_path, EVERY if way == "eml" else ("kill",)) > 5
