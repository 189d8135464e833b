"""Tables of the read model; every change of them, or of what stands in them, raises ``SCHEMA``.

Every row ends with ``crc``, a checksum over the rest of it: SQLite itself does not notice a byte
that flipped inside a text. ``fact.line`` takes no part, so that moving lines is one update.
"""

from __future__ import annotations

SCHEMA = 1
TABLES: dict[str, str] = {
    "meta": "key TEXT PRIMARY KEY, value TEXT",
    "file": (
        "id INTEGER PRIMARY KEY, ord INTEGER, path TEXT, size INTEGER, mtime_ns INTEGER,"
        " ctime_ns INTEGER, inode INTEGER, device INTEGER, sha256 TEXT, bytes_crc INTEGER,"
        " seen_ns INTEGER, newline TEXT, open_push TEXT, made INTEGER"
    ),
    "pattern": "file INTEGER, line INTEGER, written TEXT, found TEXT",
    "fact": "id INTEGER PRIMARY KEY, file INTEGER, line INTEGER, date TEXT, kind TEXT, data TEXT",
    "account": "name TEXT, opened TEXT, closed TEXT, currencies TEXT, fact INTEGER",
    "assertion": "account TEXT, currency TEXT, date TEXT, fact INTEGER",
    "padding": "account TEXT, date TEXT, fact INTEGER",
    "subject": "name TEXT, fact INTEGER",
    "lot": "account TEXT PRIMARY KEY",
    "total": "account TEXT, currency TEXT, month TEXT, number TEXT",
    "number": "number TEXT, fact INTEGER, taken INTEGER",
    "member": "shard INTEGER, fact INTEGER",
    "tie": "name TEXT, shard INTEGER",
    "item": (
        "shard INTEGER, item TEXT, instalment INTEGER, kind TEXT, customer TEXT,"
        " customer_name TEXT, account TEXT, date_issued TEXT, date_due TEXT, amount TEXT,"
        " currency TEXT, balance_open TEXT, known_by TEXT, disputed INTEGER, fact INTEGER,"
        " line_offset INTEGER, value_open TEXT, value_currency TEXT, is_open INTEGER, due_key TEXT"
    ),
    "party": "id TEXT, shard INTEGER, folded TEXT, account TEXT, vals TEXT",
    "balance": "customer TEXT, currency TEXT, shard INTEGER, number TEXT",
}
