"""Document numbers and ids: each stands once, and a series has no gaps."""

from __future__ import annotations

from billcli.domain.contract import DOCUMENT_KINDS
from billcli.domain.meta import text_of
from billcli.domain.named import TYPE_CHECKING
from billcli.domain.problem import Problem, Severity
from billcli.domain.rule.item import makes
from billcli.domain.rule.scope import place
from billcli.domain.seal import is_sealed

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from billcli.domain.entry import Entry
    from billcli.domain.numbering import Series
    from billcli.domain.rule.scope import Scope


def own_names(entry: Entry) -> tuple[str, ...]:
    """Return what an entry is called: the number of a document, the id of any other, or nothing."""
    names = [text_of(entry.meta.get("id"))]
    if not DOCUMENT_KINDS.isdisjoint(entry.tags):
        names.append(text_of(entry.meta.get("invoice")))
    return tuple(dict.fromkeys(name for name in names if name))


def duplicate_numbers(scope: Scope) -> Iterator[Problem]:
    """Yield NUMBER-DUPLICATE for a name used twice, ID-CASE for two that differ in capitals.

    Two clones of one ledger cannot share a lock, so both may give the same number; it comes to
    light when they are merged. Names that differ in capitals share one file name on many disks.
    """
    first: dict[str, tuple[str, Entry]] = {}
    for entry in scope.trade:
        for name in own_names(entry):
            known, other = first.setdefault(name.casefold(), (name, entry))
            if other is not entry:
                yield _twice(scope, entry, name, known, other)


def missing_numbers(scope: Scope, series: Iterable[Series]) -> Iterator[Problem]:
    """Yield NUMBER-MISSING at the document that follows each gap of a series.

    It is an error where billcli numbered that document: billcli leaves no gaps, so something was
    deleted.

    What was taken over from elsewhere was numbered there: it may fill a gap, but a run does not
    begin with it.
    """
    known = holders(scope)
    for one in series:
        yield from missing_in(scope, one, known)


def missing_in(scope: Scope, series: Series, known: Mapping[str, Entry]) -> Iterator[Problem]:
    """Yield the problems of one series, as ``missing_numbers`` does.

    Args:
        scope: what is judged.
        series: the series.
        known: from ``holders``, which takes longer than the rest.
    """
    runs = {name: series.read(name) for name in known}
    lowest: dict[tuple[int, ...], int] = {}
    for name, read in runs.items():
        if read and not scope.takes_over(known[name]):
            lowest[read[0]] = min(read[1], lowest.get(read[0], read[1]))
    counted = {
        name: read
        for name, read in runs.items()
        if read and read[1] >= lowest.get(read[0], read[1] + 1)
    }
    after = {read: known[name] for name, read in counted.items()}
    for gap in series.missing(counted):
        yield _gap(scope, series, gap, after)


def holders(scope: Scope) -> dict[str, Entry]:
    """Return the entry of every number and id."""
    found = {name: entry for entry in scope.trade for name in own_names(entry)}
    for touch in scope.touches:
        if touch.item and makes(touch):
            found.setdefault(touch.item, touch.entry)
    return found


def _twice(scope: Scope, entry: Entry, name: str, known: str, other: Entry) -> Problem:
    where = place(other)
    there = f" ({where})" if where else ""
    if name != known:
        message = f"{name} differs from {known}{there} in nothing but capitals"
        return scope.breach("ID-CASE", message, entry, advice="give one of them another number")
    message = f"{name} is used twice, first by the transaction of {other.date}{there}"
    advice = "give the one that was not sent yet the next free number, then reseal it"
    severity = max(
        (scope.severity(entry), scope.severity(other)), key=lambda each: each is Severity.ERROR
    )
    return Problem("NUMBER-DUPLICATE", message, place(entry), advice, severity)


def _gap(
    scope: Scope, series: Series, gap: str, after: dict[tuple[tuple[int, ...], int], Entry]
) -> Problem:
    period, last = series.read(gap.rpartition("..")[2]) or ((), 0)
    message = f"series {series.name} has a gap: {gap} is in no document"
    advice = "find the document in git or the folder documents, or keep a note of why it is missing"
    # The next number may be missing as well: short runs are told one by one.
    entry = after[min(read for read in after if read[0] == period and read[1] > last)]
    own = is_sealed(entry) and not scope.takes_over(entry)
    severity = Severity.ERROR if own else Severity.WARNING
    return Problem("NUMBER-MISSING", message, place(entry), advice, severity)
