"""The commands that a hint or a page tells to run, without the prose around them."""

from __future__ import annotations

import re

# A command ends where its clause does.
QUOTED = re.compile(r"\bbillcli((?: +(?:\"[^\"]*\"|'[^']*'|[^\s;,:()`\"'|\\]+))+)")
PROSE = "and|or|then|shows|tells|says|beside|for|there|is|takes|adds|recovers|gives|credits|to|with"


def clause(command: str) -> str:
    """Return a command without the prose behind it: ``billcli check and correct it``."""
    return re.split(rf" (?:{PROSE})(?: |$)", command)[0]


def told(text: str) -> list[str]:
    """Return the command lines of a text as they are typed, without the name of the program.

    >>> told("billcli undo A-1 --reverse takes it back, or see billcli why A-1")
    ['undo A-1 --reverse', 'why A-1']
    """
    return [clause(match[0]).removeprefix("billcli").strip() for match in QUOTED.finditer(text)]
