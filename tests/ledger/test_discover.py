from __future__ import annotations

import os
from pathlib import Path

import pytest

from billcli.domain.problem import InvalidError, UsageError
from billcli.ledger.discover import Found, find_ledger, project_above


@pytest.fixture
def books(tmp_path: Path) -> Path:
    """Three ledgers in three folders, and a project above the current one."""
    for name in ("main.beancount", "other/other.beancount", "work/deep/here.bean"):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("2026-01-01 open Assets:Bank\n")
    (tmp_path / "billcli.toml").write_text('ledger = "main.beancount"\n')
    return tmp_path


def found(cwd: Path, file: str | None = None, project: str | None = None, **env: str) -> Found:
    return find_ledger(Path(file) if file else None, Path(project) if project else None, env, cwd)


def test_the_file_option_wins_over_everything(books: Path) -> None:
    result = found(
        books, "other/other.beancount", BILLCLI_FILE="main.beancount", BEANCOUNT_FILE="x"
    )
    assert result.ledger == books / "other/other.beancount"
    assert result.reason == "-f/--file"


def test_the_project_is_sought_beside_the_file_then_upward(books: Path, tmp_path: Path) -> None:
    assert found(tmp_path, str(books / "other/other.beancount")).project == books
    (books / "other/billcli.toml").write_text("")
    assert found(tmp_path, str(books / "other/other.beancount")).project == books / "other"


def test_project_and_file_may_be_given_apart(books: Path) -> None:
    result = found(books / "work", str(books / "other/other.beancount"), "..")
    assert (result.ledger, result.project) == (
        books / "other/other.beancount",
        books / "work" / "..",
    )


def test_the_environment_wins_over_the_project_file(books: Path) -> None:
    result = found(books / "work", BILLCLI_FILE="../other/other.beancount")
    assert result.ledger.samefile(books / "other/other.beancount")
    assert result.reason == "BILLCLI_FILE"


def test_an_empty_variable_is_not_set(books: Path) -> None:
    assert found(books, BILLCLI_FILE="", BEANCOUNT_FILE="").ledger == books / "main.beancount"


def test_the_project_file_is_found_walking_up(books: Path) -> None:
    result = found(books / "work/deep", BEANCOUNT_FILE="here.bean")
    assert (result.ledger, result.project) == (books / "main.beancount", books)
    assert "billcli.toml" in result.reason


def test_a_named_project_wins_over_the_environment(books: Path) -> None:
    (books / "other/billcli.toml").write_text('[ledger]\nfile = "other.beancount"\n')
    result = found(books, project="other", BILLCLI_FILE="main.beancount")
    assert result.ledger == books / "other/other.beancount"


def test_a_project_that_names_no_ledger_uses_the_only_one_beside_it(books: Path) -> None:
    (books / "other/billcli.toml").write_text("")
    assert found(books, project="other").ledger == books / "other/other.beancount"


def test_beancounts_own_variable_comes_after_the_project(books: Path) -> None:
    (books / "billcli.toml").unlink()
    result = found(books / "work/deep", BEANCOUNT_FILE="../../main.beancount")
    assert result.ledger.samefile(books / "main.beancount")
    assert result.project is None


@pytest.mark.parametrize(
    "other", [".x.beancount", "#x.beancount#", "x.beancount~", "x.beancount.bak", "notes.txt"]
)
def test_the_only_ledger_here_is_used_and_copies_do_not_count(tmp_path: Path, other: str) -> None:
    (tmp_path / "books.bean").touch()
    (tmp_path / other).touch()
    (tmp_path / "folder.beancount").mkdir()
    os.mkfifo(tmp_path / "pipe.bean")
    assert found(tmp_path) == Found(tmp_path / "books.bean", None, f"the only ledger in {tmp_path}")


def test_nothing_found_lists_all_that_was_tried(tmp_path: Path) -> None:
    with pytest.raises(UsageError) as caught:
        found(tmp_path)
    (problem,) = caught.value.problems
    assert problem.code == "LEDGER-NOT-FOUND"
    tried = ("-f/--file", "BILLCLI_FILE", "billcli.toml", "BEANCOUNT_FILE", "*.beancount")
    assert [word for word in tried if word not in problem.message] == []
    assert "billcli init" in problem.help


def test_several_ledgers_are_named_and_none_is_guessed(tmp_path: Path) -> None:
    (tmp_path / "b.bean").touch()
    (tmp_path / "a.beancount").touch()
    (tmp_path / "billcli.toml").touch()
    with pytest.raises(UsageError, match=r"names no ledger.*a\.beancount, b\.bean") as caught:
        found(tmp_path)
    assert caught.value.problems[0].help == "name the main one with -f FILE"
    assert caught.value.problems[0].code == "LEDGER-SEVERAL"


def test_a_file_nested_too_deeply_names_no_ledger_and_is_left_to_the_settings(
    tmp_path: Path,
) -> None:
    (tmp_path / "a.beancount").touch()
    (tmp_path / "billcli.toml").write_text(f"a = {'[' * 5000}")
    assert found(tmp_path).ledger == tmp_path / "a.beancount"


@pytest.mark.parametrize(
    ("arguments", "origin"),
    [
        ({"file": "gone.beancount"}, "-f/--file"),
        ({"BILLCLI_FILE": "gone.beancount"}, "BILLCLI_FILE"),
        ({"BEANCOUNT_FILE": "gone.beancount"}, "BEANCOUNT_FILE"),
    ],
)
def test_what_names_a_missing_file_is_said(
    tmp_path: Path, arguments: dict[str, str], origin: str
) -> None:
    with pytest.raises(UsageError) as caught:
        found(tmp_path, **arguments)
    assert caught.value.problems[0].message.startswith(f"{origin}: ")
    assert "does not exist" in caught.value.problems[0].message


def test_a_folder_is_no_ledger(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="is not a regular file"):
        found(tmp_path, str(tmp_path))


def test_a_project_without_its_file_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(UsageError) as caught:
        found(tmp_path, project="nowhere")
    assert caught.value.problems[0].code == "PROJECT-MISSING"


@pytest.mark.parametrize(
    ("text", "line"),
    [(b'a = 1\nledger = "x\n', 2), (b"\xff", 0), (b"ledger = 3\n", 0), (b'ledger = ""\n', 0)],
)
def test_a_project_file_that_cannot_be_read_is_an_error(
    tmp_path: Path, text: bytes, line: int
) -> None:
    (tmp_path / "billcli.toml").write_bytes(text)
    with pytest.raises(InvalidError) as caught:
        found(tmp_path)
    (problem,) = caught.value.problems
    assert problem.code == "CONFIG-INVALID"
    assert problem.where is not None
    assert (problem.where.file, problem.where.line) == (str(tmp_path / "billcli.toml"), line)


def test_a_pipe_called_like_the_project_file_is_passed_by(books: Path) -> None:
    os.mkfifo(books / "work/billcli.toml")
    assert project_above(books / "work/deep") == books
