"""Plain ledger text read by Beancount's own lexer and grammar, straight into the kernel's values.

The C parser only calls back for every rule it recognises. Beancount answers with a builder whose
import takes ten times as long as the parser's own; the one here knows just what billcli writes:
transactions whose amounts are all written out, ``open``, ``custom``, ``note``, ``document`` and
``balance``.
Such entries pass booking unchanged, as nothing is left out and there are no lots. At anything else
it gives up, and the text takes the long way (``billcli.ledger.piece``): so what it returns is what
the long way returns, only sooner.
"""

# ruff: noqa: ARG002 - the C parser decides the names and the number of the arguments

from __future__ import annotations

import datetime as dt
import decimal
import io

from billcli.domain.entry import Account, Asserted, Document, Entry, Note, Posting, Record
from billcli.domain.money import Money
from billcli.domain.named import TYPE_CHECKING, NamedTuple
from billcli.domain.problem import Source
from billcli.ledger import beancount_import
from billcli.ledger.exact_number import is_exact
from billcli.ledger.render import is_account

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from billcli.domain.entry import Directive, MetaValue
    from billcli.ledger.seam import Raw

_ROOTS = ("Assets", "Liabilities", "Equity", "Income", "Expenses")
_PARSERS_OWN = frozenset({"filename", "lineno"})


def read_plain(
    content: bytes, name: str, roots: Mapping[str, str] | None = None, lineno: int = 1
) -> tuple[Directive, ...] | None:
    """Return the directives of plain text in its order, or None when it is not plain.

    Args:
        content: complete directives, screened.
        name: the file that sources name.
        roots: other names of the five account roots, by their English names.
        lineno: line of the first byte.
    """
    beancount_import.prepare()
    from beancount.parser import (  # type: ignore[attr-defined]  # noqa: PLC0415 - 2 ms
        _parser,
    )

    with decimal.localcontext() as context:
        # As in ledger.parse: the grammar cannot stand an operation that fails.
        context.prec = 28
        for signal in context.traps:
            context.traps[signal] = False
        context.clear_flags()
        builder = _PlainBuilder(name, roots)
        try:
            _parser.Parser(builder).parse(io.BytesIO(content), filename=name, lineno=lineno)
        except Exception:  # noqa: BLE001 - the long way says what it is
            return None
        if any(context.flags.values()):
            return None
    return tuple(builder.directives) if builder.is_plain else None


class _KeyValue(NamedTuple):
    key: str
    value: MetaValue | None


class _Marks(NamedTuple):
    """Tags and links, as keys in the order written."""

    tags: dict[str, None]
    links: dict[str, None]


