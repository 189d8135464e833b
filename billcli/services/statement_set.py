"""What ``reconcile`` is given: files of banks and processors, and agreements beside the books."""

from __future__ import annotations

from dataclasses import dataclass

from billcli.domain.named import TYPE_CHECKING
from billcli.domain.problem import Source, UsageError, each, errors
from billcli.matching.join_statement import join_statements
from billcli.services.bank_file import read_bank_file
from billcli.services.bank_rules import rules_in_force
from billcli.services.matching_policy import agreed_with_all, given_in, policy_of
from billcli.services.payout_file import read_payout_file
from billcli.services.review import Said
from billcli.services.review_statement import review
from billcli.store.settings import PROJECT_FILE

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from billcli.domain.bank_statement import BankStatement
    from billcli.domain.problem import Problem
    from billcli.services.bank_file import BankFile
    from billcli.services.review import Review
    from billcli.services.workspace import Workspace


WAIVABLE = frozenset({"STATEMENT-SIGNS"})


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a person named.

    Attributes:
        folder: from which names of files count.
        files: of the bank.
        profile: name of a CSV profile, or empty.
        account: ledger account of all of them, or empty.
        payouts: reports of card processors.
        policy: a policy file, or empty.
        unproven: files whose statements are booked although they do not close.
    """

    folder: Path
    files: Sequence[str]
    profile: str = ""
    account: str = ""
    payouts: Sequence[str] = ()
    policy: str = ""
    unproven: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class StatementSet:
    """All files as one statement, with what its lines are judged by.

    Attributes:
        statement: every line once.
        problems: warnings of files and policy.
    """

    files: tuple[BankFile, ...]
    statement: BankStatement
    said: Said
    problems: tuple[Problem, ...] = ()

    def review(self, workspace: Workspace) -> Review:
        """Return what the lines are, and what is proposed for them."""
        return review(workspace, self.statement, self.said)


def read_statement_set(workspace: Workspace, wanted: Wanted) -> StatementSet:
    """Return everything that was named, read.

    Raises:
        UsageError: files cannot be read, each of which is named; or statements do not close and
            are not named as unproven.
        InvalidError: a profile or the policy is wrong.
    """
    files = each(
        lambda name: read_bank_file(
            workspace, wanted.folder / name, name, wanted.profile, wanted.account
        ),
        wanted.files,
    )
    _require_proven(files, wanted.unproven)
    statement = join_statements([one for file in files for one in file.statements])
    policy, problems = agreed_with_all(
        workspace.settings, Source(PROJECT_FILE, _line_of(workspace))
    )
    given: Mapping[str, object] = {}
    if wanted.policy:
        given = given_in(wanted.folder / wanted.policy, wanted.policy)
        policy, more = policy_of(given, Source(wanted.policy), policy)
        problems = (*problems, *more)
    payouts = tuple(
        payout for name in wanted.payouts for payout in read_payout_file(wanted.folder / name, name)
    )
    said = Said(policy, payouts, given, rules_in_force(workspace))
    return StatementSet(tuple(files), statement, said, (*statement.problems, *problems))


def _require_proven(files: Sequence[BankFile], unproven: Sequence[str]) -> None:
    """Refuse statements that cannot be right, unless only their signs are open and they are named.

    Raises:
        UsageError: all of them.
    """
    found = [
        problem
        for file in files
        for one in file.statements
        for problem in errors(one.problems)
        if problem.code not in WAIVABLE or file.name not in unproven
    ]
    if found:
        raise UsageError(*found)


def _line_of(workspace: Workspace) -> int:
    _, _, line = workspace.settings.origins.get("matching", "").rpartition(":")
    return int(line) if line.isdigit() else 0
