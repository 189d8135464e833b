"""The text of a new project: ledger files, chart of accounts and project file."""

from __future__ import annotations

import datetime as dt
import json
import re
from dataclasses import dataclass

from billcli.domain.check_digits import mod97
from billcli.domain.contract import check_text
from billcli.domain.currency import check_known
from billcli.domain.entry import Record
from billcli.domain.money import parse_number, plain
from billcli.domain.named import TYPE_CHECKING
from billcli.domain.problem import UsageError, quoted
from billcli.ledger.render import render
from billcli.services.party_check import normal, require_readable

if TYPE_CHECKING:
    from collections.abc import Mapping
    from decimal import Decimal

    from billcli.domain.entry import MetaValue

GITIGNORE = """\
# billcli: lock and journal, unfinished edits of drafts; Beancount: pickle caches
.billcli/
*.edit.toml
.*.picklecache
"""
RATE_MAX = 100
_IBAN = re.compile(r"[A-Z]{2}\d{2}[A-Z0-9]{11,30}", re.ASCII)

_MAIN = """\
; {name}: books kept with billcli, readable by every Beancount tool.
option "title" {title}
option "operating_currency" "{currency}"

include "accounts.beancount"
include "customers.beancount"
include "{year}.beancount"

; bean-check and Fava show billcli's own checks too when billcli is installed beside them:
; plugin "billcli.ledger.plugin"
"""

_ACCOUNTS = """\
; The chart of accounts. Customers' accounts stand in customers.beancount.
{start} open {bank}
{start} open Assets:UndepositedFunds
{start} open Liabilities:Tax
{start} open Income:Services
{start} open Income:Discounts
{start} open Income:LateFees
{start} open Expenses:Fees:Bank
{start} open Expenses:Rounding
{start} open Expenses:BadDebt
{start} open Equity:Opening-Balances
"""

_CONFIG = """\
# What billcli should know. Every setting: billcli help settings; in force: billcli config show

[ledger]
file = "main.beancount"
start = {start}

[files]
write = "{{year}}.beancount"
customers = "customers.beancount"

[accounts]
receivable = "Assets:Receivable"
bank = {bank}
income = "Income:Services"
tax = "Liabilities:Tax"

[defaults]
currency = "{currency}"
terms = "net 30"
{default_tax}
[series.invoice]
pattern = "INV-{{year}}-{{n:04}}"
next = {next}

[bank.account.{bank}]
currency = "{currency}"
iban = "{iban}"
{taxes}"""

_TAX = """
[tax."{code}"]
rate = {rate}
"""

_UNTAXED = """
[tax.ZERO]
category = "Z"

[tax.EXEMPT]
category = "E"
# exemption = "..."  # the reason as your law words it; else the usual one in the reader's language

[tax.REVERSE]
category = "AE"

# Prices by code, for --line "10 h x consulting":
# [prices.consulting]
# description = "Consulting"
# price = "150.00"
# unit = "h"
"""


@dataclass(frozen=True, slots=True)
class Founding:
    """The answers to the six questions of ``billcli init``, and what may be added to them.

    Attributes:
        rates: tax rates in percent, the usual one first.
        next: number of the next invoice.
        details: further keys of the issuer's record.
    """

    name: str
    country: str
    currency: str
    rates: tuple[Decimal, ...]
    iban: str
    bank: str
    next: int
    details: Mapping[str, str]


def founding(answers: Mapping[str, str], details: Mapping[str, str]) -> Founding:
    """Return checked answers.

    Args:
        answers: texts of name, country, currency, tax, iban, bank (an account) and next.
        details: further keys of the issuer's record.

    Raises:
        UsageError: an answer cannot stand.
    """
    country = checked_country(answers["country"])
    stated = {key: check_text(text, flag=f"--{key}") for key, text in details.items()}
    if stated.get("email"):
        require_readable("email", stated["email"])
    return Founding(
        name=check_text(answers["name"], flag="--name"),
        country=country,
        currency=check_known(answers["currency"], frozenset(), flag="--currency"),
        rates=_rates(answers["tax"]),
        iban=_iban(answers["iban"]),
        bank=_bank(answers["bank"]),
        next=_next(answers["next"]),
        details=normal(stated, {"country": country}),
    )


