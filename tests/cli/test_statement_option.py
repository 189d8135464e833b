"""The commands that judge the lines of bank files take the same options."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from billcli.cli import match, reconcile
from billcli.cli.statement_option import OPTIONS

if TYPE_CHECKING:
    from billcli.cli.declare import Command

NAMES = ["statement", "profile", "account", "payouts", "policy", "unproven"]


@pytest.mark.parametrize(
    "command",
    [
        reconcile.app.commands["reconcile"],
        match.app.commands["export"],
        match.app.commands["review"],
    ],
)
def test_they_take_the_same(command: Command) -> None:
    assert command.parameters() == OPTIONS
    assert [one.name for one in command.parameters()] == NAMES
