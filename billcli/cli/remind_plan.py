"""A plan of reminders in a file: kept when it is shown, applied only while nothing has moved."""

from __future__ import annotations

import json

from billcli.cli.json_form import to_json
from billcli.cli.remind_view import plan_object
from billcli.cli.stream import write_file
from billcli.domain.frozen import frozen
from billcli.domain.named import TYPE_CHECKING
from billcli.domain.problem import ConflictError, InvalidError, Source, UsageError
from billcli.services.remind import Round
from billcli.services.remind_outbox import outlook
from billcli.services.review_text import state_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from billcli.cli.invocation import Invocation
    from billcli.domain.dunning.notice import DunningPlan
    from billcli.services.workspace import Workspace

SCHEMA = "billcli.remind-plan/1"


def kept(
    call: Invocation, workspace: Workspace, names: Sequence[str], plan: DunningPlan, name: str
) -> None:
    """Write a plan into a new file, for ``billcli apply``.

    Raises:
        UsageError: FILE-EXISTS, the file is there already; OUTPUT-FOLDER, its folder is not.
        OSError: it cannot be written.
    """
    told = {"books": state_of(workspace), "ids": list(names), **_object(plan)}
    text = json.dumps({SCHEMA: told}, indent=1, ensure_ascii=False)
    path = call.cwd / name
    if path.exists():
        hint = "choose a new name, or remove it"
        raise UsageError.of("FILE-EXISTS", f"{name} exists already", hint=hint)
    if not path.parent.is_dir():
        hint = "make the folder first"
        raise UsageError.of("OUTPUT-FOLDER", f"there is no folder {path.parent}", hint=hint)
    write_file(path, f"{text}\n".encode())


@frozen
class Kept:
    """A plan that was kept.

    Attributes:
        ids: customers or items to which it was limited.
        books: which bytes the books were read from.
        day: for which it was made.
        notices: the letters, as they were shown.
    """

    ids: tuple[str, ...]
    books: str
    day: str
    notices: object


def read_plan(call: Invocation, name: str) -> Kept:
    """Return a plan that was kept.

    Raises:
        InvalidError: PLAN-UNREADABLE, the file is none.
        UsageError: there is no such file.
        OSError: it cannot be read.
    """
    try:
        content = (call.cwd / name).read_bytes()
    except FileNotFoundError:
        hint = "make one with billcli remind --plan FILE"
        raise UsageError.of("FILE-MISSING", f"there is no {name}", hint=hint) from None
    try:
        found = json.loads(content)[SCHEMA]
        ids = tuple(str(one) for one in found["ids"])
        return Kept(ids, str(found["books"]), str(found["date"]), found["notices"])
    except (ValueError, KeyError, TypeError) as error:
        raise InvalidError.of(
            "PLAN-UNREADABLE",
            "this is no plan of reminders",
            where=Source(name),
            hint="make one with billcli remind --plan FILE",
        ) from error


def require_unmoved(call: Invocation, workspace: Workspace, plan: Kept) -> None:
    """Refuse to apply a plan that would not be made as it is now.

    Raises:
        ConflictError: PLAN-STALE, day, ledger or settings moved.
    """
    why = ""
    if plan.day != str(workspace.today):
        why = f"it was made for {plan.day}"
    elif plan.books != state_of(workspace):
        why = "the ledger has changed since"
    else:
        prints = workspace.settings.mail.deliver == "folder"
        fresh = outlook(workspace, Round(plan.ids, call.moment.time(), prints)).plan
        if _object(fresh)["notices"] != plan.notices:
            why = "the letters would be others now"
    if why:
        raise ConflictError.of(
            "PLAN-STALE", f"the plan cannot be applied: {why}", hint="billcli remind --plan FILE"
        )


def _object(plan: DunningPlan) -> dict[str, object]:
    found = to_json(plan_object(plan))
    assert isinstance(found, dict)  # noqa: S101 - it is made so
    return dict(found)
