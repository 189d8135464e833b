"""Keys of the contract on things they mean nothing on."""

from __future__ import annotations

from billcli.domain.contract import ENTRY_KEYS, POSTING_KEYS
from billcli.domain.named import TYPE_CHECKING
from billcli.domain.problem import Problem, Severity
from billcli.domain.rule.scope import place, title
from billcli.domain.seal import is_sealed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from billcli.domain.entry import Entry, Posting
    from billcli.domain.rule.scope import Scope

_ONLY_ENTRY = ENTRY_KEYS - POSTING_KEYS - {"seal"}
_ONLY_POSTING = POSTING_KEYS - ENTRY_KEYS
_ONLY_RECEIVABLE = frozenset({"due", "instalment"})


def orphan_keys(scope: Scope) -> Iterator[Problem]:
    """Yield KEY-ORPHAN, always a warning, for keys that stand one level too high or too low.

    Entries of other tools are judged only when ``strict``: their keys are their own affair.
    """
    for entry in scope.trade:
        if not (is_sealed(entry) or scope.strict):
            continue
        for key in sorted(_ONLY_POSTING.intersection(entry.meta)):
            yield _orphan(entry, None, f"{key} stands on the transaction, but belongs to a posting")
        for posting in entry.postings:
            for key in sorted(_misplaced(scope, posting)):
                yield _orphan(entry, posting, f"{key} means nothing on this posting")


def _misplaced(scope: Scope, posting: Posting) -> frozenset[str]:
    keys = _ONLY_ENTRY.intersection(posting.meta)
    if scope.is_receivable(posting.account):
        return keys
    return keys | _ONLY_RECEIVABLE.intersection(posting.meta)


def _orphan(entry: Entry, posting: Posting | None, what: str) -> Problem:
    message = f"{title(entry)}: {what}"
    where = place(entry, posting)
    return Problem("KEY-ORPHAN", message, where, "move or rename the key", Severity.WARNING)
