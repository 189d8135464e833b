"""Currencies a document may be in: those of ISO 4217, and those the ledger knows already."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from functools import cached_property

from billcli.domain.money import check_currency
from billcli.domain.named import TYPE_CHECKING
from billcli.domain.problem import UsageError

if TYPE_CHECKING:
    from billcli.domain.entry import Facts

_NEAR = 3
_ALIKE = 0.66

# ISO 4217 list one with funds and metals, but not XXX (no currency) and XTS (for tests). Codes
# withdrawn since 2018 are kept: bills of that time are still owed.
ISO_4217 = frozenset(
    """
    AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD BIF BMD BND BOB BOV BRL BSD BTN
    BWP BYN BZD CAD CDF CHE CHF CHW CLF CLP CNY COP COU CRC CUC CUP CVE CZK DJF DKK DOP DZD EGP
    ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GNF GTQ GYD HKD HNL HRK HTG HUF IDR ILS INR IQD IRR
    ISK JMD JOD JPY KES KGS KHR KMF KPW KRW KWD KYD KZT LAK LBP LKR LRD LSL LYD MAD MDL MGA MKD
    MMK MNT MOP MRU MUR MVR MWK MXN MXV MYR MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR
    PLN PYG QAR RON RSD RUB RWF SAR SBD SCR SDG SEK SGD SHP SLE SLL SOS SRD SSP STN SVC SYP SZL
    THB TJS TMT TND TOP TRY TTD TWD TZS UAH UGX USD USN UYI UYU UYW UZS VED VES VND VUV WST XAD
    XAF XAG XAU XCD XCG XDR XOF XPD XPF XPT XSU XUA YER ZAR ZMW ZWG ZWL
    """.split()
)


def check_known(currency: str, known: Collection[str], *, flag: str) -> str:
    """Return a currency that a document or payment may be in.

    Args:
        currency: what was typed.
        known: what the ledger knows, besides the codes of ISO 4217.
        flag: the flag to name in the error.

    Raises:
        UsageError: no code at all (CURRENCY-UNREADABLE), or one nobody knows (CURRENCY-UNKNOWN);
            near ones are named.

    >>> check_known("EUR", frozenset(), flag="--currency")
    'EUR'
    """
    if check_currency(currency, flag=flag) in ISO_4217 or currency in known:
        return currency
    from difflib import get_close_matches  # noqa: PLC0415 - only mistakes need it

    near = get_close_matches(currency, sorted({*ISO_4217, *known}), _NEAR, _ALIKE)
    hint = f"did you mean {' or '.join(near)}?" if near else "write its ISO 4217 code, such as EUR"
    raise UsageError.of(
        "CURRENCY-UNKNOWN",
        f"{flag}: {currency} is no currency of ISO 4217, and the ledger has none of that name",
        hint=hint,
    )


class Currencies(Collection[str]):
    """The currencies a ledger knows, looked for only when ISO 4217 does not know one."""

    def __init__(self, facts: Facts) -> None:
        """Keep the facts."""
        self._facts = facts

    @cached_property
    def _known(self) -> frozenset[str]:
        facts = self._facts
        allowed = (currency for one in facts.accounts.values() for currency in one.currencies)
        return frozenset((*facts.options.operating_currency, *allowed, *facts.currencies_used()))

    def __contains__(self, currency: object) -> bool:
        """Return whether the ledger knows a currency."""
        return currency in self._known

    def __iter__(self) -> Iterator[str]:
        """Yield the currencies, in no order."""
        return iter(self._known)

    def __len__(self) -> int:
        """Return how many there are."""
        return len(self._known)


def currencies_of(facts: Facts) -> Currencies:
    """Return the currencies a ledger knows: its operating ones, and those of its accounts."""
    return Currencies(facts)
