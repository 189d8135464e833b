from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from jinja2 import TemplateRuntimeError, TemplateSyntaxError

from billcli.documents.render import Press
from billcli.documents.sample import samples
from billcli.documents.template_problem import line_of, place_behind, template_error
from billcli.domain.problem import InvalidError, Source

if TYPE_CHECKING:
    from pathlib import Path


def test_an_error_without_words_is_named_by_its_sort() -> None:
    (problem,) = template_error(TemplateRuntimeError(), []).problems
    assert (problem.message, problem.where) == ("TemplateRuntimeError", None)


def test_a_syntax_error_without_file_has_the_templates_name() -> None:
    (problem,) = template_error(TemplateSyntaxError("wrong", 3, "own.txt"), []).problems
    assert problem.where == Source("own.txt", 3)
    (nameless,) = template_error(TemplateSyntaxError("wrong", 3), []).problems
    assert nameless.where == Source("", 3)


def test_words_are_one_line() -> None:
    (problem,) = template_error(ValueError("two\nlines."), []).problems
    assert problem.message == "two lines"


def test_line_of_a_file(tmp_path: Path) -> None:
    file = tmp_path / "a.typ"
    file.write_bytes(b"one\ntwo\n")
    assert line_of(Source(str(file), 2)) == "two"
    assert line_of(Source(str(file), 3)) == ""
    assert line_of(Source(str(file))) == ""
    assert line_of(None) == ""
    assert line_of(Source(str(tmp_path / "missing"), 1)) == ""
    file.write_bytes(b"\xff")
    assert line_of(Source(str(file), 1)) == ""


@pytest.mark.parametrize(
    ("generated", "line"),
    [
        ('#foo(#"Acme";)', 1),
        ('  #foo(#"x";)', 1),
        ("plain", 2),
        ('both "x"', None),
        ("nowhere", None),
        ("", None),
    ],
)
def test_a_generated_line_is_traced_to_the_only_line_that_can_write_it(
    tmp_path: Path, generated: str, line: int | None
) -> None:
    file = tmp_path / "a.typ"
    file.write_text("  #foo({{ name }})\nplain\nboth {{ a }}\nboth {{ b }}\n\n{{ c }}\n", "utf-8")
    found = place_behind(generated, [file])
    assert found == (None if line is None else Source(str(file), line))


BLOCK = '{%% extends "shipped/invoice.html" %%}\n{%% block remarks %%}\n%s\n{%% endblock %%}\n'


@pytest.mark.parametrize(
    ("code", "line"),
    [
        ("{% include 'invoice.html' %}", 1),
        ("{% import 'shipped/invoice.html' as other %}{{ other }}", 3),
        ("{{ " + "(" * 3000 + "1" + ")" * 3000 + " }}", 0),
        ("{% for _ in range(9000) %}" + "a" * 900 + "{% endfor %}", 0),
    ],
)
def test_a_mistake_is_placed_in_the_users_own_file(tmp_path: Path, code: str, line: int) -> None:
    file = tmp_path / "invoice.html"
    file.write_text(BLOCK % code, "utf-8")
    with Press(tmp_path) as press, pytest.raises(InvalidError) as caught:
        press.render("invoice", next(samples("invoice")).context, ["html"])
    assert [p.where for p in caught.value.problems] == [Source(str(file), line)]


def test_a_line_of_values_alone_may_be_no_lines_origin(tmp_path: Path) -> None:
    file = tmp_path / "a.typ"
    file.write_text("{{ a }} {{ b }}\n#f(0)\n", "utf-8")
    assert place_behind("#f(0)", [file]) == Source(str(file), 2)
    assert place_behind("#let f(n) = 1", [file]) is None
