"""Every command that writes, stopped at every call that changes a file: old books or new ones.

Always, one command is stopped at each call and the others at every third; with ``-m long`` all are
stopped at each.
"""

from __future__ import annotations

import shutil
import zlib
from typing import TYPE_CHECKING, Any, TypeAlias

import pytest

from billcli.cli.command_table import entrances

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path
    from types import ModuleType

Trial: TypeAlias = Any  # crash_sweep.Trial: the module is loaded by its path
Tree: TypeAlias = "dict[str, bytes | str]"

CREATE = ["invoice", "create", "Acme", "--line", "2 h x 50 Work", "--yes"]
VOID = ["invoice", "void", "OLD-1", "--yes"]
CREDIT = ["credit", "create", "OLD-1", "--amount", "10", "--reason", "x", "--yes", "--no-apply"]
PAY = ["payment", "add", "Acme"]
PREPAY = ["payment", "add", "Acme", "9", "EUR", "--on-account", "--yes"]
LOSE = ["writeoff", "create", "OLD-1=9", "--reason", "x", "--yes"]
ALLOW = ["writeoff", "allowance", "--as-of", "2026-12-31", "--yes"]
ALLOWED = '[writeoff]\nallowance = {"over 30" = 5}\n\n'
AFTERWARDS = ["customer", "add", "Initech", "--yes"]
YEARS = '[files]\nwrite = "{year}.beancount"\ncustomers = "more.beancount"\n\n[output]'
IBAN = "DE02120300000000202051"
MANDATE = ["customer", "edit", "Acme", "--mandate", "M-1 2026-01-02", "--iban", IBAN, "--yes"]
DEBIT = ["debit", "run", "--collect", "2026-03-02", "--yes"]
COLLECTS = f'[debit]\ncreditor_id = "DE98ZZZ09999999999"\n\n[bank.account.B]\niban = "{IBAN}"\n\n'
DISPUTE = ["dispute", "open", "OLD-1", "--amount", "10", "--reason", "x", "--yes"]
PROMISE = ["promise", "add", "OLD-1", "--until", "2026-02-09", "--yes"]
HOLD = ["hold", "set", "Acme", "OLD-1", "--reason", "x", "--yes"]
DRAFT = [*CREATE, "--draft-file", "drafts/a.toml"]
MATCHED = ["reconcile", "january.csv", "--yes"]
REVIEWED = ["match", "export", "gift.csv", "-o", "review.toml"]
GIFT = "Date;Payee;Text;Amount;Currency\n2026-01-30;NOBODY;Thanks;7.00;EUR\n"
ALIAS = ["customer", "alias", "add", "Acme", "Granny", "--yes"]
RULE = ["bank", "rule", "add", "--text", "Thanks", "--leave", "a gift", "--yes"]
PLAN = ["plan", "add", "work", "Acme", "--line", "50 Work", "--from", "2025-11-30", "--yes"]
WORKED = ["time", "add", "Acme", "1:30", "Draft", "--rate", "100"]
QUOTE = ["quote", "create", "Acme", "--line", "2 h x 50 Work", "--yes"]
ACTS: dict[str, tuple[list[list[str]], list[str]]] = {
    "invoice create": ([], CREATE),
    "payment add": ([], ["payment", "add", "Acme", "100", "EUR", "--yes"]),
    "payment unapply with its discount": (
        [["payment", "add", "Acme", "90", "EUR", "--discount", "10", "--yes"]],
        ["payment", "unapply", "PMT-2026-0001", "--yes"],
    ),
    "debit run": ([MANDATE], DEBIT),
    "undo of a debit run": ([MANDATE, DEBIT], ["undo", "--yes"]),
    "a cheque, whose account is opened": (
        [],
        ["payment", "add", "Acme", "100", "EUR", "--cheque", "88", "--yes"],
    ),
    "deposit create": (
        [["payment", "add", "Acme", "100", "EUR", "--cheque", "88", "--yes"]],
        ["deposit", "create", "--all", "--yes"],
    ),
    "payment move": (
        [["payment", "add", "Acme", "100", "EUR", "--yes"], CREATE],
        ["payment", "move", "PMT-2026-0001", "--to", "INV-2026-0001=30", "--yes"],
    ),
    "payment reverse": (
        [["payment", "add", "Acme", "100", "EUR", "--yes"]],
        ["payment", "reverse", "PMT-2026-0001", "--fee", "5", "--yes"],
    ),
    "receipt create": (
        [["payment", "add", "Acme", "100", "EUR", "--yes"]],
        ["receipt", "create", "PMT-2026-0001", "--yes"],
    ),
    "undo by a reversing entry": (
        [["payment", "add", "Acme", "100", "EUR", "--yes"], CREATE],
        ["undo", "PMT-2026-0001", "--reverse", "--yes"],
    ),
    "undo by a credit note": ([CREATE], ["undo", "INV-2026-0001", "--reverse", "--yes"]),
    "reconcile": ([], MATCHED),
    "match undo": ([MATCHED], ["match", "undo", "--last", "--yes"]),
    "match undo by a mirror": ([MATCHED, CREATE], ["match", "undo", "PMT-2026-0001", "--yes"]),
    "match apply": ([REVIEWED], ["match", "apply", "review.toml", "--yes"]),
    "bank rule": ([], RULE),
    "bank rule remove": ([RULE], ["bank", "rule", "remove", "thanks", "--yes"]),
    "ledger reseal": ([CREATE], ["ledger", "reseal", "INV-2026-0001", "--reason", "x", "--yes"]),
    "invoice create --use-credit": ([PREPAY], [*CREATE, "--use-credit"]),
    "quote accept --use-credit": (
        [PREPAY, QUOTE],
        ["quote", "accept", "QUO-2026-0001", "--use-credit", "--yes"],
    ),
    "undo of an invoice that took up credit": (
        [PREPAY, [*CREATE, "--use-credit"]],
        ["undo", "--yes"],
    ),
    "invoice void": ([], VOID),
    "invoice void of two invoices": ([CREATE], [*VOID[:-1], "INV-2026-0001", "--yes"]),
    "credit create": (
        [],
        ["credit", "create", "OLD-1", "--amount", "10", "--reason", "x", "--yes"],
    ),
    "credit apply": ([CREDIT], ["credit", "apply", "CN-2026-0001", "--yes"]),
    "credit unapply": ([[*CREDIT[:-1]]], ["credit", "unapply", "APP-2026-0001", "--yes"]),
    "refund create": ([PREPAY], ["refund", "create", "PMT-2026-0001", "4", "--yes"]),
    "writeoff create": ([], [*LOSE[:-1], "--yes"]),
    "writeoff small, of two items": (
        [
            CREATE,
            [*PAY, "99.98", "EUR", "--allocate", "OLD-1", "--yes"],
            [*PAY, "118.97", "EUR", "--allocate", "INV-2026-0001", "--yes"],
        ],
        ["writeoff", "small", "--max", "0.05 EUR", "--yes"],
    ),
    "writeoff recover": ([LOSE], ["writeoff", "recover", "WO-2026-0001", "4", "--yes"]),
    "writeoff allowance": ([], ALLOW),
    "undo of a writeoff allowance": ([ALLOW], ["undo", "--yes"]),
    "dispute open in a new year's file": ([], DISPUTE),
    "dispute close": ([DISPUTE], ["dispute", "close", "DSP-2026-0001", "--yes"]),
    "undo of the first dispute of a new year's file": ([DISPUTE], ["undo", "--yes"]),
    "promise add": ([], PROMISE),
    "promise close": ([PROMISE], ["promise", "close", "PTP-2026-0001", "--yes"]),
    "hold set of two": ([], HOLD),
    "hold clear of two": ([HOLD], ["hold", "clear", "Acme", "OLD-1", "--yes"]),
    "collections hand-off": ([], ["collections", "hand-off", "Acme", "--reason", "x", "--yes"]),
    "contact log": ([], ["contact", "log", "Acme", "Called", "--yes"]),
    "undo of an invoice": ([CREATE], ["undo", "--yes"]),
    "undo of the first entry of a new year's file": ([CREATE], ["undo", "--yes"]),
    "customer add": ([], ["customer", "add", "Hooli", "--yes"]),
    "customer edit": ([], ["customer", "edit", "Acme", "--email", "a@acme.example", "--yes"]),
    "customer alias": ([], ALIAS),
    "customer alias remove": ([ALIAS], ["customer", "alias", "remove", "Acme", "Granny", "--yes"]),
    "customer import": ([], ["customer", "import", "list.csv", "--yes"]),
    "customer import --update": (
        [["customer", "add", "Hooli", "--name", "Hooli", "--yes"]],
        ["customer", "import", "list.csv", "--update", "--yes"],
    ),
    "invoice in a new year's file": ([], CREATE),
    "quote create": ([], QUOTE),
    "plan add": ([], PLAN),
    "plan price": ([PLAN], ["plan", "price", "work", "2026-02-01", "--line", "9 Work", "--yes"]),
    "plan pause": ([PLAN], ["plan", "pause", "work", "--yes"]),
    "plan resume": (
        [PLAN, ["plan", "pause", "work", "--yes"]],
        ["plan", "resume", "work", "--date", "2026-04-01", "--yes"],
    ),
    "plan run of three months": ([PLAN], ["plan", "run", "--yes"]),
    "plan run into a new year's file": ([PLAN], ["plan", "run", "--yes"]),
    "quote accept": ([QUOTE], ["quote", "accept", "QUO-2026-0001", "--yes"]),
    "quote accept --deposit": (
        [QUOTE],
        ["quote", "accept", "QUO-2026-0001", "--deposit", "30%", "--yes"],
    ),
    "quote issue": (
        [QUOTE, ["quote", "accept", "QUO-2026-0001", "--deposit", "30%", "--yes"]],
        ["quote", "issue", "QUO-2026-0001", "--yes"],
    ),
    "quote decline": ([QUOTE], ["quote", "decline", "QUO-2026-0001", "--reason", "No", "--yes"]),
    "time add": ([], WORKED),
    "expense add": ([], ["expense", "add", "Acme", "84.50", "Train"]),
    "expense import": ([], ["expense", "import", "spent.csv"]),
    "time import": ([], ["time", "import", "hours.csv"]),
    "time bill": ([WORKED], ["time", "bill", "Acme", "--yes"]),
    "undo of billed hours": ([WORKED, ["time", "bill", "Acme", "--yes"]], ["undo", "--yes"]),
    "expense bill": (
        [["expense", "add", "Acme", "84.50", "Train"]],
        ["expense", "bill", "Acme", "--yes"],
    ),
    "invoice create --draft-file": ([], DRAFT),
    "invoice edit": ([DRAFT], ["invoice", "edit", "a", "--note", "Thanks"]),
    "invoice void of a draft": ([DRAFT], ["invoice", "void", "a", "--yes"]),
    "invoice issue": (
        [[*CREATE, "--draft-file", "drafts/a.toml"]],
        ["invoice", "issue", "a", "-y"],
    ),
}
EDITED = {
    "match apply": ("review.toml", "# ignore", "ignore"),
    "ledger reseal": ("main.beancount", '"Invoice INV', '"Bill INV'),
}
"""What a person changes in a file right before the act: the file, the old words and the new."""
FILES = {
    "collections export", "init", "invoice render", "quote render", "receipt render",
    "statement render", "template copy",
}  # fmt: skip
"""Commands that write files no book rests on, each by one rename."""
HALFWAY = {"invoice void of two invoices": VOID}
"""What may be done of an act that is carried out piece by piece; swept with ``-m long``."""


