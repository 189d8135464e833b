"""How the history of a document, an entry or a bank line looks as an answer."""

from __future__ import annotations

from billcli.cli.block import keyed, merged
from billcli.cli.change import read_outcome
from billcli.cli.invocation import Format
from billcli.cli.outcome import Cell, Column, ColumnKind, Outcome, Show, Table
from billcli.domain.money import total
from billcli.domain.named import TYPE_CHECKING
from billcli.matching.clue_words import words_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from billcli.cli.invocation import Invocation
    from billcli.domain.money import Money
    from billcli.services.bank_words import BankWords
    from billcli.services.why_booked import Adjusted, Step, Why
    from billcli.services.workspace import Workspace

TEXT, ID, DATE, MONEY = ColumnKind.TEXT, ColumnKind.ID, ColumnKind.DATE, ColumnKind.MONEY

STEPS = (
    Column("date", "Date", DATE),
    Column("entry", "Entry", ID),
    Column("kind", "Kind", ColumnKind.WORD),
    Column("amount", "Amount", MONEY),
    Column("why", "Why"),
    Column("place", "Where", TEXT, Show.ROOM),
    Column("items", "Items", TEXT, Show.DETAIL),
    Column("adjustments", "Adjustments", TEXT, Show.DETAIL),
    Column("bank_line", "Bank line", TEXT, Show.DETAIL),
    Column("bank_amount", "Moved", MONEY, Show.DETAIL),
    Column("payer", "Payer", TEXT, Show.DETAIL),
    Column("payer_iban", "Account", TEXT, Show.DETAIL),
    Column("bank_text", "Text", TEXT, Show.DETAIL),
    Column("end_to_end", "End-to-end reference", TEXT, Show.DETAIL),
    Column("evidence", "Evidence", TEXT, Show.DETAIL),
)
_SAID = {
    "invoice": "issued",
    "credit-note": "credit note",
    "late-fee": "late fee",
    "write-off": "written off",
    "application": "a credit was applied",
    "ignored": "set aside",
    "new-again": "no longer set aside",
}


def explained(call: Invocation, workspace: Workspace, found: Sequence[Why]) -> Outcome:
    """Return the outcome of ``why``: a table for each thing; programs get one of all."""
    tables = [
        Table(_title(one), STEPS, tuple(row for step in one.steps for row in _rows(one, step)))
        for one in found
    ]
    if call.format is not Format.TABLE:
        parts = [
            keyed(table, "subject", "About", one.name)
            for table, one in zip(tables, found, strict=True)
        ]
        tables = [merged(parts)]
    return read_outcome(workspace, {"answers": [_object(one) for one in found]}, *tables)


def _title(one: Why) -> str:
    """Return what a thing is, whose, and what is left of it."""
    whose = f" of {', '.join(one.customers)}" if one.customers else ""
    left = f", {', '.join(map(str, one.balances))} open" if one.balances else ""
    return f"{one.name}: {one.kind.replace('-', ' ')}{whose}{left}"


def _rows(one: Why, step: Step) -> list[tuple[Cell, ...]]:
    """Return a row for each amount of a step and each bank line that it books."""
    lines = step.lines or (None,)
    first, *more = step.amounts or (step.moved or None,)
    pairs = [(first, lines[0]), *((amount, None) for amount in more)]
    pairs += [(None, line) for line in lines[1:]]
    return [
        (
            step.date,
            step.entry,
            step.kind,
            amount,
            because(step, line, one.name),
            str(step.source),
            "; ".join(f"{item} {moved}" for item, moved in step.items),
            "; ".join(f"{kind} {taken}" for kind, taken in _by_kind(step.adjustments)),
            line.name if line else "",
            line.amount if line else None,
            line.payer if line else "",
            line.payer_iban if line else "",
            line.text if line else "",
            line.end_to_end if line else "",
            line.evidence if line else "",
        )
        for amount, line in pairs
    ]


def because(step: Step, line: BankWords | None, name: str) -> str:
    """Return in one sentence what an entry did and what spoke for it.

    Args:
        step: the entry.
        line: a bank line that it books, if it books one.
        name: of the thing that is asked about: what it settles besides is told.
    """
    told = [f"corrects {step.corrects}" if step.corrects else _SAID.get(step.kind, "")]
    if step.reverses:
        told.append(f"takes back {step.reverses}")
    if step.reason:
        told.append(step.reason)
    if line:
        told += [_bank(line), *words_of(line.evidence)]
    elif step.kind in {"payment", "refund"}:
        told.append("entered by hand")
    told += [f"{kind.replace('_', ' ')} {taken}" for kind, taken in _by_kind(step.adjustments)]
    if step.kind not in {"invoice", "late-fee"}:
        told += [_touched(item, moved) for item, moved in step.items if item != name]
    return "; ".join(filter(None, told)) or step.narration


def _touched(item: str, moved: Money) -> str:
    if moved.number < 0:
        return f"settles {-moved} of {item}"
    return f"opens {moved} of {item}"


def _bank(line: BankWords) -> str:
    """Return the bank's words."""
    who = " ".join(filter(None, (line.payer, line.payer_iban)))
    said = f"bank line {line.name}" if line.name else "bank line"
    said += (f" of {who}" if who else "") + (f": {line.text}" if line.text else "")
    return said + (f" (end-to-end reference {line.end_to_end})" if line.end_to_end else "")


def _by_kind(adjustments: Iterable[Adjusted]) -> list[tuple[str, Money]]:
    """Return the sum of the adjustments of each kind: a discount with its tax."""
    found: dict[tuple[str, str], list[Money]] = {}
    for one in adjustments:
        found.setdefault((one.kind, one.amount.currency), []).append(one.amount)
    return [(kind, total(amounts, currency)) for (kind, currency), amounts in found.items()]


def _object(one: Why) -> dict[str, object]:
    return {
        "subject": one.name,
        "kind": one.kind,
        "customers": list(one.customers),
        "balances": list(one.balances),
        "steps": [_step(one, step) for step in one.steps],
    }


def _step(one: Why, step: Step) -> dict[str, object]:
    return {
        "entry": step.entry,
        "date": step.date,
        "kind": step.kind,
        "narration": step.narration,
        "amounts": list(step.amounts),
        "why": because(step, step.lines[0] if step.lines else None, one.name),
        "moved": step.moved or None,
        "items": [{"item": item, "amount": moved} for item, moved in step.items],
        "adjustments": [
            {"kind": a.kind, "amount": a.amount, "account": a.account} for a in step.adjustments
        ],
        "bank_lines": [_line(line) for line in step.lines],
        "reverses": step.reverses,
        "reason": step.reason,
        "file": step.source.file,
        "line": step.source.line,
    }  # fmt: skip


def _line(line: BankWords) -> dict[str, object]:
    return {
        "account": line.account,
        "date": line.date,
        "amount": line.amount,
        "bank_ref": line.reference,
        "bank_key": line.key,
        "text": line.text,
        "payer": line.payer,
        "payer_iban": line.payer_iban,
        "end_to_end": line.end_to_end,
        "evidence": line.evidence.split(),
        "words": list(words_of(line.evidence)),
    }
