"""``billcli invoice edit``: change a draft, in the person's editor or by options."""

from __future__ import annotations

import os

from billcli.cli.block import in_turn
from billcli.cli.change import dates_given, near
from billcli.cli.declare import Annotated, argument, option
from billcli.cli.outcome import Outcome
from billcli.domain.named import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from billcli.cli.declare import Context
    from billcli.cli.invocation import Invocation
    from billcli.services.workspace import Workspace


def _option(help_: str, metavar: str = "TEXT") -> object:
    return option(metavar=metavar, help=help_)


def edit(
    ctx: Context,
    draft: Annotated[list[str], argument(help="Draft files, or - for stdin.")],
    line: Annotated[list[str], option(help="Add a line, as invoice create takes it.")] = [],  # noqa: B006 - it is copied
    customer: Annotated[str | None, _option("Id of the customer.")] = None,
    date: Annotated[str | None, _option("Of the invoice.", "DATE")] = None,
    due: Annotated[str | None, _option("Last day to pay.", "DATE")] = None,
    terms: Annotated[str | None, _option('Such as "net 30" or "2/10 net 30".')] = None,
    instalments: Annotated[str | None, _option('Such as "3 monthly".', "PLAN")] = None,
    first: Annotated[str | None, _option("When the first of them is due.", "DATE")] = None,
    discount: Annotated[str | None, _option("On everything: 5% or an amount.")] = None,
    currency: Annotated[str | None, _option("Else the customer's.")] = None,
    prices: Annotated[str | None, _option("net or gross.")] = None,
    note: Annotated[str | None, _option("A remark printed on it.")] = None,
    delivered: Annotated[str | None, _option("Day of supply.", "DATE")] = None,
    period: Annotated[str | None, _option("Days of service.", "D..D")] = None,
    po: Annotated[str | None, _option("The customer's order number.")] = None,
    ref: Annotated[str | None, _option("The customer's reference.")] = None,
) -> Outcome:
    """Change a draft: in $VISUAL or $EDITOR, or by options.

        billcli invoice edit drafts/2026-01-31-acme.toml
        billcli invoice edit 2026-01-31-acme --line "2 h x 150.00 Training" --note ""

    The text is checked when the editor is closed. What is wrong is marked in it, and it is kept
    until it is right. An empty value of an option takes away what the draft said.
    """
    call: Invocation = ctx.obj
    values = {"customer": customer, "date": date, "due": due, "terms": terms,
              "instalments": instalments, "first": first, "discount": discount,
              "currency": currency, "prices": prices, "note": note,
              "delivered": delivered, "period": period, "po": po, "ref": ref}  # fmt: skip
    given = {key: value for key, value in values.items() if value is not None}
    return in_turn(draft, "drafts", lambda name: _changed(call, name, given, line))


def _changed(call: Invocation, name: str, given: dict[str, str], lines: list[str]) -> Outcome:
    from billcli.cli.books import opened  # noqa: PLC0415 - loads Beancount
    from billcli.services.draft_file import find_edited, is_file, kept_of  # noqa: PLC0415

    workspace = opened(call)
    path = find_edited(workspace, call.cwd, name)
    there = os.path.lexists(path) and (path.is_symlink() or not path.is_dir())
    if not (there or is_file(kept_of(path))):
        raise _no_draft(call, workspace, name, path)
    if given or lines:
        return _by_options(call, workspace, path, given, lines)
    from billcli.cli.draft_edit import edited  # noqa: PLC0415
    from billcli.services.edit_draft import started  # noqa: PLC0415

    return edited(call, workspace, started(path))


def _no_draft(call: Invocation, workspace: Workspace, name: str, path: Path) -> Exception:
    """Return why there is nothing to edit: an issued document is never changed."""
    from billcli.domain.problem import BillcliError, UsageError  # noqa: PLC0415
    from billcli.services.draft_bytes import missing  # noqa: PLC0415
    from billcli.services.issued_document import document_of  # noqa: PLC0415

    try:
        issued = document_of(workspace, workspace.all_books(), name)
    except BillcliError:
        return missing(near(call, path), path)
    return UsageError.of(
        "EDIT-ISSUED",
        f"{issued.number} is issued, and what was issued is never changed",
        hint=f'billcli invoice void {issued.number} --reason "..." takes it back by a credit note;'
        f" then billcli invoice create {issued.customer}",
    )


def _by_options(
    call: Invocation, workspace: Workspace, path: Path, given: dict[str, str], lines: list[str]
) -> Outcome:
    from billcli.services.change_draft import changed_by  # noqa: PLC0415

    days = dates_given(call, **{key: given[key] for key in ("date", "due", "first", "delivered")
                                if given.get(key)})  # fmt: skip
    values = given | {key: str(day) for key, day in days.items()}
    shown = near(call, path)
    text, invoice = changed_by(workspace, path, shown, values, lines, dry_run=call.dry_run)
    said = "Would change" if call.dry_run else "Changed"
    data = {"draft": shown, "customer": invoice.customer, "total": invoice.total,
            "written": not call.dry_run}  # fmt: skip
    return Outcome(
        data=data,
        messages=(f"{said} draft {shown}: {invoice.total}", f"Next: billcli invoice issue {shown}"),
        text=text if call.dry_run else "",
        ids=(shown,),
        changed=not call.dry_run,
        remarks=workspace.remarks,
    )
