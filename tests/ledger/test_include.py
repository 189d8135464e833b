from __future__ import annotations

import os
from pathlib import Path

import pytest

from billcli.domain.problem import Severity, Source
from billcli.ledger import regular_file
from billcli.ledger.file_name import is_backup
from billcli.ledger.include import resolve
from billcli.ledger.regular_file import UnreadableFileError, read_regular

HERE = Source("main.beancount", 7)


def make(root: Path, *names: str) -> None:
    for name in names:
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("; x\n")


def resolved(root: Path, written: str, including: str = "main.beancount") -> list[str]:
    """Return the names found below root, then the codes of what is wrong."""
    result = resolve(root, root / including, written, HERE)
    assert all(problem.where == HERE for problem in result.problems)
    assert all(problem.help for problem in result.problems)
    names = [str(path.relative_to(root)) for path in result.paths]
    return names + [problem.code for problem in result.problems]


@pytest.mark.parametrize(
    "written", ["/etc/passwd", "../x", "a/../../x", "/usr/**", "/dev/zero", "..", "/"]
)
def test_nothing_outside_the_folder_is_looked_at(
    tmp_path: Path, written: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def forbidden(*_args: object) -> None:
        raise AssertionError

    monkeypatch.setattr(os, "scandir", forbidden)
    monkeypatch.setattr(Path, "is_symlink", forbidden)
    assert resolved(tmp_path, written) == ["INCLUDE-OUTSIDE"]


@pytest.mark.parametrize(
    ("written", "including"),
    [
        ("a/b.bean", "main.beancount"),
        ("b.bean", "a/x"),
        ("../a/b.bean", "a/x"),
        ("./b.bean", "a/x"),
    ],
)
def test_a_name_counts_from_the_file_that_includes_it(
    tmp_path: Path, written: str, including: str
) -> None:
    assert resolved(tmp_path, written, including) == ["a/b.bean"]


def test_an_absolute_name_inside_the_folder_is_followed(tmp_path: Path) -> None:
    assert resolved(tmp_path, f"{tmp_path}/a.bean") == ["a.bean"]
    assert resolved(tmp_path, f"{tmp_path}x/a.bean") == ["INCLUDE-OUTSIDE"]


def test_a_folder_named_with_brackets_or_dollar_is_no_pattern(tmp_path: Path) -> None:
    root = tmp_path / "books [2026] $HOME"
    make(root, "a1.bean", "b.bean")
    assert resolved(root, "b.bean") == ["b.bean"]
    assert resolved(root, "*.bean") == ["a1.bean", "b.bean"]
    assert resolved(root, f"{root}/b.bean") == ["b.bean"]


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("y/*.bean", ["y/a.bean", "y/b.bean"]),
        ("y/[b]*", ["y/b.bean"]),
        ("y/?.bean", ["y/a.bean", "y/b.bean"]),
        ("**/*.bean", ["y/a.bean", "y/b.bean", "y/z/c.bean"]),
        ("y/**", ["y/a.bean", "y/b.bean", "y/z/c.bean"]),
        ("*/z/c.bean", ["y/z/c.bean"]),
        ("*/gone.bean", ["INCLUDE-MISSING"]),
        ("q*", ["INCLUDE-MISSING"]),
        ("q*/x", ["INCLUDE-MISSING"]),
        ("gone/*", ["INCLUDE-MISSING"]),
        ("y/a.bean/*", ["INCLUDE-MISSING"]),
    ],
)
def test_patterns_expand_in_sorted_order(tmp_path: Path, written: str, expected: list[str]) -> None:
    make(tmp_path, "y/b.bean", "y/a.bean", "y/z/c.bean", "y/.hidden.bean", ".git/x.bean")
    assert resolved(tmp_path, written) == expected


def test_a_backup_a_pattern_matches_is_left_out_with_a_warning(tmp_path: Path) -> None:
    make(tmp_path, "y/a.bean", "y/a.bean~", "y/a.bean.bak", "y/#a.bean#")
    assert resolved(tmp_path, "y/*") == ["y/a.bean", *["INCLUDE-SKIPPED"] * 3]
    skipped = resolve(tmp_path, tmp_path / "m", "y/*", HERE).problems
    assert {problem.severity for problem in skipped} == {Severity.WARNING}


def test_a_pattern_that_matches_only_backups_matches_nothing(tmp_path: Path) -> None:
    make(tmp_path, "y/a.bean~")
    assert resolved(tmp_path, "y/*") == ["INCLUDE-SKIPPED", "INCLUDE-MISSING"]


