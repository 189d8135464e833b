"""Book what a person answered in a file of waiting lines: all of it in one change, or nothing."""

from __future__ import annotations

from dataclasses import dataclass, replace

from billcli.domain.named import TYPE_CHECKING
from billcli.domain.problem import (
    BillcliError,
    ConflictError,
    InvalidError,
    Problem,
    Source,
)
from billcli.matching.line_standing import standings
from billcli.services.filing import Papers
from billcli.services.line_answer import AnswerDesk, Follow, Ignore
from billcli.services.reconcile import answered, ids_of
from billcli.services.review import Fate
from billcli.services.review_answer import answer_of
from billcli.services.review_remember import payer_of, records_of
from billcli.services.review_rule import RuleDesk
from billcli.services.review_text import state_of
from billcli.services.writing import Consent, Decision, Written, perform

if TYPE_CHECKING:
    from billcli.domain.bank_line import BankLine
    from billcli.domain.bank_rule import BankRule
    from billcli.domain.dated_record import PayerAlias
    from billcli.domain.entry import Directive
    from billcli.matching.proposal import Suggestion
    from billcli.services.line_answer import Answer
    from billcli.services.review_reading import Returned, ReviewFile
    from billcli.services.workspace import Workspace

CONFLICTS = frozenset({"LINE-BOOKED", "ITEM-SETTLED"})
ENTERED = frozenset({Fate.BOOKED, Fate.BY_RULE})


@dataclass(frozen=True, slots=True)
class Applied:
    """What became of a line of the file.

    Attributes:
        why: in words.
        entry_id: of the entry that booked it.
        payer: who is remembered as paying for its customer.
        rule: the rule that is added for lines such as this one.
    """

    line: BankLine
    fate: Fate
    why: str
    entry_id: str = ""
    payer: PayerAlias | None = None
    rule: BankRule | None = None


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
    rules = RuleDesk(workspace)

    def decide(books: Workspace, tail: tuple[Directive, ...]) -> Decision[Outcomes]:
        nonlocal rules
        rules = RuleDesk(books)
        lines, answers = _decided(books, file, rules)
        directives = answered(books, answers, tail)
        ids = iter(ids_of(directives))
        named = tuple(
            replace(one, entry_id=next(ids)) if one.fate in ENTERED else one for one in lines
        )
        records = records_of(one.payer for one in lines)
        papers = Papers((*directives, *records), rules.changes())
        return Decision(Outcomes(named, _moved(books, file)), papers)

    workspace.snapshot.require_sound()
    lines, answers = _decided(workspace, file, rules)
    if not answers:
        return Written(Outcomes(tuple(lines), _moved(workspace, file)), "")
    told = replace(consent, ask=lambda text: consent.ask(f"{text}{rules.text}"))
    return perform(workspace, decide, told)


def _decided(
    workspace: Workspace, file: ReviewFile, rules: RuleDesk
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
            answer = answer_of(desk, one, rules)
            told = _applied(one, answer)
            if not isinstance(answer, Ignore | Follow):
                chosen = desk.take(one.line, answer)
                payer = payer_of(one.line, chosen, books) if one.remember else None
                told = replace(told, why=_in_words(chosen), payer=payer)
            elif one.remember:
                told = replace(told, rule=rules.keep(one.line, answer))
        except BillcliError as error:
            problems += [_in_file(problem, one.at) for problem in error.problems]
            continue
        answers.append((one.line, answer))
        lines.append(told)
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


def _applied(one: Returned, answer: Answer) -> Applied:
    """Return what becomes of a line; how it is settled is told once that is decided."""
    if isinstance(answer, Ignore):
        return Applied(one.line, Fate.IGNORED, answer.reason)
    if not isinstance(answer, Follow):
        return Applied(one.line, Fate.BOOKED, "")
    rule = answer.rule
    if rule.leave:
        return Applied(one.line, Fate.IGNORED, rule.leave)
    if rule.id:
        return Applied(one.line, Fate.BY_RULE, f"answered: {rule}")
    return Applied(one.line, Fate.BOOKED, f"answered: {rule.book}")


def _in_words(chosen: Suggestion) -> str:
    parts = [f"{part.item.item}={abs(part.amount.number)}" for part in chosen.parts]
    return f"answered: {' '.join(parts) or f'on account of {chosen.customer}'}"
