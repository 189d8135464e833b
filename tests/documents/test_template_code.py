from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from billcli.documents import template_code
from billcli.documents.compile_templates import main, template_codes, write_codes
from billcli.documents.context import document_context
from billcli.documents.environment import SUFFIXES, DocumentEnvironment, Templates
from billcli.documents.template_code import code_file, code_folder, ready_code
from billcli.documents.wording import shipped_templates
from billcli.domain.problem import InvalidError, Source

if TYPE_CHECKING:
    from pathlib import Path

    from billcli.documents.letterhead import Context
    from billcli.domain.invoice import Invoice

OUTPUTS = tuple(SUFFIXES)
SHIPPED = shipped_templates()


@pytest.fixture(scope="session")
def compiled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("code") / "template_code"
    write_codes(folder)
    return folder


@pytest.fixture
def ready(compiled: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(template_code, "code_folder", lambda: compiled)
    return compiled


@pytest.fixture
def context(simple: Invoice, issuer: dict[str, str], acme: dict[str, str]) -> Context:
    return document_context(simple, issuer, acme)


def never(*_: object) -> str:
    raise AssertionError("a template was compiled")


def source_of(name: str) -> str:
    return (SHIPPED / name).read_text("utf-8")


def test_every_template_of_ours_has_code(ready: Path) -> None:
    names = {path.name for suffix in SUFFIXES.values() for path in SHIPPED.glob(f"*.{suffix}")}
    assert {name.rpartition("-")[0] for name, _ in template_codes()} == names
    assert len(list(ready.glob("*.py"))) == len(names)
    for output, suffix in SUFFIXES.items():
        for path in SHIPPED.glob(f"*.{suffix}"):
            assert ready_code(output, path.name, source_of(path.name)) is not None


@pytest.mark.parametrize("output", OUTPUTS)
def test_code_made_ahead_gives_the_same_without_compiling(
    compiled: Path, monkeypatch: pytest.MonkeyPatch, context: Context, output: str
) -> None:
    monkeypatch.setattr(template_code, "code_folder", lambda: compiled / "nowhere")
    expected = [Templates().render(kind, output, context) for kind in ("invoice", "credit-note")]
    monkeypatch.setattr(template_code, "code_folder", lambda: compiled)
    monkeypatch.setattr(DocumentEnvironment, "_generate", never)
    templates = Templates()
    for _ in range(2):
        found = [templates.render(kind, output, context) for kind in ("invoice", "credit-note")]
        assert found == expected


@pytest.mark.parametrize("output", OUTPUTS)
def test_code_belongs_to_the_environment_that_asks_for_it(
    ready: Path, context: Context, output: str
) -> None:
    assert ready.is_dir()
    one, two = (DocumentEnvironment(output, [SHIPPED]) for _ in range(2))
    first = "".join(one.texts("invoice", context))
    assert "".join(two.texts("invoice", context)) == first
    assert two.budget.steps == one.budget.steps  # each has counted its own
    name = f"invoice.{SUFFIXES[output]}"
    assert one.get_template(name).environment is one
    assert two.get_template(name).environment is two
    one.budget.steps = 0
    assert "".join(two.texts("invoice", context)) == first


def test_a_users_template_is_compiled_though_it_bears_a_name_of_ours(
    ready: Path, tmp_path: Path, context: Context
) -> None:
    assert ready.is_dir()
    (tmp_path / "page.txt").write_text("own {% block body %}{% endblock %}", "utf-8")
    assert Templates(tmp_path).render("invoice", "text", context).startswith("own ")
    (tmp_path / "invoice.txt").write_text("{% extends 'shipped/invoice.txt' %}", "utf-8")
    (tmp_path / "page.txt").unlink()
    assert Templates(tmp_path).render("invoice", "text", context) == Templates().render(
        "invoice", "text", context
    )


def test_only_the_very_words_name_and_output_find_code(ready: Path) -> None:
    source = source_of("invoice.typ")
    assert ready_code("pdf", "invoice.typ", source) is not None
    assert ready_code("pdf", "invoice.typ", f"{source} ") is None
    assert ready_code("html", "invoice.typ", source) is None
    assert ready_code("pdf", "quote.typ", source) is None
    assert ready_code("pdf", "../invoice.typ", source) is None
    assert ready_code("pdf", "shipped/invoice.typ", source) is None
    assert len(list(ready.glob("invoice.typ-*.py"))) == 1


def test_another_jinja_finds_no_code(ready: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert ready.is_dir()
    monkeypatch.setattr("jinja2.__version__", "3.999")
    assert ready_code("pdf", "invoice.typ", source_of("invoice.typ")) is None


def test_a_name_with_a_slash_looks_into_no_other_folder(
    ready: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    below = ready / "below"
    below.mkdir(exist_ok=True)
    monkeypatch.setattr(template_code, "code_folder", lambda: below)
    name = code_file("pdf", "../a.typ", "x")
    (ready / name.removeprefix("../")).write_text("", "utf-8")
    assert ready_code("pdf", "../a.typ", "x") is None
    (ready / name.removeprefix("../")).unlink()
    below.rmdir()


def test_odd_characters_have_a_digest_too() -> None:
    assert code_file("pdf", "a.typ", "\udc80").startswith("a.typ-")


def test_an_error_names_the_line_of_the_template(ready: Path, context: Context) -> None:
    assert ready.is_dir()
    data = {name: value for name, value in context.data.items() if name != "totals"}
    broken = context.__class__(data, context.notation, context.date, "en", context.paper)
    with pytest.raises(InvalidError) as caught:
        Templates().render("invoice", "pdf", broken)
    rows = source_of("invoice.typ").splitlines()
    line = next(n for n, row in enumerate(rows, 1) if "for row in totals" in row)
    assert caught.value.problems[0].where == Source(str(SHIPPED / "invoice.typ"), line)


def test_writing_clears_away_code_of_other_templates(tmp_path: Path) -> None:
    folder = tmp_path / "template_code"
    count = write_codes(folder)
    (folder / "old.typ-0.py").write_text("", "utf-8")
    (folder / "kept.txt").write_text("", "utf-8")
    assert write_codes(folder) == count
    names = {path.name for path in folder.iterdir()}
    assert "old.typ-0.py" not in names
    assert {"kept.txt", "__pycache__"} <= names


def test_the_tool_says_what_it_made(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "template_code"
    monkeypatch.setattr("billcli.documents.compile_templates.code_folder", lambda: folder)
    main()
    made = len(list(folder.glob("*.py")))
    assert capsys.readouterr().out == f"{made} templates compiled into {folder}\n"


def test_the_code_of_this_checkout_is_what_jinja_makes_now() -> None:
    """Say so when the sandbox has changed how templates are compiled: count RECIPE up."""
    lying = {path.name: path.read_text("utf-8") for path in code_folder().glob("*.py")}
    for name, text in template_codes():
        assert lying.get(name, text) == text


@pytest.mark.skipif(os.name == "nt", reason="no permissions of this kind")
def test_code_that_cannot_be_read_is_made_anew(
    ready: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = source_of("invoice.typ")
    assert ready_code("pdf", "invoice.typ", source) is not None
    (tmp_path / code_file("pdf", "invoice.typ", source)).symlink_to(ready)
    monkeypatch.setattr(template_code, "code_folder", lambda: tmp_path)
    assert ready_code("pdf", "invoice.typ", source) is None
