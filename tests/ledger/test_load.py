"""The hostile corpus: what people, editors, git and strangers do to a ledger's files."""

from __future__ import annotations

import gc
import os
import subprocess
import sys
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from beancount import loader
from beancount.core.data import Transaction

from billcli.domain.problem import InvalidError, Problem, Severity
from billcli.ledger.load import Snapshot, load, read_text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

OPEN = "2026-01-01 open Assets:Bank\n2026-01-01 open Income:Work\n"
SALE = '2026-02-01 * "Acme"\n  Assets:Bank  10.00 USD\n  Income:Work  -10.00 USD\n'
MAIN = "main.beancount"


def sale(first: str, second: str = "", head: str = '* "Acme"') -> str:
    """Return accounts and one transaction whose postings stand in lines 4 and 5."""
    return f"{OPEN}2026-02-01 {head}\n  Assets:Bank  {first}\n  Income:Work  {second}\n"


@dataclass(frozen=True)
class Case:
    """A ledger, what is done to it, and the problems it must show.

    Attributes:
        files: texts or bytes by name; a text alone is the main file.
        found: ``file:line CODE`` of every problem.
        entries: transactions that are read in spite of it.
        harm: done to the folder after the files are there.
    """

    name: str
    files: dict[str, str | bytes]
    found: tuple[str, ...] = ()
    entries: int = 0
    harm: Callable[[Path], object] = field(default=lambda _folder: None)


def one(name: str, text: str | bytes, *found: str, entries: int = 0) -> Case:
    """Return a case of one file; ``found`` is ``line CODE``."""
    return Case(name, {MAIN: text}, tuple(f"{MAIN}:{f}" for f in found), entries)


def included(name: str, written: str, *codes: str, entries: int = 0, **files: str | bytes) -> Case:
    """Return a case whose main file includes ``written`` in line 3."""
    others = {key.replace("__", "/").replace("_", "."): value for key, value in files.items()}
    text = f'{OPEN}include "{written}"\n'
    return Case(name, {MAIN: text, **others}, tuple(f"{MAIN}:3 {c}" for c in codes), entries)


