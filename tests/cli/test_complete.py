"""The answer to a shell: its form, what it may load, and that it never fails."""

from __future__ import annotations

import base64
import os
import subprocess
import sys
import unicodedata
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from billcli.cli.app import run
from billcli.cli.command_table import entrances
from billcli.cli.complete import MOST, bare_letters, complete

if TYPE_CHECKING:
    from collections.abc import Callable

pytestmark = pytest.mark.usefixtures("read_examples")
STUDIO = Path(__file__).parents[2] / "ledgers" / "studio"
PROBE = """
import sys
from billcli.cli.app import run
status = run(sys.argv[1:])
print(*sorted(name.partition(".")[0] for name in sys.modules), file=sys.stderr)
sys.exit(status)
"""
HEAVY = {"rich", "jinja2", "beancount", "sqlite3", "babel", "dateutil", "typst", "stdnum", "segno"}


def asked(*argv: str, folder: Path = STUDIO) -> list[str]:
    return complete(argv, entrances(), os.environ, folder).splitlines()


def answer(text: str, shell: str = "zsh") -> tuple[str, list[str]]:
    kind, *rows = asked(shell, text)
    return kind, [row.partition("\t")[0] for row in rows]


def test_words_begin_as_typed() -> None:
    assert answer("billcli rep") == ("words", ["report"])
    assert answer("billcli customer show Ac") == ("words", ["Acme"])


@pytest.mark.parametrize("typed", ["acme", "werkzeuge", "ACM"])
def test_near_words_are_found_by_letters_of_any_size_and_by_name(typed: str) -> None:
    assert answer(f"billcli customer show {typed}") == ("near", ["Acme"])
    assert answer(f"billcli invoice list --customer={typed}") == ("near", ["--customer=Acme"])


def test_choices_and_commands_are_not_searched() -> None:
    assert answer("billcli invoice list --status ver") == ("near", [])
    assert answer("billcli voice") == ("near", [])


def test_files_are_the_shells_affair() -> None:
    assert asked("fish", "billcli --output=x") == ["file\t--output="]
    assert asked("bash", "billcli init ") == ["folder\t"]


def test_bash_gets_what_follows_its_break() -> None:
    line = "billcli payment add Acme 1 EUR --account Assets:Bank:C"
    assert asked("bash", line, ":=", "9") == ["words", "Checking"]
    assert asked("bash", line, "", "9") == ["words", "Assets:Bank:Checking"]


def test_bash_lists_remarks_at_the_second_tab_only() -> None:
    line = "billcli invoice show INV-2025-004"
    inserted, listed = asked("bash", line, ":=", "9"), asked("bash", line, ":=", "63")
    assert inserted[1] == "INV-2025-0045"
    assert listed[1] == "INV-2025-0045  Kaffeewerk Donau GmbH, 536.00 EUR, due 2025-12-30"
    assert asked("bash", "billcli customer show Ac", "", "63") == ["words", "Acme"]


def test_bash_never_loses_letters_to_near_words() -> None:
    assert asked("bash", "billcli invoice show umlaut", "", "9") == ["near"]
    line = "billcli invoice show werk"
    assert asked("bash", line, "", "9") == ["near"]
    assert len(asked("bash", line, "", "63")) > 2
    assert asked("bash", "billcli invoice show inv-2025-004", "", "9")[1] == "INV-2025-0045"


def test_powershell_sends_its_line_in_base64() -> None:
    def line(text: str) -> str:
        return base64.b64encode(text.encode()).decode()

    row = asked("powershell", line('billcli customer show "Ac'))[1]
    assert row == "Acme\tAcme\tAcme Werkzeuge GmbH"
    assert (
        asked("powershell", line("billcli completion po"))[1] == "powershell\t" * 2 + "powershell"
    )
    assert asked("powershell", "A") == []


