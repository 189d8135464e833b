"""Typer's commands, made of the declarations: for help, and for lines that are not plain.

Groups and commands are as billcli wants them: plain help, own errors, modules loaded on use.
"""

# ruff: noqa: ARG002 - the signatures are Typer's

from __future__ import annotations

import re
from difflib import get_close_matches
from inspect import Parameter, Signature, cleandoc
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer
from typer.core import TyperCommand, TyperGroup
from typer.main import get_command, get_group

from billcli.cli.command_table import front_page
from billcli.cli.declare import declared
from billcli.cli.exit_status import MissingVerb
from billcli.cli.metavar import name_values
from billcli.domain.problem import BillcliError, UsageError, quoted

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from typer._click import Command as AnyCommand
    from typer._click import Context, HelpFormatter

    from billcli.cli.command_table import Entrance
    from billcli.cli.declare import Command as Declared
    from billcli.cli.declare import Parameter as Taken

HELP_NAMES: Final = ("-h", "--help")
WIDTH = 80
EVERYWHERE = "Options every command takes: billcli -h. Topics: billcli help."
_BRACES = re.compile(r"^\{(.*)\}$")
_SECTION = re.compile(r"^(Args|Returns|Raises|Yields|Attributes):$", re.MULTILINE)


def loaded(name: str, entrance: Entrance) -> AnyCommand:
    """Import a command's module and return the command, in billcli's own classes."""
    said = declared(entrance)
    app = typer.Typer(
        name=said.name,
        help=said.summary,
        cls=Group,
        add_completion=False,
        rich_markup_mode=None,
        pretty_exceptions_enable=False,
    )
    for one in said.commands.values():
        settings = {"help_option_names": list(HELP_NAMES)}
        app.command(one.name, cls=Command, context_settings=settings)(_callback(one))
    built = get_group(app) if entrance.group else get_command(app)
    built.name = name
    return built


def _callback(command: Declared) -> Callable[..., object]:
    """Return the function that Typer reads and calls: its signature says what is declared."""

    def callback(ctx: typer.Context, **values: object) -> object:
        return command(ctx.obj, values)

    parameters = [_parameter("ctx", typer.Context), *map(_declared, command.parameters())]
    callback.__doc__ = command.function.__doc__
    callback.__annotations__ = {one.name: one.annotation for one in parameters}
    vars(callback)["__signature__"] = Signature(parameters)
    return callback


def _parameter(name: str, annotation: object, default: object = Parameter.empty) -> Parameter:
    return Parameter(name, Parameter.KEYWORD_ONLY, default=default, annotation=annotation)


def _declared(one: Taken) -> Parameter:
    kind: Any = list[one.kind] if one.many else one.kind  # type: ignore[name-defined]
    if not one.required and one.default is None:
        kind |= None
    default = Parameter.empty if one.required else one.default
    return _parameter(one.name, Annotated[kind, _in_typer(one)], default)


def _in_typer(one: Taken) -> object:
    """Return a declaration in Typer's own words."""
    taken = one.taken
    if not one.spellings:
        shown = taken.show_default
        return typer.Argument(metavar=taken.metavar, help=taken.help, show_default=shown)
    return typer.Option(*one.spellings, metavar=taken.metavar, help=taken.help, min=taken.least)


class Command(TyperCommand):
    """A command whose help keeps examples as they are written."""

    def __init__(self, *args: Any, **settings: Any) -> None:  # noqa: ANN401 - Typer's own
        """Take Typer's settings, and name every value in the help."""
        super().__init__(*args, **settings)
        name_values(self.params)

    def collect_usage_pieces(self, ctx: Context) -> list[str]:
        """Return the words of the usage line; what must be given stands without braces."""
        return [_BRACES.sub(r"\1", piece) for piece in super().collect_usage_pieces(ctx)]

    def format_help_text(self, ctx: Context, formatter: HelpFormatter) -> None:
        """Write the docstring: indented paragraphs word for word, the rest wrapped."""
        _write_help(self.help or "", formatter)

    def format_epilog(self, ctx: Context, formatter: HelpFormatter) -> None:
        """Name the options that every command takes."""
        formatter.write_paragraph()
        formatter.write(f"{EVERYWHERE}\n")


