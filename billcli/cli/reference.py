"""The reference of commands, made from the commands themselves.

``python -m billcli.cli.reference > docs/reference/commands.md`` writes it; a test compares.
"""

from __future__ import annotations

import sys

from typer.core import TyperGroup

from billcli.cli.app import command_tree
from billcli.domain.named import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from typer._click import Command, Context

WIDTH = 90
_HEAD = """\
# Commands

Made by `python -m billcli.cli.reference` from the help of the commands; do not edit.
"""


def reference(tree: Command | None = None) -> str:
    """Return the help of every command as Markdown, in the order of the command table.

    The text depends on nothing but the commands: not on the terminal, nor on the environment.
    """
    blocks = [f"{_heading(path)}\n\n```text\n{text}\n```\n" for path, text in pages(tree)]
    return "\n".join([_HEAD, *blocks])


def pages(tree: Command | None = None) -> Iterator[tuple[str, str]]:
    """Yield the words of every command and its help text, parents before children."""
    top = tree or command_tree()
    for context in contexts(top, None):
        yield context.command_path, context.get_help()


def contexts(command: Command, parent: Context | None) -> Iterator[Context]:
    """Yield the context of a command and of all commands below it."""
    name = command.name if parent is not None else "billcli"
    context = command.context_class(
        command,
        info_name=name,
        parent=parent,
        terminal_width=WIDTH,
        **({} if parent is not None else command.context_settings),
    )
    yield context
    if isinstance(command, TyperGroup):
        for child in command.list_commands(context):
            found = command.get_command(context, child)
            if found is not None:
                yield from contexts(found, context)


def _heading(path: str) -> str:
    return f"{'#' * min(len(path.split()) + 1, 4)} {path}"


if __name__ == "__main__":
    sys.stdout.write(reference())
