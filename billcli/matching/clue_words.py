"""What each code of a ledger's ``evidence`` key says, in words: the one place that tells them.

The codes are the values of ``proposal.Clue``, and ``chosen`` for what a person answered. They are
texts here, so that telling them loads nothing of what found them.
"""

from __future__ import annotations

from billcli.domain.named import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

WORDS: Mapping[str, str] = {
    "reference": "it carries the reference of the document",
    "number": "its text names the document",
    "number-part": "its text holds the document's number in part or written otherwise",
    "amount": "the amount was exactly what was left",
    "amount-sum": "the amount was exactly the sum of several items",
    "iban": "the account is one the customer pays from",
    "name": "the payer's name is the customer's, or resembles it",
    "terms": "it is what was left less the agreed discount, in time",
    "charges": "with the bank's charges it is what was left",
    "tolerance": "it is what was left within the agreed tolerance",
    "original-amount": "the payer ordered the amount in the document's currency",
    "credit": "it is what was left less an open credit",
    "part-payment": "it is a part of what was left",
    "short-list": "it names more than it pays, and is settled in the agreed order",
    "payout": "a payout report lists the payments in it",
    "end-to-end": "it carries the payer's reference of the payment it sends back",
    "against": "something spoke against it",
    "chosen": "a person chose it",
}


def words_of(codes: str) -> tuple[str, ...]:
    """Return what the codes of an ``evidence`` key say; a code nobody knows stands as it is.

    >>> words_of("number chosen sunshine")
    ('its text names the document', 'a person chose it', 'sunshine')
    """
    return tuple(WORDS.get(code, code) for code in codes.split())
