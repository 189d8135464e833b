"""A new name for an account and all below it: in the text, and in what seals were made of."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from billcli.domain.named import TYPE_CHECKING
from billcli.domain.problem import Problem, UsageError, quoted
from billcli.domain.receivable import is_receivable
from billcli.domain.rule.scope import title
from billcli.domain.seal import is_sealed, seal_of, verify

if TYPE_CHECKING:
    from billcli.domain.entry import Entry
    from billcli.services.workspace import Workspace

_ACCOUNT = re.compile(r"[^\W\d_a-z][\w-]*(?::[^\W_a-z][\w-]*)+")


@dataclass(frozen=True, slots=True)
class Rename:
    """An account's old and new name; the accounts below it move with it.

    >>> Rename("Assets:AR", "Assets:Receivable").applied("Assets:AR:Acme")
    'Assets:Receivable:Acme'
    """

    old: str
    new: str

    def applied(self, account: str) -> str:
        """Return the new name of an account; its own when it is another one."""
        return self.new + account[len(self.old) :] if _covers(self.old, account) else account

    def covers(self, account: str) -> bool:
        """Return whether an account is, or is below, one of the two names."""
        return _covers(self.old, account) or _covers(self.new, account)

    def taken_back(self) -> Rename:
        """Return the renaming from the new name to the old one."""
        return Rename(self.new, self.old)


def parse_rename(text: str) -> Rename:
    """Return the renaming that ``OLD=NEW`` means.

    Raises:
        UsageError: it does not name two different accounts, none above the other.

    >>> parse_rename("Assets:AR=Assets:Receivable").new
    'Assets:Receivable'
    """
    old, _, new = (part.strip() for part in text.partition("="))
    whole = _ACCOUNT.fullmatch(old) and _ACCOUNT.fullmatch(new)
    if not whole or _covers(old, new) or _covers(new, old):
        raise UsageError.of(
            "ACCOUNT-RENAME",
            f"--account: {quoted(text, 80)} does not name two different accounts",
            hint="write --account OLD=NEW, as in --account Assets:AR=Assets:Receivable",
        )
    return Rename(old, new)


def is_to_write(workspace: Workspace, rename: Rename) -> bool:
    """Return whether the ledger still has the old name; if not, only seals are out of date."""
    return any(_covers(rename.old, name) for name in workspace.snapshot.facts.accounts)


def renamed_entries(workspace: Workspace, rename: Rename) -> tuple[Entry, ...]:
    """Return the sealed entries whose seal was made with the old name, as they will read.

    Raises:
        UsageError: neither account is open or both are, a customer's id would change, or an entry
            says something else than its seal for another reason as well.
    """
    entries = [entry for entry in workspace.snapshot.facts.entries if is_sealed(entry)]
    if is_to_write(workspace, rename):
        _check_possible(workspace, rename)
        touched = [entry for entry in entries if _touches(rename.old, entry)]
        broken = [entry for entry in touched if not verify(entry)]
        if broken:
            raise UsageError(*map(_changed_otherwise, broken))
        return tuple(_with(entry, rename) for entry in touched)
    if not any(_covers(rename.new, name) for name in workspace.snapshot.facts.accounts):
        raise UsageError.of(
            "ACCOUNT-UNKNOWN",
            f"--account: neither {rename.old} nor {rename.new} is open in the ledger",
            hint="check the spelling of both",
        )
    back = rename.taken_back()
    touched = [entry for entry in entries if _touches(rename.new, entry) and not verify(entry)]
    return tuple(e for e in touched if e.meta.get("seal") == seal_of(_with(e, back)))


def _check_possible(workspace: Workspace, rename: Rename) -> None:
    facts = workspace.snapshot.facts
    problems = [
        Problem(
            "ACCOUNT-TAKEN",
            f"--account: {account.name} is an account already, and two would become one",
            account.source,
            "choose another name; to move amounts between accounts, write a transaction",
        )
        for account in facts.accounts.values()
        if _covers(rename.new, account.name)
    ]
    if is_receivable(rename.old, workspace.roots) and rename.old not in workspace.roots:
        customer = rename.old.rpartition(":")[2]
        if customer != rename.new.rpartition(":")[2]:
            problems.append(
                Problem(
                    "ACCOUNT-CUSTOMER",
                    f"--account: {rename.old} is the account of {customer},"
                    " and a customer's id is never renamed",
                    help=f'change the name: billcli customer edit {customer} --name "..."',
                )
            )
    if problems:
        raise UsageError(*problems)


def _changed_otherwise(entry: Entry) -> Problem:
    name = title(entry)
    return Problem(
        "SEAL-BROKEN",
        f"{name} was changed before: renaming an account would accept that too",
        entry.source,
        f'restore it, or accept it by itself: billcli ledger reseal {name} --reason "..."',
    )


def _covers(above: str, account: str) -> bool:
    return account == above or account.startswith(f"{above}:")


def _touches(account: str, entry: Entry) -> bool:
    return any(_covers(account, posting.account) for posting in entry.postings)


def _with(entry: Entry, rename: Rename) -> Entry:
    postings = (replace(p, account=rename.applied(p.account)) for p in entry.postings)
    return replace(entry, postings=tuple(postings))
