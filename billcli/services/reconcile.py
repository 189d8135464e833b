"""Reconcile a bank statement: book what is certain and what was answered, nothing twice."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from billcli.domain.allocation import Mode
from billcli.domain.books import Books
from billcli.domain.entry import Entry, Record
from billcli.domain.meta import text_of
from billcli.domain.money import ZERO
from billcli.domain.payment_entry import bank_meta, payment_entry
from billcli.domain.problem import ConflictError, UsageError
from billcli.domain.seal import sealed
from billcli.matching.desk import row_key
from billcli.matching.explain import codes
from billcli.services.filing import Papers
from billcli.services.line_entry import LineBooks
from billcli.services.record_payment import PaymentRequest, payment_plan
from billcli.services.review_statement import Fate, Review, Reviewed, review
from billcli.services.take_number import Numbers
from billcli.services.writing import Consent, Decision, Written, perform

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from billcli.domain.bank_line import BankLine
    from billcli.domain.bank_statement import BankStatement
    from billcli.domain.entry import Directive
    from billcli.matching.proposal import Part, Suggestion
    from billcli.services.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Settle:
    """A person's answer: the line settles these items of a customer, the rest stays on account.

    Attributes:
        wanted: texts of ``ID[=AMOUNT]``; none puts all of it on account.
    """

    customer: str
    wanted: tuple[str, ...] = ()
    evidence: str = "chosen"


@dataclass(frozen=True, slots=True)
class Accept:
    """A person's answer: the line is booked just as it was proposed."""

    proposed: Suggestion


@dataclass(frozen=True, slots=True)
class Ignore:
    """A person's answer: the line is none of a customer's, or is in the books already."""

    reason: str


Answer = Settle | Accept | Ignore


def book_certain(workspace: Workspace, seen: Review, consent: Consent) -> Written[Review]:
    """Write every line that is certain, all in one change; the answer is the review with ids.

    Args:
        workspace: the books.
        seen: the statement's review on these books; made anew when they moved meanwhile.
        consent: how far to go.

    Raises:
        InvalidError: the ledger has errors.
        ConflictError: somebody else writes.
    """

    def decide(books: Workspace, tail: tuple[Directive, ...]) -> Decision[Review]:
        found = seen if books is workspace else review(books, seen.statement, seen.said)
        made = LineBooks(books, Numbers(books, tail))
        entries: list[Entry] = []
        lines: list[Reviewed] = []
        for one in found.lines:
            if one.fate is not Fate.CERTAIN or one.proposal is None:
                lines.append(one)
                continue
            chosen = one.proposal.suggestions[0]
            entry = made.entry(one.proposal.line, chosen, codes(chosen))
            entries.append(entry)
            lines.append(replace(one, fate=Fate.BOOKED, entry_id=text_of(entry.meta.get("id"))))
        papers = Papers((*made.opened, *entries))
        return Decision(replace(found, lines=tuple(lines)), papers)

    return perform(workspace, decide, consent)


def book_answers(
    workspace: Workspace,
    statement: BankStatement,
    answers: Sequence[tuple[BankLine, Answer]],
    consent: Consent,
) -> Written[tuple[str, ...]]:
    """Write what a person answered, all in one change; the answer is the ids of the entries.

    Raises:
        UsageError: an answer does not fit what is open.
        ConflictError: somebody else writes, or has booked one of the lines meanwhile.
    """

    def decide(books: Workspace, tail: tuple[Directive, ...]) -> Decision[tuple[str, ...]]:
        _refuse_known(books, statement, answers)
        numbers = Numbers(books, tail)
        directives = _answered(books, answers, numbers)
        ids = tuple(text_of(d.meta.get("id")) for d in directives if isinstance(d, Entry))
        return Decision(ids, Papers(tuple(directives)))

    return perform(workspace, decide, consent)


def check_answers(workspace: Workspace, answers: Sequence[tuple[BankLine, Answer]]) -> None:
    """Refuse answers that could not be written, each after those before it.

    Raises:
        UsageError: the customer or an item is unknown, or more is allocated than is open.
    """
    _answered(workspace, answers, Numbers(workspace))


def _refuse_known(
    workspace: Workspace, statement: BankStatement, answers: Iterable[tuple[BankLine, Answer]]
) -> None:
    now = {one.line for one in review(workspace, statement).lines if one.fate is not Fate.KNOWN}
    gone = [line for line, _ in answers if line not in now]
    if gone:
        raise ConflictError.of(
            "LINE-BOOKED",
            f"somebody else booked {gone[0].amount} of {gone[0].date} meanwhile",
            hint="run the command again",
        )


def _answered(
    workspace: Workspace, answers: Iterable[tuple[BankLine, Answer]], numbers: Numbers
) -> list[Directive]:
    """Return a directive per answer, each decided on what those before it leave open."""
    books = workspace.all_books()
    made = LineBooks(workspace, numbers)
    found: list[Directive] = []
    for line, answer in answers:
        if isinstance(answer, Ignore):
            meta = {**bank_meta(line), "reason": answer.reason}
            found.append(Record(line.date, "bank-line", (line.account, "ignored"), meta, (0,)))
            continue
        if isinstance(answer, Accept):
            chosen = _on(books, answer.proposed)
            entry = made.entry(line, chosen, f"{codes(chosen)} chosen".strip())
        else:
            entry = _settled(workspace, books, line, answer, numbers.next("payment", line.date))
        found.append(entry)
        books = Books.of(books.facts.with_entry(entry), workspace.roots, books.as_of)
    return [*made.opened, *found]


def _on(books: Books, proposed: Suggestion) -> Suggestion:
    """Return a suggestion on the items as they are now.

    Raises:
        UsageError: an item no longer bears its part.
    """
    rows = {row_key(row): row for row in books.items}
    parts: list[Part] = []
    for part in proposed.parts:
        row = rows[row_key(part.item)]
        low, high = sorted([ZERO, row.amount.number])
        if not low <= (row.balance_open - part.amount).number <= high:
            raise UsageError.of(
                "ALLOCATION-EXCEEDS",
                f"{part.amount} is more than the {row.balance_open} open of {row.item}",
                hint="choose another answer",
            )
        parts.append(replace(part, item=row))
    return replace(proposed, parts=tuple(parts))


def _settled(
    workspace: Workspace, books: Books, line: BankLine, answer: Settle, number: str
) -> Entry:
    request = PaymentRequest(
        customer=answer.customer,
        amount=line.amount,
        date=line.date,
        account=line.account,
        wanted=answer.wanted,
        mode=Mode.ON_ACCOUNT,
        line=line,
        evidence=answer.evidence,
    )
    return sealed(payment_entry(payment_plan(workspace, request, books, number)))
