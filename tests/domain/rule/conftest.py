"""Builders for the tests of the rules: a ledger of a few entries, said in a few words."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import replace

import pytest

from billcli.domain.entry import Account, Entry, Facts, Posting
from billcli.domain.money import Money
from billcli.domain.problem import Problem, Source
from billcli.domain.rule.scope import Scope
from billcli.domain.seal import sealed

ROOTS = ("Assets:Receivable",)
RULE = Callable[[Scope], object]


def money(text: str) -> Money:
    number, currency = text.split()
    return Money.of(number, currency)


def leg(line: int, text: str, meta: dict[str, object] | None = None) -> Posting:
    """Make a posting of ``ACCOUNT 1.00 EUR [@@ 1.10 USD]``."""
    account, rest = text.split(None, 1)
    amount, _, price = rest.partition(" @@ ")
    source = Source("main.beancount", line)
    return Posting(account, money(amount), meta or {}, money(price) if price else None, source)


def transaction(
    words: str, *legs: str | tuple[str, dict[str, object]], seal: bool = True, **meta: object
) -> Entry:
    """Make an entry of ``[DATE] [#TAG] [^LINK] NARRATION`` at line 100, with legs from line 101."""
    head = words.split()
    date = dt.date.fromisoformat(head.pop(0)) if head[0][0].isdigit() else dt.date(2026, 1, 15)
    entry = Entry(
        date,
        "",
        " ".join(word for word in head if word[0] not in "#^"),
        tuple(word[1:] for word in head if word[0] == "#"),
        tuple(word[1:] for word in head if word[0] == "^"),
        tuple(
            leg(n, *([each] if isinstance(each, str) else each)) for n, each in enumerate(legs, 101)
        ),
        {key.rstrip("_"): value for key, value in meta.items()},
        source=Source("main.beancount", 100),
    )
    return sealed(entry) if seal else entry


def at(line: int, entry: Entry) -> Entry:
    """Move an entry to another line, its postings below it."""
    legs = (
        replace(each, source=Source("main.beancount", line + n))
        for n, each in enumerate(entry.postings, 1)
    )
    return replace(entry, postings=tuple(legs), source=Source("main.beancount", line))


def accounts(*names: str) -> dict[str, Account]:
    return {
        name: Account(dt.date(2026, 1, 1), name, source=Source("main.beancount", n))
        for n, name in enumerate(names, 1)
    }


def scope(*entries: Entry, strict: bool = False, **facts: object) -> Scope:
    return Scope.of(Facts(entries, **facts), ROOTS, strict=strict)


def said(problems: object) -> list[str]:
    return [str(problem) for problem in problems]


class Book:
    """The builders, for tests, which cannot import each other."""

    transaction = staticmethod(transaction)
    accounts = staticmethod(accounts)
    scope = staticmethod(scope)
    money = staticmethod(money)
    at = staticmethod(at)
    said = staticmethod(said)
    problem = Problem


@pytest.fixture
def book() -> type[Book]:
    return Book
