"""Check digits that several numbers of the trade share."""

from __future__ import annotations


def mod97(text: str) -> int:
    """Return the rest by 97 of letters and digits, a letter counting from 10 (ISO 7064, 97-10).

    Args:
        text: letters A to Z and digits only, not empty.

    >>> mod97("INV20260001" + "RF00"), mod97("37040044" + "0532013000DE89")
    (82, 1)
    """
    return int("".join(str(int(c, 36)) for c in text)) % 97
