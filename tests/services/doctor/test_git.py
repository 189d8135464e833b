"""Questions about version control; a hostile repository runs nothing."""

from __future__ import annotations

import os
import shutil
from typing import TYPE_CHECKING, Any

import pytest

from billcli.services.found_project import GITIGNORE

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from conftest import Ask
    from shop import Shop

    Git = Callable[..., str]

pytestmark = pytest.mark.skipif(not shutil.which("git"), reason="needs git")
IGNORE = ".billcli/\n*.edit.toml\n.*.picklecache\n"


@pytest.fixture
def kept(shop: Shop, git: Git) -> Shop:
    """Return books in git, all committed."""
    shop.write(".gitignore", IGNORE)
    git("init", "-q")
    git("add", ".")
    git("commit", "-q", "-m", "Books")
    return shop


def test_kept_books_are_well_but_for_a_hook(ask: Ask, kept: Shop) -> None:
    found = ask("git")
    assert [q for q, one in found.items() if one["answer"] != "yes"] == [
        "Does a commit wait for billcli check?"
    ]
    assert found["Are all files of the books tracked?"]["detail"] == "3 files"
    assert kept.folder.is_dir()


def test_the_fix_of_the_hook_makes_a_hook(ask: Ask, kept: Shop) -> None:
    wrong = ask("git")["Does a commit wait for billcli check?"]
    os.system(f"cd '{kept.folder}' && {wrong['fix']}")  # noqa: S605 - what the doctor says
    hook = kept.folder / ".git/hooks/pre-commit"
    assert hook.read_text() == "#!/bin/sh\nexec billcli check --no-input\n"
    assert os.access(hook, os.X_OK)
    assert ask("git")["Does a commit wait for billcli check?"]["answer"] == "yes"
    hook.write_text("#!/bin/sh\ntrue\n")
    assert ask("git")["Does a commit wait for billcli check?"]["fix"].startswith(
        "add to .git/hooks"
    )


def test_a_pre_commit_configuration_counts(ask: Ask, kept: Shop) -> None:
    kept.write(".pre-commit-config.yaml", "repos: [{hooks: [{entry: billcli check}]}]\n")
    assert ask("git")["Does a commit wait for billcli check?"]["answer"] == "yes"


def test_books_that_are_in_no_repository(ask: Ask, shop: Shop, git: Git) -> None:
    wrong = ask("git")["Are the books kept in git?"]
    assert (wrong["answer"], wrong["fault"]) == ("no", False)
    assert wrong["fix"] == "git init && git add . && git commit -m 'Begin the books'"
    assert shop.folder.is_dir()
    assert git


def test_without_git_nothing_is_known(ask: Ask, shop: Shop) -> None:
    shop.env["PATH"] = str(shop.folder / "nothing")
    found = ask("git")["Are the books kept in git?"]
    assert (found["answer"], found["detail"]) == ("unknown", "git is not installed")


def test_a_git_in_the_folder_of_the_books_is_not_run(ask: Ask, shop: Shop) -> None:
    trap = shop.folder / "git"
    trap.write_text(f"#!/bin/sh\ntouch {shop.folder}/ran\n")
    trap.chmod(0o755)
    shop.env["PATH"] = ".::/usr/bin"
    ask("git")
    assert not (shop.folder / "ran").exists()


def test_changes_are_told_with_the_command_that_commits_them(ask: Ask, kept: Shop) -> None:
    kept.append("; a remark\n")
    kept.write("2026.beancount", "; entries\n")
    kept.append('include "2026.beancount"\n')
    found = ask("git")
    assert found["Are all files of the books tracked?"]["fix"] == "git add 2026.beancount"
    wrong = found["Is everything of the books committed?"]
    assert wrong["detail"] == "main.beancount, 2026.beancount not committed"
    assert wrong["fix"] == "git add main.beancount 2026.beancount && git commit -m 'Books'"


def test_a_file_with_other_line_endings_is_no_change(ask: Ask, kept: Shop) -> None:
    path = kept.folder / "customers.beancount"
    path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    assert ask("git")["Is everything of the books committed?"]["answer"] == "yes"


def test_a_repository_without_a_commit(ask: Ask, shop: Shop, git: Git) -> None:
    git("init", "-q")
    found = ask("git")
    assert found["Is everything of the books committed?"]["detail"] == "there is no commit yet"
    assert not found["Are all files of the books tracked?"]["fault"]
    assert shop.folder.is_dir()


