"""SEPA direct debit mandates: a customer's leave to collect, as its record states it.

The record's ``mandate`` is one text: the mandate's reference and the day it was signed, and where
they apply the words ``b2b`` (business to business scheme) and ``once`` (a single collection).

Source: EPC016-06 (SEPA Direct Debit Core rulebook) AT-T001, AT-T002; EPC222-07 (B2B).
"""

from __future__ import annotations

import datetime as dt
import re

from billcli.domain.check_digits import mod97
from billcli.domain.frozen import frozen
from billcli.domain.problem import UsageError, quoted

_REFERENCE = re.compile(r"[A-Za-z0-9+?/:().,'-]{1,35}", re.ASCII)
_CREDITOR = re.compile(r"[A-Z]{2}[0-9]{2}[A-Z0-9]{3}[A-Z0-9]{1,28}", re.ASCII)
_WORDS = frozenset({"b2b", "once"})


@frozen
class Mandate:
    """Leave to collect from an account.

    Attributes:
        reference: its unique mandate reference.
        signed: the day of the signature.
        business: whether it is of the business to business scheme.
        once: whether it allows one collection only.
    """

    reference: str
    signed: dt.date
    business: bool = False
    once: bool = False

    @property
    def scheme(self) -> str:
        """The local instrument: ``CORE`` or ``B2B``."""
        return "B2B" if self.business else "CORE"

    @property
    def sequence(self) -> str:
        """The sequence type: ``OOFF``, or ``RCUR``, which since 2016 the first one may bear too."""
        return "OOFF" if self.once else "RCUR"


def parse_mandate(text: str) -> Mandate:
    """Return a mandate as a customer's record states it.

    Raises:
        UsageError: no reference, no date, or another word.

    >>> parse_mandate("M-0042 2026-01-15 b2b").scheme
    'B2B'
    """
    reference, _, rest = text.strip().partition(" ")
    signed, *words = rest.split() or [""]
    flags = {word.casefold() for word in words}
    try:
        day = dt.date.fromisoformat(signed)
    except ValueError:
        day = None
    if day is None or not _REFERENCE.fullmatch(reference) or not flags <= _WORDS:
        raise UsageError.of(
            "MANDATE-UNREADABLE",
            f"mandate {quoted(text, 60)} is no reference with the day it was signed",
            hint='write it as in "M-0042 2026-01-15", with b2b or once behind where they apply',
        )
    return Mandate(reference, day, "b2b" in flags, "once" in flags)


def is_creditor_id(text: str) -> bool:
    """Return whether a text is a SEPA creditor identifier, its check digits included.

    The business code in places 5 to 7 is outside the check (EPC262-08).

    >>> is_creditor_id("DE98ZZZ09999999999"), is_creditor_id("DE99ZZZ09999999999")
    (True, False)
    """
    code = "".join(text.split()).upper()
    return bool(_CREDITOR.fullmatch(code)) and mod97(code[7:] + code[:4]) == 1
