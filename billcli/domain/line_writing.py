r"""A line of an invoice as text again: what ``line_text`` reads, with its price stated.

A quote or a plan holds on to the prices of the day it was made, whatever the price list says later.
"""

from __future__ import annotations

import re

from billcli.domain.line_draft import PIECE, UNITS
from billcli.domain.line_text import parse_line
from billcli.domain.money import plain
from billcli.domain.named import TYPE_CHECKING
from billcli.domain.problem import problems_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from billcli.domain.line_draft import LineDraft, PriceItem

_SHORT = {code: word for word, code in reversed(UNITS.items())}
_SPECIAL = re.compile(r"([;\\])")


def line_as_text(line: LineDraft) -> str:
    r"""Return the text of a line, which says all of it without a price list.

    >>> from billcli.domain.line_text import parse_line
    >>> line_as_text(parse_line("10 h x 150.00 Consulting\; remote; tax=CA-8; discount=5%", {}))
    '10 h x 150.00 Consulting\\; remote; tax=CA-8; discount=5%'
    """
    description = _SPECIAL.sub(r"\\\1", line.description)
    unit = "" if line.unit == PIECE else f" {_SHORT.get(line.unit, line.unit)}"
    head = f"{plain(line.price)} {description}"
    if unit or line.quantity != 1 or not _bare(head):
        head = f"{plain(line.quantity)}{unit} x {head}"
    return "; ".join([head, *_keys(line)])


def with_prices(texts: Iterable[str], prices: Mapping[str, PriceItem]) -> tuple[str, ...]:
    """Return the texts of lines, those that name a code of the price list with what it says now.

    Raises:
        UsageError: a line cannot be read.
    """
    return tuple(
        text if not problems_of(lambda text=text: parse_line(text, {}))  # type: ignore[misc]
        else line_as_text(parse_line(text, prices))
        for text in texts
    )  # fmt: skip


def _bare(head: str) -> bool:
    """Return whether a price and description can stand without a quantity before them."""
    words = head.split()[1:3]
    return not any(word in {"x", "X", "\u00d7", "*"} or word[:1].isdigit() or word in UNITS
                   or word[:1] in "+-." for word in words)  # fmt: skip


def _keys(line: LineDraft) -> Iterator[str]:
    if line.tax:
        yield f"tax={line.tax}"
    if line.account:
        yield f"account={line.account}"
    if line.discount:
        yield f"discount={plain(line.discount.value)}{'%' if line.discount.percent else ''}"
    if line.period:
        yield f"period={line.period.start}..{line.period.end}"
