"""Instalments: one document paid in parts, each with its own due date and amount.

Every date is counted from the first (31 January, 28 February, 31 March), never from the one before.
Parts that state no amount share what the others leave: in whole minor units, none lost, by largest
remainder, so that no two of them differ by more than the smallest unit and the first take it.

Source: docs/reference/ledger-format.md rule 4.
"""

from __future__ import annotations

import datetime as dt
import re
from decimal import Decimal

from billcli.domain.frozen import frozen
from billcli.domain.meta import count_of, date_of
from billcli.domain.money import ZERO, Money, parse_number, split, total
from billcli.domain.named import TYPE_CHECKING
from billcli.domain.problem import UsageError, quoted
from billcli.domain.terms import YEAR_LAST, later, parse_date

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from typing import NoReturn

    from billcli.domain.entry import Posting

FORMS = '"3 monthly", "4 weekly", "2 every 14 days" or "2026-03-01=300.00, 2026-04-01=rest"'
COUNT_LEAST, COUNT_MAX = 2, 120
REST = "rest"

_EVEN = re.compile(
    r"(?P<count>[0-9]{1,3}) (?:(?P<word>weekly|monthly|quarterly|yearly)"
    r"|every (?P<step>[0-9]{1,3}) (?P<unit>day|week|month)s?)",
    re.ASCII,
)
_WORDS = {"weekly": (7, 0), "monthly": (0, 1), "quarterly": (0, 3), "yearly": (0, 12)}
_UNITS = {"day": (1, 0), "week": (7, 0), "month": (0, 1)}
_FLAG = "--instalments"


@frozen
class Instalment:
    """One part of a document's total.

    Attributes:
        number: counted from 1, in the order in which they fall due.
        due: last day to pay it.
        amount: of it, positive also on a credit note.
    """

    number: int
    due: dt.date
    amount: Money


@frozen
class Share:
    """One instalment as asked for.

    Attributes:
        due: last day to pay it.
        number: its amount in the document's currency; None for a share of what the others leave.
    """

    due: dt.date
    number: Decimal | None = None


def parse_instalments(text: str, date: dt.date, first: dt.date) -> tuple[Share, ...]:
    """Return the instalments a text asks for.

    Args:
        text: a count and a step, or every due date with its amount; ``rest`` is what is left.
        date: of the document.
        first: when the first of a count falls due.

    Raises:
        UsageError: no such form (INSTALMENTS-UNREADABLE), a date before the document's or not
            after the one before it (INSTALMENTS-DATES), or an amount that is no number.

    >>> [str(s.due) for s in parse_instalments("3 monthly", dt.date(2026, 1, 9),
    ...                                        dt.date(2026, 1, 31))]
    ['2026-01-31', '2026-02-28', '2026-03-31']
    """
    words = " ".join(text.split())
    found = tuple(_stated(words, date) if "=" in words else _even(words, first))
    before = date - dt.timedelta(days=1)
    for number, share in enumerate(found, 1):
        if share.due <= before:
            what = f"before the document's date {date}"
            raise UsageError.of(
                "INSTALMENTS-DATES",
                f"{_FLAG}: instalment {number} is due on {share.due},"
                f" {what if number == 1 else f'not after the one before it on {before}'}",
                hint="write the due dates in their order, none before the date of the invoice",
            )
        before = share.due
    return found


def planned(shares: Sequence[Share], whole: Money) -> tuple[Instalment, ...]:
    """Return the instalments of a document that comes to ``whole``; they add up to it exactly.

    Raises:
        UsageError: the stated amounts do not, or leave nothing for one of them (INSTALMENTS-SUM).
    """
    amounts = [Money.zero(whole.currency) if s.number is None else
               Money(s.number, whole.currency) for s in shares]  # fmt: skip
    left = whole - total(amounts, whole.currency)
    open_at = [at for at, share in enumerate(shares) if share.number is None]
    if open_at:
        for at, amount in zip(open_at, split(left, [Decimal(1)] * len(open_at)), strict=True):
            amounts[at] = amount
    elif left and shares:
        _refuse_sum(f"{total(amounts, whole.currency)} in all, but the total is {whole}")
    for amount in amounts:
        if amount != amount.rounded():
            _refuse_sum(f"{amount} has more digits than {whole.currency}")
        if amount.number <= ZERO:
            _refuse_sum(f"of the total {whole} one would be {amount.rounded()}")
    return tuple(
        Instalment(number, share.due, amount.rounded())
        for number, (share, amount) in enumerate(zip(shares, amounts, strict=True), 1)
    )


def instalments_of(owed: Sequence[Posting], sign: int) -> tuple[Instalment, ...]:
    """Return the instalments that an entry's receivable postings state, in the order they fall due.

    Where none is numbered they are counted as they fall due, as open items are.

    Args:
        owed: the postings on the customer's account.
        sign: -1 for a credit note.
    """
    dated = [(due, count_of(p.meta.get("instalment")) or 0, p.amount) for p in owed
             if (due := date_of(p.meta.get("due")))]  # fmt: skip
    if len(dated) < COUNT_LEAST or len({one[:2] for one in dated}) < len(owed):
        return ()
    dated.sort(key=lambda one: one[:2])
    return tuple(
        Instalment(nth or at, due, amount if sign > 0 else -amount)
        for at, (due, nth, amount) in enumerate(dated, 1)
    )


def _even(words: str, first: dt.date) -> Iterator[Share]:
    match = _EVEN.fullmatch(words.lower())
    count = int(match["count"]) if match else 0
    step = int(match["step"] or 1) if match else 0
    if match is None or not COUNT_LEAST <= count <= COUNT_MAX or not step:
        _refuse(words)
    days, months = _WORDS[match["word"]] if match["word"] else _UNITS[match["unit"]]
    for at in range(count):
        yield Share(_later(first, at * step * days, at * step * months))


def _later(first: dt.date, days: int, months: int) -> dt.date:
    found = later(first, days=days, months=months)
    if found.year > YEAR_LAST:
        raise UsageError.of(
            "INSTALMENTS-DATES",
            f"{_FLAG}: the last would be due in the year {found.year}",
            hint="ask for fewer, or for shorter steps",
        )
    return found


def _stated(words: str, date: dt.date) -> Iterator[Share]:
    parts = [part.partition("=") for part in words.split(",")]
    if not COUNT_LEAST <= len(parts) <= COUNT_MAX:
        _refuse(words)
    for day, equals, amount in parts:
        if not equals:
            _refuse(words)
        due = parse_date(day.strip(), date, _FLAG)
        named = amount.strip()
        yield Share(due, None if named == REST else parse_number(named, flag=_FLAG))


def _refuse(words: str) -> NoReturn:
    raise UsageError.of(
        "INSTALMENTS-UNREADABLE",
        f"{_FLAG}: {quoted(words, 60)} is no plan of {COUNT_LEAST} to {COUNT_MAX} instalments",
        hint=f"write {FORMS}",
    )


def _refuse_sum(what: str) -> NoReturn:
    raise UsageError.of(
        "INSTALMENTS-SUM",
        f"{_FLAG}: {what}",
        hint=f"let one of them be {REST}, as in 2026-03-01=300.00, 2026-04-01={REST}",
    )
