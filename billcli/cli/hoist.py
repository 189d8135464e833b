"""Take the options every command has out of the command line, wherever they stand.

``billcli --format json invoice list`` and ``billcli invoice list --format json`` mean the same.
Nothing here knows a command, so one rule holds everywhere: a word spelled like a global option *is*
that option, until ``--``. Text that looks like one is attached to its own option
(``--note=-n``) or stands after ``--``.
"""

from __future__ import annotations

from collections import deque

from billcli.domain.named import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from billcli.domain.problem import Problem

VALUES = {
    "--file": "file",
    "--project": "project",
    "--today": "today",
    "--as-of": "as_of",
    "--format": "format",
    "--output": "output",
    "--color": "color",
    "--receivable": "receivable",
    "--allow-plugin": "allow_plugin",
}
FLAGS = {
    "--dry-run": "dry_run",
    "--yes": "yes",
    "--no-input": "no_input",
    "--quiet": "quiet",
    "--verbose": "verbose",
    "--debug": "debug",
}
SHORT_VALUES = {"f": "file", "o": "output"}
SHORT_FLAGS = {"n": "dry_run", "y": "yes", "q": "quiet", "v": "verbose"}
REPEATABLE = frozenset({"allow_plugin"})
RESERVED = frozenset(
    [*VALUES, *FLAGS, *(f"-{letter}" for letter in [*SHORT_VALUES, *SHORT_FLAGS, "h"]), "--help"]
)
"""Spellings no command may give to an option of its own."""


class Hoisted(NamedTuple):
    """A command line taken apart.

    Attributes:
        values: texts of the options with a value, by field name; repeatable ones hold several.
        flags: field names of the flags that were given.
        argv: what is left for the command, in its order.
        problems: values missing or given twice.
    """

    values: Mapping[str, tuple[str, ...]]
    flags: frozenset[str]
    argv: tuple[str, ...]
    problems: tuple[Problem, ...]

    def value(self, name: str) -> str | None:
        """Return the first value given for a field, or None."""
        return next(iter(self.values.get(name, ())), None)


def hoist(argv: Sequence[str]) -> Hoisted:
    """Return the global options and the rest of a command line.

    >>> taken = hoist(["invoice", "list", "-n", "--format=json"])
    >>> taken.argv, taken.value("format"), sorted(taken.flags)
    (('invoice', 'list'), 'json', ['dry_run'])
    """
    words = deque(argv)
    values: dict[str, list[str]] = {}
    flags: set[str] = set()
    rest: list[str] = []
    problems: list[Problem] = []
    while words:
        word = words.popleft()
        if word == "--":
            rest += [word, *words]
            break
        if names := _flags(word):
            flags |= names
        elif spelled := _valued(word):
            problems += _take(*spelled, words, values)
        elif word.partition("=")[0] in FLAGS:
            problems.append(_flag_with_value(word))
        else:
            rest.append(word)
    taken = {name: tuple(texts) for name, texts in values.items()}
    return Hoisted(taken, frozenset(flags), tuple(rest), tuple(problems))


def into_folder(hoisted: Hoisted, words: Sequence[str]) -> Hoisted:
    """Return the line of a command that writes a folder: there ``-o`` is its own ``--to``.

    >>> into_folder(hoist(["x", "export", "-o", "here"]), ["x", "export"]).argv
    ('x', 'export', '--to', 'here')
    """
    folder = hoisted.value("output")
    if folder is None or hoisted.argv[: len(words)] != tuple(words):
        return hoisted
    values = {name: texts for name, texts in hoisted.values.items() if name != "output"}
    return hoisted._replace(values=values, argv=(*hoisted.argv, "--to", folder))


def _flags(word: str) -> set[str]:
    """Return the fields a word sets: ``--yes``, ``-y`` or a cluster of letters like ``-nq``."""
    if word in FLAGS:
        return {FLAGS[word]}
    letters = word[1:]
    if word[:1] == "-" and letters and all(letter in SHORT_FLAGS for letter in letters):
        return {SHORT_FLAGS[letter] for letter in letters}
    return set()


def _valued(word: str) -> tuple[str, str, str | None] | None:
    """Return (spelling, field, attached value or None) of a word that is an option with a value."""
    spelling, equals, attached = word.partition("=")
    if spelling in VALUES:
        return spelling, VALUES[spelling], attached if equals else None
    if word[:1] == "-" and word[1:2] in SHORT_VALUES:
        return word[:2], SHORT_VALUES[word[1]], word[2:].removeprefix("=") or None
    return None


def _take(
    spelling: str, name: str, attached: str | None, words: deque[str], values: dict[str, list[str]]
) -> list[Problem]:
    """Store one option's value, from the word itself or the next one; return what is wrong."""
    text = attached
    if text is None and words and not _looks_like_option(words[0]):
        text = words.popleft()
    if not text:
        hint = f"write {spelling} VALUE, or {spelling}=VALUE when the value begins with a hyphen"
        return [_problem("OPTION-VALUE", f"{spelling} needs a value", hint)]
    if name in values and name not in REPEATABLE:
        given = f"{values[name][0]} and {text}"
        return [_problem("OPTION-TWICE", f"{spelling} is given twice: {given}", "give it once")]
    values.setdefault(name, []).append(text)
    return []


def _looks_like_option(word: str) -> bool:
    """Return whether a word cannot be meant as a value; ``-3d`` and ``-`` can."""
    return len(word) > 1 and word[0] == "-" and not word[1].isdigit()


def _flag_with_value(word: str) -> Problem:
    spelling = word.partition("=")[0]
    return _problem("OPTION-VALUE", f"{spelling} takes no value", f"write just {spelling}")


def _problem(code: str, message: str, hint: str) -> Problem:
    from billcli.domain.problem import Problem  # noqa: PLC0415 - most lines have none

    return Problem(code, message, help=hint)
