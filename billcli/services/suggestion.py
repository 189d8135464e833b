"""What is said of an id, a code or an account that may be meant: who, how much, since when."""

from __future__ import annotations

from decimal import Decimal
from itertools import groupby
from operator import itemgetter

from billcli.domain.contract import DOCUMENT_KINDS
from billcli.domain.named import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from billcli.store.index_schema import Row

_ITEM, _KIND, _CUSTOMER, _NAME, _DUE, _AMOUNT, _CURRENCY, _OPEN = 1, 3, 4, 5, 8, 9, 10, 11
_IS_OPEN, _WORD = 18, 20
_DATE, _DATA, _VALUES = 3, 5, 4


class Suggestion(NamedTuple):
    """A word that may be meant.

    Attributes:
        value: the word itself.
        about: what it stands for, in a few words.
    """

    value: str
    about: str = ""


def by_item(rows: Iterable[Row]) -> Iterator[list[Row]]:
    """Yield the rows (``ItemRow``) of each item together; they stand beside each other."""
    return (list(group) for _, group in groupby(rows, key=itemgetter(_ITEM)))


def may_be_void(rows: Sequence[Row]) -> bool:
    """Return whether the rows of an item are those of an invoice that is not void yet."""
    return rows[0][_KIND] in DOCUMENT_KINDS - {"credit-note"} and rows[0][_WORD] != "void"


def document_of(rows: Sequence[Row]) -> Suggestion:
    """Return what is said of a document: who, how much, what is open and when it is due."""
    first = rows[0]
    left = [row for row in rows if row[_IS_OPEN]]
    amount, words = _money(rows, _AMOUNT), [first[_NAME] or first[_CUSTOMER]]
    words.append(amount)
    if not left:
        words.append("settled")
    elif (still := _money(left, _OPEN)) != amount:
        words.append(f"{still} open")
    words += [f"due {due}" for due in sorted(row[_DUE] for row in left if row[_DUE])[:1]]
    return Suggestion(first[_ITEM], ", ".join(filter(None, words)))


def _money(rows: Sequence[Row], column: int) -> str:
    """Return the sum of a column in the first currency; instalments have a row each."""
    currency = rows[0][_CURRENCY]
    numbers = [row[column] for row in rows if row[_CURRENCY] == currency]
    return f"{numbers[0] if len(numbers) == 1 else sum(map(Decimal, numbers))} {currency}"


def entry_of(row: Row, tag: str) -> Suggestion | None:
    """Return what is said of a transaction (``FactRow``), or None when it has no id or tag."""
    from billcli.domain.packed_value import parsed, text_of_packed  # noqa: PLC0415 - documents need none

    _, payee, _, tags, _, meta, legs = parsed(row[_DATA])
    name = text_of_packed(meta.get("id"))
    if not name or (tag and tag not in tags):
        return None
    money = f"{legs[0][1]} {legs[0][2]}" if legs else ""
    return Suggestion(name, ", ".join(filter(None, (row[_DATE], payee, money))))


def notes_of(rows: Iterable[Row], tag: str) -> Iterator[Suggestion]:
    """Yield the notes of a tag that stand open, by their ids: what is said, and of what.

    Args:
        rows: notes (``FactRow``), the latest first; that of an id counts.
        tag: such as ``dispute``.
    """
    from billcli.domain.packed_value import parsed, text_of_packed  # noqa: PLC0415 - documents need none

    seen: set[str] = set()
    for row in rows:
        _, comment, tags, links, meta = parsed(row[_DATA])
        name = text_of_packed(meta.get("id"))
        if not name or tag not in tags or name in seen:
            continue
        seen.add(name)
        if text_of_packed(meta.get("status")) in ("", "open"):
            items = [link for link in links if link != name and ".." not in link]
            yield Suggestion(name, ", ".join((*items, comment)))


def customer_of(row: Row) -> Suggestion:
    """Return a customer (``PartyRow``) with the name that is recorded."""
    from billcli.domain.packed_value import parsed, text_of_packed  # noqa: PLC0415 - documents need none

    return Suggestion(row[0], text_of_packed(parsed(row[_VALUES]).get("name")))
