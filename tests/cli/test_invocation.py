from __future__ import annotations

import datetime as dt
import os
from pathlib import Path

import pytest

from billcli.cli.hoist import hoist
from billcli.cli.invocation import ENDINGS, Format, Invocation, Surroundings, resolve

TODAY = dt.date(2026, 3, 31)


def _resolve(around: Surroundings, *argv: str) -> Invocation:
    invocation, problems = resolve(hoist(argv), around)
    assert problems == ()
    return invocation


def _codes(around: Surroundings, *argv: str) -> list[str]:
    return [problem.code for problem in resolve(hoist(argv), around)[1]]


def _screen(path: Path, **env: str) -> Surroundings:
    return Surroundings(env, path, TODAY, stdin_tty=True, stdout_tty=True, stderr_tty=True)


def test_everything_given_arrives(around: Surroundings) -> None:
    invocation = _resolve(
        around,
        *"-f a.beancount --project p --receivable Assets:AR".split(),
        *"--allow-plugin x --allow-plugin y".split(),
        *"-n -y -q -v --debug --no-input".split(),
    )
    assert (invocation.file, invocation.project) == (Path("a.beancount"), Path("p"))
    assert (invocation.receivable, invocation.allow_plugins) == ("Assets:AR", ("x", "y"))
    assert invocation.dry_run
    assert invocation.yes
    assert invocation.quiet
    assert invocation.verbose
    assert invocation.debug
    assert invocation.no_input


def test_the_clock_is_the_surroundings_and_the_cut_off_follows_it(around: Surroundings) -> None:
    assert _resolve(around).today == TODAY
    assert _resolve(around).as_of is None
    assert _resolve(around).cutoff == TODAY
    assert _resolve(around, "--today", "2026-01-05").cutoff == dt.date(2026, 1, 5)


def test_the_cut_off_may_be_relative_to_the_clock(around: Surroundings) -> None:
    invocation = _resolve(around, "--as-of", "-3d", "--today=2026-01-05")
    assert invocation.as_of == invocation.cutoff == dt.date(2026, 1, 2)


@pytest.mark.parametrize("text", ["31.01.2026", "2026-02-30", "tomorow", "0", "2026-1-1"])
def test_a_date_in_another_form_is_refused(around: Surroundings, text: str) -> None:
    [problem] = resolve(hoist(["--as-of", text]), around)[1]
    assert "--as-of" in problem.message


def test_a_pipe_gets_plain_text_and_a_terminal_a_table(
    around: Surroundings, tmp_path: Path
) -> None:
    assert _resolve(around).format is Format.PLAIN
    assert _resolve(_screen(tmp_path)).format is Format.TABLE
    assert _resolve(_screen(tmp_path), "-o", "x.csv").format is Format.CSV


@pytest.mark.parametrize(("ending", "form"), ENDINGS.items())
def test_the_ending_of_the_file_names_the_format(
    around: Surroundings, ending: str, form: Format
) -> None:
    assert _resolve(around, "-o", f"out{ending}").format is form
    assert _resolve(around, "-o", f"OUT{ending.upper()}").format is form


def test_a_hyphen_is_standard_output(around: Surroundings) -> None:
    assert _resolve(around, "-o", "-").output is None


@pytest.mark.parametrize(
    ("argv", "code"),
    [
        (["--format", "csv", "-o", "x.json"], "FORMAT-CONFLICT"),
        (["--format", "xml"], "FORMAT-UNKNOWN"),
        (["-o", "x.xyz"], "FORMAT-UNKNOWN"),
        (["-o", "."], "OUTPUT-FOLDER"),
        (["-o", "no/such/x.json"], "OUTPUT-FOLDER"),
        (["--color", "blue"], "OPTION-VALUE"),
    ],
)
def test_contradictions_are_found_before_anything_runs(
    around: Surroundings, argv: list[str], code: str
) -> None:
    assert _codes(around, *argv) == [code]


def test_a_table_may_go_to_a_text_file(around: Surroundings) -> None:
    assert _resolve(around, "-o", "x.txt", "--format", "table").format is Format.TABLE


