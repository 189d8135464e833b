"""``billcli help``: pages on topics, and on every error code."""

from __future__ import annotations

from pathlib import Path

from billcli.cli.declare import Annotated, argument, declared, verb
from billcli.cli.outcome import Column, ColumnKind, Outcome, Table
from billcli.domain.named import TYPE_CHECKING
from billcli.domain.problem import BillcliError, UsageError, quoted

if TYPE_CHECKING:
    from collections.abc import Sequence

    from typer._click import Context as Opened

    from billcli.cli.declare import Context

app = verb("help")

_TOPICS = Path(__file__).parent / "topics"

NAME = argument(metavar="[TOPIC|CODE|COMMAND...]", help="A topic such as dates, an error "
                      "code, or a command.")  # fmt: skip


@app.command("help")
def show_page(ctx: Context, name: Annotated[list[str] | None, NAME] = None) -> Outcome:
    """Show a page on a topic, an error code or a command.

        billcli help dates
        billcli help AR-OVERPAID
        billcli help invoice create

    Without a name the topics are listed.
    """
    if not name:
        return _list_topics()
    words = " ".join(name).split()
    said = " ".join(words)
    text = topic_text("-".join(words)) or code_text("-".join(words))
    command = command_text(words, ctx.obj.columns) if words else None
    page = text or command
    if page is None:
        raise _unknown(said)
    both = f"The command's own page: billcli {said} -h"
    messages = (both,) if text and command else ()
    return Outcome(data={"name": said, "text": page}, text=page, messages=messages)


def _list_topics() -> Outcome:
    rows = tuple((topic, about_topic(topic)) for topic in topics())
    columns = (Column("topic", "Topic", ColumnKind.ID), Column("about", "About"))
    table = Table("", columns, rows)
    data = {"topics": [{"topic": topic, "about": about} for topic, about in rows]}
    hint = "billcli help TOPIC, billcli help CODE or billcli help COMMAND shows a page"
    return Outcome(data=data, tables=(table,), messages=(hint,))


def topics() -> tuple[str, ...]:
    """Return the names of all topics, sorted."""
    return tuple(sorted(page.stem for page in _TOPICS.iterdir() if page.suffix == ".md"))


def topic_text(name: str) -> str | None:
    """Return the page of a topic as Markdown, or None when there is none."""
    if name.casefold() not in topics():
        return None
    return (_TOPICS / f"{name.casefold()}.md").read_text(encoding="utf-8")


def code_text(code: str) -> str | None:
    """Return the page of an error code, or None when there is none."""
    from billcli.cli.catalogue.catalogue import page  # noqa: PLC0415 - topics do without it

    return page(code)


def about_topic(topic: str) -> str:
    """Return what the page of a topic is about, from its title."""
    text = topic_text(topic) or ""
    return text.partition("\n")[0].partition(": ")[2]


def command_text(words: Sequence[str], columns: int) -> str | None:
    """Return the help of the command that the words name, or None when there is none.

    Args:
        words: as in ``["invoice", "create"]``, the program's name left out.
        columns: width of the terminal.
    """
    if not _is_command(words):
        return None
    return f"{_opened(words, columns).get_help()}\n"


def _is_command(words: Sequence[str]) -> bool:
    """Return whether words name a command; Typer is not loaded to find out."""
    from billcli.cli.command_table import entrances  # noqa: PLC0415

    if not words:
        return True
    entrance = entrances().get(words[0])
    if entrance is None or len(words) == 1:
        return entrance is not None
    (verb_, *more) = words[1:]
    return entrance.group and not more and verb_ in declared(entrance).commands


def _opened(words: Sequence[str], columns: int) -> Opened:
    """Return the command that words name, as Typer knows it."""
    import typer  # noqa: PLC0415 - only help on commands needs it
    from typer.core import TyperGroup  # noqa: PLC0415

    from billcli.cli.app import command_tree  # noqa: PLC0415 - it stands above the commands
    from billcli.cli.command_table import help_columns  # noqa: PLC0415

    wide = help_columns(columns)
    context = typer.Context(command_tree(), info_name="billcli", terminal_width=wide)
    for word in words:
        command = context.command
        assert isinstance(command, TyperGroup)  # noqa: S101 - the words name a command
        child = command.get_command(context, word)
        assert child is not None  # noqa: S101
        settings = child.context_settings
        context = typer.Context(child, context, info_name=word, terminal_width=wide, **settings)
    return context


def _unknown(said: str) -> BillcliError:
    from difflib import get_close_matches  # noqa: PLC0415 - pages do without it

    from billcli.cli.catalogue.catalogue import codes  # noqa: PLC0415

    names = {name.casefold(): name for name in (*codes(), *_commands(said), *topics())}
    wanted = said.casefold()
    inside = [name for name in names if len(wanted) > 2 and wanted in name]  # noqa: PLR2004
    near = [*get_close_matches(wanted, names, n=3, cutoff=0.6), *inside]
    first = [names[name] for name in dict.fromkeys(near)][:3]
    hint = f"did you mean {' or '.join(first)}?" if first else "run billcli help for the topics"
    return UsageError.of("HELP-UNKNOWN", f"there is no help on {quoted(said)}", hint=hint)


def _commands(said: str) -> list[str]:
    """Return the commands, and the verbs of the noun that is named."""
    from billcli.cli.command_table import entrances  # noqa: PLC0415

    noun, *rest = said.split() or [""]
    entrance = entrances().get(noun) if rest else None
    if entrance is None or not entrance.group:
        return list(entrances())
    return [f"{noun} {verb}" for verb in declared(entrance).commands]