class Trials:
    """Runs one command with every fault and judges what is left."""

    def __init__(self, modules: tuple[ModuleType, ModuleType, ModuleType], name: str) -> None:
        self.scenario, self.desk, self.sweep = modules
        self.name = name
        self.before, self.argv = ACTS[name]
        self.formats = '["text"]'
        self.old: Tree = {}
        self.new: Tree = {}
        self.halfway: Tree = {}  # empty where an act is done at once
        self.after: tuple[Tree, ...] = ()
        self.sound = {0}  # what check may say of the books
        self.ready: Path | None = None

    def make(self, project: Path) -> None:
        """Fill a project with what was before: made once, then copied."""
        if self.ready:
            shutil.copytree(self.ready, project, dirs_exist_ok=True)
            return
        self.desk.set_up(project, self.formats)
        if "year" in self.name:
            settings = project / "billcli.toml"
            settings.write_text(settings.read_text().replace("[output]", YEARS))
        if "allowance" in self.name:
            settings = project / "billcli.toml"
            settings.write_text(ALLOWED + settings.read_text())
        if "debit" in self.name:
            settings = project / "billcli.toml"
            settings.write_text(COLLECTS + settings.read_text())
        if "import" in self.name:
            (project / "list.csv").write_text("Name,City\nHooli,Bonn\nUmbra,Wien\n")
            (project / "hours.csv").write_text("customer,date,hours\nAcme,2026-01-05,1:30\n")
            (project / "spent.csv").write_text("customer,date,amount\nAcme,2026-01-05,84.50\n")
        (project / "gift.csv").write_text(GIFT)
        for argv in self.before:
            self.run(project, argv)
        for name, old, new in [EDITED[self.name]] if self.name in EDITED else []:
            text = (project / name).read_text()
            assert old in text
            (project / name).write_text(text.replace(old, new, 1))

    def run(self, project: Path, argv: list[str]) -> None:
        """Run a command; it ends this process as a real one would, but falls over loudly."""
        seen = self.scenario.World(project).billcli(argv)
        assert "INTERNAL-ERROR" not in seen.err, seen
        if seen.status:
            raise SystemExit(seen.status)

    def act(self, project: Path) -> None:
        self.run(project, self.argv)

    def model(self, folder: Path) -> None:
        """Find out, undisturbed, what the books are before, after, and after the next command."""
        self.make(folder / "ready")
        self.ready = folder / "ready"
        after = []
        done = {"old": [], "new": self.argv}
        if self.name in HALFWAY:
            done["halfway"] = HALFWAY[self.name]
        for name, argv in done.items():
            project = folder / name
            self.make(project)
            if argv:
                self.run(project, argv)
            setattr(self, name, self.tree(project))
            if self.name in EDITED and name == "old":
                self.sound.add(self.scenario.World(project).billcli(["check"]).status)
            self.run(project, AFTERWARDS)
            after.append(self.tree(project))
        self.after = tuple(after)
        assert self.old != self.new

    def tree(self, project: Path) -> Tree:
        found: Tree = self.scenario.World(project).tree()
        return found

    def judge(self, project: Path, trial: Trial) -> None:
        wreck = self.tree(project)
        for name in self.old.keys() | self.new.keys():
            if name.endswith(".beancount"):
                there = wreck.get(name)
                trees = filter(None, (self.old, self.new, self.halfway))
                assert there in [tree.get(name) for tree in trees], f"{trial}: {name} is torn"
        if trial.succeeded:
            assert wreck == self.new, f"{trial}: says done, is not"
        checked = self.scenario.World(project).billcli(["check"])
        assert checked.status in self.sound, f"{trial}: {checked}"
        self.run(project, AFTERWARDS)
        assert self.tree(project) in self.after, f"{trial}: half done, or litter is left"


