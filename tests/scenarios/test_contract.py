"""What programs rely on: the envelope, the keys of every command, and that nothing ever prompts.

``contract.json`` is the golden list; ``SCENARIOS=write`` makes it anew. A key that goes or changes
its kind breaks somebody's script.
"""

from __future__ import annotations

import csv
import io
import json
import os
import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

import pytest

from billcli.cli.command_table import entrances
from billcli.cli.declare import declared
from billcli.delivery.outbox import Outbox
from billcli.delivery.slip import Slip
from billcli.delivery.way import State

if TYPE_CHECKING:
    from types import ModuleType

World: TypeAlias = Any  # scenario.World: the module is loaded by its path

GOLDEN = Path(__file__).with_name("contract.json")
ENVELOPE = ["schema", "status", "exit_code", "data", "problems"]
PROBLEM = {"code", "severity", "message", "file", "line", "help"}
HEAD = "Date;Payee;Text;Amount;Currency\n"
CREATE = ["invoice", "create", "Acme", "--line", "2 h x 50 Work", "--discount", "5%", "-y"]
PLAN = ["plan", "add", "rent", "Acme", "--line", "100 Rent", "--from", "2026-01-15", "-y"]
PAUSING = ["plan", "add", "pausing", "Acme", "--line", "1 Box", "--from", "2027-01-15", "-y"]
PAUSED = ["plan", "pause", "pausing", "--from", "2027-01-01", "-y"]
PAY = ["payment", "add", "Acme", "250", "EUR", "--allocate", "OLD-1", "-y"]
CREDIT = ["credit", "create", "INV-2026-0001", "--reason", "Lost"]
APPLY = ["credit", "apply", "PMT-2026-0001", "INV-2026-0001", "-y"]
WORKED = ["time", "add", "Acme", "1:30", "Draft", "--rate", "100"]
LOSE = ["writeoff", "create", "INV-2026-0001=9", "--reason", "Lost", "-y"]
CHEQUE = ["payment", "add", "Acme", "5", "EUR", "--allocate", "INV-2026-0001", "--cheque", "88"]
DEPOSIT = ["deposit", "create", "--all", "-y"]
DISPUTE = ["dispute", "open", "INV-2026-0001", "--reason", "Late", "--amount", "5", "-y"]
PROMISE = ["promise", "add", "INV-2026-0001", "--until", "+9d", "--amount", "5", "-y"]
HOLD = ["hold", "set", "Acme", "--reason", "Wait", "--until", "+9d", "-y"]
CALL = ["contact", "log", "Acme", "Called", "-y"]
RULE = ["bank", "rule", "add", "--text", "Thanks", "--leave", "a gift"]

