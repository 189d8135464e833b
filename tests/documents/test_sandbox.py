from __future__ import annotations

from decimal import Decimal
from types import MappingProxyType
from typing import TYPE_CHECKING

import pytest
from jinja2 import DictLoader, TemplateError
from jinja2.exceptions import SecurityError

from billcli.documents.budget import SIZE_MAX, STEPS_MAX, Budget
from billcli.documents.escape import html_text, typst_text, visible
from billcli.documents.sandbox import FILTERS, METHODS, TESTS, Sandbox
from billcli.documents.template_problem import MISTAKES
from billcli.domain.money import Money

if TYPE_CHECKING:
    from collections.abc import Callable

MONEY = Money.of("1944.00", "USD")
DATA = {
    "name": '</b>#read("x")',
    "line": MappingProxyType({"amount": MONEY, "text": "one"}),
    "lines": ("a", "b", "c"),
    "money": MONEY,
    "number": Decimal("1.5"),
}


def rendered(
    text: str, show: Callable[[str], str] = visible, budget: Budget | None = None, **files: str
) -> str:
    sandbox = Sandbox(DictLoader({"main": text, **files}), show)
    sandbox.budget = budget or Budget()
    pieces = sandbox.get_template("main").generate(DATA)
    return "".join(map(sandbox.budget.write, pieces))


@pytest.mark.parametrize(
    ("template", "text"),
    [
        ("{{ line.text }}", "one"),
        ("{{ lines|join(', ') }}", "a, b, c"),
        ("{% for x in lines %}{{ loop.index }}{{ x }}{% endfor %}", "1a2b3c"),
        ("{% for x in lines if x != 'b' %}{{ x }}{{ loop.last }}{% endfor %}", "aFalsecTrue"),
        ("{{ lines|length + 1 }}", "4"),
        ("{{ 7 % 4 }}{{ 7 // 2 }}{{ 2 * 3 }}{{ 2 - 3 }}", "336-1"),
        ("{{ 'a' + 'b' ~ 1 }}", "ab1"),
        ("{{ line.text.upper() }}", "ONE"),
        ("{% macro m(x) %}<{{ x }}>{% endmacro %}{{ m('y') }}", "<y>"),
        ("{{ money.currency }}", "USD"),
        ("{% for k, v in line.items() %}{{ k }} {% endfor %}", "amount text "),
        ("{% for k, v in line|items if k == 'text' %}{{ v }}{% endfor %}", "one"),
        ("{{ nothing|default('-') }}", "-"),
        ("{% set ns = namespace(n=1) %}{% set ns.n = ns.n + 1 %}{{ ns.n }}", "2"),
        ("{{ line.text if line.text is defined else '' }}", "one"),
    ],
)
def test_what_templates_can_do(template: str, text: str) -> None:
    if "loop.last" in template:
        template = template.replace("{{ loop.last }}", "{{ 'True' if loop.last else 'False' }}")
    assert rendered(template) == text


@pytest.mark.parametrize(
    "template",
    [
        "{{ nothing }}",
        "{{ line.nothing }}",
        "{{ nothing + 1 }}",
        "{{ nothing ~ 'x' }}",
        "{% for x in nothing %}{% endfor %}",
        "{{ ''.__class__.__mro__ }}",
        "{{ line.__class__ }}",
        "{{ lines.__getitem__ }}",
        "{{ line.copy() }}",
        "{{ lines|map(attribute='__class__')|list|first }}",
        "{{ self.__init__.__globals__ }}",
        "{{ '{:>99999999999}'.format(1) }}",
        "{{ 'x'.ljust(9999999999) }}",
        "{{ 'x'.replace('x', 'y') }}",
        "{{ 'a' * 10 ** 9 }}",
        "{{ 'a' * 1000000000 }}",
        "{{ [0] * 1000000000 }}",
        "{{ 2 ** 99999999 }}",
        "{{ 1 / 3 }}",
        "{{ '%.2f' % 1 }}",
        "{{ lines + lines }}",
        "{{ 1 // 0 }}",
        "{{ lines[7] }}",
        "{{ money }}",
        "{{ 'owed ' ~ money }}",
        "{{ money.number }}",
        "{{ money + money }}",
        "{{ money.__float__() }}",
        "{{ number }}",
        "{{ 1.5 }}",
        "{{ line }}",
        "{{ lines }}",
        "{{ [[1]]|upper }}",
        "{{ true }}",
        "{{ none }}",
        "{{ name|safe }}",
        "{{ name|tojson }}",
        "{{ '9'|float }}",
        "{{ 'x'|center(999999999) }}",
        "{{ lipsum(99999) }}",
        "{{ cycler }}",
        "{{ range(999999999) }}",
        "{{ 'text'() }}",
        "{% include 'main' %}",
        "{% include ['nothing', 'main'] %}",
        "{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}",
        "{% if %}",
        "{% do x %}",
        "{% break %}",
    ],
)
def test_what_templates_cannot_do(template: str) -> None:
    with pytest.raises(MISTAKES):
        rendered(template)