class _PlainBuilder:
    """Builds directives of plain text; see the module.

    Attributes:
        directives: in file order.
        is_plain: whether nothing but plain text was met.
    """

    def __init__(self, name: str, roots: Mapping[str, str] | None) -> None:
        self._name = name
        self._roots = frozenset((roots or {}).get(root, root) for root in _ROOTS)
        self.directives: list[Directive] = []
        self.is_plain = True

    def __getattr__(self, rule: str) -> Callable[..., None]:
        """Answer any other rule, errors of lexer and grammar among them: not plain."""
        return self._give_up

    def _give_up(self, *_: Raw) -> None:
        self.is_plain = False

    def _source(self, lineno: int) -> Source:
        return Source(self._name, lineno)

    # Values

    def account(self, filename: str, lineno: int, account: str) -> str:
        """Check an account name."""
        if account.partition(":")[0] not in self._roots or not is_account(account):
            self.is_plain = False
        return account

    def amount(self, filename: str, lineno: int, number: Raw, currency: Raw) -> Money | None:
        """Build an amount that is written in full."""
        if not is_exact(number) or currency.__class__ is not str:
            self.is_plain = False
            return None
        return Money(number, currency)

    def key_value(self, filename: str, lineno: int, key: str, value: Raw) -> _KeyValue:
        """Build one line of metadata."""
        return _KeyValue(key, None if value is None else self._value(value))

    def custom_value(
        self, filename: str, lineno: int, value: Raw, dtype: Raw = None
    ) -> tuple[MetaValue | None, bool]:
        """Build a value of a record, and whether it is an account."""
        return self._value(value), dtype is not None

    def _value(self, value: Raw) -> MetaValue | None:
        known = isinstance(value, str | bool | Money) or value.__class__ is dt.date
        if not known and not is_exact(value):
            self.is_plain = False
        result: MetaValue = value
        return result

    def _meta(self, pairs: list[_KeyValue] | None) -> dict[str, MetaValue]:
        meta: dict[str, MetaValue] = {}
        keys = [pair.key for pair in pairs or ()]
        if len(set(keys)) < len(keys) or not _PARSERS_OWN.isdisjoint(keys):
            self.is_plain = False
        for pair in pairs or ():
            if pair.value is not None:
                meta[pair.key] = pair.value
        return meta

    # Lists and marks

    def handle_list(
        self, filename: str, lineno: int, known: list[Raw] | None, new: Raw
    ) -> list[Raw]:
        """Add an element to a list, which may not be there yet."""
        made = [] if known is None else known
        if new is not None:
            made.append(new)
        return made

    def tag_link_new(self, filename: str, lineno: int) -> _Marks:
        """Begin the tags and links of a directive."""
        return _Marks({}, {})

    def tag_link_TAG(self, filename: str, lineno: int, marks: _Marks, tag: str) -> _Marks:  # noqa: N802
        """Add a tag."""
        marks.tags[tag] = None
        return marks

    def tag_link_LINK(self, filename: str, lineno: int, marks: _Marks, link: str) -> _Marks:  # noqa: N802
        """Add a link."""
        marks.links[link] = None
        return marks

    # Directives

    def posting(
        self, filename: str, lineno: int, account: str, units: Raw, cost: Raw, price: Raw,
        istotal: bool, flag: Raw,
    ) -> Posting | None:  # fmt: skip
        """Build a posting with its amount, and a total price if it has a price."""
        plain = units.__class__ is Money  # a cost is a rule of its own, at which it gave up
        if price is not None:
            plain = plain and istotal and price.__class__ is Money
            plain = plain and bool(units.number) and price.number >= 0
        if not plain:
            self.is_plain = False
            return None
        return Posting(account, units, {}, price, self._source(lineno))

    def transaction(
        self, filename: str, lineno: int, date: dt.date, flag: int, strings: list[str] | None,
        marks: _Marks, rows: list[Posting | _KeyValue] | None,
    ) -> None:  # fmt: skip
        """Build a transaction of its head, its metadata, and postings with theirs."""
        payee, narration = ("", "", *(strings or ()))[-2:]
        pairs: list[_KeyValue] = []
        postings: list[Posting] = []
        waiting = pairs
        for row in rows or ():
            if row.__class__ is _KeyValue:
                waiting.append(row)
            elif row.__class__ is Posting:
                self._close(postings, waiting)
                postings.append(row)
                waiting = []
            else:
                self.is_plain = False
        self._close(postings, waiting)
        if len(strings or ()) > 2:  # noqa: PLR2004 - payee and narration
            self.is_plain = False
        self.directives.append(
            Entry(
                date, payee, narration, tuple(marks.tags), tuple(marks.links), tuple(postings),
                self._meta(pairs), chr(flag), self._source(lineno),
            )
        )  # fmt: skip

    def _close(self, postings: list[Posting], pairs: list[_KeyValue]) -> None:
        """Give the last posting the metadata that follows it."""
        if postings and pairs:
            last = postings[-1]
            meta = self._meta(pairs)
            postings[-1] = Posting(last.account, last.amount, meta, last.price, last.source)

    def open(
        self, filename: str, lineno: int, date: dt.date, account: str,
        currencies: list[str] | None, booking: str | None, pairs: list[_KeyValue] | None,
    ) -> None:  # fmt: skip
        """Build the opening of an account, once in a text and without a booking method."""
        known = any(isinstance(d, Account) and d.name == account for d in self.directives)
        if booking is not None or known:
            self.is_plain = False
        meta, source = self._meta(pairs), self._source(lineno)
        self.directives.append(Account(date, account, tuple(currencies or ()), meta, None, source))

    def custom(
        self, filename: str, lineno: int, date: dt.date, kind: str,
        values: list[tuple[MetaValue, bool]] | None, pairs: list[_KeyValue] | None,
    ) -> None:  # fmt: skip
        """Build a record."""
        accounts = tuple(place for place, (_, is_one) in enumerate(values or ()) if is_one)
        every = tuple(value for value, _ in values or ())
        meta, source = self._meta(pairs), self._source(lineno)
        self.directives.append(Record(date, kind, every, meta, accounts, source))

    def note(
        self, filename: str, lineno: int, date: dt.date, account: str, comment: str,
        marks: _Marks, pairs: list[_KeyValue] | None,
    ) -> None:  # fmt: skip
        """Build a note."""
        tags, links, meta = tuple(marks.tags), tuple(marks.links), self._meta(pairs)
        source = self._source(lineno)
        self.directives.append(Note(date, account, comment, tags, links, meta, source))

    def document(
        self, filename: str, lineno: int, date: dt.date, account: str, path: str,
        marks: _Marks, pairs: list[_KeyValue] | None,
    ) -> None:  # fmt: skip
        """Build a document, its path as written."""
        tags, links, meta = tuple(marks.tags), tuple(marks.links), self._meta(pairs)
        source = self._source(lineno)
        self.directives.append(Document(date, account, path, tags, links, meta, source))

    def balance(
        self, filename: str, lineno: int, date: dt.date, account: str, amount: Raw, tolerance: Raw,
        pairs: list[_KeyValue] | None,
    ) -> None:  # fmt: skip
        """Build a balance that is asserted without a tolerance of its own."""
        if amount.__class__ is not Money or tolerance is not None or pairs:
            self.is_plain = False
            return
        self.directives.append(Asserted(date, account, amount, self._source(lineno)))

    def store_result(self, filename: str, lineno: int, entries: list[Raw] | None) -> None:
        """Do nothing: directives are kept as they come."""
