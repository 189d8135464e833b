"""How the issuer's documents look: paper, colour, logo, footer, and the envelope they go into."""

from __future__ import annotations

import base64
from types import MappingProxyType

from billcli.domain.frozen import frozen
from billcli.domain.named import TYPE_CHECKING
from billcli.domain.problem import UsageError, quoted

if TYPE_CHECKING:
    from collections.abc import Mapping

PAPERS = MappingProxyType({"a4": "a4", "letter": "us-letter"})
ACCENT = "#0f5561"
FONT = "Source Sans Pro"
_WHITE = (255, 255, 255)
_TINT = (242, 245, 246)  # the darkest ground words stand on, on white paper
_NIGHT = (29, 39, 46)  # the lightest one of dark mode
_READABLE = 4.5  # WCAG 2.2, 1.4.3: contrast of text of ordinary size
_STEPS = 20
_KNEE = 0.04045  # of the sRGB curve (IEC 61966-2-1)


@frozen
class Logo:
    """An image for the letterhead.

    Attributes:
        data: the file's bytes.
        form: ``svg``, ``png`` or ``jpg``, as Typst names it.
    """

    data: bytes
    form: str

    @property
    def uri(self) -> str:
        """Return the image as a data URI (RFC 2397), so that a page holds all it shows."""
        kind = {"svg": "svg+xml", "jpg": "jpeg"}.get(self.form, self.form)
        return f"data:image/{kind};base64,{base64.b64encode(self.data).decode()}"


@frozen
class Look:
    """The issuer's choices for every document.

    Attributes:
        paper: ``a4`` or ``letter``.
        accent: colour as ``#rrggbb``; empty for billcli's own.
        logo: shown instead of the name in words.
        footer: lines below every page.
        window: ``none``, ``din5008``, ``din5008-a`` or ``us10``.
        font: family of type; empty for the one that comes with billcli.
        payment_code: ``auto``, ``epc``, ``swiss`` or ``none``.
    """

    paper: str = "a4"
    accent: str = ""
    logo: Logo | None = None
    footer: tuple[str, ...] = ()
    window: str = "none"
    font: str = ""
    payment_code: str = "auto"

    @property
    def sheet(self) -> str:
        """Return the paper as Typst names it.

        Raises:
            UsageError: an unknown paper.
        """
        if self.paper in PAPERS:
            return PAPERS[self.paper]
        raise UsageError.of(
            "PAPER-UNKNOWN", f"paper: {quoted(self.paper)} is not known", hint="use a4 or letter"
        )

    def data(self) -> Mapping[str, object]:
        """Return what templates see.

        ``accent`` is the colour as chosen, for rules and areas; ``accent_text`` and ``accent_dark``
        are the nearest shades in which words can be read on white and in dark mode.
        """
        accent = self.accent or ACCENT
        return MappingProxyType(
            {
                "accent": accent,
                "accent_text": readable(accent, _TINT),
                "accent_dark": readable(accent, _NIGHT),
                "footer": self.footer,
                "window": self.window,
                "font": self.font or FONT,
                "logo": f"logo.{self.logo.form}" if self.logo else "",
                "logo_uri": self.logo.uri if self.logo else "",
            }
        )


def readable(colour: str, paper: tuple[int, int, int]) -> str:
    """Return the nearest shade of a colour in which words can be read on a paper.

    >>> readable("#0f5561", (255, 255, 255)), readable("#ffcc00", (255, 255, 255))
    ('#0f5561', '#8c7000')
    """
    start = _rgb(colour)
    end = (0, 0, 0) if _light(paper) > _light((128, 128, 128)) else _WHITE
    for step in range(_STEPS + 1):
        mixed = tuple(round(a + (b - a) * step / _STEPS) for a, b in zip(start, end, strict=True))
        if _contrast(mixed, paper) >= _READABLE:
            break
    return "#" + "".join(f"{part:02x}" for part in mixed)


def _rgb(colour: str) -> tuple[int, ...]:
    return tuple(bytes.fromhex(colour.removeprefix("#")))


def _contrast(one: tuple[int, ...], two: tuple[int, ...]) -> float:
    """Return the contrast ratio of two colours (WCAG 2.2, definition of contrast ratio)."""
    low, high = sorted((_light(one), _light(two)))
    return (high + 0.05) / (low + 0.05)


def _light(colour: tuple[int, ...]) -> float:
    """Return the relative luminance of a colour (WCAG 2.2)."""
    parts = [p / 255 for p in colour]
    linear = [p / 12.92 if p <= _KNEE else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return sum(w * p for w, p in zip((0.2126, 0.7152, 0.0722), linear, strict=True))
