from __future__ import annotations

import pytest
from jinja2.exceptions import SecurityError

from billcli.documents.budget import Budget


def test_steps_run_out() -> None:
    budget = Budget(steps=2)
    budget.step()
    budget.step()
    with pytest.raises(SecurityError, match="come to an end"):
        budget.step()


def test_a_loop_costs_a_step_a_turn_and_no_more_than_it_takes() -> None:
    budget = Budget(steps=3)
    values = budget.counted("abcdef")
    assert [next(values), next(values)] == ["a", "b"]
    assert budget.steps == 1
    next(values)
    with pytest.raises(SecurityError):
        next(values)


def test_a_text_may_be_just_as_large_as_allowed() -> None:
    budget = Budget(size=3)
    budget.allow(3)
    with pytest.raises(SecurityError, match="more than 3 characters"):
        budget.allow(4)


def test_output_adds_up() -> None:
    budget = Budget(size=5)
    assert budget.write("abc") == "abc"
    assert budget.write("de") == "de"
    with pytest.raises(SecurityError):
        budget.write("f")
