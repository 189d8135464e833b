"""Options and directives that take Beancount's own checks away or invent receivables."""

from __future__ import annotations

from billcli.domain.named import TYPE_CHECKING
from billcli.domain.problem import Problem, Severity
from billcli.domain.rule.scope import located

if TYPE_CHECKING:
    from collections.abc import Iterator

    from billcli.domain.rule.scope import Scope


_EFFECTS = {"insert_pythonpath": "lets plugins be loaded from the folder of the ledger"}


def risky_options(scope: Scope) -> Iterator[Problem]:
    """Yield OPTION-RISKY for each option that loosens what Beancount checks, or what it runs."""
    severity = Severity.ERROR if scope.strict else Severity.WARNING
    for option in scope.facts.options.risky:
        effect = _EFFECTS.get(option.partition(":")[0], "takes checks of Beancount away")
        message = f"option {option} {effect}"
        yield Problem("OPTION-RISKY", message, None, "remove the option line", severity)


def padded_receivables(scope: Scope) -> Iterator[Problem]:
    """Yield AR-PAD for each ``pad`` on a receivable: it invents a sum that is of no document."""
    for account, source in scope.facts.pads:
        if scope.is_receivable(account):
            message = f"pad invents an amount on {account} that belongs to no document"
            advice = "replace it by one entry per open item"
            yield Problem("AR-PAD", message, located(source), advice)