def checked_country(text: str) -> str:
    """Return a country code in capitals, or the empty text as it is.

    Raises:
        UsageError: there is no such country (ISO 3166).

    >>> checked_country("de")
    'DE'
    """
    if text:
        require_readable("country", text)
    return text.strip().upper()


def files_of(found: Founding, today: dt.date) -> dict[str, str]:
    """Return the text of each file of a new project, by its name."""
    start = dt.date(today.year - 1, 1, 1)
    values = {
        "name": found.name or "Books",
        "title": json.dumps(found.name, ensure_ascii=False),
        "currency": found.currency,
        "year": today.year,
        "start": start,
        "next": found.next,
        "iban": found.iban,
    }
    codes = [f"{found.country or 'TAX'}-{plain(rate)}" for rate in found.rates]
    taxes = "".join(
        _TAX.format(code=code, rate=plain(rate))
        for code, rate in zip(codes, found.rates, strict=True)
    )
    config = _CONFIG.format(
        **values,
        bank=json.dumps(found.bank),
        default_tax=f'tax = "{codes[0]}"\n' if codes else "",
        taxes=taxes + _UNTAXED,
    )
    return {
        "main.beancount": _MAIN.format(**values),
        "accounts.beancount": _ACCOUNTS.format(**values, bank=found.bank),
        "customers.beancount": _issuer(found, start),
        f"{today.year}.beancount": f"; Entries of {today.year}.\n",
        "billcli.toml": config,
        ".gitignore": GITIGNORE,
    }


def _issuer(found: Founding, start: dt.date) -> str:
    values: dict[str, MetaValue] = {"name": found.name}
    values |= {"country": found.country} if found.country else {}
    values |= {"iban": found.iban} if found.iban else {}
    record = Record(start, "issuer", ("Issuer",), {**values, **found.details})
    head = "; Who we are, our customers, and what changed about them, in order of time.\n\n"
    return head + render((record,))


def _rates(text: str) -> tuple[Decimal, ...]:
    words = text.replace("%", " ").replace(",", " ").split()
    rates = tuple(parse_number(word, flag="--tax") for word in words)
    for rate in rates:
        if not 0 <= rate < RATE_MAX:
            raise UsageError.of(
                "RATE-UNREADABLE", f"--tax: {rate} is no tax rate", hint="write percent, such as 19"
            )
    return tuple(dict.fromkeys(rate for rate in rates if rate))


def _iban(text: str) -> str:
    """Return an IBAN without blanks (ISO 13616: its check digits are 97 - 10 of ISO 7064)."""
    bare = text.replace(" ", "").upper()
    if not bare:
        return ""
    if not _IBAN.fullmatch(bare) or mod97(bare[4:] + bare[:4]) != 1:
        raise UsageError.of(
            "IBAN-WRONG",
            f"--iban: {quoted(text)} is no IBAN: its check digits do not fit",
            hint="copy it from a bank statement",
        )
    return bare


def _bank(text: str) -> str:
    """Return the account of the bank, which the chart of accounts opens beside its own."""
    top, *parts = text.split(":")
    legal = top in {"Assets", "Liabilities"} and parts and all(map(_is_component, parts))
    if not legal or f"{text}:".startswith("Assets:Receivable:") or f" open {text}\n" in _ACCOUNTS:
        raise UsageError.of(
            "ACCOUNT-NOT-MONEY",
            f"--bank: {quoted(text, 60)} cannot be the account of a bank",
            hint="name an account of your own such as Assets:Bank:Checking",
        )
    return text


def _is_component(part: str) -> bool:
    """Return whether Beancount takes a text as part of an account's name."""
    head = part[:1]
    return (head.isupper() or head.isdecimal()) and part.replace("-", "").isalnum()


def _next(text: str) -> int:
    if not (text.isascii() and text.isdigit() and 0 < int(text) < 10**9):
        raise UsageError.of(
            "NEXT-UNREADABLE", f"--next: {quoted(text, 20)} is no number", hint="write it as 118"
        )
    return int(text)
