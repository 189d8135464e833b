"""The tax on a sealed document: its groups say what its lines add up to."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from decimal import Decimal

from billcli.domain.contract import DOCUMENT_KINDS
from billcli.domain.money import ROUNDINGS, WIDE, ZERO, Money, plain, quantum, rounded
from billcli.domain.named import TYPE_CHECKING
from billcli.domain.problem import Problem, Severity
from billcli.domain.rule.scope import and_reseal, place, title
from billcli.domain.seal import is_sealed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from billcli.domain.entry import Entry, Posting
    from billcli.domain.rule.scope import Scope

_LINE_KEYS = frozenset({"item", "allowance", "charge"})


@dataclass(frozen=True, slots=True)
class _Parts:
    """Taxed lines of a document by tax code, and the postings of its tax groups."""

    lines: defaultdict[str, list[Posting]] = field(default_factory=lambda: defaultdict(list))
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
    parts = _parts(entry)
    named = {_code(group) for group in parts.groups}
    loose = sorted(set(parts.lines) - named)
    if loose:
        yield from _judge_sum(entry, parts, loose)
    for group in parts.groups:
        base = group.meta.get("base")
        if isinstance(base, Money):
            lines = [] if loose else parts.lines[_code(group)]
            nets = None if loose else _figures(lines, base.currency)
            yield from _judge_base(entry, group, base, nets)
            yield from _judge_tax(entry, group, base, nets)


def _judge_sum(entry: Entry, parts: _Parts, loose: list[str]) -> Iterator[Problem]:
    """Judge all groups together: codes of one category and rate share the group of the first."""
    bases = {_code(group): group.meta.get("base") for group in parts.groups}
    stated = [base for base in bases.values() if isinstance(base, Money)]
    if stated and len({base.currency for base in stated}) == 1:
        every = [posting for postings in parts.lines.values() for posting in postings]
        nets = _figures(every, stated[0].currency)
        if nets is None or abs(sum(nets, ZERO)) == abs(sum((b.number for b in stated), ZERO)):
            return
    message = f"{title(entry)} has lines taxed {', '.join(loose)}, but no posting of that tax"
    advice = f"add the tax posting, 0.00 when no tax is due{and_reseal(entry)}"
    yield Problem("TAX-SUM", message, place(entry), advice)


def _judge_base(
    entry: Entry, group: Posting, base: Money, nets: list[Decimal] | None
) -> Iterator[Problem]:
    if nets is not None and abs(base.number) != abs(sum(nets, ZERO)):
        net = Money(abs(sum(nets, ZERO)), base.currency)
        message = f"{title(entry)} states {base} as base of {_name(group)}, but its lines are {net}"
        advice = f"correct the lines or base{and_reseal(entry)}"
        yield Problem("TAX-SUM", message, place(entry, group), advice)


def _judge_tax(
    entry: Entry, group: Posting, base: Money, nets: list[Decimal] | None
) -> Iterator[Problem]:
    rate, tax = group.meta.get("rate"), _figure(group, base.currency)
    if not isinstance(rate, Decimal) or tax is None:
        return
    exact = WIDE.multiply(abs(base.number), rate).scaleb(-2, WIDE)
    # What a part was rounded by is missing from the rest that another credit note takes.
    rests = (entry.meta.get("prices") == "gross") + ("corrects" in entry.meta)
    if nets is None or _is_rounding(abs(tax), exact, rate, base.currency, nets, rests):
        return
    expected = Money(rounded(exact, base.currency), base.currency)
    message = (
        f"{title(entry)} charges {Money(abs(tax), base.currency)} of {_name(group)},"
        f" but {plain(rate)} % of {base} are {expected}"
    )
    advice = f"correct the tax, or leave it when the figure is meant{and_reseal(entry)}"
    yield Problem("TAX-SUM", message, place(entry, group), advice, Severity.WARNING)


def _is_rounding(
    tax: Decimal,
    exact: Decimal,
    rate: Decimal,
    currency: str,
    nets: list[Decimal],
    rests: int,
) -> bool:
    """Return whether a tax is one that some way of rounding gives.

    A tax taken out of gross prices is what the rounded net leaves over: up to a unit off per line,
    and as much again for the tax on that unit.

    Args:
        tax: as posted.
        exact: what the base gives.
        rate: in percent.
        currency: of both.
        nets: of the lines.
        rests: for how many reasons it is what others left over.
    """
    unit = quantum(currency)
    if abs(tax - exact) < (2 * rests * unit * max(1, len(nets)) or unit):
        return True
    shares = [WIDE.multiply(net, rate).scaleb(-2, WIDE) for net in nets]
    return any(
        abs(sum((rounded(share, currency, how) for share in shares), ZERO)) == tax
        for how in sorted(ROUNDINGS)
    )


def _parts(entry: Entry) -> _Parts:
    parts = _Parts()
    for posting in entry.postings:
        code = posting.meta.get("tax")
        if not isinstance(code, str) or not code or "adjustment" in posting.meta:
            continue
        if not _LINE_KEYS.isdisjoint(posting.meta):
            parts.lines[code].append(posting)
        else:
            parts.groups.append(posting)
    return parts


def _figures(postings: list[Posting], currency: str) -> list[Decimal] | None:
    figures = [_figure(posting, currency) for posting in postings]
    known = [figure for figure in figures if figure is not None]
    return known if len(known) == len(figures) else None


def _figure(posting: Posting, currency: str) -> Decimal | None:
    """Return the posted figure in the document's currency, None when it is not stated in it."""
    if posting.amount.currency == currency:
        return posting.amount.number
    stated = posting.meta.get("amount", posting.price)
    if isinstance(stated, Money) and stated.currency == currency:
        return abs(stated.number).copy_sign(posting.amount.number)
    return None


def _code(group: Posting) -> str:
    """Return the tax code the lines of a group bear: a component's is its compound's."""
    return str(group.meta.get("group") or group.meta["tax"])


def _name(group: Posting) -> str:
    return f"tax {group.meta['tax']}"
