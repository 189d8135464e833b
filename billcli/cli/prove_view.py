"""How a proof of bank statements looks as an answer."""

from __future__ import annotations

from billcli.cli.bank_view import statement_object
from billcli.cli.outcome import Cell, Column, ColumnKind, Outcome, Show, Table
from billcli.domain.named import TYPE_CHECKING
from billcli.domain.problem import ExitCode
from billcli.matching.proposal import clipped

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from billcli.cli.invocation import Invocation
    from billcli.domain.problem import Problem
    from billcli.matching.bank_proof import AccountProof
    from billcli.matching.proven_statement import ProvenStatement
    from billcli.services.prove_bank import BankProof
    from billcli.services.writing import Written

ID, DATE, MONEY = ColumnKind.ID, ColumnKind.DATE, ColumnKind.MONEY

STATEMENTS = (
    Column("ledger_account", "Account", ID),
    Column("number", "Number", ID, Show.DETAIL),
    Column("from", "From", DATE, Show.ROOM),
    Column("to", "To", DATE),
    Column("opening", "Opening", MONEY, Show.DETAIL),
    Column("sum", "Sum", MONEY, Show.DETAIL),
    Column("closing", "Closing", MONEY),
    Column("ledger", "Ledger", MONEY),
    Column("difference", "Difference", MONEY),
    Column("verdict", "Verdict"),
)
APART = (
    Column("account", "Account", ID, Show.DETAIL),
    Column("what", "What is wrong"),
    Column("date", "Date", DATE),
    Column("amount", "Amount", MONEY),
    Column("words", "Words", ColumnKind.TEXT),
    Column("place", "Where", ColumnKind.WORD),
)


def proven(
    call: Invocation, written: Written[BankProof], unread: Sequence[Problem] = ()
) -> Outcome:
    """Return the outcome: each statement with its verdict, and all that stands on one side only.

    Args:
        call: how the process was called.
        written: the proof, and the balances that were written.
        unread: why some of the files could not be read; then the whole does not hold.
    """
    proof = written.value
    holds = proof.holds and not unread
    statements = [(one, account) for account in proof.accounts for one in account.statements]
    apart = [row for account in proof.accounts for row in _apart(account)]
    places = [str(place) for place in written.places]
    tables = [Table("", STATEMENTS, tuple(_row(one, own) for one, own in statements))]
    if apart:
        tables.append(Table("", APART, tuple(tuple(row.values()) for row in apart)))
    return Outcome(
        data={
            "statements": [_object(one, own) for one, own in statements],
            "differences": apart,
            "holds": holds,
            "written": bool(places),
            "places": places,
        },
        tables=tuple(tables),
        messages=_messages(call, written, places),
        problems=(*proof.problems, *written.problems, *unread),
        exit_code=ExitCode.DONE if holds else ExitCode.FAILED,
        text=written.text if call.format.value == "beancount" else "",
        changed=bool(places),
        remarks=written.remarks,
    )


def _messages(
    call: Invocation, written: Written[BankProof], places: Sequence[str]
) -> tuple[str, ...]:
    if call.dry_run and written.text:
        rows = filter(None, written.text.splitlines())
        return ("Dry run, nothing was written. It would have:", *rows)
    return tuple(f"Wrote the balance that agrees ({place})" for place in places)


def _object(one: ProvenStatement, account: AccountProof) -> dict[str, object]:
    return {
        **statement_object(one.statement),
        "ledger_account": account.account,
        "from": one.begin,
        "to": one.end,
        "ledger": one.ledger,
        "difference": one.difference,
        "verdict": one.verdict,
    }


def _row(one: ProvenStatement, account: AccountProof) -> tuple[Cell, ...]:
    told = _object(one, account)
    return tuple(told[column.key] for column in STATEMENTS)  # type: ignore[misc]


def _apart(account: AccountProof) -> Iterator[dict[str, Cell]]:
    """Yield what is wrong with an account, row by row."""

    def row(what: str, *more: Cell) -> dict[str, Cell]:
        keys = [column.key for column in APART]
        return dict(zip(keys, (account.account, what, *more), strict=True))

    for line in account.missing:
        words = clipped(line.payer or line.text)
        yield row("not in the ledger", line.date, line.amount, words, str(line.source))
    for one in account.extra:
        yield row("not in the statement", one.date, one.amount, clipped(one.words), str(one.source))
    for line, one in account.shifted:
        words = f"the bank has it on {line.date}"
        yield row("on another day", one.date, one.amount, words, str(one.source))
    for gap in account.gaps:
        what = "gap" if gap.certain else "number left out"
        yield row(what, gap.day, None, gap.words, "")
