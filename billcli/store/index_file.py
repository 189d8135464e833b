"""Where the read model of a ledger lives, and opening it.

It stands in the user's cache folder, never beside the ledger, and holds data only. Whatever is
wrong with it is never an error of the user's: there is no model then, and a reason in words.
"""

from __future__ import annotations

import os
from binascii import crc32
from marshal import dumps

from billcli.store.index_schema import SCHEMA, selection

try:  # sqlite3 itself is this and datetime, a tenth of a whole query
    import _sqlite3 as sqlite3
except ImportError:  # pragma: no cover - a Python that names it otherwise
    import sqlite3  # type: ignore[no-redef]

TYPE_CHECKING = False  # typing itself costs a third of a query
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from typing import Any

    from billcli.store.index_schema import Row

READ_WAIT = 2.0
WRITE_WAIT = 10.0
_PRIME = 2**128 - 159
_SHOWN = 40
_OTHERS = 0o022
_KIND, _REGULAR = 0o170000, 0o100000
# What sqlite3 may raise over a damaged file, besides its own errors.
BROKEN = (sqlite3.Error, sqlite3.Warning, OverflowError, MemoryError, UnicodeError, ValueError)


class ModelLost(Exception):  # noqa: N818 - not an error of the user's; the ledger is read instead
    """The model cannot be read any more; ``str`` of it says why. Answer from the ledger instead."""


class ModelChanged(ModelLost):
    """Another process has written to the model since it was opened; opened again, it answers."""


class ModelClosed(ModelLost):
    """The model was closed by its own command, as one that has written does."""


class Place:
    """Where one model lives.

    Attributes:
        ledger: the real path of the main file.
        variant: what else decides what the model holds (plugins, named roots), any text.
        path: the SQLite file, or an empty text when there is to be none.
        reason: why there is none, in words.
    """

    __slots__ = ("ledger", "path", "reason", "variant")

    def __init__(self, ledger: str, variant: str, path: str, reason: str = "") -> None:
        """Keep the four."""
        self.ledger, self.variant, self.path, self.reason = ledger, variant, path, reason


def place_of(ledger: str, env: Mapping[str, str], variant: str = "") -> Place:
    """Return where the model of a ledger lives.

    The first that is set decides: ``BILLCLI_CACHE`` (``off``, or a folder),
    ``XDG_CACHE_HOME/billcli``, ``HOME/.cache/billcli``. A relative folder is no place (as the XDG
    base directory specification says), and an empty text is not set.

    Args:
        ledger: the main file, links and all; the model belongs to the file they lead to.
        env: the environment.
        variant: what else decides what the model holds.
    """
    real = os.path.realpath(ledger)
    named = env.get("BILLCLI_CACHE") or ""
    if named.casefold() in {"off", "no", "0"}:
        return Place(real, variant, "", f"BILLCLI_CACHE={named}: no read model is kept")
    folder = _folder(named, env)
    if not folder:
        return Place(real, variant, "", "no cache folder: neither HOME nor XDG_CACHE_HOME is set")
    words = os.fsencode(real) + b"\0" + variant.encode("utf-8", "surrogateescape")
    # Cheaper than importing a hash; the file tells whose it is, should two names ever meet.
    number = int.from_bytes(b"\1" + words, "big") % _PRIME
    name = os.path.basename(real).partition(".")[0]  # noqa: PTH119 - pathlib costs a third of a query
    stem = "".join(c for c in name[:_SHOWN] if c.isascii() and c.isalnum())
    return Place(real, variant, f"{folder}/{stem}-{number:032x}.sqlite")


def _folder(named: str, env: Mapping[str, str]) -> str:
    xdg, home = env.get("XDG_CACHE_HOME", ""), env.get("HOME", "")
    if named:
        return os.path.abspath(named)  # noqa: PTH100 - pathlib costs a third of a query
    if xdg.startswith("/"):
        return f"{xdg.rstrip('/')}/billcli"
    return f"{home.rstrip('/')}/.cache/billcli" if home.startswith("/") else ""


def connect(
    place: Place, wait: float = READ_WAIT
) -> tuple[sqlite3.Connection | None, dict[str, str], str]:
    """Return a connection to a model that is whole and ours, its ``meta`` texts, and why not.

    Nothing is made and nothing is written (but that SQLite undoes what a killed writer left).
    Nobody has to wait for the connection: it is no transaction, but once another process has
    changed the model every answer is refused (``ModelLost``). The schema, the ledger and the
    variant are compared; whether the model is fresh is another question (``index_key.check``).
    """
    reason = place.reason or refused(place.path)
    if reason:
        return None, {}, reason
    connection: Reading | None = None
    meta: dict[str, str] = {}
    try:
        connection = opened(place.path, wait)
        connection.version = _version(connection)
        meta = dict(listed(connection, "meta"))
        reason = foreign(place, meta)
    except (*BROKEN, ModelLost) as error:
        reason = worded(error)
    if reason and connection is not None:
        connection.close()
    return (None, {}, reason) if reason else (connection, meta, "")


class Reading(sqlite3.Connection):
    """A connection that answers only as long as nobody else has changed the file.

    Attributes:
        version: of the file when it was opened, as SQLite counts for this connection.
    """

    version = -1


