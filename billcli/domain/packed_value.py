"""Values of metadata as compact JSON and back, exactly.

A number, a date and money are ``["n", "1.50"]``, ``["d", "2026-01-31"]`` and
``["m", "1.50", "EUR"]``; text and truth are JSON's own.
"""

from __future__ import annotations

import datetime as dt
import json
from decimal import Decimal

from billcli.domain.meta import text_of
from billcli.domain.money import Money
from billcli.domain.named import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Any, TypeAlias

    from billcli.domain.entry import Meta, MetaValue

Json: TypeAlias = "Any"
"""Text, numbers, lists and objects, as ``json`` reads and writes them."""

_write = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
_write_ascii = json.JSONEncoder(separators=(",", ":")).encode
_read = json.JSONDecoder().scan_once  # type: ignore[attr-defined] # what all its methods call


def parsed(text: str) -> Json:
    """Return what ``compact`` wrote.

    Raises:
        ValueError: that is not JSON.

    >>> parsed('["a",{}]')
    ['a', {}]
    """
    try:
        return _read(text, 0)[0]
    except StopIteration as error:
        raise ValueError("no JSON stands there") from error


def compact(value: Json) -> str:
    r"""Return JSON without blanks; what cannot be encoded as UTF-8 is escaped.

    >>> compact(["Müller", "\udc80", 0])
    '["M\\u00fcller","\\udc80",0]'
    >>> compact(["Müller", {}])
    '["Müller",{}]'
    """
    text = _write(value)
    if text.isascii():
        return text
    try:
        text.encode()
    except UnicodeEncodeError:
        return _write_ascii(value)
    return text


def packed_value(value: MetaValue) -> Json:
    """Return a value of metadata or of a record in JSON's own types.

    >>> packed_value(Money.of("1.50", "EUR")), packed_value(True), packed_value("net 30")
    (['m', '1.50', 'EUR'], True, 'net 30')
    """
    if isinstance(value, Decimal):
        return ["n", str(value)]
    if isinstance(value, dt.date):
        return ["d", value.isoformat()]
    if isinstance(value, Money):
        return ["m", str(value.number), value.currency]
    return value


def packed_meta(meta: Meta) -> dict[str, Json]:
    """Return metadata in JSON's own types, in the order written."""
    return {key: packed_value(value) for key, value in meta.items()}


def value_of_packed(packed: Json) -> MetaValue:
    """Return the value of metadata or of a record that ``packed_value`` wrote."""
    if type(packed) is not list:
        known: MetaValue = packed
        return known
    if packed[0] == "d":
        return dt.date.fromisoformat(packed[1])
    number = Decimal(packed[1])
    return number if packed[0] == "n" else Money(number, packed[2])


def text_of_packed(value: Json) -> str:
    """Return a packed value as an id or name, an empty text when it is none (``meta.text_of``).

    >>> text_of_packed(" A01 "), text_of_packed(["n", "1001"]), text_of_packed(None)
    ('A01', '1001', '')
    """
    if type(value) is str:
        return value.strip()
    return "" if value is None else text_of(value_of_packed(value))


def meta_of_packed(packed: dict[str, Json]) -> Meta:
    """Return the metadata that ``packed_meta`` wrote; the object read is used up."""
    for key, value in packed.items():
        if type(value) is list:
            packed[key] = value_of_packed(value)
    return packed
