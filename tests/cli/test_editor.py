"""Which editor is run, and how it may end."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import pytest

from billcli.cli.editor import editor_of, run_editor
from billcli.cli.invocation import Invocation
from billcli.domain.problem import BillcliError

if TYPE_CHECKING:
    from pathlib import Path

    from shop import Shop


@pytest.mark.parametrize(
    ("env", "command"),
    [
        ({"VISUAL": "code --wait", "EDITOR": "vi"}, ["code", "--wait"]),
        ({"VISUAL": "  ", "EDITOR": "vi"}, ["vi"]),
        ({"EDITOR": "'my editor' -n"}, ["my editor", "-n"]),
        ({"VISUAL": "~/bin/ed", "HOME": "/home/ada"}, ["/home/ada/bin/ed"]),
        ({"VISUAL": "~/bin/ed"}, ["~/bin/ed"]),
    ],
)
def test_what_the_person_named_is_taken_apart(env: dict[str, str], command: list[str]) -> None:
    assert editor_of(env, terminal=False) == command
    assert editor_of(env, terminal=True) == command


def test_a_usual_editor_is_found_for_a_person_only(tmp_path: Path) -> None:
    for name in ("vi", "nano"):
        (tmp_path / name).write_text("#!/bin/sh\n")
        (tmp_path / name).chmod(0o755)
    env = {"PATH": str(tmp_path)}
    assert editor_of(env, terminal=True) == [str(tmp_path / "nano")]
    (tmp_path / "nano").unlink()
    assert editor_of(env, terminal=True) == [str(tmp_path / "vi")]
    with pytest.raises(BillcliError, match="no terminal here"):
        editor_of(env, terminal=False)


@pytest.mark.parametrize(
    ("env", "words"),
    [({"VISUAL": '"'}, "cannot be taken apart"), ({"PATH": "/nowhere"}, "no editor is named")],
)
def test_no_editor_is_an_error_with_advice(env: dict[str, str], words: str) -> None:
    with pytest.raises(BillcliError, match=words) as caught:
        editor_of(env, terminal=True)
    (problem,) = caught.value.problems
    assert problem.code == "EDITOR-MISSING"
    assert "VISUAL" in problem.help


@pytest.mark.parametrize(
    ("visual", "code", "words"),
    [
        ("/nowhere/ed", "EDITOR-MISSING", "No such file"),
        ("sh -c 'exit 7'", "EDITOR-FAILED", "ended with status 7"),
        ("sh -c 'kill -TERM $$'", "EDITOR-FAILED", "was ended by signal 15"),
    ],
)
def test_an_editor_that_fails_is_told(shop: Shop, visual: str, code: str, words: str) -> None:
    call = Invocation({"VISUAL": visual}, shop.folder, shop.today)
    with pytest.raises(BillcliError, match=words) as caught:
        run_editor(call, shop.folder / "x.toml")
    assert caught.value.problems[0].code == code


def test_the_editor_gets_the_file_last_and_the_answer_stays_clean(
    shop: Shop, capfd: pytest.CaptureFixture[str]
) -> None:
    shop.write("ed.py", "import sys, os\nprint(sys.argv[1:], os.getcwd())\n")
    call = Invocation({"VISUAL": f"{sys.executable} ed.py -n"}, shop.folder, shop.today)
    run_editor(call, shop.folder / "x y.toml")
    seen = capfd.readouterr()
    assert seen.out == ""
    assert seen.err == f"['-n', '{shop.folder}/x y.toml'] {shop.folder}\n"
