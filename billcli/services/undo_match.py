"""Take back what became of a bank line: exactly while it is the last entry, else by its mirror.

Afterwards the line counts as new: the same statement proposes it again.
"""

from __future__ import annotations

from billcli.domain.meta import text_of
from billcli.domain.named import TYPE_CHECKING, NamedTuple
from billcli.domain.party import nearest
from billcli.domain.problem import UsageError, quoted
from billcli.domain.reversal_entry import LINE_KEYS, freed, lines_of, reversal_entry
from billcli.domain.seal import is_sealed, sealed
from billcli.services.bank_words import bank_words, is_place, meant
from billcli.services.beside_entry import remembered_by
from billcli.services.filing import Papers
from billcli.services.last_written import last_written
from billcli.services.later_use import require_unused
from billcli.services.take_number import Numbers
from billcli.services.undo_entry import undo_entry
from billcli.services.undo_ignored import ignored, undo_ignored
from billcli.services.writing import Decision, perform

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    from billcli.domain.entry import Directive, Entry
    from billcli.domain.problem import BillcliError
    from billcli.services.bank_words import BankWords
    from billcli.services.workspace import Workspace
    from billcli.services.writing import Consent

STAYS = frozenset({"UNDO-NOT-LAST", "UNDO-PUBLISHED"})
"""Why an entry is not taken out of the ledger: its mirror takes it back."""


class Unmatched(NamedTuple):
    """What was, or would be, taken back.

    Attributes:
        entries: ids of the entries that booked lines; none for a line that was set aside.
        lines: reference or key of each bank line that is free again.
        reversals: ids of the mirrors; none when the entries were taken out of the ledger.
        text: what was taken out, or what was added.
        place: where it stood, or stands; empty for a dry run of a mirror.
        files: documents that went with it.
        removed: whether what was written is out of the ledger, rather than taken back in it.
        alone: it went by itself since nothing told what was booked together with it.
    """

    entries: tuple[str, ...]
    lines: tuple[str, ...]
    reversals: tuple[str, ...]
    text: str
    place: str
    files: tuple[Path, ...] = ()
    removed: bool = False
    alone: bool = False

    @property
    def entry(self) -> str:
        """Return the id of the first entry that booked a line, or an empty text."""
        return next(iter(self.entries), "")

    @property
    def reversal(self) -> str:
        """Return the id of the first mirror, or an empty text."""
        return next(iter(self.reversals), "")


def undo_match(workspace: Workspace, wanted: str, consent: Consent) -> Unmatched:
    """Take back the entry that booked a bank line, or that the line was set aside.

    Args:
        workspace: the books.
        wanted: id of the entry; reference or key of the line, or its account, date and amount;
            empty for the line that was booked last.
        consent: how far to go.

    Raises:
        UsageError: no such line (UNKNOWN-ENTRY), several (UNDO-WHICH), it is taken back already
            (MATCH-UNDONE), or later entries build on it (UNDO-NOT-LAST).
    """
    if wanted and (line := _set_aside(workspace, wanted)):
        done = undo_ignored(workspace, line, consent)
        return Unmatched((), (line.name,), (), done.text, done.place, removed=done.removed)
    entry = _found(workspace, wanted) if wanted else _last(workspace)
    name = text_of(entry.meta.get("id"))
    _check_in_force(workspace, entry)
    lines = _lines(entry)
    try:
        undone = undo_entry(workspace, name, consent)
    except UsageError as error:
        if error.problems[0].code not in STAYS:
            raise
        return reverse_match(workspace, name, consent)
    return Unmatched((name,), lines, (), undone.text, undone.place, undone.files, removed=True)


def reverse_match(workspace: Workspace, name: str, consent: Consent) -> Unmatched:
    """Take back the entry that booked a bank line by its mirror, on the same day.

    Raises:
        UsageError: as for ``undo_match``.
    """

    def decide(books: Workspace, tail: tuple[Directive, ...]) -> Decision[tuple[str, Entry]]:
        entry = _found(books, name)
        _check_in_force(books, entry)
        number = Numbers(books, tail).next("return", entry.date)
        papers = Papers((sealed(reversal_entry(number, entry)), *remembered_by(books, (entry,))))
        return Decision((number, entry), papers)

    written = perform(workspace, decide, consent)
    number, entry = written.value
    place = str(written.places[0]) if written.places else ""
    return Unmatched((name,), _lines(entry), (number,), written.text, place)


def _lines(entry: Entry) -> tuple[str, ...]:
    return tuple(line.name for line in bank_words(entry))


def customers_of(workspace: Workspace, name: str) -> tuple[str, ...]:
    """Return the ids of the customers whose items an entry touches, by the entry's id."""
    books = workspace.all_books()
    moved = books.about(item=name).movements
    return tuple(
        dict.fromkeys(m.customer for m in moved if text_of(m.entry.meta.get("id")) == name)
    )


