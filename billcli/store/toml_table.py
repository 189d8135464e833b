"""A TOML file read strictly: typed values, every mistake listed with its line, no key unknown."""

from __future__ import annotations

import datetime as dt
import re
import tomllib
from decimal import Decimal, InvalidOperation

from billcli.domain.named import TYPE_CHECKING
from billcli.domain.problem import InvalidError, Problem, Source
from billcli.domain.terms import YEAR_FIRST, YEAR_LAST

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_HEADER = re.compile(r"\s*\[\[?\s*([^\]]+?)\s*\]\]?\s*(?:#.*)?")
_KEY = re.compile(r"\s*((?:[A-Za-z0-9_-]+|\"[^\"]*\"|'[^']*')(?:\s*\.\s*(?:[A-Za-z0-9_-]+|\"[^\"]*\"|'[^']*'))*)\s*=")  # fmt: skip  # noqa: E501
_PART = re.compile(r"[A-Za-z0-9_-]+|\"[^\"]*\"|'[^']*'")


def _parts(dotted: str) -> tuple[str, ...]:
    return tuple(part.strip("\"'") for part in _PART.findall(dotted))


def key_lines(text: str) -> dict[tuple[str, ...], int]:
    r"""Return the 1-based line of each table and key, by its full path.

    >>> key_lines('a = 1\n[b.c]\nd = 2')[("b", "c", "d")]
    3
    """
    lines: dict[tuple[str, ...], int] = {}
    table: tuple[str, ...] = ()
    quoted = ""
    for number, line in enumerate(text.splitlines(), 1):
        if not quoted and (header := _HEADER.fullmatch(line)):
            table = _parts(header[1])
            lines.setdefault(table, number)
        elif not quoted and (key := _KEY.match(line)):
            lines.setdefault((*table, *_parts(key[1])), number)
        for mark in ('"""', "'''"):
            if quoted in ("", mark) and line.count(mark) % 2:
                quoted = "" if quoted else mark
    return lines


def toml_string(text: str) -> str:
    r"""Return a text as a TOML string on one line.

    >>> print(toml_string('He said "10%"'))
    "He said \"10%\""
    """
    import json  # noqa: PLC0415 - only writing needs it

    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007F")


class TomlFile:
    """The file being read, with the mistakes found so far."""

    __slots__ = ("lines", "name", "problems")

    def __init__(self, name: str, lines: Mapping[tuple[str, ...], int] | None = None) -> None:
        """Begin with a file whose keys stand in these lines."""
        self.name, self.lines = name, lines or {}
        self.problems: list[Problem] = []

    def line(self, path: tuple[str, ...]) -> int:
        """Return the line of a key, or of the nearest table that holds it; 0 when unknown."""
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path, 0)

    def wrong(self, path: tuple[str, ...], message: str, hint: str = "") -> None:
        """Note a mistake at a key."""
        where = Source(self.name, self.line(path))
        self.problems.append(Problem("CONFIG-INVALID", message, where, hint))


