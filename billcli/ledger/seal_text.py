"""Changing the seal of a transaction, or the name of an account, in ledger text as it stands.

Only the bytes of that seal or name change: comments, spaces, order and line ends stay, and so do
line numbers.
"""

from __future__ import annotations

import re

_SEAL = re.compile(rb'^([ \t]+seal:[ \t]*)"[^"\r\n]*"', re.MULTILINE)
_ELSEWHERE = rb'"(?:[^"\\]|\\.)*"|;[^\n]*|^[*:#!&?%][^\n]*'


def seals_at(content: bytes, line: int) -> int:
    r"""Return how many seals stand in the transaction that begins at a line, its postings included.

    >>> seals_at(b'2026-01-01 * "a"\n  seal: "x"\n', 1)
    1
    """
    start, end = _extent(content, line)
    return len(_SEAL.findall(content[start:end]))


def with_seal(content: bytes, line: int, seal: str) -> bytes:
    r"""Return the bytes with the first seal of a transaction replaced.

    Args:
        content: the whole file.
        line: 1-based line of the transaction's date.
        seal: the new one.

    >>> with_seal(b'2026-01-01 * "a"\r\n  seal: "x"\r\n', 1, "y")
    b'2026-01-01 * "a"\r\n  seal: "y"\r\n'
    """
    start, end = _extent(content, line)
    text = _SEAL.sub(lambda found: found[1] + b'"' + seal.encode() + b'"', content[start:end], 1)
    return content[:start] + text + content[end:]


def with_account(content: bytes, old: str, new: str) -> bytes:
    r"""Return the bytes with an account, and all below it, named anew wherever it is an account.

    Quoted texts, comments and lines that Beancount skips keep what they say.

    >>> with_account(b'2026-01-01 open Assets:A:B ; Assets:A\n', "Assets:A", "Assets:C")
    b'2026-01-01 open Assets:C:B ; Assets:A\n'
    """
    name = rb"(?<=[ \t])" + re.escape(old.encode()) + rb'(?=[:\s;"]|\Z)'
    pattern = re.compile(_ELSEWHERE + rb"|(" + name + rb")", re.MULTILINE | re.DOTALL)
    return pattern.sub(lambda found: new.encode() if found[1] else found[0], content)


def _extent(content: bytes, line: int) -> tuple[int, int]:
    """Return where the transaction of a line begins and ends.

    It ends at the next line that begins with anything but a space, a tab or a comment's semicolon.
    """
    start = 0
    for _ in range(line - 1):
        start = content.index(b"\n", start) + 1
    following = re.compile(rb"\n(?=[^ \t\r\n;])").search(content, start)
    return start, following.end() if following else len(content)
