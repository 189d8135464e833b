"""OFX as a tree of the few elements that hold statements, read from sloppy SGML and XML alike.

Banks leave out end tags, headers and line breaks, so little is expected of the nesting: an element
of ``LEVELS`` ends where it is closed, or where one of its level or above begins; every other tag is
a value of the element around it and runs to the next tag. So the tree is never deeper than that.
Source: OFX 1.6 section 2.3, OFX 2.3 section 2.4.
"""

from __future__ import annotations

import codecs
import html
import re
from bisect import bisect_left
from dataclasses import dataclass, field
from itertools import zip_longest

from billcli.bank.plain_text import encoding_of
from billcli.domain.named import TYPE_CHECKING
from billcli.domain.problem import Source, UsageError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_LEVELS = (
    "STMTTRNRS CCSTMTTRNRS INVSTMTTRNRS",
    "STATUS STMTRS CCSTMTRS INVSTMTRS",
    "BANKACCTFROM CCACCTFROM INVACCTFROM BANKTRANLIST BANKTRANLISTP INVTRANLIST LEDGERBAL AVAILBAL",
    "INVBANKTRAN",
    "STMTTRN STMTTRNP INVTRAN",
    "PAYEE BANKACCTTO CCACCTTO CURRENCY ORIGCURRENCY",
)
LEVELS = {tag: level for level, tags in enumerate(_LEVELS) for tag in tags.split()}
DEEPEST = len(_LEVELS) - 1
HEAD = 2000

_TAG = re.compile(r"<(/?)([A-Za-z][A-Za-z0-9._]*)(?:\s[^<>]*|/)?>")
_ENTITY = re.compile(r"&(?:#[0-9]{1,7}|#[xX][0-9A-Fa-f]{1,6}|[A-Za-z][A-Za-z0-9]{1,30});")
_DECLARED = re.compile(
    r"CHARSET:\s*([\w-]+)|<\?xml[^>]{0,200}?encoding\s*=\s*[\"']([\w.-]+)", re.IGNORECASE
)
_FORBIDDEN = re.compile(r"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)


@dataclass(slots=True)
class Element:
    """An element with the values that stand in it.

    Attributes:
        line: 1-based line of the file where it begins.
        values: texts by tag in capitals; a tag that stands twice has several.
    """

    tag: str
    line: int
    values: dict[str, list[str]] = field(default_factory=dict)
    parts: list[Element] = field(default_factory=list)

    def texts(self, tag: str) -> Iterator[str]:
        """Yield the texts of a tag that are not empty, its own before those of its parts."""
        yield from filter(None, self.values.get(tag, ()))
        for part in self.parts:
            yield from part.texts(tag)

    def value(self, tag: str) -> str:
        """Return the first text of a tag, an empty string when there is none."""
        return next(self.texts(tag), "")

    def all(self, *tags: str) -> Iterator[Element]:
        """Yield the elements of these tags at any depth, in the order of the file."""
        for part in self.parts:
            if part.tag in tags:
                yield part
            yield from part.all(*tags)


def decode_ofx(data: bytes) -> tuple[str, str]:
    """Return the text and the name of its encoding: what the bytes are, not what is declared.

    A mark at the start or valid UTF-8 decides; else what the header declares, when every byte fits
    it; else the usual guess for a bank's text.

    >>> decode_ofx("CHARSET:1251 <NAME>Мир".encode("cp1251"))
    ('CHARSET:1251 <NAME>Мир', 'cp1251')
    """
    found = encoding_of(data)
    if not found.startswith("utf"):
        declared = _DECLARED.search(data[:HEAD].decode("latin-1"))
        name = (declared[1] or declared[2]) if declared else ""
        for encoding in (f"cp{name}", name):
            try:
                return data.decode(encoding), codecs.lookup(encoding).name
            except (LookupError, UnicodeDecodeError, ValueError):
                continue
    return data.decode(found, "replace"), found


def parse_ofx(text: str, name: str) -> Element:
    """Return the containers of the file below one root.

    Raises:
        UsageError: the file declares a document type or entities of its own.
    """
    text = _without_comments(text)
    if found := _FORBIDDEN.search(text):
        raise UsageError.of(
            "STATEMENT-DOCTYPE",
            "the file declares a document type, which no bank's statement does",
            where=Source(name, text.count("\n", 0, found.start()) + 1),
            hint="export it again at the bank",
        )
    ends = [found.start() for found in re.finditer("\n", text)]
    root = Element("", 1)
    stack = [root]
    tags = list(_TAG.finditer(text))
    for tag, after in zip_longest(tags, tags[1:]):
        closing, named = tag[1], tag[2].upper()
        value = _plain(text[tag.end() : after.start() if after else len(text)])
        if named in LEVELS and closing:
            _close(stack, named)
        elif LEVELS.get(named, DEEPEST) < DEEPEST or (named in LEVELS and not value):
            _open(stack, Element(named, bisect_left(ends, tag.start()) + 1))
        elif not closing:
            stack[-1].values.setdefault(named, []).append(value)
    return root


def _open(stack: list[Element], element: Element) -> None:
    while len(stack) > 1 and LEVELS[stack[-1].tag] >= LEVELS[element.tag]:
        stack.pop()
    stack[-1].parts.append(element)
    stack.append(element)


def _close(stack: list[Element], tag: str) -> None:
    """End an element with all that stands in it, when it is open."""
    depth = next((i for i, element in enumerate(stack) if element.tag == tag), 0)
    if depth:
        del stack[depth:]


def _plain(text: str) -> str:
    """Return the characters that a value stands for; an ampersand alone is one."""
    text = text.strip()
    return _ENTITY.sub(lambda found: html.unescape(found[0]), text) if "&" in text else text


def _without_comments(text: str) -> str:
    """Return the text with comments blank and CDATA as plain characters, lines kept.

    A comment without an end is none.
    """
    text = _each_between(text, "<!--", "-->", lambda inner: "\n" * inner.count("\n"))
    return _each_between(text, "<![CDATA[", "]]>", html.escape)


def _each_between(text: str, start: str, end: str, change: Callable[[str], str]) -> str:
    """Return the text with what stands between two marks changed, and the marks gone."""
    found: list[str] = []
    at = 0
    while (begin := text.find(start, at)) >= 0:
        if (stop := text.find(end, begin + len(start))) < 0:
            break
        found += text[at:begin], change(text[begin + len(start) : stop])
        at = stop + len(end)
    return "".join((*found, text[at:]))
