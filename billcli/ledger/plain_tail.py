"""The end of a file read without Beancount's own builder, where it says all in full.

Who writes by hand mostly adds a transaction or two. Where their amounts are all written and sum to
zero they mean what they say (``packing_builder``), and to import the builder that everything else
needs takes half as long again as a report.
"""

from __future__ import annotations

from billcli.domain.entry import Document, Entry
from billcli.domain.named import TYPE_CHECKING
from billcli.domain.packed import pack
from billcli.ledger.local_file import LocalFile
from billcli.ledger.parse import ROOT_OPTIONS
from billcli.ledger.plain_piece import read_plain
from billcli.ledger.screen import screen
from billcli.ledger.tally import Tally

if TYPE_CHECKING:
    from collections.abc import Iterable
    from decimal import Decimal

    from billcli.domain.entry import Directive

_ROOTS = {option: root for root, option in ROOT_OPTIONS.items()}
_HARMLESS = frozenset({"title", "operating_currency", *_ROOTS})


def read_tail(
    content: bytes, path: str, settings: Iterable[tuple[str, str]], lineno: int
) -> LocalFile | None:
    """Return what ``read_local`` does of the end of a file, None where that has to be asked.

    Args:
        content: whole directives.
        path: the file, real and absolute.
        settings: options that the same file set before.
        lineno: line of the first byte.
    """
    options = dict(settings)
    if not _HARMLESS.issuperset(options) or screen(content, path):
        return None
    roots = {_ROOTS[name]: value for name, value in options.items() if name in _ROOTS}
    found = read_plain(content, path, roots, lineno)
    if found is None or not all(map(_is_sure, found)):
        return None
    tally = Tally()
    rows = []
    for directive in found:
        row = pack(directive)
        rows.append(row)
        if isinstance(directive, Entry):
            legs = [(p.account, p.amount.number, p.amount.currency) for p in directive.postings]
            for _, number, _ in legs:
                tally.widen(number)
            tally.use(row.date, legs)
        else:
            tally.take(row)
    tally.add_up(rows, len(content))
    return LocalFile(rows, tally)


def _is_sure(directive: Directive) -> bool:
    """Return whether a directive needs nothing but its text: no booking, no file beside it."""
    if isinstance(directive, Document):
        return False
    if not isinstance(directive, Entry):
        return True
    sums: dict[str, Decimal] = {}
    for leg in directive.postings:
        if leg.price is not None:
            return False
        number, currency = leg.amount.number, leg.amount.currency
        sums[currency] = sums[currency] + number if currency in sums else number
    return not any(sums.values())