READING = {
    "status": ["status"],
    "check": ["check"],
    "doctor": ["doctor", "--section", "ledger,series"],
    "match export": ["match", "export", "january.csv"],
    "customer list": ["customer", "list"],
    "customer alias": ["customer", "alias"],
    "customer show": ["customer", "show", "Acme"],
    "customer check": ["customer", "check", "Acme", "--for", "xrechnung"],
    "invoice list": ["invoice", "list"],
    "invoice list --drafts": ["invoice", "list", "--drafts"],
    "invoice show": ["invoice", "show", "INV-2026-0001"],
    "plan list": ["plan", "list"],
    "plan show": ["plan", "show", "rent"],
    "quote list": ["quote", "list"],
    "quote show": ["quote", "show", "QUO-2026-0001"],
    "time list": ["time", "list"],
    "expense list": ["expense", "list"],
    "payment list": ["payment", "list"],
    "deposit list": ["deposit", "list"],
    "deposit show": ["deposit", "show", "DEP-2026-0001"],
    "payment show": ["payment", "show", "PMT-2026-0001"],
    "credit list": ["credit", "list"],
    "writeoff list": ["writeoff", "list"],
    "refund list": ["refund", "list"],
    "credit show": ["credit", "show", "PMT-2026-0001"],
    "why": ["why", "INV-2026-0001", "PMT-2026-0001"],
    "report open": ["report", "open"],
    "cron show": ["cron", "show"],
    "remind": ["remind", "--today", "2026-12-31"],
    "report aging": ["report", "aging"],
    "report open --in": ["report", "open", "--in", "EUR"],
    "report aging --in": ["report", "aging", "--in", "USD"],
    "report income": ["report", "income", "--basis", "cash"],
    "report income --by": ["report", "income", "--by", "customer"],
    "report tax": ["report", "tax"],
    "statement show": ["statement", "show", "Acme"],
    "bank rule": ["bank", "rule"],
    "bank sniff": ["bank", "sniff", "january.csv"],
    "bank prove": ["bank", "prove", "january.csv"],
    "bank prove --without": ["bank", "prove"],
    "check --tieout": ["check", "--tieout"],
    "config show": ["config", "show"],
    "ledger index": ["ledger", "index"],
    "completion": ["completion", "bash"],
    "debit list": ["debit", "list"],
    "dispute list": ["dispute", "list"],
    "worklist": ["worklist", "--as-of", "2026-12-31"],
    "missed": ["missed", "--since", "2026-01-01", "--as-of", "2026-12-31"],
    "promise list": ["promise", "list"],
    "hold list": ["hold", "list"],
    "contact list": ["contact", "list", "Acme"],
    "template list": ["template", "list"],
    "outbox list": ["outbox", "list"],
    "template check": ["template", "check"],
}
WRITING = {
    "collections export": ["collections", "export", "Acme", "-o", "dossier"],
    "remind --send": ["remind", "--send", "--today", "2026-12-31", "-y"],
    "apply": ["apply", "plan.json", "--today", "2026-12-31", "-y"],
    "customer add": ["customer", "add", "Initech", "-y"],
    "customer edit": ["customer", "edit", "Acme", "--email", "a@acme.example", "-y"],
    "customer import": ["customer", "import", "contacts.csv", "-y"],
    "invoice create": CREATE,
    "time add": ["time", "add", "Acme", "1:30", "Draft", "--rate", "100"],
    "time import": ["time", "import", "hours.csv"],
    "time bill": ["time", "bill", "Acme", "-y"],
    "expense add": ["expense", "add", "Acme", "84.50", "Train"],
    "expense import": ["expense", "import", "spent.csv"],
    "expense bill": ["expense", "bill", "Acme", "-y"],
    "invoice create --instalments": [*CREATE, "--instalments", "3 monthly"],
    "invoice create --use-credit": [*CREATE, "--use-credit"],
    "invoice create --draft": [*CREATE, "--draft"],
    "invoice create --opening": [*CREATE, "--opening", "--number", "A-1"],
    "invoice edit": ["invoice", "edit", "waiting", "--note", "Thanks"],
    "invoice issue": ["invoice", "issue", "waiting", "-y"],
    "invoice render": ["invoice", "render", "INV-2026-0001"],
    "invoice void": ["invoice", "void", "INV-2026-0001", "-y"],
    "invoice void --draft": ["invoice", "void", "waiting", "-y"],
    "plan add": ["plan", "add", "box", "Acme", "--line", "5 Box", "--until", "+90d", "-y"],
    "plan pause": ["plan", "pause", "rent", "--until", "+90d", "-y"],
    "plan price": ["plan", "price", "rent", "2026-03-01", "--line", "5 Rent", "-y"],
    "plan resume": ["plan", "resume", "pausing", "--date", "2027-01-01", "-y"],
    "plan run": ["plan", "run", "-y"],
    "quote accept": ["quote", "accept", "QUO-2026-0001", "-y"],
    "quote create": ["quote", "create", "Acme", "--line", "50 Box", "--valid", "30d", "-y"],
    "quote decline": ["quote", "decline", "QUO-2026-0001", "--reason", "Dear", "-y"],
    "quote issue": ["quote", "issue", "QUO-2026-0002", "-y"],
    "quote send": ["quote", "send", "QUO-2026-0001", "--to", "ap@acme.example", "-y"],
    "quote render": ["quote", "render", "QUO-2026-0001"],
    "credit create": [*CREDIT, "--lines", "1=1", "-y"],
    "credit apply": APPLY,
    "writeoff create": LOSE,
    "writeoff small": ["writeoff", "small", "--max", "500 EUR", "-y"],
    "writeoff allowance": ["writeoff", "allowance", "--as-of", "2027-01-31", "-y"],
    "writeoff recover": ["writeoff", "recover", "WO-2026-0001", "5", "-y"],
    "refund create": ["refund", "create", "PMT-2026-0001", "5", "-y"],
    "refund create --charge": [
        "refund",
        "create",
        "PMT-2026-0001",
        "5",
        "--charge",
        "re_1",
        "-y",
    ],
    "credit unapply": ["credit", "unapply", "APP-2026-0001", "-y"],
    "invoice send": ["invoice", "send", "INV-2026-0001", "--to", "ap@acme.example", "-y"],
    "outbox retry": ["outbox", "retry", "-y"],
    "outbox resolve": ["outbox", "resolve", "delivery/INV-2026-0002", "--sent", "-y"],
    "statement send": ["statement", "send", "Acme", "--to", "ap@acme.example", "-y"],
    "receipt create": ["receipt", "create", "PMT-2026-0001", "-y"],
    "receipt send": ["receipt", "send", "PMT-2026-0001", "--to", "ap@acme.example", "-y"],
    "receipt render": ["receipt", "render", "PMT-2026-0001"],
    "statement render": ["statement", "render", "Acme"],
    "template copy": ["template", "copy", "invoice.typ", "wording/de.toml"],
    "payment add": ["payment", "add", "Acme", "50", "EUR", "--allocate", "INV-2026-0001=40", "-y"],
    "payment add --cheque": [*CHEQUE, "-y"],
    "deposit create": DEPOSIT,
    "payment unapply": ["payment", "unapply", "PMT-2026-0001", "-y"],
    "debit run": ["debit", "run", "--collect", "2026-03-02", "-y"],
    "payment move": ["payment", "move", "PMT-2026-0001", "--to", "INV-2026-0001=20", "-y"],
    "payment reverse": ["payment", "reverse", "PMT-2026-0001", "--fee", "3", "-y"],
    "reconcile": ["reconcile", "january.csv", "-y"],
    "match undo": ["match", "undo", "--last", "-y"],
    "match apply": ["match", "apply", "review.toml", "-y"],
    "bank rule --add": [*RULE, "--try", "january.csv", "-y"],
    "bank rule --remove": ["bank", "rule", "remove", "gifts", "-y"],
    "dispute open": DISPUTE,
    "dispute close": ["dispute", "close", "DSP-2026-0001", "-y"],
    "promise add": PROMISE,
    "promise close": ["promise", "close", "PTP-2026-0001", "-y"],
    "hold set": HOLD,
    "hold clear": ["hold", "clear", "Acme", "-y"],
    "collections hand-off": ["collections", "hand-off", "Acme", "--reason", "Agency", "-y"],
    "contact log": CALL,
    "undo": ["undo", "-y"],
    "ledger reseal": ["ledger", "reseal", "PMT-2026-0001", "--reason", "Typo", "-y"],
    "init": ["init", "fresh", "--name", "Studio", "--country", "DE"],
}
COLLECTS = """
[debit]
creditor_id = "DE98ZZZ09999999999"

[bank.account."Assets:Bank"]
iban = "DE89370400440532013000"

[mail]
from = "desk@linden.example"
deliver = "eml"

[writeoff]
allowance = {"1-30" = 5, "over 30" = 50}
"""
MANDATE = [
    *("customer", "edit", "Globex", "--mandate", "M-1 2026-01-02"),
    *("--iban", "DE02120300000000202051", "-y"),
]
SELL = [
    "invoice",
    "create",
    "Globex",
    "--line",
    "5 Work",
    "--currency",
    "EUR",
    "--terms",
    "net 1",
    "-y",
]
ELSEWHERE = {"demo", "help", "match review"}  # a tour, pages of text, and questions
FIRST = {
    "remind --send": ["customer", "edit", "Acme", "--email", "ap@acme.example", "-y"],
    "apply": ["remind", "--plan", "plan.json", "--today", "2026-12-31"],
    "remind": ["customer", "edit", "Acme", "--email", "ap@acme.example", "-y"],
    "dispute list": DISPUTE,
    "dispute close": DISPUTE,
    "promise list": PROMISE,
    "promise close": PROMISE,
    "hold list": HOLD,
    "hold clear": HOLD,
    "contact list": CALL,
    "invoice create --use-credit": ["payment", "add", "Acme", "9", "EUR", "--on-account", "-y"],
    "writeoff list": LOSE,
    "writeoff recover": LOSE,
    "refund list": ["refund", "create", "PMT-2026-0001", "5", "-y"],
    "credit show": APPLY,
    "credit unapply": APPLY,
}
EXITS = {
    "customer check": 1, "bank prove": 1, "bank prove --without": 1, "reconcile": 5,
    "match apply": 5,
}  # fmt: skip