FILES = [
    one("byte order mark", b"\xef\xbb\xbf" + (OPEN + SALE).encode(), "1 LEDGER-BOM"),
    Case(
        "byte order mark in an included file",
        {MAIN: f'{OPEN}include "a.bean"\n', "a.bean": b"\xef\xbb\xbf" + SALE.encode()},
        ("a.bean:1 LEDGER-BOM",),
    ),
    one("crlf", (OPEN + SALE).replace("\n", "\r\n"), entries=1),
    one("mixed line ends", OPEN.replace("\n", "\r\n") + SALE, entries=1),
    one("tabs", (OPEN + SALE).replace("  ", "\t"), entries=1),
    one("no final newline", (OPEN + SALE).rstrip(), entries=1),
    one("returns only", (OPEN + SALE).replace("\n", "\r"), "1 LEDGER-RETURN"),
    one("a lone return hides what follows", f"{OPEN}; a\r{SALE}", "3 LEDGER-RETURN"),
    one("a line of 100,000 characters", sale("1 USD", head='* "' + "x" * 100_000 + '"'), entries=1),
    one(
        "a line of five million characters",
        sale("1 USD", head='* "' + "x" * 5_000_000 + '"'),
        "3 LEDGER-LONG",
    ),
    one("latin-1 in a string", OPEN.encode() + b'2026-02-01 * "M\xfcller"\n', "3 LEDGER-ENCODING"),
    one("latin-1 in a comment", OPEN.encode() + b"; M\xfcller\n", "3 LEDGER-ENCODING"),
    one("utf-16", (OPEN + SALE).encode("utf-16"), "1 LEDGER-ENCODING"),
    one("utf-16 without a mark", (OPEN + SALE).encode("utf-16-le"), "1 LEDGER-ENCODING"),
    one("nul bytes", OPEN.encode() + b"\0" * 512, "3 LEDGER-NUL"),
    one("no bytes", "", "0 LEDGER-EMPTY"),
    one("only a comment", "; nothing yet\n", "0 LEDGER-EMPTY"),
    included("an included file of no bytes", "a", a=""),
    included("missing include", "a.bean", "INCLUDE-MISSING"),
    included("included folder", "a", "INCLUDE-NOT-REGULAR", a__b=SALE),
    included("include of nothing", "", "INCLUDE-NOT-REGULAR"),
    included("include of itself", MAIN, "INCLUDE-LOOP"),
    included("pattern that matches itself", "*.beancount", "INCLUDE-LOOP"),
    Case(
        "include loop",
        {MAIN: f'{OPEN}include "a"\n', "a": 'include "b"\n', "b": '\ninclude "a"\n'},
        ("b:2 INCLUDE-LOOP",),
    ),
    Case(
        "diamond",
        {
            MAIN: f'{OPEN}include "a"\ninclude "b"\n',
            "a": 'include "c"\n',
            "b": 'include "c"\n',
            "c": SALE,
        },
        ("b:1 INCLUDE-TWICE",),
        1,
    ),
    Case(
        "one file under two names",
        {MAIN: f'{OPEN}include "a"\ninclude "./x/../a"\n', "a": SALE},
        (f"{MAIN}:4 INCLUDE-TWICE",),
        1,
    ),
    Case(
        "hard link",
        {MAIN: f'{OPEN}include "a"\ninclude "b"\n', "a": SALE},
        (f"{MAIN}:4 INCLUDE-TWICE",),
        1,
        lambda folder: os.link(folder / "a", folder / "b"),
    ),
    Case(
        "symbolic link",
        {MAIN: f'{OPEN}include "a"\ninclude "b"\n', "a": SALE},
        (f"{MAIN}:4 INCLUDE-SYMLINK",),
        1,
        lambda folder: (folder / "b").symlink_to("a"),
    ),
    Case(
        "folder behind a symbolic link",
        {MAIN: f'{OPEN}include "y/a"\n', "x/a": SALE},
        (f"{MAIN}:3 INCLUDE-SYMLINK",),
        0,
        lambda folder: (folder / "y").symlink_to("x"),
    ),
    Case(
        "pipe",
        {MAIN: f'{OPEN}include "pipe"\n'},
        (f"{MAIN}:3 INCLUDE-NOT-REGULAR",),
        0,
        lambda folder: os.mkfifo(folder / "pipe"),
    ),
    included("device", "/dev/zero", "INCLUDE-OUTSIDE"),
    included("file of the system", "/etc/passwd", "INCLUDE-OUTSIDE"),
    included("way out of the folder", "../../etc/passwd", "INCLUDE-OUTSIDE"),
    included("pattern over the whole disk", "/usr/**", "INCLUDE-OUTSIDE"),
    included("hidden file", ".a", "INCLUDE-HIDDEN"),
    included("backup", "a.bean~", "INCLUDE-BACKUP"),
    included("encrypted", "a.gpg", "INCLUDE-ENCRYPTED", a_gpg="x"),
    Case(
        "pattern with backups",
        {MAIN: f'{OPEN}include "y/*"\n', "y/a.bean": SALE, "y/a.bean~": SALE, "y/a.bak": SALE},
        (f"{MAIN}:3 INCLUDE-SKIPPED", f"{MAIN}:3 INCLUDE-SKIPPED"),
        1,
    ),
    included("pattern without a match", "y/*", "INCLUDE-MISSING"),
    included(
        "pattern through folders", "y/**/*.bean", entries=2, y__a_bean=SALE, y__z__b_bean=SALE
    ),
    included("file in a hidden folder", ".git/a", "INCLUDE-HIDDEN"),
    one(
        "merge markers",
        f"{OPEN}<<<<<<< ours\n{SALE}=======\n>>>>>>> 1\n",
        "3 LEDGER-CONFLICT",
        "3 LEDGER-SYNTAX",
        "7 LEDGER-CONFLICT",
        "8 LEDGER-CONFLICT",
    ),
]

