"""An unfinished command line: its words, the word at its end, and how to write a word into it."""

from __future__ import annotations

import re

from billcli.domain.named import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence

_ASSIGNMENT = re.compile(r"[A-Za-z_][A-Za-z0-9_]*=")
_PLAIN = re.compile(r"[^\s\"'`\\$&|;<>(){}\[\]*?!#~^]*")
_BREAKS = " \t\n"


class Line(NamedTuple):
    """A command line up to the cursor.

    Attributes:
        words: finished words behind the program's name, without their quotes.
        current: the word at the cursor, without its quotes; empty behind a space.
        quote: the quote that is still open in it, or an empty string.
        kept: how much of ``current`` the shell leaves alone: bash replaces only what follows the
            last of its word breaks, or an open quote.
    """

    words: tuple[str, ...]
    current: str
    quote: str = ""
    kept: int = 0


def read_line(text: str, escape: str = "\\", breaks: str = "") -> Line:
    r"""Return the words of a command line up to the cursor.

    Args:
        text: the line as typed; its first word is the program.
        escape: the character that takes the meaning from the next one.
        breaks: characters that end a word for the shell's replacement, not for the program.

    >>> read_line("billcli customer show 'Mueller & S")
    Line(words=('customer', 'show'), current='Mueller & S', quote="'", kept=0)
    >>> read_line("billcli --account Assets:Ba", breaks=":=").kept
    7
    """
    words: list[str] = []
    word, quote, kept, started = "", "", 0, False
    letters = iter(text)
    for letter in letters:
        if letter == escape and quote != "'":
            following = next(letters, "")
            bare = not quote or following in '"$`\\'
            word, started = word + (following if bare else letter + following), True
        elif quote:
            word, quote = (word, "") if letter == quote else (word + letter, quote)
        elif letter in "\"'":
            quote, started = letter, True
            kept = len(word)
        elif letter in _BREAKS:
            if started:
                words.append(word)
            word, kept, started = "", 0, False
        else:
            word, started = word + letter, True
            kept = len(word) if letter in breaks else kept
    while words and _ASSIGNMENT.match(words[0]):  # NAME=value billcli ...
        words.pop(0)
    return Line(tuple(words[1:]), word, quote, kept if breaks else 0)


def bash_word(value: str, line: Line) -> str:
    r"""Return a word as bash has to insert it, so that it stays one word and runs nothing.

    >>> bash_word("a b", Line((), "a")), bash_word("a b", Line((), "a", quote='"'))
    ('a\\ b', 'a b')
    """
    rest = value[line.kept :]
    if line.quote == '"':
        return re.sub(r'(["$`\\])', r"\\\1", rest)
    if line.quote == "'":
        return rest.replace("'", "'\\''")
    return re.sub(r"([^\w@%+=:,./-])", r"\\\1", rest)


def powershell_word(value: str) -> str:
    """Return a word as PowerShell has to insert it.

    >>> powershell_word("Acme"), powershell_word("Mueller's GmbH")
    ('Acme', "'Mueller''s GmbH'")
    """
    if value and _PLAIN.fullmatch(value) and value[0] not in "@," and "," not in value:
        return value
    return "'" + re.sub("(['\u2018-\u201b])", r"\1\1", value) + "'"


def shared_start(words: Sequence[str]) -> str:
    """Return what all words begin with.

    >>> shared_start(["INV-1", "INV-22"])
    'INV-'
    """
    first, last = min(words, default=""), max(words, default="")
    for index, letter in enumerate(first):
        if last[index : index + 1] != letter:
            return first[:index]
    return first
