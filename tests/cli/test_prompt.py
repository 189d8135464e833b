from __future__ import annotations

import io
from typing import TYPE_CHECKING

import pytest

from billcli.cli.invocation import Format, Invocation
from billcli.cli.prompt import ask, choose, confirm, say_waiting, terminal
from billcli.domain.problem import BillcliError, ExitCode, UsageError

if TYPE_CHECKING:
    from collections.abc import Callable

CHOICES = {"a": "accept", "s": "skip", "q": "quit"}


@pytest.fixture
def person(invocation: Invocation) -> Invocation:
    return invocation._replace(
        stdin_tty=True, stdout_tty=True, stderr_tty=True, format=Format.TABLE
    )


def _script(*answers: str) -> tuple[Callable[[str], str | None], list[str]]:
    asked: list[str] = []
    left = iter(answers)

    def reader(question: str) -> str | None:
        asked.append(question)
        return next(left, None)

    return reader, asked


def _never(question: str) -> str | None:
    raise AssertionError(question)


@pytest.mark.parametrize("answer", ["y", "Y", "yes", "YES"])
def test_yes_goes_on_after_the_exact_text_was_shown(person: Invocation, answer: str) -> None:
    reader, asked = _script(answer)
    confirm(person, '2026-01-01 open "x"\n  name: "y"', reader=reader)
    assert asked == ['2026-01-01 open "x"\n  name: "y"\nWrite this? [y/N] ']


@pytest.mark.parametrize("answers", [["n"], [""], ["yess"], []])
def test_anything_else_stops_and_says_that_nothing_happened(
    person: Invocation, answers: list[str]
) -> None:
    with pytest.raises(BillcliError, match="nothing was changed") as caught:
        confirm(person, "text", reader=_script(*answers)[0])
    assert caught.value.exit_code is ExitCode.FAILED


def test_with_yes_nobody_is_asked(invocation: Invocation) -> None:
    confirm(invocation._replace(yes=True), "text", reader=_never)


@pytest.mark.parametrize(
    "change",
    [{"stdin_tty": False}, {"stderr_tty": False}, {"no_input": True}, {"format": Format.JSON}],
)
def test_where_nobody_can_answer_the_flags_are_named(
    person: Invocation, change: dict[str, object]
) -> None:
    unattended = person._replace(**change)
    with pytest.raises(UsageError) as caught:
        confirm(unattended, "text", reader=_never)
    [problem] = caught.value.problems
    assert problem.code == "NEEDS-YES"
    assert "--yes" in problem.help
    assert "--dry-run" in problem.help
    with pytest.raises(ValueError, match="--name was not given"):
        ask(unattended, "Name", flag="--name", reader=_never)


def test_a_dry_run_has_nothing_to_confirm(person: Invocation) -> None:
    with pytest.raises(ValueError, match="dry run"):
        confirm(person._replace(dry_run=True, yes=True), "text", reader=_never)


def test_text_shown_cannot_move_the_cursor(person: Invocation) -> None:
    reader, asked = _script("y")
    confirm(person, "a\x1b[2Jb", reader=reader)
    assert "\x1b" not in asked[0]


def test_an_empty_answer_is_the_default(person: Invocation) -> None:
    reader, asked = _script("", "Bonn", "")
    assert ask(person, "City", flag="--city", default="Ulm", reader=reader) == "Ulm"
    assert ask(person, "City", flag="--city", default="Ulm", reader=reader) == "Bonn"
    assert ask(person, "City", flag="--city", reader=reader) == ""
    assert asked == ["City [Ulm]: ", "City [Ulm]: ", "City: "]


def test_the_end_of_input_is_none(person: Invocation) -> None:
    assert ask(person, "City", flag="--city", default="Ulm", reader=_script()[0]) is None
    assert choose(person, "Which", CHOICES, flag="--yes", reader=_script()[0]) is None


def test_yes_takes_a_default_without_asking(invocation: Invocation) -> None:
    unattended = invocation._replace(yes=True)
    assert ask(unattended, "City", flag="--city", default="Ulm", reader=_never) == "Ulm"


def test_a_choice_is_asked_until_it_is_one(person: Invocation) -> None:
    reader, asked = _script("x", "", "S")
    assert choose(person, "line 1\nline 2", CHOICES, flag="--yes", reader=reader) == "s"
    assert asked == [
        "line 1\nline 2\n  a  accept\n  s  skip\n  q  quit\nChoice: ",
        "Answer a, s, q: ",
        "Answer a, s, q: ",
    ]


def test_the_terminal_asks_on_standard_error(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(" yes \n"))
    assert terminal("Sure? ") == "yes"
    assert terminal("Sure? ") is None
    out, err = capsys.readouterr()
    assert (out, err) == ("", "Sure? Sure? ")


def test_a_person_is_told_who_is_waited_for(
    person: Invocation, capsys: pytest.CaptureFixture[str]
) -> None:
    say_waiting(person, 4711)
    say_waiting(person._replace(format=Format.PLAIN), None)
    say_waiting(person._replace(quiet=True), 4711)
    say_waiting(person._replace(format=Format.JSON), 4711)
    out, err = capsys.readouterr()
    assert out == ""
    assert err.splitlines() == [
        "waiting for another billcli (pid 4711) to finish",
        "waiting for another billcli to finish",
    ]
