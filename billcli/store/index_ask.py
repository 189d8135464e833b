"""Questions of services to a read model, beyond those every program may ask (``index_read``)."""

from __future__ import annotations

from operator import itemgetter

from billcli.domain.named import TYPE_CHECKING
from billcli.store.index_file import plain, rows
from billcli.store.index_read import LEDGER_ORDER, groups

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator
    from typing import Any

    from billcli.store.index_read import Model
    from billcli.store.index_schema import Row

TOP = 50
_NUMBERED = "SELECT fact FROM number WHERE number = ?"
_ENDLESS = 1 << 40
_UPWARD = (
    "SELECT id FROM fact WHERE file = ? AND line < ? AND kind = 'T' AND data GLOB ?"
    " ORDER BY line DESC, id DESC"
)
_POSTING = "WHERE kind = 'T' AND data GLOB ? LIMIT ?"
_IN_LINE = "SELECT id FROM fact WHERE file = ? AND line = ?"
_SINCE = "SELECT date FROM fact WHERE date <= ? ORDER BY date DESC LIMIT 1 OFFSET ?"


class Ask:
    """Asks an open model. Every question may raise ``ModelLost``."""

    __slots__ = ("model",)

    def __init__(self, model: Model) -> None:
        """Keep the model."""
        self.model = model

    def positions(self, facts: Iterable[int]) -> dict[int, tuple[str, int, int]]:
        """Return where facts stand in the ledger's order, by id: date, order of the file, line."""
        found: dict[int, tuple[str, int, int]] = {}
        orders = {row[0]: row[1] for row in self.model.files()}
        for group in groups(facts):
            sql = f"SELECT id, date, file, line FROM fact WHERE id IN ({group})"  # noqa: S608 - numbers
            for fact, date, file, line in self._plain(sql):
                found[fact] = (date, orders.get(file, 0), line)
        return found

    def late_shards(self, day: str) -> list[int]:
        """Return the shards that have a fact after a day (ISO)."""
        return [row[0] for row in self._plain("SELECT shard FROM shard WHERE last > ?", [day])]

    def told_shards(self, day: str) -> set[int]:
        """Return the shards that have a fact after a day (ISO) and are told by what came later."""
        told = rows(self.model.connection, "shard", "WHERE last > ? AND told", [day])
        return {row[0] for row in told}

    def settles_by(self, day: str) -> bool:
        """Return whether credits name what they settle on a day in a shard that tells it.

        That is one without facts after it, or where each item is as its own postings say.
        """
        where = "apart_from <> '' AND (last <= ? OR told AND apart_from <= ?)"
        sql = f"SELECT 1 FROM shard WHERE {where} LIMIT 1"  # noqa: S608 - words of ours
        return bool(list(self._plain(sql, [day, day])))

    def others_after(self, day: str) -> list[int]:
        """Return the ids of facts after a day (ISO) that are no transactions."""
        return [row[0] for row in self._facts("WHERE kind <> 'T' AND date > ?", [day])]

    def apart_from(self, but: Iterable[int] = ()) -> str:
        """Return the first date from which on credits name what they settle, or an empty text.

        Args:
            but: shards that are left out.
        """
        chosen = ", ".join(str(int(one)) for one in but)
        sql = "SELECT min(apart_from) FROM shard WHERE apart_from <> ''"
        if chosen:
            sql += f" AND shard NOT IN ({chosen})"
        return next(iter(self._plain(sql)))[0] or ""

    def last_day(self, but: Iterable[int] = ()) -> str:
        """Return the date of the last fact of any shard (ISO), or an empty text.

        Args:
            but: shards that are left out.
        """
        chosen = ", ".join(str(int(one)) for one in but)
        sql = f"SELECT max(last) FROM shard WHERE shard NOT IN ({chosen})"  # noqa: S608 - numbers
        return next(iter(self._plain(sql)))[0] or ""

    def ties_of(self, shards: Iterable[int]) -> dict[str, int]:
        """Return the names that belong to shards."""
        chosen = ", ".join(str(int(one)) for one in shards)
        sql = f"SELECT name, shard FROM tie WHERE shard IN ({chosen})"  # noqa: S608 - numbers
        return dict(self._plain(sql))

    def words(self) -> list[tuple[str, str]]:
        """Return (item, word) of items that were settled without money."""
        sql = "SELECT item, word FROM item WHERE word <> ''"
        return [(item, word) for item, word in self._plain(sql)]

    def records(self, kind: str) -> Iterator[Row]:
        """Yield the records (``FactRow``) of a kind, in ledger order."""
        lead = '["' + kind + '"'
        where = "WHERE kind <> 'T' AND kind = 'C' AND substr(data, 1, ?) = ?"
        return self._facts(where, [len(lead), lead])

    def transactions_naming(self, *words: str) -> Iterator[Row]:
        """Yield the transactions (``FactRow``) in which one of some words stands, in ledger order.

        Those with it as a tag, or as a key of their metadata, are among them.
        """
        found = _any_of(words)
        return self._facts(f"WHERE kind = 'T' AND ({found})", [_within(word) for word in words])

    def transactions_after(self, day: str) -> Iterator[Row]:
        """Yield the transactions (``FactRow``) dated after a day (ISO), in ledger order."""
        return self._facts("WHERE kind = 'T' AND date > ?", [day])

    def ids_naming(self, *words: str) -> list[int]:
        """Return the ids of what ``transactions_naming`` yields."""
        return [row[0] for row in self.transactions_naming(*words)]

    def ids_saying(self, text: str, *keys: str) -> list[int]:
        """Return the ids of the transactions in which a text, and one of some keys, stand.

        Those with it as a value of one of the keys, with blanks around it or not, are among them.
        """
        sql = f"SELECT id FROM fact WHERE kind = 'T' AND ({_any_of(keys)}) AND data GLOB ?"  # noqa: S608 - marks
        values = [*map(_within, keys), _pattern(_written(text))]
        return [row[0] for row in self._plain(sql, values)]

    def ids_numbered(self, number: str) -> list[int]:
        """Return the ids of the facts that say a number or an id, as their own or in use."""
        return [row[0] for row in self._plain(_NUMBERED, [number])]

    def ids_upward(self, file: int, key: str, above: int) -> list[int]:
        """Return the ids of a file's transactions in which a word stands, the last line first.

        Args:
            file: its id.
            key: the word.
            above: a line they stand above; 0 for all.
        """
        return [row[0] for row in self._plain(_UPWARD, [file, above or _ENDLESS, _within(key)])]

    def posting_to(self, account: str, most: int) -> list[Row]:
        """Return some transactions (``FactRow``) that post to an account, so many at most."""
        values = [_within(account, "[", ","), most]
        return list(rows(self.model.connection, "fact", _POSTING, values))

    def ids_at(self, file: int, line: int) -> list[int]:
        """Return the ids of the facts in a line of a file."""
        return [row[0] for row in self._plain(_IN_LINE, [file, line])]

    def lately(self, until: str, count: int) -> list[Row]:
        """Return the last transactions until a day (ISO), at least so many, whole days, in order.

        Fewer are all there are.
        """
        found = list(self._plain(_SINCE, [until, count]))
        first = found[0][0] if found else ""
        return list(self._facts("WHERE kind = 'T' AND date >= ? AND date <= ?", [first, until]))

    def records_naming(self, word: str) -> Iterator[Row]:
        """Yield the records (``FactRow``) in which a word stands, in ledger order."""
        where = "WHERE kind <> 'T' AND kind = 'C' AND instr(data, ?)"
        return self._facts(where, [f'"{word}"'])

    def says_of_items(self) -> bool:
        """Return whether a note or a record may promise something, or put it on hold."""
        said = "instr(data, '\"hold\"') OR instr(data, '\"promise\"')"
        where = f"WHERE kind <> 'T' AND kind IN ('N', 'C') AND ({said})"
        return bool(list(self._plain(f"SELECT 1 FROM fact {where} LIMIT 1")))  # noqa: S608 - our own

    def notes_naming(self, word: str) -> Iterator[Row]:
        """Yield the notes (``FactRow``) in which a word stands, in ledger order."""
        where = "WHERE kind <> 'T' AND kind = 'N' AND instr(data, ?)"
        return self._facts(where, [f'"{word}"'])

    def transactions(self, first: int, end: int) -> Iterator[Row]:
        """Return id and data of transactions by id, unchecked: for whoever wrote them.

        Args:
            first: the lowest id.
            end: an id above the highest.
        """
        sql = "SELECT id, data FROM fact WHERE id >= ? AND id < ? AND kind = 'T' ORDER BY id"
        return self._plain(sql, [first, end])

    def facts_of(self, ids: Iterable[int]) -> list[Row]:
        """Return some facts (``FactRow``) by date, then by id, unchecked as above.

        In a model that is being made that is the order of the ledger.
        """
        found: list[Row] = []
        for group in groups(ids):
            sql = f"SELECT id, file, line, date, kind, data FROM fact WHERE id IN ({group})"  # noqa: S608 - numbers of ours
            found += self._plain(sql)
        found.sort(key=itemgetter(3, 0))
        return found

    def account_facts(self, name: str) -> Iterator[Row]:
        """Yield what opens and closes an account (``FactRow``)."""
        where = (
            "WHERE id IN (SELECT fact FROM account WHERE name = ?"
            " UNION SELECT fact FROM closing WHERE account = ?)"
        )
        return self._facts(where, [name, name])

    def assertions_after(self, day: str, currency: str) -> Iterator[Row]:
        """Yield the balance assertions (``FactRow``) of a currency that are dated after a day."""
        where = "WHERE id IN (SELECT fact FROM assertion WHERE date > ? AND currency = ?)"
        return self._facts(where, [day, currency])

    def has_pads(self) -> bool:
        """Return whether any account is padded."""
        return bool(list(self._plain("SELECT 1 FROM padding LIMIT 1")))

    def currencies(self) -> list[str]:
        """Return the currencies of all postings."""
        found = {row[0] for row in self._plain("SELECT DISTINCT currency FROM total")}
        # Sums stay at zero when the last posting goes; a number may be zero however it is written.
        sure = self._plain("SELECT DISTINCT currency FROM total WHERE moved")
        doubtful = found.difference(row[0] for row in sure)
        return sorted(
            currency for currency in found if currency not in doubtful or self._is_used(currency)
        )

    def _is_used(self, currency: str) -> bool:
        from billcli.store.index_sums import postings  # noqa: PLC0415 - rarely needed

        where = "WHERE kind = 'T' AND instr(data, ?)"
        written = rows(self.model.connection, "fact", where, [f'"{currency}"'])
        return any(leg[2] == currency for fact in written for leg in postings(fact[5]))

    def accounts_used(self) -> list[str]:
        """Return the accounts of all postings, and those that were opened."""
        sql = "SELECT account FROM total UNION SELECT name FROM account"
        return [row[0] for row in self._plain(sql)]

    def last_numbers(self, prefix: str, filled: int) -> list[str]:
        """Return the longest numbers in use that begin with a text, the highest first.

        Of numbers that differ in their count alone, the highest is the longest, and among those of
        one length the last. They are all there are where they are fewer than ``TOP``.

        Args:
            prefix: what stands before the count.
            filled: length up to which a count has zeros in front; longer numbers that begin with
                zeros are of other series and left out.
        """
        where = "WHERE taken < 2 AND number >= ? AND substr(number, 1, ?) = ?"
        where += " AND (length(number) <= ? OR substr(number, ?, 1) <> '0')"
        order = f"ORDER BY length(number) DESC, number DESC LIMIT {TOP}"
        sql = f"SELECT DISTINCT number FROM number {where} {order}"  # noqa: S608 - texts of ours
        values = [prefix, len(prefix), prefix, filled, len(prefix) + 1]
        return [row[0] for row in self._plain(sql, values)]

    def is_taken_over(self, number: str) -> bool:
        """Return whether a number was given elsewhere."""
        sql = "SELECT 1 FROM number WHERE number = ? AND taken > 0"
        return bool(list(self._plain(sql, [number])))

    def _facts(self, where: str, values: list[Any]) -> Iterator[Row]:
        return rows(self.model.connection, "fact", f"{where} {LEDGER_ORDER}", values)

    def _plain(self, sql: str, values: Iterable[Any] = ()) -> Iterator[Row]:
        return plain(self.model.connection, sql, tuple(values))


def _within(word: str, before: str = "", after: str = "") -> str:
    """Return a pattern of SQLite's ``GLOB`` for JSON in which a text stands.

    >>> _within("a*b"), _within("Assets:Bank", "[", ",")
    ('*"a[*]b"*', '*[[]"Assets:Bank",*')
    """
    return _pattern(f'{before}"{_written(word)}"{after}')


def _written(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', '\\"')  # as JSON has it


def _pattern(text: str) -> str:
    return f"*{''.join(f'[{c}]' if c in '*?[' else c for c in text)}*"


def _any_of(patterns: Collection[str]) -> str:
    return " OR ".join("data GLOB ?" for _ in patterns)  # in half the time of instr