def booked(workspace: Workspace) -> tuple[Entry, ...]:
    """Return the sealed entries that booked a bank line, in the order of the ledger."""
    return _booking(workspace.snapshot.facts.entries_naming(*LINE_KEYS))


def _booking(entries: Iterable[Entry]) -> tuple[Entry, ...]:
    return tuple(e for e in entries if is_sealed(e) and e.meta.get("id") and lines_of(e))


def _may_be(workspace: Workspace, wanted: str) -> tuple[Entry, ...]:
    """Return the sealed entries that booked a line, all of those that a text may mean.

    Only where no line is called exactly so, account, date and amount of any may be meant.
    """
    facts = workspace.snapshot.facts
    saying = _booking(facts.entries_saying(wanted, *LINE_KEYS))
    called = [one for one in saying if any(line.name == wanted for line in bank_words(one))]
    if called or not is_place(wanted):
        few = {one.source: one for one in (*_booking(facts.entries_of_id(wanted)), *called)}
        return tuple(few.values())
    return booked(workspace)


def _set_aside(workspace: Workspace, wanted: str) -> BankWords | None:
    """Return the line that is set aside and called so, None when it is an entry that is meant.

    Raises:
        UsageError: there are several (UNDO-WHICH).
    """
    aside = ignored(workspace)
    every = _may_be(workspace, wanted) if aside else ()
    is_meant = meant(wanted, (*_lines_of(every), *(line for line, _ in aside)))
    found = {line.name: line for line, _ in aside if is_meant(line)}
    if not found or any(text_of(entry.meta.get("id")) == wanted for entry in every):
        return None
    if wanted in found:
        return found[wanted]
    gone = freed(workspace.snapshot.facts)
    ids = [text_of(e.meta.get("id")) for e in every if any(map(is_meant, bank_words(e)))]
    names = [*(name for name in ids if name not in gone), *found]
    if len(names) > 1:
        said = f"several lines are called {quoted(wanted, 60)}"
        hint = f"name one of them: {' or '.join(names)}"
        raise UsageError.of("UNDO-WHICH", said, hint=hint)
    return found[names[0]]


def _lines_of(entries: Iterable[Entry]) -> Iterator[BankWords]:
    return (line for entry in entries for line in bank_words(entry))


def _found(workspace: Workspace, wanted: str) -> Entry:
    """Return the entry that booked a line; of several only that which is in force.

    Raises:
        UsageError: there is none, or several.
    """
    every = _may_be(workspace, wanted)
    gone = freed(workspace.snapshot.facts)
    named = [entry for entry in every if text_of(entry.meta.get("id")) == wanted]
    is_meant = meant(wanted, _lines_of(every))
    lines = [entry for entry in every if any(map(is_meant, bank_words(entry)))]
    found = named or [e for e in lines if text_of(e.meta.get("id")) not in gone] or lines[:1]
    if len(found) == 1:
        return found[0]
    if found:
        names = " or ".join(text_of(entry.meta.get("id")) for entry in found)
        said = f"several entries booked a line called {quoted(wanted, 60)}"
        raise UsageError.of("UNDO-WHICH", said, hint=f"name one of them: {names}")
    raise _unknown(wanted, booked(workspace), [line.name for line, _ in ignored(workspace)])


def _last(workspace: Workspace) -> Entry:
    """Return the entry that booked a line last.

    Raises:
        UsageError: there is none (UNDO-NOTHING), or it is not clear which (UNDO-WHICH).
    """
    every = booked(workspace)
    if not every:
        said = "no bank line was booked here yet"
        raise UsageError.of("UNDO-NOTHING", said, hint="see billcli reconcile --help")
    gone = freed(workspace.snapshot.facts)
    in_force = [entry for entry in every if text_of(entry.meta.get("id")) not in gone]
    ends = {entry.source.file: entry for entry in sorted(in_force or every, key=_place)}
    return last_written(workspace, tuple(ends.values()), "billcli match undo")


def _place(entry: Entry) -> tuple[str, int]:
    return entry.source.file, entry.source.line


def _check_in_force(workspace: Workspace, entry: Entry) -> None:
    """Refuse an entry that is taken back already, or of whose rest something was used.

    Raises:
        UsageError: it cannot be taken back.
    """
    name = text_of(entry.meta.get("id"))
    if name in freed(workspace.snapshot.facts):
        said = f"{name} is taken back already, or takes another entry back"
        raise UsageError.of("MATCH-UNDONE", said, hint=f"billcli why {name}")
    require_unused(workspace, (entry,))


def _unknown(wanted: str, every: Sequence[Entry], set_aside: Sequence[str]) -> BillcliError:
    names = [*set_aside, *(text_of(entry.meta.get("id")) for entry in every)]
    names += [line.name for entry in every for line in bank_words(entry)]
    near = nearest(wanted, {name: (name,) for name in names})
    hint = f"did you mean {' or '.join(near)}?" if near else "see billcli payment list"
    said = f"no entry {quoted(wanted, 60)} booked a bank line, and no line is called so"
    return UsageError.of("UNKNOWN-ENTRY", said, hint=hint)
