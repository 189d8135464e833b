"""Asking about the lines that wait, one by one; what was answered is written in one change."""

from __future__ import annotations

import sys
from contextlib import contextmanager
from dataclasses import dataclass, replace

from billcli.cli.books import consent, opened
from billcli.cli.key_press import Readers
from billcli.cli.line_key import MONEY_IN, LineKeys
from billcli.cli.line_screen import Screen
from billcli.cli.line_words import MARK, QUIET, Words, evidence_rows, line_title, sum_of
from billcli.cli.problem_text import one_line
from billcli.cli.stream import put
from billcli.domain.named import TYPE_CHECKING
from billcli.domain.problem import BillcliError
from billcli.matching.explain import codes
from billcli.services.line_answer import Accept, AnswerDesk, Follow, Ignore
from billcli.services.reconcile import book_answers
from billcli.services.review import Fate
from billcli.services.writing import Written

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from billcli.cli.invocation import Invocation
    from billcli.matching.proposal import Suggestion
    from billcli.services.line_answer import Answer
    from billcli.services.review import Review, Reviewed
    from billcli.services.step_note import StepNote

OFFERED_MAX = 3


def ask_about(
    call: Invocation,
    found: Review,
    readers: Readers | None = None,
    step: StepNote | None = None,
) -> Written[Review]:
    """Ask about each waiting line, then write what was answered in one change.

    Leaving keeps the answers given so far; what was skipped waits for the next run. Ctrl-C keeps
    nothing of the line at hand, and offers to save the answers before it.

    Args:
        call: the invocation.
        found: the lines.
        readers: what reads the answers; the terminal's when None.
        step: notes what is written, to be taken back together.

    Returns:
        The review with the fates that the answers gave their lines.

    Raises:
        KeyboardInterrupt: there is nothing to save.
    """
    workspace = opened(call)
    readers = readers or Readers.of(call.env)
    asked = Questions(call, found.of(Fate.WAITING), AnswerDesk(workspace), readers)
    try:
        asked.ask_all()
    except KeyboardInterrupt:
        if not asked.given:
            raise
        put("\n", sys.stderr)
    given = asked.given
    if not given:
        return Written(found, "")
    question = f"Save {len(given)} answers?" if len(given) > 1 else "Save this answer?"
    pairs = [(one.one.line, one.answer) for one in given]
    agreed = replace(consent(call, question), step=step)
    written = book_answers(workspace, found.statement, pairs, agreed)
    ids = iter(written.value)
    fates = {one.one.line: one.fate(ids) for one in given}
    final = replace(found, lines=tuple(fates.get(one.line, one) for one in found.lines))
    return Written(
        final, written.text, written.places, written.files, written.problems, written.remarks
    )


@dataclass(frozen=True, slots=True)
class Given:
    """An answer to a line, with what it took off what is open."""

    place: int
    one: Reviewed
    answer: Answer
    chosen: Suggestion | None

    def fate(self, ids: object) -> Reviewed:
        """Return the line as it is once the answer is written; entries' ids come in order."""
        if isinstance(self.answer, Ignore):
            why = self.answer.reason
            return replace(self.one, fate=Fate.IGNORED, why=why, proposal=None)
        rule = self.answer.rule if isinstance(self.answer, Follow) else None
        if rule and not (rule.book or rule.takes):
            return replace(self.one, fate=Fate.IGNORED, why=rule.leave, proposal=None)
        why = f"answered: {rule or _in_words(self.chosen)}"
        entry = next(ids)  # type: ignore[call-overload]
        fate = Fate.BY_RULE if rule else Fate.BOOKED
        return replace(self.one, fate=fate, why=why, entry_id=entry, proposal=None)


def _in_words(chosen: Suggestion | None) -> str:
    assert chosen is not None  # noqa: S101 - every answer that is booked has one
    parts = [f"{part.item.item}={abs(part.amount.number)}" for part in chosen.parts]
    return " ".join(parts) or f"on account of {chosen.customer}"