NUMBERS = [
    *(
        one(f"division {e}", sale(f"{e} USD"), "4 LEDGER-DIVISION")
        for e in ("1/0", "0/0", "1/0.00", "1/(0)", "1/-0", "1 / 0", "5/(1-1)", "1/(1/0)", "(1/0)*0")
    ),
    one("division by zero in metadata", sale("1 USD\n    share: 1/0"), "5 LEDGER-DIVISION"),
    one("division by zero in a price", sale("1 EUR @ 1/0 USD"), "4 LEDGER-DIVISION"),
    one("division by zero in a total", sale("1 EUR @@ 1/0 USD"), "4 LEDGER-DIVISION"),
    one("division by zero in a cost", sale("1 HOOL {1/0 USD}"), "4 LEDGER-DIVISION"),
    one("division by zero in a total cost", sale("1 HOOL {1 # 1/0 USD}"), "4 LEDGER-DIVISION"),
    one(
        "division by zero in a tolerance",
        f"{OPEN}2026-03-01 balance Assets:Bank 0 ~ 1/0 USD\n",
        "3 LEDGER-DIVISION",
    ),
    one("division by zero in a record", f'{OPEN}2026-03-01 custom "x" 1/0\n', "3 LEDGER-DIVISION"),
    one("division by zero in a pushed value", f"pushmeta share: 1/0\n{OPEN}", "1 LEDGER-DIVISION"),
    one(
        "slashes that divide nothing",
        f'{OPEN}2026/02/01 * "1/0 of 0/0" ^1/0 #0/0\n  note: "1/0"\n  Assets:Bank  1 USD ; 1/0\n'
        "  Income:Work\n* 1/0\n",
        entries=1,
    ),
    one("a division that works", sale("1/3 USD"), entries=1),
    one("thousands", sale("1,000.00 USD"), entries=1),
    *(
        one(f"number {n}", sale(f"{n} USD"), "4 LEDGER-SYNTAX")
        for n in ("1,00.00", "10,00", ".5", "1'000", "1e5", "NaN", "Infinity", "\uff11")
    ),
    one(
        "29 digits in a tolerance",
        f"{OPEN}2026-03-01 balance Assets:Bank 0 ~ {'1' * 29} USD\n",
        "3 LEDGER-NUMBER",
    ),
    one("29 digits in a total cost", sale(f"1 HOOL {{1 # {'1' * 29} USD}}"), "4 LEDGER-NUMBER"),
    one("29 digits in a cost", sale(f"1 HOOL {{{'1' * 29} USD}}"), "4 LEDGER-NUMBER"),
    one("29 digits in metadata", sale(f"1 USD\n    share: {'1' * 29}"), "5 LEDGER-NUMBER"),
    one("29 digits", sale("1" * 29 + " USD"), "4 LEDGER-NUMBER"),
    one("30 decimals", sale(f"1.{'0' * 30} USD"), "4 LEDGER-NUMBER"),
    one("a very small number", sale(f"0.{'0' * 40}1 USD"), "4 LEDGER-NUMBER"),
    one(
        "a product beyond all bounds",
        sale("*".join(["9" * 28] * 3) + " USD", "1 USD"),
        "4 LEDGER-NUMBER",
    ),
    one(
        "digits that cannot be summed",
        sale("9999999999999999999999999999 USD", "0.001 USD\n  Assets:Bank"),
        "3 LEDGER-BOOKING",
    ),
    *(
        one(f"nesting {s}", sale(s * 20_000 + "1 USD"), "4 LEDGER-SYNTAX")
        for s in ("(", "-", "(1+")
    ),
    one("30 February", sale("1 USD").replace("02-01", "02-30"), "3 LEDGER-SYNTAX"),
    one("year 10000", sale("1 USD").replace("2026-02", "10000-02"), "3 LEDGER-SYNTAX"),
    one("one-digit month", sale("1 USD").replace("02-01", "2-1"), entries=1),
    one("unbalanced", sale("1 USD", "2 USD"), "3 LEDGER-UNBALANCED", entries=1),
    one("two amounts missing", sale(""), "5 LEDGER-BOOKING", entries=0),
    one(
        "failed balance",
        f"{OPEN}{SALE}2026-03-01 balance Assets:Bank 3 USD\n",
        "6 LEDGER-BALANCE",
        entries=1,
    ),
    one("unused pad", f"{OPEN}2026-01-02 pad Assets:Bank Income:Work\n", "3 LEDGER-PAD"),
    one(
        "one garbage line loses the payment before it",
        f"{OPEN}{SALE}garbage\n{SALE}",
        "6 LEDGER-SYNTAX",
        entries=1,
    ),
]

