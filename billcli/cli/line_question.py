"""Asking about the lines of a statement that are not certain, one by one."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from billcli.cli.books import consent, opened
from billcli.cli.prompt import Reader, ask, choose, terminal
from billcli.domain.money import total
from billcli.domain.problem import BillcliError
from billcli.matching.explain import because
from billcli.matching.proposal import SHOWN_MAX, clipped
from billcli.services.reconcile import Accept, Answer, Ignore, Settle, book_answers, check_answers
from billcli.services.review_statement import Fate, Review, Reviewed
from billcli.services.writing import Written

if TYPE_CHECKING:
    from collections.abc import Callable

    from billcli.cli.invocation import Invocation
    from billcli.domain.bank_line import BankLine
    from billcli.domain.bank_statement import BankStatement
    from billcli.matching.proposal import Suggestion

OFFERED_MAX, ROWS_MAX = 3, 4
FLAG = "--yes to book only what is certain"


def ask_about(
    call: Invocation, statement: BankStatement, found: Review, reader: Reader = terminal
) -> Written[Review]:
    """Ask about each waiting line, then write what was answered in one change.

    Quitting keeps the answers given so far; what was skipped waits for the next run.

    Returns:
        The review with the fates that the answers gave their lines.
    """
    workspace = opened(call)
    waiting = found.of(Fate.WAITING)
    answers: list[tuple[Reviewed, Answer]] = []
    pairs: list[tuple[BankLine, Answer]] = []

    def check(one: Reviewed, answer: Answer) -> None:
        check_answers(workspace, [*pairs, (one.line, answer)])

    for number, one in enumerate(waiting, 1):
        answer = _answer(call, one, f"{number} of {len(waiting)}", check, reader)
        if answer is None:
            break
        if answer is not SKIP:
            answers.append((one, answer))
            pairs.append((one.line, answer))
    if not answers:
        return Written(found, "")
    question = f"Write {len(answers)} answers?" if len(answers) > 1 else "Write this answer?"
    written = book_answers(workspace, statement, pairs, consent(call, question))
    ids = iter(written.value)
    fates = {
        one.line: replace(one, fate=Fate.IGNORED, why=answer.reason, proposal=None)
        if isinstance(answer, Ignore)
        else replace(one, fate=Fate.BOOKED, why=_settled(answer), entry_id=next(ids), proposal=None)
        for one, answer in answers
    }
    lines = tuple(fates.get(one.line, one) for one in found.lines)
    final = replace(found, lines=lines)
    return Written(
        final, written.text, written.places, written.files, written.problems, written.remarks
    )


def _settled(answer: Settle | Accept) -> str:
    if isinstance(answer, Accept):
        parts = answer.proposed.parts
        wanted = tuple(f"{part.item.item}={abs(part.amount.number)}" for part in parts)
        customer = answer.proposed.customer
    else:
        wanted, customer = answer.wanted, answer.customer
    return f"answered: {' '.join(wanted) or f'on account of {customer}'}"


SKIP = Ignore("")


def _answer(
    call: Invocation,
    one: Reviewed,
    where: str,
    check: Callable[[Reviewed, Answer], None],
    reader: Reader,
) -> Answer | None:
    """Return the answer to one line, ``SKIP``, or None to quit."""
    suggestions = _offered(one)
    choices = {str(n): because(s) for n, s in enumerate(suggestions, 1)}
    read = reader
    plain = suggestions and not suggestions[0].adjustments
    if plain and not one.doubtful and one.line.amount.number > 0:
        choices["1"] = f"accept (Enter): {choices['1']}"
        read = _entering("1", reader)
    choices |= {
        "s": "split: name items and amounts, as in INV-2026-0001=300 INV-2026-0002",
        "o": "on account of a customer",
        "x": "in the books already" if one.doubtful else "not a customer's",
        "n": "skip; ask next time",
        "q": "quit; keep the answers so far",
    }
    if one.line.amount.number < 0:  # money out settles only what is proposed
        choices = {key: words for key, words in choices.items() if key not in {"s", "o"}}
    while True:
        key = choose(call, _evidence(one, where), choices, flag=FLAG, reader=read)
        if key in {None, "q"}:
            return None
        try:
            answer = _chosen(call, one, key or "", suggestions, reader)
            if answer is not SKIP:
                check(one, answer)
        except BillcliError as error:
            for problem in error.problems:
                reader(f"{problem.message}; {problem.help} (Enter)")
        else:
            return answer


def _entering(key: str, reader: Reader) -> Reader:
    """Return a reader for which an empty line is a key."""

    def read(question: str) -> str | None:
        answer = reader(question)
        return key if answer == "" else answer

    return read


def _chosen(
    call: Invocation, one: Reviewed, key: str, suggestions: list[Suggestion], reader: Reader
) -> Answer:
    if key == "n":
        return SKIP
    if key == "x":
        usual = one.why if one.doubtful else "not a customer's"
        return Ignore(ask(call, "Reason", flag=FLAG, default=usual, reader=reader) or usual)
    if key in {"s", "o"}:
        usual = suggestions[0].customer if suggestions else ""
        customer = ask(call, "Customer", flag=FLAG, default=usual, reader=reader) or ""
        named = ask(call, "Items", flag=FLAG, reader=reader) if key == "s" else ""
        return Settle(customer, tuple((named or "").split()))
    return Accept(suggestions[int(key) - 1])


def _offered(one: Reviewed) -> list[Suggestion]:
    """Return the first suggestions that can be booked; for several customers only to the cent."""
    if one.proposal is None:
        return []
    whole = [each for each in one.proposal.suggestions if each.customer or _comes_out(one, each)]
    return whole[:OFFERED_MAX]


def _comes_out(one: Reviewed, suggestion: Suggestion) -> bool:
    currency = one.line.amount.currency
    parts = total([part.amount for part in suggestion.parts], currency)
    kept = total([adjustment.amount for adjustment in suggestion.adjustments], currency)
    return bool(suggestion.parts) and parts - kept == one.line.amount


def _rows(text: str) -> list[str]:
    """Return the first rows of a text, of at most 80 characters: a person decides by it."""
    return [text[at : at + SHOWN_MAX] for at in range(0, len(text), SHOWN_MAX)][:ROWS_MAX]


def _evidence(one: Reviewed, where: str) -> str:
    line = one.line
    rows = [f"{where}: {line.date}  {line.amount}  {clipped(line.payer)}".rstrip()]
    rows += [
        f"  {row}" for text in (line.text, line.payer_iban, line.reference) for row in _rows(text)
    ]
    return "\n".join([*rows, f"  why asked: {one.why}"])