class Questions:
    """Goes through the lines that wait, forth by answers and back by undoing them."""

    def __init__(
        self, call: Invocation, waiting: Sequence[Reviewed], desk: AnswerDesk, readers: Readers
    ) -> None:
        """Begin with the first line and no answer."""
        self._waiting, self._desk, self._readers = waiting, desk, readers
        self._screen = Screen(call)
        self._groups: list[list[Given]] = []

    @property
    def given(self) -> list[Given]:
        """Return the answers so far, in the order in which they were given."""
        return [one for group in self._groups for one in group]

    def ask_all(self) -> None:
        """Ask until every line is answered or skipped, or the person leaves."""
        place: int | None = 0
        while place is not None and place < len(self._waiting):
            answered = {one.place for one in self.given}
            place = place + 1 if place in answered else self._asked(place)

    def _asked(self, place: int) -> int | None:
        """Ask about one line, and return the place to go on at, None to leave."""
        one = self._waiting[place]
        offered = one.offered[:OFFERED_MAX]
        keys = LineKeys(one, offered, self._desk, self._screen, self._readers).known()
        enters = bool(offered) and not (one.doubtful or offered[0].adjustments)
        kind = self._of_kind(place) if offered and not one.doubtful else []
        menu = _menu(one, len(offered), len(kind), undo=bool(self._groups), enters=enters)
        head = f"{place + 1} of {len(self._waiting)}"
        text = self._screen.question(one, offered, head, menu)
        while True:
            typed = self._readers.key(f"{text}Answer: ")
            text = ""
            if typed is None:
                return None
            key, rest = _key_of(typed) if typed else ("1" if enters else "", "")
            if key in {"q", "n"}:
                return None if key == "q" else place + 1
            if key == "u" and self._groups:
                return self._undo()
            if key == "?":
                self._screen.say(evidence_rows(one, offered))
            elif key == "a" and len(kind) > 1:
                if self._accept_all(kind):
                    return place + 1
            elif key in keys:
                with _told(self._screen):
                    answer = keys[key](rest)
                    if answer is not None:
                        self._groups.append([self._take(place, answer)])
                        return place + 1
            else:
                self._screen.say(self._screen.menu(menu))

    def _take(self, place: int, answer: Answer) -> Given:
        one = self._waiting[place]
        if isinstance(answer, Ignore | Follow):
            return Given(place, one, answer, None)
        chosen = self._desk.take(one.line, answer)
        return Given(place, one, answer, chosen)

    def _undo(self) -> int:
        """Take back the last answer, or the last ones given together."""
        group = self._groups.pop()
        for one in reversed(group):
            if one.chosen is not None:
                self._desk.take_back(one.chosen)
        return group[0].place

    def _of_kind(self, place: int) -> list[int]:
        """Return the places of unanswered lines from here on with the evidence of this one."""
        answered = {one.place for one in self.given}
        here = _kind(self._waiting[place])
        rest = range(place, len(self._waiting))
        return [at for at in rest if at not in answered and _kind(self._waiting[at]) == here]

    def _accept_all(self, places: Sequence[int]) -> bool:
        """Accept the first proposals of lines of one kind, once the person has seen them."""
        lines = [self._waiting[at] for at in places]
        count = "1 line" if len(lines) == 1 else f"{len(lines)} lines"
        head = f"{count}, {sum_of(lines)}, all by: {_kind(lines[0])[0] or 'the oldest open item'}"
        self._screen.say([(Words(one_line(head)),), *(line_title(one) for one in lines)])
        answer = self._readers.key("Accept the first proposal of each? [y/N] ")
        if answer is None or answer.casefold() not in {"y", "yes"}:
            return False
        group: list[Given] = []
        for at in places:
            with _told(self._screen):
                group.append(self._take(at, Accept(self._waiting[at].offered[0])))
        if group:
            self._groups.append(group)
        return bool(group)


def _kind(one: Reviewed) -> tuple[object, ...]:
    """Return what makes lines alike: the evidence of the first proposal, and how it comes out."""
    if one.doubtful or not one.offered:
        return (one.line,)
    first = one.offered[0]
    adjusted = tuple(sorted(each.kind for each in first.adjustments))
    short = any(part.amount != part.item.balance_open for part in first.parts)
    incoming = one.line.amount.number > 0
    return codes(first), adjusted, bool(first.residual), bool(first.parts), short, incoming


def _key_of(typed: str) -> tuple[str, str]:
    """Return the key and what is typed behind it.

    >>> _key_of("s 42 45"), _key_of("/acme"), _key_of("12")
    (('s', '42 45'), ('/', 'acme'), ('12', ''))
    """
    if typed.startswith("/"):
        return "/", typed[1:].strip()
    key, _, rest = typed.partition(" ")
    return key.casefold(), rest.strip()


@contextmanager
def _told(screen: Screen) -> Iterator[None]:
    """Show what is refused inside; the line is asked about again."""
    try:
        yield
    except BillcliError as error:
        screen.say(
            (Words(one_line(problem.message), MARK), Words(f"; {one_line(problem.help)}", QUIET))
            for problem in error.problems
        )


def _menu(one: Reviewed, offered: int, alike: int, *, undo: bool, enters: bool) -> dict[str, str]:
    """Return the keys that answer a line, each with what it does."""
    found: dict[str, str] = {}
    if enters:
        found["Enter"] = "accept 1"
    if offered:
        first = 2 if enters else 1
        numbers = f"{first}-{offered}" if offered > first else str(first)
        found |= {numbers: "choose"} if offered >= first else {}
    found |= MONEY_IN if one.line.amount.number > 0 else {}
    if rule := one.rule_to_follow:
        found["r"] = f"follow {rule}"
    found["x"] = "in the books already" if one.doubtful else "not a customer's"
    if alike > 1:
        found["a"] = f"accept all {alike} of this kind"
    found |= {"n": "skip"} | ({"u": "undo"} if undo else {}) | {"?": "why", "q": "save and leave"}
    return found
