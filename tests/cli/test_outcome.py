from __future__ import annotations

import pytest

from billcli.cli.outcome import Column, Outcome, Show, Status, Table
from billcli.domain.problem import ExitCode

NAME = Column("name", "Name")


@pytest.mark.parametrize("code", list(ExitCode))
def test_only_done_is_success_and_only_waiting_is_partial(code: ExitCode) -> None:
    wanted = {ExitCode.DONE: Status.SUCCESS, ExitCode.WAITING: Status.PARTIAL}
    assert Outcome(exit_code=code).status is wanted.get(code, Status.ERROR)


def test_a_row_with_too_few_cells_is_refused() -> None:
    with pytest.raises(ValueError, match="has 1 cells, not 2"):
        Table("Items", (NAME, NAME), (("a", "b"), ("c",)))


def test_a_total_with_too_many_cells_is_refused() -> None:
    with pytest.raises(ValueError, match="has 2 cells, not 1"):
        Table("Items", (NAME,), (("a",),), total=("a", "b"))


def test_a_column_shows_always_unless_told_otherwise() -> None:
    assert NAME.show is Show.ALWAYS
