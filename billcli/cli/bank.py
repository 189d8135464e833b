"""``billcli bank``: what files of banks hold, and whether they prove."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated

from billcli.cli.declare import argument, noun, option

if TYPE_CHECKING:
    from billcli.cli.declare import Context
    from billcli.cli.invocation import Invocation
    from billcli.cli.outcome import Outcome
    from billcli.services.sniff_file import Sniffed

app = noun("bank", "Bank files: what is in them, whether they prove, and rules for their lines.")

app.elsewhere("rule", "billcli.cli.bank_rule:keep_rules")


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


@app.command("prove")
def prove(
    ctx: Context,
    statement: Annotated[
        list[str] | None, argument(help="Files of the bank; none for what the books tell.")
    ] = None,
    account: Annotated[str, option(help="Ledger account of the bank account.")] = "",
    profile: Annotated[str, option(help="A [bank.profile] of billcli.toml, for CSV.")] = "",
    write: Annotated[bool, option("--write", help="Write balances that agree down.")] = False,
) -> Outcome:
    """Prove that books and bank agree: to the cent, for each account and day.

        billcli bank prove january.xml february.xml
        billcli bank prove january.xml --write --dry-run
        billcli bank prove

    Each statement has to close, and to close at the balance the ledger has that day. What only one
    of the two sides has is named, and so are gaps between statements. --write adds a balance
    directive, dated the day after, for each that agrees. Without files: the last balance directive
    of each account, and what came after it without word from the bank. Exit 0 when all proves.
    """
    from billcli.cli.books import opened  # noqa: PLC0415 - loads Beancount
    from billcli.domain.problem import UsageError  # noqa: PLC0415

    call: Invocation = ctx.obj
    if write and not statement:
        raise UsageError.of(
            "OPTION-VALUE", "--write needs files of the bank", hint="name at least one file"
        )
    workspace = opened(call)
    workspace.snapshot.require_sound()
    if not statement:
        from billcli.cli.standing_view import stood  # noqa: PLC0415
        from billcli.services.bank_standing import bank_standings, clearings  # noqa: PLC0415

        day = call.cutoff
        return stood(bank_standings(workspace, account, day), clearings(workspace, day), day)
    from billcli.cli.books import consent  # noqa: PLC0415
    from billcli.cli.prove_view import proven  # noqa: PLC0415
    from billcli.services.prove_bank import prove_files, read_files, write_proven  # noqa: PLC0415
    from billcli.services.writing import Written  # noqa: PLC0415

    files = read_files(workspace, call.cwd, statement, account, profile)
    if write:
        return proven(call, write_proven(workspace, files, consent(call)))
    return proven(call, Written(prove_files(workspace, files), "", remarks=workspace.remarks))


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
