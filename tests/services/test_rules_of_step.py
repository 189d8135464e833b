"""Rules that a step added go as long as the file of rules is as the step left it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from billcli.ledger.atomic_file import digest
from billcli.ledger.change_set import Removal, Rewrite
from billcli.ledger.step_file import RuleChange, Step
from billcli.services.rules_of_step import Unruled

if TYPE_CHECKING:
    from shop import Shop

A, B, C = (f'[rule.{name}]\npayer = "{name}"\nleave = "own"\n' for name in "abc")


def added(before: str, after: str) -> RuleChange:
    return RuleChange(len(before), digest(before.encode()), digest(after.encode()))


@pytest.mark.parametrize(
    ("changes", "rest"),
    [
        ((), None),
        ((added(A + B, A + B + C),), A + B),
        ((added(A, A + B), added(A + B, A + B + C)), A),
        ((added("", A + B + C),), ""),
        ((added(A, A + B),), None),
        ((added(A + B, A + B + C), added(A, A + B)), None),
        ((added(A + B, A + B + C)._replace(size=len(A)),), None),
        ((added(A + B, A + B + C)._replace(size=-1),), None),
        ((added(A + B, A + B + C)._replace(size=9999),), None),
    ],
)
def test_what_was_added_last_goes(
    shop: Shop, changes: tuple[RuleChange, ...], rest: str | None
) -> None:
    whole = A + B + C
    shop.write("rules.toml", whole)
    books, old = shop.workspace(), digest(whole.encode())
    path = books.folder / "rules.toml"
    expected: tuple[Rewrite | Removal, ...] = ()
    if rest is not None:
        expected = (Rewrite(path, old, rest.encode()) if rest else Removal(path, old),)
    found = Unruled.of(books, Step(rules=changes))
    assert found.changes == expected
    assert found.text == (whole.removeprefix(rest) if rest is not None else "")


def test_a_file_that_is_gone_is_left_alone(shop: Shop) -> None:
    assert Unruled.of(shop.workspace(), Step(rules=(added("", A),))) == Unruled()
