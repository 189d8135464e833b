"""A proposal in one sentence, for a table, a question and the ledger's ``evidence`` key."""

from __future__ import annotations

from billcli.domain.named import TYPE_CHECKING
from billcli.matching.proposal import Clue, Verdict, clipped

if TYPE_CHECKING:
    from collections.abc import Iterator

    from billcli.matching.proposal import Proposal, Suggestion


def explain(proposal: Proposal) -> str:
    """Return why a line is booked, asked about or left to other accounts, as one sentence."""
    if proposal.verdict is Verdict.OTHER:
        return _of_strangers(proposal)
    if proposal.verdict is Verdict.CERTAIN:
        return because(proposal.suggestions[0])
    if proposal.doubts:
        return "; ".join(doubt.words for doubt in proposal.doubts)
    if proposal.suggestions:
        return f"it names no document; perhaps {because(proposal.suggestions[0])}"
    return "nothing in it points to a customer"


def because(suggestion: Suggestion) -> str:
    """Return what speaks for a suggestion, as one sentence with its documents first."""
    words = "; ".join(one.words for one in suggestion.evidence)
    what = " and ".join(_what(suggestion))
    return f"{what}: {words}" if words else what


def _what(suggestion: Suggestion) -> Iterator[str]:
    """Yield the documents with what is booked beside them, then what is left over."""
    items = ", ".join(map(clipped, dict.fromkeys(part.item.item for part in suggestion.parts)))
    more = [f"{one.amount} {one.kind.replace('_', ' ')}" for one in suggestion.adjustments]
    if items:
        yield " with ".join([items, *more])
    if not items:
        yield f"on account of {clipped(suggestion.customer)}"
    elif suggestion.residual:
        yield f"{suggestion.residual} on account"


def _of_strangers(proposal: Proposal) -> str:
    if proposal.doubts:
        return "; ".join(doubt.words for doubt in proposal.doubts)
    return "money out that names no customer"


def codes(suggestion: Suggestion) -> str:
    """Return the kinds of evidence as the ledger keeps them: ``number amount iban``."""
    return " ".join(
        dict.fromkeys(e.kind.value for e in suggestion.evidence if e.kind is not Clue.AGAINST)
    )
