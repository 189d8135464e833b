"""The rules for lines that are no customer's: read, checked on the books, added and removed."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, replace
from difflib import get_close_matches

from billcli.domain.entry import NOWHERE
from billcli.domain.named import TYPE_CHECKING
from billcli.domain.problem import InvalidError, Problem, Source, UsageError, quoted
from billcli.domain.receivable import is_receivable
from billcli.ledger.atomic_file import digest
from billcli.ledger.change_set import NewFile, Rewrite
from billcli.services.draft import apply
from billcli.services.workspace import settings_name
from billcli.store.rule_file import (
    RULE_FILE,
    RULE_ID,
    read_rules,
    rule_text,
    with_rule,
    without_rule,
)
from billcli.store.toml_table import toml_string

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from billcli.domain.bank_line import BankLine
    from billcli.domain.bank_rule import BankRule
    from billcli.domain.entry import Facts
    from billcli.services.workspace import Workspace
    from billcli.services.writing import Consent


@dataclass(frozen=True, slots=True)
class RuleFile:
    """The file of rules as it is.

    Attributes:
        path: beside the project file, else beside the ledger; it may not exist.
        shown: its name as the user knows it.
        content: its bytes, None when there is no file.
    """

    path: Path
    shown: str
    content: bytes | None
    rules: tuple[BankRule, ...]


def rule_file(workspace: Workspace) -> RuleFile:
    """Return the rules that the file holds.

    Raises:
        InvalidError: every mistake in it, each with its line.
    """
    project = workspace.found.project
    path = (project or workspace.folder) / RULE_FILE
    beside = settings_name(project, workspace.selection.cwd)
    shown = beside.rpartition("/")[0] + "/" + RULE_FILE if "/" in beside else RULE_FILE
    content = path.read_bytes() if path.is_file() else None
    rules = read_rules(content, shown) if content is not None else ()
    return RuleFile(path, shown, content, rules)


def rules_in_force(workspace: Workspace) -> tuple[BankRule, ...]:
    """Return the rules, each able to book.

    Raises:
        InvalidError: every mistake in the file, each with its line.
    """
    found = rule_file(workspace)
    problems = [one for rule in found.rules for one in account_problems(workspace, rule)]
    if problems:
        raise InvalidError(*problems)
    return found.rules


def account_problems(workspace: Workspace, rule: BankRule) -> list[Problem]:
    """Return why a rule's account cannot take lines; nothing for one that can, or that leaves."""
    name, accounts = rule.book, workspace.snapshot.facts.accounts
    if not name:
        return []
    known = accounts.get(name)
    hint = "name an account for what is no customer's, such as Expenses:Rent"
    if is_receivable(name, workspace.roots):
        why = "is what customers owe"
    elif name == rule.account:
        why = "is the account of the line itself"
    elif known is None:
        why = "is not open in the ledger"
        near = get_close_matches(name, accounts, n=3)
        hint = f"did you mean {' or '.join(near)}?" if near else f"add its open, or {hint}"
    elif known.closed is not None:
        why = f"was closed on {known.closed}"
    else:
        return []
    where = rule.source if rule.source.file else None
    return [Problem("RULE-ACCOUNT", f"rule {rule.id}: {name} {why}", where, hint)]


def obstacle(rule: BankRule, line: BankLine, facts: Facts) -> str:
    """Return why a rule cannot book a line on that day, in words; empty when it can."""
    account = facts.accounts.get(rule.book)
    if not rule.book or account is None:
        return ""
    if line.date < account.date:
        return f"{rule.book} is not open on {line.date}"
    if account.currencies and line.amount.currency not in account.currencies:
        return f"{rule.book} takes no {line.amount.currency}"
    if line.account == rule.book:
        return f"{rule.book} is the account of the line itself"
    return ""


@dataclass(frozen=True, slots=True)
class NewRule:
    """A rule to be added behind the others.

    Attributes:
        file: as it is.
        text: the rule as it will stand in the file.
    """

    file: RuleFile
    rule: BankRule
    text: str


