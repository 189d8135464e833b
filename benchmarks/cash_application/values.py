"""What an invented world is made of. Money is whole cents: every currency here has them."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

AUTO, OPTIONAL, REVIEW, NONE = "auto", "optional", "review", "none"
START = dt.date(2026, 4, 1)
DAYS = 91
TODAY = START + dt.timedelta(days=DAYS - 1)
HISTORY = dt.date(2025, 1, 1)
GRACE, TOLERANCE = 3, 5


@dataclass(slots=True, eq=False)
class Customer:
    """Who owes.

    Attributes:
        account: last part of the receivable account.
        iban: the customer's usual account.
        known: whether the books show a payment from it.
        alias: another payer the books have seen paying for this customer, and its account.
    """

    id: str
    name: str
    account: str
    language: str
    person: bool
    iban: str
    foreign: bool = False
    known: bool = False
    alias: tuple[str, str] | None = None


@dataclass(slots=True, eq=False)
class Item:
    """An invoice, or a credit note, whose gross is negative.

    Attributes:
        settled: what the books already show as paid before the statement begins.
        terms: percent and days of the discount for early payment.
    """

    customer: Customer
    issued: dt.date
    gross: int
    currency: str
    terms: tuple[int, int] | None = None
    settled: int = 0
    number: str = ""
    reference: str = ""
    corrects: Item | None = None

    @property
    def due(self) -> dt.date:
        """Thirty days after it was issued."""
        return self.issued + dt.timedelta(days=30)

    @property
    def open(self) -> int:
        """What is open when the statement begins."""
        return self.gross - self.settled

    @property
    def net(self) -> int:
        """What is left of the gross after the discount of its terms."""
        percent = self.terms[0] if self.terms else 0
        return self.gross - (self.gross * percent * 2 + 100) // 200


@dataclass(frozen=True, slots=True)
class Paid:
    """A payment the books already hold."""

    date: dt.date
    item: Item
    amount: int
    payer: str
    iban: str


@dataclass(slots=True, eq=False)
class Line:
    """A line of the statement: what really happened, how it is told, and what the bank shows.

    Attributes:
        kind: a kind of `mix.KINDS`.
        expect: what is right to do with it (the constants above).
        manner: how documents are named: full, damaged, cut, list, structured, typo or silent.
        phrase: key of the sentences that name them.
        named: the documents the text names.
        payer: how the payer is shown: own, account (with it), bare name (without), alias, stranger,
            middleman, processor, cheque or nobody.
        debit: whether it is our direct debit, or one that comes back.
        follows: the line that this one undoes or repeats.
    """

    date: dt.date
    amount: int
    kind: str
    expect: str
    customer: Customer | None = None
    allocations: list[tuple[Item, int]] = field(default_factory=list)
    adjustments: list[tuple[str, int]] = field(default_factory=list)
    unallocated: int = 0
    manner: str = "silent"
    phrase: str = "silent"
    named: tuple[Item, ...] = ()
    payer: str = "own"
    debit: bool = False
    follows: Line | None = None
    language: str = ""
    name: str = ""
    iban: str = ""
    text: str = ""
    reference: str = ""
    end_to_end: str = ""
    original: tuple[int, str] | None = None
    charges: int = 0
    bank_ref: str = ""
    balance: int = 0


@dataclass(slots=True)
class World:
    """Everything of one suite, in the order of time."""

    seed: int
    language: str
    currency: str
    customers: list[Customer]
    items: list[Item]
    paid: list[Paid]
    lines: list[Line]
    payouts: list[tuple[Line, str]]
    opening: int = 0


def text_of(cents: int, sign: str = ".") -> str:
    """Return cents as a decimal number.

    >>> text_of(-5), text_of(123456, ",")
    ('-0.05', '1234,56')
    """
    return f"{'-' * (cents < 0)}{abs(cents) // 100}{sign}{abs(cents) % 100:02}"
