"""File names that are no part of a ledger: hidden ones, and those of copies."""

from __future__ import annotations

import re

_BACKUP = re.compile(
    r".*(~|\.bak|\.orig|\.rej|\.old|\.swp|\.tmp)|#.*#|.*(\.sync-conflict-|\(conflicted copy).*",
    re.IGNORECASE,
)


def is_hidden(name: str) -> bool:
    """Return whether a file name begins with a dot.

    >>> is_hidden(".main.beancount"), is_hidden("main.beancount")
    (True, False)
    """
    return name.startswith(".")


def is_backup(name: str) -> bool:
    """Return whether a name is one that editors, merges and file synchronisers leave behind.

    >>> [is_backup(n) for n in ("2026.beancount~", "a.bak", "#a#", "2026.beancount")]
    [True, True, True, False]
    """
    return _BACKUP.fullmatch(name) is not None
