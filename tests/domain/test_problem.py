"""Problems: their words, and the status a command ends with."""

from __future__ import annotations

import pytest

from billcli.domain.problem import BillcliError, ExitCode, InvalidError, Problem, UsageError

ONE, TWO = Problem("A-CODE", "one thing"), Problem("B-CODE", "another thing")


@pytest.mark.parametrize("kind", [BillcliError, UsageError, InvalidError])
def test_the_status_may_be_given_for_one_case(kind: type[BillcliError]) -> None:
    given = kind(ONE, exit_code=ExitCode.FAILED)
    assert given.exit_code is ExitCode.FAILED
    assert kind(ONE).exit_code is kind.exit_code


def test_every_problem_is_carried_and_told() -> None:
    error = UsageError(ONE, TWO)
    assert error.problems == (ONE, TWO)
    assert "one thing" in str(error)
    assert "another thing" in str(error)


def test_one_problem_is_made_of_its_parts() -> None:
    (problem,) = UsageError.of("A-CODE", "one thing", hint="do this").problems
    assert (problem.code, problem.message, problem.help) == ("A-CODE", "one thing", "do this")
