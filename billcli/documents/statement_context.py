"""A statement of account as templates see it: one section per currency, and what is to be paid."""

from __future__ import annotations

from types import MappingProxyType

from billcli.documents.letterhead import Context, Letterhead, payment_box
from billcli.domain.aging import EDGES, aged
from billcli.domain.money import Money, total
from billcli.domain.named import TYPE_CHECKING
from billcli.domain.open_item import Owed

if TYPE_CHECKING:
    from collections.abc import Mapping

    from billcli.domain.open_item import OpenItem
    from billcli.domain.statement import Statement, StatementLine, StatementSection

# What an entry is called on a statement, by its kind tag (ledger format rule 7).
ACTS = (
    "invoice", "credit-note", "payment", "application", "write-off", "late-fee", "refund",
    "reversal",
)  # fmt: skip


def statement_context(statement: Statement, head: Letterhead) -> Context:
    """Return what the templates of a statement of account are given.

    Raises:
        UsageError: an unknown paper.
    """
    reader = head.reader
    until = reader.date(statement.until)
    period = reader.notation.period(statement.since, statement.until)
    return head.context(
        "statement",
        head.words["statement"],
        statement.until,
        {"date": until, "period": period, "customer-number": statement.party.id},
        number="",
        sections=tuple(_section(s, statement, head) for s in statement.sections),
        payment=_payment(statement, head),
    )


def _section(
    section: StatementSection, statement: Statement, head: Letterhead
) -> Mapping[str, object]:
    return MappingProxyType(
        {
            "currency": section.currency,
            "opening": section.opening,
            "opening_date": head.reader.notation.short_date(statement.since),
            "lines": tuple(_line(line, head) for line in section.lines),
            "closing": section.closing,
            "closing_date": head.reader.notation.short_date(statement.until),
            "open": tuple(_open(item, statement, head) for item in section.open_items),
            "aging": _aging(section, statement, head),
        }
    )


def _line(line: StatementLine, head: Letterhead) -> Mapping[str, object]:
    raised = line.amount.number > 0
    lowered = line.amount.number < 0
    return MappingProxyType(
        {
            "date": head.reader.notation.short_date(line.date),
            "number": line.number,
            "description": _description(line, head),
            "documents": ", ".join(item for item in line.items if item != line.number),
            "charged": line.amount if raised else "",
            "credited": -line.amount if lowered else "",
            "balance": line.balance,
        }
    )


def _description(line: StatementLine, head: Letterhead) -> str:
    """Return what happened, in the reader's words.

    What takes something back is called after that: only a payment that came back is a return.
    """
    tags = line.entry.tags
    if "payment" in line.taken_back:
        if "corrects" in line.entry.meta:
            return head.words["deducted"]
    elif line.taken_back:
        tags = line.taken_back
    act = next((name for name in ACTS if name in tags), "")
    return head.words[f"act-{act}"] if act else line.narration


def _open(item: OpenItem, statement: Statement, head: Letterhead) -> Mapping[str, object]:
    late = item.days_overdue(statement.until) or 0
    dates = head.reader.notation.short_date
    return MappingProxyType(
        {
            "number": item.item,
            "date": dates(item.date_issued),
            "due": dates(item.date_due) if item.date_due else "",
            "days_late": str(late) if late > 0 and item.balance_open.number > 0 else "",
            "amount": item.amount,
            "balance": item.balance_open,
        }
    )


def _aging(
    section: StatementSection, statement: Statement, head: Letterhead
) -> tuple[Mapping[str, object], ...]:
    """Return what is open by days past due; empty when nothing is."""
    rows = aged(map(Owed.of, section.open_items), statement.until)
    if not rows:
        return ()
    (row,) = rows
    starts = (1, *(edge + 1 for edge in EDGES))
    spans = [
        head.reader.phrase("age-range", since=str(start), until=str(edge))
        for start, edge in zip(starts, EDGES, strict=False)
    ]
    names = [head.words["not-due"], *spans, head.reader.phrase("age-over", since=str(EDGES[-1]))]
    amounts = [row.not_due, *row.buckets]
    if row.credits:
        names.append(head.words["credits"])
        amounts.append(row.credits)
    return tuple(
        MappingProxyType({"label": name, "amount": amount})
        for name, amount in zip(names, amounts, strict=True)
    )


def _payment(statement: Statement, head: Letterhead) -> Mapping[str, object]:
    """Return what is asked for: the balances that are owed, each in its currency."""
    balances = [section.closing for section in statement.sections]
    owed = [balance for balance in balances if balance.number > 0]
    if not owed:
        credit = [balance for balance in balances if balance.number < 0]
        return payment_box(_credit(credit, head))
    late = [
        (item.balance_open, section.currency)
        for section in statement.sections
        for item in section.open_items
        if (item.days_overdue(statement.until) or 0) > 0 and item.balance_open.number > 0
    ]
    rows = [
        row
        for balance in owed
        for row in (
            *head.rows({"balance-due": head.reader.notation.money(balance)}),
            *head.rows({"overdue": _overdue(late, balance, head)}),
        )
    ]
    rows += head.rows({**head.payee(), "reference": statement.party.id})
    return payment_box(head.words["statement-pay"], tuple(rows))


def _overdue(late: list[tuple[Money, str]], balance: Money, head: Letterhead) -> str:
    """Return what of a balance is past due: never more than it, for credits count against it."""
    found = [money for money, currency in late if currency == balance.currency]
    due = total(found, balance.currency)
    return (
        head.reader.notation.money(due if due.number < balance.number else balance) if found else ""
    )


def _credit(balances: list[Money], head: Letterhead) -> str:
    if not balances:
        return head.words["statement-clear"]
    amounts = ", ".join(head.reader.notation.money(-balance) for balance in balances)
    return head.reader.phrase("statement-credit", amount=amounts)
