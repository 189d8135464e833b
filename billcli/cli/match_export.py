"""``billcli match export``: lines that wait, as a file to be answered in an editor."""

from __future__ import annotations

from billcli.cli.statement_option import read
from billcli.domain.named import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Any

    from billcli.cli.declare import Context
    from billcli.cli.invocation import Invocation
    from billcli.cli.outcome import Outcome


def export(ctx: Context, **given: Any) -> Outcome:  # noqa: ANN401 - see statement_option
    """Write the lines of bank statements that wait into a file, with what is proposed for them.

        billcli match export january.csv -o review.toml
        billcli match export january.xml february.xml -o review.toml

    The file is answered in an editor and given to billcli match apply, which needs no statement any
    more. It never replaces an older one. Lines that are certain are left to billcli reconcile.
    """
    from billcli.cli.outcome import Outcome as Result  # noqa: PLC0415
    from billcli.services.review import Fate  # noqa: PLC0415
    from billcli.services.review_text import review_text, state_of  # noqa: PLC0415

    call: Invocation = ctx.obj
    workspace, files = read(ctx, **given)
    found = files.review(workspace)
    waiting = found.of(Fate.WAITING)
    text = review_text(workspace, found)
    count = "1 line waits" if len(waiting) == 1 else f"{len(waiting)} lines wait"
    said = [f"{count}: written to {call.output}" if call.output else count]
    if certain := found.count(Fate.CERTAIN):
        said.append(f"{certain} certain, left to billcli reconcile")
    if call.output:
        said.append(f"Next: answer in the file, then billcli match apply {call.output} --dry-run")
    return Result(
        data={
            "books": state_of(workspace),
            "count": len(waiting),
            "lines": [{"bank_key": one.line.key, "bank_ref": one.line.bank_ref,
                       "amount": one.line.amount, "why": one.why} for one in waiting],
        },
        messages=tuple(said),
        problems=files.problems,
        text=text,
        content=text.encode() if call.output and call.output.suffix == ".toml" else None,
        remarks=workspace.remarks,
    )  # fmt: skip