def test_an_unknown_ending_is_fine_when_the_format_is_named(around: Surroundings) -> None:
    assert _resolve(around, "-o", "x.xyz", "--format", "json").format is Format.JSON


def test_documents_have_endings_of_their_own(around: Surroundings) -> None:
    assert _resolve(around, "-o", "x.pdf").output == Path("x.pdf")


def test_an_existing_ledger_is_never_overwritten(around: Surroundings) -> None:
    (around.cwd / "main.beancount").write_text("keep\n", encoding="utf-8")
    assert _codes(around, "-o", "main.beancount") == ["OUTPUT-LEDGER"]
    assert _codes(around, "-o", "new.beancount") == []


def test_every_problem_is_reported_at_once(around: Surroundings) -> None:
    codes = _codes(around, "--format", "xml", "--as-of", "x", "--color=z", "--yes=1", "-o", "a.b")
    assert len(codes) == 5 - 1  # --format was given, so the ending of -o is no fault


def test_a_wrong_format_still_leaves_a_usable_invocation(around: Surroundings) -> None:
    assert resolve(hoist(["--format", "xml"]), around)[0].format is Format.PLAIN


@pytest.mark.parametrize(
    ("env", "argv", "color"),
    [
        ({"TERM": "xterm"}, [], True),
        ({"NO_COLOR": "1"}, [], False),
        ({"NO_COLOR": ""}, [], True),
        ({"TERM": "dumb"}, [], False),
        ({"NO_COLOR": "1"}, ["--color", "always"], True),
        ({}, ["--color", "never"], False),
        ({}, ["-o", "x.txt"], False),
    ],
)
def test_colour_follows_the_terminal_and_the_environment(
    tmp_path: Path, env: dict[str, str], argv: list[str], color: bool
) -> None:
    assert _resolve(_screen(tmp_path, **env), *argv).color is color


def test_a_pipe_is_never_coloured_unasked(around: Surroundings) -> None:
    assert _resolve(around).color is False
    assert _resolve(around, "--color=always").color is True


def test_nobody_is_asked_under_a_machine_format_or_without_a_terminal(
    around: Surroundings, tmp_path: Path
) -> None:
    screen = _screen(tmp_path)
    assert _resolve(screen).may_ask
    assert not _resolve(around).may_ask
    assert not _resolve(screen, "--no-input").may_ask
    for form in ("json", "jsonl", "csv", "ids", "beancount"):
        assert not _resolve(screen, "--format", form).may_ask


def test_the_process_has_surroundings(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "57")
    around = Surroundings.of_process()
    assert around.columns == 57
    assert around.cwd == Path.cwd()
    assert around.today == dt.datetime.now().astimezone().date()
    assert not around.stdout_tty


@pytest.mark.parametrize(("stated", "columns"), [("0", 80), ("x", 80), ("", 80), ("3", 20)])
def test_a_senseless_width_counts_as_none(
    monkeypatch: pytest.MonkeyPatch, stated: str, columns: int
) -> None:
    monkeypatch.setenv("COLUMNS", stated)
    monkeypatch.setattr(os, "get_terminal_size", lambda _: os.terminal_size((0, 0)))
    assert Surroundings.of_process().columns == columns


def test_the_width_of_the_terminal_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("COLUMNS", raising=False)
    monkeypatch.setattr(os, "get_terminal_size", lambda _: os.terminal_size((133, 40)))
    assert Surroundings.of_process().columns == 133


def test_a_closed_stream_and_a_folder_that_is_gone_are_no_crash(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    gone = tmp_path / "gone"
    gone.mkdir()
    monkeypatch.chdir(gone)
    monkeypatch.setenv("PWD", str(gone))
    gone.rmdir()
    monkeypatch.setattr("sys.stdin", None)
    closed = Path(tmp_path / "x").open("w", encoding="utf-8")  # noqa: SIM115 - closed on purpose
    closed.close()
    monkeypatch.setattr("sys.stderr", closed)
    around = Surroundings.of_process()
    assert around.cwd == gone
    assert not around.stdin_tty
    assert not around.stderr_tty