@pytest.fixture(scope="session")
def busy_folder(
    scenario: ModuleType, desk: ModuleType, tmp_path_factory: pytest.TempPathFactory
) -> Path:
    """Return books in which something has happened."""
    world = scenario.World(desk.set_up(tmp_path_factory.mktemp("busy") / "books"))
    for argv in (
        CREATE,
        PAY,
        PLAN,
        PAUSING,
        PAUSED,
        ["quote", *CREATE[1:], "--valid", "30d"],
        ["quote", *CREATE[1:]],
        [*CREATE, "--draft-file", "drafts/waiting.toml"],
    ):
        assert world.billcli([*argv, "-q"]).status == 0
    for argv in ([*CHEQUE, "-y"], DEPOSIT, [*CHEQUE, "-y"]):
        assert world.billcli([*argv, "-q"]).status == 0
    with (world.folder / "billcli.toml").open("a") as settings:
        settings.write(COLLECTS)
    matched = world.folder / "matched.csv"
    matched.write_text(f"{HEAD}2026-01-31;Acme Inc.;INV-2026-0002;113.05;EUR\n")
    for argv in (CREATE, ["reconcile", "matched.csv", "-y"]):
        assert world.billcli([*argv, "-q"]).status == 0
    for argv in (MANDATE, SELL, ["debit", "run", "--collect", "2026-02-03", "-y"], SELL):
        assert world.billcli([*argv, "-q"]).status == 0
    deposit = ["quote", "accept", "QUO-2026-0002", "--deposit", "30%", "-y", "-q"]
    assert world.billcli(deposit).status == 0
    statement = world.folder / "january.csv"
    more = "2026-01-31;Acme Inc.;a part;50.00;EUR\n2026-01-31;Nobody;Thanks;7.00;EUR\n"
    statement.write_text(statement.read_text() + more)
    assert world.billcli("match export january.csv -o review.toml -q".split()).status == 0
    review = world.folder / "review.toml"
    review.write_text(review.read_text().replace("# ignore", "ignore"))
    (world.folder / "hours.csv").write_text("customer,date,hours\nAcme,2026-01-05,1:30\n")
    (world.folder / "spent.csv").write_text("customer,date,amount\nAcme,2026-01-05,84.50\n")
    for argv in (WORKED, ["expense", "add", "Acme", "84.50", "Train"]):
        assert world.billcli([*argv, "-q"]).status == 0
    outbox = Outbox(world.folder / ".billcli" / "outbox")
    for number, state in (("INV-2026-0002", State.UNKNOWN), ("INV-2026-0003", State.WAITING)):
        to, at = "ap@acme.example", "2026-01-31T09:00:00+00:00"
        key, name = f"delivery/{number}", f"<{number}@linden.example>"
        outbox.begin(Slip(key, state, at, "Acme", to, to, number, name, ""), b"Subject: x")
    (world.folder / "contacts.csv").write_text("Name,City\nInitech,Bonn\n")
    (world.folder / "rules.toml").write_text('[rule.gifts]\npayer = "Granny"\nleave = "a gift"\n')
    return Path(world.folder)


