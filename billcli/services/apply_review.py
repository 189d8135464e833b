"""Book what a person answered in a file of waiting lines: all of it in one change, or nothing."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from billcli.domain.money import Money
from billcli.domain.problem import (
    BillcliError,
    ConflictError,
    InvalidError,
    Problem,
    Source,
    UsageError,
)
from billcli.domain.wanted import instalment_of
from billcli.matching.line_standing import standings
from billcli.matching.proposal import Adjustment, AdjustmentKind, Clue, Evidence, Part, Suggestion
from billcli.services.filing import Papers
from billcli.services.line_answer import Accept, AnswerDesk, Ignore, Settle
from billcli.services.line_split import item_meant
from billcli.services.reconcile import answered, ids_of
from billcli.services.review import Fate
from billcli.services.review_reading import money_of
from billcli.services.review_remember import payer_of, records_of
from billcli.services.review_text import state_of
from billcli.services.writing import Consent, Decision, Written, perform

if TYPE_CHECKING:
    from billcli.domain.bank_line import BankLine
    from billcli.domain.dated_record import PayerAlias
    from billcli.domain.entry import Directive
    from billcli.services.line_answer import Answer
    from billcli.services.review_reading import Proposed, Returned, ReviewFile
    from billcli.services.workspace import Workspace

CONFLICTS = frozenset({"LINE-BOOKED", "ITEM-SETTLED"})


@dataclass(frozen=True, slots=True)
class Applied:
    """What became of a line of the file.

    Attributes:
        why: in words.
        entry_id: of the entry that booked it.
        payer: who is remembered as paying for its customer.
    """

    line: BankLine
    fate: Fate
    why: str
    entry_id: str = ""
    payer: PayerAlias | None = None


@dataclass(frozen=True, slots=True)
class Outcomes:
    """What became of a file.

    Attributes:
        moved: the books changed since the file was written; every answer was checked anew.
    """

    lines: tuple[Applied, ...]
    moved: bool


def apply_review(workspace: Workspace, file: ReviewFile, consent: Consent) -> Written[Outcomes]:
    """Write the answers of a file, in one change.

    A line that the ledger holds by now is told and left alone, so that the same file twice books
    nothing twice. A line that somebody may have booked otherwise, or an item settled meanwhile,
    stops everything.

    Raises:
        InvalidError: every mistake of the file, with its line.
        ConflictError: the same, when the books alone are to blame.
    """

    def decide(books: Workspace, tail: tuple[Directive, ...]) -> Decision[Outcomes]:
        lines, answers = _decided(books, file)
        directives = answered(books, answers, tail)
        ids = iter(ids_of(directives))
        named = tuple(
            replace(one, entry_id=next(ids)) if one.fate is Fate.BOOKED else one for one in lines
        )
        papers = Papers((*directives, *records_of(one.payer for one in lines)))
        return Decision(Outcomes(named, _moved(books, file)), papers)

    workspace.snapshot.require_sound()
    lines, answers = _decided(workspace, file)
    if not answers:
        return Written(Outcomes(tuple(lines), _moved(workspace, file)), "")
    return perform(workspace, decide, consent)


def _decided(
    workspace: Workspace, file: ReviewFile
) -> tuple[list[Applied], list[tuple[BankLine, Answer]]]:
    """Return what becomes of each line, and the answers to be written.

    Raises:
        BillcliError: every mistake.
    """
    desk, problems, books = AnswerDesk(workspace), list(file.problems), workspace.all_books()
    now = standings(workspace.snapshot.facts, [one.line for one in file.lines])
    lines: list[Applied] = []
    answers: list[tuple[BankLine, Answer]] = []
    for one, standing in zip(file.lines, now, strict=True):
        if standing.known or not one.kind:
            fate = Fate.KNOWN if standing.known else Fate.WAITING
            why = f"in the ledger ({standing.source})" if standing.known else "not answered"
            lines.append(Applied(one.line, fate, why))
            continue
        if standing.held > one.held:
            problems.append(_booked(one))
            continue
        try:
            answer = _answer(desk, one)
            chosen = None if isinstance(answer, Ignore) else desk.take(one.line, answer)
            payer = payer_of(one.line, chosen, books) if one.remember and chosen else None
        except BillcliError as error:
            problems += [_in_file(problem, one.at) for problem in error.problems]
            continue
        answers.append((one.line, answer))
        lines.append(replace(_applied(one, chosen), payer=payer))
    _refuse(problems)
    return lines, answers


def _moved(workspace: Workspace, file: ReviewFile) -> bool:
    """Return whether the books are others than those the file says it was written from."""
    return bool(file.books) and file.books != state_of(workspace)


def _refuse(problems: list[Problem]) -> None:
    if not problems:
        return
    problems.sort(key=lambda problem: problem.where.line if problem.where else 0)
    if {problem.code for problem in problems} <= CONFLICTS:
        raise ConflictError(*problems)
    raise InvalidError(*problems)


def _in_file(problem: Problem, where: Source) -> Problem:
    words = problem.message.replace("--allocate", "items").replace("--discount", "discount")
    advice = problem.help.replace("--allocate ", "").replace("--on-account", "on_account")
    return problem._replace(message=words, help=advice, where=where)


def _booked(one: Returned) -> Problem:
    message = f"the ledger has more lines of {one.line.amount} on {one.line.date} than when this"
    hint = "compare it, then remove the answer or write the file anew with billcli match export"
    return Problem("LINE-BOOKED", f"{message} file was written", one.where, hint)


def _applied(one: Returned, chosen: Suggestion | None) -> Applied:
    if chosen is None:
        return Applied(one.line, Fate.IGNORED, one.ignore)
    parts = [f"{part.item.item}={abs(part.amount.number)}" for part in chosen.parts]
    why = " ".join(parts) or f"on account of {chosen.customer}"
    return Applied(one.line, Fate.BOOKED, f"answered: {why}")


def _answer(desk: AnswerDesk, one: Returned) -> Accept | Settle | Ignore:
    """Return the answer a line's keys come to.

    Raises:
        UsageError: it is none.
    """
    if one.kind == "ignore":
        if not one.ignore.strip():
            raise _wrong("ignore gives no reason", 'write ignore = "private"')
        return Ignore(one.ignore)
    if one.kind == "accept":
        if not 1 <= one.accept <= len(one.proposals):
            many = len(one.proposals)
            raise _wrong(f"there is no proposal {one.accept}", f"the line has {many} proposals")
        return Accept(_suggestion(desk, one, one.proposals[one.accept - 1]))
    if one.line.amount.number <= 0:
        raise _wrong(f"{one.kind} books money that came in", "accept a proposal, or ignore it")
    if one.kind == "on_account":
        return Settle(desk.customer_of(one.on_account))
    return _typed(desk, one)


def _typed(desk: AnswerDesk, one: Returned) -> Settle:
    customer = desk.customer_of(one.customer) if one.customer else ""
    rows = desk.open_of(customer)
    wanted: list[str] = []
    owners: set[str] = set()
    for text in one.items:
        name, equals, number = text.partition("=")
        typed, instalment = instalment_of(name)
        item = item_meant(typed, rows, customer)
        owners.update(row.customer for row in rows if row.item == item)
        part = "" if instalment is None else f"#{instalment}"
        wanted.append(f"{item}{part}{equals}{number.strip()}")
    if len(owners) != 1:
        raise _wrong("items names no item, or those of several customers", "name those of one")
    for name, amount in (("discount", one.discount), ("fee", one.fee)):
        if amount is not None and amount.number <= 0:
            raise _wrong(f"{name} is not more than zero", f"write {name} as a positive amount")
    return Settle(customer or owners.pop(), tuple(wanted), one.discount, one.fee)


def _suggestion(desk: AnswerDesk, one: Returned, proposed: Proposed) -> Suggestion:
    parts: list[Part] = []
    for text in proposed.items:
        name, _, amount = text.rpartition("=")
        row = desk.row_of(*instalment_of(name), proposed.customer)
        parts.append(Part(row, money_of(amount)))
    rest = money_of(proposed.on_account) if proposed.on_account else None
    known = {clue.value: clue for clue in Clue}
    evidence = [Evidence(known[c], "") for c in proposed.evidence.split() if c in known]
    return Suggestion(
        proposed.customer,
        tuple(parts),
        rest or Money.zero(one.line.amount.currency),
        tuple(evidence),
        adjustments=tuple(map(_adjustment, proposed.adjustments)),
    )


def _adjustment(text: str) -> Adjustment:
    words = text.split()
    known = {kind.value: kind for kind in AdjustmentKind}
    if len(words) not in {3, 4} or words[0] not in known:
        raise _wrong(f"{text[:40]!r} is no adjustment", f"write {' or '.join(known)} and an amount")
    item = words[3] if len(words) > 3 else ""  # noqa: PLR2004 - the fourth word
    return Adjustment(known[words[0]], money_of(f"{words[1]} {words[2]}"), item)


def _wrong(message: str, hint: str) -> BillcliError:
    return UsageError.of("REVIEW-ANSWER", message, hint=hint)
