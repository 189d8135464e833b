"""Packed facts: a directive as one short row of text that can be kept and read back exactly.

``data`` is compact JSON, an array by kind:

* T: flag, payee, narration, tags, links, metadata, postings (account, number, currency, metadata or
  0, price or 0, place)
* C: type, values, metadata, positions of accounts
* N: account, comment, tags, links, metadata
* D: account, path as written, tags, links, metadata
* O: account, currencies, metadata, booking or an empty text
* X: account
* P: account, source
* B: account, number, currency, tolerance or 0
* R: currency, number, currency of the worth
* -: type name, subject

Values of metadata are those of ``packed_value``. The place of a posting is its line counted from
its transaction's, so that a directive that moves within its file keeps its data; null where the
posting stands nowhere, and file and line where a plugin took it from elsewhere.
"""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

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
from billcli.domain.named import TYPE_CHECKING, NamedTuple
from billcli.domain.packed_value import (
    compact,
    meta_of_packed,
    packed_meta,
    packed_value,
    parsed,
    value_of_packed,
)
from billcli.domain.problem import Source

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from typing import Any, TypeVar

    T = TypeVar("T")

    from billcli.domain.entry import Fact, Meta
    from billcli.domain.packed_value import Json


class Packed(NamedTuple):
    """A directive as a row of text.

    Attributes:
        kind: T transaction, C custom record, N note, D document, O open, X close, P pad,
            B balance, R price, - anything else.
        date: ISO.
        line: line of the directive in its file, 0 when it has none.
        data: compact JSON, the same wherever the directive stands.
    """

    kind: str
    date: str
    line: int
    data: str


def pack(value: Fact) -> Packed:
    """Return a directive as a row; the day on which an account closes is a row of its own.

    >>> pack(Note(dt.date(2026, 1, 31), "Assets:AR", "called", meta={"fee": Decimal("1.50")})).data
    '["Assets:AR","called",[],[],{"fee":["n","1.50"]}]'
    """
    kind, data = arranged(value)
    return Packed(kind, value.date.isoformat(), value.source.line, compact(data))


def unpack(packed: Packed, file: str, line: int | None = None) -> Fact | None:
    """Return the directive of a row, equal to what was packed, places included.

    Args:
        packed: a row that ``pack`` made (or that equals one).
        file: name of its file, for ``Source``.
        line: its line, where it is no longer the row's own.

    Returns:
        None for kinds that are no values of their own: close, pad and anything else.
    """
    build = _BUILDERS.get(packed.kind)
    if build is None:
        return None
    source = Source(file, packed.line if line is None else line)
    if not source.file and not source.line:
        source = NOWHERE
    return build(dt.date.fromisoformat(packed.date), parsed(packed.data), source)


def pack_options(options: LedgerOptions) -> str:
    """Return the options of a ledger as compact JSON.

    >>> pack_options(LedgerOptions("Shop", ("EUR",), {"Assets": "Aktiva"}))
    '["Shop",["EUR"],{"Assets":"Aktiva"},[]]'
    """
    currencies, risky = list(options.operating_currency), list(options.risky)
    return compact([options.title, currencies, dict(options.roots), risky])


def unpack_options(text: str) -> LedgerOptions:
    """Return the options that ``pack_options`` wrote."""
    title, currencies, roots, risky = parsed(text)
    return LedgerOptions(title, tuple(currencies), roots, tuple(risky))


def arranged(value: Fact) -> tuple[str, list[Json]]:
    """Return the kind of a directive, and its data before they become text."""
    if isinstance(value, Asserted | ExchangeRate):
        return _arranged_amount(value)
    meta = packed_meta(value.meta)
    if isinstance(value, Entry):
        postings = [_packed_posting(posting, value.source) for posting in value.postings]
        marks = list(value.tags), list(value.links)
        return "T", [value.flag, value.payee, value.narration, *marks, meta, postings]
    if isinstance(value, Record):
        values = [packed_value(one) for one in value.values]
        return "C", [value.kind, values, meta, list(value.accounts)]
    if isinstance(value, Note):
        return "N", [value.account, value.comment, list(value.tags), list(value.links), meta]
    if isinstance(value, Document):
        return "D", [value.account, value.path, list(value.tags), list(value.links), meta]
    return "O", [value.name, list(value.currencies), meta, ""]


def _arranged_amount(value: Asserted | ExchangeRate) -> tuple[str, list[Json]]:
    amount = [str(value.amount.number), value.amount.currency]
    if isinstance(value, Asserted):
        return "B", [value.account, *amount, 0]
    return "R", [value.currency, *amount]


def _packed_posting(posting: Posting, source: Source) -> list[Json]:
    price, amount = posting.price, posting.amount
    return [
        posting.account,
        str(amount.number),
        amount.currency,
        packed_meta(posting.meta) if posting.meta else 0,
        [str(price.number), price.currency] if price is not None else 0,
        packed_place(posting.source, source),
    ]


def packed_place(place: Source, source: Source) -> int | list[str | int] | None:
    """Return where a posting stands, seen from its transaction.

    >>> packed_place(Source("a.beancount", 12), Source("a.beancount", 10))
    2
    """
    if place == NOWHERE:
        return None
    return place.line - source.line if place.file == source.file else [place.file, place.line]


def _entry(date: dt.date, data: Json, source: Source) -> Entry:
    flag, payee, narration, tags, links, meta, packed = data
    meta_of_packed(meta)
    postings = tuple([_posting(source, *one) for one in packed])
    return Entry(date, payee, narration, tuple(tags), tuple(links), postings, meta, flag, source)


