"""How numbers, money and dates are written for a reader: by language and country (CLDR)."""

from __future__ import annotations

from decimal import Decimal

from billcli.documents.official_language import is_official
from billcli.domain.frozen import frozen
from billcli.domain.money import digits
from billcli.domain.named import TYPE_CHECKING

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

    from babel import Locale

    from billcli.domain.money import Money

NO_BREAK = "\u00a0"
_WORLD = "001"  # UN M49


@frozen
class Notation:
    """The customs of one language in one country; every figure is written from exact decimals.

    Attributes:
        locale: CLDR data, read once.
    """

    locale: Locale

    @property
    def mark(self) -> str:
        """Return the decimal mark."""
        return str(self.locale.number_symbols["latn"]["decimal"])

    def number(self, value: Decimal, decimals: int | None = None) -> str:
        """Return a number with separators, and all its own decimals unless told how many.

        Decimals are only ever added, never cut.

        >>> notation("en", "US").number(Decimal("1234.50"), 3)
        '1,234.500'
        """
        from babel.numbers import parse_pattern  # noqa: PLC0415 - only documents pay for babel

        least = _decimals(value) if decimals is None else max(decimals, _decimals(value))
        pattern = parse_pattern(self.locale.decimal_formats[None].pattern)
        pattern.frac_prec = (least, least)
        return str(pattern.apply(value, self.locale, numbering_system="latn"))

    def quantity(self, value: Decimal) -> str:
        """Return a number without needless zeros.

        >>> notation("de", "DE").quantity(Decimal("1.50"))
        '1,5'
        """
        return self.number(_short(value))

    def amount(self, money: Money) -> str:
        """Return an amount without its currency, with at least the currency's digits."""
        own = digits(money.currency)
        exact = _short(money.number)
        return self.number(exact, own)

    def money(self, money: Money) -> str:
        """Return an amount with its ISO code on the side where the locale has its symbol.

        >>> from billcli.domain.money import Money
        >>> notation("de", "DE").money(Money.of("1944", "EUR")).split()
        ['1.944,00', 'EUR']
        """
        pattern = self.locale.currency_formats["standard"].pattern
        parts = [self.amount(money), money.currency]
        first = str(pattern).lstrip().startswith("¤")
        return NO_BREAK.join(reversed(parts) if first else parts)

    def percent(self, rate: Decimal) -> str:
        """Return a rate given in percent.

        >>> notation("en", "US").percent(Decimal("7.25"))
        '7.25%'
        """
        pattern = self.locale.percent_formats[None].pattern.split(";")[0]
        tail = str(pattern)[pattern.rindex("0") + 1 :]
        return self.number(_short(rate)) + tail

    def date(self, day: dt.date) -> str:
        """Return a date with the month in words, which nobody can misread."""
        from babel.dates import format_date  # noqa: PLC0415 - only documents pay for babel

        return format_date(day, "long", locale=self.locale)

    def short_date(self, day: dt.date) -> str:
        """Return a date for a narrow column, its month still in letters where the language can.

        >>> import datetime as dt
        >>> notation("en", "GB").short_date(dt.date(2026, 1, 31))
        '31 Jan 2026'
        """
        from babel.dates import format_date  # noqa: PLC0415 - only documents pay for babel

        return format_date(day, "medium", locale=self.locale)

    def period(self, start: dt.date, end: dt.date) -> str:
        """Return days from one date to another, both included, naming what they share once.

        >>> import datetime as dt
        >>> notation("en", "GB").period(dt.date(2026, 1, 1), dt.date(2026, 1, 31)).split()[-2:]
        ['Jan', '2026']
        """
        from babel.dates import format_interval  # noqa: PLC0415 - only documents pay for babel

        return format_interval(start, end, "yMMMd", locale=self.locale)

    def country(self, code: str) -> str:
        """Return the country's name in the reader's language, or the code when unknown."""
        return str(self.locale.territories.get(code.upper(), code))

    def pads(self, texts: Sequence[str]) -> tuple[str, ...]:
        """Return, for each number of a column, the decimals it lacks beside the longest.

        Set invisibly behind the numbers they align them on the decimal mark.

        >>> notation("en", "US").pads(["10", "1.25", "0.5"])
        ('.00', '', '0')
        """
        tails = [t.partition(self.mark)[2] for t in texts]
        longest = max(map(len, tails), default=0)
        return tuple(
            ("" if tail or not longest else self.mark) + "0" * (longest - len(tail))
            for tail in tails
        )


def notation(language: str, country: str) -> Notation:
    """Return the customs of a language, as the country has them where it is spoken officially.

    Elsewhere the language alone decides (English as the world writes it), so that figures go with
    the words beside them; a region in the tag itself (``en-DE``) is taken at its word. Unknown
    languages fall back to English.

    >>> notation("en", "DE").number(Decimal("1234.5")), notation("de", "AT").number(Decimal("0.5"))
    ('1,234.5', '0,5')
    """
    from babel import Locale, UnknownLocaleError  # noqa: PLC0415 - only documents pay for babel

    parts = language.replace("_", "-").split("-")
    region = parts[1] if len(parts) > 1 else country
    if len(parts) == 1 and country and not is_official(language, country):
        region = _WORLD
    for tag in (f"{parts[0]}-{region}", parts[0], "en"):
        try:
            return Notation(Locale.parse(tag, sep="-"))
        except (UnknownLocaleError, ValueError):
            continue
    raise AssertionError  # pragma: no cover - babel always knows English


def _decimals(value: Decimal) -> int:
    exponent = value.as_tuple().exponent
    return max(-exponent, 0) if isinstance(exponent, int) else 0


def _short(value: Decimal) -> Decimal:
    whole = value == value.to_integral_value()
    return value.quantize(Decimal(1)) if whole else value.normalize()
