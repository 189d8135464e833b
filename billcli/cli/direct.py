"""Plain command lines, read by the declarations alone.

Typer takes five times as long to load as Python itself. A line in which every word is certain needs
none of it: the command and each option are spelled out, and nothing is missing or left over.
Whatever else there is, Typer reads, so that its help and its words for mistakes are the only ones.
"""

from __future__ import annotations

from collections import deque

from billcli.cli.declare import Command, declared
from billcli.domain.named import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from billcli.cli.command_table import Entrance
    from billcli.cli.declare import Parameter
    from billcli.cli.invocation import Invocation


class Direct(NamedTuple):
    """A command, and what it is called with.

    Attributes:
        command: what was named.
        values: one for each of its parameters, by name.
    """

    command: Command
    values: Mapping[str, object]

    def run(self, call: Invocation) -> object:
        """Do it, and return what it returns."""
        return self.command(call, self.values)


class _Uncertain(Exception):  # noqa: N818 - no fault: Typer will know
    """A word may mean something else than it seems to."""


def read(argv: Sequence[str], table: Mapping[str, Entrance]) -> Direct | None:
    """Return the command of a plain command line, or None when Typer has to read it.

    Args:
        argv: words after the program's name, without the options of every command.
        table: all commands.
    """
    words = deque(argv)
    entrance = table.get(words.popleft()) if words else None
    if entrance is None:
        return None
    commands = declared(entrance).commands
    if entrance.group:
        command = commands.get(words.popleft()) if words else None
    else:
        (command,) = commands.values()
    if command is None:
        return None
    try:
        return Direct(command, values_of(command.parameters(), words))
    except _Uncertain:
        return None


def values_of(parameters: Sequence[Parameter], words: deque[str]) -> dict[str, object]:
    """Return a value for each parameter, those not given at their defaults.

    Raises:
        _Uncertain: a word is not plain, is missing or is one too many.
    """
    options = {spelling: one for one in parameters for spelling in one.spellings}
    given: dict[str, list[str]] = {}
    bare: list[str] = []
    while words:
        word = words.popleft()
        if word == "--":
            bare += words
            break
        if not _is_option(word):
            bare.append(word)
            continue
        spelling, equals, attached = word.partition("=")
        if (found := options.get(spelling)) is None or (equals and found.is_flag):
            raise _Uncertain
        text = attached if equals else "" if found.is_flag else _next(words)
        given.setdefault(found.name, []).append(text)
    _place([one for one in parameters if not one.spellings], deque(bare), given)
    return {one.name: _value(one, given.get(one.name)) for one in parameters}


def _is_option(word: str) -> bool:
    return len(word) > 1 and word[0] == "-"


def _next(words: deque[str]) -> str:
    if not words or _is_option(words[0]):
        raise _Uncertain
    return words.popleft()


def _place(arguments: Sequence[Parameter], bare: deque[str], given: dict[str, list[str]]) -> None:
    """Give the words that are no options to the arguments, in their order."""
    for one in arguments:
        if one.many:
            given[one.name] = list(bare)
            bare.clear()
        elif bare:
            given[one.name] = [bare.popleft()]
    if bare:
        raise _Uncertain


def _value(one: Parameter, texts: list[str] | None) -> object:
    """Return what the function gets; of an option given twice the last counts."""
    if not texts:
        if one.required:
            raise _Uncertain
        return [] if isinstance(one.default, list) else one.default
    values = [_typed(one, text) for text in texts]
    return values if one.many else values[-1]


def _typed(one: Parameter, text: str) -> object:
    if one.kind is bool:
        return True
    if one.kind is str:
        return text
    if one.kind is not int or not (text.isascii() and text.isdigit()):
        raise _Uncertain
    number = int(text)
    if one.taken.least is not None and number < one.taken.least:
        raise _Uncertain
    return number
