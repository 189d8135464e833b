"""A user's templates are compiled apart: no network, bounded memory, and an end."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import typst

from billcli.documents.pdf import Printer
from billcli.documents.render import Press
from billcli.documents.sample import samples
from billcli.documents.typeface import Typefaces
from billcli.documents.typst_compiler import Job
from billcli.documents.typst_process import STOPPED, TypstProcess, serve
from billcli.domain.problem import InvalidError, Problem
from tests.documents.test_pdf import DAY, HEAD

if TYPE_CHECKING:
    from collections.abc import Iterator

OWN = '{%% extends "shipped/invoice.typ" %%}\n{%% block remarks %%}\n%s\n{%% endblock %%}\n'


@pytest.fixture(scope="module")
def faces() -> Iterator[Typefaces]:
    found = Typefaces(None)
    with found.scratch:
        yield found


def failure(folder: Path, code: str, **files: str) -> Problem:
    (folder / "invoice.typ").write_text(OWN % code, "utf-8")
    for name, text in files.items():
        (folder / f"{name}.typ").write_text(text, "utf-8")
    sample = next(samples("invoice"))
    with Press(folder) as press, pytest.raises(InvalidError) as caught:
        press.render("invoice", sample.context, ["pdf"])
    (problem,) = caught.value.problems
    assert problem.code == "TEMPLATE-ERROR"
    return problem


@pytest.mark.parametrize(
    "code",
    [
        '#import "@preview/cetz:0.1.0"',
        '#let n = "@preview/cetz:0.1.0"; #import n',
        '#include("@preview/cetz:0.1.0")',
        '#import /* */ "@preview/cetz:0.1.0"',
        '#import "\\u{40}preview/cetz:0.1.0"',
        '#eval("import \\"@\\" + \\"preview/cetz:0.1.0\\"")',
    ],
)
def test_packages_are_never_fetched(tmp_path: Path, code: str) -> None:
    problem = failure(tmp_path, code)
    assert problem.message == (
        "Typst packages are not available: they would be fetched from the network"
    )
    assert (Path(problem.where.file).name, problem.where.line) == ("invoice.typ", 3)


def test_a_file_typst_includes_fetches_none_either(tmp_path: Path) -> None:
    problem = failure(
        tmp_path, '#include "own.typ"', own='\n#let n = "@preview/a:0.1.0"\n#import n'
    )
    assert problem.message.startswith("Typst packages are not available")
    assert (Path(problem.where.file).name, problem.where.line) == ("own.typ", 3)
    assert problem.excerpt == "#import n"


@pytest.mark.parametrize(
    "code",
    [
        '#panic("x")', "#let f(n) = f(n + 1); #f(0)", '#read("/etc/passwd")', '#read("../x")',
        '#image("/etc/passwd")', '#plugin("x.wasm")', '#json("/../../etc/hostname")',
        '#csv("../x.csv")', '#xml("../../x.xml")', '#include "/etc/passwd"',
        '#include "../page.typ"', '#eval("read(\\"/etc/passwd\\")")', "#while true {}",
    ],
)  # fmt: skip
def test_what_a_template_may_not_do_is_told_with_its_line(tmp_path: Path, code: str) -> None:
    problem = failure(tmp_path, code)
    assert (Path(problem.where.file).name, problem.where.line) == ("invoice.typ", 3)
    assert problem.excerpt == code


def test_memory_without_end_is_refused(tmp_path: Path) -> None:
    code = '#let a = "x"; #for _ in range(60) { a = a + a }; #a.len()'
    assert failure(tmp_path, code).message == STOPPED


def test_the_process_works_on_after_a_mistake(faces: Typefaces, tmp_path: Path) -> None:
    good = Job(f"{HEAD}= Hello", str(tmp_path), (), 0)
    with TypstProcess(faces.folders, tmp_path) as process:
        first = process.compiled(good)
        with pytest.raises(typst.TypstError, match="unknown variable") as caught:
            process.compiled(Job("#foo", str(tmp_path), (), 0))
        assert process.compiled(good) == first
    assert caught.value.diagnostic.count("#foo") == 1
    assert first[0].startswith(b"%PDF-")
    assert first[1] == []


def test_a_process_that_ended_is_told(faces: Typefaces, tmp_path: Path) -> None:
    process = TypstProcess(faces.folders, tmp_path)
    process.stop()
    process = TypstProcess(faces.folders, tmp_path, memory=1)
    with process, pytest.raises(typst.TypstError, match="more memory"):
        process.compiled(Job("a" * 1_000_000, str(tmp_path), (), 0))


def test_a_loop_ends_with_its_process(tmp_path: Path) -> None:
    (tmp_path / "own.typ").write_text("", "utf-8")
    loop = "#for a in range(9000) { for b in range(9000) { let x = calc.rem(a, 7) } }"
    with Printer(tmp_path, seconds=1) as printer:
        with pytest.raises(InvalidError, match="not finished within 1 seconds"):
            printer.pdf(HEAD + loop, DAY, [])
        assert printer.pdf(f"{HEAD}= Hello", DAY, [])[0].startswith(b"%PDF-")


def test_the_bytes_are_those_of_the_compiler_in_this_process(tmp_path: Path) -> None:
    (tmp_path / "own.typ").write_text("", "utf-8")
    sample = next(samples("invoice"))
    with Press() as here, Press(tmp_path) as apart:
        one, two = (p.render("invoice", sample.context, ["pdf"]) for p in (here, apart))
    assert one == two


def test_no_module_of_the_ledger_is_run(
    faces: Typefaces, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "typst.py").write_text('raise SystemExit("run")', "utf-8")
    (tmp_path / "json.py").write_text('raise SystemExit("run")', "utf-8")
    monkeypatch.chdir(tmp_path)
    with TypstProcess(faces.folders, tmp_path) as process:
        assert process.compiled(Job(f"{HEAD}a", str(tmp_path), (), 0))[0].startswith(b"%PDF-")


def test_jobs_are_answered_in_turn(faces: Typefaces, tmp_path: Path) -> None:
    jobs = [Job(source, str(tmp_path), (), 0) for source in (f"{HEAD}a", "#foo")]
    made = io.BytesIO()
    serve(io.BytesIO(b"".join(job.line() for job in jobs)), made, [str(f) for f in faces.folders])
    made.seek(0)
    head = json.loads(made.readline())
    assert made.read(head["size"]).startswith(b"%PDF-")
    assert json.loads(made.readline())["message"] == "unknown variable: foo"


@pytest.mark.skipif(os.name == "nt", reason="Windows bounds no memory")
def test_memory_is_bounded_for_good() -> None:
    code = (
        "import resource; from billcli.documents.typst_process import bound_memory;"
        "bound_memory(2**31); print(resource.getrlimit(resource.RLIMIT_AS)[0])"
    )
    done = subprocess.run(  # noqa: S603 - our own module
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    assert done.stdout == f"{2**31}\n"
