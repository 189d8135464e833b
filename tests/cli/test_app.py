"""The frame as a whole: words in, answer and exit status out."""

from __future__ import annotations

import io
import json
import re
import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest

import billcli
from billcli.cli import app
from billcli.cli.app import command_tree, main, run
from billcli.cli.command_table import Entrance, entrances
from billcli.cli.declare import verb
from billcli.cli.invocation import Surroundings
from billcli.cli.outcome import Outcome

Call = Callable[..., tuple[int, str, str]]
Screen = Callable[..., Surroundings]
ENVELOPE = ["schema", "status", "exit_code", "data", "problems"]
EXIT_CODES = [
    ("failed", 1, "X-FAILED"),
    ("usage", 2, "X-USAGE"),
    ("invalid", 3, "X-TWO"),
    ("secret", 4, "X-SECRET"),
    ("conflict", 6, "X-LOCK"),
    ("interrupt", 130, "USER-INTERRUPT"),
    ("abort", 130, "USER-INTERRUPT"),
    ("eof", 130, "USER-INTERRUPT"),
    ("disk", 1, "DISK-FULL"),
    ("bug", 1, "INTERNAL-ERROR"),
    ("exit", 1, "INTERNAL-ERROR"),
    ("deep", 1, "TOO-DEEP"),
    ("memory", 1, "MEMORY-FULL"),
    ("typer-exit", 1, "INTERNAL-ERROR"),
]


@pytest.mark.parametrize(("how", "code", "problem"), EXIT_CODES)
def test_every_failure_has_its_exit_code_in_words(
    call: Call, how: str, code: int, problem: str
) -> None:
    status, out, err = call("fail", how)
    assert (status, out) == (code, "")
    assert f"error[{problem}]: " in err
    assert "Traceback" not in err


@pytest.mark.parametrize(("how", "code", "problem"), EXIT_CODES)
def test_every_failure_is_an_envelope_under_json(
    call: Call, how: str, code: int, problem: str
) -> None:
    status, out, err = call("--format", "json", "fail", how)
    answer = json.loads(out)
    assert (status, err) == (code, "")
    assert list(answer) == ENVELOPE
    assert (answer["schema"], answer["status"]) == ("billcli.fail/1", "error")
    assert answer["exit_code"] == code
    assert answer["problems"][-1]["code"] == problem


def test_all_problems_are_shown_the_most_important_last(call: Call) -> None:
    _, _, err = call("fail", "invalid")
    assert err.splitlines() == [
        "main.beancount:2: error[X-ONE]: first",
        "main.beancount:3: error[X-TWO]: second",
    ]


def test_a_success_is_an_envelope_with_the_words_of_the_command(call: Call) -> None:
    status, out, err = call("item", "list", "--count=2", "--format=json")
    answer = json.loads(out)
    assert (status, err) == (0, "")
    assert list(answer) == ENVELOPE
    assert answer["schema"] == "billcli.item.list/1"
    assert answer["status"] == "success"
    assert answer["data"] == {"items": ["INV-2026-0001", "INV-2026-0002"]}


def test_something_that_waits_is_partial(call: Call) -> None:
    status, out, _ = call("give", "partial", "--format", "json")
    assert status == 5
    assert json.loads(out)["status"] == "partial"


def test_plain_is_the_answer_in_a_pipe(call: Call) -> None:
    status, out, err = call("item", "list", "--count=1")
    assert (status, err) == (0, "")
    assert out == (
        "item\tcustomer\tdate_issued\tdays_overdue\tamount\tcurrency\tfile\n"
        "INV-2026-0001\tAcme Inc.\t2026-01-15\t1\t1001.00\tEUR\tmain.beancount\n"
    )


def test_remarks_go_to_standard_error_and_quiet_drops_them(call: Call) -> None:
    assert call("item", "add", "Box")[2].splitlines() == [
        "added Box",
        "next: billcli item list",
        "warning[X-WARN]: odd name",
    ]
    assert call("item", "add", "Box", "-q")[2] == "warning[X-WARN]: odd name\n"


def test_json_is_quiet_unless_told_otherwise(call: Call) -> None:
    assert call("item", "add", "Box", "--format", "json")[2] == ""
    assert "added Box" in call("item", "add", "Box", "--format", "json", "-v")[2]


@pytest.mark.parametrize(
    "argv",
    [
        ["--today", "2026-01-05", "-n", "item", "add", "Box"],
        ["item", "--today", "2026-01-05", "add", "-n", "Box"],
        ["item", "add", "Box", "-n", "--today=2026-01-05"],
    ],
)
def test_global_options_stand_anywhere(call: Call, argv: list[str]) -> None:
    data = json.loads(call(*argv, "--format", "json")[1])["data"]
    assert data == {"name": "Box", "note": "", "today": "2026-01-05", "dry_run": True}


