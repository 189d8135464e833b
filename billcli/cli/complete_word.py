"""What may stand at the end of an unfinished command line."""

from __future__ import annotations

from pathlib import Path

from billcli.cli.command_table import options_everywhere
from billcli.cli.complete_rule import DATE, DATES, FILE, FOLDER, LINE, RENAME, rule_of
from billcli.cli.declare import declared
from billcli.cli.hoist import SHORT_VALUES, VALUES, hoist
from billcli.domain.named import TYPE_CHECKING, NamedTuple
from billcli.services.suggest_id import Shelf, Standpoint
from billcli.services.suggestion import Suggestion

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from billcli.cli.command_table import Entrance
    from billcli.cli.complete_line import Line
    from billcli.cli.complete_rule import Rule
    from billcli.cli.declare import Command, Parameter

AWAITING = {**dict.fromkeys(VALUES), **{f"-{letter}": None for letter in SHORT_VALUES}}


class Offer(NamedTuple):
    """What may follow.

    Attributes:
        suggestions: whole words, the head of the current one included.
        files: ``file`` or ``folder`` when the shell itself knows best, else an empty text.
        near: whether a part of a word, or of what it stands for, may be typed for it.
        head: the part of the current word that is settled, such as ``--format=``.
    """

    suggestions: tuple[Suggestion, ...] = ()
    files: str = ""
    near: bool = False
    head: str = ""


NOTHING = Offer()


class _Walked(NamedTuple):
    """How far the words of a command have come.

    Attributes:
        waiting: the option whose value comes next.
        argument: the argument that comes next.
        used: options that were given.
        values: words that arguments took, by the argument's name.
        ended: whether ``--`` stands among the words.
    """

    waiting: Parameter | None
    argument: Parameter | None
    used: frozenset[str]
    values: Mapping[str, list[str]]
    ended: bool


def offer(line: Line, table: Mapping[str, Entrance], at: Standpoint) -> Offer:
    """Return what may stand at the cursor.

    Args:
        line: the words so far.
        table: all commands.
        at: environment and folder; the options on the line are added to it.
    """
    hoisted = hoist(line.words)
    file, project = hoisted.value("file"), hoisted.value("project")
    shelf = Shelf(
        at._replace(
            file=Path(file).expanduser() if file else None,
            project=Path(project).expanduser() if project else None,
            receivable=hoisted.value("receivable") or "",
            allow_plugins=hoisted.values.get("allow_plugin", ()),
        )
    )
    given = _Given(line, hoisted.argv, table, shelf)
    if "--" not in line.words:
        if line.words and line.words[-1] in AWAITING:
            return given.value("", _long(line.words[-1]), line.current)
        if (spelling := line.current.partition("=")[0]) in VALUES and "=" in line.current:
            return given.value("", spelling, line.current[len(spelling) + 1 :], f"{spelling}=")
    return given.offer()


