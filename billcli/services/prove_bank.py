"""Bank statements proven against the books, and the balances that agree written down."""

from __future__ import annotations

import datetime as dt

from billcli.domain.entry import Asserted
from billcli.domain.frozen import frozen
from billcli.domain.money import Money, rounded
from billcli.domain.named import TYPE_CHECKING
from billcli.domain.problem import Severity
from billcli.matching.bank_proof import prove_account
from billcli.matching.proven_statement import Verdict
from billcli.services.filing import Papers
from billcli.services.writing import Decision, Written, perform

if TYPE_CHECKING:
    from collections.abc import Sequence

    from billcli.domain.bank_statement import BankStatement
    from billcli.domain.entry import Directive, Facts
    from billcli.domain.problem import Problem
    from billcli.matching.bank_proof import AccountProof
    from billcli.services.bank_file import BankFile
    from billcli.services.workspace import Workspace
    from billcli.services.writing import Consent


@frozen
class BankProof:
    """Every account of some files, proven.

    Attributes:
        problems: of the files.
    """

    accounts: tuple[AccountProof, ...]
    problems: tuple[Problem, ...]

    @property
    def holds(self) -> bool:
        """Return whether nothing is wrong with any of them."""
        sure = all(problem.severity is not Severity.ERROR for problem in self.problems)
        return sure and all(one.holds for one in self.accounts)


def prove_files(workspace: Workspace, files: Sequence[BankFile]) -> BankProof:
    """Return the proof of every account and currency; nothing is written."""
    accounts: dict[tuple[str, str], list[tuple[BankStatement, ...]]] = {}
    for file in files:
        for parts in file.parts:
            accounts.setdefault((parts[0].account, parts[0].currency), []).append(parts)
    facts = workspace.snapshot.facts
    return BankProof(
        tuple(prove_account(own, facts) for own in accounts.values()),
        tuple(
            problem
            for file in files
            for parts in file.parts
            for one in parts
            for problem in one.problems
        ),
    )


def write_proven(
    workspace: Workspace, files: Sequence[BankFile], consent: Consent
) -> Written[BankProof]:
    """Write a balance for the day after each statement whose closing balance agrees.

    What the ledger asserts already is not written again.

    Raises:
        UsageError: a balance cannot be written.
        InvalidError: the ledger has errors.
        ConflictError: somebody else writes.
    """
    found = prove_files(workspace, files)
    if not _balances(workspace.snapshot.facts, found):
        return Written(found, "", remarks=workspace.remarks)

    def decide(books: Workspace, _tail: tuple[Directive, ...]) -> Decision[BankProof]:
        proof = prove_files(books, files)
        return Decision(proof, Papers(_balances(books.snapshot.facts, proof)))

    return perform(workspace, decide, consent)


def _balances(facts: Facts, proof: BankProof) -> tuple[Asserted, ...]:
    """Return what is to be asserted: each account, currency and day once."""
    known = {(one.account, one.currency, one.date) for one in facts.balances}
    found: dict[tuple[str, str, dt.date], Asserted] = {}
    for account in proof.accounts:
        for one in account.statements:
            closing, end = one.statement.closing, one.end
            if closing is None or end is None or one.verdict is not Verdict.PROVEN:
                continue
            day = end + dt.timedelta(days=1)
            amount = Money(rounded(closing.number, closing.currency), closing.currency)
            name = (account.account, account.currency, day)
            if name not in known:
                found[name] = Asserted(day, account.account, amount)
    return tuple(found.values())