def doubling(statement: str) -> str:
    start = "{% set ns = namespace(x='aaaaaaaaaa', n=7) %}"
    return f"{start}{{% for i in range(90) %}}{statement}{{% endfor %}}"


ENDLESS = {
    "loops": "{% for a in range(9999) %}{% for b in range(9999) %}{% endfor %}{% endfor %}",
    "calls": "{% macro f(n) %}{% if n %}{{ f(n - 1) }}{{ f(n - 1) }}{% endif %}{% endmacro %}"
    "{{ f(60) }}",
    "tilde": doubling("{% set ns.x = ns.x ~ ns.x %}"),
    "plus": doubling("{% set ns.x = ns.x + ns.x %}"),
    "join": doubling("{% set ns.x = [ns.x, ns.x]|join %}"),
    "block": doubling("{% set ns.x %}{{ ns.x }}{{ ns.x }}{% endset %}"),
    "times": doubling("{% set ns.n = ns.n * ns.n %}"),
    "output": "{% for i in range(9999) %}" + "x" * 1000 + "{% endfor %}",
    "separators": "{{ range(99999)|join('" + "x" * 50 + "') }}",
}


@pytest.mark.parametrize("template", ENDLESS.values(), ids=ENDLESS.keys())
def test_templates_come_to_an_end(template: str) -> None:
    with pytest.raises((TemplateError, RecursionError)):
        rendered(template)


def test_files_that_include_each_other_come_to_an_end() -> None:
    twice = "{% include 'other' %}{% include 'other' %}"
    deep = {f"f{i}": f"{{% include 'f{i + 1}' %}}{{% include 'f{i + 1}' %}}" for i in range(40)}
    with pytest.raises(SecurityError):
        rendered("{% include 'f0' %}", f40="", other=twice, **deep)


def test_the_budget_counts_exactly() -> None:
    template = "{% for x in range(10) %}x{% endfor %}"
    assert rendered(template, budget=Budget(steps=12, size=10)) == "x" * 10
    with pytest.raises(SecurityError, match="come to an end"):
        rendered(template, budget=Budget(steps=11, size=10))
    with pytest.raises(SecurityError, match="more than 9 characters"):
        rendered(template, budget=Budget(steps=12, size=9))
    assert (Budget().steps, Budget().size) == (STEPS_MAX, SIZE_MAX)


@pytest.mark.parametrize(
    "template",
    [
        "{{ name }}",
        "{{ name|e }}",
        "{{ name|escape }}",
        "{% autoescape false %}{{ name }}{% endautoescape %}",
        "{% macro m() %}{{ name }}{% endmacro %}{{ m() }}",
        "{% set x %}{{ name }}{% endset %}{{ x }}",
        "{% macro m() %}{% endmacro %}{{ m() ~ name }}",
        "{% macro m() %}{% endmacro %}{{ m() + name }}",
        "{% macro m() %}{% endmacro %}{{ [m(), name]|join }}",
        "{{ [name]|first }}",
        "{{ name|default('x') }}",
        "{% filter trim %}{{ name }}{% endfilter %}",
        "{% call m() %}{{ name }}{% endcall %}",
    ],
)
@pytest.mark.parametrize("show", [html_text, typst_text])
def test_a_value_is_escaped_once_whatever_the_template_says(
    template: str, show: Callable[[str], str]
) -> None:
    helper = "{% macro m() %}{{ caller() }}{% endmacro %}" if "call m" in template else ""
    assert rendered(helper + template, show).strip() == show(DATA["name"])


def test_constants_are_written_like_values() -> None:
    assert rendered("{{ 'a & b' }}", typst_text) == '#"a & b";'
    assert rendered("{{ 'a & b' if true else '' }}", html_text) == "a &amp; b"


def test_only_safe_filters_and_tests_exist() -> None:
    sandbox = Sandbox(DictLoader({}), visible)
    assert set(sandbox.filters) == FILTERS | {"counted", "joined", "join", "e", "escape"}
    assert set(sandbox.tests) == TESTS
    assert set(sandbox.globals) == {"range", "namespace"}
    assert not {"format", "format_map", "replace", "join", "ljust"} & METHODS[str]