class _Given:
    """A line taken apart, and where its suggestions come from."""

    def __init__(
        self, line: Line, argv: Sequence[str], table: Mapping[str, Entrance], shelf: Shelf
    ) -> None:
        self._line, self._argv, self._table, self._shelf = line, argv, table, shelf

    def offer(self) -> Offer:
        """Return what may follow the words, the options of every command aside."""
        current, words = self._line.current, [w for w in self._argv if w[:1] != "-"]
        if not words:
            names = {name: entrance.summary for name, entrance in self._table.items()}
            return self._options({}) if current[:1] == "-" else _words(names)
        entrance = self._table.get(words[0])
        if entrance is None:
            return NOTHING
        if words[0] == "help" and current[:1] != "-":
            return self._help(words[1:])
        rest = list(self._argv[self._argv.index(words[0]) + 1 :])
        verbs = declared(entrance).commands
        if not entrance.group:
            return self._command(next(iter(verbs.values())), words[0], rest)
        while rest and rest[0][:1] == "-":
            rest.pop(0)
        if rest:
            verb = verbs.get(rest.pop(0))
            return self._command(verb, f"{words[0]} {verb.name}", rest) if verb else NOTHING
        return self._options({}) if current[:1] == "-" else _words(_about(verbs))

    def _command(self, command: Command, path: str, rest: Sequence[str]) -> Offer:
        params = command.parameters()
        walked, current = _walk(params, rest), self._line.current
        if walked.waiting is not None:
            return self.value(path, walked.waiting.shown_name, current, "", walked)
        if current[:1] == "-" and not walked.ended:
            spelling, equals, value = current.partition("=")
            option = _option(params, spelling)
            if equals and option is not None and not option.is_flag:
                return self.value(path, option.shown_name, value, f"{spelling}=", walked)
            return NOTHING if equals else self._options(_unused(params, walked.used))
        if walked.argument is None:
            free = {} if current or walked.ended else _unused(params, walked.used)
            return _words(free)
        return self.value(path, walked.argument.shown_name, current, "", walked)

    def value(
        self, path: str, name: str, typed: str, head: str = "", walked: _Walked | None = None
    ) -> Offer:
        """Return the values of an option or argument, each behind the head of the word."""
        rule = rule_of(path, name)
        if rule in {FILE, FOLDER}:
            return Offer(files=str(rule), head=head)
        taken = walked.values if walked else {}
        customer = next(iter(taken.get("customer", ())), "") if name == "--allocate" else ""
        more, found = _inside(rule, typed)
        head += more
        listed = _choices(found) or self._shelf.of(str(found), customer, typed[len(more) :])
        again = set(taken.get(name, ()))
        suggestions = [one for one in listed if one.value not in again]
        if rule == "draft" and not suggestions:
            return Offer(files=FILE, head=head)
        whole = tuple(Suggestion(f"{head}{one.value}", one.about) for one in suggestions)
        return Offer(whole, near=not _choices(found), head=head)

    def _help(self, words: Sequence[str]) -> Offer:
        if words:
            entrance = self._table.get(words[0])
            if entrance is None or not entrance.group or len(words) > 1:
                return NOTHING
            return _words(_about(declared(entrance).commands))
        from billcli.cli.catalogue.catalogue import codes  # noqa: PLC0415 - only help needs it
        from billcli.cli.help_pages import about_topic, topics  # noqa: PLC0415

        pages = {name: f"command: {entrance.summary}" for name, entrance in self._table.items()}
        pages |= {topic: about_topic(topic) for topic in topics()}
        if self._line.current:
            pages |= dict.fromkeys(codes(), "error code")
        return _words(pages)._replace(near=True)

    def _options(self, own: Mapping[str, str]) -> Offer:
        used = {word.partition("=")[0] for word in self._line.words}
        options = dict(own)
        for spellings, _, about in options_everywhere():
            names = spellings.split(", ")
            top = names[-1] != "--version" or not self._argv
            if top and (names[-1] == "--allow-plugin" or used.isdisjoint(names)):
                options.setdefault(names[-1], about)
        return _words(options)


def _words(about: Mapping[str, str]) -> Offer:
    return Offer(tuple(Suggestion(word, text) for word, text in about.items()))


def _choices(rule: Rule) -> list[Suggestion]:
    if rule == DATE:
        return [Suggestion(word) for word in DATES]
    return [] if isinstance(rule, str) else [Suggestion(word) for word in rule]


def _inside(rule: Rule, typed: str) -> tuple[str, Rule]:
    """Return the settled part of a value that has parts, and what its last part takes.

    >>> _inside("line", "10 h x cons"), _inside("line", "90 Course; tax=D")
    (('10 h x ', 'price'), ('90 Course; tax=', 'tax'))
    """
    if rule == RENAME:
        old, equals, _ = typed.partition("=")
        return (f"{old}=" if equals else ""), "account"
    if rule != LINE:
        return "", rule
    start = max(typed.rfind(" "), typed.rfind(";")) + 1
    key, equals, _ = typed[start:].partition("=")
    if ";" not in typed:
        after = typed[:start].split()
        return typed[:start], "price" if not after or after[-1] == "x" else ""
    return f"{typed[:start]}{key}{equals}", key if equals and key in {"tax", "account"} else ""


def _walk(params: Sequence[Parameter], words: Sequence[str]) -> _Walked:
    """Return what the words of a command leave to come."""
    arguments = [param for param in params if not param.spellings]
    waiting: Parameter | None = None
    used: set[str] = set()
    values: dict[str, list[str]] = {}
    ended = False
    for word in words:
        if waiting is not None:
            waiting = None
        elif word == "--" and not ended:
            ended = True
        elif word[:1] == "-" and len(word) > 1 and not ended:
            spelling, equals, _ = word.partition("=")
            option = _option(params, spelling)
            used.update(option.spellings if option is not None else [spelling])
            if option is not None and not equals and not option.is_flag:
                waiting = option
        elif arguments:
            values.setdefault(arguments[0].name, []).append(word)
            if not arguments[0].many:
                arguments.pop(0)
    return _Walked(waiting, next(iter(arguments), None), frozenset(used), values, ended)


def _unused(params: Iterable[Parameter], used: frozenset[str]) -> dict[str, str]:
    """Return the options of a command that may still be given, with what they mean."""
    return {
        param.shown_name: param.taken.help
        for param in params
        if param.spellings and (param.many or used.isdisjoint(param.spellings))
    }


def _option(params: Iterable[Parameter], spelling: str) -> Parameter | None:
    return next((param for param in params if spelling in param.spellings), None)


def _about(verbs: Mapping[str, Command]) -> dict[str, str]:
    return {name: verb.about for name, verb in verbs.items()}


def _long(spelling: str) -> str:
    return f"--{SHORT_VALUES[spelling[1]]}" if spelling[1] != "-" else spelling
