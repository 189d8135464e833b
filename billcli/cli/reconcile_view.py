"""How a reconciled statement looks as an answer."""

from __future__ import annotations

from billcli.bank.csv_profile import profile_toml
from billcli.cli.bank_view import statement_object
from billcli.cli.invocation import Format
from billcli.cli.outcome import Cell, Column, ColumnKind, Outcome, Show, Table
from billcli.domain.named import TYPE_CHECKING
from billcli.domain.problem import ExitCode
from billcli.matching.proposal import clipped
from billcli.services.review import Fate

if TYPE_CHECKING:
    from collections.abc import Iterable

    from billcli.cli.invocation import Invocation
    from billcli.matching.proposal import Evidence, Suggestion
    from billcli.services.review import Review, Reviewed
    from billcli.services.statement_set import StatementSet
    from billcli.services.writing import Written

TEXT, ID, DATE, MONEY = ColumnKind.TEXT, ColumnKind.ID, ColumnKind.DATE, ColumnKind.MONEY

WAITING_MAX = 20
PENDING = frozenset({Fate.CERTAIN, Fate.RULED})
WRITTEN = frozenset({Fate.BOOKED, Fate.BY_RULE, Fate.IGNORED})
COLUMNS = (
    Column("date", "Date", DATE),
    Column("amount", "Amount", MONEY),
    Column("payer", "Payer", TEXT, Show.ROOM),
    Column("text", "Text", TEXT, Show.DETAIL),
    Column("status", "Status"),
    Column("entry", "Entry", ID, Show.ROOM),
    Column("items", "Items", TEXT),
    Column("why", "Why", TEXT, Show.DETAIL),
)


def reconciled(
    call: Invocation,
    read: StatementSet,
    booked: Written[Review],
    answered: Written[Review] | None,
) -> Outcome:
    """Return the outcome: every line with its fate, the counts, and exit 5 while any waits."""
    final = answered.value if answered else booked.value
    texts = [part.text for part in (booked, answered) if part and part.text]
    places = [str(place) for part in (booked, answered) if part for place in part.places]
    waiting = final.count(Fate.WAITING)
    if call.dry_run:
        waiting += sum(one.fate in WRITTEN for one in final.lines)
    return Outcome(
        data={
            "statements": [
                {
                    **statement_object(one),
                    "ledger_account": one.account,
                    "file": file.name,
                    "pending": one.pending,
                    "dialect": dict(one.dialect),
                }
                for file in read.files
                for one in file.statements
            ],
            "counts": {fate.value: final.count(fate) for fate in Fate if fate not in PENDING},
            "lines": [_object(one) for one in final.lines],
            "written": bool(places),
            "places": places,
        },
        tables=(_table(final, everything=call.verbose or call.format is not Format.TABLE),),
        messages=_messages(call, read, final),
        problems=(
            *read.problems,
            *(p for part in (booked, answered) if part for p in part.problems),
        ),
        exit_code=ExitCode.WAITING if waiting else ExitCode.DONE,
        text="\n".join(texts) if call.dry_run or call.format.value == "beancount" else "",
        ids=tuple(one.entry_id for one in final.lines if one.entry_id),
        changed=bool(places),
        remarks=(answered and answered.remarks) or booked.remarks,
    )


def _messages(call: Invocation, read: StatementSet, final: Review) -> tuple[str, ...]:
    words = {
        Fate.BOOKED: "would be booked" if call.dry_run else "booked",
        Fate.CERTAIN: "certain, left to billcli reconcile",
        Fate.RULED: "ruled, left to billcli reconcile",
        Fate.BY_RULE: "would be booked by rules" if call.dry_run else "booked by rules",
        Fate.WAITING: "waiting",
        Fate.KNOWN: "in the ledger already",
        Fate.IGNORED: "set aside",
        Fate.OTHER: "not a customer's" if final.count(Fate.OTHER) == 1 else "not customers'",
    }
    lines = "1 line" if len(final.lines) == 1 else f"{len(final.lines)} lines"
    counts = [f"{final.count(fate)} {word}" for fate, word in words.items() if final.count(fate)]
    said = [f"{lines} on {read.statement.account}: {', '.join(counts)}"]
    for file in read.files if call.verbose else ():
        dialect = [pair for one in file.statements for pair in one.dialect]
        said += [f"Dialect of {file.name}: {name} {value}" for name, value in dialect]
        if file.profile:
            said += ["To keep these settings:", *profile_toml(file.profile).splitlines()]
    said += _twice(final) if call.verbose else []
    said += [f"Waits: {_why(one)}" for one in final.of(Fate.WAITING)[:WAITING_MAX]]
    if final.count(Fate.WAITING) and not call.dry_run:
        said.append(_next(final))
    return tuple(said)


