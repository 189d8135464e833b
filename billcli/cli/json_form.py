"""Values as JSON: the one place that decides how money, dates and names look to a machine."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from collections.abc import Set as AbstractSet
from decimal import Decimal
from enum import Enum
from pathlib import PurePath

from billcli.domain.money import Money, plain
from billcli.domain.named import TYPE_CHECKING
from billcli.domain.problem import Problem, Source

if TYPE_CHECKING:
    from typing import TypeAlias

    from billcli.cli.outcome import Outcome, Table

Json: TypeAlias = "str | int | bool | list[Json] | dict[str, Json] | None"


def to_json(value: object) -> Json:
    """Return a value as JSON knows it: money as number and currency, numbers as exact text.

    Dataclasses and named tuples become objects by field name, enumerations their value, dates
    ISO 8601, sets sorted lists. A float has no place near money and is refused.

    >>> to_json({"total": Money.of("119.00", "EUR"), "due": dt.date(2026, 2, 14)})
    {'total': {'number': '119.00', 'currency': 'EUR'}, 'due': '2026-02-14'}

    Raises:
        TypeError: the value has no form in JSON.
    """
    known = _KNOWN.get(type(value))
    if known is not None:
        return known(value)
    if isinstance(value, Enum):
        return to_json(value.value)
    if isinstance(value, (str, PurePath)):
        return whole(str(value))
    return _scalar(value) or _collection(value)


def _scalar(value: object) -> Json:
    """Return a moment or place as JSON, or None when it is neither."""
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, Source):
        return {"file": whole(value.file), "line": value.line}
    return None


def _collection(value: object) -> Json:
    if isinstance(value, Mapping):
        return _object(value)
    if isinstance(value, AbstractSet):
        return sorted((to_json(item) for item in value), key=str)
    if isinstance(value, (list, tuple)):
        names = getattr(value, "_fields", None)
        found = [to_json(item) for item in value]
        return found if names is None else dict(zip(names, found, strict=True))
    from dataclasses import fields, is_dataclass  # noqa: PLC0415 - most values are none

    if is_dataclass(value) and not isinstance(value, type):
        return {item.name: to_json(getattr(value, item.name)) for item in fields(value)}
    msg = f"{type(value).__name__} has no form in JSON"
    raise TypeError(msg)


def whole(text: str) -> str:
    r"""Return text without lone surrogates, which no UTF-8 reader accepts.

    >>> whole("a\udc80b") == "a\ufffdb"
    True
    """
    if text.isascii():
        return text
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _money(value: Money) -> Json:
    return {"number": plain(value.number), "currency": value.currency}


def _object(value: Mapping[object, object]) -> Json:
    return {
        key if type(key) is str and key.isascii() else whole(str(to_json(key))): to_json(item)
        for key, item in value.items()
    }


_KNOWN: Mapping[type, Callable[..., Json]] = {
    type(None): lambda _: None,
    bool: bool,
    str: whole,
    int: int,
    dt.date: dt.date.isoformat,
    Decimal: plain,
    Money: _money,
    dict: _object,
    list: lambda values: [to_json(value) for value in values],
}
"""The commonest types, looked up at once: a long list holds a hundred thousand values."""


def envelope(outcome: Outcome) -> dict[str, Json]:
    """Return the one form of every JSON answer.

    >>> from billcli.cli.outcome import Outcome
    >>> envelope(Outcome("invoice list"))["schema"]
    'billcli.invoice.list/1'
    """
    words = outcome.command.split() or ["error"]
    data = outcome.data() if callable(outcome.data) else outcome.data
    return {
        "schema": f"billcli.{'.'.join(words)}/1",
        "status": outcome.status.value,
        "exit_code": int(outcome.exit_code),
        "data": to_json(data),
        "problems": [problem_object(problem) for problem in outcome.problems],
    }


def problem_object(problem: Problem) -> Json:
    """Return a problem with the keys every client may rely on."""
    where = problem.where
    return {
        "code": problem.code,
        "severity": problem.severity.value,
        "message": whole(problem.message),
        "file": whole(where.file) if where else None,
        "line": where.line or None if where else None,
        "help": whole(problem.help),
    }


def as_document(outcome: Outcome, *, ascii_only: bool) -> str:
    """Return the envelope as indented text; beyond ASCII it is escaped where asked for."""
    return indented(envelope(outcome), ascii_only=ascii_only) + "\n"


def indented(value: Json, *, ascii_only: bool = False) -> str:
    """Return a value of ``to_json`` as ``json.dumps(value, indent=2)`` writes it, but faster.

    What is written fast there cannot be indented.

    >>> indented({"a": [1, None], "b": {}}).splitlines()
    ['{', '  "a": [', '    1,', '    null', '  ],', '  "b": {}', '}']
    """
    from json.encoder import encode_basestring, encode_basestring_ascii  # noqa: PLC0415 - as below

    return _text(value, encode_basestring_ascii if ascii_only else encode_basestring, "\n")


def _text(value: Json, quoted: Callable[[str], str], line: str) -> str:
    if isinstance(value, str):
        return quoted(value)
    if value is None:
        return "null"
    if not isinstance(value, (dict, list)):
        return str(value).lower()
    deeper = f"{line}  "
    if isinstance(value, list):
        return _block("[]", [_text(one, quoted, deeper) for one in value], line)
    rows = [
        f"{quoted(key)}: {quoted(one) if type(one) is str else _text(one, quoted, deeper)}"
        for key, one in value.items()
    ]
    return _block("{}", rows, line)


def _block(around: str, parts: list[str], line: str) -> str:
    """Return parts between brackets, each on a line of its own, the brackets on lines as given."""
    if not parts:
        return around
    return f"{around[0]}{line}  {f',{line}  '.join(parts)}{line}{around[1]}"


def as_lines(table: Table, *, ascii_only: bool) -> str:
    """Return a table as JSON lines: one object per row, keyed by column."""
    import json  # noqa: PLC0415 - delimited text takes only the rest of this module

    keys = [column.key for column in table.columns]
    rows = (dict(zip(keys, map(to_json, row), strict=True)) for row in table.rows)
    return "".join(json.dumps(row, ensure_ascii=ascii_only) + "\n" for row in rows)
