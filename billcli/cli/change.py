"""How every writing command answers: what changed, where, and what to do next."""

from __future__ import annotations

import sys

from billcli.cli.outcome import Outcome
from billcli.domain.named import TYPE_CHECKING
from billcli.domain.problem import ExitCode, UsageError, each

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Iterable, Mapping
    from pathlib import Path
    from typing import TypeVar

    T = TypeVar("T")

    from billcli.cli.invocation import Invocation
    from billcli.cli.outcome import Table
    from billcli.services.workspace import Workspace
    from billcli.services.writing import Written


def changed(
    call: Invocation,
    written: Written[T],
    data: Mapping[str, object],
    said: str,
    follow: str = "",
    *,
    tables: tuple[Table, ...] = (),
    ids: tuple[str, ...] = (),
) -> Outcome:
    """Return the outcome of a command that wrote, or in a dry run would have written.

    Args:
        call: the invocation.
        written: what the service did.
        data: the answer for machines, completed by ``written``, ``places`` and ``files``.
        said: what was done, in a few words.
        follow: the next command, or an empty string.
        tables: what people see on a terminal besides the messages.
        ids: what ``--format ids`` prints.
    """
    places = [str(place) for place in written.places]
    files = [near(call, path) for path in written.files]
    whole = {**data, "written": not call.dry_run, "places": places, "files": files}
    if call.dry_run:
        messages: tuple[str, ...] = (f"Dry run, nothing was written. It would have: {said}",)
    else:
        where = f" ({places[0]})" if places else ""
        messages = (f"{said}{where}", *_next(follow))
    return Outcome(
        data=whole,
        tables=tables,
        messages=messages,
        problems=written.problems,
        text=written.text if call.dry_run or call.format.value == "beancount" else "",
        ids=ids,
        changed=not call.dry_run,
        remarks=written.remarks,
    )


def near(call: Invocation, path: Path) -> str:
    """Return a path as the person would type it: relative when it is below the current folder."""
    return str(path).removeprefix(f"{call.cwd.resolve()}/")


def _next(follow: str) -> tuple[str, ...]:
    return (f"Next: {follow}",) if follow else ()


def read_outcome(
    workspace: Workspace,
    data: Mapping[str, object] | Callable[[], Mapping[str, object]],
    *tables: Table,
) -> Outcome:
    """Return the outcome of a reading command; errors of the ledger make it exit 3.

    The list is still shown: it may lack what the faulty lines would have said. Where several
    accounts were taken for receivables they are named.
    """
    roots = workspace.roots
    sound = workspace.is_sound
    messages = [] if sound else ["The ledger has errors: what follows may be incomplete."]
    if len(roots) > 1:
        messages.append(f"Receivable accounts: {', '.join(roots)}")
    return Outcome(
        data=data,
        tables=tables,
        messages=tuple(messages),
        problems=workspace.problems,
        exit_code=ExitCode.DONE if sound else ExitCode.INVALID,
        remarks=workspace.remarks,
    )


def ids_given(words: Iterable[str]) -> list[str]:
    """Return the ids of the command line; ``-`` stands for those on standard input.

    Raises:
        UsageError: there is none at all.
    """
    found: list[str] = []
    for word in words:
        found += sys.stdin.read().split() if word == "-" else [word]
    if not found:
        raise UsageError.of("ID-MISSING", "no id is given", hint="name at least one")
    return found


def dates_given(call: Invocation, **texts: str) -> dict[str, dt.date | None]:
    """Return the dates of some options by their names; what is not given is None.

    Raises:
        UsageError: a text is not a date; the options are named.
    """

    def read(name: str) -> dt.date | None:
        return date_given(call, texts[name], f"--{name}")

    return dict(zip(texts, each(read, texts), strict=True))


def date_given(call: Invocation, text: str, flag: str) -> dt.date | None:
    """Return the date of an option; None when it is not given.

    Raises:
        UsageError: the text is not a date; the option is named.
    """
    if not text:
        return None
    from billcli.domain.terms import parse_date  # noqa: PLC0415 - most name no date

    return parse_date(text, call.today, flag)
