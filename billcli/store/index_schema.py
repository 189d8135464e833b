"""Tables of the read model; every change of them, or of what stands in them, raises ``SCHEMA``.

Every row ends with ``crc``, a checksum over the rest of it: SQLite itself does not notice a byte
that flipped inside a text. ``fact.line`` takes no part, so that moving lines is one update.
"""

from __future__ import annotations

from binascii import crc32
from marshal import dumps

TYPE_CHECKING = False  # typing itself costs a third of a query
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from typing import Any, TypeAlias

    Row: TypeAlias = tuple[Any, ...]

SCHEMA = 11
_BARE = " WITHOUT ROWID"
_KEYED = "INTEGER PRIMARY KEY"
_FILE = f"""id {_KEYED}, ord INTEGER, path TEXT, size INTEGER, mtime_ns INTEGER,
 ctime_ns INTEGER, inode INTEGER, device INTEGER, sha256 TEXT, bytes_crc INTEGER, seen_ns INTEGER,
 newline TEXT, open_push TEXT, made INTEGER"""
_FACT = f"id {_KEYED}, file INTEGER, line INTEGER, date TEXT, kind TEXT, data TEXT"
_ITEM = """shard INTEGER, item TEXT, instalment INTEGER, kind TEXT, customer TEXT,
 customer_name TEXT, account TEXT, date_issued TEXT, date_due TEXT, amount TEXT, currency TEXT,
 balance_open TEXT, known_by TEXT, disputed INTEGER, fact INTEGER, line_offset INTEGER,
 value_open TEXT, value_currency TEXT, is_open INTEGER, due_key TEXT, word TEXT, first INTEGER,
 nth INTEGER, told INTEGER"""
_BUNDLE = """period TEXT PRIMARY KEY, count INTEGER, disputed INTEGER, care TEXT, files TEXT,
 head TEXT, term TEXT, tail TEXT, rest TEXT"""
_PARTY = """id TEXT PRIMARY KEY, shard INTEGER, folded TEXT, account TEXT, vals TEXT, rank INTEGER,
 nth INTEGER, fact INTEGER"""
# name -> columns with their types, key of several columns, storage
TABLES: dict[str, tuple[str, str, str]] = {
    "meta": ("key TEXT PRIMARY KEY, value TEXT", "", ""),
    "file": (_FILE, "", ""),
    "pattern": ("file INTEGER, line INTEGER, written TEXT, found TEXT", "", ""),
    "fact": (_FACT, "", ""),
    "account": (f"fact {_KEYED}, name TEXT, opened TEXT, currencies TEXT", "", ""),
    "closing": (f"fact {_KEYED}, account TEXT, date TEXT", "", ""),
    "assertion": (f"fact {_KEYED}, account TEXT, currency TEXT, date TEXT", "", ""),
    "padding": (f"fact {_KEYED}, account TEXT, date TEXT", "", ""),
    "commodity": (f"fact {_KEYED}, name TEXT", "", ""),
    "lot": ("account TEXT PRIMARY KEY", "", _BARE),
    "total": (
        "account TEXT, currency TEXT, months TEXT, moved INTEGER",
        "PRIMARY KEY (account, currency)",
        _BARE,
    ),
    "number": ("number TEXT, fact INTEGER, taken INTEGER", "PRIMARY KEY (number, fact)", _BARE),
    "member": ("shard INTEGER, fact INTEGER", "PRIMARY KEY (shard, fact)", _BARE),
    "tie": ("name TEXT PRIMARY KEY, shard INTEGER", "", _BARE),
    "item": (_ITEM, "", ""),
    "bundle": (_BUNDLE, "", ""),
    "shard": (f"shard {_KEYED}, last TEXT, apart_from TEXT, told INTEGER", "", ""),
    "party": (_PARTY, "", ""),
    "owing": (f"shard {_KEYED}, owed TEXT", "", ""),
    "balance": (
        "customer TEXT, currency TEXT, shard INTEGER, number TEXT",
        "PRIMARY KEY (customer, currency)",
        _BARE,
    ),
}


def columns(table: str) -> tuple[str, ...]:
    """Return the columns of a table but its checksum.

    >>> columns("tie")
    ('name', 'shard')
    """
    return tuple(column.split()[0] for column in TABLES[table][0].split(","))


_BY_DUE = "due_key, item, instalment, date_issued, nth, fact, is_open"
INDEXES = (
    "fact_file ON fact (file)",
    "fact_kind ON fact (kind) WHERE kind <> 'T'",
    "fact_date ON fact (date)",
    "account_name ON account (name)",
    "closing_account ON closing (account)",
    "assertion_account ON assertion (account, date)",
    "number_fact ON number (fact)",
    "member_fact ON member (fact)",
    "tie_shard ON tie (shard)",
    "shard_last ON shard (last)",
    "item_word ON item (item) WHERE word <> ''",
    f"item_due ON item ({_BY_DUE}) WHERE is_open",
    "item_date ON item (date_issued, item, instalment, nth) WHERE is_open",
    "item_name ON item (item)",
    "item_customer ON item (customer)",
    "item_shard ON item (shard)",
    "party_shard ON party (shard)",
    "balance_shard ON balance (shard)",
)
STANDING = ("account", "closing", "assertion", "padding", "commodity")


def creation() -> Iterator[str]:
    """Yield the statements that make the tables."""
    for name, (typed, keys, storage) in TABLES.items():
        parts = (typed, "crc INTEGER", keys)
        body = ", ".join(part for part in parts if part)
        yield f"CREATE TABLE {name} ({body}){storage}"


def selection(table: str) -> str:
    """Return the beginning of a query for whole rows of a table.

    >>> selection("tie")
    'SELECT name, shard, crc FROM tie'
    """
    return f"SELECT {', '.join(columns(table))}, crc FROM {table}"  # noqa: S608 - a name of ours


def insertion(table: str) -> str:
    """Return the statement that puts one sealed row in.

    >>> insertion("tie")
    'INSERT INTO tie VALUES (?, ?, ?)'
    """
    marks = ", ".join("?" for _ in (*columns(table), "crc"))
    return f"INSERT INTO {table} VALUES ({marks})"  # noqa: S608 - a name of ours


def seal(row: Row) -> int:
    """Return the checksum of a row of texts, whole numbers and None.

    >>> seal(("INV-1", 3)) == seal(("INV-1", 3)), seal(("INV-1", 3)) == seal(("INV-1", 4))
    (True, False)
    """
    return crc32(dumps(row, 0))


def sealed(rows: Iterable[Row]) -> Iterator[Row]:
    """Yield rows with their checksum at the end."""
    for row in rows:
        plain = row if type(row) is tuple else (*row,)
        yield (*plain, crc32(dumps(plain, 0)))


def finished(table: str, rows: Iterable[Row]) -> Iterator[Row]:
    """Yield rows as they stand in a table, with their checksums."""
    return sealed(map(plain_item, rows) if table == "item" else rows)


def sealed_fact(row: Row) -> Row:
    """Return a fact with its checksum, in which its line takes no part."""
    fact, file, line, date, kind, data = row
    return (fact, file, line, date, kind, data, crc32(dumps((fact, file, date, kind, data), 0)))


def plain_item(row: Row) -> Row:
    """Return an item with its yes and no as 1 and 0, as they come back."""
    return (*row[:13], int(row[13]), *row[14:18], int(row[18]), *row[19:])
