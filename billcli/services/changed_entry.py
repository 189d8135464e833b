"""Which sealed entries were changed on purpose, and whether the change can be accepted."""

from __future__ import annotations

from billcli.domain.named import TYPE_CHECKING
from billcli.domain.party import nearest
from billcli.domain.problem import Problem, UsageError, quoted
from billcli.domain.rule.document_number import own_names
from billcli.domain.rule.scope import title
from billcli.domain.seal import is_sealed, verify
from billcli.ledger.proof import imbalance
from billcli.services.rename_account import renamed_entries

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from billcli.domain.entry import Entry
    from billcli.services.rename_account import Rename
    from billcli.services.workspace import Workspace


def changed_entries(
    workspace: Workspace, names: Sequence[str], rename: Rename | None
) -> tuple[Entry, ...]:
    """Return the entries that get a new seal, as they will read, in file order.

    Args:
        workspace: the books.
        names: ids of entries, or their places as ``check`` prints them (``2026.beancount:412``),
            since an entry without an id has no other name.
        rename: an account's new name; then ``names`` does not count.

    Raises:
        UsageError: what cannot be accepted, all of it at once: UNKNOWN-ENTRY, SEAL-MISSING,
            ENTRY-UNBALANCED, NUMBER-DUPLICATE.
    """
    entries = workspace.snapshot.facts.entries
    problems: list[Problem] = []
    found: list[Entry] = []
    if rename:
        found += renamed_entries(workspace, rename)
    else:
        by_name = {text: entry for entry in entries for text in _names(entry)}
        for name in dict.fromkeys(names):
            if name in by_name:
                found.append(by_name[name])
            else:
                problems.append(_unknown(name, by_name))
    problems += [problem for entry in found for problem in _faults(entries, entry)]
    if problems:
        raise UsageError(*dict.fromkeys(problems))
    order = [file.name for file in workspace.snapshot.files]
    broken = {id(entry): entry for entry in found if not verify(entry)}.values()
    return tuple(sorted(broken, key=lambda e: (order.index(e.source.file), e.source.line)))


def _names(entry: Entry) -> tuple[str, ...]:
    own = (title(entry),) if is_sealed(entry) else ()
    return (*own_names(entry), *own, str(entry.source))


def _unknown(name: str, known: Iterable[str]) -> Problem:
    near = nearest(name, {text: (text,) for text in known if ":" not in text and " " not in text})
    advice = f"did you mean {' or '.join(near)}?" if near else "billcli check names what changed"
    return Problem("UNKNOWN-ENTRY", f"there is no entry {quoted(name, 60)}", help=advice)


def _faults(entries: Iterable[Entry], entry: Entry) -> Iterator[Problem]:
    name, where = title(entry), entry.source
    if not is_sealed(entry):
        what = f"{name} carries no seal: billcli did not write it"
        yield Problem(
            "SEAL-MISSING", what, where, "it needs none; billcli check judges it as it is"
        )
    off = imbalance(entry)
    if off or not entry.postings:
        what = f"is off by {', '.join(map(str, off))}" if off else "has lost all its postings"
        advice = "complete its postings, then run the command again"
        yield Problem("ENTRY-UNBALANCED", f"{name} {what}", where, advice)
    own = {text.casefold() for text in own_names(entry)}
    for other in entries:
        if other.source != where and own & {text.casefold() for text in own_names(other)}:
            yield Problem(
                "NUMBER-DUPLICATE",
                f"{name} is the name of the transaction at {other.source} as well",
                where,
                "give the one that was not sent yet the next free number first",
            )