def test_text_that_looks_like_an_option_is_attached(call: Call) -> None:
    data = json.loads(call("item", "add", "--note=-n", "--format=json", "--", "-y")[1])["data"]
    assert (data["note"], data["name"], data["dry_run"]) == ("-n", "-y", False)


@pytest.mark.parametrize(
    ("argv", "code", "words"),
    [
        (["itm"], "COMMAND-UNKNOWN", "did you mean item?"),
        (["item", "lst"], "COMMAND-UNKNOWN", "did you mean list?"),
        (["item", "zzz"], "COMMAND-UNKNOWN", "run billcli item -h"),
        (["item", "list", "--cuont=2"], "OPTION-UNKNOWN", "no option --cuont"),
        (["item", "list", "--count=x"], "COMMAND-LINE", "'--count'"),
        (["item", "list", "more"], "COMMAND-LINE", "unexpected extra argument"),
        (["item", "add"], "COMMAND-LINE", "missing argument 'NAME'"),
        (["--strange"], "OPTION-UNKNOWN", "run billcli -h"),
        (["item", "list", "--format"], "OPTION-VALUE", "--format needs a value"),
        (["item", "list", "--format=xml"], "FORMAT-UNKNOWN", "use one of table, plain"),
    ],
)
def test_a_wrong_command_line_is_told_in_our_form(
    call: Call, argv: list[str], code: str, words: str
) -> None:
    status, out, err = call(*argv)
    assert (status, out) == (2, "")
    assert f"error[{code}]: " in err
    assert words.casefold() in err.casefold()
    assert "Usage:" not in err


@pytest.mark.parametrize("argv", [[], ["item"], ["-n"], ["item", "-q"]])
def test_a_missing_command_shows_help_and_is_a_usage_error(call: Call, argv: list[str]) -> None:
    status, out, err = call(*argv)
    assert (status, out) == (2, "")
    assert err.startswith("Usage: billcli")


def test_a_missing_command_is_an_envelope_under_json(call: Call) -> None:
    status, out, err = call("item", "--format", "json")
    assert (status, err) == (2, "")
    assert json.loads(out)["problems"][0]["code"] == "COMMAND-MISSING"


@pytest.mark.parametrize("how", ["nothing", "three", "exit"])
def test_a_command_that_returns_no_outcome_never_ends_well(call: Call, how: str) -> None:
    status, _, err = call("give", how)
    assert status == 1
    assert "error[INTERNAL-ERROR]" in err


def test_a_failure_leaves_a_log_without_any_ledger_content(call: Call, tmp_path: Path) -> None:
    _, _, err = call("fail", "bug")
    [log] = (tmp_path / ".local" / "state" / "billcli").iterdir()
    assert str(log) in err
    text = log.read_text(encoding="utf-8")
    assert "KeyError" in text
    assert "in fail" in text
    assert "command fail" in text
    assert "secret customer name" not in text
    assert "secret customer name" not in err


def test_debug_shows_the_traceback(call: Call) -> None:
    _, _, err = call("fail", "bug", "--debug")
    assert "Traceback" in err
    assert "secret customer name" in err


def test_a_failure_without_a_home_has_no_log(
    call: Call, around: Surroundings, tmp_path: Path
) -> None:
    homeless = Surroundings({}, around.cwd, around.today)
    assert "a log is in" not in call("fail", "bug", around=homeless)[2]
    (tmp_path / "file").write_bytes(b"")
    blocked = Surroundings({"XDG_STATE_HOME": str(tmp_path / "file")}, around.cwd, around.today)
    assert "a log is in" not in call("fail", "bug", around=blocked)[2]


def test_version_needs_nothing_else(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["-q", "--version"]) == 0
    assert capsys.readouterr().out == f"billcli {billcli.__version__}\n"


def test_main_ends_the_process_with_the_status(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "argv", ["billcli", "--nonsense"])
    monkeypatch.setattr("gc.disable", lambda: None)  # meant for a process that ends
    with pytest.raises(SystemExit) as ended:
        main()
    assert ended.value.code == 2
    with pytest.raises(SystemExit) as ended:
        main(["--version"])
    assert ended.value.code == 0
    capsys.readouterr()


def test_help_starts_with_an_example_and_ends_before_the_sections(call: Call) -> None:
    status, out, err = call("item", "list", "-h")
    assert (status, err) == (0, "")
    assert out.splitlines()[:6] == [
        "Usage: billcli item list [OPTIONS]",
        "",
        "  List items.",
        "",
        "      billcli item list --count 2",
        "",
    ]
    assert "never shown" not in out
    assert "\x1b" not in out


