"""The gates of the project itself: style, types, layers, sizes, names, wheel."""

from __future__ import annotations

import ast
import re
import statistics
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
SOURCES = sorted((ROOT / "billcli").rglob("*.py"))
BANNED = {"utils", "util", "helpers", "helper", "misc", "common", "lib", "manager"}
MODULE_MEDIAN, MODULE_MAX = 120, 400
FUNCTION_USUAL, FUNCTION_MAX = 25, 60


def run(*command: str) -> None:
    done = subprocess.run(  # noqa: S603 - our own tools
        [sys.executable, *command], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_ruff_finds_nothing() -> None:
    run("-m", "ruff", "check", ".")


def test_the_format_is_kept() -> None:
    run("-m", "ruff", "format", "--check", ".")


def test_types_are_strict() -> None:
    run("-m", "mypy")


def test_layers_are_kept() -> None:
    program = "import sys; sys.argv = ['lint-imports']; from importlinter import cli"
    run("-c", f"{program}; cli.lint_imports_command()")


def test_few_rules_of_style_are_ignored_and_each_for_a_reason() -> None:
    text = (ROOT / "pyproject.toml").read_text()
    ignored = tomllib.loads(text)["tool"]["ruff"]["lint"]["ignore"]
    assert len(ignored) <= 15
    for code in ignored:
        assert re.search(rf'"{code}", +# \w', text), f"{code} has no reason"


def test_typing_is_loaded_for_nothing_but_typer() -> None:
    """Importing it takes as long as half a query: ``domain.named`` has what a program needs."""
    loads = re.compile(r"^(?:from|import) typing\b", re.MULTILINE)
    found = [path.name for path in SOURCES if loads.search(path.read_text(encoding="utf-8"))]
    assert found == ["grammar.py"]


def lines_of(path: Path) -> int:
    return len(path.read_text(encoding="utf-8").splitlines())


def test_modules_stay_small() -> None:
    sizes = {path: lines_of(path) for path in SOURCES if path.name != "__init__.py"}
    assert statistics.median(sizes.values()) <= MODULE_MEDIAN
    assert [str(path) for path, size in sizes.items() if size > MODULE_MAX] == []


def function_sizes() -> dict[str, int]:
    found = {}
    for path in SOURCES:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef):
                body = node.body
                has_docstring = ast.get_docstring(node) is not None
                first = body[1] if has_docstring and len(body) > 1 else body[0]
                size = (node.end_lineno or 0) - first.lineno + 1
                found[f"{path.relative_to(ROOT)}:{node.lineno} {node.name}"] = size
    return found


def test_functions_stay_small() -> None:
    sizes = function_sizes()
    assert [name for name, size in sizes.items() if size > FUNCTION_MAX] == []
    usual = sum(size <= FUNCTION_USUAL for size in sizes.values())
    assert usual / len(sizes) >= 0.9


def code_lines(path: Path) -> int:
    """Count lines that hold code: no blank lines, comments or docstrings."""
    text = path.read_text(encoding="utf-8")
    written = enumerate(text.splitlines(), start=1)
    lines = {number for number, line in written if line.strip() and line.strip()[0] != "#"}
    for node in ast.walk(ast.parse(text)):
        documented = isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef)
        if documented and ast.get_docstring(node):
            lines.difference_update(range(node.body[0].lineno, (node.body[0].end_lineno or 0) + 1))
    return len(lines)


def test_there_is_more_test_than_source() -> None:
    tests = sum(code_lines(path) for path in (ROOT / "tests").rglob("*.py"))
    assert tests / sum(code_lines(path) for path in SOURCES) >= 1.2


def test_names_say_something() -> None:
    assert [
        str(path) for path in SOURCES if path.stem in BANNED or path.parent.name in BANNED
    ] == []


def test_every_public_name_is_documented() -> None:
    bare = []
    for path in SOURCES:
        tree = ast.parse(path.read_text(encoding="utf-8"))
        if not ast.get_docstring(tree):
            bare.append(str(path))
        for node in ast.walk(tree):
            public = isinstance(node, ast.FunctionDef | ast.ClassDef) and node.name[0] != "_"
            nested = public and node.col_offset > 0 and isinstance(node, ast.FunctionDef)
            if public and not nested and not ast.get_docstring(node):
                bare.append(f"{path}:{node.lineno} {node.name}")
    assert bare == []


def test_no_module_reads_the_clock_or_the_network_but_at_the_edge() -> None:
    allowed = {"billcli/cli/invocation.py"}
    clock = re.compile(r"\b(?:date\.today|datetime\.now|utcnow)\(")
    network = re.compile(r"\bimport (?:socket|urllib|http|requests|smtplib)\b")
    for path in SOURCES:
        name = path.relative_to(ROOT).as_posix()
        text = path.read_text(encoding="utf-8")
        assert name in allowed or not clock.search(text), name
        assert name == "billcli/delivery/smtp.py" or not network.search(text), name


def test_nothing_but_the_journal_and_its_parts_changes_files_of_a_project() -> None:
    allowed = {
        "billcli/ledger/atomic_file.py",  # temp file, fsync, rename
        "billcli/ledger/journal.py",
        "billcli/ledger/journal_record.py",
        "billcli/ledger/recover.py",
        "billcli/store/lock.py",
        "billcli/delivery/durable_file.py",  # letters on their way, drafts, what is printed
        "billcli/delivery/outbox.py",
        "billcli/store/index_guard.py",  # the read model, in the user's cache folder
        "billcli/store/index_write.py",
        "billcli/store/kept_settings.py",  # beside it
        "billcli/cli/stream.py",  # -o FILE
        "billcli/cli/exit_status.py",  # the log of an unexpected failure
        "billcli/documents/compile_templates.py",  # when billcli is built or installed
        "billcli/documents/typeface.py",  # a scratch folder of fonts
        "billcli/documents/typst_root.py",  # the same for the images of one document
        "billcli/services/init_project.py",  # makes the project's folder
        "billcli/services/sheet.py",  # makes the documents' folder
        "billcli/services/dossier.py",  # makes the folder of a dossier
        "billcli/services/own_template.py",  # makes the templates' folder
        "billcli/services/run_demo.py",
    }
    writes = re.compile(
        r"(?<!formatter)\.write_(?:text|bytes)\(|\.(?:unlink|rename|replace|mkdir|rmdir|touch)\((?![\"'])"
        r"|open\([^)]*[\"'][wax]"
    )
    for path in SOURCES:
        name = path.relative_to(ROOT).as_posix()
        found = [
            line
            for line in path.read_text(encoding="utf-8").splitlines()
            if writes.search(line) and "dt." not in line and ".replace(" not in line
        ]
        assert name in allowed or found == [], (name, found)


@pytest.mark.long
def test_the_wheel_holds_everything_that_runs(tmp_path: Path) -> None:
    run("-m", "pip", "wheel", "--quiet", "--no-deps", "--wheel-dir", str(tmp_path), ".")
    names = zipfile.ZipFile(next(tmp_path.glob("*.whl"))).namelist()
    assert any(name.endswith(".data/data/share/man/man1/billcli.1") for name in names)
    assert any(name.startswith("billcli/template_code/invoice.typ-") for name in names)
    for needed in (
        "billcli/templates/invoice.typ",
        "billcli/ledgers/studio/main.beancount",
        "billcli/cli/catalogue/AR-OVERPAID.md",
        "billcli/cli/topics/dates.md",
        "billcli/cli/shell/billcli.ps1",
        "billcli/py.typed",
    ):
        assert needed in names
