"""Document numbers in a list, of which only the first is written out: ``INV-2026-0107, 0070``."""

from __future__ import annotations

import re

from billcli.domain.named import TYPE_CHECKING
from billcli.matching.number_form import RUN, digits_of, parts
from billcli.matching.strength import Strength

if TYPE_CHECKING:
    from collections.abc import Iterator

    from billcli.matching.number_form import Form, NumberForm
    from billcli.matching.number_index import NumberIndex

_NEXT = re.compile(
    r"\s*(?:[,;/+&]|\b(?:und|and|et|y|e|og|och|en|i|a|oraz|sowie)\b|\bu\b\.?|(?<= )\.(?= ))"
    r"\s*(?:nr\.?\s*|no\.?\s*)?| (?=\d)",
    re.IGNORECASE,
)


def listed(
    text: str, at: int, form: NumberForm, index: NumberIndex
) -> Iterator[tuple[str, Strength, int]]:
    """Yield the numbers of the same series that follow one in a list, and where they stand.

    ``0112/13`` may be 0112 and 0013 or, with other digits at its end, 0113: where both are numbers,
    the second is told as a short one.

    Args:
        text: without dates and amounts.
        at: where the number before them ends.
        form: that number.
        index: all numbers.
    """
    while (gap := _NEXT.match(text, at)) and (run := RUN.match(text, gap.end())):
        serial = parts(digits_of(run[0]))
        if len(serial) != 1 or not serial[0].isdecimal():
            return
        alone = index.of_series(serial, form) if len(run[0]) > 1 else []
        ending = index.of_series(_ended(form, run[0]), form) if gap[0].strip() else []
        if len(alone) > 1 or not (alone or ending):
            return
        for item in dict.fromkeys((*alone, *ending)):
            sure = item in alone or not alone
            yield item, Strength.DAMAGED if sure else Strength.SHORT, run.start()
        at = run.end()


def _ended(form: NumberForm, digits: str) -> Form:
    """Return the serial number that a number has with other digits at its end.

    >>> import datetime as dt
    >>> from billcli.matching.number_form import number_form
    >>> _ended(number_form("INV-2026-0112", dt.date(2026, 3, 1)), "13")
    ('113',)
    """
    last = form.serial[-1] if form.serial else ""
    return (*form.serial[:-1], last[: -len(digits)] + digits) if len(digits) < len(last) else ()
