"""Questions of completion to a read model: a few hundred rows, the latest first.

Whatever is asked costs the same in a ledger of any size: an index gives the rows in their order,
and nobody reads on once there are enough. Older ones are found by how they begin. Letters typed
small are found where names are written large, since ids mostly are.
"""

# ruff: noqa: S608 - all texts of queries are our own, what is typed is bound

from __future__ import annotations

from billcli.domain.named import TYPE_CHECKING
from billcli.store.index_file import listed, plain, rows
from billcli.store.item_column import ISSUED, ITEM, NTH

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from typing import Any

    from billcli.store.index_read import Model
    from billcli.store.index_schema import Row

MOST = 200
NAMES_MOST = 500  # of accounts and customers, which stand in the order of their names
_LOOKED_AT = 10_000
_LOOKED_AT_BY_NAME = 1_000
_PARTIES_MOST = 2_000
_CUSTOMERS = 20
_LAST = "\U0010ffff"
_DOCUMENT = "kind <> 'payment'"
# Facts from the last one back, which the index of their dates gives without reading them.
_LATE = f"(SELECT id AS late FROM fact ORDER BY date DESC, id DESC LIMIT {_LOOKED_AT})"
_NUMBERED = f"{_LATE} CROSS JOIN number ON number.fact = late"


