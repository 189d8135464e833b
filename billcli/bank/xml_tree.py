"""An XML file as a plain tree, parsed on guard: no DOCTYPE, no entities, bounded depth, linear.

Namespaces and prefixes are left out, for banks write any or none. Several documents in one file,
one after the other, become the children of one root.
"""

from __future__ import annotations

import codecs
import re
from xml.parsers import expat

from billcli.bank.plain_text import encoding_of
from billcli.domain.named import TYPE_CHECKING, NamedTuple
from billcli.domain.problem import Source, UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from billcli.domain.problem import BillcliError

DEPTH_MAX = 64
_WIDE = (
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
    (b"<\0", "utf-16-le"),
    (b"\0<", "utf-16-be"),
)
_DECLARED = re.compile(rb"<\?xml[^>]{0,200}?encoding\s*=\s*[\"']([A-Za-z0-9._-]{1,40})[\"']")
# Codecs of plain letters; Python has others, such as punycode, that are slow or no encodings.
_KNOWN = re.compile(
    r"(?:iso|latin|windows|cp|ibm|koi8|mac|gb|big5|shift|euc)[-_\w]*", re.IGNORECASE
)
_DECLARATION = re.compile(r"<\?xml\s[^>]{0,400}\?>")
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_NONE: dict[str, str] = {}
_DOCTYPE = re.compile("<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)


class Node:
    """An element.

    Attributes:
        tag: its name, without namespace or prefix.
        line: 1-based line of the file where it starts.
        attributes: by name, without prefix.
        children: the elements in it.
        raw: its own text as it stands in the file; only of elements without children.
    """

    __slots__ = ("attributes", "children", "line", "raw", "tag")

    def __init__(self, tag: str, line: int, attributes: dict[str, str]) -> None:
        """Keep them; the rest is filled in while parsing."""
        self.tag = tag
        self.line = line
        self.attributes = attributes
        self.children: list[Node] = []
        self.raw = ""

    def all(self, *path: str) -> tuple[Node, ...]:
        """Return the elements at a path of names below, in the order of the file."""
        found = [self]
        for name in path:
            found = [child for node in found for child in node.children if child.tag == name]
            if not found:
                return ()
        return tuple(found)

    def first(self, *path: str) -> Node | None:
        """Return the first element at a path below, or None."""
        return next(iter(self.all(*path)), None)

    def text(self, *path: str) -> str:
        """Return the text of the first element at a path that has any, without outer blanks."""
        return next((text for node in self.all(*path) if (text := node.raw.strip())), "")

    def below(self) -> Iterator[Node]:
        """Yield every element below, each before those in it."""
        waiting = self.children[::-1]
        while waiting:
            node = waiting.pop()
            yield node
            waiting += node.children[::-1]


class XmlFile(NamedTuple):
    """A parsed file: the element around its documents, and its encoding."""

    root: Node
    encoding: str


def parse_xml(data: bytes, name: str) -> XmlFile:
    """Return the tree of a file.

    A mark of UTF-16 decides on the encoding; else UTF-8 when every byte fits it, whatever the file
    declares; else what it declares; else what makes sense of its bytes.

    Args:
        data: the bytes of the file.
        name: its name, for messages.

    Raises:
        UsageError: it is no XML, cut off, broken or nested too deeply, or it declares
            a document type or an entity.

    >>> parse_xml(b"<a:x xmlns:a='urn:y'><a:z> 1 </a:z></a:x>", "b.xml").root.text("x", "z")
    '1'
    """
    text, encoding = _decoded(data)
    if found := _DOCTYPE.search(text):
        raise UsageError.of(
            "STATEMENT-DOCTYPE",
            "the file declares a document type, which no bank's statement does",
            where=Source(name, text.count("\n", 0, found.start()) + 1),
            hint="export it again at the bank",
        )
    text = _CONTROL.sub(" ", _DECLARATION.sub(_blank, text))
    return XmlFile(_Builder(name).built(text), encoding)


def _decoded(data: bytes) -> tuple[str, str]:
    """Return the text of a file and the name of its encoding."""
    declared = _DECLARED.search(data[:1000])
    named = declared[1].decode("ascii") if declared else ""
    wide = [encoding for mark, encoding in _WIDE if data.startswith(mark)]
    sure = (*wide, "utf-8-sig", *filter(_KNOWN.fullmatch, [named]))
    for encoding in (*sure, encoding_of(data)):
        try:
            return data.decode(encoding), encoding.removesuffix("-sig")
        except (UnicodeDecodeError, LookupError):
            continue
    return data.decode("latin-1"), "latin-1"


def _blank(found: re.Match[str]) -> str:
    """Return the line breaks of a declaration, so that lines keep their numbers."""
    return "\n" * found[0].count("\n")


class _Builder:
    """Builds the tree while expat reads."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.parser = expat.ParserCreate("utf-8")
        self.parser.buffer_text = True
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._data
        self.open: list[Node] = []
        self.data: list[str] = []
        self.root = Node("", 1, {})

    def built(self, text: str) -> Node:
        """Return the element around the documents of a text."""
        try:
            self.parser.Parse(f"<files>{text}</files>".encode(), True)
        except expat.ExpatError as error:
            raise self._broken(f": {expat.ErrorString(error.code)}", error.lineno) from error
        if not self.root.children:
            raise self._broken()
        return self.root

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        line = self.parser.CurrentLineNumber
        if len(self.open) > DEPTH_MAX:
            raise self._broken(f": it is nested more than {DEPTH_MAX} deep", line)
        plain = {name.rpartition(":")[2]: value for name, value in attributes.items()} or _NONE
        node = Node(tag.rpartition(":")[2], line, plain)
        if self.open:
            self.open[-1].children.append(node)
        else:
            self.root = node
        self.open.append(node)
        self.data.clear()

    def _end(self, _: str) -> None:
        node = self.open.pop()
        if not node.children:
            node.raw = "".join(self.data)
        self.data.clear()

    def _data(self, text: str) -> None:
        self.data.append(text)

    def _broken(self, why: str = "", line: int = 0) -> BillcliError:
        return UsageError.of(
            "STATEMENT-BROKEN",
            f"the file is no whole XML{why}",
            where=Source(self.name, line),
            hint="export it again, and do not edit it; if it stays so, ask the bank",
        )
