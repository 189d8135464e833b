"""The form of a draft: what is put in for the editor is taken out again, and nothing else."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from billcli.domain.problem import Problem, Source
from billcli.services.draft_form import (
    GUIDE,
    MARK,
    bare,
    beside,
    dressed,
    guide_lines,
    marked,
    says_nothing,
    state_of,
    stated,
)

if TYPE_CHECKING:
    from shop import Shop

ROWS = st.sampled_from(
    ['customer = "Acme"', "# mine", "", "  ", "lines = [", "]", "#| not ours", "# >>> theirs", "#|"]
)


@given(st.lists(ROWS, max_size=8), st.lists(st.integers(0, 12), max_size=5))
@settings(max_examples=50)
def test_undressing_a_form_gives_the_text_back(rows: list[str], lines: list[int]) -> None:
    text = "\n".join(rows)
    problems = [Problem("X-Y", "no\nway", Source("d", line), "help" * (line % 2)) for line in lines]
    form = dressed(marked(text, problems)[0], ["a guide", ""], state_of(None))
    assert bare(form, text) == (text.rstrip("\r\n") + "\n" if text.strip() else "")


@given(st.lists(ROWS, min_size=1, max_size=8), st.lists(st.integers(0, 12), max_size=5))
@settings(max_examples=50)
def test_a_problem_still_points_at_its_line(rows: list[str], lines: list[int]) -> None:
    problems = [Problem("X-Y", f"{i}", Source("d", n), "go") for i, n in enumerate(lines)]
    text, now = marked("\n".join(rows), problems)
    out = text.split("\n")
    for problem, line in zip(problems, now, strict=True):
        assert problem.where is not None
        if problem.where.line == 0:
            assert line == 0
            continue
        assert out[line - 1] == rows[min(problem.where.line, len(rows)) - 1]
        assert f"{MARK}line {line}: {problem.message}" in out[: line - 1]


def test_windows_text_keeps_its_line_ends() -> None:
    text = 'customer = "A"\r\nlines = []\r\n'
    assert bare(dressed(text, ["guide"], state_of(b"x"))) == text
    assert bare("\ufeff" + text) == text


def test_what_somebody_uncovers_in_the_guide_stays() -> None:
    form = dressed("lines = []\n", ['note = "Hi"'], state_of(None))
    assert bare(form.replace(f'{GUIDE}note = "Hi"', 'note = "Hi"')) == (
        'lines = []\n\nnote = "Hi"\n'
    )


def test_a_form_says_which_draft_it_was_made_from() -> None:
    assert stated(dressed("", [], state_of(b"a"))) == state_of(b"a") != state_of(None)
    assert stated("nothing") == ""


@pytest.mark.parametrize(
    ("text", "nothing"), [("", True), ("# a\n\n  # b", True), ("a = 1", False), ("x", False)]
)
def test_remarks_alone_say_nothing(text: str, nothing: bool) -> None:
    assert says_nothing(text) is nothing


def test_another_text_is_shown_as_marks_only() -> None:
    assert bare(beside('customer = "A"\n')) == ""


def test_the_guide_names_what_the_books_know(shop: Shop) -> None:
    guide = "\n".join(guide_lines(shop.workspace()))
    assert "customers  Acme (Acme Inc.), Globex (Globex Ltd.)" in guide
    assert "prices     consulting (150 per h, Consulting)" in guide
    assert "taxes      VAT, LOW, ZERO" in guide
    assert "due = 2026-03-02          # last day to pay" in guide


def test_a_long_list_is_cut_and_names_stay_on_their_line(shop: Shop) -> None:
    shop.append(
        "".join(f'2025-01-01 custom "customer" "C{n}" Assets:Receivable:Acme\n  name: "N\\n#"\n'
                for n in range(40)), "customers.beancount")  # fmt: skip
    guide = guide_lines(shop.workspace())
    assert any("more: billcli customer list" in row for row in guide)
    assert all("\n" not in row for row in guide)