def _version(connection: sqlite3.Connection) -> int:
    found: int = connection.execute("PRAGMA data_version").fetchone()[0]
    return found


def require_same(connection: sqlite3.Connection) -> None:
    """Refuse an answer that may mix the model as it was with what another process wrote.

    Raises:
        ModelChanged: the file has changed since it was opened.
    """
    known = getattr(connection, "version", -1)
    if known >= 0 and _version(connection) != known:
        raise ModelChanged("the read model has changed meanwhile")


def opened(path: str, wait: float, how: str = "rw") -> Reading:
    """Return a connection to an SQLite file that exists, whatever is in it.

    Args:
        path: the file.
        wait: seconds to wait for a lock.
        how: SQLite's mode.

    Raises:
        sqlite3.Error: there is none.
    """
    quoted = "".join(c if c not in "%?#" else f"%{ord(c):02x}" for c in path)
    # Not read-only: then a transaction cut short by a crash could not be undone.
    uri = f"file:{quoted}?mode={how}"
    return sqlite3.connect(uri, timeout=wait, isolation_level=None, factory=Reading, uri=True)


def refused(path: str) -> str:
    """Return why a file is not to be opened as a model, in words, or nothing."""
    try:
        status = os.lstat(path)
    except FileNotFoundError:
        return "there is no read model yet"
    except (OSError, ValueError) as error:
        return f"the read model cannot be opened: {_cause(error)}"
    if status.st_mode & _KIND != _REGULAR:
        return f"{path} is not a regular file"
    if status.st_uid != os.geteuid() or status.st_mode & _OTHERS:
        return f"{path} belongs to, or can be changed by, somebody else"
    return ""


def foreign(place: Place, meta: Mapping[str, str]) -> str:
    """Return why the ``meta`` texts of a model are not those of a place's, or nothing."""
    schema = meta.get("schema", "")
    if schema != str(SCHEMA):
        return f"the read model has schema {schema or 'none'}, this billcli reads {SCHEMA}"
    if (meta.get("ledger"), meta.get("variant")) != (place.ledger, place.variant):
        return "the read model is of another ledger"
    return ""


def worded(error: BaseException) -> str:
    """Return what is wrong with the model, in words."""
    text = str(error) or type(error).__name__
    if is_locked(error):
        return "the read model is locked by another process"
    return text if isinstance(error, ModelLost) else f"the read model cannot be read: {text}"


def is_locked(error: BaseException) -> bool:
    """Return whether another process holds the file."""
    return "locked" in str(error) or "busy" in str(error)


def lost(error: BaseException) -> ModelLost:
    """Return what SQLite says of a model as the failure that it is."""
    is_closed = isinstance(error, sqlite3.ProgrammingError) and "closed" in str(error)
    return (ModelClosed if is_closed else ModelLost)(worded(error))


def _cause(error: BaseException) -> str:
    return str(getattr(error, "strerror", None) or error or type(error).__name__).lower()


def plain(connection: sqlite3.Connection, sql: str, values: Sequence[Any] = ()) -> Iterator[Row]:
    """Yield what a query gives, unchecked: figures, ids, names that are looked up again.

    Raises:
        ModelLost: the model cannot be read.
    """
    try:
        found = connection.execute(sql, values)
        require_same(connection)  # as long as the query runs, nothing can change
        yield from found
    except BROKEN as error:
        raise lost(error) from error


def rows(
    connection: sqlite3.Connection, table: str, rest: str = "", values: Sequence[Any] = ()
) -> Iterator[Row]:
    """Yield whole rows of a table, each checked and without its checksum.

    Args:
        connection: from ``connect``.
        table: its name.
        rest: what stands behind the table in the query.
        values: for the question marks in ``rest``.

    Raises:
        ModelLost: the model cannot be read, or a row is not what was written.
    """
    is_fact = table == "fact"
    try:
        found = connection.execute(f"{selection(table)} {rest}", values)
        require_same(connection)  # as long as the query runs, nothing can change
        for row in found:
            said = (row[0], row[1], *row[3:-1]) if is_fact else row[:-1]
            if crc32(dumps(said, 0)) != row[-1]:
                raise ModelLost(f"the read model is damaged: table {table}")
            yield row[:-1]
    except BROKEN as error:
        raise lost(error) from error


def listed(
    connection: sqlite3.Connection,
    table: str,
    rest: str = "",
    values: Sequence[Any] | Mapping[str, Any] = (),
) -> list[Row]:
    """Return what ``rows`` yields, in half the time; not for facts.

    Raises:
        ModelLost: the model cannot be read, or a row is not what was written.
    """
    try:
        found = connection.execute(f"{selection(table)} {rest}", values).fetchall()
        sound = [said for row in found if crc32(dumps(said := row[:-1], 0)) == row[-1]]
        require_same(connection)
    except BROKEN as error:
        raise lost(error) from error
    # A row that stands there twice hides one that is lost: no two of any table are the same.
    if not len(found) == len(sound) == len({*sound}):
        raise ModelLost(f"the read model is damaged: table {table}")
    return sound
