"""Money: an exact decimal number of one currency, and the roundings billing needs."""

from __future__ import annotations

import re
from decimal import (
    ROUND_CEILING,
    ROUND_DOWN,
    ROUND_FLOOR,
    ROUND_HALF_DOWN,
    ROUND_HALF_EVEN,
    ROUND_HALF_UP,
    ROUND_UP,
    Context,
    Decimal,
    FloatOperation,
    Inexact,
    InvalidOperation,
)
from functools import cache

from billcli.domain.named import TYPE_CHECKING
from billcli.domain.pattern import pattern
from billcli.domain.problem import UsageError, quoted

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from typing import NoReturn

ZERO = Decimal(0)

ROUNDINGS = frozenset(
    {
        ROUND_HALF_UP, ROUND_HALF_EVEN, ROUND_HALF_DOWN, ROUND_UP, ROUND_DOWN, ROUND_CEILING,
        ROUND_FLOOR,
    }
)  # fmt: skip

EXACT = Context(prec=60, traps=[InvalidOperation, FloatOperation, Inexact])
WIDE = Context(prec=60, traps=[InvalidOperation, FloatOperation])

# ISO 4217 list one: minor units other than two.
_DIGITS = dict.fromkeys(
    "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF".split(), 0
)
_DIGITS |= dict.fromkeys("BHD IQD JOD KWD LYD OMR TND".split(), 3)
_DIGITS |= dict.fromkeys("CLF UYW".split(), 4)

_CENT = Decimal("0.01")
_UNITS = {currency: Decimal(1).scaleb(-count) for currency, count in _DIGITS.items()}

_AMOUNT = pattern(r"[+-]?[0-9]{1,15}(?:\.[0-9]{1,8})?", re.ASCII)
_LONG = pattern(r"[+-]?[0-9]+(?:\.[0-9]+)?", re.ASCII)
_CURRENCY = pattern(r"[A-Z](?:[A-Z0-9'._-]{0,22}[A-Z0-9])?", re.ASCII)


def digits(currency: str) -> int:
    """Return the number of decimals of a currency (ISO 4217 minor unit; 2 when unlisted).

    >>> digits("EUR"), digits("JPY"), digits("KWD")
    (2, 0, 3)
    """
    return _DIGITS.get(currency, 2)


def quantum(currency: str) -> Decimal:
    """Return the smallest unit of a currency.

    >>> quantum("JPY"), quantum("USD")
    (Decimal('1'), Decimal('0.01'))
    """
    return _UNITS.get(currency, _CENT)


def rounded(number: Decimal, currency: str, rounding: str = ROUND_HALF_UP) -> Decimal:
    """Return ``number`` quantised to the currency's digits.

    >>> rounded(Decimal("2.675"), "EUR"), rounded(Decimal("2.5"), "JPY", "ROUND_HALF_EVEN")
    (Decimal('2.68'), Decimal('2'))
    """
    return number.quantize(quantum(currency), rounding=rounding, context=WIDE)


def plain(number: Decimal) -> str:
    """Return the number in full digits, never in exponent form.

    >>> plain(Decimal("1E+3")), plain(Decimal("-0.00"))
    ('1000', '0.00')
    """
    text = format(number, "f")
    return text.lstrip("-") if number == 0 else text


class Money:
    """An amount of one currency; adding different currencies is an error.

    Written out by hand: a dataclass would double the time in which a list is shown.

    >>> Money.of("10.00", "EUR") + Money.of("1.50", "EUR")
    Money(number=Decimal('11.50'), currency='EUR')
    """

    __slots__ = ("currency", "number")
    __match_args__ = ("number", "currency")

    number: Decimal
    currency: str

    def __init__(self, number: Decimal, currency: str) -> None:
        """Keep both, for good."""
        _keep(self, "number", number)
        _keep(self, "currency", currency)

    def __setattr__(self, name: str, value: object) -> NoReturn:
        """Refuse: an amount never changes."""
        msg = f"cannot assign to {name}"
        raise AttributeError(msg)

    def __delattr__(self, name: str) -> NoReturn:
        """Refuse, as above."""
        msg = f"cannot delete {name}"
        raise AttributeError(msg)

    def __eq__(self, other: object) -> bool:
        """Return whether both the numbers and the currencies are equal."""
        if other.__class__ is not Money:
            return NotImplemented
        assert isinstance(other, Money)  # noqa: S101 - just found
        return self.number == other.number and self.currency == other.currency

    def __hash__(self) -> int:
        """Return the same for equal amounts."""
        return hash((self.number, self.currency))

    def __repr__(self) -> str:
        """Return how it is made."""
        return f"Money(number={self.number!r}, currency={self.currency!r})"

    def __reduce__(self) -> tuple[type[Money], tuple[Decimal, str]]:
        """Return how a copy is made."""
        return Money, (self.number, self.currency)

    @classmethod
    def of(cls, number: str | int | Decimal, currency: str) -> Money:
        """Return money from exact digits; a float is refused by the type."""
        return cls(Decimal(number), currency)

    @classmethod
    def zero(cls, currency: str) -> Money:
        """Return nothing of a currency, with the currency's digits."""
        return _nothing(currency)

    def __str__(self) -> str:
        """Return the amount as Beancount writes it.

        >>> str(Money.of("1944.00", "USD"))
        '1944.00 USD'
        """
        return f"{plain(self.number)} {self.currency}"

    def _same(self, other: Money) -> None:
        if self.currency != other.currency:
            msg = f"cannot add {other.currency} to {self.currency}"
            raise ValueError(msg)

    def __add__(self, other: Money) -> Money:
        """Return the exact sum."""
        self._same(other)
        return Money(EXACT.add(self.number, other.number), self.currency)

    def __sub__(self, other: Money) -> Money:
        """Return the exact difference."""
        self._same(other)
        return Money(EXACT.subtract(self.number, other.number), self.currency)

    def __neg__(self) -> Money:
        """Return the same amount with the other sign; zero has no sign."""
        return Money(-self.number if self.number else self.number, self.currency)

    def __bool__(self) -> bool:
        """Return whether the amount differs from exactly zero."""
        return self.number != 0

    def rounded(self, rounding: str = ROUND_HALF_UP) -> Money:
        """Return the amount with the currency's own digits."""
        return Money(rounded(self.number, self.currency, rounding), self.currency)


