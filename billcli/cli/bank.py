"""``billcli bank``: what files of banks hold, and whether they prove."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated

from billcli.cli.declare import argument, noun

if TYPE_CHECKING:
    from billcli.cli.declare import Context
    from billcli.cli.invocation import Invocation
    from billcli.cli.outcome import Outcome
    from billcli.services.sniff_file import Sniffed

app = noun("bank", "Bank files: what is in them, and whether they prove.")


@app.command("sniff")
def sniff(
    ctx: Context,
    statement: Annotated[list[str], argument(help="Files of banks, or - for stdin.")],
) -> Outcome:
    """Tell what files of banks hold: accounts, lines, sums and balances.

        billcli bank sniff january.csv
        billcli bank sniff *.xml *.sta --format json

    Nothing but the files is needed, no ledger and no settings, and nothing is written. The proof
    closes when opening balance and lines give the closing balance, and is open when they do not.
    Every file is told; exit 1 when one cannot be read, or cannot be booked as it is.
    """
    from billcli.cli.bank_view import sniffed  # noqa: PLC0415

    call: Invocation = ctx.obj
    return sniffed([_sniffed(call, name) for name in statement], details=call.verbose)


def _sniffed(call: Invocation, name: str) -> Sniffed:
    """Return what a file holds; one that cannot be opened is told like one that cannot be read."""
    from billcli.cli.exit_status import settle  # noqa: PLC0415
    from billcli.domain.problem import BillcliError, Source  # noqa: PLC0415
    from billcli.services.sniff_file import Sniffed as Result  # noqa: PLC0415
    from billcli.services.sniff_file import sniff as read  # noqa: PLC0415
    from billcli.services.statement_bytes import STDIN, content, piped  # noqa: PLC0415

    shown = "stdin" if name == STDIN else name
    try:
        data = piped(sys.stdin.buffer) if name == STDIN else content(call.cwd / name, name)
    except (BillcliError, OSError) as error:
        _, problems = settle(error, call.env, "bank sniff")
        return Result(shown, "", problems=tuple(p._replace(where=Source(shown)) for p in problems))
    return read(data, shown)
