"""Whatever is wrong is said with its code and place, and nothing is written."""

from __future__ import annotations

import errno
import fcntl
import json
import os
from typing import TYPE_CHECKING, Any, TypeAlias

import pytest

from billcli.ledger import atomic_file
from billcli.services import writing

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path
    from types import ModuleType

World: TypeAlias = Any  # scenario.World: the module is loaded by its path

CREATE = ["invoice", "create", "Acme", "--line", "2 h x 50 Work", "--yes"]
PAY = ["payment", "add", "Acme", "100", "EUR", "--yes"]
RECONCILE = ["reconcile", "january.csv", "--yes"]
OPEN = ["report", "open"]
WRITING = {
    "invoice create": CREATE,
    "payment add": PAY,
    "reconcile": RECONCILE,
    "invoice void": ["invoice", "void", "OLD-1", "--yes"],
    "customer add": ["customer", "add", "Initech", "--yes"],
    "undo": ["undo", "--yes"],
}


def refused(world: World, argv: list[str], status: int, code: str, *named: str) -> None:
    """Assert that a command fails as it should, in words and in JSON, and writes nothing."""
    before = tree(world)
    seen = world.billcli(argv)
    assert f"[{code}]" in seen.err, seen
    assert seen.status == status, seen
    for words in named:
        assert words in seen.err, seen
    assert "Traceback" not in seen.err
    machine = world.billcli([*argv, "--format", "json"])
    answer = json.loads(machine.out)
    assert machine.status == answer["exit_code"] == status
    assert answer["status"] == "error"
    problem = next(p for p in answer["problems"] if p["code"] == code)
    assert problem["message"]
    assert machine.err == ""
    assert tree(world) == before, "something was written"


def tree(world: World) -> dict[str, Any]:
    return world.tree()


# --- the command line --------------------------------------------------------------------------

