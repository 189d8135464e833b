"""Figures read from the postings of an entry, whoever wrote it.

Source: docs/reference/ledger-format.md rules 9 to 11 and 15.
"""

from __future__ import annotations

from decimal import Decimal

from billcli.domain.figure import UNTAXED, Figure, Sort, TaxName
from billcli.domain.invoice_reading import derived_rate
from billcli.domain.meta import text_of
from billcli.domain.money import EXACT, WIDE, ZERO, Money, rounded
from billcli.domain.named import TYPE_CHECKING, NamedTuple
from billcli.domain.posting_role import Role, shares

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from billcli.domain.entry import Posting


class Told(NamedTuple):
    """What the postings of an entry come to that are not receivable.

    Attributes:
        money: postings that are no figures: what was paid at once, or where money arrived.
    """

    figures: list[Figure]
    money: list[Posting]


def document_figures(
    legs: Sequence[Posting], owed: Sequence[Posting], roots: Mapping[str, str]
) -> Told:
    """Return the figures of a document, and what was paid of it at once.

    Stock that leaves at cost is neither: an asset and an expense that cancel each other out.

    Args:
        legs: its postings that are not receivable.
        owed: its receivable postings, at least one.
        roots: account root names by their English name.
    """
    first = [posting for posting in owed if posting.amount.currency == owed[0].amount.currency]
    found = shares(legs, first, 1, roots)
    assets, equity, expenses = (roots.get(n, n) for n in ("Assets", "Equity", "Expenses"))
    loose = [s.posting for s in found if s.role is Role.LINE and "item" not in s.posting.meta]
    money = [p for p in loose if under(p, assets)]
    apart = {id(p) for p in money}
    costs = [p for p in loose if under(p, expenses)]
    if money and costs and not _sum([*money, *costs]):
        apart |= {id(p) for p in costs}
        money = []
    parts = [s for s in found if id(s.posting) not in apart]
    lines = [s.posting for s in parts if s.role in {Role.LINE, Role.ALLOWANCE}]
    taxes = [s.posting for s in parts if s.role is Role.TAX]
    codes = {text_of(p.meta.get(key)) for p in taxes for key in ("tax", "group")} - {""}
    is_named = any(_code(p) in codes for p in lines)
    figures = []
    for role, posting in ((s.role, s.posting) for s in parts):
        if role is Role.TAX:
            figures.append(_tax(posting, lines))
        elif under(posting, equity):
            figures.append(plain_figure(posting, Sort.TAKEN_OVER))
        else:
            taxed = _code(posting) in codes if is_named else bool(taxes)
            figures.append(net_figure(posting, taxed=taxed or role is Role.ROUNDING))
    return Told(figures, money)


def plain_figure(posting: Posting, sort: Sort) -> Figure:
    """Return a posting as a figure that has nothing to do with tax."""
    return Figure(sort, posting.account, posting.amount.currency, -posting.amount.number)


def net_figure(posting: Posting, *, taxed: bool) -> Figure:
    """Return a posting as income without tax."""
    number = -posting.amount.number
    base = ZERO if taxed else number
    currency, code = posting.amount.currency, _code(posting)
    return Figure(Sort.NET, posting.account, currency, number, code, UNTAXED, base, not taxed)


def tax_like(posting: Posting, known: Figure) -> Figure:
    """Return a posting that lowers a tax, told by the same tax in the document it is about."""
    number = -posting.amount.number
    base = _stated_base(posting)
    if base is None:
        exact = WIDE.multiply(known.base, number)
        base = rounded(WIDE.divide(exact, known.number), known.currency) if known.number else ZERO
    return Figure(
        Sort.TAX, posting.account, posting.amount.currency, number, known.code, known.tax, base
    )


def tax_alone(posting: Posting) -> Figure:
    """Return a posting that lowers a tax of which no document tells."""
    return _tax(posting, ())


def under(posting: Posting, root: str) -> bool:
    """Return whether a posting stands on an account below a root."""
    return posting.account.partition(":")[0] == root


def _tax(posting: Posting, lines: Sequence[Posting]) -> Figure:
    meta, currency, number = posting.meta, posting.amount.currency, -posting.amount.number
    code, group = text_of(meta.get("tax")), text_of(meta.get("group"))
    base = _stated_base(posting)
    if base is None:
        bearing = [p for p in lines if _code(p) == (group or code)] or lines
        base = -_sum([p for p in bearing if p.amount.currency == currency])
    rate = meta.get("rate")
    if not isinstance(rate, Decimal):
        rate = derived_rate(Money(number, currency), Money(base, currency))
    category = text_of(meta.get("category")) or ("S" if rate else "Z")
    name = TaxName(code, group, category, rate)
    return Figure(Sort.TAX, posting.account, currency, number, code, name, base)


def _stated_base(posting: Posting) -> Decimal | None:
    """Return the base as stated in the currency of the posting, with the sign of its tax."""
    base = posting.meta.get("base")
    if isinstance(base, Money) and base.currency == posting.amount.currency:
        base = base.number
    if not isinstance(base, Decimal):
        return None
    return base.copy_abs().copy_sign(-posting.amount.number) if posting.amount else base


def _code(posting: Posting) -> str:
    return text_of(posting.meta.get("tax"))


def _sum(postings: Iterable[Posting]) -> Decimal:
    number = ZERO
    for posting in postings:
        number = EXACT.add(number, posting.amount.number)
    return number
