"""Tax codes with dated rates, and how amounts are rounded.

Categories are the letters of UNCL 5305 that EN 16931 uses (BT-118): S standard, Z zero-rated,
E exempt, AE reverse charge, K intra-community supply, G export, O outside the scope of tax.
"""

from __future__ import annotations

from collections import Counter
from decimal import ROUND_HALF_UP, Decimal

from billcli.domain.frozen import field, frozen
from billcli.domain.money import ROUNDINGS, WIDE, ZERO, Money, rounded
from billcli.domain.named import TYPE_CHECKING
from billcli.domain.problem import InvalidError, Problem, UsageError, quoted

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Iterator, Mapping

CATEGORIES = ("S", "Z", "E", "AE", "K", "G", "O")
PERCENT_MAX = 100

_REASONS = {
    "E": "Exempt from tax",
    "AE": "Reverse charge",
    "K": "Intra-Community supply",
    "G": "Export",
    "O": "Not subject to tax",
}


@frozen
class TaxCode:
    """A tax a line may carry.

    Attributes:
        category: letter of UNCL 5305.
        account: where the tax is posted, 0.00 included.
        rates: (first day, percent) pairs; the latest that has begun rules.
        exemption: reason printed when no tax is charged; empty takes a standard wording.
        components: codes this one is made of (GST and PST); then it has no rates of its own.
    """

    code: str
    category: str
    account: str
    rates: tuple[tuple[dt.date, Decimal], ...]
    exemption: str = ""
    components: tuple[str, ...] = ()

    @property
    def reason(self) -> str:
        """Return the reason for charging no tax, an empty string where none is needed.

        >>> TaxCode("RC", "AE", "Liabilities:VAT", ()).reason
        'Reverse charge'
        """
        return self.exemption or _REASONS.get(self.category, "")

    def rate_on(self, date: dt.date) -> Decimal:
        """Return the percent in force on a day.

        Raises:
            UsageError: no rate has begun by then.
        """
        begun = [rate for rate in self.rates if rate[0] <= date]
        if begun:
            return max(begun, key=lambda rate: rate[0])[1]
        since = min(self.rates, default=None)
        raise UsageError.of(
            "TAX-NO-RATE",
            f"tax code {self.code} has no rate on {date}"
            + (f"; its first is from {since[0]}" if since else ""),
            hint=f"add the rate in force on {date} to tax code {self.code} in billcli.toml",
        )


@frozen
class TaxPart:
    """One tax charged on a line on a given day: the code itself, or one of its components.

    Attributes:
        group: the compound code, or an empty string.
        rate: percent.
    """

    code: str
    group: str
    category: str
    rate: Decimal
    account: str
    exemption: str


@frozen
class TaxTable:
    """All configured tax codes.

    Raises:
        InvalidError: a code is there twice, has an unknown category, no account, a rate that does
            not fit its category, or components that do not exist or are compound themselves.
    """

    codes: tuple[TaxCode, ...] = ()

    def __post_init__(self) -> None:
        """Refuse a table that could charge a wrong tax, naming everything wrong."""
        problems = tuple(_faults(self.codes))
        if problems:
            raise InvalidError(*problems)

    def find(self, code: str) -> TaxCode:
        """Return the code's definition.

        Raises:
            UsageError: there is no such code; the nearest are named.
        """
        for known in self.codes:
            if known.code == code:
                return known
        names = [known.code for known in self.codes]
        import difflib  # noqa: PLC0415 - only mistakes need it

        near = difflib.get_close_matches(code, names, n=3, cutoff=0.3) or names[:3]
        raise UsageError.of(
            "TAX-UNKNOWN",
            f"there is no tax code {quoted(code)}",
            hint=f"use {', '.join(near)}, or add it under [tax] in billcli.toml"
            if near
            else "add it under [tax] in billcli.toml",
        )

    def parts(self, code: str, date: dt.date) -> tuple[TaxPart, ...]:
        """Return what a code charges on a day, one part per component; nothing for no code.

        Raises:
            UsageError: unknown code, or no rate on that day.
        """
        if not code:
            return ()
        found = self.find(code)
        members = [self.find(c) for c in found.components] or [found]
        group = found.code if found.components else ""
        return tuple(
            TaxPart(m.code, group, m.category, m.rate_on(date), m.account, m.reason)
            for m in members
        )


