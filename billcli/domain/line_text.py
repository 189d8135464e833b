r"""The text of an invoice line: ``[QTY [UNIT] x] PRICE|CODE DESCRIPTION[; key=value...]``.

The first word after ``x`` (or of the line) is a price when it is a number, otherwise a code of the
price list. A semicolon inside the description is written ``\;`` and a backslash before it ``\\``.
Where a line could be read in two ways that differ in money, it is refused.
"""

from __future__ import annotations

import re
from decimal import Decimal

from billcli.domain.contract import check_text
from billcli.domain.line_draft import UNITS, LineDraft, PriceItem
from billcli.domain.money import parse_number
from billcli.domain.named import TYPE_CHECKING
from billcli.domain.problem import BillcliError, Problem, UsageError, quoted
from billcli.domain.reduction import parse_reduction
from billcli.domain.terms import parse_period

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping


KEYS = ("tax", "account", "discount", "unit", "period")
EXAMPLE = '"10 h x 150.00 Consulting, January; tax=CA-8"'

_NUMBER = re.compile(r"[+-]?[0-9]+(?:\.[0-9]+)?", re.ASCII)
_UNIT = re.compile(r"(?=[A-Z0-9]*[A-Z])[A-Z0-9]{2,3}", re.ASCII)
_ACCOUNT = re.compile(r"[^\W\d_][\w-]*(?::[^\W_][\w-]*)+")
_SHOWN = 40
_TIMES = frozenset({"X", "\u00d7", "*"})
_SPLIT = re.compile(r"(?<!\\)(?:\\\\)*;")
_ESCAPED = re.compile(r"\\([;\\])")


def parse_lines(
    texts: Iterable[str], prices: Mapping[str, PriceItem], *, flag: str = "--line"
) -> tuple[LineDraft, ...]:
    """Return the lines, or everything that is wrong with all of them at once.

    Raises:
        UsageError: one problem for each line that cannot be read.
    """
    lines: list[LineDraft] = []
    problems: list[Problem] = []
    for text in texts:
        try:
            lines.append(parse_line(text, prices, flag=flag))
        except BillcliError as error:
            problems += error.problems
    if problems:
        raise UsageError(*problems)
    return tuple(lines)


def parse_line(text: str, prices: Mapping[str, PriceItem], *, flag: str = "--line") -> LineDraft:
    """Return what a line's text asks for.

    Args:
        text: the line, in the grammar of this module.
        prices: the price list by code.
        flag: the flag to name in the error.

    Raises:
        UsageError: the line cannot be read, or could be read in two ways.

    >>> line = parse_line("10 h x 150.00 Consulting, January; tax=CA-8", {})
    >>> line.quantity, line.unit, line.price, line.description, line.tax
    (Decimal('10'), 'HUR', Decimal('150.00'), 'Consulting, January', 'CA-8')
    """
    check_text(text, flag=flag)
    place = f"{flag}: {quoted(text, 80)}"
    head, *options = _pieces(text)
    values = _options(options, place)
    quantity, unit, words = _quantity(head.split(), place)
    if not words:
        raise _wrong("LINE-UNREADABLE", place, "has no price or price-list code")
    if unit and "unit" in values:
        raise _wrong("LINE-KEY", place, "states its unit twice")
    item = _priced(words[0], prices, place)
    stated = _unit(values["unit"], place) if "unit" in values else unit
    if item.code and stated and stated != item.unit:
        raise _wrong(
            "LINE-UNIT", place, f"is in {stated}, but {item.code} is priced per {item.unit}"
        )
    description = " ".join(words[1:]) or item.description
    if not description:
        raise _wrong("LINE-UNREADABLE", place, "has no description after the price")
    reduction, period = values.get("discount"), values.get("period")
    return LineDraft(
        description,
        quantity,
        stated or item.unit,
        item.price,
        values.get("tax") or item.tax or None,
        _account(values, place) or item.account or None,
        parse_reduction(reduction, flag=f"{place}, discount") if reduction else None,
        parse_period(period, flag=f"{place}, period") if period else None,
        item.currency,
    )


def _pieces(text: str) -> list[str]:
    pieces, start = [], 0
    for match in _SPLIT.finditer(text):
        pieces.append(text[start : match.end() - 1])
        start = match.end()
    pieces.append(text[start:])
    return [_ESCAPED.sub(r"\1", piece).strip() for piece in pieces]


