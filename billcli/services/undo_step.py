"""Take back all that one command booked of bank lines: to the byte while nobody has seen it."""

from __future__ import annotations

from billcli.domain.entry import Account, Entry
from billcli.domain.entry_link import own_id
from billcli.domain.frozen import replace
from billcli.domain.ignored_line import removal_of
from billcli.domain.named import TYPE_CHECKING
from billcli.domain.problem import UsageError
from billcli.domain.reversal_entry import reversal_entry
from billcli.domain.seal import sealed
from billcli.ledger.block import without_end
from billcli.ledger.change_set import ChangeSet
from billcli.ledger.current import LedgerMoved, with_retries
from billcli.ledger.render import render
from billcli.services.beside_entry import beside, remembered_by
from billcli.services.filing import Papers, all_unfiled
from billcli.services.guard import require_removable
from billcli.services.last_step import last_step, what_stands
from billcli.services.later_use import require_unused
from billcli.services.rules_of_step import Unruled
from billcli.services.take_number import Numbers
from billcli.services.undo_entry import require_unpublished
from billcli.services.undo_match import STAYS, Unmatched, undo_match
from billcli.services.workspace import reopened
from billcli.services.writing import Decision, journal_of, perform

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from billcli.domain.entry import Directive, Record
    from billcli.ledger.current import Current
    from billcli.services.last_step import Standing
    from billcli.services.workspace import Workspace
    from billcli.services.writing import Consent


def undo_last(workspace: Workspace, consent: Consent) -> Unmatched:
    """Take back what the last command booked of bank lines, all of it.

    Where no note tells what was booked together, the line that was booked last goes alone.

    Raises:
        UsageError: nothing was booked (UNDO-NOTHING), it is not clear what was last (UNDO-WHICH),
            later entries build on one of them (UNDO-NOT-LAST), or a balance asserted later rests
            on one (BALANCE-MOVED).
        ConflictError: somebody else writes.
    """
    fresh = iter([workspace])
    return with_retries(
        lambda: next(fresh, None) or reopened(workspace),
        lambda books: _attempt(books, consent),
        seconds=consent.wait,
    )


def _attempt(workspace: Workspace, consent: Consent) -> Unmatched:
    workspace.snapshot.require_sound()
    last = last_step(workspace)
    if last is None:
        return undo_match(workspace, "", consent)._replace(alone=True)
    require_unused(workspace, last.entries)
    asked, count = consent.ask, len(last.lines)
    head = f"{count} lines were booked\n\n" if count > 1 else ""
    rules = Unruled.of(workspace, last.step)
    told = replace(consent, ask=lambda text: asked(f"{head}{text}{rules.text}"))
    tails = _tails(workspace, last)
    if tails is None:
        return _mirrored(workspace, last, told)
    return _taken_out(workspace, last, tails, rules, told)


def _tails(workspace: Workspace, last: Standing) -> dict[Path, str] | None:
    """Return the text that a step wrote at the end of each file; None where that has to stay.

    It stays when anything of it stands further up or was changed, and when it is published.

    Raises:
        UsageError: a balance asserted later rests on it.
    """
    require_removable(workspace.snapshot.facts, last.entries)
    try:
        require_unpublished(workspace, last.entries)
    except UsageError as error:
        if error.problems[0].code not in STAYS:
            raise
        return None
    facts = workspace.snapshot.facts
    own: list[Entry | Record] = [*last.entries, *(record for _, record in last.aside)]
    placed: list[tuple[Directive, str, int]] = [(o, o.source.file, o.source.line) for o in own]
    for one in beside(workspace, last.entries):
        source = facts.accounts[one.name].source if isinstance(one, Account) else one.source
        if not isinstance(one, Account) or one.name in last.step.opened:
            placed.append((one, source.file, source.line))
    placed.sort(key=lambda one: one[2])
    needed = {one.source for one in own}
    found: dict[Path, str] = {}
    for file in workspace.snapshot.files:
        here = [one for one, name, _ in placed if name == file.name]
        must = [one for one in here if one.source in needed]
        tail = _tail(file.path, here) or _tail(file.path, must) if here else ""
        if must and not tail:
            return None
        if tail:
            found[file.path] = tail
    return found


def _tail(path: Path, directives: Sequence[Directive]) -> str:
    """Return the end of a file if these directives are all of it, just as they are written."""
    text, content = "\n".join(render([one]) for one in directives), path.read_bytes()
    return text if text and without_end(content, text) != content else ""


def _taken_out(
    workspace: Workspace,
    last: Standing,
    tails: dict[Path, str],
    rules: Unruled,
    consent: Consent,
) -> Unmatched:
    """Take a step out of the ledger.

    Raises:
        LedgerMoved: somebody wrote meanwhile.
    """
    text = "\n".join(tails.values())
    if not consent.dry_run:
        consent.ask(text)

        def under_lock(current: Current) -> ChangeSet:
            if current.moved:
                raise LedgerMoved
            now = current.contents
            rests = {path: without_end(now[path], tail) for path, tail in tails.items()}
            return ChangeSet((*all_unfiled(workspace, rests, now), *rules.changes))

        roots = workspace.snapshot.facts.options.roots
        journal_of(workspace, consent).commit(
            workspace.snapshot.files, under_lock, roots=roots, wait=consent.wait
        )
    return _told(last, f"{text}{rules.text}", last.first)


def _mirrored(workspace: Workspace, last: Standing, consent: Consent) -> Unmatched:
    """Take a step back by the mirror of each of its entries, and by records."""

    def decide(
        books: Workspace, tail: tuple[Directive, ...]
    ) -> Decision[tuple[tuple[str, ...], Standing]]:
        now = what_stands(books, last.step)
        require_unused(books, now.entries)
        series = Numbers(books, tail)
        numbers = tuple(series.next("return", entry.date) for entry in now.entries)
        pairs = zip(numbers, now.entries, strict=True)
        mirrors = (sealed(reversal_entry(number, entry)) for number, entry in pairs)
        removals = (removal_of(record) for _, record in now.aside)
        rules = Unruled.of(books, now.step)
        payers = remembered_by(books, now.entries)
        papers = Papers((*mirrors, *removals, *payers), rules.rewrites, rules.removals)
        return Decision((numbers, now), papers)

    written = perform(workspace, decide, consent)
    numbers, now = written.value
    place = str(written.places[0]) if written.places else ""
    return _told(now, written.text, place)._replace(reversals=numbers, removed=False)


def _told(last: Standing, text: str, place: str) -> Unmatched:
    return Unmatched(tuple(map(own_id, last.entries)), last.lines, (), text, place, removed=True)