@pytest.fixture
def desk_at_work(scenario: ModuleType, busy_folder: Path, tmp_path: Path) -> World:
    """Return a copy of them at a prompt."""
    return scenario.World(Path(shutil.copytree(busy_folder, tmp_path / "books")))


def shape(value: object, path: str = "") -> set[str]:
    """Return the paths of all keys, with the kind of each leaf."""
    if isinstance(value, dict):
        if value.keys() == {"number", "currency"}:
            return {f"{path}: money"}
        return set().union(*(shape(inner, f"{path}.{key}") for key, inner in value.items()), set())
    if isinstance(value, list):
        return set().union(*(shape(inner, f"{path}[]") for inner in value), {f"{path}: list"})
    return {f"{path}: {type(value).__name__}"}


def answer_of(world: World, argv: list[str]) -> tuple[Any, Any]:
    seen = world.billcli([*argv, "--format", "json"])
    assert seen.err == "", seen
    return seen, json.loads(seen.out)


def begin(world: World, name: str) -> None:
    """Do what a command needs to have been done before."""
    if name in FIRST:
        assert world.billcli([*FIRST[name], "-q"]).status == 0


def test_the_golden_list_is_complete() -> None:
    known = {name.partition(" --")[0] for name in READING | WRITING} | ELSEWHERE
    there = set()
    for name, entrance in entrances().items():
        verbs = declared(entrance).commands if entrance.group else {}
        there |= {f"{name} {verb}" for verb in verbs} or {name}
    assert there == known


