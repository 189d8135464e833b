"""Document numbers in a list, of which only the first is written out: ``INV-2026-0107, 0070``."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from billcli.matching.number_form import RUN, digits_of, parts
from billcli.matching.strength import Strength

if TYPE_CHECKING:
    from collections.abc import Iterator

    from billcli.matching.number_form import NumberForm
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

    Args:
        text: without dates and amounts.
        at: where the number before them ends.
        form: that number.
        index: all numbers.
    """
    while (gap := _NEXT.match(text, at)) and (run := RUN.match(text, gap.end())):
        serial = parts(digits_of(run[0]))
        same = index.of_series(serial, form)
        if len(same) != 1 or len(serial) != 1 or len(run[0]) == 1:
            return
        yield same[0], Strength.DAMAGED, run.start()
        at = run.end()
