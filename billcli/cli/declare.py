"""What a command takes, said once: options and arguments, beside the function that does it.

A command is a function whose signature is its declaration::

    app = noun("report", "What is owed.")
    To = Annotated[str, option("--to", help="Issued until.")]

    @app.command("open")
    def open_(ctx: Context, to: To = "") -> Outcome:

A parameter with a default may be left out, one without must be given. One that says nothing of
itself is an argument when it must be given, else an option. ``cli/direct.py`` reads plain words by
these declarations alone; ``cli/grammar.py`` makes Typer's commands of them, for help and mistakes.
Nothing is imported here that a process does not have already.
"""

from __future__ import annotations

from importlib import import_module

from billcli.domain.named import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from typing import Annotated as Annotated  # noqa: PLC0414 - mypy: for others too
    from typing import Any

    from billcli.cli.command_table import Entrance
    from billcli.cli.invocation import Invocation

else:

    class Annotated:
        """A type and what is said of it, as in ``typing``, whose loading would cost 2 ms."""

        def __class_getitem__(cls, said: tuple[object, ...]) -> Annotated:
            """Return a type with what is said of it."""
            made = object.__new__(cls)
            made.__origin__, *made.__metadata__ = said
            return made


class Context(NamedTuple):
    """What every command is called with besides its own options.

    Attributes:
        obj: how the process was called: folder, day, form of the answer.
    """

    obj: Invocation


class Taken(NamedTuple):
    """What a signature says of one option or argument.

    Attributes:
        option: whether it is an option rather than an argument.
        spellings: of an option, where the parameter's name does not give it.
        metavar: what the help calls its value, or None for the usual word.
        help: the line in the help.
        least: the smallest number, of a number.
        show_default: whether the help names the default.
    """

    option: bool
    spellings: tuple[str, ...] = ()
    metavar: str | None = None
    help: str = ""
    least: int | None = None
    show_default: bool = True


class Parameter(NamedTuple):
    """One option or argument of a command.

    Attributes:
        name: of the function's parameter.
        spellings: how an option is written; an argument has none.
        kind: ``str``, ``int``, or ``bool`` for an option without a value.
        many: whether it may be given more than once, so that the function gets a list.
        required: whether it must be given.
        default: what the function gets when it is not.
        taken: what the signature says for the help.
    """

    name: str
    spellings: tuple[str, ...]
    kind: type
    many: bool
    required: bool
    default: object
    taken: Taken

    @property
    def is_flag(self) -> bool:
        """Return whether it is an option without a value."""
        return self.kind is bool

    @property
    def shown_name(self) -> str:
        """Return an option's spelling, or an argument's name."""
        return self.spellings[-1] if self.spellings else self.name


def option(
    *spellings: str,
    metavar: str | None = None,
    help: str = "",  # noqa: A002 - the word of every library for this
    least: int | None = None,
) -> Taken:
    """Return the declaration of an option; ``vat_id`` is spelled ``--vat-id`` when nothing is said.

    >>> option("--to", metavar="DATE").spellings
    ('--to',)
    """
    return Taken(option=True, spellings=spellings, metavar=metavar, help=help, least=least)


def argument(
    *,
    metavar: str | None = None,
    help: str = "",  # noqa: A002 - the word of every library for this
    show_default: bool = True,
) -> Taken:
    """Return the declaration of an argument: a word known by its place."""
    return Taken(option=False, metavar=metavar, help=help, show_default=show_default)