LINES = {
    "unknown customer": (
        ["invoice", "create", "Akme", "--line", "5 Work", "-y"],
        "UNKNOWN-CUSTOMER",
        "Acme (Acme Inc.)",
    ),
    "customer that is a path": (
        ["invoice", "create", "../Acme", "--line", "5 Work", "-y"],
        "UNKNOWN-CUSTOMER",
        "../Acme",
    ),
    "wrong tax code": (
        ["invoice", "create", "Acme", "--line", "5 Work; tax=VTA", "-y"],
        "TAX-UNKNOWN",
        "VAT",
    ),
    "unparsable quantity": (
        ["invoice", "create", "Acme", "--line", "ten h x 5 Work", "-y"],
        "LINE-CODE",
        "--line",
    ),
    "decimal comma": (
        ["invoice", "create", "Acme", "--line", "5,00 Work", "-y"],
        "LINE-PRICE",
        "--line",
    ),
    "no price": (
        ["invoice", "create", "Acme", "--line", "10 h x", "-y"],
        "LINE-UNREADABLE",
        "--line",
    ),
    "no line": (["invoice", "create", "Acme", "-y"], "LINE-MISSING", "--line"),
    "unknown key": (
        ["invoice", "create", "Acme", "--line", "5 Work; taxes=VAT", "-y"],
        "LINE-KEY",
        "tax",
    ),
    "date": (
        ["invoice", "create", "Acme", "--line", "5 Work", "--date", "31.01.2026", "-y"],
        "DATE-UNREADABLE",
        "--date",
    ),
    "no such day": (
        ["invoice", "create", "Acme", "--line", "5 Work", "--due", "2026-02-30", "-y"],
        "DATE-IMPOSSIBLE",
        "--due",
    ),
    "terms": (
        ["invoice", "create", "Acme", "--line", "5 Work", "--terms", "soon", "-y"],
        "TERMS-UNREADABLE",
        "net 30",
    ),
    "due before date": (
        ["invoice", "create", "Acme", "--line", "5 Work", "--due", "2025-12-31", "-y"],
        "DUE-BEFORE",
        "2025-12-31",
    ),
    "document discount": (
        ["invoice", "create", "Acme", "--line", "5 Work", "--discount", "much", "-y"],
        "AMOUNT-UNREADABLE",
        "discount",
    ),
    "discount beyond the whole": (
        ["invoice", "create", "Acme", "--line", "5 Work", "--discount", "500", "-y"],
        "",
        "discount",
    ),
    "prices": (
        ["invoice", "create", "Acme", "--line", "5 Work", "--prices", "mixed", "-y"],
        "OPTION-VALUE",
        "--prices",
    ),
    "currency": (
        ["invoice", "create", "Acme", "--line", "5 Work", "--currency", "euro", "-y"],
        "CURRENCY-UNREADABLE",
        "--currency",
    ),
    "period": (
        [
            "invoice",
            "create",
            "Acme",
            "--line",
            "5 Work",
            "--period",
            "2026-02-01..2026-01-01",
            "-y",
        ],
        "PERIOD-BACKWARDS",
        "--period",
    ),
    "number without opening": (
        ["invoice", "create", "Acme", "--line", "5 Work", "--number", "A1", "-y"],
        "OPENING-NUMBER",
        "--number",
    ),
    "number that is a path": (
        ["invoice", "create", "Acme", "--line", "5 Work", "--opening", "--number", "../../x", "-y"],
        "NUMBER-ILLEGAL",
        "--number",
    ),
    "number in use": (
        ["invoice", "create", "Acme", "--line", "5 Work", "--opening", "--number", "OLD-1", "-y"],
        "NUMBER-USED",
        "--number",
    ),
    "control characters": (
        ["invoice", "create", "Acme", "--line", "5 a\x1b[31mb", "-y"],
        "TEXT-CONTROL",
        "--line",
    ),
    "newline": (["invoice", "create", "Acme", "--line", "5 a\nb", "-y"], "TEXT-CONTROL", "--line"),
    "not UTF-8": (
        ["invoice", "create", "Acme", "--line", "5 a\udcffb", "-y"],
        "TEXT-CONTROL",
        "--line",
    ),
    "10,000 characters": (
        ["invoice", "create", "Acme", "--line", "5 " + "x" * 10_000, "-y"],
        "TEXT-LONG",
        "--line",
    ),
    "control characters in a note": (
        ["invoice", "create", "Acme", "--line", "5 Work", "--note", "a\x07", "-y"],
        "TEXT-CONTROL",
        "--note",
    ),
    "payment: unknown customer": (
        ["payment", "add", "Akme", "100", "EUR", "-y"],
        "UNKNOWN-CUSTOMER",
        "Acme",
    ),
    "payment: amount": (
        ["payment", "add", "Acme", "1e3", "EUR", "-y"],
        "AMOUNT-UNREADABLE",
        "AMOUNT",
    ),
    "payment: not a number": (
        ["payment", "add", "Acme", "NaN", "EUR", "-y"],
        "AMOUNT-UNREADABLE",
        "AMOUNT",
    ),
    "payment: too many decimals": (
        ["payment", "add", "Acme", "1.005", "EUR", "-y"],
        "AMOUNT-DIGITS",
        "AMOUNT",
    ),
    "payment: other digits": (
        ["payment", "add", "Acme", "\u0661\u0660", "EUR", "-y"],
        "AMOUNT-UNREADABLE",
        "AMOUNT",
    ),
    "payment: nothing": (
        ["payment", "add", "Acme", "0", "EUR", "-y"],
        "PAYMENT-AMOUNT",
        "positive",
    ),
    "payment: date": (
        ["payment", "add", "Acme", "100", "EUR", "--date", "someday", "-y"],
        "DATE-UNREADABLE",
        "--date",
    ),
    "payment: unknown item": (
        ["payment", "add", "Acme", "100", "EUR", "--allocate", "OLD-9", "-y"],
        "UNKNOWN-ITEM",
        "--allocate",
    ),
    "payment: more than is open": (
        ["payment", "add", "Acme", "200", "EUR", "--allocate", "OLD-1=200", "-y"],
        "ALLOCATION-EXCEEDS",
        "OLD-1",
    ),
    "payment: more than arrived": (
        ["payment", "add", "Acme", "50", "EUR", "--allocate", "OLD-1=80", "-y"],
        "ALLOCATION-SUM",
        "80",
    ),
    "payment: two modes": (
        ["payment", "add", "Acme", "1", "EUR", "--oldest-first", "--on-account", "-y"],
        "PAYMENT-MODE",
        "--oldest-first",
    ),
    "payment: unknown account": (
        ["payment", "add", "Acme", "100", "EUR", "--account", "Assets:Bnak", "-y"],
        "ACCOUNT-UNKNOWN",
        "Assets:Bank",
    ),
    "payment: receivable account": (
        ["payment", "add", "Acme", "100", "EUR", "--account", "Assets:Receivable:Globex", "-y"],
        "ACCOUNT-NOT-MONEY",
        "--account",
    ),
    "payment: no account at all": (
        ["payment", "add", "Acme", "100", "EUR", "--account", "bank", "-y"],
        "ACCOUNT-NOT-MONEY",
        "bank",
    ),
    "payment: before the accounts": (
        ["payment", "add", "Acme", "100", "EUR", "--date", "2024-12-31", "-y"],
        "ACCOUNT-CLOSED",
        "main.beancount:4",
    ),
    "payment: narration": (
        ["payment", "add", "Acme", "100", "EUR", "--text", "a\tb", "-y"],
        "TEXT-CONTROL",
        "--text",
    ),
    "void: unknown": (["invoice", "void", "OLD-9", "-y"], "UNKNOWN-ITEM", "OLD-1"),
    "void: reason": (
        ["invoice", "void", "OLD-1", "--reason", "a\x1bb", "-y"],
        "TEXT-CONTROL",
        "--reason",
    ),
    "void: before the invoice": (
        ["invoice", "void", "OLD-1", "--date", "2025-12-31", "-y"],
        "CREDIT-BEFORE",
        "--date",
    ),
    "undo: nothing": (["undo", "-y"], "UNDO-NOTHING", "billcli"),
    "statement file missing": (["reconcile", "june.csv", "-y"], "FILE-MISSING", "june.csv"),
    "statement file is a folder": (["reconcile", ".", "-y"], "FILE-IS-FOLDER", "folder"),
    "profile unknown": (
        ["reconcile", "january.csv", "--profile", "x", "-y"],
        "PROFILE-UNKNOWN",
        "billcli.toml",
    ),
    "reconcile: unknown account": (
        ["reconcile", "january.csv", "--account", "Assets:Bnak", "-y"],
        "ACCOUNT-UNKNOWN",
        "Assets:Bank",
    ),
    "report: customer": (["report", "open", "--customer", "Akme"], "UNKNOWN-CUSTOMER", "Acme"),
    "report: status": (["report", "open", "--status", "late"], "OPTION-VALUE", "--status"),
    "report: sort": (["report", "open", "--sort", "colour"], "OPTION-VALUE", "--sort"),
    "report: as of": (["report", "open", "--as-of", "soon"], "DATE-UNREADABLE", "--as-of"),
    "report: min": (["report", "open", "--min", "a"], "AMOUNT-UNREADABLE", "--min"),
    "no such ledger": (
        ["report", "open", "-f", "books.beancount"],
        "LEDGER-NOT-FOUND",
        "books.beancount",
    ),
    "no such project": (
        ["report", "open", "--project", "elsewhere"],
        "PROJECT-MISSING",
        "--project",
    ),
    "missing verb's word": (["quote", "pay"], "COMMAND-UNKNOWN", "quote"),
    "unknown option": (["invoice", "list", "--colour"], "OPTION-UNKNOWN", "--colour"),
    "customer id": (["customer", "add", "-x", "-y"], "OPTION-UNKNOWN", "-x"),
    "customer in use": (["customer", "add", "acme", "-y"], "CUSTOMER-EXISTS", "Acme"),
    "customer e-mail": (
        ["customer", "add", "Initech", "--email", "a@b,c@d", "-y"],
        "EMAIL-UNREADABLE",
        "--email",
    ),
    "customer name": (
        ["customer", "add", "Initech", "--name", "a\nb", "-y"],
        "TEXT-CONTROL",
        "--name",
    ),
}


