"""The tax on a sealed document: its groups say what its lines add up to."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING

from billcli.domain.contract import DOCUMENT_KINDS
from billcli.domain.money import ROUNDINGS, WIDE, ZERO, Money, quantum, rounded
from billcli.domain.problem import Problem, Severity
from billcli.domain.rule.scope import and_reseal, place, title
from billcli.domain.seal import is_sealed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from billcli.domain.entry import Entry, Posting
    from billcli.domain.rule.scope import Scope

_LINE_KEYS = frozenset({"item", "allowance", "charge"})


@dataclass(frozen=True, slots=True)
class _Sums:
    """Net amounts of a document by tax code, and the postings of its tax groups."""

    lines: defaultdict[str, list[Decimal]] = field(default_factory=lambda: defaultdict(list))
    groups: list[Posting] = field(default_factory=list)


def tax_sums(scope: Scope) -> Iterator[Problem]:
    """Yield TAX-SUM where the lines of a sealed document do not carry its tax (format rule 10).

    A base that is not the sum of its lines is an error. A tax that no rounding of base times rate
    gives, for the whole or line by line, is a warning: an authority may have set it so.
    """
    for entry in scope.facts.entries:
        if is_sealed(entry) and not DOCUMENT_KINDS.isdisjoint(entry.tags):
            yield from _judge(entry)


def _judge(entry: Entry) -> Iterator[Problem]:
    sums = _sums(entry)
    told = set()
    for posting in sums.groups:
        code = str(posting.meta.get("group") or posting.meta.get("tax"))
        told.add(code)
        yield from _judge_base(entry, posting, code, sums.lines[code])
        yield from _judge_tax(entry, posting, sums.lines[code])
    for code in sorted(set(sums.lines) - told):
        message = f"{title(entry)} has lines taxed {code}, but no posting of that tax"
        advice = f"add the tax posting, 0.00 when no tax is due{and_reseal(entry)}"
        yield Problem("TAX-SUM", message, place(entry), advice)


def _judge_base(
    entry: Entry, posting: Posting, code: str, lines: list[Decimal]
) -> Iterator[Problem]:
    base = posting.meta.get("base")
    if isinstance(base, Money) and abs(base.number) != abs(sum(lines, ZERO)):
        net = Money(abs(sum(lines, ZERO)), base.currency)
        message = f"{title(entry)} taxes {base} as {code}, but its lines sum to {net}"
        advice = f"correct the lines or base{and_reseal(entry)}"
        yield Problem("TAX-SUM", message, place(entry, posting), advice)


def _judge_tax(entry: Entry, posting: Posting, lines: list[Decimal]) -> Iterator[Problem]:
    base, rate = posting.meta.get("base"), posting.meta.get("rate")
    if not isinstance(base, Money) or not isinstance(rate, Decimal):
        return
    tax, currency = abs(_number(posting)), base.currency
    exact = WIDE.multiply(abs(base.number), rate).scaleb(-2)
    if abs(tax - exact) < quantum(currency):
        return
    if any(abs(_line_by_line(lines, rate, currency, how)) == tax for how in sorted(ROUNDINGS)):
        return
    message = (
        f"{title(entry)} charges {Money(tax, currency)} of tax,"
        f" but {rate} % of {base} are {Money(rounded(exact, currency), currency)}"
    )
    advice = f"correct the tax, or leave it when the figure is meant{and_reseal(entry)}"
    yield Problem("TAX-SUM", message, place(entry, posting), advice, Severity.WARNING)


def _line_by_line(lines: list[Decimal], rate: Decimal, currency: str, how: str) -> Decimal:
    return sum((rounded((line * rate).scaleb(-2), currency, how) for line in lines), ZERO)


def _sums(entry: Entry) -> _Sums:
    sums = _Sums()
    for posting in entry.postings:
        code = posting.meta.get("tax")
        if not isinstance(code, str) or not code or "adjustment" in posting.meta:
            continue
        if not _LINE_KEYS.isdisjoint(posting.meta):
            sums.lines[code].append(_number(posting))
        else:
            sums.groups.append(posting)
    return sums


def _number(posting: Posting) -> Decimal:
    """Return the figure in the document's currency, signed as it is posted."""
    shown = posting.meta.get("amount")
    if not isinstance(shown, Money):
        return posting.amount.number
    return abs(shown.number).copy_sign(posting.amount.number)
