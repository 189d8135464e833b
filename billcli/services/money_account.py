"""Accounts that money arrives on and leaves: a bank, cash, or what is configured as one."""

from __future__ import annotations

from billcli.domain.named import TYPE_CHECKING
from billcli.domain.problem import UsageError
from billcli.domain.receivable import is_receivable

if TYPE_CHECKING:
    from billcli.services.workspace import Workspace


def arrival_account(workspace: Workspace, named: str, currency: str) -> str:
    """Return the account that money arrives on or leaves: the named one, else the configured one.

    Raises:
        UsageError: it holds no money (see ``check_money``), or none is configured.
    """
    check_money(workspace, named)
    return named or bank_account(workspace, currency)


def check_money(workspace: Workspace, named: str) -> None:
    """Refuse an account on which no money can be; an empty name is none.

    Below ``Liabilities`` only an account that is configured as a bank holds money, such as a card.

    Raises:
        UsageError: it is a customer's, or neither an asset nor configured (ACCOUNT-NOT-MONEY).
    """
    settings = workspace.settings
    assets = workspace.snapshot.facts.options.roots.get("Assets", "Assets")
    why = ""
    if named and is_receivable(named, workspace.roots):
        why = "is what customers owe"
    elif named and not named.startswith(f"{assets}:"):
        banks = {settings.accounts.bank, *(bank.account for bank in settings.banks)}
        why = "" if named in banks else f"is no account below {assets}"
    if why:
        raise UsageError.of(
            "ACCOUNT-NOT-MONEY",
            f"--account: {named[:60]} {why}, money cannot arrive there",
            hint="name a bank or cash account",
        )


def bank_account(workspace: Workspace, currency: str) -> str:
    """Return the bank account payments of a currency arrive on.

    Raises:
        UsageError: none is configured.
    """
    settings = workspace.settings
    of_currency = [bank.account for bank in settings.banks if bank.currency == currency]
    if of_currency or settings.accounts.bank:
        preferred = [name for name in of_currency if name == settings.accounts.bank]
        return (preferred or of_currency or [settings.accounts.bank])[0]
    raise UsageError.of(
        "BANK-MISSING",
        "no bank account is configured",
        hint="use --account, or set bank under [accounts] in billcli.toml",
    )
