"""A statement file, read with the profile that belongs to its account."""

from __future__ import annotations

from typing import TYPE_CHECKING

from billcli.bank.csv_profile import CsvProfile, profile_of
from billcli.bank.csv_read import CsvReading, read_csv
from billcli.bank.statement_format import read_statements
from billcli.domain.party import nearest
from billcli.domain.problem import Source, UsageError, errors
from billcli.services.record_payment import bank_account
from billcli.services.statement_account import statement_of
from billcli.store.settings import PROJECT_FILE

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from billcli.domain.bank_statement import BankStatement
    from billcli.services.workspace import Workspace

SIZE_MAX = 64 * 1024 * 1024


def read_statement_file(
    workspace: Workspace, path: Path, shown: str, profile: str, account: str
) -> CsvReading:
    """Return the lines of a statement file.

    Other formats than CSV take only account and order of dates from a profile.

    Args:
        workspace: the books.
        path: the file.
        shown: its name as typed.
        profile: name of a profile in the project file, or empty for the account's, or none.
        account: ledger account, or empty for the profile's or the configured one.

    Raises:
        UsageError: no such file or profile, the file cannot be read as a statement, it holds
            several accounts, or its balances or dates leave the signs or days of lines open.
        InvalidError: the profile is wrong.
    """
    data = _content(path, shown)
    chosen = profile or next(
        (b.profile for b in workspace.settings.banks if b.account == account and b.profile), ""
    )
    named = _profile(workspace, chosen) if chosen else None
    known = account or (named.account if named else "")
    if statements := read_statements(data, shown, named.date_order if named else ""):
        return CsvReading(_own(workspace, statements, known, shown), None)
    currency = _currency(workspace, known)
    return read_csv(data, shown, named, known or bank_account(workspace, currency), currency)


def _own(
    workspace: Workspace, statements: Sequence[BankStatement], account: str, shown: str
) -> BankStatement:
    """Return the statement of one account of ours; one with an error is not for booking."""
    found = statement_of(statements, workspace.settings.banks, account, shown)
    if wrong := errors(found.problems):
        raise UsageError(*wrong)
    currency = found.currency or _currency(workspace, found.account)
    own = found.account or bank_account(workspace, currency)
    return found.in_currency(currency).on(own)


def _content(path: Path, shown: str) -> bytes:
    if path.is_dir():
        raise UsageError.of("FILE-IS-FOLDER", f"{shown} is a folder", hint="name a file in it")
    if not path.is_file():
        what = "is not a regular file" if path.exists() else "does not exist"
        raise UsageError.of("FILE-MISSING", f"{shown} {what}", hint="check the name")
    if path.stat().st_size > SIZE_MAX:
        raise UsageError.of(
            "CSV-HUGE",
            f"{shown} is larger than {SIZE_MAX // 1024 // 1024} MiB",
            hint="export a shorter period",
        )
    return path.read_bytes()


def _profile(workspace: Workspace, name: str) -> CsvProfile:
    profiles = workspace.settings.profiles
    if name not in profiles:
        near = nearest(name, {key: (key,) for key in profiles})
        hint = f"use {' or '.join(near)}" if near else f"add [bank.profile.{name}]"
        raise UsageError.of(
            "PROFILE-UNKNOWN",
            f"there is no bank profile {name[:40]!r}",
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