def _twice(final: Review) -> list[str]:
    """Return which rules hold beside the one that counts, and would do something else."""
    return [
        f"{line.date} {line.amount} {clipped(line.payer or line.text)}: {found.rule} comes first;"
        f" {found.other} as well"
        for one in final.lines
        if (found := one.ruling) and found.other
        for line in [one.line]
    ]


def _next(final: Review) -> str:
    """Return what to do with waiting lines: never to add again what the ledger may hold."""
    if any(one.doubtful for one in final.of(Fate.WAITING)):
        return "Next: run it again on a terminal; answer x where the ledger has the line"
    return "Next: run it again on a terminal to answer, or in a file: billcli match export"


def _why(one: Reviewed) -> str:
    line = one.line
    return f"{line.date} {line.amount} {clipped(line.payer or line.text)}: {one.why}"


def told(lines: Iterable[Reviewed]) -> str:
    """Return each line with what it would be booked for, to be agreed to."""
    rows: list[str] = []
    for one in lines:
        line = one.line
        parts = (str(line.date), str(line.amount), clipped(line.payer), clipped(line.text))
        rows += ["  ".join(filter(None, parts)), f"  {one.why}"]
    return "\n".join(rows)


def _table(final: Review, *, everything: bool) -> Table:
    """Return the lines; a person who did not ask for all sees those that concern customers."""
    quiet = {Fate.OTHER, Fate.KNOWN}
    shown = (one for one in final.lines if everything or one.fate not in quiet)
    return Table("", COLUMNS, tuple(map(_row, shown)), empty="No line concerns a customer.")


def _row(one: Reviewed) -> tuple[Cell, ...]:
    line = one.line
    shown = (line.date, line.amount, line.payer, line.text, one.fate)
    return (*shown, one.entry_id, ", ".join(_items(one)), one.why)


def _items(one: Reviewed) -> list[str]:
    parts = one.proposal.parts if one.proposal else ()
    return list(dict.fromkeys(part.item.item for part in parts))


STATUS = {
    Fate.BOOKED: "auto", Fate.CERTAIN: "auto", Fate.WAITING: "review", Fate.KNOWN: "known",
    Fate.IGNORED: "ignore", Fate.OTHER: "ignore", Fate.BY_RULE: "ignore", Fate.RULED: "ignore",
}  # fmt: skip
"""The machine's word for each fate."""


def _object(one: Reviewed) -> dict[str, object]:
    line, proposal = one.line, one.proposal
    return {
        "date": line.date,
        "amount": line.amount,
        "currency": line.amount.currency,
        "payer": line.payer,
        "payer_iban": line.payer_iban,
        "text": line.text,
        "reference": line.reference,
        "bank_ref": line.bank_ref or line.key,
        "bank_key": line.key,
        "account": line.account,
        "status": STATUS[one.fate],
        "fate": one.fate,
        "entry": one.entry_id,
        "rule": one.ruling.rule.id if one.ruling else "",
        "why": one.why,
        "note": line.note,
        "evidence": _evidence(proposal.evidence if proposal else ()),
        "proposals": [_proposed(s) for s in (proposal.suggestions if proposal else ())],
        "file": line.source.file,
        "line": line.source.line,
    }  # fmt: skip


def _proposed(one: Suggestion) -> dict[str, object]:
    return {
        "customer": one.customer,
        "allocations": [{"item": p.item.item, "amount": p.amount} for p in one.parts],
        "adjustments": [{"kind": a.kind.value, "amount": a.amount} for a in one.adjustments],
        "unallocated": one.residual,
        "evidence": _evidence(one.evidence),
    }


def _evidence(clues: Iterable[Evidence]) -> list[dict[str, str]]:
    return [{"kind": clue.kind.value, "words": clue.words} for clue in clues]
