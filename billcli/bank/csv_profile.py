"""How one bank writes its CSV files: what ``[bank.profile.NAME]`` of billcli.toml may say.

Whatever a profile leaves out is detected from the file; whatever it says is obeyed.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, fields

from billcli.bank.column_name import ROLES
from billcli.bank.date_text import ORDERS, check_pattern
from billcli.bank.number_text import DECIMALS
from billcli.domain.named import TYPE_CHECKING
from billcli.domain.problem import InvalidError, Problem, quoted

if TYPE_CHECKING:
    from typing import TypeAlias

    from billcli.domain.problem import Source

DELIMITERS = (",", ";", "\t", "|")
SIGNS = ("stated", "inverted", "word")
Column: TypeAlias = str | int
Columns: TypeAlias = Mapping[str, tuple[Column, ...]]


@dataclass(frozen=True, slots=True)
class CsvProfile:
    r"""The settings of a bank's CSV export; an empty value means: detect it.

    Attributes:
        name: as in ``[bank.profile.NAME]``.
        account: ledger account the lines belong to.
        currency: of rows that do not state their own.
        encoding: such as ``utf-8`` or ``cp1252``.
        delimiter: one of ``, ; | \t``.
        quote: quotation mark; ``none`` when fields are never quoted.
        skip_rows: lines above the header, or above the first row without one.
        skip_end: records below the last row.
        header: whether a row names the columns.
        columns: role to column names or 1-based numbers; several texts are joined in order.
        date_order: ``dmy``, ``mdy`` or ``ymd``.
        date_format: exact form, such as ``DD.MM.YYYY`` or ``D MMM YY``.
        decimal: ``.`` or ``,``.
        sign: ``stated`` as in the amount, ``inverted`` (cards), or ``word`` in the sign column.
        words_in, words_out: words of the sign column beyond the known ones.
        words_pending: words of rows that the bank has not booked yet.
    """

    name: str = ""
    account: str = ""
    currency: str = ""
    encoding: str = ""
    delimiter: str = ""
    quote: str = '"'
    skip_rows: int | None = None
    skip_end: int = 0
    header: bool | None = None
    columns: Columns = field(default_factory=dict)
    date_order: str = ""
    date_format: str = ""
    decimal: str = ""
    sign: str = ""
    words_in: tuple[str, ...] = ()
    words_out: tuple[str, ...] = ()
    words_pending: tuple[str, ...] = ()


_CHOICES: dict[str, tuple[str, ...]] = {
    "delimiter": DELIMITERS,
    "quote": ('"', "'", "none"),
    "date_order": ORDERS,
    "decimal": DECIMALS,
    "sign": SIGNS,
}
_WORDS = ("words_in", "words_out", "words_pending")
_NUMBERS = ("skip_rows", "skip_end")


def profile_of(table: Mapping[str, object], name: str, where: Source | None = None) -> CsvProfile:
    """Return the profile a table of billcli.toml describes.

    Raises:
        InvalidError: unknown settings or values, all of them in one error.

    >>> profile_of({"decimal": ",", "columns": {"text": ["Zweck"]}}, "bank").decimal
    ','
    """
    problems: list[str] = []
    values: dict[str, object] = {"name": name}
    known = {f.name for f in fields(CsvProfile)} - {"name"}
    for key, value in table.items():
        if key not in known:
            problems.append(f"{key} is not a setting; known are {', '.join(sorted(known))}")
            continue
        try:
            values[key] = _setting(key, value)
        except (TypeError, ValueError) as error:
            problems.append(f"{key}: {error}")
    if problems:
        head = f"[bank.profile.{name}]"
        raise InvalidError(
            *(Problem("CONFIG-INVALID", f"{head} {p}", where, "correct it") for p in problems)
        )
    return CsvProfile(**values)  # type: ignore[arg-type]  # every value was checked by its key


def profile_toml(profile: CsvProfile) -> str:
    """Return the profile as the text to put into billcli.toml, without what is unset.

    >>> print(profile_toml(CsvProfile("bank", decimal=",", columns={"date": ("Datum",)})))
    [bank.profile.bank]
    decimal = ","
    [bank.profile.bank.columns]
    date = "Datum"
    """
    defaults = CsvProfile()
    key = profile.name if profile.name.isascii() and profile.name.isalnum() else "mybank"
    lines = [f"[bank.profile.{key}]"]
    for f in fields(profile):
        value = getattr(profile, f.name)
        if f.name not in {"name", "columns"} and value != getattr(defaults, f.name):
            lines.append(f"{f.name} = {_toml(value)}")
    if profile.columns:
        lines.append(f"[bank.profile.{key}.columns]")
        lines += [f"{role} = {_toml(names)}" for role, names in profile.columns.items()]
    return "\n".join(lines)


def _toml(value: object) -> str:
    if isinstance(value, tuple):
        items = [_toml(item) for item in value]
        return items[0] if len(items) == 1 else f"[{', '.join(items)}]"
    return json.dumps(value, ensure_ascii=False)


def _setting(key: str, value: object) -> object:
    if key == "columns":
        return _columns(value)
    if key in _WORDS:
        return tuple(str(item) for item in _several(value, str))
    if key in _NUMBERS:
        if isinstance(value, bool) or not isinstance(value, int) or value < 0:
            raise ValueError("it must be a whole number, zero or more")
        return value
    if key == "header":
        if not isinstance(value, bool):
            raise ValueError("it must be true or false")
        return value
    return _text(key, value)


def _text(key: str, value: object) -> str:
    if not isinstance(value, str):
        raise TypeError("it must be a text in quotation marks")
    text = {"tab": "\t", "\\t": "\t"}.get(value, value) if key == "delimiter" else value
    if key in _CHOICES and text not in _CHOICES[key]:
        raise ValueError(f"{quoted(value)} is not one of {', '.join(map(repr, _CHOICES[key]))}")
    if key == "date_format" and not check_pattern(text):
        raise ValueError(f"{quoted(value)} does not name year, month and day, as in DD.MM.YYYY")
    return text


def _columns(value: object) -> Columns:
    if not isinstance(value, Mapping):
        raise TypeError('it must be a table, such as date = "Buchungstag"')
    unknown = [str(role) for role in value if role not in ROLES]
    if unknown:
        raise ValueError(f"{', '.join(unknown)} is none of {', '.join(ROLES)}")
    return {str(role): _several(names, str, int) for role, names in value.items()}


def _several(value: object, *kinds: type) -> tuple[Column, ...]:
    items = value if isinstance(value, list | tuple) else [value]
    for item in items:
        if isinstance(item, bool) or not isinstance(item, kinds) or item in ("", 0):
            said = quoted(item) if isinstance(item, str) else item
            raise ValueError(f"{said} is neither a column name nor a number from 1 on")
    return tuple(items)
