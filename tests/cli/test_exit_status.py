from __future__ import annotations

import errno

import pytest
import typer

from billcli.cli.exit_status import MissingVerb, settle, trace_without_values
from billcli.domain.problem import BillcliError, ExitCode, InvalidError, Problem


def _settled(error: BaseException) -> tuple[ExitCode, str]:
    code, problems = settle(error, {}, "item list")
    return code, problems[-1].code


@pytest.mark.parametrize(
    ("error", "code", "problem"),
    [
        (InvalidError.of("X", "y"), ExitCode.INVALID, "X"),
        (BillcliError(Problem("X", "y"), exit_code=ExitCode.WAITING), ExitCode.WAITING, "X"),
        (MissingVerb("billcli item", "help"), ExitCode.USAGE, "COMMAND-MISSING"),
        (typer.Abort(), ExitCode.INTERRUPTED, "USER-INTERRUPT"),
        (typer.BadParameter("not so"), ExitCode.USAGE, "COMMAND-LINE"),
        (OSError(errno.ENOSPC, "full"), ExitCode.FAILED, "DISK-FULL"),
        (OSError(errno.EROFS, "read-only"), ExitCode.FAILED, "FILE-DENIED"),
        (FileNotFoundError(errno.ENOENT, "none", "a"), ExitCode.FAILED, "FILE-MISSING"),
        (IsADirectoryError(errno.EISDIR, "folder"), ExitCode.FAILED, "FILE-IS-FOLDER"),
        (OSError("odd"), ExitCode.FAILED, "FILE-FAILED"),
        (ValueError("x"), ExitCode.FAILED, "INTERNAL-ERROR"),
        (SystemExit(0), ExitCode.FAILED, "INTERNAL-ERROR"),
    ],
)
def test_every_exception_has_one_status_and_one_code(
    error: BaseException, code: ExitCode, problem: str
) -> None:
    assert _settled(error) == (code, problem)


def test_a_system_error_names_the_file_that_could_not_be_made() -> None:
    _, [problem] = settle(OSError(errno.EACCES, "Denied", "a", None, b"b\xff"), {}, "")
    assert problem.message.endswith(": denied")
    assert problem.message.startswith("b")


def test_a_number_is_no_file_name() -> None:
    _, [problem] = settle(OSError(errno.EACCES, "Denied", 3), {}, "")
    assert problem.message == "denied"


def test_a_trace_holds_places_and_types_of_the_whole_chain_but_no_words() -> None:
    def inner() -> None:
        raise KeyError("Acme Inc.")

    def outer() -> None:
        try:
            inner()
        except KeyError as error:
            raise ValueError("1944.00 EUR") from error

    with pytest.raises(ValueError, match="1944") as caught:
        outer()
    text = trace_without_values(caught.value, "")
    assert "builtins.ValueError" in text
    assert "builtins.KeyError" in text
    assert "in inner" in text
    assert "command (none)" in text
    assert "Acme" not in text
    assert "1944" not in text


def test_a_very_deep_trace_is_bounded() -> None:
    def deep(n: int) -> None:
        if n:
            deep(n - 1)
        raise ValueError

    with pytest.raises(ValueError) as caught:  # noqa: PT011 - made above
        deep(200)
    assert len(trace_without_values(caught.value, "x").splitlines()) < 70


def test_without_typer_nothing_is_a_usage_error_of_typers(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delitem(__import__("sys").modules, "typer")
    assert _settled(ValueError("x")) == (ExitCode.FAILED, "INTERNAL-ERROR")