HOSTILE = """2026-01-01 open Assets:Receivable:Acme
2026-01-01 open Income:X
2026-01-01 custom "customer" "$(touch pwned)"
  name: "a\x1b[31mb\tc"
2026-01-01 custom "customer" "two\x1b[2Jrows"
2026-01-02 * "x" "y" #invoice
  invoice: "`touch pwned`; rm -rf *"
  Assets:Receivable:Acme  5 EUR
  Income:X
"""


def test_what_a_ledger_says_cannot_run_nor_move_the_cursor(
    tmp_path: Path, model_of: Callable[..., None]
) -> None:
    (tmp_path / "a.beancount").write_text(HOSTILE)
    model_of(tmp_path)
    line = "billcli customer show "
    assert asked("zsh", line, folder=tmp_path) == [
        "words", "$(touch pwned)\ta[31mbc", "Acme\tx",
    ]  # fmt: skip
    bash = asked("bash", line, folder=tmp_path)
    assert bash[1] == r"\$\(touch\ pwned\)"
    document = asked("bash", "billcli invoice show ", folder=tmp_path)[1]
    said = subprocess.run(  # noqa: S603 - what a person would run after Tab
        ["/bin/bash", "--norc", "-c", f"printf %s {document}"],
        cwd=tmp_path, capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert said.stdout == "`touch pwned`; rm -rf *"
    assert [path.name for path in tmp_path.iterdir()] == ["a.beancount"]


def test_a_list_has_an_end(tmp_path: Path, model_of: Callable[..., None]) -> None:
    opened = "".join(f"2026-01-01 open Assets:Receivable:C{n}\n" for n in range(MOST + 50))
    (tmp_path / "a.beancount").write_text(opened)
    model_of(tmp_path)
    assert len(asked("zsh", "billcli customer show ", folder=tmp_path)) == MOST + 1


@pytest.mark.parametrize("argv", [[], ["zsh"], ["tcsh", "billcli "], ["zsh", "\0"], ["zsh", "'\\"]])
def test_odd_questions_are_answered(argv: list[str]) -> None:
    assert asked(*argv)[:1] in ([], ["words"], ["near"])


WORDS = st.lists(
    st.sampled_from(
        ["invoice", "list", "show", "payment", "add", "help", "--", "-", "-f", "--customer", "-fx",
         "--format=", "'", '"', "\\", "Acme", "=", "--line", "ledger", "reseal", "--account", "A=B"]
    )
    | st.text(max_size=5),
    max_size=7,
)  # fmt: skip


def check_any_line(words: list[str]) -> None:
    for shell in ("bash", "zsh"):
        rows = asked(shell, "billcli " + " ".join(words), ":=", "9")
        assert rows, "an exception was swallowed"
        assert rows[0].partition("\t")[0] in {"words", "near", "file", "folder"}


@given(words=WORDS)
@settings(max_examples=40, deadline=None)
def test_no_line_stops_it(words: list[str]) -> None:
    check_any_line(words)


@pytest.mark.long
@given(words=WORDS)
@settings(max_examples=2000, deadline=None)
def test_no_line_stops_it_at_length(words: list[str]) -> None:
    check_any_line(words)


def test_a_failure_is_silence(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr("billcli.cli.complete.offer", fail)
    assert complete(["zsh", "billcli "], entrances(), {}, STUDIO) == ""


def _process(*argv: str, cwd: Path = STUDIO) -> subprocess.CompletedProcess[str]:
    env = {key: value for key, value in os.environ.items() if "COV" not in key}
    return subprocess.run(  # noqa: S603 - our own code
        [sys.executable, "-c", PROBE, "__complete", *argv],
        cwd=cwd, env=env, capture_output=True, encoding="utf-8", check=False, timeout=60,
    )  # fmt: skip


@pytest.mark.parametrize(
    "line",
    ["billcli inv", "billcli invoice list --", "billcli invoice show ", "billcli customer show a",
     "billcli payment add Acme 1 EUR --allocate ", "billcli help ", "billcli help AR",
     "billcli customer add X --tax ", "billcli invoice void "],
)  # fmt: skip
def test_a_tab_is_light(line: str) -> None:
    ended = _process("zsh", line)
    loaded = set(ended.stderr.split())
    assert ended.stdout.count("\n") > 1
    assert not loaded & {*HEAVY, "typer"}
    assert "typing" not in loaded or "tomllib" in loaded  # which needs it


def test_a_folder_that_is_gone_is_no_error(tmp_path: Path) -> None:
    gone = tmp_path / "gone"
    gone.mkdir()
    code = f"import os; os.rmdir({str(gone)!r})\n{PROBE}"
    ended = subprocess.run(  # noqa: S603 - our own code
        [sys.executable, "-c", code, "__complete", "zsh", "billcli invoice show "],
        cwd=gone, capture_output=True, text=True, check=False, timeout=60,
    )  # fmt: skip
    assert ended.returncode == 0
    assert "Traceback" not in ended.stderr


def test_nothing_is_written_beside_the_books(
    tmp_path: Path,
    model_of: Callable[..., None],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    (tmp_path / "a.beancount").write_text("2026-01-01 open Assets:Receivable:Acme\n")
    monkeypatch.chdir(tmp_path)
    assert run(["__complete", "zsh", "billcli customer show "]) == 0
    assert capsys.readouterr() == ("near\n", "")
    model_of(tmp_path)
    assert run(["__complete", "zsh", "billcli customer show "]) == 0
    assert capsys.readouterr() == ("words\nAcme\t\n", "")
    assert [path.name for path in tmp_path.iterdir()] == ["a.beancount"]


ACCENTS = """option "operating_currency" "EUR"
2025-01-01 open Assets:Receivable:Mueller
2025-01-01 custom "customer" "Mueller" Assets:Receivable:Mueller
  name: "Müller & Söhne"
2025-01-01 open Assets:Receivable:Lodz
2025-01-01 custom "customer" "Łódź" Assets:Receivable:Lodz
  name: "Zakład Straße"
"""


@pytest.fixture
def accents(tmp_path: Path, model_of: Callable[..., None]) -> Path:
    (tmp_path / "main.beancount").write_text(ACCENTS, encoding="utf-8")
    model_of(tmp_path)
    return tmp_path


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("muller", "Mueller"), ("SOHNE", "Mueller"), ("Söh", "Mueller"), ("mu\u0308ll", "Mueller"),
        ("lod", "Łódź"), ("ŁÓ", "Łódź"), ("zaklad", "Łódź"), ("strasse", "Łódź"),
    ],
)  # fmt: skip
def test_names_are_found_without_their_accents(accents: Path, typed: str, found: str) -> None:
    for shell in ("zsh", "fish"):
        rows = asked(shell, f"billcli customer show {typed}", folder=accents)
        assert [row.partition("\t")[0] for row in rows] == ["near", found]
    assert asked("bash", f"billcli customer show {typed}", "", "9", folder=accents)[1] == found


@settings(max_examples=50)
@given(st.text(max_size=12))
def test_letters_compare_the_same_however_they_are_written(text: str) -> None:
    bare = bare_letters(text)
    assert bare_letters(unicodedata.normalize("NFD", text)) == bare
    assert bare_letters(unicodedata.normalize("NFC", text)) == bare
    assert not any(map(unicodedata.combining, bare))


def test_drafts_are_offered_by_name_and_once(accents: Path) -> None:
    (accents / "drafts").mkdir()
    for name in ("a.toml", "a.edit.toml", "b.edit.toml", "notes.txt"):
        (accents / "drafts" / name).write_text("", encoding="utf-8")
    for command in ("invoice show", "invoice void", "invoice edit", "invoice issue"):
        rows = asked("zsh", f"billcli {command} ", folder=accents)
        assert rows == ["words", "a\tdraft", "b\tdraft"], command


def test_templates_are_offered_with_the_wording() -> None:
    assert answer("billcli template copy wording/de.") == ("words", ["wording/de.toml"])
    assert "invoice.typ" in answer("billcli template copy ")[1]
