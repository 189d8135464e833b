"""Rules that a step added, taken out of the file of rules as long as it is as the step left it."""

from __future__ import annotations

from billcli.domain.named import TYPE_CHECKING, NamedTuple
from billcli.ledger.atomic_file import digest
from billcli.ledger.change_set import Removal, Rewrite
from billcli.services.bank_rules import rule_file

if TYPE_CHECKING:
    from billcli.ledger.step_file import Step
    from billcli.services.workspace import Workspace


class Unruled(NamedTuple):
    """The change that takes rules out; nothing where somebody changed the file since.

    Attributes:
        rewrites, removals: of the file; one that held nothing else goes.
        text: what goes.
    """

    rewrites: tuple[Rewrite, ...] = ()
    removals: tuple[Removal, ...] = ()
    text: str = ""

    @property
    def changes(self) -> tuple[Rewrite | Removal, ...]:
        """Return the change as a whole."""
        return (*self.rewrites, *self.removals)

    @classmethod
    def of(cls, workspace: Workspace, step: Step) -> Unruled:
        """Return what a step added to the rules.

        Raises:
            InvalidError: the file has mistakes.
        """
        file = rule_file(workspace) if step.rules else None
        if file is None or file.content is None:
            return cls()
        rest = file.content
        for change in reversed(step.rules):
            before = rest[: max(change.size, 0)]
            if (digest(rest), digest(before)) != (change.sha256, change.sha256_old):
                return cls()
            rest = before
        text, old = file.content[len(rest) :].decode(), digest(file.content)
        if rest:
            return cls((Rewrite(file.path, old, rest),), (), text)
        return cls((), (Removal(file.path, old),), text)
