"""Turn an outcome into text: the answer to standard output or a file, remarks to standard error.

No command prints for itself. Machine forms hold the answer and nothing else; under JSON the
problems are in the envelope and standard error stays empty.
"""

from __future__ import annotations

import sys

from billcli.cli.invocation import DOCUMENT_ENDINGS, Format
from billcli.cli.outcome import ColumnKind
from billcli.cli.problem_text import one_line, problem_lines
from billcli.cli.stream import can_draw, put, write_file
from billcli.domain.named import TYPE_CHECKING
from billcli.domain.problem import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from typing import TextIO

    from billcli.cli.invocation import Invocation
    from billcli.cli.outcome import Outcome, Table

RICH_ROWS = 200
UNLIMITED = 100_000
# Rows of a statement have a limit of their own: 20, and a word about the rest.
PROBLEMS_PER_FILE = 21
JSON_FORMATS = frozenset({Format.JSON, Format.JSONL})


def present(outcome: Outcome, invocation: Invocation) -> None:
    """Show the outcome in the form the invocation asks for.

    Raises:
        UsageError: a reading command has no answer in that form.
        OSError: the answer cannot be written.
    """
    failed = bool(outcome.problems) and not _has_answer(outcome)
    if invocation.output is not None and not failed:
        _to_file(outcome, invocation)
    else:
        for part in answer_parts(outcome, invocation, unicode=can_draw(sys.stdout)):
            put(part, sys.stdout)
    remark(outcome, invocation, sys.stderr)


def remark(outcome: Outcome, invocation: Invocation, stream: TextIO) -> None:
    """Write messages and problems for people; JSON carries its problems itself.

    With ``-v`` it is also said how the books were read, whatever the form of the answer.
    """
    lines = [one_line(said) for said in outcome.remarks if invocation.verbose]
    in_json = invocation.format is Format.JSON and invocation.output is None
    if invocation.verbose or not (invocation.quiet or invocation.format in JSON_FORMATS):
        lines += [one_line(message) for message in outcome.messages]
    if not in_json:
        limit = None if invocation.verbose else PROBLEMS_PER_FILE
        lines += problem_lines(outcome.problems, invocation.cwd, limit)
    put("".join(f"{line}\n" for line in lines), stream)


def answer_text(outcome: Outcome, invocation: Invocation, *, unicode: bool) -> str:
    """Return what belongs on standard output, with its last line ended.

    Args:
        outcome: the answer as values.
        invocation: format, width and colour.
        unicode: whether the receiver's encoding goes beyond ASCII.
    """
    return "".join(answer_parts(outcome, invocation, unicode=unicode))


def answer_parts(outcome: Outcome, invocation: Invocation, *, unicode: bool) -> Iterable[str]:
    """Return ``answer_text``, of a long list part by part, so that few are held at once."""
    if invocation.format in _BY_PARTS and outcome.tables:
        return _parts(outcome, invocation)
    return (_whole(outcome, invocation, unicode=unicode),)


_BY_PARTS = (Format.CSV, Format.PLAIN)


def _whole(outcome: Outcome, invocation: Invocation, *, unicode: bool) -> str:
    chosen = invocation.format
    if chosen is Format.JSON:
        from billcli.cli.json_form import as_document  # noqa: PLC0415

        return as_document(outcome, ascii_only=not unicode)
    if not _has_answer(outcome):
        return ""
    if chosen is Format.TABLE:
        return _for_people(outcome, invocation, unicode=unicode)
    if not _available(outcome, chosen):
        return _unavailable(outcome, chosen)
    if chosen is Format.PLAIN:
        return _ended(outcome.text)
    return _for_programs(outcome, chosen, unicode=unicode)


def _has_answer(outcome: Outcome) -> bool:
    return bool(outcome.tables or outcome.text or outcome.ids or outcome.data is not None)


def _available(outcome: Outcome, chosen: Format) -> bool:
    """Return whether an answer has the form: rows for CSV, ids for ids, words for Beancount."""
    if chosen is Format.IDS:
        return bool(outcome.ids) or _id_column(outcome) is not None
    if chosen is Format.BEANCOUNT:
        return bool(outcome.text)
    return bool(outcome.tables) or (chosen is Format.PLAIN)


