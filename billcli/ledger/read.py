"""Beancount's directives as facts: the frozen values everything else works with."""

from __future__ import annotations

import datetime as dt
import itertools

from billcli.domain.entry import (
    NOWHERE,
    Account,
    Asserted,
    Document,
    Entry,
    ExchangeRate,
    Facts,
    LedgerOptions,
    Note,
    Posting,
    Record,
)
from billcli.domain.frozen import replace
from billcli.domain.money import Money
from billcli.domain.named import TYPE_CHECKING
from billcli.domain.problem import Source
from billcli.ledger.raw_value import is_booked, marks_of, meta_of, total_of, value_of
from billcli.ledger.seam import PATH

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from billcli.domain.entry import Fact, MetaValue
    from billcli.ledger.seam import Raw


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

    def place(self, value: Fact) -> tuple[dt.date, int, int]:
        """Return what sorts directives by date, then by file, then by line."""
        source = value.source
        return value.date, self._order.get(source.file, len(self._order)), source.line

    def entry(self, directive: Raw) -> Entry:
        return Entry(
            directive.date,
            directive.payee or "",
            directive.narration or "",
            marks_of(directive.tags),
            marks_of(directive.links),
            _in_file_order([self.posting(p) for p in directive.postings if is_booked(p)]),
            meta_of(directive.meta),
            directive.flag or "*",
            self.source(directive.meta),
        )

    def posting(self, posting: Raw) -> Posting:
        units = posting.units
        return Posting(
            posting.account,
            Money(units.number, units.currency),
            meta_of(posting.meta),
            total_of(posting) if posting.price is not None or posting.cost is not None else None,
            self.source(posting.meta),
        )

    def account(self, directive: Raw) -> Account:
        return Account(
            directive.date,
            directive.account,
            tuple(directive.currencies or ()),
            meta_of(directive.meta),
            None,
            self.source(directive.meta),
        )

    def record(self, directive: Raw) -> Record:
        values: list[MetaValue] = []
        accounts = []
        for item in directive.values or ():
            value = value_of(item.value)
            if value is None:
                continue
            if not isinstance(item.dtype, type) or item.dtype.__name__ == "AccountDummy":
                accounts.append(len(values))
            values.append(value)
        return Record(
            directive.date,
            directive.type,
            tuple(values),
            meta_of(directive.meta),
            tuple(accounts),
            self.source(directive.meta),
        )

    def note(self, directive: Raw) -> Note:
        return Note(
            directive.date,
            directive.account,
            directive.comment,
            marks_of(directive.tags),
            marks_of(directive.links),
            meta_of(directive.meta),
            self.source(directive.meta),
        )

    def asserted(self, directive: Raw) -> Asserted:
        number, currency = directive.amount
        amount, source = Money(number, currency), self.source(directive.meta)
        return Asserted(directive.date, directive.account, amount, source)

    def rate(self, directive: Raw) -> ExchangeRate:
        number, currency = directive.amount
        amount, source = Money(number, currency), self.source(directive.meta)
        return ExchangeRate(directive.date, directive.currency, amount, source)

    def document(self, directive: Raw) -> Document:
        return Document(
            directive.date,
            directive.account,
            directive.meta.get(PATH, directive.filename),
            marks_of(directive.tags),
            marks_of(directive.links),
            meta_of(directive.meta),
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
        balances=_balances(map(reader.asserted, every["Balance"]), every["Pad"]),
        rates=tuple(sorted(map(reader.rate, every["Price"]), key=reader.place)),
        options=options,
    )


_KINDS = ("Transaction", "Custom", "Note", "Document", "Open", "Close", "Pad", "Balance", "Price")


def _accounts(reader: _Reader, opened: Sequence[Raw], closed: Sequence[Raw]) -> dict[str, Account]:
    accounts: dict[str, Account] = {}
    for account in sorted(map(reader.account, opened), key=reader.place):
        accounts.setdefault(account.name, account)
    for directive in closed:
        known = accounts.get(directive.account)
        if known is not None and known.closed is None:
            accounts[known.name] = replace(known, closed=directive.date)
    return accounts


def _balances(asserted: Iterable[Asserted], pads: Iterable[Raw]) -> tuple[Asserted, ...]:
    """Return balances by date; a pad fills the first one after it per account and currency."""
    found: list[Asserted] = []
    before: dict[tuple[str, str], dt.date] = {}
    padding: dict[str, list[dt.date]] = {}
    for pad in pads:
        padding.setdefault(pad.account, []).append(pad.date)
    for one in sorted(asserted, key=lambda balance: balance.date):
        last = before.get((one.account, one.currency), dt.date.min)
        padded = any(last <= day < one.date for day in padding.get(one.account, ()))
        found.append(replace(one, padded=padded))
        before[one.account, one.currency] = one.date
    return tuple(found)


def _in_file_order(postings: list[Posting]) -> tuple[Posting, ...]:
    """Return postings as they stand in the file: booking groups them by currency.

    A posting that a plugin added without a line stays where the plugin put it.
    """
    lines = [posting.source.line for posting in postings]
    if 0 not in lines and any(a > b for a, b in itertools.pairwise(lines)):
        postings.sort(key=lambda posting: posting.source.line)
    return tuple(postings)