def test_an_ignored_ledger_is_a_fault(ask: Ask, shop: Shop, git: Git) -> None:
    git("init", "-q")
    shop.write(".gitignore", f"{IGNORE}*.beancount\n")
    git("add", ".")
    git("commit", "-q", "-m", "Books")
    wrong = ask("git")["Are all files of the books tracked?"]
    assert wrong["fault"]
    assert wrong["fix"] == "git add -f main.beancount customers.beancount"
    assert wrong["detail"] == ".gitignore leaves out main.beancount, customers.beancount"


def test_what_git_should_leave_out_can_be_added_by_the_fix(ask: Ask, kept: Shop) -> None:
    kept.write(".gitignore", "*.pdf")
    wrong = ask("git")["Does git leave out what is passing?"]
    assert wrong["detail"].endswith("would be committed: .billcli/ .*.picklecache *.edit.toml")
    os.system(f"cd '{kept.folder}' && {wrong['fix']}")  # noqa: S605 - what the doctor says
    assert kept.text(".gitignore") == "*.pdf\n.billcli/\n\n.*.picklecache\n\n*.edit.toml\n"
    assert ask("git")["Does git leave out what is passing?"]["answer"] == "yes"


def test_a_fresh_project_leaves_out_all_that_is_passing() -> None:
    """What the doctor asks of .gitignore is what init writes."""
    assert set(IGNORE.split()) == {row for row in GITIGNORE.splitlines() if not row.startswith("#")}


def test_a_union_merge_is_a_fault(ask: Ask, kept: Shop) -> None:
    kept.write(".gitattributes", "*.beancount merge=union\n")
    wrong = ask("git")["Do merges keep entries whole?"]
    assert wrong["fault"]
    os.system(f"cd '{kept.folder}' && {wrong['fix']}")  # noqa: S605 - what the doctor says
    assert ask("git")["Do merges keep entries whole?"]["answer"] == "yes"
    assert ".gitattributes.new" not in kept.tree()


def test_a_union_merge_from_elsewhere_is_not_sought_here(ask: Ask, kept: Shop) -> None:
    kept.write(".git/info/attributes", "*.beancount merge=union\n")
    assert ".git/info/attributes" in ask("git")["Do merges keep entries whole?"]["fix"]


def test_line_endings_that_git_would_rewrite(ask: Ask, kept: Shop, git: Git) -> None:
    git("config", "core.autocrlf", "true")
    wrong = ask("git")["Does git leave line endings alone?"]
    assert wrong["answer"] == "no"
    os.system(f"cd '{kept.folder}' && {wrong['fix']}")  # noqa: S605 - what the doctor says
    kept.append("*.toml -text\n", ".gitattributes")
    assert ask("git")["Does git leave line endings alone?"]["answer"] == "yes"


def test_conflict_markers_are_found_with_their_line(ask: Ask, shop: Shop) -> None:
    shop.append("<<<<<<< ours\n; a\n=======\n; b\n>>>>>>> theirs\n")
    line = len(shop.text("main.beancount").splitlines()) - 4
    wrong = ask("git")["Are its files free of conflict markers?"]
    assert (wrong["fault"], wrong["code"]) == (True, "LEDGER-CONFLICT")
    assert wrong["detail"] == f"a merge was not finished at main.beancount:{line}"


def test_an_unfinished_merge_is_a_fault(ask: Ask, kept: Shop, git: Git) -> None:
    git("checkout", "-q", "-b", "other")
    kept.append("; theirs\n")
    git("commit", "-q", "-am", "Theirs")
    git("checkout", "-q", "-")
    kept.append("; ours\n")
    git("commit", "-q", "-am", "Ours")
    with pytest.raises(Exception, match="merge"):
        git("merge", "other")
    found = ask("git")
    assert found["Is everything of the books committed?"]["fault"]
    assert found["Is everything of the books committed?"]["fix"] == "git mergetool main.beancount"


def test_names_that_git_would_take_for_patterns(ask: Ask, shop: Shop, git: Git) -> None:
    shop.write("[a]*.beancount", "; entries\n")
    shop.append('include "[[]a[]][*].beancount"\n')
    git("init", "-q")
    assert ask("git")["Are all files of the books tracked?"]["answer"] == "no"


