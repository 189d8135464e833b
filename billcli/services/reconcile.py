"""Reconcile a bank statement: book what is certain and what was answered, nothing twice."""

from __future__ import annotations

from dataclasses import replace

from billcli.domain.bank_deposit import deposit_entry
from billcli.domain.entry import Entry, Record
from billcli.domain.meta import text_of
from billcli.domain.named import TYPE_CHECKING
from billcli.domain.payment_entry import bank_meta
from billcli.domain.problem import ConflictError
from billcli.domain.ruled_entry import ruled_entry
from billcli.domain.seal import sealed
from billcli.matching.explain import codes
from billcli.services.filing import Papers
from billcli.services.line_answer import AnswerDesk, Follow, Ignore, evidence_of
from billcli.services.line_entry import LineBooks
from billcli.services.make_deposit import DepositRequest, chosen_of
from billcli.services.review import Fate, Review, Reviewed
from billcli.services.review_statement import review, sort_statement
from billcli.services.take_number import Numbers
from billcli.services.writing import Consent, Decision, Written, perform

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from billcli.domain.bank_line import BankLine
    from billcli.domain.bank_rule import BankRule
    from billcli.domain.bank_statement import BankStatement
    from billcli.domain.entry import Directive
    from billcli.services.line_answer import Answer
    from billcli.services.workspace import Workspace


def book_certain(workspace: Workspace, seen: Review, consent: Consent) -> Written[Review]:
    """Write every line that is certain or ruled, in one change; the answer is the review with ids.

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
        numbers = Numbers(books, tail)
        made = LineBooks(books, numbers)
        directives: list[Directive] = []
        lines: list[Reviewed] = []
        for one in found.lines:
            booked = _booked(one, made, numbers, books)
            directives += [booked] if booked else []
            lines.append(_told(one, booked) if booked else one)
        papers = Papers((*made.opened, *directives))
        return Decision(replace(found, lines=tuple(lines)), papers)

    return perform(workspace, decide, consent)


def _booked(one: Reviewed, made: LineBooks, numbers: Numbers, books: Workspace) -> Directive | None:
    """Return what is written for a line that is certain or ruled, None for another."""
    if one.fate is Fate.RULED and one.ruling:
        return _ruled(one.line, one.ruling.rule, numbers, books)
    if one.fate is not Fate.CERTAIN or one.proposal is None:
        return None
    chosen = one.proposal.suggestions[0]
    return made.entry(one.proposal.line, chosen, codes(chosen))


def _ruled(line: BankLine, rule: BankRule, numbers: Numbers, books: Workspace) -> Directive:
    """Return what a rule makes of a line: an entry, or the record that it is left.

    Raises:
        UsageError: what the line would take to the bank does not wait any more (DEPOSIT-NOTHING).
    """
    if rule.takes:
        lines = chosen_of(books, DepositRequest(line.date, rule.takes))
        number = numbers.next("deposit", line.date)
        return sealed(
            deposit_entry(number, line.date, lines, bank=line.account, meta=bank_meta(line))
        )
    if not rule.book:
        return _ignored(line, rule.leave)
    return sealed(ruled_entry(numbers.next("bank-line", line.date), line, rule.book, rule.about))


def _told(one: Reviewed, booked: Directive) -> Reviewed:
    """Return a line with what became of it."""
    if not isinstance(booked, Entry):
        known = one.ruling is not None and one.ruling.rule.about
        return replace(one, fate=Fate.KNOWN if known else Fate.IGNORED)
    fate = Fate.BY_RULE if one.fate is Fate.RULED else Fate.BOOKED
    return replace(one, fate=fate, entry_id=text_of(booked.meta.get("id")))


def _ignored(line: BankLine, reason: str) -> Record:
    """Return the record of a line that is left to other tools (format rule 13)."""
    meta = {**bank_meta(line), "reason": reason}
    return Record(line.date, "bank-line", (line.account, "ignored"), meta, (0,))


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
        directives = answered(books, answers, tail)
        return Decision(ids_of(directives), Papers(directives))

    return perform(workspace, decide, consent)


def ids_of(directives: Iterable[Directive]) -> tuple[str, ...]:
    """Return the ids of the entries among directives, in their order."""
    return tuple(text_of(one.meta.get("id")) for one in directives if isinstance(one, Entry))


def _refuse_known(
    workspace: Workspace, statement: BankStatement, answers: Iterable[tuple[BankLine, Answer]]
) -> None:
    now = {one.line for one in sort_statement(workspace, statement) if one.is_open}
    gone = [line for line, _ in answers if line not in now]
    if gone:
        raise ConflictError.of(
            "LINE-BOOKED",
            f"somebody else booked {gone[0].amount} of {gone[0].date} meanwhile",
            hint="run the command again",
        )


def answered(
    workspace: Workspace,
    answers: Iterable[tuple[BankLine, Answer]],
    tail: tuple[Directive, ...] = (),
) -> tuple[Directive, ...]:
    """Return what is written for answers, each decided on what those before it leave open.

    Accounts that have to be opened come first, then a directive per answer, in their order.

    Raises:
        BillcliError: an answer does not fit what is open now.
    """
    numbers, desk = Numbers(workspace, tail), AnswerDesk(workspace)
    made = LineBooks(workspace, numbers)
    found: list[Directive] = []
    for line, answer in answers:
        if isinstance(answer, Ignore):
            found.append(_ignored(line, answer.reason))
        elif isinstance(answer, Follow):
            found.append(_ruled(line, answer.rule, numbers, workspace))
        else:
            found.append(made.entry(line, desk.take(line, answer), evidence_of(answer)))
    return (*made.opened, *found)