NAMES = [
    *(
        one(f"account {a}", f"{OPEN}2026-01-01 open {a}\n", "3 LEDGER-SYNTAX")
        for a in (
            "Assets:a.b",
            "Assets:A_B",
            "Assets:A&B",
            "Assets:株式会社",
            "Assets:ünicode",
            "Foo:Bar",
            "Assets",
        )
    ),
    *(
        one(f"account {a}", f"{OPEN}2026-01-01 open {a}\n")
        for a in ("Assets:123-GmbH", "Assets:Ünïcode", "Assets:A-", "Assets:Москва")
    ),
    *(
        one(f"currency {c}", sale(f"1 {c}"), "4 LEDGER-SYNTAX")
        for c in ("eur", "€", "TRUE", "NULL")
    ),
    one("currency of a future", sale("1 /ES"), entries=1),
    one(
        "link with a colon", sale("1 USD", head='* "x" ^a:bb'), "3 LEDGER-SYNTAX", "3 LEDGER-SYNTAX"
    ),
    one("capital key", sale("1 USD\n    Note: 1"), "5 LEDGER-SYNTAX"),
    one("key of one letter", sale("1 USD\n    n: 1"), "5 LEDGER-SYNTAX"),
    one("key twice", sale("1 USD\n    kk: 1\n    kk: 2"), "3 LEDGER-SYNTAX", entries=1),
    one("three strings", sale("1 USD", head='* "a" "b" "c"'), "3 LEDGER-SYNTAX"),
    one("string without an end", sale("1 USD", head='* "a'), "3 LEDGER-SYNTAX"),
    one(
        "account never opened",
        SALE.replace("Work", "Play") + OPEN,
        "1 LEDGER-VALIDATION",
        entries=1,
    ),
    one("account opened twice", OPEN + OPEN, "3 LEDGER-VALIDATION", "4 LEDGER-VALIDATION"),
    one(
        "account closed before",
        f"{OPEN}2026-01-02 close Assets:Bank\n{SALE}",
        "4 LEDGER-VALIDATION",
        entries=1,
    ),
    one(
        "wrong currency", SALE + OPEN.replace("Bank", "Bank EUR"), "1 LEDGER-VALIDATION", entries=1
    ),
    one(
        "document that is not there",
        f'{OPEN}2026-02-01 document Assets:Bank "no.pdf"\n',
        "3 LEDGER-DOCUMENT",
    ),
    one(
        "pushes left open",
        f"pushtag #trip\npushmeta kk: 3\n{OPEN}{SALE}",
        "1 LEDGER-OPEN-PUSH",
        "2 LEDGER-OPEN-PUSH",
        entries=1,
    ),
    one("pushes taken back", f"pushtag #trip\n{OPEN}{SALE}poptag #trip\n", entries=1),
    one(
        "pops without a push",
        f"poptag #trip\npopmeta kk:\n{OPEN}",
        "1 LEDGER-SYNTAX",
        "2 LEDGER-SYNTAX",
    ),
    one("unknown option", f'option "nope" "1"\n{OPEN}', "1 LEDGER-SYNTAX"),
    one("unreadable option", f'option "inferred_tolerance_default" "x"\n{OPEN}', "1 LEDGER-SYNTAX"),
    one(
        "option renamed",
        f'option "inferred_tolerance_multiplier" "1"\n{OPEN}',
        "1 LEDGER-DEPRECATED",
    ),
    one("documents sought everywhere", f'option "documents" "/"\n{OPEN}', "1 LEDGER-DOCUMENTS"),
]

CORPUS = [pytest.param(case, id=case.name) for case in (*FILES, *NUMBERS, *NAMES)]


def lay_out(case: Case, folder: Path) -> Path:
    for name, content in case.files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
    case.harm(folder)
    return folder / MAIN


def described(problem: Problem) -> str:
    assert problem.where is not None
    return f"{problem.where.file}:{problem.where.line} {problem.code}"


def test_the_corpus_is_large_enough() -> None:
    assert len(CORPUS) >= 60


@pytest.mark.parametrize("case", CORPUS)
def test_each_harm_is_named_with_its_file_and_line(case: Case, tmp_path: Path) -> None:
    ledger = lay_out(case, tmp_path)
    before = sorted(path.name for path in tmp_path.rglob("*"))
    snapshot = load(ledger, seen_from=tmp_path)
    expected = ("a:0 LEDGER-EMPTY",) if case.name == "an included file of no bytes" else case.found
    assert tuple(map(described, snapshot.problems)) == expected
    assert len(snapshot.facts.entries) == case.entries
    assert all(problem.help and "\n" not in problem.message for problem in snapshot.problems)
    assert sorted(path.name for path in tmp_path.rglob("*")) == before


@pytest.mark.parametrize("name", ["missing", "folder", "pipe", "device", "encrypted"])
def test_a_main_file_that_cannot_be_read_ends_the_command(tmp_path: Path, name: str) -> None:
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "folder").mkdir()
    (tmp_path / "device").symlink_to("/dev/zero")
    ledger = tmp_path / ("a.gpg" if name == "encrypted" else name)
    with pytest.raises(InvalidError) as caught:
        load(ledger, seen_from=tmp_path)
    (problem,) = caught.value.problems
    assert problem.code == f"LEDGER-{'ENCRYPTED' if name == 'encrypted' else 'NOT-FOUND'}"
    assert problem.where is not None
    assert problem.where.file == ledger.name