class TomlTable:
    """One table of the file; reading a key marks it as known."""

    def __init__(self, file: TomlFile, path: tuple[str, ...], data: Mapping[str, object]) -> None:
        """Read ``data``, which stands at ``path`` of ``file``."""
        self._file, self._path, self._data = file, path, data
        self._known: set[str] = set()

    def _take(self, key: str, expected: str, *types: type) -> object | None:
        self._known.add(key)
        value = self._data.get(key)
        if value is None:
            return None
        if type(value) in types:
            return value
        self.wrong(key, f"{self.name(key)} must be {expected}, not {value!r}")
        return None

    def name(self, key: str) -> str:
        """Return the dotted name of a key, for messages."""
        return ".".join((*self._path, key))

    def wrong(self, key: str, message: str, hint: str = "") -> None:
        """Note a mistake at one of this table's keys."""
        self._file.wrong((*self._path, key), message, hint)

    def peek(self, key: str) -> object | None:
        """Return a value as it is, without taking it as read."""
        return self._data.get(key)

    def has(self, key: str) -> bool:
        """Return whether the key, which is one of the table's, is there."""
        self._known.add(key)
        return key in self._data

    def text(self, key: str, default: str = "") -> str:
        """Return a string."""
        value = self._take(key, 'a text in quotes, such as "..."', str)
        return value if isinstance(value, str) else default

    def texts(self, key: str) -> tuple[str, ...]:
        """Return a list of strings."""
        value = self._take(key, 'a list of texts, such as ["..."]', list)
        items = value if isinstance(value, list) else []
        if any(not isinstance(item, str) for item in items):
            self.wrong(key, f"{self.name(key)} must hold texts only")
            return ()
        return tuple(items)

    def switch(self, key: str) -> bool:
        """Return whether something is switched on, False when absent."""
        return self._take(key, "true or false", bool) is True

    def whole(self, key: str) -> int | None:
        """Return a whole number, None when absent."""
        value = self._take(key, "a whole number", int)
        return value if isinstance(value, int) else None

    def truth(self, key: str) -> bool:
        """Return true or false; false when absent."""
        return self._take(key, "true or false", bool) is True

    def number(self, key: str) -> Decimal | None:
        """Return an exact number, written as a number or as a text; None when absent."""
        value = self._take(key, 'a number, such as 19 or "7.7"', int, Decimal, str)
        if value is None:
            return None
        try:
            number = Decimal(str(value))
        except InvalidOperation:
            number = Decimal("NaN")
        if not number.is_finite():
            self.wrong(key, f"{self.name(key)} must be a number, not {value!r}")
            return None
        return number

    def date(self, key: str) -> dt.date | None:
        """Return a date written without quotes, None when absent."""
        value = self._take(key, "a date, such as 2026-01-31", dt.date)
        if isinstance(value, dt.date) and not YEAR_FIRST <= value.year <= YEAR_LAST:
            said = f"the year of {value} is not between {YEAR_FIRST} and {YEAR_LAST}"
            self.wrong(key, f"{self.name(key)}: {said}", "check the year for a typing error")
            return None
        return value if isinstance(value, dt.date) else None

    def table(self, key: str) -> TomlTable:
        """Return a sub-table, empty when absent."""
        value = self._take(key, "a table", dict)
        return TomlTable(self._file, (*self._path, key), value if isinstance(value, dict) else {})

    def tables(self) -> Iterator[tuple[str, TomlTable]]:
        """Yield every key of this table as a table of its own."""
        for key in self._data:
            yield key, self.table(key)

    def rows(self, key: str) -> tuple[TomlTable, ...]:
        """Return a list of tables."""
        value = self._take(key, "a list of tables, such as [{from = 2026-01-01, rate = 19}]", list)
        items = value if isinstance(value, list) else []
        if any(not isinstance(item, dict) for item in items):
            self.wrong(key, f"{self.name(key)} must hold tables only")
            return ()
        return tuple(TomlTable(self._file, (*self._path, key), item) for item in items)

    def raw(self) -> Mapping[str, object]:
        """Return everything in the table as it is; its reader checks it."""
        self._known.update(self._data)
        return self._data

    def finish(self) -> None:
        """Note every key that nobody read: most likely a slip of the pen."""
        for key in self._data.keys() - self._known:
            import difflib  # noqa: PLC0415 - only mistakes need it

            near = difflib.get_close_matches(key, self._known, n=1)
            allowed = ", ".join(sorted(self._known))
            self.wrong(
                key,
                f"{self.name(key)} is not a setting",
                f"did you mean {near[0]}?" if near else f"known here: {allowed}",
            )


def read_toml(data: bytes, name: str) -> tuple[TomlFile, TomlTable]:
    """Return the file and its top table.

    Raises:
        InvalidError: the bytes are not UTF-8 or not TOML.
    """
    try:
        text = data.decode("utf-8")
        values = tomllib.loads(text, parse_float=Decimal)
    except UnicodeDecodeError as error:
        raise InvalidError.of(
            "CONFIG-INVALID", "the file is not UTF-8", where=Source(name), hint="save it as UTF-8"
        ) from error
    except RecursionError as error:
        raise InvalidError.of(
            "CONFIG-INVALID",
            "not valid TOML: it is nested too deeply",
            where=Source(name),
            hint="take the superfluous brackets away",
        ) from error
    except ValueError as error:  # a number of thousands of digits is no error of TOML
        found = re.search(r"at line (\d+)", str(error))
        where = Source(name, int(found[1]) if found else 0)
        raise InvalidError.of(
            "CONFIG-INVALID", f"not valid TOML: {error}", where=where, hint="mend the line"
        ) from error
    file = TomlFile(name, key_lines(text))
    return file, TomlTable(file, (), values)
