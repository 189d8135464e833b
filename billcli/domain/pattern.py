"""Regular expressions that are compiled when they are first asked.

A command asks few of those in the modules it loads, and to compile one takes as long as to match
thousands of names.
"""

from __future__ import annotations

import re

from billcli.domain.named import TYPE_CHECKING, cast

if TYPE_CHECKING:
    from typing import Any


def pattern(written: str, flags: int = 0) -> re.Pattern[str]:
    """Return a pattern as ``re.compile`` makes it, which is not made before it is asked.

    >>> digits = pattern("[0-9]+")
    >>> digits.fullmatch("12") is not None, digits.pattern
    (True, '[0-9]+')
    """
    return cast("re.Pattern[str]", _Later(written, flags))


class _Later:
    def __init__(self, written: str, flags: int) -> None:
        self._given = written, flags

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - whatever a pattern has
        found = getattr(re.compile(*self._given), name)
        setattr(self, name, found)
        return found
