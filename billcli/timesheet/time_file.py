"""Which of the forms a file of hours has, by what stands in it."""

from __future__ import annotations

import re

from billcli.domain.named import TYPE_CHECKING
from billcli.domain.problem import UsageError
from billcli.timesheet.hledger import (
    is_timeclock,
    is_timedot_day,
    read_timeclock,
    read_timedot,
)
from billcli.timesheet.sheet import heading_of, read_sheet
from billcli.timesheet.timewarrior import read_data, read_export
from billcli.timesheet.told import unreadable

if TYPE_CHECKING:
    from billcli.timesheet.timewarrior import Local
    from billcli.timesheet.told import Told

_LIST = re.compile(r"\s*\[\s*[\]{]")
FORMS = "CSV with a heading, timew export, Timewarrior's .data, timeclock or timedot"


def read_time(data: bytes, file: str, local: Local) -> tuple[Told, ...]:
    """Return the entries of a file of hours, whatever its form.

    Args:
        data: the file's bytes.
        file: its name, for messages.
        local: turns a moment of UTC into one of the person's clock.

    Raises:
        UsageError: no known form, or lines cannot be read (WORK-IMPORT).
    """
    text = text_of(data, file)
    lines = [line for line in text.splitlines() if line.strip() and line[0] not in "#;"]
    first = lines[0] if lines else ""
    if _LIST.match(text):
        return read_export(text, file, local)
    if first.startswith("inc "):
        return read_data(text, file, local)
    if is_timeclock(first.rstrip()):
        return read_timeclock(text, file)
    if heading_of(text):
        return read_sheet(text, file, expenses=False)
    if any(is_timedot_day(line.rstrip()) for line in lines):
        return read_timedot(text, file)
    raise UsageError(unreadable(file, 0, "its form is not known", f"known are {FORMS}"))


def text_of(data: bytes, file: str) -> str:
    """Return the text of a file.

    Raises:
        UsageError: it is not UTF-8 (WORK-IMPORT).
    """
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        wrong = unreadable(file, 0, "it is not in UTF-8", "export it again as UTF-8")
        raise UsageError(wrong) from error
