"""Statements as banks export them to CSV, in several dialects, and the neutral form.

`comma` has every field, ISO dates and a point. `semicolon` is a local export: local headings,
dates, decimal comma, a Windows code page, title rows above. `split` has two columns for what goes
out and comes in. `word` has positive amounts and a word for the direction. `bare` has neither names
nor references of the bank: everything stands in one text.
"""

from __future__ import annotations

import csv
import io
from types import MappingProxyType
from typing import TYPE_CHECKING

from benchmarks.cash_application.values import text_of
from benchmarks.cash_application.vocabulary import COLUMNS, vocabulary

if TYPE_CHECKING:
    from collections.abc import Callable

    from benchmarks.cash_application.values import Line, World

NEUTRAL = (
    "date", "value date", "amount", "currency", "counterparty", "iban", "description",
    "structured reference", "end to end id", "type", "bank ref", "original amount",
    "original currency", "charges", "balance",
)  # fmt: skip
_SIGNS = MappingProxyType(
    {"de": ("S", "H"), "nl": ("Af", "Bij"), "it": ("D", "A"), "fr": ("D", "C"), "es": ("D", "H")}
)
_SIGNED = tuple(name for name in COLUMNS if name not in {"debit", "credit"})


def kind_of(line: Line) -> str:
    """Return the code of a line's kind, by domain, family and sub-family of ISO 20022."""
    if line.kind == "returned":
        return "PMNT-RDDT-UPDD"
    if line.debit:
        return "PMNT-RDDT-ESDD"
    if line.kind == "cheque":
        return "PMNT-RCHQ-CCHQ"
    abroad = "XBCT" if line.customer is not None and line.customer.foreign else "ESCT"
    return f"PMNT-{'RCDT' if line.amount > 0 else 'ICDT'}-{abroad}"


def said_words(line: Line, language: str) -> str:
    """Return what was sent and kept in the words of a local bank that has no column for it."""
    if not line.original:
        return ""
    said = f" {line.original[1]} {_local(line.original[0])}"
    kept = f" {vocabulary(language).fees} {line.original[1]} {_local(line.charges)}"
    return said + kept if line.charges else said


def money_words(line: Line) -> str:
    """Return what was sent and kept, in the codes that banks use in MT940."""
    said = ""
    if line.original:
        said += f" /OCMT/{line.original[1]}{text_of(line.original[0], ',')}"
    if line.charges:
        said += f"/CHGS/{line.original[1] if line.original else ''}{text_of(line.charges, ',')}"
    return said + "/" * bool(said)


def neutral(world: World) -> str:
    """Return every field of the statement with ISO dates and a point."""
    rows = [list(NEUTRAL)]
    for line in world.lines:
        original = line.original or (0, "")
        rows.append([
            str(line.date), str(line.date), text_of(line.amount), world.currency, line.name,
            line.iban, line.text, line.reference, line.end_to_end, kind_of(line), line.bank_ref,
            text_of(original[0]) if line.original else "", original[1],
            text_of(line.charges) if line.charges else "", text_of(line.balance),
        ])  # fmt: skip
    return _written(rows, ",")


def _written(rows: list[list[str]], delimiter: str) -> str:
    stream = io.StringIO()
    csv.writer(stream, delimiter=delimiter, lineterminator="\r\n").writerows(rows)
    return stream.getvalue()


def _comma(world: World) -> bytes:
    return neutral(world).encode()


def _cells(line: Line, world: World) -> dict[str, str]:
    """Return a line's cells by role, as a local bank writes them."""
    words = vocabulary(world.language)
    day = line.date.strftime(words.date)
    return {
        "date": day,
        "value_date": day,
        "name": line.name,
        "iban": line.iban,
        "text": line.text + said_words(line, world.language),
        "reference": line.reference,
        "end_to_end": line.end_to_end,
        "bank_ref": line.bank_ref,
        "amount": _local(line.amount),
        "currency": world.currency,
        "balance": _local(line.balance),
        "debit": _local(-line.amount) if line.amount < 0 else "",
        "credit": _local(line.amount) if line.amount > 0 else "",
    }


def _local(cents: int) -> str:
    """Return an amount with points in thousands and a decimal comma.

    >>> _local(-123456789)
    '-1.234.567,89'
    """
    whole = f"{abs(cents) // 100:,}".replace(",", ".")
    return f"{'-' * (cents < 0)}{whole},{abs(cents) % 100:02}"


def _table(world: World, roles: tuple[str, ...], delimiter: str = ";") -> str:
    columns = vocabulary(world.language).columns
    rows = [[columns[role] for role in roles]]
    for line in world.lines:
        cells = _cells(line, world)
        rows.append([cells[role] for role in roles])
    return _written(rows, delimiter)


def code_page(language: str) -> str:
    """Return the Windows code page of a language."""
    return "cp1250" if language == "pl" else "cp1252"


def _encoded(text: str, world: World) -> bytes:
    return text.encode(code_page(world.language), errors="replace")


def _semicolon(world: World) -> bytes:
    columns = vocabulary(world.language).columns
    title = f"Studio Benchmark;\r\n{columns['currency']};{world.currency}\r\n\r\n"
    return _encoded(title + _table(world, _SIGNED), world)


def _split(world: World) -> bytes:
    roles = tuple(role for role in COLUMNS if role != "amount")
    return ("\ufeff" + _table(world, roles)).encode()


def _word(world: World) -> bytes:
    columns = vocabulary(world.language).columns
    out, into = _SIGNS.get(world.language, ("D", "C"))
    rows = [[*(columns[role] for role in _SIGNED), f"{columns['debit']} {columns['credit']}"]]
    for line in world.lines:
        cells = _cells(line, world) | {"amount": _local(abs(line.amount))}
        rows.append([*(cells[role] for role in _SIGNED), out if line.amount < 0 else into])
    rows[0][-1] = {"nl": "Af Bij", "de": "Soll/Haben", "it": "Dare/Avere"}.get(
        world.language, "D/C"
    )
    return _encoded(_written(rows, ";"), world)


def _bare(world: World) -> bytes:
    columns = vocabulary(world.language).columns
    rows = [[columns[role] for role in ("date", "text", "amount", "balance")]]
    for line in world.lines:
        cells = _cells(line, world)
        told = (line.name, line.iban, cells["text"], line.reference, line.end_to_end)
        text = " ".join(part for part in told if part)
        rows.append([cells["date"], text, cells["amount"], cells["balance"]])
    return _encoded(_written(rows, ";"), world)


STYLES: MappingProxyType[str, Callable[[World], bytes]] = MappingProxyType(
    {"comma": _comma, "semicolon": _semicolon, "split": _split, "word": _word, "bare": _bare}
)
