"""The answer to a shell that asks what may follow: ``billcli __complete SHELL LINE``.

It only ever suggests: it writes nothing, asks nothing, says nothing on standard error and never
fails, whatever state the ledger is in. The first line tells the shell what it gets: ``words`` that
begin as typed, words that are merely ``near``, or ``file`` and ``folder`` for names of files, which
shells complete best themselves.
"""

from __future__ import annotations

import base64
import unicodedata

from billcli.cli.complete_line import bash_word, powershell_word, read_line, shared_start
from billcli.cli.complete_word import offer
from billcli.domain.contract import CONTROL, shown
from billcli.domain.named import TYPE_CHECKING
from billcli.services.suggest_id import Standpoint
from billcli.services.suggestion import Suggestion

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from billcli.cli.command_table import Entrance
    from billcli.cli.complete_line import Line
    from billcli.cli.complete_word import Offer

# Letters with a stroke or joined, which Unicode does not take apart.
_STROKES = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "ħ": "h", "æ": "ae", "œ": "oe"})
MOST = 500
ABOUT_MOST = 120
_LISTING = {"63", "33"}  # COMP_TYPE of bash: "?" and "!" show the words, a plain Tab inserts
_LISTING_ONLY = "63"


def complete(
    argv: Sequence[str], table: Mapping[str, Entrance], env: Mapping[str, str], cwd: Path
) -> str:
    """Return the answer to a shell, or an empty text when there is none.

    Args:
        argv: the shell, the line up to the cursor (base64 from PowerShell, whose quotes do not
            survive a call), and from bash COMP_WORDBREAKS and COMP_TYPE.
        table: all commands.
        env: environment variables.
        cwd: the current folder.
    """
    shell, text, breaks, asked = (*argv, "", "", "", "")[:4]
    try:
        if shell == "powershell":
            text = base64.b64decode(text).decode("utf-8", "replace")
        line = read_line(text, "`" if shell == "powershell" else "\\", breaks)
        offered = offer(line, table, Standpoint(env, cwd))
        return _answer(shell, line, offered, asked)
    except Exception:  # noqa: BLE001 - a Tab must not print a traceback into the line
        return ""


def bare_letters(text: str) -> str:
    r"""Return a text as it is compared: small letters without accents.

    >>> [bare_letters(name) for name in ("M\u00fcller", "\u0141\u00f3d\u017a", "Stra\u00dfe")]
    ['muller', 'lodz', 'strasse']
    """
    if text.isascii():
        return text.lower()
    parts = unicodedata.normalize("NFKD", text.casefold().translate(_STROKES))
    return "".join(part for part in parts if not unicodedata.combining(part))


def _answer(shell: str, line: Line, offered: Offer, asked: str) -> str:
    if offered.files:
        return f"{offered.files}\t{offered.head}\n"
    found, kind = _matching(offered, line.current)
    if shell == "bash":
        rows = _for_bash(found, kind, line, asked)
    elif shell == "powershell":
        rows = [
            f"{powershell_word(one.value)}\t{one.value}\t{one.about or one.value}" for one in found
        ]
    else:
        rows = [f"{one.value}\t{one.about}" for one in found]
    return "".join(f"{row}\n" for row in [kind, *rows])


def _matching(offered: Offer, typed: str) -> tuple[list[Suggestion], str]:
    """Return what fits the letters typed so far, and whether it begins with them."""
    all_ = [
        Suggestion(one.value, " ".join(shown(one.about).split())[:ABOUT_MOST])
        for one in offered.suggestions
        if one.value and not CONTROL.search(one.value) and one.value.isprintable()
    ]
    if found := [one for one in all_ if one.value.startswith(typed)]:
        return found[:MOST], "words"
    wanted = bare_letters(typed)
    found = [one for one in all_ if bare_letters(one.value).startswith(wanted)]
    if not found and offered.near:
        head = len(offered.head)
        part = bare_letters(typed[head:])
        found = [one for one in all_ if part in bare_letters(f"{one.value[head:]} {one.about}")]
    return found[:MOST], "near"


def _for_bash(found: Sequence[Suggestion], kind: str, line: Line, asked: str) -> list[str]:
    """Return words that bash can insert; on the second Tab it lists, so remarks are added.

    bash replaces what is typed by what the words have in common. Words that begin otherwise would
    take letters away, so they are only listed.
    """
    words = [bash_word(one.value, line) for one in found]
    if len(words) > 1 and asked == _LISTING_ONLY:
        width = max(map(len, words))
        return [
            f"{word.ljust(width)}  {one.about}".rstrip()
            for word, one in zip(words, found, strict=True)
        ]
    if kind == "near" and len(words) > 1 and asked not in _LISTING:
        common = bare_letters(shared_start([one.value for one in found]))
        return words if common.startswith(bare_letters(line.current)) else []
    return words