@pytest.mark.parametrize(
    "setting",
    [
        ("core.fsmonitor", "{trap}"), ("core.pager", "{trap}"), ("core.sshCommand", "{trap}"),
        ("filter.evil.clean", "{trap}"), ("filter.evil.process", "{trap}"),
        ("diff.external", "{trap}"), ("diff.evil.textconv", "{trap}"),
        ("core.hooksPath", "{hooks}"),
        ("core.alternateRefsCommand", "{trap}"), ("merge.evil.driver", "{trap}"),
        ("alias.ls-files", "!{trap}"), ("core.editor", "{trap}"), ("credential.helper", "!{trap}"),
    ],
    ids=lambda pair: pair[0],
)  # fmt: skip
def test_a_hostile_repository_runs_nothing(
    ask: Ask, kept: Shop, git: Git, tmp_path: Path, setting: tuple[str, str]
) -> None:
    hooks = tmp_path / "hooks"
    hooks.mkdir()
    ran = tmp_path / "ran"
    names = ("pre-commit", "post-index-change", "fsmonitor-watchman", "reference-transaction")
    for path in [hooks / name for name in names] + [tmp_path / "trap"]:
        path.write_text(f"#!/bin/sh\ntouch '{ran}'\ncat\n")
        path.chmod(0o755)
    kept.write(".gitattributes", "* filter=evil diff=evil merge=evil\n")
    kept.append("; changed\n")
    git("config", setting[0], setting[1].format(trap=tmp_path / "trap", hooks=hooks))
    assert ask("git")["Is everything of the books committed?"]["answer"] == "no"
    assert not ran.exists()


@pytest.mark.parametrize(
    ("script", "said"),
    [
        ("echo 'fatal: detected dubious ownership in repository' >&2; exit 128", "somebody else"),
        ("echo 'fatal: broken' >&2; exit 128", "fatal: broken"),
        ("exit 128", "git failed"),
        ("exec sleep 60", "did not answer"),
        ('[ "$2" = -c ] && case "$*" in *show-toplevel*) echo /;; *) exit 9;; esac', None),
    ],
)
def test_whatever_git_says_is_an_answer(
    ask: Ask, tool: Callable[[str, str], Path], monkeypatch: pytest.MonkeyPatch, script: str,
    said: str | None,
) -> None:  # fmt: skip
    monkeypatch.setattr("billcli.services.doctor.outside.SECONDS", 0.3)
    tool("git", script)
    found: dict[str, Any] = ask("git")
    if said is None:
        assert found["Are all files of the books tracked?"]["answer"] == "unknown"
    else:
        assert found["Are the books kept in git?"]["answer"] == "unknown"
        assert said in found["Are the books kept in git?"]["detail"]


def test_a_git_that_is_no_program(ask: Ask, tool: Callable[[str, str], Path]) -> None:
    tool("git", "").write_bytes(b"\x7fELF rubbish")
    assert ask("git")["Are the books kept in git?"]["detail"].startswith("git cannot be run")


def test_fixes_work_from_another_folder(ask: Ask, kept: Shop, git: Git, tmp_path: Path) -> None:
    kept.append("; a remark\n")
    there = ask("git", words=f"-f '{kept.folder}/main.beancount'")
    assert there["Is everything of the books committed?"]["fix"].startswith("git add main")
    above = type(kept)(tmp_path, env=kept.env)
    answer = above("doctor --section git --format json -f books/main.beancount")
    found = {one["question"]: one for one in answer.data["findings"]}
    fix = found["Is everything of the books committed?"]["fix"]
    assert fix == "git -C books add main.beancount && git -C books commit -m 'Books'"
    assert git("status", "--short").startswith(" M main")


def test_a_hook_of_a_larger_repository_names_the_ledger(
    ask: Ask, shop: Shop, git: Git, tmp_path: Path
) -> None:
    git("-C", str(tmp_path), "init", "-q")
    wrong = ask("git")["Does a commit wait for billcli check?"]
    os.system(f"cd '{shop.folder}' && {wrong['fix']}")  # noqa: S605 - what the doctor says
    hook = (tmp_path / ".git/hooks/pre-commit").read_text()
    assert hook == "#!/bin/sh\nexec billcli -f books/main.beancount check --no-input\n"


def test_a_ledger_that_git_keeps_elsewhere_is_no_change(ask: Ask, kept: Shop, git: Git) -> None:
    kept.write("customers.beancount", "version https://git-lfs.github.com/spec/v1\n; x\n")
    assert ask("git")["Is everything of the books committed?"]["answer"] == "yes"
    assert git("status", "--short")


def test_a_repository_of_the_longer_hash(ask: Ask, shop: Shop, git: Git) -> None:
    shop.write(".gitignore", IGNORE)
    git("init", "-q", "--object-format=sha256")
    git("add", ".")
    git("commit", "-q", "-m", "Books")
    assert ask("git")["Is everything of the books committed?"]["answer"] == "yes"


def test_git_in_a_folder_without_a_ledger_says_one_thing(ask: Ask, shop: Shop, git: Git) -> None:
    git("init", "-q")
    for path in shop.folder.glob("*.*"):
        path.unlink() if path.is_file() else None
    assert list(ask("git")) == ["Are the books kept in git?"]
