"""``billcli help``: pages on topics, and on every error code."""

from __future__ import annotations

from difflib import get_close_matches
from importlib.resources import files
from typing import Annotated

import typer

from billcli.cli.grammar import verb
from billcli.cli.outcome import Column, ColumnKind, Outcome, Table
from billcli.domain.problem import BillcliError, UsageError

app = verb("help")

NAME = typer.Argument(metavar="[TOPIC|CODE]", help="A topic such as dates, or an error code.")


@app.command("help")
def show_page(name: Annotated[str, NAME] = "") -> Outcome:
    """Show a page on a topic or an error code.

        billcli help dates
        billcli help AR-OVERPAID

    Without a name the topics are listed.
    """
    if not name:
        return _list_topics()
    text = topic_text(name) or code_text(name)
    if text is None:
        raise _unknown(name)
    return Outcome(data={"name": name, "text": text}, text=text)


def _list_topics() -> Outcome:
    rows = tuple((topic, about_topic(topic)) for topic in topics())
    columns = (Column("topic", "Topic", ColumnKind.ID), Column("about", "About"))
    table = Table("", columns, rows)
    data = {"topics": [{"topic": topic, "about": about} for topic, about in rows]}
    hint = "billcli help TOPIC shows a page, billcli help CODE explains an error"
    return Outcome(data=data, tables=(table,), messages=(hint,))


def topics() -> tuple[str, ...]:
    """Return the names of all topics, sorted."""
    names = (item.name for item in files("billcli.cli").joinpath("topics").iterdir())
    return tuple(sorted(name.removesuffix(".md") for name in names if name.endswith(".md")))


def topic_text(name: str) -> str | None:
    """Return the page of a topic as Markdown, or None when there is none."""
    if name.casefold() not in topics():
        return None
    page = files("billcli.cli").joinpath("topics", f"{name.casefold()}.md")
    return page.read_text(encoding="utf-8")


def code_text(code: str) -> str | None:
    """Return the page of an error code, or None when there is none."""
    from billcli.cli.catalogue.catalogue import page  # noqa: PLC0415 - topics do without it

    return page(code)


def about_topic(topic: str) -> str:
    """Return what the page of a topic is about, from its title."""
    text = topic_text(topic) or ""
    return text.partition("\n")[0].partition(": ")[2]


def _unknown(name: str) -> BillcliError:
    from billcli.cli.catalogue.catalogue import nearest  # noqa: PLC0415

    near = [*get_close_matches(name.casefold(), topics(), n=3), *nearest(name)][:3]
    hint = f"did you mean {' or '.join(near)}?" if near else "run billcli help for the topics"
    return UsageError.of("HELP-UNKNOWN", f"there is no help on {name!r}", hint=hint)
