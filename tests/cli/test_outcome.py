from __future__ import annotations

import pytest

from billcli.cli.outcome import ByColumn, Column, Outcome, Show, Status, Table
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


def test_rows_by_column_are_rows() -> None:
    rows = ByColumn([["a", "b"], [1, 2]])
    table = Table("Items", (NAME, NAME), rows)
    assert (len(rows), list(rows)) == (2, [("a", 1), ("b", 2)])
    assert table.cells() == (["a", "b"], [1, 2])
    assert table.cells() == tuple(map(list, Table("", (NAME, NAME), tuple(rows)).cells()))
    assert not ByColumn([[], []])


def test_columns_that_do_not_fit_are_refused() -> None:
    with pytest.raises(ValueError, match="columns of 2, 1 cells"):
        ByColumn([["a", "b"], [1]])
    with pytest.raises(ValueError, match="has 1 cells, not 2"):
        Table("Items", (NAME, NAME), ByColumn([["a"]]))


def test_a_total_is_worked_out_when_it_is_asked_for_and_once() -> None:
    asked: list[int] = []
    table = Table("", (NAME,), (("a",),), lambda: (str(asked.append(1) or len(asked)),))
    assert asked == []
    assert (table.total, table.total) == (("1",), ("1",))
    assert Table("", (NAME,), (), lambda: None).total is None
    with pytest.raises(ValueError, match="has 2 cells, not 1"):
        Table("Items", (NAME,), (), lambda: ("a", "b")).total  # noqa: B018 - asked for
