"""How a reconciled statement looks as an answer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from billcli.bank.csv_profile import profile_toml
from billcli.cli.invocation import Format
from billcli.cli.outcome import Cell, Column, ColumnKind, Outcome, Show, Table
from billcli.domain.problem import ExitCode
from billcli.matching.proposal import clipped
from billcli.services.review_statement import Fate

if TYPE_CHECKING:
    from collections.abc import Iterable

    from billcli.bank.csv_read import CsvReading
    from billcli.cli.invocation import Invocation
    from billcli.services.review_statement import Review, Reviewed
    from billcli.services.writing import Written

TEXT, ID, DATE, MONEY = ColumnKind.TEXT, ColumnKind.ID, ColumnKind.DATE, ColumnKind.MONEY

WAITING_MAX = 20
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
    reading: CsvReading,
    booked: Written[Review],
    answered: Written[Review] | None,
) -> Outcome:
    """Return the outcome: every line with its fate, the counts, and exit 5 while any waits."""
    final = answered.value if answered else booked.value
    texts = [part.text for part in (booked, answered) if part and part.text]
    places = [str(place) for part in (booked, answered) if part for place in part.places]
    statement = reading.statement
    waiting = final.count(Fate.WAITING)
    if call.dry_run:
        waiting += final.count(Fate.BOOKED)
    return Outcome(
        data={
            "account": statement.account,
            "currency": statement.currency,
            "opening": statement.opening,
            "closing": statement.closing,
            "pending": statement.pending,
            "dialect": dict(statement.dialect),
            "counts": {fate.value: final.count(fate) for fate in Fate if fate is not Fate.CERTAIN},
            "lines": [_object(one) for one in final.lines],
            "written": bool(places),
            "places": places,
        },
        tables=(_table(final, everything=call.verbose or call.format is not Format.TABLE),),
        messages=_messages(call, reading, final),
        problems=(
            *statement.problems,
            *(p for part in (booked, answered) if part for p in part.problems),
        ),
        exit_code=ExitCode.WAITING if waiting else ExitCode.DONE,
        text="\n".join(texts) if call.dry_run or call.format.value == "beancount" else "",
        ids=tuple(one.entry_id for one in final.lines if one.entry_id),
        changed=bool(places),
        remarks=(answered and answered.remarks) or booked.remarks,
    )


def _messages(call: Invocation, reading: CsvReading, final: Review) -> tuple[str, ...]:
    words = {
        Fate.BOOKED: "would be booked" if call.dry_run else "booked",
        Fate.WAITING: "waiting",
        Fate.KNOWN: "in the ledger already",
        Fate.IGNORED: "set aside",
        Fate.OTHER: "not a customer's" if final.count(Fate.OTHER) == 1 else "not customers'",
    }
    lines = "1 line" if len(final.lines) == 1 else f"{len(final.lines)} lines"
    counts = [f"{final.count(fate)} {word}" for fate, word in words.items() if final.count(fate)]
    said = [f"{lines} on {reading.statement.account}: {', '.join(counts)}"]
    if call.verbose:
        said += [f"Dialect: {name} {value}" for name, value in reading.statement.dialect]
        if reading.profile:
            said += ["To keep these settings:", *profile_toml(reading.profile).splitlines()]
    said += [f"Waits: {_why(one)}" for one in final.of(Fate.WAITING)[:WAITING_MAX]]
    if final.count(Fate.WAITING) and not call.dry_run:
        said.append(_next(final))
    return tuple(said)


def _next(final: Review) -> str:
    """Return what to do with waiting lines: never to add again what the ledger may hold."""
    if any(one.doubtful for one in final.of(Fate.WAITING)):
        return "Next: run it again on a terminal; answer x where the ledger has the line"
    return "Next: run it again on a terminal to answer"


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


def _object(one: Reviewed) -> dict[str, object]:
    line = one.line
    suggestions = one.proposal.suggestions if one.proposal else ()
    return {
        "date": line.date,
        "amount": line.amount,
        "payer": line.payer,
        "payer_iban": line.payer_iban,
        "text": line.text,
        "reference": line.reference,
        "bank_ref": line.bank_ref,
        "bank_key": line.key,
        "status": one.fate,
        "entry": one.entry_id,
        "why": one.why,
        "suggestions": [
            {"customer": s.customer, "residual": s.residual,
             "parts": [{"item": p.item.item, "amount": p.amount} for p in s.parts],
             "evidence": [{"kind": e.kind.value, "words": e.words} for e in s.evidence]}
            for s in suggestions
        ],
        "file": line.source.file,
        "line": line.source.line,
    }  # fmt: skip