@pytest.mark.parametrize(
    ("written", "code"),
    [
        (".a.bean", "INCLUDE-HIDDEN"),
        (".git/a.bean", "INCLUDE-HIDDEN"),
        ("a.bean~", "INCLUDE-BACKUP"),
        ("a.sync-conflict-20260101.bean", "INCLUDE-BACKUP"),
        ("a (conflicted copy).bean", "INCLUDE-BACKUP"),
        ("link.bean", "INCLUDE-SYMLINK"),
        ("folder/a.bean", "INCLUDE-SYMLINK"),
        ("lin?.bean", "INCLUDE-SYMLINK"),
        ("f*/a.bean", "INCLUDE-SYMLINK"),
        ("dangling", "INCLUDE-SYMLINK"),
    ],
)
def test_links_hidden_files_and_backups_are_refused(
    tmp_path: Path, written: str, code: str
) -> None:
    make(tmp_path, "a.bean", "y/a.bean")
    (tmp_path / "link.bean").symlink_to("a.bean")
    (tmp_path / "folder").symlink_to("y")
    (tmp_path / "dangling").symlink_to("nowhere")
    assert resolved(tmp_path, written) == [code]


def test_two_stars_do_not_go_through_links(tmp_path: Path) -> None:
    make(tmp_path, "y/a.bean")
    (tmp_path / "y/again").symlink_to(tmp_path / "y")
    assert resolved(tmp_path, "y/**/a.bean") == ["y/a.bean"]


def test_a_folder_that_may_not_be_listed_holds_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def denied(*_args: object) -> None:
        raise PermissionError

    monkeypatch.setattr(os, "scandir", denied)
    assert resolved(tmp_path, "*.bean") == ["INCLUDE-MISSING"]


@pytest.mark.parametrize("name", ["a.bean", "2026.beancount", "backup.bean", "a.bak.bean"])
def test_ordinary_names_are_no_backups(name: str) -> None:
    assert not is_backup(name)


def refusal(path: Path) -> str:
    with pytest.raises(UnreadableFileError) as caught:
        read_regular(path, HERE)
    (problem,) = caught.value.problems
    assert problem.where == HERE
    return problem.code


def test_a_regular_file_is_read_with_its_identity(tmp_path: Path) -> None:
    make(tmp_path, "a")
    os.link(tmp_path / "a", tmp_path / "b")
    first, second = read_regular(tmp_path / "a"), read_regular(tmp_path / "b")
    assert first.content == b"; x\n"
    assert first.identity == second.identity


def test_what_is_no_file_is_never_opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "link").symlink_to("/dev/zero")

    def forbidden(*_args: object) -> int:
        raise AssertionError

    monkeypatch.setattr(os, "open", forbidden)
    assert refusal(tmp_path / "pipe") == "INCLUDE-NOT-REGULAR"
    assert refusal(tmp_path) == "INCLUDE-NOT-REGULAR"
    assert refusal(Path("/dev/zero")) == "INCLUDE-NOT-REGULAR"
    assert refusal(tmp_path / "link") == "INCLUDE-SYMLINK"
    assert refusal(tmp_path / "a.gpg") == "INCLUDE-ENCRYPTED"
    assert refusal(tmp_path / "a.asc") == "INCLUDE-ENCRYPTED"


def test_what_changes_between_the_look_and_the_opening_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    make(tmp_path, "a")
    (tmp_path / "link").symlink_to("a")
    os.mkfifo(tmp_path / "pipe")
    looked = (tmp_path / "a").lstat()
    monkeypatch.setattr(Path, "lstat", lambda _self: looked)
    assert refusal(tmp_path / "link") == "INCLUDE-SYMLINK"
    assert refusal(tmp_path / "pipe") == "INCLUDE-NOT-REGULAR"


@pytest.mark.parametrize("name", ["gone", "a/b", "x" * 300, "nul\0name"])
def test_names_that_lead_nowhere_are_missing(tmp_path: Path, name: str) -> None:
    make(tmp_path, "a")
    assert refusal(tmp_path / name) == "INCLUDE-MISSING"


def test_a_file_that_may_not_be_read_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    make(tmp_path, "a")

    def denied(*_args: object) -> int:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(os, "open", denied)
    assert refusal(tmp_path / "a") == "INCLUDE-UNREADABLE"


def test_a_file_that_grows_without_end_is_cut_off(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    make(tmp_path, "a")
    monkeypatch.setattr(regular_file, "SIZE_MAX", 3)
    assert refusal(tmp_path / "a") == "INCLUDE-LARGE"