@pytest.mark.parametrize(("argv", "code", "named"), LINES.values(), ids=LINES)
def test_a_wrong_word_is_named_with_its_flag(
    world: World, argv: list[str], code: str, named: str
) -> None:
    code = code or world.billcli(argv).err.partition("[")[2].partition("]")[0]
    assert code, "nothing was refused"
    refused(world, argv, 2, code, named)


@pytest.mark.parametrize("argv", WRITING.values(), ids=WRITING)
def test_nothing_is_written_without_a_yes(world: World, argv: list[str]) -> None:
    if argv[0] == "undo":
        assert world.billcli(CREATE).status == 0
    refused(world, argv[:-1], 2, "NEEDS-YES", "--yes")


# --- the ledger --------------------------------------------------------------------------------


def appended(text: str) -> Callable[[Path], object]:
    def spoil(folder: Path) -> None:
        with (folder / "more.beancount").open("a") as file:
            file.write(text)

    return spoil


def first_line(text: str) -> Callable[[Path], object]:
    def spoil(folder: Path) -> None:
        main = folder / "main.beancount"
        main.write_text(text + "\n" + main.read_text())

    return spoil


def as_bytes(change: Callable[[bytes], bytes]) -> Callable[[Path], object]:
    def spoil(folder: Path) -> None:
        more = folder / "more.beancount"
        more.write_bytes(change(more.read_bytes()))

    return spoil


