"""Which lines of a document a tax group is charged on, as its codes and figures tell.

Source: docs/reference/ledger-format.md rule 10. Lines whose codes share category, rate and account
share the group of the first, so a code alone does not always tell.
"""

from __future__ import annotations

from billcli.domain.frozen import frozen
from billcli.domain.money import Money, total
from billcli.domain.named import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from billcli.domain.invoice import Allowance, Invoice, Line


@frozen
class Bundle:
    """Taxes on one base, and the codes of the lines that make it up.

    Attributes:
        groups: positions among the document's tax groups; several for components of one code.
        codes: of lines and document discounts.
    """

    groups: tuple[int, ...]
    codes: frozenset[str]


def bundles_of(invoice: Invoice) -> tuple[Bundle, ...]:
    """Return the tax groups of a document with the codes charged by them.

    A code that no group bears belongs to the group whose base the other codes leave short by it.
    """
    groups: dict[str, list[int]] = {}
    for at, tax in enumerate(invoice.taxes):
        groups.setdefault(tax.group or tax.code, []).append(at)
    codes = {name: {name} for name in groups}
    nets = _nets([*invoice.lines, *invoice.allowances], invoice.currency)
    for code in [code for code in nets if code and code not in groups]:
        short = {
            name: (
                invoice.taxes[places[0]].base
                - total([nets[c] for c in codes[name] if c in nets], invoice.currency)
            ).number
            for name, places in groups.items()
        }
        if short:
            fits = min(short, key=lambda name: abs(short[name] - nets[code].number))
            codes[fits].add(code)
    return tuple(Bundle(tuple(places), frozenset(codes[name])) for name, places in groups.items())


def _nets(parts: Sequence[Line | Allowance], currency: str) -> dict[str, Money]:
    found: dict[str, Money] = {}
    for part in parts:
        found[part.tax] = found.get(part.tax, Money.zero(currency)) + part.net
    return found
