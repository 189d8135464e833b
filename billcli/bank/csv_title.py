"""What a bank states around the rows of a CSV file: its own account, balances before and after."""

from __future__ import annotations

import re
from dataclasses import dataclass

from billcli.bank.column_name import folded
from billcli.bank.date_text import date_like
from billcli.bank.number_text import amount_like, parse_amount
from billcli.domain.iban import is_iban
from billcli.domain.named import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from decimal import Decimal

    from billcli.bank.csv_text import Row

_OPENING = """opening balance|opening ledger balance|beginning balance|starting balance
    |balance at start of period|previous balance|anfangssaldo|alter kontostand|startsaldo
    |solde initial|solde precedent|solde en debut de periode|solde debut de periode|saldo inicial
    |saldo iniziale|beginsaldo|saldo poczatkowe|pocatecni zustatek|nyito egyenleg|ingaende saldo
    |inngaende saldo|likutis pradziai|alkusaldo|входящий остаток"""
_CLOSING = """closing balance|closing ledger balance|ending balance|balance at end of period
    |endsaldo|neuer kontostand|solde final|nouveau solde|solde en fin de periode
    |solde fin de periode|saldo final|saldo finale|eindsaldo|saldo koncowe|konecny zustatek
    |zaro egyenleg|utgaende saldo|likutis pabaigai|loppusaldo|исходящий остаток"""
_ACCOUNT = """account number|account no|account|iban|konto|kontonummer|konto nr|bankkonto
    |numero de compte|compte|rekening|rekeningnummer|numero de cuenta|cuenta|numero conto|conto
    |numer rachunku|rachunek|cislo uctu|ucet|kontonr|tilinumero|szamlaszam|номер счета"""
_NUMBER = re.compile(r"[0-9][0-9 ./-]{4,32}[0-9]", re.ASCII)
_GROUPS = re.compile(r"\b[A-Z]{2}[0-9]{2}(?: ?[A-Z0-9]{1,4}){3,8}\b", re.ASCII)


def _words(names: str) -> frozenset[str]:
    return frozenset(map(folded, names.split("|")))


_OPENINGS, _CLOSINGS, _ACCOUNTS = map(_words, (_OPENING, _CLOSING, _ACCOUNT))


@dataclass(frozen=True, slots=True)
class Stated:
    """Balances and account number as they stand around the rows; what is missing is empty."""

    account: str = ""
    opening: Decimal | None = None
    closing: Decimal | None = None


def stated(rows: Iterable[Row], decimal: str) -> Stated:
    """Return what the rows around the booked ones state.

    A balance counts where one amount stands in a row that names it; an account number where the
    rows name a single one.

    Args:
        rows: those above the heading, and the summaries below the last booked row.
        decimal: the decimal sign of the file.
    """
    ends: dict[str, set[Decimal]] = {"opening": set(), "closing": set()}
    accounts: dict[str, None] = {}
    for row in rows:
        label, values = _parts(row)
        for name, words in (("opening", _OPENINGS), ("closing", _CLOSINGS)):
            if any(label == word or label.startswith(f"{word} ") for word in words):
                ends[name].update(_amounts(values, decimal))
        accounts |= dict.fromkeys(_accounts(row, label, values))
    return Stated(
        next(iter(accounts)) if len(accounts) == 1 else "",
        *(found.pop() if len(found) == 1 else None for found in ends.values()),
    )


def _parts(row: Row) -> tuple[str, list[str]]:
    """Return the plain label of a row and the texts that stand behind it."""
    cells = [text for text in row.cells if text]
    at = next((i for i, text in enumerate(cells) if _is_label(text)), None)
    if at is None:
        return "", []
    label, _, value = cells[at].partition(":")
    return folded(label), [value.strip(), *cells[at + 1 :], *cells[:at]]


def _is_label(text: str) -> bool:
    return any(map(str.isalpha, text)) and not amount_like(text) and not date_like(text)


def _amounts(values: Sequence[str], decimal: str) -> set[Decimal]:
    found = set()
    for text in values:
        if text and amount_like(text) and not date_like(text):
            try:
                found.add(parse_amount(text, decimal).number)
            except ValueError:
                continue
    return found


def _accounts(row: Row, label: str, values: Sequence[str]) -> list[str]:
    ibans = ["".join(found.split()) for text in row.cells for found in _GROUPS.findall(text)]
    known = [number for number in ibans if is_iban(number)]
    if known or label not in _ACCOUNTS:
        return known
    numbers = (_NUMBER.fullmatch(text) for text in list(filter(None, values))[:1])
    return ["".join(found[0].split()) for found in numbers if found]