def linked(folder: Path) -> None:
    (folder / "more.beancount").rename(folder / "real.beancount")
    (folder / "more.beancount").symlink_to("real.beancount")


def piped(folder: Path) -> None:
    (folder / "more.beancount").unlink()
    os.mkfifo(folder / "more.beancount")


def ends_the_process(folder: Path) -> None:
    (folder / "killer.py").write_text(
        "__plugins__ = ['run']\ndef run(entries, options):\n    raise SystemExit(0)\n"
    )
    first_line('plugin "killer"')(folder)


LEDGERS: dict[str, tuple[Callable[[Path], object], str, str]] = {
    "syntax": (appended('\n2026-01-03 * "Torn\n'), "LEDGER-SYNTAX", "more.beancount:19"),
    "unbalanced": (
        appended('\n2026-01-03 * "x"\n  Assets:Bank  1 EUR\n  Income:Services  -2 EUR\n'),
        "LEDGER-UNBALANCED",
        "more.beancount:19",
    ),
    "unknown account": (
        appended('\n2026-01-03 * "x"\n  Assets:Bnak  1 EUR\n  Income:Services  -1 EUR\n'),
        "LEDGER-VALIDATION",
        "more.beancount:19",
    ),
    "failing balance": (
        appended("\n2026-01-03 balance Assets:Bank 5 EUR\n"),
        "LEDGER-BALANCE",
        "more.beancount:19",
    ),
    "division by zero": (
        appended('\n2026-01-03 * "x"\n  Assets:Bank  1/0 EUR\n  Income:Services\n'),
        "LEDGER-DIVISION",
        "more.beancount:20",
    ),
    "byte order mark": (
        as_bytes(lambda old: b"\xef\xbb\xbf" + old),
        "LEDGER-BOM",
        "more.beancount:1",
    ),
    "Latin-1": (
        as_bytes(lambda old: old.replace(b"Acme Inc.", b"M\xfcller", 1)),
        "LEDGER-ENCODING",
        "more.beancount:6",
    ),
    "UTF-16": (
        as_bytes(lambda old: old.decode().encode("utf-16")),
        "LEDGER-ENCODING",
        "more.beancount:1",
    ),
    "NUL bytes": (as_bytes(lambda old: old + b"\0\0"), "LEDGER-NUL", "more.beancount:18"),
    "missing include": (
        lambda folder: (folder / "more.beancount").unlink(),
        "INCLUDE-MISSING",
        "main.beancount:2",
    ),
    "include loop": (appended('\ninclude "main.beancount"\n'), "INCLUDE-LOOP", "more.beancount:19"),
    "include outside": (
        appended('\ninclude "../other.beancount"\n'),
        "INCLUDE-OUTSIDE",
        "more.beancount:19",
    ),
    "include of /etc/passwd": (
        appended('\ninclude "/etc/passwd"\n'),
        "INCLUDE-OUTSIDE",
        "more.beancount:19",
    ),
    "symlinked include": (linked, "INCLUDE-SYMLINK", "main.beancount:2"),
    "include of a device": (
        appended('\ninclude "/dev/zero"\n'),
        "INCLUDE-OUTSIDE",
        "more.beancount:19",
    ),
    "include of a pipe": (piped, "INCLUDE-NOT-REGULAR", "main.beancount:2"),
    "plugin not allowed": (
        first_line('plugin "fava.plugins.link_documents"'),
        "PLUGIN-REFUSED",
        "main.beancount:1",
    ),
    "number too long": (
        appended(f"\n2026-01-03 price EUR {'9' * 60} USD\n"),
        "LEDGER-NUMBER",
        "more.beancount:19",
    ),
}
BAD_LEDGER = pytest.mark.parametrize(("spoil", "code", "place"), LEDGERS.values(), ids=LEDGERS)