class Suggest:
    """Asks an open model what may be meant. Every question may raise ``ModelLost``."""

    __slots__ = ("model",)

    def __init__(self, model: Model) -> None:
        """Keep the model."""
        self.model = model

    def documents(self, typed: str = "") -> list[Row]:
        """Return rows of documents (``ItemRow``), the latest first, all rows of each together.

        Args:
            typed: how they begin; where none does, the latest come, and those of customers that
                are called so.
        """
        if typed and (exact := self._named(typed)):
            return self._items(exact)
        found = [*_cased(self._named, typed), *self._recent()]
        if len(found) < MOST:  # names that nobody gave stand among the open items only
            found += self._open()
        if typed:
            found += self._names_of(self._called(typed))
        return self._items(found)

    def open_items(self, typed: str = "", customer: str = "") -> list[Row]:
        """Return rows of open documents (``ItemRow``), in the order of ``documents``.

        Args:
            typed: how they begin; as in ``documents``.
            customer: id, or all.
        """
        found = self._open(typed, customer)
        if not found:
            found = _cased(lambda text: self._open(text, customer), typed)
            found += self._open(customer=customer)
            if typed and not customer:
                found += self._names_of(self._called(typed), "is_open")
        return self._items(found)

    def entries(self, typed: str = "", tag: str = "") -> list[Row]:
        """Return transactions that have an ``id`` (``FactRow``), the latest first.

        Args:
            typed: how the ids begin; where none does, the latest are given.
            tag: a tag they bear, or any.
        """
        found = self._by_id(typed, tag) if typed else []
        if not found:
            found = _cased(lambda text: self._by_id(text, tag), typed)
            sql = f"SELECT late FROM {_NUMBERED} {_with_id('late')} LIMIT {MOST}"
            found += self._column(sql, [tag, tag])
        within = f"WHERE id IN ({', '.join(map(str, set(found)))}) ORDER BY date DESC, id DESC"
        return list(rows(self.model.connection, "fact", within))

    def notes(self, tag: str) -> list[Row]:
        """Return the notes in which a tag stands (``FactRow``), the latest first."""
        where = "WHERE kind <> 'T' AND kind = 'N' AND instr(data, ?) ORDER BY date DESC, id DESC"
        return list(rows(self.model.connection, "fact", where, [f'"{tag}"']))

    def parties(self, typed: str = "") -> list[Row]:
        """Return customers (``PartyRow``) by id: those that begin as typed, else many."""
        if not typed or (found := self._parties(typed)):
            return found if typed else self._parties("", NAMES_MOST)
        cased = _cased(self._parties, typed)
        return list({row[0]: row for row in [*cased, *self._parties("", _PARTIES_MOST)]}.values())

    def customer(self, text: str, folded: str) -> str:
        """Return the id of a customer by id or name, or an empty text.

        Args:
            text: as typed.
            folded: the same without regard to case.
        """
        if row := self.model.party(text, folded):
            return str(row[0])
        where = "WHERE customer = ? AND customer_name LIKE ? ESCAPE '\\'"
        sql = f"SELECT customer FROM item {where} LIMIT 1"
        named = (self._column(sql, [party, _like(text)]) for party in self._called(text))
        return next((str(found) for some in named for found in some), "")

    def accounts(self, typed: str = "") -> list[str]:
        """Return open accounts by name: those that begin as typed, else those that hold it."""
        found = self._accounts(_begins("name"), _range(typed))
        return found or self._accounts("name LIKE ? ESCAPE '\\'", [f"%{_like(typed)}%"])

    def currencies(self) -> list[str]:
        """Return the currencies that customers ever owed, sorted."""
        return list(self._column("SELECT DISTINCT currency FROM balance ORDER BY currency"))

    def _recent(self) -> list[str]:
        real = f"EXISTS (SELECT 1 FROM item WHERE item = number.number AND {_DOCUMENT})"
        sql = f"SELECT number.number FROM {_NUMBERED} WHERE {real} LIMIT {MOST}"
        return list(self._column(sql))

    def _named(self, typed: str) -> list[str]:
        where = f"WHERE {_begins('item')} AND {_DOCUMENT}"
        sql = f"SELECT DISTINCT item FROM item {where} ORDER BY item DESC LIMIT {MOST}"
        return list(self._column(sql, _range(typed)))

    def _open(self, typed: str = "", customer: str = "") -> list[str]:
        tests, values = ["is_open", _DOCUMENT], []
        if customer:
            tests, values = [*tests, "customer = ?"], [customer]
        if typed:  # "+": the index of open items has them all in order, and is short
            tests, values = [*tests, _begins("+item")], [*values, *_range(typed)]
        order = "ORDER BY date_issued DESC, item DESC"
        sql = f"SELECT item FROM item WHERE {' AND '.join(tests)} {order} LIMIT {MOST}"
        return list(self._column(sql, values))

    def _names_of(self, customers: Iterable[str], test: str = _DOCUMENT) -> list[str]:
        found: list[str] = []
        for customer in customers:
            where = f"WHERE customer = ? AND {_DOCUMENT} AND {test}"
            sql = f"SELECT item FROM item {where} ORDER BY date_issued DESC LIMIT {MOST}"
            found += self._column(sql, [customer])
            if len(found) >= MOST:
                break
        return found

    def _called(self, typed: str) -> list[str]:
        """Return some customers with a text in their ids or in what is recorded of them."""
        sql = f"SELECT id FROM party WHERE id || vals LIKE ? ESCAPE '\\' LIMIT {_CUSTOMERS}"
        return list(self._column(sql, [f"%{_like(typed)}%"]))

    def _items(self, names: Iterable[str]) -> list[Row]:
        chosen = list(dict.fromkeys(names))
        marks = ", ".join("?" for _ in chosen)
        found = listed(
            self.model.connection, "item", f"WHERE item IN ({marks}) AND {_DOCUMENT}", chosen
        )
        first: dict[str, str] = {}
        for row in found:
            first[row[ITEM]] = min(row[ISSUED], first.get(row[ITEM], row[ISSUED]))
        found.sort(key=lambda row: row[NTH])
        found.sort(key=lambda row: (first[row[ITEM]], row[ITEM]), reverse=True)
        return found

    def _by_id(self, typed: str, tag: str) -> list[int]:
        inner = f"SELECT fact FROM number WHERE {_begins('number')} ORDER BY number DESC"
        sql = f"SELECT fact FROM ({inner} LIMIT {_LOOKED_AT_BY_NAME}) {_with_id('fact')}"
        return list(self._column(f"{sql} LIMIT {MOST}", [*_range(typed), tag, tag]))

    def _parties(self, typed: str, most: int = NAMES_MOST) -> list[Row]:
        within = f"WHERE {_begins('id')} ORDER BY id LIMIT {most}"
        return listed(self.model.connection, "party", within, _range(typed))

    def _accounts(self, test: str, values: Sequence[Any]) -> list[str]:
        closed = "(SELECT 1 FROM closing WHERE closing.account = account.name)"
        where = f"WHERE {test} AND NOT EXISTS {closed}"
        sql = f"SELECT DISTINCT name FROM account {where} ORDER BY name LIMIT {NAMES_MOST}"
        return list(self._column(sql, values))

    def _column(self, sql: str, values: Sequence[Any] = ()) -> Iterator[Any]:
        return (row[0] for row in plain(self.model.connection, sql, values))


def _cased(ask: Callable[[str], list[Any]], typed: str) -> list[Any]:
    """Return what begins with a text in large or in small letters, if it is not typed so."""
    return [one for text in sorted({typed.upper(), typed.lower()} - {typed}) for one in ask(text)]


def _begins(column: str) -> str:
    """Return the test whether a column begins with a text, which an index can answer."""
    return f"{column} >= ? AND {column} < ?"


def _range(typed: str) -> list[str]:
    return [typed, typed + _LAST]


def _like(typed: str) -> str:
    r"""Return a text for ``LIKE`` that stands for itself.

    >>> _like("50%_off")
    '50\\%\\_off'
    """
    return "".join(f"\\{letter}" if letter in "\\%_" else letter for letter in typed)


def _with_id(fact: str) -> str:
    """Return what narrows facts to transactions with an ``id``, and a tag if one is given."""
    tagged = "(? = '' OR instr(data, '\"' || ? || '\"'))"
    return (
        f"CROSS JOIN fact ON fact.id = {fact}"
        f" WHERE kind = 'T' AND instr(data, '\"id\":') AND {tagged}"
    )