@pytest.mark.parametrize("name", READING | WRITING)
def test_the_keys_of_every_command(desk_at_work: World, name: str) -> None:
    argv = (READING | WRITING)[name]
    if name == "ledger reseal":
        main = desk_at_work.folder / "main.beancount"
        main.write_text(main.read_text().replace('"Payment"', '"Paid"'))
    begin(desk_at_work, name)
    seen, answer = answer_of(desk_at_work, argv)
    assert list(answer) == ENVELOPE
    assert answer["schema"] == f"billcli.{'.'.join(name.partition(' --')[0].split())}/1"
    assert seen.status == answer["exit_code"] == EXITS.get(name, 0), seen
    assert answer["status"] == {0: "success", 1: "error", 5: "partial"}[EXITS.get(name, 0)]
    found = sorted(shape(answer["data"]))
    golden = json.loads(GOLDEN.read_text()) if GOLDEN.exists() else {}
    if os.environ.get("SCENARIOS") == "write":
        golden[name] = found
        GOLDEN.write_text(json.dumps(dict(sorted(golden.items())), indent=1) + "\n")
    assert golden[name] == found


@pytest.mark.parametrize("name", READING)
def test_a_dry_look_in_every_form(desk_at_work: World, name: str) -> None:
    """Reading in any form writes nothing, asks nothing and keeps its answer on standard output."""
    before = desk_at_work.tree()
    for form in ("json", "jsonl", "csv", "plain", "ids", "table"):
        seen = desk_at_work.billcli([*READING[name], "--format", form])
        if seen.status == 2:
            assert "FORMAT-UNAVAILABLE" in seen.err + seen.out, seen
            assert form in {"ids", "csv", "jsonl"}, seen
            continue
        assert seen.status == EXITS.get(name, 0), seen
        if form == "csv":
            for block in seen.out.replace("\r\n", "\n").split("\n\n"):
                rows = list(csv.reader(io.StringIO(block)))
                assert len({len(row) for row in rows if row}) == 1, "ragged"
        if form == "jsonl":
            assert all(isinstance(json.loads(line), dict) for line in seen.out.splitlines())
        if form == "ids":
            assert all(line and " " not in line for line in seen.out.splitlines())
    assert desk_at_work.tree() == before


