"""Values made harmless for each kind of output: they appear as themselves and are never run.

Control and text-direction characters are taken out everywhere; line breaks become blanks.
"""

from __future__ import annotations

import re

from billcli.domain.contract import CONTROL
from billcli.domain.named import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

_BREAKS = re.compile(r"[\t\n\v\f\r\x85\u2028\u2029]+")
_SURROGATE = re.compile(r"[\ud800-\udfff]")
# As html.escape has it, without its tables of all characters that have a name.
_HTML = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#x27;"})
_LONG_WORD = re.compile(r"\S{25,}")
_PIECE = 12
_BREAK_HERE = "#box()#"


def visible(text: str) -> str:
    r"""Return the text on one line, without characters that act instead of showing.

    >>> visible("a\tb\x1b[1mc\u202ed")
    'a b[1mcd'
    """
    return _SURROGATE.sub("", CONTROL.sub("", _BREAKS.sub(" ", text)))


def html_text(text: str) -> str:
    """Return the text for HTML, between tags or inside a quoted attribute.

    >>> html_text('</script> & "x"')
    '&lt;/script&gt; &amp; &quot;x&quot;'
    """
    return visible(text).translate(_HTML)


def typst_string(text: str) -> str:
    r"""Return a Typst string literal, for places where Typst reads code.

    >>> print(typst_string('a\\b "c" #read("x")'))
    "a\\b \"c\" #read(\"x\")"
    """
    escaped = visible(text).replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def typst_text(text: str) -> str:
    """Return the text for Typst markup: a string literal that ends there, whatever follows it.

    A word too long for any line gets places where it may break: empty boxes, which leave nothing
    behind when the text is copied out of the PDF.

    >>> typst_text("*a@b.de*")
    '#"*a@b.de*";'
    """
    return f"#{_BREAK_HERE.join(map(typst_string, _pieces(visible(text))))};"


def _pieces(text: str) -> Iterator[str]:
    """Yield the text in parts between which a line may break."""
    end = 0
    for word in _LONG_WORD.finditer(text):
        for at in range(word.start() + _PIECE, word.end(), _PIECE):
            yield text[end:at]
            end = at
    yield text[end:]
