"""The section ``[output]`` of ``billcli.toml``: what documents are made, and how they look."""

from __future__ import annotations

import re

from billcli.domain.frozen import frozen
from billcli.domain.named import TYPE_CHECKING
from billcli.domain.problem import quoted

if TYPE_CHECKING:
    from billcli.store.toml_table import TomlTable

FORMATS = ("pdf", "html", "text")
PAPERS = ("a4", "letter")
WINDOWS = ("none", "din5008", "din5008-a", "us10")
PAYMENT_CODES = ("auto", "epc", "swiss", "none")
_COLOUR = re.compile(r"#[0-9a-f]{6}", re.ASCII)
_FOOTER_MAX = 4


@frozen
class Output:
    """How documents are made.

    Attributes:
        logo: image file (SVG, PNG, JPEG) in the project's folder, or empty for the name in words.
        accent: colour of headings and rules, as ``#rrggbb``.
        footer: lines below every page, besides name and tax numbers.
        window: envelope whose window the address must meet: ``none``, ``din5008``, ``din5008-a``
            or ``us10``.
        font: family that documents are set in; empty for the one that comes with billcli.
        payment_code: ``auto``, ``epc``, ``swiss`` or ``none``.
    """

    formats: tuple[str, ...] = ("pdf", "html", "text")
    paper: str = "a4"
    logo: str = ""
    accent: str = ""
    footer: tuple[str, ...] = ()
    window: str = "none"
    font: str = ""
    payment_code: str = "auto"


def read_output(table: TomlTable) -> Output:
    """Return the section; what is wrong is noted in the table's file with its line."""
    formats = table.texts("formats") or Output().formats
    for unknown in sorted(set(formats) - set(FORMATS)):
        table.wrong(
            "formats", f"{quoted(unknown)} is not a document format", "use pdf, html or text"
        )
    footer = table.texts("footer")
    if len(footer) > _FOOTER_MAX:
        table.wrong("footer", f"the footer has {len(footer)} lines", f"keep to {_FOOTER_MAX}")
    accent = table.text("accent").lower()
    if accent and not _COLOUR.fullmatch(accent):
        table.wrong("accent", f"{quoted(accent)} is not a colour", 'write it as "#0f5561"')
    output = Output(
        formats=formats,
        paper=_choice(table, "paper", PAPERS, "a paper size"),
        logo=table.text("logo"),
        accent=accent,
        footer=footer,
        window=_choice(table, "window", WINDOWS, "a window of an envelope"),
        font=table.text("font"),
        payment_code=_choice(table, "payment_code", PAYMENT_CODES, "a payment code"),
    )
    table.finish()
    return output


def _choice(table: TomlTable, key: str, choices: tuple[str, ...], noun: str) -> str:
    found = table.text(key, choices[0]).lower()
    if found in choices:
        return found
    names = ", ".join(f'"{name}"' for name in choices)
    table.wrong(key, f"{quoted(found)} is not {noun}", f"use one of {names}")
    return choices[0]
