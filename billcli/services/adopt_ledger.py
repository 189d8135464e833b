"""A project file for a ledger that is there: its accounts are taken from how they are used."""

from __future__ import annotations

import json
from collections import Counter

from billcli.domain.currency import check_known, currencies_of
from billcli.domain.named import TYPE_CHECKING
from billcli.domain.problem import Problem, Severity
from billcli.domain.receivable import find_roots, is_receivable
from billcli.ledger.load import load

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from billcli.domain.entry import Facts

_PURPOSES = {
    "bank": ("Assets", ("bank", "checking", "giro", "current", "cash")),
    "income": ("Income", ("services", "sales", "consulting", "revenue", "fees")),
    "tax": ("Liabilities", ("vat", "salestax", "tax", "gst", "mwst", "umsatzsteuer", "ust", "iva")),
    "discounts": ("Income", ("discounts", "skonto")),
    "fees": ("Expenses", ("bankfees", "fees", "bank", "charges")),
    "rounding": ("Expenses", ("rounding",)),
    "opening": ("Equity", ("opening-balances", "openingbalances", "opening")),
}


def config_for(ledger: Path, folder: Path, currency: str) -> tuple[str, tuple[Problem, ...]]:
    """Return the text of a project file for a ledger, and warnings about that ledger.

    They say that it has errors, or several accounts that could be the receivable one.
    A purpose for which the ledger has no likely account is left as a comment, to be filled in
    before the first command that needs it.

    Args:
        ledger: the main file.
        folder: where the project file will stand.
        currency: named by the user, or empty to take the ledger's own.

    Raises:
        UsageError: the currency is unknown to ISO 4217 and to the ledger.
    """
    snapshot = load(ledger, seen_from=folder)
    facts = snapshot.facts
    operating = facts.options.operating_currency
    rows = ["# What billcli should know about this ledger: billcli config show", ""]
    name = ledger.relative_to(folder) if ledger.is_relative_to(folder) else ledger
    rows += ["[ledger]", f"file = {json.dumps(name.as_posix())}", "", "[accounts]"]
    roots = find_roots(facts)
    if len(roots) == 1:
        rows.append(f"receivable = {json.dumps(roots[0])}")
    else:
        rows += [f"# receivable = {json.dumps(root)}" for root in roots]
    rows += [_account_row(purpose, account) for purpose, account in likely(facts, roots).items()]
    rows += ["", "[defaults]"]
    if currency:
        check_known(currency, currencies_of(facts), flag="--currency")
    chosen = currency or (operating[0] if operating else "")
    rows.append(f'currency = "{chosen}"' if chosen else '# currency = "EUR"')
    rows += ["", "# Your tax codes, such as:", "# [tax.DE-19]", "# rate = 19", ""]
    problems = [] if snapshot.is_sound else [_incomplete(len(snapshot.problems))]
    if len(roots) > 1:
        problems.append(_several(roots))
    return "\n".join(rows), tuple(problems)


def _incomplete(count: int) -> Problem:
    found = f"the ledger has {count} error{'s' if count > 1 else ''}"
    return Problem(
        "LEDGER-ERRORS",
        f"{found}: accounts may be missing from the settings",
        help="run billcli check, then complete billcli.toml",
        severity=Severity.WARNING,
    )


def _several(roots: tuple[str, ...]) -> Problem:
    return Problem(
        "RECEIVABLE-SEVERAL",
        f"the ledger has several receivable accounts: {', '.join(roots)}",
        help="keep one of the lines receivable in billcli.toml for new customers",
        severity=Severity.WARNING,
    )


def _account_row(purpose: str, account: str) -> str:
    return f"{purpose} = {json.dumps(account)}" if account else f'# {purpose} = "..."'


def likely(facts: Facts, roots: tuple[str, ...]) -> dict[str, str]:
    """Return the likely account of each purpose, or an empty text.

    What trade entries use most comes first, then what the name says.
    """
    used = _beside_receivables(facts, roots)
    found = {}
    for purpose, (root, words) in _PURPOSES.items():
        top = facts.options.roots.get(root, root)
        accounts = [name for name in facts.accounts if name.startswith(f"{top}:")]
        named = [name for name in accounts if _says(name, words)]
        by_use = [name for name in (named or accounts) if used[name]]
        fits = sorted(by_use, key=lambda name: -used[name])[:1] or named[:1]
        if purpose in {"bank", "income"} or named:
            found[purpose] = next(iter(fits), "")
        else:
            found[purpose] = ""
    return found


def _beside_receivables(facts: Facts, roots: tuple[str, ...]) -> Counter[str]:
    used: Counter[str] = Counter()
    for entry in facts.entries:
        accounts = [posting.account for posting in entry.postings]
        if any(is_receivable(account, roots) for account in accounts):
            used.update(account for account in accounts if not is_receivable(account, roots))
    return used


def _says(name: str, words: Iterable[str]) -> bool:
    parts = name.casefold().split(":")[1:]
    return any(word in part for word in words for part in parts)
