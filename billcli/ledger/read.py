"""Beancount's directives as facts: the frozen values everything else works with."""

from __future__ import annotations

import datetime as dt
import itertools
from dataclasses import replace
from decimal import ROUND_HALF_EVEN, Decimal
from typing import TYPE_CHECKING

from billcli.domain.entry import (
    NOWHERE,
    Account,
    Asserted,
    Document,
    Entry,
    Facts,
    LedgerOptions,
    Note,
    Posting,
    Record,
)
from billcli.domain.money import WIDE, Money, digits
from billcli.domain.problem import Source
from billcli.ledger.seam import PATH, TOTAL

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from billcli.domain.entry import Directive, Meta, MetaValue
    from billcli.ledger.builder import Written
    from billcli.ledger.seam import Raw

_PARSERS_OWN = frozenset({"filename", "lineno"})
_TWELVE = Decimal("1e-12")
_ROOTS = ("assets", "liabilities", "equity", "income", "expenses")
_NO_META: Meta = {}

# Options that make Beancount accept more, and the value at which they do not.
_LOOSENING = {
    "plugin_processing_mode": "default",
    "inferred_tolerance_default": "",
    "tolerance_multiplier": "0.5",
    "inferred_tolerance_multiplier": "0.5",
    "infer_tolerance_from_cost": "FALSE",
    "insert_pythonpath": "FALSE",
}


class _Reader:
    """Converts directives, knowing the files' names and order."""

    def __init__(self, names: Mapping[str, str]) -> None:
        self._names = names
        self._order = {name: index for index, name in enumerate(names.values())}

    def source(self, meta: Raw) -> Source:
        if not meta:
            return NOWHERE
        filename = meta.get("filename", "")
        return Source(self._names.get(filename, str(filename)), meta.get("lineno") or 0)

    def place(self, value: Directive) -> tuple[dt.date, int, int]:
        """Return what sorts directives by date, then by file, then by line."""
        source = value.source
        return value.date, self._order.get(source.file, len(self._order)), source.line

    def entry(self, directive: Raw) -> Entry:
        return Entry(
            directive.date,
            directive.payee or "",
            directive.narration or "",
            _marks(directive.tags),
            _marks(directive.links),
            _in_file_order([self.posting(p) for p in directive.postings if _is_booked(p)]),
            _meta(directive.meta),
            directive.flag or "*",
            self.source(directive.meta),
        )

    def posting(self, posting: Raw) -> Posting:
        units = posting.units
        return Posting(
            posting.account,
            Money(units.number, units.currency),
            _meta(posting.meta),
            _total(posting) if posting.price is not None or posting.cost is not None else None,
            self.source(posting.meta),
        )

    def account(self, directive: Raw) -> Account:
        return Account(
            directive.date,
            directive.account,
            tuple(directive.currencies or ()),
            _meta(directive.meta),
            None,
            self.source(directive.meta),
        )

    def record(self, directive: Raw) -> Record:
        values: list[MetaValue] = []
        accounts = []
        for item in directive.values or ():
            value = _value(item.value)
            if value is None:
                continue
            if not isinstance(item.dtype, type) or item.dtype.__name__ == "AccountDummy":
                accounts.append(len(values))
            values.append(value)
        return Record(
            directive.date,
            directive.type,
            tuple(values),
            _meta(directive.meta),
            tuple(accounts),
            self.source(directive.meta),
        )

    def note(self, directive: Raw) -> Note:
        return Note(
            directive.date,
            directive.account,
            directive.comment,
            _marks(directive.tags),
            _marks(directive.links),
            _meta(directive.meta),
            self.source(directive.meta),
        )

    def asserted(self, directive: Raw) -> Asserted:
        currency = directive.amount.currency
        return Asserted(directive.date, directive.account, currency, self.source(directive.meta))

    def document(self, directive: Raw) -> Document:
        return Document(
            directive.date,
            directive.account,
            directive.meta.get(PATH, directive.filename),
            _marks(directive.tags),
            _marks(directive.links),
            _meta(directive.meta),
            self.source(directive.meta),
        )


def facts_of(directives: Iterable[Raw], names: Mapping[str, str], options: LedgerOptions) -> Facts:
    """Return the facts of booked directives, by date, then by file and line.

    Args:
        directives: Beancount's, booked; a posting whose amount is still missing is left out.
        names: names of the files as the user knows them, by the path Beancount knows, in the
            order of the files.
        options: the options of the ledger.
    """
    reader = _Reader(names)
    by_kind: dict[str, list[Raw]] = {}
    for directive in directives:
        by_kind.setdefault(type(directive).__name__, []).append(directive)
    every = {kind: by_kind.get(kind, ()) for kind in _KINDS}
    return Facts(
        entries=tuple(sorted(map(reader.entry, every["Transaction"]), key=reader.place)),
        records=tuple(sorted(map(reader.record, every["Custom"]), key=reader.place)),
        notes=tuple(sorted(map(reader.note, every["Note"]), key=reader.place)),
        documents=tuple(sorted(map(reader.document, every["Document"]), key=reader.place)),
        accounts=_accounts(reader, every["Open"], every["Close"]),
        pads=tuple((pad.account, reader.source(pad.meta)) for pad in every["Pad"]),
        balances=tuple(map(reader.asserted, every["Balance"])),
        options=options,
    )


