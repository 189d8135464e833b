"""``billcli ledger``: what is done to the text of the books, rather than to what they say."""

from __future__ import annotations

from billcli.cli.declare import Annotated, argument, noun, option
from billcli.cli.outcome import Outcome
from billcli.domain.named import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from billcli.cli.declare import Context
    from billcli.cli.invocation import Invocation
    from billcli.services.rename_account import Rename
    from billcli.services.reseal_entry import Resealed, Wish

app = noun("ledger", "The text of the books: accept a change that was meant.")

SHOWN_MAX = 5
IDS = argument(metavar="ID...", help="Entries, or their places as FILE:LINE; - reads them.")
REASON = option("--reason", help="Why it was changed; kept as a note.")
ACCOUNT = option("--account", metavar="OLD=NEW", help="An account that has a new name.")


@app.command("reseal")
def reseal(
    ctx: Context,
    reason: Annotated[str, REASON],
    ids: Annotated[list[str] | None, IDS] = None,
    account: Annotated[str, ACCOUNT] = "",
) -> Outcome:
    """Accept entries as they stand now, after a change that was meant.

        billcli ledger reseal INV-2026-0007 --reason "spelling of the project"
        billcli ledger reseal --account Assets:AR=Assets:Receivable --reason "new chart"
        billcli ledger reseal PMT-2026-0003 --reason "..." --dry-run

    Only the seal is rewritten. With --account the name is changed in every file of the ledger, for
    the account and all below it. What does not balance, or bears a number twice, is refused.
    """
    from billcli.cli.books import consent, opened  # noqa: PLC0415 - loads Beancount
    from billcli.services.reseal_entry import reseal as accept  # noqa: PLC0415

    call: Invocation = ctx.obj
    wish = _wish(ids or [], account, reason)
    workspace = opened(call)
    done = accept(workspace, wish, consent(call, "Accept this?"))
    return Outcome(
        data={
            "ids": done.ids,
            "diff": done.diff,
            "files": [str(path) for path in done.files],
            "written": bool(done.files),
        },
        messages=tuple(_said(call, done, wish)),
        text=done.diff if call.dry_run else "",
        ids=done.ids,
        changed=bool(done.files),
        remarks=workspace.remarks,
    )


@app.command("index")
def index(
    ctx: Context,
    rebuild: Annotated[bool, option("--rebuild", help="Throw it away and make it anew.")] = False,
    verify: Annotated[
        bool, option("--verify", help="Compare it with the ledger, byte by byte and fact by fact.")
    ] = False,
    status: Annotated[bool, option("--status", help="Only say how it stands.")] = False,
) -> Outcome:
    """Bring the read model up to date, which answers without reading the ledger again.

        billcli ledger index
        billcli ledger index --status --format json
        billcli ledger index --verify
        billcli ledger index --rebuild

    Every command does this by itself when it has to. The model is a cache in your own cache folder:
    deleting it changes nothing but time. BILLCLI_CACHE names another folder, or off.
    """
    from billcli.cli.books import selection  # noqa: PLC0415
    from billcli.cli.index_view import index_outcome  # noqa: PLC0415
    from billcli.cli.progress import stages  # noqa: PLC0415
    from billcli.services.index_ledger import Task, index_ledger  # noqa: PLC0415

    call: Invocation = ctx.obj
    given = {Task.REBUILD: rebuild, Task.VERIFY: verify, Task.STATUS: status}
    wanted = [task for task, wish in given.items() if wish]
    if len(wanted) > 1:
        from billcli.domain.problem import UsageError  # noqa: PLC0415

        raise UsageError.of(
            "INDEX-MODE",
            "--rebuild, --verify and --status exclude one another",
            hint="give one of them, or none to bring the model up to date",
        )
    with stages(call) as told:
        done = index_ledger(selection(call), wanted[0] if wanted else Task.UPDATE, told)
    return index_outcome(call, done)


def _wish(ids: list[str], account: str, reason: str) -> Wish:
    from billcli.cli.change import ids_given  # noqa: PLC0415
    from billcli.domain.problem import UsageError  # noqa: PLC0415
    from billcli.services.rename_account import parse_rename  # noqa: PLC0415
    from billcli.services.reseal_entry import Wish  # noqa: PLC0415

    if account and ids:
        raise UsageError.of(
            "RESEAL-MODE",
            "--account renames in every entry, so ids say nothing beside it",
            hint="give ids or --account, not both",
        )
    if account:
        return Wish(reason, rename=parse_rename(account))
    return Wish(reason, tuple(ids_given(ids)))


def _said(call: Invocation, done: Resealed, wish: Wish) -> Iterator[str]:
    if not done.diff:
        yield "Nothing to do: every seal fits what its entry says"
        return
    count = len(done.ids)
    entries = " and ".join(done.ids) if count <= SHOWN_MAX else f"{count} entries"
    what = f"the new name of {wish.rename.old}" if wish.rename else entries
    more = f" in {count} sealed {'entry' if count == 1 else 'entries'}" if wish.rename else ""
    if call.dry_run:
        yield f"Dry run, nothing was written. It would have: accepted {what}{more}"
    else:
        yield f"Accepted {what}{more}"
    if wish.rename:
        yield from _still_named(call, wish.rename)
    if not call.dry_run:
        yield "Next: billcli check"


def _still_named(call: Invocation, rename: Rename) -> Iterator[str]:
    """Yield a remark per setting that says the old name: people write billcli.toml by hand."""
    from billcli.cli.books import selection  # noqa: PLC0415
    from billcli.services.show_settings import settings_in_force  # noqa: PLC0415

    for setting in settings_in_force(selection(call)):
        if f"{rename.old}:" in f"{setting.value}:" or f"{rename.old}." in f"{setting.name}.":
            yield f"Correct it by hand: {setting.name} still names {rename.old} ({setting.origin})"
