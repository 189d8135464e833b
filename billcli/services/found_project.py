"""The text of a new project: ledger files, chart of accounts and project file."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from billcli.domain.contract import check_text
from billcli.domain.entry import Record
from billcli.domain.money import check_currency, parse_number, plain
from billcli.domain.problem import UsageError
from billcli.ledger.render import render

if TYPE_CHECKING:
    from collections.abc import Mapping
    from decimal import Decimal

    from billcli.domain.entry import MetaValue

GITIGNORE = "# billcli: lock and journal; Beancount: pickle caches\n.billcli/\n.*.picklecache\n"
RATE_MAX = 100

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
# What billcli should know. Every setting: billcli help files; in force: billcli config show

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
exemption = "Exempt from tax"

[tax.REVERSE]
category = "AE"
exemption = "Reverse charge: the customer owes the tax"

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
    country = answers["country"].upper()
    if country and not (len(country) == 2 and country.isascii() and country.isalpha()):  # noqa: PLR2004 - ISO 3166 alpha-2
        raise UsageError.of(
            "COUNTRY-UNREADABLE", f"--country: {country[:20]!r} is no country code",
            hint="use its two letters, such as DE",
        )  # fmt: skip
    return Founding(
        name=check_text(answers["name"], flag="--name"),
        country=country,
        currency=check_currency(answers["currency"], flag="--currency"),
        rates=_rates(answers["tax"]),
        iban=_iban(answers["iban"]),
        bank=answers["bank"],
        next=_next(answers["next"]),
        details={key: check_text(text, flag=f"--{key}") for key, text in details.items()},
    )


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
    bare = text.replace(" ", "").upper()
    digits = "".join(str(int(c, 36)) for c in bare[4:] + bare[:4]) if bare.isalnum() else ""
    if bare and (not bare.isascii() or not digits or int(digits) % 97 != 1):
        raise UsageError.of(
            "IBAN-WRONG",
            f"--iban: {text[:40]!r} is no IBAN: its check digits do not fit",
            hint="copy it from a bank statement",
        )
    return bare


def _next(text: str) -> int:
    if not (text.isascii() and text.isdigit() and 0 < int(text) < 10**9):
        raise UsageError.of(
            "NEXT-UNREADABLE", f"--next: {text[:20]!r} is no number", hint="write it as 118"
        )
    return int(text)
