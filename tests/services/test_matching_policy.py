"""The agreement about small differences: what it may say, over what, and what is refused."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from billcli.domain.problem import InvalidError, Severity, Source
from billcli.matching.policy import BankFee, EqualItems, Policy, ShortList
from billcli.services.matching_policy import given_in, policy_of

if TYPE_CHECKING:
    from pathlib import Path

WHERE = Source("billcli.toml", 7)


@pytest.mark.parametrize(
    ("key", "written", "read"),
    [
        ("rounding_tolerance", "0.05", Decimal("0.05")),
        ("rounding_tolerance", 0.05, Decimal("0.05")),
        ("rounding_tolerance", 1, Decimal(1)),
        ("discount_grace_days", 2, 2),
        ("discount_grace_days", "3", 3),
        ("bank_fee", "never", BankFee.NEVER),
        ("bank_fee", "accept when the statement states the charges", BankFee.STATED),
        ("bank_fee", "accept-when-the-statement-states-the-charges", BankFee.STATED),
        ("identical_amounts_same_customer", "oldest_first", EqualItems.OLDEST_FIRST),
        ("identical_amounts_same_customer", "ask", EqualItems.ASK),
        ("short_list", "in order named", ShortList.NAMED),
        ("short_list", "oldest-first", ShortList.OLDEST_FIRST),
    ],
)
def test_values_are_read(key: str, written: object, read: object) -> None:
    policy, problems = policy_of({key: written}, WHERE)
    assert getattr(policy, key) == read
    assert problems == ()


@pytest.mark.parametrize(
    ("key", "written", "hint"),
    [
        ("rounding_tolerance", "-0.01", 'write an amount that is not negative, such as "0.05"'),
        ("rounding_tolerance", "NaN", "write an amount"),
        ("rounding_tolerance", "Infinity", "write an amount"),
        ("rounding_tolerance", True, "write an amount"),
        ("rounding_tolerance", [], "write an amount"),
        ("discount_grace_days", "1.5", "write a whole number of days"),
        ("discount_grace_days", None, "write a whole number of days"),
        ("bank_fee", "sometimes", 'write "never" or "accept when'),
        ("identical_amounts_same_customer", {}, 'write "ask" or "oldest first"'),
        ("short_list", "newest first", 'write "ask" or "in order named" or "oldest first"'),
    ],
)
def test_what_is_no_value_is_refused_with_its_place(key: str, written: object, hint: str) -> None:
    with pytest.raises(InvalidError) as caught:
        policy_of({key: written}, WHERE)
    (problem,) = caught.value.problems
    assert (problem.code, problem.where) == ("POLICY-INVALID", WHERE)
    assert problem.help is not None
    assert problem.help.startswith(hint)


def test_every_wrong_value_is_told_at_once() -> None:
    with pytest.raises(InvalidError) as caught:
        policy_of({"bank_fee": 1, "discount_grace_days": "x", "colour": 1}, WHERE)
    assert len(caught.value.problems) == 2


def test_an_unknown_name_is_a_warning_and_changes_nothing() -> None:
    policy, (near, far) = policy_of({"bank_fees": "never", "colour": 1}, WHERE)
    assert policy == Policy()
    assert near.help == "did you mean bank_fee?"
    assert far.help is not None
    assert far.help.startswith("known: rounding_tolerance, ")
    assert {near.severity, far.severity} == {Severity.WARNING}


@pytest.mark.parametrize(
    ("name", "text"),
    [("p.json", '{"rounding_tolerance": 0.02}'), ("P.TOML", 'rounding_tolerance = "0.02"\n')],
)
def test_a_file_stands_over_what_holds_without_it(tmp_path: Path, name: str, text: str) -> None:
    (tmp_path / name).write_text(text)
    base = Policy(discount_grace_days=4)
    policy, problems = policy_of(given_in(tmp_path / name, name), Source(name), base)
    assert policy == Policy(Decimal("0.02"), 4)
    assert problems == ()


@pytest.mark.parametrize("text", [None, "{", "[1]", "3", "\x00", "[" * 5000, "bank_fee = 1"])
def test_what_is_no_policy_is_refused(tmp_path: Path, text: str | None) -> None:
    path = tmp_path / "p.json"
    if text is not None:
        path.write_text(text)
    with pytest.raises(InvalidError) as caught:
        policy_of(given_in(path, "p.json"), Source("p.json"), Policy())
    assert [problem.code for problem in caught.value.problems] == ["POLICY-INVALID"]
    assert caught.value.problems[0].help
