"""Reconcile a bank statement: book what is certain, name what waits, book nothing twice."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace
from enum import Enum
from typing import TYPE_CHECKING

from billcli.domain.allocation import Allocations, Part
from billcli.domain.entry import Record
from billcli.domain.meta import text_of
from billcli.domain.payment_entry import (
    PaymentAccounts,
    PaymentPlan,
    bank_meta,
    payment_entry,
)
from billcli.domain.refund_entry import refund_entry
from billcli.domain.seal import sealed
from billcli.matching.assign import propose
from billcli.matching.explain import codes, explain
from billcli.matching.identity import LineStatus, SortedLine, refuse_conflicts, sort_lines
from billcli.matching.payer import learn
from billcli.matching.proposal import Proposal, Verdict
from billcli.services.filing import Papers
from billcli.services.issue_invoice import account_of
from billcli.services.record_payment import PaymentRequest, payment_plan
from billcli.services.take_number import Numbers
from billcli.services.writing import Consent, Decision, Written, perform

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from billcli.domain.bank_line import BankLine, BankStatement
    from billcli.domain.books import Books
    from billcli.domain.entry import Directive, Entry
    from billcli.matching.proposal import Suggestion
    from billcli.services.workspace import Workspace


class Fate(Enum):
    """What became of a line."""

    BOOKED = "booked"
    CERTAIN = "certain"
    WAITING = "waiting"
    KNOWN = "known"
    IGNORED = "ignored"
    OTHER = "not-customer"


@dataclass(frozen=True, slots=True)
class Reviewed:
    """A line with what is proposed for it.

    Attributes:
        why: in one sentence.
        entry_id: of the payment or refund that booked it, once it is booked.
        proposal: None for a line that the ledger holds already.
        doubtful: the ledger may hold it, entered by hand.
    """

    line: BankLine
    fate: Fate
    why: str
    entry_id: str = ""
    proposal: Proposal | None = field(default=None, repr=False)
    doubtful: bool = False


@dataclass(frozen=True, slots=True)
class Review:
    """A whole statement, line by line in its own order."""

    statement: BankStatement
    lines: tuple[Reviewed, ...]

    def count(self, fate: Fate) -> int:
        """Return how many lines have a fate."""
        return Counter(one.fate for one in self.lines)[fate]

    def of(self, fate: Fate) -> tuple[Reviewed, ...]:
        """Return the lines of a fate."""
        return tuple(one for one in self.lines if one.fate is fate)


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
class Ignore:
    """A person's answer: the line is none of a customer's, or is in the books already."""

    reason: str


Answer = Settle | Ignore


def review(workspace: Workspace, statement: BankStatement) -> Review:
    """Return what a statement's lines are, and what is proposed for them; nothing is written.

    Raises:
        BillcliError: the bank gave a known reference to a different line (BANK-CONFLICT).
    """
    facts = workspace.snapshot.facts
    sorted_lines = sort_lines(statement.lines, facts, statement.account)
    refuse_conflicts(sorted_lines)
    fresh = [s.line for s in sorted_lines if s.status in {LineStatus.NEW, LineStatus.DOUBTFUL}]
    found = iter(_proposals(workspace, fresh))
    reviewed = (
        _known(one) if one.status is LineStatus.KNOWN else _proposed(one, next(found))
        for one in sorted_lines
    )
    return Review(statement, tuple(reviewed))


def _proposals(workspace: Workspace, lines: Sequence[BankLine]) -> tuple[Proposal, ...]:
    if not lines:
        return ()
    books = workspace.all_books()
    until = max(line.date for line in lines)
    payers = learn(workspace.snapshot.facts, books.parties, books.debtors, until)
    return propose(lines, books.items, payers, _references(books))


def _references(books: Books) -> Mapping[str, str]:
    return {
        text_of(entry.meta.get("invoice")): rf
        for entry in books.facts.entries
        if (rf := text_of(entry.meta.get("rf")))
    }


def _known(one: SortedLine) -> Reviewed:
    place = f" ({one.source})" if one.source.file else ""
    return Reviewed(one.line, Fate.KNOWN, (one.reason or "in the ledger") + place)


def _proposed(one: SortedLine, proposal: Proposal) -> Reviewed:
    if one.status is LineStatus.DOUBTFUL:
        why = f"{one.reason}: perhaps the same ({one.source})"
        return Reviewed(one.line, Fate.WAITING, why, proposal=proposal, doubtful=True)
    fates = {Verdict.CERTAIN: Fate.CERTAIN, Verdict.ASK: Fate.WAITING, Verdict.OTHER: Fate.OTHER}
    return Reviewed(one.line, fates[proposal.verdict], explain(proposal), proposal=proposal)


def book_certain(
    workspace: Workspace, statement: BankStatement, consent: Consent
) -> Written[Review]:
    """Write every line that is certain, all in one change; the answer is the review with ids.

    Raises:
        InvalidError: the ledger has errors.
        ConflictError: somebody else writes.
    """

    def decide(books: Workspace, tail: tuple[Directive, ...]) -> Decision[Review]:
        found = review(books, statement)
        numbers = Numbers(books, tail)
        entries: list[Entry] = []
        lines: list[Reviewed] = []
        for one in found.lines:
            if one.fate is not Fate.CERTAIN or one.proposal is None:
                lines.append(one)
                continue
            entry = _certain_entry(books, one.proposal, numbers)
            entries.append(sealed(entry))
            lines.append(replace(one, fate=Fate.BOOKED, entry_id=text_of(entry.meta.get("id"))))
        return Decision(replace(found, lines=tuple(lines)), Papers(tuple(entries)))

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
        directives = [_answered(books, line, answer, numbers) for line, answer in answers]
        ids = tuple(text_of(d.meta.get("id")) for d in directives if not isinstance(d, Record))
        return Decision(ids, Papers(tuple(directives)))

    return perform(workspace, decide, consent)


def check_answer(workspace: Workspace, line: BankLine, answer: Answer) -> None:
    """Refuse an answer that could not be written.

    Raises:
        UsageError: the customer or an item is unknown, or more is allocated than is open.
    """
    _answered(workspace, line, answer, Numbers(workspace))


def _refuse_known(
    workspace: Workspace, statement: BankStatement, answers: Iterable[tuple[BankLine, Answer]]
) -> None:
    from billcli.domain.problem import ConflictError  # noqa: PLC0415 - the rare case

    now = {one.line for one in review(workspace, statement).lines if one.fate is not Fate.KNOWN}
    gone = [line for line, _ in answers if line not in now]
    if gone:
        raise ConflictError.of(
            "LINE-BOOKED",
            f"somebody else booked {gone[0].amount} of {gone[0].date} meanwhile",
            hint="run the command again",
        )


def _answered(workspace: Workspace, line: BankLine, answer: Answer, numbers: Numbers) -> Directive:
    if isinstance(answer, Ignore):
        meta = {**bank_meta(line), "reason": answer.reason}
        return Record(line.date, "bank-line", (line.account, "ignored"), meta, (0,))
    from billcli.domain.allocation import Mode  # noqa: PLC0415 - only answers need it

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
    number = numbers.next("payment", line.date)
    return sealed(payment_entry(payment_plan(workspace, request, workspace.all_books(), number)))


def _certain_entry(workspace: Workspace, proposal: Proposal, numbers: Numbers) -> Entry:
    line, suggestion = proposal.line, proposal.suggestions[0]
    parts = tuple(Part(part.item, part.amount) for part in suggestion.parts)
    payee = parts[0].open_item.customer_name
    if line.amount.number < 0:
        number = numbers.next("refund", line.date)
        meta = bank_meta(line, codes(suggestion))
        return refund_entry(number, payee, line.date, parts, bank=line.account, meta=meta)
    plan = PaymentPlan(
        number=numbers.next("payment", line.date),
        payee=payee,
        date=line.date,
        amount=line.amount,
        allocations=Allocations(parts, suggestion.residual),
        accounts=_accounts(workspace, line, suggestion),
        bank_line=line,
        evidence=codes(suggestion),
    )
    return payment_entry(plan)


def _accounts(workspace: Workspace, line: BankLine, suggestion: Suggestion) -> PaymentAccounts:
    accounts = workspace.settings.accounts
    customer = workspace.all_books().parties[suggestion.customer]
    return PaymentAccounts(
        bank=line.account,
        receivable=account_of(workspace, customer),
        fees=accounts.fees,
        discounts=accounts.discounts,
    )
