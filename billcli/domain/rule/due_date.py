"""Due dates: they are dates, and not before the document."""

from __future__ import annotations

from billcli.domain.meta import date_of
from billcli.domain.named import TYPE_CHECKING
from billcli.domain.problem import quoted
from billcli.domain.rule.scope import and_reseal, title

if TYPE_CHECKING:
    from collections.abc import Iterator

    from billcli.domain.entry import Entry, MetaValue, Posting
    from billcli.domain.problem import Problem
    from billcli.domain.rule.scope import Scope


def due_dates(scope: Scope) -> Iterator[Problem]:
    """Yield DUE-NOT-DATE and DUE-BEFORE for transactions and their postings.

    An entry against equity takes over an old item, which may have been due long before.
    """
    for entry in scope.trade:
        for posting in (None, *entry.postings):
            meta = posting.meta if posting else entry.meta
            if "due" in meta:
                yield from _judge(scope, entry, posting, meta["due"])


def _judge(
    scope: Scope, entry: Entry, posting: Posting | None, value: MetaValue
) -> Iterator[Problem]:
    due = date_of(value)
    if due is None:
        message = f"due of {title(entry)} is {quoted(str(value))}, which is not a date"
        advice = f"write it as due: YYYY-MM-DD{and_reseal(entry)}"
        yield scope.breach("DUE-NOT-DATE", message, entry, at=posting, advice=advice)
    elif due < entry.date and not scope.takes_over(entry):
        message = f"{title(entry)} is due on {due}, before its date {entry.date}"
        advice = f"correct due{and_reseal(entry)}"
        yield scope.breach("DUE-BEFORE", message, entry, at=posting, advice=advice)
