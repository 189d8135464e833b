"""Which account of a statement file is meant, and which of ours it is."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

from billcli.domain.bank_statement import joined
from billcli.domain.named import TYPE_CHECKING
from billcli.domain.problem import Problem, Severity, Source, UsageError
from billcli.domain.statement_proof import unproven
from billcli.store.settings import PROJECT_FILE

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from billcli.domain.bank_statement import BankStatement
    from billcli.store.settings import BankAccount


def as_one(statements: Sequence[BankStatement], shown: str) -> BankStatement:
    """Return the statements of one account in a file as one; balances that do not fit are told.

    Args:
        statements: in the order of the file.
        shown: name of the file, for messages.
    """
    found = joined(statements)
    return replace(found, problems=(*found.problems, *unproven(statements, Source(shown))))


def statements_of(
    statements: Sequence[BankStatement], banks: Sequence[BankAccount], account: str, shown: str
) -> tuple[BankStatement, ...]:
    """Return the statements of one account in a file; they may name its ledger account.

    Lines of other accounts are left out, with a warning when no account was asked for.

    Args:
        statements: all of the file.
        banks: our accounts; one with an IBAN is known by it.
        account: ledger account that was asked for, or empty.
        shown: name of the file, for messages.

    Raises:
        UsageError: the file holds several accounts, and nothing tells which is meant.
    """
    ours = {bank.iban: bank.account for bank in banks if bank.iban}
    known = {ours.get(one.bank_account, "") for one in statements} - {""}
    ledger_account = account or (next(iter(known)) if len(known) == 1 else "")
    own = [one for one in statements if ours.get(one.bank_account) == ledger_account]
    meant = (ledger_account and own) or statements
    numbers = dict.fromkeys((one.bank_account, one.currency) for one in meant)
    if len(numbers) > 1:
        listed = ", ".join(f"{number} {currency}".strip() for number, currency in numbers)
        raise UsageError.of(
            "STATEMENT-SEVERAL",
            f"the file holds several accounts: {listed}",
            where=Source(shown),
            hint=f'set iban under [bank.account."..."] in {PROJECT_FILE} and name the account with'
            " --account, or export one account",
        )
    others = [] if account else [one for one in statements if one not in meant]
    found = [one.on(ledger_account) for one in meant]
    found[0] = replace(found[0], problems=(*found[0].problems, *_left_out(others, shown)))
    return tuple(found)


def _left_out(others: Sequence[BankStatement], shown: str) -> Iterator[Problem]:
    """Yield a warning for each account whose lines are not read."""
    counts: Counter[str] = Counter()
    for one in others:
        counts[one.bank_account] += len(one.lines)
    for number, count in counts.items():
        if count:
            lines = "1 line is" if count == 1 else f"{count} lines are"
            yield Problem(
                "STATEMENT-LEFT-OUT",
                f"{lines} left out: no account of yours has the number {number or '(none)'}",
                Source(shown),
                f'set iban under [bank.account."..."] in {PROJECT_FILE} to read them too,'
                " or name the account that is meant with --account",
                Severity.WARNING,
            )
