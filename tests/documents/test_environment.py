from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from billcli.documents.context import document_context
from billcli.documents.environment import DocumentEnvironment, Templates
from billcli.documents.letterhead import Context
from billcli.documents.wording import shipped_templates
from billcli.domain.money import Money
from billcli.domain.problem import ExitCode, InvalidError, Source

if TYPE_CHECKING:
    from pathlib import Path

    from billcli.domain.invoice import Invoice


@pytest.fixture
def context(simple: Invoice, issuer: dict[str, str], acme: dict[str, str]) -> Context:
    return document_context(simple, issuer, acme)


def written(folder: Path, output: str, context: Context, template: str) -> str:
    suffix = {"pdf": "typ", "html": "html", "text": "txt"}[output]
    (folder / f"own.{suffix}").write_text(template, "utf-8")
    return Templates(folder).render("own", output, context)


@pytest.mark.parametrize(
    ("output", "text"),
    [
        ("html", "USD\u00a0\u22125.00 \u22125.00 \u22122"),
        ("text", "USD\u00a0-5.00 -5.00 -2"),
        ("pdf", '#"USD\u00a0\u22125.00"; #"\u22125.00"; #"\u22122";'),
    ],
)
def test_figures_are_written_for_their_output(
    tmp_path: Path, context: Context, output: str, text: str
) -> None:
    data = {**context.data, "owed": Money.of("-5", "USD")}
    changed = Context(data, context.notation, context.date, context.language, context.paper)
    template = "{{ owed|money }} {{ owed|amount }} {{ '-2'|figure }}"
    assert written(tmp_path, output, changed, template) == text


def test_code_gives_typst_a_bare_literal(tmp_path: Path, context: Context) -> None:
    text = written(tmp_path, "pdf", context, "#set document(title: {{ number|code }})")
    assert text == '#set document(title: "INV-2026-0001")'


def test_code_and_rows_exist_only_where_they_mean_something(
    tmp_path: Path, context: Context
) -> None:
    for output, template in (
        ("html", "{{ number|code }}"),
        ("html", "{{ ((number, 9),)|row }}"),
        ("pdf", "{{ '-'|line(9) }}"),
    ):
        with pytest.raises(InvalidError):
            written(tmp_path, output, context, template)


def test_text_has_rows_rules_and_blanks(tmp_path: Path, context: Context) -> None:
    template = "{{ (('a\x1bb', 4), ('1' ~ '株'|blank, -6))|row }}\n{{ '=-'|line(3) }}"
    assert written(tmp_path, "text", context, template) == "ab       1\n=-=-=-"


@pytest.mark.parametrize("template", ["{{ '-'|line(99999999) }}", "{{ (('', 99999999),)|row }}"])
def test_rows_and_rules_are_bounded(tmp_path: Path, context: Context, template: str) -> None:
    with pytest.raises(InvalidError, match="more than"):
        written(tmp_path, "text", context, template)


def test_a_budget_lasts_for_one_document(tmp_path: Path, context: Context) -> None:
    (tmp_path / "own.txt").write_text("{% for a in range(90000) %}{% endfor %}" * 2, "utf-8")
    templates = Templates(tmp_path)
    assert [templates.render("own", "text", context) for _ in range(3)] == [""] * 3


def test_amounts_need_a_document() -> None:
    environment = DocumentEnvironment("text", [shipped_templates()])
    with pytest.raises(TypeError, match="while a document is rendered"):
        environment.from_string("{{ m|amount }}").render(m=Money.of("1", "EUR"))


@pytest.mark.parametrize(
    ("template", "line", "words"),
    [
        ("one\n{{ custmer.name }}\n", 2, "'custmer' is undefined"),
        ("one\n\n{{ customer.nme }}\n", 3, "there is no 'nme' here"),
        ("{% if number %}\n", 1, "Unexpected end of template"),
        ("a\n{{ total }}", 2, "an amount is written as"),
        ("a\n{{ number.__class__ }}", 2, "unsafe"),
        ("a\n{% include 'nothing.txt' %}", 2, "no template nothing.txt"),
        ("a\n{% include '../x' %}", 2, "outside the template folder"),
        ("{% for a in range(9999) %}\n{% for b in range(9999) %}\n{% endfor %}{% endfor %}", 2,
         "does not come to an end"),
        ("a\n{% include 'own.txt' %}", 2, "without end"),
        ("{{ 1 // 0 }}", 1, "by zero"),
        ("{{ number|nofilter }}", 1, "No filter named 'nofilter'"),
    ],
)  # fmt: skip
def test_errors_name_the_template_and_its_line(
    tmp_path: Path, context: Context, template: str, line: int, words: str
) -> None:
    with pytest.raises(InvalidError) as caught:
        written(tmp_path, "text", context, template)
    (problem,) = caught.value.problems
    assert problem.code == "TEMPLATE-ERROR"
    assert problem.where == Source(str(tmp_path / "own.txt"), line)
    assert problem.excerpt == template.splitlines()[line - 1]
    assert words in problem.message
    assert caught.value.exit_code is ExitCode.INVALID


def test_a_missing_template_has_no_place(context: Context) -> None:
    with pytest.raises(InvalidError) as caught:
        Templates().render("nothing", "html", context)
    (problem,) = caught.value.problems
    assert (problem.where, problem.excerpt) == (None, "")
    assert "nothing.html" in problem.message


def test_a_users_template_may_extend_the_shipped_one(tmp_path: Path, context: Context) -> None:
    (tmp_path / "invoice.txt").write_text(
        '{% extends "shipped/invoice.txt" %}{% block payment %}Pay in kind.{% endblock %}', "utf-8"
    )
    text = Templates(tmp_path).render("invoice", "text", context)
    assert "Pay in kind." in text
    assert "IBAN" not in text


def test_the_files_of_a_document_start_with_its_own(tmp_path: Path) -> None:
    (tmp_path / "invoice.typ").write_text("", "utf-8")
    names = [f.relative_to(f.parents[0]).name for f in Templates(tmp_path).files("invoice", "pdf")]
    assert names[:2] == ["invoice.typ", "invoice.typ"]
    assert {"page.typ", "credit-note.typ"} <= set(names)
