"""Statement files of any format, each statement on the ledger account it belongs to."""

from __future__ import annotations

from dataclasses import dataclass

from billcli.bank.csv_profile import CsvProfile, profile_of
from billcli.bank.csv_read import read_csv
from billcli.bank.statement_format import read_statements
from billcli.domain.named import TYPE_CHECKING
from billcli.domain.party import nearest
from billcli.domain.problem import Source, UsageError, quoted
from billcli.services.money_account import bank_account, check_money
from billcli.services.own_importers import imported
from billcli.services.statement_account import as_one, statements_of
from billcli.services.statement_bytes import content
from billcli.store.settings import PROJECT_FILE

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from billcli.domain.bank_statement import BankStatement
    from billcli.services.workspace import Workspace


@dataclass(frozen=True, slots=True)
class BankFile:
    """One file of a bank.

    Attributes:
        name: as typed.
        statements: each on its ledger account, those of an account and currency as one.
        parts: the same as the file has them, by account and currency.
        profile: settings that read a CSV file again without any detection; None for others.
    """

    name: str
    statements: tuple[BankStatement, ...]
    parts: tuple[tuple[BankStatement, ...], ...]
    profile: CsvProfile | None = None


def read_bank_file(
    workspace: Workspace, path: Path, shown: str, profile: str, account: str
) -> BankFile:
    """Return the statements of a file.

    The user's own importers come first, where the project names them and no profile is asked for.

    Args:
        workspace: the books.
        path: the file.
        shown: its name as typed.
        profile: name of a profile in the project file, or empty for the account's, or none.
        account: ledger account, or empty for the one that has the file's number, the profile's or
            the configured one.

    Raises:
        UsageError: no such file or profile, the file cannot be read as a statement, or the account
            holds no money.
        InvalidError: the profile is wrong.
    """
    check_money(workspace, account)
    data = content(path, shown)
    if not profile and (own := imported(workspace, path, shown)):
        placed_own = (one.on(account or one.account) for one in own)
        wholes = tuple(one.in_currency(_currency(workspace, one.account)) for one in placed_own)
        return BankFile(shown, wholes, tuple((one,) for one in wholes))
    chosen = profile or next(
        (b.profile for b in workspace.settings.banks if b.account == account and b.profile), ""
    )
    named = _profile(workspace, chosen) if chosen else None
    known = account or (named.account if named else "")
    if statements := read_statements(data, shown, named.date_order if named else ""):
        placed = _placed(workspace, statements, known, shown)
        wholes, parts = zip(*placed, strict=True)
        return BankFile(shown, wholes, parts)
    currency = _currency(workspace, known)
    place = known or bank_account(workspace, currency)
    reading = read_csv(data, shown, named, place, currency)
    return BankFile(shown, (reading.statement,), ((reading.statement,),), reading.profile)


def _placed(
    workspace: Workspace, statements: Sequence[BankStatement], account: str, shown: str
) -> list[tuple[BankStatement, tuple[BankStatement, ...]]]:
    """Return the statements of each of our accounts, or of the only one that is meant."""
    banks = workspace.settings.banks
    ours = {bank.iban: bank.account for bank in banks if bank.iban}
    if not account and all(one.bank_account in ours for one in statements):
        numbers = dict.fromkeys(one.bank_account for one in statements)
        groups = [[one for one in statements if one.bank_account == n] for n in numbers]
    else:
        groups = [list(statements)]
    return [_on_account(workspace, group, account, shown) for group in groups]


def _on_account(
    workspace: Workspace, statements: Sequence[BankStatement], account: str, shown: str
) -> tuple[BankStatement, tuple[BankStatement, ...]]:
    """Return the statements of one account as one, and as the file has them."""
    meant = statements_of(statements, workspace.settings.banks, account, shown)
    found = as_one(meant, shown)
    currency = found.currency or _currency(workspace, found.account)
    own = found.account or bank_account(workspace, currency)
    parts = tuple(one.in_currency(currency).on(own) for one in meant)
    return found.in_currency(currency).on(own), parts


def _profile(workspace: Workspace, name: str) -> CsvProfile:
    profiles = workspace.settings.profiles
    if name not in profiles:
        near = nearest(name, {key: (key,) for key in profiles})
        hint = f"use {' or '.join(near)}" if near else f"add [bank.profile.{name}]"
        raise UsageError.of(
            "PROFILE-UNKNOWN",
            f"there is no bank profile {quoted(name)}",
            hint=f"{hint} in {PROJECT_FILE}" if not near else hint,
        )
    origin = workspace.settings.origins.get(f"bank.profile.{name}", PROJECT_FILE)
    file, _, line = origin.rpartition(":")
    where = Source(file or origin, int(line) if line.isdigit() else 0)
    return profile_of(profiles[name], name, where)


def _currency(workspace: Workspace, account: str) -> str:
    of_account = [b.currency for b in workspace.settings.banks if b.account == account]
    opened = workspace.snapshot.facts.accounts.get(account)
    own = opened.currencies if opened and len(opened.currencies) == 1 else ()
    return next(filter(None, [*of_account, *own]), "") or workspace.base_currency()
