"""``billcli cron``: what makes reminders go out by themselves, as texts to be put in place."""

from __future__ import annotations

import datetime as dt
import shutil
import sys
from pathlib import Path

from billcli.cli.declare import Annotated, noun, option
from billcli.cli.outcome import Outcome
from billcli.cli.stream import write_file
from billcli.domain.named import TYPE_CHECKING
from billcli.domain.problem import UsageError, quoted

if TYPE_CHECKING:
    from billcli.cli.declare import Context
    from billcli.cli.invocation import Invocation

app = noun("cron", "Reminders that go out by themselves.")


@app.command("show")
def show(
    ctx: Context,
    at: Annotated[str, option(metavar="TIME", help="Time of day.")] = "07:00",
    days: Annotated[str, option(metavar="DAYS", help="Days of the week.")] = "mon-fri",
    folder: Annotated[
        str, option("--to", metavar="DIR", help="Write the three files into this folder.")
    ] = "",
) -> Outcome:
    """Show a crontab line and a systemd timer that send the reminders; installs nothing.

        billcli cron show
        billcli cron show --at 06:30 --days mon-sat
        billcli cron show --to ~/.config/systemd/user

    The line goes into crontab -e. The two units go into ~/.config/systemd/user; then run systemctl
    --user enable --now billcli-remind.timer. With either, billcli sends once a day what is due, and
    makes up a day that was missed with one letter of the present level.
    """
    from billcli.cli.books import opened  # noqa: PLC0415 - loads Beancount
    from billcli.services.schedule import Schedule, days_of  # noqa: PLC0415

    call: Invocation = ctx.obj
    workspace = opened(call)
    ledger = str(workspace.snapshot.ledger.path.resolve())
    schedule = Schedule(_program(call), ledger, _time(at), *days_of(days))
    files = schedule.files()
    written = _written(call, folder, files) if folder else ()
    said = [f"Wrote {name}" for name in written]
    parts = [f"# {name}\n{text}" for name, text in files.items()]
    return Outcome(
        data={"files": [{"name": name, "text": text} for name, text in files.items()],
              "written": list(written)},
        text="" if written else "\n".join(parts),
        messages=(*said, "Next: billcli doctor --section cron") if written else (),
        changed=bool(written),
    )  # fmt: skip


def _program(call: Invocation) -> tuple[str, ...]:
    """Return the words that call this very billcli from anywhere."""
    found = shutil.which("billcli", path=call.env.get("PATH", ""))
    beside = Path(sys.executable).with_name("billcli")
    if found or beside.is_file():
        return (str(Path(found or beside).absolute()),)
    return (sys.executable, "-m", "billcli")


def _time(text: str) -> dt.time:
    try:
        found = dt.time.fromisoformat(text)
    except ValueError:
        found = None
    if found is None or found.second or found.microsecond or found.tzinfo:
        raise UsageError.of("TIME-UNREADABLE", f"--at: {quoted(text)} is no time of day",
                            hint="write hours and minutes, as in 07:00")  # fmt: skip
    return found


def _written(call: Invocation, name: str, files: dict[str, str]) -> tuple[str, ...]:
    """Write the files; those that are there already are replaced only when they were ours."""
    folder = call.cwd / Path(name).expanduser()
    if not folder.is_dir():
        hint = "make the folder first"
        raise UsageError.of("OUTPUT-FOLDER", f"there is no folder {name}", hint=hint)
    if not call.dry_run:
        for file, text in files.items():
            write_file(folder / file, text.encode())
    return tuple(str(Path(name) / file) for file in files)
