"""How settled items were settled: by money, or by one item against another."""

from __future__ import annotations

from billcli.domain.meta import text_of
from billcli.domain.named import TYPE_CHECKING
from billcli.domain.open_item import Kind
from billcli.domain.receivable import is_receivable
from billcli.services.kept_books import KeptBooks

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from billcli.domain.books import Books
    from billcli.domain.entry import Entry
    from billcli.domain.open_item import Movement

VOID, CREDITED, APPLIED = "void", "credited", "applied"


def settled_without_money(books: Books) -> Mapping[str, str]:
    """Return in a word how items were settled that no money moved, by item; paid ones are absent.

    An invoice is ``void`` when its own credit note settled it alone, ``credited`` when credit notes
    of another kind or number did; a credit note that settled other items is ``applied``.
    """
    if isinstance(books, KeptBooks) and (kept := books.kept_words()) is not None:
        return kept
    kinds = {row.item: row.kind for row in books.items}
    made = {(row.item, row.source) for row in books.items}
    openings = {
        (m.item, id(m.entry)): m.entry for m in books.movements if (m.item, m.source) in made
    }
    sides: dict[int, list[Movement]] = {}
    for m in books.movements:
        sides.setdefault(id(m.entry), []).append(m)
    by: dict[str, set[str]] = {}
    for m in books.movements:
        if (m.item, id(m.entry)) not in openings:
            by.setdefault(m.item, set()).update(_settlers(books, m, sides[id(m.entry)]))
    own = {item: _corrects(entry) for (item, _), entry in openings.items()}
    found = {item: word_of(item, kinds, settlers, own) for item, settlers in by.items()}
    return {item: word for item, word in found.items() if word}


def _settlers(books: Books, moved: Movement, sides: Iterable[Movement]) -> set[str]:
    """Return the items that settled another in an entry; an empty name stands for money."""
    entry = moved.entry
    if "credit-note" in entry.tags:  # other tools write it onto the invoice itself
        return {text_of(entry.meta.get("invoice")) or str(entry.source)}
    if not all(is_receivable(p.account, books.roots) for p in entry.postings):
        return {""}
    return {side.item for side in sides if side.item != moved.item} or {""}


def _corrects(entry: Entry) -> str:
    return text_of(entry.meta.get("corrects"))


def word_of(
    item: str, kinds: Mapping[str, Kind], settlers: set[str], own: Mapping[str, str]
) -> str:
    """Return how an item was settled, in a word; empty where money moved.

    Args:
        item: its id.
        kinds: of all items.
        settlers: the items that settled it; an empty name stands for money.
        own: which item the entry that made an item corrects.
    """
    if "" in settlers:
        return ""
    if kinds[item] is Kind.CREDIT_NOTE:
        return APPLIED
    if any(kinds.get(name, Kind.CREDIT_NOTE) is not Kind.CREDIT_NOTE for name in settlers):
        return ""
    return VOID if [own.get(name) for name in settlers] == [item] else CREDITED
