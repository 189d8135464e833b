"""Which drafts a list shows, and in which order: by the words that every list shares."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from billcli.domain.money import parse_number
from billcli.domain.named import TYPE_CHECKING
from billcli.domain.problem import BillcliError
from billcli.services.check_draft import Checked, check_draft
from billcli.services.draft_bytes import bytes_of
from billcli.services.draft_file import drafts, kept_alone, kept_of
from billcli.services.list_items import SORTS, ordered

if TYPE_CHECKING:
    from collections.abc import Callable
    from decimal import Decimal
    from pathlib import Path

    from billcli.services.list_items import Choice
    from billcli.services.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Listed:
    """A draft in a list.

    Attributes:
        name: the file as the person knows it.
        is_edited: whether the text of an edit waits beside it.
    """

    name: str
    checked: Checked
    is_edited: bool


def list_drafts(
    workspace: Workspace, choice: Choice, shown: Callable[[Path], str]
) -> tuple[Listed, ...]:
    """Return the drafts that are wanted, each with what would stop it from being issued.

    What cannot be told of a draft, such as the date of one that cannot be read, fits no wish and
    stands last. A file that is none is a draft with that problem: it hides no other.

    Args:
        workspace: the books.
        choice: which ones; its status is not looked at.
        shown: names a file as the person knows it.

    Raises:
        UsageError: unknown customer or order, or ``--min`` is no number.
    """
    customer = workspace.all_books().customer(choice.customer).id if choice.customer else ""
    least = parse_number(choice.least, flag="--min") if choice.least else None
    ordered(choice.sort, SORTS)
    rows = [_listed(workspace, path, shown(path)) for path in drafts(workspace)]
    rows += [Listed(shown(path), Checked(None, None, ()), is_edited=True)
             for path in kept_alone(workspace)]  # fmt: skip
    found = [
        row
        for row in rows
        if (not customer or _customer(row).casefold() == customer.casefold())
        and (choice.since is None or choice.since <= (_date(row) or dt.date.min))
        and (choice.until is None or (_date(row) or dt.date.max) <= choice.until)
        and (least is None or ((total := _total(row)) is not None and total >= least))
    ]
    found.sort(key=lambda row: _order(row, choice.sort))
    return tuple(found[: choice.limit or None])


def _listed(workspace: Workspace, path: Path, name: str) -> Listed:
    try:
        checked = check_draft(workspace, bytes_of(path, name), name)
    except BillcliError as error:
        checked = Checked(None, None, error.problems)
    return Listed(name, checked, kept_of(path).is_file())


def _customer(row: Listed) -> str:
    """Return the id of the customer, or what stands for it while there is none."""
    found = row.checked
    if found.sketch:
        return found.sketch.customer
    return found.request.customer if found.request else ""


def _date(row: Listed) -> dt.date | None:
    return row.checked.request.date if row.checked.request else None


def _total(row: Listed) -> Decimal | None:
    return row.checked.invoice.total.number if row.checked.invoice else None


def _order(row: Listed, sort: str) -> tuple[object, ...]:
    date, total = _date(row), _total(row)
    due = row.checked.invoice.due if row.checked.invoice else None
    key: tuple[object, ...] = {
        "date": (date is None, date),
        "due": (due is None and date is None, due or date),
        "customer": (not _customer(row), _customer(row)),
    }.get(sort, (total is None, total or 0))
    return (*key, row.name) if not key[0] else (True, row.name)