@BAD_LEDGER
@pytest.mark.parametrize("argv", [CREATE, PAY, RECONCILE], ids=["invoice", "payment", "reconcile"])
def test_money_commands_stop_at_a_ledger_that_does_not_load(
    world: World, spoil: Callable[[Path], object], code: str, place: str, argv: list[str]
) -> None:
    spoil(world.folder)
    refused(world, argv, 3, code, f"{place}: error[{code}]", "help: ")


@BAD_LEDGER
def test_reading_goes_on_under_a_banner(
    world: World, spoil: Callable[[Path], object], code: str, place: str
) -> None:
    spoil(world.folder)
    refused(world, OPEN, 3, code, f"{place}: error[{code}]", "may be incomplete")
    refused(world, ["check"], 3, code, place)


@pytest.mark.parametrize("push", ["pushtag #trip", 'pushmeta place: "Rome"'])
@pytest.mark.parametrize("argv", [CREATE, PAY, RECONCILE], ids=["invoice", "payment", "reconcile"])
def test_nothing_is_appended_under_an_open_push(world: World, push: str, argv: list[str]) -> None:
    with (world.folder / "main.beancount").open("a") as file:
        file.write(f"{push}\n")
    refused(world, argv, 3, "LEDGER-OPEN-PUSH", "main.beancount:11: error", "help: ")


