"""Seals that do not fit what they stand on: a torn write, a bad merge or a later edit."""

from __future__ import annotations

from billcli.domain.named import TYPE_CHECKING
from billcli.domain.problem import Problem
from billcli.domain.rule.scope import located, place, reseal, title
from billcli.domain.seal import is_sealed, verify

if TYPE_CHECKING:
    from collections.abc import Iterator

    from billcli.domain.entry import Account, Document, Entry, Note, Record
    from billcli.domain.rule.scope import Scope

_STRAY = "move it back under the transaction it was written for, or delete it"


def broken_seals(scope: Scope) -> Iterator[Problem]:
    """Yield SEAL-BROKEN for each sealed entry that says something else than when it was sealed."""
    for entry in scope.facts.entries:
        if is_sealed(entry) and not verify(entry):
            yield _broken(entry)


def stray_seals(scope: Scope) -> Iterator[Problem]:
    """Yield SEAL-BROKEN for each seal on something that is never sealed.

    A merge that mixes two entries leaves the seal of one on a posting of the other.
    """
    facts = scope.facts
    for entry in facts.entries:
        for posting in entry.postings:
            if "seal" in posting.meta:
                message = f"the seal of a transaction stands on a posting of {title(entry)}"
                yield Problem("SEAL-BROKEN", message, place(entry, posting), _STRAY)
    others: tuple[Account | Document | Note | Record, ...] = (
        *facts.records,
        *facts.notes,
        *facts.documents,
        *facts.accounts.values(),
    )
    for other in others:
        if "seal" in other.meta:
            word = type(other).__name__.lower()
            message = f"the seal of a transaction stands on a directive of another kind ({word})"
            yield Problem("SEAL-BROKEN", message, located(other.source), _STRAY)


def _broken(entry: Entry) -> Problem:
    if not entry.postings:
        detail = "it has lost all its postings, as after a merge that kept both sides"
    else:
        detail = "it was cut off, merged or edited since"
    message = f"{title(entry)} does not say what it was sealed with: {detail}"
    advice = f"restore it from git or a backup, or accept it: {reseal(entry)}"
    return Problem("SEAL-BROKEN", message, place(entry), advice)