def test_a_main_file_that_is_a_loop_of_links_ends_the_command(tmp_path: Path) -> None:
    (tmp_path / "a").symlink_to("b")
    (tmp_path / "b").symlink_to("a")
    with pytest.raises(InvalidError):
        load(tmp_path / "a")


CRASHES = ["1/0", "0/0", "1/0.00", "1/(0)", "1/-0", "1 / 0", "5/(1-1)", "(" * 20_000 + "1"]
SCRIPT = """
import sys
from pathlib import Path
from billcli.ledger.load import load
print(*[f"{p.where}:{p.code}" for p in load(Path(sys.argv[1]), seen_from=Path.cwd()).problems])
"""


@pytest.mark.parametrize("expression", CRASHES)
def test_what_ends_beancounts_process_does_not_end_ours(tmp_path: Path, expression: str) -> None:
    (tmp_path / MAIN).write_text(sale(f"{expression} USD"))
    run = subprocess.run(  # noqa: S603 - our own interpreter and text
        [sys.executable, "-c", SCRIPT, MAIN],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    code = "LEDGER-SYNTAX" if expression.startswith("((") else "LEDGER-DIVISION"
    assert (run.returncode, run.stdout.strip()) == (0, f"{MAIN}:4:{code}")


def simple(tmp_path: Path, text: str = OPEN + SALE, **files: str) -> Snapshot:
    (tmp_path / MAIN).write_text(text)
    for name, content in files.items():
        (tmp_path / name).write_text(content)
    return load(tmp_path / MAIN, seen_from=tmp_path)


def test_the_snapshot_describes_the_bytes_it_was_read_from(tmp_path: Path) -> None:
    text = f'pushtag #a\n{OPEN}include "b"\n'
    snapshot = simple(tmp_path, text, b=SALE.replace("\n", "\r\n"))
    main, second = snapshot.files
    assert snapshot.ledger is main
    assert (main.name, main.size, main.newline) == (MAIN, len(text), "\n")
    assert main.open_push == ("pushtag #a (line 1)",)
    assert (second.path, second.newline, second.open_push) == (tmp_path / "b", "\r\n", ())
    assert len(main.sha256) == 64
    assert snapshot.root == tmp_path
    assert snapshot.entry_count == 3


def test_money_commands_stop_at_any_error_but_not_at_warnings(tmp_path: Path) -> None:
    snapshot = simple(tmp_path, f"{OPEN}{SALE}garbage\nmore garbage\n")
    with pytest.raises(InvalidError) as caught:
        snapshot.require_sound()
    assert caught.value.exit_code == 3
    assert [p.code for p in caught.value.problems] == ["LEDGER-SYNTAX"] * 3
    warned = simple(tmp_path, "")
    assert [p.severity for p in warned.problems] == [Severity.WARNING]
    warned.require_sound()
    assert warned.is_sound


def test_the_main_file_may_be_a_link_and_its_own_folder_counts(tmp_path: Path) -> None:
    (tmp_path / "books").mkdir()
    (tmp_path / "books" / MAIN).write_text(f'{OPEN}include "a"\n')
    (tmp_path / "books/a").write_text(SALE)
    (tmp_path / "link").symlink_to("books/" + MAIN)
    snapshot = load(tmp_path / "link", seen_from=tmp_path)
    assert snapshot.problems == ()
    assert [file.name for file in snapshot.files] == [f"books/{MAIN}", "books/a"]
    assert snapshot.root == tmp_path / "books"


def test_files_are_named_as_the_user_would_type_them(tmp_path: Path) -> None:
    simple(tmp_path)
    (tmp_path / "sub").mkdir()
    assert load(tmp_path / MAIN, seen_from=tmp_path / "sub").ledger.name == f"../{MAIN}"
    assert load(tmp_path / MAIN, seen_from=Path("/")).ledger.name == str(tmp_path / MAIN)[1:]


@pytest.mark.parametrize("folder", ["books [2026]", "$HOME", "~", "a\udcffb", "株式会社"])
def test_odd_folder_names_do_not_matter(tmp_path: Path, folder: str) -> None:
    root = tmp_path / folder
    try:
        root.mkdir()
    except (OSError, UnicodeError):  # pragma: no cover - file systems that take UTF-8 only
        return
    assert len(simple(root, f'{OPEN}include "*.bean"\n', **{"a.bean": SALE}).facts.entries) == 1


def test_the_cache_is_neither_read_nor_written_nor_deleted(tmp_path: Path) -> None:
    cache = tmp_path / f".{MAIN}.picklecache"
    cache.write_bytes(b"cos\nsystem\n(S'touch owned'\ntR.")
    assert simple(tmp_path).problems == ()
    assert cache.read_bytes() == b"cos\nsystem\n(S'touch owned'\ntR."
    assert not (tmp_path / "owned").exists()


@pytest.mark.parametrize("enabled", [True, False])
def test_the_garbage_collector_is_left_as_it_was(tmp_path: Path, enabled: bool) -> None:
    try:
        (gc.enable if enabled else gc.disable)()
        simple(tmp_path)
        assert gc.isenabled() is enabled
        with pytest.raises(InvalidError):
            load(tmp_path / "gone")
        assert gc.isenabled() is enabled
    finally:
        gc.enable()


def test_the_text_of_a_refused_file_is_never_shown(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("hunter2 is the password\n")
    books = tmp_path / "books"
    books.mkdir()
    (books / "link").symlink_to("../secret")
    snapshot = simple(books, f'{OPEN}include "../secret"\ninclude "link"\ninclude "*k"\n')
    assert len(snapshot.problems) == 3
    assert "hunter2" not in repr(snapshot)


def test_an_excerpt_shows_the_line_without_control_characters(tmp_path: Path) -> None:
    (problem,) = simple(tmp_path, f'{OPEN}2026-02-30 * "a\x1b[31m"\n').problems
    assert problem.excerpt == '2026-02-30 * "a[31m"'


def test_too_many_files_end_the_walk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("billcli.ledger.gather.FILES_MAX", 2)
    snapshot = simple(tmp_path, f'{OPEN}include "[ab]"\n', a="; a\n", b="; b\n")
    assert [described(p) for p in snapshot.problems] == [f"{MAIN}:3 INCLUDE-MANY"]


def test_the_module_is_light_to_import() -> None:
    code = "import sys, billcli.ledger.load; print('beancount' in sys.modules)"
    run = subprocess.run(  # noqa: S603 - our own interpreter and text
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    assert run.stdout.strip() == "False"


def sums(postings: Iterable[tuple[str, Decimal, str]]) -> dict[tuple[str, str], Decimal]:
    result: dict[tuple[str, str], Decimal] = {}
    for account, number, currency in postings:
        result[account, currency] = result.get((account, currency), Decimal(0)) + number
    return result


LEDGERS = Path(__file__).parents[2] / "ledgers"


@pytest.mark.parametrize(
    "ledger", [pytest.param(p, id=p.name) for p in sorted(LEDGERS.rglob("*.beancount"))]
)
def test_every_account_holds_what_beancounts_own_loader_says(ledger: Path) -> None:
    entries, _, _ = loader.load_file(str(ledger))
    theirs = sums(
        (p.account, p.units.number, p.units.currency)
        for e in entries
        if isinstance(e, Transaction)
        for p in e.postings
    )
    ours = sums(
        (p.account, p.amount.number, p.amount.currency)
        for e in load(ledger).facts.entries
        for p in e.postings
    )
    assert ours == theirs


def test_text_is_read_by_itself() -> None:
    facts, problems = read_text(SALE, "new entry")
    assert problems == ()
    assert str(facts.entries[0].source) == "new entry:1"
    assert str(facts.entries[0].postings[1].amount) == "-10.00 USD"


def test_text_is_read_with_the_ledgers_own_roots() -> None:
    text = SALE.replace("Assets", "Aktiva")
    _, problems = read_text(text, "x")
    assert [described(p) for p in problems] == ["x:2 LEDGER-SYNTAX"]
    roots = {"Assets": "Aktiva", "Income": "Income"}
    facts, problems = read_text(text, "x", roots)
    assert problems == ()
    assert facts.options.roots["Assets"] == "Aktiva"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("\ufeff" + SALE, "LEDGER-BOM"),
        ("; \udcff\n", "LEDGER-ENCODING"),
        (sale("1/0 USD"), "LEDGER-DIVISION"),
        (sale("", ""), "LEDGER-BOOKING"),
    ],
)
def test_text_that_cannot_be_read_is_a_problem(text: str, code: str) -> None:
    facts, problems = read_text(text, "x")
    assert [p.code for p in problems] == [code]
    assert facts.entries == ()