def test_a_plugin_that_ends_the_process_is_named(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    ends_the_process(world.folder)
    monkeypatch.syspath_prepend(str(world.folder))
    monkeypatch.setattr("sys.dont_write_bytecode", True)
    allowed = [*CREATE, "--allow-plugin", "killer"]
    refused(world, allowed, 3, "PLUGIN-FAILED", "main.beancount:1", "killer", "SystemExit")
    refused(world, CREATE, 3, "PLUGIN-REFUSED", "main.beancount:1", "killer")


SETTINGS = {
    "not TOML": ("[tax\n", "CONFIG-INVALID", "billcli.toml:1"),
    "unknown key": ('[defaults]\ncurency = "EUR"\n', "CONFIG-INVALID", "billcli.toml:2"),
    "wrong kind": ("[defaults]\nterms = 30\n", "CONFIG-INVALID", "billcli.toml:2"),
    "tax without a rate": ("[tax.VAT]\n", "CONFIG-INVALID", "billcli.toml:1"),
    "series": ('[series.invoice]\npattern = "INV"\n', "CONFIG-INVALID", "billcli.toml:2"),
    "format": ('[output]\nformats = ["docx"]\n', "CONFIG-INVALID", "billcli.toml:2"),
}


@pytest.mark.parametrize(("text", "code", "place"), SETTINGS.values(), ids=SETTINGS)
def test_a_wrong_project_file_is_named_with_its_line(
    world: World, text: str, code: str, place: str
) -> None:
    (world.folder / "billcli.toml").write_text(text)
    for argv in (CREATE, PAY, RECONCILE, OPEN):
        refused(world, [*argv, "-f", "main.beancount"], 3, code, place)


# --- statements --------------------------------------------------------------------------------

STATEMENTS = {
    "empty": ("", "CSV"),
    "no amounts": ("Date;Text\n2026-01-30;x\n", "CSV"),
    "unreadable amount": ("Date;Text;Amount\n2026-01-30;x;12,0x\n2026-01-31;y;1.00\n", "CSV"),
    "ambiguous dates": ("Date;Text;Amount\n02/03/2026;x;1.00\n", "CSV-DATE-ORDER"),
    "no such day": ("Date;Text;Amount\n2026-02-30;x;1.00\n", "CSV"),
    "binary": ("\x00\x01\x02\x03", "CSV"),
}


@pytest.mark.parametrize(("text", "code"), STATEMENTS.values(), ids=STATEMENTS)
def test_a_statement_that_cannot_be_read_is_refused_whole(
    world: World, text: str, code: str
) -> None:
    (world.folder / "january.csv").write_text(text)
    seen = world.billcli(RECONCILE)
    found = seen.err.partition("[")[2].partition("]")[0]
    assert found.startswith(code), seen
    refused(world, RECONCILE, 2, found, "january.csv", "help: ")


# --- the disk, the lock, the templates ----------------------------------------------------------


def test_a_lock_that_is_held_is_a_conflict(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(writing, "WAIT", 0.0)
    monkeypatch.setattr(writing.Consent.__init__, "__defaults__", (False, 0.0, None, None))
    state = world.folder / ".billcli"
    state.mkdir()
    with (state / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        for argv in (CREATE, PAY, RECONCILE):
            refused(world, argv, 6, "LOCK-HELD", ".billcli/lock", "run the command again")
        assert world.billcli(OPEN).status == 0
    assert world.billcli(CREATE).status == 0


@pytest.mark.parametrize("argv", [CREATE, PAY, RECONCILE], ids=["invoice", "payment", "reconcile"])
@pytest.mark.parametrize(
    ("number", "code"), [(errno.ENOSPC, "DISK-FULL"), (errno.EACCES, "FILE-DENIED")]
)
def test_a_full_disk_leaves_everything_as_it_was(
    world: World, monkeypatch: pytest.MonkeyPatch, argv: list[str], number: int, code: str
) -> None:
    def full(_descriptor: int, _content: bytes) -> None:
        raise OSError(number, os.strerror(number))

    with monkeypatch.context() as patch:
        patch.setattr(atomic_file, "_write_all", full)
        refused(world, argv, 1, code)
    assert world.billcli(argv).status == 0


TEMPLATES = {
    "syntax": ("Invoice\n{% if %}\n", 2),
    "unknown value": ("\n\n{{ invoice.colour }}\n", 3),
    "forbidden": ("{{ ''.__class__.__mro__ }}\n", 1),
    "file outside": ("\n{% include '../billcli.toml' %}\n", 2),
}


@pytest.mark.parametrize(("text", "line"), TEMPLATES.values(), ids=TEMPLATES)
def test_an_error_in_a_template_names_the_template_and_its_line(
    world: World, text: str, line: int
) -> None:
    folder = world.folder / "templates"
    folder.mkdir()
    (folder / "invoice.txt").write_text(text)
    refused(world, CREATE, 3, "TEMPLATE-ERROR", f"templates/invoice.txt:{line}: error")


# --- hostile text comes out as itself -----------------------------------------------------------

HOSTILE = {
    "formula": "=cmd|'/c calc'!A0",
    "at": "@SUM(1+1)*cmd",
    "typst": '#read("x") $x$ *b* _i_ @ref <label>',
    "rich": "[bold]x[/bold] [link=file:///etc]y[/]",
    "html": "<script>alert(1)</script> & \"q\" 'a'",
    "jinja": "{{ 7 * 7 }} {% include 'x' %}",
    "ledger": 'a" ^link #tag ; comment \\',
    "japanese": "株式会社",
    "bidi-free arabic": "شركة",
    "long": "word " * 190,
}
PLAIN_TEXT_OF = {"html": 'alert(1)</script> & "q"'}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_a_hostile_name_comes_out_as_itself(world: World, desk: ModuleType, text: str) -> None:
    text = text.strip()
    folder = world.folder
    (folder / "billcli.toml").write_text(desk.SETTINGS.replace('["text"]', '["html", "text"]'))
    assert world.billcli(["customer", "add", "Initech", f"--name={text}", "-y"]).status == 0
    line = f"2 x 10.00 {text}".replace("\\", "\\\\").replace(";", "\\;")
    made = world.billcli(["invoice", "create", "Initech", f"--line={line}", "-y"])
    assert made.status == 0, made

    answer = json.loads(world.billcli([*OPEN, "--format", "json"]).out)
    assert answer["data"]["items"][-1]["customer_name"] == text
    shown = json.loads(world.billcli(["invoice", "show", "INV-2026-0001", "--format", "json"]).out)
    assert shown["data"]["invoices"][0]["lines"][0]["description"] == text

    import csv  # noqa: PLC0415
    import io  # noqa: PLC0415

    row = list(csv.DictReader(io.StringIO(world.billcli([*OPEN, "--format", "csv"]).out)))[-1]
    neutral = f"'{text}" if text[0] in "=+-@" else text
    assert row["customer_name"] == neutral
    plain = world.billcli(OPEN)
    assert text in plain.out
    table = world.billcli([*OPEN, "--format", "table"])
    assert table.status == 0
    assert text.split()[0] in table.out

    html = (folder / "documents/INV-2026-0001.html").read_text()
    assert "<script>alert" not in html
    from html import unescape  # noqa: PLC0415

    assert text in unescape(html)
    letter = (folder / "documents/INV-2026-0001.txt").read_text()
    assert text.split()[0] in letter
    assert "49" not in letter
    assert world.billcli(["check"]).status == 0
    books = (folder / "main.beancount").read_text()
    assert text.replace("\\", "\\\\").replace('"', '\\"') in books


@pytest.mark.parametrize("name", ["typst", "formula", "rich", "japanese"])
def test_a_hostile_name_makes_a_pdf(world: World, desk: ModuleType, name: str) -> None:
    settings = desk.SETTINGS.replace('["text"]', '["pdf"]')
    (world.folder / "billcli.toml").write_text(settings)
    text = HOSTILE[name]
    assert world.billcli(["customer", "add", "Initech", f"--name={text}", "-y"]).status == 0
    line = f"--line=2 x 10.00 {text}"
    assert world.billcli(["invoice", "create", "Initech", line, "-y"]).status == 0
    made = (world.folder / "documents/INV-2026-0001.pdf").read_bytes()
    assert made.startswith(b"%PDF-")
    assert world.billcli(["check"]).status == 0