class Group(TyperGroup):
    """A noun: its verbs are suggested when misspelled and listed when missing."""

    def parse_args(self, ctx: Context, args: list[str]) -> list[str]:
        """Parse the group's own words; without any, its help is the answer.

        Raises:
            MissingVerb: no verb is given.
        """
        if not args and not ctx.resilient_parsing:
            raise MissingVerb(ctx.command_path, ctx.get_help())
        return super().parse_args(ctx, args)

    def resolve_command(
        self, ctx: Context, args: list[str]
    ) -> tuple[str | None, AnyCommand | None, list[str]]:
        """Return the command named by the first word.

        Raises:
            UsageError: there is none; the nearest names are offered.
        """
        command = self.get_command(ctx, args[0])
        if command is None and not ctx.resilient_parsing:
            raise unknown(ctx.command_path, args[0], self.list_commands(ctx))
        return args[0], command, args[1:]

    def format_help_text(self, ctx: Context, formatter: HelpFormatter) -> None:
        """Write the group's words as a command's are written."""
        _write_help(self.help or "", formatter)

    def format_options(self, ctx: Context, formatter: HelpFormatter) -> None:
        """Write the verbs; a noun has no options of its own."""
        self.format_commands(ctx, formatter)

    def format_epilog(self, ctx: Context, formatter: HelpFormatter) -> None:
        """Name the options that every command takes."""
        formatter.write_paragraph()
        formatter.write(f"{EVERYWHERE}\n")


class LazyGroup(Group):
    """The top of the command line: a table of commands, imported when they are used."""

    def __init__(self, entrances: Mapping[str, Entrance], **settings: Any) -> None:  # noqa: ANN401 - Typer's own
        """Keep the table; the settings are Typer's."""
        super().__init__(**settings)
        self.entrances = entrances

    def list_commands(self, ctx: Context) -> list[str]:
        """Return the names in the order of the table."""
        return list(self.entrances)

    def get_command(self, ctx: Context, cmd_name: str) -> AnyCommand | None:
        """Import and return a command, or None when there is no such name."""
        entrance = self.entrances.get(cmd_name)
        return None if entrance is None else loaded(cmd_name, entrance)

    def get_help(self, ctx: Context) -> str:
        """Return the first help page, which imports no command."""
        return front_page(self.entrances, ctx.terminal_width or WIDTH).rstrip("\n")


def unknown(path: str, word: str, known: list[str]) -> BillcliError:
    """Return the error of a word that is no command, with up to three that are near."""
    near = get_close_matches(word, known, n=3)
    hint = f"did you mean {' or '.join(near)}?" if near else f"run {path} -h for the list"
    return UsageError.of("COMMAND-UNKNOWN", f"{path} has no command {quoted(word)}", hint=hint)


def _is_example(line: str) -> bool:
    """Return whether a line is a command to type, however a formatter indented it."""
    return line.startswith("billcli ")


def paragraphs(text: str) -> Iterator[tuple[bool, list[str]]]:
    r"""Yield the paragraphs of a docstring: whether it is an example to keep as it is, its lines.

    >>> list(paragraphs("Do it.\n\nbillcli undo\n\nArgs:\n  x: y"))
    [(False, ['Do it.']), (True, ['billcli undo'])]
    """
    text = _SECTION.split(cleandoc(text), maxsplit=1)[0].strip()
    for paragraph in re.split(r"\n\s*\n", text) if text else []:
        lines = cleandoc(paragraph).splitlines()
        indented = paragraph.startswith((" ", "\t"))
        yield indented or all(_is_example(line) for line in lines), lines


def _write_help(text: str, formatter: HelpFormatter) -> None:
    for kept, lines in paragraphs(text):
        formatter.write_paragraph()
        with formatter.indentation():
            if kept:
                indent = " " * (formatter.current_indent + 4)
                formatter.write("".join(f"{indent}{line}\n" for line in lines))
            else:
                formatter.write_text(" ".join(" ".join(lines).split()))