def test_report_open_has_the_keys_of_its_contract(desk_at_work: World) -> None:
    _, answer = answer_of(desk_at_work, READING["report open"])
    promised = (
        "item kind customer customer_name date_issued date_due instalment days_overdue amount"
        " balance_open known_by file line"
    )
    for item in answer["data"]["items"]:
        assert set(promised.split()) <= item.keys()
        assert item["kind"] in {"invoice", "credit-note", "late-fee", "payment"}
        assert (item["days_overdue"] is None) == (item["date_due"] is None)


class Forbidden(io.StringIO):
    """Standard input that nobody may read."""

    def readline(self, *_limit: int) -> str:  # type: ignore[override]
        msg = "a question was asked"
        raise AssertionError(msg)

    read = readline  # type: ignore[assignment]


@pytest.mark.parametrize("name", WRITING)
@pytest.mark.parametrize("form", ["csv", "plain"])
def test_nobody_is_asked_without_a_terminal(
    desk_at_work: World, scenario: ModuleType, monkeypatch: pytest.MonkeyPatch, name: str, form: str
) -> None:
    monkeypatch.setattr(scenario, "Keyboard", lambda *_: Forbidden())
    argv = [word for word in WRITING[name] if word != "-y"]
    begin(desk_at_work, name)
    before = desk_at_work.tree()
    seen = desk_at_work.billcli([*argv, "--format", form])
    if seen.status == 2:
        assert "[NEEDS-YES]" in seen.err or "[FORMAT-UNAVAILABLE]" in seen.err, seen
        assert desk_at_work.tree() == before
    else:
        assert seen.status == EXITS.get(name, 0), seen


@pytest.mark.parametrize("name", WRITING)
def test_even_on_a_terminal_machine_forms_do_not_ask(
    desk_at_work: World, scenario: ModuleType, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setattr(scenario, "Keyboard", lambda *_: Forbidden())
    argv = [word for word in WRITING[name] if word != "-y"]
    seen = desk_at_work.billcli([*argv, "--format", "json"], terminal=True)
    assert json.loads(seen.out)["exit_code"] == seen.status
    assert seen.status in {0, 2, EXITS.get(name)}


@pytest.mark.parametrize("name", WRITING)
def test_a_dry_run_writes_nothing(desk_at_work: World, name: str) -> None:
    before = desk_at_work.tree()
    seen = desk_at_work.billcli([*WRITING[name], "--dry-run"])
    assert seen.status in {0, 2, 5}, seen
    assert "Traceback" not in seen.err
    assert desk_at_work.tree() == before


def test_a_wrong_draft_is_told_before_any_is_issued(desk_at_work: World) -> None:
    draft = desk_at_work.folder / "drafts" / "waiting.toml"
    (draft.parent / "odd.toml").write_text(draft.read_text().replace("2 h x", "two h x"))
    seen, answer = answer_of(desk_at_work, ["invoice", "issue", "waiting", "odd", "-y"])
    assert (seen.status, answer["status"], answer["data"]) == (3, "error", None)
    assert [problem["code"] for problem in answer["problems"]] == ["LINE-CODE"]
    assert draft.exists()
    again = desk_at_work.billcli(["invoice", "issue", "waiting", "-y"])
    assert again.status == 0
