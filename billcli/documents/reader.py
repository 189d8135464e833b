"""Who reads a document: their words, and their way of writing figures and dates."""

from __future__ import annotations

from billcli.domain.frozen import frozen
from billcli.domain.named import TYPE_CHECKING

if TYPE_CHECKING:
    import datetime as dt
    from decimal import Decimal

    from billcli.documents.notation import Notation
    from billcli.documents.wording import Wording
    from billcli.domain.invoice import Period


@frozen
class Reader:
    """The words and the notation of one reader."""

    wording: Wording
    notation: Notation

    def phrase(self, name: str, /, **values: str) -> str:
        """Return a sentence of the wording with its places filled."""
        return self.wording.phrase(name, **values)

    def unit(self, code: str, quantity: Decimal) -> str:
        """Return the short name of a unit for a quantity, or its code when it has no name.

        >>> from decimal import Decimal
        >>> from billcli.documents.notation import notation
        >>> from billcli.documents.wording import Wording
        >>> reader = Reader(Wording("en", {}, {"DAY": "day|days"}), notation("en", "GB"))
        >>> reader.unit("DAY", Decimal(1)), reader.unit("DAY", Decimal("0.5"))
        ('day', 'days')
        """
        one, _, more = self.wording.units.get(code, code).partition("|")
        return one if quantity == 1 or not more else more

    def period(self, period: Period | None) -> str:
        """Return days of service in words, or an empty text."""
        return "" if period is None else self.notation.period(period.start, period.end)

    def date(self, day: dt.date | None) -> str:
        """Return a date in words, or an empty text."""
        return "" if day is None else self.notation.date(day)