def new_rule(workspace: Workspace, name: str, said: Mapping[str, str]) -> NewRule:
    """Return a rule to be added; nothing is written.

    Args:
        workspace: the books.
        name: of the rule; empty makes one of what it asks for.
        said: texts by the keys of the file.

    Raises:
        UsageError: the rule says too little, or contradicts itself or the books.
        InvalidError: the file has mistakes.
    """
    old = rule_file(workspace)
    taken = {one.id.casefold() for one in old.rules}
    name = name or free_name(said, taken)
    text = rule_text(name if RULE_ID.fullmatch(name) else toml_string(name), said)
    try:
        (rule,) = read_rules(text.encode(), RULE_FILE)
    except InvalidError as error:
        wrong = (one._replace(code="RULE-INVALID", where=None) for one in error.problems)
        raise UsageError(*wrong) from error
    rule = replace(rule, source=NOWHERE)
    if rule.id.casefold() in taken:
        raise UsageError.of(
            "RULE-EXISTS",
            f"there is a rule {rule.id} already",
            hint=f"give another --id, or first run billcli bank rule remove {rule.id}",
        )
    if problems := account_problems(workspace, rule):
        raise UsageError(*problems)
    return NewRule(old, rule, text)


def add_rule(workspace: Workspace, new: NewRule, consent: Consent) -> None:
    """Add a rule behind the others.

    Raises:
        ConflictError: somebody changed the file meanwhile.
    """
    text = with_rule((new.file.content or b"").decode(), new.text)
    _write(workspace, new.file, text, new.text, consent)


def remove_rules(
    workspace: Workspace, names: Sequence[str], consent: Consent
) -> tuple[BankRule, ...]:
    """Remove rules by their names, and return them.

    Raises:
        UsageError: there is no such rule.
        InvalidError: the file has mistakes, or holds a rule in a form that only a person changes.
        ConflictError: somebody changed the file meanwhile.
    """
    old = rule_file(workspace)
    known = {one.id: one for one in old.rules}
    if unknown := [unknown_rule(name, known) for name in names if name not in known]:
        raise UsageError(*unknown)
    text = (old.content or b"").decode()
    for name in dict.fromkeys(names):
        text = without_rule(text, name)
    rest = [rule for rule in old.rules if rule.id not in names]
    if list(read_rules(text.encode(), old.shown)) != rest:
        raise InvalidError.of(
            "CONFIG-INVALID",
            f"{names[0]} is no [rule.NAME] of its own, so it cannot be cut out",
            where=Source(old.shown),
            hint=f"remove it from {old.shown} with an editor",
        )
    gone = tuple(rule for rule in old.rules if rule.id in names)
    _write(workspace, old, text, "".join(f"without {rule}\n" for rule in gone), consent)
    return gone


def unknown_rule(name: str, known: Mapping[str, BankRule]) -> Problem:
    """Return that there is no such rule; the nearest are named."""
    near = get_close_matches(name, known, n=3)
    hint = f"did you mean {' or '.join(near)}?" if near else "run billcli bank rule list"
    return Problem("RULE-UNKNOWN", f"there is no rule {quoted(name)}", None, hint)


def _write(workspace: Workspace, old: RuleFile, text: str, shown: str, consent: Consent) -> None:
    if consent.dry_run:
        return
    consent.ask(shown)
    apply(workspace, rule_change(old, text))


def rule_change(old: RuleFile, text: str) -> NewFile | Rewrite:
    """Return the change that gives the file of rules another text."""
    content = text.encode()
    if old.content is None:
        return NewFile(old.path, content)
    return Rewrite(old.path, digest(old.content), content)


def free_name(said: Mapping[str, str], taken: set[str]) -> str:
    """Return a name for a rule, made of what it asks for.

    Args:
        said: texts by the keys of the file.
        taken: names in lower case.
    """
    words = next(filter(None, map(said.get, ("payer", "payer_is", "text"))), "")
    words = words or said.get("book", "").rpartition(":")[2]
    bare = unicodedata.normalize("NFKD", words).encode("ascii", "ignore").decode().lower()
    stem = re.sub(r"[^a-z0-9]+", "-", bare).strip("-")[:24].strip("-") or "rule"
    names = (stem if n == 1 else f"{stem}-{n}" for n in range(1, len(taken) + 2))
    return next(name for name in names if name not in taken)
