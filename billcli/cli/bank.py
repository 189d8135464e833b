"""``billcli bank``: what files of banks hold, and whether they prove."""

from __future__ import annotations

import sys

from billcli.cli.declare import Annotated, argument, noun, option
from billcli.domain.named import TYPE_CHECKING

if TYPE_CHECKING:
    from billcli.cli.declare import Context
    from billcli.cli.invocation import Invocation
    from billcli.cli.outcome import Outcome
    from billcli.domain.problem import BillcliError, Problem
    from billcli.services.bank_file import BankFile
    from billcli.services.sniff_file import Sniffed
    from billcli.services.workspace import Workspace

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
    of each account, and what came after it without word from the bank. Exit 0 when all proves; a
    file that cannot be read is named, and the others are proven all the same.
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
    from billcli.services.prove_bank import prove_files, write_proven  # noqa: PLC0415
    from billcli.services.writing import Written  # noqa: PLC0415

    files, unread = _readable(call, workspace, statement, account, profile)
    if write:
        return proven(call, write_proven(workspace, files, consent(call)), unread)
    proof = Written(prove_files(workspace, files), "", remarks=workspace.remarks)
    return proven(call, proof, unread)


def _readable(
    call: Invocation, workspace: Workspace, names: list[str], account: str, profile: str
) -> tuple[list[BankFile], list[Problem]]:
    """Return the files that can be read, and why the others cannot.

    Raises:
        BillcliError: there is no such account, or none of them can be read.
    """
    from billcli.cli.exit_status import settle  # noqa: PLC0415
    from billcli.domain.problem import BillcliError  # noqa: PLC0415
    from billcli.services.bank_file import read_bank_file  # noqa: PLC0415
    from billcli.services.bank_standing import require_account  # noqa: PLC0415

    require_account(workspace, account)
    files: list[BankFile] = []
    failed: list[tuple[str, BillcliError | OSError]] = []
    for name in names:
        try:
            files.append(read_bank_file(workspace, call.cwd / name, name, profile, account))
        except (BillcliError, OSError) as error:
            failed.append((name, error))
    if not files:
        settled = [settle(error, call.env, "bank prove") for _, error in failed]
        problems = dict.fromkeys(one for _, problems in settled for one in problems)
        raise BillcliError(*problems, exit_code=settled[0][0])
    return files, [one for name, error in failed for one in _why_unread(call, name, error)]


def _sniffed(call: Invocation, name: str) -> Sniffed:
    """Return what a file holds; one that cannot be opened is told like one that cannot be read."""
    from billcli.domain.problem import BillcliError  # noqa: PLC0415
    from billcli.services.sniff_file import Sniffed as Result  # noqa: PLC0415
    from billcli.services.sniff_file import sniff as read  # noqa: PLC0415
    from billcli.services.statement_bytes import STDIN, content, piped  # noqa: PLC0415

    shown = "stdin" if name == STDIN else name
    try:
        data = piped(sys.stdin.buffer) if name == STDIN else content(call.cwd / name, name)
    except (BillcliError, OSError) as error:
        return Result(shown, "", problems=_why_unread(call, shown, error))
    return read(data, shown)


def _why_unread(call: Invocation, name: str, error: BaseException) -> tuple[Problem, ...]:
    """Return the problems of a file that cannot be read, each with its place."""
    from billcli.cli.exit_status import settle  # noqa: PLC0415
    from billcli.domain.problem import Source  # noqa: PLC0415

    _, problems = settle(error, call.env, "bank")
    return tuple(one._replace(where=one.where or Source(name)) for one in problems)
