"""A grammar builder that packs plain transactions while they are parsed.

A transaction whose amounts are all written, without cost or price, and sum to exactly zero in every
currency, is not changed by Beancount's booking and passes its balance check: no posting is
incomplete, so each currency's group is returned as it is; groups are put one behind the other,
which ordering postings by their lines undoes; and a residual of zero is within any tolerance. Such
a transaction becomes a row at once, and none of Beancount's objects is ever built. Everything
else is built as ever.
"""

# ruff: noqa: ARG002 - the C parser decides the names and the number of the arguments

from __future__ import annotations

from decimal import Decimal

from beancount.core.amount import Amount
from beancount.core.number import MISSING
from beancount.parser.grammar import KeyValue

from billcli.domain.named import TYPE_CHECKING
from billcli.domain.packed import Packed
from billcli.ledger.builder import LedgerBuilder
from billcli.ledger.pack import quoted, value_text
from billcli.ledger.tally import SHORT

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping, Sequence
    from decimal import DecimalException

    from billcli.ledger.seam import Raw
    from billcli.ledger.tally import Tally

_NEW = tuple.__new__
_ZERO = Decimal(0)
_PLAIN_MAX = 28
_TAKEN = frozenset({"filename", "lineno"})


class PackingBuilder(LedgerBuilder):
    """Builds the directives of one file, plain transactions as rows; in the order of the file.

    Attributes:
        entries: rows and Beancount's directives.
        takes_places: whether metadata is named as the parser's own: it would move a directive.
    """

    def __init__(self, flags: Mapping[type[DecimalException], bool | int], tally: Tally) -> None:
        """Begin a file.

        Args:
            flags: those of the decimal context the parser runs in; whoever called the parser looks
                at them for divisions, as asking at every number takes longer than all the rest.
            tally: takes the postings of the plain transactions.
        """
        super().__init__(flags)
        self._tally = tally
        self._days: dict[dt.date, str] = {}
        self._number, self._text = _ZERO, "0"
        self.takes_places = False

    def _check(self, number: Raw) -> None:
        if number.__class__ is Decimal:
            text = str(number)
            if len(text) > _PLAIN_MAX or "E" in text or text[-1] > "9":
                super()._check(number)

    def amount(self, filename: str, lineno: int, number: Raw, currency: Raw) -> Raw:
        """Build an amount of a number that is exact."""
        if number.__class__ is Decimal:
            text = self._text = str(number)
            if len(text) > SHORT or "E" in text or text[-1] > "9":
                self._check(number)
                self._tally.widen(number)
            self._number = number
        return _NEW(Amount, (number, currency))

    def key_value(self, filename: str, lineno: int, key: str, value: Raw) -> Raw:
        """Build metadata."""
        if key in _TAKEN:
            self.takes_places = True
        if value.__class__ is Decimal:
            self._check(value)
        return _NEW(KeyValue, (key, value))

    def posting(
        self, filename: str, lineno: int, account: str, units: Raw, cost: Raw, price: Raw,
        istotal: bool, flag: Raw,
    ) -> Raw:  # fmt: skip
        """Build a posting: a list of its parts where it is plain."""
        if cost is None and price is None and units is not MISSING:
            number, currency = units
            if number.__class__ is Decimal and currency.__class__ is str:
                text = self._text if number is self._number else str(number)
                return [account, number, currency, text, lineno, None, flag]
        return super().posting(filename, lineno, account, units, cost, price, istotal, flag)

    def handle_list(self, filename: str, lineno: int, object_list: Raw, new_object: Raw) -> Raw:
        """Add to a list that the grammar builds."""
        if object_list is None:
            return [] if new_object is None else [new_object]
        if new_object is not None:
            object_list.append(new_object)
        return object_list

    def transaction(
        self, filename: str, lineno: int, date: dt.date, flag: int, txn_strings: Raw,
        tags_links: Raw, posting_or_kv_list: Raw,
    ) -> Raw:  # fmt: skip
        """Build a transaction: a row where it is plain."""
        parts = posting_or_kv_list or ()
        strings = txn_strings or ("",)
        if len(strings) <= 2 and not self.meta and not self.tags:  # noqa: PLR2004 - payee, narration
            sorted_parts = _sorted(parts)
            if sorted_parts is not None:
                meta, legs = sorted_parts
                day = self._days.get(date)
                if day is None:
                    day = self._days[date] = date.isoformat()
                self._tally.use(day, legs)
                texts = [
                    f'["{account}","{number}","{currency}",'
                    f"{_own(below) if below else 0},0,{line - lineno}]"
                    for account, _, currency, number, line, below, _ in legs
                ]
                payee, narration = ("", *strings)[-2:]
                return _NEW(Packed, ("T", day, lineno, (
                    f'["{chr(flag)}",{quoted(payee)},{quoted(narration)},{_marks(tags_links.tags)},'
                    f"{_marks(tags_links.links)},{_meta(meta)},"
                    f"[{','.join(texts)}]]"
                )))  # fmt: skip
        whole = [self._built(filename, p) if p.__class__ is list else p for p in parts]
        return super().transaction(
            filename, lineno, date, flag, txn_strings, tags_links, whole or posting_or_kv_list
        )

    def _built(self, filename: str, leg: list[Raw]) -> Raw:
        """Return a plain posting in Beancount's own form."""
        account, number, currency, _, lineno, _, flag = leg
        units = _NEW(Amount, (number, currency))
        return super().posting(filename, lineno, account, units, None, None, False, flag)

    def get_entries(self) -> list[Raw]:
        """Return what was built, in the order of the file."""
        found: list[Raw] = self.entries
        return found


def _sorted(parts: Sequence[Raw]) -> tuple[dict[str, Raw] | None, list[Raw]] | None:
    """Return metadata and postings of a plain transaction, or None when it is not one.

    Metadata is put into the postings it follows only when all is known to be plain.
    """
    head: dict[str, Raw] = {}
    legs: list[Raw] = []
    below: list[tuple[list[Raw], dict[str, Raw]]] = []
    sums: dict[str, Decimal] = {}
    meta = head
    for part in parts:
        kind = part.__class__
        if kind is list:
            legs.append(part)
            meta = {}
            currency = part[2]
            sums[currency] = sums.get(currency, _ZERO) + part[1]
        elif kind is KeyValue:
            key, value = part
            if key in meta or key in _TAKEN:
                return None
            if not meta and legs:
                below.append((legs[-1], meta))
            meta[key] = value
        else:
            return None
    for total in sums.values():
        if total:
            return None
    for leg, found in below:
        leg[5] = found
    return head, legs


def _own(meta: dict[str, Raw]) -> str:
    """Return a posting's metadata as JSON, 0 where none of it is kept."""
    text = _meta(meta)
    return "0" if text == "{}" else text


def _meta(meta: dict[str, Raw] | None) -> str:
    """Return metadata as JSON; keys are plain words by the grammar."""
    if not meta:
        return "{}"
    texts = []
    for key, value in meta.items():
        text = quoted(value) if value.__class__ is str else value_text(value)
        if text is not None:
            texts.append(f'"{key}":{text}')
    return f"{{{','.join(texts)}}}"


def _marks(marks: dict[str, None]) -> str:
    """Return tags or links as JSON; they are plain words by the grammar."""
    if not marks:
        return "[]"
    inside = '","'.join(marks)
    return f'["{inside}"]'