def _posting(
    source: Source, account: str, number: str, currency: str, meta: Json, price: Json, place: Json
) -> Posting:
    if type(place) is int:
        # As Source(...) makes it, in half the time.
        at = tuple.__new__(Source, (source.file, source.line + place))
    else:
        at = NOWHERE if place is None else Source(*place)
    worth = Money(Decimal(price[0]), price[1]) if price else None
    amount: Any = _Amount(Decimal(number), currency)
    found: Any = _Leg(account, amount, meta_of_packed(meta) if meta else {}, worth, at)
    return found  # type: ignore[no-any-return]


class _Amount:
    """Filled in like any object, then frozen as Money: at a third of what making one costs.

    Half a million of them are read back for a large ledger.
    """

    __slots__ = Money.__slots__

    def __init__(self, number: Decimal, currency: str) -> None:
        self.number = number
        self.currency = currency
        self.__class__ = Money  # type: ignore[assignment]


class _Leg:
    """Filled in like any object, then frozen as a posting, for the same reason."""

    __slots__ = Posting.__match_args__

    def __init__(
        self, account: str, amount: Money, meta: Meta, price: Money | None, source: Source
    ) -> None:
        self.account = account
        self.amount = amount
        self.meta = meta
        self.price = price
        self.source = source
        self.__class__ = Posting  # type: ignore[assignment]


def _record(date: dt.date, data: Json, source: Source) -> Record:
    kind, packed, meta, accounts = data
    values = tuple(map(value_of_packed, packed))
    return Record(date, kind, values, meta_of_packed(meta), tuple(accounts), source)


def _note(date: dt.date, data: Json, source: Source) -> Note:
    account, comment, tags, links, meta = data
    return Note(date, account, comment, tuple(tags), tuple(links), meta_of_packed(meta), source)


def _document(date: dt.date, data: Json, source: Source) -> Document:
    account, path, tags, links, meta = data
    return Document(date, account, path, tuple(tags), tuple(links), meta_of_packed(meta), source)


def _account(date: dt.date, data: Json, source: Source) -> Account:
    name, currencies, meta, _booking = data
    return Account(date, name, tuple(currencies), meta_of_packed(meta), None, source)


def _asserted(date: dt.date, data: Sequence[Json], source: Source) -> Asserted:
    return Asserted(date, data[0], Money(Decimal(data[1]), data[2]), source)


def _rate(date: dt.date, data: Sequence[Json], source: Source) -> ExchangeRate:
    return ExchangeRate(date, data[0], Money(Decimal(data[1]), data[2]), source)


_BUILDERS: dict[str, Callable[[dt.date, Json, Source], Fact]] = {
    "T": _entry,
    "C": _record,
    "N": _note,
    "D": _document,
    "O": _account,
    "B": _asserted,
    "R": _rate,
}


def facts_of_packed(rows: Iterable[tuple[str, Packed]], options: LedgerOptions) -> Facts:
    """Return the facts of a ledger, as reading its text gives them.

    Args:
        rows: name of the file and row, in the order of files, then of lines (or already by date,
            then in that order).
        options: the options of the ledger.
    """
    by_kind: dict[str, list[tuple[str, Packed]]] = {}
    for row in rows:
        by_kind.setdefault(row[1].kind, []).append(row)
    for found in by_kind.values():
        found.sort(key=lambda row: row[1].date)
    # Beancount looks at lines before files where two directives are of one day.
    for kind in "XPB":
        by_kind.get(kind, []).sort(key=lambda row: (row[1].date, row[1].line))
    pads = by_kind.get("P", [])
    return Facts(
        entries=tuple(_built(by_kind.get("T", []), _entry)),
        records=tuple(_built(by_kind.get("C", []), _record)),
        notes=tuple(_built(by_kind.get("N", []), _note)),
        documents=tuple(_built(by_kind.get("D", []), _document)),
        accounts=_accounts(_built(by_kind.get("O", []), _account), by_kind.get("X", [])),
        pads=tuple((parsed(row.data)[0], Source(file, row.line)) for file, row in pads),
        balances=tuple(_balances(_built(by_kind.get("B", []), _asserted), pads)),
        rates=tuple(_built(by_kind.get("R", []), _rate)),
        options=options,
    )


def _built(
    rows: Iterable[tuple[str, Packed]], build: Callable[[dt.date, Json, Source], T]
) -> Iterator[T]:
    day = dt.date.fromisoformat
    for file, (_, date, line, data) in rows:
        yield build(day(date), parsed(data), Source(file, line) if file or line else NOWHERE)


def _accounts(
    opened: Iterable[Account], closed: Iterable[tuple[str, Packed]]
) -> dict[str, Account]:
    accounts: dict[str, Account] = {}
    for account in opened:
        accounts.setdefault(account.name, account)
    for _, row in closed:
        known = accounts.get(parsed(row.data)[0])
        if known is not None and known.closed is None:
            accounts[known.name] = replace(known, closed=dt.date.fromisoformat(row.date))
    return accounts


def _balances(
    asserted: Iterable[Asserted], pads: Iterable[tuple[str, Packed]]
) -> Iterator[Asserted]:
    """Yield balances by date; a pad fills the first one after it per account and currency."""
    padding: dict[str, list[dt.date]] = {}
    for _, row in pads:
        padding.setdefault(parsed(row.data)[0], []).append(dt.date.fromisoformat(row.date))
    before: dict[tuple[str, str], dt.date] = {}
    for one in asserted:
        last = before.get((one.account, one.currency), dt.date.min)
        days = padding.get(one.account, ())
        yield replace(one, padded=any(last <= day < one.date for day in days)) if days else one
        before[one.account, one.currency] = one.date
