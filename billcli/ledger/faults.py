"""Beancount's errors in billcli's words: a code by class, file and line, and what to do."""

from __future__ import annotations

import re

from billcli.domain.contract import shown
from billcli.domain.frozen import field, frozen
from billcli.domain.named import TYPE_CHECKING
from billcli.domain.problem import Problem, Severity, Source
from billcli.ledger.seam import PATH

if TYPE_CHECKING:
    from collections.abc import Iterable

    from billcli.ledger.seam import Raw

_SYNTAX = "Beancount drops the whole directive at this line; correct it"
_BOOKING = "complete or correct the transaction"
_KINDS: dict[str, tuple[str, str]] = {
    "LexerError": ("LEDGER-SYNTAX", _SYNTAX),
    "ParserSyntaxError": ("LEDGER-SYNTAX", _SYNTAX),
    "ParserError": ("LEDGER-SYNTAX", "correct the directive at this line"),
    "DeprecatedError": ("LEDGER-DEPRECATED", "use the newer form Beancount names"),
    "NumberFault": ("LEDGER-NUMBER", "write the number in full with at most 28 digits"),
    "DivisionFault": ("LEDGER-DIVISION", "write the amount as a plain number"),
    "BookingError": ("LEDGER-BOOKING", _BOOKING),
    "CategorizationError": ("LEDGER-BOOKING", _BOOKING),
    "InterpolationError": ("LEDGER-BOOKING", _BOOKING),
    "ReductionError": ("LEDGER-BOOKING", _BOOKING),
    "SelfReduxError": ("LEDGER-BOOKING", _BOOKING),
    "AmbiguousMatchError": ("LEDGER-BOOKING", _BOOKING),
    "BalanceError": (
        "LEDGER-BALANCE",
        "find the entry that is missing or wrong before this date, or correct the balance",
    ),
    "PadError": ("LEDGER-PAD", "take the pad out, or add the balance it is for"),
    "DocumentError": ("LEDGER-DOCUMENT", "restore the file, or correct its path"),
    "ValidationError": ("LEDGER-VALIDATION", "correct the directive, or the account's open"),
}
_PYTHON = re.compile(r"^(?:Value|Type|Overflow|Unicode\w*)Error: ")
_MARKERS = ("<<<<<<<", "=======", "|||||||", ">>>>>>>")
_RULE = re.compile(r"\[([A-Z][A-Z0-9-]*)\] (.*)")  # how our own plugin names a rule
_UNBALANCED = "does not balance"


@frozen
class Places:
    """The files of a load, so that an error can be shown with its name and line.

    Attributes:
        names: name as the user knows it, by the absolute path Beancount knows.
        texts: bytes by the same path.
        main: name of the main file, for errors that have no place.
    """

    names: dict[str, str]
    texts: dict[str, bytes]
    main: str
    _lines: dict[str, list[bytes]] = field(default_factory=dict)

    def source(self, meta: Raw) -> Source:
        """Return the place that Beancount's metadata means; the main file when it means none."""
        filename, line = _place(meta)
        name = self.names.get(filename)
        return Source(self.main) if name is None else Source(name, line)

    def excerpt(self, meta: Raw) -> str:
        """Return the line that metadata means, cut to 200 characters, or an empty string."""
        filename, line = _place(meta)
        lines = self._lines.get(filename)
        if lines is None:
            lines = self._lines[filename] = self.texts.get(filename, b"").split(b"\n")
        if not 0 < line <= len(lines):
            return ""
        return shown(lines[line - 1][:800].decode(errors="replace"))[:200].rstrip()


def _place(meta: Raw) -> tuple[str, int]:
    """Return file and line; plugins put anything there."""
    if not isinstance(meta, dict):
        return "", 0
    filename, line = meta.get("filename"), meta.get("lineno")
    return (filename if isinstance(filename, str) else "", line if isinstance(line, int) else 0)


def problems_of(errors: Iterable[Raw], places: Places) -> list[Problem]:
    """Return Beancount's errors as problems, each once, in their order."""
    made = (_problem(error, places) for error in errors)
    return list(dict.fromkeys(made))


def _problem(error: Raw, places: Places) -> Problem:
    kind = type(error).__name__
    code, advice = _KINDS.get(kind, ("LEDGER-PLUGIN", "a plugin of the ledger says so"))
    message = shown(" ".join(str(getattr(error, "message", error)).split())).rstrip(".")
    message = _PYTHON.sub("", message)
    if kind == "RuleError" and (rule := _RULE.match(message)):
        code, message = rule.groups()
        advice = "run billcli check"
    if kind == "DocumentError" and PATH in (error.entry.meta if error.entry else ()):
        message = f'the file "{shown(error.entry.meta[PATH])}" does not exist'
    if kind == "LexerError" and message.removeprefix("Invalid token: ").strip("'") in _MARKERS:
        code, advice = "LEDGER-CONFLICT", "keep the entries of both sides, take the markers out"
        message = "a merge left its markers in the file"
    if code == "LEDGER-VALIDATION" and _UNBALANCED in message:
        code, advice = "LEDGER-UNBALANCED", "write every amount so that the postings sum to zero"
    source = getattr(error, "source", None)
    severity = Severity.WARNING if code == "LEDGER-DEPRECATED" else Severity.ERROR
    return Problem(
        code, message[:500], places.source(source), advice, severity, places.excerpt(source)
    )
