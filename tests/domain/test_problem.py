"""Problems: one form, one exit status per kind of failure."""

from __future__ import annotations

import pytest

from billcli.domain.problem import (
    BillcliError,
    ConflictError,
    ExitCode,
    InvalidError,
    Problem,
    Severity,
    Source,
    UsageError,
    errors,
)


def test_a_place_is_a_file_and_perhaps_a_line() -> None:
    assert str(Source("a.beancount", 7)) == "a.beancount:7"
    assert str(Source("a.beancount")) == "a.beancount"


def test_the_one_line_form() -> None:
    where = Source("a.beancount", 7)
    assert str(Problem("X-1", "wrong", where)) == "a.beancount:7: error[X-1]: wrong"
    warning = Problem("X-1", "odd", severity=Severity.WARNING)
    assert str(warning) == "warning[X-1]: odd"
    assert errors([warning, Problem("X-2", "bad")]) == (Problem("X-2", "bad"),)


@pytest.mark.parametrize(
    ("kind", "status"),
    [(BillcliError, 1), (UsageError, 2), (InvalidError, 3), (ConflictError, 6)],
)
def test_each_kind_has_its_status(kind: type[BillcliError], status: int) -> None:
    error = kind.of("X-1", "wrong", where=Source("a", 1), hint="do this")
    assert isinstance(error, kind)
    assert error.exit_code == status
    assert error.problems == (Problem("X-1", "wrong", Source("a", 1), "do this"),)
    assert str(error) == "a:1: error[X-1]: wrong"


def test_a_case_may_have_a_status_of_its_own() -> None:
    error = UsageError(Problem("X-1", "one"), Problem("X-2", "two"), exit_code=ExitCode.SECRET)
    assert error.exit_code == 4
    assert str(error).splitlines() == ["error[X-1]: one", "error[X-2]: two"]
    assert UsageError.exit_code == 2