def _faults(codes: Iterable[TaxCode]) -> Iterator[Problem]:
    known = {code.code: code for code in codes}
    for name, times in Counter(code.code for code in codes).items():
        if times > 1:
            message = f"tax code {name} is defined {times} times"
            yield Problem("CONFIG-INVALID", message, help="take one definition out")
    for code in codes:
        for message in _code_faults(code, known):
            hint = "correct it in billcli.toml"
            yield Problem("CONFIG-INVALID", f"tax code {code.code}: {message}", help=hint)


def _code_faults(code: TaxCode, known: Mapping[str, TaxCode]) -> Iterator[str]:
    if code.category not in CATEGORIES:
        yield f"category {quoted(code.category)} is none of {', '.join(CATEGORIES)}"
    yield from _compound_faults(code, known) if code.components else _simple_faults(code)


def _compound_faults(code: TaxCode, known: Mapping[str, TaxCode]) -> Iterator[str]:
    if code.rates:
        yield "has components and rates of its own"
    for component in code.components:
        if component not in known or known[component].components:
            yield f"component {quoted(component)} is not a simple tax code"
    if len(set(code.components)) < len(code.components):
        yield "names a component twice"


def _simple_faults(code: TaxCode) -> Iterator[str]:
    if not code.account:
        yield "has no account"
    if len({since for since, _ in code.rates}) < len(code.rates):
        yield "has two rates from the same day"
    for since, percent in code.rates:
        charged = 0 < percent <= PERCENT_MAX if code.category == "S" else percent == 0
        if not charged:
            yield f"category {code.category} cannot have the rate {percent} (from {since})"


@frozen
class Rounding:
    """How figures are rounded; part of the configuration, never guessed.

    Attributes:
        mode: one of decimal's rounding modes.
        level: ``document`` rounds tax once per group, ``line`` once per line.
        cash: smallest coin by currency, such as 0.05 for CHF; the total is rounded to it.

    Raises:
        InvalidError: unknown mode or level, or a step that is not positive.
    """

    mode: str = ROUND_HALF_UP
    level: str = "document"
    cash: Mapping[str, Decimal] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Refuse settings that mean nothing."""
        wrong = [
            f"{c} step {s} is not positive"
            for c, s in self.cash.items()
            if not (s.is_finite() and s > 0)
        ]
        if self.mode not in ROUNDINGS:
            wrong.append(f"mode {quoted(self.mode)} is none of {', '.join(sorted(ROUNDINGS))}")
        if self.level not in {"document", "line"}:
            wrong.append(f"level {quoted(self.level)} is neither 'document' nor 'line'")
        if wrong:
            hint = "correct [rounding] in billcli.toml; see billcli help settings"
            raise InvalidError(
                *(Problem("CONFIG-INVALID", f"rounding: {w}", help=hint) for w in wrong)
            )

    def money(self, number: Decimal, currency: str) -> Money:
        """Return the number as money of the currency's digits; zero has no sign.

        >>> Rounding().money(Decimal("-0.004"), "EUR")
        Money(number=Decimal('0.00'), currency='EUR')
        """
        value = rounded(number, currency, self.mode)
        return Money(value or abs(value), currency)

    def cash_difference(self, amount: Money) -> Money:
        """Return what must be added to reach a payable amount, zero without a step.

        >>> str(Rounding(cash={"CHF": Decimal("0.05")}).cash_difference(Money.of("9.98", "CHF")))
        '0.02 CHF'
        """
        step = self.cash.get(amount.currency, ZERO)
        if not step:
            return Money.zero(amount.currency)
        coins = WIDE.divide(amount.number, step).quantize(Decimal(1), self.mode, WIDE)
        return self.money(WIDE.multiply(coins, step), amount.currency) - amount
