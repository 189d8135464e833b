"""Manual pages, made from the commands and the topics.

They are billcli(1), one page per noun or verb such as billcli-invoice(1), and one per topic such as
billcli-dates(7).
``hatch_build.py`` puts them into the wheel as ``share/man``, where ``man`` finds them by itself.
"""

from __future__ import annotations

from billcli import __version__
from billcli.cli.app import command_tree
from billcli.cli.command_table import entrances, options_everywhere
from billcli.cli.grammar import paragraphs
from billcli.cli.help_pages import about_topic, topic_text, topics
from billcli.cli.reference import contexts
from billcli.cli.roff import (
    bold,
    escape,
    example,
    heading,
    inline,
    item,
    joined,
    markdown,
    paragraph,
    title,
)
from billcli.domain.named import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from typer._click import Context, Parameter

MANUAL = "billcli manual"
STORY = (
    "Billing and accounts receivable on a plain-text Beancount ledger: customers, invoices,"
    " payments, bank statements, open items. The ledger's text is the only truth."
)
FIRST = (
    "billcli demo",
    'billcli invoice create Acme --line "10 h x 150.00 Consulting"',
    "billcli report aging --as-of 2026-03-31 --format csv",
)


def man_pages() -> Iterator[tuple[str, str]]:
    """Yield the file name and text of every manual page, such as ``man1/billcli.1``."""
    yield "man1/billcli.1", joined(_front())
    nouns: dict[str, list[Context]] = {}
    for context in list(contexts(command_tree(), None))[1:]:
        nouns.setdefault(context.command_path.split()[1], []).append(context)
    for name, found in nouns.items():
        yield f"man1/billcli-{name}.1", joined(_command_page(name, found))
    for topic in topics():
        yield f"man7/billcli-{topic}.7", joined(_topic_page(topic))


def _front() -> Iterator[str]:
    sections: dict[str, list[str]] = {}
    for name, entrance in entrances().items():
        row = item(_page(f"billcli-{name}", 1), entrance.summary)
        sections.setdefault(entrance.section, []).append(row)
    listed = [heading(name, "SS") + "".join(rows) for name, rows in sections.items()]
    yield from _top("billcli", 1, "billing and accounts receivable in a Beancount ledger")
    yield heading("SYNOPSIS")
    yield f"{bold('billcli')} [OPTIONS] COMMAND [ARGS]...\n"
    yield heading("DESCRIPTION") + paragraph(STORY) + example(FIRST)
    yield from [heading("COMMANDS"), *listed]
    yield heading("OPTIONS") + paragraph("Every command takes these, before or after it.")
    yield from _everywhere()
    yield heading("TOPICS")
    yield from (item(_page(f"billcli-{topic}", 7), about_topic(topic)) for topic in topics())
    yield from _see_also(["billcli-files(7)", "billcli-exit-codes(7)", "billcli-environment(7)"])


def _everywhere() -> Iterator[str]:
    for spellings, value, about in options_everywhere():
        term = ", ".join(map(bold, spellings.split(", ")))
        yield item(f"{term} \\fI{escape(value)}\\fR" if value else term, about)


def _command_page(name: str, found: list[Context]) -> Iterator[str]:
    top, *verbs = found
    about = entrances()[name].summary
    text = [*_top(f"billcli-{name}", 1, about), heading("SYNOPSIS")]
    for context in verbs or [top]:
        usage = " ".join(context.command.collect_usage_pieces(context))
        text.append(f".PP\n{bold(context.command_path)} {escape(usage)}\n")
    text.append(heading("DESCRIPTION"))
    text += _help(top)
    if not verbs:
        text += _parameters(top)
    else:
        text.append(heading("COMMANDS"))
    for context in verbs:
        text += [heading(context.command_path, "SS"), *_help(context), *_parameters(context, "")]
    text.append(paragraph("Options that every command takes stand in billcli(1)."))
    same = [f"billcli-{name}(7)"] if name in topics() else []
    yield from text
    yield from _see_also(["billcli(1)", *same])


def _help(context: Context) -> Iterator[str]:
    for kept, lines in paragraphs(context.command.help or ""):
        yield example(lines) if kept else paragraph(" ".join(lines))


def _parameters(context: Context, head: str = "OPTIONS") -> Iterator[str]:
    rows = [_parameter(context, param) for param in context.command.get_params(context)]
    known = [row for row in rows if row]
    if head and known:
        yield heading(head)
    yield from known


def _parameter(context: Context, param: Parameter) -> str:
    record = param.get_help_record(context)
    if record is None or "--help" in param.opts:
        return ""
    return item(bold(record[0]), record[1])


def _topic_page(topic: str) -> Iterator[str]:
    text = (topic_text(topic) or "").partition("\n")[2]
    yield from _top(f"billcli-{topic}", 7, about_topic(topic))
    yield heading("DESCRIPTION")
    yield from markdown(text)
    yield from _see_also(["billcli(1)"])


def _top(name: str, section: int, about: str) -> Iterator[str]:
    yield title(name, section, __version__, MANUAL)
    yield heading("NAME")
    yield f"{escape(name)} \\- {inline(about)}\n"


def _see_also(pages: Iterable[str]) -> Iterator[str]:
    yield heading("SEE ALSO")
    names = [page.removesuffix(")").rpartition("(") for page in pages]
    yield ",\n".join(_page(name, int(section)) for name, _, section in names) + "\n"


def _page(name: str, section: int) -> str:
    return f"{bold(name)}({section})"
