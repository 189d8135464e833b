"""Reads the logo of the letterhead."""

from __future__ import annotations

import re
import stat
from types import MappingProxyType

from billcli.documents.look import Logo
from billcli.domain.named import TYPE_CHECKING
from billcli.domain.problem import InvalidError, Problem, quoted

if TYPE_CHECKING:
    from pathlib import Path

BYTES_MAX = 2_000_000
CODE = "LOGO-INVALID"
_FORMS = MappingProxyType({".svg": "svg", ".png": "png", ".jpg": "jpg", ".jpeg": "jpg"})
_STARTS = MappingProxyType({"png": b"\x89PNG\r\n\x1a\n", "jpg": b"\xff\xd8\xff"})
_CMYK = 4
_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}  # start of frame (ITU T.81, B.1.1.3)
# An SVG that fetches or runs anything: only images and shapes of its own are shown.
_ACTIVE = re.compile(
    rb"<!DOCTYPE|<!ENTITY|<script|<foreignObject|@import|url\(\s*['\"]?(?!#|['\"#\s])"
    rb"|url\(\s*&|\son\w+\s*="
    rb"|href\s*=\s*['\"]\s*(?!#|data:image/)[^'\"]",
    re.IGNORECASE,
)


def read_logo(folder: Path, name: str) -> Logo:
    """Return the logo named in ``output.logo``.

    Args:
        folder: the project's folder; the file must lie in it.
        name: of the file, seen from the folder.

    Raises:
        InvalidError: LOGO-INVALID, it is missing, elsewhere, too big, or no image of its kind.
    """
    path = folder / name
    form = _FORMS.get(path.suffix.lower())
    if form is None:
        raise _invalid(name, "is not known as an image", "use a file .svg, .png or .jpg")
    if not path.resolve().is_relative_to(folder.resolve()):
        raise _invalid(name, "lies outside the project's folder", "copy it into the folder")
    try:
        status = path.stat()
        ordinary = stat.S_ISREG(status.st_mode)
        small = status.st_size <= BYTES_MAX
        data = path.read_bytes() if ordinary and small else b""
    except OSError as error:
        words = f"cannot be read: {(error.strerror or 'no such file').lower()}"
        raise _invalid(name, words, "correct output.logo in billcli.toml") from error
    if not ordinary:
        raise _invalid(name, "is no file", "correct output.logo in billcli.toml")
    if not small:
        raise _invalid(name, f"is larger than {BYTES_MAX // 1_000_000} MB", "make it smaller")
    if not _is_image(data, form):
        raise _invalid(name, f"is not a {form.upper()} image", "export it again")
    if form == "jpg" and _colours(data) == _CMYK:
        raise _invalid(name, "has the colours of print (CMYK)", "export it in RGB, or as SVG")
    if form == "svg" and _ACTIVE.search(data):
        raise _invalid(name, "loads or runs something", "export it as a plain SVG")
    return Logo(data, form)


def _is_image(data: bytes, form: str) -> bool:
    return data.startswith(_STARTS[form]) if form in _STARTS else b"<svg" in data[:4096]


def _colours(data: bytes) -> int:
    """Return how many components the colours of a JPEG have (ITU T.81, B.2.2), 0 when unknown."""
    at = 2
    while data[at : at + 1] == b"\xff" and at + 10 <= len(data):
        mark = data[at + 1]
        if mark in _FRAMES:
            return data[at + 9]
        at += 2 + int.from_bytes(data[at + 2 : at + 4])
    return 0


def _invalid(name: str, words: str, hint: str) -> InvalidError:
    return InvalidError(Problem(CODE, f"the logo {quoted(name)} {words}", None, hint))