_KINDS = ("Transaction", "Custom", "Note", "Document", "Open", "Close", "Pad", "Balance")


def options_of(options: Mapping[str, Raw], written: Iterable[Written]) -> LedgerOptions:
    """Return the options that change what the text means.

    Args:
        options: Beancount's, of the main file, joined with those of the others.
        written: the ``option`` lines of the main file.
    """
    written = tuple(written)
    titles = [option.value for option in written if option.name == "title"]
    return LedgerOptions(
        title=titles[-1] if titles else "",
        operating_currency=tuple(options.get("operating_currency", ())),
        roots={root.capitalize(): options[f"name_{root}"] for root in _ROOTS},
        risky=tuple(f"{option.name}: {option.value}" for option in written if _is_risky(option)),
    )


def _is_risky(option: Written) -> bool:
    harmless = _LOOSENING.get(option.name)
    return harmless is not None and option.value.upper() != harmless.upper()


def _accounts(reader: _Reader, opened: Sequence[Raw], closed: Sequence[Raw]) -> dict[str, Account]:
    accounts: dict[str, Account] = {}
    for account in sorted(map(reader.account, opened), key=reader.place):
        accounts.setdefault(account.name, account)
    for directive in closed:
        known = accounts.get(directive.account)
        if known is not None and known.closed is None:
            accounts[known.name] = replace(known, closed=directive.date)
    return accounts


def _in_file_order(postings: list[Posting]) -> tuple[Posting, ...]:
    """Return postings as they stand in the file: booking groups them by currency.

    A posting that a plugin added without a line stays where the plugin put it.
    """
    lines = [posting.source.line for posting in postings]
    if 0 not in lines and any(a > b for a, b in itertools.pairwise(lines)):
        postings.sort(key=lambda posting: posting.source.line)
    return tuple(postings)


def _is_booked(posting: Raw) -> bool:
    number = getattr(posting.units, "number", None)
    return isinstance(number, Decimal) and isinstance(posting.units.currency, str)


def _marks(names: Raw) -> tuple[str, ...]:
    """Return tags or links in the order written; sorted when a plugin made them anew."""
    if not names:
        return ()
    order: tuple[str, ...] | None = getattr(names, "order", None)
    return tuple(sorted(names)) if order is None else order


def _meta(meta: Raw) -> Meta:
    if meta is None or len(meta) <= len(_PARSERS_OWN):
        return _NO_META
    result: dict[str, MetaValue] = {}
    for key, raw in meta.items():
        if key in _PARSERS_OWN or key.startswith("__"):
            continue
        value = _value(raw)
        if value is not None:
            result[key] = value
    return result


def _value(raw: Raw) -> MetaValue | None:
    """Return a metadata value in the kernel's types, or None when it has none of them."""
    if isinstance(raw, str | bool | Decimal):
        return raw
    if isinstance(raw, dt.datetime):
        return raw.date()
    if isinstance(raw, dt.date):
        return raw
    if isinstance(raw, int):
        return Decimal(raw)
    number, currency = getattr(raw, "number", None), getattr(raw, "currency", None)
    if isinstance(number, Decimal) and isinstance(currency, str):
        return Money(number, currency)
    return None


def _total(posting: Raw) -> Money | None:
    """Return what a leg counts in its other currency: by its cost, else by its price.

    The parser divides ``@@`` totals by the units; the builder keeps what was written. A total
    that has to be multiplied again is cut to twelve decimals, which undoes the division.
    """
    written = posting.meta.get(TOTAL) if posting.meta else None
    if written is not None and posting.cost is None:
        return Money(written.number, written.currency)
    rate = posting.price if posting.cost is None else posting.cost
    if not isinstance(rate.number, Decimal):
        return None
    product = WIDE.multiply(abs(posting.units.number), rate.number)
    total = product.quantize(_TWELVE, rounding=ROUND_HALF_EVEN, context=WIDE).normalize(WIDE)
    places = max(digits(rate.currency), -int(total.as_tuple().exponent))
    return Money(total.quantize(Decimal(1).scaleb(-places), context=WIDE), rate.currency)
