"""New text must leave the ledger sound: what Beancount would refuse later is refused before."""

from __future__ import annotations

from billcli.domain.entry import Account, Asserted, Document, Entry, Note, Record
from billcli.domain.named import TYPE_CHECKING
from billcli.domain.problem import Problem, UsageError

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Iterator, Mapping

    from billcli.domain.entry import Directive, Facts


def require_sound_after(facts: Facts, directives: Iterable[Directive]) -> None:
    """Refuse directives that would make the ledger invalid, naming everything at once.

    Every account must be open on the day and take the currency; no balance asserted later on an
    account may be moved.

    Raises:
        UsageError: ACCOUNT-UNKNOWN, ACCOUNT-CLOSED, ACCOUNT-CURRENCY or BALANCE-MOVED.
    """
    directives = tuple(directives)
    opened = {d.name: d for d in directives if isinstance(d, Account)}
    found = [p for d in directives for p in _judged(facts, opened, d)]
    if found:
        raise UsageError(*dict.fromkeys(found))


def require_removable(facts: Facts, entries: Iterable[Entry]) -> None:
    """Refuse to take entries out on which a balance asserted later rests, naming each once.

    Raises:
        UsageError: BALANCE-MOVED.
    """
    found = [
        problem._replace(
            message=problem.message.replace("an entry", "taking back an entry", 1),
            help="take the balance directive out first, if that is what you want",
        )
        for entry in entries
        for posting in entry.postings
        if posting.amount
        for problem in _balance(facts, posting.account, entry.date, posting.amount.currency)
    ]
    if found:
        raise UsageError(*dict.fromkeys(found))


def _judged(facts: Facts, opened: Mapping[str, Account], directive: Directive) -> Iterator[Problem]:
    if isinstance(directive, Entry):
        for posting in directive.postings:
            currency = posting.amount.currency
            yield from _account(facts, opened, posting.account, directive.date, currency)
            if posting.amount:
                yield from _balance(facts, posting.account, directive.date, currency)
    elif isinstance(directive, Note | Document):
        yield from _account(facts, opened, directive.account, directive.date)
    elif isinstance(directive, Asserted):
        currency = directive.currency
        yield from _account(facts, opened, directive.account, directive.date, currency)
    elif isinstance(directive, Record):
        for position in directive.accounts:
            yield from _account(facts, opened, str(directive.values[position]), directive.date)


def _account(
    facts: Facts, opened: Mapping[str, Account], name: str, day: dt.date, currency: str = ""
) -> Iterator[Problem]:
    account = opened.get(name) or facts.accounts.get(name)
    if account is None:
        import difflib  # noqa: PLC0415 - only mistakes need it

        near = difflib.get_close_matches(name, [*facts.accounts, *opened], n=3)
        hint = f"add `{day} open {name}` to the ledger"
        if near:
            hint += f", or use {' or '.join(near)}"
        yield Problem(
            "ACCOUNT-UNKNOWN", f"the account {name} is not open in the ledger", None, hint
        )
        return
    if day < account.date:
        message = f"the account {name} is opened on {account.date} only, after {day}"
        advice = f"move its open directive to {day} or earlier"
        yield Problem("ACCOUNT-CLOSED", message, account.source, advice)
    elif account.closed and day >= account.closed:
        message = f"the account {name} was closed on {account.closed}"
        yield Problem("ACCOUNT-CLOSED", message, account.source, "use another")
    if currency and account.currencies and currency not in account.currencies:
        allowed = ", ".join(account.currencies)
        yield Problem(
            "ACCOUNT-CURRENCY",
            f"the account {name} takes {allowed} only, not {currency}",
            account.source,
            "add the currency to its open directive, or use another account",
        )


def _balance(facts: Facts, account: str, day: dt.date, currency: str) -> Iterator[Problem]:
    later = facts.balances_after(day, currency)
    pads = [b for b in later if b.padded and _holds(b.account, account)]
    for asserted in later:
        if not _holds(asserted.account, account) or any(_evens_out(pad, asserted) for pad in pads):
            continue
        yield Problem(
            "BALANCE-MOVED",
            f"an entry of {day} would move the balance of {asserted.account}"
            f" asserted for {asserted.date}",
            asserted.source,
            "use a later date, or correct the balance directive first",
        )
        return


def _holds(above: str, account: str) -> bool:
    """Return whether an account is another one or stands below it."""
    return account == above or account.startswith(f"{above}:")


def _evens_out(pad: Asserted, later: Asserted) -> bool:
    """Return whether the pad up to one balance undoes what an entry does to the later one."""
    return pad.date <= later.date and _holds(later.account, pad.account)
