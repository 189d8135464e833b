"""How surely a text names a document."""

from __future__ import annotations

from enum import IntEnum


class Strength(IntEnum):
    """How surely a text names a document.

    ``TRACE``: digits that end its number. ``SHORT``: its serial number alone, or a number too short
    to tell. ``DAMAGED``: its number without prefix, zeros or year, misread, glued or in a list.
    ``WHOLE``: the whole number. ``CHECKED``: its structured reference, check digits right.
    """

    TRACE = 1
    SHORT = 2
    DAMAGED = 3
    WHOLE = 4
    CHECKED = 5
