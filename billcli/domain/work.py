"""Work that may be billed: hours of time, and expenses; each is on one invoice at most.

Every time is kept to the second as it was told. What is billed is rounded in two steps that are
written down: each time to the step of ``[time] round``, then the hours of a line to 0.01 h, half
up.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import re
from decimal import ROUND_CEILING, ROUND_HALF_UP, Decimal

from billcli.domain.frozen import frozen
from billcli.domain.money import WIDE, ZERO, plain
from billcli.domain.problem import UsageError, quoted

HOUR = 3600
HUNDREDTH = Decimal("0.01")
DURATIONS = "1:30, 1:30:00, 1.5, 1.5h, 90min or 1h30m"
STEPS = '"6min", "15min up" or "0.25h"'

_CLOCK = re.compile(r"([0-9]{1,4}):([0-5][0-9])(?::([0-5][0-9]))?", re.ASCII)
_DECIMAL = re.compile(r"([0-9]{1,4}(?:[.,][0-9]{1,6})?) ?h?", re.ASCII)
_WORDS = re.compile(
    r"(?:([0-9]{1,4}(?:\.[0-9]{1,4})?) ?h)? ?(?:([0-9]{1,5}) ?m(?:in)?)? ?(?:([0-9]{1,6}) ?s)?",
    re.ASCII,
)


@frozen
class Work:
    """An entry of time, or an expense.

    Attributes:
        id: the same whenever the same entry is imported.
        customer: id.
        seconds: of time; None for an expense.
        price: per hour, or what the expense came to; None takes the price list.
        markup: percent on an expense, or None.
        tax: code, or an empty string for the usual one.
        receipt: file of an expense's receipt, seen from the project's folder, or empty.
        invoice: numbers of the documents that billed it, in order, or empty; at most one of them is
            in force.
    """

    id: str
    date: dt.date
    customer: str
    project: str = ""
    description: str = ""
    seconds: int | None = None
    price: Decimal | None = None
    markup: Decimal | None = None
    tax: str = ""
    receipt: str = ""
    invoice: str = ""

    @property
    def is_time(self) -> bool:
        """Return whether it is time rather than an expense."""
        return self.seconds is not None

    @property
    def documents(self) -> tuple[str, ...]:
        """Return the numbers of the documents that billed it."""
        return tuple(self.invoice.split())


@frozen
class Step:
    """How each time is rounded before it is billed.

    Attributes:
        seconds: to multiples of so many; 1 rounds nothing.
        up: always up; else to the nearest, half up.
    """

    seconds: int = 1
    up: bool = False

    def rounded(self, seconds: int) -> int:
        """Return a time in whole steps.

        >>> Step(360).rounded(540), Step(360, up=True).rounded(1)
        (720, 360)
        """
        steps = WIDE.divide(Decimal(seconds), Decimal(self.seconds))
        mode = ROUND_CEILING if self.up else ROUND_HALF_UP
        return int(steps.to_integral_value(mode)) * self.seconds


def parse_step(text: str) -> Step:
    """Return a rounding rule as settings write it: ``6min``, ``15min up``.

    Raises:
        UsageError: WORK-TIME.
    """
    words = " ".join(text.lower().split())
    bare = words.removesuffix(" up")
    seconds = parse_duration(bare, flag="round") if bare else 0
    if not seconds:
        raise UsageError.of("WORK-TIME", f"round: {quoted(text)} is no step", hint=f"write {STEPS}")
    return Step(seconds, up=bare != words)


def parse_duration(text: str, *, flag: str = "time") -> int:
    """Return how many seconds a person means.

    Raises:
        UsageError: no duration, or not of whole seconds (WORK-TIME).

    >>> [parse_duration(t) for t in ("1:30", "1.5", "90min", "1h30m", "0:00:09")]
    [5400, 5400, 5400, 5400, 9]
    """
    words = text.strip().lower()
    if clock := _CLOCK.fullmatch(words):
        return int(clock[1]) * HOUR + int(clock[2]) * 60 + int(clock[3] or 0)
    found: Decimal | None = None
    if decimal := _DECIMAL.fullmatch(words):
        found = WIDE.multiply(Decimal(decimal[1].replace(",", ".")), Decimal(HOUR))
    elif words and (match := _WORDS.fullmatch(words)):
        hours, minutes, seconds = (Decimal(group or 0) for group in match.groups())
        found = hours * HOUR + minutes * 60 + seconds
    if found is None:
        raise UsageError.of(
            "WORK-TIME", f"{flag}: {quoted(text)} is no length of time", hint=f"write {DURATIONS}"
        )
    return int(found.to_integral_value(ROUND_HALF_UP))


def day_of(text: str) -> dt.date:
    """Return the day that a file names.

    Raises:
        ValueError: it names none.
    """
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        msg = f"{quoted(text)} is no day such as 2026-01-31"
        raise ValueError(msg) from None


def duration_text(seconds: int) -> str:
    """Return a length of time as the store writes it.

    >>> duration_text(5400), duration_text(5409)
    ('1:30', '1:30:09')
    """
    minutes, rest = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}" + (f":{rest:02}" if rest else "")


def hours_of(seconds: int) -> Decimal:
    """Return hours as a line bills them: in hundredths, half up.

    >>> str(hours_of(5400)), str(hours_of(600))
    ('1.5', '0.17')
    """
    exact = WIDE.divide(Decimal(seconds), Decimal(HOUR))
    found = exact.quantize(HUNDREDTH, rounding=ROUND_HALF_UP, context=WIDE)
    return Decimal(plain(found).rstrip("0").rstrip(".")) if found else ZERO


def identity(*parts: object, nth: int = 1) -> str:
    """Return the id of an entry: of what was told of it, and which of equal ones it is."""
    text = "\x1f".join(str(part) for part in parts)
    return hashlib.sha256(f"{text}\x1f{nth}".encode()).hexdigest()[:12]
