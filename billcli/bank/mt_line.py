"""Field 61 of MT940: one line of a statement, in the form that its bank gives it."""

from __future__ import annotations

import re

from billcli.domain.named import NamedTuple
from billcli.domain.problem import quoted

ROWS_MAX = 3
_MOVE = re.compile(
    r"\s*(?P<value>\d{6})(?P<entry>\d{4}|[ ]{4})?\s*(?P<mark>[RE]?[CD])(?P<funds>[A-Z]?)\s*"
    r"(?P<amount>[.,]?\d[\d.,]*)(?P<rest>.*)",
    re.ASCII | re.IGNORECASE | re.DOTALL,
)
_PADDED = re.compile(r"(\S{1,16})\s{2,}(\S.*)", re.DOTALL)
_SILENT = re.compile(
    r"NON?REF|NONE|NIHIL|[EKPR]REF\+?|MARF|MREF\+?|NOTPROVIDED|STARTUMS\w*|[0X/-]*", re.IGNORECASE
)
_DIGITS_GO_ON = re.compile(r"\s*[\d,.]", re.ASCII)
_CODE = re.compile(r"[A-Z][A-Z0-9 ]{3}", re.IGNORECASE | re.ASCII)


class Move(NamedTuple):
    """What field 61 says.

    Attributes:
        value: value date, YYMMDD.
        entry: entry date, MMDD, or empty.
        mark: ``C``, ``D``, ``RC``, ``RD`` (reversals), ``EC`` or ``ED`` (expected).
        amount: the digits, as written.
        code: transaction type behind its letter, such as ``TRF``, ``RTI`` or ``051``.
        customer: reference for the account's owner; empty when it says nothing.
        bank: reference of the bank; the same, and where it has no digit.
        party: name of the other party, where ``customer`` is its account (Rabobank before IBAN).
        more: the rows below, supplementary details.
    """

    value: str
    entry: str
    mark: str
    amount: str
    code: str = ""
    customer: str = ""
    bank: str = ""
    party: str = ""
    more: tuple[str, ...] = ()

    @property
    def incoming(self) -> bool:
        """Return whether money came in, by the standard: RC is a debit, RD a credit."""
        return self.mark in {"C", "EC", "RD"}

    @property
    def reversal(self) -> bool:
        """Return whether the line takes back another."""
        return self.mark.startswith("R")

    @property
    def expected(self) -> bool:
        """Return whether the bank only expects the line."""
        return self.mark.startswith("E")


def parse_line(rows: tuple[str, ...]) -> Move:
    """Return what the rows of field 61 say; a first row that was broken too early is joined.

    Raises:
        ValueError: no reading of the rows has a date, a mark and an amount.

    >>> move = parse_line(("2603310401RC12,5NTRFNONREF//B-77",))
    >>> move.mark, move.amount, move.code, move.customer, move.bank
    ('RC', '12,5', 'TRF', '', 'B-77')
    """
    for count in range(1, min(ROWS_MAX, len(rows)) + 1):
        if found := _MOVE.match("".join(rows[:count])):
            rest = found["rest"].strip()
            if not rest and count < len(rows) and _DIGITS_GO_ON.match(rows[count]):
                raise ValueError(f"{quoted(rows[0])} ends in its amount, which may go on below")
            code, named = _code(rest)
            customer, bank, party = _references(named)
            return Move(
                found["value"],
                (found["entry"] or "").strip(),
                found["mark"].upper(),
                found["amount"],
                code,
                customer,
                bank,
                party,
                tuple(row for row in rows[count:] if row.strip()),
            )
    raise ValueError(f"{quoted(rows[0])} has not the form of a line: date, C or D, amount")


def _code(rest: str) -> tuple[str, str]:
    if rest.startswith("//") or rest.upper().startswith("NONREF") or not _CODE.match(rest):
        return "", rest
    return rest[1:4].strip().upper(), rest[4:]


def _references(named: str) -> tuple[str, str, str]:
    """Return the references of customer and bank, and a name that stands behind the former."""
    customer, _, bank = named.partition("//")
    party = ""
    if found := _PADDED.fullmatch(customer.strip()):
        customer, party = found[1], found[2]
    numbered = any(sign.isdigit() for sign in bank)  # Danske Bank breaks words by the two slashes
    return _said(customer), _said(bank) if numbered else "", party.strip()


def _said(reference: str) -> str:
    found = reference.strip()
    return "" if _SILENT.fullmatch(found) else found
