"""How every ``render`` answers: files under documents/, or one document where ``-o`` says."""

from __future__ import annotations

from billcli.cli.change import near
from billcli.cli.outcome import Outcome
from billcli.cli.progress import track
from billcli.domain.named import TYPE_CHECKING
from billcli.services.sheet import make_files, make_one

if TYPE_CHECKING:
    from collections.abc import Sequence

    from billcli.cli.invocation import Invocation
    from billcli.services.sheet import Sheet
    from billcli.services.workspace import Workspace


def rendering(call: Invocation, workspace: Workspace, sheets: Sequence[Sheet]) -> Outcome:
    """Make documents, and return what was made."""
    if call.output is not None:
        content, problems = make_one(workspace, sheets, call.output.suffix.lower())
        return Outcome(
            content=content,
            problems=problems,
            messages=(f"Wrote {call.output}",),
            remarks=workspace.remarks,
        )
    made = make_files(
        workspace,
        sheets,
        dry_run=call.dry_run,
        track=lambda found: track(found, "Rendering", call),
    )
    files = [near(call, path) for path in made.files]
    said = "Would write" if call.dry_run else "Wrote"
    return Outcome(
        data={"files": files},
        messages=tuple(f"{said} {name}" for name in files),
        problems=made.problems,
        changed=not call.dry_run,
        remarks=workspace.remarks,
    )
