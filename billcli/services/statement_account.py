"""Which account of a statement file is meant, and which of ours it is."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from billcli.domain.bank_statement import joined
from billcli.domain.problem import Source, UsageError
from billcli.domain.statement_proof import unproven
from billcli.store.settings import PROJECT_FILE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from billcli.domain.bank_statement import BankStatement
    from billcli.store.settings import BankAccount


def statement_of(
    statements: Sequence[BankStatement], banks: Sequence[BankAccount], account: str, shown: str
) -> BankStatement:
    """Return what a file says of one account, as one statement; it may name its ledger account.

    Balances that do not fit are told by a warning.

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
    found = joined(meant).on(ledger_account)
    return replace(found, problems=(*found.problems, *unproven(meant, Source(shown))))