def _unavailable(outcome: Outcome, chosen: Format) -> str:
    """Refuse a form an answer does not have, unless the deed is done: then show nothing."""
    if outcome.changed:
        return ""
    name = outcome.command or "this command"
    raise UsageError.of(
        "FORMAT-UNAVAILABLE",
        f"{name} has no answer in the form {chosen.value}",
        hint="use --format table, plain or json",
    )


def _for_programs(outcome: Outcome, chosen: Format, *, unicode: bool) -> str:
    if chosen is Format.IDS:
        return "".join(f"{one_line(item)}\n" for item in outcome.ids or _first_ids(outcome))
    if chosen is Format.BEANCOUNT:
        return _ended(outcome.text)
    from billcli.cli.json_form import as_lines  # noqa: PLC0415

    return as_lines(outcome.tables[0], ascii_only=not unicode)


def _parts(outcome: Outcome, invocation: Invocation) -> Iterator[str]:
    """Yield tables as CSV, or parted by tabs, with an empty line between them."""
    from billcli.cli.delimited import comma_parts, tab_parts  # noqa: PLC0415

    tables = outcome.tables
    if invocation.format is Format.CSV:
        write, gap = comma_parts, "\r\n"
        tables = tables if outcome.blocks else tables[:1]
    else:
        write, gap = tab_parts, "\n"
        tables = tuple(table for table in tables if table.rows or not invocation.quiet)
    for nth, table in enumerate(tables):
        if nth:
            yield gap
        yield from write(table)


def _sheets(outcome: Outcome, invocation: Invocation, *, unicode: bool) -> str:
    """Return documents as pages of the terminal's width; each further one begins after a gap."""
    from billcli.cli.sheet_drawn import drawn  # noqa: PLC0415 - one command shows documents

    limit = invocation.columns if invocation.stdout_tty else UNLIMITED
    pages = (drawn(s, limit, color=invocation.color, unicode=unicode) for s in outcome.sheets)
    return "\n\n".join(pages)


def _for_people(outcome: Outcome, invocation: Invocation, *, unicode: bool) -> str:
    if outcome.sheets:
        return _sheets(outcome, invocation, unicode=unicode)
    tables = [t for t in outcome.tables if t.rows or not invocation.quiet]
    blocks = [_table(table, invocation, unicode=unicode) for table in tables]
    if outcome.text:
        blocks.append(_ended(outcome.text))
    return "\n".join(blocks)


def _table(table: Table, invocation: Invocation, *, unicode: bool) -> str:
    from billcli.cli.layout import chosen  # noqa: PLC0415
    from billcli.cli.table_plain import lined_up, stacked  # noqa: PLC0415

    if not table.rows:
        return f"{table.empty}\n"
    limit = invocation.columns if invocation.stdout_tty else UNLIMITED
    shown_table, widths = chosen(table, limit, details=invocation.verbose)
    if widths is None:
        return stacked(shown_table, limit)
    if len(table.rows) > RICH_ROWS:
        return lined_up(shown_table, widths, ellipsis="\u2026" if unicode else "...")
    from billcli.cli.table_rich import drawn  # noqa: PLC0415 - 47 ms that only a screen needs

    return drawn(shown_table, widths, color=invocation.color, unicode=unicode)


def _id_column(outcome: Outcome) -> int | None:
    if not outcome.tables:
        return None
    columns = enumerate(outcome.tables[0].columns)
    return next((i for i, column in columns if column.kind is ColumnKind.ID), None)


def _first_ids(outcome: Outcome) -> list[str]:
    at = _id_column(outcome)
    return [] if at is None else [str(cell) for cell in outcome.tables[0].cells()[at] if cell]


def _ended(text: str) -> str:
    return text if text.endswith("\n") or not text else f"{text}\n"


def _to_file(outcome: Outcome, invocation: Invocation) -> None:
    """Write the answer, or the document itself, to the file of ``-o``."""
    output = invocation.output
    assert output is not None  # noqa: S101 - the caller asked
    target = invocation.cwd / output
    if outcome.content is not None:
        write_file(target, outcome.content)
        return
    if output.suffix.lower() in DOCUMENT_ENDINGS:
        if not outcome.changed:
            message = f"{outcome.command or 'this command'} makes no {output.suffix} file"
            raise UsageError.of("FORMAT-UNAVAILABLE", message, hint="use .json, .csv or .tsv")
        return
    text = answer_text(outcome, invocation, unicode=True)
    write_file(target, text.encode("utf-8", "replace"))
