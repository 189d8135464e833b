"""Who reads a document: their words, and their way of writing figures and dates."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import datetime as dt

    from billcli.documents.notation import Notation
    from billcli.documents.wording import Wording
    from billcli.domain.invoice import Period


@dataclass(frozen=True, slots=True)
class Reader:
    """The words and the notation of one reader."""

    wording: Wording
    notation: Notation

    def phrase(self, name: str, /, **values: str) -> str:
        """Return a sentence of the wording with its places filled."""
        return self.wording.phrase(name, **values)

    def period(self, period: Period | None) -> str:
        """Return days of service in words, or an empty text."""
        if period is None:
            return ""
        start, end = self.notation.date(period.start), self.notation.date(period.end)
        return self.phrase("period-text", start=start, end=end)

    def date(self, day: dt.date | None) -> str:
        """Return a date in words, or an empty text."""
        return "" if day is None else self.notation.date(day)
