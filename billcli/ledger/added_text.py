"""Text added behind a file's bytes: whether it may be, what it adds, and where it stands."""

from __future__ import annotations

from billcli.domain.entry import Entry
from billcli.domain.frozen import replace
from billcli.domain.named import TYPE_CHECKING
from billcli.domain.problem import InvalidError, Source, errors
from billcli.ledger.file_contents import FileBytes
from billcli.ledger.screen import newline_of, screen

if TYPE_CHECKING:
    from billcli.domain.entry import Directive
    from billcli.ledger.file_contents import FileRead


def appended(old: bytes, text: str) -> tuple[bytes, int]:
    r"""Return a file's bytes with a block of text behind them, and the text's first line.

    >>> appended(b"a\r\nb", "c\n")
    (b'a\r\nb\r\n\r\nc\r\n', 4)
    """
    block, line = block_behind(FileBytes(old), text)
    return old + block, line


def block_behind(old: FileRead, text: str) -> tuple[bytes, int]:
    r"""Return the bytes to put behind a file's so that text follows, and the text's first line.

    A missing final newline is added, then one blank line, unless the file is empty; new lines end
    as the file's lines end.

    >>> block_behind(FileBytes(b"a\r\nb"), "c\n")
    (b'\r\n\r\nc\r\n', 4)
    """
    ending = b"\n" if old.is_clean else newline_of(old.content).encode()
    lead = b"" if old.ends_line else ending
    if old.size:
        lead += ending
    block = lead + text.encode().replace(b"\n", ending)
    return block, old.lines + lead.count(b"\n") + 1


def placed(directive: Directive, file: str, lines: int) -> Directive:
    """Return a directive that was read alone, where it stands behind so many lines of a file."""
    source = Source(file, directive.source.line + lines)
    if not isinstance(directive, Entry):
        return replace(directive, source=source)
    postings = tuple(
        replace(posting, source=Source(file, posting.source.line + lines))
        for posting in directive.postings
    )
    return replace(directive, source=source, postings=postings)


def check_appendable(old: FileRead, name: str, *, may_push: bool = True) -> None:
    """Refuse bytes behind which new text would not mean what it says, also when they are new.

    Args:
        old: the bytes.
        name: their file.
        may_push: whether they may leave a push open; it is not looked for otherwise.

    Raises:
        InvalidError: they cannot be read, or leave a push open (``LEDGER-OPEN-PUSH``).
    """
    if old.is_clean and not may_push:
        return
    content = old.content
    if faults := errors(screen(content, name)):
        raise InvalidError(*faults)
    if not may_push or b"push" not in content:
        return
    from billcli.ledger.load import open_push  # noqa: PLC0415 - seldom needed, takes 20 ms
    from billcli.ledger.parse import parse  # noqa: PLC0415 - same

    if pushes := parse(content, name).open_push:
        raise InvalidError(*(open_push(Source(name, push.line), push.name) for push in pushes))
