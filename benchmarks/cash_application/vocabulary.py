"""The words of a language: names, sentences of payers and banks, headings of bank exports."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

_FOLDER = Path(__file__).parent / "words"
LANGUAGES = tuple(sorted(path.stem for path in _FOLDER.glob("*.toml")))
COLUMNS = (
    "date", "value_date", "name", "iban", "text", "reference", "end_to_end", "bank_ref",
    "amount", "currency", "balance", "debit", "credit",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """One file of `words`.

    Attributes:
        sentences: by key, in the file's order; blanks are `{n}` documents, `{d}` a date, `{p}` a
            percentage, `{r}` five digits, `{s}` four, `{m}` and `{y}` month and year, `{h}` an
            hour, `{t}` the payer's own text, `{name}` the customer's name.
        strangers: who else pays in and is paid out, each with a text, by `income` and `expense`.
        columns: what banks call each of `COLUMNS`.
    """

    language: str
    country: str
    currency: str
    vat: int
    reference: str
    date: str
    fees: str
    sentences: dict[str, tuple[str, ...]]
    strangers: dict[str, tuple[tuple[str, str], ...]]
    columns: dict[str, str]


@cache
def vocabulary(language: str) -> Vocabulary:
    """Return the words of one of `LANGUAGES`."""
    read = tomllib.loads((_FOLDER / f"{language}.toml").read_text(encoding="utf-8"))
    strangers = {key: tuple((a, b) for a, b in read.pop(key)) for key in ("income", "expense")}
    columns = dict(zip(COLUMNS, read.pop("columns"), strict=True))
    plain = {key: read.pop(key) for key in ("country", "currency", "vat", "reference", "date")}
    fees = read.pop("fees")
    sentences = {key: tuple(value) for key, value in read.items()}
    return Vocabulary(
        language=language,
        fees=fees,
        sentences=sentences,
        strangers=strangers,
        columns=columns,
        **plain,
    )