def test_help_of_a_noun_lists_its_verbs_and_where_to_find_more(call: Call) -> None:
    out = call("item", "--help")[1]
    assert "list  List items." in out
    assert "billcli help" in out


def test_help_of_everything_imports_no_command(call: Call) -> None:
    status, out, _ = call("--help")
    assert status == 0
    assert "Trial:" in out
    assert "--as-of DATE" in out


@pytest.mark.parametrize("columns", [40, 60, 80, 120])
def test_help_fits_the_terminal(call: Call, screen: Screen, columns: int) -> None:
    out = call("item", "-h", around=screen(columns))[1]
    assert max(map(len, out.splitlines())) <= max(columns, 62)


def test_every_row_of_the_table_is_complete() -> None:
    table = entrances()
    assert {name for name, entrance in table.items() if entrance.group} == set(
        "bank match collections contact customer credit debit deposit dispute expense hold invoice"
        " quote plan payment promise receipt refund report statement template time writeoff"
        " ledger config outbox cron".split()
    )
    assert {name for name, entrance in table.items() if not entrance.group} == set(
        "init demo remind apply worklist missed status why check doctor reconcile undo"
        " completion help".split()
    )
    assert all(entrance.summary and entrance.section for entrance in table.values())
    assert list(command_tree().entrances) == list(table)


def test_a_closed_pipe_is_quiet_and_keeps_the_status(
    table: dict[str, Entrance], around: Surroundings, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Closed(io.StringIO):
        def write(self, _: str) -> int:
            raise BrokenPipeError

    monkeypatch.setattr(sys, "stdout", Closed())
    assert run(["item", "list"], around, table) == 0


class _Full(io.StringIO):
    def write(self, _: str) -> int:
        raise OSError(28, "No space left on device")


def test_an_answer_that_cannot_be_written_is_a_failure(
    table: dict[str, Entrance],
    around: Surroundings,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(sys, "stdout", _Full())
    assert run(["item", "list"], around, table) == 1
    assert "error[DISK-FULL]" in capsys.readouterr().err


def test_a_lost_answer_after_a_change_says_that_the_change_stands(
    table: dict[str, Entrance],
    around: Surroundings,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(sys, "stdout", _Full())
    monkeypatch.setattr(sys, "stderr", io.StringIO())
    assert run(["item", "add", "Box", "--format", "json"], around, table) == 1
    monkeypatch.undo()
    assert capsys.readouterr().out == ""


def test_the_table_of_commands_can_name_any_module(
    monkeypatch: pytest.MonkeyPatch, around: Surroundings, capsys: pytest.CaptureFixture[str]
) -> None:
    missing = {"gone": Entrance("billcli.cli.no_such_module", "x", "y", group=False)}
    assert run(["gone"], around, missing) == 1
    assert "ModuleNotFoundError" in capsys.readouterr().err
    assert monkeypatch is not None


def test_the_return_type_of_a_command_may_be_known_to_type_checkers_only(
    monkeypatch: pytest.MonkeyPatch, around: Surroundings, capsys: pytest.CaptureFixture[str]
) -> None:
    module = ModuleType("billcli_invented_typed")
    vars(module)["app"] = verb("typed")

    def typed() -> Unknown:  # noqa: F821 - the point of the test
        """Return an answer."""
        return Outcome(text="answer")

    vars(module)["app"].command("typed")(typed)
    monkeypatch.setitem(sys.modules, module.__name__, module)
    table = {"typed": Entrance(module.__name__, "x", "y", group=False)}
    assert run(["typed"], around, table) == 0
    assert capsys.readouterr().out == "answer\n"


RETURN_EXIT = re.compile(r"return\s+(typer\.)?Exit\(")


def test_nobody_returns_an_exit() -> None:
    folder = Path(app.__file__).parent
    guilty = [
        path.name
        for path in folder.rglob("*.py")
        if RETURN_EXIT.search(path.read_text(encoding="utf-8"))
    ]
    assert guilty == []
    assert RETURN_EXIT.search("    return typer.Exit(3)")


def test_only_present_and_its_streams_print() -> None:
    folder = Path(app.__file__).parent
    printing = re.compile(r"(?<![\w.])print\(|typer\.echo\(|sys\.stdout\.write\(")
    guilty = {
        path.name
        for path in folder.rglob("*.py")
        if printing.search(path.read_text(encoding="utf-8"))
    }
    assert guilty <= {"reference.py"}
