"""The scripts of the shells, run by the shells themselves where they are."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from billcli.cli.app import run
from billcli.cli.complete_rule import SHELLS
from billcli.cli.completion import ENDINGS, script_for

pytestmark = pytest.mark.usefixtures("read_examples")
STUDIO = Path(__file__).parents[2] / "ledgers" / "studio"


def shell(words: list[str], typed: str, folder: Path) -> str:
    """Run a shell that finds billcli on its way, and return what it says."""
    program = folder / "bin" / "billcli"
    program.parent.mkdir(exist_ok=True)
    program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m billcli "$@"\n')
    program.chmod(0o755)
    env = {key: value for key, value in os.environ.items() if "COV" not in key}
    env |= {"PATH": f"{program.parent}:{env['PATH']}", "HOME": str(folder), "LC_ALL": "C.UTF-8"}
    root = str(Path(__file__).parents[2])
    ended = subprocess.run(  # noqa: S603 - our own script
        words, input=typed, cwd=STUDIO, env=env | {"PYTHONPATH": root}, capture_output=True,
        encoding="utf-8", check=False, timeout=60,
    )  # fmt: skip
    assert ended.stderr == ""
    return ended.stdout


def in_bash(line: str, folder: Path, asked: int = 9) -> list[str]:
    """Call the completion function as bash does: words parted at COMP_WORDBREAKS."""
    driver = f"""
eval "$(billcli completion bash)"
COMP_LINE={_quoted(line)} COMP_POINT=${{#COMP_LINE}} COMP_TYPE={asked}
_billcli billcli
printf '%s\\n' "${{COMPREPLY[@]}}"
complete -p billcli
"""
    *found, registered = shell(["bash", "--norc", "--noprofile"], driver, folder).splitlines()
    assert registered == "complete -F _billcli billcli"
    return [row for row in found if row]


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "'\\''") + "'"


def test_every_shell_has_a_script(capsys: pytest.CaptureFixture[str]) -> None:
    assert set(ENDINGS) == set(SHELLS)
    for name in SHELLS:
        assert run(["completion", name.upper()]) == 0
        out = capsys.readouterr().out
        assert out == script_for(name)
        assert "__complete" in out
        assert f"billcli completion {name}" in out
        assert out.isascii()


def test_another_shell_is_a_usage_error(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["completion", "tcsh"]) == 2
    assert "OPTION-VALUE" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("billcli inv", ["invoice"]),
        ("billcli customer show Ac", ["Acme"]),
        ("billcli customer show acm", ["Acme"]),
        ("billcli payment add Acme 1 EUR --account Assets:Bank:C", ["Checking"]),
        ("billcli invoice list --format=js", ["json", "jsonl"]),
        ("billcli invoice list --customer 'Ac", ["Acme"]),
        ('billcli "customer" show "Ac', ["Acme"]),
        ("BILLCLI_FILE=x billcli undo -", None),
        ("billcli help exit", ["exit-codes"]),
        ("billcli reconcile ", []),
        ("billcli $(touch pwned) ", []),
        ("billcli 'a\nb", []),
    ],
)
def test_bash_completes(line: str, expected: list[str] | None, tmp_path: Path) -> None:
    found = in_bash(line, tmp_path)
    assert found == expected if expected is not None else "--dry-run" in found
    assert not (STUDIO / "pwned").exists()


def test_bash_shows_remarks_when_it_lists(tmp_path: Path) -> None:
    found = in_bash("billcli invoice show INV-2025-004", tmp_path, asked=63)
    assert found[0] == "INV-2025-0045  Kaffeewerk Donau GmbH, 536.00 EUR, due 2025-12-30"


def test_bash_without_a_line_looks_at_its_words(tmp_path: Path) -> None:
    driver = """
eval "$(billcli completion bash)"
COMP_WORDS=(billcli customer show Ac) COMP_CWORD=3
_billcli "" Ac show
printf '%s\\n' "${COMPREPLY[@]}"
"""
    assert shell(["bash", "--norc"], driver, tmp_path) == "Acme\n"


def test_bash_survives_a_program_that_is_not_there(tmp_path: Path) -> None:
    driver = 'eval "$(billcli completion bash)"\n_billcli /gone/billcli\necho "<${COMPREPLY[*]}>"\n'
    assert shell(["bash", "--norc"], driver, tmp_path) == "<>\n"


def test_every_script_is_accepted_by_its_shell(tmp_path: Path) -> None:
    """Where a shell is not installed its script is only looked at above."""
    checked = []
    for name, words in (("bash", ["-n"]), ("zsh", ["-n"]), ("fish", ["--no-execute"])):
        if shutil.which(name):
            path = tmp_path / name
            path.write_text(script_for(name))
            shell([name, *words, str(path)], "", tmp_path)
            checked.append(name)
    assert "bash" in checked


@pytest.mark.skipif(not shutil.which("fish"), reason="fish is not installed: NOT TESTED")
@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("billcli inv", "invoice\tInvoices and credit notes: create, show, render, void\n"),
        ("billcli customer show acm", "Acme\tAcme Werkzeuge GmbH\n"),
        ("billcli invoice list --format=jsonl", "--format=jsonl\n"),
        ("billcli --output=main", "--output=main.beancount\n"),
        ("billcli reconcile main", "main.beancount\n"),
        ("billcli nonsense x", ""),
    ],
)
def test_fish_completes(line: str, expected: str, tmp_path: Path) -> None:
    driver = f"billcli completion fish | source\ncomplete -C {_quoted(line)}\n"
    assert shell(["fish", "--no-config"], driver, tmp_path) == expected


@pytest.mark.skipif(not shutil.which("zsh"), reason="zsh is not installed: NOT TESTED")
@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("billcli inv", "-l -V billcli -d shown -a values\ninvoice\n"),
        ("billcli customer show acm", "-U -l -V billcli -d shown -a values\nAcme\n"),
        ("billcli customer show 'Ac", "-l -V billcli -d shown -a values\nAcme\n"),
        ("billcli --output=ma", "compset -P --output=\nfiles\n"),
        ("billcli nonsense x", ""),
    ],
)
def test_zsh_completes(words: str, expected: str, tmp_path: Path) -> None:
    """The completion system's own words say what they were given."""
    *finished, current = words.split(" ")
    driver = f"""
compdef() {{ :; }}
source <(billcli completion zsh)
compadd() {{ print -r -- "$*"; print -rl -- $values; }}
compset() {{ print -r -- compset "$@"; }}
_files() {{ print files; }}
words=({" ".join(finished)} {_quoted(current)}) CURRENT={len(finished) + 1}
PREFIX={_quoted(current)}
_billcli
true
"""
    assert shell(["zsh", "-f"], driver, tmp_path) == expected
