"""Manual pages in the language of man(7), and Markdown of the topics put into it."""

from __future__ import annotations

import re

from billcli.domain.named import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

_SIGNS = {
    "\\": "\\e", "-": "\\-", "'": "\\(aq", "`": "\\(ga", "^": "\\(ha", "~": "\\(ti", '"': "\\(dq",
}  # fmt: skip
_INLINE = re.compile(r"`([^`]+)`|\*\*([^*]+)\*\*|\[([^\]]+)\]\([^)]*\)")
_ITEM = re.compile(r"(?:[-*]|(\d+)\.) +")


def joined(blocks: Iterable[str]) -> str:
    r"""Return a page; a paragraph right below a heading needs no request of its own.

    >>> joined([heading("A"), paragraph("b")])
    '.SH "A"\nb\n'
    """
    return re.sub(r"^(\.S[HS] .*\n)\.PP\n", r"\1", "".join(blocks), flags=re.MULTILINE)


def escape(text: str) -> str:
    r"""Return text that means itself, wherever it stands in a line of input.

    Hyphens become minus signs, so that options can be copied from the page; characters beyond
    ASCII are named, so that a page needs no encoding.

    >>> escape("--line"), escape("C:\\x"), escape("Müller")
    ('\\-\\-line', 'C:\\ex', 'M\\[u00FC]ller')
    """
    return "".join(
        _SIGNS.get(char, char) if char.isascii() else f"\\[u{ord(char):04X}]" for char in text
    )


def line(text: str) -> str:
    r"""Return one line of input; a dot or a quote at its beginning is no request.

    >>> line(escape(".billcli/"))
    '\\&.billcli/'
    """
    return f"\\&{text}" if text[:1] in {".", "'"} else text


def bold(text: str) -> str:
    r"""Return text in bold.

    >>> bold("-f")
    '\\fB\\-f\\fR'
    """
    return f"\\fB{escape(text)}\\fR"


def title(name: str, section: int, version: str, manual: str) -> str:
    r"""Return the first line of a page.

    >>> title("billcli", 1, "0.1.0", "Manual")
    '.TH "BILLCLI" "1" "" "billcli 0.1.0" "Manual"\n'
    """
    return f'.TH "{escape(name.upper())}" "{section}" "" "billcli {version}" "{escape(manual)}"\n'


def heading(text: str, macro: str = "SH") -> str:
    """Return a heading; ``SS`` makes one of the second level."""
    return f'.{macro} "{escape(text)}"\n'


def paragraph(text: str) -> str:
    """Return a paragraph of plain words, with ``code`` and **emphasis** in bold."""
    return f".PP\n{line(inline(text))}\n"


def item(term: str, text: str) -> str:
    """Return a term, already marked up, and what it means."""
    return f".TP\n{line(term)}\n{line(inline(text)) or chr(92) + '&'}\n"


def example(lines: Iterable[str]) -> str:
    """Return lines as they are, indented."""
    body = "".join(f"{line(escape(text)) or chr(92) + '&'}\n" for text in lines)
    return f".PP\n.RS 4\n.nf\n{body}.fi\n.RE\n"


def inline(text: str) -> str:
    r"""Return a piece of Markdown prose as input.

    >>> inline("see `-f` or **all**")
    'see \\fB\\-f\\fR or \\fBall\\fR'
    """
    done, end = [], 0
    for found in _INLINE.finditer(text):
        done.append(escape(text[end : found.start()]))
        code, strong, link = found.groups()
        done.append(escape(link) if link else bold(code or strong))
        end = found.end()
    return "".join([*done, escape(text[end:])])


def markdown(text: str) -> Iterator[str]:
    """Yield the blocks of a topic's page as input: prose, lists, tables, examples, headings."""
    for block in _blocks(text):
        first = block[0]
        if first.startswith("#"):
            yield heading(first.lstrip("# ").upper() if first[:2] == "# " else first.lstrip("# "))
        elif first.startswith("|"):
            yield from _table(block)
        elif first.startswith("    "):
            yield example(text.removeprefix("    ") for text in block)
        elif _ITEM.match(first):
            yield from _list(block)
        else:
            yield paragraph(" ".join(text.strip() for text in block))


def _blocks(text: str) -> Iterator[list[str]]:
    """Yield blocks of lines; examples with empty lines between them are one."""
    fence, block = False, list[str]()
    for row in [*text.splitlines(), ""]:
        if row.startswith("```"):
            fence = not fence
        elif fence:
            block.append(f"    {row}")
        elif row.strip():
            block.append(row)
        elif block:
            yield block
            block = []


def _table(rows: Sequence[str]) -> Iterator[str]:
    """Yield a table's rows as terms; with more than two columns each cell says what it is."""
    cells = [[cell.strip() for cell in _cells(row)] for row in rows]
    head = cells[0]
    for term, *rest in cells[2:]:
        named = zip(head[1:], rest, strict=False)
        said = rest if len(rest) == 1 else [f"{name}: {cell}" for name, cell in named if cell]
        yield item(inline(term), "; ".join(said))


def _cells(row: str) -> list[str]:
    """Return the cells of a row; a bar inside code is no border."""
    guarded = re.sub(r"`[^`]*`", lambda found: found[0].replace("|", "\0"), row)
    return [cell.replace("\0", "|") for cell in guarded.strip().strip("|").split("|")]


def _list(rows: Sequence[str]) -> Iterator[str]:
    points: list[tuple[str, str]] = []
    for row in rows:
        if found := _ITEM.match(row):
            points.append((f"{found[1]}." if found[1] else "\\(bu", row[found.end() :]))
        else:
            points[-1] = points[-1][0], f"{points[-1][1]} {row.strip()}"
    for mark, text in points:
        yield f'.IP "{mark}" 4\n{line(inline(text))}\n'
