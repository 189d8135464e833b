"""The orders in which money may settle items that nobody named."""

from __future__ import annotations

from enum import StrEnum


class Order(StrEnum):
    """Which items are settled before others; of the same sort what fell due first."""

    OLDEST = "oldest"
    FEES_FIRST = "fees first"
    PRINCIPAL_FIRST = "principal first"
