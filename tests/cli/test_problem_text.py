from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from billcli.cli.problem_text import EXCERPT_WIDTH, one_line, problem_lines
from billcli.domain.problem import Problem, Severity, Source

if TYPE_CHECKING:
    from pathlib import Path

LEDGER = '2026-01-15 * "Acme Inc." "Invoice"\n  Assets:Bank  1.00 EUR\n\n2026-01-16 open A:B\n'


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "main.beancount").write_text(LEDGER, encoding="utf-8")
    return tmp_path


def test_place_code_words_excerpt_and_help_stand_in_this_order(folder: Path) -> None:
    problem = Problem("AR-X", "too much", Source("main.beancount", 1), "run billcli check")
    assert problem_lines([problem], folder) == [
        "main.beancount:1: error[AR-X]: too much",
        '  | 2026-01-15 * "Acme Inc." "Invoice"',
        "  |   Assets:Bank  1.00 EUR",
        "help: run billcli check",
    ]


def test_a_directive_of_one_line_shows_that_line_only(folder: Path) -> None:
    lines = problem_lines([Problem("X", "w", Source("main.beancount", 4))], folder)
    assert lines[1:] == ["  | 2026-01-16 open A:B"]


def test_an_excerpt_of_its_own_is_preferred(folder: Path) -> None:
    problem = Problem("X", "w", Source("main.beancount", 1), excerpt="own\nlines")
    assert problem_lines([problem], folder)[1:] == ["  | own", "  | lines"]


@pytest.mark.parametrize(
    "where",
    [
        None,
        Source("main.beancount"),
        Source("main.beancount", 99),
        Source("missing", 1),
        Source("/dev/zero", 1),
        Source(".", 1),
        Source("a\0b", 1),
    ],
)
def test_without_a_readable_line_there_is_no_excerpt(folder: Path, where: Source | None) -> None:
    assert len(problem_lines([Problem("X", "w", where)], folder)) == 1


def test_warnings_come_first_and_errors_keep_their_order(folder: Path) -> None:
    problems = [
        Problem("E1", "w"),
        Problem("W", "w", severity=Severity.WARNING),
        Problem("E2", "w"),
    ]
    lines = problem_lines(problems, folder)
    assert lines == ["warning[W]: w", "error[E1]: w", "error[E2]: w"]


def test_a_very_long_line_is_bounded_and_harmless(folder: Path) -> None:
    (folder / "main.beancount").write_bytes(b"\x1b[2J" + b"x" * 10_000 + b"\xff\n")
    excerpt = problem_lines([Problem("X", "w", Source("main.beancount", 1))], folder)[1]
    assert len(excerpt) == EXCERPT_WIDTH + 4
    assert "\x1b" not in excerpt
    assert excerpt.endswith("...")


def test_words_of_a_problem_cannot_leave_their_line() -> None:
    assert one_line("a\nb\x1b[31m\u202e") == "a b[31m"


def test_of_one_file_only_so_many_are_shown_and_errors_before_warnings(folder: Path) -> None:
    problems = [Problem(f"W{n}", "w", Source("a", n), "", Severity.WARNING) for n in (1, 2)]
    problems += [Problem(f"E{n}", "w", Source("a", n)) for n in (1, 2)]
    problems += [Problem("OTHER", "w"), Problem("B1", "w", Source("b", 1))]
    lines = problem_lines(problems, folder, 3)
    assert lines == [
        "a:1: warning[W1]: w",
        "a:1: error[E1]: w",
        "a:2: error[E2]: w",
        "error[OTHER]: w",
        "b:1: error[B1]: w",
        "... and 1 more in a; see all with -v",
    ]
    assert len(problem_lines(problems, folder)) == 6