@pytest.fixture
def trials(
    request: pytest.FixtureRequest, scenario: ModuleType, desk: ModuleType, crash_sweep: ModuleType
) -> Trials:
    return Trials((scenario, desk, crash_sweep), request.param)


def swept(trials: Trials, folder: Path, faults: tuple[str, ...], part: slice = slice(None)) -> int:
    trials.model(folder / "model")
    act = (trials.make, trials.act, trials.judge)
    count: int = trials.sweep.sweep(folder / "sweep", *act, faults, part)
    return count


@pytest.mark.parametrize("trials", ["invoice create"], indirect=True)
def test_a_command_that_is_killed_leaves_old_books_or_new_ones(
    trials: Trials, tmp_path: Path
) -> None:
    assert swept(trials, tmp_path, ("kill", "torn")) > 30


@pytest.mark.parametrize("trials", [name for name in ACTS if name not in HALFWAY], indirect=True)
def test_a_command_that_is_cut_off_leaves_old_books_or_new_ones(
    trials: Trials, tmp_path: Path
) -> None:
    third = slice(zlib.crc32(trials.name.encode()) % 3, None, 3)
    assert swept(trials, tmp_path, ("kill", "torn"), third) > 4


@pytest.mark.parametrize("trials", ["invoice create"], indirect=True)
def test_a_failing_disk_leaves_old_books_or_new_ones(trials: Trials, tmp_path: Path) -> None:
    assert swept(trials, tmp_path, ("enospc", "eio")) > 40


@pytest.mark.long
@pytest.mark.parametrize("trials", ACTS, indirect=True)
def test_every_command_with_every_fault(trials: Trials, tmp_path: Path) -> None:
    assert swept(trials, tmp_path, ("kill", "torn", "enospc", "eio", "int")) > 50


@pytest.mark.long
@pytest.mark.parametrize("trials", ["invoice create"], indirect=True)
def test_an_invoice_with_its_pdf_and_web_page(trials: Trials, tmp_path: Path) -> None:
    trials.formats = '["pdf", "html", "text"]'
    assert swept(trials, tmp_path, ("kill", "torn", "enospc", "eio", "int")) > 60


def test_every_command_that_writes_is_swept(beside_me: Callable[[str], ModuleType]) -> None:
    nouns = {name for name, entrance in entrances().items() if entrance.group}

    def names(lines: Iterable[list[str]]) -> set[str]:
        return {" ".join(argv[:2]) if argv[0] in nouns else argv[0] for argv in lines}

    letters = beside_me("test_crash_letters").ACTS
    swept = names(argv for acts in (ACTS, letters) for _, argv, *_ in acts.values())
    writing = names(beside_me("test_contract").WRITING.values())
    assert writing <= swept | FILES
    assert not swept & FILES