class Command:
    """One command: its function, and what that takes.

    Attributes:
        name: the word by which it is called.
    """

    def __init__(
        self, name: str, place: str | Callable[..., Any], more: Iterable[Parameter]
    ) -> None:
        """Keep where the function is: itself, or ``module:name``, imported when it is wanted."""
        self.name = name
        self._place = place
        self._more = tuple(more)

    @property
    def function(self) -> Callable[..., Any]:
        """Return the function that does it."""
        place = self._place
        if isinstance(place, str):
            module, _, name = place.partition(":")
            place = self._place = getattr(import_module(module), name)
        return place

    @property
    def about(self) -> str:
        """Return what it does, in one sentence.

        >>> def undo() -> None:
        ...     '''Take back the last entry.
        ...
        ...     billcli undo
        ...     '''
        >>> Command("undo", undo, ()).about
        'Take back the last entry.'
        """
        return (self.function.__doc__ or "").strip().partition("\n\n")[0]

    def parameters(self) -> tuple[Parameter, ...]:
        """Return options and arguments in the order of the signature."""
        function = self.function
        code, hints = function.__code__, function.__annotations__
        names = code.co_varnames[: code.co_argcount + code.co_kwonlyargcount]
        values = function.__defaults__ or ()
        defaults = dict(zip(names[code.co_argcount - len(values) :], values, strict=False))
        defaults |= function.__kwdefaults__ or {}
        found = (_parameter(name, _type(hints[name], function), defaults)
                 for name in names if name != "ctx")  # fmt: skip
        return (*found, *self._more)

    def __call__(self, call: Invocation, values: Mapping[str, object]) -> object:
        """Do it, and return what it returns."""
        function = self.function
        if function.__code__.co_varnames[:1] == ("ctx",):
            return function(Context(call), **values)
        return function(**values)


class Noun:
    """A word with verbs below it, or one that is itself a command.

    Attributes:
        name: the word.
        summary: the first line of its help.
        commands: its verbs by their words.
    """

    def __init__(self, name: str, summary: str) -> None:
        """Begin without verbs."""
        self.name = name
        self.summary = summary
        self.commands: dict[str, Command] = {}

    def command(
        self, name: str, *, more: Iterable[Parameter] = ()
    ) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
        """Return a decorator that makes a function one of the verbs.

        Args:
            name: the verb.
            more: options that the function takes as ``**values``.
        """

        def keep(function: Callable[..., Any]) -> Callable[..., Any]:
            self.commands[name] = Command(name, function, more)
            return function

        return keep

    def elsewhere(self, name: str, place: str, *, more: Iterable[Parameter] = ()) -> None:
        """Add a verb whose function stands in another module, as ``module:function``."""
        self.commands[name] = Command(name, place, more)


def noun(name: str, summary: str) -> Noun:
    """Return a noun, to which its module adds verbs.

    >>> customer = noun("customer", "Customers and their terms.")
    """
    return Noun(name, summary)


def verb(name: str) -> Noun:
    """Return a top-level verb, to which its module adds one command of the same name."""
    return Noun(name, "")


def declared(entrance: Entrance) -> Noun:
    """Import a command's module and return what it declares."""
    found: Noun = import_module(entrance.module).app
    return found


def optional(spelling: str, help_: str) -> Parameter:
    """Return an option with a text, None when it is not given, for ``Noun.command``.

    >>> optional("--vat-id", "").name
    'vat_id'
    """
    name = spelling.strip("-").replace("-", "_")
    return Parameter(name, (spelling,), str, False, False, None, option(spelling, help=help_))


def _type(hint: object, function: Callable[..., Any]) -> Any:  # noqa: ANN401 - any annotation
    """Return an annotation as it was meant: the function's module keeps them as text."""
    return eval(hint, function.__globals__) if isinstance(hint, str) else hint  # noqa: S307 - our own text


def _parameter(name: str, hint: Any, defaults: Mapping[str, object]) -> Parameter:  # noqa: ANN401
    required = name not in defaults
    said = next(iter(getattr(hint, "__metadata__", ())), Taken(option=not required))
    kind, many = _kind(getattr(hint, "__origin__", hint) if hasattr(hint, "__metadata__") else hint)
    spellings = said.spellings or (f"--{name.strip('_').replace('_', '-')}",)
    return Parameter(
        name, spellings if said.option else (), kind, many, required, defaults.get(name), said
    )


def _kind(hint: Any) -> tuple[type, bool]:  # noqa: ANN401 - any annotation
    """Return the type of one value, and whether there may be several.

    >>> _kind(str | None), _kind(list[str])
    ((<class 'str'>, False), (<class 'str'>, True))
    """
    if getattr(hint, "__origin__", None) is list:
        return hint.__args__[0], True
    if isinstance(hint, type):
        return hint, False
    (only,) = (one for one in hint.__args__ if one is not type(None))
    return _kind(only)