def _options(pieces: Iterable[str], place: str) -> dict[str, str]:
    values: dict[str, str] = {}
    for piece in pieces:
        key, _, value = (part.strip() for part in piece.partition("="))
        if key not in KEYS or not value:
            raise _wrong(
                "LINE-KEY", place,
                f"has {quoted(piece)} where one of {', '.join(KEYS)} is expected",
                r"write key=value after each semicolon; a semicolon in the description is \;",
            )  # fmt: skip
        if key in values:
            raise _wrong("LINE-KEY", place, f"states {key} twice")
        values[key] = value
    return values


def _quantity(words: list[str], place: str) -> tuple[Decimal, str, list[str]]:
    """Split off ``QTY [UNIT] x``; without it the quantity is 1 and the unit unstated."""
    if words and _NUMBER.fullmatch(words[0]):
        if "x" in words[1:2]:
            return parse_number(words[0], flag=f"{place}, quantity"), "", words[2:]
        if "x" in words[2:3]:
            unit = _unit(words[1], place, _described(words))
            return parse_number(words[0], flag=f"{place}, quantity"), unit, words[3:]
        _check_forgotten_x(words, place)
    return Decimal(1), "", words


def _check_forgotten_x(words: list[str], place: str) -> None:
    """Refuse a quantity that would otherwise be charged as a price."""
    after = words[1:3]
    unit_then_number = (
        len(after) > 1 and after[0] in UNITS and _NUMBER.fullmatch(after[1]) is not None
    )
    price_follows = bool(after) and "." in after[0] and _NUMBER.fullmatch(after[0]) is not None
    if _TIMES & set(after) or unit_then_number or price_follows:
        raise _wrong(
            "LINE-AMBIGUOUS", place, "looks like a quantity without the letter x",
            f"write a small x between quantity and price, as in {EXAMPLE};"
            " a description that starts like this needs a quantity of its own: 1 x 300 10.5 kW",
        )  # fmt: skip


def _unit(word: str, place: str, more: str = "") -> str:
    if word in UNITS or _UNIT.fullmatch(word):
        return UNITS.get(word, word)
    raise _wrong(
        "LINE-UNIT", place, f"has {quoted(word)} where a unit is expected",
        f"use one of {', '.join(UNITS)}, or a UN/ECE code in capitals such as HUR{more}",
    )  # fmt: skip


def _described(words: list[str]) -> str:
    """Return how to write the line when its x may belong to the description."""
    if _NUMBER.fullmatch("".join(words[3:4])):
        return ""
    shown = " ".join(words)
    short = shown if len(shown) <= _SHOWN else f"{shown[:_SHOWN]}..."
    return f"; if the x is part of the description, state a quantity: 1 x {short}"


def _priced(word: str, prices: Mapping[str, PriceItem], place: str) -> PriceItem:
    """Return the entry of the price list, or a nameless one for a plain price."""
    if _NUMBER.fullmatch(word):
        return PriceItem("", "", parse_number(word, flag=f"{place}, price"))
    if word in prices:
        return prices[word]
    if word[0].isdigit() or word[0] in "+-.,$€£":
        raise _wrong("LINE-PRICE", place, f"has {quoted(word)} where a price is expected",
                "write it with a decimal point and nothing else, as in 1250.50")  # fmt: skip
    import difflib  # noqa: PLC0415 - only mistakes need it

    near = difflib.get_close_matches(word, prices, n=3, cutoff=0.3) or list(prices)[:3]
    meant = f"did you mean {', '.join(near)}? or " if near else ""
    raise _wrong(
        "LINE-CODE", place, f"has {quoted(word)}, which is neither a price nor a price-list code",
        f"{meant}write a price, as in {EXAMPLE}",
    )  # fmt: skip


def _account(values: Mapping[str, str], place: str) -> str:
    account = values.get("account", "")
    if account and not _ACCOUNT.fullmatch(account):
        raise _wrong("LINE-ACCOUNT", place, f"has {quoted(account)} where an account is expected",
                "write it in full, as in account=Income:Services")  # fmt: skip
    return account


def _wrong(code: str, place: str, wrong: str, hint: str = "") -> BillcliError:
    return UsageError.of(
        code,
        f"{place} {wrong}",
        hint=hint
        or f"write [QTY [UNIT] x] PRICE|CODE DESCRIPTION[; key=value...], as in {EXAMPLE}",
    )