_keep = object.__setattr__


@cache
def _nothing(currency: str) -> Money:
    return Money(rounded(ZERO, currency), currency)


def total(amounts: Iterable[Money], currency: str) -> Money:
    """Return the exact sum of amounts of one currency, zero when there is none.

    >>> total([Money.of("0.10", "EUR"), Money.of("0.20", "EUR")], "EUR")
    Money(number=Decimal('0.30'), currency='EUR')
    """
    result = Money.zero(currency)
    number = result.number
    for amount in amounts:
        if amount.currency != currency:
            return result + amount
        number = EXACT.add(number, amount.number)
    return Money(number, currency)


def parse_number(text: str, *, flag: str = "amount") -> Decimal:
    """Return the exact value of a number a person or a script typed with a point.

    ASCII digits only, at most 15 before and 8 after the point: no exponent, NaN, Infinity,
    underscore or thousands separator (safety rule 6).

    Args:
        text: what was typed.
        flag: the flag or column to name in the error.

    Raises:
        UsageError: the text is anything else.

    >>> parse_number("1250.50")
    Decimal('1250.50')
    """
    if _LONG.fullmatch(text) and not _AMOUNT.fullmatch(text):
        raise UsageError.of(
            "AMOUNT-LARGE",
            f"{flag}: {quoted(text)} is too long: at most 15 digits before the point and 8 after",
            hint="check it for a typing error",
        )
    if not _AMOUNT.fullmatch(text):
        raise UsageError.of(
            "AMOUNT-UNREADABLE",
            f"{flag}: {quoted(text)} is not a number",
            hint="write digits with a decimal point and no separators, as in 1250.50",
        )
    return Decimal(text)


def parse_money(number: str, currency: str, *, flag: str = "amount") -> Money:
    """Return money that fits the currency's digits exactly.

    Raises:
        UsageError: unreadable number, unknown form of currency, or too many decimals.

    >>> parse_money("12.5", "EUR")
    Money(number=Decimal('12.50'), currency='EUR')
    """
    check_currency(currency, flag=flag)
    value = parse_number(number, flag=flag)
    fitted = rounded(value, currency)
    if fitted != value:
        raise UsageError.of(
            "AMOUNT-DIGITS",
            f"{flag}: {number} has more decimals than {currency} has ({digits(currency)})",
            hint=f"round it first, for example {fitted}",
        )
    return Money(fitted, currency)


def check_currency(currency: str, *, flag: str = "currency") -> str:
    """Return the currency code when Beancount can write it.

    Raises:
        UsageError: it is not of the form ``EUR``.
    """
    if not _CURRENCY.fullmatch(currency):
        raise UsageError.of(
            "CURRENCY-UNREADABLE",
            f"{flag}: {quoted(currency)} is not a currency code",
            hint="write its ISO 4217 code in capitals, such as EUR",
        )
    return currency


def split(amount: Money, weights: Sequence[Decimal]) -> tuple[Money, ...]:
    """Return the amount divided in proportion to weights, in whole minor units, none lost.

    The rest goes to the largest remainders (Hamilton's method), the first of equals first. The
    weights may have any sign, but their sum must not be zero.

    >>> [str(m) for m in split(Money.of("100.00", "EUR"), [Decimal(1)] * 3)]
    ['33.34 EUR', '33.33 EUR', '33.33 EUR']

    Raises:
        ValueError: there is no weight, or the weights sum to zero.
    """
    whole = sum(weights, ZERO)
    if not whole:
        msg = "cannot divide by weights that sum to zero"
        raise ValueError(msg)
    unit = quantum(amount.currency)
    exact = [WIDE.divide(WIDE.multiply(amount.number, w), whole) for w in weights]
    floors = [e.quantize(unit, rounding=ROUND_FLOOR, context=WIDE) for e in exact]
    rest = int((amount.number - sum(floors, ZERO)) / unit)
    order = sorted(range(len(exact)), key=lambda i: (floors[i] - exact[i], i))
    lucky = set(order[:rest])
    return tuple(
        Money(f + unit if i in lucky else f, amount.currency) for i, f in enumerate(floors)
    )
